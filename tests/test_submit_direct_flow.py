"""Submitting and following directly, as transcripts: one block, whose job is found by its name whatever is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import job_blocks
from dpspec.emit.bound import Names
from dpspec.jobs import End, Job, JobStatus, LogFile
from dpspec.statements import Kind
from dpspec.submit import direct_backend, direct_follow, direct_requests, direct_submit, ending
from dpspec.submit.partfile import PartFile
from dpspec.submit.steps import Answer, Connect, Failure, Logged, Moved, Noted, Retrying, Run, Started, Write
from tests.transcripts import (
    CONNECTED,
    DIRECT,
    DONE,
    GONE,
    ME,
    NAME,
    NOT_CONNECTED,
    PLACE,
    alive,
    file,
    kind_of,
    log_of,
    outs,
    plan,
    play,
    rows,
    status,
)

PLAN = plan()
NAMES = Names(NAME, NAME)
JOB = Job(*DIRECT, "EXPORT", "TABLE", "EXECUTING")
SEEN = Job(*DIRECT, "EXPORT", "TABLE", "EXECUTING", 1, 0, 2)
#: A plan whose names are all its author's, so that an earlier job may have left a log of this name.
NIGHTLY = plan(job_name="NIGHTLY", logfile="nightly.log", keep_master=0)
NIGHT = ("SCOTT", "NIGHTLY")
NO_FILE = outs(code=-22288, details="ORA-22288: file or LOB operation FILEOPEN failed\nNo such file or directory")
NOT_READ = outs(code=-22286, details="ORA-22286: insufficient privileges on file or directory")
DENIED = Failure("ORA-00942", "ORA-00942: table or view does not exist")
STARTED = outs(handle=7, started=1)
REFUSED = outs(handle=7, started=0, code=-39001, details="ORA-39001: invalid argument value\nORA-39087: directory")
UNOPENED = outs(handle=None, started=0, code=-31634, details="ORA-31634: job already exists")
BROKEN = Failure("ORA-06550", "ORA-06550: line 1, column 1")


def submit(*replies, of=PLAN, names=NAMES):
    played = play(direct_submit.submit(of, names, "phrase"), ME, rows(), *replies)
    assert played.posts == 1
    played.outcome, handle = played.outcome
    # Only an answer of the block itself brings a handle.
    assert handle is None
    return played


# --- the block is answered --------------------------------------------------------------------------------------------


def test_a_job_that_is_started_runs_with_its_handle():
    played = play(direct_submit.submit(PLAN, NAMES), ME, rows(), STARTED)
    outcome, handle = played.outcome
    assert handle == 7
    assert (outcome.end, outcome.job, outcome.log, outcome.via) == (End.RUNNING, JOB, PLACE, "direct")
    assert outcome.diagnostics == ()
    assert played.sent == ["WHOAMI", "ALL_JOBS", "START"]
    assert played.events == [Started(JOB, "direct", f"DATA_PUMP_DIR/{NAME}.LOG")]
    assert played.seconds == 0


def test_a_number_may_come_as_a_decimal():
    played = play(direct_submit.submit(PLAN, NAMES), ME, rows(), outs(handle=Decimal(7), started=Decimal(1)))
    assert played.outcome[1] == 7


def test_a_job_without_a_log_is_started_without_one():
    played = play(direct_submit.submit(plan(nologfile=True), NAMES), ME, rows(), STARTED)
    assert played.outcome[0].log is None
    assert played.events[0].log == ""


def test_a_log_of_the_same_name_is_looked_at_only_where_the_job_has_its_name_from_the_spec():
    played = play(direct_submit.submit(NIGHTLY, Names("NIGHTLY", NAME)), ME, rows(), NO_FILE, STARTED)
    assert played.sent == ["WHOAMI", "ALL_JOBS", "READ_FILE", "START"]
    assert played.outcome[0].log == LogFile("DATA_PUMP_DIR", "nightly.log")


def test_a_name_that_is_taken_is_told_before_anything_is_started():
    played = play(direct_submit.submit(PLAN, NAMES), ME, rows("NOT RUNNING"))
    outcome, handle = played.outcome
    assert played.posts == 0
    assert handle is None
    assert outcome.end is End.REJECTED
    assert not outcome.safe_elsewhere
    assert [d.message for d in outcome.diagnostics] == [f"a job SCOTT.{NAME} is there already (NOT RUNNING)"]


def test_a_job_of_this_name_of_another_user_does_not_matter():
    played = play(direct_submit.submit(PLAN, NAMES), ME, rows("EXECUTING", owner="HR"), STARTED)
    assert played.outcome[0].end is End.RUNNING


def test_a_user_who_may_not_see_all_jobs_sees_its_own():
    played = play(direct_submit.submit(PLAN, NAMES), ME, DENIED, rows(), STARTED)
    assert played.sent == ["WHOAMI", "ALL_JOBS", "OWN_JOBS", "START"]


@pytest.mark.parametrize("failure", [NOT_CONNECTED, BROKEN, Failure("ORA-01017", "invalid credential", sent=False)])
def test_a_database_that_cannot_be_asked_gets_no_block(failure):
    for replies in ([failure], [ME, failure]):
        played = play(direct_submit.submit(PLAN, NAMES), *replies)
        assert played.posts == 0
        assert played.outcome[0].end is End.REJECTED
        assert played.outcome[0].safe_elsewhere


def test_a_block_that_was_surely_not_sent_may_go_elsewhere():
    played = submit(NOT_CONNECTED)
    assert played.outcome.end is End.REJECTED
    assert played.outcome.safe_elsewhere
    assert played.messages == ["the block that starts the job: DPY-6005: cannot connect to database"]


def test_a_job_that_could_not_be_opened_is_a_rejection_and_a_job_of_its_name_somebody_elses():
    played = submit(UNOPENED)
    assert played.outcome.end is End.REJECTED
    assert not played.outcome.safe_elsewhere
    assert played.messages == ["the block that starts the job: ORA-31634: job already exists"]
    assert played.sent == ["WHOAMI", "ALL_JOBS", "START"]
    assert played.outcome.diagnostics[0].help.startswith("a job or a table of this name is there")


# --- the block has failed, or answered an error ----------------------------------------------------------------------


@pytest.mark.parametrize("first", [REFUSED, BROKEN])
def test_a_block_that_left_nothing_behind_is_a_rejection(first):
    played = submit(first, rows())
    assert played.outcome.end is End.REJECTED
    assert not played.outcome.safe_elsewhere
    assert played.codes == ["DP404"]
    assert played.seconds == 0


def test_what_the_server_says_of_a_refusal_is_told_with_every_code():
    played = submit(REFUSED, rows())
    assert played.messages == ["the block that starts the job: ORA-39001: invalid argument value ORA-39087: directory"]
    assert played.outcome.diagnostics[0].help.startswith("no such directory object")


@pytest.mark.parametrize("first", [REFUSED, BROKEN])
@pytest.mark.parametrize("state", ["DEFINING", ""])
def test_a_job_that_is_left_in_defining_is_removed(first, state):
    played = submit(first, *[rows(state)] * 4, outs(), rows())
    assert played.outcome.end is End.REJECTED
    assert played.sent[3:] == ["ALL_JOBS"] * 4 + ["STOP", "ALL_JOBS"]
    binds = {bind.name: bind.value for bind in played.steps[7].statement.binds if not bind.out}
    assert binds == {"job_name": NAME, "job_owner": "SCOTT", "at_once": 1, "keep_master": 0, "delay": 0}
    assert played.seconds == 3.5


def test_a_job_that_goes_away_by_itself_is_not_stopped():
    played = submit(REFUSED, rows("DEFINING"), rows())
    assert played.outcome.end is End.REJECTED
    assert "STOP" not in played.sent


@pytest.mark.parametrize(
    "rest",
    [
        [outs(), rows("DEFINING")],
        [outs(code=-31626), rows("DEFINING")],
        [GONE, CONNECTED, rows("DEFINING")],
        [outs(), NOT_CONNECTED],
        [GONE, NOT_CONNECTED, NOT_CONNECTED],
    ],
)
def test_a_job_that_cannot_be_removed_is_an_unknown_outcome(rest):
    played = submit(REFUSED, *[rows("DEFINING")] * 4, *rest)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == (JOB,)
    assert not played.outcome.safe_elsewhere
    assert played.codes == ["DP404", "DP407"]


def test_a_job_that_is_removed_though_the_answer_is_lost_is_a_rejection():
    played = submit(REFUSED, *[rows("DEFINING")] * 4, GONE, CONNECTED, rows())
    assert played.outcome.end is End.REJECTED


@pytest.mark.parametrize("first", [REFUSED, BROKEN])
def test_a_job_that_runs_although_its_block_has_failed_is_taken_up(first):
    played = submit(first, rows("EXECUTING"))
    assert played.outcome.end is End.RUNNING
    assert played.outcome.job == SEEN
    assert played.of(Started)[0].job == SEEN
    assert played.of(Noted)[0].message.endswith(f"; job SCOTT.{NAME} was started all the same")


def test_a_job_list_that_cannot_be_had_after_a_failure_is_an_unknown_outcome():
    played = submit(REFUSED, NOT_CONNECTED)
    assert played.outcome.end is End.UNKNOWN
    assert played.codes == ["DP404", "DP401", "DP407"]


# --- the connection is lost before the block answers -----------------------------------------------------------------


def look(state=None, session=0):
    """One look: a new connection, whether the session lives, the job."""
    return [CONNECTED, DENIED if session is None else alive(session), rows() if state is None else rows(state)]


def flat(*lists):
    return [step for list_ in lists for step in list_]


@pytest.mark.parametrize("session", [0, 1, None])
@pytest.mark.parametrize("state", ["EXECUTING", "COMPLETING", "STOPPING", "NOT RUNNING", "IDLING"])
def test_a_job_that_is_found_is_ours_alone(state, session):
    played = submit(GONE, *look(state, session))
    assert played.outcome.end is End.RUNNING
    assert played.outcome.job.state == state
    assert played.outcome.log == PLACE
    assert played.seconds == 0.5
    assert played.of(Noted)[0].message.endswith(f"; looking for job SCOTT.{NAME}")


def test_a_job_that_comes_late_is_found_while_its_session_lives():
    played = submit(GONE, *flat(look(None, 1), look("DEFINING", 1), look(None, 1), look("EXECUTING", 1)))
    assert played.outcome.end is End.RUNNING


def test_the_session_is_looked_at_before_the_job():
    played = submit(GONE, *look("EXECUTING", 0))
    assert played.sent[3:] == ["Connect", "SESSION", "ALL_JOBS"]
    binds = {bind.name: (bind.value, bind.kind) for bind in played.steps[4].statement.binds}
    assert binds == {
        "instance": (1, Kind.NUMBER),
        "sid": (42, Kind.NUMBER),
        "session_id": (4711, Kind.NUMBER),
    }


def test_no_session_no_job_and_no_log_is_no_job():
    played = submit(GONE, *look(), NO_FILE)
    assert played.outcome.end is End.REJECTED
    assert not played.outcome.safe_elsewhere
    assert played.codes == ["DP401"]


def test_a_session_that_lives_on_may_still_make_the_job():
    played = submit(GONE, *flat(*[look(None, 1)] * 6), NO_FILE)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.candidates == (JOB,)
    assert played.seconds == 25.5


def test_a_session_that_is_not_visible_proves_nothing():
    played = submit(GONE, *flat(*[look(None, None)] * 6), NO_FILE)
    assert played.outcome.end is End.UNKNOWN
    assert played.messages[1] == f"not known whether job SCOTT.{NAME} runs"


def test_a_job_that_has_ended_before_it_was_found_is_known_by_its_log():
    for end, expected in ((DONE, End.SUCCEEDED), ("completed with 2 error(s)", End.ERRORS)):
        played = submit(GONE, *look(), file(log_of(end, key=DIRECT)))
        assert played.outcome.end is expected
        assert played.of(Started)[0].job == JOB


@pytest.mark.parametrize("text", [log_of("", key=DIRECT), b"Starting " + NAME.encode()])
def test_a_log_that_names_the_job_without_its_end_is_an_unknown_outcome(text):
    played = submit(GONE, *look(), file(text))
    assert played.outcome.end is End.UNKNOWN


def test_the_log_of_another_job_is_no_sign_of_this_one():
    played = submit(GONE, *look(), file(log_of(DONE, key=("SCOTT", "OTHER"))))
    assert played.outcome.end is End.REJECTED


@pytest.mark.parametrize("answer", [NOT_READ, NOT_CONNECTED])
def test_a_job_may_have_come_and_gone_where_its_log_cannot_be_read(answer):
    played = submit(GONE, *look(), answer)
    assert played.outcome.end is End.UNKNOWN


def test_a_job_without_a_log_may_have_come_and_gone():
    played = submit(GONE, *look(), of=plan(nologfile=True))
    assert played.outcome.end is End.UNKNOWN


def test_a_job_that_is_left_in_defining_by_a_session_that_is_gone_is_removed():
    played = submit(GONE, *look("DEFINING", 0), outs(), rows())
    assert played.outcome.end is End.REJECTED
    assert played.sent[-2:] == ["STOP", "ALL_JOBS"]


def test_a_job_that_is_still_being_defined_is_left_to_its_session():
    for session in (1, None):
        played = submit(GONE, *flat(*[look("DEFINING", session)] * 6))
        assert played.outcome.end is End.UNKNOWN
        assert "STOP" not in played.sent


def test_a_job_in_defining_that_cannot_be_removed_is_an_unknown_outcome():
    played = submit(GONE, *look("DEFINING", 0), outs(code=-31626), rows("DEFINING"))
    assert played.outcome.end is End.UNKNOWN


def test_a_database_that_does_not_come_back_leaves_the_outcome_unknown():
    played = submit(GONE, *[NOT_CONNECTED] * 6)
    assert played.outcome.end is End.UNKNOWN
    assert played.seconds == 25.5
    # Not even where it comes back without the job list.
    played = submit(GONE, *flat(*[[CONNECTED, alive(0), BROKEN]] * 6))
    assert played.outcome.end is End.UNKNOWN


def test_a_database_that_comes_back_is_asked():
    played = submit(GONE, NOT_CONNECTED, NOT_CONNECTED, *look("EXECUTING", 0))
    assert played.outcome.end is End.RUNNING
    assert played.seconds == 3.5


# --- a log that an earlier job of this name has left ------------------------------------------------------------------

LEFT = file(log_of(DONE, key=NIGHT))
ITS_NAMES = Names("NIGHTLY", NAME)


def nightly(*replies):
    return submit(*replies, of=NIGHTLY, names=ITS_NAMES)


def named(*states):
    return rows(*states, name="NIGHTLY")


def test_the_log_of_an_earlier_job_of_this_name_is_not_taken_for_that_of_this_one():
    played = nightly(LEFT, GONE, *look(), LEFT)
    assert played.outcome.end is End.REJECTED


def test_a_new_log_of_this_name_is():
    new = file(log_of("completed with 1 error(s)", key=NIGHT))
    for before in (LEFT, NO_FILE):
        played = nightly(before, GONE, *look(), new)
        assert played.outcome.end is End.ERRORS


def test_a_log_of_which_it_is_not_known_what_was_there_before_tells_nothing():
    for before in (NOT_READ, BROKEN):
        played = nightly(before, GONE, *look(), LEFT)
        assert played.outcome.end is End.UNKNOWN


@pytest.mark.parametrize("first", [[GONE, CONNECTED, alive(0)], [REFUSED], [BROKEN]])
def test_a_job_that_does_not_run_is_not_judged_by_an_old_log(first):
    for before, *after in ((LEFT, LEFT), (LEFT, NOT_READ), (NOT_READ,), (BROKEN,)):
        played = nightly(before, *first, named("NOT RUNNING"), *after)
        assert played.outcome.end is End.UNKNOWN
        assert played.outcome.candidates[0].key == NIGHT
    new = file(log_of("stopped due to fatal error", key=NIGHT))
    assert nightly(LEFT, *first, named("NOT RUNNING"), new).outcome.end is End.RUNNING
    # One that runs writes a log of its own.
    assert nightly(LEFT, *first, named("EXECUTING")).outcome.end is End.RUNNING


answers = st.one_of(
    st.sampled_from([GONE, NOT_CONNECTED, BROKEN, DENIED, STARTED, REFUSED, UNOPENED, NO_FILE, NOT_READ, CONNECTED]),
    st.sampled_from(["", "DEFINING", "EXECUTING", "NOT RUNNING", "STOPPED"]).map(rows),
    st.sampled_from(
        [rows(), outs(), alive(0), alive(1), ME, status("EXECUTING"), status("COMPLETED"), outs(code=-31626)]
    ),
)


def fitting(step, given_):
    """An answer as the step could have: rows of a list to a list, rows of one number to the session."""
    if isinstance(given_, Failure) or isinstance(step, Connect):
        return given_
    kind = kind_of(step.statement)
    if kind == "WHOAMI":
        return ME
    if kind == "SESSION":
        return alive(1 if given_.rows else 0)
    if kind in ("ALL_JOBS", "OWN_JOBS"):
        return given_ if given_.rows and len(given_.rows[0]) == 8 else rows()
    return given_ if given_.outs else outs()


@settings(deadline=None)
@given(st.lists(answers, max_size=40), st.sampled_from([PLAN, NIGHTLY, plan(nologfile=True)]), st.booleans())
def test_whatever_is_answered_at_most_one_block_is_sent_and_success_is_only_what_a_log_says(replies, of, wait):
    waiting = list(replies)
    names = Names(of.job_name or NAME, NAME)
    flow = direct_backend.export(of, names, None, wait=wait, timeout=60.0)
    played = play(flow, answer=lambda step: fitting(step, waiting.pop(0)) if waiting else NOT_CONNECTED)
    assert played.error is None
    assert played.posts <= 1
    outcome = played.outcome
    assert outcome.end not in (End.SUCCEEDED, End.ABORTED)
    if played.posts == 0:
        assert outcome.end is End.REJECTED
    if outcome.end in (End.RUNNING, End.STOPPED):
        assert outcome.job is not None
    if outcome.end is End.REJECTED:
        assert played.of(Started) == []
    if outcome.safe_elsewhere:
        assert outcome.end is End.REJECTED


# --- following --------------------------------------------------------------------------------------------------------

SUCCESS = file(log_of(DONE, key=DIRECT))
UNENDED = file(log_of("", key=DIRECT))
NO_HANDLE = outs(code=-31623, details="ORA-31623: a job is not attached to this session via the specified handle")


def follow(*replies, handle=7, timeout=None, log=PLACE):
    played = play(direct_follow.follow(JOB, handle, timeout, log), *replies)
    assert played.posts == 0
    return played


def lines(played):
    return [line for event in played.of(Logged) for line in event.lines]


def test_a_job_is_followed_by_its_handle_to_the_last_line_of_its_log():
    running = status("EXECUTING", percent=40, bytes=Decimal(10), total=20, errors=0, lines="one\ntwo\n")
    played = follow(running, status("COMPLETED", percent=100), SUCCESS)
    assert played.outcome.end is End.SUCCEEDED
    assert (played.outcome.via, played.outcome.log) == ("direct", PLACE)
    assert played.sent == ["STATUS", "STATUS", "READ_FILE"]
    assert [event.status for event in played.of(Moved)] == [
        JobStatus("EXECUTING", 40, 10, 20, 0),
        JobStatus("COMPLETED", 100),
    ]
    assert lines(played)[:2] == ["one", "two"]


def test_lines_that_were_shown_are_not_shown_again_at_the_end():
    whole = log_of(DONE, ". . exported EMP", key=DIRECT)
    told = "Export: Release 19.0.0.0.0\n. . exported EMP\n"
    played = follow(status("EXECUTING", lines=told), status("COMPLETED"), file(whole))
    assert lines(played).count(". . exported EMP") == 1
    assert lines(played)[-1].startswith("Job ")


def test_completed_is_no_success_without_the_words_of_the_log():
    for log in (NO_FILE, NOT_READ, UNENDED, file(log_of(DONE, key=("SCOTT", "OTHER")))):
        played = follow(status("COMPLETED", percent=100), *[log] * 5)
        assert played.outcome.end is End.UNKNOWN
        assert not played.outcome.ok
        assert played.codes == ["DP407"]
        assert 3 < played.seconds < 6


def test_why_a_log_cannot_be_read_is_told():
    played = follow(status("COMPLETED"), *[NOT_READ] * 5)
    why = "ORA-22286: insufficient privileges on file or directory"
    assert played.messages == [f"job SCOTT.{NAME} has ended, and its log cannot be read: {why}"]
    assert follow(status("COMPLETED"), *[UNENDED] * 5).messages == [
        f"job SCOTT.{NAME} has ended, and its log does not tell its end"
    ]
    assert follow(status("COMPLETED"), log=None).messages == [
        f"job SCOTT.{NAME} has ended, and it is not known where its log is"
    ]


def test_a_log_that_is_written_to_its_end_a_little_later_is_read_again():
    assert follow(status("COMPLETED"), UNENDED, NO_FILE, UNENDED, SUCCESS).outcome.end is End.SUCCEEDED


def test_a_job_without_a_log_is_judged_by_the_lines_that_were_given():
    last = f'Job "SCOTT"."{NAME}" successfully completed at 12:00\n'
    assert follow(status("EXECUTING"), status("COMPLETED", lines=last), log=None).outcome.end is End.SUCCEEDED
    other = 'Job "SCOTT"."OTHER" successfully completed at 12:00\n'
    assert follow(status("COMPLETED", lines=other), log=None).outcome.end is End.UNKNOWN


def test_errors_that_were_counted_are_no_success_without_a_log():
    played = follow(status("EXECUTING", errors=2), status("COMPLETED", errors=1), log=None)
    assert played.outcome.end is End.ERRORS
    assert played.outcome.error_count == 2


def test_a_job_that_was_stopped_is_no_success_without_a_log():
    played = follow(status("STOPPED"), log=None)
    assert played.outcome.end is End.STOPPED
    assert played.codes == ["DP408"]
    assert follow(status("STOPPED"), *[UNENDED] * 5).outcome.end is End.STOPPED


@pytest.mark.parametrize("state", ["DEFINING", "EXECUTING", "COMPLETING", "STOP PENDING", "STOPPING", "UNDEFINED"])
def test_any_other_state_is_followed_on(state):
    played = follow(status(state), status(state), status("COMPLETED"), SUCCESS)
    assert played.outcome.end is End.SUCCEEDED
    assert played.sent == ["STATUS"] * 3 + ["READ_FILE"]


def test_a_job_that_is_idle_for_long_was_stopped_when_this_session_attached():
    played = follow(status("IDLING"), status("IDLING"), outs(), file(log_of("stopped by user request", key=DIRECT)))
    assert played.outcome.end is End.STOPPED
    assert played.sent == ["STATUS", "STATUS", "DETACH", "READ_FILE"]
    # Once is nothing.
    assert follow(status("IDLING"), status("EXECUTING"), status("COMPLETED"), SUCCESS).outcome.end is End.SUCCEEDED


# --- a handle or a job that is gone ---------------------------------------------------------------------------------


def test_a_handle_that_is_lost_with_its_job_is_the_end():
    for there in (rows(), rows("NOT RUNNING")):
        played = follow(status("EXECUTING"), NO_HANDLE, there, SUCCESS)
        assert played.outcome.end is End.SUCCEEDED


def test_a_handle_that_is_lost_while_the_job_runs_is_made_anew():
    played = follow(NO_HANDLE, rows("EXECUTING"), status("EXECUTING", 8), status("COMPLETED", 8), SUCCESS)
    assert played.outcome.end is End.SUCCEEDED
    handles = [step.statement.binds[0].value for step in played.steps if short_of(step) == "STATUS"]
    assert handles == [7, None, 8]


def test_a_job_that_cannot_be_attached_to_is_out_of_sight():
    denied = outs(code=-31626, details="ORA-31626: job does not exist\nORA-39033: not allowed")
    played = follow(NO_HANDLE, rows("EXECUTING"), denied, rows("EXECUTING"))
    assert played.outcome.end is End.UNKNOWN
    assert played.messages == [
        f"attaching to job SCOTT.{NAME}: ORA-31626: job does not exist ORA-39033: not allowed",
        f"job SCOTT.{NAME} is out of sight",
    ]
    assert follow(NO_HANDLE, NOT_CONNECTED).outcome.end is End.UNKNOWN


def short_of(step):
    return kind_of(step.statement) if isinstance(step, Run) else type(step).__name__


def test_without_a_handle_the_job_is_attached_to_and_asked_for_its_log():
    described = outs(log_file="/u01/dumps/x.log")
    places = Answer(rows=(("DATA_PUMP_DIR", "/u01/other"), ("DUMPS", "/u01/dumps/")))
    played = follow(
        rows("EXECUTING"), described, places, status("EXECUTING"), status("COMPLETED"), SUCCESS, handle=None, log=None
    )
    assert played.outcome.end is End.SUCCEEDED
    assert played.outcome.log == LogFile("DUMPS", "x.log")
    assert played.sent[:4] == ["ALL_JOBS", "DESCRIBE", "DIRECTORIES", "STATUS"]


@pytest.mark.parametrize(
    "described",
    [
        [outs(log_file=None)],
        [outs(log_file="x.log")],
        [outs(code=-31626)],
        [BROKEN],
        [GONE, CONNECTED],
        [outs(log_file="/u02/x.log"), Answer(rows=(("DUMPS", "/u01/dumps"),))],
        [outs(log_file="/u02/x.log"), BROKEN],
    ],
)
def test_a_log_whose_place_is_not_told_leaves_the_job_to_be_followed(described):
    played = follow(rows("EXECUTING"), *described, status("EXECUTING"), status("COMPLETED"), handle=None, log=None)
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.log is None


def test_a_log_on_windows_has_its_place():
    places = Answer(rows=(("DUMPS", "C:\\dumps"),))
    played = follow(
        rows("EXECUTING"),
        outs(log_file="C:\\dumps\\x.log"),
        places,
        status("COMPLETED"),
        SUCCESS,
        handle=None,
        log=None,
    )
    assert played.outcome.log == LogFile("DUMPS", "x.log")


def test_a_log_that_is_named_is_not_asked_for():
    played = follow(rows("EXECUTING"), status("COMPLETED"), SUCCESS, handle=None)
    assert played.sent == ["ALL_JOBS", "STATUS", "READ_FILE"]


def test_a_job_that_is_not_there_is_told_unless_its_log_is_named():
    played = follow(rows(), handle=None, log=None)
    assert [(d.code, d.message, d.help) for d in played.error.diagnostics] == [
        ("DP403", f"there is no job SCOTT.{NAME}", "see `dpspec jobs`")
    ]
    assert follow(rows(), SUCCESS, handle=None).outcome.end is End.SUCCEEDED


def test_a_job_that_has_ended_is_not_attached_to():
    played = follow(rows("NOT RUNNING"), SUCCESS, handle=None)
    assert played.outcome.end is End.SUCCEEDED
    assert "STATUS" not in played.sent


# --- a connection that is lost ----------------------------------------------------------------------------------------


def test_a_connection_that_is_lost_is_made_anew_and_the_job_attached_to():
    played = follow(
        status("EXECUTING"), GONE, CONNECTED, rows("EXECUTING"), status("EXECUTING", 9), status("COMPLETED", 9), SUCCESS
    )
    assert played.outcome.end is End.SUCCEEDED
    handles = [step.statement.binds[0].value for step in played.steps if short_of(step) == "STATUS"]
    assert handles == [7, 7, None, 9]
    assert played.of(Retrying)[0].reason == "the connection was lost: the database or network closed the connection"


def test_a_job_that_ended_meanwhile_is_not_woken_up():
    for there in (rows(), rows("NOT RUNNING")):
        played = follow(GONE, CONNECTED, there, SUCCESS)
        assert played.outcome.end is End.SUCCEEDED
        assert played.sent == ["STATUS", "Connect", "ALL_JOBS", "READ_FILE"]


def test_a_database_that_is_out_of_reach_for_a_while_is_waited_for():
    away = [NOT_CONNECTED, NOT_CONNECTED, NOT_CONNECTED]
    played = follow(*away * 10, status("EXECUTING"), status("COMPLETED"), SUCCESS)
    assert played.outcome.end is End.SUCCEEDED


def test_a_database_that_is_out_of_reach_for_long_is_given_up_on():
    played = play(direct_follow.follow(JOB, 7, None, PLACE), answer=lambda _: NOT_CONNECTED)
    assert played.outcome.end is End.UNKNOWN
    assert played.messages[-1] == f"job SCOTT.{NAME} is out of sight"
    assert played.outcome.log == PLACE
    assert 300 < played.seconds < 330


def test_a_statement_that_the_server_refuses_is_not_tried_again():
    played = follow(BROKEN)
    assert played.outcome.end is End.UNKNOWN
    assert played.codes == ["DP404", "DP407"]


def test_a_log_that_cannot_be_asked_for_any_more_is_out_of_sight():
    played = follow(status("COMPLETED"), NOT_CONNECTED)
    assert played.outcome.end is End.UNKNOWN
    assert played.codes == ["DP401", "DP407"]


def test_a_deadline_leaves_the_job_running_and_lets_go_of_it():
    played = play(
        direct_follow.follow(JOB, 7, 30.0, PLACE),
        answer=lambda step: outs() if short_of(step) == "DETACH" else status("EXECUTING"),
    )
    assert played.outcome.end is End.RUNNING
    assert played.seconds == 30.0
    assert played.codes == ["DP409"]
    assert played.sent[-1] == "DETACH"
    assert {bind.name: bind.value for bind in played.steps[-1].statement.binds if not bind.out} == {"handle": 7}


def test_a_deadline_while_the_database_is_away_is_kept():
    played = play(direct_follow.follow(JOB, 7, 5.0, PLACE), answer=lambda _: NOT_CONNECTED)
    assert played.outcome.end is End.RUNNING
    assert "DETACH" not in played.sent


def test_lines_of_the_server_steer_no_terminal():
    played = follow(status("EXECUTING", lines="\x1b[2Jone\r\n"), status("COMPLETED"), SUCCESS)
    assert lines(played)[0] == "one"


# --- submit and follow ------------------------------------------------------------------------------------------------


def export(*replies, of=PLAN, wait=True, phrase=None, timeout=None):
    flow = direct_backend.export(of, Names(of.job_name or NAME, NAME), phrase, wait=wait, timeout=timeout)
    return play(flow, *replies)


def test_a_submission_is_followed_if_it_is_waited_for():
    played = export(ME, rows(), STARTED, status("COMPLETED"), SUCCESS)
    assert played.outcome.end is End.SUCCEEDED
    assert played.posts == 1


def test_a_submission_that_is_not_waited_for_lets_go_of_its_job():
    played = export(ME, rows(), STARTED, outs(), wait=False)
    assert played.outcome.end is End.RUNNING
    assert played.sent[-1] == "DETACH"


def test_a_submission_that_is_rejected_is_not_followed():
    assert export(ME, rows("EXECUTING")).outcome.end is End.REJECTED


def test_a_job_that_was_found_again_and_has_ended_is_judged_by_its_log():
    played = export(ME, rows(), GONE, *look("NOT RUNNING"), rows("NOT RUNNING"), SUCCESS)
    assert played.outcome.end is End.SUCCEEDED


def test_a_job_that_was_found_again_and_cannot_be_followed_was_started_all_the_same():
    nologfile = plan(nologfile=True)
    played = export(ME, rows(), GONE, *look("EXECUTING"), rows(), of=nologfile)
    assert played.error is None
    assert played.outcome.end is End.UNKNOWN
    assert played.outcome.job.key == DIRECT
    assert played.codes == ["DP403", "DP407"]


def test_no_job_is_started_without_the_password_of_its_dump_files():
    secret = plan(encryption="ALL", encryption_password={"env": "THE_PASSWORD"})
    for phrase in (None, ""):
        played = export(of=secret, phrase=phrase)
        assert [(d.code, d.message) for d in played.error.diagnostics] == [
            ("DP412", "the password of the dump files is missing: without it they would not be encrypted")
        ]
        assert played.error.taken is False
        assert played.steps == []
    assert export(ME, rows(), STARTED, outs(), of=secret, phrase="phrase", wait=False).outcome.end is End.RUNNING


# --- stop and resume --------------------------------------------------------------------------------------------------


def stop(*replies, immediate=False, keep_master=True, delay=60):
    return play(direct_backend._stop(JOB, immediate=immediate, keep_master=keep_master, delay=delay), *replies)


def test_a_job_is_stopped_and_looked_at():
    played = stop(rows("EXECUTING"), outs(), rows("STOPPING"))
    assert played.outcome.state == "STOPPING"
    assert played.sent == ["ALL_JOBS", "STOP", "ALL_JOBS"]
    binds = {bind.name: bind.value for bind in played.steps[1].statement.binds if not bind.out}
    assert binds == {"job_name": NAME, "job_owner": "SCOTT", "at_once": 0, "keep_master": 1, "delay": 60}


def test_a_job_that_is_gone_after_its_stop_is_none():
    assert stop(rows("EXECUTING"), outs(), rows(), immediate=True, keep_master=False).outcome is None


def test_a_stop_is_sent_once_and_never_again():
    played = stop(rows("EXECUTING"), GONE)
    assert played.sent == ["ALL_JOBS", "STOP"]
    assert played.error.diagnostics[0].message.startswith(f"the block that stops job SCOTT.{NAME}: DPY-4011: ")


def test_a_stop_or_resume_that_is_refused_is_told():
    refusal = outs(code=-31626, details="ORA-31626: job does not exist\nORA-39086: cannot retrieve job information")
    message = "ORA-31626: job does not exist ORA-39086: cannot retrieve job information"
    assert stop(rows("EXECUTING"), refusal).error.diagnostics[0].message == (
        f"the block that stops job SCOTT.{NAME}: {message}"
    )
    resumed = play(direct_follow.change(JOB, "resume"), rows("NOT RUNNING"), refusal)
    assert resumed.error.diagnostics[0].message == f"the block that resumes job SCOTT.{NAME}: {message}"
    assert stop(rows("EXECUTING"), outs(code=-31626)).error.diagnostics[0].message.endswith(": ORA-31626")


def test_a_job_that_is_not_there_is_neither_stopped_nor_resumed():
    for flow in (
        direct_backend._stop(JOB, immediate=True, keep_master=True, delay=0),
        direct_follow.change(JOB, "resume"),
    ):
        played = play(flow, rows())
        assert played.error.diagnostics[0].message == f"there is no job SCOTT.{NAME}"
        assert played.sent == ["ALL_JOBS"]


@pytest.mark.parametrize("state", ["NOT RUNNING", "STOPPED", "COMPLETED", ""])
def test_a_job_that_does_not_run_is_not_stopped(state):
    played = stop(rows(state))
    assert played.sent == ["ALL_JOBS"]
    assert [(d.code, d.message) for d in played.error.diagnostics] == [
        ("DP404", f"job SCOTT.{NAME} does not run ({state}): there is nothing to stop")
    ]


def test_a_stopped_job_is_resumed():
    played = play(direct_follow.change(JOB, "resume"), rows("NOT RUNNING"), outs(), rows("EXECUTING"))
    assert played.sent == ["ALL_JOBS", "RESUME", "ALL_JOBS"]
    assert played.outcome.state == "EXECUTING"


# --- log and files ----------------------------------------------------------------------------------------------------


def test_the_log_is_read_whole_and_cleaned():
    first, second = b"one\r\n" * 1000, b"\x1b[2Jtwo\n"
    size = len(first) + len(second)
    played = play(direct_follow.log_text(*DIRECT, PLACE), file(first, size=size), file(second, size=size))
    assert played.outcome == "one\n" * 1000 + "two\n"
    assert [step.statement.binds[2].value for step in played.steps] == [0, len(first)]


def test_of_a_log_that_is_too_long_the_end_counts():
    played = play(
        direct_requests.whole_file("D", "x", 10),
        file(b"a" * 8, size=100),
        file(b"b" * 6, size=100),
        file(b"c" * 4, size=100),
    )
    assert played.outcome == b"b" * 6 + b"c" * 4
    assert [step.statement.binds[2].value for step in played.steps] == [0, 90, 96]


def test_a_log_that_ends_early_is_what_came():
    assert play(direct_requests.whole_file("D", "x"), file(b"ab", size=9), file(b"", size=9)).outcome == b"ab"


def test_a_log_that_cannot_be_read_is_told():
    played = play(direct_follow.log_text(*DIRECT, PLACE), NOT_READ)
    assert [(d.code, d.message, d.help) for d in played.error.diagnostics] == [
        (
            "DP403",
            f"the log {NAME}.LOG in directory DATA_PUMP_DIR cannot be read: "
            "ORA-22286: insufficient privileges on file or directory",
            "the user needs READ on the directory object",
        )
    ]


def test_a_log_whose_place_is_not_known_has_to_be_named():
    played = play(direct_follow.log_text(*DIRECT), rows("NOT RUNNING"))
    assert [(d.code, d.message, d.help) for d in played.error.diagnostics] == [
        (
            "DP415",
            f"it is not known where the log of job SCOTT.{NAME} is",
            "name it: --log DIRECTORY/FILE, as `submit` told it",
        )
    ]
    assert play(direct_follow.log_text(*DIRECT), rows()).error.diagnostics[0].code == "DP403"


def test_the_files_of_a_job_are_its_log_and_those_that_it_names():
    text = f"Dump file set for SCOTT.{NAME} is:\n  /u01/a.dmp\n".encode() + log_of(DONE, key=DIRECT)
    assert play(direct_follow.files(*DIRECT, PLACE), file(text)).outcome == (PLACE.name, "a.dmp")


# --- fetching ---------------------------------------------------------------------------------------------------------


def fetch(*replies, start=0, tail=b""):
    played = play(
        direct_follow.fetch("DUMPS", "x.dmp", start, tail),
        *[step for r in replies for step in (r if isinstance(r, list) else [r])],
    )
    played.events = [step for step in played.steps if isinstance(step, Write)]
    return played


def written(data, **options):
    """A read and the write that follows it, which has no reply."""
    return [file(data, **options), None]


def test_a_file_is_brought_in_pieces():
    pieces = {f"piece{number}": bytes([number]) * 10 for number in range(1, 9)}
    first = outs(file_size=100, **pieces)
    played = fetch([first, None], written(b"z" * 20, size=100))
    assert played.outcome == 100
    assert b"".join(write.data for write in played.events) == b"".join(pieces.values()) + b"z" * 20
    assert {write.total for write in played.events} == {100}
    assert [step.statement.binds[2].value for step in played.steps if isinstance(step, Run)] == [0, 80]


def test_an_empty_file_is_brought():
    played = fetch(file(b""))
    assert played.outcome == 0
    assert played.events == []


def test_a_part_is_taken_up_where_it_ended_if_its_end_agrees():
    played = fetch(written(b"tailREST", size=14), start=10, tail=b"tail")
    assert played.outcome == 14
    assert [write.data for write in played.events] == [b"REST"]
    assert played.steps[0].statement.binds[2].value == 6


def test_a_part_that_is_whole_already_is_only_compared():
    played = fetch(file(b"tail", size=10), start=10, tail=b"tail")
    assert played.outcome == 10
    assert played.events == []


@pytest.mark.parametrize("data", [b"TAILREST", b"", b"tai", b"xtail"])
def test_a_part_whose_end_is_not_that_of_the_file_is_not_taken_up(data):
    played = fetch(file(data, size=14), start=10, tail=b"tail")
    assert [(d.code, d.message, d.help) for d in played.error.diagnostics] == [
        (
            "DP414",
            "what is here of x.dmp is not the beginning of the file in directory DUMPS",
            "remove the .part file, and fetch it again",
        )
    ]
    assert played.events == []


def test_a_file_that_becomes_shorter_meanwhile_is_given_up():
    played = fetch(written(b"abcd", size=10), file(b"", size=3))
    assert played.error.diagnostics[0].message == "x.dmp in directory DUMPS has become shorter meanwhile"


def test_a_file_that_grows_meanwhile_is_brought_whole():
    played = fetch(written(b"abcd", size=8), written(b"efgh", size=10), written(b"ij", size=10))
    assert played.outcome == 10
    assert played.events[-1].total == 10


def test_a_file_that_ends_before_its_size_is_no_file():
    played = fetch(written(b"abcd", size=10), file(b"", size=10))
    assert played.error.diagnostics[0].message == "x.dmp in directory DUMPS ends at byte 4 of 10"


def test_a_connection_that_is_lost_in_a_file_is_made_anew():
    played = fetch(written(b"abcd", size=6), GONE, CONNECTED, written(b"ef", size=6))
    assert played.outcome == 6
    assert [write.data for write in played.events] == [b"abcd", b"ef"]


def test_a_connection_that_is_lost_four_times_is_given_up():
    played = fetch(GONE, CONNECTED, GONE, CONNECTED, GONE, CONNECTED, GONE)
    assert [d.code for d in played.error.diagnostics] == ["DP401"]
    assert played.seconds == 0.5 + 1 + 2
    assert fetch(GONE, NOT_CONNECTED).error is not None


@pytest.mark.parametrize("answer", [NOT_READ, NO_FILE])
def test_a_file_that_cannot_be_read_is_told(answer):
    played = fetch(answer)
    assert played.error.diagnostics[0].code == "DP414"
    assert played.error.diagnostics[0].message.startswith("x.dmp in directory DUMPS cannot be read: ORA-2228")
    nothing = "there is no such file, or the server may not read it: check its name"
    granted = "the user needs READ on the directory object"
    assert played.error.diagnostics[0].help == (nothing if answer is NO_FILE else granted)


def test_of_a_part_the_last_bytes_are_compared():
    assert [direct_follow.overlap(size) for size in (0, 1, 4096, 5000)] == [0, 1, 4096, 4096]


def fetched(tmp_path, *replies, name="x.dmp", directory="DUMPS", there=b""):
    part = PartFile(name, tmp_path / name, JOB)
    part.write(there)
    try:
        return play(direct_backend._fetch(*DIRECT, name, directory, part), *replies)
    finally:
        part.close()


def test_a_dump_that_the_job_may_still_write_is_not_fetched(tmp_path):
    for state in ("EXECUTING", "STOPPING", "IDLING"):
        played = fetched(tmp_path, rows(state))
        assert played.error.diagnostics[0].message == f"job SCOTT.{NAME} may still write x.dmp"
    assert fetched(tmp_path, rows("EXECUTING"), file(b""), name="x.log").outcome == 0
    assert fetched(tmp_path, rows("NOT RUNNING"), file(b"")).outcome == 0
    assert fetched(tmp_path, rows(), file(b"")).outcome == 0


def test_the_end_of_the_part_is_compared(tmp_path):
    played = fetched(tmp_path, rows(), file(b"abcdef"), None, there=b"abcd")
    assert played.outcome == 6
    assert played.steps[-1] == Write(b"ef", 6)


def test_the_directory_is_that_of_the_log_if_none_is_given(tmp_path):
    places = Answer(rows=(("DUMPS", "/u01/dumps"),))
    played = fetched(
        tmp_path, rows("EXECUTING"), outs(log_file="/u01/dumps/x.log"), places, rows(), file(b""), directory=None
    )
    assert played.outcome == 0
    assert played.steps[-1].statement.binds[0].value == "DUMPS"


# --- the parts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number"),
    [(7, 7), (Decimal(7), 7), ("7", 7), (None, None), (b"7", None), ("x", None), (Decimal("NaN"), None), ("", None)],
)
def test_numbers_of_an_answer(value, number):
    assert direct_requests.number(value) == number


def test_a_row_of_the_job_view_is_a_job():
    row = ("SCOTT", "X", "Export", "table", " Not  Running", Decimal(2), None, "3")
    assert direct_requests._job(row) == Job("SCOTT", "X", "EXPORT", "TABLE", "NOT RUNNING", 2, None, 3)
    assert direct_requests._job(("SCOTT", "X", None, None, None, None, None, None)) == Job("SCOTT", "X")


@pytest.mark.parametrize("code", ["ORA-01017", "ORA-28000", "ORA-28001", "ORA-01045", "DPY-4001"])
def test_a_login_that_is_refused_is_told_as_one(code):
    assert direct_requests.failed(Failure(code, "no", sent=False), "who is connected").code == "DP402"


def test_what_a_server_says_is_one_line_without_its_secrets():
    failure = Failure("ORA-00604", "ORA-00604: error\n\x1b[2J IDENTIFIED BY tiger")
    found = direct_requests.failed(failure, "x")
    assert found.message == "x: ORA-00604: error IDENTIFIED BY ***"
    assert len(direct_requests.line("x" * 9999)) <= 1000


@pytest.mark.parametrize("code", ["ORA-00942", "ORA-01031", "ORA-41900"])
def test_jobs_of_the_user_are_listed_where_all_may_not_be(code):
    played = play(direct_requests.jobs(), Failure(code, f"{code}: no"), rows("EXECUTING"))
    assert [job.key for job in played.outcome] == [DIRECT]
    assert play(direct_requests.jobs(), BROKEN).error is not None


def test_a_statement_that_changes_nothing_is_sent_again_only_after_a_loss():
    assert play(direct_requests.whoami(), GONE, CONNECTED, ME).outcome.user == "SCOTT"
    assert play(direct_requests.whoami(), BROKEN).error.taken is False
    assert play(direct_requests.whoami(), NOT_CONNECTED).sent == ["WHOAMI"]
    assert play(direct_requests.whoami(), GONE, NOT_CONNECTED).sent == ["WHOAMI", "Connect"]


def test_jobs_are_shown_in_the_order_of_their_names():
    jobs = [Job("B", "A"), Job("A", "B"), Job("A", "A")]
    assert [job.key for job in direct_follow.sorted_jobs(jobs)] == [("A", "A"), ("A", "B"), ("B", "A")]


def test_a_dry_run_shows_every_statement_and_no_secret():
    secret = plan(encryption="ALL", encryption_password={"env": "THE_PASSWORD"})
    shown = direct_backend.dry_run(secret)
    assert [text.splitlines()[-1] for text in shown[2:]] == ["END;"] * 3
    assert job_blocks.WHOAMI in shown[0]
    assert job_blocks.ALL_JOBS in shown[1]
    assert "DBMS_DATAPUMP.START_JOB" in shown[2]
    assert " = ***\n" in shown[2]
    assert len(direct_backend.dry_run(secret, wait=False)) == 3
    assert len(direct_backend.dry_run(plan(nologfile=True))) == 4


# --- how an end is told -----------------------------------------------------------------------------------------------


def test_an_end_is_told_with_advice_on_its_last_code():
    text = log_of("completed with 1 error(s)", "ORA-31693: x", "ORA-01950: y", key=DIRECT).decode()
    outcome = ending.by_log(JOB, text, "direct", PLACE)
    assert (outcome.end, outcome.error_count, outcome.errors) == (End.ERRORS, 1, ("ORA-31693: x", "ORA-01950: y"))
    assert outcome.diagnostics[0].message == f"job SCOTT.{NAME} completed with errors"
    plain = ending.by_log(JOB, f'Job "SCOTT"."{NAME}" stopped due to fatal error at 12', "direct")
    assert plain.diagnostics[0].message == f"job SCOTT.{NAME} stopped due to a fatal error"
    assert plain.diagnostics[0].help == f'the log says: Job "SCOTT"."{NAME}" stopped due to fatal error at 12'
    assert ending.by_log(JOB, "", "direct") is None
