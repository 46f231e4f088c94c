"""Passwords of a script: nothing that is reported of it shows one, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec.recover.passwords import asterisks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dpspec.datapump import Call
    from dpspec.diagnostics import Diagnostic
    from dpspec.source import Source

#: Fewer characters than these may stand in a script without being the password.
_SHORT: Final = 3


def masked(source: Source, calls: Iterable[Call]) -> Source:
    """Give the source as reports may show it: with asterisks for every password."""
    text = source.text
    for call in calls:
        if not _is_password(call):
            continue
        if (place := call.places.get("value")) is not None:
            start, end = place.span.start, place.span.end
            text = text[:start] + asterisks(text[start:end]) + text[end:]
        if isinstance(value := call["value"], str):
            # The variable that holds it has it somewhere else; a short one is looked for as a literal only.
            written = value.replace("'", "''")
            for part in {value, written} if len(value) > _SHORT else {f"'{written}'"}:
                text = text.replace(part, asterisks(part))
    return source if text == source.text else evolve(source, text=text)


def shown_in(source: Source, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Give diagnostics with their places in another source, such as the masked one."""
    for diagnostic in found:
        labels = tuple(evolve(label, location=evolve(label.location, source=source)) for label in diagnostic.labels)
        place = diagnostic.location
        yield evolve(diagnostic, location=place and evolve(place, source=source), labels=labels)


def _is_password(call: Call) -> bool:
    name = call["name"]
    return call.subprogram == "SET_PARAMETER" and isinstance(name, str) and name.upper() == "ENCRYPTION_PASSWORD"
