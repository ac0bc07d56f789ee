"""Arguments in, one function of ``main`` called, exit code out."""

from evenground.cli.command import main as main
