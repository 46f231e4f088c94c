"""VIEWS_AS_TABLES and EXCLUDE_TABLES: views that are exported as tables, with tables beside them or alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define

from dpspec.diagnostics import show
from dpspec.plan import PICKED
from dpspec.recover.script_arguments import qualified_name

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job


@define
class Views:
    """Gathers what a job says of views."""

    job: Job
    #: The call that leaves out all tables.
    excluded: Call | None = None

    def listed(self, call: Call, value: str) -> None:
        """Take VIEWS_AS_TABLES."""
        for view in re.findall(r'(?:[^,"]|"[^"]*"?)+', value):
            written = view.strip()
            if len(written) > 1 and written[0] == written[-1] == "'":
                written = written[1:-1]
            name = qualified_name(self.job, call, "value", written)
            if name is None:
                continue
            self.job.add("views_as_tables", name)
            if name != written and name.upper() == written.upper():
                message = f"the name {show(written)} is read in upper case"
                self.job.assume(message, "views_as_tables", call.at("value"))

    def alone(self, call: Call, value: str) -> None:
        """Take EXCLUDE_TABLES, whose value says nothing."""
        del value
        self.excluded = call

    def check(self, *, has_list: bool) -> None:
        """Check that tables beside views are as many in the spec: a spec of nothing but views has EXCLUDE_TABLES."""
        given = self.job.given
        on_tables = any(
            isinstance(name, str) or name.object_path == PICKED for name in given.get("name_expressions", [])
        )
        has_views = bool(given.get("views_as_tables"))
        has_tables = bool(has_list or given.get("schema_expressions") or on_tables)
        if self.excluded is not None and (has_tables or not has_views or self.job.mode != "TABLE"):
            advice = "a spec has it where views are all that a table job names"
            self.job.refuse("EXCLUDE_TABLES has no counterpart in a spec", self.excluded.place, advice)
        elif self.excluded is None and has_views and not has_tables and self.job.mode == "TABLE":
            advice = "add a filter on names, or EXCLUDE_TABLES for the views alone"
            self.job.refuse("views beside all tables of the schema", None, advice)
