r"""A command line of expdp, as people paste it from shell scripts, to what expdp gets of it.

A POSIX shell's quoting is that of the POSIX standard (Shell Command Language, 2.2). A line is read as one of Windows
where something shows that it is: ``.exe``, a drive, a caret or a grave accent at the end of a line, grave accents
before quotes, or parentheses that a POSIX shell would refuse. expdp puts arguments that are no parameters to the
parameter before, as in Oracle's example ``INCLUDE=TABLE:\"IN \(\'EMP\', \'DEP\'\)\"``, which a shell splits in two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import Factory, define, field, frozen

from dpspec.diagnostics import Diagnostic, Label, Severity, has_errors, show
from dpspec.recover.parameters import KNOWN, example, joined, mask_user
from dpspec.source import Extract, Location, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


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


_PROGRAM: Final = re.compile(r"(?:.*[\\/])?(expdp|impdp|exp|imp)(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_OTHERS: Final = {
    "impdp": "`impdp` imports; a spec says what is exported",
    "imp": "`imp` imports; a spec says what is exported",
    "exp": "`exp` is the original export utility, whose parameters are others",
}
#: A word as a POSIX shell sees it; a quote that is not closed takes the rest of the line.
_WORD: Final = r"(?:\\[\s\S]|'[^']*'|\"(?:[^\"\\]|\\[\s\S])*\"|[^\s'\"\\;&|<>]|[;&|<>](?=[^\s;&|<>])|['\"][^\r\n]*)*"
_CONNECT: Final = re.compile(
    r"(?<![\w$#.-])(?:expdp|impdp|exp|imp|sqlplus)(?:\.exe)?[\"']?(?:[ \t]|[\\^`][ \t]*(?:\r\n|\r|\n))+"
    rf"(?![\w$#]+[ \t]*=)(?P<user>{_WORD})",
    re.IGNORECASE,
)
_SECRET: Final = re.compile(
    r"(?P<name>(?<!\w)(?:(?=\w*PASSW(?:OR)?D)\w+(?=[ \t]*=)|\w*USERID(?==\\?[\"']?[A-Za-z][\w$#]*\\?[\"']?/)"
    r"|(?<![^\s\"'])USERID(?=[ \t]*=)))"
    rf"[ \t]*=[ \t]*(?P<value>{_WORD}(?:[ \t]*=[ \t]*{_WORD})*)|(?<![^\s])(?P<late>[A-Za-z][\w$#]*/[^\s/=,:]{_WORD})",
    re.IGNORECASE,
)
_WINDOWS: Final = re.compile(
    r"\.exe\b|(?<![\w/])[A-Za-z]:\\|`[\"'(),$]|[`^][ \t]*(?=[\r\n])|%ORACLE_HOME%", re.IGNORECASE
)
_PROMPT: Final = re.compile(
    r"[ \t]*(?:\[[^\]\r\n]*\]|PS [A-Za-z]:[^\r\n>]*|[A-Za-z]:[^\r\n>=\"']*|[\w.-]+@[^\s=\"']*|SQL)?"
    r"[ \t]*[$%>#][ \t]+(?=\S)"
)
#: Commands that only prepare a shell.
_SETTING: Final = re.compile(
    r"(?:export|set|setenv|cd|echo|source|\.|:|unset|umask|date|mkdir|rem|@echo|#.*)", re.IGNORECASE
)
_ASSIGNMENT: Final = re.compile(r"\$?[\w:]+=", re.ASCII)
_REPLACED: Final = re.compile(r"\$\{[^}\s]*\}?|\$\([^)\r\n]*\)?|`[^`\r\n]*`?|%\w+%|\$[\w?@*#]+|.")
_KEY: Final = re.compile(r"\s*[A-Za-z_][\w$#]*\s*=")
_ROLE: Final = re.compile(r"(?:as|sysdba|sysoper|sysbackup|sysdg|syskm|sysasm)[\"']*", re.IGNORECASE)


@define
class _Word:
    """What a word of the shell becomes, and the place of each of its characters."""

    start: int
    end: int = 0
    text: list[str] = Factory(list)
    offsets: list[int] = Factory(list)
    #: Where a quote or an escape was taken away.
    eaten: list[int] = Factory(list)
    #: Where the shell puts something else: a variable, or the output of a command.
    replaced: list[int] = Factory(list)

    @property
    def plain(self) -> str:
        return "".join(self.text)


@define
class _Operator:
    start: int
    end: int
    sign: str


@frozen
class _Fault:
    start: int
    end: int
    message: str
    help: str


def read(source: Source) -> tuple[CommandLine | None, tuple[Diagnostic, ...]]:
    """Find the arguments of the one expdp on a command line or in a script."""
    masked, secrets = _masked(source)
    reader = _Reader(source.text, masked)
    command = reader.read()
    if command is not None:
        reader.check(secrets)
    return (None if has_errors(reader.found) else command), tuple(reader.found)


def split(text: str) -> list[str]:
    """Split a line as a POSIX shell does, without replacing anything in it. Raises ValueError where it cannot."""
    tokens, fault = _posix(text)
    if fault:
        raise ValueError(fault.message)
    return [token.plain for token in tokens if isinstance(token, _Word)]


def escape(raw: str) -> str:
    """Write an argument so that a POSIX shell takes nothing away from it."""
    return re.sub(r"([\"'()<>&|;*?$#!`\\~])", r"\\\1", raw)


def _masked(source: Source) -> tuple[Source, list[Span]]:
    """Put asterisks in the place of passwords; gives the spans of those that belong to a parameter's name."""
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


