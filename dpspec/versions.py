"""Server releases, and the limits that differ between them."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

_SPELLING: Final = re.compile(r"(?P<major>\d{1,2})(?P<rest>(?:\.\d{1,4}){0,4})(?:c|g|i|ai)?", re.IGNORECASE | re.ASCII)


@frozen(order=True)
class ServerVersion:
    """An Oracle Database release, such as 12.2 or 23.26."""

    major: int
    minor: int = 0

    @classmethod
    def parse(cls, text: str) -> ServerVersion:
        """Read ``19``, ``19c``, ``12.2``, ``12.2.0.1``, ``23ai``. Raises ValueError for anything else."""
        match = _SPELLING.fullmatch(text.strip())
        if match is None or int(match["major"]) < 10:
            raise ValueError(f"{text!r} is not a release of Oracle Database from 10 on: write 19c, 12.2, 23ai or 26ai")
        parts = [int(part) for part in match["rest"].split(".")[1:]]
        # Without a second number, 10 and 11 mean their last releases, and 12 its first, whose limits are tighter.
        last = {10: 2, 11: 2, 12: 1}
        return cls(int(match["major"]), parts[0] if parts else last.get(int(match["major"]), 0))

    @classmethod
    def of_dump(cls, text: str) -> ServerVersion:
        """Read the value of VERSION, a number such as ``9.2`` or ``12.2.0``, which is not the release of a server."""
        major, _, rest = text.partition(".")
        return cls(int(major), int(rest.partition(".")[0] or 0))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" if self.minor else str(self.major)

    @property
    def name_bytes(self) -> int:
        """Length limit of an identifier in bytes: 30 before 12.2, else 128 (unconfirmed: COMPATIBLE may lower it)."""
        return 30 if self < LONG_NAMES else 128

    @property
    def list_items(self) -> int:
        """How many expressions an IN list may hold: 1000 up to 21c (ORA-01795), 65535 after (unconfirmed)."""
        return 1000 if self.major < 23 else 65535


@frozen(order=True)
class OrdsVersion:
    """A release of ORDS, such as 26.2."""

    major: int
    minor: int = 0
    patch: int = 0

    @classmethod
    def parse(cls, text: str) -> OrdsVersion:
        """Read ``26.2``, ``26.2.1``, ``24.4.0.r0381713``. Raises ValueError for anything else."""
        match = re.match(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{1,4})(?:\.[\w.]{1,40})?)?\Z", text.strip(), re.ASCII)
        if match is None:
            raise ValueError(f"{text!r} is not a release of ORDS: write 26.2 or 25.4.1")
        return cls(int(match[1]), int(match[2]), int(match[3] or 0))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}" + (f".{self.patch}" if self.patch else "")


LONG_NAMES: Final = ServerVersion(12, 2)
#: First release whose Data Pump writes dumps to an object store (Utilities: CREDENTIAL, "19c+/21c").
OBJECT_STORE: Final = ServerVersion(19)
#: When no release is given, the limits are those that hold on every release from 12.2 on.
OLDEST: Final = LONG_NAMES
#: Without a release given, parameters of every release may be used: a server that does not know one says so.
NEWEST: Final = ServerVersion(99)
#: First release in which INCLUDE and EXCLUDE may stand together (Utilities, UDE-00011 before).
INCLUDE_AND_EXCLUDE: Final = ServerVersion(21)
#: First release in which a transportable job may have several workers (unconfirmed).
PARALLEL_TRANSPORT: Final = ServerVersion(21)
