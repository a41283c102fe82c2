"""What a run holds and for whom: each reader is led to their part, and told what must not leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from impact.i18n import has, t, variant, wording
from impact.present.checks import check_sentence
from impact.present.headline import headline_card
from impact.present.page import Fragment, Section, bullets, paragraphs
from impact.present.pathway import pathway_card
from impact.present.reached import reach_card

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

QUESTIONS = ("data-quality", "cohort", "time-to-remigration", "programme-comparison", "sensitivity", "pathway", "reach")
"""Notebooks whose question the catalogues know; another one is named by its file."""

PAPERS = ("a4", "letter")
COMMANDS = ("lab", "verify", "audit", "rerun")


def guide(
    files: Iterable[str],
    restricted: Sequence[str],
    released: ReleasedResults | None,
    study: Study,
    language: Language,
    *,
    is_own: bool = True,
) -> Section:
    """Lead each reader of a run to what is there for them, in one language.

    Parameters
    ----------
    files : iterable of str
        What of the run may be shared, relative to its folder: nothing else is linked.
    restricted : sequence of str
        What must not leave: named, never linked.
    released : ReleasedResults, optional
        Nothing for a run of some notebooks, which has no answer.
    study, language
        As everywhere.
    is_own : bool
        Whether the page is in this language: its head then has the title, and the notice of synthetic data.
    """
    there = frozenset(files)
    parts = [
        *([] if is_own else _head(study, language)),
        paragraphs([t("run-partly", language)]) if released is None else _answer(released, study, language),
        *_part("policy", _for_policy(there, language), study, language),
        *_part("research", _for_research(there, language), study, language),
        *_part("commands", [_command(name, study, language) for name in COMMANDS], study, language),
        *_part("automation", _for_automation(there, language), study, language),
        *(_checks(released, study, language) if released is not None else []),
        *_part("restricted", [f"<code>{escape(name)}</code>" for name in restricted], study, language),
    ]
    return Section(f"in-{language}", t("run-title", language), tuple(parts), language)


def _answer(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say the answer in the words of the study's kind."""
    cards = {"comparison": headline_card, "pathway": pathway_card, "reach": reach_card}
    return cards[study.kind](released, study, language)


def _head(study: Study, language: Language) -> list[Fragment]:
    title = wording(study.title, language, study.id)
    pieces = [Fragment(f'<p class="study">{escape(title)}</p>', title)]
    if study.synthetic:
        short, long = t("synthetic-short", language), t("synthetic-long", language)
        html = f'<p class="synthetic"><strong>{escape(short)}.</strong> {escape(long)}</p>'
        pieces.append(Fragment(html, f"{short}. {long}"))
    return pieces


def _part(key: str, items: Sequence[str], study: Study, language: Language) -> list[Fragment]:
    """Put items, which are HTML, under a heading; nothing where there are none."""
    if not items:
        return []
    title, said = t(f"run-{key}", language), t(variant(f"run-{key}-note", study.kind), language)
    shown = "".join(f"<li>{item}</li>" for item in items)
    html = f"<h3>{escape(title)}</h3><p>{escape(said)}</p><ul>{shown}</ul>"
    return [Fragment(html, f"{title}\n{said}")]


def _link(name: str, words: str) -> str:
    return f'<a href="{escape(name)}">{escape(words)}</a>'


def _for_policy(there: frozenset[str], language: Language) -> list[str]:
    items = []
    for kind in ("report", "brief"):
        page = f"{kind}.{language}.html"
        if page in there:
            papers = {name: f"{kind}.{language}.{name}.pdf" for name in PAPERS}
            printed = [_link(file, t(f"run-{name}", language)) for name, file in papers.items() if file in there]
            paper = " · ".join(printed) or escape(t("run-no-paper", language))
            items.append(f"{_link(page, t(f'run-{kind}', language))} · {paper}")
    return items


def _for_research(there: frozenset[str], language: Language) -> list[str]:
    pages = sorted(name for name in there if name.startswith("notebooks/") and name.endswith(".html"))
    items = []
    for page in pages:
        source = page.removesuffix("html") + "ipynb"
        beside = f" · {_link(source, t('run-executed', language))}" if source in there else ""
        items.append(f"{_link(page, _question(page, language))}{beside}")
    tables = sorted(name for name in there if name.startswith("released/"))
    if tables:
        links = ", ".join(_link(name, name.removeprefix("released/")) for name in tables)
        items.append(f"{escape(t('run-tables', language))} {links}")
    return items


def _question(page: str, language: Language) -> str:
    """Return a notebook's number and question, or its name where the question is not known."""
    number, _, name = page.removeprefix("notebooks/").removesuffix(".html").partition("-")
    known = name in QUESTIONS and has(f"notebook-{name}", language)
    return f"{number}. {t(f'notebook-{name}', language) if known else name}"


def _command(name: str, study: Study, language: Language) -> str:
    line = "impact lab" if name == "lab" else f"impact {name} ."
    said = t(variant(f"run-command-{name}", study.kind), language)
    return f"<code>{line}</code>: {escape(said)}"


def _for_automation(there: frozenset[str], language: Language) -> list[str]:
    named = {
        "manifest": "manifest.json",
        "checks": "released/checks.csv",
        "changes": "released/changes.csv",
        "docs": "data-docs/index.html",
    }
    return [_link(name, t(f"run-{key}", language)) for key, name in named.items() if name in there]


def _checks(released: ReleasedResults, study: Study, language: Language) -> list[Fragment]:
    """Say which checks failed, each with its value and its limit, or that none did."""
    failed = [check_sentence(row, study, language) for _, row in released.checks.select(verdict="fail").iterrows()]
    said = paragraphs([t("run-failed", language, count=len(failed))])
    return [said, bullets(failed)] if failed else [said]
