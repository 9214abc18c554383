"""Claims: what the prose of a report states about the cells of its tables."""

from nianbao.analysis.claims.claim import Change, Claim, Count, Quantity, Share, Span
from nianbao.analysis.claims.ledger import Agreement, Answer, Claims, Ledger, label
from nianbao.analysis.claims.mentions import LIMITS, Mention

__all__ = [
    "LIMITS",
    "Agreement",
    "Answer",
    "Change",
    "Claim",
    "Claims",
    "Count",
    "Ledger",
    "Mention",
    "Quantity",
    "Share",
    "Span",
    "label",
]
