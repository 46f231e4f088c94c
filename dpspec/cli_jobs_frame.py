"""What the commands for jobs have around them: connections and specs, exit codes, interrupts, outcomes."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from dpspec import cli_files
from dpspec.cli_files import CLEAN, FINDINGS, INTERRUPTED, UNUSABLE, UnusableError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dpspec.connections_file import Connection
    from dpspec.diagnostics import Diagnostic
    from dpspec.jobs import Job, Outcome
    from dpspec.plan import Plan
    from dpspec.progress import JsonLines, Show
    from dpspec.submit.direct_backend import DirectBackend
    from dpspec.submit.steps import Event

    Command = Callable[[argparse.Namespace], int]

#: The outcome is not known, or the job still runs.
OPEN: Final = 4
#: Codes of failures after which it is sure that nothing was started: not reached, not let in, not configured.
_UNREACHED: Final = frozenset(["DP401", "DP402", "DP405", "DP410", "DP411", "DP412", "DP413", "DP415"])
#: Codes of failures after which nobody knows what goes on.
_OPEN: Final = frozenset(["DP407", "DP409"])


def reporting(command: Command) -> Command:
    """Make diagnostics and an exit code of what a command fails with."""

    def run(given: argparse.Namespace) -> int:
        from dpspec.errors import JobError
        from dpspec.secrets import ConfigurationError

        try:
            code = command(given)
            # An answer that nobody got is none; how a job ended is told by the exit code alone, if need be.
            return UNUSABLE if given.json and not given.is_job and _unwritten() else code
        except (ConfigurationError, JobError) as error:
            code = exit_code_of(error.diagnostics)
            cli_files.report(error.diagnostics, given.color)
            fail(given, code, error.diagnostics)
            return code

    return run


def _unwritten() -> bool:
    from dpspec.progress import JsonLines

    return bool(JsonLines.failure)


def exit_code_of(diagnostics: Iterable[Diagnostic]) -> int:
    """Tell the exit code for a failure by its diagnostics."""
    codes = {diagnostic.code for diagnostic in diagnostics}
    if codes & _OPEN:
        return OPEN
    return UNUSABLE if codes and codes <= _UNREACHED else FINDINGS


def exit_code(outcome: Outcome, *, wait: bool = True) -> int:
    """Tell the exit code for an outcome; with `wait` a job that runs has not been followed to its end."""
    from dpspec.jobs import End

    if outcome.ok or (outcome.end is End.RUNNING and not wait):
        return CLEAN
    if outcome.end in (End.RUNNING, End.UNKNOWN):
        return OPEN
    return exit_code_of(outcome.diagnostics) if outcome.end is End.REJECTED else FINDINGS


def json_lines() -> JsonLines:
    """Give what writes JSON for programs."""
    from dpspec.progress import JsonLines

    return JsonLines()


def fail(given: argparse.Namespace, code: int, diagnostics: Sequence[Diagnostic]) -> None:
    """Tell programs of a failure, if it is programs that read."""
    if given.json:
        from dpspec.progress import diagnostic_fields

        found = [diagnostic_fields(diagnostic) for diagnostic in diagnostics]
        json_lines().write({"event": "failed", "exit_code": code, "diagnostics": found})


class Watch:
    """Shows events, and remembers which job they are about."""

    def __init__(self, given: argparse.Namespace) -> None:
        from dpspec import progress

        self.show: Show = progress.show(json_lines=given.json, color=given.color)
        self.job: Job | None = None
        self.log = ""

    def __call__(self, event: Event) -> None:
        """Show an event."""
        from dpspec.submit.steps import Started

        if isinstance(event, Started):
            self.job, self.log = event.job, event.log
        self.show(event)


def connection_of(given: argparse.Namespace, via: str) -> Connection:
    """Give the connection that is meant, with the ways that are wanted, and the password of standard input."""
    from dpspec import connections, secrets

    connection = connections.only(connections.choose(given.connection), via)
    if given.password_stdin:
        connection = connections.with_password(connection, secrets.of_standard_input())
    return connection


@contextmanager
def opened(given: argparse.Namespace, watch: Watch) -> Iterator[tuple[Any, Connection]]:
    """Open the way that a question goes: through ORDS if the connection has that, else directly."""
    from dpspec import connections

    connection = connection_of(given, given.via)
    # A place of a log is one on the database's side, which only the direct way can reach.
    by_log = getattr(given, "log", None) is not None and connection.direct is not None and given.via == "auto"
    try:
        if connection.ords is not None and not by_log:
            with connections.open_ords(connection, watch) as ords:
                yield ords, connection
        else:
            with connections.open_direct(connection, watch) as direct:
                yield direct, connection
    finally:
        watch.show.close()


@contextmanager
def opened_directly(given: argparse.Namespace, watch: Watch, what: str) -> Iterator[tuple[DirectBackend, Connection]]:
    """Open the way to the database itself, for what only that can do. Raises JobError (DP415) without one."""
    from dpspec import connections
    from dpspec.diagnostics import Diagnostic
    from dpspec.errors import JobError

    connection = connections.choose(given.connection)
    if connection.direct is None:
        message = f"ORDS has no way to {what} a job"
        where = f"`[{connection.name}.direct]`" if connection.name else "DPSPEC_DSN, DPSPEC_USER and DPSPEC_PASSWORD"
        raise JobError(Diagnostic("DP415", message, key=connection.place, help=f"give the connection {where}"))
    connection = connection_of(given, "direct")
    try:
        with connections.open_direct(connection, watch) as direct:
            yield direct, connection
    finally:
        watch.show.close()


def key_of(text: str, connection: Connection) -> tuple[str, str]:
    """Read the name of a job: its owner and its name, as the dictionary has them."""
    from dpspec import connections

    found = re.fullmatch(r"""(?:("[^"]+"|[^".\s]+)\.)?("[^"]+"|[^".\s]+)""", text)
    if found is None:
        raise UnusableError(f"{text}: not the name of a job: write OWNER.NAME, a name with signs as '\"My Job\"'")
    owner = name_of(found[1]) if found[1] else connections.owner(connection)
    if owner is None:
        raise UnusableError(f"{text}: the connection has no user whose job it could be: write OWNER.NAME")
    return owner, name_of(found[2])


def plan_of(given: argparse.Namespace) -> Plan | None:
    """Read and check a spec; None where it is wrong, which has been reported then."""
    from dpspec import checker
    from dpspec.diagnostics import has_errors, in_order

    if given.spec == "-" and given.password_stdin:
        raise UnusableError("standard input can be read only once")
    options = cli_files.options_of(given)
    spec, found = cli_files.read_spec(given.spec, given.syntax)
    plan = None
    if spec is not None:
        plan, more = checker.check(spec, options)
        found = in_order([*found, *more])
    cli_files.report(found, given.color)
    if plan is None or has_errors(found):
        fail(given, FINDINGS, found)
        return None
    return plan


def name_of(text: str) -> str:
    """Read a name as SQL does: in upper case unless it is quoted."""
    return text[1:-1] if text.startswith('"') else text.upper()


def job_of(owner: str, name: str) -> Job:
    """Make a job of which only the name is known."""
    from dpspec.jobs import Job

    return Job(owner, name)


def watched(given: argparse.Namespace, watch: Watch, connection: Connection, run: Callable[[], Outcome]) -> int:
    """Run to the outcome, and show that; an interrupt leaves the job alone, and says how to go on."""
    try:
        outcome = run()
    except KeyboardInterrupt:
        watch.show.close()
        _interrupted(given, watch, connection)
        return INTERRUPTED
    finally:
        watch.show.close()
    code = exit_code(outcome, wait=given.wait)
    cli_files.report(outcome.diagnostics, given.color)
    if given.json:
        from dpspec.progress import outcome_fields

        json_lines().write({"event": "outcome", "exit_code": code, **outcome_fields(outcome)})
    else:
        _print_outcome(outcome)
    from dpspec.jobs import End

    if outcome.end is End.RUNNING and outcome.job is not None:
        log = "" if outcome.log is None else f"{outcome.log.directory}/{outcome.log.name}"
        cli_files.print_error(_hints(str(outcome.job), log, given, connection))
    return code


def _print_outcome(outcome: Outcome) -> None:
    # Whether anybody reads it or not, the exit code is that of the job.
    try:
        print_all(_outcome(outcome))
    except BrokenPipeError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UnusableError as error:
        cli_files.complain(error)


def _outcome(outcome: Outcome) -> Iterator[str]:
    from dpspec.jobs import End

    count = f" ({outcome.error_count})" if outcome.error_count else ""
    if outcome.job is not None:
        yield f"{outcome.job}: {outcome.end.value}{count}"
    else:
        yield "nothing was started" if outcome.end is End.REJECTED else "it is not known whether a job was started"
    if outcome.log is not None:
        yield f"  log: {outcome.log.directory}/{outcome.log.name}"
    for line in outcome.errors:
        yield f"  {line}"
    if outcome.candidates:
        yield "one of these may be it:"
        for job in outcome.candidates:
            yield f"  {job}  {job.state}"


def _interrupted(given: argparse.Namespace, watch: Watch, connection: Connection) -> None:
    if watch.job is None:
        text = "dpspec: interrupted before a job was known to run; if one does, it is in the list:\n"
        text += hint("jobs", None, given)
    else:
        text = f"dpspec: interrupted; {_shown(str(watch.job))} goes on\n"
        text += _hints(str(watch.job), watch.log, given, connection)
    cli_files.print_error(text)
    if given.json:
        from dpspec.progress import job_fields

        fields = job_fields(watch.job) if watch.job is not None else {}
        json_lines().write({"event": "interrupted", "exit_code": INTERRUPTED, **fields})


def _hints(job: str, log: str, given: argparse.Namespace, connection: Connection) -> str:
    """Say how to go on with a job."""
    way = [] if given.via == "auto" else ["--via", given.via]
    # Who has ended is asked no more where its log is.
    text = hint("follow", job, given, *way, *(["--log", log] if log else []))
    return text + hint("stop", job, given) if connection.direct is not None else text


def hint(command: str, job: str | None, given: argparse.Namespace, *more: str) -> str:
    """Say which command goes on, with the same connection."""
    import shlex

    words = ["dpspec", command, *([job] if job else [])]
    words += ["--connection", given.connection] if given.connection else []
    return f"  {_shown(shlex.join([*words, *more]))}\n"


def _shown(text: str) -> str:
    from dpspec.report import visible

    return visible(text)


def print_all(lines: Iterable[str]) -> None:
    """Print lines to standard output; nothing in them steers a terminal."""
    cli_files.print_text("".join(f"{_shown(line)}\n" for line in lines))
