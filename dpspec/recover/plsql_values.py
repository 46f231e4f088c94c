"""Values of PL/SQL expressions, and the functions of PL/SQL that dpspec can work out.

NULL is None, as the empty string is. A number is an int, or a Decimal where it has a fraction.
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from dpspec.datapump import Clock, Stamped, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dpspec.source import Span


@define(eq=False)
class Text:
    """A text that is not empty: pieces, which may be texts too, so that an append costs the same however long it is."""

    pieces: tuple[Text | str | Clock, ...]
    length: int
    settled: bool = field(default=False, init=False)

    def settle(self) -> tuple[Text | str | Clock, ...]:
        """Give the text as strings and clocks by turns, worked out once."""
        if not self.settled:
            merged: list[Text | str | Clock] = []
            run: list[str] = []
            for piece in (*self._flat(), None):
                if isinstance(piece, str):
                    run.append(piece)
                    continue
                if run:
                    merged.append(_joined(run))
                    run = []
                if piece is not None:
                    merged.append(piece)
            self.pieces, self.settled = tuple(merged), True
        return self.pieces

    def _flat(self) -> list[str | Clock]:
        flat: list[str | Clock] = []
        stack: list[Text | str | Clock] = [self]
        while stack:
            piece = stack.pop()
            if isinstance(piece, Text):
                stack.extend(reversed(piece.pieces))
            else:
                flat.append(piece)
        return flat


def _joined(run: Sequence[str]) -> str:
    text = "".join(run)
    if not _SURROGATE.search(text):
        return text
    # UNISTR('\D83D') and UNISTR('\DE00') make one character only when they meet.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


_SURROGATE = re.compile("[\ud800-\udfff]")


@frozen
class Now:
    """What SYSDATE and its like (`source`) give: a date that the run decides."""

    source: str


@frozen
class Unknown:
    """A value that only the run decides: where that shows, why, what to do, and where it comes from."""

    place: Span
    message: str
    help: str | None = None
    origin: tuple[Span, str] | None = None


Known = Text | int | Decimal | Now | None


class NotKnownError(Exception):
    """The value of a call cannot be told. `advice` is for the reader of the script."""

    def __init__(self, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


def text(value: str) -> Text | None:
    """Make a value of a string."""
    return Text((value,), len(value)) if value else None


def size(value: Known) -> int:
    """Tell how long a text is; other values count as nothing."""
    return value.length if isinstance(value, Text) else 0


def pending(value: Known) -> int:
    """Tell how much work it is to put a text together, if that is still to be done."""
    return 0 if isinstance(value, Text) and value.settled else size(value)


def concat(left: Known, right: Known) -> Text | None:
    """Work out ``left || right``."""
    first, second = as_text(left), as_text(right)
    if first is None or second is None:
        return first or second
    return Text((first, second), first.length + second.length)


def as_text(value: Known) -> Text | None:
    """Convert as PL/SQL does where it needs a text."""
    if isinstance(value, Now):
        raise NotKnownError("date is turned into text by the settings of the session", "use TO_CHAR with a format")
    if isinstance(value, Decimal):
        return text(re.sub(r"^(-?)0(?=\.)", r"\1", _decimal(value)))
    return text(str(value)) if isinstance(value, int) else value


def _decimal(value: Decimal) -> str:
    return f"{value:f}".rstrip("0")


def plain(value: Known) -> str | None:
    """Convert to a text that holds no clock."""
    whole = as_text(value)
    if whole is None:
        return None
    pieces = whole.settle()
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return pieces[0]
    raise NotKnownError("text with the time in it is not followed further")


def as_argument(value: Known) -> Value:
    """Convert to what a `Call` holds. A number with a fraction becomes its decimal notation."""
    if isinstance(value, Now):
        raise NotKnownError("date is not known before the block runs", "use TO_CHAR with a format")
    if isinstance(value, Decimal):
        return _decimal(value)
    if not isinstance(value, Text):
        return value
    parts = tuple(piece for piece in value.settle() if not isinstance(piece, Text))
    if any(isinstance(part, str) and _SURROGATE.search(part) for part in parts):
        raise NotKnownError("text holds one half of a surrogate pair")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else Stamped(parts)


# ---- Types of variables ----

_TEXTS = {"VARCHAR2", "VARCHAR", "NVARCHAR2", "STRING", "CLOB", "NCLOB", "LONG"}
_PADDED = {"CHAR", "NCHAR", "CHARACTER"}
_FRACTIONS = {"NUMBER", "FLOAT", "BINARY_FLOAT", "BINARY_DOUBLE", "REAL"}
_NUMBERS = _FRACTIONS | {"INTEGER", "INT", "SMALLINT", "DEC", "DECIMAL", "NUMERIC", "PLS_INTEGER", "BINARY_INTEGER"}
_NUMBERS |= {"NATURAL", "NATURALN", "POSITIVE", "POSITIVEN", "SIMPLE_INTEGER"}


def declared_length(datatype: str, size: int | None) -> int | None:
    """Give the length of a variable that is declared with this type and size: CHAR alone is CHAR(1)."""
    return 1 if size is None and datatype in _PADDED else size


def keeps(datatype: str) -> bool:
    """Tell whether a variable of this type takes any text as it is."""
    return datatype in _TEXTS


def convert(value: Known, datatype: str, length: int | None) -> Known:
    """Convert to the type of the variable that `value` is assigned to; a type that is not listed keeps it."""
    if value is None:
        return None
    if datatype in _TEXTS:
        return as_text(value)
    if datatype in _PADDED and length is not None:
        return _padded(plain(value), length)
    if datatype in _NUMBERS:
        return _numeric(value, exact=datatype in _FRACTIONS and length is None)
    return _date(value) if datatype == "DATE" else value


def _date(value: Text | int | Decimal | Now) -> Known:
    if isinstance(value, Text):
        raise NotKnownError("text is turned into a date by the settings of the session")
    return Now(_DATES.get(value.source, value.source)) if isinstance(value, Now) else value


#: What a timestamp becomes in a variable of type DATE.
_DATES = {"SYSTIMESTAMP": "SYSDATE", "CURRENT_TIMESTAMP": "CURRENT_DATE", "LOCALTIMESTAMP": "CURRENT_DATE"}


def _padded(value: str | None, length: int) -> Text | None:
    if value is None:
        return None
    if not value.isascii():
        raise NotKnownError("number of blanks after the text depends on the character set")
    if length > _MOST_PADDED:
        raise NotKnownError("type CHAR is not as long as this")
    return text(value.ljust(length))


_MOST_PADDED = 32767


def _numeric(value: Known, *, exact: bool) -> int | Decimal:
    if isinstance(value, Text):
        return _parsed(value)
    if isinstance(value, int) or (isinstance(value, Decimal) and exact):
        return value
    raise NotKnownError("number is rounded by the type of the variable")


def _parsed(value: Known) -> int:
    digits = plain(value)
    if digits is None or not re.fullmatch(r"\s*[+-]?[0-9]{1,38}\s*", digits):
        raise NotKnownError("text is not a whole number")
    return int(digits)


# ---- Arithmetic ----

#: Oracle's numbers have 38 digits and more; beyond, they are rounded.
_LARGEST = 10**38


def calculate(operator: str, left: Known, right: Known) -> Known:
    """Work out ``left operator right``, for the names of the grammar's terminals."""
    if operator == "CONCAT":
        return concat(left, right)
    if left is None or right is None:
        return None
    if not isinstance(left, int) or not isinstance(right, int):
        raise NotKnownError("only whole numbers are calculated with")
    if operator == "SLASH":
        if right == 0 or left % right:
            raise NotKnownError("division leaves a remainder")
        return left // right
    result = left * right if operator == "STAR" else left + right if operator == "PLUS" else left - right
    if abs(result) > _LARGEST:
        raise NotKnownError("number has more than 38 digits")
    return result


