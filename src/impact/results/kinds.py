"""The kinds of result frames: every number that leaves an estimator is a row of one of these."""

from __future__ import annotations

from typing import Final

from impact.results.frame import ResultFrame


class Curves(ResultFrame):
    """Risks over time: one row per analysis, population, method, estimand, arm, event and time.

    `time` is in the study's unit; `estimate` is a risk in 0–1; `at_risk` counts people just before `time`; `events`
    counts events of that type up to and including `time`. `ci_lower` and `ci_upper` hold at one time, `band_lower` and
    `band_upper` over the whole curve; missing where there is no band.
    """

    __slots__ = ()
    FILE = "curves"
    COLUMNS = (
        "analysis",
        "population",
        "method",
        "estimand",
        "arm",
        "event",
        "time",
        "estimate",
        "std_error",
        "ci_lower",
        "ci_upper",
        "at_risk",
        "events",
        "band_lower",
        "band_upper",
    )


class Effects(ResultFrame):
    """One row an estimate: the arms' own risks (or time lost) beside the contrast, programme minus comparison.

    `p_adjusted` is the p-value after control of the false discovery rate, where a row is one of several questions.
    """

    __slots__ = ()
    FILE = "estimates"
    COLUMNS = (
        "analysis",
        "population",
        "measure",
        "method",
        "estimand",
        "arm",
        "event",
        "horizon",
        "estimate",
        "std_error",
        "ci_lower",
        "ci_upper",
        "interval",
        "p_value",
        "n",
        "events",
        "status",
        "reason",
        "p_adjusted",
    )


class Balance(ResultFrame):
    """Standardised mean differences with their 95% bounds, and variance ratios, one row a covariate."""

    __slots__ = ()
    FILE = "balance"
    COLUMNS = (
        "covariate",
        "method",
        "estimand",
        "smd_before",
        "smd_after",
        "variance_ratio",
        "smd_before_lower",
        "smd_before_upper",
        "smd_after_lower",
        "smd_after_upper",
    )


class CohortFlow(ResultFrame):
    """Who was excluded, at which step and why, by arm; everybody excluded is counted under exactly one reason.

    `step` is `all`, `excluded`, `analysed` or, of those analysed, `imputed`; `reason` is a code that the catalogue puts
    into words; `arm` is programme or comparison.
    """

    __slots__ = ()
    FILE = "flow"
    COLUMNS = ("step", "reason", "arm", "n")


class Checks(ResultFrame):
    """Checks with a value, a threshold, a verdict (pass, warn, fail) and an English sentence.

    The name is `family.detail`, e.g. `equipoise.programme`; a fail withholds adjusted estimates from the release.
    """

    __slots__ = ()
    FILE = "checks"
    COLUMNS = ("check", "value", "threshold", "verdict", "text")


class Baseline(ResultFrame):
    """Baseline by arm: a categorical level's `n` and `value` (share), or a number's `n` known and `value` (mean)."""

    __slots__ = ()
    FILE = "baseline"
    COLUMNS = ("covariate", "level", "arm", "n", "value")


class FollowUp(ResultFrame):
    """Completeness of follow-up by arm and horizon.

    `due` could have reached the horizon before the cut-off, of whom `traced` had the event by then or were last known
    at home at or after it; `share` is their ratio.
    """

    __slots__ = ()
    FILE = "followup"
    COLUMNS = ("horizon", "arm", "due", "traced", "share")


class Quality(ResultFrame):
    """One row a rule of the data: `count` rows break it, of `rows` that it was asked of.

    Both are missing for `columns_left_out`, which is about columns. `rule` is the expectation's name, `severity` is
    critical or warning, `reason_en` and `reason_es` say why it is there. A rule may tolerate a share of rows: its
    `verdict` is pass or warn, as a broken critical rule stops the run.
    """

    __slots__ = ()
    FILE = "quality"
    COLUMNS = ("table", "rule", "column", "severity", "count", "rows", "reason_en", "reason_es", "verdict")


class Grid(ResultFrame):
    """The headline contrast over a grid of two assumptions that no data can check.

    `analysis` is tipping_point: `programme` and `comparison` multiply the odds of the event by the horizon of those
    lost in that arm, given the baseline and that they were free of it when lost; at 1, loss says nothing of it and the
    estimate is that with censoring weights. Or it is unmeasured_confounder: `programme` is the risk ratio of a binary
    factor with the arm and `comparison` that with the event.
    """

    __slots__ = ()
    FILE = "grid"
    COLUMNS = ("analysis", "measure", "horizon", "programme", "comparison", "estimate", "ci_lower", "ci_upper")


class Confounding(ResultFrame):
    """E-values: of the estimate, of its limit nearer to no effect, and of each observed covariate.

    `what` is estimate, limit or covariate, `name` the covariate; `risk_ratio` is what the E-value is of.
    """

    __slots__ = ()
    FILE = "confounding"
    COLUMNS = ("what", "name", "horizon", "risk_ratio", "e_value")


