"""Markup in the texts of a study or of its data: every page shows it as it stands, and none takes it for its own."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import nbformat
import pytest
import yaml

from impact import present as show
from impact.disclosure import ReleasedResults
from impact.report import page_of
from impact.report.packed import FIGURES, unpacked
from impact.report.render import page_of_sections
from impact.results import Balance, Baseline, Checks, Effects
from impact.study import Study

EVIL = (
    "Zq<img src=x onerror=evil()><a href='javascript:evil()'>\"z\"</a><b>&amp;</script><script>evil()</script>"
    "%{x}{{7*7}}"
)
"""An element, a link, quotes, an entity, an end of a script, and what templates of plotly and jinja replace."""

LEVEL = "z<a href='https://evil.example'>q</a>\"<b>"
OURS = {"b", "br", "extra", "span"}
"""What the charts mark their texts with; plotly draws it, and links besides."""


class Parsed(HTMLParser):
    """Elements with their attributes, everything shown, and the charts' numbers."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self.packed: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = "figures" if dict(attrs).get("data-holds") == FIGURES else tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "figures":
            self.packed.append(data)
        elif self.inside not in ("script", "style"):
            self.shown.append(data)

    @property
    def charts(self) -> list[dict]:
        return [chart for data in self.packed for chart in json.loads(unpacked(data))]


def texts_of(drawing: object) -> list[str]:
    if isinstance(drawing, dict):
        return [text for value in drawing.values() for text in texts_of(value)]
    if isinstance(drawing, list):
        return [text for value in drawing for text in texts_of(value)]
    return [drawing] if isinstance(drawing, str) else []


def assert_harmless(page: str) -> Parsed:
    """Nothing of the payload is an element, an attribute or a link; charts have no markup but their own."""
    parsed = Parsed(page)
    for tag, attrs in parsed.elements:
        assert tag not in ("img", "iframe", "object", "form"), tag
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        for name in ("href", "src"):
            target = str(attrs.get(name) or "#")
            assert target.startswith(("#", "data:")) or re.fullmatch(r"[a-z_]+\.html", target), (tag, attrs)
    scripts = re.findall(r"<script(?: [^>]*)?>(.*?)</script>", page, flags=re.DOTALL)
    assert not [script for script in scripts if script.strip() == "evil()"]
    for text in (text for chart in parsed.charts for text in texts_of(chart)):
        assert set(re.findall(r"<\s*/?\s*([a-zA-Z!][a-z]*)", text)) <= OURS, text
    return parsed


def poisoned(study: Study, payload: str = EVIL) -> Study:
    """Put the payload into every text of a study."""
    text = {"en": payload, "es": payload}
    labels = dict.fromkeys(("programme", "comparison", "event", "no_event", "people", "start"), text)
    content = yaml.safe_load(study.model_dump_json(exclude_unset=True))
    content["title"] = text
    content["labels"] = {**labels, "characteristics": {"sex": text, "age": text, "age_at_return_years": text}}
    claim = {"id": "c", "statement": text, "source": text, "reading": text, "quantity": "effect", "threshold": 0.1}
    content["claims"] = [{**claim, "horizon": study.primary.horizon}]
    content["gates"] = {"balance": {"threshold": 0.2, "reason": text}}
    if content["input"]["form"] == "analysis_table":
        content["input"]["columns"]["event_labels"] = {2: text}
    return Study.model_validate({**content, "source": study.source})


def with_evil_levels(released: ReleasedResults, folder) -> ReleasedResults:
    """Let characteristics and their levels be the payload, as they come from data."""
    replaced = {"balance": Balance, "baseline": Baseline, "checks": Checks, "effects": Effects}
    released.save(folder)
    for name, kind in replaced.items():
        frame = getattr(released, name).frame.copy()
        for column, value in {"covariate": f"{LEVEL}={LEVEL}", "level": LEVEL, "reason": LEVEL, "text": LEVEL}.items():
            if column in frame.columns and len(frame):
                frame[column] = [f"{value}{number}" if column == "covariate" else value for number in range(len(frame))]
        kind(frame).save(folder)
    return ReleasedResults.load(folder)


