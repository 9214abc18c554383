"""One target under hypothesis: one to four mutations of a file of the corpus, chosen by chance."""

import random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

BATCH = 500


def fuzz(name, is_over, folder, run):
    """Fuzz a target until the time is over; `run` is called with the target and each input."""
    import targets

    target = targets.TARGETS[name]
    del folder

    @settings(
        max_examples=BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(target.seeds), st.integers(0, 2**64), st.integers(1, 4))
    def once(data, seed, times):
        if not is_over():
            dice = random.Random(seed)
            for _ in range(times):
                data = target.mutated(data, dice)
            run(target, data)

    while not is_over():
        once()
