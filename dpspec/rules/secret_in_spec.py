"""Secret in a spec.

A spec is read by many: it is in a repository, in the output of CI, in the body of a request, and its lines come back in
the log of the job. The URI of a pre-authenticated request holds a token: whoever knows it can write to the bucket
without any other proof. A password in a query, in a subquery or in a line for the log is as visible.

A password in `encryption_password`, and user and password before the host of a URI, are errors (DP140, DP110).

## Example

```yaml
schemas: [HR]
credential_name: BUCKET_CRED
file_name: https://objectstorage.eu-frankfurt-1.oraclecloud.com/p/ExampleExampleExample/n/ns/b/dumps/o/hr_%T.dmp
```

```yaml
schemas: [HR]
log_entries:
  - copied with password=Example1 to the test system
```

## Instead

```yaml
schemas: [HR]
credential_name: BUCKET_CRED
file_name: https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/ns/b/dumps/o/hr_%T.dmp
```

```yaml
schemas: [HR]
log_entries:
  - copied to the test system
```

## Fix

None: what was written into a file has to be changed where it is in use, not only removed.

## Source

OCI Object Storage, pre-authenticated requests; the rest is good practice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.filters import InSubquery
from dpspec.lint import Rule
from dpspec.source import Span
from dpspec.spec import TableQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

#: All of these are what a report puts asterisks for, so that no line of the file shows them either.
_TOKEN: Final = re.compile(r"(?<=/p/)[^/\s]{8,}(?=/n/)")
#: A column such as PASSWORD_EXPIRED holds none.
_WORD: Final = (
    r"(?:pas+w|passphrase|pwd)(?!\w{0,20}_(?:expir|chang|date|status|version|life|histor|verif))[\w$#-]{0,40}"
)
#: In SQL only a literal is a value: `password = h.password` compares columns.
_IN_SQL: Final = re.compile(rf"""{_WORD}"?\s*(?:=|:=|=>)\s*(?P<secret>[Nn]?'(?:''|[^'])+')""", re.IGNORECASE)
_IN_TEXT: Final = re.compile(
    rf"""{_WORD}["']?\s*(?:(?:=>|:=|=)\s*|:\s*(?=[^\s,;]*[0-9]))(?P<secret>[^\s,;<${{*][^\s,;]*)"""
    r"""|\bidentified\s+by\s+(?P<phrase>[^\s,;<$*]+)"""
    r"""|(?<![\w$#/.:-])[\w$#]+/(?P<login>[^\s/@"'<$*]+)(?=@)""",
    re.IGNORECASE,
)


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for path, text in _files(subject):
        token = _TOKEN.search(text)
        if token is not None:
            message = f"the token of a pre-authenticated request in `{_key(subject, path)}`"
            advice = "write the URI without `/p/` and what follows it up to `/n/`, and revoke the request"
            yield subject.finding("DP229", message, path, advice, part=Span(*token.span()))
    for path, text in _texts(subject):
        pattern = _IN_TEXT if path.startswith("log_entries") else _IN_SQL
        found = pattern.search(text)
        if found is not None:
            message = f"what seems to be a password in `{_key(subject, path)}`"
            span = next(Span(*found.span(name)) for name, value in found.groupdict().items() if value is not None)
            yield subject.finding("DP229", message, path, "leave it out, and change it where it is in use", part=span)


def _key(subject: Subject, path: str) -> str:
    return subject.facts.name(re.split(r"[.\[]", path, maxsplit=1)[0])


def _files(subject: Subject) -> Iterator[tuple[str, str]]:
    text = subject.facts.string("file_name")
    if text is not None:
        yield "file_name", text
    for index, text in enumerate(subject.facts.listed("dumpfiles")):
        if isinstance(text, str):
            yield f"dumpfiles[{index}]", text


def _texts(subject: Subject) -> Iterator[tuple[str, str]]:
    facts = subject.facts
    for index, item in enumerate(facts.listed("log_entries")):
        if isinstance(item, str):
            yield f"log_entries[{index}]", item
    for index, item in enumerate(facts.listed("query")):
        if isinstance(item, str):
            yield f"query[{index}]", item
        elif isinstance(item, TableQuery) and isinstance(item.query, str):
            yield f"query[{index}].query", item.query
    for expression in subject.expressions:
        extract = facts.spec.where.texts.get(expression.path)
        if isinstance(expression.filter, InSubquery):
            yield expression.path, extract.text if extract is not None else str(expression.filter)


RULE = Rule("DP229", "secret-in-spec", __doc__, _check)