@define
class _Reader:
    raw: str
    source: Source
    windows: bool = False
    found: list[Diagnostic] = Factory(list)
    words: list[_Word] = field(factory=list)

    def read(self) -> CommandLine | None:
        """Find expdp and its arguments."""
        raw, start = self.raw, 0
        if raw.startswith("\ufeff"):
            start = 1
        raw = _without_prompts(" " * start + raw[start:])
        self.windows = _WINDOWS.search(raw) is not None
        tokens, fault = _windows(raw) if self.windows else _posix(raw)
        if fault and not self.windows and fault.message.startswith("`(`") and '\\"' in raw[: fault.start]:
            tokens, wrong = _windows(raw)
            if wrong is None:
                self.windows, fault = True, None
                message = "read as a command line of Windows: a POSIX shell refuses this `(`"
                place = raw.index("(")
                advice = "for a POSIX shell put a backslash before it"
                self._warn(place, place + 1, message, advice)
        if fault:
            self._fault(fault.start, fault.end, fault.message, fault.help)
            return None
        return self._command(tokens)

    def check(self, secrets: list[Span]) -> None:
        """Refuse a password that is not a parameter of its own, since a part of an expression was masked then."""
        starts = {word.offsets[0] for word in self.words if word.offsets}
        for span in secrets:
            if span.start not in starts and any(word.start < span.start < word.end for word in self.words):
                message = "a password within an argument"
                self._fault(span.start, span.start + 1, message, "close the quotes before it, or use a parameter file")

    def place(self, start: int, end: int) -> Location:
        """Give a location in the text without passwords."""
        return Location(self.source, Span(start, end))

    def _fault(self, start: int, end: int, message: str, advice: str) -> None:
        self.found.append(Diagnostic("DP056", message, self.place(start, end), advice))

    def _warn(self, start: int, end: int, message: str, advice: str | None = None) -> None:
        severity = Severity.WARNING
        self.found.append(Diagnostic("DP055", message, self.place(start, end), advice, severity=severity))

    def _command(self, tokens: list[_Word | _Operator]) -> CommandLine | None:
        chosen: list[_Word] | None = None
        for words, operator in _commands(tokens):
            at = next((at for at, word in enumerate(words) if _is_program(self.raw, word)), None)
            if at is None:
                self._other(words, chosen is not None)
                continue
            program = _PROGRAM.fullmatch(_unquoted(self.raw, words[at]))
            name = program[1].lower() if program else ""
            place = self.place(words[at].start, words[at].end)
            if name != "expdp":
                self.found.append(Diagnostic("DP056", _OTHERS[name], place, "recover a command line of `expdp`"))
                return None
            if chosen is not None:
                advice = "recover one at a time"
                label = Label(self.place(chosen[0].start, chosen[0].end), "the first")
                self.found.append(Diagnostic("DP056", "a second `expdp`", place, advice, None, (label,)))
                return None
            chosen = words[at:]
            del operator
        if chosen is None:
            advice = "paste the command as it is typed: `expdp user SCHEMAS=HR`"
            self._fault(0, min(len(self.raw), 1), "no `expdp` on the command line", advice)
            return None
        self.words = chosen[1:]
        return self._arguments(chosen[1:])

    def _other(self, words: list[_Word], after: bool) -> None:
        """Tell of a command that is not read, unless it only prepares the shell."""
        first = words[0]
        if re.match(r"[A-Za-z_/]+:[^/\\]", first.plain) and after:
            advice = "put a comma between two values, or a backslash before the `;`"
            self._fault(first.start, first.end, "the shell ends the command before this", advice)
        elif not _SETTING.fullmatch(first.plain) and not all(_ASSIGNMENT.match(word.plain) for word in words):
            shown = self.source.text[first.start : first.end]
            self._warn(first.start, first.end, f"{show(shown)} is another command, and not read")

    def _arguments(self, words: list[_Word]) -> CommandLine:
        at = 0
        user: Extract | None = None
        if words and not _is_key(words, 0):
            user = self._extract(words[0])
            at = 1
            while at < len(words) and _ROLE.fullmatch(words[at].plain) and not _is_key(words, at):
                at += 1
        groups: list[list[_Word]] = []
        while at < len(words):
            if _is_key(words, at) or not groups:
                if not _is_key(words, at):
                    self._stray(words[at])
                groups.append([words[at]])
            else:
                self._late(words[at], groups[-1])
                groups[-1].append(words[at])
            at += 1
        for word in (word for group in groups for word in group):
            self._replaced(word)
        return CommandLine(user, tuple(self._argument(group) for group in groups))

    def _extract(self, word: _Word) -> Extract:
        masked = self.source.text
        pairs = zip(word.text, word.offsets, strict=True)
        text = "".join(masked[at] if self.raw[at] == char else char for char, at in pairs)
        return Extract(text, self.source, [*word.offsets, word.end])

    def _argument(self, group: list[_Word]) -> Argument:
        parts: list[Extract] = []
        for word in group:
            if parts:
                parts.append(Extract(" ", self.source, [word.start - 1, word.start]))
            parts.append(self._extract(word))
        raw = " ".join(self.source.text[word.start : word.end] for word in group)
        if len(group) == 1 and len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
            raw = raw[1:-1]
        eaten = [at for word in group for at in word.eaten if self.raw[at] in "\"'"]
        wrapping = len(group) == 1 and eaten and eaten[0] == group[0].start and len(eaten) > 2
        first = eaten[1] if wrapping else (eaten[0] if eaten else None)
        place = self.place(first, first + 1) if first is not None else None
        return Argument(joined(parts), raw, place)

    def _stray(self, word: _Word) -> None:
        name = word.plain.lstrip("-").upper()
        advice = "after the user come parameters, each as `NAME=value`"
        if name in KNOWN:
            advice = f"every parameter needs a value: write `{example(name)}`"
        shown = self.source.text[word.start : word.end]
        self._fault(word.start, word.end, f"{show(shown)} is no parameter", advice)

    def _late(self, word: _Word, group: list[_Word]) -> None:
        """Refuse a user that comes after parameters, and dashes."""
        shown = self.source.text[word.start : word.end]
        before = group[-1].plain
        if "/" in word.plain and "*" in shown and "*" not in word.plain and not before.endswith((",", "=", "(")):
            self._fault(word.start, word.end, "the user comes before all parameters", "put it right after `expdp`")
        elif word.plain.startswith("-") and word.plain.lstrip("-").upper() in KNOWN:
            self._stray(word)

    def _replaced(self, word: _Word) -> None:
        if word.replaced:
            at = word.replaced[0]
            found = _REPLACED.match(self.source.text, at)
            end = found.end() if found else at + 1
            name = show(self.source.text[at:end])
            advice = "put the value itself there"
            if re.match(r"\$[A-Z0-9_]+", self.source.text[at:end]) and not self.windows:
                advice += ", or a backslash before `$` if it belongs to a name"
            self._fault(at, end, f"the shell replaces {name}, and its value is not known here", advice)


