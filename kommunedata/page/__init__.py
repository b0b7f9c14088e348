"""Pages: their parts, templates and style, and what becomes of a notebook that has run."""
