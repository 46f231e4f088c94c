"""Option that needs a licence.

The database does not ask for a licence: it counts what was used (DBA_FEATURE_USAGE_STATISTICS), and an audit finds it
years later. Compressing the rows of a dump needs the Advanced Compression option, encrypting it the Advanced Security
option, and more than one worker Enterprise Edition. Services such as Autonomous Database include them. Since most teams
know what they have, this rule has to be selected.

## Example

```yaml
schemas: [HR]
compression: ALL
```

```yaml
schemas: [HR]
encryption: ALL
encryption_password:
  env: HR_DUMP_PASSWORD
```

```yaml
schemas: [HR]
threads: 4
```

## Instead

```yaml
schemas: [HR]
compression: METADATA_ONLY
threads: 1
```

## Fix

None: whether there is a licence is not in the spec.

## Source

Oracle Database Licensing Information, from general knowledge and unconfirmed: ask whoever manages your licences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    needed = []
    compression = facts.value("compression")
    if compression in ("ALL", "DATA_ONLY"):
        needed.append(("compression", "the Advanced Compression option", "METADATA_ONLY needs none"))
    elif facts.value("compression_algorithm") is not None and compression is None:
        needed.append(("compression_algorithm", "the Advanced Compression option", "leave it out if there is none"))
    encrypting = ("encryption", "encryption_password", "encryption_mode", "encryption_algorithm")
    key = next((key for key in encrypting if facts.value(key) is not None), None)
    if key is not None and facts.value("encryption") != "NONE":
        needed.append((key, "the Advanced Security option", "leave it out if there is none"))
    if (facts.value("threads") or 1) > 1:
        needed.append(("threads", "Enterprise Edition", "write 1 for another one"))
    for key, what, advice in needed:
        message = f"`{facts.name(key)}`{' above 1' if key == 'threads' else ''} needs {what}"
        place = facts.spec.where.keys.get(key) if key == "encryption_password" else None
        yield subject.finding("DP235", message, key, f"{advice} (unconfirmed)", place=place)


RULE = Rule("DP235", "licence", __doc__, _check, on=False)
