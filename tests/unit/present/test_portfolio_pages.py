"""A portfolio's pages: every number called what it is, a withheld one with its reason, a sheet a programme."""

from __future__ import annotations

import re
from dataclasses import replace

import portfolios
import pytest
from test_wording import NEVER

from impact.disclosure import ReleasedResults
from impact.i18n import t
from impact.present import portfolio as show
from impact.report import browser_here, write_pdfs
from impact.report.paper import sheets
from impact.report.render import page_of_sections
from impact.runner.portfolio import open_portfolio
from impact.study.portfolio import MOST, Portfolio


@pytest.fixture(scope="module")
def opened(portfolio_file):
    return open_portfolio(portfolio_file, portfolio_file.parents[1] / "processed")


@pytest.fixture
def page(opened, language):
    """The whole page, as the notebook puts it together."""
    members = opened.members
    sections = [
        show.about(members, language),
        show.how_to_read(language),
        *show.programme_pages(members, language),
        show.register(members, language),
        show.not_comparable(members, language),
        show.portfolio_privacy(members, language),
        show.portfolio_versions(members, language),
    ]
    warning = show.notice(opened.portfolio.studies, language)
    return page_of_sections(sections, study=opened.portfolio, language=language, look="portfolio", notice=warning)


def with_results(opened, tmp_path, name: str, results):
    """Return the members with the results of one study replaced."""
    results.save(tmp_path)
    released = ReleasedResults.load(tmp_path)
    return [replace(one, released=released) if one.study.id == name else one for one in opened.members]


def programme(members, language: str, key: str) -> str:
    return str({part.key: part for part in show.programme_pages(members, language)}[f"programme-{key}"])


def test_each_number_is_called_what_it_is(opened, language):
    said = {key: programme(opened.members, language, key) for key in ("return", "separated", "reached")}
    kinds = {"return": "number-effect-observational", "separated": "number-risk", "reached": "number-count"}
    for key, text in said.items():
        lines = text.splitlines()
        assert [kind for kind in kinds.values() if t(kind, language) in lines] == [kinds[key]]


SAID = {
    "en": {
        "return": ("may reduce the risk", "8 fewer per 100", "interval: 3 to 13 fewer", "observational comparison"),
        "separated": ("an estimated 31% within 12 months (95% interval 26% to 36%)", "435 at", "62% (57% to 68%)"),
        "reached": ("Training: 285 different people.", "between 310 and 1,240 different people", "came at least once"),
    },
    "es": {
        "return": ("podría reducir el riesgo", "8 menos por cada 100", "de 3 a 13 menos", "comparación observacional"),
        "separated": ("llega el 31% en 12 meses (intervalo del 95%: de 26% a 36%)", "435 en", "62% (de 57% a 68%)"),
        "reached": ("285 personas distintas", "entre 310 y 1,240 personas distintas", "asistió al menos una vez"),
    },
}  # fmt: skip


def test_the_headlines_are_the_released_numbers(opened, language):
    for section in show.programme_pages(opened.members, language):
        shown = " ".join(re.sub(r"<[^>]+>", "", piece.html) for piece in section.content)
        texts = SAID[language][section.key.removeprefix("programme-")]
        assert [text for text in texts if text not in shown] == []


def test_only_a_comparison_speaks_of_an_effect_and_others_deny_it(opened, language):
    word, denied = {"en": ("effect", "not an effect"), "es": ("efecto", "no un efecto")}[language]
    for key in ("separated", "reached"):
        said = programme(opened.members, language, key).lower()
        assert said.count(word) == said.count(denied)


def test_a_withheld_share_says_why_and_no_number(opened, language, tmp_path):
    withheld = portfolios.families(status="withheld", reason="Too few. [few_events]")
    said = programme(with_results(opened, tmp_path, "family-path", withheld), language, "separated")
    assert "31%" not in said
    study = opened.members[1].study
    assert t("withheld-few-events", language, people=study.labels.people[language], minimum="11") in said


def test_a_share_that_was_never_asked_is_said_to_be_withheld(opened, language, tmp_path):
    results = portfolios.families()
    members = with_results(opened, tmp_path, "family-path", replace(results, effects=type(results.effects).empty()))
    assert t("portfolio-withheld-else", language) in programme(members, language, "separated")


def test_a_hidden_count_is_said_to_be_hidden(opened, language, tmp_path):
    said = programme(with_results(opened, tmp_path, "reach-talks", portfolios.people(hidden=True)), language, "reached")
    assert t("reach-not-shown", language) in said
    assert "1,240" not in said


def test_one_limit_alone_is_told_as_such(opened, language, tmp_path):
    results = portfolios.people()
    frame = results.reach.frame.copy()
    frame.loc[frame["activity"] == "talks", "at_least"] = None
    members = with_results(opened, tmp_path, "reach-talks", replace(results, reach=type(results.reach)(frame)))
    assert {"en": "at most 1,240", "es": "como mucho 1,240"}[language] in programme(members, language, "reached")


