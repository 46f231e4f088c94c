"""Which way a submission goes, and why: never elsewhere once it is unsure whether a job was created."""

from __future__ import annotations

import asyncio

import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

import dpspec
from dpspec import JobError, SpecError
from dpspec.diagnostics import Diagnostic
from dpspec.jobs import End, Job, LogFile, Outcome
from dpspec.submit import plans, route
from dpspec.submit.steps import Noted
from tests.transcripts import plan

PLAN = plan()
#: What only one of the ways can say.
DIRECT_ONLY = plan(job_name="NIGHTLY")
NEITHER = plan(job_name="NIGHTLY", enable_secure_roles=True)
NO_ORDS = Diagnostic("DP402", "ORDS answered the job list with 401")
NO_DATABASE = Diagnostic("DP401", "who is connected: DPY-6005")
SAFE = Outcome(End.REJECTED, diagnostics=(NO_ORDS,), via="ords", safe_elsewhere=True)
UNSAFE = Outcome(End.REJECTED, diagnostics=(NO_ORDS,), via="ords")
RUNS = Outcome(End.RUNNING, Job("SCOTT", "X"), via="ords")
PHRASE = "a phrase"
ORDS, DIRECT = "submitting through ORDS", "submitting directly"


@define
class Way:
    """A backend that gives what it is told to, or raises it."""

    gives: Outcome | JobError
    given: list[tuple[object, dict[str, object]]] = field(factory=list)
    closed: int = 0

    def submit(self, plan_, **options):
        self.given.append((plan_, options))
        if isinstance(self.gives, JobError):
            raise self.gives
        return self.gives

    def close(self):
        self.closed += 1


@define
class AsyncWay(Way):
    async def close(self):
        Way.close(self)

    async def submit(self, plan_, **options):
        return Way.submit(self, plan_, **options)


@define
class Routed:
    outcome: Outcome | None
    error: JobError | None
    notes: list[str]
    ords: Way | None
    direct: Way | None

    @property
    def went(self):
        return [name for name in ("ords", "direct") if getattr(self, name) is not None and getattr(self, name).given]


def go(ords=None, direct=None, via="auto", of=PLAN, awaited=False, **options):
    events = []
    make = AsyncWay if awaited else Way
    ways = {"ords": ords and make(ords), "direct": direct and make(direct)}
    makers = {name: (lambda way=way: way) if way else None for name, way in ways.items()}
    outcome = error = None
    try:
        if awaited:
            outcome = asyncio.run(route.submit_async(of, **makers, via=via, on_event=events.append, **options))
        else:
            outcome = route.submit(of, **makers, via=via, on_event=events.append, **options)
    except JobError as raised:
        error = raised
    assert all(isinstance(event, Noted) for event in events)
    return Routed(outcome, error, [event.message for event in events], ways["ords"], ways["direct"])


both = pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])


def done(end=End.SUCCEEDED, via="direct"):
    return Outcome(end, Job("SCOTT", "X"), via=via)


# --- the order --------------------------------------------------------------------------------------------------------


@both
def test_ords_comes_first_if_it_can_say_the_plan(awaited):
    routed = go(RUNS, done(), awaited=awaited)
    assert routed.outcome is not None
    assert routed.outcome == RUNS
    assert routed.went == ["ords"]
    assert routed.notes == [ORDS]


@both
def test_what_ords_cannot_say_goes_directly_and_why_is_told(awaited):
    routed = go(RUNS, done(), of=DIRECT_ONLY, awaited=awaited)
    assert routed.outcome == done()
    assert routed.went == ["direct"]
    refused = plans.refusals(DIRECT_ONLY, "ords")[-1].message
    assert routed.notes == [f"{DIRECT}, not through ORDS: {refused}"]


@both
def test_without_a_way_to_ords_it_goes_directly(awaited):
    routed = go(None, done(), awaited=awaited)
    assert routed.outcome == done()
    assert routed.notes == [f"{DIRECT}, not through ORDS: no way to ORDS is configured"]


@both
def test_what_ords_has_surely_not_taken_goes_directly(awaited):
    for refusal in (SAFE, JobError(NO_ORDS, taken=False)):
        routed = go(refusal, done(), awaited=awaited)
        assert routed.outcome == done()
        assert routed.outcome.diagnostics == ()
        assert routed.went == ["ords", "direct"]
        assert routed.notes == [ORDS, f"{DIRECT}, not through ORDS: ORDS answered the job list with 401"]


