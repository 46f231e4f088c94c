"""A DBMS_DATAPUMP script to the spec that means the same job, or to what a spec cannot say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dpspec.datapump import DUMP_FILE, LOG_FILE, URI_DUMP_FILE, Call, Value
from dpspec.diagnostics import Diagnostic, has_errors, show
from dpspec.plan import DUMP_NAME, JOB_NAME
from dpspec.recover.calls import read_calls
from dpspec.source import Location, Span
from dpspec.spec import ExportSpec

if TYPE_CHECKING:
    from dpspec.source import Source

#: Written out a second time on purpose: what the emitters share with their check, the check cannot see.
_KEYS: Final = {
    "NAME_EXPR": "name_expressions",
    "SCHEMA_EXPR": "schema_expressions",
    "TABLESPACE_EXPR": "tablespace_expressions",
}
#: Calls that follow a job and do not change what it exports.
_FOLLOWING: Final = frozenset({"DETACH", "GET_STATUS", "WAIT_FOR_JOB", "LOG_ENTRY"})


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a script. Returns the spec, or None and what is in the way; nothing is dropped without a word."""
    calls, found = read_calls(source)
    if has_errors(found):
        return None, found
    reader = _Reader(Location(source, Span(0, 0)))
    for call in calls:
        reader.call(call)
    reader.complete(calls)
    if reader.found:
        return None, (*found, *reader.found)
    return ExportSpec(**reader.given), found


class _Reader:
    def __init__(self, place: Location) -> None:
        self.place = place
        self.found: list[Diagnostic] = []
        # Data Pump's own defaults, where they differ from those of ORDS.
        self.given: dict[str, Any] = {"keep_master": 0}
        self.log_directory: Value = None

    def refuse(self, message: str) -> None:
        advice = "a spec says what the ORDS export endpoint can"
        self.found.append(Diagnostic("DP052", message, self.place, advice))

    def call(self, call: Call) -> None:
        if call.subprogram in _FOLLOWING:
            return
        method = getattr(self, f"_{call.subprogram.lower()}", None)
        if method is None:
            self.refuse(f"{call.subprogram} has no counterpart in a spec")
            return
        method(call)

    def complete(self, calls: tuple[Call, ...]) -> None:
        """Check what only all calls together show: one job, one start, one directory."""
        names = [call.subprogram for call in calls]
        for name in ("OPEN", "START_JOB"):
            if names.count(name) != 1:
                self.refuse(f"{names.count(name)} calls of {name}; a job has one")
        directory = self.given.get("datapump_dir")
        if self.log_directory is None:
            self.refuse("a job without a log file")
        elif directory is not None and directory != self.log_directory:
            self.refuse("dump and log in different directories")
        else:
            self.given["datapump_dir"] = self.log_directory

    def _only(self, call: Call, **expected: Value) -> None:
        """Refuse arguments beyond those of `expected`, or with other values; None stands for any value."""
        for name, value in call.arguments:
            if value is None or (name in expected and expected[name] in (None, value)):
                continue
            self.refuse(f"{call.subprogram} with {name} => {_shown(value)} has no counterpart in a spec")

    def _open(self, call: Call) -> None:
        self._only(call, operation="EXPORT", job_mode=None, job_name=JOB_NAME, version="COMPATIBLE")
        self.given["job_mode"] = call["job_mode"]

    def _add_file(self, call: Call) -> None:
        kind = call["filetype"] if call["filetype"] is not None else DUMP_FILE
        if kind == LOG_FILE:
            self._only(call, filename=None, directory=None, filetype=LOG_FILE)
            self.log_directory = call["directory"]
        elif kind in (DUMP_FILE, URI_DUMP_FILE):
            self._only(call, filename=None, directory=None, filetype=kind, reusefile=0)
            self._dump(call, uri=kind == URI_DUMP_FILE)
        else:
            self.refuse(f"ADD_FILE with filetype => {_shown(kind)} has no counterpart in an export")

    def _dump(self, call: Call, *, uri: bool) -> None:
        name = call["filename"]
        if "file_name" in self.given or "datapump_dir" in self.given:
            self.refuse("several dump files")
        if isinstance(name, str):
            self.given["file_name"] = name
        elif name != DUMP_NAME:
            self.refuse("a dump file name that is made in another way than ORDS makes it")
        self.given["credential_name" if uri else "datapump_dir"] = call["directory"]

    def _metadata_filter(self, call: Call) -> None:
        name, value = call["name"], call["value"]
        key = _KEYS.get(str(name).upper())
        if key is None or not isinstance(value, str):
            self.refuse(f"filter {_shown(name)} has no counterpart in a spec")
            return
        in_table_mode = self.given.get("job_mode") == "TABLE" and key == "name_expressions"
        self._only(call, name=None, value=None, **({"object_path": "TABLE"} if in_table_mode else {}))
        self.given.setdefault(key, []).append(value)

    def _set_parallel(self, call: Call) -> None:
        self.given["threads"] = call["degree"]

    def _set_parameter(self, call: Call) -> None:
        if call["name"] != "KEEP_MASTER" or not isinstance(call["value"], int):
            self.refuse(f"parameter {_shown(call['name'])} has no counterpart in a spec")
            return
        self.given["keep_master"] = call["value"]

    def _start_job(self, call: Call) -> None:
        self._only(call, skip_current=0, abort_step=0, cluster_ok=1)


def _shown(value: Value) -> str:
    return show(value) if isinstance(value, str) else str(value)
