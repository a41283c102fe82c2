"""The funnel as it may be shown: it adds up, nothing hidden can be had back, and later releases tell of no few."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.audit.counts import judge_funnel
from impact.audit.facts import Place
from impact.disclosure.behind import counts_behind
from impact.disclosure.funnel import PARTS, divided, release_funnel
from impact.disclosure.kept_funnel import keep_funnel
from impact.disclosure.moves import Moves
from impact.disclosure.release import release
from impact.results import Funnel, StudyResults
from impact.study import Disclosure, Study
from impact.study.counts import shown_counts

RULES = Disclosure()
STEPS = ("screened", "eligible", "application", "interview")
EXITS = ("ineligible", "withdrew", "refused")


def funnel_of(last, parts):
    """Build a funnel from its end: `parts` are, from the last step back, exits by reason, lost and waiting."""
    rows, reached = [], last
    rows.append(("programme", STEPS[-1], "family", "reached", "", np.nan, reached))
    for milestone, (exits, lost, waiting) in zip(STEPS[-2::-1], parts, strict=True):
        reached += sum(exits) + lost + waiting
        rows += [
            ("programme", milestone, "family", "reached", "", np.nan, reached),
            ("programme", milestone, "family", "exited", "", np.nan, sum(exits)),
            *(("programme", milestone, "family", "exited", of, np.nan, n) for of, n in zip(EXITS, exits, strict=True)),
            ("programme", milestone, "family", "lost", "", np.nan, lost),
            ("programme", milestone, "family", "waiting", "", np.nan, waiting),
            ("programme", milestone, "family", "waiting_longer", "", 3.0, waiting // 2),
            ("programme", milestone, "family", "waiting_longer", "", 6.0, waiting // 3),
        ]
    frame = pd.DataFrame(rows, columns=list(Funnel.COLUMNS))
    order = frame["milestone"].map(STEPS.index)
    return Funnel(frame.iloc[np.argsort(order, kind="stable")])


counts = st.one_of(st.integers(0, 40), st.integers(0, 400))
funnels = st.builds(
    funnel_of,
    counts,
    st.lists(st.tuples(st.tuples(counts, counts, counts), counts, counts), min_size=3, max_size=3),
)


def shown_of(frame, milestone, what, reason=""):
    rows = frame[(frame["milestone"] == milestone) & (frame["what"] == what) & (frame["reason"] == reason)]
    return rows["n"].to_numpy(dtype=float)


def test_nobody_who_waits_so_long_never_reads_as_everybody_who_waits():
    """54 wait, 22 of them for 3 months or longer, 7 for 6, nobody for 12: the last is hidden beside the 7."""
    frame = funnel_of(268, [((5, 5, 5), 15, 54), ((25, 25, 15), 15, 60), ((100, 20, 25), 5, 20)]).frame
    longer = (frame["what"] == "waiting_longer") & (frame["milestone"] == "application")
    frame.loc[longer, ["horizon", "n"]] = [[6.0, 7], [12.0, 0]]
    shown = release_funnel(Funnel(frame), RULES).frame
    waiting = shown_of(shown, "application", "waiting")[0]
    numbers = shown.loc[longer, "n"].to_numpy(dtype=float)
    assert waiting > 0
    assert not (numbers >= waiting).any()


@settings(max_examples=50, deadline=None)
@given(funnels)
def test_what_is_shown_adds_up_and_what_is_hidden_stays_so(funnel):
    frame = release_funnel(funnel, RULES).frame
    exact = funnel.frame
    values = frame["n"].dropna().to_numpy()
    assert ((values == 0) | ((values >= 15) & (values % 5 == 0))).all()
    for now, then in pairwise(STEPS):
        total, onward = shown_of(frame, now, "reached")[0], shown_of(frame, then, "reached")[0]
        parts = np.concatenate([shown_of(frame, now, what) for what in PARTS])
        true = np.concatenate([shown_of(exact, now, what) for what in PARTS])
        if np.isnan(total):
            assert np.isnan(parts).all()
            assert np.isnan(onward)
            continue
        hidden = np.isnan(parts)
        if not hidden.any() and not np.isnan(onward):
            assert total == onward + parts.sum()
        left_over = total - np.nansum(parts) - np.nan_to_num(onward)
        # What a reader can work out of all that is hidden together is none, or not of few.
        assert left_over == 0 or left_over >= RULES.suppress_below
        if hidden.any():
            assert hidden.sum() + np.isnan(onward) > 1 or true[hidden].sum() == 0 or left_over == 0
        reasons = np.array([shown_of(frame, now, "exited", of)[0] for of in EXITS])
        if not np.isnan(reasons).any():
            assert reasons.sum() == shown_of(frame, now, "exited")[0]
        for longer in shown_of(frame, now, "waiting_longer"):
            assert np.isnan(longer) or longer <= shown_of(frame, now, "waiting")[0]
    assert not list(judge_funnel(frame, Place("funnel.csv"), _Known()))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_parts_are_near_the_truth(parts):
    exact = np.array(parts, dtype=float)
    total = float(shown_counts(exact.sum(), RULES))
    out = divided(exact, total, RULES)
    seen = ~np.isnan(out)
    assert (np.abs(out - exact)[seen] <= RULES.round_to).all()
    if seen.all():
        assert out.sum() == (0 if np.isnan(total) else total)


class _Known:
    disclosure = RULES


def test_a_funnel_in_round_numbers_is_shown_as_it_is():
    funnel = funnel_of(100, [((20, 30, 15), 25, 40), ((15, 15, 15), 20, 30), ((50, 25, 20), 15, 60)])
    shown = release_funnel(funnel, RULES).frame
    in_sums = (shown["what"] != "waiting_longer").to_numpy()
    assert shown["n"][in_sums].tolist() == funnel.frame["n"][in_sums].tolist()
    # Half of those 40, and a third: 13 of them are told as 15, and 20 are 20.
    assert shown_of(shown, "application", "waiting_longer").tolist() == [20, 20]


def test_few_between_two_milestones_are_not_told():
    """Six did not go on: the next milestone reads as the one before, and what became of the six is blank."""
    funnel = funnel_of(100, [((20, 30, 15), 25, 40), ((15, 15, 15), 20, 30), ((2, 1, 0), 1, 2)])
    frame = release_funnel(funnel, RULES).frame
    assert shown_of(frame, "eligible", "reached") == shown_of(frame, "screened", "reached")
    for what in PARTS:
        assert np.isnan(shown_of(frame, "screened", what)).all()


def test_nobody_after_few_is_no_number_either():
    """Of 50 who wait, 20 wait three months and 2 half a year; none waits a year, which would tell on the 2."""
    rows = [
        ("programme", "interview", "family", "reached", "", np.nan, 340),
        ("programme", "interview", "family", "exited", "", np.nan, 20),
        ("programme", "interview", "family", "lost", "", np.nan, 20),
        ("programme", "interview", "family", "waiting", "", np.nan, 50),
        *(("programme", "interview", "family", "waiting_longer", "", h, n) for h, n in ((3, 20), (6, 2), (12, 0))),
        ("programme", "decision", "family", "reached", "", np.nan, 250),
    ]
    frame = release_funnel(Funnel(pd.DataFrame(rows, columns=list(Funnel.COLUMNS))), RULES).frame
    longer = shown_of(frame, "interview", "waiting_longer")
    assert longer[0] == 20
    assert np.isnan(longer[1:]).all()


def test_linked_cases_are_never_part_of_a_sum():
    rows = [
        ("programme", "screened", "family", "reached", "", np.nan, 430),
        ("programme", "screened", "family", "exited", "", np.nan, 100),
        ("programme", "screened", "family", "lost", "", np.nan, 30),
        ("programme", "screened", "family", "waiting", "", np.nan, 100),
        ("programme", "application", "family", "reached", "", np.nan, 200),
        ("programme", "application", "application", "linked", "", np.nan, 204),
    ]
    funnel = Funnel(pd.DataFrame(rows, columns=list(Funnel.COLUMNS)))
    frame = release_funnel(funnel, RULES).frame
    # Four more applications than families would say that at most four families have two.
    assert frame["n"].tolist() == [430, 100, 30, 100, 200, 200]
    more = Funnel(funnel.frame.assign(n=[430, 100, 30, 100, 200, 263]))
    assert release_funnel(more, RULES).frame["n"].tolist()[-1] == 265


@pytest.fixture(scope="module")
def pathway():
    milestones = [{"id": name, "label": {"en": name, "es": name}} for name in STEPS]
    return Study(
        id="p", kind="pathway", input={"form": "case_records", "path": "x"}, cut_off="2025-12-31", horizons=(3.0, 6.0),
        time_unit="months", pathway={"unit": "family", "milestones": milestones},
    )  # fmt: skip


def _results(funnel):
    return StudyResults.of({"funnel": funnel})


def _moved(now, then, study):
    counts = [counts_behind(_results(one), release(_results(one), study), study) for one in (now, then)]
    frames = [release_funnel(one, RULES).frame for one in (now, then)]
    return keep_funnel(*frames, Moves(*counts, RULES)).frame


PARTS_THEN = [((20, 30, 15), 25, 40), ((15, 15, 15), 20, 30), ((50, 25, 20), 15, 60)]


def test_a_later_release_with_a_few_more_keeps_the_whole_funnel(pathway):
    then = funnel_of(100, PARTS_THEN)
    now = funnel_of(104, PARTS_THEN)
    pd.testing.assert_frame_equal(_moved(now, then, pathway), release_funnel(then, RULES).frame)


def test_a_later_release_with_many_more_shows_them_and_blanks_what_moved_by_few(pathway):
    then = funnel_of(100, PARTS_THEN)
    now = funnel_of(160, [((20, 30, 15), 25, 40), ((15, 15, 15), 20, 33), ((50, 25, 20), 15, 60)])
    frame = _moved(now, then, pathway)
    assert shown_of(frame, "interview", "reached") == 160
    assert np.isnan(shown_of(frame, "eligible", "waiting")).all()
    assert np.isnan(shown_of(frame, "eligible", "lost")).all()
    assert shown_of(frame, "screened", "lost") == 15


def test_the_audit_sees_a_funnel_that_gives_a_hidden_part_away():
    frame = release_funnel(funnel_of(100, PARTS_THEN), RULES).frame
    alone = frame.assign(n=frame["n"].mask((frame["what"] == "lost") & (frame["milestone"] == "screened")))
    assert list(judge_funnel(alone, Place("funnel.csv"), _Known()))
    wrong = frame.assign(n=frame["n"].mask((frame["what"] == "reached") & (frame["milestone"] == "eligible"), 300.0))
    assert list(judge_funnel(wrong, Place("funnel.csv"), _Known()))
