"""Plan to a parameter file for expdp.

expdp has no parameter for a filter on all named objects, and its mode parameters take lists of
names, not conditions; what it cannot say is refused. Source: Utilities, Data Pump Export
parameters and parameter files. How the client reads a backslash, a line end or a character that
is not ASCII inside a value is not documented, so none of them is ever written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import algebra
from dpspec.diagnostics import Diagnostic, show
from dpspec.plan import PARFILE_DUMP_NAME, PARFILE_LOG_NAME, PARFILE_OLD_DUMP_NAME, JobMode, Plan
from dpspec.version import __version__
from dpspec.versions import LONG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dpspec.filters import Filter
    from dpspec.source import Location

#: Longest value that is written: longer ones are reported to fail with UDE-00014 (unconfirmed).
MAX_VALUE: Final = 4000

_OTHERS: Final = "the targets ords and plsql can"
_PLAIN: Final = re.compile(r"[A-Z][A-Z0-9_$]*")
_QUOTABLE: Final = re.compile(r"[A-Za-z0-9_$# .-]+")
_UNWRITABLE: Final = re.compile(r"[^ !#-\[\]-~]")
_MODE_LISTS: Final = {JobMode.SCHEMA: "schema_expressions", JobMode.TABLESPACE: "tablespace_expressions"}


def refuse(plan: Plan) -> tuple[Diagnostic, ...]:
    """Tell what this target cannot say, key by key."""
    return tuple(_refusals(plan))


def render(plan: Plan) -> str:
    """Give the parameter file of a plan that is not refused."""
    mode = plan.job_mode.value
    lines = [f"# Data Pump export in {mode} mode, made by dpspec {__version__}: change its spec, not this file."]
    lines += [f"{name}={value}" for name, value in parameters(plan)]
    return "\n".join(lines) + "\n"


def parameters(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give the parameters and their values in order, every default written out."""
    if plan.credential_name:
        # The dump is not in a directory, so that only the log names one.
        yield "CREDENTIAL", plan.credential_name
        yield "DUMPFILE", plan.file_name
        yield "LOGFILE", f"{plan.directory}:{_log_name(plan)}"
    else:
        yield "DIRECTORY", plan.directory
        generated = PARFILE_OLD_DUMP_NAME if plan.server < LONG_NAMES else PARFILE_DUMP_NAME
        yield "DUMPFILE", plan.file_name or generated
        yield "LOGFILE", _log_name(plan)
    yield "REUSE_DUMPFILES", "NO"
    yield from _selection(plan)
    yield "PARALLEL", str(plan.threads)
    yield "KEEP_MASTER", "YES" if plan.keep_master else "NO"


def _log_name(plan: Plan) -> str:
    base = plan.file_name.rpartition("/")[2]
    escapes = r"%[0-9A-Fa-f]{2}|%." if plan.credential_name else r"%."
    stem = re.sub(r"[-_.]+$", "", re.sub(escapes, "", base.rpartition(".")[0] or base))
    wanted = [f"{stem}.LOG"] if re.match(r"[A-Za-z0-9_]", stem) else []
    # A log cannot overwrite the dump (ORA-39402).
    return next(name for name in [*wanted, PARFILE_LOG_NAME, "EXPORT.LOG"] if name.upper() != base.upper())


def _selection(plan: Plan) -> Iterator[tuple[str, str]]:
    match plan.job_mode:
        case JobMode.FULL:
            yield "FULL", "YES"
        case JobMode.SCHEMA:
            yield "SCHEMAS", _list(_quoted(name) for name in _known(plan.schema_expressions))
        case JobMode.TABLESPACE:
            yield "TABLESPACES", _list(_quoted(name) for name in _known(plan.tablespace_expressions))
        case JobMode.TABLE:
            yield from _tables(plan)


def _tables(plan: Plan) -> Iterator[tuple[str, str]]:
    owner = "".join(f"{_quoted(name)}." for name in _known(plan.schema_expressions))
    chosen = _known(plan.name_expressions)
    # Only a plain name is sure to mean itself in TABLES: % is a wildcard there, and # may begin a comment.
    if chosen and all(map(_PLAIN.fullmatch, chosen)) and len(_table_list(owner, chosen)) <= MAX_VALUE:
        yield "TABLES", _table_list(owner, chosen)
        return
    yield "TABLES", _list([f"{owner}%"])
    for filter_ in plan.name_expressions:
        yield "INCLUDE", f'TABLE:"{algebra.normal(filter_)}"'


