"""The way for systems that cannot exchange folders: new files move in one by one, and any crash on the way is made good by going on.

The step that decides is one rename: from then on the folder holds all the new files, if not yet under their own names.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from evenground.model.whole.listing import LIST, listed

ARRIVING = ".evenground-arriving"


def begin(new: Path, place: Path) -> None:
    """Let the files of ``new`` arrive in ``place``; raises OSError with nothing changed if they cannot be moved there."""
    finish(place)
    new.rename(place / ARRIVING)
    finish(place)


def finish(place: Path) -> None:
    """Go on where a crash stopped; nothing to do if none did. Safe to do any number of times."""
    new = place / ARRIVING
    if not (new / LIST).is_file():
        shutil.rmtree(new, ignore_errors=True)
        return
    names = listed(new)
    for name in sorted(names - {LIST}):
        if (new / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(place / name)
    for name in sorted(listed(place) - names, key=len, reverse=True):
        with contextlib.suppress(OSError):
            (place / name).unlink(missing_ok=True)
            (place / name).parent.rmdir()  # only if nothing is left in it
    (new / LIST).replace(place / LIST)
    shutil.rmtree(new, ignore_errors=True)
