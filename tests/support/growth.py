"""Whether work grows in proportion to its text: measured by turns, for a busy machine only ever adds to a time."""

import gc
from time import process_time

TRIES = 8


def assert_in_proportion(work, few, many, *, limit, least=0.05, said=""):
    """Fail where `work(many)` takes `limit` times the processor time of `work(few)` or more.

    Both are tried by turns, each counts with its shortest time, and the first turn after which the limit holds is
    the last. What takes less than `least` seconds counts as `least`: so short a time says nothing.
    """
    shortest = {"few": float("inf"), "many": float("inf")}
    for _ in range(TRIES):
        shortest["many"] = min(shortest["many"], spent(work, many))
        if shortest["many"] < limit * least:
            return
        shortest["few"] = min(shortest["few"], spent(work, few))
        if shortest["many"] < limit * max(shortest["few"], least):
            return
    raise AssertionError(
        f"{said} {shortest['few']:.3f} s become {shortest['many']:.3f} s in the best of {TRIES} turns"
    )


def assert_within(work, *given, limit, said=""):
    """Return what `work` returns, and fail where even the shortest of some tries takes `limit` seconds."""
    for _ in range(TRIES // 2):
        start = process_time()
        made = work(*given)
        if process_time() - start < limit:
            return made
    raise AssertionError(f"{said} took {limit} s of processor time or more")


def spent(work, *given):
    """Return the processor time of a call in seconds, without that of the garbage collector.

    Its time goes with all objects of the process, and those of some thousand other tests say nothing about the work.
    """
    gc.disable()
    try:
        start = process_time()
        work(*given)
        return process_time() - start
    finally:
        gc.enable()
