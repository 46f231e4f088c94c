"""What a rule of the linter is, and what it looks at."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from dpspec import edits
from dpspec.diagnostics import Diagnostic, Edit, Fix, Label, Severity
from dpspec.document import Array, Object, Scalar
from dpspec.document_tree import nodes
from dpspec.filters import Literal
from dpspec.source import Span
from dpspec.vocabulary import SYNONYMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dpspec.diagnostics import Fix as FixType
    from dpspec.document import Entry, Node
    from dpspec.facts import Facts
    from dpspec.filters import Filter
    from dpspec.plan import Plan
    from dpspec.source import Location
    from dpspec.targets import Target
    from dpspec.versions import OrdsVersion


#: What is a comment of YAML where it stands outside of a text.
_COMMENT: Final = re.compile(r"(?<![^\s])#")
#: An object path with a clause, in one text.
_CLAUSE: Final = re.compile(r'[^:"]*:\s*"(?P<expression>.*)"\s*', re.DOTALL)


@frozen
class Expression:
    """A filter expression of a spec: its key, the path of its text (``name_expressions[0]``), what it says.

    `object_path` is that of its item, None for one on everything; `start` is where it begins in that text.
    """

    key: str
    path: str
    filter: Filter
    object_path: str | None
    start: int

    @property
    def item(self) -> str:
        """The path of the item that it belongs to."""
        return self.path.removesuffix(".expression")


@frozen(slots=False)
class Subject:
    """A spec under the eyes of the rules.

    `root` is its document, None for a spec built in Python, which has no fixes; `plan` is None for a spec with errors.
    `targets` are those it is meant for, all where none are named; `ords` is the release of ORDS, if that is known, and
    the release of the database is in the options of `facts`.
    """

    facts: Facts = field(repr=False)
    plan: Plan | None = field(default=None, repr=False)
    root: Object | None = field(default=None, repr=False)
    targets: tuple[Target, ...] = ()
    ords: OrdsVersion | None = None

    def for_target(self, target: Target) -> bool:
        """Tell whether the spec is surely meant for a target: it is named."""
        return target in self.targets

    # --- what the spec says ---------------------------------------------------------------------------------------

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """Every filter expression: those on everything, and those of items with an object path."""
        found = [
            Expression(key, path, filter_, None, 0)
            for key, listed in self.facts.filters.items()
            for path, filter_ in listed
        ]
        for key in ("name_expressions", "include", "exclude"):
            for path, item in self.facts.items[key]:
                if item.filter is None:
                    continue
                written = self.facts.spec.where.texts.get(f"{path}.expression")
                clause = None if written is not None else self.facts.spec.where.texts.get(path)
                inside = _CLAUSE.fullmatch(clause.text) if clause is not None else None
                own = f"{path}.expression" if written is not None else path
                start = inside.start("expression") if inside is not None else 0
                found.append(Expression(key, own, item.filter, item.object_path, start))
        return tuple(found)

    def place(self, where: str | Expression, part: Literal | Span | None = None) -> Location | None:
        """Give the place of a value or an expression, or of a part of it: a literal, or a span in its text."""
        path = where if isinstance(where, str) else where.path
        extract = self.facts.spec.where.texts.get(path)
        span = self._span(where, part)
        return (
            extract.locate(span.start, span.end) if span is not None and extract is not None else self.facts.place(path)
        )

    def _span(self, where: str | Expression, part: Literal | Span | None = None) -> Span | None:
        """Give where a part, or else the expression, stands in the text of its value; None if that is not known."""
        path, start = (where, 0) if isinstance(where, str) else (where.path, where.start)
        extract = self.facts.spec.where.texts.get(path)
        if extract is None or (part is None and isinstance(where, str)):
            return None
        if part is None:
            return Span(start, start + len(extract.text[start:].rstrip(' "')) if start else len(extract.text))
        span = part.span if isinstance(part, Literal) else part
        return Span(start + span.start, start + span.end) if span is not None else None

    # --- findings -------------------------------------------------------------------------------------------------

    def finding(
        self,
        code: str,
        message: str,
        where: str | Expression,
        help_: str | None = None,
        *,
        part: Literal | Span | None = None,
        place: Location | None = None,
        labels: Iterable[Label] = (),
        fix: FixType | None = None,
    ) -> Diagnostic:
        """Make a finding about a value (by its path) or an expression, or about a part of it."""
        path = where if isinstance(where, str) else where.path
        at = place or self.place(where, part)
        return Diagnostic(code, message, at, help_, path, tuple(labels), Severity.WARNING, fix)

    # --- fixes ----------------------------------------------------------------------------------------------------

    def fix(self, message: str, *changes: Edit | None, safe: bool = False) -> Fix | None:
        """Make a fix of edits; None if one of them cannot be made, or a comment would be lost by it."""
        made = tuple(change for change in changes if change is not None)
        if not made or len(made) < len(changes) or self.root is None:
            return None
        if any(self._has_comment(edit.span) for edit in made):
            return None
        return Fix(message, made, safe)

    def _has_comment(self, span: Span) -> bool:
        """Tell whether a stretch of the document has a comment in it."""
        if self.root is None or "#" not in self.root.location.source.text:
            return False
        for found in _COMMENT.finditer(self.root.location.source.text, span.start, span.end):
            at = bisect_right(self._scalars, (found.start(), found.start())) - 1
            start, end = self._scalars[at] if at >= 0 else (0, 0)
            before = found.string[start : found.start()]
            # Behind the sign of a block stands a comment, though the block has begun.
            if not start <= found.start() < end or (before[:1] in ("|", ">") and "\n" not in before):
                return True
        return False

    @cached_property
    def _scalars(self) -> list[tuple[int, int]]:
        """Where the scalars of the document are, in order."""
        spans = (node.location.span for node in nodes(self.root) if isinstance(node, Scalar)) if self.root else ()
        return sorted((span.start, span.end) for span in spans)

    def node(self, path: str) -> Node | None:
        """Give the node at a path such as ``include[0].expression``; None if there is no document."""
        node: Node | None = self.root
        for step in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path):
            if step[0]:
                index = int(step[0])
                if not isinstance(node, Array):
                    continue  # a single value stands for a list of one
                node = node.items[index] if index < len(node.items) else None
            else:
                entry = self._entry(node, step[1])
                node = entry.value if entry is not None else None
            if node is None:
                return None
        return node

    def entry(self, key: str) -> Entry | None:
        """Give the entry of a key of the spec, under whatever name it is written."""
        return self._entry(self.root, key)

    @staticmethod
    def _entry(node: Node | None, key: str) -> Entry | None:
        if not isinstance(node, Object):
            return None
        return next((e for e in node.entries if SYNONYMS.get(str(e.key.value), e.key.value) == key), None)

    def replaced(self, where: str | Expression, text: str, part: Literal | Span | None = None) -> Edit | None:
        """Edit: another text for the value at a path, for an expression, or for a part of one.

        A literal is replaced with its quotes.
        """
        path = where if isinstance(where, str) else where.path
        scalar, span = self._scalar(path), self._span(where, part)
        if scalar is None or (span is None and not isinstance(where, str)):
            return None
        if span is None or (not span.start and scalar.extract is not None and span.end == len(scalar.extract.text)):
            return edits.replace(scalar, text)
        return edits.replace_part(scalar, span.start, span.end, text)

    def _scalar(self, path: str) -> Scalar | None:
        node = self.node(path)
        if isinstance(node, Object):
            entry = self._entry(node, "expression")
            node = entry.value if entry is not None else None
        return node if isinstance(node, Scalar) else None

    def removed(self, path: str) -> Edit | None:
        """Edit: without the item or the key at a path."""
        if path.endswith("]"):
            base, _, index = path[:-1].rpartition("[")
            array = self.node(base)
            return edits.remove_item(array, int(index)) if isinstance(array, Array) else None
        entry = self.entry(path)
        return edits.remove_entry(self.root, entry) if self.root is not None and entry is not None else None

    def renamed(self, key: str, name: str) -> Edit | None:
        """Edit: another name for a key."""
        entry = self.entry(key)
        return edits.rename(entry, name) if entry is not None else None

    def added(self, key: str, value: str) -> Edit | None:
        """Edit: one more key; `value` is its JSON text."""
        return edits.add_entry(self.root, key, value) if self.root is not None else None


@frozen
class Rule:
    """One rule: its code, its name in kebab case, its page (the docstring of its module), its check.

    One that is not `on` by itself has to be selected by its code.
    """

    code: str
    name: str
    page: str = field(repr=False)
    check: Callable[[Subject], Iterator[Diagnostic]] = field(repr=False)
    on: bool = True

    @property
    def summary(self) -> str:
        """The first line of its page."""
        return self.page.strip().partition("\n")[0].rstrip(".")