@pytest.mark.parametrize(("via", "went"), [("ords", ["ords"]), ("direct", ["direct"])])
@both
def test_a_way_that_is_named_is_the_only_one(via, went, awaited):
    routed = go(SAFE, SAFE, via=via, awaited=awaited)
    assert routed.went == went
    assert routed.outcome.end is End.REJECTED


# --- never elsewhere --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", list(End))
@both
def test_after_any_outcome_that_is_not_surely_nothing_no_other_way_is_tried(end, awaited):
    outcome = Outcome(end, diagnostics=(NO_ORDS,), via="ords")
    routed = go(outcome, done(), awaited=awaited)
    assert routed.outcome == outcome
    assert routed.went == ["ords"]


@both
def test_after_an_error_that_may_have_acted_no_other_way_is_tried(awaited):
    routed = go(JobError(NO_ORDS), done(), awaited=awaited)
    assert routed.error is not None
    assert routed.error.taken
    assert routed.went == ["ords"]


kinds = st.builds(
    lambda end, safe: Outcome(end, diagnostics=(NO_ORDS,), via="ords", safe_elsewhere=safe and end is End.REJECTED),
    st.sampled_from(list(End)),
    st.booleans(),
) | st.builds(lambda taken: JobError(NO_ORDS, taken=taken), st.booleans())


@settings(deadline=None)
@given(kinds, kinds, st.sampled_from(["auto", "ords", "direct"]), st.booleans(), st.booleans())
def test_each_way_is_tried_at_most_once_and_the_second_only_where_the_first_did_surely_nothing(
    ords, direct, via, has_ords, has_direct
):
    routed = go(ords if has_ords else None, direct if has_direct else None, via)
    for way in (routed.ords, routed.direct):
        assert way is None or len(way.given) <= 1
    if routed.went == ["ords", "direct"]:
        assert via == "auto"
        assert not ords.taken if isinstance(ords, JobError) else ords.safe_elsewhere
    if not routed.went:
        assert routed.outcome.end is End.REJECTED
        assert routed.outcome.safe_elsewhere
    assert len(routed.notes) == len(routed.went)


# --- none can ---------------------------------------------------------------------------------------------------------


@both
def test_without_any_way_it_is_told_what_to_configure(awaited):
    routed = go(awaited=awaited)
    assert routed.outcome.end is End.REJECTED
    assert [(d.code, d.message, d.help) for d in routed.outcome.diagnostics] == [
        ("DP411", "no way to ORDS is configured", "give the connection the url of ORDS"),
        ("DP411", "no way to the database is configured", "give the connection a dsn"),
    ]
    only = go(done(), via="direct", awaited=awaited)
    assert [d.message for d in only.outcome.diagnostics] == ["no way to the database is configured"]
    assert only.went == []


@both
def test_what_no_way_can_say_is_refused_with_why(awaited):
    routed = go(done(), done(), of=NEITHER, awaited=awaited)
    assert routed.went == []
    assert routed.outcome.end is End.REJECTED
    assert routed.outcome.diagnostics == route.refusals(NEITHER, "auto")
    only = go(done(), done(), via="ords", of=DIRECT_ONLY, awaited=awaited)
    assert only.went == []
    assert only.outcome.diagnostics == plans.refusals(DIRECT_ONLY, "ords")


def test_refusals_of_either_way():
    assert route.refusals(PLAN, "auto") == route.refusals(PLAN, "ords") == route.refusals(PLAN, "direct") == ()
    assert route.refusals(DIRECT_ONLY, "auto") == route.refusals(DIRECT_ONLY, "direct") == ()
    assert {d.code for d in route.refusals(DIRECT_ONLY, "ords")} == {"DP301"}
    assert len(route.refusals(NEITHER, "auto")) > len(route.refusals(NEITHER, "direct")) > 0
    assert route.VIAS == ("auto", "ords", "direct")


@both
def test_where_both_have_refused_both_are_told(awaited):
    last = Outcome(End.REJECTED, diagnostics=(NO_DATABASE,), via="direct", safe_elsewhere=True)
    routed = go(SAFE, last, awaited=awaited)
    assert routed.outcome.end is End.REJECTED
    assert routed.outcome.diagnostics == (NO_ORDS, NO_DATABASE)
    assert routed.outcome.via == "direct"


