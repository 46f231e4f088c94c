"""The library: load a spec, check it, compile it."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

from dpspec import checker, document, reader
from dpspec.diagnostics import Diagnostic, has_errors, in_order
from dpspec.errors import SpecError
from dpspec.names import OBJECT_STORE_HOSTS
from dpspec.source import Source
from dpspec.spec import ExportSpec
from dpspec.targets import TARGETS, Target
from dpspec.versions import ServerVersion

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from dpspec.plan import Plan

Syntax = Literal["json", "yaml"]
Origin = Literal["plsql", "parfile", "command"]
_SUFFIXES: Final[dict[str, Syntax]] = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


@frozen
class Checked:
    """The outcome of a check: the plan, if there is no error, and every diagnostic."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the spec can be compiled."""
        return self.plan is not None


@frozen
class Compiled:
    """A compiled spec: the text for its target, and what was noticed on the way."""

    text: str
    target: Target
    diagnostics: tuple[Diagnostic, ...] = ()

    def __str__(self) -> str:
        return self.text


@frozen
class Recovered:
    """What became of a script or parameter file: the spec, unless something could not be carried over.

    Diagnostics that are warnings say what was assumed.
    """

    spec: ExportSpec | None
    diagnostics: tuple[Diagnostic, ...] = ()

    def text(self, syntax: Syntax = "yaml") -> str:
        """Write the spec; in YAML, each assumption is a comment. Raises SpecError if there is no spec."""
        from dpspec import writer

        if self.spec is None:
            raise SpecError(self.diagnostics)
        comments: dict[str, list[str]] = {}
        for diagnostic in self.diagnostics:
            key = (diagnostic.key or "").partition("[")[0]
            comments.setdefault(key, []).append(diagnostic.message)
        return writer.write(self.spec, syntax, comments)


def syntax_of(name: str | PathLike[str]) -> Syntax:
    """Tell the syntax by a file's suffix: .json, .yaml or .yml. Raises ValueError for another one."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in _SUFFIXES:
        raise ValueError(f"{str(name)!r} is neither .json, .yaml nor .yml")
    return _SUFFIXES[suffix]


def guess_syntax(text: str) -> Syntax:
    """Tell the syntax of a text without a name: JSON begins with a bracket, and YAML takes what is not JSON."""
    return "json" if text.lstrip(" \t\r\n\ufeff")[:1] in ("{", "[") else "yaml"


def read(source: Source, syntax: Syntax) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a spec from text without raising: the spec as far as it could be read, and what is wrong with its form."""
    root, found = document.parse(source, syntax)
    if root is None:
        return None, found
    spec, more = reader.read(root)
    return spec, in_order([*found, *more])


def load(path: str | PathLike[str]) -> ExportSpec:
    """Load a spec file (.json, .yaml or .yml, UTF-8).

    Raises OSError if the file cannot be read, ValueError for another suffix, and SpecError with every
    fault, those of `check` included, if the file is no spec. What its filters and values say is
    checked by `check` and `compile`.
    """
    name = str(path)
    syntax = syntax_of(path)
    source, found = document.decode(Path(path).read_bytes(), name)
    if source is None:
        raise SpecError(found)
    return _loaded(source, syntax)


def loads(text: str | bytes, syntax: Syntax | None = None, *, name: str = "<string>") -> ExportSpec:
    """Load a spec from text, in JSON or YAML (guessed by the first character if not said).

    Raises SpecError with every fault if the text is no spec.
    """
    if isinstance(text, bytes):
        source, found = document.decode(text, name)
        if source is None:
            raise SpecError(found)
    else:
        source = Source(name, text)
    return _loaded(source, syntax or guess_syntax(source.text))


def _loaded(source: Source, syntax: Syntax) -> ExportSpec:
    spec, found = read(source, syntax)
    if spec is None or has_errors(found):
        raise SpecError(in_order([*found, *(check(spec).diagnostics if spec is not None else ())]))
    return spec


def recover_spec(text: str, origin: Origin, *, name: str = "<string>") -> Recovered:
    """Make a spec of a DBMS_DATAPUMP script (``plsql``), or of an expdp parameter file or command line.

    Never raises for a wrong text: it is told by the diagnostics, and `spec` is None then. Nothing is dropped without a
    diagnostic. A password is never carried over. Raises ValueError for another origin.
    """
    from dpspec.recover import parfile, plsql

    if not isinstance(text, str):
        raise TypeError(f"a text to recover is a str, not {type(text).__name__}")
    readers = {"plsql": plsql.recover, "parfile": parfile.recover, "command": parfile.recover_command}
    if origin not in readers:
        raise ValueError(f"{origin!r} is none of {', '.join(readers)}")
    return Recovered(*readers[origin](Source(name, text)))


