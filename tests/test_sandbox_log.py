"""The log of a job, whole."""

import pytest

from dpspec import joblog
from dpspec.jobs import End, Job
from dpspec.sandbox import log
from tests.sandbox_helpers import Bench

blanks = "  "
WHOLE = f"""\
Export: Release 12.2.0.1.0 - Sandbox on Thu Mar 5 12:00:00 2026
Version 12.2.0.1.0

;;; This is the sandbox of dpspec: it is no Oracle Database, and moves no data.
Starting "SCOTT"."J":{blanks}
;;; change 4711
Processing object type TABLE_EXPORT/TABLE/TABLE_DATA
Processing object type TABLE_EXPORT/TABLE/INDEX/STATISTICS/INDEX_STATISTICS
Processing object type TABLE_EXPORT/TABLE/STATISTICS/TABLE_STATISTICS
Processing object type TABLE_EXPORT/TABLE/TABLE
Processing object type TABLE_EXPORT/TABLE/INDEX/INDEX
Processing object type TABLE_EXPORT/TABLE/CONSTRAINT/CONSTRAINT
Processing object type TABLE_EXPORT/TABLE/CONSTRAINT/REF_CONSTRAINT
. . exported "SCOTT"."BONUS"                                  0 KB       0 rows
. . exported "SCOTT"."EMP"                                8.773 KB      14 rows
Master table "SCOTT"."J" successfully loaded/unloaded
******************************************************************************
Dump file set for SCOTT.J is:
  /u01/dumps/emp.dmp
Job "SCOTT"."J" successfully completed at Thu Mar 5 12:00:10 2026 elapsed 0 00:00:10
"""
EMPTY = f"""\
Starting "SCOTT"."J":{blanks}
ORA-31655: no data or metadata objects selected for job
Master table "SCOTT"."J" successfully loaded/unloaded
******************************************************************************
Dump file set for SCOTT.J is:
  /opt/oracle/admin/SANDBOX/dpdump/emp.dmp
Job "SCOTT"."J" completed with 1 error(s) at Thu Mar 5 12:00:10 2026 elapsed 0 00:00:10
"""


def text(**keys):
    bench = Bench()
    session = bench.session()
    bench.submit(session, **keys)
    bench.clock.time = 10
    bench.engine.jobs(session.user)  # any look lets the time pass
    return "".join(f"{line}\n" for line in bench.engine.history()[0].lines)


def test_a_log_is_that_of_expdp_line_by_line():
    names = ["IN ('EMP','BONUS')"]
    found = text(name_expressions=names, file_name="emp.dmp", datapump_dir="DUMPS", log_entries=["change 4711"])
    assert found == WHOLE


def test_an_empty_selection_ends_with_an_error():
    found = text(name_expressions=["='NOPE'"], file_name="emp.dmp")
    assert found.split("moves no data.\n")[1] == EMPTY


def test_an_estimate_has_no_dump_files():
    found = text(estimate_only=True).splitlines()
    assert "Total estimation using BLOCKS method: 8.773 KB" in found
    assert not any(line.startswith(("Master", "Dump", ". .")) for line in found)


def test_a_query_on_rows_is_said_not_to_be_evaluated():
    found = text(query=["WHERE sal > 1000"])
    note = ";;; the sandbox has no rows: a query on rows is not evaluated, and all rows of the table are counted"
    assert note in found.splitlines()


def test_a_job_without_a_log_writes_no_file():
    bench = Bench()
    bench.submit(bench.session(), nologfile=True)
    assert [name for _, name in bench.engine.files.content if name.endswith("LOG")] == []


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 KB"),
        (8984, "8.773 KB"),
        (102400, "100.0 KB"),
        (1023000, "999.0 KB"),
        (1024000, "0.977 MB"),
        (10 * 1024**2, "10.00 MB"),
        (5 * 1024**3, "5.000 GB"),
    ],
)
def test_sizes_have_four_digits(count, shown):
    assert log.size(count) == shown


def test_times_have_days():
    assert log.elapsed(90061.9) == "1 01:01:01"


@pytest.mark.parametrize(
    ("keys", "end", "count"),
    [({}, End.SUCCEEDED, 0), ({"name_expressions": ["='NOPE'"]}, End.ERRORS, 1)],
)
def test_the_reader_of_logs_understands_them(keys, end, count):
    job = Job("SCOTT", "J")
    found = text(file_name="emp.dmp", **keys)
    verdict = joblog.verdict(joblog.clean(found), job)
    assert verdict is not None
    assert (verdict.end, verdict.error_count) == (end, count)
    assert joblog.dump_files(found, job) == ("emp.dmp",)
