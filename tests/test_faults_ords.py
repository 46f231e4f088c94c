"""Faults between dpspec and ORDS, at each step of a submission: what is told is true, and no job is lost or doubled."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.errors import JobError
from dpspec.jobs import End
from dpspec.sandbox import Cut, HttpFault, Sandbox, TokenExpiry, Trickle
from dpspec.sandbox.files import Files
from dpspec.submit import Bearer, ClientCredentials, Logged, OrdsBackend, ords_requests
from tests.faults import SCOTT, SPEC, Bench, Case, codes, is_start, tries

REJECTED, UNKNOWN, SUCCEEDED, RUNNING = End.REJECTED, End.UNKNOWN, End.SUCCEEDED, End.RUNNING
#: The requests of a submission that is followed to its end: the job list, the POST, then the job and its log by turns.
LIST, POST, *FOLLOW = range(8)
ITEMS = FOLLOW[::2]
EXPORT = r"/export$"
#: What each request begins with: its body may be sent apart.
HEAD = "^(GET|POST) "
CLIENT = ClientCredentials("scott_client", "scott_secret")
HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"


# --- each fault at each request ---------------------------------------------------------------------------------------


def spoiled(row, *, passing, at_post, at_item, **reply):
    """Make the cases of a reply that is not what it should be: `passing` tells whether a GET is tried again."""
    for at in (LIST, POST, *FOLLOW):
        once = {LIST: SUCCEEDED if passing else REJECTED, POST: at_post}
        once |= dict.fromkeys(ITEMS, at_item)
        yield Case(row, f"once-at-{at}", [HttpFault(skip=at, **reply)], once.get(at, SUCCEEDED))
        ever = REJECTED if at == LIST else UNKNOWN
        yield Case(row, f"from-{at}-on", [HttpFault(skip=at, times=None, **reply)], ever)


def cut(when):
    """Make the cases of a connection that breaks."""
    lost = UNKNOWN if when == "before" else SUCCEEDED
    for at in (LIST, POST, *FOLLOW):
        fault = Cut(when=when, sent=HEAD, skip=at, bytes=40)
        yield Case(f"reset {when}", f"once-at-{at}", [fault], lost if at == POST else SUCCEEDED)
        yield Case(f"reset {when}", f"from-{at}-on", [evolve(fault, times=None)], REJECTED if at == LIST else UNKNOWN)


def after_the_job():
    """Make the cases of a refusal that comes though the job was made: a gateway may do that."""
    for status in (307, 401, 403, 404, 409, 500, 502, 503, 504, 555):
        fault = HttpFault(method="POST", path=EXPORT, status=status, after=True)
        # What does not say that the request was refused is settled by the list; a refusal with a job is a riddle.
        yield Case("refusal after", f"{status}", [fault], SUCCEEDED if status in (502, 503, 504) else UNKNOWN)


REFUSED = {"passing": False, "at_post": REJECTED, "at_item": UNKNOWN}
NO_JSON = {"passing": False, "at_post": SUCCEEDED, "at_item": SUCCEEDED, "after": True}
TRUNCATED = b'{"owner_name": "SCOTT", "job_name": "DATAPUMP_RE'
CASES = [
    *spoiled("401", **REFUSED, status=401),
    *spoiled("403", **REFUSED, status=403),
    *spoiled("404", **(REFUSED | {"at_item": SUCCEEDED}), status=404),
    *spoiled("409", **REFUSED, status=409),
    *spoiled("500", **REFUSED, status=500),
    *spoiled("503", passing=True, at_post=REJECTED, at_item=SUCCEEDED, status=503),
    *spoiled("555", **REFUSED, status=555),
    *spoiled("HTML", **(NO_JSON | {"at_post": UNKNOWN, "after": False}), status=200, body=HTML),
    *spoiled("HTML 502", passing=True, at_post=UNKNOWN, at_item=SUCCEEDED, status=502, body=HTML),
    *spoiled("truncated", **NO_JSON, body=TRUNCATED),
    *spoiled("empty", **NO_JSON, body=b""),
    *spoiled("redirect", **REFUSED, status=307, headers=(("location", "https://elsewhere.example/"),)),
    *cut("before"),
    *cut("after"),
    *cut("reply"),
    *after_the_job(),
]


@pytest.fixture(scope="module")
def shared():
    with Bench(net=False) as bench:
        yield bench


@pytest.fixture
def bench(shared):
    shared.reset()
    return shared


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_told_of_a_submission_is_true_whatever_goes_wrong(bench, case):
    trial = bench.trial(bench.by_ords(), *case.faults).check()
    assert trial.end in case.ends, trial.told
    assert trial.fired
    assert [method for method, _ in bench.sandbox.requests].count("POST") <= 1


@pytest.mark.parametrize("case", [case for case in CASES if case.row == "reset after"], ids=str)
def test_it_is_the_same_where_it_is_awaited(bench, case):
    trial = bench.trial(bench.by_async_ords(), *case.faults).check()
    assert trial.end in case.ends, trial.told


@pytest.mark.parametrize("case", [case for case in CASES if case.id.endswith(f"at-{POST}")], ids=str)
def test_without_waiting_it_is_told_at_once(bench, case):
    trial = bench.trial(bench.by_ords(wait=False), *case.faults).check()
    assert {SUCCEEDED: RUNNING}.get(trial.end, trial.end) in {RUNNING if e is SUCCEEDED else e for e in case.ends}


def test_the_cases_are_at_every_request_of_a_submission(bench):
    assert bench.trial(bench.by_ords()).check().end is SUCCEEDED
    paths = [path for _, path in bench.sandbox.requests]
    assert len(paths) == len((LIST, POST, *FOLLOW))
    assert [method for method, _ in bench.sandbox.requests] == ["GET", "POST", *("GET" for _ in FOLLOW)]
    assert all(paths[at].endswith("/") for at in (LIST, *ITEMS))
    assert all(path.endswith(".LOG") for path in paths[3::2])


@pytest.mark.parametrize("status", [401, 403, 404, 503])
def test_a_refusal_before_the_job_was_made_lets_another_way_be_tried(bench, status):
    trial = bench.trial(bench.by_ords(), HttpFault(path=EXPORT, status=status)).check()
    assert (trial.end, trial.told.safe_elsewhere) == (REJECTED, True)


@pytest.mark.parametrize("status", [307, 409, 500, 555])
def test_a_refusal_by_the_database_does_not_let_another_way_be_tried(bench, status):
    trial = bench.trial(bench.by_ords(), HttpFault(path=EXPORT, status=status)).check()
    assert (trial.end, trial.told.safe_elsewhere) == (REJECTED, False)


# --- what the user sees -----------------------------------------------------------------------------------------------

PROBLEM = {
    "code": "UserDefinedResourceError",
    "message": "User Defined Resource Error",
    "instance": "tag:oracle.com,2020:ecid/Zy3kq0",
}


def cause(text):
    return json.dumps({**PROBLEM, "cause": text}).encode()


SAID = {
    "409": (HttpFault(path=EXPORT, status=409), "DP404", "409", "already"),
    "500": (HttpFault(path=EXPORT, status=500), "DP404", "500", "the log of ORDS"),
    "503": (HttpFault(path=EXPORT, status=503), "DP405", "503", "pool"),
    "html": (HttpFault(path=EXPORT, status=500, body=HTML), "DP404", "Sign in (from an HTML page)", "log of ORDS"),
    "31634": (
        HttpFault(path=EXPORT, status=555, body=cause("ORA-31634: job already exists")),
        "DP404",
        "ORA-31634: job already exists",
        "submit again",
    ),
    "39001": (
        HttpFault(
            path=EXPORT,
            status=555,
            body=cause("ORA-39001: invalid argument value\nORA-39000: bad dump file\nORA-39087: directory name NOPE"),
        ),
        "DP404",
        "ORA-39001: invalid argument value ORA-39000: bad dump file ORA-39087: directory name NOPE",
        "ecid Zy3kq0",
    ),
}


@pytest.mark.parametrize(("fault", "code", "message", "advice"), SAID.values(), ids=SAID)
@tries("555 with a stack", times=len(SAID))
def test_a_refusal_is_one_diagnostic_with_what_the_server_says(bench, fault, code, message, advice):
    trial = bench.trial(bench.by_ords(), fault).check()
    [found] = trial.told.diagnostics
    assert trial.end is REJECTED
    assert found.code == code
    assert message in found.message
    assert advice in found.help


@tries("555 with a stack")
def test_a_directory_that_is_not_there_is_told_with_the_codes_of_oracle(bench):
    trial = bench.trial(bench.by_ords(evolve(SPEC, datapump_dir="NOPE"))).check()
    assert trial.end is REJECTED
    assert "ORA-39087: directory name NOPE is invalid" in trial.told.diagnostics[0].message


@tries("connection refused")
def test_a_refused_connection_starts_nothing(bench):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with bench.ords(url=f"http://127.0.0.1:{port}/ords/scott/") as backend:
        outcome = backend.submit(SPEC)
    assert (outcome.end, outcome.safe_elsewhere, codes(outcome)) == (REJECTED, True, ["DP401"])


@tries("connection refused")
def test_a_server_that_goes_away_for_good_leaves_the_job_out_of_sight():
    with Bench(net=False, pace=1000.0) as bench:

        def submit(on_event):
            def close(event):
                on_event(event)
                if isinstance(event, Logged):
                    bench.sandbox.close()

            with bench.ords(on_event=close) as backend:
                return backend.submit(SPEC)

        trial = bench.trial(submit).check()
    assert (trial.end, codes(trial.told)) == (UNKNOWN, ["DP401", "DP407"])
    assert bench.clock.time > 300
    assert "it may run on" in trial.told.diagnostics[-1].help


@tries("connection refused")
def test_a_server_that_comes_back_is_followed_again(bench):
    fault = Cut(when="connect", skip=2, times=7)
    trial = bench.trial(bench.by_ords(), Cut(sent=HEAD, skip=2), fault).check()
    assert trial.end is SUCCEEDED
    assert trial.fired == 8


def drip(sent):
    return Trickle(sent=sent, bytes=1, seconds=0.02)


@pytest.mark.parametrize(
    ("sent", "end"),
    [(r"^GET \S+/jobs/ ", SUCCEEDED), ("^POST", SUCCEEDED), (r"^GET \S+,", SUCCEEDED), (r"^GET \S+LOG ", SUCCEEDED)],
    ids=["list", "post", "job", "log"],
)
@tries("slow loris", times=4)
def test_a_reply_that_trickles_in_is_given_up(sent, end):
    with Bench(net=False) as bench:
        began = time.monotonic()
        trial = bench.trial(bench.by_ords(request_timeout=0.15), drip(sent)).check()
        assert trial.end is end
        assert time.monotonic() - began < 5


@tries("slow loris")
def test_replies_that_trickle_in_for_ever_do_not_hang():
    with Bench(net=False) as bench:
        fault = Trickle(sent="^POST|^GET", seconds=0.02, times=None, skip=1)
        trial = bench.trial(bench.by_ords(request_timeout=0.05), fault).check()
        assert trial.end is UNKNOWN


@tries("slow loris")
def test_a_reply_that_trickles_in_is_given_up_where_it_is_awaited():
    with Bench(net=False) as bench:
        assert bench.trial(bench.by_async_ords(request_timeout=0.15), drip("^POST")).check().end is SUCCEEDED


# --- a POST that arrives late -----------------------------------------------------------------------------------------


@contextmanager
def detour(bench, late):
    """A relay that resets the connection of the POST, and brings the POST to the server `late` seconds later."""
    listening = socket.create_server(("127.0.0.1", 0))

    def deliver(data):
        with socket.create_connection(("127.0.0.1", bench.sandbox.http_port)) as server:
            server.sendall(data)
            server.recv(65536)

    def serve():
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=relay, args=(client,), daemon=True).start()

    def relay(client):
        with client, socket.create_connection(("127.0.0.1", bench.sandbox.http_port)) as server:
            while data := client.recv(65536):
                if data.startswith(b"POST"):
                    while b"}" not in data:
                        data += client.recv(65536)
                    bench.clock.at(late, lambda post=data: deliver(post))
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    return
                server.sendall(data)
                reply = server.recv(65536)
                head, _, body = reply.partition(b"\r\n\r\n")
                length = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE)[1])
                while len(body) < length:
                    body += server.recv(65536)
                client.sendall(head + b"\r\n\r\n" + body)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/ords/scott/"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.mark.parametrize(("late", "end"), [(0.2, SUCCEEDED), (3.0, SUCCEEDED), (15.0, SUCCEEDED), (16.0, UNKNOWN)])
@tries("late POST", times=4)
def test_a_post_that_arrives_late_is_found_or_not_known(bench, late, end):
    with detour(bench, late) as url:

        def submit(on_event):
            with bench.ords(url=url, on_event=on_event) as backend:
                return backend.submit(SPEC)

        trial = bench.trial(submit)
        bench.clock.sleep(60)
        trial.check()
        assert trial.end is end


# --- which of the new jobs it is --------------------------------------------------------------------------------------


@contextmanager
def meanwhile(bench, action):
    """Do something just after the server has handled the POST."""
    submit = bench.engine.submit

    def submitted(session, plan):
        number = submit(session, plan)
        bench.engine.submit = submit
        action(session, plan)
        return number

    bench.engine.submit = submitted
    try:
        yield
    finally:
        bench.engine.submit = submit


@tries("another job meanwhile")
def test_of_two_new_jobs_none_is_taken_for_ours(bench):
    def another(session, plan):
        names = {"job_name": "DATAPUMP_REST_EXPORT_2", "dump_files": (evolve(plan.dump_files[0], name="x%U.dmp"),)}
        bench.engine.submit(bench.engine.connect(session.user), evolve(plan, **names))

    with meanwhile(bench, another):
        told = bench.trial(bench.by_ords(), Cut(sent="^POST", when="after")).told
    assert told.end is UNKNOWN
    assert len(told.candidates) == 2
    assert "2 new jobs may be this one" in told.diagnostics[-1].message


@tries("another job meanwhile")
def test_a_new_job_of_another_kind_is_not_taken_for_ours(bench):
    def another(session, plan):
        names = {"job_name": "NIGHTLY", "dump_files": (evolve(plan.dump_files[0], name="x%U.dmp"),)}
        bench.engine.submit(bench.engine.connect(session.user), evolve(plan, **names))

    with meanwhile(bench, another):
        told = bench.trial(bench.by_ords(wait=False), Cut(sent="^POST", when="after")).told
    assert told.end is RUNNING
    assert told.job.job_name != "NIGHTLY"


# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [POST, *FOLLOW])
@tries("token expiry", times=7)
def test_a_token_that_the_server_has_forgotten_is_renewed_once_at_any_step(bench, at):
    trial = bench.trial(bench.by_ords(auth=CLIENT), TokenExpiry(skip=at)).check()
    assert trial.end is SUCCEEDED
    assert [path.endswith("oauth/token") for _, path in bench.sandbox.requests].count(True) == 2


@pytest.mark.parametrize("at", [POST, *FOLLOW])
@tries("token expiry", times=7)
def test_a_token_that_is_forgotten_again_and_again_ends_it_with_the_truth(bench, at):
    trial = bench.trial(bench.by_ords(auth=CLIENT), TokenExpiry(skip=at, times=None)).check()
    assert trial.end in (UNKNOWN, REJECTED)


@pytest.mark.parametrize("at", [0, 1])
@tries("token expiry", times=2)
def test_a_token_endpoint_that_refuses_starts_nothing_new(bench, at):
    token = HttpFault(path="oauth/token", status=401, skip=at, times=None)
    trial = bench.trial(bench.by_ords(auth=CLIENT), token, TokenExpiry(skip=POST)).check()
    assert trial.end is REJECTED if at == 0 else trial.end in (REJECTED, UNKNOWN)
    assert not trial.ran


@tries("token expiry")
def test_tokens_that_live_for_a_moment_are_renewed_in_time():
    with Bench(net=False, token_seconds=1) as bench:
        assert bench.trial(bench.by_ords(auth=CLIENT)).check().end is SUCCEEDED
        assert (401, "") not in bench.sandbox.requests


@tries("token expiry")
def test_a_bearer_token_that_is_refused_starts_nothing(bench):
    trial = bench.trial(bench.by_ords(auth=Bearer("no-such-token"))).check()
    assert (trial.end, codes(trial.told)) == (REJECTED, ["DP402"])
    assert "no-such-token" not in repr(trial.told)


# --- certificates -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@contextmanager
def served(authority, folder, name):
    certificate = authority.issue_cert(name)
    chain, key = folder / "chain.pem", folder / "key.pem"
    certificate.private_key_pem.write_to_path(str(key))
    chain.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    with Bench(net=False, tls=(str(chain), str(key))) as bench:
        yield bench


@tries("untrusted certificate", times=2)
def test_a_certificate_that_nobody_vouches_for_gets_no_request(authority, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    with served(authority, tmp_path, "127.0.0.1") as bench:
        for options in ({}, {"ca_file": str(other)}):
            trial = bench.trial(bench.by_ords(**options)).check()
            assert (trial.end, codes(trial.told), trial.told.safe_elsewhere) == (REJECTED, ["DP410"], True)
            assert "the certificate of the server is not trusted" in trial.told.diagnostics[0].message
        assert bench.sandbox.requests == []


@tries("untrusted certificate")
def test_a_certificate_of_another_host_gets_no_request(authority, tmp_path):
    with served(authority, tmp_path, "ords.example") as bench:
        trial = bench.trial(bench.by_ords(ca_file=str(tmp_path / "ca.pem"))).check()
        assert (trial.end, codes(trial.told)) == (REJECTED, ["DP410"])
        assert bench.sandbox.requests == []


def test_a_certificate_of_the_own_authority_is_trusted(authority, tmp_path):
    with served(authority, tmp_path, "127.0.0.1") as bench:
        assert bench.trial(bench.by_ords(ca_file=str(tmp_path / "ca.pem"))).check().end is SUCCEEDED
        assert bench.trial(bench.by_async_ords(ca_file=str(tmp_path / "ca.pem"))).check().end is SUCCEEDED


@tries("untrusted certificate")
def test_a_server_that_speaks_no_tls_gets_no_request(bench):
    trial = bench.trial(lambda on_event: _tls_to(bench, on_event)).check()
    assert (trial.end, trial.told.safe_elsewhere) == (REJECTED, True)
    assert bench.sandbox.requests == []


def _tls_to(bench, on_event):
    with bench.ords(url=bench.sandbox.url.replace("http:", "https:"), on_event=on_event) as backend:
        return backend.submit(SPEC)


# --- hostile replies --------------------------------------------------------------------------------------------------


@contextmanager
def server(answer):
    """A server that answers by a function of method and path; gives its address and what it was sent."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            length = int(self.headers.get("content-length", 0))
            seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            status, headers, body = answer(self.command, self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - as above

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        running.block_on_close = False
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_address[1]}", seen
        finally:
            running.shutdown()


