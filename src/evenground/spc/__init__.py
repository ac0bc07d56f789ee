"""Control charts: the statistics of change over time."""

from evenground.spc.assurance import making_data_count
from evenground.spc.chart import ControlChart
from evenground.spc.control_charts import control_chart
from evenground.spc.cusum import BernoulliCusum, bernoulli_cusum
from evenground.spc.false_alarms import false_alarm_rate, why_no_rate
from evenground.spc.funnel import Funnel, funnel
from evenground.spc.gap import gap_chart, gap_signals
from evenground.spc.gap_value import GapChart
from evenground.spc.pooling import Pooled, Windows, calendar_windows, pool_until_seen
from evenground.spc.rephasing import Suggestion, stable_shifts, successive_medians
from evenground.spc.rules import RULE_SETS, Signals, signals
from evenground.spc.shrinkage import partially_pooled
from evenground.spc.trajectory import GapTrajectory, gap_trajectory

__all__ = [
    "RULE_SETS",
    "BernoulliCusum",
    "ControlChart",
    "Funnel",
    "GapChart",
    "GapTrajectory",
    "Pooled",
    "Signals",
    "Suggestion",
    "Windows",
    "bernoulli_cusum",
    "calendar_windows",
    "control_chart",
    "false_alarm_rate",
    "funnel",
    "gap_chart",
    "gap_signals",
    "gap_trajectory",
    "making_data_count",
    "partially_pooled",
    "pool_until_seen",
    "signals",
    "stable_shifts",
    "successive_medians",
    "why_no_rate",
]
