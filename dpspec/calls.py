"""Plan to the ordered DBMS_DATAPUMP calls that define and start the job.

Source: the DBMS_DATAPUMP reference; where expdp has a parameter, the calls that it is taken to make (deduced from
public scripts, unconfirmed).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from dpspec.datapump import CONSTANTS, DUMP_FILE, LOG_FILE, URI_DUMP_FILE, Call, Secret, Value
from dpspec.filters import Literal, negation
from dpspec.plan import DUMP_NAME, FILTER_NAMES, JOB_NAME, LOG_NAME, JobMode, RowFilter, table_filters
from dpspec.quantities import Timestamp, size_text
from dpspec.spec import PasswordReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.plan import File, Plan, Rows, Setting

#: Parameters of SET_PARAMETER whose names differ from the key.
_PARAMETERS: Final = {"access_method": "DATA_ACCESS_METHOD", "transport_full_check": "TTS_FULL_CHECK"}
#: Keys that are no SET_PARAMETER.
_ELSEWHERE: Final = ("version", "network_link", "content", "cluster", "service_name", "abort_step", "log_entries")
_DATA_OPTIONS: Final = {
    "XML_CLOBS": CONSTANTS["KU$_DATAOPT_XMLTYPE_CLOB"],
    "GROUP_PARTITION_TABLE_DATA": CONSTANTS["KU$_DATAOPT_GRP_PART_TAB"],
    "VERIFY_STREAM_FORMAT": CONSTANTS["KU$_DATAOPT_VERIFY_STREAM_FORM"],
}


def calls(plan: Plan) -> tuple[Call, ...]:
    """Give the calls that define and start the job, in order. The plan must be one that the target plsql can say.

    The defaults of ORDS are written out, so that the job does not depend on those of a release; dump files are
    overwritten only where the plan says so (``reusefile => 0``).
    """
    return tuple(_calls(plan))


def _calls(plan: Plan) -> Iterator[Call]:
    yield _open(plan)
    for file in plan.dump_files:
        yield _dump_file(plan, file)
    for file in plan.log_file:
        named = (("filename", file.name or LOG_NAME), ("directory", file.directory), ("filetype", LOG_FILE))
        yield Call("ADD_FILE", named)
    yield from _objects(plan)
    yield from map(_rows, plan.rows)
    for remap in plan.remaps:
        arguments: list[tuple[str, Value]] = [("name", "COLUMN_FUNCTION"), ("table_name", remap.table.name)]
        arguments += [("column", remap.column), ("remap_function", remap.function.exact)]
        yield Call("DATA_REMAP", (*arguments, *((("schema", remap.table.owner),) if remap.table.owner else ())))
    yield Call("SET_PARALLEL", (("degree", plan.threads),))
    yield _parameter("KEEP_MASTER", int(plan.keep_master))
    yield from _settings(plan)
    for message in _texts(plan, "log_entries"):
        yield Call("LOG_ENTRY", (("message", message),))
    yield _start(plan)


def _texts(plan: Plan, key: str) -> tuple[str, ...]:
    value = plan.setting(key)
    return value if isinstance(value, tuple) else ()


def _open(plan: Plan) -> Call:
    arguments: list[tuple[str, Value]] = [("operation", "EXPORT"), ("job_mode", plan.job_mode.value)]
    if isinstance(link := plan.setting("network_link"), str):
        arguments.append(("remote_link", link))
    arguments.append(("job_name", plan.job_name or JOB_NAME))
    if isinstance(version := plan.setting("version"), str):
        arguments.append(("version", version))
    return Call("OPEN", tuple(arguments))


def _dump_file(plan: Plan, file: File) -> Call:
    arguments: list[tuple[str, Value]] = [("filename", file.name or DUMP_NAME), ("directory", file.directory)]
    if plan.filesize:
        arguments.append(("filesize", size_text(plan.filesize, short=True)))
    arguments.append(("filetype", URI_DUMP_FILE if file.is_uri else DUMP_FILE))
    arguments.append(("reusefile", int(plan.reuse_dumpfiles)))
    return Call("ADD_FILE", tuple(arguments))


def _filter(name: str, value: str, object_path: str = "") -> Call:
    path = (("object_path", object_path),) if object_path else ()
    return Call("METADATA_FILTER", (("name", name), ("value", value), *path))


def _listed(names: Iterable[str]) -> str:
    """Write the value of a ``*_LIST`` filter: names in single quotes, with commas between them."""
    return ",".join(str(Literal(name)) for name in dict.fromkeys(names))


def _objects(plan: Plan) -> Iterator[Call]:
    """Give the metadata filters: what is named comes before what is included, and that before what is excluded."""
    for key, filters in plan.filters:
        for filter_ in filters:
            yield _filter(FILTER_NAMES[key], str(filter_))
    if plan.tables:
        yield from _tables(plan)
    if plan.schemas:
        yield _filter("SCHEMA_LIST", _listed(plan.schemas))
    if plan.tablespaces:
        yield _filter("TABLESPACE_LIST", _listed(plan.tablespaces))
    for view in plan.views:
        yield _filter("VIEWS_AS_TABLES", view.exact)
    if plan.only_views:
        # Without it, every table of the schema would be exported as well. Its value is not documented.
        yield _filter("EXCLUDE_TABLES", "TRUE")
    for named in plan.object_names:
        yield _filter("NAME_EXPR", str(named.filter), named.object_path)
    yield from _clauses(plan)


def _clauses(plan: Plan) -> Iterator[Call]:
    """Give the filters on object paths.

    Those without names go into the LIST filters: dependents follow their objects there, as they do with expdp, which
    the reference denies for the EXPR filters, and each path is checked by the server.
    """
    if plan.include:
        yield _filter("INCLUDE_PATH_LIST", _listed(clause.object_path for clause in plan.include))
    for clause in plan.include:
        if clause.filter is not None:
            yield _filter("NAME_EXPR", str(clause.filter), clause.object_path)
    if bare := [clause.object_path for clause in plan.exclude if clause.filter is None]:
        yield _filter("EXCLUDE_PATH_LIST", _listed(bare))
    for clause in plan.exclude:
        if clause.filter is not None:
            yield _filter("NAME_EXPR", str(negation(clause.filter)), clause.object_path)


def _tables(plan: Plan) -> Iterator[Call]:
    schemas, names = table_filters(plan.tables) or ([], [])
    for filter_ in schemas:
        yield _filter("SCHEMA_EXPR", str(filter_))
    if any(table.is_pattern for table in plan.tables):
        for filter_ in names:
            yield _filter("NAME_EXPR", str(filter_))
    else:
        yield _filter("NAME_LIST", _listed(table.name for table in plan.tables))


def _rows(rows: Rows) -> Call:
    value: Value
    match rows.value:
        case str() as text if rows.kind is RowFilter.SAMPLE:
            value = int(text) if text.isdecimal() else Decimal(text)
        case str() as text:
            value = text
        case tuple() as names:
            value = _listed(names)
        case filter_:
            value = str(filter_)
    arguments: list[tuple[str, Value]] = [("name", rows.kind.value), ("value", value)]
    if rows.table is not None:
        arguments.append(("table_name", rows.table.name))
        if rows.table.owner:
            arguments.append(("schema_name", rows.table.owner))
    return Call("DATA_FILTER", tuple(arguments))


def _parameter(name: str, value: Value) -> Call:
    return Call("SET_PARAMETER", (("name", name), ("value", value)))


def _settings(plan: Plan) -> Iterator[Call]:
    match plan.setting("content"):
        case "ALL":
            yield Call("DATA_FILTER", (("name", "INCLUDE_ROWS"), ("value", 1)))
        case "METADATA_ONLY":
            yield Call("DATA_FILTER", (("name", "INCLUDE_ROWS"), ("value", 0)))
        case "DATA_ONLY":
            yield _parameter("INCLUDE_METADATA", 0)
    for key, value in plan.settings:
        if key == "consistent":
            yield _parameter("FLASHBACK_TIME", "SYSTIMESTAMP")
        elif key not in _ELSEWHERE:
            yield _parameter(_PARAMETERS.get(key, key.upper()), _value(value))


def _value(value: Setting) -> Value:
    match value:
        case bool():
            return int(value)
        case Timestamp():
            return value.sql
        case PasswordReference():
            return Secret()
        case tuple():
            return sum(_DATA_OPTIONS[option] for option in set(value))
        case _:
            return value


def _start(plan: Plan) -> Call:
    arguments: list[tuple[str, Value]] = []
    if isinstance(step := plan.setting("abort_step"), int):
        arguments.append(("abort_step", step))
    if isinstance(cluster := plan.setting("cluster"), bool):
        arguments.append(("cluster_ok", int(cluster)))
    if isinstance(service := plan.setting("service_name"), str):
        arguments.append(("service_name", service))
    return Call("START_JOB", tuple(arguments))


def is_sayable(plan: Plan) -> bool:
    """Tell whether the tables can be said to DBMS_DATAPUMP: of one schema in one job, by names or by one pattern."""
    return plan.job_mode is not JobMode.TABLE or table_filters(plan.tables) is not None
