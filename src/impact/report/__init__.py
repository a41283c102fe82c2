"""Executed notebooks as self-contained pages."""

from impact.report.render import page_of, render_notebook

__all__ = ["page_of", "render_notebook"]
