"""Plan to a DBMS_DATAPUMP script for SQL*Plus, SQLcl and any client that sends an anonymous block.

The frame follows what the clients do to scripts (SQL*Plus guide) and the life cycle of a job
(DBMS_DATAPUMP reference): details of a failure are read before any other call, and detaching from
a job that is still being defined removes it, while a job that runs is not harmed by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec import capability
from dpspec.calls import calls, is_sayable
from dpspec.datapump import CONSTANTS, MAX_VARCHAR2, Secret, Value
from dpspec.diagnostics import Diagnostic, show
from dpspec.emit.plsql_layout import guarded, lines_of
from dpspec.emit.plsql_literal import terms, value_terms
from dpspec.job_blocks import details_function
from dpspec.plan import JOB_NAME
from dpspec.version import __version__
from dpspec.versions import LONG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.plan import Plan

_MAX_TERMS: Final = 40
_CLOCK: Final = "c_now"
_SECRET: Final = ":dpspec_password"  # noqa: S105 - where it will be, not what it is

HEADER: Final = """\
SET DEFINE OFF
SET ESCAPE OFF
SET SQLBLANKLINES ON
SET SERVEROUTPUT ON SIZE UNLIMITED
WHENEVER OSERROR EXIT FAILURE ROLLBACK
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
"""

_HANDLER: Final = """\
EXCEPTION
  WHEN OTHERS THEN
    -- First of all: any other call would overwrite the details.
    l_details := NVL(job_details, CHR(10) || SQLERRM);
    IF l_started THEN
      IF SQLCODE <> -20001 THEN
        BEGIN
          DBMS_OUTPUT.PUT_LINE('Data Pump job ' || c_job_name || ' was started and may still be running.');
        EXCEPTION
          WHEN OTHERS THEN
            NULL;
        END;
      END IF;
      RAISE;
    END IF;
    IF l_handle IS NOT NULL THEN
      BEGIN
        -- Removes a job that is still being defined; one that runs after all goes on.
        DBMS_DATAPUMP.DETACH(handle => l_handle);
      EXCEPTION
        WHEN OTHERS THEN
          NULL;
      END;
    END IF;
    RAISE_APPLICATION_ERROR(
      -20000,
      SUBSTRB('Data Pump job ' || c_job_name || ' could not be started:' || l_details, 1, 2000),
      TRUE);
END;
/
"""

_DETACH: Final = """\
  BEGIN
    DBMS_DATAPUMP.DETACH(handle => l_handle);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
"""

_FOLLOW_MASK: Final = sum(CONSTANTS[f"KU$_STATUS_{name}"] for name in ("WIP", "JOB_STATUS", "JOB_ERROR"))
_FOLLOW: Final = f"""\
  WHILE NOT l_gone AND l_state NOT IN ('COMPLETED', 'STOPPED') LOOP
    BEGIN
      DBMS_DATAPUMP.GET_STATUS(
        handle    => l_handle,
        mask      => {_FOLLOW_MASK},
        timeout   => 10,
        job_state => l_state,
        status    => l_status);
      IF l_status.job_status IS NOT NULL THEN
        l_errors := GREATEST(l_errors, NVL(l_status.job_status.error_count, 0));
        IF l_status.job_status.percent_done <> l_percent THEN
          l_percent := l_status.job_status.percent_done;
          DBMS_OUTPUT.PUT_LINE(l_state || ', ' || l_percent || ' percent done');
        END IF;
      END IF;
      IF l_status.wip IS NOT NULL THEN
        FOR i IN 1 .. l_status.wip.COUNT LOOP
          DBMS_OUTPUT.PUT_LINE(l_status.wip(i).LogText);
        END LOOP;
      END IF;
      IF l_status.error IS NOT NULL THEN
        FOR i IN 1 .. l_status.error.COUNT LOOP
          DBMS_OUTPUT.PUT_LINE(l_status.error(i).LogText);
        END LOOP;
      END IF;
    EXCEPTION
      WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
        NULL;
      WHEN DBMS_DATAPUMP.INVALID_HANDLE OR DBMS_DATAPUMP.NO_SUCH_JOB THEN
        -- The job has ended and taken its handle with it.
        l_gone := TRUE;
    END;
  END LOOP;
  BEGIN
    DBMS_DATAPUMP.WAIT_FOR_JOB(handle => l_handle, job_state => l_state);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO OR DBMS_DATAPUMP.INVALID_HANDLE OR DBMS_DATAPUMP.NO_SUCH_JOB THEN
      NULL;
  END;
  -- Only an end that was seen, without errors, is a success.
  IF l_state = 'COMPLETED' AND l_errors = 0 THEN
    DBMS_OUTPUT.PUT_LINE('Data Pump job ' || c_job_name || ' successfully completed.');
  ELSE
    RAISE_APPLICATION_ERROR(
      -20001,
      'Data Pump job ' || c_job_name || ' was last seen in state ' || l_state || ' with ' || l_errors
        || ' error(s): read its log file.');
  END IF;