def sections(released: ReleasedResults, study: Study, language: str) -> list[show.Section]:
    """Everything that the notebooks show."""
    page = released, study, language
    pieces = [
        show.headline(*page), show.limits(*page), show.who(*page), show.flow_chart(*page), show.followup_chart(*page),
        show.definitions(study, language), show.cumulative_incidence_chart(*page), show.risk_difference_chart(*page),
        show.other_measures_table(*page), show.love_plot(*page), show.checks_table(*page), *show.choices(*page),
        show.choices_chart(*page), show.choices_table(*page), show.certainty_note(*page), *show.claims(*page),
        show.baseline_table(*page), show.balance_table(*page, estimand=study.primary.estimand),
        show.effects_table(*page), show.further_table(*page), show.tipping_chart(*page), show.e_value_chart(*page),
        show.turnbull_chart(*page),
        show.quality_overview(*page), show.quality_table(*page), show.privacy(study, language),
        show.versions_note({"data_version": "d", "code_version": "c"}, *page),
    ]  # fmt: skip
    return [show.section("answer", study, language, *pieces)]


@pytest.mark.parametrize("is_challenged", [False, True])
def test_a_page_shows_markup_as_it_stands(released, study, language, tmp_path, is_challenged):
    evil = poisoned(study)
    results = with_evil_levels(released(study, is_challenged=is_challenged), tmp_path / "evil")
    page = page_of_sections(sections(results, evil, language), study=evil, language=language)
    parsed = assert_harmless(page)
    shown = " ".join(parsed.shown)
    assert EVIL in shown
    assert LEVEL in shown
    assert f"<title>{html.escape(EVIL, quote=False)[:20]}" in page
    labels = " ".join(str(attrs.get("aria-label")) for _, attrs in parsed.elements)
    assert "Zq<img src=x onerror=evil()>" in labels or "zq<img" in labels.lower()
    drawn = "".join(text for chart in parsed.charts for text in texts_of(chart))
    # plotly turns &lt; &gt; &amp; back into signs, and does not know &quot;.
    assert "&lt;a href=" in drawn
    assert "&quot;" not in drawn


def test_a_notebook_shows_markup_of_its_parameters_and_outputs_as_it_stands(rossi):
    outputs = [
        nbformat.v4.new_output("stream", text=EVIL),
        nbformat.v4.new_output("display_data", {"text/plain": EVIL}),
    ]
    cell = nbformat.v4.new_code_cell(f'study_file = "{EVIL}"', outputs=outputs)
    page = page_of(nbformat.v4.new_notebook(cells=[cell]), study=poisoned(rossi), language="en")
    parsed = assert_harmless(page)
    assert "".join(parsed.shown).count("<img src=x onerror=evil()>") >= 4


def test_data_docs_show_markup_of_columns_as_it_stands(tmp_path):
    from impact.data.read import read_input
    from impact.data.validate import validate

    rows = "".join(f"{n % 2},{n + 1},{n % 3 % 2},{n}\n" for n in range(40))
    name = LEVEL.replace('"', '""')
    (tmp_path / "people.csv").write_text(f'arm,week,event,"{name}"\n{rows}', encoding="utf-8")
    columns = {"arm": "arm", "time": "week", "event": "event"}
    study = {
        "id": "x",
        "title": {"en": EVIL, "es": EVIL},
        "input": {"form": "analysis_table", "path": "people.csv", "columns": columns},
        "covariates": [LEVEL],
        "horizons": [12],
    }
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    loaded = Study.load(tmp_path / "study.yaml")
    pages = validate(read_input(loaded), loaded).docs
    for page in pages.values():
        assert_harmless(page)
    assert EVIL in " ".join(Parsed(pages["index.html"]).shown)
    assert LEVEL in " ".join(Parsed(pages["analysis.html"]).shown)
