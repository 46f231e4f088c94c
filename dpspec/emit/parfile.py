"""Plan to a parameter file for expdp.

What it cannot say is refused by ``parfile_limits``; ``parfile_words`` has the spelling. How expdp takes CREDENTIAL with
a URI in DUMPFILE, and LOGFILE=directory:name beside it, is unconfirmed. Source: Utilities, Data Pump Export parameters
and parameter files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.emit.parfile_limits import refuse
from dpspec.emit.parfile_words import (
    EXPRESSIONS,
    excludes,
    expression,
    includes,
    known,
    listed,
    owner_prefix,
    quoted,
    spelled,
    table_list,
    with_partitions,
)
from dpspec.plan import PARFILE_DUMP_NAME, PARFILE_LOG_NAME, PARFILE_OLD_DUMP_NAME, JobMode, RowFilter
from dpspec.quantities import Timestamp, size_text
from dpspec.spec import PasswordReference
from dpspec.version import __version__
from dpspec.versions import LONG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dpspec.plan import File, ObjectClause, Plan, Rows, Setting

__all__ = ["parameters", "refuse", "render"]

_LISTS: Final = {
    JobMode.SCHEMA: ("SCHEMAS", "schemas"),
    JobMode.TABLESPACE: ("TABLESPACES", "tablespaces"),
    JobMode.TRANSPORTABLE: ("TRANSPORT_TABLESPACES", "tablespaces"),
}


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
    for clause in includes(plan):
        yield "INCLUDE", _clause(clause)
    for clause in excludes(plan):
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
        names = list(dict.fromkeys(given)) or known(getattr(plan, EXPRESSIONS[mode]))
        yield parameter, listed(quoted(name) for name in names)


def _tables(plan: Plan) -> Iterator[tuple[str, str]]:
    if plan.tables:
        yield "TABLES", listed(with_partitions(plan))
    elif not plan.only_views:
        yield "TABLES", table_list(plan) or listed([f"{owner_prefix(plan)}%"])
    if plan.views:
        yield "VIEWS_AS_TABLES", listed(spelled(view) for view in plan.views)


def _clause(clause: ObjectClause) -> str:
    return clause.object_path + (f':"{expression(clause.filter)}"' if clause.filter is not None else "")


def _rows(rows: Rows) -> Iterator[tuple[str, str]]:
    table = f"{spelled(rows.table)}:" if rows.table is not None else ""
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
