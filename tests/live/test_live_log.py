"""The log of a real server has the texts on which `dpspec.joblog` relies."""

from __future__ import annotations

import pytest

from dpspec import joblog
from dpspec.jobs import End
from tests.live import server

pytestmark = pytest.mark.live


def _log(backend, done):
    return backend.log(*done.job.key, log=done.outcome.log)


def test_the_last_line_of_a_success_is_known(way):
    done = server.succeeded(way, server.spec())
    verdict = joblog.verdict(_log(way, done), done.job)
    assert (verdict.end, verdict.error_count) == (End.SUCCEEDED, 0)
    assert verdict.line.startswith(f'Job "{server.owner()}"."{done.job.job_name}" successfully completed at ')


def test_the_last_line_of_a_job_with_errors_is_known_and_counts_them(direct):
    tables = [f"{server.owner()}.{name}" for name in (server.ALPHA, server.NO_TABLE)]
    done = server.submit(direct, server.spec(name_expressions=None, schema_expressions=None, tables=tables))
    verdict = joblog.verdict(_log(direct, done), done.job)
    assert (verdict.end, verdict.error_count) == (End.ERRORS, 1), done.said
    assert joblog.error_lines(_log(direct, done)) != ()


def test_the_last_line_of_a_stopped_job_is_known(direct):
    started = server.submit(direct, server.spec(job_mode="SCHEMA", name_expressions=None), wait=False)
    server.until(lambda: server.state(direct, started.job) == "EXECUTING", "the job runs")
    direct.stop(*started.job.key, immediate=True, delay=0)
    server.until(lambda: server.state(direct, started.job) == "NOT RUNNING", "the job is stopped")
    verdict = joblog.verdict(_log(direct, started), started.job)
    assert verdict is not None, _log(direct, started)
    assert verdict.end is End.STOPPED


def test_the_dump_files_are_named_in_the_log(way):
    name = f"DPSPEC_LIVE_{server.token()}"
    done = server.succeeded(way, server.spec(file_name=f"{name}_%U.DMP"))
    assert joblog.dump_files(_log(way, done), done.job) == (f"{name}_01.DMP",)


def test_the_log_is_as_it_was_sent(way):
    """Nothing of a real log is lost when what could steer a terminal is taken out."""
    done = server.succeeded(way, server.spec())
    text = _log(way, done)
    assert text == joblog.clean(text)
    assert server.exported(text.splitlines()) == server.expected()


def test_a_log_of_another_job_tells_nothing_of_this_one(direct):
    one, other = (server.succeeded(direct, server.spec(server.ALPHA)) for _ in range(2))
    assert joblog.verdict(_log(direct, one), other.job) is None