@pytest.fixture(scope="module")
def thief():
    """A server that nobody should ever ask."""
    with server(lambda _method, _path: (200, {}, b"{}")) as (url, seen):
        yield url, seen
        assert seen == []


ELSEWHERE = [
    "{thief}/",
    "{thief}/ords/scott/_/db-api/stable/database/datapump/jobs/SCOTT,A/",
    "//{host}/x",
    "gopher://[",
    "http://[",
    "https://user:pw@{host}/",
    "javascript:alert(1)",
    "../../../../oauth/token",
]


REDIRECTS = [(place, 303, POST) for place in ELSEWHERE]
REDIRECTS += [(ELSEWHERE[0], status, at) for status in (301, 302, 307, 308) for at in (LIST, POST, 2, 3)]


@pytest.mark.parametrize(("place", "status", "at"), REDIRECTS)
@tries("redirect", times=len(REDIRECTS))
def test_no_redirect_is_followed_and_no_one_else_gets_a_request(bench, thief, place, status, at):
    place = place.format(thief=thief[0], host=thief[0].removeprefix("http://"))
    after = at == POST
    fault = HttpFault(skip=at, status=status, headers=(("location", place),), after=after)
    trial = bench.trial(bench.by_ords(), fault).check()
    ends = {LIST: REJECTED, POST: UNKNOWN, 2: UNKNOWN, 3: SUCCEEDED}
    assert trial.end is ends[at]
    assert [path.endswith("oauth/token") for _, path in bench.sandbox.requests].count(True) == 0


