"""The plan: a checked export with every default explicit, and what the job means.

Only the checker makes a plan, so nothing that comes after has to check again.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from dpspec import algebra
from dpspec.datapump import Clock, Stamped
from dpspec.filters import Filter, InList, Like, Literal, negation
from dpspec.quantities import Timestamp
from dpspec.spec import PasswordReference, Where
from dpspec.versions import NEWEST, OLDEST, ServerVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dpspec.qualified_names import QualifiedName


class JobMode(enum.Enum):
    """The job modes of Data Pump; ORDS has all but the last."""

    FULL = "FULL"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    TABLESPACE = "TABLESPACE"
    TRANSPORTABLE = "TRANSPORTABLE"


#: Names as ORDS makes them, stamped when the job is made (sample values in the ORDS documentation; the
#: log's is unconfirmed).
JOB_NAME = Stamped(("DATAPUMP_REST_EXPORT_", Clock("YYYYMMDDHH24MISS")))
DUMP_NAME = Stamped(("EXPDAT%U", Clock("YYYY-MM-DD-HH24_MI_SS"), ".DMP"))
LOG_NAME = Stamped(("EXPDAT-", Clock("YYYY-MM-DD-HH24_MI_SS"), ".LOG"))

#: The nearest that a parameter file can say: it has the date, from 12.2 on (unconfirmed), and no time.
PARFILE_DUMP_NAME = "EXPDAT%U-%T.DMP"
PARFILE_OLD_DUMP_NAME = "EXPDAT%U.DMP"
PARFILE_LOG_NAME = "EXPDAT.LOG"

#: The Data Pump filter that each expression key means (ORDS documentation), in the order of the calls.
FILTER_NAMES = {
    "name_expressions": "NAME_EXPR",
    "schema_expressions": "SCHEMA_EXPR",
    "tablespace_expressions": "TABLESPACE_EXPR",
}


#: The key whose names `filter` lists in each mode: the documentation does not say it, the names of the modes do.
LIST_KEYS = {"SCHEMA": "schema_expressions", "TABLE": "name_expressions", "TABLESPACE": "tablespace_expressions"}
#: The object path that the job mode itself picks: filters on all names are filters on these.
PICKED: Final = "TABLE"


@frozen
class ObjectNames:
    """A filter on the names of the objects of one object path."""

    object_path: str
    filter: Filter


@frozen
class ObjectClause:
    """One INCLUDE or EXCLUDE: an object path, and perhaps which names of it."""

    object_path: str
    filter: Filter | None = None


@frozen
class File:
    """A dump or log file: its name, or nothing for a name that is made; its directory, or the credential of a URI."""

    name: str
    directory: str
    is_uri: bool = False


class RowFilter(enum.Enum):
    """The data filters of DBMS_DATAPUMP that choose rows."""

    SUBQUERY = "SUBQUERY"
    SAMPLE = "SAMPLE"
    PARTITION_LIST = "PARTITION_LIST"
    PARTITION_EXPR = "PARTITION_EXPR"


@frozen
class Rows:
    """Which rows of a table, or of every table, are exported.

    `value` is a clause, a percentage in decimal notation, names of partitions, or a filter on them.
    """

    kind: RowFilter
    value: str | tuple[str, ...] | Filter
    table: QualifiedName | None = None


@frozen
class Remap:
    """The function that makes the exported values of a column."""

    table: QualifiedName
    column: str
    function: QualifiedName


Setting = bool | int | str | Timestamp | PasswordReference | tuple[str, ...]


@frozen
class Plan:
    """A checked export.

    `listed` are the names of the ORDS key `filter`. `dump_files` has one file without a name where the name is made,
    and none for a job that only estimates; `log_file` is empty for a job without a log. `settings` has the keys that
    were given and that mean one parameter each. `server` is the release whose limits hold, `features` the one up to
    which new parameters may be used. `threads` and `keep_master` have the defaults of ORDS. `written` are the keys
    that the author gave.
    """

    job_mode: JobMode
    directory: str
    dump_files: tuple[File, ...]
    log_file: tuple[File, ...]
    threads: int
    keep_master: bool
    job_name: str = ""
    filesize: int = 0
    reuse_dumpfiles: bool = False
    name_expressions: tuple[Filter, ...] = ()
    object_names: tuple[ObjectNames, ...] = ()
    schema_expressions: tuple[Filter, ...] = ()
    tablespace_expressions: tuple[Filter, ...] = ()
    listed: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    tables: tuple[QualifiedName, ...] = ()
    tablespaces: tuple[str, ...] = ()
    views: tuple[QualifiedName, ...] = ()
    include: tuple[ObjectClause, ...] = ()
    exclude: tuple[ObjectClause, ...] = ()
    rows: tuple[Rows, ...] = ()
    remaps: tuple[Remap, ...] = ()
    settings: tuple[tuple[str, Setting], ...] = ()
    server: ServerVersion = field(default=OLDEST, eq=False)
    features: ServerVersion = field(default=NEWEST, eq=False)
    written: frozenset[str] = field(default=frozenset(), eq=False)
    where: Where = field(factory=Where, eq=False, repr=False)

    @property
    def filters(self) -> tuple[tuple[str, tuple[Filter, ...]], ...]:
        """The expressions on everything by key, in the order in which they are sent."""
        return tuple((key, getattr(self, key)) for key in FILTER_NAMES)

    @property
    def file_name(self) -> str:
        """The name of the one dump file; empty if it is made."""
        return self.dump_files[0].name if self.dump_files else ""

    @property
    def credential_name(self) -> str:
        """The credential of the object store; empty for dumps in a directory."""
        return self.dump_files[0].directory if self.dump_files and self.dump_files[0].is_uri else ""

    def setting(self, key: str) -> Setting | None:
        """Give what a key was set to, if it was."""
        return dict(self.settings).get(key)

    @property
    def only_views(self) -> bool:
        """Whether a table job exports views as tables, and nothing names any table beside them."""
        on_tables = any(named.object_path == PICKED for named in self.object_names)
        return bool(self.views) and not (self.tables or self.name_expressions or self.schema_expressions or on_tables)

    @property
    def meaning(self) -> Meaning:
        """What the job does, whatever words say it."""
        return _meaning(self)


#: What ANDed filters select: the names, if they are finitely many and known, else the filters.
Selection = frozenset[str] | frozenset[Filter]


def selected(filters: Sequence[Filter]) -> Selection:
    """Give what filters select together, independent of how it is written."""
    known = algebra.selection(filters)
    return known if known is not None else frozenset(map(algebra.normal, filters))


@frozen
class Meaning:
    """What a job does; two jobs are the same if their meanings are equal.

    `log_file` and `job_name` are empty where their names are made, since each target makes them in its own way.
    """

    job_mode: JobMode
    job_name: str
    names: Selection
    objects: frozenset[tuple[str, Selection]]
    include: frozenset[str]
    exclude: frozenset[str]
    schemas: Selection
    tablespaces: Selection
    tables: frozenset[str]
    views: frozenset[str]
    listed: frozenset[str]
    rows: frozenset[tuple[RowFilter, str, str | frozenset[str] | Filter]]
    remaps: frozenset[tuple[str, str, str]]
    dump_files: tuple[File, ...]
    log_file: tuple[File, ...]
    filesize: int
    reuse_dumpfiles: bool
    threads: int
    keep_master: bool
    settings: frozenset[tuple[str, Setting]]
    only_views: bool = False


def _meaning(plan: Plan) -> Meaning:
    names, schemas, tables = _tables(plan)
    on_paths: dict[str, list[Filter]] = {}
    for named in plan.object_names:
        on_paths.setdefault(named.object_path, []).append(named.filter)
    for clause in plan.include:
        on_paths.setdefault(clause.object_path, []).extend([clause.filter] if clause.filter else [])
    for clause in plan.exclude:
        on_paths.setdefault(clause.object_path, []).extend([negation(clause.filter)] if clause.filter else [])
    include = frozenset(clause.object_path for clause in plan.include)
    if plan.job_mode is JobMode.TABLE:
        names = [*names, *on_paths.pop(PICKED, [])]
        # All that a table job exports are tables and what depends on them, which an INCLUDE of tables takes along.
        include = frozenset() if include == {PICKED} else include
    return Meaning(
        job_mode=plan.job_mode,
        job_name=plan.job_name,
        names=selected(names),
        objects=frozenset((path, selected(filters)) for path, filters in on_paths.items() if filters),
        include=include,
        exclude=frozenset(clause.object_path for clause in plan.exclude if clause.filter is None),
        schemas=selected(schemas),
        tablespaces=selected([*plan.tablespace_expressions, *_one_list(plan.tablespaces)]),
        tables=tables,
        views=frozenset(view.exact for view in plan.views),
        only_views=plan.only_views,
        listed=frozenset(plan.listed),
        rows=frozenset(map(_row_meaning, plan.rows)),
        remaps=frozenset((remap.table.exact, remap.column, remap.function.exact) for remap in plan.remaps),
        dump_files=plan.dump_files,
        log_file=tuple(evolve(file, name=file.name) for file in plan.log_file),
        filesize=plan.filesize,
        reuse_dumpfiles=plan.reuse_dumpfiles,
        threads=plan.threads,
        keep_master=plan.keep_master,
        settings=frozenset(_setting_meaning(key, value) for key, value in plan.settings),
    )


def _one_list(names: Sequence[str]) -> list[Filter]:
    return [InList(tuple(map(Literal, names)))] if names else []


def _tables(plan: Plan) -> tuple[list[Filter], list[Filter], frozenset[str]]:
    """Give the filters on names and on schemas, and the tables that no such filters can say."""
    names = list(plan.name_expressions)
    schemas = [*plan.schema_expressions, *_one_list(plan.schemas)]
    said = table_filters(plan.tables)
    if said is None:
        return names, schemas, frozenset(spelled_tables(plan.tables))
    return [*names, *said[1]], [*schemas, *said[0]], frozenset()


def spelled_tables(tables: Iterable[QualifiedName]) -> list[str]:
    """Write tables without their partitions, each once."""
    return list(dict.fromkeys(str(evolve(table, suffix="")) for table in tables))


def table_filters(tables: Sequence[QualifiedName]) -> tuple[list[Filter], list[Filter]] | None:
    """Give the filters on schema and name that say the same as a list of tables, or None if none do.

    They do for tables of one schema: a list of names, or one pattern.
    """
    owners = {table.owner for table in tables}
    names = tuple(dict.fromkeys(table.name for table in tables))
    if len(owners) > 1 or any("%" in owner for owner in owners):
        return None
    schemas = _one_list([owner for owner in owners if owner])
    if not any("%" in name for name in names):
        return schemas, _one_list(names)
    if len(names) > 1:
        return None
    return schemas, ([] if names == ("%",) else [pattern(names[0])])


def pattern(name: str) -> Like:
    """Give the LIKE of a name with the wildcard ``%``, in which an underscore is just that."""
    escaped = "".join(f"!{char}" if char in "!_" else char for char in name)
    return Like(Literal(escaped), Literal("!")) if escaped != name else Like(Literal(name))


def _row_meaning(rows: Rows) -> tuple[RowFilter, str, str | frozenset[str] | Filter]:
    table = str(rows.table) if rows.table is not None else ""
    match rows.value:
        case str() as text:
            return rows.kind, table, text
        case tuple() as names:
            return RowFilter.PARTITION_EXPR, table, frozenset(names)
        case filter_:
            known = algebra.selection([filter_])
            return rows.kind, table, known if known is not None else algebra.normal(filter_)


def _setting_meaning(key: str, value: Setting) -> tuple[str, Setting]:
    if isinstance(value, PasswordReference):
        return key, True
    return key, tuple(sorted(value)) if isinstance(value, tuple) and key == "data_options" else value
