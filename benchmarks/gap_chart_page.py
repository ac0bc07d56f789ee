"""The words of docs/explanation/gap-chart.md; the tables come from the simulation."""

HEAD = """# The gap chart

A control chart shows one level over time and says when a change is more than chance. A **gap chart** does this for the *distance* between two
groups. It asks the question that matters for equity: is the gap itself changing?

## Why not two charts, one for each group?

Two charts, side by side, mislead in two ways.

* **They miss a gap that grows because only one side gains.** If care gets better for the group that was better off, and not for the
  other, one chart says "better" and the other says "no change". Neither speaks of the gap. Yet it has grown. The gap chart says so.
* **They ring for what both groups share.** A flu month is bad for everyone. Both charts jump; the gap need not. On the gap chart,
  what shifts both groups alike cancels out.

## How to read it

* The line is the gap month by month: the *difference* (points apart) or the *ratio* (times as high). Look at both. When both
  levels fall, the difference can shrink while the ratio stays the same.
* The centre line is the gap of the baseline. The band around it is what chance alone would do, given how many people
  were counted in **each** group that month. Few people: a wide band.
* The line of **no gap** is 0 for the difference and 1 for the ratio. The chart is good news when the gap heads there because
  the group that was worse off gains.
* A signal has a name. **Narrowing**: the two groups moved closer. **Widening**: they moved apart. **Closed**: a lasting shift, and no gap can be
  made out any more. **Reversed**: the other group is now worse off. **Mixed**: the two scales disagree; read both. **None**: nothing beyond
  chance. **Too short**: fewer than ten months.
* `signal_1` and `signal_2` say which group moved in that stretch. A gap that narrows only because the better-off group
  got worse is no success.

## How the limits are made

Normal limits (plus or minus 3 sigma) are wrong for small counts: with 20 people in each group and an event in 1 of 100, one month in 37 would lie outside, not one in 370. So
the limits here are the true 0.13 % and 99.87 % points of the gap between two counts. Below 40 expected events (or people without one) they are summed over every
pair of counts that can happen; above, a Cornish-Fisher expansion gives the same to two digits. Each point gets a score: how far out it is,
half of its own chance counted (mid-P). The rules judge the scores.

Why not other limits? Plus or minus 3 sigma alarms many times too often at small counts; exact limits that count the whole chance of a point
alarm less than they should, and so miss real change (see "Three ways to draw limits"). Wilson and other score limits are made for one interval at 95 %, not
for a band at 99.7 % about a line. Mid-P kept the stated rate, or less where counts are tiny, in every case below.

**The baseline is not known for sure.** Limits from 12 months can be off, and then every later month is judged by a wrong line. After the baseline, counts
are therefore taken as beta-binomial (rates: negative binomial), which makes the band a little wider: by 4 % after 12 months,
by 2 % after 24. This mends single points. It cannot mend runs: a centre line that is a bit too low makes long runs above it more
likely. So the chart *says* its false-alarm rate for its own baseline; the table shows it.

**More scatter than chance.** Limits are made wider by Laney's factor only where the month-to-month scatter is beyond what chance reaches 1 time in 100. Used without need it costs power.

**No events.** The ratio adds half an event to each count, so that a month without events has a place. What bias is left at
small counts can be worked out exactly: the expected log ratio of all pairs of counts, less the true one. It is taken off the line and the limits, and shown (`bias`). With
40 or more events it is the Taylor series of log(x + 1/2); the half event alone takes off its first term (Pettigrew, Gart & Thomas,
Biometrika 1986; 73: 425-435). A month with no event in either group sits near the centre: it says nothing.

A gap of means has no counts of events. `gap_chart` does not offer it.

Seed {seed}. {charts} pairs of series a cell for false alarms, {pairs} for power, {lines} for trajectories. One run:

    python -m benchmarks.gap_chart > docs/explanation/gap-chart.md"""

ALARMS = """
Per cent of pairs of 36 months in which *nothing changed in the gap* and yet some rule signalled (Anhøj's two rules and 3 sigma). A cell
is known to about 1.5 points either way (2.2 with shocks). The first row is what the chart itself states. Lower is safe: where counts are
tiny the rules hold back. "Both read": a signal on the difference, the ratio, or both. Shocks that both groups share are added to
both levels (standard deviation 1.5 points), or multiply both (15 %): added shocks cancel on the difference, multiplied ones on the ratio. Where the
shock is of the other kind and groups are large, the scatter is more than chance and the rates rise: read the scale that suits what you share.
"""

LIMITS = """
Months in 1,000 beyond the limits of the difference when nothing changes, both levels being known, the second group four times as large. Right: 2.7.
"""

SPARSE = """
Where most months look alike (no event in either group), a long run on one side means nothing. The chart counts how evenly months can fall on
both sides of the middle. If the share is further from one half than 10 points, it does not judge runs, and says so. Then pool months
(`pool_until_seen`) or wait.
"""

POWER = """
Group B (60 a month) is worse off than group A (300 a month). 18 months of baseline, 18 after; per cent of series with a signal after the baseline. Two p charts
with the same rules stand beside it. "Named rightly": the two scales judged together give the word that is true (for a closing gap: narrowing
or closed).

Look at the row in bold: chart A says "better", chart B says nothing, and neither speaks of a gap: the gap chart does. In the third row everything rings on the two charts, and
the gap has not changed.

The gap chart is not blind to a large shift that both share: the band was made for the old levels, and chance is wider at higher levels (ratio: at lower ones). So rows three and
four alarm more often than the first. When both groups have moved for good, start a new phase.
"""

COVERAGE = """
The trajectory is a straight line through the gap, with the scatter about it taken as it is. Per cent of 95 % intervals that hold the true
change a year, when the gap halves. Good: 94 to 96. Known to about 0.7 points.

Where it falls short: the **ratio with fewer than about 50 events in a group** over the whole time (20 people a month at 1 % is 2 to 7 events; 60 people at 1 %, or 20 at 10 % for a
year, likewise) gives intervals that are wider than need be (up to 99.7 %), or none. They err on the safe side, and the note says so: "only 7 events in one group: the
interval is wider than it need be". The difference needs about 10 events.
"""

CLOSING = """
When would the gap close at this pace? The interval comes from Fieller's method: all times at which the line's band holds "no gap". A date is given when the
line heads there; its latest end is open ("perhaps never") when no change is still possible. The gap falls by 60 % in the months seen. Coverage in per cent, of
all dates given, and of those with the verdict "closing".

In small groups a date is often given without that verdict: then its latest end is open. Show the whole interval, never the date alone.
"""

STEADY = """
A partially pooled level leans on all groups, the more so the fewer people it counts. It is an estimate of its own kind: show it marked. Coverage is the share of groups whose true level lies in the 95 % interval; the last
column is its typical error beside that of the plain level (100 %: no better). With many groups of hardly an event each, intervals are too short (see the third block): pool over time first.
"""
