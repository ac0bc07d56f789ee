"""The unknowns behind a publication: all people by everything at once, or where these are too many the printed cells."""

import itertools

import numpy as np

from evenground.disclosure.control.lp import any_solution
from evenground.disclosure.control.publication import Reading, publication
from evenground.disclosure.control.reading import read_cells
from tests.disclosure.control.made import Made

PAIRS = tuple(itertools.chain.from_iterable(itertools.combinations(range(3), n) for n in range(3)))
MADE = Made(np.arange(2 * 8).reshape(2, 2, 2, 2), np.full((2, 2, 2, 2), 5), PAIRS, ((0, 0), (1, 1), (0, 1)))


def systems(atoms):
    cells, _ = read_cells([MADE.table()])
    return publication(cells, Reading(atoms=atoms), newest=0)


def test_one_cross_of_everything_where_it_fits():
    told = systems(20_000)
    assert told.model == "atoms"
    assert [system.size for system in told.systems] == [(57, 16), (57, 16)]


def test_the_printed_cells_agree_on_their_margins_where_it_does_not():
    """Race by language and race by site give the same count of each race."""
    told = systems(1)
    assert told.model == "cells"
    for system in told.systems:
        found = any_solution(system, system.low, system.high)
        assert np.allclose(system.matrix @ found, system.true)


def test_cells_that_disagree_on_a_margin_fit_no_world():
    told = systems(1)
    (system, _) = told.systems
    low = system.low.copy()
    low[0] += 1
    assert any_solution(system, low, np.maximum(low, system.high)) is None
