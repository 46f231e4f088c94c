"""What a parameter file is made of: parameters, their values, and the pieces of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from dpspec.recover.extracts import joined, whole
from dpspec.source import Extract

if TYPE_CHECKING:
    from dpspec.source import Location


@frozen(eq=False)
class Piece:
    """A part of a value: `quote` is the kind of quotes round it, `inside` what they hold, decoded."""

    quote: str
    inside: Extract
    #: Whether its quotes had backslashes.
    escaped: bool = False


@frozen(eq=False)
class Value:
    """One value of a parameter: its pieces, and the text as it was written.

    `listed` tells whether a comma, a parenthesis or the equals sign is before it, and not only a blank or a line end.
    """

    written: Extract
    pieces: tuple[Piece, ...]
    listed: bool = True

    @property
    def place(self) -> Location:
        """Where the value stands."""
        return whole(self.written)

    @property
    def only(self) -> Piece | None:
        """The one piece of a value that has no others."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def bare(self) -> bool:
        """Whether nothing of it is quoted."""
        return not any(piece.quote for piece in self.pieces)

    @property
    def text(self) -> Extract:
        """The value without the single quotes round it, and with its double quotes."""
        if self.only and self.only.quote == "'":
            return self.only.inside
        return joined([_requoted(piece) for piece in self.pieces])

    @property
    def content(self) -> Extract:
        """The value without any quotes round the whole of it."""
        return self.only.inside if self.only else self.text


@frozen(eq=False)
class Parameter:
    """A parameter: `name` in upper case, `place` that of the name. `broken` tells that a fault of it is reported."""

    name: str
    place: Location
    values: tuple[Value, ...]
    broken: bool = False


def _requoted(piece: Piece) -> Extract:
    if not piece.quote:
        return piece.inside
    inside = piece.inside
    first, last = inside.offsets[0], inside.offsets[len(inside.text)]
    offsets = [max(0, first - 1), *inside.offsets, last + 1]
    return Extract(f"{piece.quote}{inside.text}{piece.quote}", inside.source, offsets)
