r"""A line as Windows programs split it: without its double quotes, but ``\"`` and PowerShell's escapes stay."""

from __future__ import annotations

import re

from attrs import define

from dpspec.recover.shell_words import LINE_GOES_ON, Fault, Splitter, Word


def commands(text: str) -> tuple[list[list[Word]], Fault | None]:
    """Split a text into the words of its commands, or tell what is wrong."""
    splitter = _Windows(text)
    fault = splitter.run()
    return splitter.commands, fault


@define
class _Windows(Splitter):
    quoted: int | None = None

    def run(self) -> Fault | None:
        """Split the text, or tell what is wrong."""
        fault = super().run()
        if fault is None and self.quoted is not None:
            advice = 'close it, or put a backslash before it: `\\"`'
            return Fault(self.quoted, self.quoted + 1, '`"` is never closed', advice)
        return fault

    def _step(self, char: str) -> Fault | None:
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
        if char in "`^" and (goes_on := LINE_GOES_ON.match(self.text, at + 1)):
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
