"""How alike the prose of reports is.

`shingles` compares texts, whatever they belong to; `corpus` holds the reports of an archive, and names places.
"""
