"""Small made-up publications, whose people are known one by one, and two other ways to attack them."""

import datetime as dt
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

NAMES = ("race", "language", "site")


def month(number):
    """The first day of a month, counted from January 2024."""
    return dt.date(2024 + number // 12, number % 12 + 1, 1)


@dataclass
class Made:
    """``yes`` and ``no``: people by period and by every group at once; ``sets``: which sets of dimensions are printed; ``spans``: which periods (first, last)."""

    yes: np.ndarray
    no: np.ndarray
    sets: tuple
    spans: tuple
    threshold: int = 11

    @property
    def dimensions(self):
        return NAMES[: self.yes.ndim - 1]

    def regions(self):
        """Each printed row: its span, its groups by dimension, and the people in it as a mask."""
        for (first, last), named in itertools.product(self.spans, self.sets):
            for groups in itertools.product(*(range(self.yes.shape[1 + d]) for d in named)):
                mask = np.zeros(self.yes.shape, dtype=bool)
                index = [slice(first, last + 1)] + [slice(None)] * len(self.dimensions)
                for d, group in zip(named, groups, strict=True):
                    index[1 + d] = group
                mask[tuple(index)] = True
                yield (first, last), dict(zip(named, groups, strict=True)), mask

    def table(self):
        """The tidy table, nothing hidden."""
        rows = []
        for (first, last), groups, mask in self.regions():
            yes, whole = int(self.yes[mask].sum()), int((self.yes + self.no)[mask].sum())
            names = {name: f"{name} {groups[d]}" if d in groups else "All" for d, name in enumerate(self.dimensions)}
            span = {"period_start": month(first), "period_end": month(last + 1) - dt.timedelta(days=1)}
            rows.append({"measure": "seen", **span, **names, "n": whole, "numerator": yes, "denominator": whole})
        return pa.Table.from_pylist(rows)


@st.composite
def publications(draw, dimensions=(2, 3), groups=(2, 3), periods=(1, 4), most=30, threshold=11):
    """Two or three dimensions, one to four periods, any sets of strata, with and without totals over time; many small counts."""
    shape = tuple(draw(st.integers(*groups)) for _ in range(draw(st.integers(*dimensions))))
    months = draw(st.integers(*periods))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = chance.choice([0.5, 2, most / 3, most], size=(1, *shape))
    yes, no = (
        chance.poisson(np.broadcast_to(scale, (months, *shape))),
        chance.poisson(np.broadcast_to(2 * scale, (months, *shape))),
    )
    every = [named for size in range(len(shape) + 1) for named in itertools.combinations(range(len(shape)), size)]
    sets = tuple(draw(st.lists(st.sampled_from(every), min_size=1, unique=True).map(sorted)))
    spans = [(m, m) for m in range(months)]
    if months > 1 and draw(st.booleans()):
        spans.append((0, months - 1))
    return Made(yes, no, sets, tuple(spans), threshold)


def narrow_by_tau_argus(made, hidden):
    """Hidden small counts whose interval, as Tau-Argus computes it from our rows and the people behind them, does not hold 1 to threshold - 1."""
    from pytauargus._tauargus import audit_jj

    found = []
    for people in (made.yes, made.no):
        if not _asked(made, hidden, people):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "publication.jj"
            path.write_text(_jj(made, hidden, people))
            for cell in audit_jj(str(path)):
                if cell["status"] == "u" and (cell["min"] > 1 + 1e-6 or cell["max"] < made.threshold - 1 - 1e-6):
                    found.append(cell)
    return found


def _asked(made, hidden, people):
    values = [int(people[mask].sum()) for *_, mask in made.regions()]
    return any(hide and 0 < value < made.threshold for hide, value in zip(hidden, values, strict=True))


def _jj(made, hidden, people):
    """The problem file of the CSP programs: cells with value, weight, status and limits, then equations."""
    atoms = people.ravel()
    top = int(atoms.sum()) * 2 + 1000
    lines, equations = [], []
    for i, (*_, mask) in enumerate(made.regions()):
        value = int(people[mask].sum())
        status = "s" if not hidden[i] else "u" if 0 < value < made.threshold else "m"
        lines.append(f"{i} {value} 1 {status} 0 {top} 0 0 0")
        members = np.flatnonzero(mask.ravel()) + len(hidden)
        equations.append(f"0 {len(members) + 1} : {i} (-1) " + " ".join(f"{j} (1)" for j in members))
    lines += [f"{len(hidden) + j} {value} 1 m 0 {top} 0 0 0" for j, value in enumerate(atoms)]
    return "\n".join(["0", str(len(lines)), *lines, str(len(equations)), *equations, ""])


def narrow_by_counting(made, hidden):
    """The same by writing out every possible table of people: no mathematics at all. For a handful of unknowns only."""
    masks = [mask.ravel() for *_, mask in made.regions()]
    found = []
    for people in (made.yes, made.no):
        values = [int(people.ravel()[mask].sum()) for mask in masks]
        seen = [(mask, value) for mask, value, hide in zip(masks, values, hidden, strict=True) if not hide]
        worlds = np.array(list(_worlds(people.size, seen, max(values) + made.threshold)))
        for mask, value, hide in zip(masks, values, hidden, strict=True):
            if hide and 0 < value < made.threshold:
                told = worlds[:, mask].sum(axis=1)
                if told.min() > 1 or told.max() < made.threshold - 1:
                    found.append((value, int(told.min()), int(told.max())))
    return found


def _worlds(size, seen, most, so_far=()):
    at = len(so_far)
    if at == size:
        yield so_far
        return
    room = [
        value - sum(n for n, inside in zip(so_far, mask, strict=False) if inside) for mask, value in seen if mask[at]
    ]
    must = [
        left
        for left, (mask, _) in zip(room, [one for one in seen if one[0][at]], strict=True)
        if not mask[at + 1 :].any()
    ]
    if any(left < 0 for left in room) or len(set(must)) > 1:
        return
    for count in must[:1] if must else range(min([most, *room]) + 1):
        if count <= min([most, *room]):
            yield from _worlds(size, seen, most, (*so_far, count))
