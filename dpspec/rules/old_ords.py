"""ORDS before 26.2.

The expressions of a job and the name of its dump file reach a script on the server, and releases before 26.2 are
reported to put them there without escaping them, so that what quotes do may differ from release to release. dpspec lets
nothing through that its grammar does not know, yet it cannot see that script. Also, releases up to 24.4 do not know
`keep_master`, and are reported to drop keys that they do not know without a word. Only a spec that ORDS can take is
told, and only where the release of ORDS is given.

## Example

```yaml --ords-version 25.4
job_mode: SCHEMA
schema_expressions: ["IN ('HR')"]
```

```yaml --ords-version 24.4
job_mode: FULL
keep_master: 0
```

## Instead

```yaml --ords-version 26.2
job_mode: SCHEMA
schema_expressions: ["IN ('HR')"]
keep_master: 0
```

Or send the job without ORDS:

```yaml --ords-version 25.4 --target plsql
job_mode: SCHEMA
schema_expressions: ["IN ('HR')"]
keep_master: 0
```

## Fix

None: it is ORDS that should be newer.

## Source

Reports of one third party on ORDS 25.4, 26.1 and 26.2.1, unconfirmed; the ORDS Database API of 24.4 and 25.4 for
`keep_master`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.capability import SINCE
from dpspec.lint import Rule
from dpspec.versions import OrdsVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

_ESCAPES: Final = OrdsVersion(26, 2)
#: The first release that may know keep_master: 24.4 does not, 25.4 does.
_KEEPS: Final = OrdsVersion(25, 1)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    ords, facts = subject.ords, subject.facts
    if ords is None or ords >= _ESCAPES or (subject.targets and not subject.for_target("ords")):
        return
    if not all("ords" in SINCE.get(key, ()) for key in facts.spec.written):
        return
    for expression in subject.expressions[:1]:
        message = f"an expression that ORDS {ords} puts into a script without escaping it"
        advice = "saves a surprise with quotes: use ORDS 26.2 or later, or submit the job directly"
        yield subject.finding("DP227", message, expression, advice)
    if ords < _KEEPS and facts.value("keep_master") is not None:
        message = f"ORDS {ords} does not know `keep_master`, and drops it without a word"
        advice = "use ORDS 25.4 or later, or submit the job directly"
        place = facts.spec.where.keys.get("keep_master")
        yield subject.finding("DP227", message, "keep_master", advice, place=place)


RULE = Rule("DP227", "old-ords", __doc__, _check)
