"""Pages for those who write and review reports: imports, what the prose says of the tables, notes to hand back."""
