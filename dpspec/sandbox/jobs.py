"""A job of the sandbox: its states over time and what it has written.

States and what leads from one to the other: the Utilities guide and the DBMS_DATAPUMP reference. How long a job stays
in each is invented. Unconfirmed: that a job whose control table was kept after its end can be attached to, and is then
IDLING like a stopped one.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from attrs import Factory, define, field

from dpspec.sandbox import log

if TYPE_CHECKING:
    from datetime import datetime

    from dpspec.plan import Plan
    from dpspec.sandbox.catalog import User
    from dpspec.sandbox.files import Place
    from dpspec.sandbox.selection import Selection

#: From here on a job is COMPLETING, and how long, as a part of its life, STOPPING takes.
_COMPLETING: Final = 0.95
_STOPPING: Final = 0.03


class Phase(enum.Enum):
    """What a job is doing, beneath the state that it shows."""

    DEFINING = "DEFINING"
    RUNNING = "EXECUTING"
    STOPPED = "NOT RUNNING"
    GONE = "GONE"


@define(eq=False)
class SandboxJob:
    """A job. Times are seconds of the engine's clock; `worked` is how much of `pace` was done in earlier runs."""

    owner: str
    name: str
    plan: Plan
    user: User
    selection: Selection
    pace: float
    log_place: Place | None
    dumps: tuple[Place, ...]
    phase: Phase = Phase.DEFINING
    since: float = 0.0
    worked: float = 0.0
    first_start: float = 0.0
    stop_at: float | None = None
    stop_asked: float = 0.0
    keep_on_stop: bool = True
    is_complete: bool = False
    last_state: str = "UNDEFINED"
    lines: list[str] = Factory(list)
    handles: set[int] = Factory(set)
    written: int = 0
    steps: tuple[log.Step, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.steps = log.steps(self.plan, self.selection)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from any other job."""
        return self.owner, self.name

    def done(self, now: float) -> float:
        """Give how much of its life is over, from 0 to 1."""
        if self.is_complete:
            return 1.0
        if self.phase is not Phase.RUNNING:
            return self.worked / self.pace
        return min(1.0, self._worked(now) / self.pace)

    def _worked(self, now: float) -> float:
        end = now if self.stop_at is None else min(now, self.stop_at)
        return self.worked + max(0.0, end - self.since)

    def state(self, now: float) -> str:
        """Give the state that the views show."""
        if self.phase is Phase.STOPPED:
            return "IDLING" if self.handles else "NOT RUNNING"
        if self.phase is not Phase.RUNNING:
            return self.phase.value if self.phase is Phase.DEFINING else self.last_state
        if self.stop_at is not None:
            return "STOP PENDING" if now < self.stop_at else "STOPPING"
        return "COMPLETING" if self.done(now) >= _COMPLETING else "EXECUTING"

    def ends_at(self) -> float:
        """Give when it leaves RUNNING: when all is done, or when the stop has come through."""
        end = self.since + self.pace - self.worked
        return end if self.stop_at is None or self.stop_at >= end else self.stop_at + _STOPPING * self.pace

    def is_stopping(self) -> bool:
        """Tell whether it will be stopped before it has done all."""
        return self.stop_at is not None and self.stop_at < self.since + self.pace - self.worked

    def run(self, now: float) -> None:
        """Start, or start again."""
        if not self.lines:
            self.first_start = now
        self.phase, self.since, self.stop_at = Phase.RUNNING, now, None

    def stop(self, now: float, *, immediate: bool, keep: bool) -> None:
        """Ask it to stop: at once, or after the piece of work it is at."""
        self.keep_on_stop = keep
        self.stop_asked = now
        done = self.done(now)
        following = next((step.at for step in self.steps if step.at > done), 1.0)
        self.stop_at = now if immediate else self.since + following * self.pace - self.worked

    def due(self, now: float) -> tuple[str, ...]:
        """Give the lines that it has come to write since the last time."""
        done = self.done(now)
        found: list[str] = []
        while self.written < len(self.steps) and self.steps[self.written].at <= done:
            found += self.steps[self.written].lines
            self.written += 1
        return tuple(found)

    def bytes_done(self) -> int:
        """Give how many bytes of rows it has exported."""
        return max((step.bytes for step in self.steps[: self.written]), default=0)

    @property
    def bytes_total(self) -> int:
        """How many bytes of rows it will export."""
        return sum(found.bytes for found in self.selection.data)

    @property
    def errors(self) -> int:
        """How many errors its log has."""
        return sum(text.startswith("ORA-") for text in self.lines)

    def ending(self, moment: datetime, now: float, dumps: list[str]) -> tuple[str, ...]:
        """Give its last lines."""
        taken = now - self.first_start
        if self.is_stopping():
            return (log.stopped(self.owner, self.name, moment, taken),)
        return log.ending(self.owner, self.name, dumps, moment, taken, self.errors)