OTHERS = [
    "{thief}/ords/scott/_/db-api/stable/database/datapump/jobs/{job}/",
    "/ords/scott/_/db-api/stable/database/datapump/jobs/{job}/",
    "{thief}/jobs/../{job}",
    "../../{job}",
    "{job}/..",
    "%2e%2e/{job}",
    "file:///etc/passwd",
    "SCOTT,",
    ",,,",
    "http://[",
    "{thief}/SCOTT,%00",
    "SCOTT," + "A" * 5000,
]


@pytest.mark.parametrize("header", ["location", "content-location"])
@pytest.mark.parametrize("place", OTHERS)
@tries("hostile Location", times=2 * len(OTHERS))
def test_a_location_leads_neither_to_another_host_nor_to_another_job(bench, thief, place, header):
    earlier = bench.trial(bench.by_ords(wait=False)).ran[0]
    bench.clock.sleep(10)
    place = place.format(thief=thief[0], job=f"SCOTT,{earlier.name}")
    headers = (("location", ""), ("content-location", ""), (header, place))
    fault = HttpFault(path=EXPORT, after=True, body=b"{}", headers=headers)
    trial = bench.trial(bench.by_ords(), fault).check()
    assert trial.end is SUCCEEDED
    assert trial.told.job.key != earlier.key


