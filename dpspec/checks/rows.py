"""What is wrong with the choice of rows: queries, samples, partitions, replaced values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import Diagnostic, Label, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts


def _once(facts: Facts) -> Iterator[Diagnostic]:
    """Check that each data filter is given once a table, and once for all (ORA-39035)."""
    for key in ("query", "sample", "partitions"):
        yield from _twice(facts, key, [(path, rows.table) for path, rows in facts.items[key]])
    columns = [(path, (str(remap.table), remap.column)) for path, remap in facts.items["remap_data"]]
    yield from _twice(facts, "remap_data", columns)


def _twice(facts: Facts, key: str, tables: list[tuple[str, Any]]) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for path, table in tables:
        known = seen.setdefault(str(table), path)
        if known != path:
            labels = (Label(place, "the first one"),) if (place := facts.place(known)) else ()
            of = "every table" if table is None else "this column" if key == "remap_data" else show(str(table))
            message = f"a second item of `{key}` for {of}"
            advice = "saves ORA-39035; make one of both, such as `WHERE ... AND ...`"
            if key != "query":
                advice = "saves ORA-39035; keep one of them"
            yield Diagnostic("DP138", message, facts.place(path), advice, path, labels)


def _partitions_of_tables(facts: Facts) -> Iterator[Diagnostic]:
    """Check that a table is exported whole, or by partitions, and that those stand in one place."""
    whole = {str(name): path for path, name in facts.items["tables"] if not name.suffix}
    parts = {}
    for path, name in facts.items["tables"]:
        table = ".".join(name.names)
        if name.suffix:
            parts.setdefault(table, path)
            if str(type(name)(name.names)) in whole:
                message = f"the table of {show(str(name))} is there as a whole, too"
                advice = "keep the table, or its partitions"
                yield Diagnostic("DP138", message, facts.place(path), advice, path)
    for path, rows in facts.items["partitions"]:
        if rows.table is not None and ".".join(rows.table.names) in parts:
            message = f"partitions of {show(str(rows.table))} are in `tables`, too"
            yield Diagnostic("DP138", message, facts.place(path), "saves ORA-39035; name them in one place", path)


def _patterns(facts: Facts) -> Iterator[Diagnostic]:
    """Check that several patterns for the partitions of one table are not asked for: filters are ANDed."""
    count: dict[str, list[str]] = {}
    for path, name in facts.items["tables"]:
        if name.suffix:
            count.setdefault(".".join(name.names), []).append(path)
    suffixes = dict(facts.items["tables"])
    for paths in count.values():
        if len(paths) > 1 and any("%" in suffixes[path].suffix for path in paths):
            message = "a wildcard beside other partitions of the same table"
            yield Diagnostic("DP138", message, facts.place(paths[1]), "name the partitions, or one pattern", paths[1])


RULES: Final = (_once, _partitions_of_tables, _patterns)
