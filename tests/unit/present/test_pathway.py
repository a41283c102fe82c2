"""A pathway on the page: pictures that add up and hide what is hidden, words without an effect, in both languages."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from pathways import FEW, RISKS, WAYS, exact_funnel, released_of, study_of
from test_wording import NEVER

from impact import present as show
from impact.audit.facts import Count, Place
from impact.audit.html import facts_of_html
from impact.audit.known import Known
from impact.audit.rules import judge
from impact.i18n import t
from impact.present.guide import guide
from impact.present.ribbons import TRUNK
from impact.present.steps import quoted, steps
from impact.results import Claims
from impact.study.claims import Claim

SVG = re.compile(r"<svg (?:viewBox|width)=.*?</svg>(?=</div>)", re.DOTALL)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Studies and released results by name: one arm, few in two ways, two arms; made once."""
    found = {}
    for name, has_arms, ways in (("one", False, None), ("few", False, FEW), ("two", True, None)):
        folder = tmp_path_factory.mktemp(name)
        study = study_of(folder, has_arms=has_arms)
        found[name] = (released_of(folder, study, ways), study)
    return found


def pictures(html: str) -> list[ElementTree.Element]:
    """Parse every drawing of a fragment: what is not well-formed is no picture."""
    return [ElementTree.fromstring(svg) for svg in SVG.findall(html)]


def numbers_in(element: ElementTree.Element) -> list[float]:
    return [float(part.get("data-n", "nan")) for part in element.iter("tspan") if part.get("class") == "count"]


def texts(pieces) -> str:
    return " ".join(str(piece) for piece in pieces)


def everything(released, study, language):
    page = released, study, language
    return [
        show.pathway_headline(*page), show.pathway_limits(*page), show.pathway_who(*page), show.flow_chart(*page),
        show.flow_table(*page), show.pathway_definitions(study, language), show.purpose(study, language),
        show.funnel_chart(*page), show.ribbons_chart(*page), show.waiting_table(*page), show.criteria(*page),
        *(show.milestones_chart(*page, arm=arm) for arm in study.arms), show.milestones_table(*page),
        show.privacy(study, language),
        show.versions_note({"data_version": "d1", "code_version": "c1"}, *page),
    ]  # fmt: skip


def test_what_leaves_a_milestone_adds_up_to_it_in_numbers_and_in_widths(made, language):
    for name in ("one", "two"):
        released, study = made[name]
        drawn = pictures(show.ribbons_chart(released, study, language).html)
        assert len(drawn) == len(study.arms)
        for arm, svg in zip(study.arms, drawn, strict=True):
            found = steps(released, study, arm)
            shown = [step for step in found if step.parts and all(part.is_shown for part in step.parts)]
            assert shown
            for step in shown:
                assert sum(part.n for part in step.parts) == step.reached
            scale = TRUNK / found[0].reached
            bars = [float(bar.get("width", 0)) for bar in svg.iter("rect") if bar.get("fill-opacity") is None]
            assert bars == pytest.approx([scale * step.reached for step in found], abs=0.01)
            ribbons = [float(path.get("stroke-width", 0)) for path in svg.iter("path")]
            onward = [float(bar.get("width", 0)) for bar in svg.iter("rect") if bar.get("fill-opacity") is not None]
            assert onward == pytest.approx([scale * step.reached for step in found[1:]], abs=0.01)
            if len(shown) == len(found) - 1:
                left = sum(step.reached - after.reached for step, after in pairwise(found))
                assert sum(ribbons) == pytest.approx(scale * left, abs=0.1)


def test_a_funnels_bar_is_as_long_as_its_share_and_says_its_unit(made, language):
    released, study = made["one"]
    (svg,) = pictures(show.funnel_chart(released, study, language).html)
    found = steps(released, study, "programme")
    lengths = [bar.get("width") for bar in svg.iter("rect") if bar.get("fill") == "#0b4f8a"]
    assert lengths == [f"{100 * step.reached / found[0].reached:.1f}%" for step in found]
    said = [unescape("".join(text.itertext())) for text in svg.iter("text")]
    families = t("claim-unit-family", language)
    for step in found:
        assert f"{step.reached:.0f} {families}" in said
    applications = t("claim-unit-application", language)
    assert [line for line in said if applications in line and "310" in line]
    # The other unit is words alone: no bar is as long as it.
    assert len(lengths) == len(found)


