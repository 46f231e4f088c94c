"""Runs the statements of a flow by python-oracledb: the only module that knows it.

Thin mode is what oracledb uses by itself; a program that has called ``oracledb.init_oracle_client`` gets thick mode.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import oracledb
from attrs import define, field

from dpspec.statements import Bind, Kind
from dpspec.submit.loop import Patience, creates
from dpspec.submit.steps import Answer, Connect, Failure, Run, Step, Write

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dpspec.statements import Statement
    from dpspec.submit.partfile import PartFile

_TYPES: Final = {
    Kind.TEXT: oracledb.DB_TYPE_VARCHAR,
    Kind.NUMBER: oracledb.DB_TYPE_NUMBER,
    Kind.CLOB: oracledb.DB_TYPE_CLOB,
    Kind.RAW: oracledb.DB_TYPE_RAW,
}
#: Codes after which a connection is of no use, whatever the driver thinks of it.
_DEAD: Final = (
    "ORA-00028",
    "ORA-01012",
    "ORA-01089",
    "ORA-03113",
    "ORA-03114",
    "ORA-03135",
    "DPY-1001",
    "DPY-4011",
    "DPY-4024",
    "DPY-6000",
    "DPY-6001",
    "DPY-6003",
    "DPY-6005",
)


def connector(**options: Any) -> Callable[[], Any]:
    """Give a function that makes connections; `options` are those of ``oracledb.connect``."""

    def connect() -> Any:
        return oracledb.connect(**options)

    return connect


def async_connector(**options: Any) -> Callable[[], Awaitable[Any]]:
    """Give a coroutine function that makes connections; `options` are those of ``oracledb.connect_async``."""

    async def connect() -> Any:
        return await oracledb.connect_async(**options)

    return connect


def _failure(error: Exception, *, lost: bool, sent: bool) -> Failure:
    first = error.args[0] if error.args else None
    code = str(getattr(first, "full_code", "") or "") or type(error).__name__
    # The driver adds an address of Oracle's error help on a line of its own.
    message = str(getattr(first, "message", "") or error).partition("\nHelp:")[0]
    return Failure(code, message, lost=lost or code in _DEAD, sent=sent)


def _variable(cursor: Any, bind: Bind) -> Any:
    size = bind.size or (len(bind.value.encode()) if isinstance(bind.value, str) else 0)
    return cursor.var(_TYPES[bind.kind], max(1, size))


def _outs(statement: Statement, variables: dict[str, Any]) -> dict[str, Any]:
    return {bind.name: variables[bind.name].getvalue() for bind in statement.binds if bind.out}


def _plain_binds(statement: Statement) -> dict[str, Any]:
    return {bind.name: bind.value for bind in statement.binds}


@define
class DirectDriver:
    """Blocks; a statement can be given up by Ctrl-C, save one that may start a job.

    `connect` makes connections; without it, the one that is given is all there is, and is left open.
    """

    connection: Any = None
    connect: Callable[[], Any] | None = None
    sink: PartFile | None = None
    _patience: Patience = field(factory=Patience)
    _given_up: bool = False

    def perform(self, step: Step) -> Answer | Failure | None:
        """Run a statement, connect anew, or write to the open file."""
        match step:
            case Write(data=data, total=total):
                if self.sink is not None:
                    self.sink.total = total
                    self.sink.write(data)
                return None
            case Connect():
                return self._patience.call(self._reconnect)
            case Run(statement=statement):
                try:
                    return self._patience.call(lambda: self._run(statement), finish=creates(step))
                except KeyboardInterrupt:
                    self._given_up = True
                    raise
        raise TypeError(f"no statement: {step}")

    def _reconnect(self) -> Answer | Failure:
        if self.connect is None:
            return Failure("DPY-1001", "the connection is lost, and no other can be made", lost=True, sent=False)
        self.close()
        return self._connected() or Answer()

    def _connected(self) -> Failure | None:
        if self.connection is not None:
            return None
        if self.connect is None:
            return Failure("DPY-1001", "there is no connection", lost=True, sent=False)
        try:
            self.connection = self.connect()
        except (oracledb.Error, OSError) as error:
            return _failure(error, lost=False, sent=False)
        return None

    def _run(self, statement: Statement) -> Answer | Failure:
        if failure := self._connected():
            return failure
        try:
            with self.connection.cursor() as cursor:
                if statement.is_query:
                    cursor.execute(statement.text, _plain_binds(statement))
                    return Answer(rows=tuple(tuple(row) for row in cursor.fetchall()))
                variables = {bind.name: _variable(cursor, bind) for bind in statement.binds}
                for bind in statement.binds:
                    if bind.value is not None:
                        variables[bind.name].setvalue(0, self._value(bind))
                cursor.execute(statement.text, variables)
                return Answer(_outs(statement, variables))
        except (oracledb.Error, OSError) as error:
            return _failure(error, lost=not self._healthy(), sent=True)

    def _value(self, bind: Bind) -> Any:
        if bind.kind is Kind.CLOB:
            return self.connection.createlob(oracledb.DB_TYPE_CLOB, bind.value)
        return bind.value

    def _healthy(self) -> bool:
        try:
            return bool(self.connection.is_healthy())
        except oracledb.Error:
            return False

    def close(self) -> None:
        """Close the connection, if it was made here."""
        if self.connect is None or self.connection is None or self._given_up:
            return
        try:
            self.connection.close()
        except (oracledb.Error, OSError):
            pass  # it is gone already
        finally:
            self.connection = None


@define
class AsyncDirectDriver:
    """The same, awaited."""

    connection: Any = None
    connect: Callable[[], Awaitable[Any]] | None = None
    sink: PartFile | None = None
    #: A connection does one thing at a time, however many flows there are.
    _lock: asyncio.Lock = field(factory=asyncio.Lock)

    async def perform(self, step: Step) -> Answer | Failure | None:
        """Run a statement, connect anew, or write to the open file."""
        async with self._lock:
            return await self._perform(step)

    async def _perform(self, step: Step) -> Answer | Failure | None:
        match step:
            case Write(data=data, total=total):
                if self.sink is not None:
                    self.sink.total = total
                    self.sink.write(data)
                return None
            case Connect():
                if self.connect is None:
                    reason = "the connection is lost, and no other can be made"
                    return Failure("DPY-1001", reason, lost=True, sent=False)
                await self.close()
                return await self._connected() or Answer()
            case Run(statement=statement):
                return await self._run(statement)
        raise TypeError(f"no statement: {step}")

    async def _connected(self) -> Failure | None:
        if self.connection is not None:
            return None
        if self.connect is None:
            return Failure("DPY-1001", "there is no connection", lost=True, sent=False)
        try:
            self.connection = await self.connect()
        except (oracledb.Error, OSError) as error:
            return _failure(error, lost=False, sent=False)
        return None

    async def _run(self, statement: Statement) -> Answer | Failure:
        if failure := await self._connected():
            return failure
        try:
            with self.connection.cursor() as cursor:
                if statement.is_query:
                    await cursor.execute(statement.text, _plain_binds(statement))
                    return Answer(rows=tuple(tuple(row) for row in await cursor.fetchall()))
                variables = {bind.name: _variable(cursor, bind) for bind in statement.binds}
                for bind in statement.binds:
                    if bind.value is not None:
                        variables[bind.name].setvalue(0, await self._value(bind))
                await cursor.execute(statement.text, variables)
                return Answer(_outs(statement, variables))
        except (oracledb.Error, OSError) as error:
            return _failure(error, lost=not self.connection.is_healthy(), sent=True)

    async def _value(self, bind: Bind) -> Any:
        if bind.kind is Kind.CLOB:
            return await self.connection.createlob(oracledb.DB_TYPE_CLOB, bind.value)
        return bind.value

    async def close(self) -> None:
        """Close the connection, if it was made here."""
        if self.connect is None or self.connection is None:
            return
        try:
            await self.connection.close()
        except (oracledb.Error, OSError):
            pass  # it is gone already
        finally:
            self.connection = None