# ---- Functions ----


def _character(code: Known) -> Text | None:
    if code is None:
        return None
    if not isinstance(code, int) or not 0 <= code < 128:
        raise NotKnownError("result of CHR above 127 depends on the character set", "use UNISTR")
    return text(chr(code))


def national_character(code: Known) -> Text | None:
    """Work out ``NCHR(code)``, which is also ``CHR(code USING NCHAR_CS)``: UTF-16 code units."""
    if code is None:
        return None
    if not isinstance(code, int) or not 0 <= code < 0x10000:
        raise NotKnownError("result of NCHR above 65535 is not followed", "use UNISTR")
    return text(chr(code))


def _unistr(value: Known) -> Text | None:
    decoded = plain(value) or ""
    if not re.fullmatch(r"(?:[^\\]|\\\\|\\[0-9A-Fa-f]{4})*", decoded):
        raise NotKnownError("escape of UNISTR is not a backslash and four hexadecimal digits")
    return text(re.sub(r"\\(\\|[0-9A-Fa-f]{4})", _unescape, decoded))


def _unescape(match: re.Match[str]) -> str:
    return "\\" if match[1] == "\\" else chr(int(match[1], 16))


def _to_char(value: Known, *form: Known) -> Text | None:
    if not form:
        return as_text(value)
    pattern = plain(form[0])
    if len(form) > 1 or not isinstance(value, Now) or not pattern:
        raise NotKnownError("result of TO_CHAR is only known for text, and for the time with a format")
    return Text((Clock(pattern, value.source),), len(pattern))


