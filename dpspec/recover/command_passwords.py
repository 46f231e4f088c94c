"""Passwords on a command line: masked before it is read, so that nothing that comes after can show one."""

from __future__ import annotations

import re
from typing import Final

from dpspec.recover.parameter_names import ANY_NAME, KNOWN
from dpspec.recover.passwords import PROGRAMS, ROLE, USER, is_listed, mask_user, mask_words
from dpspec.source import Source, Span

#: A word as a POSIX shell sees it; a quote that is not closed takes the rest of the line.
_WORD: Final = r"(?:\\[\s\S]|'[^']*'|\"(?:[^\"\\]|\\[\s\S])*\"|[^\s'\"\\;&|<>]|[;&|<>](?=[^\s;&|<>])|['\"][^\r\n]*)*"
#: What stands between two words of a command, the ends of continued lines too.
_BETWEEN: Final = r"(?:[ \t]|[\\^`][ \t]*(?:\r\n|\r|\n))+"
_CONNECT: Final = re.compile(
    rf"(?<![\w$#.-]){PROGRAMS}[\"']?{_BETWEEN}"
    rf"(?![\w$#]+[ \t]*=)(?P<user>{_WORD})",
    re.IGNORECASE,
)
_SECRET: Final = re.compile(
    rf"(?P<name>(?<!\w)(?:(?=\w*PASSW(?:OR)?D)\w+(?=[ \t]*=)|\w*USERID(?=={USER})"
    r"|(?<![^\s\"'])USERID(?=[ \t]*=)))"
    rf"[ \t]*=[ \t]*(?P<value>{_WORD}(?:[ \t]*=[ \t]*{_WORD})*)|(?<![^\s])(?P<late>[A-Za-z][\w$#]*/[^\s/=,:]{_WORD})",
    re.IGNORECASE,
)


#: The name of a program, with its path; nothing before the first one is of its job.
_PROGRAM: Final = re.compile(rf"(?<![^\s;&|/\\\"'])[\"']?{PROGRAMS}(?![^\s;&|\"'^`\\])", re.IGNORECASE)
_SETTING: Final = re.compile(r"[ \t]*\w+=")
_HERE: Final = re.compile(r"(?<!\\)<(?:<[<-]?|[ \t]+<\()")
#: A word behind the user that begins no parameter.
_STRAY: Final = re.compile(rf"{_BETWEEN}(?![\w$#]+[ \t]*=)(?P<word>{_WORD})")
_NAMED: Final = re.compile(rf"{ROLE}\Z|(?P<name>-*\w+)(?::|\Z)", re.IGNORECASE)
#: A word that looks like the name of a password, without the equals sign behind it; the word behind is that.
_BARE: Final = re.compile(
    rf"(?<![^\s\"'])(?=[\w-]*(?:PASSW|PWD))(?P<name>[\w-]+)(?:[ \t]*:[ \t]*|{_BETWEEN})(?!=|(?:{ANY_NAME})[ \t]*="
    rf"|(?:IS|IN|LIKE|NOT|BETWEEN|AND|OR|FROM)\b|\\?[<>!])(?P<value>{_WORD})",
    re.IGNORECASE,
)


def mask(source: Source) -> tuple[Source, list[Span]]:
    """Put asterisks in the place of passwords. Gives the spans of those that belong to a parameter's name."""
    text = source.text
    chars = list(text)
    named: list[Span] = []
    for match in _SECRET.finditer(text):
        if match["late"]:
            _put(chars, text, *match.span("late"))
        else:
            _put(chars, text, *match.span("value"))
            named.append(Span(match.start("name"), match.end()))
    for match in _CONNECT.finditer(text):
        _put(chars, text, *match.span("user"))
        _strays(chars, text, match.end())
    at = 0
    while bare := _BARE.search(text, at):
        if not is_listed(text, bare.start(), bare["name"]):
            _hide(chars, *bare.span("value"))
        # A word may hold the next name, behind a blank with a backslash or in quotes.
        at = bare.start("value")
    _hide_outside(chars, text)
    masked = "".join(chars)
    changed = [span for span in named if masked[span.start : span.end] != text[span.start : span.end]]
    return Source(source.name, masked), changed


def _put(chars: list[str], text: str, start: int, end: int) -> None:
    """Mask a connect string or a password."""
    before = text[max(0, start - 40) : start].rstrip(" \t=").upper()
    kept = mask_user(text[start:end]) if not re.search(r"PASSW(?:OR)?D\w*\Z", before) else ""
    for at in range(start, end):
        if kept:
            chars[at] = kept[at - start] if chars[at] != "*" else "*"
        elif not (chars[at].isspace() or (chars[at] in "\"'" and at in (start, end - 1))):
            chars[at] = "*"


def _strays(chars: list[str], text: str, at: int) -> None:
    """Mask the words from `at` to the first parameter, which may be a part of the password."""
    while (match := _STRAY.match(text, at)) and match["word"]:
        named = _NAMED.match(match["word"])
        if named is None or (named["name"] and named["name"].lstrip("-").upper() not in KNOWN):
            _hide(chars, *match.span("word"))
        at = match.end()


def _hide_outside(chars: list[str], text: str) -> None:
    """Mask what is no argument of a program: what stands before it, and the input that is given to it."""
    start = -1
    for match in _PROGRAM.finditer(text):
        end = match.start()
        begin = max(text.rfind(sign, 0, end) for sign in "\r\n;&|") + 1 if start >= 0 else 0
        if start < 0 or _SETTING.match(text, begin, end):
            _hide(chars, begin, end)
        start = match.end() if start < 0 else start
    if start >= 0 and (here := _HERE.search(text, start)):
        _hide(chars, here.end(), len(text))


def _hide(chars: list[str], start: int, end: int) -> None:
    chars[start:end] = mask_words("".join(chars[start:end]))
