"""The value of FLASHBACK_TIME, an expression of SQL, to a point in time."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.diagnostics import show
from dpspec.recover.extracts import whole
from dpspec.recover.parameter_values import RefusedError

if TYPE_CHECKING:
    from dpspec.source import Extract, Location


@frozen
class Moment:
    """A time as ISO 8601 writes it, or None for the start of the job; `assumed` says what had to be assumed."""

    time: str | None
    assumed: str | None = None

    @property
    def key(self) -> str:
        """The key of a spec that says it."""
        return "flashback_time" if self.time else "consistent"

    @property
    def value(self) -> str | bool:
        """The value of that key."""
        return self.time or True


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
    return text.part(start, max(start, len(text.text.rstrip())))


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
    pattern = _pattern(text.part(*call.span(3)))
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
