"""The ways in which counts are given away, by number: each is caught where it is open, and closed by protection."""

import datetime as dt

import pyarrow as pa
import pytest

from evenground.disclosure import audit, protect
from evenground.model.faults import Faults


def rows(*cells, measure="seen", start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31), **names):
    """Rows of (group or groups, numerator, denominator); the groups of ``names`` in order, missing ones "All"."""
    found = []
    for groups, yes, whole in cells:
        given = (groups,) if isinstance(groups, str) else groups
        own = {name: given[i] if i < len(given) else "All" for i, name in enumerate(names.get("by", ("race",)))}
        found.append(
            {
                "measure": measure,
                "period_start": start,
                "period_end": end,
                **own,
                "numerator": yes,
                "denominator": whole,
            }
        )
    return found


def told(*parts, **options):
    """An audit of rows as they stand; None is a hidden figure."""
    return audit(pa.Table.from_pylist([row for part in parts for row in part]), **options)


def is_closed(*parts, **options):
    """Protection withstands the attack that was open."""
    protected = protect(pa.Table.from_pylist([row for part in parts for row in part]), **options)
    assert protected.safe
    assert protected.primary.any()
    return protected


def the_hidden(found, **label):
    """The intervals of one hidden row by count."""
    table = found.as_table().to_pylist()
    return {
        r["count"]: (r["lower"], r["upper"], r["verdict"]) for r in table if all(r[k] == v for k, v in label.items())
    }


RACE = (("All", 100, 300), ("A", 4, 30), ("B", 40, 120), ("C", 56, 150))


def hide(cells, *names):
    return [(group, None, None) if group in names else (group, yes, whole) for group, yes, whole in cells]


def test_01_a_row_minus_its_others():
    """100 - 40 - 56 is 4."""
    found = told(rows(*hide(RACE, "A")))
    assert the_hidden(found, race="A")["numerator"] == (4, 4, "exact")
    assert is_closed(rows(*RACE)).hidden.sum() == 2


def test_02_the_grand_total_minus_all_others():
    """The total over time and over groups, less every shown month and group."""
    months = [
        rows(*RACE),
        rows(
            ("All", 90, 280),
            ("A", 20, 40),
            ("B", 30, 110),
            ("C", 40, 130),
            start=dt.date(2024, 2, 1),
            end=dt.date(2024, 2, 29),
        ),
    ]
    total = rows(("All", 190, 580), ("A", 24, 70), ("B", 70, 230), ("C", 96, 280), end=dt.date(2024, 2, 29))
    bare = [rows(*hide(RACE, "A", "B")), months[1], total]
    assert the_hidden(told(*bare), race="A")["numerator"][:2] == (4, 4)
    is_closed(*months, total)


def test_03_a_group_minus_its_details():
    """Asian less Chinese and Filipino is the Hmong count."""
    by = ("race", "detail")
    cells = [
        (("All",), 190, 500),
        (("Asian",), 60, 150),
        (("White",), 130, 350),
        (("Asian", "Chinese"), 36, 80),
        (("Asian", "Filipino"), 20, 50),
        (("Asian", "Hmong"), 4, 20),
    ]
    bare = [*cells[:5], (("Asian", "Hmong"), None, None)]
    options = {"dimensions": by, "refines": [("detail", "race")]}
    assert the_hidden(told(rows(*bare, by=by), **options), detail="Hmong")["numerator"] == (4, 4, "exact")
    is_closed(rows(*cells, by=by), **options)


LINKED = [((), 120, 330), (("A",), 34, 90), (("B",), 86, 240), (("All", "X"), 30, 80), (("All", "Y"), 90, 250),
          (("A", "X"), 4, 20), (("A", "Y"), 30, 70), (("B", "X"), 26, 60), (("B", "Y"), 60, 180)]  # fmt: skip


def test_04_linked_tables_that_share_a_margin():
    """Hiding two of a row leaves the columns to tell both."""
    by = ("race", "language")
    bare = [(g, None, None) if g in {("A", "X"), ("A", "Y")} else (g, y, w) for g, y, w in LINKED]
    assert the_hidden(told(rows(*bare, by=by)), race="A", language="X")["numerator"] == (4, 4, "exact")
    assert is_closed(rows(*LINKED, by=by)).hidden.sum() >= 4


def test_05_two_measures_of_the_same_people():
    """Screened 60 and treated 57 of the same 100: 3 were screened and not treated."""
    screened = rows(("All", 160, 300), ("A", 60, 100), ("B", 100, 200))
    treated = [("All", 130, 300), ("A", 57, 100), ("B", 73, 200)]
    options = {"nested": [("treated", "seen")], "same_denominator": [("treated", "seen")]}
    found = told(screened, rows(*hide(treated, "A"), measure="treated"), **options)
    assert the_hidden(found, measure="treated", race="A")["numerator"][:2] == (57, 57)
    assert is_closed(screened, rows(*treated, measure="treated"), **options).hidden[4]


