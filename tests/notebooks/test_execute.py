"""Executing a notebook: what goes wrong in a kernel comes out as an error that shows no data."""

from pathlib import Path

import nbformat
import pytest

from impact import Study, run
from impact.errors import DataError, NotebookError, StudyError, UsageError
from impact.runner.execute import Job, execute

SECRET = "Xochitl"
STUDIES = Path(__file__).parents[2] / "studies"


@pytest.fixture
def job(tmp_path):
    def job(source: str, **parameters: str) -> Job:
        cells = [nbformat.v4.new_code_cell('language = "en"', metadata={"tags": ["parameters"]})]
        notebook = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell(source)])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, tmp_path / "in.ipynb")
        return Job(tmp_path / "in.ipynb", tmp_path / "out.ipynb", parameters)

    return job


def test_a_notebook_gets_its_parameters_and_runs_beside_itself(job, tmp_path):
    done = job("import os; print(language, os.getcwd())", language="es")
    assert list(execute([done])) == [done]
    (output,) = nbformat.read(done.target, as_version=4).cells[-1].outputs
    assert output["text"].split() == ["es", str(tmp_path)]


def test_an_unknown_parameter_is_an_error(job):
    with pytest.raises(UsageError, match=r"in\.ipynb has no parameter langage; it has: language"):
        list(execute([job("1", langage="es")]))


def test_a_foreign_error_shows_where_and_what_kind_and_never_its_message(job):
    with pytest.raises(NotebookError, match=r"in\.ipynb, cell 2: KeyError") as failed:
        list(execute([job(f"raise KeyError('{SECRET}')")]))
    assert failed.value.exit_code == 14
    assert SECRET not in str(failed.value)


def test_another_librarys_error_of_the_same_name_is_not_taken_for_ours(job):
    with pytest.raises(NotebookError, match="DataError") as failed:
        list(execute([job(f"import pandas; raise pandas.errors.DataError('{SECRET}')")]))
    assert SECRET not in str(failed.value)


def test_an_error_of_ours_keeps_its_kind_and_its_message(job):
    with pytest.raises(DataError, match="returns: many rows"):
        list(execute([job("from impact.errors import DataError; raise DataError('returns: many rows')")]))


def test_a_kernel_that_dies_is_a_notebook_that_failed(job):
    with pytest.raises(NotebookError, match=r"in\.ipynb: DeadKernelError"):
        list(execute([job("import os; os._exit(9)")]))


def test_what_libraries_write_to_stderr_is_not_published(job):
    (done,) = execute([job(f"import sys; print('{SECRET}', file=sys.stderr); print('fine')")])
    assert [output["name"] for output in nbformat.read(done.target, as_version=4).cells[-1].outputs] == ["stdout"]


def test_a_study_that_differs_from_its_file_is_refused(tmp_path):
    study = Study.load(STUDIES / "rossi.yaml").model_copy(update={"horizons": (52.0,)})
    with pytest.raises(StudyError, match=r"rossi\.yaml says something else"):
        run(study, tmp_path)
