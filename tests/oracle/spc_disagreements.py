"""Every oracle case of charts in which we knowingly give another answer than the peer.

The reference page ``docs/reference/spc-oracle-disagreements.md`` is written from this table, and a test holds them together.
"""

from __future__ import annotations

from tests.oracle.disagreements import Disagreement

LIMITS = ("lcl", "ucl")

CHARTS = (
    Disagreement(
        cases=("q-ip-freeze-quirk",),
        fields=LIMITS,
        why="With a frozen baseline the peer's sigma still comes from all points; only its centre is frozen.",
        ours="Centre and sigma both come from the baseline, as in pbcharts (pb-ip-freeze, the same data).",
        proof="test_a_frozen_baseline_freezes_sigma_too",
        within=0.01,
    ),
    Disagreement(
        cases=("q-p-impossible",),
        fields=("y", "cl", "lcl", "ucl", "sigma.signal", "n.useful", "longest.run", "n.crossings.min"),
        why="2 of 0 is drawn at infinity with its 2 events in the centre line, and 3 of 2 as 150 %.",
        ours="Both rows are set aside, with the reason; the chart is that of the other rows.",
        proof="test_impossible_rows_leave_the_chart_of_the_others",
        note="set aside, something counted out of a denominator of 0: point 3; set aside, numerator above denominator: point 10",
    ),
    Disagreement(
        cases=("q-i-exclude",),
        fields=("sigma.signal",),
        why="The excluded point is still judged, against limits it was taken out of.",
        ours="An excluded point is shown, not judged; all figures agree.",
        proof="test_an_excluded_point_is_shown_but_not_judged",
    ),
    Disagreement(
        cases=("qcc-g-default-bug",),
        fields=("lcl", "ucl", "center"),
        why="By default the peer gives no limits at all: it multiplies by an argument that is not set. It draws the mean.",
        ours="Mean +/- 3 sqrt(mean (mean + 1)), with the median drawn, as in qicharts2.",
        proof="test_g_limits_are_three_sigmas_of_a_geometric_count",
    ),
    Disagreement(
        cases=("qcc-g-conf",),
        fields=("ucl", "center"),
        why="The quantile function counts from 0 and the parameter 1 / mean is for counts from 1. It draws the mean.",
        ours="p = 1 / (1 + mean), so that the limits hold the share asked for; the median is drawn.",
        proof="test_exact_g_limits_hold_the_share_asked_for",
    ),
    Disagreement(
        cases=("q-xbar-unequal", "q-xbar-n1"),
        fields=LIMITS,
        why="A3(n) times the pooled standard deviation (Montgomery) corrects for the bias of one small subgroup, of which "
        "the pooled value has almost none: limits 8.5 % too wide at n = 4. No limits for a subgroup of one.",
        ours="The pooled value / c4(degrees of freedom + 1), 3 / sqrt n, also for a subgroup of one. "
        '`estimator="montgomery"` gives the peer\'s limits.',
        proof="test_montgomerys_limits_are_too_wide_for_unequal_subgroups",
    ),
)

ROUNDED = (
    Disagreement(
        cases=("qcc-r",),
        fields=("ucl",),
        why="The peer's table has 0.8640855 for d3(5), which is 0.8640819.",
        ours="The published four decimals, 0.8641.",
        proof="test_the_constants_of_ranges_are_the_integrals_rounded",
        within=1e-5,
    ),
    Disagreement(
        cases=("xmrr-norecalc",),
        fields=("Lower Natural Process Limit", "Upper Natural Process Limit", "Average Moving Range"),
        why="Limits are 2.66 mean ranges, rounded to three decimals, and are not drawn at the first point.",
        ours="3 / 1.128 = 2.6596 mean ranges, at every point.",
        proof="test_the_peers_limits_are_266_mean_ranges_rounded",
    ),
    Disagreement(
        cases=("pb-ms",),
        fields=("lcl", "ucl", "sigma.signal"),
        why="No lower limit, no limit at the first point (which has no moving s), and so no answer whether points lie beyond.",
        ours="The lower limit is 0, the upper one is drawn at every point, and every point is judged.",
        proof="test_a_moving_s_chart_has_limits_and_is_judged",
    ),
)

REFUSED = (
    Disagreement(
        cases=("q-t-zero-error",),
        why="A time of 0 between two events stops the call.",
        ours="The chart is drawn, with a note that times are measured too coarsely; a time below 0 is set aside.",
        proof="test_a_time_of_zero_is_drawn_with_a_note",
    ),
    Disagreement(
        cases=("xmrr-recalc",),
        why="The peer fails on today's R when it is to find new phases by itself.",
        ours="Phases are given by the caller, who knows the reason for a change; the chart is the one without new phases.",
        proof="test_phases_come_from_the_caller_only",
    ),
)

