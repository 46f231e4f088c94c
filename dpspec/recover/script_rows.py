"""DATA_FILTER and DATA_REMAP: which rows of which table are exported, and what is put in the place of their values.

Whether rows are exported at all is said together with INCLUDE_METADATA, since both are the one key `content` of a spec.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define

from dpspec.diagnostics import show
from dpspec.qualified_names import spell
from dpspec.recover.script_arguments import expression, names, number, only, optional, qualified_name, shown, text
from dpspec.spec import ColumnRemap, TablePartitions, TableQuery, TableSample

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job

_PERCENT: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18}")
#: The data filters that choose rows.
_ROWS: Final = {"SUBQUERY": "query", "SAMPLE": "sample", "PARTITION_LIST": "partitions", "PARTITION_EXPR": "partitions"}


@define
class Content:
    """Gathers INCLUDE_ROWS and INCLUDE_METADATA: None where a job does not say."""

    job: Job
    _rows: bool | None = None
    _metadata: bool | None = None

    def rows(self, call: Call) -> None:
        """Take the data filter INCLUDE_ROWS, for which any number but 0 is yes."""
        value = number(self.job, call)
        self._rows = self._switched(call, "INCLUDE_ROWS", value, self._rows)

    def metadata(self, call: Call) -> None:
        """Take the parameter INCLUDE_METADATA."""
        value = number(self.job, call)
        self._metadata = self._switched(call, "INCLUDE_METADATA", value if value in (0, 1) else None, self._metadata)

    def _switched(self, call: Call, name: str, value: int | None, before: bool | None) -> bool | None:
        if value is None:
            self.job.refuse(f"{shown(call['value'])} is no value of `{name}`", call.at("value"), "write 0 or 1")
            return before
        if before not in (None, bool(value)):
            self.job.refuse(f"a second value for `{name}`", call.at("value"), "keep one of the calls")
            return before
        return bool(value)

    def complete(self) -> None:
        """Make the key `content`."""
        if self._metadata is False:
            self.job.given["content"] = "DATA_ONLY"
            if self._rows is False:
                self.job.refuse("neither rows nor definitions are exported", None)
        elif self._rows is not None:
            self.job.given["content"] = "ALL" if self._rows else "METADATA_ONLY"


def filtered(job: Job, content: Content, call: Call) -> None:
    """Take DATA_FILTER."""
    only(job, call, name=None, value=None, table_name=None, schema_name=None)
    name = (text(job, call, "name") or "").upper()
    table = _table(job, call)
    key = _ROWS.get(name, "")
    if key in ("query", "partitions"):
        if value := text(job, call, "value"):
            if key == "query":
                _add(job, call, key, TableQuery(query=value.strip(), table=table))
            else:
                _partitions(job, call, name, value, table)
    elif key == "sample":
        _sample(job, call, table)
    elif name == "INCLUDE_ROWS" and call["table_name"] is None:
        content.rows(call)
    elif name:
        found = f"data filter {show(name)}" + (" for one table" if name == "INCLUDE_ROWS" else "")
        advice = None if name == "INCLUDE_ROWS" else f"the data filters are {', '.join(_ROWS)} and INCLUDE_ROWS"
        job.refuse(f"{found} has no counterpart in a spec", call.at("name"), advice)


def _table(job: Job, call: Call) -> str | None:
    table, schema = optional(job, call, "table_name"), optional(job, call, "schema_name")
    if schema and call["table_name"] is None:
        job.refuse("a data filter for a schema without a table", call.at("schema_name"), "saves ORA-31658")
    if not table:
        return None
    return f"{spell(schema)}.{spell(table)}" if schema else spell(table)


def _add(job: Job, call: Call, key: str, item: TableQuery | TableSample | TablePartitions) -> None:
    if any(other.table == item.table for other in job.given.get(key, ())):
        what = "the same table" if item.table else "all tables"
        message = f"a second {show(str(call['name']))} for {what}"
        job.refuse(message, call.place, "keep one of the calls; saves ORA-39035")
    job.add(key, item)


def _sample(job: Job, call: Call, table: str | None) -> None:
    value = str(call["value"])
    if _PERCENT.fullmatch(value):
        percent = int(value) if value.isdecimal() else float(value)
        _add(job, call, "sample", TableSample(percent=percent, table=table))
    else:
        job.refuse(f"{shown(call['value'])} is no percentage", call.at("value"))


def _partitions(job: Job, call: Call, name: str, value: str, table: str | None) -> None:
    if name == "PARTITION_LIST":
        found = tuple(spell(partition) for partition in names(job, call, value))
        item = TablePartitions(table=table, partitions=found)
    elif (filter_ := expression(job, call, value)) is not None:
        item = TablePartitions(table=table, expression=str(filter_))
    else:
        return
    _add(job, call, "partitions", item)


def remapped(job: Job, call: Call) -> None:
    """Take DATA_REMAP."""
    name = text(job, call, "name") or ""
    expected = name if name.upper() == "COLUMN_FUNCTION" else "COLUMN_FUNCTION"
    only(job, call, name=expected, table_name=None, column=None, remap_function=None, schema=None)
    table, column = text(job, call, "table_name"), text(job, call, "column")
    written, schema = text(job, call, "remap_function"), optional(job, call, "schema")
    function = qualified_name(job, call, "remap_function", written) if written else None
    if table and column and function:
        owner = f"{spell(schema)}." if schema else ""
        job.add("remap_data", ColumnRemap(column=f"{owner}{spell(table)}.{spell(column)}", function=function))
