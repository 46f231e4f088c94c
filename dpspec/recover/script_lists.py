"""NAME_LIST, SCHEMA_LIST and TABLESPACE_LIST: lists of names in a spec where the job mode has such a list.

Where it has none, an expression says the same, but for one thing: the server does not check that each name exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, define

from dpspec import algebra, filter_parser
from dpspec.qualified_names import spell
from dpspec.recover.script_arguments import in_list, names

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.filters import Filter
    from dpspec.recover.script_job import Job


@define
class Lists:
    """Gathers the lists of names of a job."""

    job: Job
    #: The names of NAME_LIST in a job on tables.
    tables: list[str] = Factory(list)
    _schemas: list[str] = Factory(list)
    _schema_list: Call | None = None

    def names_of_tables(self, call: Call, tables: list[str]) -> None:
        """Take NAME_LIST of a job on tables."""
        if self.tables:
            self.job.refuse("a second NAME_LIST", call.place, "both must hold at once; write one list")
        self.tables = tables

    def schemas(self, call: Call, value: str) -> None:
        """Take SCHEMA_LIST."""
        if self._schema_list is not None:
            self.job.refuse("a second SCHEMA_LIST", call.place, "both must hold at once; write one list")
        self._schema_list = call
        self._schemas = names(self.job, call, value)

    def tablespaces(self, call: Call, value: str) -> None:
        """Take TABLESPACE_LIST."""
        found = names(self.job, call, value)
        if self.job.mode in ("TABLESPACE", "TRANSPORTABLE"):
            key = "tablespaces" if self.job.mode == "TABLESPACE" else "transport_tablespaces"
            self.job.give(key, [spell(name) for name in found], call.place)
        elif found:
            self.unchecked("TABLESPACE_LIST", "tablespace_expressions", call)
            self.job.add("tablespace_expressions", str(in_list(found)))

    def unchecked(self, name: str, key: str, call: Call | None) -> None:
        """Tell that a list becomes an expression."""
        message = f"{name} becomes an expression: the server no longer checks that each name exists"
        self.job.assume(message, key, call.place if call else None)

    def complete(self) -> None:
        """Make the keys of the lists, which depend on the expressions beside them."""
        if self._schema_list is not None and self._schemas:
            if self.job.mode == "SCHEMA" and "schema_expressions" not in self.job.given:
                self.job.given["schemas"] = [spell(name) for name in self._schemas]
            else:
                self.job.add("schema_expressions", str(in_list(self._schemas)))
                self.unchecked("SCHEMA_LIST", "schema_expressions", self._schema_list)
        if self.tables:
            self._qualified()

    def _qualified(self) -> None:
        """Say NAME_LIST and the filters on schemas of a table job as a list of tables, if they name one schema."""
        filters = [filter_parser.parse_text(text) for text in self.job.given.get("schema_expressions", [])]
        owners = [name for name in map(_one, filters) if name is not None]
        if len(filters) > 1 or len(owners) != len(filters):
            self.job.given["name_expressions"] = [str(in_list(self.tables))]
            self.unchecked("NAME_LIST", "name_expressions", None)
            return
        self.job.withdraw("schema_expressions")
        owner = "".join(f"{spell(name)}." for name in owners)
        self.job.given["tables"] = [f"{owner}{spell(name)}" for name in self.tables]


def _one(filter_: Filter) -> str | None:
    """Give the one name that a filter selects, if it does."""
    try:
        found = algebra.listed(filter_)
    except algebra.EscapeError:
        return None
    return next(iter(found)) if found is not None and len(found) == 1 else None
