"""Pages for those who write and review reports: imports, claims in the prose, hand-back notes."""