@both
def test_what_ords_refused_is_told_where_there_is_no_other_way(awaited):
    routed = go(SAFE, None, awaited=awaited)
    assert routed.outcome.end is End.REJECTED
    assert routed.outcome.diagnostics == (NO_ORDS,)
    assert routed.notes == [ORDS]


@both
def test_an_error_of_the_last_way_is_raised_with_what_the_other_said(awaited):
    error = JobError(NO_DATABASE, taken=False)
    raised = go(SAFE, error, awaited=awaited).error
    assert raised.diagnostics == (NO_ORDS, NO_DATABASE)
    assert raised.taken is False
    assert raised.__cause__ is error
    only = go(error, via="ords", awaited=awaited).error
    assert (only.diagnostics, only.taken) == ((NO_DATABASE,), False)
    acted = go(SAFE, JobError(NO_DATABASE), awaited=awaited).error
    assert acted.taken


@both
def test_a_backend_that_cannot_be_made_is_a_way_that_was_not_taken(awaited):
    def none():
        raise JobError(Diagnostic("DP413", "httpx2 is not installed"), taken=False)

    way = (AsyncWay if awaited else Way)(done())
    if awaited:
        outcome = asyncio.run(route.submit_async(PLAN, ords=none, direct=lambda: way))
    else:
        outcome = route.submit(PLAN, ords=none, direct=lambda: way)
    assert outcome == done()


def test_a_backend_is_made_only_when_it_is_its_turn():
    made = []
    way = Way(RUNS)

    def ords():
        made.append("ords")
        return way

    def direct():
        made.append("direct")
        return way

    assert route.submit(PLAN, ords=ords, direct=direct) == RUNS
    assert made == ["ords"]


# --- what is handed on ------------------------------------------------------------------------------------------------


@both
def test_only_the_direct_way_is_given_the_password_of_the_dump_files(awaited):
    routed = go(SAFE, done(), awaited=awaited, wait=False, timeout=7.0, password=PHRASE)
    assert routed.ords.given == [(PLAN, {"wait": False, "timeout": 7.0})]
    assert routed.direct.given == [(PLAN, {"wait": False, "timeout": 7.0, "password": PHRASE})]


@both
def test_a_spec_is_checked_before_any_way_is_asked(awaited):
    spec = dpspec.ExportSpec(job_mode="TABLE", name_expressions=["='EMP'"])
    assert go(RUNS, of=spec, awaited=awaited).ords.given[0][0] == PLAN
    with pytest.raises(SpecError) as raised:
        go(RUNS, of=dpspec.ExportSpec(job_mode="NONE"), awaited=awaited)
    assert [d.code for d in raised.value.diagnostics] == ["DP105"]


def test_a_plan_that_a_way_cannot_say_is_no_plan_for_it():
    assert plans.sayable(PLAN, "ords") is PLAN
    with pytest.raises(SpecError) as raised:
        plans.sayable(DIRECT_ONLY, "ords")
    assert raised.value.diagnostics == plans.refusals(DIRECT_ONLY, "ords")


def test_nobody_needs_to_be_told():
    assert route.submit(PLAN, ords=lambda: Way(RUNS)) == RUNS


def test_a_job_is_followed_by_its_name():
    @define
    class Follows:
        def follow(self, *key, timeout, log):
            return key, timeout, log

    @define
    class Awaits:
        async def follow(self, *key, timeout, log):
            return key, timeout, log

    job, log = Job("SCOTT", "X"), LogFile("D", "x.log")
    assert route.follow(job, Follows(), timeout=3.0, log=log) == (("SCOTT", "X"), 3.0, log)
    assert asyncio.run(route.follow_async(job, Awaits(), timeout=3.0, log=log)) == (("SCOTT", "X"), 3.0, log)


@pytest.mark.parametrize("made", [True, False])
def test_a_backend_that_was_made_for_it_is_closed_and_one_that_was_given_is_left_open(made):
    way = Way(Outcome(End.SUCCEEDED, via="ords"))
    route.submit(PLAN, ords=(lambda: way) if made else way, via="ords")
    assert way.closed == made
