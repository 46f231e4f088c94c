"""Filters on object paths and names of a script to the keys `name_expressions`, `include` and `exclude`.

DBMS_DATAPUMP has one filter for what INCLUDE, EXCLUDE and an expression with an object path mean; which of them it was
is told by whether its object path is included, and by whether it says what to take or what to leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dpspec import algebra
from dpspec.filters import Comparison, Filter, NullTest, Operator, negation
from dpspec.plan import PICKED
from dpspec.spec import NameExpression, ObjectFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.source import Location


class Objects:
    """Gathers the filters of one job."""

    def __init__(
        self,
        refuse: Callable[[str, Location | None, str | None], None],
        assume: Callable[[str, str | None, Location | None], None],
    ) -> None:
        self._refuse = refuse
        self._assume = assume
        self._names: list[tuple[str, Filter]] = []
        self._include: list[str] | None = None
        self._exclude: list[str] = []
        self._left_out: list[tuple[str, Filter]] = []

    @property
    def has_names(self) -> bool:
        """Whether there is a filter on names."""
        return bool(self._names)

    def names(self, object_path: str, filter_: Filter, place: Location | None) -> None:
        """Take a filter on the names of an object path, or on all names where it is empty."""
        del place
        self._names.append((object_path, filter_))

    def excluded(self, object_path: str, filter_: Filter) -> None:
        """Take a filter on the names that are left out."""
        self._left_out.append((object_path, filter_))

    def paths(self, key: str, paths: list[str], place: Location | None) -> None:
        """Take a filter on object paths."""
        upper = [path.upper() for path in paths]
        if key == "exclude":
            self._exclude += upper
        elif self._include is not None:
            self._refuse("a second filter on what is included", place, "both must hold at once; write one list")
        else:
            self._include = upper

    def complete(self, mode: str | None, *, has_tables: bool) -> dict[str, Any]:
        """Give the keys. `has_tables` says that the tables of the job are listed."""
        plain: list[str | NameExpression] = []
        on_paths: dict[str, list[Filter]] = {}
        for path, filter_ in self._names:
            if mode == "TABLE" and path in ("", PICKED) and PICKED not in (self._include or ()):
                # In this mode a filter on all names is one on the tables.
                path = PICKED if has_tables else ""
            if path:
                on_paths.setdefault(path, []).append(filter_)
            else:
                plain.append(str(filter_))
        on_all = [filter_ for path, filter_ in self._names if not path]
        include: list[str | ObjectFilter] = []
        for path in dict.fromkeys(self._include or ()):
            include += _clauses(path, on_paths.pop(path, [])) or [path]
        exclude: list[str | ObjectFilter] = list(dict.fromkeys(self._exclude))
        for path, filters in on_paths.items():
            left_out, taken = _sorted(filters, [] if mode == "TABLE" else on_all)
            exclude += _clauses(path, left_out)
            plain += [NameExpression(object_path=path, expression=str(filter_)) for filter_ in taken]
        for path, filter_ in self._left_out:
            exclude += _clauses(path, [filter_])
        keys = {"name_expressions": plain, "include": include, "exclude": exclude}
        return {key: value for key, value in keys.items() if value}


def _clauses(path: str, filters: list[Filter]) -> list[ObjectFilter]:
    return [ObjectFilter(object_path=path, expression=str(filter_)) for filter_ in filters]


def _sorted(filters: list[Filter], on_all: list[Filter]) -> tuple[list[Filter], list[Filter]]:
    """Give what filters leave out, as EXCLUDE says it, and what they take.

    Filters that no name can pass, together with those on all names, were made by EXCLUDE, all of them.
    """
    nothing = algebra.contradiction([*on_all, *filters]) is not None
    left_out = [negation(filter_) for filter_ in filters if nothing or _leaves_out(filter_)]
    return left_out, [filter_ for filter_ in filters if not (nothing or _leaves_out(filter_))]


def _leaves_out(filter_: Filter) -> bool:
    """Tell whether a filter says what not to take."""
    if isinstance(filter_, Comparison):
        return filter_.operator is Operator.NE
    return filter_.negated and not isinstance(filter_, NullTest)
