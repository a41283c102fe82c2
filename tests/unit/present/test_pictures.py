"""Pictures made of released numbers: dots, panels, overlap, visits, every analysis at once, published counts."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from impact import present as show
from impact.disclosure import ReleasedResults
from impact.present.returns import MET_AT_BORDER, REMOVED_BY_AIR


class Explored(HTMLParser):
    """The panels of an explorer: how many dots are filled in each, and which are hidden."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.panels: list[dict[str, object]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("class") == "panel":
            self.panels.append({**given, "is_hidden": "hidden" in given, "had": [], "not": []})
        if tag == "path":
            self.panels[-1][given["class"]].append(given["d"].count("h0"))


def test_each_panel_draws_its_own_released_risks(study, language, released):
    results = released(study)
    panels = Explored(show.explore(results, study, language).html).panels
    assert len(panels) == 2 * len(study.horizons)
    for panel in panels:
        horizon = study.horizons[int(panel["data-time"])]
        view = ("iptw", study.primary.estimand) if panel["data-view"] == "adjusted" else ("unadjusted", "none")
        same = {"measure": "risk", "horizon": horizon, "method": view[0], "estimand": view[1], "event": 1}
        rows = results.effects.select(analysis="main", population="all", **same).set_index("arm")["estimate"]
        wanted = [round(100 * rows[arm]) for arm in ("programme", "comparison")]
        assert panel["had"] == wanted
        assert panel["not"] == [100 - filled for filled in wanted]


def test_without_a_script_the_answers_panel_is_seen_and_the_controls_are_not(study, language, released):
    html = show.explore(released(study), study, language).html
    seen = [panel for panel in Explored(html).panels if not panel["is_hidden"]]
    assert [(panel["data-time"], panel["data-view"]) for panel in seen] == [
        (str(study.horizons.index(study.primary.horizon)), "adjusted")
    ]
    assert '<div class="controls" hidden>' in html


def test_nothing_is_explored_where_the_answer_is_withheld(study, language, released):
    assert show.explore(released(study, is_withheld=True), study, language).html == ""


def test_overlap_mirrors_the_groups_and_says_every_share(study, language, released):
    results = released(study)
    chart = show.overlap_chart(results, study, language)
    shares = results.densities.select(what="preference").set_index(["arm", "lower"])["value"]
    above, below = chart.figure.data
    assert list(above.y) == pytest.approx([100 * value for value in shares["programme"].dropna()])
    assert list(below.y) == pytest.approx([-100 * value for value in shares["comparison"].dropna()])
    assert chart.alt_text.count("%") == len(above.y) + len(below.y)


def test_visits_are_drawn_where_they_are_recorded(demo, rossi, language, released):
    chart = show.visits_chart(released(demo), demo, language)
    programme, comparison = chart.figure.data
    assert list(programme.y) == [12, 8, 4, 4, None]  # the last piece is carried to its end
    assert list(comparison.x) == [0, 3, 6, 9, None]
    assert show.visits_chart(released(rossi), rossi, language).html == ""


def test_the_line_of_visits_breaks_where_a_piece_is_not_shown(demo, language, released, tmp_path):
    frame = released(demo).densities.frame.copy()
    hidden = (frame["what"] == "visits") & (frame["arm"] == "comparison") & (frame["lower"] == 3)
    frame.loc[hidden, ["value", "n"]] = float("nan")
    frame.to_csv(tmp_path / "densities.csv", index=False)
    chart = show.visits_chart(ReleasedResults.load(tmp_path), demo, language)
    assert list(chart.figure.data[1].x) == [0, 3, None, 6, 9, None]


def test_every_answer_has_a_column_and_a_dot_for_each_of_its_choices(demo, language, released):
    results = released(demo, is_challenged=True)
    chart = show.specification_chart(results, demo, language)
    *intervals, estimates, dots = chart.figure.data
    assert list(estimates.y) == sorted(estimates.y)
    assert len(intervals) == len(estimates.x)
    assert len(dots.x) == 2 * len(estimates.x)
    headline = results.effects.select(
        analysis="main", measure="risk_difference", method="iptw", estimand="att", arm="contrast", horizon=12.0
    )
    assert 100 * headline["estimate"].iloc[0] == pytest.approx(estimates.y[list(estimates.marker.size).index(10)])


def test_no_analysis_is_drawn_where_the_answer_is_withheld(demo, language, released):
    results = released(demo, is_withheld=True)
    assert "plot" not in show.specification_chart(results, demo, language).html


def test_published_counts_are_for_studies_of_returns_and_as_published(demo, rossi, language):
    assert show.returns_context(rossi, language) == ()
    chart, removed = show.returns_context(demo, language)
    drawn = {tuple(trace.y) for trace in chart.figure.data}
    assert drawn == {tuple(counts.values()) for counts in MET_AT_BORDER.values()}
    assert sum(REMOVED_BY_AIR["GTM"].values()) == 1933
    assert "363" in removed.text


def test_a_chart_brings_its_released_rows_along(demo, released):
    results = released(demo)
    html = show.followup_chart(results, demo, "en").html
    link = re.search(r'<a class="download" download="([^"]+)" href="data:text/csv;charset=utf-8,([^"]+)"', html)
    rows = list(csv.DictReader(io.StringIO(unquote(link[2]))))
    assert link[1] == "followup.csv"
    assert [float(row["share"]) for row in rows] == results.followup.frame["share"].tolist()
