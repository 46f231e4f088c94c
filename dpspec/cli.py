"""The command line: ``dpspec check``, ``dpspec compile`` and ``dpspec recover``.

Output goes to standard output, diagnostics to standard error. Exit codes: 0 clean, 1 findings,
2 usage or a file that cannot be read or written, 3 a bug of ours.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TextIO

from dpspec.targets import TARGETS
from dpspec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dpspec.api import Origin, Syntax
    from dpspec.checker import Options
    from dpspec.diagnostics import Diagnostic
    from dpspec.source import Source
    from dpspec.spec import ExportSpec

CLEAN, FINDINGS, UNUSABLE, BUG = 0, 1, 2, 3
INTERRUPTED: Final = 130

_DESCRIPTION: Final = """\
Oracle Data Pump exports as reviewed, checked code.

A spec is the JSON body of the ORDS export endpoint in a file of its own, as JSON or YAML:

  {
    "job_mode": "TABLE",
    "name_expressions": [{"expression": "LIKE 'EMP%'"}, {"expression": "!='EMP'"}],
    "schema_expressions": [{"expression": "IN ('SCOTT')"}]
  }

dpspec checks it before anything is sent anywhere, and compiles it to the ORDS request body, to a
DBMS_DATAPUMP script or to an expdp parameter file. It never connects to a database.
"""
_EXIT_CODES: Final = """\
exit codes:
  0  clean
  1  findings: the spec is wrong, or the target cannot say it; nothing was written (but see recover)
  2  usage, or a file that cannot be read or written
  3  a bug in dpspec
