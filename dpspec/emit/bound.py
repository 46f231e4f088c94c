"""Plan to one anonymous block that defines and starts the job, every value in a bind variable.

The same calls as those of the script, in the same order. The names that the database's clock would make are made here
before anything is sent, so that the job can be found again whatever becomes of the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import Factory, define, frozen

from dpspec.calls import calls
from dpspec.datapump import MAX_VARCHAR2, Secret, Stamped, Value
from dpspec.emit.plsql_layout import guarded, lines_of
from dpspec.job_blocks import CODE, DETACH_QUIETLY, FAILED, details_function
from dpspec.plan import DUMP_NAME, LOG_NAME
from dpspec.statements import Bind, Kind, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from dpspec.plan import Plan

_OUTS: Final = (Bind("handle", kind=Kind.NUMBER, out=True), Bind("started", kind=Kind.NUMBER, out=True), *CODE)


@frozen
class Names:
    """What a job and its files are called where the plan leaves it open.

    `files` begins the names of its files: the name of the job where that is made, too; else it holds the time.
    """

    job_name: str
    files: str

    @classmethod
    def made(cls, plan: Plan, time: datetime, token: str) -> Names:
        """Choose the names for a plan; `token`, six letters or digits, tells apart what is started in one second.

        They have at most 28 bytes, which fits every release.
        """
        name = f"DPSPEC_{time:%Y%m%d%H%M%S}_{token.upper()}"
        return cls(plan.job_name or name, name)

    def of(self, stamped: Stamped) -> str:
        """Give the name that stands for one that the script would make by the clock of the database."""
        if stamped == DUMP_NAME:
            return f"{self.files}_%U.DMP"
        if stamped == LOG_NAME:
            return f"{self.files}.LOG"
        raise ValueError(f"no name is made for {stamped}")


@define
class _Binds:
    names: Names
    password: str | None
    binds: list[Bind] = Factory(list)

    def of(self, name: str, value: Value) -> str:
        """Make a bind variable of a value, and give the term for it."""
        if value is None:
            return "NULL"
        bind = self._bind(f"{name}_{len(self.binds) + 1}", value)
        self.binds.append(bind)
        return f":{bind.name}"

    def _bind(self, name: str, value: Value) -> Bind:
        match value:
            case Secret():
                return Bind(name, self.password, secret=True)
            case Stamped():
                return Bind(name, self.names.of(value))
            case str():
                return Bind(name, value, Kind.CLOB if len(value.encode()) > MAX_VARCHAR2 else Kind.TEXT)
            case _:
                return Bind(name, value, Kind.NUMBER)


def statement(plan: Plan, names: Names, password: str | None = None) -> Statement:
    """Give the block and its bind variables; `password` is that of the dump files, if the plan has one.

    The block answers `handle` (none if the job could not be opened), `started` (1 once START_JOB has worked), and
    `code` and `details` of what went wrong; a job that it could not start it has let go of, which removes it.
    """
    binds = _Binds(names, password)
    body = [line for call in _calls(plan, binds) for line in call]
    text = "".join(
        [
            "DECLARE\n",
            "  l_handle   NUMBER;\n",
            "  l_details  VARCHAR2(4000);\n",
            details_function(3000),
            "BEGIN\n",
            "  :code := 0;\n",
            "  :started := 0;\n",
            *(f"{line}\n" for line in body),
            "  :started := 1;\n",
            FAILED,
            DETACH_QUIETLY,
            "END;\n",
        ]
    )
    return Statement(text, (Bind("job_name", names.job_name), *binds.binds, *_OUTS), starts_job=True)


def _calls(plan: Plan, binds: _Binds) -> Iterator[list[str]]:
    for call in calls(plan):
        is_open = call.subprogram == "OPEN"
        arguments = [] if is_open else [("handle", ["l_handle"])]
        for name, value in call.arguments:
            arguments.append((name, [":job_name" if name == "job_name" else binds.of(name, value)]))
        if is_open:
            opening = lines_of("    l_handle := DBMS_DATAPUMP.OPEN", arguments)
            yield list(guarded(opening, ["      l_handle := DBMS_DATAPUMP.ATTACH(job_name => :job_name);"]))
            yield ["  :handle := l_handle;"]
        else:
            yield list(guarded(lines_of(f"    DBMS_DATAPUMP.{call.subprogram}", arguments), ["      NULL;"]))
