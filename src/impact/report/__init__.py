"""Executed notebooks as self-contained pages, on screen and on paper."""

from impact.report.browser import browser_here, find_browser
from impact.report.contents import write_contents
from impact.report.paper import write_pdfs
from impact.report.papers import write_brief, write_papers
from impact.report.render import page_of, render_notebook

__all__ = [
    "browser_here", "find_browser", "page_of", "render_notebook", "write_brief", "write_contents", "write_papers",
    "write_pdfs",
]  # fmt: skip
