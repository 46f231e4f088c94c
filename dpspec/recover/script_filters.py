"""METADATA_FILTER: which objects the job takes, by their names, schemas, tablespaces and object paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import show
from dpspec.filters import Comparison, InList, Operator
from dpspec.recover.script_arguments import expression, in_list, names, only, optional, text
from dpspec.recover.script_lists import Lists
from dpspec.recover.script_objects import Objects
from dpspec.recover.script_views import Views

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job

#: Written out a second time on purpose: what the emitters share with their check, the check cannot see.
_EXPRESSIONS: Final = {"SCHEMA_EXPR": "schema_expressions", "TABLESPACE_EXPR": "tablespace_expressions"}


class Filters:
    """Gathers the metadata filters of a job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.objects = Objects(job)
        self.lists = Lists(job)
        self.views = Views(job)
        self._on_names: dict[str, Callable[[Call, str, str], None]] = {
            "NAME_EXPR": self._name_expr,
            "NAME_LIST": self._name_list,
            "EXCLUDE_NAME_EXPR": self._exclude_name_expr,
        }
        self._others: dict[str, Callable[[Call, str], None]] = {
            "SCHEMA_LIST": self.lists.schemas,
            "TABLESPACE_LIST": self.lists.tablespaces,
            "VIEWS_AS_TABLES": self.views.listed,
            "EXCLUDE_TABLES": self.views.alone,
            "INCLUDE_PATH_EXPR": lambda call, value: self._path_expr(call, value, "include"),
            "EXCLUDE_PATH_EXPR": lambda call, value: self._path_expr(call, value, "exclude"),
            "INCLUDE_PATH_LIST": lambda call, value: self._path_list(call, value, "include"),
            "EXCLUDE_PATH_LIST": lambda call, value: self._path_list(call, value, "exclude"),
        }

    def add(self, call: Call) -> None:
        """Take METADATA_FILTER."""
        only(self.job, call, name=None, value=None, object_path=None)
        written, value = text(self.job, call, "name"), text(self.job, call, "value")
        if written is None or value is None:
            return
        name, object_path = written.upper(), optional(self.job, call, "object_path").upper()
        if name in self._on_names:
            self._on_names[name](call, value, object_path)
        elif object_path:
            message = f"object_path beside the filter {show(written)}"
            advice = "the server takes it for filters on names alone (ORA-39037)"
            self.job.refuse(message, call.at("object_path"), advice)
        elif name in self._others:
            self._others[name](call, value)
        elif name in _EXPRESSIONS:
            if (filter_ := expression(self.job, call, value)) is not None:
                self.job.add(_EXPRESSIONS[name], str(filter_))
        else:
            message = f"filter {show(written)} has no counterpart in a spec"
            advice = "DBMS_DATAPUMP documents no filter of this name (ORA-39036)"
            self.job.refuse(message, call.at("name"), advice)

    def complete(self) -> None:
        """Make the keys that depend on several filters."""
        self.lists.complete()
        given = self.job.given
        named = given.pop("name_expressions", [])
        only_views = self.views.excluded is not None and self.job.mode == "TABLE"
        listed = "tables" in given
        beside = bool(given.get("views_as_tables")) and not (only_views or listed)
        given.update(
            self.objects.complete(self.job.mode, has_tables=listed, only_views=only_views, beside_views=beside)
        )
        if named:
            given["name_expressions"] = [*named, *given.get("name_expressions", [])]
        self.views.check(has_list=bool(self.lists.tables))

    def _name_expr(self, call: Call, value: str, object_path: str) -> None:
        if (filter_ := expression(self.job, call, value)) is not None:
            self.objects.names(object_path, filter_)

    def _name_list(self, call: Call, value: str, object_path: str) -> None:
        found = names(self.job, call, value)
        if self.job.mode == "TABLE" and object_path in ("", "TABLE"):
            self.lists.names_of_tables(call, found)
        elif found:
            self.lists.unchecked("NAME_LIST", "name_expressions", call)
            self.objects.names(object_path, in_list(found))

    def _exclude_name_expr(self, call: Call, value: str, object_path: str) -> None:
        filter_ = expression(self.job, call, value)
        if not object_path:
            self.job.refuse("EXCLUDE_NAME_EXPR without an object path", call.place)
        elif filter_ is not None:
            message = "EXCLUDE_NAME_EXPR is not documented for DBMS_DATAPUMP; it becomes `exclude` with a clause"
            self.job.assume(message, "exclude", call.at("name"))
            self.objects.excluded(object_path, filter_)

    def _path_expr(self, call: Call, value: str, key: str) -> None:
        match expression(self.job, call, value):
            case None:
                return
            case InList(items=items, negated=False):
                paths = [item.value for item in items]
            case Comparison(operator=Operator.EQ, operand=operand):
                paths = [operand.value]
            case filter_:
                message = f"a condition on object paths, {show(str(filter_))}"
                advice = f"a spec lists the object paths; write them out in `{key}`"
                self.job.refuse(message, call.at("value"), advice)
                return
        message = (
            "a PATH_EXPR filter leaves dependents alone, by the reference; with this key they follow their objects"
        )
        self.job.assume(message, key, call.at("name"))
        self.objects.paths(key, paths, call.place)

    def _path_list(self, call: Call, value: str, key: str) -> None:
        self.objects.paths(key, names(self.job, call, value), call.place)
