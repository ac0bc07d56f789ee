"""Locks that end with the process that holds them, so that a crash never leaves one behind."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_LONG_AGO = 24 * 3600.0
"""Seconds after which something that cannot be locked here is taken to be left behind by a crash."""


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file (made if need be) against every other process that asks in this way; waits for its turn.

    Where the file system knows no locks, nothing is held.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        lock(handle, wait=True)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked_folder(path: Path) -> Iterator[None]:
    """Hold the folder that is at ``path`` when our turn comes. Nothing is held where folders cannot be locked (Windows, some networks)."""
    handle = _turn(path)
    try:
        yield
    finally:
        release(handle)


def claim(path: Path) -> int | None:
    """Take hold of a folder that we have just made; give the handle to ``release`` at the end. None where folders cannot be locked.

    Raises FileNotFoundError if somebody who took it for abandoned was quicker.
    """
    if sys.platform == "win32":
        return None
    handle = os.open(path, os.O_RDONLY)
    if lock(handle, wait=False) is False:
        os.close(handle)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return handle


def release(handle: int | None) -> None:
    """Let go."""
    if handle is not None:
        os.close(handle)


@contextlib.contextmanager
def abandoned(path: Path) -> Iterator[bool]:
    """Whether the process that made this folder or file has ended: nobody holds it, or, where none can be held, it is a day old.

    While the block runs nobody else can take hold of it.
    """
    try:
        handle = None if sys.platform == "win32" else os.open(path, os.O_RDONLY)
        day_old = time.time() - path.stat().st_mtime > _LONG_AGO
    except OSError:
        yield False
        return
    try:
        held = None if handle is None else lock(handle, wait=False)
        yield day_old if held is None else held
    finally:
        release(handle)


if sys.platform == "win32":
    import msvcrt

    def lock(handle: int, *, wait: bool) -> bool | None:
        """Whether the lock is ours now; None where there are no locks."""
        while True:
            with contextlib.suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                return True
            if not wait:
                return False
            time.sleep(0.1)

else:
    import fcntl

    def lock(handle: int, *, wait: bool) -> bool | None:
        """Whether the lock is ours now; None where there are no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True


def _turn(path: Path) -> int | None:
    """The folder may have been replaced while we waited; then we wait for the new one."""
    while True:
        if sys.platform == "win32":
            return None
        handle = os.open(path, os.O_RDONLY)
        lock(handle, wait=True)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)