@tries("hostile Location")
def test_a_body_that_claims_another_job_is_not_believed(bench):
    earlier = bench.trial(bench.by_ords(wait=False)).ran[0]
    bench.clock.sleep(10)
    body = json.dumps({"owner_name": "SCOTT", "job_name": earlier.name, "state": "EXECUTING"}).encode()
    trial = bench.trial(bench.by_ords(), HttpFault(path=EXPORT, after=True, body=body)).check()
    assert trial.end is SUCCEEDED
    assert trial.told.job.key != earlier.key


HREFS = [
    "{base}../../../../etc/passwd",
    "{base}..%2f..%2fetc%2fpasswd",
    "{base}.bashrc",
    "{base}a/b",
    "{base}%00",
    "{base}-rf",
    "{base}x%0ay",
    "{base}%1b[31mx",
    "{base}..",
    "{base}NUL\\x",
    "http://elsewhere.example/SCOTT,OTHER/dump.dmp",
    "http://[",
    "",
]


@pytest.mark.parametrize("href", HREFS)
@tries("hostile links", times=len(HREFS))
def test_a_file_that_a_link_names_is_only_ever_a_plain_name(bench, href):
    job = bench.trial(bench.by_ords()).ran[0]
    base = f"http://elsewhere.example/ords/SCOTT,{job.name}/"
    links = [{"rel": "related", "href": text.format(base=base)} for text in (href, "{base}good.dmp")]
    links += [None, {"rel": 1, "href": []}, "x"]
    body = json.dumps({"owner_name": "SCOTT", "job_name": job.name, "state": "NOT RUNNING", "links": links}).encode()
    bench.sandbox.faults.add(HttpFault(path=r",[^/]*/$", body=body, status=200))
    with bench.ords() as backend:
        assert backend.files("SCOTT", job.name) == ("good.dmp",)


