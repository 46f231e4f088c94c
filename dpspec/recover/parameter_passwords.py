"""Passwords of a parameter file: masked before it is read, so that nothing that comes after can show one."""

from __future__ import annotations

import re
from typing import Final

from attrs import Factory, define

from dpspec.diagnostics import Diagnostic
from dpspec.recover.parameter_names import ANY_NAME, NEXT_PARAMETER
from dpspec.recover.passwords import PROGRAMS, USER, asterisks, is_listed, mask_user, mask_words
from dpspec.source import Location, Source, Span

#: A name that is one of a password, or nearly so; the lookahead keeps the cost of a long word linear.
_PRIVATE: Final = r"(?=\w*(?:PASSW(?:OR)?D|PASWORD|USERID)|(?!ENCRYPTION_PWD_PROMPT\b)\w*PWD)\w+"
#: As the grammar has them: a quotation that this takes for less would have its contents masked.
_QUOTED: Final = r"\\\"[^\"]*\"|\\'[^']*'|'[^']*(?:''[^']*)*'|\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\""
#: The beginning of a connect string behind the name of the parameter.
_CONNECT: Final = rf"(?<!\w)\w*USERID=(?={USER})"
_COMMAND: Final = rf"(?<!\w){PROGRAMS}[ \t]+(?=[^\s=/]*/)"
#: The name of a password without the equals sign behind it.
_BARE: Final = rf"(?<![^\s])-*(?=\w*(?:PASSW|PWD))\w+(?:[ \t]*:|(?=[ \t]))[ \t]*(?!(?:{ANY_NAME})[ \t]*=)(?=[^\s=#,)])"
_SCAN: Final = re.compile(
    rf"(?P<secret>(?<![^\s,()'\";])(?:{_PRIVATE})[ \t]*=[ \t]*"
    rf"|ENCRYPTION_PASSWORD[ \t]*=[ \t]*|{_CONNECT}|{_COMMAND})|(?P<bare>{_BARE})"
    rf"|(?P<quoted>{_QUOTED})|(?P<comment>#[^\r\n]*)|(?:(?!ENCRYPTION_PASSWORD[ \t]*=)\w)+|[^\w'\"#\\]|.",
    re.IGNORECASE | re.DOTALL,
)
#: In quotes or a comment: what can hardly be anything but a password.
_HIDDEN: Final = re.compile(
    rf"ENCRYPTION_PASSWORD[ \t]*=[ \t]*|{_CONNECT}|(?<!\w)\w*USERID=(?=[\"']\Z)|{_COMMAND}", re.IGNORECASE
)
_COMMENTED: Final = re.compile(rf"(?<!\w)(?:{_PRIVATE})(?:[ \t]*[=:]|(?=[ \t]))[ \t]*|{_COMMAND}", re.IGNORECASE)
#: The rest of a line and of those that continue it, up to another parameter.
_VALUE: Final = re.compile(rf"(?:\\[ \t]*(?:\r\n|\r|\n)|(?!(?<=[\s,])(?:{ANY_NAME})[ \t]*=)[^\r\n])*", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+(?![ \t]*(?:\w+[ \t]*=|#))(?=[ \t]*\S)")
_COMMENT_AFTER: Final = re.compile(r"(?<=[ \t])#")


def mask(source: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Put asterisks in the place of passwords, and report those that stand within quotes."""
    masker = _Masker(source.text)
    masked = Source(source.name, masker.run())
    advice = "close the quotes before it; that it is a part of an expression cannot be told from a missing quote"
    found = [
        Diagnostic("DP053", "a password within quotes", Location(masked, Span(at, at + 1)), advice)
        for at in masker.within
    ]
    advice = "write `ENCRYPTION_PASSWORD=value`"
    for at in masker.bare:
        name = re.compile(r"-*\w+").match(source.text, at)
        place = Location(masked, Span(at, name.end() if name else at + 1))
        found.append(Diagnostic("DP053", "a password without `=`", place, advice))
    return masked, tuple(found)


@define
class _Masker:
    text: str
    within: list[int] = Factory(list)
    bare: list[int] = Factory(list)
    parts: list[str] = Factory(list)
    done: int = 0

    def run(self) -> str:
        """Give the text without the passwords, which are found in its order."""
        text, at = self.text, 0
        while at < len(text):
            match = _SCAN.match(text, at)
            end = match.end() if match else at + 1
            if match and match["secret"]:
                end = self._secret(match.start(), end)
            elif match and match["bare"]:
                end = self._bare(match.start(), end)
            elif match and match["comment"]:
                self._comment(at, end)
            elif match and match["quoted"]:
                end = self._quoted(match)
            at = end
        return "".join([*self.parts, text[self.done :]])

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
        self._replace(start, end, masked + (rest and "#" + mask_words(rest[1:])))
        return end

    def _bare(self, name: int, start: int) -> int:
        """Mask the rest of the line behind the name of a password, unless that is one of several names."""
        if is_listed(self.text, name, self.text[name:start].rstrip(" \t:")):
            return start
        end = self._rest(start)
        self._replace(start, end, mask_words(self.text[start:end]))
        self.bare.append(name)
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
            self._replace(found.end(), end, mask_words(self.text[found.end() : end]))

    def _quoted(self, match: re.Match[str]) -> int:
        """Pass over quotes, unless they hold the beginning of another parameter: then only over the first."""
        if NEXT_PARAMETER.search(match.group()):
            return match.start() + 1
        if found := _HIDDEN.search(self.text, *match.span()):
            self.within.append(match.start())
            return self._secret(found.start(), found.end())
        return match.end()


def _hidden(text: str) -> str:
    quoted = re.fullmatch(r"(\s*)(\\?['\"])(.*)(\2)(\s*)", text, re.DOTALL)
    if quoted and quoted[3]:
        return quoted[1] + quoted[2] + asterisks(quoted[3]) + quoted[4] + quoted[5]
    return re.sub(r"(\\[ \t]*(?:\r\n|\r|\n))|[^\s]", lambda found: found[1] or "*", text)
