"""Where a run keeps what its stages made, so that nothing is estimated twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

Made = TypeVar("Made")


class Store:
    """Files of a run, each stage's behind a marker that holds the key of what it was made from.

    Parameters
    ----------
    folder : Path
        The run folder: stages write straight into its final layout.
    key : str
        Names the data, the study and the code; a stage made under another key is made again.
    """

    MARKERS = ".stages"

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self._key = key
        self._markers = folder / self.MARKERS
        self._markers.mkdir(parents=True, exist_ok=True)

    def once(
        self, stage: str, make: Callable[[], Made], save: Callable[[Made], None], load: Callable[[], Made]
    ) -> Made:
        """Return what `stage` makes, which is made and saved unless it stands under this key.

        Two notebooks may ask at the same time; the second waits and loads.
        """
        marker = self._markers / stage
        with FileLock(self._markers / f"{stage}.lock"):
            if not (marker.exists() and marker.read_text(encoding="utf-8") == self._key):
                save(make())
                marker.write_text(self._key, encoding="utf-8")
            # Loaded also by the process that made it: both then hold the same bits and the same types.
            return load()

    def folder_of(self, stage: str) -> Path:
        """Return a folder for what `stage` keeps outside the run's final layout."""
        folder = self._markers / f"{stage}.kept"
        folder.mkdir(exist_ok=True)
        return folder