@tries("hostile links")
def test_an_item_of_another_job_is_not_taken_for_the_one_that_was_asked_for(bench):
    body = b'{"owner_name": "SCOTT", "job_name": "OTHER", "state": "NOT RUNNING", "links": []}'
    trial = bench.trial(bench.by_ords(), HttpFault(path=r",[^/]*/$", status=200, body=body)).check()
    assert trial.end is SUCCEEDED
    assert trial.told.job.job_name != "OTHER"


LOGS = {
    "escapes": (b"\x1b]0;owned\x07\x1b[2J\x1b[31mred\x1b[0m\n\x9b31mx\n", UNKNOWN),
    "bidi": ("\u202eSSECCUS\u2066 \u200f\n".encode(), UNKNOWN),
    "invalid UTF-8": (b"\xff\xfe\x00\x80 \xc3\x28\n" * 50, UNKNOWN),
    "another job": (b'Job "SCOTT"."OTHER" successfully completed at Thu Mar 5 10:11:12 2026\n', UNKNOWN),
    "another owner": (b'Job "HR"."%s" successfully completed at Thu Mar 5 10:11:12 2026\n', UNKNOWN),
    "a quotation": (b';;; "Job "SCOTT"."%s" successfully complete\n', UNKNOWN),
    "hidden in an escape": (b'\x1b]0;Job "SCOTT"."%s" successfully completed\x07\n', UNKNOWN),
    "cut off": (b'Job "SCOTT"."%s" successful', UNKNOWN),
    "empty": (b"", UNKNOWN),
    "one long line": (b"x" * 300_000, UNKNOWN),
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
@tries("hostile log", times=len(LOGS))
def test_a_log_that_does_not_tell_the_end_of_this_job_is_no_success_and_steers_no_terminal(bench, log, monkeypatch):
    text, end = log

    def append(files, place, _lines):
        files.content[place] = text.replace(b"%s", name_of(bench, place).encode())

    monkeypatch.setattr(Files, "append", append)
    trial = bench.trial(bench.by_ords()).check()
    assert trial.end is end
    assert codes(trial.told) == ["DP407"]
    shown = [line for event in trial.events if isinstance(event, Logged) for line in event.lines]
    assert all(line.isprintable() for line in shown)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(shown))


