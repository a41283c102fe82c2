"""A pathway and a count of people as whole runs: their notebooks, what they release, and what holds for every run."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup

from impact.audit import audit
from impact.data.synthetic import synthesise_programme
from impact.disclosure.funnel import PARTS
from impact.i18n import t
from impact.provenance import read_manifest
from impact.runner.runs import NOTEBOOKS, Run, run
from impact.runner.verification import verify
from impact.study import Study

STUDIES = Path(__file__).parents[2] / "studies"
KINDS = {"cam": ("cam-demo", "pathway", "es"), "gender_initiative": ("gender-initiative-demo", "reach", "en")}


@pytest.fixture(scope="module", params=KINDS)
def made(request, tmp_path_factory) -> tuple[Run, Study, str]:
    """Run the study of a programme on records of its own, in one language and without a browser."""
    name, _, language = KINDS[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    synthesise_programme(request.param, folder / "data" / name)
    (folder / "studies").mkdir()
    text = (STUDIES / f"{name}.yaml").read_text(encoding="utf-8")
    source = folder / "studies" / f"{name}.yaml"
    source.write_text(text.replace("../data/raw/", "../data/"), encoding="utf-8")
    study = Study.load(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARRAIGO_BROWSER", "none")
        return run(study, folder / "runs", languages=[language]), study, language


def test_the_notebooks_of_the_kind_are_executed_and_no_other(made):
    done, study, language = made
    executed = {path.name.split(".")[0]: path for path in (done.folder / "notebooks").glob("*.ipynb")}
    assert set(executed) == set(NOTEBOOKS[study.kind])
    assert read_manifest(done.folder)["notebooks"].keys() == {f"{name}.ipynb" for name in executed}
    for path in executed.values():
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert any(cell.outputs for cell in cells)
        assert all(cell.execution_count for cell in cells)
    # Only the language that was asked for, though the study has two.
    assert {page.name for page in done.folder.glob("report.*.html")} == {f"report.{language}.html"}


def test_every_page_is_marked_as_synthetic_and_asks_for_nothing(made):
    done, _, language = made
    pages = sorted(done.folder.glob("*.html")) + sorted((done.folder / "notebooks").glob("*.html"))
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert t("synthetic-short", language) in soup.get_text(), page.name
        wanted = [tag.get("src") or tag.get("href") for tag in soup.find_all(["script", "img", "link", "iframe"])]
        assert not [address for address in wanted if address and re.match(r"(https?:)?//", address)]


def test_the_run_holds_together(made):
    done, study, _ = made
    assert audit(done.folder) == ()
    assert verify(done.folder, study.source).differences == ()
    effects = done.released.effects.frame
    assert set(effects["arm"]) <= set(study.arms)
    assert done.released.claims.frame["claim"].nunique() == len(study.claims)


def test_the_released_funnel_adds_up(made):
    done, study, _ = made
    frame = done.released.funnel.frame
    assert frame.empty == (study.kind != "pathway")
    steps = study.pathway.steps if study.pathway else ()
    totals = frame[frame["reason"].isna() & frame["what"].isin([*PARTS, "reached"])]
    numbers = totals.set_index(["milestone", "what"])["n"].to_dict()
    whole = 0
    for now, then in pairwise(steps):
        parts = np.array([numbers[now, what] for what in PARTS])
        whole += not np.isnan(parts).any()
        if not np.isnan(parts).any():
            assert numbers[now, "reached"] == numbers[then, "reached"] + parts.sum()
    assert whole or not steps


def test_people_are_counted_or_bounded_and_nothing_is_estimated_of_them(made):
    done, study, _ = made
    rows = done.released.reach.frame
    assert rows.empty == (study.kind != "reach")
    if not rows.empty:
        assert done.released.effects.frame.empty
        assert set(rows["activity"]) == set(study.reach.programmes)
        known = rows[rows[["at_least", "at_most"]].notna().all(axis=1)]
        assert (known["at_least"] <= known["at_most"]).all()
