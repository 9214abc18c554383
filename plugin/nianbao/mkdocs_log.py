"""What a build says of the reports: findings that fail it, and a summary of all."""

from collections.abc import Callable
from typing import Any, Final

from mkdocs.plugins import get_plugin_logger

from nianbao.checking.judgement import Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import Finding, Severity

log: Final = get_plugin_logger("nianbao")


def tell(verdicts: Verdicts, level: Severity, messages: Messages, *, must_not_fail: bool) -> None:
    """Log every finding that reaches a level, and a summary of all.

    Errors and warnings of the log fail `--strict`; where nothing must fail, all is logged as information.
    """
    for judgement in verdicts.judgements if level is not Severity.OFF else ():
        form = judgement.entry.report.form if judgement.entry.report else None
        for finding in judgement.at_least(level):
            message = messages.finding(finding, form).message
            text = line(f"{finding.location} {finding.code} {message}")
            (log.info if must_not_fail else _fitting(finding))("%s", text)
    counts = dict.fromkeys(Severity, 0)
    for finding in verdicts.findings:
        counts[finding.severity] += finding.waived is None
    log.info(
        messages.word(
            "build-summary",
            reports=len(verdicts.judgements),
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            infos=counts[Severity.INFO],
        )
    )


def _fitting(finding: Finding) -> Callable[..., Any]:
    """Return the function of the log for a finding."""
    return log.error if finding.severity is Severity.ERROR else log.warning
