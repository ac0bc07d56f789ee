"""Work over a second shows how far it is, on standard error, if that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
BAR = 24


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """``say(stage, share)`` draws one line that is wiped at the end; nothing is drawn in the first second, or into a file."""
    began = time.monotonic()
    shown = False

    def say(stage: str, share: float) -> None:
        nonlocal shown
        if sys.stderr.isatty() and time.monotonic() - began > PATIENCE:
            full = round(BAR * min(max(share, 0.0), 1.0))
            sys.stderr.write(f"\r\x1b[K{'█' * full}{'░' * (BAR - full)} {stage}")
            sys.stderr.flush()
            shown = True

    try:
        yield say
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
