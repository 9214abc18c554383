"""Document -> Draft: labels, tables, places, headings, agency and year, each with its evidence."""
