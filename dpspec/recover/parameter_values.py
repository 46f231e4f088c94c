"""The values of expdp's parameters to those of a spec, each with a refusal for what it is not."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, show
from dpspec.filter_syntax import LITERAL
from dpspec.recover.extracts import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dpspec.source import Extract, Location

#: What expdp documents for a parameter that is on or off: YES and NO, in the books of 11.2 and before Y and N.
_YES: Final = {"YES": True, "Y": True, "NO": False, "N": False}
_UNITS: Final = {"": "", "B": "B", "K": "KB", "KB": "KB", "M": "MB", "MB": "MB"} | {
    "G": "GB",
    "GB": "GB",
    "T": "TB",
    "TB": "TB",
}
_SIZE: Final = re.compile(r"([0-9]{1,20})([A-Za-z]{0,2})")
_NUMBER: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})?|\.[0-9]{1,18}")
#: A part of a name: quoted, plain, or what separates two.
_PART: Final = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>[^".:]+)|(?P<separator>[.:])|(?P<odd>")')
#: A name that is the same with and without quotes.
_REGULAR: Final = re.compile(r"[A-Z][A-Z0-9_$#]*")
_BLANKS: Final = re.compile(LITERAL + r"|\"[^\"]*\"|(?P<blanks>[ \t\r\n]+)|(?P<open>')", re.DOTALL)


class RefusedError(Exception):
    """A value that a spec cannot have, as a diagnostic."""

    def __init__(self, place: Location, message: str, advice: str, code: str = "DP054") -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, message, place, advice)


def yes_or_no(name: str, text: Extract) -> bool:
    """Read YES or NO."""
    value = _YES.get(text.text.upper())
    if value is None:
        raise RefusedError(whole(text), f"{show(name)} takes YES or NO", f"write `{name}=YES` or `{name}=NO`")
    return value


def choice(name: str, text: Extract, choices: Sequence[str]) -> str:
    """Read one of some words."""
    value = text.text.upper()
    if value in choices:
        return value
    close = get_close_matches(value, choices, 1)
    meant = f"did you mean `{close[0]}`? " if close else ""
    allowed = ", ".join(f"`{one}`" for one in choices)
    raise RefusedError(whole(text), f"{show(text.text)} is no value of {show(name)}", f"{meant}it takes {allowed}")


def integer(name: str, text: Extract) -> int:
    """Read a whole number."""
    if not re.fullmatch(r"-?[0-9]{1,38}", text.text):
        raise RefusedError(whole(text), f"{show(name)} takes a whole number", f"write it in digits, such as `{name}=4`")
    return int(text.text)


def percent(name: str, text: Extract) -> int | float:
    """Read a percentage."""
    if not _NUMBER.fullmatch(text.text):
        raise RefusedError(whole(text), f"{show(name)} takes a percentage", f"write a number, such as `{name}=10`")
    return int(text.text) if text.text.isdecimal() else float(text.text)


def size(name: str, text: Extract) -> int | str:
    """Read a size: bytes as a number, or a number with its unit. K, M, G and T are those of the books of 10g."""
    match = _SIZE.fullmatch(text.text)
    unit = _UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None:
        advice = f"write a number and B, KB, MB, GB or TB without a blank: `{name}=500MB`"
        raise RefusedError(whole(text), f"{show(name)} takes a size", advice)
    number = int(match[1])
    return f"{number}{unit}" if unit else number


def names(text: Extract) -> list[str]:
    """Give the parts of a qualified name with their separators: upper case, and quotes only where a name needs them."""
    parts: list[str] = []
    separated = True
    for match in _PART.finditer(text.text):
        if match["separator"]:
            if separated:
                break
            parts.append(match.group())
            separated = True
            continue
        if not separated or match["odd"] or not (match["quoted"] or match["plain"]):
            break
        separated = False
        parts.append(_name(match["quoted"]) if match["plain"] is None else upper(match["plain"]))
    else:
        if not separated:
            return parts
    advice = "a name is `SCHEMA.NAME`, with double quotes only round a part that is not in upper case"
    raise RefusedError(whole(text), f"malformed name {show(text.text)}", advice, "DP053")


def name(text: Extract) -> str:
    """Give a qualified name in the syntax of a spec."""
    return "".join(names(text))


def upper(text: str) -> str:
    """Give a name as Oracle does, which never makes two letters of one."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def _name(quoted: str) -> str:
    return quoted if _REGULAR.fullmatch(quoted) else f'"{quoted}"'


def query(text: Extract) -> str:
    """Give a condition with each run of blanks outside literals as one, and none at the ends."""
    pieces: list[str] = []
    at = 0
    for match in _BLANKS.finditer(text.text):
        if match["open"]:
            advice = "close the literal; a quote within it is written twice"
            raise RefusedError(text.locate(*match.span()), "`'` is never closed in the query", advice, "DP053")
        if match["plain"] == "" and re.match(r"[\w']", text.text[match.end() : match.end() + 1]):
            advice = "within double quotes each single quote is written once"
            place = text.locate(match.start(), match.start() + 2)
            raise RefusedError(place, "quotes of a literal written twice", advice, "DP053")
        pieces += [text.text[at : match.start()], " " if match["blanks"] else match.group()]
        at = match.end()
    pieces.append(text.text[at:])
    found = "".join(pieces).strip(" ")
    if not found:
        raise RefusedError(whole(text), "the query is empty", "write a condition, such as `WHERE deptno = 10`", "DP053")
    return found
