"""One module a kind of page: index, agency, year, report, comparison, corrections, rules and forms."""