def test_a_withheld_comparison_shows_its_reason(opened, language, tmp_path, released, demo):
    members = [
        replace(one, released=released(demo, is_withheld=True)) if one.study.id == demo.id else one
        for one in opened.members
    ]
    said = programme(members, language, "return")
    assert t("withheld-n", language, people=demo.labels.people[language], minimum="30") in said
    assert {"en": "fewer per 100", "es": "menos por cada 100"}[language] not in said


def test_the_register_groups_every_claim_by_programme_with_its_kind(opened, language):
    register = str(show.register(opened.members, language))
    table = register.split("\n\n")[2].splitlines()[2:]
    cells = [line.split("\t") for line in table]
    kinds = [t(f"number-{kind}", language) for kind in ("risk", "count", "count")]
    assert [row[2] for row in cells] == kinds
    assert [row[1] for row in cells] == [
        opened.members[place].programme.title[language] for place in (0, 0, 1)
    ]  # fmt: skip
    assert cells[0][3] == t("claim-illustrated", language, verdict=t("claim-verdict-not-supported", language))
    assert cells[2][3] == t("claim-verdict-count", language)
    for entry in ("claim-source", "claim-needs", "claim-number"):
        assert t(entry, language) in register


def test_units_and_times_stand_apart(opened, language):
    said = str(show.not_comparable(opened.members, language))
    units = [
        opened.members[0].study.labels.people[language],
        *(t(f"claim-unit-{unit}", language) for unit in ("family", "person")),
    ]
    rows = [line.split("\t") for line in said.splitlines() if line.count("\t") == 4][1:]
    assert [row[3] for row in rows] == units
    assert t("portfolio-apart-units", language) in said


def test_it_says_which_studies_are_synthetic_and_carries_the_watermark(page, opened, language):
    assert 'class="watermark"' in page
    assert t("synthetic-long", language) not in page
    assert t("portfolio-synthetic-some", language, studies="cmrrp-demo") in page
    every = [one for one in opened.portfolio.studies if one.synthetic]
    assert show.notice(every, language) == ""


def test_it_says_no_word_that_must_not_be_said(page, language):
    told = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    told = told.replace(t("privacy-places", language), "").lower()
    assert [word for word in NEVER[language] if re.search(word, told)] == []


def test_it_asks_nobody_and_leads_to_the_reports(page, language):
    assert "default-src 'none'" in page
    links = re.findall(r'(?:href|src)="([^"#]+)"', page)
    names = ("cmrrp-demo", "family-path", "reach-talks")
    assert [link for link in links if link != "data:,"] == [f"../../{n}/latest/report.{language}.html" for n in names]


def test_a_report_that_is_not_there_in_the_language_is_not_linked(opened, language):
    (section, *_) = show.programme_pages([replace(opened.members[0], reports=())], language)
    assert "href" not in section.content[1].html
    assert t("portfolio-no-report", language) in str(section)
    region = replace(opened.members[0], reports=(f"{language}-GT" if language == "es" else "en-GB",))
    assert "latest/report." in region.report(language)


def test_the_same_members_give_the_same_bytes(opened, language):
    once, again = (str(show.programme_pages(opened.members, language)) for _ in range(2))
    assert once == again


def test_each_programme_has_a_sheet_of_its_own(chromium, opened, page, language, tmp_path):
    path = tmp_path / "portfolio.html"
    path.write_text(page, encoding="utf-8")
    alone = tmp_path / "alone.html"
    programmes = show.programme_pages(opened.members, language)
    text = page_of_sections(
        [show.about(opened.members, language), *programmes], study=opened.portfolio, language=language, look="portfolio"
    )
    alone.write_text(text, encoding="utf-8")
    with browser_here() as browser:
        for paper in write_pdfs(alone, browser):
            assert sheets(paper.read_bytes()) == 1 + len(programmes)
        (whole,) = write_pdfs(path, browser, ["a4"])
    assert sheets(whole.read_bytes()) >= 2 + len(programmes)


def test_a_programme_of_as_many_studies_as_it_may_have_fits_its_sheet(chromium, opened, language, tmp_path):
    longest = Portfolio.load(portfolios.STUDIES / "portfolio.yaml").programmes[0]
    together = [replace(one, programme=longest) for one in opened.members[-MOST:]]
    (section,) = show.programme_pages(together, language)
    page = tmp_path / "three.html"
    sections = [show.about(together, language), section]
    text = page_of_sections(sections, study=opened.portfolio, language=language, look="portfolio")
    page.write_text(text, encoding="utf-8")
    with browser_here() as browser:
        assert [sheets(paper.read_bytes()) for paper in write_pdfs(page, browser)] == [2, 2]
