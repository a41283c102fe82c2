"""Does it depend on our choices: pictures, sentences and tables of what stands beside the main answer."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from challenged import CONTROLS, SHIFTS

from impact import present as show
from impact.i18n import t
from impact.present.certainty import LEVELS, certainty, grade, outweighs_recorded, passes_every_gate, tips_easily
from impact.present.page import PLOTLY, Chart
from impact.present.theme import INK
from impact.present.tipping import FILLS, conclusion_of
from impact.results import Checks
from impact.study.gates import GATES


def unmeasured(released, study, language):
    return show.tipping_chart(released, study, language, analysis="unmeasured_confounder")


CHARTS = (show.choices_chart, show.tipping_chart, unmeasured, show.e_value_chart, show.turnbull_chart)


@pytest.fixture(params=CHARTS, ids=lambda make: make.__name__)
def make(request):
    return request.param


@pytest.fixture
def challenged(released):
    return lambda study, **numbers: released(study, is_challenged=True, **numbers)


@pytest.fixture(params=["cmrrp-demo", "rossi"])
def study(request, demo, rossi):
    """Both studies, as if the second knew of its events only that they lie in an interval."""
    if request.param == "cmrrp-demo":
        return demo
    columns = rossi.input.columns.model_copy(update={"lower": "lower", "upper": "upper"})
    return rossi.model_copy(update={"input": rossi.input.model_copy(update={"columns": columns})})


def test_a_chart_offers_a_drawing_a_table_and_words(make, study, challenged, language):
    chart = make(challenged(study), study, language)
    bundle = chart._repr_mimebundle_()
    assert list(bundle) == [PLOTLY, "text/html", "text/plain"]
    assert chart.alt_text == bundle["text/plain"]
    assert "<table>" in chart.html
    assert 'role="img" aria-label="' in chart.html
    drawing = json.dumps(bundle[PLOTLY], allow_nan=False)
    assert "bdata" not in drawing
    assert bundle[PLOTLY]["config"]["showSendToCloud"] is False
    marks = [note for note in chart.figure.layout.annotations if note.name == "watermark"]
    assert bool(marks) == study.synthetic


def _floats(node) -> list[float]:
    if isinstance(node, dict | list):
        return [value for part in (node.values() if isinstance(node, dict) else node) for value in _floats(part)]
    return [node] if isinstance(node, float) else []


def test_a_drawing_holds_no_float_noise(make, study, challenged):
    drawing = json.loads(json.dumps(make(challenged(study), study, "en")._repr_mimebundle_()[PLOTLY]))
    assert [value for value in _floats(drawing["data"]) if value != round(value, 6)] == []


def test_what_was_not_asked_is_a_sentence_and_not_in_the_report(make, study, released, language):
    piece = make(released(study), study, language)
    assert not isinstance(piece, Chart)
    assert piece.text in (t("choices-nothing", language), t("further-none", language))
    pieces = show.choices(released(study), study, language)
    assert [str(piece) for piece in pieces] == [t("further-none", language)]
    assert show.choices_notes(released(study), study, language).text == t("choices-nothing", language)


def test_the_main_interval_is_carried_down_to_the_controls(demo, challenged):
    results = challenged(demo)
    figure = show.choices_chart(results, demo, "en").figure
    band = next(shape for shape in figure.layout.shapes if shape.name == "band")
    main = results.effects.select(
        analysis="main", measure="risk_difference", method="iptw", estimand="att", horizon=12
    ).iloc[0]
    np.testing.assert_allclose([band.x0, band.x1], 100 * main[["ci_lower", "ci_upper"]].to_numpy(dtype=float))
    heading = next(note for note in figure.layout.annotations if "should be zero" in note.text)
    assert band.y1 < heading.y


def test_every_analysis_has_a_row_and_the_naive_ones_are_hollow_and_say_so(demo, challenged, language):
    chart = show.choices_chart(challenged(demo), demo, language)
    words = [note.text for note in chart.figure.layout.annotations]
    for name in (*SHIFTS, *CONTROLS, "leave_one_partner_out"):
        said = t(f"analysis-{name.replace('_', '-')}", language)
        warned = t("choices-naive", language, name=said) if name.startswith("naive") else said
        assert warned in words
        assert warned in chart.alt_text
        assert warned in chart.table.text
    dots = [trace for trace in chart.figure.data if trace.mode == "markers"]
    hollow = [trace.text[0] for trace in dots if trace.marker.color == "#ffffff"]
    assert len(hollow) == 2
    assert all({"en": "do not use", "es": "no usar"}[language] in text for text in hollow)
    assert len(dots) == 1 + len(SHIFTS) + len(CONTROLS) + 3


def test_a_range_is_a_line_without_a_dot(demo, challenged):
    chart = show.choices_chart(challenged(demo), demo, "en")
    assert "Without one partner, whichever (range): −10.0 to −5.0." in chart.alt_text
    assert not [trace for trace in chart.figure.data if trace.text and "Without one partner" in trace.text[0]]


def test_policy_periods_are_named_by_their_days(demo, challenged):
    text = show.choices_chart(challenged(demo), demo, "en").alt_text
    assert "until March 19, 2020: " in text
    assert "March 20, 2020 to May 11, 2023: " in text
    assert "hasta el 19 de marzo de 2020: " in show.choices_chart(challenged(demo), demo, "es").alt_text


def test_what_is_withheld_keeps_its_row_and_shows_no_number(demo, challenged):
    results = challenged(demo)
    effects = results.effects.frame
    gone = (effects["analysis"] == "censoring_weights") | (effects["analysis"] == "naive_enrolment_clock")
    effects.loc[gone, ["estimate", "ci_lower", "ci_upper"]] = np.nan
    effects.loc[gone, "status"] = "withheld"
    text = show.choices_chart(results, demo, "en").alt_text
    assert "Weighted for loss: not reported." in text
    assert "Clock from enrolment: do not use: not reported." in text
    notes = show.choices_notes(results, demo, "en").text
    assert "With weights for loss" not in notes
    assert "A clock that starts" not in notes


def test_a_table_holds_every_horizon_and_the_hazard_ratio(demo, challenged):
    text = show.choices_table(challenged(demo), demo, "en").text
    assert text.splitlines()[1].split("\t") == ["What was asked", "6 months", "12 months", "24 months"]
    assert "0.70 (0.52 to 0.94)" in text


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(-0.2, -0.1, "lower"), (-0.2, 0.0, "lower"), (-0.1, 0.1, "unclear"), (0.0, 0.1, "higher"), (0.0, 0.0, "unclear")],
)
def test_a_conclusion_is_what_the_interval_leaves_no_doubt_of(low, high, expected):
    row = {"measure": "risk_difference", "estimate": (low + high) / 2, "ci_lower": low, "ci_upper": high}
    assert conclusion_of(row) == expected
    ratio = {"measure": "risk_ratio", **{name: 1 + row[name] for name in ("estimate", "ci_lower", "ci_upper")}}
    assert conclusion_of(ratio) == expected


def test_the_map_shows_where_the_conclusion_holds_and_frames_what_was_found(demo, challenged):
    results = challenged(demo)
    chart = show.tipping_chart(results, demo, "en")
    grid = results.grid.select(analysis="tipping_point")
    upper = grid.pivot_table(index="comparison", columns="programme", values="ci_upper").to_numpy()
    lower = grid.pivot_table(index="comparison", columns="programme", values="ci_lower").to_numpy()
    marks = {bar.name: np.zeros(upper.shape, dtype=bool) for bar in chart.figure.data}
    for bar in chart.figure.data:
        marks[bar.name][np.rint(np.asarray(bar.base) + 0.5).astype(int), np.asarray(bar.x)] = True
    np.testing.assert_array_equal(marks["lower"], upper <= 0)
    np.testing.assert_array_equal(marks["higher"], lower >= 0)
    np.testing.assert_array_equal(sum(part.astype(int) for part in marks.values()), 1)
    frame = next(shape for shape in chart.figure.layout.shapes if shape.name == "found")
    odds = sorted(grid["programme"].unique())
    assert (frame.x0 + 0.5, frame.y0 + 0.5) == (odds.index(1.0), odds.index(1.0))
    assert f"clearly fewer in the programme group in {int((upper <= 0).sum())}" in chart.alt_text


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_numbers_on_the_maps_fills_can_be_read():
    for fill in FILLS.values():
        assert (_luminance(fill) + 0.05) / (_luminance(INK) + 0.05) >= 7


def test_what_would_have_to_be_true_is_said_in_odds(demo, challenged, language):
    said = show.choices_notes(challenged(demo), demo, language).text
    odds = {"en": "2.8 times the odds of remigration", "es": "fuera 2.8 veces la que sugieren"}[language]
    fewer = {"en": "remigration 2.8 times smaller", "es": "2.8 veces menor"}[language]
    assert odds in said
    assert fewer in said
    assert {"en": "Weights cannot repair loss", "es": "Los pesos no pueden reparar"}[language] in said
    assert {"en": "a risk ratio of 2.6 each", "es": "una razón de riesgos de 2.6"}[language] in said


def test_a_conclusion_that_nothing_tried_overturns_is_said_to_stand(demo, challenged):
    said = show.choices_notes(challenged(demo, effect=-0.3), demo, "en").text
    assert "had 8 times the odds of remigration that their records suggest, the most that was tried" in said
    assert "4 times smaller than their records suggest, the most that was tried" in said


def test_where_there_is_no_conclusion_none_is_overturned(demo, challenged):
    said = show.choices_notes(challenged(demo, effect=-0.01), demo, "en").text
    assert "no clear conclusion that they could overturn" in said


def test_when_nobody_was_lost_no_map_is_drawn_and_no_bound_said(demo, challenged):
    results = challenged(demo)
    grid, effects = results.grid.frame, results.effects.frame
    grid.loc[grid["analysis"] == "tipping_point", ["estimate", "ci_lower", "ci_upper"]] = (-0.08, -0.1, -0.06)
    numbers = ["estimate", "ci_lower", "ci_upper"]
    effects.loc[effects["analysis"] == "loss_best", numbers] = effects.loc[
        effects["analysis"] == "loss_worst", numbers
    ].to_numpy()
    assert show.tipping_chart(results, demo, "en").text == t("choices-nothing", "en")
    assert "Weights cannot repair" not in show.choices_notes(results, demo, "en").text
    assert "Weighted for loss" not in show.choices_chart(results, demo, "en").alt_text
    assert "lost in the programme group had had" not in show.headline(results, demo, "en").text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_answer_names_the_bound(demo, challenged, language):
    said = show.headline(challenged(demo), demo, language).text
    assert {"en": "would be 9 more per 100; the other way round, 27 fewer", "es": "9 más por cada 100"}[
        language
    ] in said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "what authorities recorded"), ("es", "lo que registraron las autoridades")]
)
def test_the_answer_names_what_authorities_recorded(demo, challenged, language, said):
    results = challenged(demo)
    assert said in show.headline(results, demo, language).text
    effects = results.effects.frame
    effects.loc[effects["analysis"] == "authority_recorded", "status"] = "withheld"
    assert said not in show.headline(results, demo, language).text


def test_a_withheld_answer_names_no_bound_and_no_choice(study, released, language):
    results = released(study, is_withheld=True)
    assert not re.search(r"\d per 100", show.headline(results, study, language).text)
    assert show.choices_notes(results, study, language).text == t("choices-nothing", language)


def test_the_naive_clock_stands_beside_the_aligned_one(demo, challenged):
    said = show.choices_notes(challenged(demo), demo, "en").text
    assert "gives −14.0 (−18.5 to −9.5) per 100; with the return as time zero" in said
    assert "the answer is −8.0 (−12.5 to −3.5) per 100" in said
    assert "12,000 child-days" in said


def test_controls_say_whether_they_found_what_is_not_there(demo, challenged):
    said = show.choices_notes(challenged(demo), demo, "en").text
    assert "Waitlisted or declined, as if supported: −1.0 (−5.0 to 3.0) per 100. No clear difference" in said
    assert "Moves within the country: 6.0 (2.0 to 10.0) per 100. One group’s moves are found more often" in said


def test_e_values_put_the_answer_first_and_the_strongest_characteristic_next(demo, challenged):
    results = challenged(demo)
    rows = show.e_value_chart(results, demo, "en").table.text.splitlines()
    assert [row.split("\t")[0] for row in rows[2:5]] == [
        "To explain the estimate away", "To reach no difference (limit)", "Sex: male",
    ]  # fmt: skip
    results.confounding.frame.loc[2, ["e_value", "risk_ratio"]] = np.nan
    chart = show.e_value_chart(results, demo, "en")
    assert "Sex: male" not in chart.alt_text
    assert "Sex: male\t–\t–" in chart.table.text


def test_turnbulls_curves_are_the_released_ones(demo, challenged):
    results = challenged(demo)
    chart = show.turnbull_chart(results, demo, "en")
    line = next(trace for trace in chart.figure.data if trace.name == "turnbull programme")
    rows = results.curves.select(analysis="turnbull", arm="programme")
    np.testing.assert_allclose(line.y, 100 * rows["estimate"])


def test_where_every_day_is_known_no_other_is_asked_for(rossi, challenged):
    assert show.turnbull_chart(challenged(rossi), rossi, "en").text == t("choices-nothing", "en")


def with_gates(results, verdict="pass"):
    """Let every gate have been asked of the answer, with one verdict."""
    rows = [[f"{gate}.att" if gate == "balance" else gate, 0.0, 0.0, verdict, ""] for gate in GATES]
    frame = results.checks.frame
    frame.drop(frame.index, inplace=True)
    for place, row in enumerate([*rows, ["balance.ate", 0.1, 0.1, "warn", ""]]):
        frame.loc[place, list(Checks.COLUMNS)] = row
    return results


def test_one_step_up_needs_every_gate_and_the_strongest_characteristic_outweighed(demo, challenged):
    results = with_gates(challenged(demo, effect=-0.3))
    assert passes_every_gate(results, demo)
    assert outweighs_recorded(results, demo)
    assert certainty(results, demo).level == "moderate"
    assert "step-up" in certainty(results, demo).rules
    results.confounding.frame.loc[2, "e_value"] = 1.7
    assert certainty(results, demo).level == "low"
    results.confounding.frame.loc[2, "e_value"] = np.nan
    assert not outweighs_recorded(results, demo)
    assert not passes_every_gate(with_gates(challenged(demo), "warn"), demo)
    assert certainty(with_gates(challenged(demo, effect=-0.3), "warn"), demo).level == "low"


def test_a_gate_that_nobody_asked_did_not_pass(demo, challenged):
    results = with_gates(challenged(demo))
    frame = results.checks.frame
    frame.drop(frame.index[frame["check"] == "events"], inplace=True)
    assert not passes_every_gate(results, demo)


def test_a_conclusion_that_tips_easily_costs_one_step_and_no_second_one(demo, challenged):
    results = challenged(demo, effect=-0.07)
    assert tips_easily(results, demo)
    assert certainty(results, demo).rules == ("start-observational", "step-tipping")
    assert not tips_easily(challenged(demo, effect=-0.3), demo)
    few = challenged(demo, effect=-0.07, share=0.7)
    assert certainty(few, demo).rules == ("start-observational", "step-loss")


@pytest.mark.parametrize("evidence", ["experiment", "observational"])
@pytest.mark.parametrize("none", [False, True])
@pytest.mark.parametrize("up", [False, True])
@pytest.mark.parametrize("tips", [False, True])
def test_an_observational_comparison_is_never_high(evidence, none, up, tips):
    verdict = grade(evidence, lowest_traced=1.0, includes_none=none, tips_easily=tips, outweighs_recorded=up)
    start = {"experiment": 3, "observational": 1}[evidence]
    steps = (up and not none and evidence == "observational") - none - (tips and not none)
    assert verdict.level == LEVELS[max(start + steps, 0)]
    assert evidence == "experiment" or verdict.level != "high"


FORBIDDEN = {
    "en": ("success", "prevent", "deterr", "recidiv", "illegal", "proven", "significan", "control group", "stayed"),
    "es": (
        "éxito",
        "previn",
        "prevenir",
        "disuasi",
        "reinciden",
        "ilegal",
        "demostrad",
        "significativ",
        "grupo de control",
    ),
}


def test_the_section_never_uses_the_forbidden_words(study, challenged, language):
    results = challenged(study)
    pieces = (*show.choices(results, study, language), unmeasured(results, study, language))
    text = " ".join(piece.html for piece in pieces).lower()
    assert not [word for word in FORBIDDEN[language] if word in text]
    assert "nan" not in re.findall(r"\b\w+\b", text)
