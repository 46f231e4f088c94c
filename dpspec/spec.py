"""The export spec: what the author wrote, key by key, and where.

What each key means is said in ``vocabulary``. Nothing here is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any, Final

from attrs import NOTHING, field, fields, frozen

from dpspec.filters import Filter
from dpspec.vocabulary import KEYS

if TYPE_CHECKING:
    from dpspec.source import Extract, Location

#: The member of an item that may stand for the whole item.
ITEM_KEY: Final = "expression"


def _texts(value: Any) -> Any:
    """Make a tuple of a list; anything that is none stays for the checker to refuse."""
    if value is None or isinstance(value, str | bytes | Mapping | Set) or not isinstance(value, Iterable):
        return value
    return tuple(value)


@frozen(kw_only=True)
class NameExpression:
    """A filter on the names of the objects of one type: Data Pump's NAME_EXPR with an object path."""

    object_path: str
    expression: str


@frozen(kw_only=True)
class ObjectFilter:
    """Objects to include or exclude: those of an object path, or those of them whose names match."""

    object_path: str
    expression: str | None = None


@frozen(kw_only=True)
class TableQuery:
    """The rows of a table, or of every table, that match `query`: ``WHERE ...`` or ``ORDER BY ...``."""

    query: str
    table: str | None = None


@frozen(kw_only=True)
class TableSample:
    """A percentage of the rows of a table, or of every table."""

    percent: int | float
    table: str | None = None


@frozen(kw_only=True)
class TablePartitions:
    """The partitions of a table, or of every table: by name, or by a filter on their names."""

    table: str | None = None
    partitions: tuple[str, ...] | None = field(default=None, converter=_texts)
    expression: str | None = None


@frozen(kw_only=True)
class ColumnRemap:
    """A function ``[SCHEMA.]PACKAGE.FUNCTION`` that makes the exported values of a column ``[SCHEMA.]TABLE.COLUMN``."""

    column: str
    function: str


@frozen(kw_only=True)
class PasswordReference:
    """Where a password is found when the job is submitted: exactly one of them."""

    env: str | None = None
    file: str | None = None
    prompt: bool | None = None


#: The class of the items of each key that takes items, or of its one value.
ITEMS: Final[dict[str, type]] = {
    "name_expressions": NameExpression,
    "include": ObjectFilter,
    "exclude": ObjectFilter,
    "query": TableQuery,
    "sample": TableSample,
    "partitions": TablePartitions,
    "remap_data": ColumnRemap,
    "encryption_password": PasswordReference,
}


def members(item: Any) -> dict[str, bool]:
    """Give the members of an item, and whether each must be there."""
    return {attribute.name: attribute.default is NOTHING for attribute in fields(item)}


@frozen(eq=False)
class Where:
    """The places of a spec's keys and values; empty for a spec built in Python.

    A value is asked for by its path: ``threads``, ``name_expressions[1]``, ``query[0].table``. `unread` are the keys
    whose values could not be read, so that no rule concludes anything from their absence. `names` are the keys that
    the author wrote under a second name; `given` are the values as they were read, which a spec may have no more.
    """

    whole: Location | None = None
    keys: Mapping[str, Location] = field(factory=dict)
    values: Mapping[str, Location] = field(factory=dict)
    texts: Mapping[str, Extract] = field(factory=dict)
    unread: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(factory=dict)
    given: Mapping[str, Any] = field(factory=dict)

    def of(self, path: str) -> Location | None:
        """Give the place of a value, of its key if the value has none, or of the whole spec."""
        return self.values.get(path) or self.keys.get(path.partition("[")[0]) or self.whole

    def name(self, key: str) -> str:
        """Give the name under which the author wrote a key."""
        return self.names.get(key, key)


class _Absent(tuple[Any, ...]):
    """No list at all, which differs from an empty one: that is refused, since it would mean every object.

    There is one of it, also in a copy of a spec and in one that was pickled.
    """

    __slots__ = ()

    def __copy__(self) -> _Absent:
        return self

    def __deepcopy__(self, _memo: object) -> _Absent:
        return self

    def __reduce__(self) -> str:
        return "_ABSENT"


_ABSENT: Final = _Absent()


def _list_of(item: type | None = None) -> Any:
    """Make the converter of a list, whose items may be given as mappings or as filter values."""

    def convert(value: Any) -> Any:
        if value is _ABSENT or isinstance(value, str | bytes | Mapping | Set) or not isinstance(value, Iterable):
            return value
        return tuple(_item(item, one) for one in value)

    return convert


def _item(kind: type | None, item: Any) -> Any:
    if isinstance(item, Filter):
        return str(item)
    if kind is None or not isinstance(item, Mapping):
        return item
    if set(item) == {ITEM_KEY} and kind is NameExpression:
        return item[ITEM_KEY]
    needed = {name for name, required in members(kind).items() if required}
    if not needed <= set(item) <= set(members(kind)):
        return item
    return kind(**{name: str(value) if isinstance(value, Filter) else value for name, value in item.items()})


