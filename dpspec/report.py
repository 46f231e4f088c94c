"""Diagnostics to text for people: the message, the line it is about, a caret under the fault, the help."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.source import Location

MAX_SHOWN: Final = 100
_WIDTH: Final = 100
#: The token of a pre-authenticated request, for whoever knows it has the bucket; a user and a password in a URI.
_SECRET: Final = re.compile(r"(?<=/p/)[^/\s\"']{8,}(?=/n/)|(?<=://)[^/\s\"'@]+(?=@)")
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
    line = _SECRET.sub(lambda match: "*" * len(match.group()), line)
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
