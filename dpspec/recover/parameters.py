r"""The text of a parameter file to its parameters: names, values, and where each character of them stands.

The rules are those of parameter files in Utilities (PARFILE, TABLES, INCLUDE, QUERY): ``grammar/parfile.lark`` has
them, and this module decodes the quotes. How expdp reads a backslash is documented for command lines alone: here
``\"`` is a double quote, and what stands between two of them loses the backslashes that a shell needs. Unconfirmed.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define, frozen

from dpspec.diagnostics import Diagnostic, Severity, show
from dpspec.grammar import build
from dpspec.source import Extract, Location, Source
from dpspec.vocabulary import KEYS, WITHOUT_KEY, Shape

if TYPE_CHECKING:
    from lark import Lark

#: The parameters of expdp.
KNOWN: Final = frozenset(WITHOUT_KEY).union(*(key.expdp for key in KEYS.values()))
YES_OR_NO: Final = frozenset(
    name for key in KEYS.values() if key.shape is Shape.BOOLEAN for name in key.expdp if name != "FLASHBACK_TIME"
) | {"FULL", "KEEP_MASTER", "ENCRYPTION_PWD_PROMPT"}
#: Parameters that only select; what is wrong in them is mostly a clause without its quotes.
CLAUSES: Final = frozenset({"INCLUDE", "EXCLUDE", "QUERY"})

_NAMES: Final = "|".join(sorted(KNOWN, key=lambda name: (-len(name), name)))
#: A line inside quotes that begins like a parameter: the quotes are those of an earlier line.
_NEXT_PARAMETER: Final = re.compile(rf"[\r\n][ \t]*({_NAMES})[ \t]*=", re.IGNORECASE)
_CONTINUED: Final = re.compile(r"\\[ \t]*(?:\r\n|\r|\n)")
_SHELL_ESCAPE: Final = re.compile(r"\\([^\w\s%])|\\[ \t]*(?:\r\n|\r|\n)")
_ESCAPED_QUOTE: Final = re.compile(r'\\(")|\\[ \t]*(?:\r\n|\r|\n)')
_DOUBLED: Final = re.compile(r"'(')|\\[ \t]*(?:\r\n|\r|\n)")
#: What other languages put where expdp wants a quote or a comma.
_FOREIGN: Final = re.compile(r";|`|&(?:quot|apos|amp|#0*39|#0*34|#x27|#x22);", re.IGNORECASE)
_UNQUOTED: Final = "in a parameter file a clause stands in double quotes, and names in it in single ones: "


@frozen(eq=False)
class Piece:
    """A part of a value: `quote` is the kind of quotes round it, `inside` what they hold, decoded."""

    quote: str
    inside: Extract
    #: Whether its quotes had backslashes.
    escaped: bool = False


@frozen(eq=False)
class Value:
    """One value of a parameter: its pieces, and the text as it was written.

    `listed` tells whether a comma, a parenthesis or the equals sign is before it, and not only a blank or a line end.
    """

    written: Extract
    pieces: tuple[Piece, ...]
    listed: bool = True

    @property
    def place(self) -> Location:
        """Where the value stands."""
        return self.written.locate(0, len(self.written.text))

    @property
    def only(self) -> Piece | None:
        """The one piece of a value that has no others."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def bare(self) -> bool:
        """Whether nothing of it is quoted."""
        return not any(piece.quote for piece in self.pieces)

    @property
    def text(self) -> Extract:
        """The value without the single quotes round it, and with its double quotes."""
        if self.only and self.only.quote == "'":
            return self.only.inside
        return joined([_requoted(piece) for piece in self.pieces])

    @property
    def content(self) -> Extract:
        """The value without any quotes round the whole of it."""
        return self.only.inside if self.only else self.text


@frozen(eq=False)
class Parameter:
    """A parameter: `name` in upper case, `place` that of the name. `broken` tells that a fault of it is reported."""

    name: str
    place: Location
    values: tuple[Value, ...]
    broken: bool = False


def cut(text: Extract, start: int, end: int) -> Extract:
    """Give a part of an extract."""
    return Extract(text.text[start:end], text.source, text.offsets[start : end + 1])


