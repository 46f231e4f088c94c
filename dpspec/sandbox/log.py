"""The log of a job, in the style of expdp: which lines it has, and when each of them is there.

Texts are those of logs in English from 12.2 on, from general knowledge (unconfirmed).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen

from dpspec.sandbox import paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from dpspec.plan import Plan
    from dpspec.sandbox.catalog import Object
    from dpspec.sandbox.selection import Selection

Thing = TypeVar("Thing")
NOTICE: Final = ";;; This is the sandbox of dpspec: it is no Oracle Database, and moves no data."
#: What python-oracledb makes of the version that the net face speaks.
RELEASE: Final = "12.2.0.1.0"
_STARS: Final = "*" * 78
#: When in its life, from 0 to 1, a job tells its object types and then its rows.
_TYPES: Final = (0.05, 0.45)
_ROWS: Final = (0.45, 0.9)


@frozen
class Step:
    """A point in the life of a job, from 0 to 1: the lines that it writes, and the bytes it has exported."""

    at: float
    lines: tuple[str, ...]
    bytes: int = 0


def stamp(moment: datetime) -> str:
    """Write a moment as logs do: ``Thu Mar 5 10:11:12 2026``."""
    return f"{moment:%a %b} {moment.day} {moment:%H:%M:%S %Y}"


def size(count: int) -> str:
    """Write a number of bytes as logs do, with four digits: ``8.773 KB``."""
    if not count:
        return "0 KB"
    power = next((power for power in (1, 2) if count < 1000 * 1024**power), 3)
    amount = count / 1024**power
    return f"{amount:.{4 - len(str(int(amount)))}f} {(' ', 'KB', 'MB', 'GB')[power]}"


def banner(moment: datetime) -> tuple[str, ...]:
    """Give the first lines of a log."""
    first = f"Export: Release {RELEASE} - Sandbox on {stamp(moment)}"
    return (first, f"Version {RELEASE}", "", NOTICE)


def starting(owner: str, name: str, *, again: bool = False) -> str:
    """Give the line with which a job starts, or starts again."""
    return f'{"Restarting" if again else "Starting"} "{owner}"."{name}":  '


def steps(plan: Plan, selection: Selection) -> tuple[Step, ...]:
    """Give what a job writes between its start and its end."""
    return tuple(_steps(plan, selection))


def _steps(plan: Plan, selection: Selection) -> Iterator[Step]:
    entries = plan.setting("log_entries")
    told = [f";;; {message}" for message in (*(entries if isinstance(entries, tuple) else ()), *selection.notes)]
    if told:
        yield Step(0.0, tuple(told))
    types = list(dict.fromkeys(found.type for found in selection.objects))
    for at, type_ in _spread(types, _TYPES):
        yield Step(at, (f"Processing object type {paths.logged(type_, plan.job_mode)}",))
    total = 0
    if plan.setting("estimate_only"):
        estimate = size(sum(found.bytes for found in selection.data))
        yield Step(_ROWS[1], (f"Total estimation using BLOCKS method: {estimate}",))
    else:
        for at, found in _spread(list(selection.data), _ROWS):
            total += found.bytes
            yield Step(at, (exported(found),), total)
    if selection.errors:
        yield Step(0.95, selection.errors, total)


def _spread(things: Sequence[Thing], span: tuple[float, float]) -> Iterator[tuple[float, Thing]]:
    start, end = span
    for number, thing in enumerate(things, 1):
        yield start + (end - start) * number / len(things), thing


def exported(found: Object) -> str:
    """Give the line of a table whose rows are exported."""
    part = f':"{found.partition}"' if found.partition else ""
    name = f'"{found.schema}"."{found.name}"{part}'
    return f". . exported {name:<42} {size(found.bytes):>10} {found.rows:>7} rows"


def ending(owner: str, name: str, dumps: Sequence[str], moment: datetime, taken: float, errors: int) -> tuple[str, ...]:
    """Give the last lines of a job that came to its end; `taken` is in seconds."""
    lines = [f'Master table "{owner}"."{name}" successfully loaded/unloaded'] if dumps else []
    if dumps:
        lines += [_STARS, f"Dump file set for {owner}.{name} is:", *(f"  {path}" for path in dumps)]
    how = f"completed with {errors} error(s)" if errors else "successfully completed"
    return (*lines, f'Job "{owner}"."{name}" {how} at {stamp(moment)} elapsed {elapsed(taken)}')


def stopped(owner: str, name: str, moment: datetime, taken: float, *, fatal: bool = False) -> str:
    """Give the last line of a job that was stopped, or that cannot go on."""
    why = "stopped due to fatal error" if fatal else "stopped by user request"
    return f'Job "{owner}"."{name}" {why} at {stamp(moment)} elapsed {elapsed(taken)}'


def elapsed(seconds: float) -> str:
    """Write a length of time as logs do: days, and hours, minutes and seconds."""
    whole = timedelta(seconds=int(seconds))
    hours, rest = divmod(whole.seconds, 3600)
    return f"{whole.days} {hours:02}:{rest // 60:02}:{rest % 60:02}"
