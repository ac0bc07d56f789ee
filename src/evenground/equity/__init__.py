"""Equity statistics, pure maths: arrays in, values with intervals, methods and reasons out."""

from evenground.equity.change import Decomposition, GapChange, decompose_change, levelling_down
from evenground.equity.differences import difference_interval, rate_difference_interval
from evenground.equity.excess import excess, total_excess
from evenground.equity.funnels import funnel_curve, funnel_limits, funnel_significance
from evenground.equity.life_tables import life_expectancy
from evenground.equity.means import mean_difference_interval, mean_interval, mean_ratio_interval, mean_test
from evenground.equity.multiplicity import adjust_p_values
from evenground.equity.proportions import proportion_interval
from evenground.equity.quantiles import quantile_groups
from evenground.equity.rates import rate_interval
from evenground.equity.ratios import odds_ratio_interval, rate_ratio_interval, ratio_interval
from evenground.equity.samples import events_needed, mean_people_needed, people_needed, person_time_needed
from evenground.equity.significance import difference_test, rate_test
from evenground.equity.slope_lines import errors_from_limits, slope_index
from evenground.equity.standardisation import (
    directly_standardised_rate,
    expected_count,
    indirectly_standardised_rate,
    standardised_ratio,
)
from evenground.equity.summary import MEASURES, measures_under_equality, summary_measures
from evenground.equity.survey import survey_concentration_indices, survey_slope_indices
from evenground.model.values import Significance, Value

__all__ = [
    "MEASURES",
    "Decomposition",
    "GapChange",
    "Significance",
    "Value",
    "adjust_p_values",
    "decompose_change",
    "difference_interval",
    "difference_test",
    "directly_standardised_rate",
    "errors_from_limits",
    "events_needed",
    "excess",
    "expected_count",
    "funnel_curve",
    "funnel_limits",
    "funnel_significance",
    "indirectly_standardised_rate",
    "levelling_down",
    "life_expectancy",
    "mean_difference_interval",
    "mean_interval",
    "mean_people_needed",
    "mean_ratio_interval",
    "mean_test",
    "measures_under_equality",
    "odds_ratio_interval",
    "people_needed",
    "person_time_needed",
    "proportion_interval",
    "quantile_groups",
    "rate_difference_interval",
    "rate_interval",
    "rate_ratio_interval",
    "rate_test",
    "ratio_interval",
    "slope_index",
    "standardised_ratio",
    "summary_measures",
    "survey_concentration_indices",
    "survey_slope_indices",
    "total_excess",
]
