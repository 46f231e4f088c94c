"""The items of a spec's lists to what they mean: from an object, or from the spelling that a parameter file has.

``{"object_path": "TABLE", "expression": "LIKE 'EMP%'"}`` and ``TABLE:"LIKE 'EMP%'"`` are the same item. Source of the
spellings: Utilities, the parameters INCLUDE, EXCLUDE, QUERY, SAMPLE, TABLES and REMAP_DATA.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import define, evolve, field

from dpspec import filter_checks, filter_parser, qualified_names, quantities, query_clause
from dpspec.diagnostics import Diagnostic, Fault, show
from dpspec.plan import ObjectClause, ObjectNames, Remap, RowFilter, Rows, pattern
from dpspec.qualified_names import Form, QualifiedName
from dpspec.source import Extract
from dpspec.spec import ColumnRemap, NameExpression, ObjectFilter, TablePartitions, TableQuery, TableSample

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.filters import Filter
    from dpspec.source import Location
    from dpspec.versions import ServerVersion

_CLAUSE: Final = 'write `{path}:"LIKE \'EMP%\'"`, or `{{"object_path": "{path}", "expression": "LIKE \'EMP%\'"}}`'
_QUERY: Final = 'write `HR.EMPLOYEES:"WHERE department_id = 10"`, or an object with `table` and `query`'
_NAME: Final = re.compile(r"[A-Za-z0-9_$#]+")
#: Longest clause that an advice repeats.
_MAX_SHOWN: Final = 60
_HALF: Final = re.compile("[\ud800-\udfff]")
_WORD: Final = re.compile(r"[A-Z][A-Z0-9_/]*")
_Parsed = TypeVar("_Parsed")


@define
class Items:
    """Reads items.

    `text` gives the characters of a value with their places, `places` the place of one that is no text, `server` the
    limits of names.
    """

    text: Callable[[str, str], Extract]
    places: Callable[[str], Location | None]
    server: ServerVersion
    found: list[Diagnostic] = field(factory=list)

    def report(self, code: str, message: str, place: Location | None, advice: str | None, path: str) -> None:
        """Add one fault."""
        self.found.append(Diagnostic(code, message, place, advice, path))

    def read(self, key: str, path: str, item: Any) -> Any:
        """Read an item of a list; None, and faults, if it is wrong."""
        if key in _FORMS:
            return self._listed(key, self.text(path, item), path)
        readers: dict[str, Callable[[str, Any], Any]] = {
            "name_expressions": self._object_names,
            "include": self._object_clause,
            "exclude": self._object_clause,
            "query": self._query,
            "sample": self._sample,
            "partitions": self._partitions,
            "remap_data": self._remap,
        }
        return readers[key](path, item)

    # --- names -------------------------------------------------------------------------------------------------------

    def _listed(self, key: str, text: Extract, path: str) -> QualifiedName | None:
        before = len(self.found)
        parsed = self.name(text, _FORMS[key], path)
        wild = text.text.replace("%", "")
        if len(self.found) > before and wild != text.text and _NAME.fullmatch(wild or "A") and key in _EXPRESSIONS:
            advice = f"names in `{key}` have no wildcards; use `{_EXPRESSIONS[key]}: [\"LIKE '{text.text[:128]}'\"]`"
            self.found[-1] = evolve(self.found[-1], help=advice)
        return parsed

    def name(self, text: Extract, form: Form, path: str) -> QualifiedName | None:
        """Read the name of something."""
        if half := _HALF.search(text.text):
            message = f"half a surrogate pair U+{ord(half.group()):04X} in a name"
            self.report("DP128", message, text.locate(*half.span()), "remove it", path)
            return None
        parsed = qualified_names.parse(text.text, form, self.server)
        return self._unless_fault(parsed, text, path)

    def _unless_fault(self, parsed: _Parsed | Fault, text: Extract, path: str) -> _Parsed | None:
        """Give what was parsed, or report what is wrong with it."""
        if isinstance(parsed, Fault):
            self.found.append(parsed.of(text, path))
            return None
        return parsed

    # --- object paths ------------------------------------------------------------------------------------------------

    def _filter(self, text: Extract, path: str) -> Filter | None:
        filter_, faults = filter_parser.parse(text, path)
        if filter_ is not None:
            faults = tuple(filter_checks.check(filter_, text, path, self.server))
        self.found += faults
        return None if faults else filter_

    def _object_names(self, path: str, item: NameExpression) -> ObjectNames | None:
        filter_ = self._filter(self.text(f"{path}.expression", item.expression), path)
        return ObjectNames(item.object_path, filter_) if filter_ is not None else None

    def _object_clause(self, path: str, item: str | ObjectFilter) -> ObjectClause | None:
        if isinstance(item, ObjectFilter):
            if item.expression is None:
                return ObjectClause(item.object_path)
            filter_ = self._filter(self.text(f"{path}.expression", item.expression), path)
            return ObjectClause(item.object_path, filter_) if filter_ is not None else None
        text = self.text(path, item)
        object_path, colon, rest = item.partition(":")
        if not colon:
            return ObjectClause(item)
        start = len(object_path) + 1
        straight = rest.translate(_STRAIGHT)
        if straight != rest and re.fullmatch(_QUOTED, straight) and not re.fullmatch(_QUOTED, rest):
            place = text.locate(len(item) - len(rest.lstrip()), len(item))
            self.report(
                "DP021", "typographic quotes round a clause", place, f"write {show(object_path + ':' + straight)}", path
            )
            return None
        if not re.fullmatch(_QUOTED, rest):
            message = f"what follows {show(object_path + ':')} is no clause in double quotes"
            self.report("DP142", message, text.locate(start, len(item)), _clause_advice(object_path, rest), path)
            return None
        first, last = item.index('"', start) + 1, item.rindex('"')
        filter_ = self._filter(text.part(first, last), path)
        return ObjectClause(object_path, filter_) if filter_ is not None else None

    # --- rows --------------------------------------------------------------------------------------------------------

    def _query(self, path: str, item: str | TableQuery) -> Rows | None:
        if isinstance(item, TableQuery):
            table = self._table(f"{path}.table", item.table, path)
            clause = self._clause(self.text(f"{path}.query", item.query), path)
            return None if clause is None or table is None else Rows(RowFilter.SUBQUERY, clause, table[0])
        text = self.text(path, item)
        if re.match(r'\s*"?\s*(WHERE(?![\w$#])|ORDER\s)', item, re.IGNORECASE):
            clause = self._clause(_unquoted(text), path)
            return Rows(RowFilter.SUBQUERY, clause) if clause is not None else None
        split = _colon(item)
        if split is None:
            self.report("DP142", "a query without a table or a clause", text.locate(0, len(item)), _QUERY, path)
            return None
        name = self.name(text.part(0, split), qualified_names.TABLE, path)
        clause = self._clause(_unquoted(text.part(split + 1, len(item))), path)
        return Rows(RowFilter.SUBQUERY, clause, name) if clause is not None and name is not None else None

    def _clause(self, text: Extract, path: str) -> str | None:
        return self._unless_fault(query_clause.parse(text.text), text, path)

    def _table(self, path: str, name: str | None, key: str) -> tuple[QualifiedName | None] | None:
        """Read the table of an item, which may have none; None if it is wrong."""
        if name is None:
            return (None,)
        parsed = self.name(self.text(path, name), qualified_names.TABLE, key)
        return (parsed,) if parsed is not None else None

    def _sample(self, path: str, item: Any) -> Rows | None:
        if isinstance(item, TableSample):
            table = self._table(f"{path}.table", item.table, path)
            percent = self._percent(item.percent, f"{path}.percent", None)
            return None if percent is None or table is None else Rows(RowFilter.SAMPLE, percent, table[0])
        if not isinstance(item, str):
            percent = self._percent(item, path, None)
            return Rows(RowFilter.SAMPLE, percent) if percent is not None else None
        text = self.text(path, item)
        split = _colon(item)
        name = self.name(text.part(0, split), qualified_names.TABLE, path) if split is not None else None
        number = item if split is None else item[split + 1 :]
        place = text.locate(0 if split is None else split + 1, len(item))
        if not re.fullmatch(r"[0-9]{0,3}(?:\.[0-9]{1,20})?", number) or not number:
            advice = "write `HR.EMPLOYEES:10`, or an object with `table` and `percent`"
            self.report("DP136", f"{show(number)} is not a percentage", place, advice, path)
            return None
        percent = self._percent(float(number), path, place)
        if percent is None or (split is not None and name is None):
            return None
        return Rows(RowFilter.SAMPLE, percent, name)

    def _percent(self, percent: int | float, path: str, place: Location | None) -> str | None:
        text = quantities.percent_text(percent) if 0 < percent < 100 else None
        if text is None:
            found = place or self.places(path)
            message = "a sample is from 0.000001 to below 100 percent, in steps of 0.000001"
            self.report("DP136", message, found, "leave it out to export all rows", path.partition(".")[0])
        return text

    def _partitions(self, path: str, item: str | TablePartitions) -> Rows | None:
        if isinstance(item, str):
            name = self.name(self.text(path, item), qualified_names.TABLES, path)
            if name is None:
                return None
            if not name.suffix or "%" in "".join(name.names):
                message = f"{show(item)} names no partition of one table"
                advice = "write `SH.SALES:SALES_Q1_2026`, or an object with `table` and `partitions`"
                self.report("DP142", message, self.text(path, item).locate(0, len(item)), advice, path)
                return None
            return partition(name)
        if (item.partitions is None) is (item.expression is None):
            message = "an item of `partitions` has `partitions` or `expression`, one of them"
            self.report("DP142", message, self.places(path), "keep the names, or the filter on them", path)
            return None
        table = self._table(f"{path}.table", item.table, path)
        if item.expression is not None:
            filter_ = self._filter(self.text(f"{path}.expression", item.expression), path)
            return None if filter_ is None or table is None else Rows(RowFilter.PARTITION_EXPR, filter_, table[0])
        return self._partition_list(path, item.partitions or (), table)

    def _partition_list(
        self, path: str, names: tuple[str, ...], table: tuple[QualifiedName | None] | None
    ) -> Rows | None:
        if not names:
            self.report("DP104", "`partitions` is an empty list", self.places(path), "name a partition", path)
            return None
        parsed = []
        for index, name in enumerate(names):
            at = f"{path}.partitions[{index}]"
            parsed.append(self.name(self.text(at, name), qualified_names.PARTITION, path))
        known = [name.name for name in parsed if name is not None]
        return Rows(RowFilter.PARTITION_LIST, tuple(known), table[0]) if len(known) == len(parsed) and table else None

    def _remap(self, path: str, item: str | ColumnRemap) -> Remap | None:
        if isinstance(item, ColumnRemap):
            column = self.name(self.text(f"{path}.column", item.column), qualified_names.COLUMN, path)
            function = self.name(self.text(f"{path}.function", item.function), qualified_names.FUNCTION, path)
        else:
            text = self.text(path, item)
            split = _colon(item)
            if split is None:
                advice = "write `HR.EMPLOYEES.SALARY:HR.MASK.SALARY`, or an object with `column` and `function`"
                self.report("DP142", f"{show(item)} names no function", text.locate(0, len(item)), advice, path)
                return None
            column = self.name(text.part(0, split), qualified_names.COLUMN, path)
            function = self.name(text.part(split + 1, len(item)), qualified_names.FUNCTION, path)
        if column is None or function is None:
            return None
        return Remap(QualifiedName(column.names[:-1]), column.name, function)


def _clause_advice(object_path: str, rest: str) -> str:
    """Say how a clause is written, if possible the very one."""
    if object_path.strip().lower() in ("path", "object_path") and _NAME.fullmatch(rest.strip()):
        return f"write `{rest.strip()}`"
    path = object_path if _WORD.fullmatch(object_path) else "TABLE"
    bare = rest.strip()
    meant = f"='{bare}'" if _NAME.fullmatch(bare) else bare
    if (
        len(meant) <= _MAX_SHOWN
        and '"' not in meant
        and filter_parser.parse(Extract.plain(meant, ""), "")[0] is not None
    ):
        return f'write `{path}:"{meant}"`'
    if re.match(r'"[^"]*"[ \t]*[,;]', bare):
        return "make each object path, with its clause, an item of its own"
    return _CLAUSE.format(path=path)


def partition(name: QualifiedName) -> Rows:
    """Give the partition behind a table's name: by name, or by a pattern with ``%``."""
    table = QualifiedName(name.names)
    if "%" in name.suffix:
        return Rows(RowFilter.PARTITION_EXPR, pattern(name.suffix), table)
    return Rows(RowFilter.PARTITION_LIST, (name.suffix,), table)