def _is_key(words: list[_Word], at: int) -> bool:
    """Tell whether a parameter begins here: `NAME=value`, or `NAME` with the equals sign in the next word."""
    if _KEY.match(words[at].plain):
        return True
    follows = at + 1 < len(words) and words[at + 1].plain.startswith("=")
    return follows and re.fullmatch(r"[A-Za-z_][\w$#]*", words[at].plain) is not None


def _unquoted(raw: str, word: _Word) -> str:
    return raw[word.start : word.end].strip("\"'!")


def _is_program(raw: str, word: _Word) -> bool:
    return _PROGRAM.fullmatch(_unquoted(raw, word)) is not None


def _without_prompts(text: str) -> str:
    """Blank out the prompts at the beginnings of lines."""
    return "".join(_blank_prompt(line) for line in text.splitlines(keepends=True))


def _blank_prompt(line: str) -> str:
    prompt = _PROMPT.match(line)
    return " " * prompt.end() + line[prompt.end() :] if prompt and "=" not in prompt.group() else line


def _commands(tokens: list[_Word | _Operator]) -> Iterator[tuple[list[_Word], str]]:
    words: list[_Word] = []
    for token in tokens:
        if isinstance(token, _Word):
            words.append(token)
            continue
        if words:
            yield words, token.sign
        words = []
    if words:
        yield words, ""


