"""The README's commands do what it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HEADINGS = ["Two commands", "What comes out", "Your own data", "Further"]


def commands() -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)```", README, flags=re.DOTALL | re.MULTILINE)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_it_answers_in_the_promised_order():
    assert re.findall(r"^## (.*)$", README, flags=re.MULTILINE) == HEADINGS
    assert README.index("?**") < README.index("## Two commands")


def test_every_command_is_one_that_these_tests_run():
    assert commands() == [
        "make report", "make test", "cp studies/rossi.yaml studies/mine.yaml",
        ".venv/bin/impact validate studies/mine.yaml", ".venv/bin/impact run studies/mine.yaml",
    ]  # fmt: skip


def test_make_report_says_where_the_reports_are(reports):
    said = (reports / "said.txt").read_text(encoding="utf-8").split()
    pages = [Path(word) for word in said if word.endswith(".html")]
    assert [page.name for page in pages] == ["index.html", "report.en.html", "report.es.html"] * 3
    assert all(page.is_file() for page in pages)


@pytest.mark.parametrize("target", ["test", "report", "env", "lab"])
def test_the_make_targets_are_there(target):
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("reports")
def test_a_study_of_ones_own(tmp_path):
    (tmp_path / "studies").mkdir()
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    (tmp_path / "studies" / "rossi.yaml").write_bytes((ROOT / "studies" / "rossi.yaml").read_bytes())
    for command in commands()[2:]:
        words = command.replace(".venv/bin/impact", str(Path(sys.executable).with_name("impact"))).split()
        elsewhere = ["--out", "processed", "--lang", "en"] if "run" in words else []
        done = subprocess.run([*words, *elsewhere], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert re.search(r"begin at .*processed/rossi/.*/index\.html", done.stderr)
    assert (tmp_path / "processed" / "rossi" / "latest" / "report.en.html").is_file()


@pytest.mark.usefixtures("reports")
def test_the_python_example_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    exec(example, {})
    assert "risk_difference" in capsys.readouterr().out
