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
    from dpspec.recover.script_job import Job
    from dpspec.source import Location


class Objects:
    """Gathers the filters of one job."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._names: list[tuple[str, Filter]] = []
        self._include: list[str] | None = None
        self._exclude: list[str] = []
        self._left_out: list[tuple[str, Filter]] = []

    def names(self, object_path: str, filter_: Filter) -> None:
        """Take a filter on the names of an object path, or on all names where it is empty."""
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
            self._job.refuse("a second filter on what is included", place, "both must hold at once; write one list")
        else:
            self._include = upper

    def complete(
        self, mode: str | None, *, has_tables: bool, only_views: bool = False, beside_views: bool = False
    ) -> dict[str, Any]:
        """Give the keys.

        `has_tables` says that the tables of the job are listed, `only_views` that it has none, `beside_views` that
        filters pick them, and there are views too.
        """
        named = list(self._names)
        on_tables = mode == "TABLE" and PICKED not in (self._include or ())
        picked = has_tables or only_views or beside_views
        if on_tables and not picked and _select_nothing([f for path, f in named if path in ("", PICKED)]):
            only_views = True
        elif on_tables:
            # In this mode a filter on all names is one on the tables.
            one = PICKED if picked else ""
            named = [(one if path == PICKED else path or one, filter_) for path, filter_ in named]
        on_paths: dict[str, list[Filter]] = {}
        for path, filter_ in named:
            on_paths.setdefault(path, []).append(filter_)
        include: list[str | ObjectFilter] = []
        for path in dict.fromkeys(self._include or ()):
            include += _clauses(path, on_paths.pop(path, [])) or [path]
        on_all = on_paths.pop("", [])
        # Filters that no name can pass, together with those on all names, were made by EXCLUDE, all of them. What a
        # filter on tables takes would be tables beside the views: said by EXCLUDE, it only leaves out.
        beside = [] if mode == "TABLE" else on_all
        negated = {path for path, filters in on_paths.items() if _select_nothing([*beside, *filters])}
        negated |= {PICKED} if only_views else set()
        expressions: list[str | NameExpression] = [*map(str, on_all)]
        exclude: list[str | ObjectFilter] = list(dict.fromkeys(self._exclude))
        for path, filter_ in named:
            if path not in on_paths:
                continue
            if not (beside_views and path == PICKED) and (path in negated or _leaves_out(filter_)):
                exclude += _clauses(path, [negation(filter_)])
            else:
                expressions.append(NameExpression(object_path=path, expression=str(filter_)))
        for path, filter_ in self._left_out:
            exclude += _clauses(path, [filter_])
        keys = {"name_expressions": expressions, "include": include, "exclude": exclude}
        return {key: value for key, value in keys.items() if value}


def _select_nothing(filters: list[Filter]) -> bool:
    try:
        return algebra.contradiction(filters) is not None
    except algebra.EscapeError:  # which the check reports
        return False


def _clauses(path: str, filters: list[Filter]) -> list[ObjectFilter]:
    return [ObjectFilter(object_path=path, expression=str(filter_)) for filter_ in filters]


def _leaves_out(filter_: Filter) -> bool:
    """Tell whether a filter says what not to take."""
    if isinstance(filter_, Comparison):
        return filter_.operator is Operator.NE
    return filter_.negated and not isinstance(filter_, NullTest)
