"""The first page of a portfolio's folder: its pages and papers, in each language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import TYPE_CHECKING

from impact.i18n import t
from impact.present.page import Fragment, Section, paragraphs

if TYPE_CHECKING:
    from impact.study.parts import Language

PAPERS = ("a4", "letter")


def portfolio_contents(files: Collection[str], languages: Sequence[Language]) -> tuple[Section, ...]:
    """Lead to what is in the folder, and to nothing else: a section a language.

    Parameters
    ----------
    files : collection of str
        Relative to the folder.
    languages : sequence of str
        The page's own is the first.
    """
    return tuple(
        Section(
            f"in-{language}",
            t("run-title", language),
            (paragraphs([t("portfolio-about", language)]), _links(files, language)),
            language,
        )
        for language in languages
    )


def _links(files: Collection[str], language: Language) -> Fragment:
    page = f"portfolio.{language}"
    named = {f"{page}.html": t("portfolio-page", language)}
    named |= {f"{page}.{paper}.pdf": t(f"run-{paper}", language) for paper in PAPERS}
    named |= {f"notebooks/13-portfolio.{language}.{kind}": f"13-portfolio.{kind}" for kind in ("html", "ipynb")}
    named["manifest.json"] = t("run-manifest", language)
    there = {name: words for name, words in named.items() if name in files}
    items = "".join(f'<li><a href="{escape(name)}">{escape(words)}</a></li>' for name, words in there.items())
    return Fragment(f"<ul>{items}</ul>", "\n".join(there.values()))
