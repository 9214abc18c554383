"""Claims: what the prose of a report states about the cells of its tables."""

from nianbao.claims.claim import Change, Claim, Count, Quantity, Share, Span
from nianbao.claims.ledger import Agreement, Answer, Claims, Ledger, label
from nianbao.claims.mentions import LIMITS, Mention

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
