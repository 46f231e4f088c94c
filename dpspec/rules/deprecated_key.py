"""Key or value that newer releases have something better for.

What is deprecated still works, and goes away some day. `transport_full_check` has its successor in `tts_closure_check`
from 19c on, so it is told only where the database is said to be that new, and only where a parameter file is not ruled
out, the one target that can say the new one. `estimate: BLOCKS` counts blocks, which is far off where rows were deleted
or data is compressed. `XML_CLOBS` is for XMLType columns stored as CLOB, which are deprecated since 12.1.

## Example

```yaml --server-version 19c
transport_tablespaces: [SALES_DATA]
transport_full_check: true
```

```yaml
schemas: [DWH]
estimate_only: true
estimate: BLOCKS
```

```yaml
schemas: [DOCS]
data_options: [XML_CLOBS]
```

## Instead

```yaml --server-version 19c
transport_tablespaces: [SALES_DATA]
tts_closure_check: FULL
```

```yaml
schemas: [DWH]
estimate_only: true
estimate: STATISTICS
```

```yaml
schemas: [DOCS]
```

## Fix

Unsafe: the newer word is written, or the old one removed. `estimate: STATISTICS` is as good as the statistics are
fresh; `tts_closure_check` can be said in a parameter file only.

## Source

Oracle Database Utilities, TRANSPORT_FULL_CHECK, TTS_CLOSURE_CHECK, ESTIMATE and DATA_OPTIONS of Data Pump Export. From
which release on each is deprecated is unconfirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Edit
from dpspec.lint import Rule
from dpspec.versions import ServerVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

_CLOSURE_CHECK: Final = ServerVersion(19)
#: The last release whose documentation has XML_CLOBS.
_XML_CLOBS: Final = ServerVersion(18)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    yield from _full_check(subject)
    facts = subject.facts
    if facts.value("estimate") == "BLOCKS":
        fix = subject.fix("write `STATISTICS`", subject.replaced("estimate", "STATISTICS"))
        message = "`estimate: BLOCKS` is far off where rows were deleted or data is compressed"
        yield subject.finding("DP224", message, "estimate", "write `estimate: STATISTICS`", fix=fix)
    if facts.options.server is not None and facts.options.server <= _XML_CLOBS:
        return
    for index, option in enumerate(facts.listed("data_options")):
        if option == "XML_CLOBS":
            path = f"data_options[{index}]"
            edit = subject.removed(path if len(facts.listed("data_options")) > 1 else "data_options")
            message = "`XML_CLOBS` is deprecated with the storage of XMLType as CLOB"
            advice = "leave it out: the documentation has it up to release 18 only"
            yield subject.finding("DP224", message, path, advice, fix=subject.fix("leave `XML_CLOBS` out", edit))


def _full_check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    value, server = facts.value("transport_full_check"), facts.options.server
    if value is None or server is None or server < _CLOSURE_CHECK or facts.has("tts_closure_check"):
        return
    if subject.for_target("plsql"):
        return
    message = "`transport_full_check` is superseded by `tts_closure_check`"
    advice, edits = "leave it out", [subject.removed("transport_full_check")]
    if value:
        advice = "write `tts_closure_check: FULL`"
        node = subject.node("transport_full_check")
        text = Edit(node.location.span, '"FULL"') if node is not None else None
        edits = [subject.renamed("transport_full_check", "tts_closure_check"), text]
    place = facts.spec.where.keys.get("transport_full_check")
    fix = subject.fix(advice, *edits)
    yield subject.finding("DP224", message, "transport_full_check", advice, place=place, fix=fix)


RULE = Rule("DP224", "deprecated-key", __doc__, _check)