def _table_list(owner: str, chosen: Sequence[str]) -> str:
    return _list(f"{owner}{name}" for name in chosen)


def _known(filters: Sequence[Filter]) -> list[str]:
    return sorted(algebra.selection(filters) or ())


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def _list(items: Iterator[str] | Sequence[str]) -> str:
    written = [f"'{item}'" if '"' in item else item for item in items]
    listed = ",".join(written)
    return f"({listed})" if len(written) > 1 and "'" in listed else listed


def _refusals(plan: Plan) -> Iterator[Diagnostic]:
    if plan.listed:
        advice = f"the target ords can; for all targets write `{plan.instead_of_filter}`"
        yield Diagnostic("DP301", "parfile has no counterpart of `filter`", plan.where.of("filter"), advice, "filter")
    for key, name in (("datapump_dir", plan.directory), ("credential_name", plan.credential_name)):
        if "#" in name:
            message = f"parfile cannot carry the name {show(name)}: `#` may begin a comment"
            yield Diagnostic("DP303", message, plan.where.of(key), _OTHERS, key)
    for key, filters in plan.filters:
        if filters:
            yield from _refused(plan, key, filters)
    if plan.file_name and "." not in plan.file_name.rpartition("/")[2]:
        advice = "expdp would add `.dmp` to it; write the extension"
        message = "`file_name` without an extension"
        yield Diagnostic("DP303", message, plan.where.of("file_name"), advice, "file_name")


def _refused(plan: Plan, key: str, filters: tuple[Filter, ...]) -> Iterator[Diagnostic]:
    place = plan.where.of(key)
    mode = plan.job_mode
    if mode is JobMode.TABLE and key == "name_expressions":
        for index, filter_ in enumerate(filters):
            path = f"{key}[{index}]"
            clause = str(algebra.normal(filter_))
            if len(clause) > MAX_VALUE:
                message = f"parfile cannot carry a clause of more than {MAX_VALUE:,} characters"
                yield Diagnostic("DP303", message, plan.where.of(path), f"saves UDE-00014; {_OTHERS}", path)
            elif odd := _UNWRITABLE.search(clause):
                message = f"parfile cannot carry {show(odd.group())} (U+{ord(odd.group()):04X})"
                yield Diagnostic("DP303", message, _place_of(plan, path, odd.group()), _OTHERS, path)
        return
    if mode is not JobMode.TABLE and key != _MODE_LISTS.get(mode):
        message = f"parfile has no parameter for `{key}` in {mode.value} mode"
        yield Diagnostic("DP302", message, place, _OTHERS, key)
        return
    if mode is JobMode.TABLE and key == "tablespace_expressions":
        message = f"parfile has no parameter for `{key}` in TABLE mode"
        yield Diagnostic("DP302", message, place, _OTHERS, key)
        return
    known = algebra.selection(filters)
    if known is None:
        message = f"parfile takes a list of names for `{key}`, not a condition"
        yield Diagnostic("DP302", message, place, f"{_OTHERS}; or write one IN list", key)
        return
    for name in sorted(known):
        if not _QUOTABLE.fullmatch(name):
            yield Diagnostic("DP303", f"parfile cannot carry the name {show(name)}", place, _OTHERS, key)
    if len(_list([_quoted(name) for name in known])) > MAX_VALUE:
        message = f"parfile cannot carry a list of more than {MAX_VALUE:,} characters"
        yield Diagnostic("DP303", message, place, f"saves UDE-00014; {_OTHERS}", key)


def _place_of(plan: Plan, path: str, char: str) -> Location | None:
    """Point at the character, where the author wrote it as it is."""
    extract = plan.where.texts.get(path)
    at = extract.text.find(char) if extract is not None else -1
    return extract.locate(at, at + 1) if extract is not None and at >= 0 else plan.where.of(path)