def name_of(bench, place):
    return next(job.name for job in reversed(bench.engine._all) if job.log_place == place)


@pytest.mark.parametrize(
    ("last", "end", "count"),
    [
        (["ORA-31693: Table data object failed", 'Job "SCOTT"."%s" completed with 1 error(s) at x'], End.ERRORS, 1),
        (["ORA-39171: resumable wait", 'Job "SCOTT"."%s" successfully completed at x'], SUCCEEDED, 0),
        (['Job "SCOTT"."%s" successfully completed', 'Job "SCOTT"."%s" stopped due to fatal error'], End.ABORTED, 0),
        (['Job "SCOTT"."%s" stopped by user request at x'], End.STOPPED, 0),
    ],
    ids=["errors", "success after ORA", "abort after success", "stopped"],
)
@tries("log with errors", times=4)
def test_the_last_word_of_the_job_counts_and_its_errors_are_shown(bench, last, end, count, monkeypatch):
    given = Files.append

    def append(files, place, lines):
        own = [line.replace("%s", name_of(bench, place)) for line in last]
        given(files, place, [text for line in lines for text in (own if "successfully comp" in line else [line])])

    monkeypatch.setattr(Files, "append", append)
    told = bench.trial(bench.by_ords()).told
    assert (told.end, told.error_count) == (end, count)
    assert told.errors == tuple(line for line in last if line.startswith("ORA-"))
    assert told.ok == (end is SUCCEEDED)


