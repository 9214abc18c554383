"""One target under atheris: mutations of our own, chosen by the branches they reach. Ends the process."""

import os
import random
import sys

import atheris

# One mutation in so many is libFuzzer's own, and one starts from the corpus in the repository.
NATIVE = 12
AFRESH = 2
# Inputs may grow to twice the longest of the corpus, but to so many bytes at least.
SHORTEST = 3000


def fuzz(name, is_over, folder, run):
    """Fuzz a target until the time is over; `run` is called with the target and each input.

    `folder` keeps inputs that reached something new. What is instrumented has to be imported here first.
    """
    with atheris.instrument_imports(include=["nianbao"]):
        import targets  # what is instrumented is imported late

    target = targets.TARGETS[name]
    folder.mkdir(parents=True, exist_ok=True)

    def change(data, most, seed):
        dice = random.Random(seed)
        if not dice.randrange(NATIVE):
            return atheris.Mutate(data, most)
        if not data or not dice.randrange(AFRESH):
            # What was reached is mostly damaged beyond reading: a sound file gets further.
            data = dice.choice(target.seeds)
        for _ in range(dice.choice([1, 1, 2, 4])):
            data = target.mutated(data, dice)
        return data[:most]

    options = [
        sys.argv[0], str(folder), str(targets.CORPUS / name), f"-max_len={max(SHORTEST, 2 * max(map(len, target.seeds)))}", "-rss_limit_mb=0",
        "-timeout=600", "-len_control=0", "-print_final_stats=1", "-verbosity=0", "-handle_int=1", "-report_slow_units=600",
    ]  # fmt: skip

    def once(data):
        run(target, bytes(data))
        if is_over():
            # There is no way back from the loop of libFuzzer.
            os._exit(0)

    atheris.Setup(options, once, custom_mutator=change)
    atheris.Fuzz()
