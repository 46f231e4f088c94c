"""Runs the rules on a spec: which of them, on what, and what of their findings its author wants to hear."""

from __future__ import annotations

import difflib
import re
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
    from dpspec.source import Source
    from dpspec.spec import ExportSpec
    from dpspec.targets import Target
    from dpspec.versions import OrdsVersion

BY_CODE: Final = {rule.code: rule for rule in RULES}
_BY_NAME: Final = {rule.name: rule for rule in RULES}
_IGNORE: Final = re.compile(r"#[ \t]*dpspec:[ \t]*ignore(?P<file>-file)?(?:[ \t]*\[(?P<codes>[^\]\r\n]*)\])?")


@frozen
class Selection:
    """Which rules run, and how grave their findings are.

    `select` and `ignore` hold codes (``DP203``), beginnings of codes (``DP2``), names of rules, or ``ALL``; the more
    particular one of the two wins. Without `select`, those that are on by themselves run.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()

    def has(self, rule: Rule) -> bool:
        """Tell whether a rule runs."""
        chosen = max((_closeness(word, rule) for word in self.select), default=0)
        left = max((_closeness(word, rule) for word in self.ignore), default=0)
        wanted = chosen > 0 if self.select else rule.on
        return wanted and (not left or (bool(self.select) and chosen > left))

    def severity(self, code: str) -> Severity:
        """Give how grave the findings of a rule are."""
        ranked = [(_closeness(word, BY_CODE[code]), level) for word, level in self.severities]
        return max(ranked, key=lambda pair: pair[0], default=(0, Severity.WARNING))[1] if ranked else Severity.WARNING


def _closeness(word: str, rule: Rule) -> int:
    """Tell how closely a word of a selection names a rule: 0 not at all."""
    if word == "ALL":
        return 1
    if word == rule.name:
        return 100
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
    """Leave out what comments ignore: on the line of the finding, or in the whole file."""
    if root is None or not found:
        return found
    source = root.location.source
    whole, by_line = _comments(source, root)
    return tuple(
        each
        for each in found
        if not _matches(whole, each.code)
        and not (
            each.location is not None
            and each.location.source is source
            and _matches(by_line.get(each.location.position.line, ()), each.code)
        )
    )


def _comments(source: Source, root: Object) -> tuple[tuple[str, ...], Mapping[int, tuple[str, ...]]]:
    """Find the comments that ignore findings: the codes of the whole file, and those by line."""
    if "dpspec:" not in source.text:
        return (), {}
    scalars = [node.location.span for node in nodes(root) if isinstance(node, Scalar)]
    whole: tuple[str, ...] = ()
    by_line: dict[int, tuple[str, ...]] = {}
    for comment in _IGNORE.finditer(source.text):
        if any(span.start <= comment.start() < span.end for span in scalars):
            continue  # a text that looks like one
        given = comment["codes"]
        codes = ("ALL",) if given is None else tuple(code.strip() for code in given.split(",") if code.strip())
        if comment["file"]:
            whole += codes
        else:
            line = source.position(comment.start()).line
            alone = not source.line(line)[: source.position(comment.start()).column - 1].strip()
            line += alone  # on a line of its own it speaks for the next one
            by_line[line] = by_line.get(line, ()) + codes
    return whole, by_line


def _matches(words: Iterable[str], code: str) -> bool:
    return any(_closeness(word, BY_CODE[code]) for word in words)
