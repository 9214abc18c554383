"""Figures drawn and summed up: charts, key figures, ranks, shares."""
