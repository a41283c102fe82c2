"""The ledger of releases: what each accepted run showed, and the unrounded counts behind it, beside the study's runs.

It is what a new release is compared with, and must stay when runs are deleted: what was handed out cannot be taken
back. A release that was never handed out can be struck off by deleting its folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock

from impact.errors import DisclosureError
from impact.provenance import MANIFEST, hash_tree, read_manifest

if TYPE_CHECKING:
    from impact.disclosure import Earlier, Held

RELEASES: Final = "releases"
"""Beside a study's runs."""

RESTRICTED = """What is named below must not leave this machine: it holds the unrounded counts behind every release of
this study, with which a new one is compared so that no two of them tell of a few people.

Delete the folder of a release only if that release was never handed out.

"""

_COUNTS = "counts.csv"
_NEW = ".new"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The accepted releases of one study; `folder` need not exist.

    An entry has `released/` as it was shown, `results/` at full precision and `counts.csv`, the counts behind what was
    shown: where an old value was kept they are the old ones.
    """

    folder: Path

    @classmethod
    def beside(cls, run: Path) -> Ledger:
        """Return the ledger of the study that a run folder belongs to."""
        return cls(run.parent / RELEASES)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the accepted releases, oldest first: a run is named by the time at which it began."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.folder.iterdir() if path.is_dir() and path.suffix != _NEW))

    def compared_with(self, run: Path) -> tuple[str, ...]:
        """Return the names of the releases that a run is held against: all, or those that a complete run says."""
        return tuple(read_manifest(run)["compared_with"]) if (run / MANIFEST).exists() else self.names

    def read(self, names: Sequence[str]) -> tuple[Earlier, ...]:
        """Read entries; a frame that an entry does not have yet was not released then.

        Raises
        ------
        DisclosureError
            If one cannot be read: nothing can be released beside what is not known.
        """
        return tuple(self._read(name) for name in names)

    def _read(self, name: str) -> Earlier:
        import pandas as pd

        from impact.disclosure import Earlier, read_shown

        folder = self.folder / name
        try:
            counts = pd.read_csv(folder / _COUNTS, dtype={"frame": str, "key": str, "part": str}, keep_default_na=False)
            counts = counts[["frame", "key", "part", "count"]].astype({"count": "float64"})
            return Earlier(name, read_shown(folder / "released"), counts)
        except (OSError, ValueError, KeyError):
            raise DisclosureError(
                f"{RELEASES}/{name}: this entry of the ledger is damaged, so that nothing can be released beside it. "
                "Restore it from a backup; delete it only if that release was never handed out"
            ) from None

    def accept(self, name: str, results: Path, held: Held, compared_with: Sequence[str]) -> None:
        """Enter a release, unless one that shows the same from the same counts stands there.

        Raises
        ------
        DisclosureError
            If another release was accepted since this one was compared.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            if self.names != tuple(compared_with):
                raise DisclosureError(
                    "another release of this study was accepted, or struck off, while this one was made; run it again"
                )
            (self.folder / "RESTRICTED").write_text(RESTRICTED + "\n".join([*self.names, name, ""]), encoding="utf-8")
            for left in self.folder.glob(f".*{_NEW}"):
                # By a run that was killed at this point.
                shutil.rmtree(left)
            new = self.folder / f".{name}{_NEW}"
            new.mkdir()
            held.released.save(new / "released")
            held.counts.to_csv(new / _COUNTS, index=False, lineterminator="\n")
            if any(_same(new, self.folder / other) for other in self.names):
                shutil.rmtree(new)
                return
            shutil.copytree(results, new / "results")
            new.rename(self.folder / name)


def _same(new: Path, other: Path) -> bool:
    return all(hash_tree(new / part) == hash_tree(other / part) for part in ("released", _COUNTS))
