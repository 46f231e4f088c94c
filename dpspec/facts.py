"""A spec with its parts parsed: what the rules of a check ask."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from dpspec import filter_parser, items, names, spec_types
from dpspec.plan import JobMode
from dpspec.source import Extract
from dpspec.spec import NameExpression
from dpspec.versions import NEWEST, OLDEST, ServerVersion
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dpspec.diagnostics import Diagnostic
    from dpspec.filters import Filter
    from dpspec.source import Location
    from dpspec.spec import ExportSpec, Where

#: The mode that a list of names means where no mode is given.
IMPLIED_MODES: Final = {
    "tables": "TABLE",
    "views_as_tables": "TABLE",
    "schemas": "SCHEMA",
    "tablespaces": "TABLESPACE",
    "transport_tablespaces": "TRANSPORTABLE",
}


@frozen
class Options:
    """What a check depends on beside the spec: the server's release and the object stores allowed."""

    server: ServerVersion | None = None
    object_store_hosts: tuple[str, ...] = names.OBJECT_STORE_HOSTS

    @property
    def limits(self) -> ServerVersion:
        """The release whose limits apply: the one that was given, or the oldest that is supported."""
        return self.server or OLDEST

    @property
    def features(self) -> ServerVersion:
        """The release up to which parameters may be used: the one that was given, or any."""
        return self.server or NEWEST


class Facts:
    """A spec with its filters and items parsed. A key that could not be read is in `unread`."""

    def __init__(self, spec: ExportSpec, options: Options) -> None:
        self.spec = evolve(spec, where=_current(spec))
        self.options = options
        self.type_faults = list(spec_types.faults(spec))
        self.unread = spec.where.unread | {(d.key or "").partition("[")[0].partition(".")[0] for d in self.type_faults}
        self.parse_faults: list[Diagnostic] = []
        #: The expressions on everything, by key.
        self.filters: dict[str, tuple[tuple[str, Filter], ...]] = {}
        #: What the items of other lists mean, by key.
        self.items: dict[str, tuple[tuple[str, Any], ...]] = {}
        for key in EXPRESSION_KEYS:
            self.filters[key] = self._parsed(key)
        for key in items.KEYS:
            self.items[key] = self._read(key)

    def _parsed(self, key: str) -> tuple[tuple[str, Filter], ...]:
        parsed: list[tuple[str, Filter]] = []
        for index, value in enumerate(self.listed(key)):
            if not isinstance(value, str):
                continue
            path = f"{key}[{index}]"
            filter_, faults = filter_parser.parse(self.text(path, value), path)
            self.parse_faults += faults
            if filter_ is None:
                self.unread |= {key}
            else:
                parsed.append((path, filter_))
        return tuple(parsed)

    def _read(self, key: str) -> tuple[tuple[str, Any], ...]:
        reader = items.Items(self.text, self.spec.where.of, self.options.limits)
        wrong = {d.key for d in self.type_faults}
        parsed: list[tuple[str, Any]] = []
        for index, item in enumerate(self._items(key)):
            if key == "name_expressions" and not isinstance(item, NameExpression):
                continue  # an expression on everything
            path = f"{key}[{index}]" if isinstance(getattr(self.spec, key), tuple) else key
            if any(bad is not None and (bad == path or bad.startswith(f"{path}.")) for bad in wrong):
                continue
            value = reader.read(key, path, item)
            if value is None:
                self.unread |= {key}
            else:
                parsed.append((path, value))
        self.parse_faults += reader.found
        return tuple(parsed)

    def _items(self, key: str) -> list[Any]:
        value = getattr(self.spec, key)
        if KEYS[key].shape is Shape.PERCENT and isinstance(value, int | float) and key not in self.unread:
            return [value]
        return list(self.listed(key))

    def listed(self, key: str) -> tuple[Any, ...]:
        """Give the items of a list as they were written; none if it is no list."""
        value = getattr(self.spec, key)
        return value if isinstance(value, tuple) else ()

    def text(self, path: str, value: str) -> Extract:
        """Give the characters of a value with their places."""
        extract = self.spec.where.texts.get(path)
        # A spec that was changed after it was read keeps the places of the old values: they must not speak for the new.
        return extract if extract is not None and extract.text == value else Extract.plain(value, path)

    def at(self, path: str, start: int, end: int) -> Location:
        """Give the place of some characters of a value."""
        base, _, _ = path.partition("[")
        value = getattr(self.spec, base)
        if path != base:
            value = value[int(path[len(base) + 1 : -1])]
        return self.text(path, value).locate(start, end)

    def place(self, *paths: str) -> Location | None:
        """Give the place of the first of `paths` that has one; else that of its key, or of the whole spec."""
        where = self.spec.where
        return next((place for path in paths if (place := where.values.get(path))), where.of(paths[0]))

    def name(self, key: str) -> str:
        """Give the name under which the author wrote a key."""
        return self.spec.where.name(key)

    def has(self, key: str) -> bool:
        """Tell whether a key is there, or was meant to be."""
        return key in self.unread or key in self.spec.written

    def value(self, key: str) -> Any:
        """Give a value that is there and could be read; else None."""
        return None if key in self.unread else getattr(self.spec, key)

    def string(self, key: str) -> str | None:
        """Give a value that is a non-empty text, and could be read."""
        value = self.value(key)
        return value if isinstance(value, str) and value else None

    def parsed(self, key: str) -> list[Any]:
        """Give what the items of a list mean, as far as they could be read."""
        return [value for _, value in self.items[key]]

    @cached_property
    def mode(self) -> str:
        """The job mode, given or implied, or nothing if that is not known."""
        if "job_mode" in self.unread:
            return ""
        mode = self.spec.job_mode
        if mode is not None:
            return mode if mode in JobMode.__members__ else ""
        implied = {mode for key, mode in IMPLIED_MODES.items() if self.has(key)}
        return implied.pop() if len(implied) == 1 else "" if implied else "SCHEMA"

    def only(self, *keys: str) -> bool:
        """Tell whether all of these keys could be read."""
        return not self.unread & set(keys)

    def object_path(self, path: str, item: Any) -> Extract | None:
        """Give the characters of an object path in an item."""
        if isinstance(item, str):
            return self.text(path, item)
        text = getattr(item, "object_path", None)
        return self.text(f"{path}.object_path", text) if isinstance(text, str) else None


def _current(spec: ExportSpec) -> Where:
    """Give the places of what a spec still says: a value that was changed after it was read has none."""
    where = spec.where
    changed = {key for key, value in where.given.items() if not _same(getattr(spec, key), value)}
    added = spec.written - frozenset(where.keys)
    if not where.given or not (changed or added):
        return where

    def kept(places: Mapping[str, Any]) -> dict[str, Any]:
        return {path: place for path, place in places.items() if re.split(r"[.[]", path)[0] not in changed}

    return evolve(where, whole=None, keys=kept(where.keys), values=kept(where.values), texts=kept(where.texts))


def _same(value: object, given: object) -> bool:
    return type(value) is type(given) and value == given
