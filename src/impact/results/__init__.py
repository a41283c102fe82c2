"""The result frames: every number that leaves an estimator is a row of one of these."""

from impact.results.bundle import FRAMES as FRAMES
from impact.results.bundle import StudyResults as StudyResults
from impact.results.frame import ResultFrame as ResultFrame
from impact.results.kinds import COLUMNS_LEFT_OUT as COLUMNS_LEFT_OUT
from impact.results.kinds import Balance as Balance
from impact.results.kinds import Baseline as Baseline
from impact.results.kinds import Changes as Changes
from impact.results.kinds import Checks as Checks
from impact.results.kinds import Claims as Claims
from impact.results.kinds import CohortFlow as CohortFlow
from impact.results.kinds import Confounding as Confounding
from impact.results.kinds import Curves as Curves
from impact.results.kinds import Densities as Densities
from impact.results.kinds import Effects as Effects
from impact.results.kinds import FollowUp as FollowUp
from impact.results.kinds import Funnel as Funnel
from impact.results.kinds import Grid as Grid
from impact.results.kinds import OperatingCharacteristics as OperatingCharacteristics
from impact.results.kinds import Quality as Quality
from impact.results.kinds import Reach as Reach
