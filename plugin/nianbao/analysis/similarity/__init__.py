"""How alike the prose of two reports is."""
