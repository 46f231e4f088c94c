"""The net face: an Oracle Net server, on seerdb, for the unmodified python-oracledb in thin mode.

It runs no PL/SQL: a block that starts a job is read by ``recover`` as a script is, those that follow jobs are known by
their text, and anything else is refused.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from seerdb.common.tns_consts import FIELD_VERSION_12_2, TNS_TYPE_NUMBER, TNS_TYPE_VARCHAR
from seerdb.server import BackendError, BindVar, ColumnMeta, Result, Server

from dpspec.recover import plsql
from dpspec.sandbox import bind_text
from dpspec.sandbox.net_statements import BLOCKS, QUERIES
from dpspec.sandbox.ora import OraError
from dpspec.sandbox.submitted import plan_of
from dpspec.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dpspec.sandbox.engine import Engine, Session
    from dpspec.sandbox.faults import Faults, Kind

_BLOCK: Final = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:DECLARE|BEGIN)\b", re.IGNORECASE | re.DOTALL)
_SELECT: Final = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
_CAN: Final = "the sandbox of dpspec runs blocks that define and start one export, and the statements of dpspec itself"


class _DroppedError(BaseException):
    """Ends a connection; no Exception, which would be answered."""


class _Server(Server):
    def wake(self) -> None:
        """Let the accepting thread see at once that it is over, not only when it looks next."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def _handle(self, client: Any, addr: Any) -> None:
        with suppress(_DroppedError):
            super()._handle(client, addr)


class NetFace:
    """The server, which listens from the start; `statements` has the text of each statement that came."""

    def __init__(self, engine: Engine, faults: Faults, host: str = "127.0.0.1", port: int = 0) -> None:
        self.engine, self.faults = engine, faults
        self.statements: list[str] = []
        self._server = _Server(host, port, backend_factory=self._backend, field_version=FIELD_VERSION_12_2)
        self.port: Final[int] = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True, name="sandbox net")
        self._thread.start()

    def _backend(self) -> _Backend:
        return _Backend(self)

    def close(self) -> None:
        """Stop listening."""
        self._server.wake()
        self._server.close()
        self._thread.join(2)


class _Backend:
    """One connection: what seerdb asks for by its Backend protocol."""

    capabilities: frozenset[Any] = frozenset()

    def __init__(self, face: NetFace) -> None:
        self._face = face
        self._session: Session | None = None

    def authenticate(self, username: str) -> str | None:
        """Give the password of a user, which the login needs, or None."""
        user = self._face.engine.catalog.user(username)
        if user is None or "CREATE SESSION" not in user.privileges:
            return None
        self._close()
        self._session = self._face.engine.connect(user)
        return user.password

    def commit(self) -> None:
        """There are no transactions."""

    def rollback(self) -> None:
        """There are no transactions."""

    def close(self) -> None:
        """End the session: an implicit detach of its handles."""
        self._close()

    def _close(self) -> None:
        if self._session is not None:
            self._face.engine.disconnect(self._session)
            self._session = None

    def execute(self, sql: str, binds: Sequence[object] = ()) -> Result:
        """Run a statement. Whatever goes wrong is an error of the call, and the connection lives on."""
        self._face.statements.append(sql)
        kind = _kind(sql)
        self._drop(kind, after=False)
        try:
            result = self._run(kind, sql, binds)
        except OraError as error:
            raise _backend_error(error) from None
        except BackendError:
            raise
        except Exception as error:
            # Not ORA-00600, after which a client takes the connection for dead.
            raise BackendError(f"a bug in the sandbox of dpspec: {error!r}", ora_code=20999) from error
        self._drop(kind, after=True)
        return result

    def _drop(self, kind: Kind, *, after: bool) -> None:
        if self._face.faults.dropping(kind, after=after):
            raise _DroppedError

    def _run(self, kind: Kind, sql: str, binds: Sequence[object]) -> Result:
        if self._session is None:
            raise OraError(1012, "not logged on")
        values = [bind.value if isinstance(bind, BindVar) else bind for bind in binds]
        named = dict(zip(bind_text.names(sql), values, strict=False))
        if kind == "query":
            return self._query(sql, named)
        if kind == "other":
            raise _unknown(sql)
        return self._block(kind, sql, named)

    def _query(self, sql: str, named: dict[str, object]) -> Result:
        if sql.strip() not in QUERIES:
            raise OraError(942, "table or view does not exist", (_CAN,))
        self._fail("query", ())
        types, answer = QUERIES[sql.strip()]
        assert self._session is not None  # noqa: S101 - seen by the caller
        rows = answer(self._face.engine, self._session, named)
        return Result(columns=[_column(number, type_) for number, type_ in enumerate(types)], rows=rows)

    def _fail(self, kind: Kind, targets: Sequence[str]) -> dict[str, object] | None:
        """Give the answer of a fault, if one fires: raised, where the statement has no `code` to tell it by."""
        fault = self._face.faults.failing(kind)
        return None if fault is None else _told(OraError(fault.code, fault.message, fault.details), targets)

    def _block(self, kind: Kind, sql: str, named: dict[str, object]) -> Result:
        targets = tuple(bind_text.targets(sql))
        outs = self._fail(kind, targets)
        if outs is None:
            answer = BLOCKS[sql.strip()][1] if sql.strip() in BLOCKS else _submitter(sql, targets)
            assert self._session is not None  # noqa: S101 - seen by the caller
            try:
                outs = {"code": 0, **answer(self._face.engine, self._session, named)}
            except OraError as error:
                outs = _told(error, targets)
        answered = {name: outs.get(name) for name in targets}
        kept = {**named, **answered}
        if outs.get("handle") is None and "handle" in named:
            kept["handle"] = named["handle"]
        return Result(out_binds=[kept[name] for name in named])


