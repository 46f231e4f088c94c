"""Keys of ORDS and of expdp in one spec.

Four keys have two names: that of ORDS (`datapump_dir`, `file_name`, `credential_name`, `threads`) and that of expdp
(`directory`, `dumpfile`, `credential`, `parallel`). Either is fine. A spec that has some of each is harder to search
and to compare, and invites somebody to add the same key under its other name (DP127).

## Example

```yaml
schemas: [HR]
directory: HR_DUMPS
file_name: HR_%T_%U.DMP
parallel: 4
```

## Instead

```yaml
schemas: [HR]
datapump_dir: HR_DUMPS
file_name: HR_%T_%U.DMP
threads: 4
```

```yaml
schemas: [HR]
directory: HR_DUMPS
dumpfile: HR_%T_%U.DMP
parallel: 4
```

## Fix

Safe: the keys of expdp get the names that ORDS has for them.

## Source

The names are those of the ORDS Database API and of Data Pump Export; that they should not be mixed is house style.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import show
from dpspec.lint import Rule
from dpspec.vocabulary import SYNONYMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    where = facts.spec.where
    own = next((key for key in where.keys if key in SYNONYMS.values() and key not in where.names), None)
    if own is None:
        return
    for key, name in where.names.items():
        if key in facts.unread or key not in where.keys:
            continue
        message = f"{show(name)} is expdp's name of `{key}`, beside ORDS's own `{own}`"
        advice = f"write `{key}`, or use the names of expdp throughout"
        fix = subject.fix(f"write `{key}`", subject.renamed(key, key), safe=True)
        yield subject.finding("DP225", message, key, advice, place=where.keys[key], fix=fix)


RULE = Rule("DP225", "mixed-keys", __doc__, _check)
