"""Frozen values to plain JSON and back, by their own type hints: how a plan travels inside a cube's file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from enum import Enum
from functools import cache
from pathlib import PurePath
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_Value = TypeVar("_Value")


def to_plain(value: Any) -> Any:
    """Dicts, lists, strings, numbers and None, from dataclasses, enums, dates and tuples. A path becomes "" : it is this machine's own."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return [to_plain(item) for item in value] if isinstance(value, tuple | list) else value


def from_plain(kind: type[_Value], plain: Any) -> _Value:
    """The value of type ``kind``; TypeError or ValueError where ``plain`` is not one."""
    return _read(kind, plain)  # type: ignore[no-any-return]


def _read(kind: Any, plain: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        return None if plain is None else _read(_not_none(kind), plain)
    if get_origin(kind) is tuple:
        return _read_tuple(get_args(kind), plain)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_dataclass(kind, plain)
    return _read_one(kind, plain)


def _read_one(kind: Any, plain: Any) -> Any:
    if kind is dt.date:
        return dt.date.fromisoformat(plain)
    if issubclass(kind, Enum | PurePath):
        return kind(plain)
    # A whole number may stand for a float: it must come back as it went, since the plan's hash is of its text.
    if type(plain) is not kind and not (kind is float and type(plain) is int):
        raise TypeError(f"{plain!r} is not {kind}")
    return plain


def _read_dataclass(kind: type, plain: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(plain, dict) or not set(plain) <= set(hints):
        raise TypeError(f"this is not a {kind.__name__}")
    return kind(**{name: _read(hints[name], value) for name, value in plain.items()})


def _read_tuple(kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        raise TypeError(f"{plain!r} is not a list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], item) for item in plain)
    return tuple(_read(kind, item) for kind, item in zip(kinds, plain, strict=True))


def _not_none(kind: Any) -> Any:
    (told,) = (one for one in get_args(kind) if one is not NoneType)
    return told


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
