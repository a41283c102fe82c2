"""Tables: headers that a screen reader can use, escaped text, a dash where a number is not shown."""

from __future__ import annotations

from html.parser import HTMLParser

from impact import present as show
from impact.present.tables import table

ALL = (
    show.flow_table,
    show.baseline_table,
    show.effects_table,
    show.followup_table,
    show.checks_table,
    show.quality_table,
    show.other_measures_table,
)


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_table_is_well_formed_with_caption_and_scopes(study, released, language):
    results = released(study)
    for make in ALL:
        html = make(results, study, language).html
        parser = _Balanced()
        parser.feed(html)
        assert parser.open == []
        assert parser.seen.count("caption") == parser.seen.count("table") >= 1
        assert html.count("<th") - html.count("<thead") == html.count('<th scope="')
        assert "nan" not in html.lower().replace("finan", "")


def test_text_is_escaped():
    fragment = table("<b>", ["a & b"], [["<script>", '"x"']], "en")
    assert "<script>" not in fragment.html
    assert "&lt;script&gt;" in fragment.html
    assert "a &amp; b" in fragment.html


def test_a_label_of_the_study_is_escaped_wherever_it_is_shown(demo, released):
    labels = demo.labels.model_copy(update={"programme": {"en": "<i>P</i>", "es": "<i>P</i>"}})
    study = demo.model_copy(update={"labels": labels})
    results = released(study)
    for piece in (show.headline(results, study, "en"), show.flow_chart(results, study, "en")):
        assert "<i>" not in piece.html
    chart = show.cumulative_incidence_chart(results, study, "en")
    assert "<i>" not in chart.html
    assert not any("<i>" in str(note.text) for note in chart.figure.layout.annotations)


def test_a_suppressed_cell_is_a_dash_with_a_footnote(demo, released):
    flow = show.flow_table(released(demo), demo, "en")
    assert "Returned to another country\t–\t410" in flow.text
    assert "“–” stands for a number that is not shown" in flow.html


def test_no_footnote_without_a_dash(rossi, released):
    assert "footnote" not in show.flow_table(released(rossi), rossi, "en").html


def test_effects_show_risks_difference_and_what_is_withheld(demo, released):
    rows = show.effects_table(released(demo), demo, "en").text.splitlines()
    assert "12 months\tWeighted to the programme group\t12.9\t20.9\t−8.0 (−12.5 to −3.5)" in rows
    withheld = show.effects_table(released(demo, is_withheld=True), demo, "en").text
    assert "12 months\tWeighted to the programme group\t–\t–\tnot reported" in withheld


def test_time_lost_is_told_in_days_and_the_hazard_ratio_comes_last(demo, released):
    rows = show.other_measures_table(released(demo), demo, "en").text.splitlines()
    assert rows[2] == "Days lost to the event per person, difference\t12 months\t−12 (−22 to −3)"
    assert rows[-1] == "Hazard ratio\t\t0.66 (0.50 to 0.87)"


def test_checks_that_failed_come_first_and_are_counted(demo, released):
    said = show.checks_table(released(demo, share=0.5), demo, "en").text
    assert "2 failed and one calls for caution; 1 passed" in said
    verdicts = [line.rsplit("\t", 1)[-1] for line in said.splitlines() if "\t" in line]
    assert verdicts[1:4] == ["✕\u00a0failed", "✕\u00a0failed", "!\u00a0caution"]


def test_quality_lists_broken_rules_only_with_the_reason_in_the_language(demo, released):
    said = show.quality_table(released(demo), demo, "es").text
    assert "Sin ese dato, los pesos tienen que suponer." in said
    assert "returns.debt_usd\t320\t3,435" in said
    assert "contacts.contact_date\t–" in said
    assert "return_id" not in said


def test_quality_says_nothing_where_the_number_of_rows_is_hidden_too(demo, released):
    results = released(demo)
    results.quality.frame.loc[1, "rows"] = float("nan")
    assert "contact_date" not in show.quality_table(results, demo, "en").text


def test_quality_says_when_no_rule_is_broken(demo, released):
    results = released(demo)
    results.quality.frame["verdict"] = "pass"
    assert show.quality_table(results, demo, "en").text == "No rule of the data is broken."


def test_the_overview_counts_rules_and_warnings_by_table(demo, released):
    said = show.quality_overview(released(demo), demo, "en").text
    assert "returns\t3,435\t2\t1" in said
    assert "contacts\t9,000\t1\t1" in said


def test_completeness_tells_empty_cells_from_unknown_ones(demo, released):
    results = released(demo)
    assert show.completeness_table(results, demo, "en").text == "Every column that was asked about is complete."
    results.quality.frame["rule"] = ["debt_usd_mostly_known", "contact_date_mostly_given", "return_id_given"]
    said = show.completeness_table(results, demo, "es").text
    assert "returns\t0 %\t9 %" in said.replace("\u00a0", " ").replace("0%", "0 %").replace("9%", "9 %")
    assert "contacts\t–\t0" in said
    assert "return_id" not in said
