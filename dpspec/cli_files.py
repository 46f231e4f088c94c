"""What the commands share: files and streams, specs that are read, diagnostics that are shown, exit codes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from dpspec.api import Syntax
    from dpspec.checker import Options
    from dpspec.diagnostics import Diagnostic
    from dpspec.source import Source
    from dpspec.spec import ExportSpec

CLEAN: Final = 0
FINDINGS: Final = 1
UNUSABLE: Final = 2
BUG: Final = 3
INTERRUPTED: Final = 130


class UnusableError(Exception):
    """Something outside the spec is in the way: the message goes to the user, with exit code 2."""


def complain(error: UnusableError) -> None:
    """Print why nothing can be done, on one line of standard error."""
    from dpspec.report import visible

    print_error(f"dpspec: {visible(str(error))}\n")


def add_spec_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that reads a spec."""
    add_check_options(parser)
    syntax = "syntax of the file (default: by its suffix; of standard input, by its first character)"
    parser.add_argument("--syntax", choices=("json", "yaml"), help=syntax)


def add_check_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a check."""
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


def options_of(given: argparse.Namespace) -> Options:
    """Make the options of a check of those of the command line. Raises UnusableError for a wrong one."""
    from dpspec import api

    try:
        return api.options(given.server_version, given.object_store_host)
    except ValueError as error:
        raise UnusableError(str(error)) from None


def read_spec(file: str, syntax: Syntax | None) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a spec from a file or standard input, as far as it can be read, and say what is wrong with its form.

    Raises UnusableError where there is nothing to read or its syntax is not known.
    """
    from dpspec import api

    source, syntax, found = read_source(file, syntax)
    return (None, found) if source is None else api.read(source, syntax)


def read_source(file: str, syntax: Syntax | None) -> tuple[Source | None, Syntax, tuple[Diagnostic, ...]]:
    """Read the text of a spec from a file or standard input: the text and its syntax, or what is wrong with its bytes.

    Raises UnusableError where there is nothing to read or its syntax is not known.
    """
    from dpspec import document

    if file != "-" and syntax is None and _suffix_unknown(file):
        raise UnusableError(f"{file}: neither .json, .yaml nor .yml; say its syntax with --syntax")
    name, data = read_bytes(file)
    source, found = document.decode(data, name)
    if source is None:
        return None, syntax or "yaml", found
    return source, _syntax(file, source, syntax), ()


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


def report(diagnostics: Sequence[Diagnostic], color: str) -> None:
    """Print diagnostics to standard error; `color` is ``auto``, ``always`` or ``never``."""
    if not diagnostics:
        return
    from dpspec import report

    style = report.COLOUR if colour_wanted(sys.stderr, color) else report.PLAIN
    print_error(report.render(diagnostics, style) + "\n")


def colour_wanted(stream: TextIO | None, color: str) -> bool:
    """Tell whether a stream gets colour: with ``auto`` a terminal does, unless it or NO_COLOR objects."""
    if color != "auto":
        return color == "always"
    return (
        stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def read_bytes(file: str) -> tuple[str, bytes]:
    """Read a file or standard input: its name for diagnostics, and its bytes up to a little more than may be."""
    from dpspec import document

    if file == "-":
        return "<stdin>", standard_input(document.MAX_BYTES + 1)
    try:
        with Path(file).open("rb") as stream:
            return file, stream.read(document.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnusableError(f"{file}: {reason(error)}") from None


def standard_input(most: int) -> bytes:
    """Read at most `most` bytes of standard input. Raises UnusableError where that fails."""
    if sys.stdin is None:  # closed by the caller
        raise UnusableError("standard input: it is closed")
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise UnusableError(f"standard input: {reason(error)}") from None


def print_text(text: str) -> None:
    """Print to standard output, at once, in UTF-8.

    Raises BrokenPipeError if the reader has gone, and UnusableError for any other failure.
    """
    if sys.stdout is None:  # closed by the caller
        raise UnusableError("standard output: it is closed")
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
        raise UnusableError(f"standard output: {reason(error)}") from None


def print_error(text: str) -> None:
    """Print to standard error. Whether anybody reads it or not, nothing comes of that, least of all the exit code."""
    if sys.stderr is None:  # closed by the caller
        return
    # What the terminal cannot show is escaped; it must not turn a diagnostic into a traceback.
    encoding = sys.stderr.encoding or "ascii"
    try:
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()
    except (OSError, ValueError):
        drop(sys.stderr)


def drop(stream: TextIO) -> None:
    """Let what is still in the buffer of a stream go nowhere, so that it does not fail once more at the end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write(path: Path, text: str, source: str, what: str = "spec") -> None:
    """Write a file whole or not at all, with the permissions that it has, or that a new one gets."""
    import tempfile

    try:
        with suppress(FileNotFoundError):
            path.stat()  # a loop of links is refused by the system, and by resolve() in some versions of Python alone
        if source != "-" and path.exists() and path.samefile(source):
            raise UnusableError(f"{path}: the output would overwrite the {what}")
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
        raise UnusableError(f"{path}: {reason(error)}") from None


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def reason(error: Exception) -> str:
    """Say why, in the words of the system without its number."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
