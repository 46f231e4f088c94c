"""How often a job is asked after, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define

from dpspec.submit.steps import Wait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.submit.steps import Flow

_FIRST: Final = 0.5
_LONGEST: Final = 10.0
_GROWTH: Final = 1.5


def pauses() -> Iterator[float]:
    """Give the seconds between one look and the next, for ever: from half a second up to ten."""
    pause = _FIRST
    while True:
        yield pause
        pause = min(_LONGEST, pause * _GROWTH)


def check_timeout(timeout: float | None) -> None:
    """Raise ValueError for a time, in seconds, in which nothing can be done."""
    if timeout is not None and not timeout >= 0:
        raise ValueError(f"a timeout is a number of seconds from 0 on, not {timeout!r}")


@define
class Deadline:
    """The time that a flow may take, in seconds, None for any; `now` is when it last waited."""

    timeout: float | None
    now: float

    @classmethod
    def start(cls, timeout: float | None) -> Flow[Deadline]:
        """Begin to count. Raises ValueError for a time below 0."""
        check_timeout(timeout)
        now: float = yield Wait()
        return cls(None if timeout is None else now + timeout, now)

    def wait(self, seconds: float) -> Flow[None]:
        """Wait, but not beyond the end."""
        if self.timeout is not None:
            seconds = max(0.0, min(seconds, self.timeout - self.now))
        self.now = yield Wait(seconds)

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.timeout is not None and self.now >= self.timeout

    @property
    def seconds(self) -> float:
        """The time that is over."""
        return self.now
