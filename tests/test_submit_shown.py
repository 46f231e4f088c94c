"""A run that sends nothing shows every step as it would be sent, and no secret."""

from __future__ import annotations

import json

from dpspec import job_blocks
from dpspec.emit.bound import Names
from dpspec.statements import Bind, Kind, Statement
from dpspec.submit import direct_submit, ords_submit, shown
from dpspec.submit.steps import Connect, Noted, Request, Run, Tell, Wait, Write
from tests.transcripts import NAME, plan

ROOT = "https://h/ords/_/db-api/stable/"
NAMES = Names(NAME, NAME)


def test_a_request_is_shown_with_its_query_and_body():
    assert shown.show(Request("GET", "x/", {"limit": "1", "q": "a b"}), ROOT) == f"GET {ROOT}x/?limit=1&q=a b"
    assert shown.show(Request("GET", "x/")) == "GET x/"
    posted = shown.show(Request("POST", "x", body={"a": [1]}), ROOT)
    assert posted == f'POST {ROOT}x\n{{\n  "a": [\n    1\n  ]\n}}'


def test_a_statement_is_shown_with_what_goes_into_it():
    binds = (Bind("a", "it's"), Bind("b", 7, Kind.NUMBER), Bind("c", out=True), Bind("d", "tiger", secret=True))
    binds += (Bind("e", None),)
    text = shown.show(Run(Statement("BEGIN\n  NULL;\nEND;\n", binds)))
    assert text == '-- :a = "it\'s"\n-- :b = 7\n-- :d = ***\n-- :e = None\nBEGIN\n  NULL;\nEND;'


def test_what_sends_nothing_is_not_shown():
    for step in (Wait(1), Tell(Noted("x")), Connect(), Write(b"x")):
        assert shown.show(step) == ""


def test_a_submission_over_ords_is_shown_up_to_what_creates_the_job():
    steps = shown.until_created(ords_submit.submit(plan()), ROOT)
    assert steps[0] == f"GET {ROOT}database/datapump/jobs/"
    method, _, body = steps[1].partition("\n")
    assert method == f"POST {ROOT}database/datapump/export"
    assert json.loads(body)["name_expressions"] == [{"expression": "='EMP'"}]
    assert len(steps) == 2


def test_a_direct_submission_is_shown_up_to_what_creates_the_job():
    secret = plan(encryption="ALL", encryption_password={"env": "X"})
    steps = shown.until_created(direct_submit.submit(secret, NAMES, "the phrase"))
    assert steps[:2] == (job_blocks.WHOAMI, job_blocks.ALL_JOBS)
    assert steps[2].startswith(f"-- :job_name = '{NAME}'\n-- :operation_1 = 'EXPORT'\n")
    assert len(steps) == 3
    assert not any("the phrase" in step for step in steps)
    assert " = ***\n" in steps[2]


def test_what_is_looked_at_before_is_shown_as_well():
    named = plan(job_name="NIGHTLY", logfile="nightly.log")
    steps = shown.until_created(direct_submit.submit(named, Names("NIGHTLY", NAME)))
    assert [step.splitlines()[0] for step in steps][2] == "-- :directory = 'DATA_PUMP_DIR'"
    assert len(steps) == 4


def test_a_flow_that_creates_nothing_is_shown_to_its_end():
    def flow():
        assert (yield Wait(1)) == 0.0
        yield Request("GET", "x")

    assert shown.until_created(flow()) == ("GET x",)


def test_a_flow_that_is_shown_is_closed():
    closed = []

    def flow():
        try:
            yield Request("POST", "x", creates_job=True)
        finally:
            closed.append(True)

    assert shown.until_created(flow()) == ("POST x",)
    assert closed == [True]
