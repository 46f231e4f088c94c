"""The commands for jobs: submit, jobs, status, follow, log, stop, resume, fetch, doctor.

Results go to standard output; progress, remarks and diagnostics to standard error.
"""

from __future__ import annotations

import argparse
import math
import re
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dpspec import cli_files
from dpspec import cli_jobs_frame as frame
from dpspec.cli_files import CLEAN, FINDINGS, UnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dpspec.connections_file import Connection
    from dpspec.diagnostics import Diagnostic
    from dpspec.jobs import Job, LogFile, Outcome
    from dpspec.plan import Plan
    from dpspec.submit.direct_backend import DirectBackend
    from dpspec.submit.ords_backend import OrdsBackend

    Command = Callable[[argparse.Namespace], int]

_EXIT_CODES: Final = """\
exit codes:
  0    the job itself said that it succeeded; with --no-wait, it was started; a question was answered
  1    the job ended otherwise, or the spec or the server refused it
  2    usage, a connection or secret that is missing, or nothing was reached: nothing was started
  3    a bug in dpspec
  4    the outcome is not known, or the job still runs when the time is up
  130  interrupted; a job that has been started goes on
"""
_CONNECTION: Final = """\
A connection is a table of the file that DPSPEC_CONFIG names (default: connections.toml in the configuration folder of
the platform), or the environment: DPSPEC_ORDS_URL with DPSPEC_ORDS_USER and DPSPEC_ORDS_PASSWORD, DPSPEC_DSN with
DPSPEC_USER and DPSPEC_PASSWORD (or DPSPEC_ORDS_PASSWORD_FILE, DPSPEC_PASSWORD_FILE).
"""
_SUBMIT: Final = f"""\
Check a spec, submit it as a job, and follow that to its end.

  dpspec submit nightly.dp.yaml --connection nightly
  dpspec submit nightly.dp.yaml --connection nightly --via direct --no-wait
  dpspec submit nightly.dp.yaml --connection nightly --dry-run

A request is never sent twice. Ctrl-C leaves the job running, and says how to follow or stop it. With --via auto it goes
through ORDS where that can say the spec and answers, else directly, but never after an outcome that is not known.

{_CONNECTION}"""
_JOB: Final = "OWNER.NAME, or NAME alone for one of the connection's user; names as in SQL, such as '\"My Job\"'"


def add(commands: Any) -> None:
    """Add the commands for jobs to the subparsers of the command line."""
    submit = _add(commands, "submit", _submit, "run a spec, and follow the job to its end", _SUBMIT)
    submit.add_argument("spec", metavar="SPEC", help="spec file (.json, .yaml, .yml), or - for standard input")
    _add_via(submit)
    submit.add_argument(
        "--wait", action=argparse.BooleanOptionalAction, default=True, help="follow the job to its end (the default)"
    )
    _add_timeout(submit)
    submit.add_argument("--dry-run", action="store_true", help="print every step that would be sent, and send nothing")
    _add_json(submit, "events and outcome")
    cli_files.add_spec_options(submit)

    jobs = _add(commands, "jobs", _jobs, "list the jobs", "List the jobs that the database knows.")
    _add_via(jobs)
    _add_json(jobs, "jobs")

    status = _add(commands, "status", _status, "tell how far a job is", "Tell what the database knows of a job.")
    _add_job(status)
    _add_via(status)
    _add_json(status, "job")

    follow = _add(commands, "follow", _follow, "follow a job to its end", "Follow a job to its end, by its log.")
    _add_job(follow)
    _add_via(follow)
    _add_timeout(follow)
    _add_log(follow)
    _add_json(follow, "events and outcome")

    log = _add(commands, "log", _log, "print the log of a job", "Print the log of a job.")
    _add_job(log)
    _add_via(log)
    _add_log(log)

    stop = _add(commands, "stop", _stop, "stop a job", "Stop a job, directly: ORDS has no way to do it.")
    _add_job(stop)
    stop.add_argument("--immediate", action="store_true", help="do not wait for the workers to finish what they do")
    drop = "drop the control table: THE DUMP FILES OF THE JOB ARE DELETED, and it can never be resumed"
    stop.add_argument("--drop-control-table", action="store_true", help=drop)
    delay = "how long its attached sessions are waited for (default: 60)"
    stop.add_argument("--delay", type=_whole, default=60, metavar="SECONDS", help=delay)

    resume = _add(commands, "resume", _resume, "start a stopped job again", "Start a stopped job again, directly.")
    _add_job(resume)

    fetch = _add(commands, "fetch", _fetch, "get the files of a job", _FETCH)
    _add_job(fetch)
    fetch.add_argument("files", nargs="*", metavar="FILE", help="files to get (default: all of the job)")
    fetch.add_argument("-d", "--into", default=".", metavar="DIR", help="folder for the files (default: this one)")
    fetch.add_argument("--directory", metavar="OBJ", help="directory object of the files, if not that of the job")
    _add_via(fetch)
    _add_log(fetch)
    _add_json(fetch, "files")

    doctor = _add(commands, "doctor", _doctor, "check whether a submission can work", _DOCTOR)
    doctor.add_argument("spec", nargs="?", metavar="SPEC", help="spec whose directory and modes are to be checked, too")
    _add_via(doctor)
    _add_json(doctor, "findings")
    cli_files.add_spec_options(doctor)


