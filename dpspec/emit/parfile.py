"""Plan to a parameter file for expdp.

expdp has no parameter for a filter on all named objects, and its mode parameters take lists of
names, not conditions; what it cannot say is refused. Source: Utilities, Data Pump Export
parameters and parameter files. How the client reads a backslash, a line end or a character that
is not ASCII inside a value is not documented, so none of them is ever written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import algebra, capability
from dpspec.diagnostics import Diagnostic, show
from dpspec.filters import Like, negation
from dpspec.plan import (
    PARFILE_DUMP_NAME,
    PARFILE_LOG_NAME,
    PARFILE_OLD_DUMP_NAME,
    PICKED,
    JobMode,
    ObjectClause,
    RowFilter,
    pattern,
)
from dpspec.quantities import Timestamp, size_text
from dpspec.spec import PasswordReference
from dpspec.version import __version__
from dpspec.versions import INCLUDE_AND_EXCLUDE, LONG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dpspec.filters import Filter
    from dpspec.plan import File, Plan, Rows, Setting
    from dpspec.qualified_names import QualifiedName
    from dpspec.source import Location

#: Longest value that is written: longer ones are reported to fail with UDE-00014 (unconfirmed).
MAX_VALUE: Final = 4000

_OTHERS: Final = "the targets ords and plsql can"
_OTHER: Final = "the target plsql can"
_PLAIN: Final = re.compile(r"[A-Z][A-Z0-9_$]*")
_PATTERN: Final = re.compile(r"[A-Z0-9_$]*%[A-Z0-9_$%]*")
_QUOTABLE: Final = re.compile(r"[A-Za-z0-9_$# .-]+")
_UNWRITABLE: Final = re.compile(r"[^ !#-\[\]-~]")
_MODE_LISTS: Final = {
    JobMode.SCHEMA: "schema_expressions",
    JobMode.TABLESPACE: "tablespace_expressions",
    JobMode.TRANSPORTABLE: "tablespace_expressions",
}
_LISTS: Final = {
    JobMode.SCHEMA: ("SCHEMAS", "schemas"),
    JobMode.TABLESPACE: ("TABLESPACES", "tablespaces"),
    JobMode.TRANSPORTABLE: ("TRANSPORT_TABLESPACES", "tablespaces"),
}


def refuse(plan: Plan) -> tuple[Diagnostic, ...]:
    """Tell what this target cannot say, key by key, each only once."""
    return tuple(dict.fromkeys(_refusals(plan)))


def render(plan: Plan) -> str:
    """Give the parameter file of a plan that is not refused."""
    mode = plan.job_mode.value
    lines = [f"# Data Pump export in {mode} mode, made by dpspec {__version__}: change its spec, not this file."]
    lines += [f"{name}={value}" for name, value in parameters(plan)]
    return "\n".join(lines) + "\n"


def parameters(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give the parameters and their values in order, the defaults of ORDS written out."""
    if plan.job_name:
        yield "JOB_NAME", plan.job_name
    yield from _files(plan)
    yield from _selection(plan)
    for clause in _includes(plan):
        yield "INCLUDE", _clause(clause)
    for clause in _excludes(plan):
        yield "EXCLUDE", _clause(clause)
    for rows in plan.rows:
        yield from _rows(rows)
    for remap in plan.remaps:
        yield "REMAP_DATA", f"{remap.table}.{remap.column}:{remap.function}"
    for key, value in plan.settings:
        yield _setting(key, value)
    yield "PARALLEL", str(plan.threads)
    yield "KEEP_MASTER", "YES" if plan.keep_master else "NO"


# --- files ----------------------------------------------------------------------------------------------------------


def _files(plan: Plan) -> Iterator[tuple[str, str]]:
    in_directory = not plan.credential_name
    if in_directory:
        yield "DIRECTORY", plan.directory
    else:
        # The dump is not in a directory, so that only the log names one.
        yield "CREDENTIAL", plan.credential_name
    if plan.dump_files:
        generated = PARFILE_OLD_DUMP_NAME if plan.server < LONG_NAMES else PARFILE_DUMP_NAME
        yield "DUMPFILE", ",".join(_placed(plan, file, file.name or generated) for file in plan.dump_files)
    if plan.filesize:
        yield "FILESIZE", size_text(plan.filesize)
    for file in plan.log_file:
        name = file.name or _log_name(plan)
        yield "LOGFILE", _placed(plan, file, name) if in_directory else f"{file.directory}:{name}"
    if not plan.log_file:
        yield "NOLOGFILE", "YES"
    if plan.dump_files:
        yield "REUSE_DUMPFILES", "YES" if plan.reuse_dumpfiles else "NO"


