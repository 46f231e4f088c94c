"""Every fault fires over real sockets, as often as it should, and what it breaks is what it says."""

import gc
from datetime import datetime

import httpx2
import oracledb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import ExportSpec, job_blocks
from dpspec.emit import bound
from dpspec.sandbox import Cut, DropStatement, FailStatement, Faults, HttpFault, Sandbox, TokenExpiry, Trickle
from tests.sandbox_helpers import BODY, EXPORT, JOBS, Clock, checked, run

#: python-oracledb leaves the socket of a connection that was reset to the garbage collector (seen with 26.1).
LEAVES_ITS_SOCKET = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def running():
    with Sandbox(pace=10, clock=Clock()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    yield running
    running.faults.clear()
    running.engine._clock.time += 100
    running.engine.history()
    running.engine.files.content.clear()


def client(sandbox):
    return httpx2.Client(base_url=sandbox.url, auth=("scott", "tiger"))


def connect(sandbox):
    return oracledb.connect(user="scott", password="tiger", dsn=sandbox.dsn)  # noqa: S106 - as published


def block():
    plan = checked(ExportSpec(job_mode="TABLE", name_expressions=["='EMP'"], keep_master=0))
    return bound.statement(plan, bound.Names.made(plan, datetime(2026, 3, 5, 12, 0, 0), "abcdef"))


def jobs(sandbox):
    return sandbox.engine.jobs(sandbox.engine.catalog.users["ADMIN"])


# --- the HTTP face --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 503, 555])
def test_a_status_takes_the_place_of_the_reply_and_no_job_is_made(sandbox, status):
    fault = sandbox.faults.add(HttpFault(method="POST", path="/export$", status=status))
    with client(sandbox) as http:
        assert http.get(JOBS).status_code == 200
        reply = http.post(EXPORT, json=BODY)
        assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
        assert jobs(sandbox) == ()
        assert http.post(EXPORT, json=BODY).status_code == 201
    assert sandbox.faults.fired(fault) == 1


def test_a_status_after_the_job_was_made(sandbox):
    fault = sandbox.faults.add(HttpFault(method="POST", path="/export$", status=503, after=True))
    with client(sandbox) as http:
        assert http.post(EXPORT, json=BODY).status_code == 503
    assert len(jobs(sandbox)) == sandbox.faults.fired(fault) == 1


@pytest.mark.parametrize("body", [b"<html><body>Bad Gateway</body></html>", b'{"items": [{"owner', b"", b"\xff\xfe"])
def test_a_body_takes_the_place_of_that_of_the_reply(sandbox, body):
    page = HttpFault(path="/jobs/$", body=body, headers=(("Content-Type", "text/html"),), after=True)
    fault = sandbox.faults.add(page)
    with client(sandbox) as http:
        reply = http.get(JOBS)
    assert (reply.status_code, reply.content, reply.headers["content-type"]) == (200, body, "text/html")
    assert sandbox.faults.fired(fault) == 1


def test_a_header_takes_the_place_of_that_of_the_reply(sandbox):
    evil = (("Location", "http://evil.example/x"),)
    sandbox.faults.add(HttpFault(method="POST", path="/export$", headers=evil, after=True))
    with client(sandbox) as http:
        reply = http.post(EXPORT, json=BODY)
    assert (reply.status_code, reply.headers["location"]) == (201, "http://evil.example/x")
    assert reply.json()["job_name"]


def test_a_log_may_have_hostile_bytes(sandbox):
    hostile = b'\x1b[2J\x1b]0;owned\x07Job "SCOTT"."J" successfully completed\xff'
    sandbox.faults.add(HttpFault(path=r"\.LOG$", body=hostile, after=True))
    with client(sandbox) as http:
        links = http.post(EXPORT, json=BODY).json()["links"]
        log = next(link["href"] for link in links if link["href"].endswith(".LOG"))
        assert http.get(log).content == hostile


def test_all_tokens_expire_before_a_request(sandbox):
    form = {"grant_type": "client_credentials"}
    reply = httpx2.post(sandbox.url + "oauth/token", auth=("scott_client", "scott_secret"), data=form)
    headers = {"Authorization": f"Bearer {reply.json()['access_token']}"}
    with httpx2.Client(base_url=sandbox.url, headers=headers) as http:
        assert http.get(JOBS).status_code == 200
        fault = sandbox.faults.add(TokenExpiry(path="/jobs/"))
        assert [http.get(JOBS).status_code for _ in range(2)] == [401, 401]
    assert sandbox.faults.fired(fault) == 1


# --- connections ----------------------------------------------------------------------------------------------------


def test_a_connection_is_reset_as_it_is_made(sandbox):
    fault = sandbox.faults.add(Cut(when="connect", times=2))
    for _ in range(2):
        with pytest.raises(httpx2.TransportError), client(sandbox) as http:
            http.get(JOBS)
    with client(sandbox) as http:
        assert http.get(JOBS).status_code == 200
    assert sandbox.faults.fired(fault) == 2


def test_a_connection_is_cut_before_the_server_sees_the_request(sandbox):
    fault = sandbox.faults.add(Cut(when="before", sent="^POST"))
    with client(sandbox) as http:
        assert http.get(JOBS).status_code == 200
        with pytest.raises(httpx2.TransportError):
            http.post(EXPORT, json=BODY)
    assert jobs(sandbox) == ()
    assert sandbox.faults.fired(fault) == 1


def test_a_connection_is_cut_after_the_server_has_made_the_job(sandbox):
    fault = sandbox.faults.add(Cut(when="after", sent="^POST"))
    with pytest.raises(httpx2.TransportError), client(sandbox) as http:
        http.post(EXPORT, json=BODY)
    assert len(jobs(sandbox)) == sandbox.faults.fired(fault) == 1


@pytest.mark.parametrize("count", [0, 1, 40, 300])
def test_a_connection_is_cut_within_the_reply(sandbox, count):
    fault = sandbox.faults.add(Cut(when="reply", sent="^POST", bytes=count))
    with pytest.raises(httpx2.TransportError), client(sandbox) as http:
        http.post(EXPORT, json=BODY)
    assert len(jobs(sandbox)) == sandbox.faults.fired(fault) == 1


def test_a_reply_comes_in_trickles_and_is_whole(sandbox):
    fault = sandbox.faults.add(Trickle(sent="^GET", bytes=7, seconds=0.0001))
    with client(sandbox) as http:
        assert http.get(JOBS).json()["items"] == []
    assert sandbox.faults.fired(fault) == 1


def test_a_reply_that_trickles_is_too_slow_for_a_client_that_reads_with_a_limit(sandbox):
    sandbox.faults.add(Trickle(sent="^GET", bytes=1, seconds=0.5))
    with pytest.raises(httpx2.ReadTimeout), client(sandbox) as http:
        http.get(JOBS, timeout=0.1)


@LEAVES_ITS_SOCKET
@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1), ("reply", 1)])
def test_a_connection_of_the_net_face_is_cut_round_the_block_that_starts_a_job(sandbox, when, made):
    fault = sandbox.faults.add(Cut(face="net", when=when, sent="START_JOB", bytes=3))
    connection = connect(sandbox)
    with pytest.raises(oracledb.Error, match=r"DPY-4011|DPY-6005"):
        run(connection, block())
    assert not connection.is_healthy()
    assert len(jobs(sandbox)) == made
    assert sandbox.faults.fired(fault) == 1
    del connection
    gc.collect()


