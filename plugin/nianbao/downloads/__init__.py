"""Reports as data for others: one module a format, all with the same figures; and badges of their verdicts."""

import json as json_text
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from nianbao.downloads.badges import badge_files
from nianbao.downloads.csv import report_csv
from nianbao.downloads.json import report_json
from nianbao.register import Agency
from nianbao.report import Report

__all__ = ["FORMATS", "badge_files", "of_report"]


def _json(report: Report, agency: Agency) -> bytes:
    return (json_text.dumps(report_json(report, agency), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _csv(report: Report, _agency: Agency) -> bytes:
    return report_csv(report)


FORMATS: Final[Mapping[str, Callable[[Report, Agency], bytes]]] = {"json": _json, "csv": _csv}


def of_report(report: Report, agency: Agency, kinds: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of a report's downloads, for each of the kinds that can be made."""
    for kind in kinds:
        if kind in FORMATS:
            yield f"report.{kind}", FORMATS[kind](report, agency)
