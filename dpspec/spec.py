"""The export spec: what the author wrote, key by key, and where.

The keys are those of the ORDS request body of ``POST /database/datapump/export`` (ORDS Database
API, contract of release 26.1).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import field, fields, frozen

from dpspec.filters import Filter

if TYPE_CHECKING:
    from dpspec.source import Extract, Location


class Shape(enum.Enum):
    """The JSON type that a key takes, in words for people."""

    STRING = "a string"
    INTEGER = "an integer"
    EXPRESSIONS = "a list of expressions"


#: Every key with its JSON type, in the canonical order (that of the ORDS documentation).
KEYS: Final[dict[str, Shape]] = {
    "job_mode": Shape.STRING,
    "datapump_dir": Shape.STRING,
    "file_name": Shape.STRING,
    "credential_name": Shape.STRING,
    "filter": Shape.STRING,
    "name_expressions": Shape.EXPRESSIONS,
    "schema_expressions": Shape.EXPRESSIONS,
    "tablespace_expressions": Shape.EXPRESSIONS,
    "threads": Shape.INTEGER,
    "keep_master": Shape.INTEGER,
}

EXPRESSION_KEYS: Final = tuple(key for key, shape in KEYS.items() if shape is Shape.EXPRESSIONS)
#: The only member of an expression item.
ITEM_KEY: Final = "expression"


@frozen(eq=False)
class Where:
    """The places of a spec's keys and values; empty for a spec built in Python.

    A value is asked for by its path: ``threads``, ``name_expressions[1]``. `unread` are the keys
    whose values could not be read, so that no rule concludes anything from their absence.
    """

    whole: Location | None = None
    keys: Mapping[str, Location] = field(factory=dict)
    values: Mapping[str, Location] = field(factory=dict)
    texts: Mapping[str, Extract] = field(factory=dict)
    unread: frozenset[str] = frozenset()

    def of(self, path: str) -> Location | None:
        """Give the place of a value, of its key if the value has none, or of the whole spec."""
        return self.values.get(path) or self.keys.get(path) or self.whole


class _Absent(tuple[str, ...]):
    """No list at all, which differs from an empty one: that is refused, since it would mean every object."""

    __slots__ = ()


_ABSENT: Final = _Absent()


def _expressions(value: Any) -> Any:
    """Make plain texts of the items; anything that is no list of texts stays for the checker to refuse."""
    if value is _ABSENT or isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return value
    return tuple(_item(item) for item in value)


def _item(item: Any) -> Any:
    if isinstance(item, Mapping) and set(item) == {ITEM_KEY}:
        return item[ITEM_KEY]
    return str(item) if isinstance(item, Filter) else item


@frozen(kw_only=True)
class ExportSpec:
    """An export as its author wrote it; nothing is checked until it goes through ``check`` or ``compile``.

    An expression may be given as text, as ``{"expression": "..."}`` or as a filter value.

    Attributes:
        job_mode: FULL, SCHEMA, TABLE or TABLESPACE.
        name_expressions: filters on object names, all of which must hold (Data Pump's NAME_EXPR).
        schema_expressions: filters on schema names (SCHEMA_EXPR).
        tablespace_expressions: filters on tablespace names (TABLESPACE_EXPR).
        filter: a comma-separated list of names, which only ORDS understands.
        datapump_dir: directory object of the dump, or of the log alone when the dump goes to an object store.
        file_name: dump file name or object-store URI; by default ORDS makes one with a timestamp.
        credential_name: credential for the object store.
        threads: number of worker processes.
        keep_master: 1 to keep the control table after success (the default of ORDS), 0 to drop it.
        where: the places of all this in the file it was read from.

    """

    job_mode: str = "SCHEMA"
    name_expressions: tuple[str, ...] = field(default=_ABSENT, converter=_expressions)
    schema_expressions: tuple[str, ...] = field(default=_ABSENT, converter=_expressions)
    tablespace_expressions: tuple[str, ...] = field(default=_ABSENT, converter=_expressions)
    filter: str | None = None
    datapump_dir: str = "DATA_PUMP_DIR"
    file_name: str | None = None
    credential_name: str | None = None
    threads: int | None = None
    keep_master: int | None = None
    where: Where = field(factory=Where, eq=False, repr=False)

    @property
    def written(self) -> frozenset[str]:
        """The keys that the author gave: those in the file, and those that differ from their defaults."""
        defaults = {attribute.name: attribute.default for attribute in fields(type(self))}
        changed = (key for key in KEYS if not _is_default(getattr(self, key), defaults[key]))
        return frozenset(self.where.keys) | frozenset(changed)


def _is_default(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and not isinstance(value, tuple) and value == default)
