"""Does what a flow asks for, step by step: one loop for drivers that block, one for those that await."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from attrs import define

from dpspec.submit.steps import Connect, Event, Noted, Request, Run, Started, Tell, Wait, Write

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dpspec.submit.steps import Flow, Step

Returned = TypeVar("Returned")
Result = TypeVar("Result")
OnEvent = "Callable[[Event], None]"


class Driver(Protocol):
    """What does the steps of one kind of backend; it blocks."""

    def perform(self, step: Step) -> Any:
        """Do a step that is neither Wait nor Tell, and give the reply to it."""


class AsyncDriver(Protocol):
    """What does the steps of one kind of backend; it is awaited."""

    async def perform(self, step: Step) -> Any:
        """Do a step that is neither Wait nor Tell, and give the reply to it."""


@define
class _Watch:
    """Tells the user of events, and where an interrupt leaves it open whether a job was made."""

    on_event: Callable[[Event], None] | None
    open_question: bool = False

    def tell(self, event: Event) -> None:
        if isinstance(event, Started):
            self.open_question = False
        if self.on_event is not None:
            self.on_event(event)

    def interrupted(self) -> None:
        if self.open_question:
            message = "interrupted before it was known whether a job was created: see `dpspec jobs`"
            self.tell(Noted(message))


def creates(step: Step) -> bool:
    """Tell whether a step may create a job, so that it must not be left half way."""
    return (isinstance(step, Request) and step.creates_job) or (isinstance(step, Run) and step.statement.starts_job)


def run(
    flow: Flow[Returned],
    driver: Driver,
    on_event: Callable[[Event], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Returned:
    """Run a flow to its end and give what it returns."""
    began = clock()
    watch = _Watch(on_event)
    reply: Any = None
    try:
        while True:
            try:
                step = flow.send(reply)
            except StopIteration as end:
                returned: Returned = end.value
                return returned
            watch.open_question |= creates(step)
            reply = None
            match step:
                case Tell(event=event):
                    watch.tell(event)
                case Wait(seconds=seconds, jitter=jitter):
                    if pause := seconds + random.uniform(0, jitter):  # noqa: S311 - spreads load, keeps no secret
                        sleep(pause)
                    reply = clock() - began
                case Request() | Run() | Connect() | Write():
                    reply = driver.perform(step)
    except KeyboardInterrupt:
        watch.interrupted()
        raise
    finally:
        flow.close()


async def run_async(
    flow: Flow[Returned],
    driver: AsyncDriver,
    on_event: Callable[[Event], None] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Returned:
    """Run a flow to its end and give what it returns; a step that may create a job is not left half way."""
    began = clock()
    watch = _Watch(on_event)
    reply: Any = None
    try:
        while True:
            try:
                step = flow.send(reply)
            except StopIteration as end:
                returned: Returned = end.value
                return returned
            watch.open_question |= creates(step)
            reply = None
            match step:
                case Tell(event=event):
                    watch.tell(event)
                case Wait(seconds=seconds, jitter=jitter):
                    await sleep(seconds + random.uniform(0, jitter))  # noqa: S311 - as above
                    reply = clock() - began
                case Request() | Run() | Connect() | Write():
                    awaited = driver.perform(step)
                    reply = await (_whole(awaited) if creates(step) else awaited)
    except asyncio.CancelledError:
        watch.interrupted()
        raise
    finally:
        flow.close()


async def _whole(awaited: Awaitable[Any]) -> Any:
    """Await something to its end even if the task is cancelled meanwhile; the cancellation comes after it."""
    task = asyncio.ensure_future(awaited)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.cancelled():
            await asyncio.wait([task])
        raise


_POLL: Final = 3600.0


@define
class Patience:
    """Makes blocking calls in a thread, so that they can be given up: after a time, or by Ctrl-C.

    A call that must not be left half way is waited for even after a Ctrl-C, which then comes with the next call; a
    second one is obeyed at once.
    """

    _interrupted: bool = False

    def call(self, function: Callable[[], Result], *, timeout: float | None = None, finish: bool = False) -> Result:
        """Make a call. Raises TimeoutError after `timeout` seconds (the call goes on unseen), and what it raises."""
        if self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt
        done = threading.Event()
        results: list[Result] = []
        errors: list[BaseException] = []

        def work() -> None:
            try:
                results.append(function())
            except BaseException as error:
                errors.append(error)
            finally:
                done.set()

        threading.Thread(target=work, name="dpspec-call", daemon=True).start()
        until = time.monotonic() + (_POLL if timeout is None else timeout)
        while not self._wait(done, until, finish=finish):
            if timeout is not None:
                raise TimeoutError
            until = time.monotonic() + _POLL
        if errors:
            raise errors[0]
        return results[0]

    def _wait(self, done: threading.Event, until: float, *, finish: bool) -> bool:
        while True:
            try:
                return done.wait(max(0.0, until - time.monotonic()))
            except KeyboardInterrupt:
                if not finish or self._interrupted:
                    self._interrupted = False
                    raise
                self._interrupted = True
