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


@define
class Deadline:
    """The time that a flow may take, in seconds, None for any; `now` is when it last waited."""

    timeout: float | None
    now: float

    @classmethod
    def start(cls, timeout: float | None) -> Flow[Deadline]:
        """Begin to count."""
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
