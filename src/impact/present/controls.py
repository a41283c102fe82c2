"""Controls for a notebook: whom, by when, by which comparison, which group; what they show moves together.

The door to ipywidgets. The controls hold released numbers alone, so that a notebook may be saved with their state.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from impact.errors import StudyError
from impact.i18n import t
from impact.present.further import comparison_name
from impact.present.page import Chart, Fragment
from impact.present.select import primary_of
from impact.present.theme import ARMS
from impact.present.view import (
    EVERYBODY,
    Asked,
    comparisons_there,
    horizons_there,
    people_name,
    people_there,
    rows_asked,
    view,
)
from impact.present.words import duration, group

if TYPE_CHECKING:
    import pandas as pd

    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


class Explorer:
    """Four controls over one view of the released numbers: sentence, picture and table follow each of them.

    Where nothing runs, as in a page, the view is seen as it was last and the controls are not.

    Parameters
    ----------
    released, study, language
        As everywhere. It begins at the study's own answer; a study that compares nobody is refused.

    Attributes
    ----------
    people, comparison, horizon, groups : ipywidgets.ValueWidget
        Setting a control's `value` is what moving it does.
    said : ipywidgets.HTML
        Sentence and table.
    drawn : ipywidgets.Output
        The picture; nothing where there is none.
    """

    def __init__(self, released: ReleasedResults, study: Study, language: Language) -> None:
        import ipywidgets as widgets

        if study.kind != "comparison":
            raise StudyError(
                f"{study.id} is of kind {study.kind}: the controls choose whom to compare, and nobody is compared "
                "there. Its report and `run.released` have every number"
            )
        self._page = released, study, language
        self._is_moving = False
        wide = {"style": {"description_width": "8em"}, "layout": {"width": "40em"}}
        people = [(people_name(pair, *self._page), pair) for pair in people_there(released)]
        arms = {"both": ARMS, **{arm: (arm,) for arm in ARMS}}
        names = {"both": t("control-both", language), **{arm: group(arm, language) for arm in ARMS}}
        self.people = widgets.Dropdown(options=people, description=t("control-people", language), **wide)
        self.comparison = widgets.Dropdown(
            options=self._comparisons(EVERYBODY), value=primary_of(study),
            description=t("control-comparison", language), **wide,
        )  # fmt: skip
        self.horizon = widgets.SelectionSlider(
            options=self._horizons(EVERYBODY), value=study.primary.horizon, continuous_update=False,
            description=t("control-horizon", language), **wide,
        )  # fmt: skip
        self.groups = widgets.ToggleButtons(
            options=[(names[key], value) for key, value in arms.items()], description=t("control-groups", language),
            style={"description_width": "8em", "button_width": "auto"},
        )  # fmt: skip
        self.said, self.drawn = widgets.HTML(), widgets.Output()
        self.box = widgets.VBox([self.people, self.comparison, self.horizon, self.groups, self.said, self.drawn])
        self.people.observe(self._of_others, "value")
        for control in (self.comparison, self.horizon, self.groups):
            control.observe(self._show, "value")
        self._show()

    @property
    def asked(self) -> Asked:
        """What the controls stand at."""
        return Asked(self.people.value, self.comparison.value, self.horizon.value, self.groups.value)

    @property
    def rows(self) -> pd.DataFrame:
        """The released rows behind what is shown now."""
        return rows_asked(self.asked, self._page[0])

    @property
    def view(self) -> Chart | Fragment:
        """What is shown now."""
        return view(self.asked, *self._page)

    def _of_others(self, change: object) -> None:
        """Offer the comparisons and times that there are of other people, and stay at the same where it is there."""
        self._is_moving = True
        for control, options in (
            (self.comparison, self._comparisons(self.people.value)),
            (self.horizon, self._horizons(self.people.value)),
        ):
            kept = control.value
            control.options = options
            if kept in [value for _, value in options]:
                control.value = kept
        self._is_moving = False
        self._show()

    def _show(self, change: object = None) -> None:
        if self._is_moving:
            return
        shown = self.view
        is_chart = isinstance(shown, Chart)
        lines = f"<p>{escape(shown.alt_text)}</p>{shown.table.html}" if isinstance(shown, Chart) else shown.html
        self.said.value = f'<div aria-live="polite">{lines}</div>'
        picture = {"output_type": "display_data", "data": shown._repr_mimebundle_(), "metadata": {}}
        self.drawn.outputs = (picture,) if is_chart else ()

    def _comparisons(self, people: tuple[str, str]) -> list[tuple[str, tuple[str, str]]]:
        released, _, language = self._page
        return [(comparison_name(*pair, language), pair) for pair in comparisons_there(released, people)]

    def _horizons(self, people: tuple[str, str]) -> list[tuple[str, float]]:
        released, study, language = self._page
        return [(duration(horizon, study, language), horizon) for horizon in horizons_there(released, people)]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {**self.view._repr_mimebundle_(), **self.box._repr_mimebundle_(), "text/plain": str(self.view)}