"""
_CHECK: Final = """\
Check export specs and report everything that is wrong with them, each fault at its character.

  dpspec check exports/*.dp.json
  dpspec check --server-version 19c --target parfile nightly.dp.yaml
  git show HEAD:nightly.dp.yaml | dpspec check -
"""
_COMPILE: Final = """\
Compile an export spec. The text goes to standard output, or whole or not at all to a file.

  dpspec compile emp.dp.json --to ords | curl --json @- https://HOST/ords/.../datapump/export
  dpspec compile emp.dp.json --to plsql --wait -o emp.sql && sqlplus scott @emp.sql
  dpspec compile emp.dp.json --to parfile -o emp.par && expdp scott parfile=emp.par
"""


_RECOVER: Final = """\
Make a spec of what there is already: a parameter file or a command line of expdp, or a script that calls
DBMS_DATAPUMP. What was assumed becomes a comment; what cannot be carried over is reported at its place, and then
nothing is written. A password is never carried over. A spec that does not pass a check is written all the same, with
exit code 1: it is to be mended.

  dpspec recover nightly.par > nightly.dp.yaml
  dpspec recover export_hr.sql --to json -o export_hr.dp.json
  dpspec recover --command 'expdp scott schemas=hr directory=dumps dumpfile=hr%U.dmp parallel=4'
"""
_ORIGINS: Final[dict[str, Literal["parfile", "plsql"]]] = {
    ".par": "parfile",
    ".parfile": "parfile",
    ".prm": "parfile",
    ".sql": "plsql",
    ".pls": "plsql",
    ".plsql": "plsql",
    ".pks": "plsql",
    ".pkb": "plsql",
    ".prc": "plsql",
}


class _UnusableError(Exception):
    """Something outside the spec is in the way: the message goes to the user, with exit code 2."""


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)  # type: ignore[arg-type]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (default: those of the process) and give the exit code."""
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        print("dpspec: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough; keep the interpreter from complaining about it at its end.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except _UnusableError as error:
        _complain(error)
        return UNUSABLE
    except Exception:
        import traceback

        traceback.print_exc()
        print("dpspec: this is a bug in dpspec; please report it with the lines above", file=sys.stderr)
        return BUG
    return code


def _complain(error: _UnusableError) -> None:
    from dpspec.report import visible

    _print_error(f"dpspec: {visible(str(error))}\n")


def _run(arguments: Sequence[str] | None) -> int:
    try:
        given = _parser().parse_args(arguments)
    except SystemExit as end:  # after --help, --version or a usage error
        return int(end.code or 0)
    command: Callable[[argparse.Namespace], int] = given.command
    return command(given)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="dpspec", description=_DESCRIPTION, epilog=_EXIT_CODES)
    parser.add_argument("--version", action="version", version=f"dpspec {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    check = commands.add_parser("check", help="report what is wrong with specs", description=_CHECK, epilog=_EXIT_CODES)
    files = "spec files (.json, .yaml, .yml), or - for standard input"
    check.add_argument("files", nargs="+", metavar="FILE", help=files)
    check.add_argument("--target", choices=TARGETS, action="append", help="also report what this target cannot say")
    _common(check)
    check.set_defaults(command=_check)

    compile_ = commands.add_parser("compile", help="compile a spec", description=_COMPILE, epilog=_EXIT_CODES)
    compile_.add_argument("file", metavar="FILE", help="spec file (.json, .yaml, .yml), or - for standard input")
    targets = "ords: JSON body; plsql: DBMS_DATAPUMP script; parfile: for expdp"
    compile_.add_argument("--to", choices=TARGETS, required=True, help=targets)
    compile_.add_argument("-o", "--output", metavar="OUT", help="write to this file, whole or not at all")
    wait = "plsql: follow the job to its end, and fail unless it succeeds (a client shows the progress at the end)"
    compile_.add_argument("--wait", action="store_true", help=wait)
    _common(compile_)
    compile_.set_defaults(command=_compile)

    recover = commands.add_parser(
        "recover", help="make a spec of a script or parameter file", description=_RECOVER, epilog=_EXIT_CODES
    )
    source = recover.add_mutually_exclusive_group(required=True)
    file = "parameter file (.par) or PL/SQL script (.sql), or - for standard input"
    source.add_argument("file", nargs="?", metavar="FILE", help=file)
    source.add_argument("--command", dest="line", metavar="LINE", help="a command line, as it stands in a shell script")
    syntax = "syntax of the spec (default: by the suffix of OUT, else yaml)"
    recover.add_argument("--to", choices=("yaml", "json"), help=syntax)
    origin = "what the file is (default: by its suffix; of standard input it must be said)"
    recover.add_argument("--from", dest="origin", choices=("parfile", "plsql"), help=origin)
    recover.add_argument("-o", "--output", metavar="OUT", help="write to this file, whole or not at all")
    _options_of_checks(recover)
    recover.set_defaults(command=_recover)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    _options_of_checks(parser)
    syntax = "syntax of the file (default: by its suffix; of standard input, by its first character)"
    parser.add_argument("--syntax", choices=("json", "yaml"), help=syntax)


def _options_of_checks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server-version",
        metavar="V",
        help="release of the database, such as 19c or 23ai (default: what holds from 12.2 on)",
    )
    parser.add_argument(
        "--object-store-host",
        metavar="HOST",
        action="append",
        default=[],
        help="allow object-store URIs on this host and below, besides oraclecloud.com; may be repeated",
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour of diagnostics")


def _check(given: argparse.Namespace) -> int:
    from dpspec import api, checker
    from dpspec.diagnostics import has_errors, in_order

    options = _options(given)
    if given.files.count("-") > 1:
        raise _UnusableError("standard input can be read only once")
    code = CLEAN
    unusable = False
    for file in given.files:
        try:
            spec, found = _read(file, given.syntax)
        except _UnusableError as error:
            _complain(error)
            unusable = True
            continue
        if spec is not None:
            plan, more = checker.check(spec, options)
            found = in_order([*found, *more])
            if plan is not None and not has_errors(found):
                found = in_order([*found, *(d for target in given.target or () for d in api.refusals(plan, target))])
        _report(found, given.color)
        if found:
            code = FINDINGS
    return UNUSABLE if unusable else code


def _compile(given: argparse.Namespace) -> int:
    from dpspec import api
    from dpspec.diagnostics import has_errors, in_order

    if given.wait and given.to != "plsql":
        raise _UnusableError("--wait goes with --to plsql")
    options = _options(given)
    spec, found = _read(given.file, given.syntax)
    if spec is None or has_errors(found):
        from dpspec import checker

        _report(in_order([*found, *(checker.check(spec, options)[1] if spec is not None else ())]), given.color)
        return FINDINGS
    try:
        compiled = api.compile(
            spec, given.to, wait=given.wait, server_version=options.server, object_store_hosts=given.object_store_host
        )
    except api.SpecError as error:
        _report(error.diagnostics, given.color)
        return FINDINGS
    _report(compiled.diagnostics, given.color)
    if given.output in (None, "-"):
        _print(compiled.text)
    else:
        _write(Path(given.output), compiled.text, given.file)
    return CLEAN


def _recover(given: argparse.Namespace) -> int:
    from dpspec import api, checker
    from dpspec.diagnostics import Severity, has_errors, in_order

    options = _options(given)
    source, origin = _to_recover(given)
    if isinstance(source, tuple):
        _report(source, given.color)
        return FINDINGS
    recovered = api.recover_spec(source.text, origin, name=source.name)
    if recovered.spec is None:
        errors = [found for found in recovered.diagnostics if found.severity is Severity.ERROR]
        _report(in_order(errors), given.color)
        return FINDINGS
    to: Syntax = given.to or ("json" if (given.output or "").lower().endswith(".json") else "yaml")
    # In JSON there is no place for a comment.
    _report(recovered.diagnostics if to == "json" else (), given.color)
    try:
        text = recovered.text(to)
    except ValueError as error:
        raise _UnusableError(f"the spec cannot be written: {error}") from None
    spec, _ = api.read(_named(given, text), to)
    found = checker.check(spec, options)[1] if spec is not None else ()
    _report(found, given.color)
    if given.output in (None, "-"):
        _print(text)
    else:
        _write(Path(given.output), text, given.file or "-", "file that it is made of")
    return FINDINGS if has_errors(found) else CLEAN


def _to_recover(given: argparse.Namespace) -> tuple[Source | tuple[Diagnostic, ...], Origin]:
    """Give what is to be recovered and what it is, or what is wrong with its characters."""
    from dpspec import document
    from dpspec.source import Source

    if given.line is not None:
        if given.origin is not None:
            raise _UnusableError("--from goes with a file")
        return Source("<command>", given.line), "command"
    origin: Origin | None = given.origin or _ORIGINS.get(Path(given.file).suffix.lower())
    if origin is None:
        what = "standard input" if given.file == "-" else given.file
        raise _UnusableError(f"{what}: say what it is with --from parfile or --from plsql")
    name, data = _bytes(given.file)
    source, found = document.decode(data, name)
    return (source if source is not None else found), origin


def _named(given: argparse.Namespace, text: str) -> Source:
    from dpspec.source import Source

    return Source(given.output if given.output not in (None, "-") else "<spec>", text)


def _options(given: argparse.Namespace) -> Options:
    from dpspec import api

    try:
        return api.options(given.server_version, given.object_store_host)
    except ValueError as error:
        raise _UnusableError(str(error)) from None


def _read(file: str, syntax: Syntax | None) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    from dpspec import api, document

    if file != "-" and syntax is None and _suffix_unknown(file):
        raise _UnusableError(f"{file}: neither .json, .yaml nor .yml; say its syntax with --syntax")
    name, data = _bytes(file)
    source, found = document.decode(data, name)
    if source is None:
        return None, found
    return api.read(source, _syntax(file, source, syntax))


def _bytes(file: str) -> tuple[str, bytes]:
    """Read a file or standard input: its name for diagnostics, and its bytes up to a little more than may be."""
    from dpspec import document

    if file == "-":
        return "<stdin>", _standard_input(document.MAX_BYTES + 1)
    try:
        with Path(file).open("rb") as stream:
            return file, stream.read(document.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _UnusableError(f"{file}: {_reason(error)}") from None


def _standard_input(most: int) -> bytes:
    if sys.stdin is None:  # closed by the caller
        raise _UnusableError("standard input: it is closed")
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise _UnusableError(f"standard input: {_reason(error)}") from None


def _print(text: str) -> None:
    if sys.stdout is None:  # closed by the caller
        raise _UnusableError("standard output: it is closed")
    try:
        if text.isascii():
            sys.stdout.write(text)
        else:  # a spec is UTF-8, whatever the terminal is
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with suppress(OSError, ValueError):  # what is still in the buffer must not fail once more at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise _UnusableError(f"standard output: {_reason(error)}") from None


def _suffix_unknown(file: str) -> bool:
    from dpspec import api

    try:
        api.syntax_of(file)
    except ValueError:
        return True
    return False


def _syntax(file: str, source: Source, syntax: Syntax | None) -> Syntax:
    from dpspec import api

    return syntax or (api.guess_syntax(source.text) if file == "-" else api.syntax_of(file))


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _report(diagnostics: Sequence[Diagnostic], color: str) -> None:
    if not diagnostics:
        return
    from dpspec import report

    style = report.COLOUR if _colour_wanted(sys.stderr, color) else report.PLAIN
    _print_error(report.render(diagnostics, style) + "\n")


def _print_error(text: str) -> None:
    # What the terminal cannot show is escaped; it must not turn a diagnostic into a traceback.
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _colour_wanted(stream: TextIO, color: str) -> bool:
    if color != "auto":
        return color == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(path: Path, text: str, source: str, what: str = "spec") -> None:
    """Write a file whole or not at all, with the permissions that it has, or that a new one gets."""
    try:
        with suppress(FileNotFoundError):
            path.stat()  # a loop of links is refused by the system, and by resolve() in some versions of Python alone
        if source != "-" and path.exists() and path.samefile(source):
            raise _UnusableError(f"{path}: the output would overwrite the {what}")
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as stream:  # a device or a pipe cannot be replaced
                stream.write(text)
            return
        target = path.resolve()
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(_mode(target))
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links is a RuntimeError before Python 3.13
        raise _UnusableError(f"{path}: {_reason(error)}") from None


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