def joined(parts: list[Extract]) -> Extract:
    """Put extracts of one source after another."""
    offsets = [offset for part in parts for offset in part.offsets[: len(part.text)]]
    last = parts[-1]
    return Extract("".join(part.text for part in parts), last.source, [*offsets, last.offsets[len(last.text)]])


def without(text: Extract, pattern: re.Pattern[str]) -> Extract:
    """Put group 1 of each match in its place, or nothing where it did not take part."""
    if not pattern.search(text.text):
        return text
    parts, at = [], 0
    for match in pattern.finditer(text.text):
        parts.append(cut(text, at, match.start()))
        if match[1] is not None:
            parts.append(cut(text, *match.span(1)))
        at = match.end()
    return joined([*parts, cut(text, at, len(text.text))])


def read(text: Extract, *, from_shell: bool = False) -> tuple[tuple[Parameter, ...], tuple[Diagnostic, ...]]:
    """Read the parameters of a text, and tell what is wrong in it.

    `from_shell` tells that the text comes from a command line, where backslashes before quotes are nothing to tell.
    """
    start = 1 if text.text.startswith("\ufeff") else 0
    reader = _Reader(cut(text, start, len(text.text)), from_shell)
    reader.run()
    return tuple(reader.parameters), tuple(reader.found)


def values(text: Extract) -> tuple[tuple[Value, ...], tuple[Diagnostic, ...]]:
    """Read the inside of a quoted value as a list of values."""
    reader = _Reader(text, from_shell=True)
    children: list[Any] = list(_parser().parse(text.text).children)
    for child in children:
        if not _is_token(child) and child.data == "parameter":
            key = child.children[0]
            name = show(_spelled(key) + "=")
            advice = "close the quotes before the next parameter"
            reader.fault(key.start_pos, key.end_pos, f"{name} within quotes", advice)
            return (), tuple(reader.found)
    try:
        found = reader.values("", children)
    except _FatalError:
        found = []
    return tuple(found), tuple(reader.found)


@cache
def _parser() -> Lark:
    return build("parfile")


def _is_token(child: Any) -> bool:
    return hasattr(child, "type")


def _spelled(key: Any) -> str:
    """Give the name in a KEY token."""
    return str(key).partition("=")[0].rstrip(" \t")


def _requoted(piece: Piece) -> Extract:
    if not piece.quote:
        return piece.inside
    inside = piece.inside
    first, last = inside.offsets[0], inside.offsets[len(inside.text)]
    offsets = [max(0, first - 1), *inside.offsets, last + 1]
    return Extract(f"{piece.quote}{inside.text}{piece.quote}", inside.source, offsets)


class _FatalError(Exception):
    """Nothing after this place can be told apart."""


