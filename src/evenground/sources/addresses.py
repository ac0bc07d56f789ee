"""What an address points to: a file (which may not leave the plan's folder), a table in a file, or a database."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from evenground.model.faults import Faults, fault

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+)://")
_PASSWORD = re.compile(r"(?<=://)([^/@?#]*):(.*)@(?=[^@]*$)")
_SECRET_OPTION = re.compile(r"(?i)([?&;](?:password|passwd|pwd|passfile|sslpassword|token|secret|key)=)[^&;#]*")
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Address:
    """``scheme`` is "" for a plain path. ``rest`` is what stands after ``://``, ``table`` what stands after ``#``.

    ``name`` is the address as written with passwords hidden; ``secrets`` are the hidden texts, to keep them out of messages.
    """

    name: str
    scheme: str
    rest: str = field(repr=False)
    table: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def without_secrets(self, message: str) -> str:
        """A driver's message with every form of the password taken out."""
        for secret in self.secrets:
            message = message.replace(secret, _HIDDEN)
        return message


def parse_address(address: str | Path) -> Address:
    """The parts of ``address``. A ``#`` belongs to the path if a file of that whole name exists."""
    text = str(address)
    match = None if isinstance(address, Path) else _SCHEME.match(text)
    scheme = match.group(1).lower() if match else ""
    rest = text[match.end() :] if match else text
    table = ""
    if "#" in rest and (scheme or not Path(rest).exists()):
        rest, _, table = rest.rpartition("#")
    return Address(hide_password(text), scheme, rest, table, _secrets(text) if scheme else ())


def hide_password(address: str) -> str:
    """``address`` with each password in it replaced by ``***``."""
    return _SECRET_OPTION.sub(rf"\g<1>{_HIDDEN}", _PASSWORD.sub(rf"\1:{_HIDDEN}@", address))


def _secrets(text: str) -> tuple[str, ...]:
    written = [match.group(2) for match in _PASSWORD.finditer(text)]
    written += [match.group(0).split("=", 1)[1] for match in _SECRET_OPTION.finditer(text)]
    return tuple(
        sorted(
            {form for one in written if one for form in (one, unquote(one), quote(one, safe=""))}, key=len, reverse=True
        )
    )


def find_path(rest: str, *, folder: Path | None, name: str) -> Path:
    """The file or folder meant. With ``folder``, links are followed first and nothing outside it is opened."""
    if "\x00" in rest or not rest.strip():
        raise fault(
            "This is not a path to a file.", repr(name), "Give the path of a CSV, Parquet, XLSX or DuckDB file."
        )
    path = Path(rest).expanduser() if folder is None else Path(rest)
    whole = path if folder is None else folder / path
    try:
        resolved = whole.resolve()
        if folder is not None and not resolved.is_relative_to(folder.resolve()):
            raise _outside(name, folder)
        there = whole.exists()
    except PermissionError:
        raise fault("You may not look into this folder.", name, "Ask its owner for the right to read it.") from None
    except (OSError, RuntimeError):
        what = "This path cannot be followed: it is too long, or its links go round in a circle."
        raise fault(what, name, "Give the path of the file itself.") from None
    if not there and not any(mark in path.name for mark in "*?["):
        raise _missing(whole, name)
    return whole


def pattern_files(path: Path, *, folder: Path | None, name: str) -> list[Path]:
    """The Parquet files that ``path`` means: itself, those in the folder, or those that fit its pattern, in order of name."""
    if path.is_file():
        return [path]
    found = path.rglob("*.parquet") if path.is_dir() else path.parent.glob(path.name)
    files = sorted(one for one in found if one.is_file() and not one.name.startswith((".", "_")))
    if folder is not None and not all(one.resolve().is_relative_to(folder.resolve()) for one in files):
        raise _outside(name, folder)
    if not files:
        what = "There is no Parquet file in this folder." if path.is_dir() else "No file fits this pattern."
        raise fault(what, name, f"Looked in {path if path.is_dir() else path.parent}.")
    return files


def _outside(name: str, folder: Path) -> Faults:
    what = "This path leads out of the plan's folder, and a plan may only read what lies beside it."
    return fault(what, name, f"Move the file into {folder}, or give the path on the command line instead.")


def _missing(path: Path, name: str) -> Faults:
    parent = path.parent
    if not parent.is_dir():
        return fault("There is no such folder.", str(parent), "Check the path.")
    near = difflib.get_close_matches(path.name, [one.name for one in parent.iterdir()], n=3, cutoff=0.5)
    fix = f"Near in name: {', '.join(near)}." if near else f"The folder is {parent.resolve()}."
    return fault("There is no such file.", name, fix)
