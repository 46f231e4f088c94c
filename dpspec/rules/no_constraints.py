"""CONSTRAINT left out, and the foreign keys kept.

`exclude: [CONSTRAINT]` reads as if it left out all constraints. It leaves out primary keys, unique keys and checks, but
not what a table needs to be created and loaded, such as NOT NULL; and foreign keys are an object path of their own,
REF_CONSTRAINT. So these are still in the dump, and at import each of them fails, since the primary key that it refers
to is not there (ORA-02270).

## Example

```yaml
schemas: [HR]
exclude: [CONSTRAINT]
```

## Instead

The foreign keys alone, so that the tables can be loaded in any order or in part:

```yaml
schemas: [HR]
exclude: [REF_CONSTRAINT]
```

No constraints but those that a table cannot do without:

```yaml
schemas: [HR]
exclude: [CONSTRAINT, REF_CONSTRAINT]
```

## Fix

None: which of both is meant is not known.

## Source

Oracle Database Utilities, EXCLUDE of Data Pump Export. That the foreign keys stay in the dump, and how they fail, is
unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import show
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

#: Paths that have the foreign keys too, as what they contain.
_WITH_FOREIGN_KEYS: Final = frozenset(["REF_CONSTRAINT", "TABLE"])


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    if facts.value("content") == "DATA_ONLY" or not facts.only("exclude", "content") or subject.plan is None:
        return  # the rest of what is left out may be misspelt
    whole = [(path, clause.object_path) for path, clause in facts.items["exclude"] if clause.filter is None]
    if any(path.endswith("TABLE/CONSTRAINT") or path.rpartition("/")[2] in _WITH_FOREIGN_KEYS for _, path in whole):
        return
    for path, object_path in whole:
        # TABLE/CONSTRAINT is the node of the tree above both kinds.
        if object_path == "CONSTRAINT" or object_path.endswith("CONSTRAINT/CONSTRAINT"):
            message = f"{show(object_path)} is left out, and the foreign keys are not"
            advice = (
                "primary keys, unique keys and checks go, NOT NULL stays; foreign keys are `REF_CONSTRAINT`: "
                "leave that out, too, or instead"
            )
            yield subject.finding("DP221", message, path, advice)
            return


RULE = Rule("DP221", "no-constraints", __doc__, _check)
