"""Names of schemas, tables, tablespaces and the like, as Oracle spells identifiers.

A name without quotes is an identifier in upper case; any other is written in double quotes, just as the dictionary
has it. expdp would take a name in lower case without quotes for the upper-case one (Utilities, parameter files); here
it is refused, so that nobody has to know that. ``%`` is a wildcard where the parameter has wildcards (TABLES).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import Fault, show
from dpspec.source import Span

if TYPE_CHECKING:
    from dpspec.versions import ServerVersion

_PLAIN: Final = re.compile(r"[A-Z][A-Z0-9_$#]*")
_TOKEN: Final = re.compile(r'"(?P<quoted>[^"]*)"|(?P<bare>[^\s".:,;\'()‘’“”]+)|(?P<sign>[.:])|(?P<other>.)', re.DOTALL)  # noqa: RUF001
_ANY_CASE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_$#]*")
_WILD: Final = re.compile(r"[A-Za-z0-9_$#%]+")
_PATTERN: Final = re.compile(r"[A-Z0-9_$#]*%[A-Z0-9_$#%]*")


@frozen
class Form:
    """What a name may look like: ``HR.EMP:P1`` has two `parts` and a `suffix`; `wildcards` allows ``%``."""

    what: str
    example: str
    least: int = 1
    most: int = 1
    suffix: bool = False
    wildcards: bool = False


SCHEMA: Final = Form("a schema", "SCOTT")
TABLESPACE: Final = Form("a tablespace", "USERS")
TABLE: Final = Form("a table", "SCOTT.EMP", most=2)
TABLES: Final = Form("a table", "SCOTT.EMP", most=2, suffix=True, wildcards=True)
VIEW: Final = Form("a view", "SCOTT.EMP_V", most=2, suffix=True)
PARTITION: Final = Form("a partition", "SALES_Q1")
COLUMN: Final = Form("a column", "SCOTT.EMP.SAL", least=2, most=3)
FUNCTION: Final = Form("a function in a package", "SCOTT.MASK.SAL", least=2, most=3)
IDENTIFIER: Final = Form("a name", "NAME")


@frozen
class QualifiedName:
    """Names from the outermost to the innermost, each as the dictionary has it; `suffix` stands behind a colon."""

    names: tuple[str, ...]
    suffix: str = ""

    def __str__(self) -> str:
        return self._spelled(wildcards=True)

    @property
    def exact(self) -> str:
        """The spelling of a name whose form has no wildcards, so that ``%`` is just that."""
        return self._spelled(wildcards=False)

    def _spelled(self, *, wildcards: bool) -> str:
        names = ".".join(spell(name, wildcards=wildcards) for name in self.names)
        return f"{names}:{spell(self.suffix, wildcards=wildcards)}" if self.suffix else names

    @property
    def name(self) -> str:
        """The innermost name."""
        return self.names[-1]

    @property
    def owner(self) -> str:
        """The schema of a table or view; empty for that of whoever runs the job."""
        return self.names[-2] if len(self.names) > 1 else ""

    @property
    def is_pattern(self) -> bool:
        """Whether a part has a wildcard, in a name whose form has wildcards."""
        return any("%" in part for part in (*self.names, self.suffix))


def spell(name: str, *, wildcards: bool = False) -> str:
    """Write one name: in double quotes unless it is an identifier in upper case, or with `wildcards` a pattern."""
    plain = _PLAIN.fullmatch(name) or (wildcards and _PATTERN.fullmatch(name))
    return name if plain else f'"{name}"'


def parse(text: str, form: Form, server: ServerVersion) -> QualifiedName | Fault:
    """Read a name of this form, or say what is wrong with it. `server` has the length limit."""
    parts: list[str] = []
    signs: list[str] = []
    after_name = False
    for token in _TOKEN.finditer(text):
        start = token.start()
        if token["other"] is not None or (token["sign"] is not None) is not after_name:
            return _unexpected(text, start, form)
        after_name = token["sign"] is None
        if token["sign"] is not None:
            signs.append(token["sign"])
            if ":" in signs[:-1] or (token["sign"] == ":" and not form.suffix) or signs.count(".") >= form.most:
                return _unexpected(text, start, form)
            continue
        fault = _part(token, form, server)
        if fault is not None:
            return fault
        parts.append(token["bare"] if token["quoted"] is None else token["quoted"])
    if not after_name or len(parts) - (":" in signs) < form.least:
        return Fault(
            "DP128", f"{show(text)} is not {form.what}", Span(0, len(text)), f"write it as in `{form.example}`"
        )
    suffix = parts.pop() if ":" in signs else ""
    return QualifiedName(tuple(parts), suffix)


def _unexpected(text: str, at: int, form: Form) -> Fault:
    message = f"unexpected {show(text[at])} in the name of {form.what}"
    advice = (
        f'write it as in `{form.example}`; a name of other characters than letters, digits, `_ $ #` as in `"odd name"`'
    )
    if text[at] == ",":
        advice = "make each name an item of its own"
    elif text[at] in "'‘’“”":  # noqa: RUF001 - typographic quotes are among what people paste
        advice = f"a name takes no such quotes; write it as in `{form.example}`"
    return Fault("DP128", message, Span(at, at + 1), advice)


def _part(token: re.Match[str], form: Form, server: ServerVersion) -> Fault | None:
    start, end = token.span()
    quoted, bare = token["quoted"], token["bare"]
    name = bare if quoted is None else quoted
    if len(name.encode("utf-8")) > server.name_bytes:
        message = f"name of {len(name.encode('utf-8'))} bytes; the limit is {server.name_bytes}"
        return Fault("DP120", message, Span(start, end), "no name is that long, so it can match nothing; check it")
    if quoted is not None:
        return _quoted(quoted, start, end, form)
    if form.wildcards and "%" in bare and _WILD.fullmatch(bare):
        pass
    elif not _ANY_CASE.fullmatch(bare):
        allowed = "0123456789_$#%" if form.wildcards and "%" in bare else ""
        odd = next(
            at
            for at, char in enumerate(bare)
            if not (_ANY_CASE.match(char) or char in allowed or (at and char in "0123456789_$#"))
        )
        quoted = show('"' + bare + '"', len(bare) + 2)
        advice = f"write {quoted} if that is its name; without quotes a name has letters, digits, `_`, `$` and `#`"
        if not bare.isprintable():
            advice = "remove what cannot be seen"
        message = f"unexpected {show(bare[odd])} in a name without quotes"
        return Fault("DP128", message, Span(start + odd, start + odd + 1), advice)
    if bare != bare.upper():
        advice = f'write `{bare.upper()}`; or `"{bare}"`, if it was created in double quotes'
        return Fault("DP128", f"{show(bare)} is not in upper case", Span(start, end), advice)
    return None


def _quoted(name: str, start: int, end: int, form: Form) -> Fault | None:
    if not name:
        return Fault("DP128", "empty name", Span(start, end), f"write it as in `{form.example}`")
    if form.wildcards and "%" in name:
        at = start + 1 + name.index("%")
        advice = "whether it is a wildcard there is not documented; use `name_expressions` with ESCAPE"
        return Fault("DP128", "`%` in a quoted name", Span(at, at + 1), advice)
    if not name.isprintable():
        at = next(at for at, char in enumerate(name) if not char.isprintable())
        message = f"invisible character U+{ord(name[at]):04X} in a name"
        return Fault("DP128", message, Span(start + 1 + at, start + 2 + at), "remove it")
    return None
