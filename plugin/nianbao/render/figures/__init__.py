"""Figures drawn and summed up: charts, key figures, ranks, shares, and data set descriptions."""
