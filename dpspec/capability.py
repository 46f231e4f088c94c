"""What each target can say: key by key, and from which release of the database on.

One table, which the documentation prints. The releases are those in which a parameter came to expdp (Utilities, "new
features" of the books, mostly from general knowledge: unconfirmed); what DBMS_DATAPUMP has no established word for is
not said through it. ORDS has what its contract of release 26.1 has, on every release of the database.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic
from dpspec.filters import Literal
from dpspec.plan import LIST_KEYS, RowFilter
from dpspec.targets import TARGETS, Target
from dpspec.versions import ServerVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.plan import Plan

_V10, _V11, _V112 = ServerVersion(10, 1), ServerVersion(11, 1), ServerVersion(11, 2)
_V121, _V18 = ServerVersion(12, 1), ServerVersion(18)
_V19, _V21 = ServerVersion(19), ServerVersion(21)


def _all(release: ServerVersion) -> dict[Target, ServerVersion]:
    return dict.fromkeys(TARGETS, release)


def _database(release: ServerVersion) -> dict[Target, ServerVersion]:
    return {"plsql": release, "parfile": release}


#: For each key the targets that can say it, each with the first release of the database that takes it.
SINCE: Final[dict[str, dict[Target, ServerVersion]]] = {
    "job_mode": _all(_V10),
    "job_name": _database(_V10),
    "datapump_dir": _all(_V10),
    "file_name": _all(_V10),
    "dumpfiles": _database(_V10),
    "filesize": _database(_V10),
    "reuse_dumpfiles": _database(_V11),
    "credential_name": _all(_V19),
    "logfile": _database(_V10),
    "nologfile": _database(_V10),
    "filter": {"ords": _V10},
    "name_expressions": _all(_V10),
    "schema_expressions": _all(_V10),
    "tablespace_expressions": _all(_V10),
    "schemas": _database(_V10),
    "tables": _database(_V10),
    "tablespaces": _database(_V10),
    "transport_tablespaces": _database(_V10),
    "views_as_tables": _database(_V121),
    "include": _database(_V10),
    "exclude": _database(_V10),
    "content": _database(_V10),
    "query": _database(_V10),
    "sample": _database(ServerVersion(10, 2)),
    "partitions": _database(_V10),
    "remap_data": _database(_V11),
    "data_options": _database(_V11),
    "consistent": _database(_V10),
    "flashback_scn": _database(_V10),
    "flashback_time": _database(_V10),
    "compression": _database(ServerVersion(10, 2)),
    "compression_algorithm": _database(_V121),
    "encryption": _database(_V11),
    "encryption_algorithm": _database(_V11),
    "encryption_mode": _database(_V11),
    "encryption_password": _database(_V121),
    "checksum": _database(_V21),
    "checksum_algorithm": _database(_V21),
    "version": _database(_V10),
    "network_link": _database(_V10),
    "source_edition": _database(_V112),
    "access_method": _database(_V121),
    "estimate": _database(_V10),
    "estimate_only": _database(_V10),
    "transportable": _database(_V11),
    "transport_full_check": _database(_V10),
    "tts_closure_check": {"parfile": _V19},
    "threads": _all(_V10),
    "parallel_threshold": {"parfile": _V21},
    "cluster": _database(_V112),
    "service_name": _database(_V112),
    "enable_secure_roles": {"parfile": _V18},
    "metrics": _database(_V10),
    "logtime": _database(_V121),
    "log_entries": {"plsql": _V10},
    "abort_step": _database(_V121),
    "keep_master": _all(_V10),
}

#: Why a target that could be thought to say a key does not.
_REASONS: Final[dict[tuple[Target, str], str]] = {
    ("plsql", "filter"): "what ORDS makes of it is not documented",
    ("parfile", "filter"): "what ORDS makes of it is not documented",
    ("plsql", "tts_closure_check"): "the name that DBMS_DATAPUMP has for it is not established",
    ("plsql", "parallel_threshold"): "the name that DBMS_DATAPUMP has for it is not established",
    ("plsql", "enable_secure_roles"): "the argument of OPEN for it is not confirmed",
    ("parfile", "log_entries"): "expdp has no parameter for it",
}


def oldest(key: str) -> ServerVersion:
    """Give the first release for which any target can say a key."""
    return min(SINCE[key].values())


def others(key: str, target: Target) -> str:
    """Name the targets that can say a key, for an advice."""
    able = [other for other in TARGETS if other in SINCE[key] and other != target]
    return f"the target{'s' * (len(able) > 1)} {' and '.join(able)} can" if able else "no other target can either"


def refusals(plan: Plan, target: Target) -> Iterator[Diagnostic]:
    """Tell which keys of a plan a target has no word for: one diagnostic a key."""
    for key in SINCE:
        if key not in plan.written:
            continue
        name, place = plan.where.name(key), plan.where.keys.get(key) or plan.where.of(key)
        if target not in SINCE[key]:
            reason = _REASONS.get((target, key))
            advice = others(key, target) + (f"; {reason}" if reason else "") + _instead(plan, key, target)
            yield Diagnostic("DP301", f"{target} has no counterpart of `{name}`", place, advice, key)
        elif plan.features < SINCE[key][target]:
            message = f"`{name}` is too new for {plan.features}"
            yield Diagnostic("DP126", message, place, f"it came with {SINCE[key][target]}", key)


def _instead(plan: Plan, key: str, target: Target) -> str:
    """Give the keys and values that say the same for every target, as the end of an advice; nothing if none do."""
    said = ""
    if key == "filter":
        said = _expression(LIST_KEYS[plan.job_mode.value], (name.upper() for name in plan.listed))
    elif target == "ords" and key in ("schemas", "tablespaces"):
        said = _expression(LIST_KEYS[plan.job_mode.value], getattr(plan, key))
    elif target == "ords" and key == "tables":
        said = _tables(plan)
    return f"; for all targets write `{said}`" if said else ""


def _tables(plan: Plan) -> str:
    owners = {table.owner for table in plan.tables}
    in_parts = any(rows.kind in (RowFilter.PARTITION_LIST, RowFilter.PARTITION_EXPR) for rows in plan.rows)
    if len(owners) > 1 or in_parts or any(table.is_pattern for table in plan.tables):
        return ""
    names = _expression("name_expressions", (table.name for table in plan.tables))
    owner = "".join(owners)
    return f"{names}, {_expression('schema_expressions', [owner])}" if owner else names


def _expression(key: str, names: Iterable[str]) -> str:
    literals = ",".join(str(Literal(name)) for name in names)
    return f'"{key}": {json.dumps([f"IN ({literals})"], ensure_ascii=False)}'
