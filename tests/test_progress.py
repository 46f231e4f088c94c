"""What is shown of a job: lines that have news, JSON that programs can read, a bar on a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec import progress
from dpspec.diagnostics import Diagnostic
from dpspec.jobs import End, Job, JobStatus, Link, LogFile, Outcome
from dpspec.source import Location, Source, Span
from dpspec.submit.steps import Logged, Moved, Noted, Received, Retrying, Started

JOB = Job("SCOTT", "NIGHTLY", "EXPORT", "TABLE", "EXECUTING", 2, 1, 3, (Link("self", "http://h/x"),))
STORY = (
    Noted("submitting through ORDS"),
    Started(JOB, "ords"),
    Moved(JOB, JobStatus("EXECUTING")),
    Moved(JOB, JobStatus("EXECUTING")),
    Logged(('. . exported "SCOTT"."EMP"  [bold]14[/bold] rows :smile:', "ORA-39173")),
    Moved(JOB, JobStatus("EXECUTING")),
    Moved(JOB, JobStatus("EXECUTING", 40, error_count=1)),
    Retrying("the server answers with 503"),
    Retrying("the server answers with 503"),
    Moved(JOB, JobStatus("COMPLETED", 100)),
)
TOLD = """\
dpspec: submitting through ORDS
dpspec: SCOTT.NIGHTLY has started, through ORDS
dpspec: SCOTT.NIGHTLY: EXECUTING
. . exported "SCOTT"."EMP"  [bold]14[/bold] rows :smile:
ORA-39173
dpspec: SCOTT.NIGHTLY: EXECUTING, 40 %, 1 error(s)
dpspec: trying again: the server answers with 503
dpspec: SCOTT.NIGHTLY: COMPLETED, 100 %
"""
#: A program that tells the story.
TELL = (
    "import sys\nfrom tests.test_progress import *\nshow = progress.show(json_lines='--json' in sys.argv)\n"
    "for event in STORY:\n    show(event)\nshow.close()\n"
)


def tell(show, *events):
    for event in events:
        show(event)
    show.close()


def test_lines_say_only_what_is_new(capsys):
    tell(progress.show(), *STORY)
    assert capsys.readouterr() == ("", TOLD)


def test_a_direct_job_is_started_with_its_log(capsys):
    tell(progress.Lines(), Started(Job("SCOTT", "My Job"), "direct", "DUMPS/NIGHTLY.LOG"))
    assert capsys.readouterr().err == 'dpspec: SCOTT."My Job" has started, directly; its log is DUMPS/NIGHTLY.LOG\n'


def test_a_file_is_told_of_by_tenths_or_when_it_has_doubled(capsys):
    tell(progress.Lines(), *(Received("a.dmp", at * 1024, 100 * 1024) for at in range(1, 101)))
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["dpspec: a.dmp: 1.0 KiB of 100.0 KiB", "dpspec: a.dmp: 11.0 KiB of 100.0 KiB"]
    assert lines[-1] == "dpspec: a.dmp: 100.0 KiB of 100.0 KiB"
    assert len(lines) == 11
    tell(progress.Lines(), *(Received("b.dmp", at * 1024 * 1024, None) for at in range(1, 101)))
    assert capsys.readouterr().err.splitlines() == [
        "dpspec: b.dmp: 1.0 MiB",
        "dpspec: b.dmp: 16.0 MiB",
        "dpspec: b.dmp: 32.0 MiB",
        "dpspec: b.dmp: 64.0 MiB",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1024 * 1000, "1.0 MiB"),
        (5 * 1024**3, "5.0 GiB"),
        (3 * 1024**4, "3.0 TiB"),
    ],
)
def test_amounts_are_in_powers_of_1024(number, text):
    assert progress.amount(number) == text


@given(st.integers(0, 2**62))
def test_an_amount_is_short(number):
    whole, _, unit = progress.amount(number).partition(" ")
    assert unit in ("B", "KiB", "MiB", "GiB", "TiB")
    assert unit == "TiB" or len(whole) <= 5


def test_nothing_that_is_told_steers_a_terminal(capsys):
    tell(progress.Lines(), Noted("a\x1b[31mb\nc"), Retrying("\x9b2J"), Received("x\x1b.dmp", 1, 1))
    assert capsys.readouterr().err == (
        "dpspec: a\\u001b[31mb\\nc\ndpspec: trying again: \\u009b2J\ndpspec: x\\u001b.dmp: 1 B of 1 B\n"
    )


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_json_has_an_object_a_line_with_the_words_of_ords(capsys):
    tell(progress.show(json_lines=True), *STORY, Received("a.dmp", 1, None))
    out, err = capsys.readouterr()
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events] == [
        *("noted", "started", "moved", "moved", "logged", "moved", "moved", "retrying", "retrying", "moved", "received")
    ]
    assert events[1] == {
        "event": "started",
        "owner_name": "SCOTT",
        "job_name": "NIGHTLY",
        "operation": "EXPORT",
        "job_mode": "TABLE",
        "state": "EXECUTING",
        "degree": 2,
        "attached_sessions": 1,
        "datapump_sessions": 3,
        "via": "ords",
        "log": "",
    }
    assert events[6] == {
        "event": "moved",
        "owner_name": "SCOTT",
        "job_name": "NIGHTLY",
        "state": "EXECUTING",
        "percent": 40,
        "bytes_processed": None,
        "total_bytes": None,
        "error_count": 1,
    }
    assert events[-1] == {"event": "received", "name": "a.dmp", "received": 1, "total": None}
    assert err == "dpspec: submitting through ORDS\n"


@given(st.lists(st.text(), max_size=3), st.text(), st.none() | st.integers(0))
def test_every_event_is_one_line_of_ascii(lines, text, number):
    events = (Logged(tuple(lines)), Noted(text), Moved(Job(text, text), JobStatus(text, number)), Retrying(text))
    for event in (*events, Started(Job(text, text), text, text), Received(text, 0, number)):
        line = json.dumps(progress.event_fields(event))
        assert line.isascii()
        assert "\n" not in line


def test_an_outcome_for_programs():
    place = Location(Source("x.json", "{}"), Span(1, 2))
    diagnostics = (Diagnostic("DP408", "the job has errors", place, "see the log"),)
    outcome = Outcome(
        End.ERRORS, JOB, 2, ("ORA-31693",), diagnostics, (Job("A", "B"),), "direct", LogFile("D", "x.log")
    )
    fields = progress.outcome_fields(outcome)
    assert json.loads(json.dumps(fields)) == fields
    assert fields["end"] == "completed with errors"
    assert (fields["owner_name"], fields["job_name"], fields["degree"]) == ("SCOTT", "NIGHTLY", 2)
    assert (fields["error_count"], fields["errors"], fields["via"]) == (2, ["ORA-31693"], "direct")
    assert fields["log"] == {"directory": "D", "name": "x.log"}
    assert fields["candidates"][0]["job_name"] == "B"
    assert fields["diagnostics"] == [
        {
            "code": "DP408",
            "severity": "error",
            "message": "the job has errors",
            "help": "see the log",
            "key": None,
            "file": "x.json",
            "line": 1,
            "column": 2,
        }
    ]
    assert progress.outcome_fields(Outcome(End.UNKNOWN))["log"] is None


# --- processes --------------------------------------------------------------------------------------------------------


def program(*arguments, **options):
    return subprocess.run([sys.executable, "-c", TELL, *arguments], check=False, timeout=60, **options)


def test_a_reader_that_has_gone_stops_nothing():
    read, write = os.pipe()
    os.close(read)
    done = program("--json", stdout=write, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"dpspec: submitting through ORDS\n")
    done = program(stdout=subprocess.PIPE, stderr=write)
    assert (done.returncode, done.stdout) == (0, b"")
    os.close(write)


@pytest.mark.skipif(os.name == "nt", reason="streams of POSIX")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_stop_nothing(closed):
    for arguments in ("", "--json"):
        command = f'"$0" -c "$1" {arguments} {closed}'
        assert subprocess.run(["/bin/sh", "-c", command, sys.executable, TELL], check=False).returncode == 0


def on_terminal(**environment):
    """Give what the story is on a terminal of 60 columns."""
    import pty  # not on Windows

    master, slave = pty.openpty()
    names = ("TERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    environ = {name: value for name, value in os.environ.items() if name not in names}
    environ |= {"TERM": "xterm-256color", "COLUMNS": "60", "LINES": "20", **environment}
    with subprocess.Popen([sys.executable, "-c", TELL], stderr=slave, stdout=slave, env=environ) as process:
        os.close(slave)
        seen = b""
        try:
            while data := os.read(master, 4096):
                seen += data
        except OSError:  # the other side is closed
            pass
        assert process.wait(timeout=30) == 0
    os.close(master)
    return seen.decode().replace("\r\n", "\n")


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_on_a_terminal_there_is_a_bar_and_the_log_stands_above_it():
    seen = on_terminal()
    assert "━" in seen
    assert "COMPLETED, 100 %" in seen
    assert '. . exported "SCOTT"."EMP"  [bold]14[/bold] rows :smile:\n' in seen
    assert seen.count("trying again") == 1
    assert seen.index("\x1b[?25l") < seen.index("\x1b[?25h"), "the cursor comes back"
    assert "\x1b[?25l" not in seen[seen.rindex("\x1b[?25h") :]


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_no_color_leaves_the_bar_without_colour():
    colours = "\x1b[3", "\x1b[9"
    assert any(colour in on_terminal() for colour in colours)
    seen = on_terminal(NO_COLOR="1")
    assert "━" in seen
    assert not any(colour in seen for colour in colours)


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_a_dumb_terminal_gets_lines():
    assert on_terminal(TERM="dumb") == TOLD


def test_without_rich_there_are_lines(monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    for name in ("rich", "rich.console", "rich.progress", "rich.text"):
        monkeypatch.setitem(sys.modules, name, None)
    tell(progress.show(), *STORY)
    assert stream.getvalue() == TOLD
    assert capsys.readouterr().out == ""
