"""Names in `filter`, which only ORDS understands.

`filter` is left from the first releases of the ORDS Database API. Its syntax is not documented, nor what it lists in
each job mode, nor whether names are taken as they are; and neither a script nor expdp has a counterpart. The same names
in an IN list are understood by every target, and it is known what they mean.

## Example

```json
{"job_mode": "SCHEMA", "filter": "HR,OE,SH"}
```

## Instead

```json
{"job_mode": "SCHEMA", "schema_expressions": ["IN ('HR','OE','SH')"]}
```

## Fix

Unsafe: the names go into an IN list, in upper case, under the key that the job mode has for them. It is expected to be
the same job, which no documentation says.

## Source

ORDS Database API, `POST /database/datapump/export`; what `filter` means in each mode is unconfirmed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dpspec.diagnostics import Edit, plain, show
from dpspec.filters import InList, Literal
from dpspec.lint import Rule
from dpspec.plan import LIST_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    text, key = facts.string("filter"), LIST_KEYS.get(facts.mode)
    if text is None or key is None:
        return
    names = tuple(Literal(name.strip(" \t\r\n").upper()) for name in text.split(","))
    said = json.dumps([str(InList(names))], ensure_ascii=False)
    advice = f"for every target, write {show(f'{key}: {said}', 200)}"
    node = subject.node("filter")
    edit = Edit(node.location.span, said) if node is not None else None
    fix = subject.fix(f"write `{plain(key)}`", subject.renamed("filter", key), edit)
    place = facts.spec.where.keys.get("filter")
    yield subject.finding("DP226", "`filter` is understood by ORDS alone", "filter", advice, place=place, fix=fix)


RULE = Rule("DP226", "filter-key", __doc__, _check)
