"""Which objects a job exports, by Oracle's rules for filters.

Rules: the DBMS_DATAPUMP reference (METADATA_FILTER, Security Model) and the Utilities guide. All filters must hold;
dependents follow their object. What no source settles, all unconfirmed: in TABLESPACE mode filters on names pick
tables, as in TABLE mode; there, dependents come along wherever they are stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from dpspec import algebra
from dpspec.filters import Filter, InList, InSubquery, Literal, negation
from dpspec.object_paths import takes_names
from dpspec.plan import JobMode, Plan, RowFilter, pattern
from dpspec.sandbox import paths
from dpspec.sandbox.catalog import Object
from dpspec.sandbox.ora import OraError, error, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dpspec.qualified_names import QualifiedName
    from dpspec.sandbox.catalog import Catalog, User

#: The job modes that export tables and what depends on them, and nothing else.
_OF_TABLES: Final = (JobMode.TABLE, JobMode.TABLESPACE, JobMode.TRANSPORTABLE)
_STORED: Final = ("TABLE", "CLUSTER", "INDEX")
_ROWS: Final = ("TABLE_DATA", "VIEW_DATA")
#: What describes a schema itself: only privileged users export it.
_OF_USERS: Final = ("USER", "SYSTEM_GRANT", "DEFAULT_ROLE")


@frozen
class Selection:
    """The objects of a job in the order of its log, and the errors that its log tells before it ends."""

    objects: tuple[Object, ...]
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> tuple[Object, ...]:
        """The tables, or parts of tables, whose rows are exported."""
        return tuple(found for found in self.objects if found.type in _ROWS)

    @property
    def tables(self) -> frozenset[str]:
        """The tables whose definition is exported, as ``SCHEMA.NAME``."""
        return frozenset(f"{o.schema}.{o.name}" for o in self.objects if o.type in ("TABLE", "VIEW_TABLE"))


def select(catalog: Catalog, plan: Plan, user: User) -> Selection:
    """Give what a job of `user` exports.

    Raises OraError where the definition of the job fails: privileges, a schema expression of TABLE mode that is not
    one schema, a subquery, which the sandbox cannot evaluate.
    """
    return _Selector(catalog, plan, user).selection()


class _Selector:
    def __init__(self, catalog: Catalog, plan: Plan, user: User) -> None:
        self.catalog, self.plan, self.user = catalog, plan, user
        self.mode = plan.job_mode
        self.errors: list[str] = []

    def selection(self) -> Selection:
        self._refuse_unprivileged()
        schemas = self._schemas()
        candidates = [*self._candidates(schemas), *self._views()]
        kept = self._with_parents(candidates)
        found = [found for found in kept if self._is_on_path(found) and self._is_content(found)]
        self._report_missing(kept)
        if not found:
            self.errors.append(line(31655))
        ordered = sorted(found, key=lambda o: (paths.ORDER[o.type], o.schema, o.name, o.partition))
        return Selection(tuple(self._sampled(found) for found in ordered), tuple(self.errors), self._notes())

    # --- schemas -----------------------------------------------------------------------------------------------------

    def _refuse_unprivileged(self) -> None:
        if self.user.is_privileged:
            return
        if self.mode is JobMode.FULL:
            raise error(31631, details=(line(39161),))
        if self.mode in (JobMode.TABLESPACE, JobMode.TRANSPORTABLE):
            raise error(31631)

    def _schemas(self) -> frozenset[str]:
        plan = self.plan
        tests = [_test(filter_, "SCHEMA_EXPR") for filter_ in plan.schema_expressions]
        owners = {table.owner or self.user.name for table in (*plan.tables, *plan.views)}
        listed = {name.upper() for name in plan.listed} if self.mode is JobMode.SCHEMA else set()
        named = {*plan.schemas, *listed}
        if tests:
            found = frozenset(name for name in self.catalog.schemas if all(test(name) for test in tests))
        elif named:
            found = frozenset(named) & self.catalog.schemas
        elif owners and not any("%" in owner for owner in owners):
            found = frozenset(owners) & self.catalog.schemas
        elif self.mode in (JobMode.SCHEMA, JobMode.TABLE) and not owners:
            found = frozenset({self.user.name})
        else:
            found = self.catalog.schemas
        self._check_schemas(found, named)
        return found

    def _check_schemas(self, found: frozenset[str], named: set[str]) -> None:
        said = " AND ".join(str(filter_) for filter_ in self.plan.schema_expressions)
        if not self.user.is_privileged and found - {self.user.name}:
            raise error(31631, details=(line(39109),))
        if self.mode is JobMode.TABLE and said and not found:
            raise error(39001, details=(line(39039, said),))
        self.errors += [line(39165, name) for name in sorted(named - found)]
        if not found and said:
            self.errors.append(line(39170, said))

    # --- objects -----------------------------------------------------------------------------------------------------

    def _candidates(self, schemas: frozenset[str]) -> list[Object]:
        if self.plan.only_views:
            return []
        found = list(self.catalog.of(schemas))
        if self.mode is JobMode.FULL:
            found += self.catalog.of(frozenset({""}))
        if self.mode in _OF_TABLES:
            of_tables = ("TABLE", "TABLE_DATA", "TABLE_STATISTICS", "INDEX_STATISTICS")
            found = [o for o in found if o.type in of_tables or (o.parent and o.parent[0] == "TABLE")]
        if self.mode is JobMode.TRANSPORTABLE:
            found = [o for o in found if o.type != "TABLE_DATA"]
        if not self.user.is_privileged:
            found = [o for o in found if o.type not in _OF_USERS]
        return found

    def _views(self) -> list[Object]:
        found = []
        for view in self.plan.views:
            owner = view.owner or self.user.name
            if not any(o.key == (owner, "VIEW", view.name) for o in self.catalog.objects):
                self.errors.append(line(39166, f"{owner}.{view.name}"))
                continue
            found.append(Object(owner, "VIEW_TABLE", view.name))
            found.append(Object(owner, "VIEW_DATA", view.name, ("VIEW_TABLE", view.name)))
        return found

    def _with_parents(self, candidates: list[Object]) -> list[Object]:
        """Drop what filters on names and places drop, and what depends on it."""
        chosen: dict[tuple[str, ...], bool] = {}
        by_key = {found.key: found for found in candidates}
        tests = self._tests({found.type for found in candidates})

        def stays(found: Object) -> bool:
            # Two tables may have dependents of one name, such as grants to the same user.
            mark = (*found.key, *(found.parent or ()), found.partition)
            if (known := chosen.get(mark)) is not None:
                return known
            own = all(test(found) for test in tests[found.type])
            parent = by_key.get((found.schema, *found.parent)) if found.parent else None
            chosen[mark] = own and (found.parent is None or (parent is not None and stays(parent)))
            return chosen[mark]

        return [found for found in candidates if stays(found)]

    def _tests(self, types: set[str]) -> dict[str, list[Callable[[Object], bool]]]:
        return {type_: [*self._name_tests(type_), *self._place_tests(type_)] for type_ in types}

    def _name_tests(self, type_: str) -> Iterable[Callable[[Object], bool]]:
        plan = self.plan
        for path, filter_ in self._named():
            if paths.names(path, type_):
                yield _named(_test(filter_, "NAME_EXPR"))
            elif path == "SCHEMA":
                yield _owned(_test(filter_, "NAME_EXPR"))
        picks = type_ == "TABLE" if self.mode in _OF_TABLES else takes_names(type_) is True
        if picks:
            for filter_ in plan.name_expressions:
                yield _named(_test(filter_, "NAME_EXPR"))
        if type_ == "TABLE" and self.mode is JobMode.TABLE:
            if plan.tables:
                yield self._listed_table(plan.tables)
            if plan.listed:
                yield _named({name.upper() for name in plan.listed}.__contains__)
        if type_ == "TABLE_DATA":
            yield from self._partition_tests()

    def _named(self) -> Iterable[tuple[str, Filter]]:
        plan = self.plan
        yield from ((named.object_path, named.filter) for named in plan.object_names)
        yield from ((clause.object_path, clause.filter) for clause in plan.include if clause.filter)
        yield from ((clause.object_path, negation(clause.filter)) for clause in plan.exclude if clause.filter)

    def _place_tests(self, type_: str) -> Iterable[Callable[[Object], bool]]:
        plan = self.plan
        filters: list[Filter] = list(plan.tablespace_expressions)
        listed = (*plan.tablespaces, *(plan.listed if self.mode is JobMode.TABLESPACE else ()))
        if listed:
            filters.append(InList(tuple(Literal(name) for name in listed)))
        applies = type_ == "TABLE" if self.mode in (JobMode.TABLESPACE, JobMode.TRANSPORTABLE) else type_ in _STORED
        if applies:
            for filter_ in filters:
                yield _stored(_test(filter_, "TABLESPACE_EXPR"))

    def _listed_table(self, tables: Iterable[QualifiedName]) -> Callable[[Object], bool]:
        wanted = [(_wild(name.owner or self.user.name), _wild(name.name)) for name in tables]
        return lambda found: any(owner(found.schema) and name(found.name) for owner, name in wanted)

    def _partition_tests(self) -> Iterable[Callable[[Object], bool]]:
        for rows in self.plan.rows:
            if rows.kind not in (RowFilter.PARTITION_LIST, RowFilter.PARTITION_EXPR):
                continue
            match rows.value:
                case tuple() as names:
                    test: Callable[[str], bool] = frozenset(names).__contains__
                case str():
                    continue
                case filter_:
                    test = _test(filter_, "PARTITION_EXPR")
            yield _of_table(rows.table, self.user.name, lambda found, test=test: test(found.partition))  # type: ignore[misc]

    # --- paths and content -------------------------------------------------------------------------------------------

    def _is_on_path(self, found: Object) -> bool:
        plan = self.plan
        included = not plan.include or any(paths.matches(c.object_path, found.type, self.mode) for c in plan.include)
        bare = (clause.object_path for clause in plan.exclude if clause.filter is None)
        return included and not any(paths.matches(path, found.type, self.mode) for path in bare)

    def _is_content(self, found: Object) -> bool:
        content = self.plan.setting("content")
        return not (
            (content == "METADATA_ONLY" and found.type in _ROWS) or (content == "DATA_ONLY" and found.type not in _ROWS)
        )

    def _report_missing(self, kept: list[Object]) -> None:
        """Report the tables of a list that are not there; a pattern or an expression may match nothing."""
        there = {(o.schema, o.name) for o in kept if o.type == "TABLE"}
        for table in self.plan.tables:
            key = (table.owner or self.user.name, table.name)
            if not table.is_pattern and key not in there:
                self.errors.append(line(39166, ".".join(key)))

    # --- rows --------------------------------------------------------------------------------------------------------

    def _sampled(self, found: Object) -> Object:
        for rows in self.plan.rows:
            if rows.kind is RowFilter.SAMPLE and isinstance(rows.value, str) and found.type in _ROWS:
                if _of_table(rows.table, self.user.name, lambda _: False)(found):
                    continue
                share = float(rows.value) / 100
                return evolve(found, rows=round(found.rows * share), bytes=round(found.bytes * share))
        return found

    def _notes(self) -> tuple[str, ...]:
        queries = sum(rows.kind is RowFilter.SUBQUERY for rows in self.plan.rows)
        note = "the sandbox has no rows: a query on rows is not evaluated, and all rows of the table are counted"
        return (note,) if queries else ()


def _test(filter_: Filter, name: str) -> Callable[[str], bool]:
    if isinstance(filter_, InSubquery):
        detail = f"the sandbox cannot evaluate the subquery in {name}: it has no SQL; list the names instead"
        raise OraError(39001, "invalid argument value", (detail,))
    test = algebra.predicate(filter_)
    if test is None:  # the subquery above is the one filter without a test
        raise AssertionError(filter_)
    return test


def _named(test: Callable[[str], bool]) -> Callable[[Object], bool]:
    return lambda found: test(found.name)


def _owned(test: Callable[[str], bool]) -> Callable[[Object], bool]:
    return lambda found: not found.schema or test(found.schema)


def _stored(test: Callable[[str], bool]) -> Callable[[Object], bool]:
    return lambda found: test(found.tablespace)


def _wild(name: str) -> Callable[[str], bool]:
    return _test(pattern(name), "NAME_LIST") if "%" in name else name.__eq__


def _of_table(table: QualifiedName | None, user: str, test: Callable[[Object], bool]) -> Callable[[Object], bool]:
    """Restrict a test to the rows of a table; those of others pass."""
    if table is None:
        return test
    return lambda found: (found.schema, found.name) != (table.owner or user, table.name) or test(found)