MDC = (
    "mdc-assurance-12", "mdc-assurance-18", "mdc-assurance-40", "mdc-decrease-target", "mdc-facets", "mdc-fix12",
    "mdc-increase", "mdc-missing", "mdc-neutral", "mdc-rebase", "mdc-screen-false", "mdc-screen-true",
    "mdc-shift7-decrease", "mdc-shift7-increase", "mdc-short", "mdc-trend6-not", "mdc-trend7", "mdc-two-of-three",
)  # fmt: skip

RULES = (
    Disagreement(
        cases=MDC,
        fields=("lpl", "upl"),
        why="The peer's limits are 2.66 mean moving ranges from the mean.",
        ours="3 / 1.128 = 2.6596, as on every I chart of ours; every flag and word agrees.",
        proof="test_making_data_counts_limits_are_266_mean_ranges_rounded",
        within=1e-3,
    ),
    Disagreement(
        cases=("mdc-missing",),
        fields=("point_type",),
        why="A missing point is called common cause.",
        ours="A missing point is not judged; the others agree.",
        proof="test_a_missing_point_is_not_common_cause",
    ),
    Disagreement(
        cases=("rspc-nelson-missing",),
        fields=("Rule3",),
        why="Missing points are dropped first, so that a trend reaches over a gap whatever happened in it.",
        ours="A missing point ends a trend; the peer's answer is ours on the series without its gaps.",
        proof="test_a_trend_over_a_gap_is_not_known",
    ),
    Disagreement(
        cases=("fun-rc-od",),
        fields=("*LCL*", "*UCL*", "outlier"),
        why="The limits of a ratio of counts use 1 / (2 sqrt n), which is no standard error of its logarithm: 28 of 60 units "
        "are beyond 99.8 %. z-scores, phi and tau2 are right.",
        ours="The standard error of the log ratio at the target, from the unit's own total: 3 of 60.",
        proof="test_limits_of_a_ratio_of_counts_hold_their_share",
    ),
    Disagreement(
        cases=("fun-sr-cqc-quirk",),
        fields=("OD*", "outlier"),
        why="z-scores are of the square root of the ratio, but limits are not squared on the way back: half as wide as they "
        "should be.",
        ours="Squared.",
        proof="test_limits_on_the_square_root_scale_are_squared",
    ),
    Disagreement(
        cases=("fun-sr-los-model",),
        fields=("rr",),
        why="Expected events are rounded to two decimals for the limits, not for the ratio drawn.",
        ours="One number for both: what the caller gives.",
        proof="test_the_peer_draws_one_ratio_and_judges_another",
        within=1e-3,
    ),
    Disagreement(
        cases=("funr-approximate",),
        fields=("lo2",),
        why="Lower limits of a proportion fall below 0.",
        ours="They stop at 0; the others agree.",
        proof="test_a_lower_limit_of_a_proportion_stops_at_0",
    ),
    Disagreement(
        cases=("funr-exact",),
        fields=("score", "score2"),
        why="The chance of exactly this count is compared with half of alpha, not the chance of a count so far out; the limits "
        "are right.",
        ours="A unit is out if it is beyond the limits.",
        proof="test_the_chance_of_one_count_is_not_a_tail",
    ),
    Disagreement(
        cases=("tab-constants",),
        fields=("d3",),
        why="The peer's table has seven decimals, some of them wrong (see qcc-r), and goes beyond 25.",
        ours="The published four decimals for 2 to 25; beyond, the S chart.",
        proof="test_the_spread_of_ranges_is_the_peers_to_four_decimals",
    ),
)

DISAGREEMENTS = (*CHARTS, *ROUNDED, *REFUSED, *RULES)

HEAD = """\
# Where our charts differ from other programs

Our control charts, rules and funnels are compared with 140 answers of qicharts2, pbcharts, qcc, xmrr, Rspc, NHSRplotthedots,
FunnelPlotR, funnelR, autospc and runcharter (`tests/oracle/`): values, centre, limits, runs and signals of every point agree
to one part in a million, except in the columns below. Each line names the test that shows why
(`tests/oracle/test_spc_proofs.py`, `test_spc_rule_proofs.py`). This page is written from `tests/oracle/spc_disagreements.py`
(`python -m tests.oracle.spc_disagreements > docs/reference/spc-oracle-disagreements.md`).
"""

PARTS = (
    ("The other program is wrong, or a better estimate exists", CHARTS),
    ("The other program rounds, or says less", ROUNDED),
    ("The other program refuses: our rule", REFUSED),
    ("Rules, funnels and suggestions", RULES),
)


def page() -> str:
    """The reference page."""
    lines = [HEAD.rstrip("\n")]
    for title, table in PARTS:
        if table:
            lines += ["", f"## {title}", "", "| cases | columns | why | what we do | proof |", "|---|---|---|---|---|"]
            lines += [_line(entry) for entry in table]
    return "\n".join(lines) + "\n"


def _line(entry: Disagreement) -> str:
    fields = ", ".join(f"`{field}`" for field in entry.fields) or "all"
    near = f" (within {entry.within:g})" if entry.within else ""
    return f"| {', '.join(entry.cases)} | {fields}{near} | {entry.why} | {entry.ours} | `{entry.proof}` |"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - the page goes to standard output
