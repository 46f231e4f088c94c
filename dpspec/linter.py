"""Runs the rules on a spec: which of them, on what, and what of their findings its author wants to hear."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from dpspec.diagnostics import Diagnostic, Severity, in_order
from dpspec.document import Scalar
from dpspec.document_tree import nodes
from dpspec.facts import Facts
from dpspec.lint import Subject
from dpspec.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dpspec.document import Object
    from dpspec.facts import Options
    from dpspec.lint import Rule
    from dpspec.plan import Plan
    from dpspec.source import Source, Span
    from dpspec.spec import ExportSpec
    from dpspec.targets import Target
    from dpspec.versions import OrdsVersion

BY_CODE: Final = {rule.code: rule for rule in RULES}
_BY_NAME: Final = {rule.name: rule for rule in RULES}
_IGNORE: Final = re.compile(
    r"#[ \t]*dpspec:[ \t]*ignore(?P<file>-file)?[ \t]*(?:\[(?P<codes>[^\]\r\n]*)\]|(?=[\r\n]|\Z))"
)


@frozen
class Selection:
    """Which rules run, and how grave their findings are.

    `select` and `ignore` hold codes (``DP203``), beginnings of codes (``DP2``), names of rules, or ``ALL``; the more
    particular one of the two wins. Without `select`, those that are on by themselves run. What `never` names does not
    run in any case.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()

    def has(self, rule: Rule) -> bool:
        """Tell whether a rule runs."""
        if any(_closeness(word, rule) for word in self.never):
            return False
        chosen = max((_closeness(word, rule) for word in self.select), default=0)
        left = max((_closeness(word, rule) for word in self.ignore), default=0)
        wanted = chosen > 0 if self.select else rule.on
        return wanted and (not left or (bool(self.select) and chosen > left))

    def severity(self, code: str) -> Severity:
        """Give how grave the findings of a rule are."""
        ranked = [
            (closeness, level) for word, level in self.severities if (closeness := _closeness(word, BY_CODE[code]))
        ]
        return max(ranked, key=lambda pair: pair[0], default=(0, Severity.WARNING))[1]


def _closeness(word: str, rule: Rule) -> int:
    """Tell how closely a word of a selection names a rule: 0 not at all."""
    if word == "ALL":
        return 1
    if word == rule.name:
        return 1 + len(rule.code)
    return 1 + len(word) if rule.code.startswith(word) else 0


def unknown(words: Iterable[str]) -> Iterator[str]:
    """Tell of each word of a selection that names no rule, and which one could be meant."""
    for word in words:
        if word == "ALL" or word in _BY_NAME or (re.fullmatch(r"DP2\d*", word) and _any(word)):
            continue
        close = difflib.get_close_matches(word, _BY_NAME, 1, 0.6)
        yield f"{word!r} names no rule" + (f"; did you mean {close[0]}" if close else "; `dpspec explain` lists them")


def _any(prefix: str) -> bool:
    return any(code.startswith(prefix) for code in BY_CODE)


def rule_of(word: str) -> Rule | None:
    """Give the rule of a code or a name."""
    return BY_CODE.get(word.upper()) or _BY_NAME.get(word.lower())


def lint(
    spec: ExportSpec,
    options: Options,
    *,
    plan: Plan | None = None,
    errors: Iterable[Diagnostic] = (),
    root: Object | None = None,
    targets: tuple[Target, ...] = (),
    ords: OrdsVersion | None = None,
    selection: Selection | None = None,
) -> tuple[Diagnostic, ...]:
    """Give what the rules find in a spec, by place.

    `errors` are what its check has found: of a value that is wrong, no rule has anything more to say. `root` is the
    document it was read from, without which there are no fixes and no comments that ignore findings.
    """
    selection = selection or Selection()
    subject = Subject(Facts(spec, options), plan, root, targets, ords)
    wrong = {diagnostic.key for diagnostic in errors if diagnostic.key and diagnostic.severity is Severity.ERROR}
    found: list[Diagnostic] = []
    for rule in RULES:
        if selection.has(rule):
            severity = selection.severity(rule.code)
            found += (evolve(each, severity=severity) for each in rule.check(subject) if not _is_wrong(each, wrong))
    return _not_ignored(in_order(found), root)


def _is_wrong(finding: Diagnostic, wrong: set[str]) -> bool:
    key = finding.key or ""
    return any(key == path or key.startswith((f"{path}.", f"{path}[")) for path in wrong)


def _not_ignored(found: tuple[Diagnostic, ...], root: Object | None) -> tuple[Diagnostic, ...]:
    """Leave out what comments ignore, on the lines of the value or in the whole file; and fixes that would touch it."""
    if root is None or not found or "dpspec:" not in root.location.source.text:
        return found
    comments = _Comments.of(root)
    heard = []
    for each in found:
        if comments.ignore(each):
            continue
        touched = each.fix is not None and any(comments.on(edit.span, each.code) for edit in each.fix.edits)
        heard.append(evolve(each, fix=None) if touched else each)
    return tuple(heard)


@frozen
class _Comments:
    """The comments of a document that ignore findings: the rules for the whole file, and those for each line."""

    source: Source
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    whole: tuple[str, ...]
    by_line: Mapping[int, tuple[str, ...]]

    @classmethod
    def of(cls, root: Object) -> _Comments:
        """Find the comments of a document."""
        source = root.location.source
        spans = sorted(
            (node.location.span.start, node.location.span.end) for node in nodes(root) if isinstance(node, Scalar)
        )
        starts, ends = tuple(start for start, _ in spans), tuple(end for _, end in spans)
        whole: tuple[str, ...] = ()
        by_line: dict[int, tuple[str, ...]] = {}
        for comment in _IGNORE.finditer(source.text):
            at = bisect_right(starts, comment.start()) - 1
            header = (
                at >= 0 and source.text[starts[at]] in "|>" and "\n" not in source.text[starts[at] : comment.start()]
            )
            if at >= 0 and comment.start() < ends[at] and not header:
                continue  # a text that looks like one
            given = comment["codes"]
            words = ("ALL",) if given is None else tuple(word.strip() for word in given.split(",") if word.strip())
            if comment["file"]:
                whole += words
            else:
                line = _line_meant(source, comment.start())
                by_line[line] = by_line.get(line, ()) + words
        return cls(source, starts, ends, whole, by_line)

    def ignore(self, finding: Diagnostic) -> bool:
        """Tell whether a finding is ignored."""
        if _matches(self.whole, finding.code):
            return True
        location = finding.location
        return location is not None and location.source is self.source and self.on(location.span, finding.code)

    def on(self, span: Span, code: str) -> bool:
        """Tell whether a rule is ignored on a line of a span, or on that where the value begins in which it starts."""
        at = bisect_right(self.starts, span.start) - 1
        inside = at >= 0 and span.start < self.ends[at]
        first = self.source.position(self.starts[at] if inside else span.start).line
        last = self.source.position(max(span.start, span.end - 1)).line
        own = self.source.position(span.start).line
        return any(_matches(self.by_line.get(line, ()), code) for line in {first, *range(own, last + 1)})


def _line_meant(source: Source, offset: int) -> int:
    """Give the line that a comment speaks for: its own, or the next one with something else than a comment."""
    position = source.position(offset)
    if source.line(position.line)[: position.column - 1].strip():
        return position.line
    line, last = position.line + 1, source.position(len(source.text)).line
    while line < last and source.line(line).lstrip().startswith("#"):
        line += 1
    return line


def _matches(words: Iterable[str], code: str) -> bool:
    return any(_closeness(word.upper() if word.lower().startswith("dp") else word, BY_CODE[code]) for word in words)
