"""The statutory tables: one report's, one row over the years, one row across agencies.

Labels, spans and order are those of the form's grid; figures are printed as filed.
"""
