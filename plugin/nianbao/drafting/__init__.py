"""Sources to begin with: next year's report, the filing workbook, a new site."""