@define
class _Reader:
    text: Extract
    from_shell: bool
    parameters: list[Parameter] = Factory(list)
    found: list[Diagnostic] = Factory(list)
    escapes: list[Location] = Factory(list)
    broken: bool = False

    def run(self) -> None:
        """Read the whole text."""
        children: list[Any] = list(_parser().parse(self.text.text).children)
        before = [child for child in children if _is_token(child) or child.data == "value"]
        try:
            self._stray(before)
            for child in children[len(before) :]:
                self._parameter(child.children)
        except _FatalError:
            return

    def fault(self, start: int, end: int, message: str, advice: str) -> None:
        """Report what does not parse."""
        self.broken = True
        self.found.append(Diagnostic("DP053", message, self.text.locate(start, end), advice))

    def _stray(self, children: list[Any]) -> None:
        found = self.values("", children)
        for value in [] if self.broken else found[:1]:
            self.broken = True
            advice = "a parameter is `NAME=value`"
            name, colon, rest = value.written.text.partition(":")
            if colon and name.upper() in KNOWN:
                advice = f"put `=` after the name: `{name}={rest}`" if rest.isprintable() else "put `=` after the name"
            elif name.upper() in KNOWN:
                advice = f"every parameter needs a value: write `{example(name.upper())}`"
            message = f"no parameter before {show(value.written.text)}"
            self.found.append(Diagnostic("DP053", message, value.place, advice))

    def _parameter(self, children: list[Any]) -> None:
        key = children[0]
        spelled = _spelled(key)
        place = self.text.locate(key.start_pos, key.start_pos + len(spelled))
        name = spelled.upper()
        self.broken, self.escapes = False, []
        try:
            found = self.values(name, children[1:])
            found = [value for index, value in enumerate(found) if not (index and self._is_name(name, value))]
            if not found and not self.broken:
                self.broken = True
                advice = f"write `{example(name)}`, or leave the parameter out"
                self.found.append(Diagnostic("DP053", f"{show(name)} has no value", place, advice))
        finally:
            self.parameters.append(Parameter(name, place, () if self.broken else tuple(found), self.broken))
        if self.escapes and not self.from_shell and not self.broken:
            message = "backslashes before quotes are read as escapes of a shell"
            advice = "a parameter file needs none: write the quotes alone"
            severity = Severity.WARNING
            self.found.append(Diagnostic("DP055", message, self.escapes[0], advice, severity=severity))

    def _is_name(self, name: str, value: Value) -> bool:
        """Refuse a parameter without `=value`, which expdp takes for one more value of the parameter before."""
        other = value.written.text.upper()
        if value.listed or other not in KNOWN:
            return False
        self.broken = True
        message = f"{show(other)} without `=`: expdp takes it for one more value of {show(name)}"
        advice = f"every parameter needs a value: write `{example(other)}`"
        self.found.append(Diagnostic("DP053", message, value.place, advice))
        return True

    def values(self, name: str, children: list[Any]) -> list[Value]:
        """Read what comes after a name: values, and what separates them."""
        found: list[Value] = []
        opened: Any = None
        closed = False
        listed = True
        end = -1
        for child in children:
            if not _is_token(child):
                if closed:
                    start = child.children[0].start_pos
                    self.fault(start, start + 1, "a value after the end of the list", "put `)` at its end")
                    return found
                found.append(self._value(child.children, listed=listed or opened is not None))
                listed, end = False, child.children[-1].end_pos
                continue
            match child.type:
                case "COMMA":
                    listed = True
                case "COMMENT" if child.start_pos == end:
                    self._lost(found[-1], child)
                case "OPEN" if found:
                    self._unquoted(name, found, child)
                    return found
                case "OPEN" if opened is not None:
                    self.fault(child.start_pos, child.end_pos, "a second `(`", "a list has one pair of parentheses")
                    return found
                case "OPEN":
                    opened = child
                case "CLOSE" if opened is None or closed:
                    self.fault(child.start_pos, child.end_pos, "`)` without `(`", "remove it")
                    return found
                case "CLOSE":
                    closed = True
        if opened is not None and not closed:
            self.fault(opened.start_pos, opened.end_pos, "this `(` is never closed", "close the list with `)`")
        return found

    def _unquoted(self, name: str, found: list[Value], paren: Any) -> None:
        """Explain a parenthesis behind a value: it is that of a condition which should be in quotes."""
        if self.broken:
            return
        written = found[-1].written
        if name in CLAUSES or name == "FLASHBACK_TIME":
            what = "value" if name == "FLASHBACK_TIME" else "clause"
            first = next((value.written for value in reversed(found) if ":" in value.written.text), written)
            at = first.text.find(":") + 1
            place = first.locate(at, len(first.text)) if at < len(first.text) else self._at(paren)
            advice = _UNQUOTED + f"`{example(name)}`"
            self.broken = True
            self.found.append(Diagnostic("DP053", f"the {what} is not in double quotes", place, advice))
            return
        advice = "only a whole list stands in parentheses; an expression stands in double quotes"
        self.fault(paren.start_pos, paren.end_pos, "`(` after a value", advice)

    def _at(self, token: Any) -> Location:
        return self.text.locate(token.start_pos, token.end_pos)

    def _lost(self, value: Value, comment: Any) -> None:
        written = value.written.text
        message = f"`#` begins a comment: expdp reads {show(written)} and loses the rest of the line"
        name = show(f"'\"{written.upper()}#\"'")
        advice = f"a blank before `#` shows that it is meant; a name with `#` stands in quotes: {name}"
        place = self.text.locate(comment.start_pos, comment.start_pos + 1)
        self.found.append(Diagnostic("DP055", message, place, advice, severity=Severity.WARNING))

    def _value(self, tokens: list[Any], *, listed: bool) -> Value:
        written = cut(self.text, tokens[0].start_pos, tokens[-1].end_pos)
        pieces = tuple(self._piece(token) for token in tokens)
        if not self.broken:
            self._doubled(tokens)
        return Value(written, pieces, listed)

    def _doubled(self, tokens: list[Any]) -> None:
        """Refuse `""LIKE 'A%'""`, as in a string of Visual Basic: an empty clause and something without quotes."""
        for piece, after in pairwise(tokens):
            if piece == '""':
                advice = "the quotes were doubled for another language: write each of them once"
                self.fault(piece.start_pos, piece.end_pos, "two double quotes in a row", advice)
                return
            if piece.type in ("DOUBLE", "SHELL_DOUBLE") and re.match(r"[A-Za-z]", after):
                advice = "put a comma between two values"
                self.fault(after.start_pos, after.end_pos, f"{show(str(after))} right after a quote", advice)
                return

    def _piece(self, token: Any) -> Piece:
        start, end = token.start_pos, token.end_pos
        match token.type:
            case "BARE":
                if not self.broken and (foreign := _FOREIGN.search(token)):
                    self._foreign(start + foreign.start(), foreign.group())
                return Piece("", cut(self.text, start, end))
            case "ESCAPED":
                if token[1] in "'\"":
                    self._unclosed(start, end)
                return Piece("", cut(self.text, start if token[1].isalnum() else start + 1, end))
            case "SINGLE" | "DOUBLE" | "SHELL_SINGLE" | "SHELL_DOUBLE":
                return self._quoted(token)
            case "UNCLOSED":
                self._unclosed(start, start + 1)
            case "TYPOGRAPHIC":
                self._typographic(token)
            case _:
                if not self.broken:
                    message = f"unexpected {show(str(token))} (U+{ord(token[0]):04X})"
                    self.fault(start, end, message, "remove it, or put it into quotes")
        return Piece("", cut(self.text, start, end))

    def _quoted(self, token: Any) -> Piece:
        start, end = token.start_pos, token.end_pos
        lead = 2 if token[0] == "\\" else 1
        if _NEXT_PARAMETER.search(token):
            self._unclosed(start, start + lead, token)
        quote = token[lead - 1]
        if lead == 1:
            inside = without(cut(self.text, start + 1, end - 1), _DOUBLED if quote == "'" else _ESCAPED_QUOTE)
            return Piece(quote, inside)
        if token[-2] != "\\" or len(token) < 4:
            message = f"`\\{quote}` opens what `{quote}` closes"
            self.fault(end - 1, end, message, f"write both with a backslash or, in a parameter file, both as `{quote}`")
            return Piece(quote, cut(self.text, start + 2, max(start + 2, end - 1)), escaped=True)
        self.escapes.append(self.text.locate(start, start + 2))
        return Piece(quote, without(cut(self.text, start + 2, end - 2), _SHELL_ESCAPE), escaped=True)

    def _unclosed(self, start: int, end: int, token: str = "") -> None:
        message = f"{show(self.text.text[start:end])} is never closed"
        advice = "close it before the line ends"
        if swallowed := _NEXT_PARAMETER.search(token):
            message = f"{show(self.text.text[start:end])} is not closed before `{swallowed[1].upper()}=`"
        if self.broken:
            raise _FatalError
        self.fault(start, end, message, advice)
        raise _FatalError

    def _typographic(self, token: Any) -> None:
        if self.broken:
            return
        sign = str(token)
        plain = "'" if sign in "\u2018\u2019\u201a\u201b\u2032\u00b4" else '"'
        message = f"typographic quote {show(sign)} (U+{ord(sign):04X})"
        self.fault(token.start_pos, token.end_pos, message, f"write the plain quote `{plain}`")

    def _foreign(self, start: int, found: str) -> None:
        message, advice = f"{show(found)} in a value", "write the character itself: it was escaped for a web page"
        if found == ";":
            advice = "remove it; between two values stands a comma, and each line ends a parameter"
        elif found == "`":
            advice = "remove it; it escapes quotes in PowerShell, and a parameter file needs no escapes"
        self.fault(start, start + len(found), message, advice)