# --- pages and bodies without end -------------------------------------------------------------------------------------


def page(number, following):
    item = {"owner_name": "SCOTT", "job_name": f"J{number}", "state": "NOT RUNNING"}
    links = [{"rel": "next", "href": following}]
    return 200, {}, json.dumps({"items": [item], "hasMore": True, "links": links}).encode()


@pytest.mark.parametrize("kind", ["the same", "ever new", "elsewhere"])
@tries("endless pages", times=3)
def test_a_job_list_whose_pages_never_end_is_given_up(thief, monkeypatch, kind):
    monkeypatch.setattr(ords_requests, "_MOST_PAGES", 50)

    def answer(_method, path):
        number = int((re.search(r"offset=(\d+)", path) or [0, "0"])[1])
        start = {"elsewhere": thief[0]}.get(kind, "")
        return page(number, f"{start}/x?offset={number if kind == 'the same' and number else number + 25}")

    with server(answer) as (url, seen), OrdsBackend(f"{url}/ords/scott/", SCOTT) as backend:
        outcome = backend.submit(SPEC)
    assert (outcome.end, codes(outcome)) == (REJECTED, ["DP406"])
    assert len(seen) == (2 if kind == "the same" else 50)
    assert all(method == "GET" for method, *_ in seen)


HUGE = 65 * 1024 * 1024


@pytest.mark.parametrize("at", ["list", "post"])
@tries("huge body", times=2)
def test_a_body_without_end_is_not_kept(at):
    def answer(method, _path):
        if (method == "POST") == (at == "post"):
            return 201 if method == "POST" else 200, {}, b"x" * HUGE
        return 200, {}, b'{"items": []}'

    with server(answer) as (url, _), OrdsBackend(f"{url}/ords/scott/", SCOTT) as backend:
        backend._sleep = lambda _seconds: None
        outcome = backend.submit(SPEC)
    assert outcome.end is (REJECTED if at == "list" else UNKNOWN)
    assert "too long" in outcome.diagnostics[0].message


MALFORMED = [b"[" * 100_000, b'{"items": 1}', b'{"items": [1]}', b"null", b"\xff", b'{"items": [{}]}']


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
@tries("malformed list", times=len(MALFORMED))
def test_a_list_that_is_not_understood_starts_nothing(bench, body):
    trial = bench.trial(bench.by_ords(), HttpFault(path="/jobs/$", status=200, body=body)).check()
    assert (trial.end, codes(trial.told)) == (REJECTED, ["DP406"])


# --- files ------------------------------------------------------------------------------------------------------------

