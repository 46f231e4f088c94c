"""What is wrong with object paths, and with INCLUDE and EXCLUDE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec import object_paths
from dpspec.diagnostics import Diagnostic, Label, Severity, show
from dpspec.filters import negation
from dpspec.object_paths import Kind
from dpspec.versions import INCLUDE_AND_EXCLUDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts

_CODES: Final = {
    Kind.MALFORMED: "DP130",
    Kind.MEANT: "DP130",
    Kind.MODE: "DP131",
    Kind.UNKNOWN: "DP129",
    Kind.RELEASE: "DP129",
}
_KEYS: Final = ("name_expressions", "include", "exclude")
#: Clauses that an advice spells out.
_MOST_SHOWN: Final = 2


def _paths(facts: Facts) -> Iterator[Diagnostic]:
    for key in _KEYS:
        for path, value in facts.items[key]:
            written = facts.object_path(path, facts.listed(key)[int(path[len(key) + 1 : -1])])
            object_path = value.object_path
            if written is None or (key == "exclude" and _is_needed(facts, object_path)):
                continue
            fault = object_paths.check(object_path, facts.mode, facts.options.server)
            if fault is not None:
                place = written.locate(fault.start, fault.end)
                severity = Severity.WARNING if _CODES[fault.kind] == "DP129" else Severity.ERROR
                yield Diagnostic(_CODES[fault.kind], fault.message, place, fault.help, path, severity=severity)
                if fault.kind is not Kind.MODE:
                    continue
            if value.filter is not None and object_paths.takes_names(object_path) is False:
                message = f"objects of {show(object_path)} have no names to filter"
                advice = "saves ORA-39071; leave the clause out, or filter the objects that they depend on"
                yield Diagnostic("DP132", message, written.locate(0, len(object_path)), advice, path)


def _together(facts: Facts) -> Iterator[Diagnostic]:
    """Check that INCLUDE and EXCLUDE stand together only where they may (UDE-00011 up to 19c)."""
    if not (facts.spec.include and facts.spec.exclude) or facts.options.limits >= INCLUDE_AND_EXCLUDE:
        return
    included = {clause.object_path for clause in facts.parsed("include")}
    clauses = facts.parsed("exclude")
    labels = (Label(place, "`include` is here"),) if (place := facts.spec.where.keys.get("include")) else ()
    advice = f"saves UDE-00011; from {INCLUDE_AND_EXCLUDE}c on they may: say so with `--server-version`"
    if clauses and all(clause.filter is not None and clause.object_path in included for clause in clauses):
        spelled = " and ".join(
            f'`{clause.object_path}:"{negation(clause.filter)}"`' for clause in clauses[:_MOST_SHOWN]
        )
        if len(clauses) > _MOST_SHOWN:
            spelled = f"each of them negated, such as {spelled},"
        advice = f"saves UDE-00011; all clauses on a type must hold, so include {spelled} instead"
    message = f"`exclude` beside `include` before {INCLUDE_AND_EXCLUDE}c"
    yield Diagnostic("DP133", message, facts.place("exclude"), advice, "exclude", labels)


def _undone(facts: Facts) -> Iterator[Diagnostic]:
    """Check that no object path is both included and excluded as a whole, which leaves nothing of it."""
    included = {clause.object_path: path for path, clause in facts.items["include"]}
    for path, clause in facts.items["exclude"]:
        if clause.filter is None and clause.object_path in included:
            labels = (Label(place, "included here"),) if (place := facts.place(included[clause.object_path])) else ()
            message = f"{show(clause.object_path)} is included and excluded"
            advice = "saves ORA-39041 or ORA-31655; keep one of them"
            yield Diagnostic("DP138", message, facts.place(path), advice, path, labels)


def _needed(facts: Facts) -> Iterator[Diagnostic]:
    """Check that a transportable job keeps the plug-in of its tablespaces (ORA-39184)."""
    for path, clause in facts.items["exclude"]:
        if _is_needed(facts, clause.object_path):
            advice = "saves ORA-39184; leave it out"
            message = f"a transportable job cannot exclude {show(clause.object_path)}"
            yield Diagnostic("DP131", message, facts.place(path), advice, path)


def _is_needed(facts: Facts, object_path: str) -> bool:
    return facts.mode == "TRANSPORTABLE" and object_path.startswith("PLUGTS")


RULES: Final = (_paths, _together, _undone, _needed)
