"""Bytes -> Document: one module a kind of file, and what they share."""
