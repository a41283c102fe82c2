"""What may be published passes: a run's folder, the published set on its own, and releases of studies of many sizes."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_a_clean_run_has_no_finding_with_and_without_what_is_restricted(whole, alone):
    from impact.audit import assert_publishable, audit

    assert audit(whole.folder) == ()
    assert audit(alone.folder) == ()
    assert_publishable(alone.folder)


@pytest.mark.parametrize(("seed", "n"), [(1, 70), (2, 150), (5, 2500)])
def test_releases_of_studies_of_many_sizes_pass(tmp_path, released_study, seed, n):
    from impact.audit import audit

    released_study(tmp_path, seed, n)
    assert audit(tmp_path) == ()


def _command(folder) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from impact.cli import main; main()", "audit", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_ends_with_0_on_a_clean_folder_and_with_15_on_a_leak(alone):
    clean = _command(alone.folder)
    assert (clean.returncode, clean.stdout) == (0, "")
    alone.add_to_page('<p><data class="count" value="7">7</data></p>')
    leak = _command(alone.folder)
    assert leak.returncode == 15
    assert "report.en.html" in leak.stderr
    assert "a count of 1–10" in leak.stderr
    assert "Traceback" not in leak.stderr
    assert len(leak.stderr.splitlines()) <= 10


def test_a_folder_that_is_not_there_is_a_wrong_command_line(tmp_path):
    from impact.audit import audit
    from impact.errors import UsageError

    with pytest.raises(UsageError, match="no such folder"):
        audit(tmp_path / "nowhere")


def test_an_error_names_a_few_findings_and_never_a_value(whole):
    from impact.audit import assert_publishable
    from impact.errors import DisclosureError

    whole.add_to_page("".join(f"<p>C{number:07d} left on 2024-02-15</p>\n" for number in range(30)))
    with pytest.raises(DisclosureError) as error:
        assert_publishable(whole.folder)
    said = str(error.value)
    assert len(said.splitlines()) == 10
    assert "more" in said.splitlines()[-1]
    assert "C00000" not in said
    assert "2024-02-15" not in said


def test_every_count_of_a_page_is_marked_and_no_mark_is_left_over(run_folder):
    page = (run_folder / "report.en.html").read_text(encoding="utf-8")
    for count in ("600", "300"):
        assert f'<data class="count" value="{count}">{count}</data>' in page
    for path in ("report.en.html", "notebooks/02-cohort.html", "notebooks/02-cohort.ipynb"):
        text = (run_folder / path).read_text(encoding="utf-8")
        drawn = text.partition("plotly.js v")[0]
        assert not set("\ue000\ue001\ue002") & set(drawn)
        assert "\\ue00" not in drawn
