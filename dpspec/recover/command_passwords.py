"""Passwords on a command line: masked before it is read, so that nothing that comes after can show one."""

from __future__ import annotations

import re
from typing import Final

from dpspec.recover.passwords import PROGRAMS, USER, mask_user
from dpspec.source import Source, Span

#: A word as a POSIX shell sees it; a quote that is not closed takes the rest of the line.
_WORD: Final = r"(?:\\[\s\S]|'[^']*'|\"(?:[^\"\\]|\\[\s\S])*\"|[^\s'\"\\;&|<>]|[;&|<>](?=[^\s;&|<>])|['\"][^\r\n]*)*"
_CONNECT: Final = re.compile(
    rf"(?<![\w$#.-]){PROGRAMS}[\"']?(?:[ \t]|[\\^`][ \t]*(?:\r\n|\r|\n))+"
    rf"(?![\w$#]+[ \t]*=)(?P<user>{_WORD})",
    re.IGNORECASE,
)
_SECRET: Final = re.compile(
    rf"(?P<name>(?<!\w)(?:(?=\w*PASSW(?:OR)?D)\w+(?=[ \t]*=)|\w*USERID(?=={USER})"
    r"|(?<![^\s\"'])USERID(?=[ \t]*=)))"
    rf"[ \t]*=[ \t]*(?P<value>{_WORD}(?:[ \t]*=[ \t]*{_WORD})*)|(?<![^\s])(?P<late>[A-Za-z][\w$#]*/[^\s/=,:]{_WORD})",
    re.IGNORECASE,
)


def mask(source: Source) -> tuple[Source, list[Span]]:
    """Put asterisks in the place of passwords. Gives the spans of those that belong to a parameter's name."""
    text = source.text
    parts = [match.span("user") for match in _CONNECT.finditer(text)]
    named: list[Span] = []
    for match in _SECRET.finditer(text):
        if match["late"]:
            parts.append(match.span("late"))
            continue
        parts.append(match.span("value"))
        named.append(Span(match.start("name"), match.end()))
    chars = list(text)
    for start, end in parts:
        before = text[max(0, start - 40) : start].rstrip(" \t=").upper()
        kept = mask_user(text[start:end]) if not re.search(r"PASSW(?:OR)?D\w*\Z", before) else ""
        for at in range(start, end):
            if kept:
                chars[at] = kept[at - start] if chars[at] != "*" else "*"
            elif not (chars[at].isspace() or (chars[at] in "\"'" and at in (start, end - 1))):
                chars[at] = "*"
    masked = "".join(chars)
    changed = [span for span in named if masked[span.start : span.end] != text[span.start : span.end]]
    return Source(source.name, masked), changed
