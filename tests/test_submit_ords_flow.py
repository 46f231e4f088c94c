"""Submitting and following through ORDS, as transcripts: one POST, and an end only by the job's own words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.diagnostics import Severity
from dpspec.jobs import End, Job, JobStatus, Link
from dpspec.submit import ords_backend, ords_follow, ords_submit
from dpspec.submit.steps import Logged, Lost, Moved, Noted, Reply, Request, Started
from tests.transcripts import (
    DONE,
    DUMP,
    ITEM,
    KEY,
    LINKS,
    LOG,
    LOST,
    OURS,
    UNSENT,
    item,
    listed,
    log_of,
    plan,
    play,
    reply,
)

PLAN = plan(file_name="emp.dmp")
OLD = item(job_name="DATAPUMP_REST_EXPORT_20260101000000", state="NOT RUNNING")
OTHER = item(job_name="DATAPUMP_REST_EXPORT_20260305120001")
BODY = {"job_mode": "TABLE", "name_expressions": [{"expression": "='EMP'"}], "file_name": "emp.dmp"}
SURELY = "look at `dpspec jobs` before you submit again: an export that runs twice is as wrong as none"
LINKED = Job(*KEY, "EXPORT", "TABLE", "EXECUTING", 1, 0, 2, tuple(Link(**link) for link in LINKS))
CREATED = reply(201, item())


def submit(*replies, owner=None):
    played = play(ords_submit.submit(PLAN, owner), listed(OLD), *replies)
    assert played.posts == 1
    assert played.sent[1] == "POST export"
    return played


def settled(first, *lists, owner=None):
    """What comes of a first answer to the POST and of the looks at the job list after it."""
    return submit(first, *lists, owner=owner)


# --- the POST is answered ---------------------------------------------------------------------------------------------


def test_a_job_that_is_created_runs():
    played = submit(CREATED)
    assert (played.outcome.end, played.outcome.job, played.outcome.via) == (End.RUNNING, LINKED, "ords")
    assert played.outcome.diagnostics == ()
    assert played.events == [Started(LINKED, "ords")]
    assert played.sent == ["GET jobs/", "POST export"]
    post = played.steps[1]
    assert post == Request("POST", "database/datapump/export", body=post.body, creates_job=True)
    assert BODY.items() <= dict(post.body).items()
    assert played.seconds == 0


@pytest.mark.parametrize("header", ["location", "content_location"])
@pytest.mark.parametrize("body", [b"", b"{}", b"{trunc", b"<html></html>"])
def test_a_job_that_only_an_address_names_is_looked_up_on_our_own_base(header, body):
    address = f'"http://evil.example/x/{KEY[0]},{KEY[1]}/?token=x"'
    played = submit(reply(201, body, **{header: address}), reply(200, item()))
    assert played.outcome.job == LINKED
    assert played.outcome.diagnostics == ()
    assert played.steps[2] == Request("GET", f"database/datapump/jobs/{KEY[0]},{KEY[1]}/")


def test_the_second_address_counts_if_the_first_names_no_job():
    made = reply(201, b"", location="https://h/", content_location=f"https://h/{KEY[0]},{KEY[1]}/")
    assert submit(made, reply(200, item())).outcome.job == LINKED


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_an_answer_without_a_job_is_settled_by_the_list(status):
    played = settled(reply(status, b""), *[listed(OLD, item())] * 5)
    assert played.outcome.job == LINKED
    assert played.outcome.end is End.RUNNING
    message = (
        f"ORDS answered the POST that creates the job with {status} and no job that can be understood; "
        f"the one new job of this kind, {OURS}, is taken for it"
    )
    assert [(d.code, d.message, d.severity) for d in played.outcome.diagnostics] == [
        ("DP407", message, Severity.WARNING)
    ]


def test_an_address_of_a_job_that_is_not_there_is_settled_by_the_list():
    made = reply(201, b"", location=f"https://h/{KEY[0]},{KEY[1]}/")
    played = submit(made, reply(404), *[listed(OLD)] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.codes == ["DP406", "DP407"]


@pytest.mark.parametrize(
    ("status", "code", "safe"),
    [
        (400, "DP404", False),
        (401, "DP402", True),
        (403, "DP402", True),
        (404, "DP403", True),
        (405, "DP404", False),
        (409, "DP404", False),
        (413, "DP404", False),
        (415, "DP404", False),
        (422, "DP404", False),
        (429, "DP404", False),
        (301, "DP410", False),
        (302, "DP410", False),
        (307, "DP410", False),
        (308, "DP410", False),
    ],
)
def test_a_post_that_is_refused_has_made_no_job(status, code, safe):
    played = submit(reply(status, {"code": "X"}, location=f"https://h/{KEY[0]},{KEY[1]}/"), listed(OLD))
    assert played.outcome.end is End.REJECTED
    assert played.outcome.safe_elsewhere is safe
    assert played.codes == [code]
    assert played.outcome.job is None
    assert played.events == []
    assert played.seconds == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 302])
def test_a_refusal_is_not_believed_if_the_list_does_not_agree(status):
    for look in (listed(OLD, item()), UNSENT):
        played = submit(reply(status), look)
        assert played.outcome.end is End.UNKNOWN
        assert not played.outcome.safe_elsewhere
        assert played.of(Started) == []
    assert played.messages[1] == "not known whether a job was created; the job list cannot be had either"


def test_a_job_that_was_there_before_is_not_ours_whatever_the_reply_says():
    old = f"https://h/SCOTT,{OLD['job_name']}/"
    for made in (reply(201, OLD), reply(201, b"", location=old)):
        played = submit(made, *[listed(OLD)] * 5)
        assert played.outcome.end is End.UNKNOWN
        assert played.outcome.candidates == ()
    mixed = reply(201, b"", location=old, content_location=f"https://h/{KEY[0]},{KEY[1]}/")
    assert submit(mixed, reply(200, item())).outcome.job == LINKED


# --- the POST is answered with an error of the server -----------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 501, 555, 599])
def test_an_error_that_left_no_job_behind_is_a_rejection_that_may_not_go_elsewhere(status):
    played = submit(reply(status, {"message": "ORA-39001: x"}), listed(OLD), listed(OLD))
    assert played.outcome.end is End.REJECTED
    assert not played.outcome.safe_elsewhere
    assert played.codes == ["DP404"]
    assert played.seconds == 1.5


@pytest.mark.parametrize("status", [500, 555])
def test_an_error_with_a_new_job_beside_it_is_an_unknown_outcome(status):
    for lists in ([listed(OLD), listed(OLD, item())], [listed(item()), listed()]):
        played = submit(reply(status), *lists)
        assert played.outcome.end is End.UNKNOWN
        assert played.outcome.candidates == (LINKED,)
        assert not played.outcome.safe_elsewhere
        assert played.messages[1] == f"not known whether a job was created; a new job may be this one: {OURS}"


def test_an_error_after_which_no_list_can_be_had_is_an_unknown_outcome():
    played = submit(reply(500), UNSENT, UNSENT)
    assert played.outcome.end is End.UNKNOWN
    assert played.messages[1] == "not known whether a job was created; the job list cannot be had either"
    assert submit(reply(500), listed(OLD), UNSENT).outcome.end is End.UNKNOWN
    assert submit(reply(500), UNSENT, listed(OLD)).outcome.end is End.REJECTED


# --- the reply is lost, or tells nothing ------------------------------------------------------------------------------

SILENT = [LOST, reply(408), reply(502), reply(503), reply(504)]


def test_a_request_that_was_surely_not_taken_may_go_elsewhere():
    played = submit(UNSENT)
    assert played.outcome.end is End.REJECTED
    assert played.outcome.safe_elsewhere
    assert played.messages == ["no answer to the POST that creates the job: connection refused"]
    assert played.sent == ["GET jobs/", "POST export"]


@pytest.mark.parametrize("silence", SILENT)
def test_exactly_one_new_job_of_this_kind_is_taken_for_ours(silence):
    played = settled(silence, *[listed(OLD, item())] * 5)
    assert played.outcome.end is End.RUNNING
    assert played.outcome.job == LINKED
    assert played.codes == ["DP407"]
    assert played.outcome.diagnostics[0].severity is Severity.WARNING
    assert "is taken for it" in played.messages[0]
    assert played.of(Started) == [Started(LINKED, "ords")]
    assert played.of(Noted)[0].message.endswith("; looking for the job")
    assert played.seconds == 0.5 + 1 + 2 + 4 + 8


@pytest.mark.parametrize("seen", range(5))
def test_a_job_that_is_seen_in_one_look_alone_counts(seen):
    lists = [listed(OLD)] * 5
    lists[seen] = listed(item())
    assert settled(LOST, *lists).outcome.job == LINKED


def test_a_job_that_appears_late_is_found():
    assert settled(LOST, listed(OLD), UNSENT, UNSENT, UNSENT, listed(OLD, item())).outcome.job == LINKED


@pytest.mark.parametrize("silence", SILENT)
def test_two_new_jobs_are_candidates_and_none_is_taken(silence):
    played = settled(silence, listed(item()), *[listed(OLD, OTHER)] * 4)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.job is None
    assert [job.job_name for job in played.outcome.candidates] == [KEY[1], OTHER["job_name"]]
    assert not played.outcome.safe_elsewhere
    assert played.of(Started) == []
    names = f"{OURS}, SCOTT.{OTHER['job_name']}"
    assert played.messages[1] == f"not known whether a job was created; 2 new jobs may be this one: {names}"
    assert played.outcome.diagnostics[1].help == SURELY


@pytest.mark.parametrize("silence", [LOST, reply(408), reply(502), reply(504)])
def test_no_new_job_is_no_proof_that_there_will_be_none(silence):
    played = settled(silence, *[listed(OLD)] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == ()
    assert not played.outcome.safe_elsewhere
    assert played.messages[1] == "not known whether a job was created; no new job is to be seen"


def test_a_server_that_says_it_is_not_available_has_made_none_if_the_list_agrees():
    played = settled(reply(503), *[listed(OLD)] * 5)
    assert played.outcome.end is End.REJECTED
    assert played.outcome.safe_elsewhere
    assert played.codes == ["DP405"]


def test_a_server_that_says_it_is_not_available_is_not_believed_without_the_list():
    for lists in ([UNSENT] * 5, [*[listed(OLD)] * 4, UNSENT]):
        played = settled(reply(503), *lists)
        assert played.outcome.end is End.UNKNOWN
        assert not played.outcome.safe_elsewhere
        assert played.messages[1] == "not known whether a job was created; the job list cannot be had either"


def test_a_list_that_is_not_understood_settles_nothing():
    bad = reply(200, {"items": [item(), {"job_name": "?"}]})
    played = settled(LOST, *[bad] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == ()


@pytest.mark.parametrize(
    "members",
    [
        {"job_name": "NIGHTLY"},
        {"job_name": "DATAPUMP_REST_IMPORT_20260305120000"},
        {"operation": "IMPORT"},
        {"job_mode": "SCHEMA"},
    ],
)
def test_a_new_job_of_another_kind_is_not_taken_for_ours(members):
    played = settled(LOST, *[listed(OLD, item(**members))] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == ()
    # Nor does it stand in the way of ours.
    assert settled(LOST, *[listed(item(**members), item())] * 5).outcome.job == LINKED


def test_a_job_whose_kind_is_not_told_may_be_ours():
    bare = item(operation=None, job_mode=None)
    assert settled(LOST, *[listed(bare)] * 5).outcome.job.key == KEY


def test_a_new_job_of_another_user_is_not_taken_for_ours_where_the_user_is_known():
    theirs = item(owner_name="HR")
    played = settled(LOST, *[listed(theirs)] * 5, owner="SCOTT")
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == ()
    assert settled(LOST, *[listed(theirs, item())] * 5, owner="SCOTT").outcome.job == LINKED
    assert settled(LOST, *[listed(theirs)] * 5).outcome.job.owner_name == "HR"


def test_a_job_that_was_there_before_is_not_taken_for_ours():
    played = play(ords_submit.submit(PLAN), listed(item()), LOST, *[listed(item())] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == ()


@pytest.mark.parametrize("first", [UNSENT, reply(401), reply(403), reply(404), reply(500), reply(200, b"<html>")])
def test_nothing_is_posted_without_the_list_before(first):
    played = play(ords_submit.submit(PLAN), first)
    assert played.posts == 0
    assert played.outcome.end is End.REJECTED
    assert played.outcome.safe_elsewhere
    assert len(played.codes) == 1


statuses = st.sampled_from(
    [100, 200, 201, 202, 204, 301, 307, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504, 555]
)
bodies = st.one_of(
    st.sampled_from([b"", b"{}", b"null", b"<html>", b"{", json.dumps(item()).encode(), json.dumps(OTHER).encode()]),
    st.lists(st.sampled_from([OLD, item(), OTHER, {}]), max_size=3).map(
        lambda items: json.dumps({"items": items, "links": []}).encode()
    ),
)
locations = st.sampled_from(["", "https://h/SCOTT,X/", f"https://h/{KEY[0]},{KEY[1]}/", "javascript:x", "\r\n"])
any_replies = st.one_of(
    st.builds(lambda status, body, location: Reply(status, {"location": location}, body), statuses, bodies, locations),
    st.builds(Lost, st.text(max_size=9), st.booleans()),
)


@settings(deadline=None)
@given(st.lists(any_replies, min_size=60, max_size=60), st.booleans())
def test_whatever_is_answered_at_most_one_post_is_sent_and_never_elsewhere_after_an_unknown_outcome(replies, lists):
    waiting = list(replies)
    if lists:
        waiting[0] = listed(OLD)
    played = play(ords_submit.submit(PLAN, None), answer=lambda _: waiting.pop(0) if waiting else UNSENT)
    assert played.error is None
    assert played.posts <= 1
    outcome = played.outcome
    assert outcome.end in (End.RUNNING, End.REJECTED, End.UNKNOWN)
    assert (outcome.job is not None) is (outcome.end is End.RUNNING)
    assert len(played.of(Started)) == (outcome.end is End.RUNNING)
    if outcome.end is not End.REJECTED:
        assert not outcome.safe_elsewhere
    if played.posts == 0:
        assert outcome.end is End.REJECTED
    if outcome.end is not End.RUNNING:
        assert outcome.diagnostics


HOLDS_OURS = listed(OLD, item())


@settings(deadline=None)
@given(any_replies, st.lists(st.sampled_from([listed(OLD), HOLDS_OURS, UNSENT]), min_size=5, max_size=5))
def test_a_job_that_a_look_has_seen_is_never_denied(first, lists):
    looks = iter(lists)
    posted = []

    def answer(step):
        if step.method == "POST":
            posted.append(step)
            return first
        if not posted:
            return listed(OLD)
        return next(looks) if step.path.endswith("jobs/") else reply(404)

    played = play(ords_submit.submit(PLAN), answer=answer)
    looked = len([step for step in played.steps if step.path.endswith("jobs/")]) - 1
    if HOLDS_OURS in lists[:looked]:
        assert played.outcome.end in (End.RUNNING, End.UNKNOWN)
        found = played.outcome.job or played.outcome.candidates[0]
        assert found.key in (KEY, ("SCOTT", OTHER["job_name"]))


# --- following --------------------------------------------------------------------------------------------------------

RUNS = reply(200, item())
AT_REST = reply(200, item(state="NOT RUNNING"))
NOT_YET = reply(404)
LOGGED = reply(200, log_of(DONE))
EARLY = log_of("", ". . exported EMP")


def follow(*replies, job=OURS, timeout=None):
    played = play(ords_follow.follow(job, timeout), *replies)
    assert played.posts == 0
    return played


def lines(played):
    return [line for event in played.of(Logged) for line in event.lines]


def test_a_job_that_keeps_its_control_table_is_followed_to_its_last_line():
    played = follow(RUNS, reply(200, EARLY), AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert played.outcome.ok
    assert (played.outcome.error_count, played.outcome.errors, played.outcome.diagnostics) == (0, (), ())
    assert played.sent == ["GET JOB/", f"GET JOB/{LOG}"] * 2
    assert [event.status for event in played.of(Moved)] == [JobStatus("EXECUTING"), JobStatus("NOT RUNNING")]


def test_a_job_that_drops_its_control_table_has_ended_when_it_is_not_found():
    played = follow(RUNS, reply(200, EARLY), NOT_YET, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert played.sent[-1] == f"GET JOB/{LOG}"


@pytest.mark.parametrize("last", [reply(404), reply(403), LOST, reply(200, EARLY), reply(200, b"")])
def test_a_job_that_is_gone_with_its_log_is_of_unknown_end(last):
    played = follow(RUNS, reply(200, EARLY), *[NOT_YET, last] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert not played.outcome.ok
    assert played.codes == ["DP407"]


def test_a_job_without_a_link_to_a_log_is_of_unknown_end():
    bare = reply(200, item(links=None, state="NOT RUNNING"))
    played = follow(*[bare] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.messages == [f"job {OURS} has ended, and its log cannot be read"]


@pytest.mark.parametrize(
    ("end", "expected", "errors"),
    [
        ("completed with 2 error(s)", End.ERRORS, 2),
        ("stopped due to fatal error", End.ABORTED, 0),
        ("stopped by user request", End.STOPPED, 0),
    ],
)
def test_only_successfully_completed_is_success(end, expected, errors):
    log = log_of(end, "ORA-31693: Table data object failed", "ORA-01950: no privileges on tablespace 'USERS'")
    played = follow(AT_REST, reply(200, log))
    assert played.outcome.end is expected
    assert not played.outcome.ok
    assert played.outcome.error_count == errors
    assert len(played.outcome.errors) == 2
    assert played.codes == ["DP408"]
    assert (
        played.outcome.diagnostics[0].help == "the user needs a quota in its default tablespace for the control table"
    )


def test_the_log_of_another_job_tells_nothing():
    other = reply(200, log_of(DONE, key=("SCOTT", "OTHER")))
    played = follow(*[AT_REST, other] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert played.messages == [f"job {OURS} has ended, and its log does not tell its end"]


def test_a_job_that_does_not_run_for_a_moment_at_its_start_is_followed_on():
    young = reply(200, item(state="NOT RUNNING", links=None))
    played = follow(young, young, RUNS, reply(200, EARLY), AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    # Each time anew.
    many = [young] * 4 + [RUNS, reply(200, EARLY)] + [AT_REST, reply(200, EARLY)] * 4 + [RUNS, reply(200, EARLY)]
    assert follow(*many, AT_REST, LOGGED).outcome.end is End.SUCCEEDED


def test_an_end_is_looked_for_at_least_once_a_second():
    played = follow(*[AT_REST, reply(404)] * 5)
    assert played.outcome.end is End.UNKNOWN
    assert 2 < played.seconds <= 4


@pytest.mark.parametrize("state", ["DEFINING", "EXECUTING", "COMPLETING", "STOP PENDING", "STOPPING", "IDLING"])
def test_a_job_in_any_active_state_has_not_ended_whatever_its_log_says(state):
    busy = reply(200, item(state=state))
    played = follow(busy, LOGGED, AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert len(played.of(Moved)) == 2


def test_a_log_that_appears_late_is_taken_when_it_does():
    none = reply(200, item(links=LINKS[:1]))
    played = follow(none, none, RUNS, reply(404), RUNS, reply(200, EARLY), AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert lines(played)[0] == "Export: Release 19.0.0.0.0"


def test_links_that_are_gone_are_remembered():
    bare = reply(200, item(links=None, state="NOT RUNNING"))
    assert follow(RUNS, reply(200, EARLY), bare, LOGGED).outcome.end is End.SUCCEEDED
    assert follow(NOT_YET, LOGGED, job=LINKED).outcome.end is End.SUCCEEDED


def test_a_job_that_was_never_there_is_told():
    played = follow(NOT_YET, job=Job("SCOTT", "NIGHTLY"))
    assert [(d.code, d.message, d.help) for d in played.error.diagnostics] == [
        ("DP403", "there is no job SCOTT.NIGHTLY", "see `dpspec jobs`")
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 500, 555, 302])
def test_a_job_that_may_not_be_looked_at_any_more_is_out_of_sight(status):
    played = follow(RUNS, reply(200, EARLY), reply(status))
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.job.key == KEY
    assert played.codes[1] == "DP407"
    assert played.messages[1] == f"job {OURS} is out of sight"
    assert played.outcome.diagnostics[1].help == "it may run on: follow it again"


# --- the log, piece by piece ------------------------------------------------------------------------------------------


def test_a_server_that_knows_ranges_sends_only_what_is_new():
    whole = log_of(DONE, ". . exported EMP", ". . exported DEPT")
    first, second = whole[:40], whole[40:90]
    played = follow(
        RUNS,
        reply(200, first),
        RUNS,
        lambda step: reply(206, second) if step.start == 40 else None,
        RUNS,
        lambda step: reply(206, whole[90:]) if step.start == 90 else None,
        AT_REST,
        lambda step: reply(200, whole) if step.start == 0 else None,
    )
    assert played.outcome.end is End.SUCCEEDED
    assert lines(played) == whole.decode().splitlines()


def test_a_server_that_knows_no_ranges_sends_the_whole_log_and_each_line_is_shown_once():
    whole = log_of(DONE, ". . exported EMP", ". . exported DEPT")
    cuts = [reply(200, whole[:end]) for end in (40, 41, 95, len(whole))]
    played = follow(*[step for cut in cuts[:-1] for step in (RUNS, cut)], AT_REST, cuts[-1])
    assert lines(played) == whole.decode().splitlines()


def test_a_range_behind_the_end_is_nothing_new():
    played = follow(RUNS, reply(200, EARLY), RUNS, reply(416), AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert [line for line in lines(played) if "exported EMP" in line] == [". . exported EMP"]


def test_a_log_that_has_become_shorter_is_read_whole_at_the_end():
    played = follow(RUNS, reply(200, EARLY * 9), RUNS, reply(200, b"new\n"), AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED


def test_no_line_is_shown_twice_where_an_old_log_comes_in_between():
    whole = log_of(DONE, ". . exported EMP", ". . exported DEPT")
    cuts = [reply(200, whole[:end]) for end in (95, 40, 110)]
    played = follow(*[step for cut in cuts for step in (RUNS, cut)], AT_REST, reply(200, whole))
    assert lines(played) == whole.decode().splitlines()


def test_the_end_is_read_from_the_whole_log_not_from_its_pieces():
    false = log_of(DONE)
    played = follow(RUNS, reply(200, false), AT_REST, lambda step: reply(200, log_of("stopped by user request")))
    assert played.outcome.end is End.STOPPED
    # A piece that was not asked for is none of it, and one without a beginning is no log.
    assert follow(RUNS, reply(200, EARLY), *[AT_REST, reply(206, false)] * 5).outcome.end is End.UNKNOWN
    assert follow(*[AT_REST, reply(206, false)] * 5).outcome.end is End.UNKNOWN


def test_a_line_that_is_not_ended_yet_is_shown_when_it_is():
    played = follow(
        RUNS, reply(200, b"one\ntw"), RUNS, reply(206, b"o\nthree"), AT_REST, reply(200, b"one\ntwo\n" + log_of(DONE))
    )
    assert lines(played)[:2] == ["one", "two"]
    assert "tw" not in lines(played)


def test_a_long_log_that_is_always_sent_whole_is_read_again_only_at_the_end():
    long = b"x" * 80 + b"\n"
    data = EARLY + long * 13_000
    played = follow(
        RUNS, reply(200, data), RUNS, reply(200, data), RUNS, RUNS, RUNS, AT_REST, reply(200, data + log_of(DONE))
    )
    assert played.outcome.end is End.SUCCEEDED
    assert len(lines(played)) == 4 + 13_000 + 4


def test_lines_of_a_hostile_log_steer_no_terminal():
    played = follow(RUNS, reply(200, b"\x1b[2J\x1b]0;x\x07one\r\n\xff\n"), AT_REST, LOGGED)
    assert lines(played)[:2] == ["one", "ÿ"]


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_deadline_leaves_the_job_running():
    played = play(ords_follow.follow(LINKED, 60.0), answer=lambda step: RUNS if step.path.endswith("/") else reply(404))
    assert played.outcome.end is End.RUNNING
    assert played.seconds == 60.0
    assert played.codes == ["DP409"]
    assert played.messages == [f"job {OURS} still runs after 60 s"]
    assert played.outcome.diagnostics[0].help == "it goes on, and can be followed"


def test_looks_become_rarer_up_to_ten_seconds():
    played = play(ords_follow.follow(OURS, 600.0), answer=lambda _: reply(200, item(links=None)))
    assert 60 < len(played.steps) < 75
    quick = play(ords_follow.follow(OURS, 2.0), answer=lambda _: reply(200, item(links=None)))
    assert len(quick.steps) == 3


def test_no_time_at_all_is_one_look():
    played = follow(RUNS, reply(200, EARLY), timeout=0.0)
    assert played.outcome.end is End.RUNNING
    assert played.seconds == 0


def test_a_job_that_ends_in_the_last_moment_has_ended():
    assert follow(AT_REST, LOGGED, timeout=0.0).outcome.end is End.SUCCEEDED


def test_a_server_that_is_out_of_reach_for_a_while_is_waited_for():
    played = follow(RUNS, reply(200, EARLY), *[UNSENT, UNSENT] * 20, AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED


def test_a_server_that_is_out_of_reach_for_long_is_given_up_on():
    for silence in (UNSENT, LOST, reply(503)):
        answers = iter([RUNS, reply(200, EARLY)])
        played = play(ords_follow.follow(LINKED), answer=lambda _, a=answers, s=silence: next(a, s))
        assert played.outcome.end is End.UNKNOWN
        assert played.messages[1] == f"job {OURS} is out of sight"
        assert played.outcome.job.key == KEY
        assert 300 < played.seconds < 900


def test_a_server_that_comes_back_is_given_the_whole_time_again():
    answers = iter([*[UNSENT] * 30, RUNS, reply(200, EARLY), *[UNSENT] * 30, AT_REST, LOGGED])
    played = play(ords_follow.follow(OURS), answer=lambda _: next(answers))
    assert played.outcome.end is End.SUCCEEDED


def test_an_item_that_is_not_understood_is_no_end():
    played = follow(RUNS, reply(200, EARLY), *[reply(200, b"{"), reply(404)] * 3, AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert len(played.of(Moved)) == 2


@settings(deadline=None)
@given(st.lists(st.tuples(any_replies, any_replies), min_size=1, max_size=12))
def test_success_is_only_what_the_log_says(pairs):
    waiting = [step for pair in pairs for step in pair]
    played = play(ords_follow.follow(LINKED, 30.0), answer=lambda _: waiting.pop(0) if waiting else UNSENT)
    # No reply of these holds a log with an end.
    assert played.outcome.end in (End.UNKNOWN, End.RUNNING)
    assert played.posts == 0


# --- submit and follow ------------------------------------------------------------------------------------------------


def export(*replies, wait=True, timeout=None):
    return play(ords_backend.export(PLAN, None, wait=wait, timeout=timeout), listed(OLD), *replies)


def test_a_submission_is_followed_if_it_is_waited_for():
    played = export(CREATED, RUNS, reply(200, EARLY), AT_REST, LOGGED)
    assert played.outcome.end is End.SUCCEEDED
    assert played.posts == 1


def test_a_submission_that_is_not_waited_for_runs():
    played = export(CREATED, wait=False)
    assert played.outcome.end is End.RUNNING
    assert len(played.steps) == 2


def test_what_was_noted_at_the_submission_is_kept_with_its_end():
    played = export(LOST, *[listed(item())] * 5, AT_REST, reply(200, log_of("completed with 1 error(s)")))
    assert played.outcome.end is End.ERRORS
    assert played.codes == ["DP407", "DP408"]


@pytest.mark.parametrize("answers", [(reply(400), listed(OLD)), (UNSENT,)])
def test_what_was_not_created_is_not_followed(answers):
    assert export(*answers).outcome.end is End.REJECTED


def test_a_job_that_cannot_be_followed_was_started_all_the_same():
    bare = reply(201, item(links=None, state=None))
    played = export(bare, reply(404))
    assert played.error is None
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.job.key == KEY
    assert played.codes == ["DP403", "DP407"]


# --- log and files ----------------------------------------------------------------------------------------------------


def test_the_files_of_a_job_are_listed():
    assert play(ords_follow.files(*KEY), RUNS).outcome == (LOG, DUMP)
    assert play(ords_follow.files(*KEY), reply(200, item(links=None))).outcome == ()


def test_the_log_is_the_file_with_its_suffix():
    assert ords_follow.log_name((DUMP, LOG)) == LOG
    assert ords_follow.log_name(("a.dmp", "B.Log", "c.log")) == "B.Log"
    assert ords_follow.log_name(("a.dmp", "log")) is None


def test_the_log_is_brought_and_cleaned():
    played = play(ords_follow.log_text(*KEY), RUNS, reply(200, b"one\r\n\x1b[2Jtwo\n"))
    assert played.outcome == "one\ntwo\n"
    assert played.sent == ["GET JOB/", f"GET JOB/{LOG}"]


def test_a_log_that_cannot_be_had_is_told():
    none = play(ords_follow.log_text(*KEY), reply(200, item(links=None)))
    assert none.error.diagnostics[0].message == f"ORDS links to no log of job {OURS}"
    gone = play(ords_follow.log_text(*KEY), RUNS, reply(404))
    assert (gone.error.diagnostics[0].code, gone.error.diagnostics[0].message) == (
        "DP403",
        f"ORDS answered the request for {LOG} with 404",
    )


@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        (reply(404), "DP403", f"there is no job {OURS}"),
        (reply(403), "DP402", f"ORDS answered the request for job {OURS} with 403"),
        (UNSENT, "DP401", f"no answer to the request for job {OURS}: connection refused"),
        (reply(200, b"{"), "DP406", f"no answer to the request for job {OURS}: the job item cannot be understood"),
    ],
)
def test_a_job_that_cannot_be_had_is_told(answer, code, message):
    played = play(ords_follow.one(*KEY), answer)
    assert [(d.code, d.message) for d in played.error.diagnostics] == [(code, message)]
    assert played.error.taken is False


# --- fetching ---------------------------------------------------------------------------------------------------------

HELD = reply(200, item(state="NOT RUNNING"))


def fetch(*replies, file=DUMP, start=0):
    return play(ords_follow.fetch(*KEY, file, start), *replies)


def came(status, received, **headers):
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, b"", received)


def test_a_file_is_brought_into_the_open_file():
    played = fetch(HELD, came(200, 4711))
    assert played.outcome == 4711
    path = f"database/datapump/jobs/{KEY[0]},{KEY[1]}/{DUMP}"
    assert played.steps[1] == Request("GET", path, to_file=True)


def test_a_file_that_is_here_in_part_is_asked_for_from_there():
    played = fetch(HELD, came(206, 4711), start=1000)
    assert played.outcome == 4711
    assert played.steps[1].start == 1000


def test_a_file_that_breaks_off_is_taken_up_where_it_ended():
    broken = Lost("reset", sent=True, received=2000)
    played = fetch(HELD, came(503, 0), broken, came(206, 4711))
    assert played.outcome == 4711
    assert [step.start for step in played.steps[1:]] == [0, 0, 2000]
    assert played.seconds == 1.5


def test_a_token_that_cannot_be_had_drops_nothing():
    played = fetch(HELD, Lost("reset", sent=True, received=2000), UNSENT, came(206, 4711))
    assert [step.start for step in played.steps[1:]] == [0, 2000, 2000]


def test_a_file_that_breaks_off_five_times_is_given_up():
    played = fetch(HELD, *[Lost("reset", sent=True, received=9)] * 5)
    assert played.error.diagnostics[0].message == f"no answer to the request for {DUMP}: reset"
    assert fetch(HELD, *[came(503, 0)] * 5).error.diagnostics[0].code == "DP405"


@pytest.mark.parametrize(
    ("status", "code"), [(401, "DP402"), (403, "DP402"), (404, "DP403"), (500, "DP404"), (302, "DP410")]
)
def test_a_file_that_is_refused_is_told(status, code):
    played = fetch(HELD, came(status, 0))
    assert [d.code for d in played.error.diagnostics] == [code]


def test_a_server_that_is_not_trusted_is_not_asked_again():
    played = fetch(HELD, Lost("certificate", sent=False, code="DP410", help="x"))
    assert [d.code for d in played.error.diagnostics] == ["DP410"]


def test_a_whole_file_that_is_here_already_is_whole():
    assert fetch(HELD, came(416, 1000, content_range="bytes */1000"), start=1000).outcome == 1000


@pytest.mark.parametrize("told", ["bytes */900", "bytes */1100", "bytes */0"])
def test_a_part_that_is_not_of_this_file_is_not_taken_for_it(told):
    played = fetch(HELD, came(416, 1000, content_range=told), start=1000)
    assert [d.code for d in played.error.diagnostics] == ["DP414"]
    size = told.removeprefix("bytes */")
    assert played.error.diagnostics[0].message == f"{DUMP} has {size} bytes, and 1000 are here"
    assert played.error.diagnostics[0].help == "remove the .part file, and fetch it again"


@pytest.mark.parametrize("state", ["EXECUTING", "COMPLETING", "STOPPING"])
def test_a_dump_that_the_job_still_writes_is_not_fetched(state):
    played = fetch(reply(200, item(state=state)))
    assert [(d.code, d.message) for d in played.error.diagnostics] == [("DP414", f"job {OURS} still writes {DUMP}")]
    # Its log grows as well, and is wanted all the same.
    assert fetch(reply(200, item(state=state)), came(200, 7), file=LOG).outcome == 7


def test_a_file_that_the_job_does_not_link_to_is_not_asked_for():
    played = fetch(HELD, file="../x.dmp")
    assert played.error.diagnostics[0].message == f"job {OURS} has no file ../x.dmp"
    assert played.error.diagnostics[0].help == f"it has {LOG}, {DUMP}"
    none = fetch(reply(200, item(links=None)))
    assert none.error.diagnostics[0].help == "it has none"


# --- the dry run ------------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_every_request():
    root = "https://h/ords/_/db-api/stable/"
    shown = ords_backend.dry_run(PLAN, root)
    jobs = f"{root}database/datapump/jobs/"
    assert shown[0] == f"GET {jobs}"
    assert shown[1].startswith(f"POST {root}database/datapump/export\n{{")
    assert shown[2:] == (f"GET {jobs}OWNER,NAME/", f"GET {jobs}OWNER,NAME/LOG")
    assert ords_backend.dry_run(PLAN, root, wait=False) == shown[:2]


def test_one_job_is_none_only_where_there_is_none():
    assert play(ords_backend._one(*KEY), RUNS).outcome == LINKED
    assert play(ords_backend._one(*KEY), reply(404)).outcome is None
    assert play(ords_backend._one(*KEY), reply(403)).error is not None
    assert ITEM["state"] == "EXECUTING"


def test_a_time_below_nothing_is_refused_before_anything_is_sent():
    with pytest.raises(ValueError, match="a timeout is a number of seconds from 0 on, not -1"):
        next(ords_backend.export(PLAN, None, wait=True, timeout=-1))
