"""Real data with published results, from the packages that carry them."""

from __future__ import annotations

from pathlib import Path


def write_rossi(folder: Path) -> Path:
    """Write the Rossi experiment as `rossi.csv` and return its path.

    432 men released from prison in Maryland, half of them at random with financial aid, followed for 52 weeks until
    re-arrest: Rossi, Berk & Lenihan (1980), as lifelines carries it.
    """
    from lifelines.datasets import load_rossi

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rossi.csv"
    load_rossi().to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    return path
