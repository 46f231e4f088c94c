"""Shows what happens to a job: a bar on a terminal, plain lines elsewhere, JSON lines for programs.

People read standard error, programs standard output. Nobody who stops reading ends the job, or what follows it: then it
is not shown, and no more.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TextIO

from attrs import asdict, define, field

from dpspec.report import visible
from dpspec.submit.steps import Logged, Moved, Noted, Received, Retrying, Started

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dpspec.diagnostics import Diagnostic
    from dpspec.jobs import Job, Outcome
    from dpspec.submit.steps import Event

WAYS: Final = {"ords": "through ORDS", "direct": "directly"}
#: A file without a known length is told of at this many bytes, and whenever it has doubled.
_FIRST: Final = 16 * 1024 * 1024


class Show(Protocol):
    """Shows events, until it is closed."""

    def __call__(self, event: Event) -> None:
        """Show an event."""

    def close(self) -> None:
        """Clear away what is only of the moment."""


def show(*, json_lines: bool = False, color: str = "auto") -> Show:
    """Choose how events are shown, by what standard error is; `color` is ``auto``, ``always`` or ``never``."""
    if json_lines:
        return JsonLines()
    if _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb":
        with suppress(ImportError):  # without the extra
            return _bar(color)
    return Lines()


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _print(line: str) -> None:
    stream = sys.stderr
    if stream is None:  # closed by the caller
        return
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()
    except (OSError, ValueError):  # nobody reads it any more
        with suppress(OSError, ValueError):  # what is still in the buffer must not fail once more at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def amount(number: int) -> str:
    """Write a number of bytes for people, in powers of 1024."""
    if number < 1024:
        return f"{number} B"
    size = float(number)
    for unit in ("KiB", "MiB", "GiB"):
        size /= 1024
        if size < 999.95:
            return f"{size:.1f} {unit}"
    return f"{size / 1024:.1f} TiB"


def _line(event: Event) -> str | None:
    """Give the remark that an event is, or None if it is shown otherwise."""
    match event:
        case Started(job, via, log):
            where = f"; its log is {log}" if log else ""
            return visible(f"dpspec: {job} has started{f', {WAYS[via]}' if via in WAYS else ''}{where}")
        case Retrying(reason):
            return f"dpspec: trying again: {visible(reason)}"
        case Noted(message):
            return f"dpspec: {visible(message)}"
    return None


def _how_far(event: Moved) -> str:
    status = event.status
    parts = [status.state]
    if status.percent is not None:
        parts.append(f"{status.percent} %")
    if status.error_count:
        parts.append(f"{status.error_count} error(s)")
    return ", ".join(parts)


@define
class Lines:
    """Plain lines; one that says nothing new is left out."""

    _last: str = ""
    _far: str = ""
    _told: dict[str, int] = field(factory=dict)

    def __call__(self, event: Event) -> None:
        """Show an event."""
        match event:
            case Logged(lines):
                for line in lines:
                    _print(line)
                if lines:
                    self._last = ""
            case Moved(job):
                # Lines of the log in between are no reason to say it again.
                far = f"{job}: {_how_far(event)}"
                if far != self._far:
                    self._far = far
                    self._news(f"dpspec: {visible(far)}")
            case Received():
                self._received(event)
            case _:
                self._news(_line(event) or "")

    def _news(self, line: str) -> None:
        if line and line != self._last:
            self._last = line
            _print(line)

    def _received(self, event: Received) -> None:
        told = self._told.get(event.name)
        if event.total is None:
            due = told is None or event.received >= max(_FIRST, 2 * told)
        else:
            due = told is None or event.received >= event.total or event.received - told >= event.total / 10
        if due and told != event.received:
            self._told[event.name] = event.received
            of = f" of {amount(event.total)}" if event.total is not None else ""
            _print(f"dpspec: {visible(event.name)}: {amount(event.received)}{of}")

    def close(self) -> None:
        """Do nothing: a line stays."""


def _bar(color: str) -> Show:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.text import Text

    plain = color == "never" or (color == "auto" and bool(os.environ.get("NO_COLOR")))
    console = Console(stderr=True, no_color=plain, highlight=False, markup=False, emoji=False, soft_wrap=True)

    @define
    class Bar:
        """A bar below the lines; it comes with the first step forward, so that a question can be asked before."""

        progress: Progress | None = None
        task: Any = None
        name: str = ""
        last: str = ""

        def __call__(self, event: Event) -> None:
            match event:
                case Logged(lines):
                    for line in lines:
                        self.print(line)
                case Moved(job, status):
                    done = status.percent
                    self.move(str(job), _how_far(event), done, None if done is None else 100)
                case Received(name, received, total):
                    of = f" of {amount(total)}" if total is not None else ""
                    self.move(name, f"{amount(received)}{of}", received, total)
                case _:
                    remark = _line(event)
                    if remark is not None and remark != self.last:
                        self.last = remark
                        self.print(remark)

        def print(self, line: str) -> None:
            # As text, so that brackets in a log are brackets. Without a reader there is nothing to be done.
            with suppress(OSError, ValueError):
                console.print(Text(line))

        def move(self, name: str, words: str, done: int | None, total: int | None) -> None:
            if self.progress is None or name != self.name:
                self.close()
                columns = (
                    TextColumn("{task.description}", markup=False),
                    BarColumn(),
                    TextColumn("{task.fields[words]}", markup=False),
                    TimeElapsedColumn(),
                )
                self.progress = Progress(
                    *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
                )
                self.name = name
                self.task = self.progress.add_task(name, total=total, words=words)
                self.progress.start()
            self.progress.update(self.task, completed=done or 0, total=total, words=words)

        def close(self) -> None:
            if self.progress is not None:
                self.progress.stop()
                self.progress = None

    return Bar()


def job_fields(job: Job) -> dict[str, Any]:
    """Give a job with ORDS's names for its fields, without its links."""
    fields = asdict(job)
    del fields["links"]
    return fields


