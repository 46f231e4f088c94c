"""A command line of expdp, as people paste it from shell scripts, to what expdp gets of it.

A line is read as one of Windows where something shows that it is: ``.exe``, a drive, a caret or a grave accent at the
end of a line, grave accents before quotes, or parentheses that a POSIX shell would refuse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, Label, has_errors, show
from dpspec.recover import shell_posix, shell_windows
from dpspec.recover.command_arguments import CommandLine, arguments
from dpspec.recover.command_passwords import mask
from dpspec.recover.command_text import CommandText

if TYPE_CHECKING:
    from dpspec.recover.shell_words import Word
    from dpspec.source import Source, Span

_PROGRAM: Final = re.compile(r"(?:.*[\\/])?(expdp|impdp|exp|imp)(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_OTHERS: Final = {
    "impdp": "`impdp` imports; a spec says what is exported",
    "imp": "`imp` imports; a spec says what is exported",
    "exp": "`exp` is the original export utility, whose parameters are others",
}
_WINDOWS: Final = re.compile(
    r"\.exe\b|(?<![\w/])[A-Za-z]:\\(?![\"'])|`[\"'(),$]|[`^][ \t]*(?=[\r\n])|%ORACLE_HOME%", re.IGNORECASE
)
_POWERSHELL: Final = re.compile(r"`(?=[\"'(),$]|[ \t]*[\r\n])")
_PROMPT: Final = re.compile(
    r"[ \t]*(?:\[[^\]\r\n]*\]|PS [A-Za-z]:[^\r\n>]*|[A-Za-z]:[^\r\n>=\"']*|[\w.-]+@[^\s=\"']*|SQL)?"
    r"[ \t]*[$%>#][ \t]+(?=\S)"
)
#: Commands that only prepare a shell.
_SETTING: Final = re.compile(
    r"(?:export|set|setenv|cd|echo|source|\.|:|unset|umask|date|mkdir|rem|@echo|#.*)", re.IGNORECASE
)
_COMMANDS: Final = re.compile(
    r"cat|chmod|chown|cp|del|find|grep|gzip|if|ls|lsnrctl|mail|mv|nohup|rm|rman|scp|sleep|sqlplus|ssh|su|sudo|tar"
)
_ASSIGNMENT: Final = re.compile(r"\$?[\w:]+=", re.ASCII)


def read(source: Source) -> tuple[CommandLine | None, tuple[Diagnostic, ...]]:
    """Find the arguments of the one expdp on a command line or in a script."""
    masked, secrets = mask(source)
    command = CommandText(source.text, masked)
    found: CommandLine | None = None
    commands = _split(command)
    if commands is not None and (words := _expdp(command, commands)) is not None:
        found = arguments(command, words)
        _check(command, words, secrets)
    return (None if has_errors(command.found) else found), tuple(command.found)


def _split(command: CommandText) -> list[list[Word]] | None:
    """Split the text as the shell that it is for; None where that cannot be done, which is reported."""
    start = 1 if command.raw.startswith("\ufeff") else 0
    raw = _without_prompts(" " * start + command.raw[start:])
    command.windows = _WINDOWS.search(raw) is not None
    found, fault = shell_windows.commands(raw) if command.windows else shell_posix.commands(raw)
    if command.windows and (grave := _POWERSHELL.search(raw)):
        advice = "a POSIX shell takes what stands between two of them for a command"
        message = "read as a command line of PowerShell: grave accents are its escapes"
        command.warn(grave.start(), grave.start() + 1, message, advice)
    if fault and not command.windows and fault.message.startswith("`(`") and '\\"' in raw[: fault.start]:
        found, wrong = shell_windows.commands(raw)
        if wrong is None:
            command.windows, fault = True, None
            message = "read as a command line of Windows: a POSIX shell refuses this `(`"
            place = raw.index("(")
            command.warn(place, place + 1, message, "for a POSIX shell put a backslash before it")
    if fault:
        command.fault(fault.start, fault.end, fault.message, fault.help)
        return None
    return [words for words in found if words]


def _expdp(command: CommandText, commands: list[list[Word]]) -> list[Word] | None:
    """Give the words behind the one expdp, or report that there is none or another."""
    chosen: list[Word] | None = None
    for words in commands:
        at, program = next(
            ((at, found) for at, word in enumerate(words) if (found := _program(command.raw, word))), (0, None)
        )
        if program is None:
            _other(command, words, chosen is not None)
            continue
        place = command.place(words[at].start, words[at].end)
        if program != "expdp":
            advice = "recover a command line of `expdp`"
            command.found.append(Diagnostic("DP056", _OTHERS[program], place, advice))
            return None
        if chosen is not None:
            advice = "recover one at a time"
            label = Label(command.place(chosen[0].start, chosen[0].end), "the first")
            command.found.append(Diagnostic("DP056", "a second `expdp`", place, advice, None, (label,)))
            return None
        chosen = words[at:]
    if chosen is None:
        advice = "paste the command as it is typed: `expdp user SCHEMAS=HR`"
        command.fault(0, min(len(command.raw), 1), "no `expdp` on the command line", advice)
        return None
    return chosen[1:]


def _program(raw: str, word: Word) -> str | None:
    match = _PROGRAM.fullmatch(raw[word.start : word.end].strip("\"'!"))
    return match[1].lower() if match else None


def _other(command: CommandText, words: list[Word], after: bool) -> None:
    """Tell of a command that is not read, unless it only prepares the shell."""
    first = words[0]
    if re.match(r"[A-Za-z_/]+:[^/\\]", first.plain) and after:
        advice = "put a comma between two values, or a backslash before the `;`"
        command.fault(first.start, first.end, "the shell ends the command before this", advice)
        return
    known = _COMMANDS.fullmatch(first.plain) is not None
    # Only what surely is a command is shown: anything else may be a part of a password.
    command.hide(first.end if known else first.start, words[-1].end)
    if not _SETTING.fullmatch(first.plain) and not all(_ASSIGNMENT.match(word.plain) for word in words):
        name = f"{show(first.plain)} is another command" if known else "another command"
        command.warn(first.start, first.end, f"{name}, and not read")


def _check(command: CommandText, words: list[Word], secrets: list[Span]) -> None:
    """Refuse a password that is not a parameter of its own, since a part of an expression was masked then."""
    starts = {word.offsets[0] for word in words if word.offsets}
    for span in secrets:
        if span.start not in starts and any(word.start < span.start < word.end for word in words):
            advice = "close the quotes before it, or use a parameter file"
            command.fault(span.start, span.start + 1, "a password within an argument", advice)


def _without_prompts(text: str) -> str:
    """Blank out the prompts at the beginnings of lines."""
    return "".join(_blank_prompt(line) for line in text.splitlines(keepends=True))


def _blank_prompt(line: str) -> str:
    prompt = _PROMPT.match(line)
    return " " * prompt.end() + line[prompt.end() :] if prompt and "=" not in prompt.group() else line
