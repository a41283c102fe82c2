"""Study files that mean harm: refused with 10, quickly, in a message that can be shown."""

import os
import time

import pytest

from impact.errors import StudyError
from impact.limits import STUDY_BYTES, STUDY_TEXT
from impact.study import Study

STUDY = """id: x
input: {form: analysis_table, path: x.csv, columns: {arm: a, time: t, event: e}}
horizons: [6, 12]
"""
RECORDS = "id: x\ninput: {form: case_records, path: x}\ncut_off: 2025-12-31\nhorizons: [12]\n"
SECONDS = 3.0
"""A hundred times what the slowest of these takes on a quiet machine."""


def title(text: str) -> str:
    return STUDY + f'title: {{en: "{text}", es: x}}\n'


def doubling(times: int) -> str:
    lines = ["a0: &a0 [lol, lol]"]
    return "\n".join([*lines, *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, times))]) + "\n"


HOSTILE = {
    "a tag that calls a function": (STUDY + "title: !!python/object/apply:os.system [id]\n", "line 4: a tag"),
    "a tag of YAML itself": (STUDY + "title: {en: !!binary aGk=, es: x}\n", "line 4: a tag"),
    "aliases that double": (doubling(40), "an alias"),
    "a mapping of itself": ("a: &a {b: *a}\n", "an alias"),
    "lists in lists": ("a: " + "[" * 100_000, "deep"),
    "keys in keys": ("\n".join(" " * depth + "a:" for depth in range(400)), "deep"),
    "complex keys": ("? " * 20_000, "deep"),
    "a large file": (STUDY + "# " + "x" * STUDY_BYTES, "larger than"),
    "thousands of keys": (STUDY + "".join(f"k{n}: 1\n" for n in range(3000)), "… and 2990 more"),
    "a long text": (title("x" * (STUDY_TEXT + 1)), "title.en holds more than"),
    "a long key": (STUDY + "k" * 900 + ": 1\n", "unknown key"),
    "a number without end": (STUDY + "cut_off: " + "9" * 9000, "a value that is none"),
    "a number without end in another base": (STUDY + "cut_off: 0x" + "f" * 9000, "thousands of digits"),
    "a control character": (title("a\x1b[31mb"), "U+001B"),
    "an escaped control character": (title("a\\x1b[31mb"), "title.en holds the character U+001B"),
    "NUL in a path": (STUDY.replace("x.csv", '"x\\0.csv"'), "input.path holds the character U+0000"),
    "a lone surrogate": (title("a\\ud800b"), "U+D800"),
    "right-to-left override": (title("a\u202eb"), "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
    "an isolate": (title("a\u2067b"), "U+2067 (RIGHT-TO-LEFT ISOLATE)"),
    "zero width": (title("a\u200bb"), "U+200B (ZERO WIDTH SPACE)"),
    "a Cyrillic letter among Latin ones": (title("p\u0430ge"), "U+0430 (CYRILLIC SMALL LETTER A)"),
    "wide letters": (title("\uff41\uff42"), "U+FF41"),
    "an unseen character in a key": (STUDY + '"cut\u200b_off": 1\n', "U+200B"),
    "an unseen character in a column": (STUDY + 'covariates: ["a\u202e"]\n', "covariates holds the character U+202E"),
    "a path that climbs": (STUDY.replace("x.csv", "../../x.csv"), "climbs out of the project"),
    "a path that climbs in the middle": (STUDY.replace("x.csv", "a/b/../../../../x.csv"), "climbs out of the project"),
    "an id that is a path": (STUDY.replace("id: x", "id: ../x"), "id = '../x'"),
    "an id that is a folder's name": (STUDY.replace("id: x", "id: latest/x"), "id = "),
    "the year 1": (RECORDS.replace("2025-12-31", "0001-01-01"), "the year must lie in"),
    "the year 9999": (RECORDS + "policy_periods: [9999-12-31]\n", "the year must lie in"),
    "a horizon beyond a life": (STUDY.replace("12]", "1e308]"), "longer than a life"),
    "a gate that nothing fails": (STUDY + "gates: {balance: {threshold: .nan, reason: {en: r, es: r}}}\n", "finite"),
    "a repeated key": (STUDY + "id: y\n", "stands twice"),
}


def refusal(path) -> str:
    began = time.process_time()
    with pytest.raises(StudyError) as refused:
        Study.load(path)
    assert time.process_time() - began < SECONDS
    message = str(refused.value)
    assert refused.value.exit_code == 10
    assert len(message.splitlines()) <= 13
    assert len(message) < 2500
    assert all(line.isprintable() for line in message.splitlines())
    return message


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_study_is_refused(tmp_path, case):
    text, said = HOSTILE[case]
    path = tmp_path / "study.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert said in refusal(path)


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "pipe", tmp_path / "loop", tmp_path, "/dev/zero"):
        assert "cannot be read" in refusal(path)


@pytest.mark.parametrize("path", ["x.csv", "../data/raw/x.csv", "a/../b/x.csv", "/somewhere/else/x.csv"])
def test_paths_that_a_study_may_name(tmp_path, path):
    (tmp_path / "study.yaml").write_text(STUDY.replace("x.csv", path), encoding="utf-8")
    assert Study.load(tmp_path / "study.yaml").input_path.is_absolute()


def test_texts_in_the_regions_languages_are_read(tmp_path):
    text = "Niñez kʼicheʼ y qʼanjobʼal — «retorno», ¿cuánto? 12 % · Sí… 日本 Ελλάδα 🙂"
    (tmp_path / "study.yaml").write_text(title(text), encoding="utf-8")
    assert Study.load(tmp_path / "study.yaml").title["en"] == text
