"""A catalogue that ends the process that asks for it."""

import os


def catalogue():
    os._exit(3)