def test_06_those_who_did_not():
    """97 of 100 says 3."""
    cells = (("All", 200, 400), ("A", 97, 100), ("B", 103, 300))
    assert not told(rows(*cells)).safe
    assert is_closed(rows(*cells)).hidden[1]


def test_07_nobody_and_everybody():
    """Zero of 40 tells of every one of them, where the plan says so."""
    cells = (("All", 120, 400), ("A", 0, 40), ("B", 60, 160), ("C", 60, 200))
    assert is_closed(rows(*cells), zeros="hide").hidden[1]
    assert not protect(pa.Table.from_pylist(rows(*cells))).hidden.any()


def test_09_unknown_is_a_group_too():
    """Hidden unknowns are the total less everybody else."""
    cells = (("All", 100, 300), ("Unknown", 4, 12), ("B", 40, 130), ("C", 56, 158))
    assert the_hidden(told(rows(*hide(cells, "Unknown"))), race="Unknown")["numerator"][:2] == (4, 4)
    is_closed(rows(*cells))


def test_10_groups_that_overlap_add_up_to_nothing():
    """Alone or in combination people are in several groups: a hidden group is only known to be within its total, and its rest is as wide."""
    cells = (("All", 100, 300), ("A", 4, 30), ("B", 60, 160), ("C", 90, 250))
    with pytest.raises(Faults, match="overlapping"):
        protect(pa.Table.from_pylist(rows(*cells)))
    protected = is_closed(rows(*cells), overlapping=["race"])
    assert protected.hidden.tolist() == [False, True, False, False]


def test_11_a_combination_left_out_because_it_is_empty():
    """If (B, X) is not listed because nobody is in it, the column X is all (A, X)."""
    by = ("race", "language")
    cells = [
        ((), 60, 200),
        (("A",), 24, 70),
        (("B",), 36, 130),
        (("All", "X"), 4, 20),
        (("All", "Y"), 56, 180),
        (("A", "X"), 4, 20),
        (("A", "Y"), 20, 50),
        (("B", "Y"), 36, 130),
    ]
    bare = [
        (g, None, None) if g in {("A", "X"), ("A", "Y"), ("All", "X"), ("All", "Y")} else (g, y, w) for g, y, w in cells
    ]
    assert not told(
        rows(*[(g, None, None) if g in {("A", "X"), ("All", "X")} else (g, y, w) for g, y, w in cells], by=by)
    ).safe
    assert told(rows(*bare, by=by)) is not None
    is_closed(rows(*cells, by=by))


def test_12_a_member_subtracts_its_own():
    """In a network of two, each knows the other."""
    by = ("site", "race")
    cells = [((), 130, 400), (("North",), 60, 180), (("South",), 70, 220), (("All", "A"), 24, 80), (("All", "B"), 106, 320),
             (("North", "A"), 20, 60), (("North", "B"), 40, 120), (("South", "A"), 4, 20), (("South", "B"), 66, 200)]  # fmt: skip
    table = pa.Table.from_pylist(rows(*cells, by=by))
    plain = protect(table, dimensions=by, exact=False)
    assert plain.safe
    assert not audit(plain.published(), dimensions=by, members="site", truth=table).safe
    protected = is_closed(rows(*cells, by=by), dimensions=by, members="site")
    assert audit(protected.published(), dimensions=by, members="site", truth=table).safe


def test_13_a_mark_that_says_small():
    """ "<11" is 1 to 10, and with a total of 12 less 8 it is 4."""
    found = told([{"race": "All", "n": "12"}, {"race": "A", "n": "<11"}, {"race": "B", "n": "<5"}], counts=("n",))
    assert the_hidden(found, race="A")["n"][:2] == (8, 10)
    protected = protect(pa.Table.from_pylist(rows(*RACE)))
    assert set(protected.published()["status"].to_pylist()) == {"shown", "suppressed"}


def test_14_totals_made_anew_from_what_is_left():
    """Two tables whose totals leave out what each hides: their difference is the hidden count. Ours keep true totals."""
    found = told(rows(*hide(RACE, "A", "B")))
    assert found.safe
    protected = is_closed(rows(*RACE))
    assert protected.table["numerator"].to_pylist()[0] == 100


def test_15_margins_rounded_by_themselves():
    """Rounded to 5, a total still bounds what is hidden."""
    found = told(rows(("All", 20, 60), ("A", None, None), ("B", 15, 40)), round=5)
    lower, upper, verdict = the_hidden(found, race="A")["numerator"]
    assert (lower, upper, verdict) == (1, 9, "too narrow")


def test_16_percentages_that_add_up():
    """Shares of one whole: the hidden one is what is missing to 100."""
    cells = [{"race": "All", "numerator": 100, "denominator": 100, "estimate": 100.0}]
    cells += [
        {"race": "A", "numerator": None, "denominator": 100, "estimate": None},
        {"race": "B", "numerator": None, "denominator": 100, "estimate": 96.0},
    ]
    found = audit(pa.Table.from_pylist(cells), counts=("numerator",), dimensions=["race"])
    assert the_hidden(found, race="A")["numerator"][:2] == (4, 4)


