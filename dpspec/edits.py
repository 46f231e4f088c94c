"""Changes to the text of a document that leave the rest as its author wrote it: layout, comments, quotes.

Each function gives an edit, or None where the text has a form in which it cannot be made surely. The edits are of one
value each; whether a document still says what it should is checked where they are applied.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Edit
from dpspec.source import Span

if TYPE_CHECKING:
    from dpspec.document import Array, Entry, Node, Object, Scalar
    from dpspec.source import Source

#: A text that is itself as a plain scalar of YAML, wherever one may stand.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_$.]*")
_BLOCK: Final = ("|", ">")
_NOT_TEXT: Final = re.compile(r"true|false|null|yes|no|on|off|y|n", re.IGNORECASE)
_INDENT: Final = re.compile(r"[ \t]*")
_COMMENT: Final = re.compile(r"[ \t]*(?P<comment>#[^\r\n]*)?(?P<end>\r\n|\r|\n|\Z)")


def _text(node: Node | Scalar) -> tuple[Source, str, Span]:
    location = node.location
    span = location.span
    return location.source, location.source.text[span.start : span.end], span


def replace(scalar: Scalar, text: str) -> Edit | None:
    """Put a text in the place of a scalar, with the quotes that it has, if the text can stand in them."""
    _, written, span = _text(scalar)
    if written[:1] in _BLOCK and ("#" in written.partition("\n")[0] or len(written.splitlines()) > 2):
        return None  # its comment and its lines would be lost
    return Edit(span, _written(text, written[:1]))


def _written(text: str, quote: str) -> str:
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if quote not in ('"', "'") and _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def replace_part(scalar: Scalar, start: int, end: int, text: str) -> Edit | None:
    """Put a text in the place of the characters from `start` up to `end` of what a scalar says."""
    extract = scalar.extract
    if extract is None:
        return None
    _, written, _ = _text(scalar)
    quote = written[:1]
    if not text.isprintable() or quote not in ('"', "'"):
        return replace(scalar, extract.text[:start] + text + extract.text[end:])
    span = extract.locate(start, end).span
    return Edit(span, text.replace("'", "''") if quote == "'" else json.dumps(text, ensure_ascii=False)[1:-1])


def rename(entry: Entry, name: str) -> Edit | None:
    """Give a key another name."""
    return replace(entry.key, name)


def remove_item(array: Array, index: int) -> Edit | None:
    """Remove an item of a list that has others."""
    # Only what stands next to it is looked at: of a long list, many items may have to go.
    source, start = array.location.source, array.location.span.start
    if len(array.items) < 2:
        return None
    if source.text.startswith("[", start):
        first = max(index - 1, 0)
        return _unlisted([item.location.span for item in array.items[first : first + 2]], index - first)
    return _without_lines(source, array.items[index].location.span, r"[ \t]*-[ \t]+")


def remove_entry(object_: Object, entry: Entry) -> Edit | None:
    """Remove a key with its value from an object that has others."""
    source, written, _ = _text(object_)
    spans = [Span(each.key.location.span.start, each.value.location.span.end) for each in object_.entries]
    if len(spans) < 2:
        return None
    index = object_.entries.index(entry)
    return _unlisted(spans, index) if written.startswith("{") else _without_lines(source, spans[index], r"[ \t]*")


def _unlisted(spans: list[Span], index: int) -> Edit:
    """Remove one of what stands between brackets, with the comma before it or, of the first one, behind it."""
    if index == 0:
        return Edit(Span(spans[0].start, spans[1].start), "")
    return Edit(Span(spans[index - 1].end, spans[index].end), "")


def _without_lines(source: Source, span: Span, before: str) -> Edit | None:
    """Remove the lines of a value in YAML's block style; a comment behind it keeps a line of its own."""
    text = source.text
    line_feed = text.rfind("\n", 0, span.start)
    start = max(line_feed, text.rfind("\r", line_feed + 1, span.start)) + 1
    rest = _COMMENT.match(text, span.end)
    if rest is None or not re.fullmatch(before, text[start : span.start]):
        return None
    if rest["comment"]:
        indent = _INDENT.match(text, start)
        return Edit(Span(start, rest.start("comment")), indent[0] if indent else "")
    return Edit(Span(start, rest.end()), "")


def add_entry(object_: Object, name: str, value: str) -> Edit | None:
    """Add a key at the end of an object; `value` is its JSON text."""
    if not object_.entries:
        return None
    source, written, _ = _text(object_)
    text = source.text
    last = object_.entries[-1]
    end = last.value.location.span.end
    if written.startswith("{"):
        first = object_.entries[0].key.location.span.start
        start = object_.location.span.start
        gap = text[start + 1 : first]
        if gap.strip() or "#" in text[end : object_.location.span.end]:
            return None  # whose comments they are is not sure
        between = f",{gap}" if "\n" in gap else ", "
        written_name = json.dumps(name) if text[first] in "\"'" else name
        return Edit(Span(end, end), f"{between}{written_name}: {value}")
    key = last.key.location.span.start
    start = max(text.rfind("\n", 0, key), text.rfind("\r", 0, key)) + 1
    rest = _COMMENT.match(text, end)
    if rest is None or text[start:key].strip(" "):
        return None
    line_end = rest["end"] or ("\r\n" if "\r\n" in text else "\n")
    at = rest.end() if rest["end"] else len(text)
    lead = "" if rest["end"] else line_end
    return Edit(Span(at, at), f"{lead}{text[start:key]}{name}: {value}{line_end}")
