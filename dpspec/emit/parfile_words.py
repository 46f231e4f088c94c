"""The words of a parameter file: how names and lists are spelled, and which clauses say a selection.

What writes the file and what refuses it share them, so that a limit is measured on the text that would be written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import algebra
from dpspec.filters import Like, negation
from dpspec.plan import PICKED, JobMode, ObjectClause, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dpspec.filters import Filter
    from dpspec.plan import Plan, Rows
    from dpspec.qualified_names import QualifiedName

#: Longest value that is written: longer ones are reported to fail with UDE-00014 (unconfirmed).
MAX_VALUE: Final = 4000
#: A name that means itself without quotes.
PLAIN: Final = re.compile(r"[A-Z][A-Z0-9_$]*")
#: A name with wildcards, as TABLES has them.
PATTERN: Final = re.compile(r"[A-Z0-9_$]*%[A-Z0-9_$%]*")
#: The key of the expressions on what the list of a mode names.
EXPRESSIONS: Final = {
    JobMode.SCHEMA: "schema_expressions",
    JobMode.TABLESPACE: "tablespace_expressions",
    JobMode.TRANSPORTABLE: "tablespace_expressions",
}


# --- names and lists ------------------------------------------------------------------------------------------------


def quoted(name: str) -> str:
    """Spell a name, in double quotes unless it is plain."""
    return name if PLAIN.fullmatch(name) else f'"{name}"'


def spelled(name: QualifiedName) -> str:
    """Spell a name with its schema and what stands behind its colon; wildcards stay what they are."""
    parts = [part if PATTERN.fullmatch(part) else quoted(part) for part in name.names]
    return ".".join(parts) + (f":{quoted(name.suffix)}" if name.suffix else "")


def listed(items: Iterable[str]) -> str:
    """Make a value of names that are spelled already."""
    written = [f"'{item}'" if '"' in item else item for item in items]
    text = ",".join(written)
    return f"({text})" if len(written) > 1 and "'" in text else text


def known(filters: Sequence[Filter]) -> list[str]:
    """Give the names that filters leave together, in order; none if they are not known."""
    return sorted(algebra.selection(filters) or ())


# --- tables and partitions ------------------------------------------------------------------------------------------


def owner_prefix(plan: Plan) -> str:
    """Give the schema of a table job that names it by an expression, with the period behind it."""
    return "".join(f"{quoted(name)}." for name in known(plan.schema_expressions))


def table_list(plan: Plan) -> str:
    """Give the tables that the expressions on names leave, for TABLES; nothing where it cannot list them."""
    names = known(plan.name_expressions)
    # Only a plain name is sure to mean itself in TABLES: % is a wildcard there, and # may begin a comment.
    if not all(map(PLAIN.fullmatch, names)):
        return ""
    owner = owner_prefix(plan)
    text = listed(f"{owner}{name}" for name in names)
    return text if len(text) <= MAX_VALUE else ""


def with_partitions(plan: Plan) -> Iterator[str]:
    """Spell the tables of a plan, each once, or once for each of its partitions."""
    chosen = {str(rows.table): names for rows in plan.rows if (names := partitions(rows))}
    for table in plan.tables:
        names = chosen.get(str(table), ())
        yield from [f"{spelled(table)}:{name}" for name in names] if names else [spelled(table)]


def partitions(rows: Rows) -> tuple[str, ...]:
    """Give the partitions as TABLES has them; none where it cannot say them."""
    match rows.value:
        case tuple() as names:
            return tuple(map(quoted, names))
        case Like(negated=False) as like:
            pieces = algebra.pattern_pieces(like)
            text = "".join("%" if piece == algebra.MANY else str(piece) for piece in pieces)
            # Only what means the same there: no `_` for any character, and nothing that ends the name.
            is_same = PATTERN.fullmatch(text) and algebra.normal(like) == algebra.normal(pattern(text))
            return (text,) if is_same else ()
        case _:
            return tuple(map(quoted, known_partitions(rows)))


def known_partitions(rows: Rows) -> list[str]:
    """Give the names that a filter on partitions leaves, if they are known."""
    return known([rows.value]) if not isinstance(rows.value, str | tuple) else []


# --- clauses --------------------------------------------------------------------------------------------------------


def includes(plan: Plan) -> Iterator[ObjectClause]:
    """Give what is included."""
    if _by_clauses(plan) and not is_negated(plan):
        yield from (ObjectClause(PICKED, filter_) for filter_ in plan.name_expressions)
    yield from plan.include


def excludes(plan: Plan) -> Iterator[ObjectClause]:
    """Give what is excluded: a filter on the names of one object path leaves out what it is false for."""
    if is_negated(plan):
        yield from (ObjectClause(PICKED, negation(filter_)) for filter_ in plan.name_expressions)
    yield from (ObjectClause(named.object_path, negation(named.filter)) for named in plan.object_names)
    yield from plan.exclude


def is_negated(plan: Plan) -> bool:
    """Tell whether the expressions on all names are said by EXCLUDE: so where clauses stand beside them."""
    return _by_clauses(plan) and bool(plan.include or plan.exclude or plan.object_names)


def _by_clauses(plan: Plan) -> bool:
    """Tell whether the expressions on names become clauses on the tables that the mode picks."""
    return plan.job_mode is JobMode.TABLE and bool(plan.name_expressions) and not table_list(plan)


def expression(filter_: Filter, *, negated: bool = False) -> str:
    """Spell the filter of a clause."""
    return str(algebra.normal(negation(filter_) if negated else filter_))