_OPERATOR: Final = re.compile(r"&&|\|\||[;&|]|[\r\n]+")
_REDIRECTION: Final = re.compile(r"&?(?:>>|>\||<<<?|>&|<&|<>|[<>])&?")
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_LINE_GOES_ON: Final = re.compile(r"[ \t]*(?:\r\n|\r|\n)")


def _posix(text: str) -> tuple[list[_Word | _Operator], _Fault | None]:
    """Split a text as a POSIX shell does."""
    splitter = _Posix(text)
    return splitter.tokens, splitter.run()


@define
class _Splitter:
    text: str
    at: int = 0
    tokens: list[_Word | _Operator] = Factory(list)
    word: _Word | None = None
    #: Whether the next word is the file of a redirection.
    to_file: bool = False

    def _open(self) -> _Word:
        if self.word is None:
            self.word = _Word(self.at)
        return self.word

    def _close(self) -> None:
        if self.word is not None:
            self.word.end = self.at
            if not self.to_file:
                self.tokens.append(self.word)
            self.to_file = False
        self.word = None

    def _take(self, at: int) -> None:
        word = self._open()
        word.text.append(self.text[at])
        word.offsets.append(at)

    def _inside_clause(self) -> bool:
        """Whether the words of this command so far have an open double quote, which expdp would get to see."""
        count = self.word.text.count('"') if self.word else 0
        for token in reversed(self.tokens):
            if not isinstance(token, _Word):
                break
            count += token.text.count('"')
            if "=" in token.text:
                break
        return count % 2 == 1

    def _sign(self) -> _Fault | None:
        """Take an operator or a redirection."""
        text, at = self.text, self.at
        if redirection := _REDIRECTION.match(text, at):
            if self._inside_clause():
                advice = f"put a backslash before it: `\\{text[at]}`"
                return _Fault(at, redirection.end(), f"the shell takes {show(redirection.group())} away", advice)
            if self.word is not None and self.word.plain.isdecimal():
                self.word = None
            self._close()
            self.at = redirection.end()
            self.to_file = True
            return None
        match = _OPERATOR.match(text, at)
        end = match.end() if match else at + 1
        if text[at] not in "\r\n" and self._inside_clause():
            advice = f"put a backslash before it: `\\{text[at]}`"
            return _Fault(at, end, f"the shell ends the command at {show(text[at:end])}", advice)
        self._close()
        self.to_file = False
        self.tokens.append(_Operator(at, end, text[at:end]))
        self.at = end
        return None


