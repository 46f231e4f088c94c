"""Subquery on views of the current user.

A subquery in a filter runs in a worker of Data Pump, with its privileges and its names. `USER_TABLES` then has the
tables of another user, `ALL_TABLES` what that one may see, and a table without an owner is sought in another schema:
the filter matches other names than in a trial, or none (ORA-31655), or raises ORA-00942.

Not told of DUAL and ALL_USERS, of the views DBA_, CDB_, V$ and GV$, which have public synonyms, nor of tables over a
database link, which are those of the user of that link.

## Example

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - IN (SELECT table_name FROM user_tables WHERE num_rows > 0)
```

```yaml
schemas: [SCOTT]
include:
  - TABLE:"IN (SELECT name FROM tables_to_export)"
```

## Instead

```yaml
job_mode: TABLE
schema_expressions: ["='SCOTT'"]
name_expressions:
  - IN (SELECT table_name FROM sys.dba_tables WHERE owner = 'SCOTT' AND num_rows > 0)
```

```yaml
schemas: [SCOTT]
include:
  - TABLE:"IN (SELECT name FROM ops.tables_to_export)"
```

## Fix

None: the owner has to be named, and a condition on it is needed.

## Source

Support notes and public scripts; not documented by Oracle. As whom a worker resolves names is unconfirmed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from dpspec.diagnostics import show
from dpspec.filters import InSubquery
from dpspec.lint import Rule
from dpspec.rules._names import MOST, words
from dpspec.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

_TOKEN: Final = re.compile(
    r"""[Nn]?[Qq]'(?:\[(?s:.)*?\]|\{(?s:.)*?\}|\((?s:.)*?\)|<(?s:.)*?>|(?P<delimiter>[^\s\[{(<])(?s:.)*?(?P=delimiter))'"""
    r"""|[Nn]?'(?:[^']|'')*'|(?P<name>[^\W\d][\w$#]*|"[^"]+")|(?P<sign>[().,@])|\S""",
)
#: What every user sees all of, and what has a public synonym.
_PUBLIC: Final = re.compile(
    r"DUAL|ALL_USERS|SESSION_(?:PRIVS|ROLES)|DICT(?:IONARY)?|GLOBAL_NAME|(?:DBA|CDB)_.*|G?V_?\$.*", re.DOTALL
)
#: What ends a list of tables.
_ENDS: Final = words("WHERE GROUP ORDER HAVING CONNECT START UNION MINUS INTERSECT EXCEPT FETCH OFFSET MODEL")
_PERSONAL: Final = re.compile(r"(?P<kind>USER|ALL)_(?P<rest>\w+)")


@frozen
class _Table:
    """A table of a subquery: its names, and where it stands in the text."""

    names: tuple[str, ...]
    span: Span


@define
class _Level:
    """What is known inside of one pair of parentheses: whether a query is in it, and whether a table is to come."""

    is_query: bool = False
    in_tables: bool = False
    wants_table: bool = False


@define
class _Scan:
    """Finds the tables of a subquery, without understanding the rest of it."""

    text: str
    start: int
    levels: list[_Level] = field(factory=lambda: [_Level()])
    common: set[str] = field(factory=set)
    found: list[_Table] = field(factory=list)

    def tables(self) -> list[_Table]:
        """Give the tables, but for those that a WITH clause defines."""
        tokens = list(_TOKEN.finditer(self.text, self.start))
        at = 0
        while at < len(tokens):
            at = self._step(tokens, at)
        return [table for table in self.found if len(table.names) > 1 or table.names[0] not in self.common]

    def _step(self, tokens: list[re.Match[str]], at: int) -> int:
        token, level = tokens[at], self.levels[-1]
        word = _name(token)
        if token["sign"] == "(":
            if at >= 2 and _name(tokens[at - 1]) == "AS" and tokens[at - 2]["name"]:
                self.common.add(_name(tokens[at - 2]))
            # Parentheses round tables hold tables.
            self.levels.append(_Level(level.wants_table, level.wants_table, level.wants_table))
            level.wants_table = False
        elif token["sign"] == ")":
            if len(self.levels) > 1:
                self.levels.pop()
        elif token["sign"] == ",":
            level.wants_table = level.in_tables
        elif word == "SELECT":
            self.levels[-1] = _Level(is_query=True)
        elif (word == "FROM" and level.is_query) or (word == "JOIN" and level.in_tables):
            level.in_tables = level.wants_table = True
        elif word in _ENDS:
            level.in_tables = level.wants_table = False
        elif level.wants_table and token["name"] and word != "LATERAL":
            return self._table(tokens, at)
        return at + 1

    def _table(self, tokens: list[re.Match[str]], at: int) -> int:
        self.levels[-1].wants_table = False
        names, first = [_name(tokens[at])], tokens[at].start()
        end = tokens[at].end()
        at += 1
        while at + 1 < len(tokens) and tokens[at]["sign"] == "." and tokens[at + 1]["name"]:
            names.append(_name(tokens[at + 1]))
            end = tokens[at + 1].end()
            at += 2
        following = tokens[at]["sign"] if at < len(tokens) else None
        if following not in ("@", "("):  # nor a link, nor a function such as TABLE(...)
            self.found.append(_Table(tuple(names), Span(first, end)))
        return at


def _name(token: re.Match[str]) -> str:
    name = token["name"] or ""
    return name[1:-1] if name.startswith('"') else name.upper()


def _check(subject: Subject) -> Iterator[Diagnostic]:
    for expression in subject.expressions:
        if not isinstance(expression.filter, InSubquery):
            continue
        extract = subject.facts.spec.where.texts.get(expression.path)
        text, start = (extract.text, expression.start) if extract is not None else (str(expression.filter), 0)
        told = 0
        for table in _Scan(text, start).tables():
            said = _said(table, text[table.span.start : table.span.end])
            if said is None or told == MOST:
                continue
            told += 1
            part = Span(table.span.start - start, table.span.end - start)
            yield subject.finding("DP216", said[0], expression, said[1], part=part if extract is not None else None)


def _said(table: _Table, written: str) -> tuple[str, str] | None:
    name, shown = table.names[-1], show(written)
    personal = _PERSONAL.fullmatch(name)
    if _PUBLIC.fullmatch(name):
        return None
    if personal is not None and (len(table.names) == 1 or table.names[0] == "SYS"):
        message = f"{shown} in a subquery has the objects of the user of the worker"
        if personal["kind"] == "ALL":
            message = f"{shown} in a subquery has what the user of the worker may see"
        advice = f"write `sys.dba_{personal['rest'].lower()}`, with a condition on the owner"
        return message, advice
    if len(table.names) == 1:
        return f"{shown} in a subquery has no owner", "it runs in a worker of Data Pump: write `OWNER.TABLE`"
    return None


RULE = Rule("DP216", "user-view", __doc__, _check)
