"""Dump file whose name is the same at the second run.

Data Pump does not overwrite a dump file that exists: the second run of the job ends at once with ORA-39000, ORA-31641
and ORA-27038. `%U` does not help, since it begins with 01 each time. ORDS has no word to overwrite at all. Of an object
store it is not known whether an object of that name is overwritten or refused (unconfirmed).

A name that holds a number of its own, be it a date, a release or a ticket, is taken for one that its author changes
from run to run, and is let pass.

## Example

```yaml
schemas: [HR]
file_name: HR.DMP
```

```json
{"schemas": ["HR"], "dumpfile": "HR_%U.DMP", "parallel": 4}
```

## Instead

`%T` is the date, from 12.2 on, and the name that is made where none is given has the time, too:

```yaml
schemas: [HR]
file_name: HR_%T_%U.DMP
```

```yaml
schemas: [HR]
```

Where the last dump is enough:

```yaml
schemas: [HR]
file_name: HR.DMP
reuse_dumpfiles: true
```

Mind what that means: the last dump is gone as soon as the job starts, whether the new one succeeds or not.

## Fix

Unsafe: the name gets `%T`, the date. That is another file; and a second run on the same day still finds it there. None
for a database before 12.2, which does not know `%T`.

## Source

Oracle Database Utilities, DUMPFILE and REUSE_DUMPFILES of Data Pump Export.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec import names
from dpspec.checks import files
from dpspec.diagnostics import show
from dpspec.lint import Rule
from dpspec.source import Span
from dpspec.versions import LONG_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

_DATE: Final = re.compile("%[DdMmYyTt]")
#: What stands for itself in no name: variables and the escapes of a URI.
_PERCENT: Final = re.compile("%(?:[0-9A-Fa-f]{2}|.)")


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    if facts.value("reuse_dumpfiles") or facts.value("estimate_only"):
        return
    if not facts.only("file_name", "dumpfiles", "reuse_dumpfiles", "estimate_only"):
        return
    named = facts.string("file_name")
    listed = [(f"dumpfiles[{index}]", text) for index, text in enumerate(facts.listed("dumpfiles"))]
    dumps = [("file_name", named)] if named else listed
    fixed = [(path, text) for path, text in dumps if isinstance(text, str) and text and _is_same_each_time(text)]
    if not fixed:
        return
    path, text = fixed[0]
    dated = [(where, _date_at(name)) for where, name in fixed]
    has_date = facts.options.limits >= LONG_NAMES and all(len(name) + 3 <= names.MAX_FILE_NAME for _, name in fixed)
    spelled = show(f"{text[: dated[0][1]]}_%T{text[dated[0][1] :]}", 200)
    ways = [f"write {spelled}, with the date"] if has_date else []
    ways += [f"leave `{facts.name('file_name')}` out"] if path == "file_name" else []
    fails = "it fails, or the last dump is lost" if names.is_uri(text) else "saves ORA-27038"
    danger = "`reuse_dumpfiles: true` would overwrite the last dump first"
    advice = f"{fails}: {', or '.join(ways) or 'change the name each time'}; {danger}"
    what = "makes the same files" if names.is_template(text) else "is the same file"
    edits = [subject.replaced(where, "_%T", Span(at, at)) for where, at in dated] if has_date else []
    fix = subject.fix("put the date into the name" + "s" * (len(fixed) > 1), *edits) if edits else None
    yield subject.finding("DP219", f"{show(text, 200)} {what} at the second run", path, advice, fix=fix)


def _is_same_each_time(name: str) -> bool:
    """Tell whether a name has neither a date of Data Pump's nor a number of its author's."""
    # The bucket and the region may have numbers; those of the object are the author's.
    of_object = name.partition("/o/")[2] or name.rpartition("/")[2]
    own = of_object if names.is_uri(name) else files.split(name)[1]
    return not _DATE.search(own) and not re.search("[0-9]", _PERCENT.sub("", own))


def _date_at(name: str) -> int:
    """Give where the date goes into a name: before its number, or else before its suffix."""
    number = re.search("_?%[UuLl]", name)
    if number is not None:
        return number.start()
    dot = name.rfind(".")
    return dot if dot > max(name.rfind("/"), name.rfind(":")) else len(name)


RULE = Rule("DP219", "second-run", __doc__, _check)