@define
class _Posix(_Splitter):
    def run(self) -> _Fault | None:
        """Split the text, or tell why a shell could not."""
        text = self.text
        while self.at < len(text):
            fault = self._step(text[self.at])
            if fault:
                return fault
        self._close()
        return None

    def _step(self, char: str) -> _Fault | None:
        text, at = self.text, self.at
        match char:
            case " " | "\t":
                self._close()
                self.at += 1
            case "\\":
                self._backslash()
            case "'":
                return self._single()
            case '"':
                return self._double()
            case "#" if self.word is None:
                comment = _COMMENT.match(text, at)
                self.at = comment.end() if comment else at + 1
            case "(" | ")":
                advice = f"put a backslash before it: `\\{char}`"
                return _Fault(at, at + 1, f"`{char}` that the shell refuses", advice)
            case ";" | "&" | "|" | "<" | ">" | "\r" | "\n":
                return self._sign()
            case "$" | "`":
                self._variable()
            case "\u2018" | "\u2019" | "\u201c" | "\u201d" | "\u201e":
                plain = "'" if char in "\u2018\u2019" else '"'
                message = f"typographic quote `{char}` (U+{ord(char):04X})"
                return _Fault(at, at + 1, message, f"write the plain quote `{plain}`")
            case _:
                self._take(at)
                self.at += 1
        return None

    def _backslash(self) -> None:
        at = self.at
        if goes_on := _LINE_GOES_ON.match(self.text, at + 1):
            # A blank behind the backslash is nothing that people see, so that it is not taken for what it is.
            self.at = goes_on.end()
            if goes_on.group()[0] in " \t":
                self._close()
            return
        word = self._open()
        word.eaten.append(at)
        if at + 1 < len(self.text):
            self._take(at + 1)
        self.at = min(at + 2, len(self.text))

    def _single(self) -> _Fault | None:
        start = self.at
        end = self.text.find("'", start + 1)
        if end < 0:
            return _Fault(start, start + 1, "`'` is never closed", "close it, or put a backslash before it: `\\'`")
        word = self._open()
        word.eaten += [start, end]
        word.text += self.text[start + 1 : end]
        word.offsets += range(start + 1, end)
        self.at = end + 1
        return None

    def _double(self) -> _Fault | None:
        start, text = self.at, self.text
        word = self._open()
        word.eaten.append(start)
        self.at += 1
        while self.at < len(text):
            at, char = self.at, text[self.at]
            if char == '"':
                word.eaten.append(at)
                self.at += 1
                return None
            if char == "\\" and (following := text[at + 1 : at + 2]) and following in '$`"\\\r\n':
                if following in "\r\n":
                    self.at += 3 if text.startswith("\r\n", at + 1) else 2
                    continue
                word.eaten.append(at)
                self._take(at + 1)
                self.at += 2
                continue
            if char in "$`":
                self._variable()
                continue
            self._take(at)
            self.at += 1
        return _Fault(start, start + 1, '`"` is never closed', 'close it, or put a backslash before it: `\\"`')

    def _variable(self) -> None:
        """Take a `$` or a grave accent; what the shell would put in its place is not known."""
        at = self.at
        if re.match(r"`|\$[\w{(?@*#]", self.text[at : at + 2]):
            self._open().replaced.append(at)
        self._take(at)
        self.at += 1
        if self.text.startswith(("{", "("), at + 1) and self.text[at] == "$":
            closing = {"{": "}", "(": ")"}[self.text[at + 1]]
            end = self.text.find(closing, at)
            for inner in range(at + 1, end + 1):
                self._take(inner)
            self.at = max(self.at, end + 1)
        elif self.text[at] == "`":
            end = self.text.find("`", at + 1)
            for inner in range(at + 1, end + 1):
                self._take(inner)
            self.at = max(self.at, end + 1)


def _windows(text: str) -> tuple[list[_Word | _Operator], _Fault | None]:
    r"""Split a text as Windows programs do: without its double quotes, but ``\"`` and PowerShell's escapes stay."""
    splitter = _Windows(text)
    return splitter.tokens, splitter.run()


@define
class _Windows(_Splitter):
    quoted: int | None = None

    def run(self) -> _Fault | None:
        """Split the text, or tell what is wrong."""
        text = self.text
        while self.at < len(text):
            fault = self._step(text[self.at])
            if fault:
                return fault
        self._close()
        if self.quoted is not None:
            advice = 'close it, or put a backslash before it: `\\"`'
            return _Fault(self.quoted, self.quoted + 1, '`"` is never closed', advice)
        return None

    def _step(self, char: str) -> _Fault | None:
        text, at = self.text, self.at
        following = text[at + 1 : at + 2]
        if char in "\\`^" and self._escape(char, following):
            return None
        if char == '"':
            word = self._open()
            if self.quoted is not None and following == '"':
                self._take(at)
                self.at += 2
                return None
            word.eaten.append(at)
            self.quoted = at if self.quoted is None else None
            self.at += 1
        elif self.quoted is None and char in " \t":
            self._close()
            self.at += 1
        elif (self.quoted is None and char in "&|<>") or char in "\r\n":
            if self.quoted is None or char in "\r\n":
                return self._sign()
        else:
            if re.match(r"%[A-Za-z]{3,}\w*%", text[at : at + 40]):
                self._open().replaced.append(at)
            self._take(at)
            self.at += 1
        return None

    def _escape(self, char: str, following: str) -> bool:
        at = self.at
        if char in "`^" and (goes_on := _LINE_GOES_ON.match(self.text, at + 1)):
            self.at = goes_on.end()
            self._close()
            return True
        escaped = {"\\": '"', "`": following, "^": '&|<>^()"'}[char]
        if following and following in escaped:
            self._open().eaten.append(at)
            self._take(at + 1)
            self.at += 2
            return True
        return False


__all__ = ["Argument", "CommandLine", "escape", "read", "split"]
