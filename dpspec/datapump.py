"""The part of Oracle's DBMS_DATAPUMP package that an export uses, as data.

Source: DBMS_DATAPUMP in the PL/SQL Packages and Types Reference (19c) and the package header.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dpspec.source import Location

#: Parameter names of each subprogram in their declared order, for positional notation. `ena_sec_roles` is unconfirmed;
#: the package header calls `remap_function` plain `function`.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "OPEN": ("operation", "job_mode", "remote_link", "job_name", "version", "compression", "ena_sec_roles"),
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
    # Bits of DATA_OPTIONS. The first four stand in the package header, the others are third-party, unconfirmed.
    "KU$_DATAOPT_SKIP_CONST_ERR": 1,
    "KU$_DATAOPT_XMLTYPE_CLOB": 2,
    "KU$_DATAOPT_NOTYPE_EVOL": 4,
    "KU$_DATAOPT_DISABL_APPEND_HINT": 8,
    "KU$_DATAOPT_REJECT_ROWS_REPCHR": 16,
    "KU$_DATAOPT_ENABLE_NET_COMP": 32,
    "KU$_DATAOPT_GRP_PART_TAB": 64,
    "KU$_DATAOPT_TRUST_EXIST_TB_PAR": 128,
    "KU$_DATAOPT_VALIDATE_TBL_DATA": 256,
    "KU$_DATAOPT_VERIFY_STREAM_FORM": 512,
    "KU$_DATAOPT_CONT_LD_ON_FMT_ERR": 1024,
    # Transportable tablespaces: third-party, unconfirmed.
    "KU$_TTS_CLOSURE_CHECK_ON": 1,
    "KU$_TTS_CLOSURE_CHECK_OFF": 2,
    "KU$_TTS_CLOSURE_CHECK_FULL": 4,
    "KU$_TTS_CLOSURE_CHECK_TEST": 8,
    "KU$_TTS_NEVER": 1,
    "KU$_TTS_ALWAYS": 2,
    "KU$_TTS_KEEP_READ_ONLY": 4,
    "KU$_TTS_NO_BITMAP_REBLD": 8,
}

#: Longest value in bytes that goes through the VARCHAR2 overload of METADATA_FILTER; beyond, the CLOB one is used.
MAX_VARCHAR2 = 4000

DUMP_FILE = CONSTANTS["KU$_FILE_TYPE_DUMP_FILE"]
LOG_FILE = CONSTANTS["KU$_FILE_TYPE_LOG_FILE"]
#: Object-store dump; the `directory` argument is then a credential name (third-party source, unconfirmed).
URI_DUMP_FILE = CONSTANTS["KU$_FILE_TYPE_URIDUMP_FILE"]


@frozen
class Clock:
    """Text made by the database's clock when the block runs: ``TO_CHAR(SYSDATE, format)``.

    `source` is what tells the time, in upper case; it matters to fractions of seconds and to time zones.
    """

    format: str
    source: str = "SYSDATE"


@frozen
class Stamped:
    """A text that is partly known only when the block runs, such as a generated file name."""

    parts: tuple[str | Clock, ...]


@frozen
class Secret:
    """A password that the script asks its caller for, or gets from elsewhere when it runs: it is never known here."""


#: A Decimal is a number with a fraction, which `read_calls` gives as a string in decimal notation.
Value = str | int | Decimal | Stamped | Secret | None


@frozen
class Call:
    """One call of a subprogram: its name in upper case, its arguments by parameter name.

    `arguments` keeps the order in which they are written; the handle is left out. The places, of a call that was read,
    are that of its name and those of all the expressions it is given, by parameter; they take no part in equality.
    """

    subprogram: str
    arguments: tuple[tuple[str, Value], ...] = ()
    place: Location | None = field(default=None, eq=False, repr=False)
    places: Mapping[str, Location] = field(factory=dict, eq=False, repr=False)

    def __getitem__(self, parameter: str) -> Value:
        """Give the argument of `parameter`, or None where the call leaves it to its default."""
        return dict(self.arguments).get(parameter)

    def at(self, parameter: str) -> Location | None:
        """Give the place of the argument of `parameter`, or else that of the call."""
        return self.places.get(parameter, self.place)
