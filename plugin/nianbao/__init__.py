"""Statutory annual reports on open government: read, checked, published.

The straight line: a source file becomes a Report (`source`), all reports an Archive (`archive`), the
archive gets Verdicts (`checking`), and report and verdicts become pages and downloads (`render`, `downloads`).
"""

__version__ = "0.1.0"
