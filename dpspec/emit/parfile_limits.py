"""What a parameter file cannot say of a plan, and which characters none is to hold.

expdp has no parameter for a filter on all named objects, and its mode parameters take lists of names, not conditions.
Source: Utilities, Data Pump Export parameters and parameter files. How the client reads a backslash, a line end or a
character that is not ASCII inside a value is unconfirmed, so none of them is ever written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import algebra, capability
from dpspec.diagnostics import Diagnostic, show
from dpspec.emit.parfile_words import (
    EXPRESSIONS,
    MAX_VALUE,
    PATTERN,
    PLAIN,
    excludes,
    expression,
    includes,
    is_negated,
    known_partitions,
    listed,
    partitions,
    quoted,
    spelled,
    with_partitions,
)
from dpspec.plan import JobMode, RowFilter
from dpspec.versions import INCLUDE_AND_EXCLUDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.filters import Filter
    from dpspec.plan import Plan, Rows
    from dpspec.source import Location

_QUOTABLE: Final = re.compile(r"[A-Za-z0-9_$# .-]+")
_UNWRITABLE: Final = re.compile(r"[^ !#-\[\]-~]")


def refuse(plan: Plan) -> tuple[Diagnostic, ...]:
    """Tell what this target cannot say, key by key, each only once."""
    return tuple(dict.fromkeys(_refusals(plan)))


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


def _others(plan: Plan, key: str) -> str:
    """Name the targets that can say a key as the plan has it."""
    # With an object path an expression is what ORDS has as little as INCLUDE.
    has_paths = key == "name_expressions" and plan.object_names
    return capability.others("include" if has_paths else key, "parfile")


# --- names and lists ------------------------------------------------------------------------------------------------


def _hashes(plan: Plan) -> Iterator[Diagnostic]:
    names = [("job_name", plan.job_name), ("datapump_dir", plan.directory), ("credential_name", plan.credential_name)]
    names += [("logfile", file.directory) for file in plan.log_file if "logfile" in plan.written]
    names += [("dumpfiles", file.directory) for file in plan.dump_files if "dumpfiles" in plan.written]
    names += [(key, value) for key, value in plan.settings if isinstance(value, str)]
    for key, name in dict.fromkeys(names):
        if "#" in name:
            message = f"parfile cannot carry the name {show(name)}: `#` may begin a comment"
            yield Diagnostic("DP303", message, plan.where.of(key), _others(plan, key), key)


def _unlisted(plan: Plan) -> Iterator[Diagnostic]:
    """Refuse lists of names that it cannot carry, and a schema job that names no schema."""
    named = plan.schemas or plan.schema_expressions or plan.name_expressions or plan.listed
    if plan.job_mode is JobMode.SCHEMA and not named:
        key = "name_expressions" if plan.object_names else "job_mode"
        message = "parfile needs the schemas by name"
        yield Diagnostic("DP302", message, plan.where.of(key), f"add `schemas`; {_others(plan, key)}", key)
    for key, names in (("schemas", plan.schemas), ("tablespaces", plan.tablespaces)):
        wrote = key if key in plan.written or key == "schemas" else "transport_tablespaces"
        yield from _unwritable_names(plan, wrote, names, map(quoted, names))
    for key, qualified in (("tables", plan.tables), ("views_as_tables", plan.views)):
        parts = [part for name in qualified for part in (*name.names, name.suffix) if part]
        if key == "tables":
            parts = [part for part in parts if not PATTERN.fullmatch(part)]
        written = with_partitions(plan) if key == "tables" else map(spelled, qualified)
        yield from _unwritable_names(plan, key, parts, written)


def _unwritable_names(plan: Plan, key: str, names: Iterable[str], written: Iterable[str]) -> Iterator[Diagnostic]:
    place, advice = plan.where.of(key), _others(plan, key)
    for name in sorted(set(names)):
        if not _QUOTABLE.fullmatch(name):
            yield Diagnostic("DP303", f"parfile cannot carry the name {show(name)}", place, advice, key)
    if len(listed(written)) > MAX_VALUE:
        message = f"parfile cannot carry a list of more than {MAX_VALUE:,} characters"
        yield Diagnostic("DP303", message, place, f"saves UDE-00014; {advice}", key)


def _extensions(plan: Plan) -> Iterator[Diagnostic]:
    for index, file in enumerate(plan.dump_files):
        if file.name and "." not in file.name.rpartition("/")[2]:
            key, path = ("dumpfiles", f"dumpfiles[{index}]") if "dumpfiles" in plan.written else ("file_name",) * 2
            message = f"`{plan.where.name(key)}` without an extension"
            advice = "expdp would add `.dmp` to it; write the extension"
            yield Diagnostic("DP303", message, plan.where.of(path), advice, key)


# --- expressions and clauses ----------------------------------------------------------------------------------------


def _refused(plan: Plan, key: str, filters: tuple[Filter, ...]) -> Iterator[Diagnostic]:
    """Refuse the expressions of a key on the names of everything."""
    mode = plan.job_mode
    if mode is JobMode.TABLE and key == "name_expressions":
        for path, filter_ in zip(_name_paths(plan)[0], filters, strict=True):
            yield from _unwritable_text(plan, path, key, expression(filter_, negated=is_negated(plan)), "a clause")
    elif key == "tablespace_expressions" if mode is JobMode.TABLE else key != EXPRESSIONS.get(mode):
        yield _without_parameter(plan, key)
    elif names := algebra.selection(filters):
        yield from _unwritable_names(plan, key, names, map(quoted, names))
    else:  # an empty list would mean the schema of whoever runs the job
        message = f"parfile takes a list of names for `{key}`, not a condition"
        advice = f"{_others(plan, key)}; or write one IN list"
        yield Diagnostic("DP302", message, plan.where.of(key), advice, key)


def _without_parameter(plan: Plan, key: str) -> Diagnostic:
    path, which = key, ""
    if key == "name_expressions" and plan.object_names:
        path, which = _name_paths(plan)[0][0], " without `object_path`"
    message = f"parfile has no parameter for `{key}`{which} in {plan.job_mode.value} mode"
    return Diagnostic("DP302", message, plan.where.of(path), _others(plan, key), key)


def _name_paths(plan: Plan) -> tuple[list[str], list[str]]:
    """Give the paths of the expressions on all names, and of those with an object path: a list may mix them.

    Where nothing tells which is which, as in a mixed list of a spec built in Python, each has the path of the list.
    """
    key, on_all, on_paths = "name_expressions", len(plan.name_expressions), len(plan.object_names)
    paths = [f"{key}[{index}]" for index in range(on_all + on_paths)]
    if not on_all or not on_paths:
        return paths[:on_all], paths[on_all:]
    with_path = [path for path in paths if f"{path}.object_path" in plan.where.texts]
    if len(with_path) != on_paths:
        return [key] * on_all, [key] * on_paths
    return [path for path in paths if path not in with_path], with_path


def _both_kinds(plan: Plan) -> Iterator[Diagnostic]:
    """Refuse what needs INCLUDE and EXCLUDE together on a release that takes only one of them (UDE-00011)."""
    needs_both = list(includes(plan)) and list(excludes(plan))
    if not needs_both or plan.server >= INCLUDE_AND_EXCLUDE or (plan.include and plan.exclude):
        return  # together in the spec, they have been refused there
    key = "name_expressions" if "name_expressions" in plan.written else "include"
    message = f"parfile would need EXCLUDE for `{key}`, beside INCLUDE"
    advice = f"saves UDE-00011 before {INCLUDE_AND_EXCLUDE}c; {_others(plan, 'include')}"
    yield Diagnostic("DP302", message, plan.where.of(key), advice, key)


def _unwritable_clauses(plan: Plan) -> Iterator[Diagnostic]:
    for path, named in zip(_name_paths(plan)[1], plan.object_names, strict=True):
        text = expression(named.filter, negated=True)
        yield from _unwritable_text(plan, path, "name_expressions", text, "a clause")
    for key, clauses in (("include", plan.include), ("exclude", plan.exclude)):
        for index, clause in enumerate(clauses):
            if clause.filter is not None:
                yield from _unwritable_text(plan, f"{key}[{index}]", key, expression(clause.filter), "a clause")


def _unwritable_text(plan: Plan, path: str, key: str, text: str, what: str) -> Iterator[Diagnostic]:
    advice = _others(plan, key)
    if len(text) > MAX_VALUE:
        message = f"parfile cannot carry {what} of more than {MAX_VALUE:,} characters"
        yield Diagnostic("DP303", message, plan.where.of(path), f"saves UDE-00014; {advice}", path)
    elif odd := _UNWRITABLE.search(text):
        message = f"parfile cannot carry {show(odd.group())} (U+{ord(odd.group()):04X})"
        yield Diagnostic("DP303", message, _place_of(plan, path, odd.group()), advice, path)
    elif text.count("'") % 2:
        message = f"parfile cannot carry {what} with an odd number of quotes"
        yield Diagnostic("DP303", message, plan.where.of(path), f"write the literal without `q'`; {advice}", path)


def _place_of(plan: Plan, path: str, char: str) -> Location | None:
    """Point at the character, where the author wrote it as it is."""
    extract = plan.where.texts.get(path) or plan.where.texts.get(f"{path}.expression")
    at = extract.text.find(char) if extract is not None else -1
    return extract.locate(at, at + 1) if extract is not None and at >= 0 else plan.where.of(path)


# --- rows -----------------------------------------------------------------------------------------------------------


def _unwritable_rows(plan: Plan) -> Iterator[Diagnostic]:
    keys = {RowFilter.SUBQUERY: "query", RowFilter.SAMPLE: "sample"}
    for rows in plan.rows:
        key = keys.get(rows.kind, "partitions")
        if key == "partitions":
            yield from _unlisted_partitions(plan, rows)
        elif rows.table is not None and not all(map(PLAIN.fullmatch, rows.table.names)):
            message = f"parfile cannot carry the name {show(str(rows.table))}"
            yield Diagnostic("DP303", message, plan.where.of(key), _others(plan, key), key)
        if rows.kind is RowFilter.SUBQUERY:
            yield from _unwritable_text(plan, key, key, str(rows.value), "a query")
    for remap in plan.remaps:
        if not all(map(PLAIN.fullmatch, (*remap.table.names, remap.column, *remap.function.names))):
            key, message = "remap_data", f"parfile cannot carry the name {show(f'{remap.table}.{remap.column}')}"
            yield Diagnostic("DP303", message, plan.where.of(key), _others(plan, key), key)


def _unlisted_partitions(plan: Plan, rows: Rows) -> Iterator[Diagnostic]:
    key = "partitions"
    place, advice = plan.where.of(key), _others(plan, key)
    if rows.table is None or str(rows.table) not in map(str, plan.tables):
        message = "parfile names partitions only behind their table in `tables`"
        yield Diagnostic("DP302", message, place, advice, key)
    elif not partitions(rows):
        message = "parfile takes a list of names for `partitions`, not a condition"
        yield Diagnostic("DP302", message, place, advice, key)
    elif not all(map(_QUOTABLE.fullmatch, rows.value if isinstance(rows.value, tuple) else known_partitions(rows))):
        yield Diagnostic("DP303", "parfile cannot carry the name of a partition", place, advice, key)