def test_few_are_a_dotted_line_however_many_they_are(made, language, tmp_path):
    released, study = made["few"]
    step = steps(released, study, "programme")[2]
    hidden = [part for part in step.parts if not part.is_shown]
    assert {part.what for part in hidden} == {"lost", "exited"}
    (svg,) = pictures(show.ribbons_chart(released, study, language).html)
    dotted = [path for path in svg.iter("path") if path.get("stroke-dasharray") == "2 4"]
    assert len(dotted) == len(hidden)
    others = WAYS | {"application": FEW["application"] | {"exits": {"refused": 31, "withdrew": 1}, "lost": 3}}
    other = show.ribbons_chart(released_of(tmp_path, study, others), study, language).html
    assert other == show.ribbons_chart(released, study, language).html
    assert t("pathway-not-shown", language) in unescape(" ".join(svg.itertext()))


def test_what_follows_a_milestone_that_few_reached_is_not_drawn(tmp_path, language):
    study = study_of(tmp_path)
    last = WAYS | {"application": {"exits": {"refused": 90, "withdrew": 30}, "lost": 20, "waiting": 42, "on": 5}}
    released = released_of(tmp_path, study, last)
    assert np.isnan(steps(released, study, "programme")[3].reached)
    (svg,) = pictures(show.funnel_chart(released, study, language).html)
    assert [bar.get("stroke-dasharray") for bar in svg.iter("rect") if bar.get("stroke-dasharray")] == ["4 4"]
    assert not re.search(r"\b5 +famil", unescape(" ".join(svg.itertext())))


def test_nothing_is_drawn_where_nothing_is_shown(tmp_path, language):
    study = study_of(tmp_path)
    tiny = {name: {"exits": {"withdrew": 1}, "lost": 1, "waiting": 1, "on": 1} for name in WAYS}
    released = released_of(tmp_path, study, tiny)
    for chart in (show.funnel_chart, show.ribbons_chart):
        assert "<svg" not in chart(released, study, language).html


def test_a_way_out_is_told_by_its_reason_only_where_all_of_them_add_up(made):
    released, study = made["one"]
    first, _, third, last = steps(released, study, "programme")
    assert [part.reason for part in first.parts if part.what == "exited"] == ["ineligible", "withdrew"]
    assert sum(part.n for part in first.parts if part.what == "exited") == 95
    hidden = {part.reason for part in third.ways if part.what == "exited" and not part.is_shown}
    if hidden:
        assert [part.reason for part in third.parts if part.what == "exited"] == [""]
    assert last.parts == ()


def test_a_picture_has_a_title_its_numbers_in_words_and_a_table(made, language):
    released, study = made["one"]
    for chart, key in ((show.funnel_chart, "funnel"), (show.ribbons_chart, "ribbons")):
        piece = chart(released, study, language)
        (svg,) = pictures(piece.html)
        title, words = svg.find("title"), svg.find("desc")
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
        assert title.text == t(f"chart-{key}", language)
        for step in steps(released, study, "programme"):
            assert quoted(step.milestone, study, language) in words.text or (key == "ribbons" and not step.parts)
            assert f"{step.reached:.0f} " in words.text
        in_table = piece.html.partition("<details>")[2]
        for number in numbers_in(svg):
            assert f'value="{number:.0f}"' in in_table or f"{number:.0f} " in piece.text
        assert "script" not in piece.html


def test_pictures_of_two_arms_have_ids_of_their_own_and_their_names(made, language):
    released, study = made["two"]
    html = show.funnel_chart(released, study, language).html + show.ribbons_chart(released, study, language).html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for labels in (study.labels.programme, study.labels.comparison):
        assert f"<strong>{labels[language]}</strong>" in html


