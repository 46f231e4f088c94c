"""A line as a POSIX shell splits it. Source: the POSIX standard, Shell Command Language, 2.2 (quoting)."""

from __future__ import annotations

import re
from typing import Final

from attrs import define

from dpspec.recover.shell_words import LINE_GOES_ON, Fault, Splitter, Word

_COMMENT: Final = re.compile(r"#[^\r\n]*")


def commands(text: str) -> tuple[list[list[Word]], Fault | None]:
    """Split a text into the words of its commands, or tell why a shell could not."""
    splitter = _Posix(text)
    fault = splitter.run()
    return splitter.commands, fault


def split(text: str) -> list[str]:
    """Split a line into words, without replacing anything in it. Raises ValueError where a shell cannot."""
    found, fault = commands(text)
    if fault:
        raise ValueError(fault.message)
    return [word.plain for words in found for word in words]


def escape(raw: str) -> str:
    """Write an argument so that the shell takes nothing away from it."""
    return re.sub(r"([\"'()<>&|;*?$#!`\\~])", r"\\\1", raw)


@define
class _Posix(Splitter):
    def _step(self, char: str) -> Fault | None:
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
                return Fault(at, at + 1, f"`{char}` that the shell refuses", advice)
            case ";" | "&" | "|" | "<" | ">" | "\r" | "\n":
                return self._sign()
            case "$" | "`":
                self._variable()
            case "\u2018" | "\u2019" | "\u201c" | "\u201d" | "\u201e":
                plain = "'" if char in "\u2018\u2019" else '"'
                message = f"typographic quote `{char}` (U+{ord(char):04X})"
                return Fault(at, at + 1, message, f"write the plain quote `{plain}`")
            case _:
                self._take(at)
                self.at += 1
        return None

    def _backslash(self) -> None:
        at = self.at
        if goes_on := LINE_GOES_ON.match(self.text, at + 1):
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

    def _single(self) -> Fault | None:
        start = self.at
        end = self.text.find("'", start + 1)
        if end < 0:
            return Fault(start, start + 1, "`'` is never closed", "close it, or put a backslash before it: `\\'`")
        word = self._open()
        word.eaten += [start, end]
        word.text += self.text[start + 1 : end]
        word.offsets += range(start + 1, end)
        self.at = end + 1
        return None

    def _double(self) -> Fault | None:
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
        return Fault(start, start + 1, '`"` is never closed', 'close it, or put a backslash before it: `\\"`')

    def _variable(self) -> None:
        """Take a `$` or a grave accent; what the shell would put in its place is not known."""
        at = self.at
        if re.match(r"`|\$[\w{(?@*#]", self.text[at : at + 2]):
            self._open().replaced.append(at)
        self._take(at)
        self.at += 1
        closing = {"${": "}", "$(": ")"}.get(self.text[at : at + 2], "`" if self.text[at] == "`" else "")
        if closing:
            end = self.text.find(closing, at + 1)
            for inner in range(at + 1, end + 1):
                self._take(inner)
            self.at = max(self.at, end + 1)