def test_17_a_rate_times_its_denominator():
    """13 % of 30 is 4."""
    cells = [{"race": "A", "numerator": None, "denominator": 30, "estimate": 13.3, "n": None}]
    found = audit(pa.Table.from_pylist(cells), dimensions=["race"], counts=("numerator", "complement", "denominator"))
    assert the_hidden(found, race="A")["numerator"][:2] == (4, 4)


def test_18_a_rate_with_all_its_digits():
    """0.108108… is 4 of 37, or 8 of 74: at least 4 either way."""
    cells = [{"race": "A", "numerator": None, "denominator": None, "estimate": 4 / 37}]
    found = audit(pa.Table.from_pylist(cells), dimensions=["race"], counts=("numerator", "complement", "denominator"))
    assert the_hidden(found, race="A")["numerator"][0] == pytest.approx(4)
    assert not found.safe


def test_19_an_interval_gives_the_group_size():
    """A Wilson interval has one group size for each width."""
    cells = [{"race": "A", "numerator": None, "denominator": None, "estimate": 13.3, "lower": 5.3, "upper": 29.7}]
    found = audit(pa.Table.from_pylist(cells), dimensions=["race"], counts=("numerator", "complement", "denominator"))
    assert the_hidden(found, race="A")["numerator"][:2] == (4, 4)


def releases():
    first = rows(*RACE)
    second = [
        *first,
        *rows(
            ("All", 100, 310),
            ("A", 30, 40),
            ("B", 30, 120),
            ("C", 40, 150),
            start=dt.date(2024, 2, 1),
            end=dt.date(2024, 2, 29),
        ),
    ]
    total = rows(("All", 200, 610), ("A", 34, 70), ("B", 70, 240), ("C", 96, 300), end=dt.date(2024, 2, 29))
    return pa.Table.from_pylist(rows(*hide(RACE, "A", "B"))), pa.Table.from_pylist([*second, *total])


def test_34_one_release_less_the_other():
    """Months hidden in the first release come back as the difference of two totals."""
    old, new = releases()
    careless = new.set_column(
        new.column_names.index("numerator"),
        "numerator",
        pa.array([None if i in {1, 2} else v for i, v in enumerate(new["numerator"].to_pylist())]),
    )
    careless = careless.set_column(
        careless.column_names.index("denominator"),
        "denominator",
        pa.array([None if i in {1, 2} else v for i, v in enumerate(new["denominator"].to_pylist())]),
    )
    assert not audit(old, careless).safe
    protected = protect(new, previous=[old])
    assert protected.safe
    assert audit(old, protected.published(), truth=new).safe


def test_35_a_row_shown_in_one_release_and_hidden_in_the_other():
    """What one release shows, no later one can take back: it is known, and does not protect its neighbour."""
    old = pa.Table.from_pylist(rows(*hide(RACE, "A", "B")))
    new = pa.Table.from_pylist(rows(*RACE))
    other = pa.Table.from_pylist(rows(*hide(RACE, "A", "C")))
    assert not audit(old, other).safe
    protected = protect(new, previous=[old])
    assert protected.safe
    assert protected.hidden.tolist() == [False, True, True, False]


def test_36_year_to_date():
    """January to March less January to February is March."""
    ends = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 31)]
    parts = [((40, 110), (20, 40)), ((44, 120), (4, 30)), ((40, 100), (24, 40))]
    months, to_date = [], []
    for i, end in enumerate(ends):
        cells = [
            ("All", sum(x for x, _ in parts[i]), sum(w for _, w in parts[i])),
            *((g, *parts[i][j]) for j, g in enumerate("BA")),
        ]
        months.append(rows(*cells, start=end.replace(day=1), end=end))
        sums = [(sum(parts[k][j][0] for k in range(i + 1)), sum(parts[k][j][1] for k in range(i + 1))) for j in (0, 1)]
        to_date.append(
            rows(("All", sums[0][0] + sums[1][0], sums[0][1] + sums[1][1]), ("B", *sums[0]), ("A", *sums[1]), end=end)
            if i
            else []
        )
    bare = [
        [{**row, **({"numerator": None, "denominator": None} if row["race"] != "All" else {})} for row in part]
        for part in months
    ]
    careless = [
        row
        for part in (*bare, *to_date)
        for row in part
        if not (row["period_start"] == ends[0].replace(day=1) and row["period_end"] == ends[0])
    ]
    january = list(months[0])
    assert not audit(pa.Table.from_pylist([*careless, *january])).safe
    is_closed(*months, *to_date)


def test_37_a_late_entry_is_small_though_the_count_is_not():
    """Revised from 40 to 43: three people are in the difference."""
    old = pa.Table.from_pylist(rows(("All", 100, 300), ("A", 40, 120), ("B", 60, 180)))
    new = pa.Table.from_pylist(rows(("All", 103, 303), ("A", 43, 123), ("B", 60, 180)))
    protected = protect(new, previous=[old])
    assert protected.hidden[1]
