"""Reads a catalogue file: YAML or JSON, with the place of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec import document
from dpspec.document import Array, Node, Object, Scalar
from dpspec.sandbox import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.source import Location

_ROOT: Final = ("users", "directories", "schemas", "tablespaces", "roles")
_TABLE: Final = ("rows", "bytes", "tablespace", "partitions", *catalog.OF_TABLES)


def read(data: bytes, name: str) -> catalog.Catalog:
    """Read a catalogue from the bytes of a file. Raises ValueError with the place of the first fault."""
    source, found = document.decode(data, name)
    if source is None:
        raise _fault(found)
    syntax = "json" if name.lower().endswith(".json") else "yaml"
    root, found = document.parse(source, "json" if syntax == "json" else "yaml")
    if root is None or found:
        raise _fault(found)
    return _catalog(_Item(root, "the catalogue"))


def _fault(found: tuple[Diagnostic, ...]) -> ValueError:
    first = found[0]
    return ValueError(f"{_place(first.location)}{first.message}")


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    return f"{location.source.name}:{location.position.line}:{location.position.column}: "


@frozen
class _Item:
    """A node of the tree, and what it is for people."""

    node: Node
    what: str

    def wrong(self, message: str, place: Location | None = None) -> ValueError:
        return ValueError(f"{_place(place or self.node.location)}{message}")

    def members(self, allowed: tuple[str, ...] = ()) -> Iterator[tuple[str, _Item]]:
        """Give the members of a mapping; with `allowed`, no others."""
        if not isinstance(self.node, Object):
            raise self.wrong(f"{self.what} is a mapping")
        for entry in self.node.entries:
            key = str(entry.key.value)
            if allowed and key not in allowed:
                choices = ", ".join(allowed)
                raise self.wrong(f"`{key}` is no key of {self.what}; its keys: {choices}", entry.key.location)
            yield key, _Item(entry.value, f"`{key}`")

    def text(self) -> str:
        if not isinstance(self.node, Scalar) or not isinstance(self.node.value, str) or not self.node.value:
            raise self.wrong(f"{self.what} is a text")
        return self.node.value

    def number(self) -> int:
        value = self.node.value if isinstance(self.node, Scalar) else None
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(f"{self.what} is an integer")
        return value

    def amount(self) -> int:
        if (value := self.number()) < 0:
            raise self.wrong(f"{self.what} is not negative")
        return value

    def flag(self) -> bool:
        value = self.node.value if isinstance(self.node, Scalar) else None
        if not isinstance(value, bool):
            raise self.wrong(f"{self.what} is true or false")
        return value

    def texts(self) -> tuple[str, ...]:
        if not isinstance(self.node, Array):
            raise self.wrong(f"{self.what} is a list of names")
        return tuple(_Item(node, f"an item of {self.what}").text() for node in self.node.items)


def _catalog(root: _Item) -> catalog.Catalog:
    parts = dict(root.members(_ROOT))
    users = {name: _user(name, item) for name, item in _of(parts, "users")}
    directories = {name: _directory(name, item) for name, item in _of(parts, "directories")}
    found: list[catalog.Object] = []
    for type_, key in (("TABLESPACE", "tablespaces"), ("ROLE", "roles")):
        names = parts[key].texts() if key in parts else ()
        found += [catalog.Object("", type_, name) for name in names]
    found += [catalog.Object("", "DIRECTORY", name) for name in directories]
    for name in users:
        found.append(catalog.Object(name, "USER", name))
        found += [catalog.Object(name, type_, name, ("USER", name)) for type_ in ("SYSTEM_GRANT", "DEFAULT_ROLE")]
    for schema, item in _of(parts, "schemas"):
        found += _schema(schema, item)
    keys: set[object] = set()
    for thing in found:
        if (key_ := (thing.key, thing.parent, thing.partition)) in keys:
            raise root.wrong(f"{thing.type} {thing.schema}.{thing.name} is there twice")
        keys.add(key_)
    return catalog.Catalog(users, directories, tuple(found))


def _of(parts: dict[str, _Item], key: str) -> Iterator[tuple[str, _Item]]:
    return parts[key].members() if key in parts else iter(())


def _given(item: _Item, readers: dict[str, Callable[[_Item], object]]) -> dict[str, object]:
    return {key: readers[key](member) for key, member in item.members(tuple(readers))}


def _user(name: str, item: _Item) -> catalog.User:
    given = _given(
        item,
        {
            "password": _Item.text,
            "tablespace": _Item.text,
            "roles": lambda member: frozenset(member.texts()),
            "privileges": lambda member: frozenset(member.texts()),
            "quota": _Item.number,
            "rest": _Item.flag,
            "rest_role": _Item.flag,
            "client": _client,
        },
    )
    if "password" not in given:
        raise item.wrong(f"user {name} has no password")
    return catalog.User(name, **given)  # type: ignore[arg-type]  # each reader gives what its attribute takes


def _client(item: _Item) -> tuple[str, str]:
    given = _given(item, {"id": _Item.text, "secret": _Item.text})
    if len(given) != 2:
        raise item.wrong("`client` has `id` and `secret`")
    return str(given["id"]), str(given["secret"])


def _directory(name: str, item: _Item) -> catalog.Directory:
    parts = dict(item.members(("path", "read", "write")))
    if "path" not in parts:
        raise item.wrong(f"directory {name} has no path")
    readers, writers = (frozenset(parts[key].texts()) if key in parts else frozenset() for key in ("read", "write"))
    return catalog.Directory(name, parts["path"].text(), readers, writers)


def _schema(schema: str, item: _Item) -> Iterator[catalog.Object]:
    for key, member in item.members(("tables", *catalog.OF_SCHEMAS)):
        if key == "tables":
            for name, table in member.members():
                yield from _table(schema, name, table)
            continue
        for name in member.texts():
            parent = {"PACKAGE_BODY": ("PACKAGE_SPEC", name), "TYPE_BODY": ("TYPE_SPEC", name)}.get(key)
            yield catalog.Object(schema, key, name, parent)


def _table(schema: str, name: str, item: _Item) -> tuple[catalog.Object, ...]:
    parts = dict(item.members(_TABLE))
    partitions = {part: rows.amount() for part, rows in _of(parts, "partitions")}
    if partitions and "rows" in parts:
        raise parts["rows"].wrong("the rows of a partitioned table are those of its partitions")
    return catalog.table(
        schema,
        name,
        rows=parts["rows"].amount() if "rows" in parts else 0,
        size=parts["bytes"].amount() if "bytes" in parts else 0,
        tablespace=parts["tablespace"].text() if "tablespace" in parts else "USERS",
        partitions=partitions,
        dependents={type_: parts[type_].texts() for type_ in catalog.OF_TABLES if type_ in parts},
    )
