"""Charts: they draw what was released, say it in words, and are marked when the data are synthetic."""

from __future__ import annotations

import json

import numpy as np
import pytest

from impact import present as show
from impact.i18n import t
from impact.present import theme
from impact.present.page import PLOTLY, Fragment
from impact.present.words import duration, moment, per_hundred

CHARTS = (show.cumulative_incidence_chart, show.risk_difference_chart, show.love_plot, show.followup_chart)


@pytest.fixture(params=CHARTS, ids=lambda make: make.__name__)
def make(request):
    return request.param


def test_a_chart_offers_a_drawing_a_frame_and_words(make, study, released, language):
    chart = make(released(study), study, language)
    bundle = chart._repr_mimebundle_()
    assert list(bundle) == [PLOTLY, "text/html", "text/plain"]
    assert bundle["text/plain"] == chart.alt_text
    assert f'id="chart-{chart.key}"' in chart.html
    assert 'role="img" aria-label="' in chart.html
    assert "<details>" in chart.html
    assert "<table>" in chart.html


def test_a_drawing_is_plain_json_without_hidden_arrays(make, study, released, language):
    text = json.dumps(make(released(study), study, language)._repr_mimebundle_()[PLOTLY], allow_nan=False)
    assert "bdata" not in text


def test_no_chart_offers_to_send_anything_anywhere(make, study, released):
    config = make(released(study), study, "en")._repr_mimebundle_()[PLOTLY]["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displaylogo"] is False


def test_charts_of_synthetic_data_carry_a_watermark(make, study, released, language):
    chart = make(released(study), study, language)
    marks = [note.text for note in chart.figure.layout.annotations if note.name == "watermark"]
    assert bool(marks) == study.synthetic


def _floats(node) -> list[float]:
    if isinstance(node, dict | list):
        return [value for part in (node.values() if isinstance(node, dict) else node) for value in _floats(part)]
    return [node] if isinstance(node, float) else []


def test_a_drawing_holds_no_float_noise(make, study, released):
    drawing = json.loads(json.dumps(make(released(study), study, "en")._repr_mimebundle_()[PLOTLY]))
    assert [value for value in _floats(drawing) if value != round(value, 6)] == []


def test_the_same_results_give_the_same_bytes(make, demo, released):
    first, second = (json.dumps(make(released(demo), demo, "en")._repr_mimebundle_()) for _ in range(2))
    assert first == second


def _line(chart, name):
    return next(trace for trace in chart.figure.data if trace.name == name)


def test_curves_are_the_released_risks_per_hundred(demo, released):
    results = released(demo)
    chart = show.cumulative_incidence_chart(results, demo, "en")
    line = _line(chart, "Programme group")
    rows = results.curves.select(method="iptw", estimand="att", arm="programme")
    np.testing.assert_allclose(line.x, rows["time"])
    np.testing.assert_allclose(line.y, 100 * rows["estimate"])
    assert line.line.shape == "hv"
    assert line.text[-1] == "Programme group: 21.0 per 100 (18.0 to 24.0), month 24"
    assert chart.key == "curves-att"
    assert "By 12 months: 13 per 100 in the programme group, 21 per 100 in the comparison group." in chart.alt_text


def test_every_risk_at_a_horizon_is_the_released_estimate(study, released, language):
    results = released(study)
    names = {arm: t(f"group-{arm}", language) for arm in theme.ARMS}
    risks = results.effects.select(measure="risk", event=1)
    for (method, estimand), rows in risks.groupby(["method", "estimand"]):
        chart = show.cumulative_incidence_chart(results, study, language, method=method, estimand=estimand)
        table = show.curves_table(results, study, language, method=method, estimand=estimand).text
        assert chart.table.text == table
        differences = show.effects_table(results, study, language).text
        for _, row in rows.iterrows():
            low, risk, high = (f"{100 * row[name]:.1f}" for name in ("ci_lower", "estimate", "ci_upper"))
            span, when = t("span", language, **{"from": low, "to": high}), moment(row["horizon"], study, language)
            assert f"{names[row['arm']]}, {when.lower()}\t{risk} ({span})\t" in table
            line = _line(chart, names[row["arm"]])
            assert line.text[list(line.x).index(row["horizon"])].split(": ")[1].startswith(f"{risk} ")
            assert f"({span})" in line.text[list(line.x).index(row["horizon"])]
            assert f"{duration(row['horizon'], study, language)}: " in chart.alt_text
            assert f" {per_hundred(row['estimate'], language)} " in chart.alt_text
            assert f"\t{risk}\t" in differences
    primary = risks[(risks["estimand"] == study.primary.estimand) & (risks["horizon"] == study.primary.horizon)]
    said = show.headline(results, study, language)
    for estimate in primary["estimate"]:
        assert f"<b>{per_hundred(estimate, language)}</b>" in said.html
        assert f" {per_hundred(estimate, language)} " in said.text


