r"""Name that no object has.

What a template should have filled in, a backslash of a shell, double quotes inside of the literal, a line break: the
database has no object of that name, and a filter that only compares names does not say so. The job ends with ORA-31655,
or without what was meant; in `exclude`, nothing is left out.

A backslash is no escape character by itself: without ESCAPE, `LIKE 'TMP\_%'` asks for names with a backslash.

## Example

```yaml
schemas: [SCOTT]
exclude:
  - PROCOBJ:"='SCHEDULER\$_JOB_ARG'"
  - TABLE:"LIKE 'TMP\_%'"
  - VIEW:"IN ('[OLD_VIEW]','<VIEW_NAME>')"
```

```json
{"job_mode": "SCHEMA", "schema_expressions": ["IN ('\"SCOTT\"','${OWNER}')"]}
```

## Instead

```yaml
schemas: [SCOTT]
exclude:
  - PROCOBJ:"='SCHEDULER$_JOB_ARG'"
  - TABLE:"LIKE 'TMP\_%' ESCAPE '\'"
  - VIEW:"IN ('OLD_VIEW','NEW_VIEW')"
```

```json
{"job_mode": "SCHEMA", "schema_expressions": ["IN ('SCOTT','HR')"]}
```

## Fix

Unsafe: backslashes and quotes are removed, ESCAPE is added. None for what a template has left: only its author knows.

## Source

SQL Language Reference: identifiers have no double quotes in them, and LIKE has no default escape character. That no
name has the other characters is from general knowledge, unconfirmed: a quoted identifier could have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from dpspec import filters
from dpspec.diagnostics import show
from dpspec.filters import Like
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, escaped, exact, placeholder, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter, Literal
    from dpspec.lint import Subject

#: A backslash that a shell or a program would take away. Elsewhere it may be that of a domain: `OPS$CORP\JOE`.
_ESCAPED: Final = re.compile(r"\\+(?=[$#_%'\"\\])")
_PIECE: Final = re.compile(r"\\(?P<plain>[_%\\])|(?P<wild>%|_)|(?P<other>.)", re.DOTALL)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        filter_ = expression.filter
        if isinstance(filter_, Like) and filter_.escape is None and re.search(r"\\[_%]", filter_.pattern.value):
            meant = escaped(_pieces(filter_.pattern.value), filter_)
            fix = (
                subject.fix(f"write {show(meant)}", subject.replaced(expression, meant)) if meant is not None else None
            )
            message = f"the backslash in {show(filter_.pattern.value)} escapes nothing: there is no ESCAPE"
            advice = f"write {show(meant)}" if meant is not None else "add `ESCAPE '\\'`"
            yield subject.finding("DP205", message, expression, advice, part=filter_.pattern, fix=fix)
            continue
        compared = frozenset(exact(filter_))
        wrong = []
        for literal in filters.literals(filter_):
            found = _wrong(literal, filter_, is_exact=literal in compared)
            wrong += [found] if found is not None else []
        yield from told(subject, "DP205", expression, wrong, "write the bare names")


def _pieces(pattern: str) -> list[tuple[str, bool]]:
    """Split a pattern as if the backslash were its escape character: each character, and whether it is a wildcard."""
    found = _PIECE.finditer(pattern)
    return [(match["plain"] or match["wild"] or match["other"], match["wild"] is not None) for match in found]


def _wrong(literal: Literal, filter_: Filter, *, is_exact: bool) -> Wrong | None:
    value = literal.value
    shown = show(value)
    odd = next((char for char in value.strip() if not char.isprintable()), None)
    if odd is not None:
        what = "a line break" if odd in "\r\n" else f"the character U+{ord(odd):04X}"
        return Wrong(literal, f"no name has {what} in it", "write each name in a literal of its own")
    if (missing := placeholder(value, is_pattern=not is_exact)) is not None:
        advice = "a spec is no template, and its values know no variables; give the name itself"
        return Wrong(literal, f"{show(missing)} stands for a name that is missing", advice)
    bare = value
    if '"' in value:
        bare, message = value.replace('"', ""), f"no name has double quotes in it: {shown}"
    elif len(value) > 2 and value[0] == value[-1] == "'":
        bare, message = value[1:-1], f"no name has single quotes round it: {shown}"
    elif not (isinstance(filter_, Like) and filter_.escape is not None) and _ESCAPED.search(value):
        bare, message = _ESCAPED.sub("", value), f"no name has such a backslash: {shown}"
    if bare == value or not bare:
        return None
    meant = str(evolve(literal, value=bare))
    return Wrong(literal, message, f"write {show(meant)}", meant)


RULE = Rule("DP205", "impossible-name", __doc__, _check)
