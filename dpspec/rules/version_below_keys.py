"""Dump pinned to a release that does not know what is in it.

`version` makes a dump that an older release can read. What that release does not know cannot be in it, so that the job
ends with ORA-39055 at its start: a compressed dump below 11.1, a compression algorithm below 12.1, checksums below 21.
A `version` above the release of the database is an error (DP126).

## Example

```yaml
schemas: [INVENTORY]
version: "11.2"
compression: ALL
compression_algorithm: MEDIUM
```

## Instead

```yaml
schemas: [INVENTORY]
version: "11.2"
compression: ALL
```

```yaml
schemas: [INVENTORY]
version: "12.1"
compression: ALL
compression_algorithm: MEDIUM
```

## Fix

None: either the pin or the other key has to go.

## Source

Oracle Database Utilities, COMPRESSION, COMPRESSION_ALGORITHM, ENCRYPTION and CHECKSUM of Data Pump Export, each of
which asks for a COMPATIBLE of that release; that the same holds for VERSION is unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Label, show
from dpspec.lint import Rule
from dpspec.versions import ServerVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.facts import Facts
    from dpspec.lint import Subject

_V11, _V12, _V21 = ServerVersion(11, 1), ServerVersion(12, 1), ServerVersion(21)
#: What changes the form of a dump: the key, the values that do not, and the first release that reads it.
_OF_THE_DUMP: Final = (
    ("compression", ("METADATA_ONLY", "NONE"), _V11),
    ("compression_algorithm", (), _V12),
    ("encryption", ("NONE",), _V11),
    ("encryption_password", (), _V11),
    ("checksum", (False,), _V21),
    ("checksum_algorithm", (), _V21),
)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    pinned = _pinned(facts)
    if pinned is None:
        return
    for key, harmless, release in _OF_THE_DUMP:
        value = facts.value(key)
        if value is None or value in harmless or pinned >= release:
            continue
        place = facts.place("version")
        labels = (Label(place, "the dump is pinned here"),) if place is not None else ()
        message = f"`{key}` needs a dump of {release}, and `version` is {show(str(facts.spec.version))}"
        advice = f"saves ORA-39055: leave `{key}` out, or `version`"
        own = facts.spec.where.keys.get(key) if key == "encryption_password" else None
        yield subject.finding("DP228", message, key, advice, place=own, labels=labels)


def _pinned(facts: Facts) -> ServerVersion | None:
    """Give the release that a dump is for; None where it is that of the database."""
    version = facts.string("version")
    if version is None or not version[0].isdigit():
        return None
    try:
        return ServerVersion.of_dump(version)
    except ValueError:
        return None


RULE = Rule("DP228", "version-below-keys", __doc__, _check)