"""


#: Asks for the password before the block, so that it stands in no file. Nothing else is substituted.
_ACCEPT: Final = """\
SET VERIFY OFF
SET AUTOPRINT OFF
ACCEPT dpspec_password CHAR PROMPT 'Password of the dump files: ' HIDE
VARIABLE dpspec_password VARCHAR2(4000)
SET DEFINE ON
BEGIN
  :dpspec_password := q'[&dpspec_password]';
  -- Without a password the dump would not be encrypted.
  IF :dpspec_password IS NULL THEN
    RAISE_APPLICATION_ERROR(-20000, 'No password was given: nothing is exported.');
  END IF;
END;
/
UNDEFINE dpspec_password
SET DEFINE OFF
"""


def refuse(plan: Plan) -> tuple[Diagnostic, ...]:
    """Tell what this target cannot say: keys without a call, and values of which it is not known how to pass them."""
    return tuple(_refusals(plan))


def _refusals(plan: Plan) -> Iterator[Diagnostic]:
    if plan.server < LONG_NAMES and not plan.job_name:
        message = "the job name that ORDS makes has 35 bytes, too many before 12.2"
        advice = "saves ORA-00972; give a `job_name` of at most 30 bytes, or use the targets ords and parfile"
        yield Diagnostic("DP126", message, plan.where.whole, advice)
    yield from capability.refusals(plan, "plsql")
    if not is_sayable(plan):
        advice = "the target parfile can; here, write one spec a schema, and one pattern alone"
        message = "plsql takes the tables of one schema, by names or by one pattern"
        yield Diagnostic("DP302", message, plan.where.of("tables"), advice, "tables")
    for rows in plan.rows:
        if rows.table is not None and rows.table.is_pattern and rows.table in plan.tables:
            advice = "saves ORA-39034; the target parfile can; here, name the tables"
            message = f"plsql takes partitions of one table, not of {show(str(rows.table))}"
            yield Diagnostic("DP302", message, plan.where.of("tables"), advice, "tables")
    if plan.setting("transportable") in ("KEEP_READ_ONLY", "NO_BITMAP_REBUILD"):
        message = f"plsql cannot say `{plan.setting('transportable')}`"
        advice = "the target parfile can; how DBMS_DATAPUMP takes it is not established"
        yield Diagnostic("DP302", message, plan.where.of("transportable"), advice, "transportable")


def render(plan: Plan, *, wait: bool = False) -> str:
    """Give the script: client settings, one anonymous block, ``/``.

    `wait` makes the block follow the job to its end and fail unless the job succeeds.
    """
    mode = plan.job_mode.value
    comment = f"-- Data Pump export in {mode} mode, made by dpspec {__version__}: change its spec, not this file.\n"
    return HEADER + (_ACCEPT if _asks(plan) else "") + comment + block(plan, wait=wait)


def _asks(plan: Plan) -> bool:
    return any(isinstance(value, Secret) for call in calls(plan) for _, value in call.arguments)


def block(plan: Plan, *, wait: bool = False) -> str:
    """Give the anonymous block alone, with the ``/`` that runs it."""
    lines = list(_statements(plan))
    big = any(isinstance(value, str) and _is_long(value) for call in calls(plan) for _, value in call.arguments)
    return "".join(
        [
            "DECLARE\n",
            *_declarations(plan, wait=wait, big=big),
            "\n  -- What GET_STATUS knows about the last failure of the job, or of OPEN while there is no handle.\n",
            details_function(1800),
            "BEGIN\n",
            # A client may have given it a small buffer, which the log lines of a long job would overflow (ORU-10027).
            "  DBMS_OUTPUT.ENABLE(NULL);\n" if wait else "",
            *(f"{line}\n" for line in lines),
            "  l_started := TRUE;\n",
            "  DBMS_OUTPUT.PUT_LINE('Data Pump job ' || c_job_name || ' started.');\n",
            _FOLLOW if wait else _DETACH,
            _HANDLER,
        ]
    )


def _declarations(plan: Plan, *, wait: bool, big: bool) -> Iterator[str]:
    name = " || ".join(value_terms(plan.job_name or JOB_NAME, _CLOCK))
    yield "  -- One reading of the database clock stamps the names of the job and of its files.\n"
    yield f"  {_CLOCK}       CONSTANT DATE := SYSDATE;\n"
    yield f"  c_job_name  CONSTANT VARCHAR2(128) := {name};\n"
    yield "  l_handle    NUMBER;\n"
    yield "  l_started   BOOLEAN := FALSE;\n"
    yield "  l_details   VARCHAR2(4000);\n"
    if big:
        yield "  l_value     CLOB;\n"
    if wait:
        yield "  l_state     VARCHAR2(30) := 'EXECUTING';\n"
        yield "  l_status    ku$_Status;\n"
        yield "  l_gone      BOOLEAN := FALSE;\n"
        yield "  l_errors    NUMBER := 0;\n"
        yield "  l_percent   NUMBER := 0;\n"


def _statements(plan: Plan) -> Iterator[str]:
    for call in calls(plan):
        if call.subprogram == "OPEN":
            arguments = [
                (name, ["c_job_name"] if name == "job_name" else _terms(value)) for name, value in call.arguments
            ]
            opening = lines_of("    l_handle := DBMS_DATAPUMP.OPEN", arguments)
            yield from guarded(opening, ["      l_handle := DBMS_DATAPUMP.ATTACH(job_name => c_job_name);"])
            continue
        arguments = [("handle", ["l_handle"])]
        for name, value in call.arguments:
            if name == "value" and isinstance(value, str) and _is_long(value):
                yield from _assembled(value)
                arguments.append((name, ["l_value"]))
            else:
                arguments.append((name, _terms(value)))
        yield from guarded(lines_of(f"    DBMS_DATAPUMP.{call.subprogram}", arguments), ["      NULL;"])


def _terms(value: Value) -> list[str]:
    return value_terms(value, _CLOCK, _SECRET)


def _is_long(value: str) -> bool:
    return len(value.encode("utf-8")) > MAX_VARCHAR2 or len(terms(value)) > 2 * _MAX_TERMS


def _assembled(value: str) -> Iterator[str]:
    """Build a CLOB piece by piece, each statement short enough for every compiler."""
    pieces = terms(value)
    yield f"  l_value := {pieces[0]};"
    for at in range(1, len(pieces), _MAX_TERMS):
        first, *more = pieces[at : at + _MAX_TERMS]
        # The pieces are joined first, so that the growing CLOB is copied once a statement and not once a piece.
        lines = [f"  l_value := l_value || ({first}", *(f"    || {piece}" for piece in more)]
        yield from lines[:-1]
        yield f"{lines[-1]});"