@LEAVES_ITS_SOCKET
def test_a_connection_to_the_net_face_is_reset_as_it_is_made(sandbox):
    fault = sandbox.faults.add(Cut(face="net", when="connect"))
    with pytest.raises(oracledb.Error):
        connect(sandbox)
    connect(sandbox).close()
    assert sandbox.faults.fired(fault) == 1
    gc.collect()


# --- statements -----------------------------------------------------------------------------------------------------


def test_a_block_fails_with_a_code_and_details_and_makes_no_job(sandbox):
    detail = "ORA-39071: Value of NAME_EXPR is badly formed."
    fault = sandbox.faults.add(FailStatement(kind="submit", details=(detail,)))
    with connect(sandbox) as connection:
        answer = run(connection, block())
        assert (answer["code"], answer["started"], answer["handle"]) == (-39001, 0, None)
        assert answer["details"] == f"ORA-39001: invalid argument value\n{detail}"
        assert jobs(sandbox) == ()
        assert run(connection, block())["code"] == 0
    assert sandbox.faults.fired(fault) == 1


def test_the_nth_status_fails(sandbox):
    fault = sandbox.faults.add(FailStatement(kind="status", code=31623, message="not attached", skip=2))
    with connect(sandbox) as connection:
        handle = run(connection, block())["handle"]
        name = jobs(sandbox)[0].job_name
        codes = [run(connection, job_blocks.status("SCOTT", name, handle))["code"] for _ in range(4)]
    assert codes == [0, 0, -31623, 0]
    assert sandbox.faults.fired(fault) == 1


def test_a_query_fails_as_an_error_of_the_call(sandbox):
    sandbox.faults.add(FailStatement(kind="query", code=1555, message="snapshot too old"))
    with connect(sandbox) as connection:
        with pytest.raises(oracledb.DatabaseError, match="ORA-01555: snapshot too old"):
            run(connection, job_blocks.query(job_blocks.ROLES))
        assert run(connection, job_blocks.query(job_blocks.ROLES)) == []


@pytest.mark.parametrize(("after", "made"), [(False, 0), (True, 1)])
def test_the_server_drops_the_connection_before_or_after_a_statement(sandbox, after, made):
    fault = sandbox.faults.add(DropStatement(kind="submit", after=after))
    connection = connect(sandbox)
    with pytest.raises(oracledb.Error, match="DPY-4011"):
        run(connection, block())
    assert len(jobs(sandbox)) == made
    assert all(job.attached_sessions == 0 for job in jobs(sandbox))
    assert sandbox.faults.fired(fault) == 1


# --- counting -------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(0, 5), st.none() | st.integers(0, 5), st.integers(0, 12))
def test_a_fault_lets_some_pass_fires_so_often_and_counts(skip, times, tries):
    faults = Faults()
    fault = faults.add(HttpFault(path="/jobs/", skip=skip, times=times))
    fired = [faults.http("GET", "/jobs/") is fault for _ in range(tries)]
    expected = [skip <= at and (times is None or at < skip + times) for at in range(tries)]
    assert fired == expected
    assert faults.fired(fault) == sum(expected)
    assert faults.http("GET", "/other") is None


def test_equal_faults_are_counted_each():
    faults = Faults()
    first, second = faults.add(HttpFault()), faults.add(HttpFault())
    faults.http("GET", "/")
    assert (faults.fired(first), faults.fired(second)) == (1, 0)