def _placed(plan: Plan, file: File, name: str) -> str:
    return name if file.is_uri or file.directory == plan.directory else f"{file.directory}:{name}"


def _log_name(plan: Plan) -> str:
    base = plan.file_name.rpartition("/")[2]
    escapes = r"%[0-9A-Fa-f]{2}|%." if plan.credential_name else r"%."
    bare = re.sub(r"[^A-Za-z0-9_.-]", "", re.sub(escapes, "", base.rpartition(".")[0] or base))
    stem = re.sub(r"[-_.]+$", "", bare)
    wanted = [f"{stem}.LOG"] if re.match(r"[A-Za-z0-9_]", stem) else []
    # A log cannot overwrite a dump (ORA-39402).
    taken = {file.name.rpartition("/")[2].upper() for file in plan.dump_files}
    return next(name for name in [*wanted, PARFILE_LOG_NAME, "EXPORT.LOG", "DPSPEC.LOG"] if name.upper() not in taken)


# --- what is exported -----------------------------------------------------------------------------------------------


def _selection(plan: Plan) -> Iterator[tuple[str, str]]:
    mode = plan.job_mode
    if mode is JobMode.FULL:
        yield "FULL", "YES"
    elif mode is JobMode.TABLE:
        yield from _tables(plan)
    else:
        parameter, key = _LISTS[mode]
        given: Sequence[str] = getattr(plan, key)
        names = list(dict.fromkeys(given)) or _known(getattr(plan, _MODE_LISTS[mode]))
        yield parameter, _list(_quoted(name) for name in names)


