"""Asks beforehand whether an export can work, and says what to do where it cannot.

Sources: ORDS (roles, `database.api.enabled`), Utilities and third parties for the privileges that a Data Pump export
needs: CREATE TABLE and a quota for its control table, READ and WRITE on its directory objects, and the role
DATAPUMP_EXP_FULL_DATABASE (or EXP_FULL_DATABASE) for what is not in the caller's own schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec import job_blocks
from dpspec.algebra import selection
from dpspec.errors import JobError
from dpspec.plan import JobMode
from dpspec.submit import direct_requests, ords_replies, ords_requests, ords_urls
from dpspec.submit.steps import Lost

if TYPE_CHECKING:
    from dpspec.plan import Plan
    from dpspec.statements import Datum
    from dpspec.submit.steps import Flow

_ROLES: Final = ("DATAPUMP_EXP_FULL_DATABASE", "EXP_FULL_DATABASE", "DBA")
_OLDEST: Final = (12, 2)


@frozen
class Finding:
    """One check: what was checked, whether it is well (None if that cannot be told), what was seen, what to do."""

    name: str
    ok: bool | None
    detail: str
    remedy: str = ""


def ords() -> Flow[tuple[Finding, ...]]:
    """Check that ORDS answers, knows the caller, and lets it at Data Pump."""
    reply = yield from ords_requests.get(ords_urls.JOBS, {"limit": "1"})
    if isinstance(reply, Lost):
        found = ords_replies.lost(reply, "the job list")
        remedy = found.help or "see whether ORDS runs, and what its log says"
        return (Finding("ORDS is reached", False, found.message, remedy),)
    reached = Finding("ORDS is reached", True, f"it answers with {reply.status}")
    if reply.status == 200:
        try:
            listed = yield from ords_requests.jobs()
        except JobError as error:
            found = error.diagnostics[0]
            return reached, Finding("the Database API answers", False, found.message, found.help or "")
        known = Finding("the caller may use Data Pump", True, f"{len(listed)} job{'s' * (len(listed) != 1)} listed")
        return reached, known
    found = ords_replies.refused(reply, "the job list")
    names = {401: "the caller is known", 403: "the caller may use Data Pump"}
    name = names.get(reply.status, "the Database API answers")
    return reached, Finding(name, False, found.message, found.help or "")


def direct(plan: Plan | None = None) -> Flow[tuple[Finding, ...]]:
    """Check connection, release, roles, privileges and quota, and the directory objects (those of `plan`, or all)."""
    try:
        session = yield from direct_requests.whoami()
    except JobError as error:
        found = error.diagnostics[0]
        return (
            Finding("the database is reached", False, found.message, found.help or "see whether the database runs"),
        )
    findings = [Finding("the database is reached", True, f"as {session.user}")]
    findings.append((yield from _version()))
    roles = yield from _column(job_blocks.ROLES, "the roles")
    findings.append(_role(plan, session.user, roles))
    privileges = yield from _column(job_blocks.PRIVILEGES, "the privileges")
    findings.append(_create_table(session.user, privileges))
    findings.append((yield from _quota(session.user, privileges)))
    findings.extend((yield from _directories(plan, session.user)))
    return tuple(findings)


def _column(text: str, what: str) -> Flow[tuple[str, ...] | None]:
    try:
        answer = yield from direct_requests.read(job_blocks.query(text), what)
    except JobError:
        return None
    return tuple(str(row[0]) for row in answer.rows)


def _version() -> Flow[Finding]:
    rows = yield from _column(job_blocks.VERSION, "the release")
    if not rows:
        return Finding("the release is 12.2 or newer", None, "it cannot be read")
    numbers = tuple(int(part) for part in rows[0].split(".")[:2] if part.isdecimal())
    ok = numbers >= _OLDEST
    remedy = "" if ok else "names have 30 bytes: give a short `job_name`, and --server-version to be told of the rest"
    return Finding("the release is 12.2 or newer", ok, rows[0], remedy)


def _role(plan: Plan | None, user: str, roles: tuple[str, ...] | None) -> Finding:
    name = "the user may export what is not its own"
    if roles is None:
        return Finding(name, None, "the roles cannot be read")
    has = next((role for role in _ROLES if role in roles), None)
    if has is not None:
        return Finding(name, True, f"by {has}")
    if plan is not None and _is_own(plan, user):
        return Finding(name, True, f"not needed: the job is on the schema {user}")
    remedy = f"GRANT DATAPUMP_EXP_FULL_DATABASE TO {user}"
    if plan is None:
        return Finding(name, None, "without DATAPUMP_EXP_FULL_DATABASE it can export its own schema alone", remedy)
    return Finding(name, False, "DATAPUMP_EXP_FULL_DATABASE is not enabled", remedy)


def _is_own(plan: Plan, user: str) -> bool:
    """Tell whether all that a job exports is surely in the schema of the user."""
    if plan.job_mode not in (JobMode.SCHEMA, JobMode.TABLE):
        return False
    owners = {table.owner or user for table in (*plan.tables, *plan.views)} | set(plan.schemas)
    if plan.schema_expressions:
        known = selection(plan.schema_expressions)
        if known is None:
            return False
        owners |= known
    return owners <= {user}


def _create_table(user: str, privileges: tuple[str, ...] | None) -> Finding:
    name = "the user can make the control table"
    if privileges is None:
        return Finding(name, None, "the privileges cannot be read")
    if "CREATE TABLE" in privileges or "CREATE ANY TABLE" in privileges:
        return Finding(name, True, "CREATE TABLE is granted")
    return Finding(name, False, "CREATE TABLE is not granted", f"GRANT CREATE TABLE TO {user}")


def _quota(user: str, privileges: tuple[str, ...] | None) -> Flow[Finding]:
    name = "there is room for the control table"
    if privileges and "UNLIMITED TABLESPACE" in privileges:
        return Finding(name, True, "UNLIMITED TABLESPACE is granted")
    try:
        answer = yield from direct_requests.read(job_blocks.query(job_blocks.QUOTA), "the quota")
    except JobError:
        return Finding(name, None, "the quota cannot be read")
    default, used, most = answer.rows[0] if answer.rows else (None, None, None)
    space = str(default)
    limit = direct_requests.number(most)
    if limit == -1:
        return Finding(name, True, f"no limit in tablespace {space}")
    free = (limit or 0) - (direct_requests.number(used) or 0)
    if free > 0:
        return Finding(name, True, f"{free} bytes of the quota in tablespace {space} are free")
    return Finding(name, False, f"no quota is left in tablespace {space}", f"ALTER USER {user} QUOTA 100M ON {space}")


def _directories(plan: Plan | None, user: str) -> Flow[tuple[Finding, ...]]:
    wanted: dict[str, None] = {}
    if plan is not None:
        files = (*(file for file in plan.dump_files if not file.is_uri), *plan.log_file)
        wanted = dict.fromkeys(file.directory for file in files)
    try:
        answer = yield from direct_requests.read(job_blocks.query(job_blocks.DIRECTORY_PRIVILEGES), "the directories")
    except JobError as error:
        return (Finding("the directory objects", None, error.diagnostics[0].message),)
    allowed = {str(name): (_yes(read), _yes(write)) for name, read, write in answer.rows}
    if plan is None:
        # Which of them a job will need is not known.
        return tuple(_visible(name, both) for name, both in allowed.items())
    return tuple(_directory(name, allowed.get(name), user) for name in wanted)


def _visible(name: str, allowed: tuple[bool, bool]) -> Finding:
    has = [word for word, is_granted in zip(("READ", "WRITE"), allowed, strict=True) if is_granted]
    detail = f"{' and '.join(has) or 'nothing'} {'are' if len(has) > 1 else 'is'} granted"
    return Finding(f"directory {name} can be read and written", True if all(allowed) else None, detail)


def _yes(value: Datum) -> bool:
    return str(value).strip().upper() == "TRUE"


def _directory(name: str, allowed: tuple[bool, bool] | None, user: str) -> Finding:
    what = f"directory {name} can be read and written"
    grant = f"GRANT READ, WRITE ON DIRECTORY {name} TO {user}"
    if allowed is None:
        remedy = f"CREATE DIRECTORY {name} AS '...' on the server, then {grant}"
        return Finding(what, False, "there is none, or the user has no privilege on it", remedy)
    if all(allowed):
        return Finding(what, True, "READ and WRITE are granted")
    missing = " and ".join(word for word, has in zip(("READ", "WRITE"), allowed, strict=True) if not has)
    return Finding(what, False, f"{missing} is missing", grant)
