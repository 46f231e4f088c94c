"""The statements that the net face knows by their text, those of ``job_blocks``, answered by the engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import job_blocks
from dpspec.sandbox.log import RELEASE
from dpspec.sandbox.ora import OraError, error, line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dpspec.sandbox.engine import Engine, Session
    from dpspec.sandbox.faults import Kind

Values = dict[str, object]
Rows = list[tuple[object, ...]]
#: How far the audit identifier of a session is from its number.
_AUDIT: Final = 400000


#: Which bind variable of a statement is for which parameter or column.
_OF_STOP: Final = dict(re.findall(r"(\w+)\s*=>\s*:(\w+)", job_blocks.STOP))
_OF_SESSION: Final = dict(re.findall(r"(\w+)\s*=\s*:(\w+)", job_blocks.SESSION))


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _number(values: Mapping[str, object], name: str) -> int | None:
    value = values.get(name)
    return None if value is None else int(str(value))


def _attach(engine: Engine, session: Session, values: Values) -> int:
    return engine.attach(session, _text(values, "job_owner"), _text(values, "job_name"))


def _status(engine: Engine, session: Session, values: Values) -> Values:
    handle = _number(values, "handle")
    outs: Values = {}
    if handle is None:
        handle = _attach(engine, session, values)
    outs["handle"] = values["handle"] = handle
    told = engine.status(session, handle)
    lines = "".join(f"{text}\n" for text in told.lines).encode()[-job_blocks.LINES :].decode(errors="ignore")
    outs |= {"job_state": told.state, "percent": told.percent, "errors": told.error_count, "lines": lines or None}
    return outs | {"bytes": told.bytes_processed, "total": told.total_bytes}


def _detach(engine: Engine, session: Session, values: Values) -> Values:
    engine.detach(session, _number(values, "handle"))
    return {}


def _stop(engine: Engine, session: Session, values: Values) -> Values:
    handle = _attach(engine, session, values)
    keep = _number(values, _OF_STOP["keep_master"])
    immediate = bool(_number(values, _OF_STOP["immediate"]))
    engine.stop(session, handle, immediate=immediate, keep_master=None if keep is None else bool(keep))
    return {}


def _resume(engine: Engine, session: Session, values: Values) -> Values:
    handle = _attach(engine, session, values)
    try:
        engine.start(session, handle)
    finally:
        engine.detach(session, handle)
    return {}


def _describe(engine: Engine, session: Session, values: Values) -> Values:
    handle = _attach(engine, session, values)
    path = engine.log_path(session, handle)
    engine.detach(session, handle)
    return {"log_file": path}


def _read_file(engine: Engine, session: Session, values: Values) -> Values:
    data = engine.read(session.user, _text(values, "directory"), _text(values, "file_name"))
    if data is None:
        raise OraError(22288, line(22288)[11:], ("No such file or directory",))
    at, most = _number(values, "offset") or 0, _number(values, "most") or 0
    outs: Values = {"file_size": len(data)}
    for number in range(1, job_blocks.PIECES + 1):
        piece = data[at : at + max(0, min(job_blocks.PIECE, most))]
        outs[f"piece{number}"] = piece or None
        at, most = at + len(piece), most - len(piece)
    return outs


#: Blocks by their text: what they are, and what answers them. Errors go into `code` and `details`.
BLOCKS: Final[dict[str, tuple[Kind, Callable[[Engine, Session, Values], Values]]]] = {
    job_blocks.STATUS.strip(): ("status", _status),
    job_blocks.DETACH.strip(): ("detach", _detach),
    job_blocks.STOP.strip(): ("stop", _stop),
    job_blocks.RESUME.strip(): ("resume", _resume),
    job_blocks.DESCRIBE.strip(): ("describe", _describe),
    job_blocks.READ_FILE.strip(): ("read_file", _read_file),
}


def _all_jobs(engine: Engine, session: Session, _values: Values) -> Rows:
    _only_privileged(session)
    return _job_rows(engine, session, own=False)


def _own_jobs(engine: Engine, session: Session, _values: Values) -> Rows:
    return _job_rows(engine, session, own=True)


def _job_rows(engine: Engine, session: Session, *, own: bool) -> Rows:
    found = engine.jobs(session.user, own=own)
    return [
        (*job.key, job.operation, job.job_mode, job.state, job.degree, job.attached_sessions, job.datapump_sessions)
        for job in found
    ]


def _only_privileged(session: Session) -> None:
    """Refuse a view that only users with rights on the dictionary see."""
    if not session.user.is_privileged:
        raise error(942)


def _whoami(_engine: Engine, session: Session, _values: Values) -> Rows:
    return [(session.user.name, "1", str(session.number), str(session.number + _AUDIT))]


def _session(engine: Engine, session: Session, values: Values) -> Rows:
    _only_privileged(session)
    instance, number, audit = (_number(values, _OF_SESSION[column]) or 0 for column in ("inst_id", "sid", "audsid"))
    same = instance == 1 and audit == number + _AUDIT
    return [(int(same and engine.has_session(number)),)]


def _directories(engine: Engine, session: Session, _values: Values) -> Rows:
    found = engine.catalog.directories.values()
    seen = (d for d in found if d.may(session.user, write=False) or d.may(session.user, write=True))
    return sorted((directory.name, directory.path) for directory in seen)


def _directory_privileges(engine: Engine, session: Session, _values: Values) -> Rows:
    names = [str(name) for name, _ in _directories(engine, session, {})]
    found = (engine.catalog.directories[name] for name in names)
    flags = ("FALSE", "TRUE")
    may = ((d.name, d.may(session.user, write=False), d.may(session.user, write=True)) for d in found)
    return [(name, flags[read], flags[write]) for name, read, write in may]


def _roles(_engine: Engine, session: Session, _values: Values) -> Rows:
    return [(role,) for role in sorted(session.user.roles)]


def _privileges(_engine: Engine, session: Session, _values: Values) -> Rows:
    return [(privilege,) for privilege in sorted(session.user.privileges)]


def _quota(_engine: Engine, session: Session, _values: Values) -> Rows:
    user = session.user
    return [(user.tablespace, None, None) if user.quota == 0 else (user.tablespace, 0, user.quota)]


def _version(_engine: Engine, _session: Session, _values: Values) -> Rows:
    return [(RELEASE,)]


#: Queries by their text: the types of the columns (N is a number), and what answers them.
QUERIES: Final[dict[str, tuple[str, Callable[[Engine, Session, Values], Rows]]]] = {
    job_blocks.ALL_JOBS: ("TTTTTNNN", _all_jobs),
    job_blocks.OWN_JOBS: ("TTTTTNNN", _own_jobs),
    job_blocks.WHOAMI: ("TTTT", _whoami),
    job_blocks.SESSION: ("N", _session),
    job_blocks.DIRECTORIES: ("TT", _directories),
    job_blocks.DIRECTORY_PRIVILEGES: ("TTT", _directory_privileges),
    job_blocks.ROLES: ("T", _roles),
    job_blocks.PRIVILEGES: ("T", _privileges),
    job_blocks.QUOTA: ("TNN", _quota),
    job_blocks.VERSION: ("T", _version),
}
