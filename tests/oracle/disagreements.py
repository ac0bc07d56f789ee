"""Every oracle case in which we knowingly give another answer than the target, or had to make a rule of our own.

The reference page ``docs/reference/oracle-disagreements.md`` is written from this table, and a test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True)
class Disagreement:
    """One reason to differ: in which ``cases`` and ``fields`` (patterns), why, what we do, and the test that proves it.

    ``within``: how near the two still are (relative; None: no bound). ``note``: words our answer's note must hold.
    """

    cases: tuple[str, ...]
    why: str
    ours: str
    proof: str
    fields: tuple[str, ...] = ()
    within: float | None = None
    note: str = ""

    def covers(self, case: str, field: str) -> bool:
        """Whether this field of this case is meant to differ."""
        return case in self.cases and any(fnmatch(field, pattern) for pattern in self.fields)


def _peer(peer: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{peer}/{name}" for name in names)


TABLES = _peer("epiR", "two_by_two_big", "two_by_two_common", "two_by_two_rare", "two_by_two_small")

WRONG = (
    Disagreement(
        cases=_peer("healthequal", "X_gap_sii", "X_estmiss_sii_force"),
        fields=("estimate", "se", "lowerci", "upperci"),
        why="The recommended number still weights the logit model by population squared. The same data without the gap in the "
        "order (E_bp_imd_sii_logit) is recommended with populations weighted once.",
        ours="Populations weigh once, whatever the numbering of the ranks and whoever is missing.",
        proof="test_a_gap_in_the_ranks_changes_nothing_and_squared_weights_give_the_peers_number",
    ),
    Disagreement(
        cases=_peer("heatmeasures", "A_sba_wealth", "B_u5mr_wealth", "E_bp_imd"),
        fields=("sii *", "rii *"),
        why="Population squared as the weight of the logit model, and HC1 limits from five points.",
        ours="Populations weigh once, with the binomial model's limits: the numbers recommended for the same data under healthequal.",
        proof="test_squared_weights_give_the_peers_slope_index",
    ),
    Disagreement(
        cases=_peer("heatmeasures", "C_sba_region_ref", "F_readmit_race_ref"),
        fields=("paf *",),
        why="The PAF is a percentage, its interval is that of the fraction: 100 times too narrow.",
        ours="Both as a percentage, as recommended for the same measure under healthequal.",
        proof="test_the_peers_paf_interval_is_a_hundred_times_too_narrow",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_conf99_bgsd"),
        fields=("lowerci", "upperci"),
        why="The peer ignores conf.level in simulated intervals; the independent check is of 95 % too.",
        ours="99 % limits when 99 % is asked; our 95 % limits match the check.",
        proof="test_a_simulated_interval_obeys_the_confidence_asked",
    ),
    Disagreement(
        cases=TABLES,
        fields=("RR.strata.score *",),
        why="The peer's score interval of the risk ratio is that of the transposed table: events and others in place of the groups.",
        ours="Koopman's score interval of the risk ratio itself.",
        proof="test_the_peers_risk_ratio_score_is_that_of_the_transposed_table",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "dsr_na"),
        fields=("value", "lowercl", "uppercl"),
        why="A missing count is taken as no events while its person-time stays in: the rate is biased down.",
        ours="No rate for that group, with the reason; the other groups are not touched.",
        proof="test_a_missing_count_is_never_taken_as_zero",
        note="count is missing",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_one_d", "X_one_r"),
        fields=("estimate", "se", "lowerci", "upperci"),
        why="One group is compared with itself and gives 0 (or 1) with an interval.",
        ours="No gap of one group, with the reason.",
        proof="test_one_group_has_no_gap",
        note="only one group",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_zero_mld"),
        fields=("estimate", "se", "lowerci", "upperci"),
        why="A rate of 0 is replaced by 0.000001, so that the answer depends on an arbitrary number and on the unit.",
        ours="Not defined, with the reason (the logarithm of 0).",
        proof="test_the_mean_log_deviation_of_a_zero_is_not_a_number_of_our_choosing",
        note="infinite",
    ),
)

ROUNDED = (
    Disagreement(
        cases=_peer("healthequal", "X_sii_nopop_logit"),
        fields=("estimate", "se", "lowerci", "upperci"),
        why="The recommended number comes from counts rounded at 1 000 000 people a group.",
        ours="Without a population the proportions are fitted as they are.",
        proof="test_without_population_the_recommended_number_was_rounded_to_a_millionth",
        within=2e-5,
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "funnel_rate", "funnel_ratio"),
        fields=("upper_*", "lower_*"),
        why="The peer searches for the Poisson limits of one event and stops early.",
        ours="The exact chi-square quantiles.",
        proof="test_exact_poisson_limits_leave_exactly_the_tail_outside",
        within=1e-4,
    ),
    Disagreement(
        cases=_peer("epitools", "pois_exact"),
        fields=("lower", "upper"),
        why="The peer solves for the limits to about 1e-6 of the count.",
        ours="The exact chi-square quantiles.",
        proof="test_exact_poisson_limits_leave_exactly_the_tail_outside",
        within=2e-3,
    ),
    Disagreement(
        cases=_peer("epitools", "rateratio_midp"),
        fields=("estimate", "lower", "upper"),
        why="The peer's root search stops at about 1e-4.",
        ours="The same equations solved to the last digit.",
        proof="test_mid_p_limits_leave_exactly_the_tail_outside",
        within=2e-4,
    ),
    Disagreement(
        cases=_peer("baseR", "fisher_big", "fisher_common", "fisher_rare", "fisher_small", "fisher_zero"),
        fields=("odds_ratio", "lower", "upper"),
        why="R's root search stops at about 1e-4 (uniroot's default).",
        ours="The same equations solved to the last digit; the p-values agree.",
        proof="test_the_conditional_odds_ratio_solves_its_equation",
        within=1e-3,
    ),
    Disagreement(
        cases=TABLES,
        fields=("OR.strata.mle *",),
        why="R's root search stops at about 1e-4.",
        ours="The same equations solved to the last digit.",
        proof="test_the_conditional_odds_ratio_solves_its_equation",
        within=1e-3,
    ),
    Disagreement(
        cases=TABLES,
        fields=("OR.strata.score *",),
        why="The peer walks to the limits in steps of 0.1 % and stops one step outside.",
        ours="The same equation solved to the last digit.",
        proof="test_score_limits_lie_where_the_score_is_the_quantile",
        within=2e-3,
    ),
    Disagreement(
        cases=_peer("epiR", "two_by_two_rare", "two_by_two_small"),
        fields=("ARisk.strata.score *", "NNT.strata.score *"),
        why="The peer's search stops at about 1e-6.",
        ours="The same equation solved to the last digit.",
        proof="test_score_limits_lie_where_the_score_is_the_quantile",
        within=1e-4,
    ),
)

OTHER_FORMULAS = (
    Disagreement(
        cases=TABLES,
        fields=("PARisk.strata.* *", "PAFRisk.strata.wald *"),
        why="Several published intervals exist for the attributable risk; the estimates agree.",
        ours="Walter's, which the WHO's programs use, so that our PAR and PAF are theirs.",
        proof="test_walters_interval_covers_the_attributable_risk",
    ),
)

REFUSED = (
    Disagreement(
        cases=_peer("PHEindicatormethods", "prop_n0", "rate_n0"),
        why="One empty row stops the whole call.",
        ours="That row has no figure, with the reason; all others are answered.",
        proof="test_one_empty_row_never_stops_the_others",
        note="no ",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "dsr_n0"),
        why="One empty stratum stops the whole call.",
        ours="That group has no rate, with the reason; all others are answered.",
        proof="test_one_empty_row_never_stops_the_others",
        note="no person-time",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "prop_xgtn"),
        why="A numerator above the denominator stops the whole call.",
        ours="That row has no figure, with the reason; all others are answered.",
        proof="test_one_empty_row_never_stops_the_others",
        note="numerator above denominator",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "prop_noci_value"),
        why="Asking for the value without limits crashes.",
        ours="The value stands beside its limits; take `.value`.",
        proof="test_a_value_can_be_read_without_its_limits",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "le_19bands"),
        fields=("value", "lowercl", "uppercl"),
        why="Anything but 20 age bands is refused.",
        ours="Any number of bands from two, the last open-ended.",
        proof="test_a_life_table_of_any_bands_equals_the_textbook_sum",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "le_small"),
        fields=("value", "lowercl", "uppercl"),
        why="A population of 5,000 or fewer gives nothing.",
        ours="The figure with its wide interval, and a note that it is unstable: whether to show it is for disclosure to say.",
        proof="test_a_life_table_of_any_bands_equals_the_textbook_sum",
        note="unstable",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "sii_four"),
        why="Fewer than five groups are refused: no slope for four levels of education.",
        ours="A slope from three groups on.",
        proof="test_a_slope_index_is_the_weighted_least_squares_line",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "sii_pop0"),
        why="One group without people stops the whole call.",
        ours="That group is left out, and the note says so.",
        proof="test_a_slope_index_is_the_weighted_least_squares_line",
        note="left out",
    ),
    Disagreement(
        cases=_peer("PHEindicatormethods", "sii_prop_zero"),
        why="A proportion of 0 crashes the simulation on the logit scale.",
        ours="The slope without an interval, with the reason.",
        proof="test_a_slope_index_is_the_weighted_least_squares_line",
        note="no interval",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_estmiss_sii"),
        why="A missing estimate is refused.",
        ours="The group is left out and named in the note.",
        proof="test_a_missing_group_is_left_out_as_if_it_were_not_in_the_table",
        note="left out, no estimate: group 3",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_noref_mdru"),
        why="No reference group was marked.",
        ours="Not defined, with the reason.",
        proof="test_a_refusal_gives_its_reason",
        note="no reference group was named",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_one_bgv"),
        why="One group is refused.",
        ours="Not defined, with the reason.",
        proof="test_a_refusal_gives_its_reason",
        note="only one group",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_popna_ti"),
        why="A missing population is refused.",
        ours="Not defined for weighted measures, with the reason; measures without weights are answered.",
        proof="test_a_refusal_gives_its_reason",
        note="population of a group is missing",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_two_sii"),
        why="Two groups are refused.",
        ours="Not defined, with the reason: a slope through two points is the difference.",
        proof="test_a_refusal_gives_its_reason",
        note="fewer than 3 groups",
    ),
    Disagreement(
        cases=_peer("healthequal", "X_tworef_d"),
        why="Two reference groups are marked.",
        ours="ValueError: that is wrong usage, not data.",
        proof="test_two_reference_groups_are_wrong_usage",
    ),
)

DISAGREEMENTS = (*WRONG, *ROUNDED, *OTHER_FORMULAS, *REFUSED)

AGREED = (
    ("healthequal/X_gap_d, X_two_ti, X_equal_sii", "refused by the peer, well defined: we give the recommended number"),
    (
        "healthequal/X_equal_ti",
        "0 with an interval of no width, and a note that the delta method sees no spread at equality",
    ),
    (
        "healthequal/X_zero_d",
        "the peer's number; the note says that a standard error of 0 hides the group's uncertainty, and to give `numerator`",
    ),
    ("healthequal/X_zero_r", "not defined, with the reason (the peer: Inf)"),
    ("PHEindicatormethods/isratio_ref0", "not defined, with the reason (the peer: NaN without one)"),
    (
        "PHEindicatormethods/le_zero_last",
        "not defined, with the reason: pool the last bands (the peer: NaN without one)",
    ),
)


def page() -> str:
    """The reference page."""
    head = [
        "# Where we differ from other programs",
        "",
        "Our statistics are compared with 280 answers of healthequal, HEAT, PHEindicatormethods, rineq, epiR, epitools and R",
        "(`tests/oracle/`). All agree to one part in a million (simulated limits: within the noise of simulation), except in the",
        "fields below. Each line names the test in `tests/oracle/test_proofs.py` that shows why. This page is written from",
        "`tests/oracle/disagreements.py` (`python -m tests.oracle.disagreements > docs/reference/oracle-disagreements.md`).",
    ]
    parts = (
        ("The other program, or the recommended number, is wrong", WRONG),
        ("The other program rounds", ROUNDED),
        ("Another published formula", OTHER_FORMULAS),
        ("The other program refuses: our rule", REFUSED),
    )
    lines = [*head]
    for title, table in parts:
        lines += ["", f"## {title}", "", "| cases | fields | why | what we do | proof |", "|---|---|---|---|---|"]
        lines += [_line(entry) for entry in table]
    lines += ["", "## Doubtful or refused cases in which we agree after all", "", "| cases | what we do |", "|---|---|"]
    lines += [f"| {cases} | {rule} |" for cases, rule in AGREED]
    return "\n".join(lines) + "\n"


def _line(entry: Disagreement) -> str:
    fields = ", ".join(f"`{field}`" for field in entry.fields) or "all"
    near = f" (within {entry.within:g})" if entry.within else ""
    return f"| {', '.join(entry.cases)} | {fields}{near} | {entry.why} | {entry.ours} | `{entry.proof}` |"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - the page goes to standard output
