"""What is wrong with the expressions: each by itself, several that cannot hold together, and the key `filter`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import algebra, filter_checks
from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.facts import IMPLIED_MODES
from dpspec.filters import Between, NullTest, negation
from dpspec.plan import LIST_KEYS, PICKED
from dpspec.vocabulary import EXPRESSION_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts
    from dpspec.filters import Filter

#: The modes in which `filter` has no meaning, and why.
_WITHOUT_FILTER: Final = {
    "FULL": "FULL exports everything",
    "TRANSPORTABLE": "only ORDS understands it, which has no such mode; give `transport_tablespaces`",
}
_LISTED_NAME: Final = re.compile(r"[ \t\r\n]*(?P<name>[A-Za-z][A-Za-z0-9_$#]*)[ \t\r\n]*")


def _filter(facts: Facts) -> Iterator[Diagnostic]:
    text = facts.string("filter")
    if text is None:
        return
    yield from _listed_names(facts, text)
    if facts.mode in _WITHOUT_FILTER:
        message = f"`filter` in {facts.mode} mode"
        yield Diagnostic("DP115", message, facts.place("filter"), _WITHOUT_FILTER[facts.mode], "filter")
        return
    for key in IMPLIED_MODES:
        if key in facts.spec.written:
            message = f"`filter` together with `{key}`"
            advice = f"only ORDS understands `filter`, and it has no `{key}`; keep the list alone"
            yield Diagnostic("DP114", message, facts.place("filter"), advice, "filter")
            return
    for key in EXPRESSION_KEYS:
        if facts.listed(key):
            advice = "what ORDS makes of both is not documented; keep the expressions alone"
            message = f"`filter` together with `{key}`"
            yield Diagnostic("DP114", message, facts.place("filter"), advice, "filter")
            return


def _listed_names(facts: Facts, text: str) -> Iterator[Diagnostic]:
    key = LIST_KEYS.get(facts.mode, "schema_expressions")
    instead = f"its syntax is not documented; use `{key}: [\"IN ('A','B')\"]`"
    limit = facts.options.limits.name_bytes
    at = 0
    while match := _LISTED_NAME.match(text, at):
        if len(match["name"]) > limit:
            message = f"name of {len(match['name'])} bytes; the limit is {limit}"
            advice = "no name is that long, so it can match nothing; check it"
            yield Diagnostic("DP120", message, facts.at("filter", *match.span("name")), advice, "filter")
        at = match.end()
        if at == len(text):
            return
        if text[at] != ",":
            break
        at += 1
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    message = f"{show(text[at : at + 1])} in `filter`, which takes names with commas between them"
    if at == len(text):
        at, message = len(text.rstrip()) - 1, "a name is missing at the end of `filter`"
    yield Diagnostic("DP113", message, facts.at("filter", max(at, 0), max(at, 0) + 1), instead, "filter")


def _each_filter(facts: Facts) -> Iterator[Diagnostic]:
    for key in EXPRESSION_KEYS:
        for path, filter_ in facts.filters[key]:
            text = facts.text(path, getattr(facts.spec, key)[int(path[len(key) + 1 : -1])])
            yield from filter_checks.check(filter_, text, path, facts.options.limits)


def _contradictions(facts: Facts) -> Iterator[Diagnostic]:
    for key in EXPRESSION_KEYS:
        parsed = facts.filters[key]
        if facts.mode == "TABLE" and key == "schema_expressions":
            continue  # a second one is a mistake of its own there
        yield from _contradiction(facts, f"`{key}`", list(parsed))
    for object_path, on_path in _on_paths(facts).items():
        # In a table job, expressions on everything pick the tables and leave other objects alone.
        plain = [] if facts.mode == "TABLE" and object_path != PICKED else list(facts.filters["name_expressions"])
        if contradiction(plain) is None:
            yield from _contradiction(facts, f"the filters on {object_path}", [*plain, *on_path])


def _on_paths(facts: Facts) -> dict[str, list[tuple[str, Filter]]]:
    """Gather what must hold for the names of each object path: EXCLUDE does, where something of it is included."""
    found: dict[str, list[tuple[str, Filter]]] = {}
    for path, named in facts.items["name_expressions"]:
        found.setdefault(named.object_path, []).append((path, named.filter))
    for path, clause in facts.items["include"]:
        if clause.filter is not None:
            found.setdefault(clause.object_path, []).append((path, clause.filter))
    for path, clause in facts.items["exclude"]:
        if clause.filter is not None and clause.object_path in found:
            found[clause.object_path].append((path, negation(clause.filter)))
    return found


def contradiction(parsed: list[tuple[str, Filter]]) -> algebra.Contradiction | None:
    """Find filters that cannot all hold; none where they are wrong in themselves, which is reported elsewhere."""
    if not parsed or any(filter_checks.has_null(f) or filter_checks.is_overlong(f) for _, f in parsed):
        return None
    try:
        return algebra.contradiction([filter_ for _, filter_ in parsed])
    except algebra.EscapeError:
        return None


def _contradiction(facts: Facts, what: str, parsed: list[tuple[str, Filter]]) -> Iterator[Diagnostic]:
    found = contradiction(parsed)
    if found is None:
        return
    path = parsed[found.indexes[0]][0]
    others = [parsed[index][0] for index in found.indexes[1:4]]
    labels = tuple(Label(place, "and this") for other in others if (place := facts.spec.where.values.get(other)))
    message = f"no name matches all of {what}" if others else "no name matches this expression"
    advice = "saves ORA-31655; all expressions must hold at once: to take one or the other, use one IN list"
    if not others:
        advice = f"saves ORA-31655; {_alone(parsed[found.indexes[0]][1])}"
    yield Diagnostic("DP125", message, facts.place(path), advice, path, labels)


def _alone(filter_: Filter) -> str:
    """Say why one filter matches nothing."""
    match filter_:
        case Between():
            return "the lower bound comes first"
        case NullTest():
            return "an object always has a name"
        case _:
            return "the pattern matches every name, and NOT leaves none"


RULES: Final = (_filter, _each_filter, _contradictions)