def options(
    server_version: str | ServerVersion | None = None, object_store_hosts: Iterable[str] = ()
) -> checker.Options:
    """Make the options of a check. Raises ValueError for a release or host that cannot be read."""
    if isinstance(server_version, str):
        server_version = ServerVersion.parse(server_version)
    elif not isinstance(server_version, ServerVersion | None):
        raise TypeError(f"server_version is a text such as '19c', not {type(server_version).__name__}")
    hosts = tuple(host.lower() for host in object_store_hosts)
    if isinstance(object_store_hosts, str):
        raise ValueError("object_store_hosts takes a list of host names, not one text")
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host):
            raise ValueError(f"{host!r} is not a host name such as objects.example.com")
    return checker.Options(server_version, (*OBJECT_STORE_HOSTS, *hosts))


def check(
    spec: ExportSpec,
    *,
    server_version: str | ServerVersion | None = None,
    object_store_hosts: Iterable[str] = (),
) -> Checked:
    """Check a spec against the rules of Data Pump, of its job mode and of a server release.

    `server_version` is a release such as ``19c`` (default: what holds on every release from 12.2
    on); `object_store_hosts` are allowed in URIs besides OCI's.
    Never raises for a wrong spec; raises TypeError for what is none.
    """
    if not isinstance(spec, ExportSpec):
        raise TypeError(f"a spec is an ExportSpec, not {type(spec).__name__}: load() and loads() make one")
    return Checked(*checker.check(spec, options(server_version, object_store_hosts)))


def lint_spec(
    spec: ExportSpec,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    targets: Iterable[Target] = (),
    server_version: str | ServerVersion | None = None,
    ords_version: str | None = None,
    object_store_hosts: Iterable[str] = (),
) -> tuple[Diagnostic, ...]:
    """Tell what is legal in a spec and probably not meant: findings with codes DP2xx.

    `select` and `ignore` hold codes, beginnings of codes, names of rules, or ``ALL``. What is wrong with a spec is told
    by `check`; of a value that is wrong, no rule has more to say. Raises ValueError for a word that names no rule, or a
    release that cannot be read.
    """
    from dpspec import linter
    from dpspec.versions import OrdsVersion

    selection = linter.Selection(tuple(select), tuple(ignore))
    for message in linter.unknown([*selection.select, *selection.ignore]):
        raise ValueError(message)
    wanted = options(server_version, object_store_hosts)
    plan, found = checker.check(spec, wanted)
    ords = OrdsVersion.parse(ords_version) if ords_version is not None else None
    return linter.lint(spec, wanted, plan=plan, errors=found, targets=tuple(targets), ords=ords, selection=selection)


def compile(  # noqa: A001 - the name people expect; it is used as dpspec.compile
    spec: ExportSpec,
    target: Target,
    *,
    wait: bool = False,
    server_version: str | ServerVersion | None = None,
    object_store_hosts: Iterable[str] = (),
) -> Compiled:
    """Compile a spec to the text for `target`: ``ords``, ``plsql`` or ``parfile``.

    `wait` makes a PL/SQL script follow its job to the end; the other options are those of `check`.
    Raises SpecError with everything that is wrong, what the target cannot say included, and
    ValueError for another target or a `wait` that the target has no use for.
    """
    if target not in TARGETS:
        raise ValueError(f"{target!r} is none of {', '.join(TARGETS)}")
    if wait and target != "plsql":
        raise ValueError("only plsql can wait")
    checked = check(spec, server_version=server_version, object_store_hosts=object_store_hosts)
    if checked.plan is None:
        raise SpecError(checked.diagnostics)
    if refused := refusals(checked.plan, target):
        raise SpecError(in_order([*checked.diagnostics, *refused]))
    return Compiled(_render(checked.plan, target, wait=wait), target, checked.diagnostics)


def refusals(plan: Plan, target: Target) -> tuple[Diagnostic, ...]:
    """Tell what a target cannot say of a plan."""
    from dpspec.emit import ords, parfile, plsql

    return {"ords": ords.refuse, "plsql": plsql.refuse, "parfile": parfile.refuse}[target](plan)


def _render(plan: Plan, target: Target, *, wait: bool) -> str:
    from dpspec.emit import ords, parfile, plsql

    if target == "plsql":
        return plsql.render(plan, wait=wait)
    return ords.render(plan) if target == "ords" else parfile.render(plan)