_FETCH: Final = """\
Get the files of a job into a folder. What broke off is taken up where it ended. Prints the SHA-256 of each file as
sha256sum does.

  dpspec fetch NIGHTLY -d dumps --connection nightly
  dpspec fetch SCOTT.NIGHTLY nightly01.dmp --directory DUMPS --via direct --connection nightly
"""
_DOCTOR: Final = """\
Check, before anything is submitted, whether a connection can work: is it reached, has its user what a job needs, is the
directory there. Each check that fails says what helps. Nothing is changed on the server.
"""


def _add(commands: Any, name: str, command: Command, help_: str, description: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=description, epilog=_EXIT_CODES)
    parser.add_argument("--connection", metavar="NAME", help="named connection (default: that of the environment)")
    stdin = "read the password, or the secret of the client, from standard input"
    parser.add_argument("--password-stdin", action="store_true", help=stdin)
    if name not in ("submit", "doctor"):
        color = "colour of diagnostics"
        parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=color)
    is_job = name in ("submit", "follow")
    parser.set_defaults(command=frame.reporting(command), via="auto", json=False, wait=True, is_job=is_job)
    return parser


def _add_job(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job", metavar="JOB", help=_JOB)


def _add_via(parser: argparse.ArgumentParser) -> None:
    via = "through ORDS, directly to the database, or the one that can (default: auto)"
    parser.add_argument("--via", choices=("ords", "direct", "auto"), default="auto", help=via)


def _add_timeout(parser: argparse.ArgumentParser) -> None:
    timeout = "give up following after this time; the job goes on (default: never)"
    parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=timeout)


