"""The types of a spec built in Python, where nothing has checked them; one read from a file has passed the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import fields

from dpspec.diagnostics import Diagnostic
from dpspec.reader import (
    TYPES,
    is_password,
    item_advice,
    item_members,
    kind_of_value,
    secret_fault,
    type_fault,
    unknown_member,
)
from dpspec.spec import ITEMS, NameExpression, PasswordReference, members
from dpspec.vocabulary import KEYS, MEMBERS, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.spec import ExportSpec

#: Keys whose defaults are texts; None is none.
_NEVER_NONE: Final = ("datapump_dir",)


def faults(spec: ExportSpec) -> Iterator[Diagnostic]:
    """Give every value of a wrong type."""
    for key, definition in KEYS.items():
        value = getattr(spec, key)
        shape = definition.shape
        if value is None and key not in _NEVER_NONE:
            if shape in (Shape.EXPRESSIONS, Shape.ITEMS, Shape.STRINGS):
                yield _wrong(key, key, shape, value)
        elif shape is Shape.SECRET:
            yield from _secret(key, value)
        elif shape in (Shape.EXPRESSIONS, Shape.ITEMS, Shape.STRINGS) or (
            shape is Shape.PERCENT and type(value) not in TYPES[shape]
        ):
            yield from _list(key, shape, value)
        elif type(value) not in TYPES[shape]:
            yield _wrong(key, key, shape, value)


def _wrong(path: str, named: str, shape: Shape, value: object) -> Diagnostic:
    message, advice = type_fault(named, shape, value, kind_of_value(value))
    return Diagnostic("DP103", message, None, advice, path)


def _secret(key: str, value: Any) -> Iterator[Diagnostic]:
    if is_password(value):
        yield secret_fault(None, key)
    elif isinstance(value, PasswordReference):
        yield from _members(key, value)
    elif isinstance(value, dict) and (faults_ := list(_unknown(key, key, value))):
        yield from faults_
    else:
        yield _wrong(key, key, Shape.SECRET, value)


def _list(key: str, shape: Shape, value: Any) -> Iterator[Diagnostic]:
    if not isinstance(value, tuple):
        yield _wrong(key, key, shape, value)
        return
    kind = ITEMS.get(key)
    for index, item in enumerate(value):
        path = f"{key}[{index}]"
        if isinstance(item, str):
            continue
        if kind is not None and isinstance(item, kind):
            yield from _members(path, item)
            continue
        yield from _wrong_item(path, key, shape, item)


def _wrong_item(path: str, key: str, shape: Shape, item: Any) -> Iterator[Diagnostic]:
    """Say why an item is none: an object of unknown or missing members, or a value of a wrong type."""
    message = f"an item of `{key}` is {kind_of_value(item)}, not a string"
    if isinstance(item, dict) and shape is not Shape.STRINGS:
        if unknown := list(_unknown(path, key, item)):
            yield from unknown
            return
        if missing := [name for name, required in item_members(key).items() if required and name not in item]:
            message = f"an item of `{key}` has no `{missing[0]}`"
    elif isinstance(item, NameExpression):
        message, advice = unknown_member(key, "object_path")
        yield Diagnostic("DP102", message, None, advice, path)
        return
    advice = "an item is a text such as `LIKE 'EMP%'`" if shape is Shape.EXPRESSIONS else item_advice(key)
    yield Diagnostic("DP103", message, None, advice, path)


def _unknown(path: str, key: str, value: dict[Any, Any]) -> Iterator[Diagnostic]:
    """Give the members of an object that its key does not have."""
    for name in value:
        if name not in item_members(key):
            # A value that is no text may have no text either, as a very large integer has none.
            is_small = type(name) is int and abs(name) < 10**18
            text = str(name) if isinstance(name, str) or is_small else kind_of_value(name)
            message, advice = unknown_member(key, text)
            yield Diagnostic("DP102", message, None, advice, path)


def _members(path: str, item: Any) -> Iterator[Diagnostic]:
    required = members(type(item))
    for attribute in fields(type(item)):
        name = attribute.name
        value = getattr(item, name)
        if value is None and not required[name]:
            continue
        shape = MEMBERS.get(name, Shape.STRING)
        if shape is Shape.STRINGS:
            if not isinstance(value, tuple) or not all(isinstance(text, str) for text in value):
                yield _wrong(f"{path}.{name}", name, shape, value)
        elif type(value) not in TYPES[shape]:
            yield _wrong(f"{path}.{name}", name, shape, value)
