"""A report's prose on its page: anchors, tags around words, the page as Markdown, the report as a fragment."""
