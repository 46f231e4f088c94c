"""The command line: ``dpspec check``, ``dpspec compile`` and ``dpspec recover``; the others are in ``cli_*``.

Output goes to standard output, diagnostics to standard error. Exit codes: 0 clean, 1 findings,
2 usage or a file that cannot be read or written, 3 a bug of ours.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn

from dpspec import cli_check, cli_files, cli_jobs, cli_sandbox
from dpspec.cli_files import BUG, CLEAN, FINDINGS, INTERRUPTED, UNUSABLE, UnusableError
from dpspec.targets import TARGETS
from dpspec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dpspec.api import Origin, Syntax
    from dpspec.diagnostics import Diagnostic
    from dpspec.source import Source

_DESCRIPTION: Final = """\
Oracle Data Pump exports as reviewed, checked code.

A spec is the JSON body of the ORDS export endpoint in a file of its own, as JSON or YAML:

  {
    "job_mode": "TABLE",
    "name_expressions": [{"expression": "LIKE 'EMP%'"}, {"expression": "!='EMP'"}],
    "schema_expressions": [{"expression": "IN ('SCOTT')"}]
  }

dpspec checks it before anything is sent anywhere, and compiles it to the ORDS request body, to a
DBMS_DATAPUMP script or to an expdp parameter file. It submits it as well, through ORDS or directly,
and follows the job to its end; check, compile and recover connect to nothing.
"""
_EXIT_CODES: Final = """\
exit codes:
  0  clean
  1  findings: the spec is wrong, or the target cannot say it; nothing was written (but see recover)
  2  usage, or a file that cannot be read or written
  3  a bug in dpspec
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


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        # Two letters must not be enough to delete a dump file, nor a word to be taken for another one.
        options.setdefault("allow_abbrev", False)
        super().__init__(**options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments; what could be a secret among them is not repeated."""
        if re.search(r"--?pass", message):
            message = "a secret is never an argument; it comes from the environment, a file or --password-stdin"
        super().error(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (default: those of the process) and give the exit code."""
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        cli_files.print_error("dpspec: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough; keep the interpreter from complaining about it at its end.
        cli_files.drop(sys.stdout)
        return CLEAN
    except UnusableError as error:
        cli_files.complain(error)
        return UNUSABLE
    except Exception:
        import traceback

        cli_files.print_error(traceback.format_exc())
        cli_files.print_error("dpspec: this is a bug in dpspec; please report it with the lines above\n")
        return BUG
    return code


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
    commands: argparse._SubParsersAction[Any] = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )

    cli_check.add(commands)
    compile_ = commands.add_parser("compile", help="compile a spec", description=_COMPILE, epilog=_EXIT_CODES)
    compile_.add_argument("file", metavar="FILE", help="spec file (.json, .yaml, .yml), or - for standard input")
    targets = "ords: JSON body; plsql: DBMS_DATAPUMP script; parfile: for expdp"
    compile_.add_argument("--to", choices=TARGETS, required=True, help=targets)
    compile_.add_argument("-o", "--output", metavar="OUT", help="write to this file, whole or not at all")
    wait = "plsql: follow the job to its end, and fail unless it succeeds (a client shows the progress at the end)"
    compile_.add_argument("--wait", action="store_true", help=wait)
    cli_files.add_spec_options(compile_)
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
    cli_files.add_check_options(recover)
    recover.set_defaults(command=_recover)
    cli_jobs.add(commands)
    cli_sandbox.add(commands)
    return parser


def _compile(given: argparse.Namespace) -> int:
    from dpspec import api
    from dpspec.diagnostics import has_errors, in_order
    from dpspec.errors import SpecError

    if given.wait and given.to != "plsql":
        raise UnusableError("--wait goes with --to plsql")
    options = cli_files.options_of(given)
    spec, found = cli_files.read_spec(given.file, given.syntax)
    if spec is None or has_errors(found):
        from dpspec import checker

        cli_files.report(
            in_order([*found, *(checker.check(spec, options)[1] if spec is not None else ())]), given.color
        )
        return FINDINGS
    try:
        compiled = api.compile(
            spec, given.to, wait=given.wait, server_version=options.server, object_store_hosts=given.object_store_host
        )
    except SpecError as error:
        cli_files.report(error.diagnostics, given.color)
        return FINDINGS
    cli_files.report(compiled.diagnostics, given.color)
    if given.output in (None, "-"):
        cli_files.print_text(compiled.text)
    else:
        cli_files.write(Path(given.output), compiled.text, given.file)
    return CLEAN


def _recover(given: argparse.Namespace) -> int:
    from dpspec import api, checker
    from dpspec.diagnostics import Severity, has_errors, in_order

    options = cli_files.options_of(given)
    source, origin = _to_recover(given)
    if isinstance(source, tuple):
        cli_files.report(source, given.color)
        return FINDINGS
    recovered = api.recover_spec(source.text, origin, name=source.name)
    if recovered.spec is None:
        errors = [found for found in recovered.diagnostics if found.severity is Severity.ERROR]
        cli_files.report(in_order(errors), given.color)
        return FINDINGS
    to: Syntax = given.to or ("json" if (given.output or "").lower().endswith(".json") else "yaml")
    # In JSON there is no place for a comment.
    cli_files.report(recovered.diagnostics if to == "json" else (), given.color)
    try:
        text = recovered.text(to)
    except ValueError as error:
        raise UnusableError(f"the spec cannot be written: {error}") from None
    spec, _ = api.read(_named(given, text), to)
    found = checker.check(spec, options)[1] if spec is not None else ()
    cli_files.report(found, given.color)
    if given.output in (None, "-"):
        cli_files.print_text(text)
    else:
        cli_files.write(Path(given.output), text, given.file or "-", "file that it is made of")
    return FINDINGS if has_errors(found) else CLEAN


def _to_recover(given: argparse.Namespace) -> tuple[Source | tuple[Diagnostic, ...], Origin]:
    """Give what is to be recovered and what it is, or what is wrong with its characters."""
    from dpspec import document
    from dpspec.source import Source

    if given.line is not None:
        if given.origin is not None:
            raise UnusableError("--from goes with a file")
        return Source("<command>", given.line), "command"
    origin: Origin | None = given.origin or _ORIGINS.get(Path(given.file).suffix.lower())
    if origin is None:
        what = "standard input" if given.file == "-" else given.file
        raise UnusableError(f"{what}: say what it is with --from parfile or --from plsql")
    name, data = cli_files.read_bytes(given.file)
    source, found = document.decode(data, name)
    return (source if source is not None else found), origin


def _named(given: argparse.Namespace, text: str) -> Source:
    from dpspec.source import Source

    return Source(given.output if given.output not in (None, "-") else "<spec>", text)
