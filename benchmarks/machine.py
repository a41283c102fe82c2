"""What the measurements were made on: the kind of machine and the versions, and nothing that names it."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

from race import PYTHON

OURS = ("arraigo", "numpy", "scipy", "pandas", "statsmodels", "lifelines")
THEIRS = ("lifelines", "scikit-survival")
R_PACKAGES = ("survival", "riskRegression")
GIB = 2**30


def machine() -> str:
    """Return cores, memory and model of the processor."""
    information = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next(line.split(":", 1)[1].strip() for line in information.splitlines() if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {model}, {platform.system()}"


def versions() -> str:
    """Return versions of ours and of the peers."""
    ours = [f"{name} {metadata.version(name)}" for name in OURS]
    code = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    peers = _output(PYTHON, "-c", code, *THEIRS)
    listed = ", ".join(f'"{name}"' for name in R_PACKAGES)
    asked = f'cat(R.version$major, ".", R.version$minor, "|", sep = ""); for (p in c({listed})) ' + (
        'cat(p, as.character(packageVersion(p)), "|")'
    )
    r, *packages = [part.strip() for part in _output("Rscript", "-e", asked).split("|") if part.strip()]
    return (
        f"Python {platform.python_version()}; {', '.join(ours)}. Peers of other versions or not in the lock: {peers}. "
        f"R {r}; {', '.join(packages)}."
    )


def _output(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout.strip()
