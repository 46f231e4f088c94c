"""What ORDS answers, read: job items and lists, and one diagnostic of every error body."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.jobs import Job, Link
from dpspec.submit import ords_replies, ords_requests
from dpspec.submit.steps import Lost, Request, Retrying
from tests.transcripts import ITEM, KEY, LINKS, LOST, OURS, SELF, UNSENT, item, listed, play, reply

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
WHAT = "the POST that creates the job"


# --- job items --------------------------------------------------------------------------------------------------------


def test_a_job_item_is_read():
    assert ords_replies.job(ITEM) == OURS
    links = tuple(Link(link["rel"], link["href"]) for link in LINKS)
    assert ords_replies.job(item()).links == links


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ({"state": "EXECUTING"}, "EXECUTING"),
        ({"state": "Not Running"}, "NOT RUNNING"),
        ({"state": "executing", "job_state": "NOT RUNNING"}, "EXECUTING"),
        ({"state": None, "job_state": "EXECUTING"}, "EXECUTING"),
        ({"state": "", "job_state": "DEFINING"}, "DEFINING"),
        ({"state": 7, "job_state": "DEFINING"}, "DEFINING"),
        ({"state": None}, ""),
        ({"state": ["EXECUTING"]}, ""),
    ],
)
def test_the_state_falls_back_to_job_state(members, state):
    assert ords_replies.job({**ITEM, **members}).state == state


@pytest.mark.parametrize("missing", ["operation", "job_mode", "state", "degree", "attached_sessions", "links"])
def test_a_member_that_is_missing_is_empty(missing):
    read = ords_replies.job(item(**{missing: None}))
    assert read.key == KEY
    assert getattr(read, missing) in ("", None, ())


@pytest.mark.parametrize("value", ["1", 1.5, True, None, [1], {"n": 1}])
def test_a_number_that_is_none_is_unknown(value):
    assert ords_replies.job({**ITEM, "degree": value}).degree is None


def test_words_of_a_job_are_upper_case_and_steer_no_terminal():
    read = ords_replies.job({**ITEM, "operation": "export", "job_mode": "Table", "state": "\x1b[2JEXECUTING"})
    assert (read.operation, read.job_mode) == ("EXPORT", "TABLE")
    assert "\x1b" not in read.state
    assert len(ords_replies.job({**ITEM, "state": "x" * 5000}).state) <= 128


@pytest.mark.parametrize(
    "given_item",
    [None, [], "SCOTT", 1, {}, {"job_name": "X"}, {"owner_name": "SCOTT"}, {"owner_name": "", "job_name": "X"}]
    + [{"owner_name": "SCOTT", "job_name": name} for name in ("", "a\nb", "\x1b[2J", "x" * 129, 7, None, ["X"])]
    + [{"owner_name": 1, "job_name": "X"}, {"owner_name": "\u202eSCOTT", "job_name": "X"}],
)
def test_what_is_no_job_item(given_item):
    assert ords_replies.job(given_item) is None


@pytest.mark.parametrize(
    "links",
    [
        None,
        "x",
        {},
        [None],
        ["x"],
        [{}],
        [{"rel": "self"}],
        [{"href": "x"}],
        [{"rel": 1, "href": "x"}],
        [{"rel": "self", "href": None}],
        [[]],
    ],
)
def test_what_is_no_link_is_left_out(links):
    assert ords_replies.links({"links": links}) == ()
    assert ords_replies.job({**ITEM, "links": links}) == OURS


def test_links_are_not_read_without_end():
    assert len(ords_replies.links({"links": [{"rel": "related", "href": SELF}] * 5000})) == 1000


@settings(deadline=None)
@given(json_values)
def test_no_json_value_breaks_the_reading_of_a_job(value):
    read = ords_replies.job(value)
    assert read is None or isinstance(read, Job)
    for key in ITEM:
        assert isinstance(ords_replies.job({**ITEM, key: value}), Job | None)
    assert ords_replies.job({**ITEM, "links": value}) is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b'{"a":' + b"9" * 5000 + b"}",
        b"<html></html>",
        b"\xef\xbb\xbf{}",
    ],
)
def test_a_body_that_is_no_json_has_no_value(body):
    assert ords_replies.value(reply(200, body)) is None


# --- errors -----------------------------------------------------------------------------------------------------------

ECID = "tag:oracle.com,2020:ecid/xYz-123.4"
QUOTE = "quote ecid xYz-123.4 to the administrator of the server"
POOL = "the connection pool of ORDS is invalid or exhausted, or ORDS is starting"
BAD = "the body or a value in it is not what this release of ORDS takes"
REFUSED = "the connection and the user were good; the database refused what ORDS did for the request"
BODIES = {
    "problem": (
        400,
        {
            "code": "BadRequest",
            "message": "the body is wrong",
            "type": "tag:oracle.com,2020:error/BadRequest",
            "instance": ECID,
        },
        "DP404",
        ": BadRequest: the body is wrong",
        f"{BAD}; {QUOTE}",
    ),
    "title and cause": (
        555,
        {
            "title": "User Defined Resource Error",
            "o:errorCode": "ORDS-25001",
            "cause": "SQL Error ORA-39001: invalid\nORA-39087: no directory",
        },
        "DP404",
        ": ORDS-25001: User Defined Resource Error (SQL Error ORA-39001: invalid ORA-39087: no directory)",
        "no such directory object, or no privilege on it: GRANT READ, WRITE ON DIRECTORY ... TO the user; " + REFUSED,
    ),
    "ORA code in the message": (
        400,
        {"code": "BadRequest", "message": "ORA-31634: job already exists"},
        "DP404",
        ": BadRequest: ORA-31634: job already exists",
        "ORDS names jobs by the second: wait one, and submit again",
    ),
    "code with blanks": (400, {"code": "Bad Request"}, "DP404", ": Bad Request", BAD),
    "SQL ERROR MESSAGE": (
        500,
        {"SQL ERROR MESSAGE": "ORA-00942: x"},
        "DP404",
        ": ORA-00942: x",
        "the log of ORDS says more",
    ),
    "code that the message has": (400, {"code": "ORA-1", "message": "ORA-1: x"}, "DP404", ": ORA-1: x", BAD),
    "odd members": (400, {"code": 7, "message": ["x"], "title": {}, "instance": 3}, "DP404", "", BAD),
    "no members": (503, {}, "DP405", "", POOL),
    "empty": (503, b"", "DP405", "", POOL),
    "a list": (400, [1, 2], "DP404", ": a text that is not JSON", BAD),
    "HTML": (
        503,
        b"<!DOCTYPE html><html><head><title>Service\n Unavailable</title></head><body>x</body></html>",
        "DP405",
        ": Service Unavailable (from an HTML page)",
        POOL,
    ),
    "HTML without a title": (
        502,
        b"<HTML><body>x</body></HTML>",
        "DP405",
        ": an HTML page",
        "a gateway before ORDS did not get an answer from it",
    ),
    "HTML with an ORA code": (
        500,
        b"<html><title>Error</title><pre>ORA-01950: no privileges on tablespace\nat x</pre></html>",
        "DP404",
        ": ORA-01950: no privileges on tablespace (from an HTML page)",
        "the user needs a quota in its default tablespace for the control table; the log of ORDS says more",
    ),
    "text": (
        504,
        b"upstream timed out",
        "DP405",
        ": a text that is not JSON",
        "a gateway before ORDS did not get an answer from it in time",
    ),
    "truncated JSON": (
        500,
        b'{"code": "Internal", "mess',
        "DP404",
        ": a text that is not JSON",
        "the log of ORDS says more",
    ),
    "401": (
        401,
        {"code": "Unauthorized"},
        "DP402",
        ": Unauthorized",
        "check user, password or token; the user's schema must be the one in the URL, and be enabled for REST",
    ),
    "403": (
        403,
        {"code": "Forbidden"},
        "DP402",
        ": Forbidden",
        "the user needs the ORDS role SQL Administrator or SQL Developer",
    ),
    "404": (
        404,
        {"code": "NotFound"},
        "DP403",
        ": NotFound",
        "check the URL: context root, database and schema alias; `database.api.enabled` must be true on the server",
    ),
    "418": (418, b"", "DP404", "", None),
}


@pytest.mark.parametrize("case", BODIES)
def test_every_error_body_gives_one_diagnostic(case):
    status, body, code, said, advice = BODIES[case]
    found = ords_replies.refused(reply(status, body), WHAT)
    assert found.code == code
    assert found.message == f"ORDS answered {WHAT} with {status}{said}"
    assert found.help == advice


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_where_it_leads(status):
    found = ords_replies.refused(reply(status, b"", location="https://evil.example/?token=x"), WHAT)
    assert found.code == "DP410"
    assert found.message == f"ORDS answered {WHAT} with a redirect ({status})"
    assert "evil" not in (found.help or "")


@pytest.mark.parametrize(
    "body",
    [
        {"message": "password=tiger"},
        {"message": "connect scott/tiger@db failed", "code": "x"},
        {"title": "t", "cause": "ORA-01017: IDENTIFIED BY tiger"},
        {"message": "passwd: 'tiger'"},
        b"<html><title>pwd: tiger</title></html>",
        b"ORA-12345: password => tiger",
    ],
)
def test_what_could_be_a_password_is_hidden(body):
    found = ords_replies.refused(reply(400, body), WHAT)
    assert "tiger" not in f"{found.message} {found.help}"
    assert "***" in found.message


@settings(deadline=None)
@given(
    st.integers(400, 599), st.one_of(st.binary(max_size=80), json_values.map(lambda value: json.dumps(value).encode()))
)
def test_any_body_gives_one_line_of_bounded_length_that_steers_no_terminal(status, body):
    assert_fit(ords_replies.refused(reply(status, body), WHAT), status)


@settings(deadline=None)
@given(
    st.integers(400, 599),
    st.dictionaries(
        st.sampled_from(
            ["code", "o:errorCode", "message", "title", "cause", "instance", "SQL ERROR MESSAGE", "action"]
        ),
        st.one_of(st.text(), st.text(st.sampled_from("\x1b[]\x9b\r\n\0`é\u202eORA-39001:ecid/")), json_values),
    ),
)
def test_any_members_give_one_line_of_bounded_length_that_steers_no_terminal(status, body):
    assert_fit(ords_replies.refused(reply(status, body), WHAT), status)


@pytest.mark.parametrize("key", ["code", "message", "title", "cause", "instance", "SQL ERROR MESSAGE"])
def test_a_long_body_is_cut(key):
    body = {"message": "m", "title": "t", key: "ORA-39001: ecid/" + "x" * 1_000_000}
    assert_fit(ords_replies.refused(reply(500, body), WHAT), 500)


def assert_fit(found, status):
    assert str(status) in found.message
    for text in (found.message, found.help or ""):
        assert text.isprintable()
        assert len(text) < 2500


def test_a_page_as_long_as_can_be_is_read_in_no_time():
    ords_replies.refused(reply(500, b"<title" * 1_000_000), WHAT)
    ords_replies.refused(reply(500, b"<title>" * 1_000_000), WHAT)


def test_a_request_without_a_reply_gives_one_diagnostic():
    found = ords_replies.lost(Lost("reset\nby \x1b[2Jpeer", sent=True, code="DP410", help="look"), "the job list")
    assert (found.code, found.message, found.help) == ("DP410", "no answer to the job list: reset by peer", "look")
    assert ords_replies.lost(LOST, "x").code == "DP401"
    assert len(ords_replies.lost(Lost("x" * 9999, sent=True), "x").message) < 500


# --- requests that may be sent again --------------------------------------------------------------------------------


def test_a_get_that_is_answered_is_sent_once():
    for status in (200, 206, 301, 400, 401, 403, 404, 416, 500, 555):
        played = play(ords_requests.get("x"), reply(status))
        assert played.outcome.status == status
        assert played.seconds == 0
        assert played.events == []


@pytest.mark.parametrize("passing", [reply(502), reply(503), reply(504), LOST])
def test_a_get_is_sent_again_after_what_passes(passing):
    played = play(ords_requests.get("x", {"limit": "1"}, 7), passing, passing, reply(200))
    assert played.outcome.status == 200
    assert played.steps == [Request("GET", "x", {"limit": "1"}, start=7)] * 3
    assert played.seconds == 1.5
    reason = passing.reason if isinstance(passing, Lost) else f"status {passing.status}"
    assert played.events == [Retrying(f"GET x: {reason}")] * 2


def test_a_get_is_sent_five_times_at_most():
    played = play(ords_requests.get("x"), *[LOST] * 5)
    assert played.outcome is LOST
    assert played.seconds == 0.5 + 1 + 2 + 4
    assert play(ords_requests.get("x"), *[reply(503)] * 5).outcome.status == 503


def test_a_server_that_takes_no_connection_is_not_asked_again():
    played = play(ords_requests.get("x"), UNSENT)
    assert played.outcome is UNSENT
    assert played.seconds == 0


# --- the job list -----------------------------------------------------------------------------------------------------


def numbered(*numbers):
    return [item(job_name=f"J{number}") for number in numbers]


def test_the_list_is_read_page_by_page_on_the_base():
    one = listed(*numbered(1, 2), following="https://evil.example/other?offset=2&token=x")
    two = listed(*numbered(3), following="https://evil.example/?offset=4")
    played = play(ords_requests.jobs(), one, two, listed(*numbered(2, 4)))
    assert [job.job_name for job in played.outcome] == ["J1", "J2", "J3", "J4"]
    jobs = "database/datapump/jobs/"
    assert [(step.path, step.query) for step in played.steps] == [
        (jobs, {}),
        (jobs, {"offset": "2"}),
        (jobs, {"offset": "4"}),
    ]


def test_an_empty_list_is_no_job():
    assert play(ords_requests.jobs(), listed()).outcome == ()
    assert play(ords_requests.jobs(), reply(200, {"items": []})).outcome == ()


@pytest.mark.parametrize("following", ["?", "https://h/?token=x", "?offset=0&offset=5"])
def test_pages_that_lead_back_are_no_list(following):
    pages = {"?offset=0&offset=5": 2}.get(following, 1)
    played = play(ords_requests.jobs(), *[listed(*numbered(1), following=following)] * pages)
    assert [d.code for d in played.error.diagnostics] == ["DP406"]
    assert played.error.diagnostics[0].message == "the pages of the job list of ORDS do not end"


def test_pages_without_end_are_no_list():
    page = iter(range(10_000))
    played = play(ords_requests.jobs(), answer=lambda _: listed(following=f"?offset={next(page)}"))
    assert played.error.diagnostics[0].message == "the pages of the job list of ORDS do not end"
    assert len(played.steps) == 1000


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        {"items": None},
        {"items": {}},
        {"items": [1]},
        b"<html>",
        b"",
        {"items": [item(), {"job_name": "X"}]},
    ],
)
def test_a_list_with_anything_that_is_not_understood_is_no_list(body):
    played = play(ords_requests.jobs(), reply(200, body))
    assert played.error.taken is False
    assert [(d.code, d.message) for d in played.error.diagnostics] == [
        ("DP406", "the job list of ORDS cannot be understood")
    ]


def test_a_list_that_cannot_be_had_is_told_with_its_status():
    played = play(ords_requests.jobs(), reply(401, {"code": "Unauthorized"}))
    assert [(d.code, d.message) for d in played.error.diagnostics] == [
        ("DP402", "ORDS answered the job list with 401: Unauthorized")
    ]
    assert play(ords_requests.jobs(), UNSENT).error.diagnostics[0].message == (
        "no answer to the job list: connection refused"
    )
    # The second page counts like the first.
    assert play(ords_requests.jobs(), listed(following="?offset=1"), reply(500)).error.diagnostics[0].code == "DP404"


def test_one_job_is_asked_for_by_its_own_path():
    played = play(ords_requests.job(*KEY), reply(200, ITEM))
    assert played.outcome == OURS
    assert [step.path for step in played.steps] == [f"database/datapump/jobs/{KEY[0]},{KEY[1]}/"]


@pytest.mark.parametrize("body", [b"{", {}, item(job_name="OTHER"), item(owner_name="HR")])
def test_an_item_of_another_job_is_not_taken_for_this_one(body):
    found = play(ords_requests.job(*KEY), reply(200, body)).outcome
    assert found == Lost("the job item cannot be understood", sent=True, code="DP406")


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_job_that_cannot_be_had_is_the_reply(status):
    assert play(ords_requests.job(*KEY), reply(status)).outcome.status == status


def test_the_ecid_is_quoted_only_as_far_as_it_is_one():
    found = ords_replies.refused(reply(500, {"instance": "tag:oracle.com,2020:ecid/a b<x>"}), WHAT)
    assert re.search(r"quote ecid a to the administrator", found.help)
