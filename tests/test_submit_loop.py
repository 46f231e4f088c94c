"""The loops that do what a flow asks for: what creates a job is not left half way, whoever interrupts."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from itertools import islice
from types import SimpleNamespace

import pytest

from dpspec.jobs import Job
from dpspec.statements import Statement
from dpspec.submit import loop, pace
from dpspec.submit.loop import Patience, run, run_async
from dpspec.submit.pace import Deadline
from dpspec.submit.steps import Connect, Noted, Request, Run, Started, Tell, Wait, Write
from tests.transcripts import play

POST = Request("POST", "x", creates_job=True)
START = Run(Statement("BEGIN NULL; END;", starts_job=True))
GET = Request("GET", "x")
JOB = Job("SCOTT", "X")
OPEN_QUESTION = Noted("interrupted before it was known whether a job was created: see `dpspec jobs`")


class Driver:
    """Answers every step with itself, or raises what it is told to."""

    def __init__(self, error=None, at=0) -> None:
        self.steps, self.error, self.at = [], error, at

    def perform(self, step):
        self.steps.append(step)
        if self.error is not None and len(self.steps) > self.at:
            raise self.error
        return step


class AsyncDriver(Driver):
    async def perform(self, step):
        return Driver.perform(self, step)


def flow_of(*steps, closed=None):
    replies = []
    try:
        for step in steps:
            replies += [(yield step)]
    finally:
        if closed is not None:
            closed.append(True)
    return replies


# --- what is done with each step --------------------------------------------------------------------------------------

STEPS = [GET, POST, START, Connect(), Write(b"x"), Tell(Noted("hello"))]


def test_each_step_is_done_and_answered():
    driver, events, slept = Driver(), [], []
    replies = run(flow_of(*STEPS, Wait(2.5)), driver, events.append, slept.append)
    assert replies[:5] == STEPS[:5] == driver.steps
    assert replies[5] is None
    assert events == [Noted("hello")]
    assert slept == [2.5]
    assert 0 <= replies[6] < 5


def test_each_step_is_done_and_answered_awaited():
    driver, events = AsyncDriver(), []
    replies = asyncio.run(run_async(flow_of(*STEPS, Wait(0.001)), driver, events.append))
    assert replies[:5] == STEPS[:5] == driver.steps
    assert replies[5] is None
    assert events == [Noted("hello")]
    assert 0.001 <= replies[6] < 5


def test_nobody_needs_to_listen():
    assert run(flow_of(Tell(Noted("x"))), Driver()) == [None]
    assert asyncio.run(run_async(flow_of(Tell(Noted("x"))), AsyncDriver())) == [None]


def test_a_wait_of_nothing_does_not_sleep_and_one_with_jitter_sleeps_at_most_that_much_longer():
    slept = []
    run(flow_of(Wait(), *[Wait(1.0, jitter=0.5)] * 50), Driver(), sleep=slept.append)
    assert len(slept) == 50
    assert all(1.0 <= pause <= 1.5 for pause in slept)
    assert len(set(slept)) > 10


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_a_flow_is_closed_whatever_happens(error):
    closed = []
    with pytest.raises(type(error)):
        run(flow_of(GET, closed=closed), Driver(error))
    with pytest.raises(type(error)):
        asyncio.run(run_async(flow_of(GET, closed=closed), AsyncDriver(error)))
    assert closed == [True, True]


def test_what_may_create_a_job_is_known_by_its_step():
    assert [loop.creates(step) for step in STEPS] == [False, True, True, False, False, False]
    assert not loop.creates(Run(Statement("x")))
    assert not loop.creates(Wait())


# --- an interrupt -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("creating", [POST, START])
def test_an_interrupt_before_it_is_known_whether_a_job_runs_is_told(creating):
    for steps in ([creating], [creating, GET]):
        events = []
        with pytest.raises(KeyboardInterrupt):
            run(flow_of(*steps), Driver(KeyboardInterrupt(), len(steps) - 1), events.append)
        assert events == [OPEN_QUESTION]


def test_an_interrupt_of_a_wait_before_it_is_known_is_told_as_well():
    def interrupt(_):
        raise KeyboardInterrupt

    events = []
    with pytest.raises(KeyboardInterrupt):
        run(flow_of(POST, Wait(1)), Driver(), events.append, interrupt)
    assert events == [OPEN_QUESTION]


@pytest.mark.parametrize("steps", [[GET], [POST, Tell(Started(JOB, "ords")), GET]])
def test_an_interrupt_without_an_open_question_says_nothing_of_one(steps):
    events = []
    at = sum(not isinstance(step, Tell) for step in steps) - 1
    with pytest.raises(KeyboardInterrupt):
        run(flow_of(*steps), Driver(KeyboardInterrupt(), at), events.append)
    assert OPEN_QUESTION not in events


class Slow:
    """Takes a step only when it is told to."""

    def __init__(self) -> None:
        self.began, self.go_on, self.done = asyncio.Event(), asyncio.Event(), []

    async def perform(self, step):
        self.began.set()
        await self.go_on.wait()
        self.done.append(step)
        return step


def cancelled(step, *, again=False):
    """Cancel a flow in the midst of a step, and then let the step go on."""

    async def go():
        driver, events, closed = Slow(), [], []
        task = asyncio.create_task(run_async(flow_of(step, GET, closed=closed), driver, events.append))
        await driver.began.wait()
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if again:
            task.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        waited = not task.done()
        driver.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        return waited, driver.done, events, closed

    return asyncio.run(go())


@pytest.mark.parametrize("step", [POST, START])
def test_a_cancelled_task_finishes_the_step_that_may_create_a_job_and_no_more(step):
    waited, done, events, closed = cancelled(step)
    assert waited
    assert done == [step]
    assert events == [OPEN_QUESTION]
    assert closed == [True]


def test_a_cancelled_task_leaves_any_other_step():
    waited, done, events, closed = cancelled(GET)
    assert not waited
    assert done == []
    assert events == []
    assert closed == [True]


def test_a_second_cancellation_is_obeyed_at_once():
    waited, _, events, _ = cancelled(POST, again=True)
    assert not waited
    assert events == [OPEN_QUESTION]


def test_a_task_that_is_cancelled_after_the_start_says_nothing_of_an_open_question():
    async def go():
        driver, events = Slow(), []
        task = asyncio.create_task(run_async(flow_of(Tell(Started(JOB, "ords")), GET), driver, events.append))
        await driver.began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return events

    assert asyncio.run(go()) == [Started(JOB, "ords")]


# --- patience ---------------------------------------------------------------------------------------------------------


class Interrupts:
    """Makes the first waits for a call to be interrupted, as by Ctrl-C; after that the call may end."""

    def __init__(self, monkeypatch, times) -> None:
        release, left = threading.Event(), itertools.count()

        class Event(threading.Event):
            def wait(self, timeout=None):
                if next(left) < times:
                    raise KeyboardInterrupt
                release.set()
                return super().wait(timeout)

        monkeypatch.setattr(loop, "threading", SimpleNamespace(Event=Event, Thread=threading.Thread))
        self.release = release

    def call(self):
        self.release.wait(5)
        return "done"


def test_a_call_gives_what_it_gives_and_raises_what_it_raises():
    assert Patience().call(lambda: 7) == 7
    assert Patience().call(lambda: None, finish=True, timeout=5) is None
    with pytest.raises(OSError, match="full"):
        Patience().call(lambda: (_ for _ in ()).throw(OSError("full")))


def test_a_call_is_made_in_another_thread():
    assert Patience().call(threading.current_thread) is not threading.current_thread()


def test_a_call_that_takes_too_long_is_given_up():
    held = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        Patience().call(lambda: held.wait(5), timeout=0.01)
    assert time.monotonic() - began < 4
    held.set()


def test_a_call_is_given_up_on_the_first_interrupt(monkeypatch):
    interrupts, patience = Interrupts(monkeypatch, 1), Patience()
    with pytest.raises(KeyboardInterrupt):
        patience.call(interrupts.call)
    assert not interrupts.release.is_set()
    assert patience.call(lambda: 7) == 7
    interrupts.release.set()


def test_a_call_that_must_finish_is_finished_and_the_interrupt_comes_with_the_next(monkeypatch):
    interrupts, patience, made = Interrupts(monkeypatch, 1), Patience(), []
    assert patience.call(interrupts.call, finish=True) == "done"
    with pytest.raises(KeyboardInterrupt):
        patience.call(lambda: made.append(1))
    assert made == []
    assert patience.call(lambda: 7) == 7


def test_a_call_that_must_finish_is_given_up_on_the_second_interrupt(monkeypatch):
    interrupts, patience = Interrupts(monkeypatch, 2), Patience()
    with pytest.raises(KeyboardInterrupt):
        patience.call(interrupts.call, finish=True)
    assert not interrupts.release.is_set()
    # And that was it: the next call is made.
    assert patience.call(lambda: 7) == 7
    interrupts.release.set()


# --- pace -------------------------------------------------------------------------------------------------------------


def test_pauses_grow_from_half_a_second_to_ten():
    pauses = list(islice(pace.pauses(), 20))
    assert pauses[0] == 0.5
    assert pauses == sorted(pauses)
    assert all(after <= before * 1.5 for before, after in itertools.pairwise(pauses))
    assert pauses[-1] == max(pauses) == 10.0


def test_a_deadline_counts_from_its_start_and_is_not_waited_beyond():
    def flow():
        yield Wait(3)
        deadline = yield from Deadline.start(10.0)
        seen = []
        for pause in (4, 4, 4, 4):
            yield from deadline.wait(pause)
            seen.append((deadline.seconds, deadline.is_over))
        return seen

    assert play(flow()).outcome == [(7, False), (11, False), (13, True), (13, True)]


def test_without_a_deadline_there_is_no_end():
    def flow():
        deadline = yield from Deadline.start(None)
        yield from deadline.wait(1e6)
        return deadline.is_over

    assert play(flow()).outcome is False
