"""Real runs in a third language: nothing of their reports, with claims and changes of the data, is in another."""

from __future__ import annotations

from third_language import in_third_language, latin, said_by, third_language

from impact.data.read import ANALYSIS
from impact.data.schema import TABLES


def test_no_page_of_a_run_says_anything_in_another_language(study_run, study, tmp_path) -> None:
    released = study_run.released
    # Known by these names: the study, the tables and their columns, and the departments that the data hold.
    levels = {str(level) for level in released.baseline.frame["level"].dropna()}
    kept = {
        study.id,
        ANALYSIS,
        *TABLES,
        *(f"{name}.{column.name}" for name, table in TABLES.items() for column in table.columns),
    }
    with third_language(tmp_path):
        translated = in_third_language(study)
        for name, texts in said_by(translated, released, "0[15]-*.ipynb"):
            assert len(texts) > 30, name
            assert latin(texts, kept | {level for level in levels if level[:1].isupper()}) == set(), name
