"""Spec to the text of a spec file: what ``recover`` prints for people to read, and for the reader to read back.

JSON is ASCII. YAML is in block style, with every printable character as itself; a string stands without quotes only
where no reader, of YAML 1.1 or of 1.2, could take it for anything but that string.
"""

from __future__ import annotations

import json
import re
import textwrap
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import fields

from dpspec.spec import ITEM_KEY, ITEMS, ExportSpec, members
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_Scalar: TypeAlias = str | int | float
_Value: TypeAlias = "_Scalar | list[_Value] | dict[str, _Value]"

_NO_COMMENTS: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})
_WIDTH: Final = 110
#: Where in a spec the comments stand that belong to no key of it.
_TOP: Final = ""

_ITEM_CLASSES: Final = tuple(dict.fromkeys(ITEMS.values()))
#: The members that say what an item is about.
_SUBJECTS: Final = ("object_path", "table", "column")
#: The first integer with more digits than every reader takes.
_TOO_LARGE: Final = 10**639


def write(
    spec: ExportSpec, syntax: Literal["json", "yaml"], comments: Mapping[str, Sequence[str]] = _NO_COMMENTS
) -> str:
    """Write a spec as a file that reads back as the same spec.

    YAML has the comments of a key above that key; those of ``""``, and those of keys that the spec does not have, at
    the top. JSON has none. Raises ValueError for a value that no spec file can hold: half a surrogate pair, an
    infinite number, an object of a strange type.
    """
    values = _values(spec)
    if syntax == "json":
        return json.dumps(_with_expression_objects(values), indent=2, allow_nan=False) + "\n"
    return "".join(line + "\n" for line in _document(values, comments))


# Values without classes


def _values(spec: ExportSpec) -> dict[str, _Value]:
    """Give the keys that are there; the directory always is, since a spec is clearer with it."""
    absent = {attribute.name: attribute.default for attribute in fields(ExportSpec)}
    found = {key: getattr(spec, key) for key in KEYS}
    return {
        key: _value(key, value)
        for key, value in found.items()
        if value is not None and (key == "datapump_dir" or value is not absent[key])
    }


def _value(path: str, value: Any) -> _Value:
    if isinstance(value, tuple | list):
        return [_item(f"{path}[{index}]", item) for index, item in enumerate(value)]
    return _item(path, value)


def _item(path: str, item: Any) -> _Value:
    if not isinstance(item, _ITEM_CLASSES):
        return _scalar(path, item)
    names = sorted(members(type(item)), key=lambda name: name not in _SUBJECTS)
    found = {name: getattr(item, name) for name in names}
    return {name: _member(f"{path}.{name}", value) for name, value in found.items() if value is not None}


def _member(path: str, value: Any) -> _Value:
    if isinstance(value, tuple | list):
        return [_scalar(f"{path}[{index}]", item) for index, item in enumerate(value)]
    return _scalar(path, value)


def _scalar(path: str, value: Any) -> _Scalar:
    if not isinstance(value, str | int | float):
        raise ValueError(f"`{path}` is of type `{type(value).__name__}`, which a spec file cannot hold")
    if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise ValueError(f"`{path}` has half a surrogate pair, which a spec file cannot hold")
    if isinstance(value, int) and not -_TOO_LARGE < value < _TOO_LARGE:
        raise ValueError(f"`{path}` has more digits than a spec file can hold")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"`{path}` is not a finite number, and a spec file cannot hold another one")
    return value


def _with_expression_objects(values: dict[str, _Value]) -> dict[str, _Value]:
    """Make an object of each plain expression, which is how the documentation of ORDS writes one."""
    return {
        key: [{ITEM_KEY: item} if isinstance(item, str) else item for item in value]
        if key in EXPRESSION_KEYS and isinstance(value, list)
        else value
        for key, value in values.items()
    }


# YAML: the lines


def _document(values: dict[str, _Value], comments: Mapping[str, Sequence[str]]) -> Iterator[str]:
    elsewhere = (text for key, texts in comments.items() if key != _TOP and key not in values for text in texts)
    top = [*_comment(comments.get(_TOP, ())), *_comment(elsewhere)]
    yield from top
    if top:
        yield ""
    for key, value in values.items():
        yield from _comment(comments.get(key, ()))
        yield from _entry(key, value)


def _entry(key: str, value: _Value) -> list[str]:
    lines = _lines(value)
    if isinstance(value, list | dict) and value:
        return [f"{key}:", *_indented(lines)]
    return [f"{key}: {lines[0]}"]


def _lines(value: _Value) -> list[str]:
    """Give the lines of a value as they are without indentation; there is always one."""
    if isinstance(value, dict):
        return [line for key, member in value.items() for line in _entry(key, member)] or ["{}"]
    if isinstance(value, list):
        return [line for item in value for line in _dashed(_lines(item))] or ["[]"]
    return [_string(value) if isinstance(value, str) else _number(value)]


def _dashed(lines: list[str]) -> list[str]:
    return [f"- {lines[0]}", *_indented(lines[1:])]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _comment(texts: Iterable[str]) -> Iterator[str]:
    """Give each text as a comment of printable characters, in several lines where it is long."""
    for text in texts:
        shown = _escaped(re.sub(r"[^\S ]+", " ", text))
        for part in textwrap.wrap(shown, _WIDTH - len("# "), break_on_hyphens=False) or [""]:
            yield f"# {part}".rstrip()


# YAML: one scalar


def _number(value: float) -> str:
    """Spell a number without an exponent: `1e-06` is a string in YAML 1.1."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    digits = format(Decimal(repr(value)), "f")
    return digits if "." in digits else f"{digits}.0"


#: What some version of YAML, or some reader of it, takes for a boolean, null or a number.
_WORD: Final = re.compile(r"y|n|yes|no|true|false|on|off|null|nan|inf|infinity", re.IGNORECASE)
#: The only strings with a digit at the beginning that nobody takes for a number, a date or a time.
_SIZE: Final = re.compile(r"[1-9][0-9]*[KMGT]B?", re.IGNORECASE)
_START: Final = re.compile(r"[^\W\d]|[$/(]")
_STRUCTURE: Final = re.compile(r"[\[\]{}]|:(?: |$)| #| $")

_ESCAPES: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def _string(text: str) -> str:
    """Spell a string: without quotes, else in the quotes in which the least of it must be escaped."""
    if _is_plain(text):
        return text
    if not text.isprintable():
        return '"' + _escaped(text.replace("\\", r"\\").replace('"', r"\"")) + '"'
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    if not text.isprintable() or _STRUCTURE.search(text):
        return False
    return bool(_SIZE.fullmatch(text) or (_START.match(text) and not _WORD.fullmatch(text)))


def _escaped(text: str) -> str:
    """Escape what is not printable, as YAML does between double quotes."""
    return "".join(char if char.isprintable() else _ESCAPES.get(char) or _escape(ord(char)) for char in text)


def _escape(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
