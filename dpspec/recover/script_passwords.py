"""Passwords of a script: nothing that is reported of it shows one, wherever it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec.recover.passwords import PROGRAMS, asterisks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.source import Location, Source

#: Fewer characters than these may stand in a script without being the password.
_SHORT: Final = 3

#: A literal behind one that is the name of a password, for text that does not parse.
_BEHIND_NAME: Final = re.compile(
    r"'\w{0,60}(?:PASSW|PASWORD|PWD)\w{0,60}'\s{0,99},\s{0,99}(?:\w{1,60}\s{0,99}=>\s{0,99})?"
    r"(?P<secret>'(?:[^'\r\n]|''){0,4000})",
    re.IGNORECASE,
)
#: ``user/password@connect``, and ``user/password`` behind a program or USERID.
_CONNECT: Final = re.compile(
    rf"""(?:(?<![\w$\#.-])(?:{PROGRAMS}|CONN(?:ECT)?)["']?[\x20\t]{{1,20}}(?:USERID=)?["']?
          |(?<!\w)USERID[\x20\t]{{0,20}}=[\x20\t]{{0,20}}["']?)
         [A-Za-z][\w$\#]{{0,127}}"?/(?P<late>(?:"[^"\r\n]{{1,200}}"|[^\s'"]){{1,400}})
      | (?<![\w$\#./:\\-])[A-Za-z][\w$\#]{{0,127}}"?/
         (?P<early>(?:"[^"\r\n]{{1,200}}"|[^\s'"/@])[^\s'"]{{0,200}}@[^\s'"]{{1,200}})""",
    re.IGNORECASE | re.VERBOSE,
)


def masked(source: Source, secrets: Iterable[tuple[Location, str | None]]) -> Source:
    """Give the source as reports may show it: with asterisks for every password."""
    text = source.text
    for pattern in (_BEHIND_NAME, _CONNECT):
        text = pattern.sub(_hide, text)
    for place, value in secrets:
        start, end = place.span.start, place.span.end
        text = text[:start] + asterisks(text[start:end]) + text[end:]
        if value:
            # The variable that holds it has it somewhere else; a short one is looked for as a literal only.
            written = value.replace("'", "''")
            for part in {value, written} if len(value) > _SHORT else {f"'{written}'"}:
                text = text.replace(part, asterisks(part))
    return source if text == source.text else evolve(source, text=text)


def without(text: str) -> str:
    """Give a text of the script with `***` in the place of a password that it holds beside a user."""
    return _CONNECT.sub(lambda match: match[0][: -len(_secret(match))] + "***", text)


def shown_in(source: Source, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Give diagnostics with their places in another source, such as the masked one."""
    for diagnostic in found:
        labels = tuple(evolve(label, location=evolve(label.location, source=source)) for label in diagnostic.labels)
        place = diagnostic.location
        yield evolve(diagnostic, location=place and evolve(place, source=source), labels=labels)


def _hide(match: re.Match[str]) -> str:
    secret = _secret(match)
    return match[0][: -len(secret)] + asterisks(secret)


def _secret(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next(groups[name] for name in groups if groups[name] is not None)
