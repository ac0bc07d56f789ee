"""The command: exit 0 done, 1 the data or plan is at fault, 2 usage. A fault is told in plain words, never as a stack trace."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from evenground.cli.arguments import parser
from evenground.model.faults import Faults

DONE, AT_FAULT, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (the shell's by default) and return its exit code."""
    _speak_utf8()
    options = parser().parse_args(arguments)
    try:
        return _task(options)
    except Faults as faults:
        _say_faults(faults, options)
        return AT_FAULT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("\nStopped. Nothing was changed but what had been written before.", file=sys.stderr)
        return INTERRUPTED


def _task(options: argparse.Namespace) -> int:
    from evenground.cli import tasks

    task = getattr(tasks, options.task)
    return int(task(options) or DONE)


def _say_faults(faults: Faults, options: argparse.Namespace) -> None:
    count = len(faults.faults)
    if count > 1:
        print(f"{count} things to mend:\n", file=sys.stderr)
    print("\n".join(str(fault) for fault in faults.faults), file=sys.stderr)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