def _bits(left: Known, right: Known) -> int | None:
    if left is None or right is None:
        return None
    if not isinstance(left, int) or not isinstance(right, int) or min(left, right) < 0:
        raise NotKnownError("only whole numbers from 0 on are looked at bit by bit")
    return left & right


#: Formats of dates that give digits and signs only, whatever the letter case.
_DIGITS = re.compile(
    r"(?:YYYY|YY|RRRR|RR|MM|DDD|DD|HH24|HH12|HH|MI|SSSSS|SS|FF[1-9]?|J|WW|IW|IYYY|Q|[-_.:/, ])++", re.I
)


def _in_case(change: Callable[[str], str]) -> Callable[[Known], Text | None]:
    def convert_case(value: Known) -> Text | None:
        """Change the letters of a text, and of a date in it where it is told in digits alone."""
        whole = as_text(value)
        if whole is None:
            return None
        pieces: list[Text | str | Clock] = []
        for piece in whole.settle():
            if isinstance(piece, str):
                # Oracle maps one character to one: the letter ß stays.
                pieces.append("".join(mapped if len(mapped := change(letter)) == 1 else letter for letter in piece))
            elif isinstance(piece, Clock) and _DIGITS.fullmatch(piece.format):
                pieces.append(piece)
            else:
                raise NotKnownError("letter case of the names in a date is not followed")
        return Text(tuple(pieces), whole.length)

    return convert_case


_BLANK = Text((" ",), 1)


def _trim(*, left: bool, right: bool) -> Callable[..., Text | None]:
    def trim(value: Known, letters: Known = _BLANK) -> Text | None:
        whole, away = plain(value), plain(letters)
        if whole is None or away is None:
            return None
        whole = whole.lstrip(away) if left else whole
        return text(whole.rstrip(away) if right else whole)

    return trim


#: No text that a script builds is followed beyond this length.
MOST_TEXT = 4_000_000


def _replace(value: Known, old: Known, new: Known = None) -> Text | None:
    whole, away, instead = plain(value), plain(old), plain(new) or ""
    if whole is None or away is None:
        return text(whole or "")
    if len(whole) + whole.count(away) * len(instead) > MOST_TEXT:
        raise NotKnownError(f"text is longer than {MOST_TEXT} characters")
    return text(whole.replace(away, instead))


def _substr(value: Known, start: Known, length: Known = sys.maxsize) -> Text | None:
    whole = plain(value)
    if whole is None or start is None or length is None:
        return None
    if not isinstance(start, int) or not isinstance(length, int):
        raise NotKnownError("only whole numbers count the characters of SUBSTR")
    begin = start - 1 if start > 0 else start + len(whole) if start else 0
    return text(whole[begin : begin + length]) if begin >= 0 and length > 0 else None


def _length(value: Known) -> int | None:
    whole = plain(value)
    return None if whole is None else len(whole)


def _nvl(value: Known, instead: Known) -> Known:
    return instead if value is None else value


#: What is worked out, with the least and the greatest number of arguments.
FUNCTIONS: dict[str, tuple[Callable[..., Known], int, int]] = {
    "BITAND": (_bits, 2, 2),
    "CHR": (_character, 1, 1),
    "CONCAT": (concat, 2, 2),
    "EMPTY_CLOB": (lambda: None, 0, 0),
    "LENGTH": (_length, 1, 1),
    "LOWER": (_in_case(str.lower), 1, 1),
    "LTRIM": (_trim(left=True, right=False), 1, 2),
    "NCHR": (national_character, 1, 1),
    "NVL": (_nvl, 2, 2),
    "REPLACE": (_replace, 2, 3),
    "RTRIM": (_trim(left=False, right=True), 1, 2),
    "SUBSTR": (_substr, 2, 3),
    "TO_CHAR": (_to_char, 1, 3),
    "TO_CLOB": (as_text, 1, 1),
    "TO_NCHAR": (as_text, 1, 1),
    "TO_NCLOB": (as_text, 1, 1),
    "TO_NUMBER": (_parsed, 1, 1),
    "TRIM": (_trim(left=True, right=True), 1, 1),
    "UNISTR": (_unistr, 1, 1),
    "UPPER": (_in_case(str.upper), 1, 1),
}
#: What gives the time of the run.
CLOCKS = {"SYSDATE", "SYSTIMESTAMP", "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP"}
