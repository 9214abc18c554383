"""A report's prose on its page: anchors, links, findings in the text; the page as Markdown or as a fragment."""
