"""Jobs on a real server: submitted by each way, followed, stopped, resumed, read and fetched."""

from __future__ import annotations

import hashlib

import pytest

from dpspec.jobs import ACTIVE, NOT_RUNNING, End
from dpspec.submit import Moved, Noted, Started
from dpspec.submit import submit as submit_by
from dpspec.submit.partfile import PartFile
from tests.live import server

pytestmark = pytest.mark.live


# --- submitted and followed -----------------------------------------------------------------------------------------


def test_an_export_by_each_way_succeeds_and_says_so(way):
    done = server.submit(way, server.spec())
    assert (done.outcome.end, done.outcome.error_count, done.outcome.diagnostics) == (End.SUCCEEDED, 0, ()), done.said
    assert (done.outcome.ok, done.outcome.via) == (True, way.via)
    assert (done.job.owner_name, done.job.operation, done.job.job_mode) == (server.owner(), "EXPORT", "TABLE")


def test_both_ways_export_the_same_tables_and_rows(ords, direct):
    given = server.spec()
    found = [server.succeeded(backend, given).exported for backend in (ords, direct)]
    assert found == [server.expected(), server.expected()]


def test_of_tables_that_a_pattern_matches_both_ways_export_the_same(ords, direct):
    # The control tables of other jobs are in the same schema.
    given = server.spec(name_expressions=["LIKE 'DP%A'", "NOT LIKE 'DPSPEC%'", "!= 'DP_ALPHA'"])
    found = [server.succeeded(backend, given).exported for backend in (ords, direct)]
    assert found == [server.expected(server.BETA)] * 2


def test_the_own_schema_is_exported_whole_by_each_way(way):
    done = server.succeeded(way, server.spec(job_mode="SCHEMA", name_expressions=None))
    assert server.TABLES.items() <= done.exported.items()


def test_auto_goes_through_ords_where_that_can_say_it_and_tells_so(ords, direct):
    events = []
    given = server.spec()
    outcome = submit_by(
        given, ords=lambda: ords, direct=lambda: direct, timeout=server.timeout(), on_event=events.append
    )
    assert (outcome.ok, outcome.via) == (True, "ords"), outcome
    assert Noted("submitting through ORDS") in events


def test_auto_goes_directly_where_ords_cannot_say_it_and_tells_so(ords, direct):
    events = []
    given = server.spec(job_name=f"DPSPEC_LIVE_{server.token()}")
    outcome = submit_by(
        given, ords=lambda: ords, direct=lambda: direct, timeout=server.timeout(), on_event=events.append
    )
    assert (outcome.ok, outcome.via) == (True, "direct"), outcome
    assert [event.message.partition(":")[0] for event in events if isinstance(event, Noted)] == [
        "submitting directly, not through ORDS"
    ]


def test_a_job_goes_on_when_it_is_let_go_of_and_can_be_followed_from_elsewhere(way):
    done = server.submit(way, server.spec(), wait=False)
    assert done.outcome.end is End.RUNNING, done.said
    assert [event.job.key for event in done.events if isinstance(event, Started)] == [done.job.key]
    with getattr(server, way.via)() as other:
        followed = other.follow(*done.job.key, timeout=server.timeout(), log=done.outcome.log)
    assert (followed.end, followed.error_count) == (End.SUCCEEDED, 0), followed


def test_a_job_that_was_started_through_ords_can_be_followed_directly(ords, direct):
    job = server.submit(ords, server.spec(server.LARGE), wait=False).job
    followed = direct.follow(*job.key, timeout=server.timeout())
    if followed.end is End.UNKNOWN:
        # It had ended before it could be asked where its log is: then nothing is claimed.
        assert "where its log is is not known" in followed.diagnostics[-1].message
        return
    assert followed.ok, followed


def test_the_states_of_a_job_are_those_that_the_reference_names(way):
    done = server.succeeded(way, server.spec())
    states = {event.status.state for event in done.events if isinstance(event, Moved)}
    assert states
    assert states <= {*ACTIVE, NOT_RUNNING, "COMPLETED", "UNDEFINED"}


def test_the_direct_way_tells_percent_and_bytes_within_their_bounds(direct):
    done = server.succeeded(direct, server.spec(server.LARGE))
    seen = [event.status for event in done.events if isinstance(event, Moved)]
    assert all(0 <= status.percent <= 100 for status in seen if status.percent is not None)
    assert all(status.bytes_processed >= 0 for status in seen if status.bytes_processed is not None)


# --- jobs, job, stop, resume ----------------------------------------------------------------------------------------


def test_an_ended_job_whose_control_table_is_kept_is_listed_by_both_ways(ords, direct):
    for done in (server.succeeded(ords, server.spec()), server.succeeded(direct, server.spec())):
        for backend in (ords, direct):
            assert done.job.key in {job.key for job in backend.jobs()}
            found = backend.job(*done.job.key)
            assert (found.operation, found.job_mode, found.state) == ("EXPORT", "TABLE", NOT_RUNNING)


