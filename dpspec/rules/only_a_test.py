"""Key that is for tests, in a spec that is kept.

`abort_step` stops a job before it has exported anything, to look at its control table. With `tts_closure_check:
TEST_MODE` the tablespaces need not be read-only, and the dump cannot be imported. Either is a tool for an afternoon; in
a spec that runs every night it is a backup that does not exist.

## Example

```yaml
schemas: [HR]
abort_step: -1
```

```yaml
transport_tablespaces: [SALES_DATA]
tts_closure_check: TEST_MODE
```

## Instead

```yaml
schemas: [HR]
```

```yaml
transport_tablespaces: [SALES_DATA]
tts_closure_check: FULL
```

## Fix

Unsafe: the key is removed.

## Source

Oracle Database Utilities, ABORT_STEP and TTS_CLOSURE_CHECK of Data Pump Export; that a dump of TEST_MODE cannot be
imported is unconfirmed.
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
    found = []
    if facts.value("abort_step") is not None:
        found.append(("abort_step", "the job stops before its end"))
    if facts.value("tts_closure_check") == "TEST_MODE":
        found.append(("tts_closure_check", "a dump of `TEST_MODE` cannot be imported"))
    for key, message in found:
        fix = subject.fix(f"remove `{key}`", subject.removed(key))
        yield subject.finding("DP239", message, key, f"leave `{key}` out: it is for tests", fix=fix)


RULE = Rule("DP239", "only-a-test", __doc__, _check)
