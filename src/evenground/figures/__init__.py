"""Accessible pictures of released results as plain SVG: what is withheld is said in words and never drawn."""

from evenground.figures.control_chart import control_chart
from evenground.figures.dot_plot import dot_plot, dot_plot_sheets
from evenground.figures.funnel import funnel
from evenground.figures.gap_chart import gap_chart
from evenground.figures.over_time import over_time
from evenground.figures.raster import png_of, write_png, write_pngs
from evenground.figures.small_multiples import small_multiples

__all__ = [
    "control_chart",
    "dot_plot",
    "dot_plot_sheets",
    "funnel",
    "gap_chart",
    "over_time",
    "png_of",
    "small_multiples",
    "write_png",
    "write_pngs",
]