def diagnostic_fields(diagnostic: Diagnostic) -> dict[str, Any]:
    """Give a diagnostic for programs; `line` and `column`, counted from 1, are there if it has a place in a file."""
    fields: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "key": diagnostic.key,
    }
    if diagnostic.location is not None:
        place = diagnostic.location.position
        fields |= {"file": diagnostic.location.source.name, "line": place.line, "column": place.column}
    return fields


def outcome_fields(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome for programs: the fields of its job beside its own."""
    return {
        "end": outcome.end.value,
        **(job_fields(outcome.job) if outcome.job is not None else {}),
        "error_count": outcome.error_count,
        "errors": list(outcome.errors),
        "diagnostics": [diagnostic_fields(found) for found in outcome.diagnostics],
        "candidates": [job_fields(job) for job in outcome.candidates],
        "via": outcome.via,
        "log": {"directory": outcome.log.directory, "name": outcome.log.name} if outcome.log is not None else None,
    }


@define
class JsonLines:
    """A JSON object a line on standard output; remarks go to standard error as well."""

    _closed: bool = False
    #: Why standard output could not be written, if it could not; a reader that has gone is no failure.
    failure: ClassVar[str] = ""

    def __call__(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Noted):
            _print(f"dpspec: {visible(event.message)}")
        self.write(event_fields(event))

    def write(self, fields: Mapping[str, Any]) -> None:
        """Write an object, at once."""
        if self._closed or sys.stdout is None:
            return
        try:
            sys.stdout.write(json.dumps(fields) + "\n")
            sys.stdout.flush()
        except (OSError, ValueError) as error:  # the job is still to be followed
            self._closed = True
            if not isinstance(error, BrokenPipeError):
                JsonLines.failure = str(getattr(error, "strerror", "") or error)
                _print(f"dpspec: standard output: {JsonLines.failure}")
            with suppress(OSError, ValueError):  # what is still in the buffer must not fail once more at the end
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def close(self) -> None:
        """Do nothing: a line stays."""


def event_fields(event: Event) -> dict[str, Any]:
    """Give an event for programs; `event` is the name of its class in lower case."""
    fields: dict[str, Any] = {"event": type(event).__name__.lower()}
    match event:
        case Started(job, via, log):
            return fields | job_fields(job) | {"via": via, "log": log}
        case Moved(job, status):
            owner = {"owner_name": job.owner_name, "job_name": job.job_name}
            return fields | owner | asdict(status)
        case Logged(lines):
            return fields | {"lines": list(lines)}
    return fields | asdict(event)