def _tables(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.tables:
        yield "TABLES", _list(_with_partitions(plan))
    elif not plan.only_views:
        yield from _tables_by_expressions(plan)
    if plan.views:
        yield "VIEWS_AS_TABLES", _list(_spelled(view) for view in plan.views)


def _with_partitions(plan: Plan) -> Iterator[str]:
    chosen = {str(rows.table): _partitions(rows) for rows in plan.rows if _partitions(rows)}
    for table in plan.tables:
        names = chosen.get(str(table), ())
        yield from [f"{_spelled(table)}:{name}" for name in names] if names else [_spelled(table)]


def _partitions(rows: Rows) -> tuple[str, ...]:
    """Give the partitions as TABLES has them; none where it cannot say them."""
    match rows.value:
        case tuple() as names:
            return tuple(map(_quoted, names))
        case Like(negated=False) as like:
            pieces = algebra.pattern_pieces(like)
            text = "".join("%" if piece == algebra.MANY else str(piece) for piece in pieces)
            # Only what means the same there: no `_` for any character, and nothing that ends the name.
            is_same = _PATTERN.fullmatch(text) and algebra.normal(like) == algebra.normal(pattern(text))
            return (text,) if is_same else ()
        case _:
            return tuple(map(_quoted, _named(rows)))


def _tables_by_expressions(plan: Plan) -> Iterator[tuple[str, str]]:
    owner = "".join(f"{_quoted(name)}." for name in _known(plan.schema_expressions))
    chosen = _known(plan.name_expressions)
    # Only a plain name is sure to mean itself in TABLES: % is a wildcard there, and # may begin a comment.
    if _is_listed(plan):
        yield "TABLES", _table_list(owner, chosen)
    else:
        yield "TABLES", _list([f"{owner}%"])


def _is_listed(plan: Plan) -> bool:
    owner = "".join(f"{_quoted(name)}." for name in _known(plan.schema_expressions))
    chosen = _known(plan.name_expressions)
    return bool(chosen) and all(map(_PLAIN.fullmatch, chosen)) and len(_table_list(owner, chosen)) <= MAX_VALUE


def _table_list(owner: str, chosen: Sequence[str]) -> str:
    return _list(f"{owner}{name}" for name in chosen)


def _known(filters: Sequence[Filter]) -> list[str]:
    return sorted(algebra.selection(filters) or ())


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def _spelled(name: QualifiedName) -> str:
    parts = [part if _PATTERN.fullmatch(part) else _quoted(part) for part in name.names]
    return ".".join(parts) + (f":{_quoted(name.suffix)}" if name.suffix else "")


def _list(items: Iterable[str]) -> str:
    written = [f"'{item}'" if '"' in item else item for item in items]
    listed = ",".join(written)
    return f"({listed})" if len(written) > 1 and "'" in listed else listed


def _by_filter(plan: Plan) -> bool:
    """Tell whether the expressions on names become clauses on the tables that the mode picks."""
    return plan.job_mode is JobMode.TABLE and bool(plan.name_expressions) and not _is_listed(plan)


def _by_include(plan: Plan) -> bool:
    """Tell whether these clauses are INCLUDE: so unless something else is included or excluded."""
    return not plan.include and not plan.exclude and not plan.object_names


def _includes(plan: Plan) -> Iterator[ObjectClause]:
    if _by_filter(plan) and _by_include(plan):
        yield from (ObjectClause(PICKED, filter_) for filter_ in plan.name_expressions)
    yield from plan.include


def _excludes(plan: Plan) -> Iterator[ObjectClause]:
    """Give what is excluded: a filter on the names of one object path leaves out what it is false for."""
    if _by_filter(plan) and not _by_include(plan):
        yield from (ObjectClause(PICKED, negation(filter_)) for filter_ in plan.name_expressions)
    yield from (ObjectClause(named.object_path, negation(named.filter)) for named in plan.object_names)
    yield from plan.exclude


def _clause(clause: ObjectClause) -> str:
    return clause.object_path + (f':"{algebra.normal(clause.filter)}"' if clause.filter is not None else "")


def _rows(rows: Rows) -> Iterator[tuple[str, str]]:
    table = f"{_spelled(rows.table)}:" if rows.table is not None else ""
    if rows.kind is RowFilter.SUBQUERY:
        yield "QUERY", f'{table}"{rows.value}"'
    elif rows.kind is RowFilter.SAMPLE:
        yield "SAMPLE", f"{table}{rows.value}"


def _setting(key: str, value: Setting) -> tuple[str, str]:
    match value:
        case _ if key == "consistent":
            return "FLASHBACK_TIME", "SYSTIMESTAMP"
        case bool():
            return key.upper(), "YES" if value else "NO"
        case Timestamp():
            return key.upper(), f'"{value.sql}"'
        case PasswordReference():
            # Whatever it is a reference to, expdp can only ask for it: a parameter file is no place for a password.
            return "ENCRYPTION_PWD_PROMPT", "YES"
        case tuple():
            return key.upper(), ",".join(value)
        case _:
            return key.upper(), str(value)


# --- what cannot be said --------------------------------------------------------------------------------------------


def _refusals(plan: Plan) -> Iterator[Diagnostic]:
    yield from capability.refusals(plan, "parfile")
    yield from _hashes(plan)
    for key, filters in plan.filters:
        if filters:
            yield from _refused(plan, key, filters)
    yield from _unlisted(plan)
    yield from _extensions(plan)
    yield from _both_kinds(plan)
    yield from _unwritable_clauses(plan)
    yield from _unwritable_rows(plan)


def _hashes(plan: Plan) -> Iterator[Diagnostic]:
    names = [("job_name", plan.job_name), ("datapump_dir", plan.directory), ("credential_name", plan.credential_name)]
    names += [("logfile", file.directory) for file in plan.log_file if "logfile" in plan.written]
    names += [("dumpfiles", file.directory) for file in plan.dump_files if "dumpfiles" in plan.written]
    names += [(key, value) for key, value in plan.settings if isinstance(value, str)]
    for key, name in dict.fromkeys(names):
        if "#" in name:
            message = f"parfile cannot carry the name {show(name)}: `#` may begin a comment"
            advice = capability.others(key, "parfile")
            yield Diagnostic("DP303", message, plan.where.of(key), advice, key)


def _unlisted(plan: Plan) -> Iterator[Diagnostic]:
    """Refuse lists of names that it cannot carry, and a schema job that names no schema."""
    named = plan.schemas or plan.schema_expressions or plan.name_expressions or plan.listed
    if plan.job_mode is JobMode.SCHEMA and not named:
        key = "name_expressions" if plan.object_names else "job_mode"
        message = "parfile needs the schemas by name"
        yield Diagnostic("DP302", message, plan.where.of(key), f"add `schemas`; {_OTHER}", key)
    for key, names in (("schemas", plan.schemas), ("tablespaces", plan.tablespaces)):
        wrote = key if key in plan.written or key == "schemas" else "transport_tablespaces"
        yield from _unwritable_names(plan, wrote, names, [_quoted(name) for name in names])
    for key, qualified in (("tables", plan.tables), ("views_as_tables", plan.views)):
        parts = [part for name in qualified for part in (*name.names, name.suffix) if part]
        if key == "tables":
            parts = [part for part in parts if not _PATTERN.fullmatch(part)]
        spelled = list(_with_partitions(plan)) if key == "tables" else [_spelled(name) for name in qualified]
        yield from _unwritable_names(plan, key, parts, spelled)


def _unwritable_names(plan: Plan, key: str, names: Iterable[str], spelled: list[str]) -> Iterator[Diagnostic]:
    place, advice = plan.where.of(key), capability.others(key, "parfile")
    for name in sorted(set(names)):
        if not _QUOTABLE.fullmatch(name):
            yield Diagnostic("DP303", f"parfile cannot carry the name {show(name)}", place, advice, key)
    if len(_list(spelled)) > MAX_VALUE:
        message = f"parfile cannot carry a list of more than {MAX_VALUE:,} characters"
        yield Diagnostic("DP303", message, place, f"saves UDE-00014; {advice}", key)


def _extensions(plan: Plan) -> Iterator[Diagnostic]:
    for index, file in enumerate(plan.dump_files):
        if file.name and "." not in file.name.rpartition("/")[2]:
            key, path = ("dumpfiles", f"dumpfiles[{index}]") if "dumpfiles" in plan.written else ("file_name",) * 2
            message = f"`{plan.where.name(key)}` without an extension"
            yield Diagnostic(
                "DP303", message, plan.where.of(path), "expdp would add `.dmp` to it; write the extension", key
            )


def _both_kinds(plan: Plan) -> Iterator[Diagnostic]:
    """Refuse what needs INCLUDE and EXCLUDE together on a release that takes only one of them (UDE-00011)."""
    needs_both = list(_includes(plan)) and list(_excludes(plan))
    if not needs_both or plan.server >= INCLUDE_AND_EXCLUDE or (plan.include and plan.exclude):
        return  # together in the spec, they have been refused there
    key = "name_expressions" if "name_expressions" in plan.written else "include"
    message = f"parfile would need EXCLUDE for `{key}`, beside INCLUDE"
    advice = f"saves UDE-00011 before {INCLUDE_AND_EXCLUDE}c; {_OTHER}"
    yield Diagnostic("DP302", message, plan.where.of(key), advice, key)


def _unwritable_clauses(plan: Plan) -> Iterator[Diagnostic]:
    clauses = [(f"name_expressions[{at}]", named) for at, named in enumerate(plan.object_names)]
    sources: list[tuple[str, str, Filter | None]] = [
        (path, "name_expressions", named.filter) for path, named in clauses
    ]
    for key in ("include", "exclude"):
        sources += [(f"{key}[{at}]", key, clause.filter) for at, clause in enumerate(getattr(plan, key))]
    for path, key, filter_ in sources:
        if filter_ is not None:
            negated = key == "name_expressions"
            yield from _unwritable_text(plan, path, key, _expression(filter_, negated=negated), "a clause")


def _expression(filter_: Filter, *, negated: bool) -> str:
    return str(algebra.normal(negation(filter_) if negated else filter_))


def _unwritable_text(plan: Plan, path: str, key: str, text: str, what: str) -> Iterator[Diagnostic]:
    advice = _OTHERS if key == "name_expressions" and not plan.object_names else _OTHER
    if len(text) > MAX_VALUE:
        message = f"parfile cannot carry {what} of more than {MAX_VALUE:,} characters"
        yield Diagnostic("DP303", message, plan.where.of(path), f"saves UDE-00014; {advice}", path)
    elif odd := _UNWRITABLE.search(text):
        message = f"parfile cannot carry {show(odd.group())} (U+{ord(odd.group()):04X})"
        yield Diagnostic("DP303", message, _place_of(plan, path, odd.group()), advice, path)
    elif text.count("'") % 2:
        message = f"parfile cannot carry {what} with an odd number of quotes"
        yield Diagnostic("DP303", message, plan.where.of(path), f"write the literal without `q'`; {advice}", path)


def _unwritable_rows(plan: Plan) -> Iterator[Diagnostic]:
    keys = {RowFilter.SUBQUERY: "query", RowFilter.SAMPLE: "sample"}
    for rows in plan.rows:
        key = keys.get(rows.kind, "partitions")
        place = plan.where.of(key)
        is_plain = rows.table is None or all(map(_PLAIN.fullmatch, rows.table.names))
        if key != "partitions" and not is_plain:
            message = f"parfile cannot carry the name {show(str(rows.table))}"
            yield Diagnostic("DP303", message, place, _OTHER, key)
        if rows.kind is RowFilter.SUBQUERY:
            yield from _unwritable_text(plan, key, key, str(rows.value), "a query")
        if key == "partitions":
            yield from _unlisted_partitions(plan, rows, place)
    for remap in plan.remaps:
        if not all(map(_PLAIN.fullmatch, (*remap.table.names, remap.column, *remap.function.names))):
            message = f"parfile cannot carry the name {show(f'{remap.table}.{remap.column}')}"
            yield Diagnostic("DP303", message, plan.where.of("remap_data"), _OTHER, "remap_data")


def _unlisted_partitions(plan: Plan, rows: Rows, place: Location | None) -> Iterator[Diagnostic]:
    if rows.table is None or str(rows.table) not in map(str, plan.tables):
        message = "parfile names partitions only behind their table in `tables`"
        yield Diagnostic("DP302", message, place, _OTHER, "partitions")
    elif not _partitions(rows):
        message = "parfile takes a list of names for `partitions`, not a condition"
        yield Diagnostic("DP302", message, place, _OTHER, "partitions")
    elif not all(map(_QUOTABLE.fullmatch, rows.value if isinstance(rows.value, tuple) else _named(rows))):
        yield Diagnostic("DP303", "parfile cannot carry the name of a partition", place, _OTHER, "partitions")


def _named(rows: Rows) -> list[str]:
    """Give the names that a filter on partitions leaves, if they are known."""
    return _known([rows.value]) if not isinstance(rows.value, str | tuple) else []


def _refused(plan: Plan, key: str, filters: tuple[Filter, ...]) -> Iterator[Diagnostic]:
    place = plan.where.of(key)
    mode = plan.job_mode
    if mode is JobMode.TABLE and key == "name_expressions":
        for index, filter_ in enumerate(filters):
            path = f"{key}[{index}]"
            text = _expression(filter_, negated=_by_filter(plan) and not _by_include(plan))
            yield from _unwritable_text(plan, path, key, text, "a clause")
        return
    if mode is not JobMode.TABLE and key != _MODE_LISTS.get(mode):
        message = f"parfile has no parameter for `{key}` in {mode.value} mode"
        if key == "name_expressions" and plan.object_names:
            message = f"parfile has no parameter for `{key}` without `object_path` in {mode.value} mode"
            yield Diagnostic("DP302", message, _first_on_all(plan), _OTHER, key)
        else:
            yield Diagnostic("DP302", message, place, _OTHERS, key)
        return
    if mode is JobMode.TABLE and key == "tablespace_expressions":
        message = f"parfile has no parameter for `{key}` in TABLE mode"
        yield Diagnostic("DP302", message, place, _OTHERS, key)
        return
    known = algebra.selection(filters)
    if not known:  # an empty list would mean the schema of whoever runs the job
        message = f"parfile takes a list of names for `{key}`, not a condition"
        yield Diagnostic("DP302", message, place, f"{_OTHERS}; or write one IN list", key)
        return
    for name in sorted(known):
        if not _QUOTABLE.fullmatch(name):
            yield Diagnostic("DP303", f"parfile cannot carry the name {show(name)}", place, _OTHERS, key)
    if len(_list([_quoted(name) for name in known])) > MAX_VALUE:
        message = f"parfile cannot carry a list of more than {MAX_VALUE:,} characters"
        yield Diagnostic("DP303", message, place, f"saves UDE-00014; {_OTHERS}", key)


def _first_on_all(plan: Plan) -> Location | None:
    """Give the place of the first expression on the names of all objects."""
    texts = plan.where.texts
    paths = [path for path in plan.where.values if path.startswith("name_expressions[")]
    return plan.where.of(next((path for path in paths if path in texts and "." not in path), "name_expressions"))


def _place_of(plan: Plan, path: str, char: str) -> Location | None:
    """Point at the character, where the author wrote it as it is."""
    extract = plan.where.texts.get(path) or plan.where.texts.get(f"{path}.expression")
    at = extract.text.find(char) if extract is not None else -1
    return extract.locate(at, at + 1) if extract is not None and at >= 0 else plan.where.of(path)
