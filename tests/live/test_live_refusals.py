"""What a real server refuses, and what must never count as success."""

from __future__ import annotations

import pytest

from dpspec.emit import bound
from dpspec.jobs import End
from tests.live import server

pytestmark = pytest.mark.live


def _running(backend):
    """The jobs of the schema that do something."""
    return {job.key for job in backend.jobs() if job.owner_name == server.owner() and job.state != "NOT RUNNING"}


def _refused(done, *codes):
    """See that a submission was refused before anything ran, with one of some codes."""
    assert done.outcome.end is End.REJECTED, done.said
    assert any(code in done.said for code in codes), done.said


def test_a_filter_that_selects_nothing_is_no_success(way):
    done = server.submit(way, server.spec(server.NO_TABLE))
    assert not done.outcome.ok, done.said
    assert done.outcome.end is not End.RUNNING
    assert "ORA-" in done.said
    assert done.exported == {}


def test_a_schema_that_is_not_there_is_no_success(way):
    given = server.spec(job_mode="SCHEMA", name_expressions=None, schema_expressions=["= 'DPSPEC_LIVE_NOBODY'"])
    done = server.submit(way, given)
    assert not done.outcome.ok, done.said
    assert done.exported == {}


def test_a_table_that_is_not_there_beside_one_that_is_counts_as_an_error(direct):
    tables = [f"{server.owner()}.{name}" for name in (server.ALPHA, server.NO_TABLE)]
    done = server.submit(direct, server.spec(name_expressions=None, schema_expressions=None, tables=tables))
    assert (done.outcome.end, done.outcome.ok) == (End.ERRORS, False), done.said
    assert done.outcome.error_count >= 1
    assert any("ORA-39166" in line for line in done.outcome.errors), done.said
    assert done.exported == server.expected(server.ALPHA)


def test_a_dump_file_that_is_there_is_refused_and_left_alone(way, direct, tmp_path):
    name = f"DPSPEC_LIVE_{server.token()}.DMP"
    first = server.succeeded(way, server.spec(file_name=name))

    def checksum(where):
        return direct.fetch(*first.job.key, name, tmp_path / where, directory=server.directory()).sha256

    before = checksum("before")
    second = server.submit(way, server.spec(server.ALPHA, file_name=name))
    assert not second.outcome.ok, second.said
    assert any(code in second.said for code in ("ORA-27038", "ORA-31641", "ORA-39000")), second.said
    if way is direct:
        assert second.outcome.end is End.REJECTED, second.said
    assert checksum("after") == before


def test_a_dump_file_that_is_there_is_replaced_if_that_is_wanted(direct):
    name = f"DPSPEC_LIVE_{server.token()}.DMP"
    server.succeeded(direct, server.spec(file_name=name))
    again = server.succeeded(direct, server.spec(server.ALPHA, file_name=name, reuse_dumpfiles=True))
    assert again.exported == server.expected(server.ALPHA)


def test_a_job_name_that_is_in_use_is_refused_before_anything_is_sent(direct):
    name = f"DPSPEC_LIVE_{server.token()}"
    first = server.succeeded(direct, server.spec(job_name=name))
    second = server.submit(direct, server.spec(job_name=name))
    _refused(second, f"a job {first.job} is there already")
    assert server.state(direct, first.job) == "NOT RUNNING"


def test_a_job_name_that_is_in_use_is_ora_31634_and_leaves_the_first_job_alone(direct):
    name = f"DPSPEC_LIVE_{server.token()}"
    first = server.succeeded(direct, server.spec(job_name=name))
    block = bound.statement(server.plan(server.spec(job_name=name)), bound.Names(name, f"{name}_2"))
    outs = server.answer(block).outs
    assert (outs["code"], outs["handle"], outs["started"]) == (-31634, None, 0), outs["details"]
    assert "ORA-31634" in outs["details"]
    assert server.state(direct, first.job) == "NOT RUNNING"


def test_a_directory_that_is_not_there_is_ora_39087_and_leaves_no_job(direct):
    before = {job.key for job in direct.jobs()}
    done = server.submit(direct, server.spec(datapump_dir=server.NO_DIRECTORY))
    _refused(done, "ORA-39087")
    assert {job.key for job in direct.jobs()} == before


def test_a_directory_that_is_not_there_is_no_success_through_ords_and_leaves_nothing_running(ords, direct):
    done = server.submit(ords, server.spec(datapump_dir=server.NO_DIRECTORY))
    assert done.outcome.end not in (End.SUCCEEDED, End.RUNNING), done.said
    assert _running(direct) == set()


def test_a_wrong_password_is_refused_by_each_way(direct, ords):
    del direct, ords  # a name or an address that is wrong would be refused, too
    for make in (server.ords, server.direct):
        with make(f"wrong{server.token()}") as backend:
            done = server.submit(backend, server.spec())
        assert [diagnostic.code for diagnostic in done.outcome.diagnostics] == ["DP402"], done.said
        assert done.outcome.end is End.REJECTED
        assert done.outcome.safe_elsewhere


@pytest.mark.oracle
def test_a_dump_file_that_is_too_small_ends_the_job_by_a_fatal_error(direct):
    name = f"DPSPEC_LIVE_{server.token()}.DMP"
    done = server.submit(direct, server.spec(server.LARGE, file_name=name, filesize="2MB"))
    assert (done.outcome.end, done.outcome.ok) == (End.ABORTED, False), done.said
    assert any("ORA-39095" in line for line in done.outcome.errors), done.said
