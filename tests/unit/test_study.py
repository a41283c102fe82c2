"""Study files: what they mean, and how a wrong one is refused."""

import re
from pathlib import Path

import pytest

from impact import Study
from impact.errors import StudyError

STUDIES = Path(__file__).parents[2] / "studies"
ROSSI = (STUDIES / "rossi.yaml").read_text(encoding="utf-8")
DEMO = re.sub(
    r"(?m)^(partners|policy_periods):.*\n", "", (STUDIES / "cmrrp-demo.yaml").read_text(encoding="utf-8")
).replace("date: imputed", "date: midpoint")
"""Without what only some designs can be asked."""


@pytest.fixture
def write(tmp_path):
    def write(text: str, *replace: tuple[str, str]) -> Path:
        for old, new in replace:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "study.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusal(path: Path) -> str:
    with pytest.raises(StudyError) as caught:
        Study.load(path)
    assert caught.value.exit_code == 10
    return str(caught.value)


def test_a_path_resolves_from_the_study_file(write):
    study = Study.load(write(ROSSI, ("../data/raw/rossi/rossi.csv", "here/rossi.csv")))
    assert study.input_path == study.source.parent / "here" / "rossi.csv"


def test_everything_but_id_input_and_horizons_has_a_default(write):
    study = Study.load(
        write(
            "id: x\ninput: {form: analysis_table, path: x.csv, columns: {arm: a, time: t, event: e}}\nhorizons: [6, 12]"
        )
    )
    assert (study.primary.measure, study.primary.horizon) == ("risk_difference", 12)
    assert study.languages == ("en", "es")
    assert study.disclosure.suppress_below == 11


def test_a_primary_without_horizon_speaks_of_the_last():
    assert Study.load(STUDIES / "rossi.yaml").primary.horizon == 52


def test_subgroups_are_columns_by_name_in_either_form(write):
    assert Study.load(write(ROSSI, ("horizons:", "subgroups: [race, mar]\nhorizons:"))).subgroups == ("race", "mar")
    assert Study.load(write(DEMO, ("subgroups: [sex, country]", "subgroups: [sex]"))).subgroups == ("sex",)


def test_dates_may_be_imputed(write):
    study = Study.load(write(DEMO, ("date: midpoint", "date: imputed")))
    assert (study.outcome.date, study.imputation.bootstraps, study.imputation.per_bootstrap) == ("imputed", 200, 2)


OF_OTHER_DESIGNS = (
    ("methods: [unadjusted, iptw, standardised, aipw]\n", ""),
    ("sensitivities: [direct_effect, composite]\n", ""),
    ("further_outcomes: [school_return, first_service, household, siblings]\n", ""),
    ("subgroups: [sex, country]\n", ""),
)


@pytest.mark.parametrize("kind", ["time_varying", "clone_censor, grace: 120"])
def test_each_new_design_is_read_with_what_it_can_be_asked(write, kind):
    measure, method = ("hazard_ratio", "adjusted") if kind == "time_varying" else ("risk_difference", "iptw")
    asked = ("risk_difference, horizon: 12, method: iptw", f"{measure}, horizon: 12, method: {method}")
    study = Study.load(write(DEMO, ("kind: referral", f"kind: {kind}"), asked, *OF_OTHER_DESIGNS))
    assert (study.design.kind, study.primary.measure, study.primary.method) == (kind.split(",")[0], measure, method)


def test_enrolment_over_time_has_no_risk_by_a_date(write):
    asked = ("risk_difference, horizon: 12, method: iptw", "risk_difference, horizon: 12, method: unadjusted")
    said = refusal(write(DEMO, ("kind: referral", "kind: time_varying"), asked, *OF_OTHER_DESIGNS))
    assert "primary.measure = 'risk_difference'" in said
    assert "hazard ratio only" in said
    assert "clone_censor" in said


