"""Owner and name in one literal.

A filter on names is compared with the bare name of an object: `'SCOTT.EMP'` matches none, unless a table was created as
`"SCOTT.EMP"`, in double quotes. The owner is another filter, `schema_expressions`, or the list `tables` has both.

Not told of database links, Java classes and XML schemas, whose names have dots, nor of names with several dots.

## Example

```yaml
job_mode: TABLE
name_expressions:
  - "IN ('SCOTT.EMP','SCOTT.DEPT')"
```

```yaml
schemas: [HR]
exclude:
  - VIEW:"LIKE 'HR.TMP%'"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions:
  - "='SCOTT'"
name_expressions:
  - "IN ('EMP','DEPT')"
```

```yaml
tables: [SCOTT.EMP, HR.EMPLOYEES]
```

```yaml
schemas: [HR]
exclude:
  - VIEW:"LIKE 'TMP%'"
  - DB_LINK:"='SALES.EXAMPLE.COM'"
```

## Fix

Unsafe: if all of them have one owner, the names stay, and that owner goes into `schema_expressions`, unless it is the
schema of the job already. None for several owners.

## Source

DBMS_METADATA, SET_FILTER: NAME_EXPR is compared with the name, SCHEMA_EXPR with the owner.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec import algebra, filter_checks, filters
from dpspec.diagnostics import show
from dpspec.filters import Comparison, Literal, Operator
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, are_identifiers, rewritten, shortened, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic, Edit, Fix
    from dpspec.lint import Expression, Subject

_BOTH: Final = re.compile(r"\s*(?P<owner>[^\W\d_][\w$#]*)\.(?P<name>[\w$#%][\w$#%!\\]*)\s*")
#: Objects that are in no schema, and those whose names have dots.
_WITHOUT_OWNER: Final = words(
    """
    CONTEXT DB_LINK DIRECTORY PROFILE PUBLIC_DB_LINK PUBLIC_SYNONYM ROLE ROLLBACK_SEGMENT SCHEMA TABLESPACE
    TRUSTED_DB_LINK USER
    """
)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    found = [(each, wrong) for each in subject.expressions if (wrong := _wrong(each))]
    if not found:
        return
    fix = _fix(subject, found)
    schemas = _schemas(subject)
    for expression, wrong in found:
        for each in shortened(wrong):
            advice = each.help
            if each.text is not None and schemas == frozenset({_owner(each.literal)}):
                advice = f"write {show(each.text)}: the job is of that schema alone"
            yield subject.finding("DP206", each.message, expression, advice, part=each.literal, fix=fix)


def _wrong(expression: Expression) -> list[Wrong]:
    path = (expression.object_path or "").rpartition("/")[2]
    if expression.key == "tablespace_expressions" or path in _WITHOUT_OWNER or not are_identifiers(expression):
        return []
    found = []
    for literal in filters.literals(expression.filter):
        parts = _BOTH.fullmatch(literal.value)
        if parts is None or _is_mixed(literal.value):
            continue
        name = str(evolve(literal, value=parts["name"]))
        advice = f"write {show(name)}, and the owner in `schema_expressions`: {show(_is(parts['owner']))}"
        if expression.key == "schema_expressions":
            advice = f"write {show(str(evolve(literal, value=parts['owner'])))}, and the name in `name_expressions`"
            name = ""
        message = f"{show(literal.value)} has an owner before the name"
        found.append(Wrong(literal, message, advice, name or None))
    return found


def _owner(literal: Literal) -> str:
    return literal.value.strip().partition(".")[0]


def _is_mixed(text: str) -> bool:
    """Tell whether a name has letters of both cases, as only quoted ones have, which may well have a dot."""
    return text not in (text.upper(), text.lower())


def _is(owner: str) -> str:
    return str(Comparison(Operator.EQ, Literal(owner)))


def _fix(subject: Subject, found: list[tuple[Expression, list[Wrong]]]) -> Fix | None:
    """One fix for the whole spec: the schema is one of the job."""
    owners = set()
    changes: list[Edit | None] = []
    for expression, wrong in found:
        if len(wrong) < len(filters.literals(expression.filter)):
            return None  # the others may be of another owner
        owners |= {_owner(each.literal) for each in wrong}
        changes.append(rewritten(subject, expression, [(each.literal.span, each.text) for each in wrong]))
    if len(owners) != 1:
        return None
    owner = owners.pop()
    if _schemas(subject) == frozenset({owner}):
        return subject.fix("write the bare names", *changes)
    if subject.facts.mode not in ("TABLE", "SCHEMA") or {"schema_expressions", "schemas"} & subject.facts.spec.written:
        return None
    added = subject.added("schema_expressions", json.dumps([_is(owner)], ensure_ascii=False))
    return subject.fix("move the owner to `schema_expressions`", *changes, added)


def _schemas(subject: Subject) -> frozenset[str] | None:
    """Give the schemas of a job that names them."""
    listed = subject.facts.parsed("schemas")
    if listed:
        return frozenset(name.name for name in listed)
    named = [filter_ for _, filter_ in subject.facts.filters["schema_expressions"]]
    if not named or any(map(filter_checks.is_suspended, named)):
        return None
    return algebra.selection(named)


RULE = Rule("DP206", "owner-in-name", __doc__, _check)
