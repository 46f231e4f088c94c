"""The commands about specs as files of a project: check, explain, schema."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dpspec import cli_files
from dpspec.cli_files import CLEAN, FINDINGS, UNUSABLE, UnusableError
from dpspec.targets import TARGETS

if TYPE_CHECKING:
    import argparse

    from dpspec.diagnostics import Diagnostic
    from dpspec.fixer import Fixed
    from dpspec.inspection import Wishes
    from dpspec.linter import Selection
    from dpspec.settings import Finder, Settings
    from dpspec.source import Source

FORMATS: Final = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")

_CHECK: Final = """\
Check export specs: report everything that is wrong with them, and what is legal and probably not meant (lint, codes
DP2xx), each at its character.

  dpspec check exports/*.dp.json
  dpspec check --server-version 19c --target parfile nightly.dp.yaml
  dpspec check --fix nightly.dp.yaml
  git show HEAD:nightly.dp.yaml | dpspec check -

Settings come from dpspec.toml, or from [tool.dpspec] in pyproject.toml, in the folder of a spec or the nearest one
above it. In YAML, `# dpspec: ignore[DP203]` at the end of a line, or on a line of its own before it, ignores a finding
of the linter there, and `# dpspec: ignore-file[DP203]` in the whole file.
"""
_EXIT_CODES: Final = """\
exit codes:
  0  nothing was found, or all of it was fixed
  1  findings, whatever the format
  2  usage, settings, or a file that cannot be read or written
  3  a bug in dpspec
"""
_EXPLAIN: Final = """\
Explain a rule or a code: what it means, why it matters, what to write instead. Without one, list them all.

  dpspec explain DP203
  dpspec explain lower-case-name
"""
_SCHEMA: Final = """\
Print the JSON Schema of a spec, for editors that complete and check by one.

  dpspec schema > dpspec.schema.json
"""


def add(commands: Any) -> None:
    """Add the commands to the subparsers of the command line."""
    check = commands.add_parser("check", help="report what is wrong with specs", description=_CHECK, epilog=_EXIT_CODES)
    files = "spec files (.json, .yaml, .yml), or - for standard input"
    check.add_argument("files", nargs="+", metavar="FILE", help=files)
    check.add_argument("--target", choices=TARGETS, action="append", help="also report what this target cannot say")
    rules = "rules of the linter, by code, beginning of a code, name, or ALL, with commas between; may be repeated"
    check.add_argument("--select", action="append", metavar="RULES", help=f"run only these {rules}")
    check.add_argument("--ignore", action="append", metavar="RULES", help="do not run these rules")
    check.add_argument("--fix", action="store_true", help="fix what can be fixed without changing the job")
    check.add_argument("--unsafe-fixes", action="store_true", help="also apply fixes that make another job")
    check.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    check.add_argument("--format", choices=FORMATS, default="text", help="how findings are printed (default: text)")
    config = "settings, in place of those that are found"
    check.add_argument("--config", metavar="FILE", help=config)
    check.add_argument("--isolated", action="store_true", help="use no settings")
    ords = "release of ORDS, such as 26.2, for what it is known to get wrong"
    check.add_argument("--ords-version", metavar="V", help=ords)
    cli_files.add_spec_options(check)
    check.set_defaults(command=_check)

    explain = commands.add_parser("explain", help="explain a rule or a code", description=_EXPLAIN)
    explain.add_argument("word", nargs="?", metavar="CODE", help="a code such as DP203, or the name of a rule")
    explain.set_defaults(command=_explain)

    schema = commands.add_parser("schema", help="print the JSON Schema of a spec", description=_SCHEMA)
    schema.set_defaults(command=_schema)


def _check(given: argparse.Namespace) -> int:
    from dpspec.settings import Finder

    if given.files.count("-") > 1:
        raise UnusableError("standard input can be read only once")
    if given.fix and given.diff:
        raise UnusableError("--diff shows what --fix would do: give one of them")
    if given.config is not None and given.isolated:
        raise UnusableError("--isolated uses no settings, and --config names some: give one of them")
    if given.diff and given.format != "text":
        raise UnusableError("--diff writes to standard output, which --format needs")
    if given.fix and "-" in given.files and given.format != "text":
        raise UnusableError("--fix writes standard input to standard output, which --format needs")
    run = _Run(given, Finder())
    for file in given.files:
        try:
            run.file(file)
        except UnusableError as error:
            cli_files.complain(error)
            run.unusable = True
    return run.end()


class _Run:
    """One run over all files: what is printed on the way, and how it ends."""

    def __init__(self, given: argparse.Namespace, finder: Finder) -> None:
        self.given = given
        self.finder = finder
        self.unusable = False
        self.found = False
        self.fixed = self.fixable = self.unsafe = 0
        self.results: list[tuple[str, tuple[Diagnostic, ...]]] = []
        self.wanted = _rules(given.select)
        self.ignored = _rules(given.ignore)

    def file(self, file: str) -> None:
        """Check one file, and fix it if that is asked for."""
        settings = self._settings(file)
        if settings.excludes(file) and file != "-":
            return
        wishes = self._wishes(settings, file)
        source, syntax, found = cli_files.read_source(file, self.given.syntax)
        if source is None:
            self._tell(file, found)
            return
        unsafe = self.given.unsafe_fixes or settings.unsafe_fixes
        if self.given.fix or self.given.diff:
            from dpspec import fixer

            fixed = fixer.fix(source, syntax, wishes, unsafe=unsafe)
            self._write(file, source, fixed)
            found = fixed.inspection.diagnostics
        else:
            from dpspec import inspection

            found = inspection.inspect(source, syntax, wishes).diagnostics
            self._count(found, unsafe=unsafe)
        self._tell(source.name, found)

    def _settings(self, file: str) -> Settings:
        from dpspec import settings

        try:
            if self.given.isolated:
                return settings.NONE
            if self.given.config is not None:
                return settings.read(Path(self.given.config))
            return self.finder.of_file(file)
        except settings.SettingsError as error:
            raise UnusableError(str(error)) from None
        except OSError as error:
            raise UnusableError(f"{error.filename}: {cli_files.reason(error)}") from None

    def _wishes(self, settings: Settings, file: str) -> Wishes:
        from dpspec import api
        from dpspec.inspection import Wishes
        from dpspec.versions import OrdsVersion

        given = self.given
        hosts = (*settings.object_store_hosts, *given.object_store_host)
        ords = given.ords_version or settings.ords_version
        try:
            return Wishes(
                api.options(given.server_version or settings.server_version, hosts),
                tuple(dict.fromkeys(given.target or settings.targets)),
                OrdsVersion.parse(ords) if ords is not None else None,
                self._selection(settings, file),
            )
        except ValueError as error:
            raise UnusableError(str(error)) from None

    def _selection(self, settings: Settings, file: str) -> Selection:
        from dpspec.linter import Selection

        # The command line comes before the settings; what is ignored in one file is meant in any case.
        never = settings.ignored_in(file)
        if self.wanted:
            return Selection(self.wanted, self.ignored, never, settings.severity)
        return Selection(settings.select, settings.ignore, (*never, *self.ignored), settings.severity)

    def _write(self, file: str, source: Source, fixed: Fixed) -> None:
        self.fixed += len(fixed.applied)
        changed = fixed.text != source.text
        if self.given.diff:
            import difflib

            from dpspec.report import visible

            self.found |= changed
            before, after = source.text.splitlines(keepends=True), fixed.text.splitlines(keepends=True)
            name = visible(source.name)
            for line in difflib.unified_diff(before, after, name, name):
                cli_files.print_text(line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n")
        elif file == "-":
            cli_files.print_text(fixed.text)
        elif changed:
            if not os.access(file, os.W_OK):
                raise UnusableError(f"{file}: Permission denied")
            cli_files.write(Path(file), fixed.text, "-")

    def _count(self, found: tuple[Diagnostic, ...], *, unsafe: bool) -> None:
        fixes = [each.fix for each in found if each.fix is not None]
        self.fixable += sum(fix.is_safe or unsafe for fix in fixes)
        self.unsafe += sum(not (fix.is_safe or unsafe) for fix in fixes)

    def _tell(self, name: str, found: tuple[Diagnostic, ...]) -> None:
        self.found |= bool(found)
        if self.given.format == "text":
            cli_files.report(found, self.given.color)
        else:
            self.results.append((name, found))

    def end(self) -> int:
        """Print what is left to print, and give the exit code."""
        if self.given.format != "text":
            from dpspec import formats

            results = [formats.FileResult(name, found) for name, found in self.results]
            try:
                cli_files.print_text(formats.render(self.given.format, results))
            except BrokenPipeError:  # who has seen enough changes nothing of what was found
                cli_files.drop(sys.stdout)
        elif told := self._told():
            cli_files.print_error(f"dpspec: {told}\n")
        return UNUSABLE if self.unusable else FINDINGS if self.found else CLEAN

    def _told(self) -> str:
        """Say on one line what was fixed, or could be."""
        if self.fixed:
            verb = "would be fixed" if self.given.diff else "fixed"
            return f"{self.fixed} finding{'s' * (self.fixed != 1)} {verb}"
        parts = [f"{self.fixable} can be fixed with --fix"] if self.fixable else []
        if self.unsafe:
            more = "more" if self.fixable else "can be fixed"
            parts.append(f"{self.unsafe} {more} with --fix --unsafe-fixes, which changes the job")
        return ", ".join(parts)


def _rules(given: list[str] | None) -> tuple[str, ...]:
    words = tuple(word.strip() for text in given or () for word in text.split(",") if word.strip())
    words = tuple(word.upper() if word[:2].lower() == "dp" else word for word in words)
    if words:
        from dpspec import linter

        for message in linter.unknown(words):
            raise UnusableError(message)
    return words


def _explain(given: argparse.Namespace) -> int:
    from dpspec import explain

    if given.word is None:
        cli_files.print_text(explain.listing())
        return CLEAN
    page = explain.page(given.word)
    if page is None:
        raise UnusableError(f"{given.word!r} is neither a code nor the name of a rule; `dpspec explain` lists them")
    cli_files.print_text(page)
    return CLEAN


def _schema(_: argparse.Namespace) -> int:
    import json

    from dpspec import schema

    cli_files.print_text(json.dumps(schema.schema(), indent=2) + "\n")
    return CLEAN
