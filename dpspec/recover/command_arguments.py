r"""The words behind expdp to its arguments: who connects, and the parameters.

expdp puts arguments that are no parameters to the parameter before, as in Oracle's example
``INCLUDE=TABLE:\"IN \(\'EMP\', \'DEP\'\)\"``, which a shell splits in two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import show
from dpspec.recover.extracts import joined
from dpspec.recover.parameter_names import KNOWN, example
from dpspec.recover.passwords import ROLE
from dpspec.recover.shell_words import open_quote
from dpspec.source import Extract

if TYPE_CHECKING:
    from dpspec.recover.command_text import CommandText
    from dpspec.recover.shell_words import Word
    from dpspec.source import Location

_REPLACED: Final = re.compile(r"\$\{[^}\s]*\}?|\$\([^)\r\n]*\)?|`[^`\r\n]*`?|%\w+%|\$[\w?@*#]+|.")
#: What stands in quotes as a literal, and what can be before one; of what stands otherwise, quotes are for the shell.
_LITERAL: Final = re.compile(r"[^\"'()<>=|&;!\\]*")
_BEFORE_LITERAL: Final = re.compile(r"(?:[=(,<>|]|\b(?:like|between|and|escape))\s*\Z", re.IGNORECASE)
_KEY: Final = re.compile(r"\s*[A-Za-z_][\w$#]*\s*=")
_ROLE: Final = re.compile(ROLE, re.IGNORECASE)
#: Parameters of which a spec has no value that a mask could change.
_PRIVATE: Final = re.compile(r"\s*(?:ENCRYPTION_PASSWORD|USERID)\s*(?:=|\Z)", re.IGNORECASE)


@frozen(eq=False)
class Argument:
    """A parameter as expdp gets it, and as it was written.

    `eaten` is the place of the first quote that the shell takes away within it; `raw` is what expdp would get if it
    took none away. `lost` is the place of a quote taken away round a name or a value in a clause.
    """

    text: Extract
    raw: str
    eaten: Location | None
    lost: Location | None = None


@frozen(eq=False)
class CommandLine:
    """The arguments of expdp: who connects, without a password, and the parameters."""

    user: Extract | None
    arguments: tuple[Argument, ...]


def arguments(command: CommandText, words: list[Word]) -> CommandLine:
    """Group the words behind expdp, and report what no argument can be."""
    at = 0
    user: Extract | None = None
    if words and not _is_key(words, 0):
        user = _extract(command, words[0])
        at = 1
        while at < len(words) and _ROLE.fullmatch(words[at].plain) and not _is_key(words, at):
            at += 1
    groups = _groups(command, words, at)
    for group in groups:
        _masked(command, group)
        for word in group:
            _replaced(command, word)
    return CommandLine(user, tuple(_argument(command, group) for group in groups))


def _groups(command: CommandText, words: list[Word], at: int) -> list[list[Word]]:
    """Put the words to their parameters: what stands in quotes that expdp gets to see begins none."""
    groups: list[list[Word]] = []
    quote = ""
    while at < len(words):
        word = words[at]
        if quote:
            groups[-1].append(word)
        elif _is_key(words, at) or not groups:
            if not _is_key(words, at):
                _stray(command, word)
            groups.append([word])
        else:
            _late(command, word, groups[-1])
            groups[-1].append(word)
        quote = open_quote(word.plain, quote)
        at += 1
    return groups


def _extract(command: CommandText, word: Word) -> Extract:
    masked = command.source.text
    pairs = zip(word.text, word.offsets, strict=True)
    text = "".join(masked[at] if command.raw[at] == char else char for char, at in pairs)
    return Extract(text, command.source, [*word.offsets, word.end])


def _argument(command: CommandText, group: list[Word]) -> Argument:
    parts: list[Extract] = []
    for word in group:
        if parts:
            parts.append(Extract(" ", command.source, [word.start - 1, word.start]))
        parts.append(_extract(command, word))
    raw = " ".join(command.shown(word) for word in group)
    if len(group) == 1 and len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        raw = raw[1:-1]
    eaten = [at for word in group for at in word.eaten if command.raw[at] in "\"'"]
    wrapping = len(group) == 1 and eaten and eaten[0] == group[0].start and len(eaten) > 2
    first = eaten[1] if wrapping else (eaten[0] if eaten else None)
    place = command.place(first, first + 1) if first is not None else None
    lost = _lost(command.raw, group)
    return Argument(joined(parts), raw, place, command.place(lost, lost + 1) if lost is not None else None)


def _lost(raw: str, group: list[Word]) -> int | None:
    r"""Find a quote that the shell takes away from a literal in a clause, as of ``'QUERY=T:"WHERE a='X'"'``.

    Quotes round the whole of a clause, or round its parentheses and operators, are there for the shell.
    """
    found: list[tuple[int, int]] = []
    before = 0
    for word in group:
        found += [(at, before + bisect_left(word.offsets, at)) for at in word.eaten if raw[at] in "\"'"]
        before += len(word.text) + 1
    if not found:
        return None
    text = " ".join(word.plain for word in group)
    quote, done = "", 0
    for (first, start), (second, end) in pairwise(found):
        quote, done = open_quote(text[done:start], quote), start
        if (
            quote
            and raw[first] == raw[second]
            and _LITERAL.fullmatch(text, start, end)
            and _BEFORE_LITERAL.search(text, max(0, start - 40), start)
        ):
            return first
    return None


def _stray(command: CommandText, word: Word) -> None:
    name = word.plain.lstrip("-").upper()
    advice = "after the user come parameters, each as `NAME=value`"
    if name in KNOWN:
        advice = f"every parameter needs a value: write `{example(name)}`"
    shown = command.shown(word)
    command.fault(word.start, word.end, f"{show(shown)} is no parameter", advice)


def _late(command: CommandText, word: Word, group: list[Word]) -> None:
    """Refuse a user that comes after parameters, and dashes."""
    shown = command.shown(word)
    before = group[-1].plain
    if "/" in word.plain and "*" in shown and "*" not in word.plain and not before.endswith((",", "=", "(")):
        command.fault(word.start, word.end, "the user comes before all parameters", "put it right after `expdp`")
    elif word.plain.startswith("-") and word.plain.lstrip("-").upper() in KNOWN:
        _stray(command, word)


def _masked(command: CommandText, group: list[Word]) -> None:
    """Refuse a password in another parameter, of which only asterisks would be left."""
    if _PRIVATE.match(group[0].plain):
        return
    word = next((word for word in group if command.shown(word) != command.raw[word.start : word.end]), None)
    places = [fault.location.span.start for fault in command.found if fault.location]
    if word and not any(group[0].start <= place < group[-1].end for place in places):
        advice = "a password is a parameter of its own, with `=`: close the quotes before it, or use a parameter file"
        command.fault(word.start, word.end, "a password within an argument", advice)


def _replaced(command: CommandText, word: Word) -> None:
    if word.replaced:
        at = word.replaced[0]
        found = _REPLACED.match(command.source.text, at)
        end = found.end() if found else at + 1
        name = show(command.source.text[at:end])
        advice = "put the value itself there"
        if re.match(r"\$[A-Z0-9_]+", command.source.text[at:end]) and not command.windows:
            advice += ", or a backslash before `$` if it belongs to a name"
        command.fault(at, end, f"the shell replaces {name}, and its value is not known here", advice)


def _is_key(words: list[Word], at: int) -> bool:
    """Tell whether a parameter begins here: `NAME=value`, or `NAME` with the equals sign in the next word."""
    if _KEY.match(words[at].plain):
        return True
    follows = at + 1 < len(words) and words[at + 1].plain.startswith("=")
    return follows and re.fullmatch(r"[A-Za-z_][\w$#]*", words[at].plain) is not None
