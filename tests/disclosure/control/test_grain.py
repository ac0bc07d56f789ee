"""Before anything is hidden, the grain that would hide less is named."""

import datetime as dt

import pyarrow as pa

from evenground.disclosure import advise


def months(number, size):
    rows = []
    for m in range(number):
        start = dt.date(2024, m + 1, 1)
        end = dt.date(2024 + (m + 1) // 12, (m + 1) % 12 + 1, 1) - dt.timedelta(days=1)
        for race, whole in (("A", size), ("B", 400)):
            rows.append(
                {
                    "measure": "m",
                    "period_start": start,
                    "period_end": end,
                    "race": race,
                    "numerator": whole // 2,
                    "denominator": whole,
                }
            )
    return pa.Table.from_pylist(rows)


def test_a_group_too_small_by_month_is_seen_by_quarter():
    """4 of 8 a month are 12 of 24 a quarter."""
    (advice,) = advise(months(12, 8), dimensions=["race"]).advice
    assert (advice.now.every, advice.now.hidden) == ("as given", 0.5)
    assert (advice.coarser.every, advice.coarser.hidden) == ("quarter", 0.0)


def test_no_advice_where_little_is_hidden():
    assert advise(months(12, 100), dimensions=["race"]).advice == ()
