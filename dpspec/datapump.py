"""The part of Oracle's DBMS_DATAPUMP package that an export uses, as data.

Source: DBMS_DATAPUMP in the PL/SQL Packages and Types Reference (19c) and the package header.
"""

from __future__ import annotations

from attrs import frozen

#: Parameter names of each subprogram in their declared order, for positional notation.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "OPEN": ("operation", "job_mode", "remote_link", "job_name", "version", "compression"),
    "ATTACH": ("job_name", "job_owner"),
    "ADD_FILE": ("handle", "filename", "directory", "filesize", "filetype", "reusefile"),
    "METADATA_FILTER": ("handle", "name", "value", "object_path", "object_type"),
    "DATA_FILTER": ("handle", "name", "value", "table_name", "schema_name"),
    "METADATA_REMAP": ("handle", "name", "old_value", "value", "object_type"),
    "METADATA_TRANSFORM": ("handle", "name", "value", "object_type"),
    "DATA_REMAP": ("handle", "name", "table_name", "column", "remap_function", "schema"),
    "SET_PARALLEL": ("handle", "degree"),
    "SET_PARAMETER": ("handle", "name", "value"),
    "START_JOB": ("handle", "skip_current", "abort_step", "cluster_ok", "service_name"),
    "STOP_JOB": ("handle", "immediate", "keep_master", "delay"),
    "GET_STATUS": ("handle", "mask", "timeout", "job_state", "status"),
    "WAIT_FOR_JOB": ("handle", "job_state"),
    "LOG_ENTRY": ("handle", "message", "log_file_only"),
    "DETACH": ("handle",),
}

#: Values of the package's constants. A script names only numbers, since a constant that is
#: missing in an older release stops the whole block from compiling (PLS-00302).
CONSTANTS: dict[str, int] = {
    "KU$_STATUS_WIP": 1,
    "KU$_STATUS_JOB_DESC": 2,
    "KU$_STATUS_JOB_STATUS": 4,
    "KU$_STATUS_JOB_ERROR": 8,
    "KU$_FILE_TYPE_DUMP_FILE": 1,
    "KU$_FILE_TYPE_BAD_FILE": 2,
    "KU$_FILE_TYPE_LOG_FILE": 3,
    "KU$_FILE_TYPE_SQL_FILE": 4,
    "KU$_FILE_TYPE_URIDUMP_FILE": 5,
    "KU$_COMPRESS_NONE": 1,
    "KU$_COMPRESS_METADATA": 2,
}

DUMP_FILE = CONSTANTS["KU$_FILE_TYPE_DUMP_FILE"]
LOG_FILE = CONSTANTS["KU$_FILE_TYPE_LOG_FILE"]
#: Object-store dump; the `directory` argument is then a credential name (third-party source, unconfirmed).
URI_DUMP_FILE = CONSTANTS["KU$_FILE_TYPE_URIDUMP_FILE"]


@frozen
class Clock:
    """Text made by the database's clock when the block runs: ``TO_CHAR(SYSDATE, format)``."""

    format: str


@frozen
class Stamped:
    """A text that is partly known only when the block runs, such as a generated file name."""

    parts: tuple[str | Clock, ...]


Value = str | int | Stamped | None


@frozen
class Call:
    """One call of a subprogram: its name in upper case, its arguments by parameter name.

    `arguments` keeps the order in which they are written; the handle is left out.
    """

    subprogram: str
    arguments: tuple[tuple[str, Value], ...] = ()

    def __getitem__(self, parameter: str) -> Value:
        """Give the argument of `parameter`, or None where the call leaves it to its default."""
        return dict(self.arguments).get(parameter)