class OperatingCharacteristics(ResultFrame):
    """What a design does over simulated studies of known truth; a ratio's truth, bias and spread are logarithms."""

    __slots__ = ()
    FILE = "operating"
    COLUMNS = (
        "scenario", "method", "estimand", "measure", "horizon", "studies", "truth", "bias", "sd", "error_ratio",
        "coverage", "rejected",
    )  # fmt: skip


class Claims(ResultFrame):
    """One row a public claim, of a claim of activity one a count: what was claimed, and what the data say of it.

    `claim` is the claim's id in the study, `quantity` what the data can tell (`impact.study.claims`), `horizon` in the
    study's unit and `threshold` as claimed. `estimate` with its 95% interval is of the quantity, on the scale of the
    threshold; `worst` and `best` are the 95% limits of its bounds, whatever became of those lost: `worst` the limit
    least in favour of the claim, `best` the one most in favour. `n` is the denominator, or what a count counts.

    `activity` (a programme of `activity_counts`) and `unit` say what a count of activity counts. Of the `n` children,
    `events` had the event by the horizon, `lost` were lost before it and `at_risk` were followed to it. `reason` says
    why a verdict or a number is not there (its code in brackets), or that a count may count somebody twice.
    """

    __slots__ = ()
    FILE = "claims"
    COLUMNS = (
        "claim", "quantity", "horizon", "threshold", "estimate", "ci_lower", "ci_upper", "worst", "best", "n",
        "verdict", "activity", "unit", "events", "lost", "at_risk", "reason",
    )  # fmt: skip


class Changes(ResultFrame):
    """What changed since the last accepted run on other data: one row a number compared, `now` always there.

    ============  ==========================  =================  =====================  ========  ====================
    `what`        `now` (and `before`)        `level`            `count`                `n`       `shift`
    ============  ==========================  =================  =====================  ========  ====================
    rows          rows of `table`: a count                       the same                         now / before − 1
    completeness  share of `n`                given or known     cells that are         asked     now − before
    codes         share of `n`                the code           cells that hold it     given     standardised
    event_rate    events per 100 years        the arm            events                 people    now / before
    covariate     mean                        mean                                      known     standardised
    covariate     standard deviation          sd                                        known
    ============  ==========================  =================  =====================  ========  ====================

    `verdict` is pass or warn, and missing where nothing was asked; `rule` is the expectation that does not hold, with
    its reasons. `since` names the earlier run, `shown_before` is what its release showed. `kept`, `count_kept` and
    `n_kept` are `now`, `count` and `n` as they may be told beside earlier releases. Released, `before` and `now` are
    all the numbers there are.
    """

    __slots__ = ()
    FILE = "changes"
    COLUMNS = (
        "what", "table", "column", "level", "before", "now", "verdict", "rule", "reason_en", "reason_es", "since",
        "shift", "shown_before", "count", "n", "kept", "count_kept", "n_kept",
    )  # fmt: skip


class Densities(ResultFrame):
    """How something spreads over a scale that is cut into pieces: one row a piece and arm.

    `what` is `preference`: `n` people whose preference score lies from `lower` to `upper`, as `value` their share of
    the arm; or `visits`: `n` contacts between those times since time zero, in the study's unit, and as `value` how many
    that is per person and year of observation in the piece.
    """

    __slots__ = ()
    FILE = "densities"
    COLUMNS = ("what", "arm", "lower", "upper", "n", "value")


class Funnel(ResultFrame):
    """Who reached which milestone of a pathway, and what became of the others: one row a number.

    `n` units of the pathway (`unit`) in `arm`, by `what`:

    ================  ============================================================================================
    reached           reached `milestone`, dated or passed on the way to a later one
    exited            left after it and before the next, never to reach it: all of them, or by `reason` (a code)
    lost              no longer followed after it and before the next
    waiting           reached it, and on the cut-off day neither the next nor a way out
    waiting_longer    of the waiting, those who had waited at least `horizon` (the study's unit of time)
    linked            cases of another unit, linked to the pathway's, that reached it: never part of any sum here
    ================  ============================================================================================

    In every arm: reached = reached of the next milestone + exited + lost + waiting.
    """

    __slots__ = ()
    FILE = "funnel"
    COLUMNS = ("arm", "milestone", "unit", "what", "reason", "horizon", "n")


class Reach(ResultFrame):
    """How many different people a programme reached, by role and period: counts, or bounds where nobody knows.

    A row without `role` is about all roles, one without `period` about all of the records. `basis` says what the
    number rests on: `distinct` (everybody is identified: `n` is the number), `partly_identified`, `deduplicated`
    (counts within which nobody stands twice) or `attendance` (counts of entries). Between `at_least` and `at_most`
    different people are behind `counted` entries.
    """

    __slots__ = ()
    FILE = "reach"
    COLUMNS = ("activity", "unit", "role", "period", "basis", "n", "at_least", "at_most", "counted")


COLUMNS_LEFT_OUT: Final = "columns_left_out"
"""The rule of `Quality` that tells of columns which neither the study nor the data dictionary knows."""
