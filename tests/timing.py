"""How long something takes, for tests that compare two lengths of it: never how long it may take."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: What the ticks of a clock and the first steps of any work may take, whatever the length.
_SLACK = 0.05


def seconds(action: Callable[[], object]) -> float:
    """Give the best of three, without collections of garbage, which cost what other tests have left behind."""
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            start = time.process_time()
            action()
            taken.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(taken)


def assert_in_proportion(action: Callable[[int], Callable[[], object]], count: int, times: int = 4) -> None:
    """Assert that `times` as much takes less than twice `times` as long; `action` makes the work of a length."""
    action(10)()
    short, long = seconds(action(count)), seconds(action(count * times))
    assert long < 2 * times * short + _SLACK, (
        f"{times} times the length took {long / max(short, 1e-9):.0f} times as long"
    )
