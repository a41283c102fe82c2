"""Result frames: their columns are a contract, and what is saved comes back bit for bit."""

import numpy as np
import pandas as pd
import pytest

from impact.errors import ImpactError
from impact.results import FRAMES, Checks, CohortFlow, Curves, StudyResults


def flow(**changes):
    return pd.DataFrame({"step": ["all"], "reason": ["all"], "arm": ["programme"], "n": [120], **changes})


def test_columns_are_put_in_order():
    frame = flow()[["n", "arm", "reason", "step"]]
    assert tuple(CohortFlow(frame).frame.columns) == CohortFlow.COLUMNS


def test_a_missing_column_is_named():
    with pytest.raises(ImpactError, match=r"CohortFlow: missing columns \['n'\]"):
        CohortFlow(flow().drop(columns="n"))


def test_an_unknown_column_is_named():
    with pytest.raises(ImpactError, match=r"unknown columns \['child_id'\]"):
        CohortFlow(flow(child_id=["x"]))


def test_floats_come_back_bit_for_bit(tmp_path):
    values = np.random.default_rng(1).normal(size=200) ** 3
    frame = pd.DataFrame(dict.fromkeys(Curves.COLUMNS, values))
    frame.loc[3, "std_error"] = np.nan
    Curves(frame).save(tmp_path)
    pd.testing.assert_frame_equal(Curves.load(tmp_path).frame, frame, check_exact=True)


def test_a_text_that_looks_missing_stays_text(tmp_path):
    frame = pd.DataFrame({"check": ["NA"], "value": [1.0], "threshold": [2.0], "verdict": ["pass"], "text": ["None"]})
    Checks(frame).save(tmp_path)
    assert Checks.load(tmp_path).frame.loc[0, ["check", "text"]].tolist() == ["NA", "None"]


def test_files_end_lines_with_a_line_feed_and_name_themselves(tmp_path):
    CohortFlow(flow()).save(tmp_path)
    assert (tmp_path / "flow.csv").read_bytes() == b"step,reason,arm,n\nall,all,programme,120\n"


def test_a_bundle_saves_and_loads_every_frame(tmp_path):
    bundle = StudyResults.of({name: kind.empty() for name, kind in FRAMES.items()})
    bundle.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{kind.FILE}.csv" for kind in FRAMES.values()}
    assert [type(frame) for frame in StudyResults.load(tmp_path)] == list(FRAMES.values())


def test_a_bundle_refuses_the_wrong_kind():
    frames = {name: kind.empty() for name, kind in FRAMES.items()}
    with pytest.raises(ImpactError, match=r"StudyResults\.flow must be CohortFlow"):
        StudyResults.of({**frames, "flow": Checks.empty()})


def test_select_filters_on_equality():
    frame = CohortFlow(pd.concat([flow(), flow(arm=["comparison"])]))
    assert frame.select(arm="comparison")["n"].tolist() == [120]