def _kind(sql: str) -> Kind:
    if sql.strip() in BLOCKS:
        return BLOCKS[sql.strip()][0]
    if _BLOCK.match(sql):
        return "submit" if "DBMS_DATAPUMP" in sql.upper() else "other"
    return "query" if _SELECT.match(sql) else "other"


def _submitter(sql: str, targets: Sequence[str]) -> Callable[[Engine, Session, dict[str, object]], dict[str, object]]:
    """Give what runs a block that starts a job."""

    def submit(engine: Engine, session: Session, named: dict[str, object]) -> dict[str, object]:
        try:
            text = bind_text.inlined(sql, named)
        except ValueError as error:
            raise _not_run(str(error)) from None
        spec, found = plsql.recover(Source("block", text))
        if spec is None:
            raise _not_run(*(f"{diagnostic.code}: {diagnostic.message}" for diagnostic in found))
        handle = engine.submit(session, plan_of(spec, session.user))
        if "handle" not in targets:
            engine.detach(session, handle)
        return {"handle": handle, "started": 1}

    return submit


def _told(error: OraError, targets: Sequence[str]) -> dict[str, object]:
    """Give an error in the bind variables of a block, or raise it where the block has none for it."""
    if "code" not in targets:
        raise error
    return {"code": -error.code, "details": error.stack, "started": 0}


def _not_run(*why: str) -> OraError:
    return OraError(6550, "line 1, column 1:", ("PLS-00000: the sandbox cannot run this block", *why, _CAN))


def _unknown(sql: str) -> OraError:
    return _not_run() if _BLOCK.match(sql) else OraError(900, "invalid SQL statement", (_CAN,))


def _backend_error(error: OraError) -> BackendError:
    return BackendError("\n".join((error.text, *error.details)), ora_code=error.code)


def _column(number: int, type_: str) -> ColumnMeta:
    name = f"C{number + 1}".encode()
    if type_ == "N":
        # python-oracledb before 3.4 refuses a NUMBER with a character set form.
        return ColumnMeta(name, TNS_TYPE_NUMBER, 22, 22, csfrm=0)
    return ColumnMeta(name, TNS_TYPE_VARCHAR, 4000, 4000)