def test_a_risk_that_is_withheld_is_not_read_from_the_curve(demo, released):
    results = released(demo)
    effects = results.effects.frame
    effects.loc[(effects["measure"] == "risk") & (effects["horizon"] == 24), "status"] = "withheld"
    chart = show.cumulative_incidence_chart(results, demo, "en")
    assert "Programme group, month 24\t–\t" in chart.table.text
    assert "24 months" not in chart.alt_text
    assert _line(chart, "Programme group").text[-1] == "Programme group: – per 100, month 24"


def test_the_curves_say_that_they_move_in_steps(demo, released, language):
    note = show.cumulative_incidence_chart(released(demo), demo, language).note
    assert str(demo.disclosure.curve_step) in note
    assert {"en": "may lag behind", "es": "puede ir por detrás"}[language] in note


def test_curves_end_at_the_last_horizon(demo, released):
    results = released(demo)
    results.curves.frame.loc[results.curves.frame["time"] == 24.0, "time"] = 30.0
    line = _line(show.cumulative_incidence_chart(results, demo, "en"), "Programme group")
    assert max(line.x) < 24


def test_people_still_followed_stand_below_their_ticks(demo, released):
    results = released(demo)
    notes = show.cumulative_incidence_chart(results, demo, "en").figure.layout.annotations
    below = {(note.x, note.text) for note in notes if note.xref == "x"}
    expected = results.curves.select(method="unadjusted", arm="comparison", time=12.0)["at_risk"].iloc[0]
    assert (12.0, f"{expected:,.0f}") in below
    assert len(below) == 2 * (1 + len(demo.horizons))


def test_curves_withheld_with_the_answer_are_not_replaced_by_those_without_weights(demo, released):
    results = released(demo, is_withheld=True)
    piece = show.cumulative_incidence_chart(results, demo, "en")
    assert isinstance(piece, Fragment)
    assert "withheld, like the answer" in piece.text
    raw = show.cumulative_incidence_chart(results, demo, "en", method="unadjusted", estimand="none")
    assert "not a fair comparison" in raw.note
    assert "not a fair comparison" in raw.alt_text


def test_a_method_without_curves_of_its_own_is_drawn_without_weights_and_named_so(demo, released):
    results = released(demo)
    results.effects.frame["method"] = results.effects.frame["method"].replace("iptw", "aipw")
    results.curves.frame.drop(results.curves.frame.index[results.curves.frame["method"] == "iptw"], inplace=True)
    asked = demo.model_copy(update={"primary": demo.primary.model_copy(update={"method": "aipw"})})
    chart = show.cumulative_incidence_chart(results, asked, "en")
    assert chart.key == "curves-none"
    assert "not a fair comparison" in chart.note
    assert "fair comparison" not in show.cumulative_incidence_chart(released(demo), demo, "en").note


def test_a_curve_that_never_moved_leaves_a_frame_without_a_line(demo, released):
    results = released(demo)
    results.curves.frame["estimate"] = np.nan
    results.effects.frame["status"] = "withheld"
    chart = show.cumulative_incidence_chart(results, demo, "en", method="unadjusted", estimand="none")
    assert not [trace for trace in chart.figure.data if trace.name]
    assert "–" in chart.table.text


def test_differences_are_drawn_with_the_studys_own_filled(demo, released):
    chart = show.risk_difference_chart(released(demo), demo, "en")
    dots = [trace for trace in chart.figure.data if trace.mode == "markers"]
    assert len(dots) == 4 * len(demo.horizons)
    filled = [dot.x[0] for dot in dots if dot.marker.color == theme.COLOURS["programme"]]
    assert len(filled) == len(demo.horizons)
    assert filled[1] == pytest.approx(-8.0)
    assert "12 months, weighted to the programme group: 8 fewer per 100 (3 to 13 fewer)." in chart.alt_text


def test_a_withheld_difference_keeps_its_row_without_a_dot(demo, released):
    results = released(demo)
    frame = results.effects.frame
    frame.loc[frame["estimand"] == "att", "status"] = "withheld"
    chart = show.risk_difference_chart(results, demo, "en")
    dots = [trace for trace in chart.figure.data if trace.mode == "markers"]
    texts = [note.text for note in chart.figure.layout.annotations]
    assert len(dots) == 3 * len(demo.horizons)
    assert texts.count("not reported") == len(demo.horizons)


def test_the_difference_without_weights_is_never_drawn_alone(demo, released):
    piece = show.risk_difference_chart(released(demo, is_withheld=True), demo, "en")
    assert isinstance(piece, Fragment)
    assert "Every adjusted difference is withheld" in piece.text
    assert "Without weighting" in piece.text


