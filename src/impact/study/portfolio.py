"""A portfolio: several programmes, each with the studies that ask about it, read from its YAML file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from impact.cards import Card, Shown
from impact.errors import StudyError
from impact.i18n import base, speaks
from impact.study.bounds import InputPath
from impact.study.model import Study
from impact.study.parts import Language, Part, Text
from impact.study.reading import read_file

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
MOST: Final = 2
"""Studies of one programme: its page is one sheet of paper."""


class Programme(Part):
    """One programme: what it is called, what it does, and the files of the studies that ask about it."""

    id: Id
    title: Text
    what: Text
    studies: Annotated[tuple[InputPath, ...], Field(min_length=1, max_length=MOST)]

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        for key in ("title", "what"):
            if not getattr(self, key):
                raise ValueError(f"{key} must say so in words; a programme without one cannot be shown")
        return self


class Portfolio(Shown, Part):
    """Several programmes side by side: never added up, never ranked.

    Attributes mirror the file's keys; paths of studies resolve from its folder. `source` is the file's path.
    """

    id: Id
    title: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en", "es")
    programmes: Annotated[tuple[Programme, ...], Field(min_length=1, max_length=20)]
    source: Annotated[Path, Field(exclude=True, repr=False)] = Path("portfolio.yaml")

    @model_validator(mode="after")
    def _programmes_are_different(self) -> Self:
        names = [programme.id for programme in self.programmes]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"programmes: the id {', '.join(twice)} stands twice")
        return self

    @model_validator(mode="after")
    def _texts_speak_every_language(self) -> Self:
        texts = {"title": self.title}
        for place, programme in enumerate(self.programmes):
            texts |= {f"programmes.{place}.title": programme.title, f"programmes.{place}.what": programme.what}
        for key, text in texts.items():
            silent = [language for language in self.languages if not speaks(text, language)]
            if silent:
                raise ValueError(f"{key} has no text in {', '.join(silent)}, which is among the portfolio's languages")
        return self

    @cached_property
    def members(self) -> tuple[tuple[Programme, tuple[Study, ...]], ...]:
        """Each programme with its studies, read from their files."""
        folder = self.source.parent
        return tuple(
            (programme, tuple(Study.load(os.path.normpath(folder / path)) for path in programme.studies))
            for programme in self.programmes
        )

    @property
    def studies(self) -> tuple[Study, ...]:
        """Every study, in the order of the programmes."""
        return tuple(study for _, studies in self.members for study in studies)

    @property
    def synthetic(self) -> bool:
        """Whether any of the studies is of synthetic records: then every page of the portfolio says so."""
        return any(study.synthetic for study in self.studies)

    def card(self) -> Card:
        """Return which programmes there are and which studies ask about them."""
        rows = [
            (next(iter(programme.title.values())), ", ".join(f"{study.id} ({study.kind})" for study in studies))
            for programme, studies in self.members
        ]
        title = next(iter(self.title.values()))
        return Card("Portfolio", title, self.id, columns=("programme", "studies"), rows=rows)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a portfolio file and the study files that it names.

        Raises
        ------
        StudyError
            If the file is missing, not YAML, repeats a key, or a key or value is wrong; if a file that it names is no
            study, a study stands twice, or a study does not speak a language of the portfolio. The message names the
            key.
        """
        place = Path(os.path.realpath(path))
        content = read_file(cls, Path(path), "portfolio file", first="id")
        if "source" in content.model_fields_set:
            raise StudyError(f"{path}: unknown key 'source'")
        portfolio = content.model_copy(update={"source": place})
        for problem in _problems(portfolio, Path(path)):
            raise StudyError(f"{path}: {problem}")
        return portfolio


def _problems(portfolio: Portfolio, path: Path) -> Iterator[str]:
    """Say what does not fit together between a portfolio and its studies."""
    seen: dict[str, str] = {}
    for place, programme in enumerate(portfolio.programmes):
        for number, name in enumerate(programme.studies):
            key = f"programmes.{place}.studies.{number} = {name!r}"
            try:
                study = Study.load(os.path.normpath(path.parent / name))
            except StudyError as error:
                yield f"{key}: this is no study that can be read.\n  {error}"
                continue
            if study.id in seen:
                yield f"{key}: the study {study.id} stands twice; {seen[study.id]} names it already"
            seen[study.id] = key
            if study.id == portfolio.id:
                yield f"{key}: the study has the portfolio's own id, {study.id}; their runs would share a folder"
            silent = [tag for tag in portfolio.languages if base(tag) not in map(base, study.languages)]
            if silent:
                yield (
                    f"{key}: the study {study.id} has no text in {', '.join(silent)}, which is among the portfolio's "
                    f"languages; it has: {', '.join(study.languages)}"
                )
