"""The plan: a checked export with every default explicit, and the ordered DBMS_DATAPUMP calls it means.

Only the checker makes a plan, so nothing that comes after has to check again.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from attrs import field, frozen

from dpspec import algebra, names
from dpspec.datapump import DUMP_FILE, LOG_FILE, URI_DUMP_FILE, Call, Clock, Stamped, Value
from dpspec.filters import Filter
from dpspec.spec import Where
from dpspec.versions import OLDEST, ServerVersion

if TYPE_CHECKING:
    from collections.abc import Sequence


class JobMode(enum.Enum):
    """The job modes that ORDS offers."""

    FULL = "FULL"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    TABLESPACE = "TABLESPACE"


#: Names as ORDS makes them, stamped when the job is made (sample values in the ORDS documentation; the
#: log's is unconfirmed).
JOB_NAME = Stamped(("DATAPUMP_REST_EXPORT_", Clock("YYYYMMDDHH24MISS")))
DUMP_NAME = Stamped(("EXPDAT%U", Clock("YYYY-MM-DD-HH24_MI_SS"), ".DMP"))
LOG_NAME = Stamped(("EXPDAT-", Clock("YYYY-MM-DD-HH24_MI_SS"), ".LOG"))

#: The nearest that a parameter file can say: it has the date, from 12.2 on (unconfirmed), and no time.
PARFILE_DUMP_NAME = "EXPDAT%U-%T.DMP"
PARFILE_OLD_DUMP_NAME = "EXPDAT%U.DMP"
PARFILE_LOG_NAME = "EXPDAT.LOG"

#: The Data Pump filter that each expression key means (ORDS documentation), in the order of the calls.
FILTER_NAMES = {
    "name_expressions": "NAME_EXPR",
    "schema_expressions": "SCHEMA_EXPR",
    "tablespace_expressions": "TABLESPACE_EXPR",
}


#: The key whose names `filter` lists in each mode: the documentation does not say it, the names of the modes do.
LIST_KEYS = {"SCHEMA": "schema_expressions", "TABLE": "name_expressions", "TABLESPACE": "tablespace_expressions"}


@frozen
class Plan:
    """A checked export.

    `listed` are the names of the ORDS key `filter`; `file_name` and `credential_name` are empty
    where the dump has a generated name in `directory`. `server` is the release
    it was checked for. `threads` and `keep_master` have the
    defaults of ORDS. `written` are the keys that the author gave.
    """

    job_mode: JobMode
    name_expressions: tuple[Filter, ...]
    schema_expressions: tuple[Filter, ...]
    tablespace_expressions: tuple[Filter, ...]
    listed: tuple[str, ...]
    directory: str
    file_name: str
    credential_name: str
    threads: int
    keep_master: bool
    server: ServerVersion = field(default=OLDEST, eq=False)
    written: frozenset[str] = field(default=frozenset(), eq=False)
    where: Where = field(factory=Where, eq=False, repr=False)

    @property
    def filters(self) -> tuple[tuple[str, tuple[Filter, ...]], ...]:
        """The expressions by key, in the order in which they are sent."""
        return tuple((key, getattr(self, key)) for key in FILTER_NAMES)

    @property
    def instead_of_filter(self) -> str:
        """The key and value that say for every target what `filter` says for ORDS."""
        names = ",".join("'" + name.upper() + "'" for name in self.listed)
        return f'"{LIST_KEYS[self.job_mode.value]}": ["IN ({names})"]'

    @property
    def meaning(self) -> Meaning:
        """What the job does, whatever words say it."""
        return Meaning(
            job_mode=self.job_mode,
            names=selected(self.name_expressions),
            schemas=selected(self.schema_expressions),
            tablespaces=selected(self.tablespace_expressions),
            listed=frozenset(self.listed),
            directory=self.directory,
            file_name=self.file_name,
            credential_name=self.credential_name,
            threads=self.threads,
            keep_master=self.keep_master,
        )


#: What ANDed filters select: the names, if they are finitely many and known, else the filters.
Selection = frozenset[str] | frozenset[Filter]


def selected(filters: Sequence[Filter]) -> Selection:
    """Give what filters select together, independent of how it is written."""
    known = algebra.selection(filters)
    return known if known is not None else frozenset(map(algebra.normal, filters))


@frozen
class Meaning:
    """What a job does; two jobs are the same if their meanings are equal."""

    job_mode: JobMode
    names: Selection
    schemas: Selection
    tablespaces: Selection
    listed: frozenset[str]
    directory: str
    file_name: str
    credential_name: str
    threads: int
    keep_master: bool


def calls(plan: Plan) -> tuple[Call, ...]:
    """Give the calls that define and start the job, in order. The plan must not use `filter`.

    Every default is written out, so that the job does not depend on those of a release; dump
    files are never overwritten (``reusefile => 0``).
    """
    return (
        Call("OPEN", (("operation", "EXPORT"), ("job_mode", plan.job_mode.value), ("job_name", JOB_NAME))),
        _dump_file(plan),
        Call("ADD_FILE", (("filename", LOG_NAME), ("directory", plan.directory), ("filetype", LOG_FILE))),
        *(
            Call("METADATA_FILTER", (("name", FILTER_NAMES[key]), ("value", str(filter_))))
            for key, filters in plan.filters
            for filter_ in filters
        ),
        Call("SET_PARALLEL", (("degree", plan.threads),)),
        Call("SET_PARAMETER", (("name", "KEEP_MASTER"), ("value", int(plan.keep_master)))),
        Call("START_JOB"),
    )


def _dump_file(plan: Plan) -> Call:
    uri = names.is_uri(plan.file_name)
    arguments: tuple[tuple[str, Value], ...] = (
        ("filename", plan.file_name or DUMP_NAME),
        ("directory", plan.credential_name if uri else plan.directory),
        ("filetype", URI_DUMP_FILE if uri else DUMP_FILE),
        ("reusefile", 0),
    )
    return Call("ADD_FILE", arguments)
