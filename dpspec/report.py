"""Diagnostics to text for people: the message, the line it is about, a caret under the fault, the help."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.source import Location

MAX_SHOWN: Final = 100
_WIDTH: Final = 100
#: A key that has a password: of a spec, a parameter file or a script.
_KEY: Final = r"""(?:pas+w|passphrase|pwd|\b\w{0,20}_pw\b|\bpw\b)(?!\w{0,20}_(?:history|verify))[\w$#-]{0,40}["']?"""
#: A text, perhaps with its quotes doubled for the text that it stands in.
_TEXT: Final = r"""(?:"(?:\\.|[^"\\])*"?|[Nn]?[Qq]?(?:''[^'\n]+''|'(?:''|[^'])*'?))"""
#: What nobody should read on a screen or in a log. What is secret is the group `secret`; what stands in brackets has
#: secrets in it, the group `parts`.
_SECRETS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # The token of a pre-authenticated request, for whoever knows it has the bucket; user and password in a URI.
        r"""(?<=/p/)(?P<secret>[^/\s"']{8,})(?=/n/)""",
        r"""(?<=://)(?P<secret>[^/\s"'@]+)(?=@)""",
        r"""(?<=://)[^\s"'?]{1,2000}\?(?P<secret>[^\s"']+)""",
        # A value behind its key, on the same line or on the next.
        rf"{_KEY}(?:[^\S\n]+(?:constant\s+)?n?varchar2?\s*\([^()]*\))?\s*(?::=|=>|[:=])\s*(?P<secret>{_TEXT})",
        rf"{_KEY}\s*:\s*(?P<parts>\{{[^}}]*|\[[^\]]*)",
        rf"""{_KEY}[^\S\n]*(?::(?!=)|=(?!>))[^\S\n]*(?:\n[^\S\n]+)?(?P<parts>[^\s"'{{\[][^\n]*)""",
        rf"{_KEY}\s*:\s*[|>][^\n]*(?P<secret>(?:\n[^\S\n]+[^\n]*)+)",
        # SET_PARAMETER
        rf"'encryption_password'\s*,\s*(?:value\s*=>\s*)?(?P<secret>{_TEXT})",
        rf"value\s*=>\s*(?P<secret>{_TEXT})\s*,\s*name\s*=>\s*'encryption_password'",
        # CONNECT TO SCOTT IDENTIFIED BY TIGER, SCOTT/TIGER@DB
        rf"\bidentified\s+by\s+(?P<secret>{_TEXT}|[^\s;]+)",
        r"""(?<![\w$#/.:-])[\w$#]+/(?P<secret>[^\s/@"']+)(?=@)""",
        r"""(?:userid["']?\s*[:=]|\b(?:expdp|impdp|sqlplus|conn(?:ect)?)\b)\s*["']?[\w$#]+/(?P<secret>[^\s@"']+)""",
    )
)
_PART: Final = re.compile(
    rf"""\s*(?:["']?(?:env|file|prompt)\w*["']?\s*:(?=[\s"']))?\s*(?P<secret>{_TEXT}|[^\s\[\]{{}},:"'][^\n,\]}}]*)"""
)
#: What is no password where one could stand.
_NO_SECRETS: Final = frozenset(["true", "false", "yes", "no", "null", "~"])
_TAB: Final = "    "


@frozen
class Style:
    """Terminal colours, or none."""

    error: str = ""
    warning: str = ""
    place: str = ""
    help: str = ""
    bold: str = ""
    reset: str = ""


PLAIN: Final = Style()
COLOUR: Final = Style("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1;36m", "\x1b[1m", "\x1b[0m")


def render(diagnostics: Iterable[Diagnostic], style: Style = PLAIN) -> str:
    """Give the text of diagnostics, an empty line between two. Nothing in it comes unescaped from a file."""
    return "\n".join("\n".join(_lines(diagnostic, style)) + "\n" for diagnostic in _capped(diagnostics))