def test_a_job_that_is_not_there_is_none(way):
    assert way.job(server.owner(), f"DPSPEC_LIVE_{server.token()}") is None


def test_a_job_whose_control_table_is_not_kept_is_gone_after_its_success(direct):
    done = server.succeeded(direct, server.spec(keep_master=0))
    assert direct.job(*done.job.key) is None


def _started(backend):
    """Start a job that takes a while, and see it run."""
    job = server.submit(backend, server.spec(job_mode="SCHEMA", name_expressions=None), wait=False)
    server.until(lambda: server.state(backend, job.job) == "EXECUTING", f"job {job.job} runs")
    return job


def test_a_job_is_stopped_resumed_and_then_succeeds(direct):
    started = _started(direct)
    direct.stop(*started.job.key, immediate=True, delay=0)
    server.until(lambda: server.state(direct, started.job) == NOT_RUNNING, "the job is stopped")
    stopped = direct.follow(*started.job.key, timeout=server.timeout(), log=started.outcome.log)
    assert (stopped.end, stopped.ok) == (End.STOPPED, False), stopped
    direct.resume(*started.job.key)
    server.until(lambda: _is_on_its_way(direct, started), "the job runs again, or has ended")
    ended = direct.follow(*started.job.key, timeout=server.timeout(), log=started.outcome.log)
    assert (ended.end, ended.ok) == (End.SUCCEEDED, True), ended


def _is_on_its_way(direct, started):
    log = direct.log(*started.job.key, log=started.outcome.log)
    return server.state(direct, started.job) in ACTIVE or "successfully completed" in log


def test_a_job_that_is_stopped_for_good_is_gone_and_its_dump_with_it(direct):
    name = f"DPSPEC_LIVE_{server.token()}.DMP"
    given = server.spec(job_mode="SCHEMA", name_expressions=None, file_name=name)
    started = server.submit(direct, given, wait=False)
    direct.stop(*started.job.key, immediate=True, keep_master=False, delay=0)
    server.until(lambda: direct.job(*started.job.key) is None, "the job is gone")
    again = server.submit(direct, given)
    assert again.outcome.ok, again.said


def test_a_job_of_ords_that_somebody_stops_is_no_success(ords, direct):
    started = _started(ords)
    direct.stop(*started.job.key, immediate=True, delay=0)
    followed = ords.follow(*started.job.key, timeout=server.timeout())
    assert (followed.end, followed.ok) == (End.STOPPED, False), followed


# --- logs and files -------------------------------------------------------------------------------------------------


def test_a_log_has_the_lines_that_were_told_of_on_the_way(way):
    done = server.succeeded(way, server.spec())
    text = way.log(*done.job.key, log=done.outcome.log)
    assert server.exported(text.splitlines()) == done.exported == server.expected()
    told = [line for line in done.lines if line.startswith(". . exported")]
    assert len(told) == len(set(told)) == len(server.expected())


def test_a_file_comes_the_same_by_both_ways(ords, direct, tmp_path):
    done = server.succeeded(ords, server.spec(server.LARGE))
    names = ords.files(*done.job.key)
    assert sorted(name.rpartition(".")[2].upper() for name in names) == ["DMP", "LOG"]
    for name in names:
        by_ords = ords.fetch(*done.job.key, name, tmp_path / f"ords_{name}")
        directly = direct.fetch(*done.job.key, name, tmp_path / f"direct_{name}", directory=server.directory())
        assert (by_ords.size, by_ords.sha256) == (directly.size, directly.sha256)
        assert by_ords.size > 0
        assert hashlib.sha256(by_ords.path.read_bytes()).hexdigest() == by_ords.sha256


def test_the_files_of_a_job_are_told_of_by_its_log_and_can_be_fetched(direct, tmp_path):
    name = f"DPSPEC_LIVE_{server.token()}"
    done = server.succeeded(direct, server.spec(file_name=f"{name}_%U.DMP"))
    files = direct.files(*done.job.key, log=done.outcome.log)
    assert files == (done.outcome.log.name, f"{name}_01.DMP")
    for file in files:
        fetched = direct.fetch(*done.job.key, file, tmp_path / file, directory=server.directory())
        data = fetched.path.read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (fetched.size, fetched.sha256)


def test_a_fetch_is_taken_up_where_it_was_broken_off(way, tmp_path):
    done = server.succeeded(way, server.spec(server.LARGE))
    files = way.files(*done.job.key, log=done.outcome.log)
    name = next(file for file in files if file.upper().endswith(".DMP"))
    whole = way.fetch(*done.job.key, name, tmp_path / "whole", directory=server.directory())
    part = PartFile(name, tmp_path / "again", done.job)
    part.write(whole.path.read_bytes()[: whole.size // 2])
    part.close()
    again = way.fetch(*done.job.key, name, tmp_path / "again", directory=server.directory())
    assert (again.size, again.sha256) == (whole.size, whole.sha256)