def test_synthetic_pictures_carry_the_watermark_and_others_do_not(made, language):
    released, study = made["one"]
    real = study.model_copy(update={"synthetic": False})
    for chart in (show.funnel_chart, show.ribbons_chart):
        words = t("synthetic-short", language).split(": ")[1]
        assert words in chart(released, study, language).html
        assert words not in chart(released, real, language).html


@pytest.mark.parametrize("name", ["one", "few", "two"])
def test_every_count_of_a_picture_is_marked_for_the_audit_and_passes_it(made, language, name, tmp_path):
    released, study = made[name]
    known = Known(tmp_path, {"study": study.model_dump(mode="json")}, study.disclosure)
    for piece in everything(released, study, language):
        facts = list(facts_of_html(piece.html, Place("page")))
        assert [finding for fact in facts for finding in judge(fact, known)] == []
    drawn = show.funnel_chart(released, study, language).html
    assert sum(isinstance(fact, Count) for fact in facts_of_html(drawn, Place("page"))) > len(WAYS)


def test_the_headline_says_of_each_number_whether_it_is_a_risk_or_a_count(made, language):
    released, study = made["one"]
    said = show.pathway_headline(released, study, language)
    lines = said.text.splitlines()
    risk, count = (t(key, language, text="|").partition("|")[0].strip() for key in ("pathway-is-risk",) * 2)
    count = t("pathway-started", language, n="1", units="u", milestone="m").partition(" ")[0]
    told = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
    assert told
    assert all(line.startswith((risk, count)) for line in told)
    assert t("pathway-risk-kind", language) in said.text
    assert "22" in lines[0]
    assert {"en": "interval 18 to 27", "es": "de 18 a 27"}[language] in lines[0]
    assert {"en": "5.2 months (4.6 to 6.8)", "es": "5.2 meses (4.6 a 6.8)"}[language] in said.text
    for waiting in ("30", "40", "60"):
        assert any(f"{waiting} {t('claim-unit-family', language)}" in line for line in told)


def test_a_headline_without_a_reported_risk_says_so_and_shows_no_number(made, language, tmp_path):
    released, study = made["one"]
    frame = released.effects.frame.assign(estimate=np.nan, ci_lower=np.nan, ci_upper=np.nan, status="withheld")
    withheld = released_of(tmp_path, study, effects=type(released.effects)(frame))
    card = show.pathway_headline(withheld, study, language)
    assert t("pathway-withheld", language) in card.text
    assert "withheld" in card.html
    assert not re.search(r"\d+ (of every|de cada) 100", card.text)


@pytest.mark.parametrize("name", ["one", "two"])
def test_nothing_is_called_an_effect_but_what_is_said_to_be_none(made, language, name):
    released, study = made[name]
    said = texts(everything(released, study, language)).lower()
    denied = {
        "en": r"(not an|is not an|not) effects?\b|not an effect",
        "es": r"(no es un|no son|no un|no) efectos?\b|no un efecto",
    }[language]
    rest = re.sub(denied, "", said)
    # The way the method deals with ways out is a term of art, and no claim.
    assert re.findall(r"[^.]*\b(?:effects?|efectos?)\b[^.]*", rest) == []
    assert [
        word for word in NEVER[language] if re.search(word, said.replace(t("privacy-places", language).lower(), ""))
    ] == []
    assert not re.search(r"remigra|programme minus|programa menos", said)
    assert "nan" not in said.split()


def test_the_table_of_milestones_has_every_clock_and_the_shares_asked_for(made, language):
    released, study = made["one"]
    said = show.milestones_table(released, study, language).text
    assert said.count("68 (64 ") == 1
    assert said.count("24 (20 ") == 1  # from the milestone before: 1.1 times as many
    words = {name: quoted(name, study, language) for name in ("interview", "application")}
    row = t("milestones-share", language, of=words["interview"], among=words["application"])
    cells = next(line for line in said.splitlines() if line.startswith(row)).split("\t")
    assert cells[1].startswith("30 (24 ")
    assert cells[3] == "–"


