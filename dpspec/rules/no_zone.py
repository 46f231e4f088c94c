"""Point in time without a time zone.

`flashback_time` without a zone is taken in the time zone of a session, which is that of whoever submits the job, of the
ORDS server or of the worker, and may be hours off; where clocks are put back, one hour is there twice. The export has
other rows than those that were meant, and nothing tells.

## Example

```yaml
tables: [SHOP.PRICES]
flashback_time: "2026-11-21T21:59:00"
```

## Instead

```yaml
tables: [SHOP.PRICES]
flashback_time: "2026-11-21T21:59:00+01:00"
```

```yaml
tables: [SHOP.PRICES]
flashback_time: "2026-11-21T20:59:00Z"
```

## Fix

None: which zone is meant is not known.

## Source

SQL Language Reference, TO_TIMESTAMP and TO_TIMESTAMP_TZ. Whose session decides is unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec import quantities
from dpspec.diagnostics import show
from dpspec.lint import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    text = subject.facts.string("flashback_time")
    time = quantities.parse_time(text) if text is not None else None
    if text is None or time is None or time.zone:
        return
    advice = f"write it with its zone, such as {show(f'{text}+01:00')}, or in UTC with `Z`"
    yield subject.finding("DP233", f"{show(text)} has no time zone", "flashback_time", advice)


RULE = Rule("DP233", "no-zone", __doc__, _check)
