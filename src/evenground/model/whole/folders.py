"""A folder of documents that changes as one: the new ones are made in a folder beside it, and take the place of the old in one step.

Files in the folder that we did not write stay. Where the system cannot exchange two folders in one step, the new files move in one by one,
and a crash on the way is made good by whoever writes there next (``arriving``).
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from evenground.model.whole import arriving, swapping
from evenground.model.whole.files import literal, sync_folder, sync_tree
from evenground.model.whole.listing import files_below, write_list
from evenground.model.whole.locks import abandoned, claim, locked_folder, release

_INSIDE = "evenground"


@contextlib.contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A new, empty folder to write into; when the block ends well, its files replace those written into ``folder`` the last time.

    If the block fails, ``folder`` stays as it was. Files that others put into ``folder`` stay, unless a new one has their name.
    Raises OSError if ``folder`` cannot be written, or holds a folder where a file must go.
    """
    place = folder.resolve()
    settle(place)
    with _made(place) as new:
        yield new
        write_list(new)
        _refuse_clash(new, place)
        sync_tree(new)
        _put(new, place)


@contextlib.contextmanager
def staged(parent: Path, name: str) -> Iterator[Path]:
    """A new folder ``parent/.name.part-…``, removed at the end if it is still there; those of crashed processes are removed first."""
    for left in parent.glob(f".{literal(name)}.part-*"):
        _remove_abandoned(left)
    new, held = _claimed(parent, name)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)
        release(held)


def settle(folder: Path) -> None:
    """Make good what a crash left in and beside a folder: finish what had begun to arrive, remove what had not."""
    place = folder.resolve()
    if (place / arriving.ARRIVING).is_dir():
        with locked_folder(place):
            arriving.finish(place)
    beside = literal(place.name)
    for left in (*place.parent.glob(f".{beside}.part-*"), *place.glob(f".{_INSIDE}.part-*")):
        _remove_abandoned(left)
    for left in place.parent.glob(f".{beside}.new-*"):
        with abandoned(left) as is_left:
            if is_left:
                swapping.rescue(left, place)
                shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _made(place: Path) -> Iterator[Path]:
    """A folder to write into: beside the place, or, where nothing can be made there, inside it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    inside = place.is_dir() and (place.is_mount() or not os.access(place.parent, os.W_OK))
    with staged(*((place, _INSIDE) if inside else (place.parent, place.name))) as new:
        if place.is_dir():
            new.chmod(place.stat().st_mode & 0o777 | 0o700)  # who may not look into the old may not look into this
        yield new


def _put(new: Path, place: Path) -> None:
    if not place.exists():
        try:
            new.rename(place)
        except OSError:
            if not place.exists():  # else somebody was quicker
                raise
        else:
            sync_folder(place.parent)
            return
    with locked_folder(place):
        arriving.finish(place)
        if not swapping.swap(new, place):
            arriving.begin(new, place)
        sync_folder(place.parent)


def _refuse_clash(new: Path, place: Path) -> None:
    """Raises OSError before anything is changed if a file would have to go where a folder is, or the other way round."""
    if not place.exists():
        return
    if not place.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "there is a file of this name, not a folder", str(place))
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "you may not write into this folder", str(place))
    for name in files_below(new):
        if (place / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, f"there is a folder called {name}", str(place))
        for above in Path(name).parents[:-1]:
            if (place / above).exists() and not (place / above).is_dir():
                raise NotADirectoryError(errno.ENOTDIR, f"there is a file called {above}", str(place))


def _remove_abandoned(left: Path) -> None:
    with abandoned(left) as is_left:
        if is_left and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def _claimed(parent: Path, name: str) -> tuple[Path, int | None]:
    """A new folder that is ours; another, if somebody took the first for abandoned before we held it."""
    while True:
        new = parent / f".{name}.part-{secrets.token_hex(4)}"
        new.mkdir()
        with contextlib.suppress(FileNotFoundError):
            return new, claim(new)