def example(name: str) -> str:
    """Give a parameter as an example of what it looks like."""
    special = {
        "INCLUDE": "INCLUDE=TABLE:\"IN ('A','B')\"",
        "EXCLUDE": "EXCLUDE=TABLE:\"IN ('A','B')\"",
        "QUERY": 'QUERY=HR.JOBS:"WHERE min_salary > 1"',
        "FLASHBACK_TIME": "FLASHBACK_TIME=\"TO_TIMESTAMP('2031-08-25 14:35:00', 'YYYY-MM-DD HH24:MI:SS')\"",
        "REMAP_DATA": "REMAP_DATA=HR.EMPLOYEES.SALARY:HR.MASK.SALARY",
        "SAMPLE": "SAMPLE=HR.JOBS:10",
    }
    return special.get(name) or (f"{name}=YES" if name in YES_OR_NO else f"{name}=value")


# Passwords

#: A name that is one of a password, or nearly so; the lookahead keeps the cost of a long word linear.
_PRIVATE: Final = r"(?=\w*(?:PASSW(?:OR)?D|PASWORD|USERID)|(?!ENCRYPTION_PWD_PROMPT\b)\w*PWD)\w+"
#: As the grammar has them: a quotation that this takes for less would have its contents masked.
_QUOTED: Final = r"\\\"[^\"]*\"|\\'[^']*'|'[^']*(?:''[^']*)*'|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\""
#: The beginning of a connect string behind the name of the parameter.
_CONNECT: Final = r"(?<!\w)\w*USERID=(?=\\?[\"']?[A-Za-z][\w$#]*\\?[\"']?/)"
_COMMAND: Final = r"(?<!\w)(?:expdp|impdp|exp|imp|sqlplus)(?:\.exe)?[ \t]+(?=[^\s=/]*/)"
_SCAN: Final = re.compile(
    rf"(?P<secret>(?<![^\s,()'\";])(?:{_PRIVATE})[ \t]*=[ \t]*"
    rf"|ENCRYPTION_PASSWORD[ \t]*=[ \t]*|{_CONNECT}|{_COMMAND})"
    rf"|(?P<quoted>{_QUOTED})|(?P<comment>#[^\r\n]*)|(?:(?!ENCRYPTION_PASSWORD[ \t]*=)\w)+|[^\w'\"#\\]|.",
    re.IGNORECASE | re.DOTALL,
)
#: In quotes or a comment: what can hardly be anything but a password.
_HIDDEN: Final = re.compile(
    rf"ENCRYPTION_PASSWORD[ \t]*=[ \t]*|{_CONNECT}|(?<!\w)\w*USERID=(?=[\"']\Z)|{_COMMAND}", re.IGNORECASE
)
_COMMENTED: Final = re.compile(rf"(?<!\w)(?:{_PRIVATE})[ \t]*=[ \t]*|{_COMMAND}", re.IGNORECASE)
#: The rest of a line and of those that continue it, up to another parameter.
_VALUE: Final = re.compile(rf"(?:\\[ \t]*(?:\r\n|\r|\n)|(?!(?<=[\s,])(?:{_NAMES})[ \t]*=)[^\r\n])*", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+(?![ \t]*(?:\w+[ \t]*=|#))(?=[ \t]*\S)")
_COMMENT_AFTER: Final = re.compile(r"(?<=[ \t])#")


def mask(source: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Put asterisks in the place of passwords, so that nothing that comes after can show one."""
    masker = _Masker(source.text)
    masker.run()
    masked = Source(source.name, masker.text)
    text = Extract(masked.text, masked, range(len(masked.text) + 1))
    advice = "close the quotes before it; that it is a part of an expression cannot be told from a missing quote"
    found = [Diagnostic("DP053", "a password within quotes", text.locate(*at), advice) for at in masker.within]
    return masked, tuple(found)


def mask_user(text: str) -> str:
    """Put asterisks in the place of all of ``user/password@connect`` but the user."""
    at = text.find("/")
    if at >= 0:
        return text[: at + 1] + _stars(text[at + 1 :])
    return text if re.fullmatch(r"[\s\w$#@.:\[\]'\"\\-]*", text) and not re.search(r"\w\s+\w", text) else _stars(text)


def _stars(text: str) -> str:
    """Mask what is neither blank nor a quote at an end, since those tell where a value ends."""
    body = text.rstrip()
    tail = text[len(body) :]
    end = re.search(r"\\?[\"']*\Z", body)
    at = end.start() if end else len(body)
    return re.sub(r"[^\s]", "*", body[:at]) + body[at:] + tail


@define
class _Masker:
    text: str
    within: list[tuple[int, int]] = Factory(list)
    parts: list[str] = Factory(list)
    done: int = 0

    def run(self) -> None:
        """Find the passwords, in the order of the text."""
        text, at = self.text, 0
        while at < len(text):
            match = _SCAN.match(text, at)
            end = match.end() if match else at + 1
            if match and match["secret"]:
                end = self._secret(match.start(), end)
            elif match and match["comment"]:
                self._comment(at, end)
            elif match and match["quoted"]:
                end = self._quoted(match)
            at = end
        self.parts.append(text[self.done :])
        self.text = "".join(self.parts)

    def _replace(self, start: int, end: int, masked: str) -> None:
        self.parts += [self.text[self.done : start], masked]
        self.done = end

    def _secret(self, name: int, start: int) -> int:
        """Mask from `start` to the end of the value, and give that end."""
        end = self._end(start)
        is_user = re.search("PASS|PWD", self.text[name:start].upper()) is None
        region = self.text[start:end]
        comment = _COMMENT_AFTER.search(region)
        value, rest = (region[: comment.start()], region[comment.start() :]) if comment else (region, "")
        masked = mask_user(value) if is_user else _hidden(value)
        self._replace(start, end, masked + (rest and "#" + re.sub(r"[^\s]", "*", rest[1:])))
        return end

    def _end(self, start: int) -> int:
        text = self.text
        at = start
        if quoted := re.compile(r"\\?(['\"])").match(text, start):
            close = re.compile(rf"[^{quoted[1]}\r\n]*{quoted[1]}").match(text, quoted.end())
            at = close.end() if close else at
        end = self._rest(at)
        # What stands in the next line without a keyword belongs to this parameter too.
        while more := _GOES_ON.match(text, end):
            end = self._rest(more.end())
        return end

    def _rest(self, at: int) -> int:
        rest = _VALUE.match(self.text, at)
        return rest.end() if rest else at

    def _comment(self, start: int, end: int) -> None:
        if found := _COMMENTED.search(self.text, start, end):
            self._replace(found.end(), end, re.sub(r"[^\s]", "*", self.text[found.end() : end]))

    def _quoted(self, match: re.Match[str]) -> int:
        """Pass over quotes, unless they hold the beginning of another parameter: then only over the first."""
        if _NEXT_PARAMETER.search(match.group()):
            return match.start() + 1
        if found := _HIDDEN.search(self.text, *match.span()):
            self.within.append((match.start(), match.start() + 1))
            return self._secret(found.start(), found.end())
        return match.end()


def _hidden(text: str) -> str:
    quoted = re.fullmatch(r"(\s*)(\\?['\"])(.*)(\2)(\s*)", text, re.DOTALL)
    if quoted and quoted[3]:
        inside = re.sub(r"[^\r\n]", "*", quoted[3])
        return quoted[1] + quoted[2] + inside + quoted[4] + quoted[5]
    return re.sub(r"(\\[ \t]*(?:\r\n|\r|\n))|[^\s]", lambda found: found[1] or "*", text)
