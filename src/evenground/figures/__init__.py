"""Accessible pictures of released results as plain SVG: what is withheld is said in words and never drawn."""

from evenground.figures.dot_plot import dot_plot, dot_plot_sheets
from evenground.figures.over_time import over_time

__all__ = ["dot_plot", "dot_plot_sheets", "over_time"]