def test_the_chart_draws_a_line_a_milestone_as_released(made, language):
    released, study = made["one"]
    chart = show.milestones_chart(released, study, language)
    lines = [trace for trace in chart.figure.data if trace.name]
    assert len(lines) == len(RISKS)
    for trace, name in zip(lines, RISKS, strict=True):
        rows = released.curves.select(analysis=f"from_start.{name}", event=1)
        assert list(trace.y) == pytest.approx(list(100 * rows["estimate"]), abs=1e-6)
        assert trace.line.shape == "hv"
    assert len({trace.line.dash for trace in lines}) == len(lines)
    assert all(f"{100 * risk:.0f} (" in chart.alt_text for risk in RISKS.values())


def test_who_waits_and_how_long_is_a_table_of_released_counts(made, language):
    released, study = made["one"]
    rows = show.waiting_table(released, study, language).text.splitlines()[2:]
    waiting = [step.waiting for step in steps(released, study, "programme")[:-1]]
    assert [row.split("\t")[1] for row in rows] == [f"{n:.0f}" for n in waiting]
    assert rows[2].split("\t")[2] == "20"


def test_the_flow_of_one_arm_has_one_column(made, language):
    released, study = made["one"]
    html = show.flow_chart(released, study, language).html
    assert t("group-comparison", language) not in html
    assert t("label-comparison", language) not in html
    assert t("flow-analysed-pathway", language) in html
    assert t("group-comparison", language) in show.flow_chart(*made["two"], language).html


def test_the_first_page_leads_to_a_pathways_answer_and_notebook(made, language):
    released, study = made["one"]
    page = guide(["notebooks/09-pathway.html"], [], released, study, language)
    html = "".join(piece.html for piece in page.content)
    assert t("notebook-pathway", language) in unescape(html)
    assert "families interviewed" in html or "familias entrevistadas" in html
    assert t("run-command-lab-pathway", language) in unescape(html)


def test_claims_of_milestones_are_a_count_and_a_risk(made, language):
    _, study = made["one"]
    text = {"en": "So it is said.", "es": "Así se dice."}
    common = {"statement": text, "source": text}
    asked = (
        Claim(id="many", quantity="milestone_count", milestone="application", unit="application", threshold=200,
              **common),
        Claim(id="most", quantity="milestone_share", milestone="interview", among="application", horizon=6,
              threshold=0.5, **common),
    )  # fmt: skip
    study = study.model_copy(update={"claims": asked})
    rows = [
        {"claim": "many", "quantity": "milestone_count", "threshold": 200.0, "n": 310.0, "unit": "application",
         "verdict": "count"},
        {"claim": "most", "quantity": "milestone_share", "horizon": 6.0, "threshold": 0.5, "estimate": 0.3, "n": 185.0,
         "ci_lower": 0.24, "ci_upper": 0.37, "worst": 0.2, "best": 0.45, "verdict": "not_supported", "unit": "family"},
    ]  # fmt: skip
    frame = pd.DataFrame([dict.fromkeys(Claims.COLUMNS, np.nan) | row for row in rows], columns=list(Claims.COLUMNS))

    class Released:
        claims = Claims(frame)

    said = texts(show.claims(Released, study, language))
    unit, name = t("claim-unit-application", language), quoted("application", study, language)
    named = t("claim-unit-at", language, unit=unit, milestone=name)
    assert t("claim-count", language, n="310", unit=named, threshold="200") in said
    assert t("claim-verdict-count", language) in said
    assert {"en": "A risk: of 185 families", "es": "Un riesgo: de 185 familias"}[language] in said
    assert "45%" in said
    assert t("claims-rule-established-pathway", language) in said


def test_the_made_up_funnel_adds_up_before_it_is_released(tmp_path):
    """What the tests above rest on: every milestone is the sum of what became of those who reached it."""
    study = study_of(tmp_path, has_arms=True)
    for _, arm in exact_funnel(study).frame.groupby("arm"):
        reached = arm[arm["what"] == "reached"].set_index("milestone")["n"]
        parts = arm[arm["what"].isin(("exited", "lost", "waiting")) & (arm["reason"] == "")]
        for milestone, after in pairwise(study.pathway.steps):
            assert reached[milestone] == parts[parts["milestone"] == milestone]["n"].sum() + reached[after]
