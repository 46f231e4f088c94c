"""Sizes, percentages and points in time: their spellings, their bounds, and how Oracle writes them.

Sources: Utilities, FILESIZE (from 40 KB to 16 TB) and FLASHBACK_TIME; the range of SAMPLE and the size of an SCN are
unconfirmed.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from attrs import frozen

_UNITS: Final = ("B", "KB", "MB", "GB", "TB")
_SIZE: Final = re.compile(r"(?P<number>[0-9]{1,19}) ?(?P<unit>[BKMGT]|[KMGT]B)", re.IGNORECASE | re.ASCII)
_TIME: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]"
    r"(?P<clock>(?:[01][0-9]|2[0-3]):[0-9]{2})(?P<seconds>:[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r" ?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-5][0-9])?)?"
)
LEAST_FILE: Final = 40 * 1024
MOST_FILE: Final = 16 * 1024**4
MOST_SCN: Final = 2**63
LEAST_PERCENT: Final = Decimal("0.000001")


def parse_size(text: str) -> int | None:
    """Give the bytes of a size such as ``500MB`` or ``2G``, in powers of 1024; None where it is none."""
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    unit = match["unit"].upper()
    return int(match["number"]) * int(1024 ** _UNITS.index(unit if unit.endswith("B") else unit + "B"))


def size_text(size: int, *, short: bool = False) -> str:
    """Write bytes in the largest unit that is exact: ``2GB``, or `short` ``2G``; short, a number of bytes has none."""
    power = 0
    while power < len(_UNITS) - 1 and size and size % 1024 == 0:
        size, power = size // 1024, power + 1
    unit = _UNITS[power]
    return f"{size}{unit.removesuffix('B') if short else unit}"


def percent_text(percent: int | float) -> str | None:
    """Write a percentage in decimal notation; None where it is out of range: from .000001 up to, not including, 100."""
    if not 0 < percent < 100:  # nor NaN, nor a number too long to be written
        return None
    exact = Decimal(repr(percent))
    if exact < LEAST_PERCENT or exact != round(exact, 6):
        return None
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@frozen
class Timestamp:
    """A point in time: `clock` as ``YYYY-MM-DD HH24:MI:SS[.FF]``, `zone` as ``+01:00``, or empty for the session's."""

    clock: str
    zone: str

    def __str__(self) -> str:
        return f"{self.clock.replace(' ', 'T')}{self.zone}"

    @property
    def sql(self) -> str:
        """The value of FLASHBACK_TIME: a call of TO_TIMESTAMP_TZ, or of TO_TIMESTAMP for one without a zone."""
        model = "YYYY-MM-DD HH24:MI:SS" + (".FF" if "." in self.clock else "")
        if not self.zone:
            return f"TO_TIMESTAMP('{self.clock}', '{model}')"
        return f"TO_TIMESTAMP_TZ('{self.clock} {self.zone}', '{model} TZH:TZM')"


def parse_time(text: str) -> Timestamp | None:
    """Read an ISO 8601 time such as ``2026-11-01T02:00:00+01:00``; None where it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    seconds = (match["seconds"] or ":00").replace(",", ".")
    zone = (match["zone"] or "").upper()
    if zone == "Z":
        zone = "+00:00"
    elif zone:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    whole, _, fraction = seconds.partition(".")
    clock = f"{match['date']} {match['clock']}{whole}"
    try:
        datetime.fromisoformat(clock + zone)
    except ValueError:
        return None
    if zone and not -12 * 60 <= _minutes(zone) <= 14 * 60:
        return None
    return Timestamp(clock + (f".{fraction}" if fraction else ""), zone)


def _minutes(zone: str) -> int:
    return int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[4:6]))
