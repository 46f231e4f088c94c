"""The values of expdp's parameters to those of a spec, each with a refusal for what it is not."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import Diagnostic, show
from dpspec.filter_syntax import LITERAL
from dpspec.recover.parameters import cut

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


def whole(text: Extract) -> Location:
    """Give the place of a whole extract."""
    return text.locate(0, len(text.text))


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


# FLASHBACK_TIME


@frozen
class Moment:
    """A time as ISO 8601 writes it, or None for the start of the job; `assumed` says what had to be assumed."""

    time: str | None
    assumed: str | None = None


_QUOTED: Final = r"\s*'([^']*)'\s*"
_CALL: Final = re.compile(rf"(TO_TIMESTAMP_TZ|TO_TIMESTAMP|TO_DATE)\s*\({_QUOTED}(?:,{_QUOTED})?\)", re.IGNORECASE)
_NOW: Final = re.compile(
    rf"(?:TO_TIMESTAMP_TZ|TO_TIMESTAMP|TO_DATE)\s*\(\s*TO_CHAR\s*\(\s*(?:SYSDATE|SYSTIMESTAMP)\s*,{_QUOTED}\)\s*,{_QUOTED}\)",
    re.IGNORECASE,
)
_ANSI: Final = re.compile(
    r"(?:TIMESTAMP|DATE)\s*'([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:[ ]+([0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})(?:\.([0-9]{1,9}))?[ ]*([+-][0-9]{1,2}:[0-9]{2})?)?'",
    re.IGNORECASE,
)
_ELEMENT: Final = re.compile(
    r"SSSSS|YYYY|RRRR|YY|RR|MONTH|MON|MM|DD|HH24|HH12|HH|MI|SS|FF[1-9]?|X|AM|PM|A\.M\.|P\.M\.|TZH|TZM"
    r"|\"[^\"]*\"|[-/,.;: ]|[A-Za-z]+|.",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
#: Elements of a format, the group that each fills, and what may stand there.
_FILLS: Final = {
    "YYYY": ("year", r"[0-9]{4}"),
    "RRRR": ("year", r"[0-9]{4}"),
    "YY": ("short", r"[0-9]{2}"),
    "RR": ("short", r"[0-9]{2}"),
    "MON": ("word", r"[A-Za-z]{3}"),
    "MM": ("month", r"[0-9]{1,2}"),
    "DD": ("day", r"[0-9]{1,2}"),
    "HH24": ("hour", r"[0-9]{1,2}"),
    "HH12": ("half", r"[0-9]{1,2}"),
    "HH": ("half", r"[0-9]{1,2}"),
    "MI": ("minute", r"[0-9]{1,2}"),
    "SS": ("second", r"[0-9]{1,2}"),
    "FF": ("fraction", r"[0-9]{1,9}"),
    "AM": ("noon", r"[AaPp][Mm]"),
    "PM": ("noon", r"[AaPp][Mm]"),
    "A.M.": ("noon", r"[AaPp]\.[Mm]\."),
    "P.M.": ("noon", r"[AaPp]\.[Mm]\."),
    "TZH": ("zone", r"[+-][0-9]{1,2}"),
    "TZM": ("minutes", r"[0-9]{2}"),
}
_NO_ZONE: Final = "the time has no zone, and is that of the session's time zone"
_FORM: Final = "write `TO_TIMESTAMP('2031-08-25 14:35:00', 'YYYY-MM-DD HH24:MI:SS')`"


def moment(text: Extract) -> Moment:
    """Read the value of FLASHBACK_TIME."""
    text = _trimmed(text)
    if text.text.upper() == "SYSTIMESTAMP":
        return Moment(None)
    if text.text.upper() == "SYSDATE":
        return Moment(None, "SYSDATE is read as the start of the job, which it is to the second")
    if now := _NOW.fullmatch(text.text):
        return _now(text, now)
    if ansi := _ANSI.fullmatch(text.text):
        clock = [f"{int(part):02}" for part in (ansi[2] or "0:0:0").split(":")]
        date = [f"{int(part):02}" for part in ansi[1].split("-")]
        return _moment(text, "-".join(date), ":".join(clock), ansi[3], ansi[4])
    call = _CALL.fullmatch(text.text)
    if call is None:
        message = f"{show(text.text)} is not a time that can be read"
        raise RefusedError(whole(text), message, f"{_FORM}, or `SYSTIMESTAMP` for the start of the job")
    if call[3] is None:
        message = "a time without its format depends on the session's NLS parameters"
        raise RefusedError(text.locate(*call.span(2)), message, _FORM)
    return _in_format(text, call)


def _trimmed(text: Extract) -> Extract:
    start = len(text.text) - len(text.text.lstrip())
    return cut(text, start, max(start, len(text.text.rstrip())))


def _now(text: Extract, match: re.Match[str]) -> Moment:
    to_text, to_time = match[1].upper(), match[2].upper()
    place = text.locate(*match.span(1))
    if to_text != to_time:
        message = "a time written in one format and read in another"
        raise RefusedError(text.locate(*match.span(2)), message, "write the same format twice, or `SYSTIMESTAMP`")
    elements = {element.group().upper() for element in _ELEMENT.finditer(to_text)}
    if not elements & {"HH24", "HH", "HH12"} or "MI" not in elements:
        message = "SYSDATE without hours and minutes is the last midnight, not the start of the job"
        raise RefusedError(place, message, f"write `SYSTIMESTAMP` if the start is meant, else the time: {_FORM}")
    if "HH24" not in elements and not elements & {"AM", "PM", "A.M.", "P.M."}:
        message = "hours of a 12-hour clock without AM or PM: in the afternoon this is the morning"
        raise RefusedError(place, message, "write HH24, or `SYSTIMESTAMP` for the start of the job")
    return Moment(None, "a time made of SYSDATE is read as the start of the job")


def _in_format(text: Extract, call: re.Match[str]) -> Moment:
    value, place = call[2], text.locate(*call.span(2))
    pattern = _pattern(cut(text, *call.span(3)))
    match = re.fullmatch(pattern, value)
    if match is None:
        message = f"{show(value)} does not follow its format {show(call[3])}"
        raise RefusedError(place, message, _FORM)
    found = {key: part for key, part in match.groupdict().items() if part is not None}
    date, assumed = _date(text, place, found)
    if "half" in found and "noon" not in found:
        raise RefusedError(place, "hours of a 12-hour clock without AM or PM", "write HH24, or add AM to the format")
    clock = f"{_hour(found):02}:{int(found.get('minute', 0)):02}:{int(found.get('second', 0)):02}"
    zone = None
    if "zone" in found:
        zone = f"{found['zone'][0]}{int(found['zone'][1:]):02}:{found.get('minutes', '00')}"
    result = _moment(text, date, clock, found.get("fraction"), zone)
    return Moment(result.time, "; ".join(filter(None, (result.assumed, assumed))) or None)


def _pattern(format_: Extract) -> str:
    """Make the pattern of a value out of a date format model."""
    parts: list[str] = []
    filled: set[str] = set()
    for match in _ELEMENT.finditer(format_.text):
        element = match.group().upper()
        element = "FF" if element.startswith("FF") and len(element) <= 3 else element
        if element in _FILLS:
            key, digits = _FILLS[element]
            if key in filled:
                raise RefusedError(format_.locate(*match.span()), f"{show(element)} twice in a format", _FORM)
            filled.add(key)
            parts.append(f"(?P<{key}>{digits})")
        elif element == " ":
            parts.append(" +" if not parts or parts[-1] != " +" else "")
        elif element == "X":
            parts.append(r"\.")
        elif element in "-/,.;:":
            parts.append(r"[-/,.;:T ]")
        elif element[0] == '"':
            parts.append(re.escape(match.group()[1:-1]))
        else:
            message = f"{show(match.group())} is an element of a date format that is not read"
            raise RefusedError(format_.locate(*match.span()), message, _FORM)
    return "".join(parts)


def _date(text: Extract, place: Location, found: dict[str, str]) -> tuple[str, str | None]:
    assumed = None
    year = found.get("year")
    if "short" in found and year is None:
        year = f"20{found['short']}"
        assumed = f"the year {show(found['short'])} is read as {year}"
    month = found.get("month")
    if "word" in found:
        if found["word"].upper() not in _MONTHS:
            message = f"{show(found['word'])} is no English name of a month"
            raise RefusedError(place, message, f"write the month as a number: {_FORM}")
        month = str(_MONTHS.index(found["word"].upper()) + 1)
    if year is None or month is None or "day" not in found:
        raise RefusedError(whole(text), "a time without year, month and day", _FORM)
    return f"{year}-{int(month):02}-{int(found['day']):02}", assumed


def _hour(found: dict[str, str]) -> int:
    if "half" not in found:
        return int(found.get("hour", 0))
    hour = int(found["half"])
    if not 1 <= hour <= 12:
        return 99
    return hour % 12 + (12 if found["noon"][0] in "Pp" else 0)


def _moment(text: Extract, date: str, clock: str, fraction: str | None, zone: str | None) -> Moment:
    written = f"{date}T{clock}{f'.{fraction}' if fraction else ''}{_zone(zone)}"
    try:
        datetime.fromisoformat(f"{date}T{clock}{_zone(zone)}")
    except ValueError:
        raise RefusedError(whole(text), f"there is no time {show(written)}", _FORM) from None
    return Moment(written, None if zone else _NO_ZONE)


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    hours, _, minutes = zone[1:].partition(":")
    return f"{zone[0]}{int(hours):02}:{minutes}"