#: A clause in double quotes, and what word processors make of quotes.
_QUOTED: Final = re.compile(r'[ \t]*"[^"]*"[ \t\r\n]*')
_STRAIGHT: Final = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b", "'")
)


def _colon(text: str) -> int | None:
    """Find the first colon outside double quotes."""
    for match in re.finditer(r'"[^"]*"|(?P<colon>:)', text):
        if match["colon"]:
            return match.start()
    return None


def _unquoted(text: Extract) -> Extract:
    """Take away the double quotes round a whole clause."""
    match = re.fullmatch(r'\s*"(?P<inside>.*)"\s*', text.text, re.DOTALL)
    return text.part(*match.span("inside")) if match else text


_FORMS: Final = {
    "schemas": qualified_names.SCHEMA,
    "tables": qualified_names.TABLES,
    "tablespaces": qualified_names.TABLESPACE,
    "transport_tablespaces": qualified_names.TABLESPACE,
    "views_as_tables": qualified_names.VIEW,
}
#: The keys for names with wildcards, beside those for names.
_EXPRESSIONS: Final = {
    "schemas": "schema_expressions",
    "tablespaces": "tablespace_expressions",
    "transport_tablespaces": "tablespace_expressions",
}
#: The keys whose items are read here.
KEYS: Final = (*_FORMS, "name_expressions", "include", "exclude", "query", "sample", "partitions", "remap_data")
