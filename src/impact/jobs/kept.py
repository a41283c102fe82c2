"""Finished chunks of work on disk, so that whoever asks again does only the rest."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impact.provenance import code_version, fingerprint


@dataclass(frozen=True, slots=True)
class Kept:
    """Finished chunks on disk: a file each, that is there whole or not at all."""

    folder: Path

    @classmethod
    def of(cls, keep: Path, function: object, items: Sequence[object], chunk: int) -> Kept:
        """Return the folder of this work; arguments of the function, hence its data, are part of the name."""
        asked = hashlib.sha256(pickle.dumps((function, list(items), chunk))).hexdigest()
        folder = Path(keep) / fingerprint([asked, code_version()])[:32]
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def load(self, first: int) -> list[Any] | None:
        """Return a chunk's results; nothing where they are not kept, or the file is damaged."""
        path = self.folder / f"{first:08d}"
        if not path.exists():
            return None
        content = path.read_bytes()
        digest, results = content[:32], content[32:]
        if hashlib.sha256(results).digest() != digest:
            return None
        return list(pickle.loads(results))  # noqa: S301 - whoever can write here can change the code too

    def save(self, first: int, results: list[Any]) -> None:
        """Write a chunk's results."""
        content = pickle.dumps(results)
        written = self.folder / f".{first:08d}.{os.getpid()}"
        written.write_bytes(hashlib.sha256(content).digest() + content)
        written.replace(self.folder / f"{first:08d}")