def _sample(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else _list_of(TableSample)(value)


def _password(value: Any) -> Any:
    return _item(PasswordReference, value)


def _list(item: type | None = None) -> Any:
    return field(default=_ABSENT, converter=_list_of(item))


@frozen(kw_only=True, repr=False)
class ExportSpec:
    """An export as its author wrote it; nothing is checked until it goes through ``check`` or ``compile``.

    The attributes are the keys of a spec; what each takes is in ``docs/spec.md``. An absent key is None or an empty
    tuple. An expression may be given as text, as ``{"expression": "..."}`` or as a filter value; an item of another
    list as text in the spelling of a parameter file, as a mapping or as the value it makes.

    Attributes:
        job_mode: FULL, SCHEMA, TABLE, TABLESPACE or TRANSPORTABLE; None for what the lists of names say, else SCHEMA.
        name_expressions: filters on object names, all of which must hold (Data Pump's NAME_EXPR).
        schema_expressions: filters on schema names (SCHEMA_EXPR).
        tablespace_expressions: filters on tablespace names (TABLESPACE_EXPR).
        filter: a comma-separated list of names, which only ORDS understands.
        datapump_dir: directory object of the dump, or of the log alone when the dump goes to an object store.
        file_name: dump file name or object-store URI; by default one with a timestamp is made.
        credential_name: credential for the object store.
        threads: number of worker processes.
        keep_master: 1 to keep the control table after success (the default of ORDS), 0 to drop it.
        where: the places of all this in the file it was read from.

    """

    job_mode: str | None = None
    job_name: str | None = None
    datapump_dir: str = "DATA_PUMP_DIR"
    file_name: str | None = None
    dumpfiles: tuple[str, ...] = _list()
    filesize: str | int | None = None
    reuse_dumpfiles: bool | None = None
    credential_name: str | None = None
    logfile: str | None = None
    nologfile: bool | None = None
    filter: str | None = None
    name_expressions: tuple[str | NameExpression, ...] = _list(NameExpression)
    schema_expressions: tuple[str, ...] = _list(NameExpression)
    tablespace_expressions: tuple[str, ...] = _list(NameExpression)
    schemas: tuple[str, ...] = _list()
    tables: tuple[str, ...] = _list()
    tablespaces: tuple[str, ...] = _list()
    transport_tablespaces: tuple[str, ...] = _list()
    views_as_tables: tuple[str, ...] = _list()
    include: tuple[str | ObjectFilter, ...] = _list(ObjectFilter)
    exclude: tuple[str | ObjectFilter, ...] = _list(ObjectFilter)
    content: str | None = None
    query: tuple[str | TableQuery, ...] = _list(TableQuery)
    sample: int | float | tuple[str | TableSample, ...] | None = field(default=None, converter=_sample)
    partitions: tuple[str | TablePartitions, ...] = _list(TablePartitions)
    remap_data: tuple[str | ColumnRemap, ...] = _list(ColumnRemap)
    data_options: tuple[str, ...] = _list()
    consistent: bool | None = None
    flashback_scn: int | None = None
    flashback_time: str | None = None
    compression: str | None = None
    compression_algorithm: str | None = None
    encryption: str | None = None
    encryption_algorithm: str | None = None
    encryption_mode: str | None = None
    encryption_password: PasswordReference | None = field(default=None, converter=_password)
    checksum: bool | None = None
    checksum_algorithm: str | None = None
    version: str | None = None
    network_link: str | None = None
    source_edition: str | None = None
    access_method: str | None = None
    estimate: str | None = None
    estimate_only: bool | None = None
    transportable: str | None = None
    transport_full_check: bool | None = None
    tts_closure_check: str | None = None
    threads: int | None = None
    parallel_threshold: str | int | None = None
    cluster: bool | None = None
    service_name: str | None = None
    enable_secure_roles: bool | None = None
    metrics: bool | None = None
    logtime: str | None = None
    log_entries: tuple[str, ...] = _list()
    abort_step: int | None = None
    keep_master: int | None = None
    where: Where = field(factory=Where, eq=False, repr=False)

    def __repr__(self) -> str:
        given = (f"{key}={_shown(key, getattr(self, key))}" for key in KEYS if key in self.written)
        return f"ExportSpec({', '.join(given)})"

    @property
    def written(self) -> frozenset[str]:
        """The keys that the author gave: those in the file, and those that differ from their defaults."""
        defaults = {attribute.name: attribute.default for attribute in fields(type(self))}
        changed = (key for key in KEYS if not _is_default(getattr(self, key), defaults[key]))
        return frozenset(self.where.keys) | frozenset(changed)


def _shown(key: str, value: object) -> str:
    """Show a value, but not a password that somebody has put where a reference belongs."""
    return "'***'" if key == "encryption_password" and isinstance(value, str | bytes) else repr(value)


def _is_default(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and not isinstance(value, tuple) and value == default)
