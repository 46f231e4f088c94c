r"""The words behind expdp to its arguments: who connects, and the parameters.

expdp puts arguments that are no parameters to the parameter before, as in Oracle's example
``INCLUDE=TABLE:\"IN \(\'EMP\', \'DEP\'\)\"``, which a shell splits in two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import show
from dpspec.recover.extracts import joined
from dpspec.recover.parameter_names import KNOWN, example
from dpspec.source import Extract

if TYPE_CHECKING:
    from dpspec.recover.command_text import CommandText
    from dpspec.recover.shell_words import Word
    from dpspec.source import Location

_REPLACED: Final = re.compile(r"\$\{[^}\s]*\}?|\$\([^)\r\n]*\)?|`[^`\r\n]*`?|%\w+%|\$[\w?@*#]+|.")
_KEY: Final = re.compile(r"\s*[A-Za-z_][\w$#]*\s*=")
_ROLE: Final = re.compile(r"(?:as|sysdba|sysoper|sysbackup|sysdg|syskm|sysasm)[\"']*", re.IGNORECASE)


@frozen(eq=False)
class Argument:
    """A parameter as expdp gets it, and as it was written.

    `eaten` is the place of the first quote that the shell takes away within it; `raw` is what expdp would get if it
    took none away.
    """

    text: Extract
    raw: str
    eaten: Location | None


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
    groups: list[list[Word]] = []
    while at < len(words):
        if _is_key(words, at) or not groups:
            if not _is_key(words, at):
                _stray(command, words[at])
            groups.append([words[at]])
        else:
            _late(command, words[at], groups[-1])
            groups[-1].append(words[at])
        at += 1
    for word in (word for group in groups for word in group):
        _replaced(command, word)
    return CommandLine(user, tuple(_argument(command, group) for group in groups))


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
    return Argument(joined(parts), raw, place)


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
