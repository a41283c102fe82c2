"""Released results as sentences, tables and pictures in the reader's language."""

from impact.present.balance import love_plot
from impact.present.certainty import Certainty, certainty
from impact.present.changes import changes_table
from impact.present.choices import choices, choices_notes
from impact.present.claims import claims, claims_table
from impact.present.curves import cumulative_incidence_chart
from impact.present.dose import dose
from impact.present.effects import risk_difference_chart
from impact.present.evalues import e_value_chart
from impact.present.explore import explore
from impact.present.flow import flow_chart
from impact.present.followup import followup_chart
from impact.present.forest import choices_chart, choices_table
from impact.present.funnel import funnel_chart
from impact.present.further import further_table
from impact.present.headline import headline
from impact.present.milestones import milestones_chart, milestones_table, waiting_table
from impact.present.outcomes import outcomes, outcomes_table
from impact.present.overlap import overlap_chart
from impact.present.page import Chart, Fragment, Section, section
from impact.present.pathway import pathway_definitions, pathway_headline, pathway_limits, pathway_who
from impact.present.power import planned_study, power_chart, power_section, power_summary
from impact.present.purpose import criteria, purpose
from impact.present.quality import completeness_table, quality_overview, quality_table
from impact.present.returns import returns_context
from impact.present.ribbons import ribbons_chart
from impact.present.sentences import certainty_note, definitions, limits, privacy, versions_note, who
from impact.present.specification import specification_chart
from impact.present.tables import (
    balance_table,
    baseline_table,
    checks_table,
    curves_table,
    effects_table,
    flow_table,
    followup_table,
    other_measures_table,
)
from impact.present.tipping import tipping_chart
from impact.present.turnbull import turnbull_chart
from impact.present.visits import visits_chart

__all__ = [
    "Certainty",
    "Chart",
    "Fragment",
    "Section",
    "balance_table",
    "baseline_table",
    "certainty",
    "certainty_note",
    "changes_table",
    "checks_table",
    "choices",
    "choices_chart",
    "choices_notes",
    "choices_table",
    "claims",
    "claims_table",
    "completeness_table",
    "criteria",
    "cumulative_incidence_chart",
    "curves_table",
    "definitions",
    "dose",
    "e_value_chart",
    "effects_table",
    "explore",
    "flow_chart",
    "flow_table",
    "followup_chart",
    "followup_table",
    "funnel_chart",
    "further_table",
    "headline",
    "limits",
    "love_plot",
    "milestones_chart",
    "milestones_table",
    "other_measures_table",
    "outcomes",
    "outcomes_table",
    "overlap_chart",
    "pathway_definitions",
    "pathway_headline",
    "pathway_limits",
    "pathway_who",
    "planned_study",
    "power_chart",
    "power_section",
    "power_summary",
    "privacy",
    "purpose",
    "quality_overview",
    "quality_table",
    "returns_context",
    "ribbons_chart",
    "risk_difference_chart",
    "section",
    "specification_chart",
    "tipping_chart",
    "turnbull_chart",
    "versions_note",
    "visits_chart",
    "waiting_table",
    "who",
]
