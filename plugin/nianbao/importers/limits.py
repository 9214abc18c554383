"""How large a file may be before an import refuses it, and why: a report is small, an attack is not.

A real report is 20 to 60 kB of text and fewer than 60 pages. Every limit leaves room above that, and keeps an
import below some hundred megabytes of memory and some seconds, whatever the file says about itself.
"""

from typing import Final

# Bytes of a file, read whole into memory. Word files and PDFs with photographs reach some 30 MB.
LARGEST_FILE: Final = 64_000_000
# Characters of text in it: recognition looks at each several times.
MOST_CHARACTERS: Final = 2_000_000
# Paragraphs and rows of tables: recognition compares each with all labels, at a fifth of a millisecond.
MOST_LINES: Final = 50_000
# Bytes of HTML: pages saved with their pictures inside are large and hold little text.
LARGEST_PAGE: Final = 20_000_000
# Bytes of one XML part inside a .docx or .xlsx, unpacked: its tree takes up to thirty times as much memory.
LARGEST_XML: Final = 10_000_000
# Bytes of all XML parts together: those of a report hold some hundred kilobytes.
LARGEST_MARKUP: Final = 40_000_000
# Bytes of all parts of a .docx or .xlsx together, unpacked, and their number.
LARGEST_PACKAGE: Final = 200_000_000
MOST_PARTS: Final = 5_000
# Places in one table, covered ones included, and in all tables of a file.
MOST_PLACES: Final = 200_000
# Spans as browsers cut them: a wider or higher cell is an error of writing.
WIDEST_SPAN: Final = 1000
HIGHEST_SPAN: Final = 65_534
# Elements inside one another: what is deeper is read as if it stood at this depth.
DEEPEST_NESTING: Final = 150
# Pages of a PDF: each is laid out anew, at a tenth of a second.
MOST_PAGES: Final = 300
# Drawn things (letters, lines) on one page of a PDF: finding tables compares lines with one another.
MOST_MARKS_ON_A_PAGE: Final = 60_000
MOST_LINES_ON_A_PAGE: Final = 8_000
# Elements of a web page and attributes of them all: those saved by Excel have some ten thousand. An element takes
# 20 microseconds and a kilobyte.
MOST_ELEMENTS: Final = 60_000
MOST_ATTRIBUTES: Final = 200_000
# Seconds of processor time and bytes of memory that the reading of a file may take in a process of its own. A
# report of sixty pages takes two seconds; files that are larger than ordinary ones have more time.
SECONDS: Final = 6
ORDINARY_FILE: Final = 5_000_000
BYTES_A_SECOND: Final = 700_000
MEMORY: Final = 420_000_000
# Bytes of a text or page that is read in this very process: no report is larger, and what is not takes a second.
LARGEST_IN_PLACE: Final = 200_000
