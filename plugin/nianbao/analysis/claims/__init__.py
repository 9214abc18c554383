"""Claims: what the prose of a report states about the cells of its tables.

`Claims` reads a report, `Verification` holds what it states against the tables, `Trace` records how it was read.
The words are data (data/claims.yml); nothing is loaded or compiled before a text is read.

Examples in docstrings are cases of tests/cases/rules by file and name, and entries of building.yml in
tests/cases/claims by number (`building-17`); each shows the function answering something.
"""

from nianbao.analysis.claims.claim import Change, Claim, Count, Quantity, Share, Span
from nianbao.analysis.claims.mentions import LIMITS, Mention
from nianbao.analysis.claims.reader import Claims
from nianbao.analysis.claims.trace import Trace
from nianbao.analysis.claims.verification import Agreement, Answer, Verification, label

__all__ = [
    "LIMITS",
    "Agreement",
    "Answer",
    "Change",
    "Claim",
    "Claims",
    "Count",
    "Mention",
    "Quantity",
    "Share",
    "Span",
    "Trace",
    "Verification",
    "label",
]
