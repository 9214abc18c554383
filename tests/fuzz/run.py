"""`make fuzz SECONDS=60 TARGET=all`: look for inputs that break a promise; each cause found becomes a folder.

Each target runs in a process of its own. Exit code 1 where something was found.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
HOME = HERE.parents[1]
# So many executions are between two times the figures are written.
OFTEN = 200
ENGINES = ("hypothesis", "atheris")


def main():
    """Fuzz the targets asked for one after the other, and say what was found."""
    told = _arguments()
    if told.again:
        return _again(told.target, told.again)
    if told.child:
        return _child(told)
    names = _names() if told.target == "all" else [told.target]
    engine = told.engine
    each = max(1, told.seconds // len(names))
    print(f"{engine}, {each} s a target; what is found goes to {told.output}")
    total, causes = 0, []
    for name in names:
        words = [sys.executable, __file__, "--child", "--target", name, "--seconds", str(each), "--engine", engine]
        with tempfile.TemporaryDirectory() as place:
            # A child that is ended by its engine clears nothing away.
            env = {**os.environ, "TMPDIR": place}
            subprocess.run(
                [*words, "--output", told.output], cwd=HOME, check=False, stderr=subprocess.DEVNULL, env=env
            )
        report = Path(told.output) / name / "figures.json"
        figures = (
            json.loads(report.read_text())
            if report.exists()
            else {"executions": 0, "seconds": each, "causes": {"": 1}}
        )
        total += figures["executions"]
        causes += [f"{name}: {key} (×{count})" for key, count in figures["causes"].items()]
        rate = figures["executions"] / max(figures["seconds"], 0.001)
        print(
            f"{name:12} {figures['executions']:8} executions {rate:8.1f}/s {len(figures['causes']):4} causes",
            flush=True,
        )
    print(f"{total} executions, {len(causes)} causes")
    print("\n".join(causes))
    return int(bool(causes))


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of processor time, for all targets together")
    parser.add_argument("--target", default="all")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--output", default="build/fuzz")
    parser.add_argument("--again", help="run one file through a target")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _names():
    import targets

    return [*targets.TARGETS]


def _again(name, file):
    import targets
    from crash import execute

    crash = execute(targets.TARGETS[name].call, Path(file).read_bytes())
    print(f"{crash.key}\n{crash.told}" if crash else "no crash")
    return int(crash is not None)


def _child(told):
    """Run one target in this process."""
    turn = _Turn(told)
    import_module(f"engine_{told.engine}").fuzz(told.target, turn.is_over, turn.home / "reached", turn.run)
    return 0


class _Turn:
    """One target's time: counts executions, keeps what is found, and writes figures, for the process may just end."""

    def __init__(self, told):
        self.output, self.home = Path(told.output), Path(told.output) / told.target
        self.home.mkdir(parents=True, exist_ok=True)
        self.figures = {"executions": 0, "seconds": told.seconds, "causes": {}, "engine": told.engine}
        self.inputs, self.start, self.is_closed = {}, None, False

    def run(self, target, data):
        """Execute a target once."""
        from crash import execute

        # The time of the imports, which are instrumented, is no time of the target.
        self.start = time.process_time() if self.start is None else self.start
        self.figures["executions"] += 1
        thrown = execute(target.call, data)
        if thrown is not None:
            causes = self.figures["causes"]
            causes[thrown.key] = causes.get(thrown.key, 0) + 1
            self.keep(target, data, thrown)
        if self.figures["executions"] % OFTEN == 0:
            self.write()

    def keep(self, target, data, thrown):
        """Keep an input that is the smallest of its cause."""
        import found

        known = self.inputs.get(thrown.key)
        if known is None or len(data) < len(known[1]):
            self.inputs[thrown.key] = (target, data)
            found.keep(self.output, target.name, data, thrown)

    def write(self):
        """Write the figures."""
        (self.home / "figures.json").write_text(json.dumps(self.figures, indent=1))

    def is_over(self):
        """Say whether the time is over; then what was found has been made smaller, in time of its own."""
        if self.start is None or time.process_time() - self.start < self.figures["seconds"]:
            return False
        if not self.is_closed:
            self.is_closed = True
            self.write()
            self.shorten()
        return True

    def shorten(self):
        """Make the inputs that were found smaller."""
        import found
        from crash import execute

        for key, (target, data) in [*self.inputs.items()]:
            if not key.startswith("Too"):
                smaller = found.smallest(target, data, key)
                found.keep(self.output, target.name, smaller, execute(target.call, smaller))


if __name__ == "__main__":
    sys.exit(main())