def test_the_love_plot_shows_the_largest_differences_and_its_limit(demo, released):
    chart = show.love_plot(released(demo), demo, "en", most=3)
    dots = [trace for trace in chart.figure.data if trace.mode == "markers"]
    assert [abs(dot.x[0]) for dot in dots[::2]] == sorted((abs(dot.x[0]) for dot in dots[::2]), reverse=True)
    assert len(dots) == 6
    assert "3 characteristics that differed most" in chart.note
    assert {shape.x0 for shape in chart.figure.layout.shapes} == {-0.1, 0.0, 0.1}


def test_the_love_plot_draws_the_interval_after_weighting_where_there_is_one(demo, released):
    results = released(demo)
    frame = results.balance.frame
    chart = show.love_plot(results, demo, "en", most=None)
    lines = [tuple(trace.x) for trace in chart.figure.data if trace.name == "interval"]
    shown = results.balance.select(estimand="att")
    np.testing.assert_allclose(
        sorted(lines), sorted(zip(shown["smd_after_lower"], shown["smd_after_upper"], strict=True))
    )
    assert chart.figure.layout.xaxis.range[1] > max(upper for _, upper in lines)
    row = shown.iloc[0]
    limits = f"({show.words.signed(row['smd_after_lower'], 'en', 2)} to {row['smd_after_upper']:.2f})"
    assert limits in chart.table.text
    frame.loc[:, ["smd_after_lower", "smd_after_upper"]] = np.nan
    bare = show.love_plot(results, demo, "en", most=None)
    assert not [trace for trace in bare.figure.data if trace.name == "interval"]


def test_the_love_plot_shows_the_weights_of_the_answer(demo, released):
    primary = demo.primary.model_copy(update={"method": "entropy"})
    study = demo.model_copy(update={"primary": primary})
    results = released(demo)
    frame = results.balance.frame
    frame.loc[(frame["estimand"] == "att") & (frame["covariate"] == "sex=male"), "method"] = "entropy"
    for asked, count in ((demo, len(frame) / 3 - 1), (study, 1)):
        chart = show.love_plot(results, asked, "en", most=None)
        assert len([trace for trace in chart.figure.data if trace.name == "interval"]) == count
        assert chart.table.html.count("<tr>") == count + 1


def test_the_love_plot_leaves_out_a_level_that_mirrors_another(demo, released):
    results = released(demo)
    frame = results.balance.frame
    frame.loc[frame["covariate"] == "prior_attempts", "covariate"] = "sex=female"
    names = [note.text for note in show.love_plot(results, demo, "en").figure.layout.annotations]
    assert ("Sex: female" in names) != ("Sex: male" in names)


def test_without_characteristics_words_stand_for_the_love_plot_and_the_baseline(demo, released, language):
    results = released(demo)
    for frame in (results.balance.frame, results.baseline.frame):
        frame.drop(frame.index, inplace=True)
    for piece in (show.love_plot(results, demo, language), show.baseline_table(results, demo, language)):
        assert {"en": "names no characteristics", "es": "no nombra ninguna característica"}[language] in piece.text
    assert "<table>" not in piece.html


def test_balance_that_may_not_be_shown_is_called_so(demo, released, language):
    results = released(demo)
    results.balance.frame[["smd_before", "smd_after"]] = np.nan
    said = show.love_plot(results, demo, language).text
    assert {"en": "is not shown, to protect privacy", "es": "para proteger la privacidad"}[language] in said


def test_follow_up_shows_shares_and_the_limit_of_the_gate(demo, released):
    chart = show.followup_chart(released(demo), demo, "en")
    texts = [note.text for note in chart.figure.layout.annotations]
    assert "Programme group <b>86%</b>" in texts
    assert "minimum 60%" in texts
    assert "12 months: 86% of the programme group and 81% of the comparison group." in chart.alt_text


def test_a_suppressed_share_is_a_dash(demo, released):
    results = released(demo)
    results.followup.frame.loc[0, "share"] = np.nan
    texts = [note.text for note in show.followup_chart(results, demo, "en").figure.layout.annotations]
    assert "Programme group <b>–</b>" in texts


def test_the_flow_hides_a_total_that_would_give_a_hidden_part_away(demo, released):
    results = released(demo)
    assert "3,435" in show.flow_chart(results, demo, "en").html
    results.flow.frame.loc[0, "n"] = np.nan
    html = show.flow_chart(results, demo, "en").html
    assert "3,435" not in html
    assert "2,890" in html


def test_the_flow_leaves_out_reasons_that_applied_to_nobody(demo, released):
    text = show.flow_chart(released(demo), demo, "en").html
    assert "No consent" in text
    assert "ages at return" not in text


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED, *theme.COLOURS.values()])
def test_colours_that_carry_text_have_the_contrast_of_wcag_aa(colour):
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


def test_the_arms_differ_on_a_grey_print():
    assert theme.DASHES["programme"] != theme.DASHES["comparison"]
    dark, light = sorted(_luminance(colour) for colour in theme.COLOURS.values())
    assert (light + 0.05) / (dark + 0.05) > 1.4
