"""What the tests of verify and of rerun share: a made-up run, and the command, which prints nothing to stdout."""

from __future__ import annotations

import sys
from pathlib import Path

import made_up_run
import pytest

from impact import cli


@pytest.fixture
def run_folder(tmp_path) -> Path:
    return made_up_run.make(tmp_path)


@pytest.fixture
def study(run_folder) -> Path:
    return made_up_run.study_of(run_folder)


@pytest.fixture
def impact_to_stderr(monkeypatch, capfd):
    """Call the command; return its exit code and what it wrote to stderr, as it writes nothing else."""

    def impact(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["impact", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capfd.readouterr()
        assert out == ""
        return int(stopped.value.code or 0), err

    return impact