def _add_json(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--json", action="store_true", help=f"{what} as JSON, an object a line, on standard output")


def _add_log(parser: argparse.ArgumentParser) -> None:
    log = "where the log is, if the database no longer tells: directory object and file"
    parser.add_argument("--log", type=_log_file, metavar="OBJ/FILE", help=log)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not (math.isfinite(seconds) and seconds > 0):
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds above 0")
    return seconds


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise argparse.ArgumentTypeError(f"{text} is no whole number of seconds")
    return int(text)


def _log_file(text: str) -> LogFile:
    from dpspec.jobs import LogFile

    # expdp writes it with a colon.
    found = re.fullmatch(r"""("[^"]+"|[^"/:]+)[/:](.+)""", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is not OBJ/FILE, such as DUMPS/nightly.log")
    directory, name = found.groups()
    return LogFile(frame.name_of(directory), name)


# --- submit and follow ------------------------------------------------------------------------------------------------


def _submit(given: argparse.Namespace) -> int:
    from dpspec import connections
    from dpspec.errors import JobError
    from dpspec.secrets import ConfigurationError
    from dpspec.submit import route

    plan = frame.plan_of(given)
    if plan is None:
        return FINDINGS
    if given.dry_run:
        return _dry_run(given, plan)
    connection = frame.connection_of(given, given.via)
    watch = frame.Watch(given)
    password = _encryption_password(plan, connection)
    with ExitStack() as opened:

        def ords() -> OrdsBackend:
            return opened.enter_context(connections.open_ords(connection, watch))

        def direct() -> DirectBackend:
            try:
                return opened.enter_context(connections.open_direct(connection, watch))
            except ConfigurationError as error:  # told together with why ORDS did not take it
                raise JobError(*error.diagnostics, taken=False) from None

        def run() -> Outcome:
            return route.submit(
                plan,
                ords=ords if connection.ords is not None else None,
                direct=direct if connection.direct is not None else None,
                via=given.via,
                wait=given.wait,
                timeout=given.timeout,
                password=password,
                on_event=watch,
            )

        return frame.watched(given, watch, connection, run)


def _encryption_password(plan: Plan, connection: Connection) -> str | None:
    """Find the password of the dump files, where the plan has one and the way can take it."""
    from dpspec import secrets
    from dpspec.spec import PasswordReference

    reference = plan.setting("encryption_password")
    if connection.direct is None or not isinstance(reference, PasswordReference):
        return None
    return secrets.encryption_password(reference).reveal()


def _dry_run(given: argparse.Namespace, plan: Plan) -> int:
    from dpspec import connections
    from dpspec.progress import WAYS

    connection = connections.only(connections.choose(given.connection), given.via)
    way, steps = connections.dry_run(connection, plan, wait=given.wait)
    cli_files.print_error(f"dpspec: nothing is sent; {WAYS[way]} it would be:\n")
    if given.json:
        for step in steps:
            frame.json_lines().write({"event": "step", "via": way, "text": step})
    else:
        cli_files.print_text("\n".join(f"{step}\n" for step in steps))
    return CLEAN


def _follow(given: argparse.Namespace) -> int:
    watch = frame.Watch(given)
    with frame.opened(given, watch) as (backend, connection):
        owner, name = frame.key_of(given.job, connection)
        watch.job = frame.job_of(owner, name)
        return frame.watched(
            given,
            watch,
            connection,
            lambda: backend.follow(owner, name, timeout=given.timeout, log=given.log),
        )


# --- questions --------------------------------------------------------------------------------------------------------


def _jobs(given: argparse.Namespace) -> int:
    with frame.opened(given, frame.Watch(given)) as (backend, _):
        jobs: tuple[Job, ...] = backend.jobs()
    if given.json:
        from dpspec.progress import job_fields

        for job in jobs:
            frame.json_lines().write({"event": "job", **job_fields(job)})
        return CLEAN
    if not jobs:
        cli_files.print_error("dpspec: there are no jobs\n")
        return CLEAN
    rows = [("JOB", "OPERATION", "MODE", "STATE", "DEGREE", "SESSIONS")]
    for job in jobs:
        degree, sessions = ("" if number is None else str(number) for number in (job.degree, job.datapump_sessions))
        rows.append((str(job), job.operation, job.job_mode, job.state, degree, sessions))
    frame.print_all(_columns(rows))
    return CLEAN


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _status(given: argparse.Namespace) -> int:
    with frame.opened(given, frame.Watch(given)) as (backend, connection):
        owner, name = frame.key_of(given.job, connection)
        job: Job | None = backend.job(owner, name)
    if job is None:
        raise _not_listed(owner, name)
    from dpspec.progress import job_fields

    fields = job_fields(job)
    if given.json:
        frame.json_lines().write({"event": "job", **fields})
    else:
        frame.print_all(_columns([(key, str(value)) for key, value in fields.items() if value not in (None, "")]))
    return CLEAN


def _not_listed(owner: str, name: str) -> Exception:
    from dpspec.diagnostics import Diagnostic, show
    from dpspec.errors import JobError

    advice = "a job that has ended is listed only if its control table was kept; its log tells how it ended"
    return JobError(Diagnostic("DP403", f"no job {show(str(frame.job_of(owner, name)))} is listed", help=advice))


def _log(given: argparse.Namespace) -> int:
    with frame.opened(given, frame.Watch(given)) as (backend, connection):
        text: str = backend.log(*frame.key_of(given.job, connection), log=given.log)
    cli_files.print_text(text if not text or text.endswith("\n") else f"{text}\n")
    return CLEAN


def _fetch(given: argparse.Namespace) -> int:
    from dpspec.errors import JobError

    into = Path(given.into)
    if not into.is_dir():
        raise UnusableError(f"{given.into}: no such folder")
    failed: list[Diagnostic] = []
    watch = frame.Watch(given)
    with frame.opened(given, watch) as (backend, connection):
        owner, name = frame.key_of(given.job, connection)
        files: Sequence[str] = given.files or backend.files(owner, name, log=given.log)
        if not files:
            raise _no_files(owner, name)
        for file in files:
            try:
                _fetch_one(given, backend, (owner, name), file, into)
            except JobError as error:  # the others are wanted all the same
                failed += error.diagnostics
            finally:
                watch.show.close()
    if failed:
        raise JobError(*failed)
    return CLEAN


def _fetch_one(given: argparse.Namespace, backend: Any, job: tuple[str, str], file: str, into: Path) -> None:
    from dpspec.diagnostics import Diagnostic, show
    from dpspec.errors import JobError

    if file in (".", "..") or not file.isprintable() or re.search(r"[/\\]", file) or Path(file).name != file:
        raise JobError(Diagnostic("DP414", f"{show(file)} is not the name of a file in a directory object"))
    directory = None if given.directory is None else frame.name_of(given.directory)
    if directory is None and given.log is not None:
        directory = given.log.directory
    try:
        got = backend.fetch(*job, file, into / file, directory=directory)
    except OSError as error:
        why = error.strerror or str(error)
        raise JobError(
            Diagnostic("DP414", f"{show(file)} cannot be written: {why}", help="what came is kept")
        ) from None
    if given.json:
        fields = {"name": got.name, "path": str(got.path), "size": got.size, "sha256": got.sha256}
        frame.json_lines().write({"event": "fetched", **fields})
    else:
        frame.print_all([f"{got.sha256}  {got.path}"])


def _no_files(owner: str, name: str) -> Exception:
    from dpspec.diagnostics import Diagnostic, show
    from dpspec.errors import JobError

    advice = "name them: `dpspec fetch JOB FILE --directory OBJ --via direct`"
    return JobError(Diagnostic("DP403", f"no files of {show(str(frame.job_of(owner, name)))} are known", help=advice))


# --- what only the database does --------------------------------------------------------------------------------------


def _stop(given: argparse.Namespace) -> int:
    keep = not given.drop_control_table
    with frame.opened_directly(given, frame.Watch(given), "stop") as (backend, connection):
        owner, name = frame.key_of(given.job, connection)
        after = backend.stop(owner, name, immediate=given.immediate, keep_master=keep, delay=given.delay)
    job = str(frame.job_of(owner, name))
    state = "gone" if after is None else after.state
    if keep:
        frame.print_all([f"{job}: {state}"])
        cli_files.print_error(frame.hint("resume", job, given))
    else:
        frame.print_all([f"{job}: {state}; its control table and its dump files are dropped"])
    return CLEAN


def _resume(given: argparse.Namespace) -> int:
    with frame.opened_directly(given, frame.Watch(given), "resume") as (backend, connection):
        owner, name = frame.key_of(given.job, connection)
        after = backend.resume(owner, name)
    job = str(frame.job_of(owner, name))
    frame.print_all([f"{job}: {'started again' if after is None else after.state}"])
    cli_files.print_error(frame.hint("follow", job, given))
    return CLEAN


# --- doctor -----------------------------------------------------------------------------------------------------------


def _doctor(given: argparse.Namespace) -> int:
    from dpspec import connections
    from dpspec.errors import JobError
    from dpspec.secrets import ConfigurationError

    plan = None
    if given.spec is not None:
        plan = frame.plan_of(given)
        if plan is None:
            return FINDINGS
    connection = frame.connection_of(given, given.via)
    codes = [CLEAN]
    for way in connections.ways(connection):
        open_way: Any = connections.open_ords if way == "ords" else connections.open_direct
        try:
            with open_way(connection) as backend:
                findings = backend.doctor(plan)
        except (ConfigurationError, JobError) as error:  # the other way is to be checked all the same
            cli_files.report(error.diagnostics, given.color)
            frame.fail(given, code := frame.exit_code_of(error.diagnostics), error.diagnostics)
            codes.append(code)
            continue
        _tell(findings, way, given)
        if any(finding.ok is False for finding in findings):
            codes.append(FINDINGS)
    return max(codes)


def _tell(findings: Sequence[Any], way: str, given: argparse.Namespace) -> None:
    if given.json:
        for finding in findings:
            fields = {"name": finding.name, "ok": finding.ok, "detail": finding.detail, "remedy": finding.remedy}
            frame.json_lines().write({"event": "finding", "via": way, **fields})
        return
    words = {True: "ok     ", False: "failed ", None: "unknown"}
    lines = ["through ORDS" if way == "ords" else "directly"]
    for finding in findings:
        lines.append(f"  {words[finding.ok]}  {finding.name}: {finding.detail}")
        if finding.ok is not True and finding.remedy:
            lines.append(f"           {finding.remedy}")
    frame.print_all(lines)