def _capped(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Show no more than a hundred of a kind: after that it is one mistake, made by a program."""
    counts: Counter[str] = Counter()
    for diagnostic in diagnostics:
        counts[diagnostic.code] += 1
        if counts[diagnostic.code] <= MAX_SHOWN:
            yield diagnostic
    for code, count in counts.items():
        if count > MAX_SHOWN:
            yield Diagnostic(code, f"{count - MAX_SHOWN:,} more of this kind are not shown")


def _lines(diagnostic: Diagnostic, style: Style) -> Iterator[str]:
    colour = style.error if diagnostic.severity is Severity.ERROR else style.warning
    level = f"{colour}{diagnostic.severity.value}[{diagnostic.code}]{style.reset}"
    yield f"{level}{style.bold}: {visible(diagnostic.message)}{style.reset}"
    places = [label.location for label in diagnostic.labels]
    if diagnostic.location is not None:
        places.append(diagnostic.location)
    pad = " " * max((len(str(place.position.line)) for place in places), default=1)
    if diagnostic.location is not None:
        yield from _snippet(diagnostic.location, "", "^", colour, pad, style)
    elif diagnostic.key is not None:
        yield f"{pad}{style.place}-->{style.reset} {visible(diagnostic.key)}"
    for label in diagnostic.labels:
        yield from _snippet(label.location, label.text, "-", style.place, pad, style)
    if diagnostic.help is not None:
        yield f"{pad} {style.place}={style.reset} {style.help}help{style.reset}: {visible(diagnostic.help)}"


def _snippet(location: Location, text: str, mark: str, colour: str, pad: str, style: Style) -> Iterator[str]:
    source, position = location.source, location.position
    yield f"{pad}{style.place}-->{style.reset} {visible(source.name)}:{position.line}:{position.column}"
    line = source.line(position.line)
    start = position.column - 1
    end = min(max(location.span.end - location.span.start, 1) + start, max(len(line), start + 1))
    first = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    last = min(len(line), first + _WIDTH)
    line = _masked(source.text, line, location.span.start - start)
    shown = [_cell(char) for char in line[first:last]]
    before = sum(_columns(cell) for cell in shown[: start - first])
    under = max(1, sum(_columns(cell) for cell in shown[start - first : end - first]))
    lead = "…" if first else ""
    trail = "…" if last < len(line) else ""
    bar = f"{style.place}|{style.reset}"
    yield f"{pad} {bar}"
    yield f"{style.place}{position.line:>{len(pad)}}{style.reset} {bar} {lead}{''.join(shown)}{trail}".rstrip(" ")
    carets = mark * min(under, _WIDTH)
    yield f"{pad} {bar} {' ' * (before + len(lead))}{colour}{carets}{f' {visible(text)}' if text else ''}{style.reset}"


def _masked(text: str, line: str, offset: int) -> str:
    """Give a line, which starts at `offset` of a text, with asterisks for every character of a secret."""
    characters = list(line)
    for start, end in secrets(text):
        for at in range(max(start - offset, 0), min(end - offset, len(characters))):
            characters[at] = "*"
    return "".join(characters)


@lru_cache(maxsize=4)
def secrets(text: str) -> tuple[tuple[int, int], ...]:
    """Find the secrets in a text: a value may stand on another line than its key."""
    found: list[tuple[int, int]] = []
    for pattern in _SECRETS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            if groups.get("secret") is not None:
                found.append(match.span("secret"))
            if groups.get("parts") is not None:
                found += _parts(text, *match.span("parts"))
    return tuple(found)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in _PART.finditer(text, start, end):
        if part["secret"].strip().lower() not in _NO_SECRETS:
            yield part.span("secret")


def visible(text: str) -> str:
    """Make what could steer a terminal visible."""
    return "".join(map(_cell, text.replace("\n", "\\n")))


def _cell(char: str) -> str:
    if char == "\t":
        return _TAB
    if char == " " or char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def _columns(cell: str) -> int:
    return sum(map(_width, cell))


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):  # marks that stand on the character before
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
