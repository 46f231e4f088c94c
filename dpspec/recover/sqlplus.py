"""A script as SQL*Plus and SQLcl see it: client commands, SQL statements, and the PL/SQL between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Client:
    """Settings by which the client changes text before the server sees it."""

    #: Character that starts a substitution variable.
    define: str | None = "&"
    #: Character that is taken away where it stands.
    escape: str | None = None

    def change(self, text: str) -> str | None:
        """Give the part of `text` that would not reach the server as it stands."""
        if self.escape and self.escape in text:
            return self.escape
        found = re.search(re.escape(self.define) + r"[\w$#]+", text) if self.define else None
        return found[0] if found else None


@frozen
class Piece:
    """A stretch of a script, from `start` up to `end`.

    `kind` is ``unit`` (PL/SQL up to a line ``/``), ``command`` (what EXECUTE is given), ``statement`` (SQL, or PL/SQL
    that is not read), ``include`` (`@file` and `START file`), ``stray`` (a line that nobody understands) or ``comment``
    (one without an end). `slash` is where the line ``/`` is.
    """

    kind: str
    start: int
    end: int
    slash: int | None = None
    client: Client = Client()
    #: Lines `@file` within a unit, counted from its start: the client puts the file in their place.
    included: tuple[tuple[int, int], ...] = ()


#: Tokens as far as it takes to tell where a statement ends; literals are those of grammar/plsql.lark.
_TOKEN = re.compile(
    r"""(?P<slash>(?<![^\r\n])[ \t]*+/[ \t]*+(?![^\r\n]))
      | (?P<include>(?<![^\r\n])[ \t]*+@[^\r\n]*)
      | --[^\r\n]* | /\*.*?\*/
      | [nN]?[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<mark>[^\s\[{(<]).*?(?P=mark))'
      | [nN]?'[^']*+(?:''[^']*+)*+' | "[^"]+"
      | (?P<unclosed>[nN]?[qQ]?'|"|/\*)
      | (?P<semicolon>;)
      | (?P<word>\w[\w$#]*)
      | [ \t]+ | [^\w'"/;\-\s]+ | .""",
    re.DOTALL | re.VERBOSE,
)

#: What stands between two statements: blanks, comments, empty statements and lines `/`.
_GAP = re.compile(r"\s+|--[^\r\n]*|/\*.*?\*/|(?P<slash>/)(?=[ \t]*(?:[\r\n]|\Z))|;", re.DOTALL)

#: A client command up to the end of its line; `-` at the end of a line continues it.
_LINE = re.compile(r"(?:[^\r\n]*-[ \t]*(?:\r\n|\r|\n))*[^\r\n]*")
_CONTINUED = re.compile(r"-(?=[ \t]*[\r\n])")

_CREATE = r"CREATE(?:\s+OR\s+REPLACE)?(?:\s+(?:NON)?EDITIONABLE)?\s+"
_UNIT = re.compile(rf"(?:DECLARE|BEGIN|{_CREATE}(?:PROCEDURE|FUNCTION))\b|<<", re.IGNORECASE)
_STORED = re.compile(rf"{_CREATE}(?:PACKAGE|TRIGGER|TYPE|LIBRARY|JAVA|AND)\b", re.IGNORECASE)
_EXECUTE = re.compile(r"EXEC(?:U(?:TE?)?)?\b", re.IGNORECASE)
_SQL = re.compile(
    r"(?:ALTER|ANALYZE|ASSOCIATE|AUDIT|CALL|COMMENT|COMMIT|CREATE|DELETE|DISASSOCIATE|DROP|EXPLAIN|FLASHBACK|GRANT|INSERT"
    r"|LOCK|MERGE|NOAUDIT|PURGE|RENAME|REVOKE|ROLLBACK|SAVEPOINT|SELECT|SET\s+(?:TRANSACTION|ROLE|CONSTRAINTS?)|TRUNCATE"
    r"|UPDATE|WITH)\b",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"(?:ACC(?:EPT)?|ALIAS|ARCHIVE|ATTR(?:IBUTE)?|BRE(?:AK)?|BTI(?:TLE)?|CD|CL(?:EAR)?|COL(?:UMN)?|COMP(?:UTE)?"
    r"|CONN(?:ECT)?|COPY|DATAPUMP|DDL|DEF(?:INE)?|DESC(?:RIBE)?|DISC(?:ONNECT)?|DP|ED(?:IT)?|EXIT|FORMAT|GET|HELP"
    r"|HIST(?:ORY)?|HO(?:ST)?|INFO(?:RMATION)?|L(?:IST)?|LOAD|OERR|PASSW(?:ORD)?|PAU(?:SE)?|PRI(?:NT)?|PRO(?:MPT)?"
    r"|QUIT|R(?:UN)?|REM(?:ARK)?|REPEAT|REPF(?:OOTER)?|REPH(?:EADER)?|SAV(?:E)?|SCRIPT|SET|SHO(?:W)?|SHUTDOWN"
    r"|SPO(?:OL)?|STA(?:RT)?|STARTUP|STORE|TIMI(?:NG)?|TNSPING|TTI(?:TLE)?|UNDEF(?:INE)?|VAR(?:IABLE)?|WHENEVER"
    r"|XQUERY)(?![\w$#.(])|@|!|\$|\#|\.[ \t]*(?![^\r\n])",
    re.IGNORECASE,
)
_INCLUDE = re.compile(r"@|STA(?:RT)?\b", re.IGNORECASE)
_DEFINE = re.compile(r"\b(?:DEF|DEFINE|SCAN)\s+(\S+)", re.IGNORECASE)
_ESCAPE = re.compile(r"\b(?:ESC|ESCAPE)\s+(\S+)", re.IGNORECASE)
_PACKAGE = re.compile(r'\s*"?\s*\.\s*"?(\w+)')


def split(text: str) -> list[Piece]:
    """Split a script into the pieces that matter; client commands only leave their settings behind.

    Literals are told from code as the server does it, so a line ``/`` inside one ends nothing. Text without any client
    command or line ``/`` is a bare block, which no client changes.
    """
    splitter = _Splitter(text)
    splitter.run()
    if splitter.scripted:
        return splitter.pieces
    return [evolve(piece, client=Client(define=None)) for piece in splitter.pieces]


def mentions(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Find ``DBMS_DATAPUMP.NAME`` outside literals and comments: its start, end, and NAME in upper case."""
    for token in _TOKEN.finditer(text, start, end):
        if token.lastgroup == "unclosed":
            return
        if token[0].strip('"').upper() == "DBMS_DATAPUMP":
            called = _PACKAGE.match(text, token.end(), end)
            if called:
                yield token.start(), called.end(), called[1].upper()


@define
class _Splitter:
    text: str
    at: int = 0
    client: Client = Client()
    scripted: bool = False
    pieces: list[Piece] = Factory(list)

    def run(self) -> None:
        while self.at < len(self.text):
            gap = _GAP.match(self.text, self.at)
            if gap is None:
                self._piece()
            else:
                self.at = gap.end()
                self.scripted = self.scripted or gap["slash"] is not None

    def _piece(self) -> None:
        starts = self._starts
        if starts(_UNIT):
            self._until(slash_only=True, kind="unit")
        elif starts(_STORED):
            self._until(slash_only=True, kind="statement")
        elif starts(_SQL):
            self._until(slash_only=False, kind="statement")
        elif execute := _EXECUTE.match(self.text, self.at):
            self.at = execute.end()
            self._line("command")
        elif starts(_COMMAND):
            self._set(self._line("include" if starts(_INCLUDE) else None))
        elif self.text.startswith("/*", self.at):
            self.pieces.append(Piece("comment", self.at, len(self.text)))
            self.at = len(self.text)
        elif not (self.pieces and self.pieces[-1].kind == "stray"):
            self._line("stray")
        else:
            # One report is enough for a run of such lines.
            self._line(None)

    def _starts(self, pattern: re.Pattern[str]) -> bool:
        return pattern.match(self.text, self.at) is not None

    def _until(self, *, slash_only: bool, kind: str) -> None:
        """Take a piece that ends at a line `/`, or else at a semicolon or at the end of the text."""
        start, end, after, slash = self.at, len(self.text), len(self.text), None
        included: list[tuple[int, int]] = []
        for token in _TOKEN.finditer(self.text, self.at):
            if token.lastgroup == "unclosed":
                break
            if token.lastgroup == "slash":
                end, after, slash = token.start(), token.end(), token.start() + token[0].index("/")
                self.scripted = True
                break
            if token.lastgroup == "include" and kind == "unit":
                at = token.start() + token[0].index("@")
                included.append((at - start, at - start + len(token[0].strip())))
            if token.lastgroup == "semicolon" and not slash_only:
                end = after = token.end()
                break
        self.pieces.append(Piece(kind, start, end, slash, self.client, tuple(included)))
        self.at = after

    def _line(self, kind: str | None) -> str:
        start = self.at
        line = _LINE.match(self.text, start)
        self.at = line.end() if line else len(self.text)
        self.scripted = True
        if kind:
            self.pieces.append(Piece(kind, start, self.at, None, self.client))
        return self.text[start : self.at]

    def _set(self, line: str) -> None:
        if line[:3].upper() != "SET":
            return
        for option in _DEFINE.finditer(line):
            self.client = evolve(self.client, define=_character(option[1], "&"))
        for option in _ESCAPE.finditer(line):
            self.client = evolve(self.client, escape=_character(option[1], "\\"))


def _character(value: str, usual: str) -> str | None:
    value = value.rstrip(";").strip("'\"")
    return {"OFF": None, "ON": usual}.get(value.upper(), value[:1] or usual)


def joined(text: str) -> str:
    """Blank out the hyphens by which a command goes on in the next line; nothing else moves."""
    return _CONTINUED.sub(" ", text)