def test_policy_periods_are_days_on_which_one_begins(write):
    study = Study.load(write(DEMO, ("clusters: household", "policy_periods: [2020-03-21, 2022-05-12]")))
    assert [str(day) for day in study.policy_periods] == ["2020-03-21", "2022-05-12"]


def test_a_study_cannot_be_changed():
    study = Study.load(STUDIES / "rossi.yaml")
    with pytest.raises(ValueError, match="frozen"):
        study.id = "another"


def test_a_month_is_the_contracts():
    assert Study.load(STUDIES / "cmrrp-demo.yaml").days(12) == 365.25


# ruff: noqa: E501 - a table reads best with a case a line
WRONG = {
    "unknown key": (ROSSI, ("covariates:", "covarites:"), ["'covarites'", "['age', ", "'covariates'"]),
    "unknown key inside": (ROSSI, ("{arm: fin", "{arm: fin, tme: week2"), ["'input.columns.tme'", "'week2'", "'time'"]),
    "unknown label": (ROSSI, ("  people:", "  peopel:"), ["'labels.peopel'", "'people'"]),
    "horizon of 0": (ROSSI, ("[26, 52]", "[0, 52]"), ["horizons.0 = 0", "greater than 0"]),
    "no horizon": (ROSSI, ("[26, 52]", "[]"), ["horizons"]),
    "the same horizon twice": (ROSSI, ("[26, 52]", "[52, 52]"), ["horizons", "twice"]),
    "a horizon without end": (ROSSI, ("[26, 52]", "[26, .inf]"), ["horizons.1", "finite"]),
    "a day that no month has": (DEMO, ("2025-12-31", "2025-02-30"), ["a day that no month has"]),
    "a label in one language": (ROSSI, ('{en: "men", es: "hombres"}', '{en: "men"}'), ["labels.people", "no text in es"]),
    "a reason in one language": (ROSSI, ("horizons:", "gates: {balance: {threshold: 0.2, reason: {en: x}}}\nhorizons:"), ["gates.balance.reason", "no text in es"]),
    "horizon as text": (ROSSI, ("[26, 52]", "[soon]"), ["horizons.0 = 'soon'"]),
    "hazard ratio by aipw": (ROSSI, ("risk_difference, horizon: 52, method: iptw", "hazard_ratio, horizon: 52, method: aipw"), ["hazard_ratio is not estimated by aipw", "unadjusted, iptw"]),
    "no such method": (ROSSI, ("iptw", "magic"), ["there is no method 'magic'", "unadjusted, iptw"]),
    "entropy to the overlap": (ROSSI, ("method: iptw", "method: entropy"), ["entropy defines the estimands att and ate", "for ato use iptw"]),
    "no such estimand": (ROSSI, ("ato}", "late}"), ["there is no estimand 'late'", "ate, att, ato"]),
    "no such measure": (ROSSI, ("risk_difference", "odds_ratio"), ["there is no measure 'odds_ratio'", "risk_ratio"]),
    "no such unit": (ROSSI, ("time_unit: weeks", "time_unit: wks"), ["time_unit = 'wks'", "'weeks'"]),
    "missing id": (ROSSI, ("id: rossi", "# nothing"), ["'id' is missing"]),
    "an id that is a path": (ROSSI, ("id: rossi", "id: ../rossi"), ["id = '../rossi'"]),
    "duplicate key": (ROSSI, ("title:", "id: again\ntitle:"), ["line 4", "'id' stands twice"]),
    "duplicate key inside": (ROSSI, ("{arm: fin", "{arm: fin, arm: fin"), ["'arm' stands twice"]),
    "not YAML": (ROSSI, ("id: rossi", "id: [rossi"), ["not YAML", "line"]),
    "a YAML tag": (ROSSI, ("id: rossi", "id: !!python/object:os.system x"), ["line", "a tag (!)"]),
    "not a mapping": ("- a\n- b\n", ("a", "a"), ["keys and values"]),
    "empty": ("# nothing\n", ("n", "n"), ["keys and values"]),
    "primary horizon elsewhere": (ROSSI, ("horizon: 52", "horizon: 40"), ["primary.horizon 40"]),
    "records' key on a table": (ROSSI, ("horizons:", "cut_off: 2025-01-01\nhorizons:"), ["cut_off", "case records"]),
    "no cut-off": (DEMO, ("cut_off: 2025-12-31", "# none"), ["cut_off"]),
    "design unknown": (DEMO, ("kind: referral", "kind: matched"), ["'matched'", "referral, landmark, clone_censor, time_varying"]),
    "clock from enrolment": (DEMO, ("kind: referral", "kind: enrolment"), ["starts at enrolment", "immortal", "clone_censor"]),
    "ever enrolled": (DEMO, ("kind: referral", "kind: ever_enrolled"), ["ever enrolled", "immortal", "landmark"]),
    "time zero at enrolment": (DEMO, ("kind: referral", "kind: referral, time_zero: enrolment"), ["design.time_zero", "immortal", "at the return"]),
    "time zero elsewhere": (DEMO, ("kind: referral", "kind: referral, time_zero: arrest"), ["'arrest'", "there is: return"]),
    "clones without a grace": (DEMO, ("kind: referral", "kind: clone_censor"), ["needs a grace period"]),
    "clones by a method of other designs": (DEMO, ("kind: referral", "kind: clone_censor, grace: 120"), ["clone_censor", "standardised", "unadjusted, iptw"]),
    "a risk by enrolment over time": (DEMO, ("kind: referral", "kind: time_varying"), ["time_varying", "no such method", "unadjusted, adjusted"]),
    "adjusted elsewhere": (DEMO, ("method: iptw", "method: adjusted"), ["primary.method = 'adjusted'", "hazard ratio", "iptw"]),
    "policy periods out of order": (DEMO, ("clusters: household", "policy_periods: [2021-01-01, 2020-01-01]"), ["policy_periods", "later than the one before"]),
    "policy periods outside the window": (DEMO, ("clusters: household", "policy_periods: [2018-01-01]"), ["policy_periods", "2019-01-01"]),
    "landmark without a day": (DEMO, ("kind: referral", "kind: landmark"), ["needs a day"]),
    "no such event date": (DEMO, ("date: midpoint", "date: late"), ["there is no event date 'late'", "lower, midpoint, upper, imputed"]),
    "one imputation a resample": (DEMO, ("horizons:", "imputation: {per_bootstrap: 1}\nhorizons:"), ["imputation.per_bootstrap = 1", "2"]),
    "few resamples to impute in": (DEMO, ("horizons:", "imputation: {bootstraps: 5}\nhorizons:"), ["imputation.bootstraps = 5", "20"]),
    "looser disclosure": (ROSSI, ("horizons:", "disclosure: {suppress_below: 5}\nhorizons:"), ["disclosure.suppress_below = 5", "11"]),
    "unknown gate": (ROSSI, ("horizons:", "gates: {smd: {threshold: 1, reason: {en: x, es: x}}}\nhorizons:"), ["no gate smd", "balance"]),
    "claims": (ROSSI, ("horizons:", "claims: [x]\nhorizons:"), ["claims"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "replace", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_study_is_refused_and_the_message_says_what_is_wrong(write, text, replace, said):
    message = refusal(write(text, replace))
    for phrase in said:
        assert phrase in message
    assert "study.yaml" in message
    assert len(message.splitlines()) <= 4


def test_a_study_without_horizons_is_refused_for_that_alone(write):
    message = refusal(write(ROSSI, ("horizons: [26, 52]", ""), (", horizon: 52", "")))
    assert "'horizons' is missing" in message
    assert "primary" not in message


def test_a_missing_file_is_refused(tmp_path):
    assert "no such study file" in refusal(tmp_path / "none.yaml")


def test_a_folder_is_refused(tmp_path):
    assert "cannot be read" in refusal(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_bytes(b"\xff\xfe\x00\x81")
    assert "cannot be read" in refusal(path)
