"""What is sent to a database, as values: a text and its bind variables."""

from __future__ import annotations

import enum
from decimal import Decimal

from attrs import field, frozen

#: What a bind variable or a column holds.
Datum = str | int | Decimal | bytes | None


class Kind(enum.Enum):
    """The type of a bind variable; all are scalars or CLOBs, which every driver and release can carry."""

    TEXT = "VARCHAR2"
    NUMBER = "NUMBER"
    CLOB = "CLOB"
    RAW = "RAW"


@frozen
class Bind:
    """A bind variable, without its colon.

    One that is `out` comes back with the answer; `size` is the most bytes that it can then hold. A `secret` is shown
    nowhere.
    """

    name: str
    value: Datum = field(default=None, repr=False)
    kind: Kind = Kind.TEXT
    out: bool = False
    size: int = 0
    secret: bool = False

    @property
    def shown(self) -> str:
        """The value for people; a secret is asterisks."""
        return "***" if self.secret else repr(self.value)


@frozen
class Statement:
    """A query or an anonymous block, and its bind variables.

    `starts_job` tells that it must never be sent twice, and that it is not to be left half way.
    """

    text: str
    binds: tuple[Bind, ...] = ()
    is_query: bool = False
    starts_job: bool = False
