"""Two folders exchanged in one step (Linux, ``renameat2``): a reader sees all of the old or all of the new, at every moment.

Files that are not ours are first linked into the new folder, so that they are in both.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from evenground.model.whole.listing import listed

MOST = 1_000
"""Files of others that are carried over by links; a folder with more is somebody's own, and the new files move in one by one."""

_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""


def swap(new: Path, place: Path) -> bool:
    """Put ``new`` (beside ``place``) into its place, with all that others keep there, and remove the old; False if that cannot be done here.

    The two names differ while links are made: ``.part-…`` holds nothing but ours and may be thrown away, ``.new-…`` may hold a file of others.
    """
    if sys.platform != "linux" or new.parent != place.parent or _is_working_in(place):
        return False
    ready = new.with_name(new.name.replace(".part-", ".new-"))
    new.rename(ready)
    try:
        _refuse_other_owner(place, ready)
        _link_others(place, ready)
        shutil.copystat(place, ready)
        exchange(ready, place)
    except OSError:
        ready.rename(new)
        return False
    rescue(ready, place)
    shutil.rmtree(ready, ignore_errors=True)
    return True


def exchange(one: Path, other: Path) -> None:
    """Exchange two names in one step; OSError where the system or the file system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), ctypes.c_uint(_EXCHANGE)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))


def rescue(old: Path, place: Path) -> None:
    """Move into ``place`` what others put into the old folder after the links were made: what is missing there, or newer here.

    After a crash a file that was deleted since may come back; none is lost.
    """
    if not place.is_dir():
        return
    ours = listed(place)
    for path, name in _others(old):
        now = place / name
        if name in ours:
            continue
        with contextlib.suppress(OSError):
            if not os.path.lexists(now) or now.lstat().st_mtime_ns < path.lstat().st_mtime_ns:
                now.parent.mkdir(parents=True, exist_ok=True)
                path.replace(now)


def _refuse_other_owner(old: Path, new: Path) -> None:
    """A folder that people share stays theirs."""
    if (old.stat().st_uid, old.stat().st_gid) != (new.stat().st_uid, new.stat().st_gid):
        raise PermissionError(errno.EPERM, "the folder is somebody else's", str(old))


def _link_others(old: Path, new: Path) -> None:
    for count, (path, name) in enumerate(_others(old)):
        if count >= MOST:
            raise OSError(errno.E2BIG, "too many files of others")
        if path.is_dir() and not path.is_symlink():
            (new / name).mkdir(parents=True, exist_ok=True)
        elif not os.path.lexists(new / name):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(path, new / name, follow_symlinks=False)


def _others(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file and empty folder below that is not on the folder's list, with its path from there."""
    ours = listed(folder)
    for place, folders, names in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*names, *linked):
            path = Path(place) / name
            if path.relative_to(folder).as_posix() not in ours:
                yield path, path.relative_to(folder).as_posix()
        if not folders and not names and Path(place) != folder:
            yield Path(place), Path(place).relative_to(folder).as_posix()


def _is_working_in(folder: Path) -> bool:
    """Whoever called us from inside the folder would be left standing in the old one."""
    try:
        return Path.cwd().resolve().is_relative_to(folder)
    except OSError:
        return False
