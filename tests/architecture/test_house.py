"""The shape of the code: floors, sizes, and the page that describes them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "impact"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 300


def test_floors_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_under_300_lines(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_architecture_page_lists_exactly_the_modules_there_are():
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z_0-9/]+\.py)` \|", page, flags=re.MULTILINE)
    there = [path.relative_to(PACKAGE).as_posix() for path in MODULES]
    assert sorted(listed) == sorted(there)
    assert len(listed) == len(set(listed))


def test_floors_of_the_page_are_the_floors_of_the_linter():
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = re.search(r"^`(cli → .*)`$", page, flags=re.MULTILINE)
    linted = re.search(r"layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert drawn is not None
    assert linted is not None
    floors = [floor.replace(" | ", ", ") for floor in re.findall(r'"([^"]+)"', linted.group(1))]
    assert [floor.strip("{} ") for floor in drawn.group(1).split("→")] == floors


def test_help_loads_nothing_heavy():
    heavy = ("pandas", "numpy", "plotly", "papermill", "pydantic")
    code = f"import sys, impact.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_dynamic_imports_stand_in_the_package_alone():
    users = [path for path in MODULES if "importlib.import_module" in path.read_text(encoding="utf-8")]
    assert users == [PACKAGE / "__init__.py"]


def test_every_public_name_loads():
    import impact

    for name in impact.__all__:
        assert getattr(impact, name) is not None
    assert set(impact._HOMES) == set(impact.__all__)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_left_undone(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "NotImplementedError" not in names
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", module.read_text(encoding="utf-8"))
