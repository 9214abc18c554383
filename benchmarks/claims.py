"""What reading and verifying claims costs beside reading: `python benchmarks/claims.py [TIMES]`.

In one run, measures the processor time of reading the example reports from disk and of reading their prose for
claims. The ratio counts, not the seconds.
"""

import sys
from pathlib import Path
from time import process_time

from nianbao import archive
from nianbao.analysis.claims import Claims

REPORTS = Path(__file__).parent.parent / "reports"


def main(times: int) -> None:
    """Print the ratio over some rounds, reading and claims in turn."""
    claims = Claims()
    loaded = archive.load(REPORTS)
    reports = loaded.reports
    for report in reports:
        claims.of(report, loaded.agency(report.agency))
    reading = claiming = 0.0
    for _ in range(times):
        start = process_time()
        archive.load(REPORTS)
        middle = process_time()
        for report in reports:
            claims.of(report, loaded.agency(report.agency))
        reading, claiming = reading + middle - start, claiming + process_time() - middle
    mentions = sum(len(claims.of(report, loaded.agency(report.agency))) for report in reports)
    each = times * len(reports)
    print(f"{len(reports)} reports, {mentions} numbers and negations, {times} rounds")
    print(f"reading   {reading / each * 1000:6.2f} ms a report   1.00")
    print(f"claims    {claiming / each * 1000:6.2f} ms a report   {claiming / reading:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
