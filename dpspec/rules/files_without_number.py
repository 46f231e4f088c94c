"""Size limit on dump files that cannot be numbered.

With `filesize`, a dump file that is full is closed and the next one is begun. Where no name has a `%U` or `%L`, the
files that are listed are all there are: once the last one is full, the job stops with ORA-39095 and waits for somebody
to add a file, perhaps after hours. That several threads have fewer files than threads is an error anyway (DP112).

## Example

```yaml
schemas: [DWH]
file_name: DWH_2026.DMP
filesize: 20GB
```

```yaml
schemas: [DWH]
dumpfiles: ["DISK1:DWH_2026_A.DMP", "DISK2:DWH_2026_B.DMP"]
filesize: 20GB
threads: 2
```

## Instead

```yaml
schemas: [DWH]
file_name: DWH_2026_%U.DMP
filesize: 20GB
```

```yaml
schemas: [DWH]
file_name: DWH_2026.DMP
```

## Fix

Unsafe: the last name gets a `_%U`, so that the files have other names. Leave `filesize` out instead if one file is
meant.

## Source

Oracle Database Utilities, FILESIZE and DUMPFILE of Data Pump Export; ORA-39095.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec import names, quantities
from dpspec.diagnostics import show
from dpspec.lint import Rule
from dpspec.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject


def _check(subject: Subject) -> Iterator[Diagnostic]:
    facts = subject.facts
    given = facts.value("filesize")
    size = quantities.parse_size(given) if isinstance(given, str) else given
    named = facts.string("file_name")
    dumps = (
        [("file_name", named)] if named else [(f"dumpfiles[{i}]", t) for i, t in enumerate(facts.listed("dumpfiles"))]
    )
    if not size or size >= quantities.MOST_FILE or not dumps or not facts.only("file_name", "dumpfiles"):
        return
    if any(not isinstance(text, str) or names.is_template(text) for _, text in dumps):
        return
    files = "one dump file holds" if len(dumps) == 1 else f"{len(dumps)} dump files hold"
    most = quantities.size_text(size * len(dumps))
    path, text = dumps[-1]
    at = _end_of_stem(text)
    numbered = f"{text[:at]}_%U{text[at:]}"
    key = facts.name(path.partition("[")[0])
    advice = f"saves ORA-39095: put `%U` into `{key}`, such as {show(numbered, 200)}, or leave `filesize` out"
    fix = subject.fix(f"write {show(numbered, 200)}", subject.replaced(path, "_%U", Span(at, at)))
    yield subject.finding("DP218", f"{files} {most} and no more", "filesize", advice, fix=fix)


def _end_of_stem(name: str) -> int:
    """Give where the suffix of a file name begins: the end, if it has none."""
    dot = name.rfind(".")
    return dot if dot > max(name.rfind("/"), name.rfind(":")) else len(name)


RULE = Rule("DP218", "files-without-number", __doc__, _check)
