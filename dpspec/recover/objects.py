"""Filters on object paths and names of a script to the keys `name_expressions`, `include` and `exclude`.

DBMS_DATAPUMP has one filter for what INCLUDE, EXCLUDE and an expression with an object path mean; which of them it was
is told by whether its object path is included, and by whether it says what to take or what to leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dpspec.filters import Comparison, Filter, NullTest, Operator, negation
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
        self._clauses: list[tuple[str, Filter]] = []

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
        self._clauses.append((object_path, filter_))

    def paths(self, key: str, paths: list[str], place: Location | None) -> None:
        """Take a filter on object paths."""
        upper = [path.upper() for path in paths]
        if key == "exclude":
            self._exclude += upper
        elif self._include is not None:
            self._refuse("a second filter on what is included", place, "both must hold at once; write one list")
        else:
            self._include = upper

    def complete(self, mode: str | None) -> dict[str, Any]:
        """Give the keys."""
        plain: list[str | NameExpression] = []
        clauses: dict[str, list[Filter]] = {}
        left_out: list[ObjectFilter] = []
        for path, filter_ in self._names:
            if not path or (path == "TABLE" and mode == "TABLE" and path not in (self._include or ())):
                plain.append(str(filter_))
            elif path in (self._include or ()):
                clauses.setdefault(path, []).append(filter_)
            elif _leaves_out(filter_):
                left_out.append(ObjectFilter(object_path=path, expression=str(negation(filter_))))
            else:
                plain.append(NameExpression(object_path=path, expression=str(filter_)))
        left_out += [ObjectFilter(object_path=path, expression=str(filter_)) for path, filter_ in self._clauses]
        include: list[str | ObjectFilter] = []
        for path in dict.fromkeys(self._include or ()):
            found = [ObjectFilter(object_path=path, expression=str(filter_)) for filter_ in clauses.get(path, [])]
            include += found or [path]
        exclude: list[str | ObjectFilter] = [*dict.fromkeys(self._exclude), *left_out]
        keys = {"name_expressions": plain, "include": include, "exclude": exclude}
        return {key: value for key, value in keys.items() if value}


def _leaves_out(filter_: Filter) -> bool:
    """Tell whether a filter says what not to take."""
    if isinstance(filter_, Comparison):
        return filter_.operator is Operator.NE
    return filter_.negated and not isinstance(filter_, NullTest)
