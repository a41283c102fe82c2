"""A portfolio of three made-up studies, one of each kind, with made-up runs: no person stands behind any number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from impact.provenance import write_manifest
from impact.results import Claims, Effects, Funnel, Reach, StudyResults
from impact.study import Study

STUDIES = Path(__file__).parents[3] / "studies"
RUN = "20260301T100000Z-0123abcd"

FAMILIES = """
id: family-path
kind: pathway
title: {en: "Families and their applications", es: "Familias y sus solicitudes"}
input: {form: case_records, path: ../data/family-path, date_format: "%Y-%m-%d"}
time_unit: months
cut_off: 2025-12-31
horizons: [3, 6, 12]
pathway:
  unit: family
  milestones:
    - {id: screened, label: {en: "families screened", es: "familias evaluadas"}}
    - {id: application, unit: application, label: {en: "applications filed", es: "solicitudes presentadas"}}
    - {id: decision, label: {en: "decisions", es: "decisiones"}}
claims:
  - id: screened
    statement: {en: "Over 430 families screened.", es: "Más de 430 familias evaluadas."}
    source: {en: "A page", es: "Una página"}
    quantity: milestone_count
    milestone: screened
    threshold: 430
    needs: {en: "A count of families.", es: "Un recuento de familias."}
"""
PEOPLE = """
id: reach-talks
kind: reach
title: {en: "People reached", es: "Personas alcanzadas"}
input: {form: case_records, path: ../data/reach-talks, date_format: "%Y-%m-%d"}
cut_off: 2025-12-31
reach:
  programmes: [training, talks]
  definition: {en: "somebody who came at least once.", es: "alguien que asistió al menos una vez."}
"""
PORTFOLIO = """
id: three
title: {en: "Three programmes", es: "Tres programas"}
programmes:
  - id: return
    title: {en: "Return", es: "Retorno"}
    what: {en: "It supports children.", es: "Acompaña a niñas, niños y adolescentes."}
    studies: [cmrrp-demo.yaml]
  - id: separated
    title: {en: "Families", es: "Familias"}
    what: {en: "It helps with applications.", es: "Ayuda con las solicitudes."}
    studies: [family-path.yaml]
  - id: reached
    title: {en: "People", es: "Personas"}
    what: {en: "It trains people.", es: "Forma a personas."}
    studies: [reach-talks.yaml]
"""
RISKS = {"application": (0.62, 0.57, 0.68), "decision": (0.31, 0.26, 0.36)}
LONGEST = 12.0


def families(**changed: object) -> StudyResults:
    """Results of the pathway; `status` and `reason` are those of the last milestone's share."""
    rows = []
    for milestone, (risk, low, high) in RISKS.items():
        for horizon in (3.0, 6.0, LONGEST):
            is_last = milestone == "decision" and changed
            numbers = (
                [np.nan, np.nan, np.nan] if is_last else [round(x * horizon / LONGEST, 3) for x in (risk, low, high)]
            )
            how = [changed["status"], changed["reason"]] if is_last else ["reported", None]
            of = [f"from_start.{milestone}", "all", "risk", "unadjusted", "none", "programme", 1, horizon]
            rows.append([*of, numbers[0], np.nan, *numbers[1:], "influence", np.nan, 435.0, 120.0, *how, np.nan])
    reached = {"screened": 435.0, "application": 265.0, "decision": 125.0}
    funnel = [["programme", name, "family", "reached", None, np.nan, n] for name, n in reached.items()]
    funnel.append(["programme", "application", "application", "linked", None, np.nan, 410.0])
    claim = {"claim": "screened", "quantity": "milestone_count", "threshold": 430.0, "n": 435.0, "verdict": "count"}
    return StudyResults.of(
        {
            "effects": Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS))),
            "funnel": Funnel(pd.DataFrame(funnel, columns=list(Funnel.COLUMNS))),
            "claims": _claims(claim | {"unit": "family"}),
        }
    )


def _claims(*rows: dict[str, object]) -> Claims:
    return Claims(pd.DataFrame([dict.fromkeys(Claims.COLUMNS) | row for row in rows], columns=list(Claims.COLUMNS)))


def with_claims(results: StudyResults) -> StudyResults:
    """Add what the comparison's records say of two of its claims: a risk and a count."""
    risk = {
        "claim": "do-not-remigrate", "quantity": "free_of_event", "horizon": 12.0, "threshold": 0.9, "estimate": 0.78,
        "ci_lower": 0.74, "ci_upper": 0.82, "worst": 0.66, "best": 0.86, "n": 500.0, "verdict": "not_supported",
    }  # fmt: skip
    served = {"claim": "children-since-2015", "quantity": "children_served", "threshold": 500.0, "n": 465.0}
    return replace(results, claims=_claims(risk, served | {"verdict": "count", "unit": "child"}))


def people(*, hidden: bool = False) -> StudyResults:
    """Results of the reach study: one programme whose people are known, one of bounds; or the second one hidden."""
    bounds = [np.nan, np.nan, np.nan] if hidden else [310.0, 1240.0, 1240.0]
    rows = [
        ["training", "person", None, None, "distinct", 285.0, 285.0, 285.0, 640.0],
        ["training", "person", None, "2024", "distinct", 160.0, 160.0, 160.0, 300.0],
        ["training", "person", "teacher", None, "distinct", 205.0, 205.0, 205.0, 455.0],
        ["talks", "person", None, None, "attendance", np.nan, *bounds],
    ]
    return StudyResults.of({"reach": Reach(pd.DataFrame(rows, columns=list(Reach.COLUMNS)))})


def write_run(folder: Path, study: Study, results: StudyResults, languages: tuple[str, ...] = ("en", "es")) -> Path:
    """Write a finished run of a study as far as a portfolio reads it."""
    run = folder / "processed" / study.id / RUN
    (run / "released").mkdir(parents=True)
    results.save(run / "released")
    for language in languages:
        (run / f"report.{language}.html").write_text("<p>report", encoding="utf-8")
    write_manifest(
        run, study.input_path, study.model_dump(mode="json"), 1, study_file=study.source, languages=languages
    )
    (run.parent / "latest").symlink_to(run.name)
    return run


def write_portfolio(folder: Path, demo: StudyResults, demo_file: Path) -> Path:
    """Write studies, their data, their runs and the portfolio into a folder; return the portfolio's file."""
    studies = folder / "studies"
    studies.mkdir(parents=True)
    texts = {"cmrrp-demo": demo_file.read_text(encoding="utf-8"), "family-path": FAMILIES, "reach-talks": PEOPLE}
    for name, results in {"cmrrp-demo": with_claims(demo), "family-path": families(), "reach-talks": people()}.items():
        (studies / f"{name}.yaml").write_text(texts[name], encoding="utf-8")
        study = Study.load(studies / f"{name}.yaml")
        study.input_path.mkdir(parents=True)
        (study.input_path / "returns.csv").write_text("child_id\n", encoding="utf-8")
        write_run(folder, study, results)
    (studies / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    return studies / "portfolio.yaml"
