"""The statutory tables: one report's, one row over the years, one row across agencies."""