#: A program that may write files of at most so many bytes: to it, the disk is full then.
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from dpspec.cli import main
sys.exit(main(sys.argv[2:]))
"""


def environment(sandbox):
    """Give the variables of a connection by both ways, for a program of its own."""
    ours = {"DPSPEC_ORDS_URL": sandbox.url, "DPSPEC_ORDS_USER": "scott", "DPSPEC_ORDS_PASSWORD": "tiger"}
    ours |= {"DPSPEC_DSN": sandbox.dsn, "DPSPEC_USER": "scott", "DPSPEC_PASSWORD": "tiger"}
    return {**os.environ, **ours, "DPSPEC_CONFIG": "none.toml", "COVERAGE_PROCESS_START": "", "NO_COLOR": "1"}


@pytest.mark.parametrize("via", ["ords", "direct"])
@tries("full disk", times=2)
def test_a_full_disk_keeps_what_came_and_the_rest_comes_later(tmp_path, via):
    with Bench(dump_bytes=900_000, net=True) as bench:
        job = bench.trial(bench.by_ords()).ran[0]
        file = job.dumps[0][1]
        log = ["--log", "/".join(job.log_place)]
        arguments = ["fetch", f"SCOTT.{job.name}", file, "--via", via, *log]

        def fetch(limit):
            command = [sys.executable, "-c", LIMITED, str(limit), *arguments]
            return subprocess.run(
                command, cwd=tmp_path, env=environment(bench.sandbox), capture_output=True, text=True, timeout=60
            )

        full = fetch(300_000)
        assert full.returncode == 1, full
        assert "cannot be written: File too large" in full.stderr
        assert "what came is kept" in full.stderr
        assert "Traceback" not in full.stderr
        assert "Exception ignored" not in full.stderr
        [part] = tmp_path.iterdir()
        assert part.suffix == ".part"
        assert part.stat().st_size == 300_000
        whole = fetch(resource.RLIM_INFINITY)
        assert whole.returncode == 0, whole
        data = (tmp_path / file).read_bytes()
        assert data == bench.engine.files.content[job.dumps[0]]
        assert sha256(data).hexdigest() in whole.stdout
        assert [path.name for path in tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("when", ["before", "after", "reply"])
@tries("cut while fetching", times=3)
def test_a_connection_that_breaks_while_a_file_comes_does_not_spoil_it(tmp_path, when):
    with Bench(dump_bytes=900_000, net=False) as bench:
        job = bench.trial(bench.by_ords()).ran[0]
        fault = bench.sandbox.faults.add(Cut(when=when, sent=r"GET \S+DMP ", bytes=400_000, times=2))
        with bench.ords() as backend:
            got = backend.fetch("SCOTT", job.name, job.dumps[0][1], tmp_path / "x.dmp")
        assert bench.sandbox.faults.fired(fault) == 2
        assert got.path.read_bytes() == bench.engine.files.content[job.dumps[0]]


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------


def wait_for(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("via", ["ords", "direct"])
@pytest.mark.parametrize("moment", ["while it starts", "while it is followed"])
@tries("Ctrl-C", times=4)
def test_ctrl_c_leaves_one_job_running_and_names_it(tmp_path, via, moment):
    spec = {"job_mode": "TABLE", "schema_expressions": ["IN ('SCOTT')"], "name_expressions": ["LIKE 'EMP%'"]}
    (tmp_path / "a.dp.json").write_text(json.dumps(spec))
    with Sandbox(pace=1.0 if moment == "while it starts" else 600.0) as sandbox:
        if moment == "while it starts":
            face, sent = ("http", "^POST") if via == "ords" else ("net", "START_JOB")
            sandbox.faults.add(Trickle(face=face, sent=sent, bytes=4, seconds=0.004))
        command = [sys.executable, "-m", "dpspec", "submit", "a.dp.json", "--via", via]
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment(sandbox), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            wait_for(lambda: any(map(is_start, (line for job in sandbox.engine.history() for line in job.lines))))
            if moment == "while it is followed":
                followed = r",[^/]*/$" if via == "ords" else "GET_STATUS"
                wait_for(
                    lambda: (
                        any(re.search(followed, path) for _, path in sandbox.requests)
                        if via == "ords"
                        else sum("wip" in text for text in sandbox.statements) > 0
                    )
                )
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        [job] = sandbox.engine.history()
        assert process.returncode == 130, errors
        assert f"SCOTT.{job.name} goes on" in errors
        assert f"dpspec follow SCOTT.{job.name}" in errors
        # ORDS cannot stop a job.
        assert (f"dpspec stop SCOTT.{job.name}" in errors) == (via == "direct")
        assert "Traceback" not in errors
        user = sandbox.engine.catalog.users["ADMIN"]
        if moment == "while it is followed":
            [left] = sandbox.engine.jobs(user)
            assert left.state == "EXECUTING"
        else:
            wait_for(lambda: (sandbox.engine.jobs(user), job.is_complete)[1])


# --- anything at all --------------------------------------------------------------------------------------------------

STATUSES = st.sampled_from([None, 200, 204, 301, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504, 555])
BODIES = st.sampled_from([None, None, b"", HTML, TRUNCATED, b"{}", b"null"])
SPOILED = st.builds(
    HttpFault, skip=st.integers(0, 9), times=st.integers(1, 4), status=STATUSES, body=BODIES, after=st.booleans()
)
BROKEN = st.builds(
    Cut,
    skip=st.integers(0, 12),
    times=st.integers(1, 4),
    when=st.sampled_from(["before", "after", "reply", "connect"]),
    bytes=st.integers(0, 600),
)


@settings(max_examples=50, deadline=None)
@given(faults=st.lists(SPOILED | BROKEN, min_size=1, max_size=4))
def test_what_is_told_is_true_for_any_sequence_of_faults(shared, faults):
    shared.reset()
    shared.trial(shared.by_ords(), *faults).check()


@settings(max_examples=20, deadline=None)
@given(faults=st.lists(BROKEN, min_size=1, max_size=4))
def test_what_is_told_is_true_for_any_sequence_of_broken_connections_where_it_is_awaited(shared, faults):
    shared.reset()
    shared.trial(shared.by_async_ords(), *faults).check()


def test_a_question_after_a_fault_is_an_error_with_its_reason(bench):
    with bench.ords() as backend:
        for status, code in ((401, "DP402"), (404, "DP403"), (500, "DP404"), (503, "DP405")):
            bench.sandbox.faults.clear()
            bench.sandbox.faults.add(HttpFault(status=status, times=None))
            with pytest.raises(JobError) as raised:
                backend.jobs()
            assert codes(raised.value) == [code]
