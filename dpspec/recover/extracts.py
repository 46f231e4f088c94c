"""Parts of a text, put together anew: every character keeps its place in the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.source import Extract

if TYPE_CHECKING:
    import re

    from dpspec.source import Location


def whole(text: Extract) -> Location:
    """Give the place of a whole extract."""
    return text.locate(0, len(text.text))


def joined(parts: list[Extract]) -> Extract:
    """Put extracts of one source after another."""
    offsets = [offset for part in parts for offset in part.offsets[: len(part.text)]]
    last = parts[-1]
    return Extract("".join(part.text for part in parts), last.source, [*offsets, last.offsets[len(last.text)]])


def without(text: Extract, pattern: re.Pattern[str]) -> Extract:
    """Put group 1 of each match in its place, or nothing where it did not take part."""
    if not pattern.search(text.text):
        return text
    parts, at = [], 0
    for match in pattern.finditer(text.text):
        parts.append(text.part(at, match.start()))
        if match[1] is not None:
            parts.append(text.part(*match.span(1)))
        at = match.end()
    return joined([*parts, text.part(at, len(text.text))])
