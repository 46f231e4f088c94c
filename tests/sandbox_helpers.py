"""What the tests of the sandbox share: a clock that only tests move, a client for each face."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import oracledb

from dpspec import ExportSpec, checker
from dpspec.sandbox import Catalog, Engine
from dpspec.sandbox.catalog import Directory, User, table
from dpspec.sandbox.submitted import plan_of

if TYPE_CHECKING:
    from dpspec.sandbox.engine import Session
    from dpspec.statements import Statement

#: A Thursday.
NOON = datetime(2026, 3, 5, 12, 0, 0)
EXPORT = "_/db-api/stable/database/datapump/export"
JOBS = "_/db-api/stable/database/datapump/jobs/"
BODY = {"job_mode": "TABLE", "name_expressions": [{"expression": "='EMP'"}], "file_name": "emp.dmp", "keep_master": 0}
_TYPES = {
    "VARCHAR2": oracledb.DB_TYPE_VARCHAR,
    "NUMBER": oracledb.DB_TYPE_NUMBER,
    "CLOB": oracledb.DB_TYPE_CLOB,
    "RAW": oracledb.DB_TYPE_RAW,
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


class Bench:
    """An engine with a clock of its own; a job takes ten seconds of it."""

    def __init__(self, catalog: Catalog | None = None, **options: object) -> None:
        self.clock = Clock()
        self.engine = Engine(catalog or Catalog.builtin(), self.clock, 10.0, now=lambda: NOON, **options)

    def session(self, name: str = "SCOTT") -> Session:
        user = self.engine.catalog.user(name)
        assert user is not None
        return self.engine.connect(user)

    def submit(self, session: Session, **keys: object) -> int:
        return self.engine.submit(session, self.plan(session, **keys))

    def plan(self, session: Session, **keys: object):
        keys = {"job_mode": "TABLE", "name_expressions": ["='EMP'"], "job_name": "J"} | keys
        return plan_of(ExportSpec(**{key: value for key, value in keys.items() if value is not None}), session.user)

    def state(self, name: str = "J", owner: str = "SCOTT") -> str | None:
        admin = self.engine.catalog.users["ADMIN"]
        return next((job.state for job in self.engine.jobs(admin) if job.key == (owner, name)), None)


def small(*objects, users: str = "A B") -> Catalog:
    """Give a catalogue of some objects, with users that may do everything and one, U, that may not."""
    full = frozenset({"DATAPUMP_EXP_FULL_DATABASE"})
    found = {name: User(name, name.lower(), roles=full) for name in users.split()} | {"U": User("U", "u")}
    everybody = frozenset({"PUBLIC"})
    directories = {"DATA_PUMP_DIR": Directory("DATA_PUMP_DIR", "/dumps", everybody, everybody)}
    return Catalog(found, directories, tuple(each for group in objects for each in group))


def tables(schema: str, *names: str, **options: object):
    return [each for name in names for each in table(schema, name, **options)]


def checked(spec: ExportSpec):
    plan, found = checker.check(spec)
    assert plan is not None, found
    return plan


def run(connection: oracledb.Connection, statement: Statement):
    """Run a statement as the driver of dpspec does: every bind variable by name; its outs, or its rows."""
    with connection.cursor() as cursor:
        held = {}
        for bind in statement.binds:
            held[bind.name] = cursor.var(_TYPES[bind.kind.value], size=bind.size or 4000)
            if bind.value is not None:
                is_long = bind.kind.value == "CLOB"
                value = connection.createlob(oracledb.DB_TYPE_CLOB, bind.value) if is_long else bind.value
                held[bind.name].setvalue(0, value)
        cursor.execute(statement.text, held)
        if statement.is_query:
            return cursor.fetchall()
        return {bind.name: held[bind.name].getvalue() for bind in statement.binds if bind.out}
