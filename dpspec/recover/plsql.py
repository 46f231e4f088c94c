"""A DBMS_DATAPUMP script to the spec that means the same job, or to what a spec cannot say of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

from dpspec import algebra, filter_parser
from dpspec.datapump import CONSTANTS, DUMP_FILE, LOG_FILE, URI_DUMP_FILE, Call, Clock, Secret, Stamped, Value
from dpspec.diagnostics import Diagnostic, Severity, has_errors, in_order, show
from dpspec.filters import Comparison, Filter, InList, Literal, Operator
from dpspec.plan import DUMP_NAME, JOB_NAME, LOG_NAME, PICKED
from dpspec.qualified_names import spell
from dpspec.recover import parameter_values
from dpspec.recover.calls import read_calls
from dpspec.recover.objects import Objects
from dpspec.source import Extract, Location, Source, Span
from dpspec.spec import ColumnRemap, ExportSpec, PasswordReference, TablePartitions, TableQuery, TableSample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: Calls that follow a job and do not change what it exports, once it has started.
_FOLLOWING: Final = frozenset({"ATTACH", "DETACH", "GET_STATUS", "WAIT_FOR_JOB", "STOP_JOB"})
#: What such a call does to a job that is still being defined.
_UNSTARTED: Final = {
    "ATTACH": "gives a second handle, and which job the calls below are for is not known",
    "DETACH": "removes the job (ORA-39012)",
    "STOP_JOB": "removes the job, as DETACH does",
    "WAIT_FOR_JOB": "waits for a job that was not started",
}
#: Parameters that are numbers, and those that are texts or numbers; all others are texts.
_NUMBERS: Final = frozenset(
    {
        ("OPEN", "compression"),
        ("OPEN", "ena_sec_roles"),
        ("ADD_FILE", "filetype"),
        ("ADD_FILE", "reusefile"),
        ("SET_PARALLEL", "degree"),
        ("START_JOB", "skip_current"),
        ("START_JOB", "abort_step"),
        ("START_JOB", "cluster_ok"),
        ("LOG_ENTRY", "log_file_only"),
    }
)
_EITHER: Final = frozenset({("DATA_FILTER", "value"), ("SET_PARAMETER", "value")})
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,38}")
_MOST: Final = 10**38
#: Written out a second time on purpose: what the emitters share with their check, the check cannot see.
_EXPRESSIONS: Final = {"SCHEMA_EXPR": "schema_expressions", "TABLESPACE_EXPR": "tablespace_expressions"}
_TEXTS: Final = {
    "COMPRESSION": "compression",
    "COMPRESSION_ALGORITHM": "compression_algorithm",
    "DATA_ACCESS_METHOD": "access_method",
    "ENCRYPTION": "encryption",
    "ENCRYPTION_ALGORITHM": "encryption_algorithm",
    "ENCRYPTION_MODE": "encryption_mode",
    "ESTIMATE": "estimate",
    "LOGTIME": "logtime",
    "TRANSPORTABLE": "transportable",
    "CHECKSUM_ALGORITHM": "checksum_algorithm",
}
_FLAGS: Final = {
    "ESTIMATE_ONLY": "estimate_only",
    "METRICS": "metrics",
    "CHECKSUM": "checksum",
    "TTS_FULL_CHECK": "transport_full_check",
}
_OPTIONS: Final = {2: "XML_CLOBS", 64: "GROUP_PARTITION_TABLE_DATA", 512: "VERIFY_STREAM_FORMAT"}
#: What SYSDATE puts into the name of a file, and the variable of Data Pump that stands for it.
_VARIABLES: Final = {"YYYYMMDD": "%T", "YYYY": "%Y", "MM": "%M", "DD": "%D"}
_DATE: Final = re.compile(r"(?:YYYY|MM|DD|[-_.])+")
_PERCENT: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18}")
#: Fewer characters than these may stand in a script without being the password.
_SHORT: Final = 3
#: The data filters that choose rows.
_ROWS: Final = {"SUBQUERY": "query", "SAMPLE": "sample", "PARTITION_LIST": "partitions", "PARTITION_EXPR": "partitions"}
_UNCHECKED: Final = "NAME_LIST becomes an expression: the server no longer checks that each name exists"
_IMPORT_ONLY: Final = "it belongs to an import, which a spec is not"
_NOT_ESTABLISHED: Final = "that DBMS_DATAPUMP has this name for it is not established"
#: Why parameters that are known by name are not carried over.
_REASONS: Final = {
    **dict.fromkeys(
        (
            "PARTITION_OPTIONS",
            "REUSE_DATAFILES",
            "SKIP_UNUSABLE_INDEXES",
            "STREAMS_CONFIGURATION",
            "TABLESPACE_DATAFILE",
            "TABLE_EXISTS_ACTION",
            "TARGET_EDITION",
        ),
        _IMPORT_ONLY,
    ),
    "MASTER_ONLY": "it reads the control table of a dump, which exports nothing",
    "USER_METADATA": 'expdp has no parameter for it; write `exclude: ["USER"]` to leave the definitions of users out',
    **dict.fromkeys(("ENABLE_SECURE_ROLES", "PARALLEL_THRESHOLD", "TTS_CLOSURE_CHECK"), _NOT_ESTABLISHED),
}


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a script. Returns the spec, or None and what is in the way; nothing is dropped without a word.

    Warnings (DP055) say what was assumed, each with the key that it is about.
    """
    calls, found = read_calls(source)
    shown = _without_passwords(source, calls)
    if has_errors(found):
        return None, tuple(_shown_in(shown, found))
    calls = tuple(map(_typed, calls))
    reader = _Reader(Location(source, Span(0, 0)))
    if reader.is_one_job(calls):
        for call in calls:
            reader.call(call)
        reader.complete()
    found = in_order(_shown_in(shown, [*found, *reader.found]))
    return (None if has_errors(found) else ExportSpec(**reader.given)), found


def _typed(call: Call) -> Call:
    """Give each argument the type of its parameter, as the server does: a number as text, a text as number."""

    def convert(name: str, value: Value) -> Value:
        key = (call.subprogram, name)
        if key in _NUMBERS and isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            return int(value)
        return str(value) if isinstance(value, int) and key not in _NUMBERS | _EITHER else value

    return evolve(call, arguments=tuple((name, convert(name, value)) for name, value in call.arguments))


def _is_password(call: Call) -> bool:
    name = call["name"]
    return call.subprogram == "SET_PARAMETER" and isinstance(name, str) and name.upper() == "ENCRYPTION_PASSWORD"


def _without_passwords(source: Source, calls: Iterable[Call]) -> Source:
    """Give the source as reports may show it: with asterisks for every password, wherever it stands."""
    text = source.text
    for call in calls:
        if not _is_password(call):
            continue
        if (place := call.places.get("value")) is not None:
            start, end = place.span.start, place.span.end
            text = text[:start] + _asterisks(text[start:end]) + text[end:]
        if isinstance(value := call["value"], str):
            # The variable that holds it has it somewhere else; a short one is looked for as a literal only.
            written = value.replace("'", "''")
            for part in {value, written} if len(value) > _SHORT else {f"'{written}'"}:
                text = text.replace(part, _asterisks(part))
    return source if text == source.text else evolve(source, text=text)


def _asterisks(text: str) -> str:
    return re.sub(r"[^\n\r]", "*", text)


def _shown_in(source: Source, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    for diagnostic in found:
        labels = tuple(evolve(label, location=evolve(label.location, source=source)) for label in diagnostic.labels)
        place = diagnostic.location
        yield evolve(diagnostic, location=place and evolve(place, source=source), labels=labels)


@frozen
class _Dump:
    """A dump file: the call, its name (empty for one that is made), and its directory or credential."""

    call: Call
    name: str
    directory: str
    uri: bool
    size: str


class _Reader:
    def __init__(self, start: Location) -> None:
        self.start = start
        self.found: list[Diagnostic] = []
        self.given: dict[str, Any] = {}
        self.objects = Objects(self.refuse, self.assume)
        self.dumps: list[_Dump] = []
        self.log: Call | None = None
        self.entries: list[str] = []
        self.started = False
        self.tables: list[Literal] = []
        self.has_excluded_tables: Call | None = None
        self.include_rows: bool | None = None
        self.include_metadata: bool | None = None
        self.schema_list: Call | None = None
        self.schema_names: list[str] = []

    # --- what is reported --------------------------------------------------------------------------------------------

    def refuse(self, message: str, place: Location | None, advice: str | None = None) -> None:
        """Report what a spec cannot say."""
        self.found.append(Diagnostic("DP052", message, place or self.start, advice))

    def assume(self, message: str, key: str | None, place: Location | None) -> None:
        """Report what was assumed; it becomes a comment of the spec."""
        self.found.append(Diagnostic("DP055", message, place or self.start, None, key, severity=Severity.WARNING))

    def give(self, key: str, value: Any, place: Location | None) -> None:
        """Set a key once: the second call for it is refused, since what the server does with two is not documented."""
        if key in self.given and self.given[key] != value:
            self.refuse(f"a second value for `{key}`", place, "keep one of the calls")
            return
        self.given[key] = value

    # --- the calls ---------------------------------------------------------------------------------------------------

    def is_one_job(self, calls: tuple[Call, ...]) -> bool:
        """Tell whether the calls make one export, each at a time at which it may be made; report what does not."""
        opened = [call for call in calls if call.subprogram == "OPEN"]
        started = [call for call in calls if call.subprogram == "START_JOB"]
        advice = "make a script of each job" if len(opened) > 1 else None
        for name, found in (("OPEN", opened), ("START_JOB", started)):
            if len(found) != 1:
                self.refuse(f"{len(found)} calls of {name}; a job has one", found[1].place if found else None, advice)
        if len(opened) != 1:
            return False
        operation = opened[0]["operation"]
        if isinstance(operation, str) and operation.upper() == "IMPORT":
            self.refuse("an import is no export", opened[0].at("operation"), "a spec is always an export")
            return False
        first = calls.index(opened[0])
        last = calls.index(started[0]) if started else len(calls)
        self._before(calls[:first])
        for call in calls[first + 1 : last]:
            if (harm := _UNSTARTED.get(call.subprogram)) is not None:
                self.refuse(f"{call.subprogram} before START_JOB {harm}", call.place)
        for call in calls[last + 1 :]:
            if call.subprogram == "STOP_JOB":
                self.assume("STOP_JOB is left out: it is taken to follow the end of the job", None, call.place)
            elif call.subprogram not in (*_FOLLOWING, "LOG_ENTRY", "START_JOB"):
                message = f"{call.subprogram} after START_JOB, when the job runs already"
                self.refuse(message, call.place, "move the call in front of START_JOB")
        return True

    def _before(self, calls: tuple[Call, ...]) -> None:
        """Check what comes before OPEN: another job may be stopped there, such as one that was left over."""
        attached: Call | None = None
        for call in calls:
            if call.subprogram == "ATTACH":
                attached = call
            elif call.subprogram in ("DETACH", "STOP_JOB", "WAIT_FOR_JOB"):
                attached = None
            elif call.subprogram not in (*_FOLLOWING, "START_JOB"):
                self.refuse(f"{call.subprogram} before OPEN, when there is no job", call.place)
        if attached is not None:
            message = f"ATTACH before OPEN {_UNSTARTED['ATTACH']}"
            self.refuse(message, attached.place)

    def call(self, call: Call) -> None:
        """Take one call into the spec."""
        if call.subprogram in _FOLLOWING:
            return
        method: Callable[[Call], None] | None = getattr(self, f"_{call.subprogram.lower()}", None)
        if method is None:
            advice = _IMPORT_ONLY if call.subprogram.startswith("METADATA_") else None
            self.refuse(f"{call.subprogram} has no counterpart in a spec", call.place, advice)
            return
        method(call)

    def complete(self) -> None:
        """Make the keys that depend on several calls."""
        self._names()
        named = self.given.pop("name_expressions", [])
        only_views = self.has_excluded_tables is not None and self.given.get("job_mode") == "TABLE"
        listed = "tables" in self.given
        beside = bool(self.given.get("views_as_tables")) and not (only_views or listed)
        names = self.objects.complete(
            self.given.get("job_mode"), has_tables=listed, only_views=only_views, beside_views=beside
        )
        self.given.update(names)
        if named:
            self.given["name_expressions"] = [*named, *self.given.get("name_expressions", [])]
        self._only_views()
        self._files()
        if self.entries:
            self.given["log_entries"] = self.entries
        if self.include_metadata is False:
            self.given["content"] = "DATA_ONLY"
            if self.include_rows is False:
                self.refuse("neither rows nor definitions are exported", None)
        elif self.include_rows is not None:
            self.given["content"] = "ALL" if self.include_rows else "METADATA_ONLY"
        if "keep_master" not in self.given:
            self.given["keep_master"] = 0
            self.assume("Data Pump drops the control table by default, ORDS keeps it", "keep_master", None)

    def _only(self, call: Call, **expected: Value) -> None:
        """Refuse arguments beyond those of `expected`, or with other values; None stands for any value."""
        for name, value in call.arguments:
            if value is None or (name in expected and expected[name] in (None, value)):
                continue
            message = f"{call.subprogram} with {name} => {_shown(value)} has no counterpart in a spec"
            self.refuse(message, call.at(name))

    def _text(self, call: Call, parameter: str) -> str | None:
        """Give an argument that is a text known before the run; report any other."""
        value = call[parameter]
        if isinstance(value, str):
            return value
        shown = "missing" if value is None else f"{_shown(value)}, which is no text known before the run"
        self.refuse(f"{parameter} of {call.subprogram} is {shown}", call.at(parameter))
        return None

    def _optional(self, call: Call, parameter: str) -> str:
        """Give an argument that may be missing or NULL; empty then."""
        return (self._text(call, parameter) or "") if call[parameter] is not None else ""

    def _open(self, call: Call) -> None:
        operation = self._text(call, "operation")
        self._only(
            call, operation=operation if str(operation).upper() == "EXPORT" else "EXPORT",
            job_mode=None, job_name=None, version=None, remote_link=None, compression=None, ena_sec_roles=None,
        )  # fmt: skip
        mode = self._text(call, "job_mode")
        self.given["job_mode"] = (mode or "").upper()
        self._job_name(call)
        if link := self._optional(call, "remote_link"):
            self.given["network_link"] = link.upper()
        if version := self._optional(call, "version"):
            self.given["version"] = version.upper()
        if call["compression"] == CONSTANTS["KU$_COMPRESS_NONE"]:
            self.given["compression"] = "NONE"
        elif call["compression"] not in (None, CONSTANTS["KU$_COMPRESS_METADATA"]):
            self._only(call, **{name: None for name, _ in call.arguments if name != "compression"})
        if call["ena_sec_roles"] is not None and (enabled := self._switch(call, "ena_sec_roles")) is not None:
            self.given["enable_secure_roles"] = enabled
            self.assume("`ena_sec_roles` is not confirmed", "enable_secure_roles", call.at("ena_sec_roles"))

    def _switch(self, call: Call, parameter: str) -> bool | None:
        """Give an argument that is 0 or 1; report any other."""
        value = call[parameter]
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        self.refuse(f"{_shown(value)} is no value of {show(parameter)}", call.at(parameter), "write 0 or 1")
        return None

    def _job_name(self, call: Call) -> None:
        name = call["job_name"]
        if isinstance(name, str):
            self.given["job_name"] = name.upper()
            if name != name.upper():
                message = f"the job name {show(name)} is written in upper case"
                self.assume(message, "job_name", call.at("job_name"))
        elif name != JOB_NAME and call.subprogram == "OPEN":
            made = "Data Pump" if name is None else "the script when it runs"
            message = f"the name of the job was made by {made}; now dpspec makes one with the time"
            self.assume(message, None, call.at("job_name"))

    def _add_file(self, call: Call) -> None:
        kind = call["filetype"] if call["filetype"] is not None else DUMP_FILE
        if kind == LOG_FILE:
            self._only(call, filename=None, directory=None, filetype=LOG_FILE, reusefile=1)
            if self.log is not None:
                self.refuse("a second log file", call.place)
            self.log = call
        elif kind in (DUMP_FILE, URI_DUMP_FILE):
            self._only(call, filename=None, directory=None, filetype=kind, reusefile=None, filesize=None)
            self._dump(call, uri=kind == URI_DUMP_FILE)
        else:
            message = f"ADD_FILE with filetype => {_shown(kind)} has no counterpart in an export"
            self.refuse(message, call.at("filetype"))

    def _dump(self, call: Call, *, uri: bool) -> None:
        name = call["filename"]
        if name == DUMP_NAME:
            name = ""
        else:
            name = self._stamped(call, name) if isinstance(name, Stamped) else self._file_name(call, uri=uri)
        directory, size = self._text(call, "directory"), self._optional(call, "filesize")
        if directory is None or name is None:
            return
        reuse = self._switch(call, "reusefile") if call["reusefile"] is not None else False
        if reuse is not None:
            self.give("reuse_dumpfiles", reuse, call.at("reusefile"))
        if size:
            match = re.fullmatch(r"([0-9]{1,38}) *([BKMGT]?)B?", size.strip().upper())
            if match is None:
                self.refuse(f"{_shown(size)} is no file size", call.at("filesize"), "write it as in `2G`")
            size = f"{match[1]}{match[2].replace('B', '')}B" if match is not None else ""
        if self.dumps and self.dumps[0].size != size:
            self.refuse("dump files of different sizes", call.at("filesize"), "a spec has one `filesize` for all")
        self.dumps.append(_Dump(call, name, directory, uri, size))

    def _file_name(self, call: Call, *, uri: bool = False) -> str | None:
        """Give the name of a file. In a spec, a colon separates it from its directory."""
        name = self._text(call, "filename")
        if name is not None and ":" in name and not uri:
            advice = "name the directory in the argument `directory`, and an object-store URI with filetype 5"
            self.refuse(f"a colon in the file name {show(name)}", call.at("filename"), advice)
            return None
        return name

    def _stamped(self, call: Call, name: Stamped) -> str | None:
        """Write the time in a file name as Data Pump's variables, which know the date alone."""
        parts: list[str] = []
        for part in name.parts:
            if isinstance(part, str):
                parts.append(part)
            elif _DATE.fullmatch(part.format.upper()):
                parts.append(re.sub("|".join(_VARIABLES), lambda found: _VARIABLES[found.group()], part.format.upper()))
            else:
                message = f"a dump file name with the time {show(part.format)}"
                advice = "Data Pump's own variables know the date: `%T`, or `%Y`, `%M` and `%D`"
                self.refuse(message, call.at("filename"), advice)
                return None
        message = "the date in the name of the dump file is written as Data Pump's variable"
        self.assume(message, None, call.at("filename"))
        return "".join(parts)

    def _files(self) -> None:
        directories = [dump.directory for dump in self.dumps if not dump.uri]
        log_directory = self._text(self.log, "directory") if self.log is not None else None
        # A file with a name that is made is in the one directory that a spec names.
        made = self.log is not None and isinstance(self.log["filename"], Stamped)
        default = log_directory if made or not directories else directories[0]
        if default is not None:
            self.given["datapump_dir"] = default
        self._credential()
        if any(dump.name for dump in self.dumps):
            names = [
                dump.name if dump.uri or dump.directory == default else f"{dump.directory}:{dump.name}"
                for dump in self.dumps
            ]
            if names == [self.dumps[0].name]:
                self.given["file_name"] = names[0]
            else:
                self.given["dumpfiles"] = names
        for dump in self.dumps:
            if not dump.name and (len(self.dumps) > 1 or dump.directory != default):
                self.refuse("a dump file with a name that is made, beside other files elsewhere", dump.call.place)
        if self.dumps and self.dumps[0].size:
            self.given["filesize"] = self.dumps[0].size
        if not self.given.get("reuse_dumpfiles"):
            self.given.pop("reuse_dumpfiles", None)
        if not self.dumps and not self.given.get("estimate_only"):
            self.refuse("a job without a dump file", None, "an export has one, unless ESTIMATE_ONLY is set")
        self._log_file(default, log_directory)

    def _credential(self) -> None:
        credentials = {dump.directory for dump in self.dumps if dump.uri}
        if len(credentials) > 1:
            self.refuse("dump files with different credentials", self.dumps[-1].call.at("directory"))
        elif credentials:
            self.given["credential_name"] = credentials.pop()

    def _log_file(self, default: str | None, directory: str | None) -> None:
        if self.log is None:
            self.given["nologfile"] = True
        elif not isinstance(self.log["filename"], Stamped):
            if (name := self._file_name(self.log)) is not None:
                self.given["logfile"] = name if directory == default else f"{directory}:{name}"
        elif self.log["filename"] != LOG_NAME:
            message = "the name of the log file was made by the script when it runs; now dpspec makes one with the time"
            self.assume(message, None, self.log.at("filename"))

    # --- metadata filters --------------------------------------------------------------------------------------------

    def _metadata_filter(self, call: Call) -> None:
        self._only(call, name=None, value=None, object_path=None)
        name, value = self._text(call, "name"), self._text(call, "value")
        if name is None or value is None:
            return
        object_path = self._optional(call, "object_path").upper()
        if object_path and name.upper() not in ("NAME_EXPR", "NAME_LIST", "EXCLUDE_NAME_EXPR"):
            message = f"object_path beside the filter {show(name)}"
            self.refuse(message, call.at("object_path"), "the server takes it for filters on names alone (ORA-39037)")
            return
        method: Callable[[Call, str, str], None] | None = getattr(self, f"_filter_{name.lower()}", None)
        if method is not None:
            method(call, value, object_path)
        elif name.upper() in _EXPRESSIONS:
            if (filter_ := self._filter(call, value)) is not None:
                self.given.setdefault(_EXPRESSIONS[name.upper()], []).append(str(filter_))
        else:
            message = f"filter {show(name)} has no counterpart in a spec"
            advice = "DBMS_DATAPUMP documents no filter of this name (ORA-39036)"
            self.refuse(message, call.at("name"), advice)

    def _filter(self, call: Call, value: str, *, listed: bool = False) -> Filter | None:
        """Read a filter expression, or report why it is none at the argument that has it."""
        filter_, faults = filter_parser.parse(Extract.plain(f"IN ({value})" if listed else value, "value"))
        for fault in faults:
            advice = re.sub(r"`IN \((.*)\)`", r"`\1`", fault.help or "") if listed else fault.help
            self.found.append(Diagnostic(fault.code, fault.message, call.at("value"), advice or None))
        return filter_

    def _list(self, call: Call, value: str) -> list[str]:
        """Read the value of a ``*_LIST`` filter: names in single quotes, with commas between them."""
        if re.fullmatch(r"\s*[A-Za-z0-9_$#/]+(\s*,\s*[A-Za-z0-9_$#/]+)*\s*", value):
            message = f"the names in {show(value)} have no quotes; they are taken as they are"
            self.assume(message, None, call.at("value"))
            return [name.strip() for name in value.split(",")]
        filter_ = self._filter(call, value, listed=True)
        if isinstance(filter_, InList):
            return list(dict.fromkeys(item.value for item in filter_.items))
        if filter_ is not None:
            self.refuse("the value is no list of names", call.at("value"), "write the names as in `'A','B'`")
        return []

    def _filter_name_expr(self, call: Call, value: str, object_path: str) -> None:
        if (filter_ := self._filter(call, value)) is not None:
            self.objects.names(object_path, filter_)

    def _filter_name_list(self, call: Call, value: str, object_path: str) -> None:
        names = [Literal(name) for name in self._list(call, value)]
        if self.given.get("job_mode") == "TABLE" and object_path in ("", "TABLE"):
            if self.tables:
                self.refuse("a second NAME_LIST", call.place, "both must hold at once; write one list")
            self.tables = names
        elif names:
            self.assume(_UNCHECKED, "name_expressions", call.place)
            self.objects.names(object_path, InList(tuple(names)))

    def _filter_exclude_name_expr(self, call: Call, value: str, object_path: str) -> None:
        filter_ = self._filter(call, value)
        if not object_path:
            self.refuse("EXCLUDE_NAME_EXPR without an object path", call.place)
        elif filter_ is not None:
            message = "EXCLUDE_NAME_EXPR is not documented for DBMS_DATAPUMP; it becomes `exclude` with a clause"
            self.assume(message, "exclude", call.at("name"))
            self.objects.excluded(object_path, filter_)

    def _filter_schema_list(self, call: Call, value: str, object_path: str) -> None:
        del object_path
        if self.schema_list is not None:
            self.refuse("a second SCHEMA_LIST", call.place, "both must hold at once; write one list")
        self.schema_list = call
        self.schema_names = self._list(call, value)

    def _filter_tablespace_list(self, call: Call, value: str, object_path: str) -> None:
        del object_path
        names = self._list(call, value)
        mode = self.given.get("job_mode")
        if mode in ("TABLESPACE", "TRANSPORTABLE"):
            key = "tablespaces" if mode == "TABLESPACE" else "transport_tablespaces"
            self.give(key, [spell(name) for name in names], call.place)
        elif names:
            message = "TABLESPACE_LIST becomes an expression: the server no longer checks that each name exists"
            self.assume(message, "tablespace_expressions", call.place)
            self.given.setdefault("tablespace_expressions", []).append(_in(names))

    def _filter_views_as_tables(self, call: Call, value: str, object_path: str) -> None:
        del object_path
        for view in re.findall(r'(?:[^,"]|"[^"]*"?)+', value):
            written = view.strip()
            if len(written) > 1 and written[0] == written[-1] == "'":
                written = written[1:-1]
            name = self._qualified_name(call, "value", written)
            if name is not None:
                self.given.setdefault("views_as_tables", []).append(name)
            if name is not None and name != written and name.upper() == written.upper():
                self.assume(f"the name {show(written)} is read in upper case", "views_as_tables", call.at("value"))

    def _qualified_name(self, call: Call, parameter: str, written: str) -> str | None:
        try:
            return parameter_values.name(Extract.plain(written, parameter))
        except parameter_values.RefusedError as error:
            self.refuse(error.diagnostic.message, call.at(parameter), error.diagnostic.help)
            return None

    def _filter_exclude_tables(self, call: Call, value: str, object_path: str) -> None:
        del value, object_path
        self.has_excluded_tables = call

    def _filter_include_path_expr(self, call: Call, value: str, object_path: str) -> None:
        self._path_expr(call, value, "include")
        del object_path

    def _filter_exclude_path_expr(self, call: Call, value: str, object_path: str) -> None:
        self._path_expr(call, value, "exclude")
        del object_path

    def _path_expr(self, call: Call, value: str, key: str) -> None:
        match self._filter(call, value):
            case None:
                return
            case InList(items=items, negated=False):
                paths = [item.value for item in items]
            case Comparison(operator=Operator.EQ, operand=operand):
                paths = [operand.value]
            case filter_:
                message = f"a condition on object paths, {show(str(filter_))}"
                advice = f"a spec lists the object paths; write them out in `{key}`"
                self.refuse(message, call.at("value"), advice)
                return
        message = (
            "a PATH_EXPR filter leaves dependents alone, by the reference; with this key they follow their objects"
        )
        self.assume(message, key, call.at("name"))
        self.objects.paths(key, paths, call.place)

    def _filter_include_path_list(self, call: Call, value: str, object_path: str) -> None:
        del object_path
        self.objects.paths("include", self._list(call, value), call.place)

    def _filter_exclude_path_list(self, call: Call, value: str, object_path: str) -> None:
        del object_path
        self.objects.paths("exclude", self._list(call, value), call.place)

    def _names(self) -> None:
        """Make lists of names of the LIST filters, where the job mode has such a list."""
        mode = self.given.get("job_mode")
        if self.schema_list is not None and self.schema_names:
            if mode == "SCHEMA" and "schema_expressions" not in self.given:
                self.given["schemas"] = [spell(name) for name in self.schema_names]
            else:
                self.given.setdefault("schema_expressions", []).append(_in(self.schema_names))
                message = "SCHEMA_LIST becomes an expression: the server no longer checks that each name exists"
                self.assume(message, "schema_expressions", self.schema_list.place)
        if self.tables:
            self._qualified()

    def _only_views(self) -> None:
        """Check that tables beside views are as many in the spec: a spec of nothing but views has EXCLUDE_TABLES."""
        given, excluded = self.given, self.has_excluded_tables
        on_tables = any(
            isinstance(name, str) or name.object_path == PICKED for name in given.get("name_expressions", [])
        )
        has_views = bool(given.get("views_as_tables"))
        has_tables = bool(self.tables or given.get("schema_expressions") or on_tables)
        if excluded is not None and (has_tables or not has_views or given.get("job_mode") != "TABLE"):
            advice = "a spec has it where views are all that a table job names"
            self.refuse("EXCLUDE_TABLES has no counterpart in a spec", excluded.place, advice)
        elif excluded is None and has_views and not has_tables and given.get("job_mode") == "TABLE":
            advice = "add a filter on names, or EXCLUDE_TABLES for the views alone"
            self.refuse("views beside all tables of the schema", None, advice)

    def _qualified(self) -> None:
        """Say NAME_LIST and the filters on schemas of a table job as a list of tables, if they name one schema."""
        filters = [filter_parser.parse_text(text) for text in self.given.get("schema_expressions", [])]
        owners = [next(iter(names)) for names in map(_one, filters) if names]
        if len(filters) > 1 or len(owners) != len(filters):
            self.given["name_expressions"] = [str(InList(tuple(self.tables)))]
            self.assume(_UNCHECKED, "name_expressions", None)
            return
        self.given.pop("schema_expressions", None)
        self.found = [one for one in self.found if one.key != "schema_expressions"]
        owner = "".join(f"{spell(name)}." for name in owners)
        self.given["tables"] = [f"{owner}{spell(name.value)}" for name in self.tables]

    # --- rows --------------------------------------------------------------------------------------------------------

    def _data_filter(self, call: Call) -> None:
        self._only(call, name=None, value=None, table_name=None, schema_name=None)
        name = (self._text(call, "name") or "").upper()
        table = self._table(call)
        key = _ROWS.get(name, "")
        if key in ("query", "partitions"):
            if text := self._text(call, "value"):
                if key == "query":
                    self._item(call, key, TableQuery(query=text.strip(), table=table))
                else:
                    self._partitions(call, name, text, table)
        elif key == "sample":
            value = str(call["value"])
            if _PERCENT.fullmatch(value):
                self._item(
                    call, key, TableSample(percent=int(value) if value.isdecimal() else float(value), table=table)
                )
            else:
                self.refuse(f"{_shown(call['value'])} is no percentage", call.at("value"))
        elif name == "INCLUDE_ROWS" and call["table_name"] is None:
            self._include_rows(call)
        elif name:
            shown = f"data filter {show(name)}" + (" for one table" if name == "INCLUDE_ROWS" else "")
            advice = None if name == "INCLUDE_ROWS" else f"the data filters are {', '.join(_ROWS)} and INCLUDE_ROWS"
            self.refuse(f"{shown} has no counterpart in a spec", call.at("name"), advice)

    def _include_rows(self, call: Call) -> None:
        value = self._number(call)
        if value is None:
            self.refuse(f"{_shown(call['value'])} is no value of `INCLUDE_ROWS`", call.at("value"), "write 0 or 1")
        elif self.include_rows not in (None, bool(value)):
            self.refuse("a second value for `INCLUDE_ROWS`", call.at("value"), "keep one of the calls")
        else:
            self.include_rows = bool(value)

    def _item(self, call: Call, key: str, item: TableQuery | TableSample | TablePartitions) -> None:
        items = self.given.setdefault(key, [])
        if any(other.table == item.table for other in items):
            what = "the same table" if item.table else "all tables"
            message = f"a second {show(str(call['name']))} for {what}"
            self.refuse(message, call.place, "keep one of the calls; saves ORA-39035")
        items.append(item)

    def _partitions(self, call: Call, name: str, value: str, table: str | None) -> None:
        if name == "PARTITION_LIST":
            names = tuple(spell(partition) for partition in self._list(call, value))
            item = TablePartitions(table=table, partitions=names)
        elif (filter_ := self._filter(call, value)) is not None:
            item = TablePartitions(table=table, expression=str(filter_))
        else:
            return
        self._item(call, "partitions", item)

    def _table(self, call: Call) -> str | None:
        table, schema = self._optional(call, "table_name"), self._optional(call, "schema_name")
        if schema and call["table_name"] is None:
            self.refuse("a data filter for a schema without a table", call.at("schema_name"), "saves ORA-31658")
        if not table:
            return None
        return f"{spell(schema)}.{spell(table)}" if schema else spell(table)

    def _data_remap(self, call: Call) -> None:
        name = self._text(call, "name") or ""
        expected = name if name.upper() == "COLUMN_FUNCTION" else "COLUMN_FUNCTION"
        self._only(call, name=expected, table_name=None, column=None, remap_function=None, schema=None)
        table, column = self._text(call, "table_name"), self._text(call, "column")
        written, schema = self._text(call, "remap_function"), self._optional(call, "schema")
        function = self._qualified_name(call, "remap_function", written) if written else None
        if table and column and function:
            owner = f"{spell(schema)}." if schema else ""
            item = ColumnRemap(column=f"{owner}{spell(table)}.{spell(column)}", function=function)
            self.given.setdefault("remap_data", []).append(item)

    # --- parameters --------------------------------------------------------------------------------------------------

    def _set_parallel(self, call: Call) -> None:
        degree = call["degree"]
        if not isinstance(degree, int) or abs(degree) > _MOST:
            self.refuse(f"{_shown(degree)} is no number of workers", call.at("degree"))
            return
        self.give("threads", degree, call.at("degree"))

    def _number(self, call: Call) -> int | None:
        """Give the value of a parameter or data filter that is a number, which may be given as text."""
        value = call["value"]
        if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
            self.assume(f"the text {show(value)} is taken as the number", None, call.at("value"))
            return int(value)
        return value if isinstance(value, int) and abs(value) < _MOST else None

    def _set_parameter(self, call: Call) -> None:
        name = (self._text(call, "name") or "").upper()
        value = call["value"]
        if name in _TEXTS and isinstance(value, str):
            self.give(_TEXTS[name], value.upper(), call.at("value"))
        elif name in _FLAGS and (number := self._number(call)) in (0, 1):
            self.give(_FLAGS[name], bool(number), call.at("value"))
        elif name in _TEXTS or name in _FLAGS:
            advice = "write 0 or 1" if name in _FLAGS else None
            self.refuse(f"{_shown(value)} is no value of {show(name)}", call.at("value"), advice)
        elif method := getattr(self, f"_parameter_{name.lower()}", None):
            method(call, value)
        elif name:
            advice = _REASONS.get(name, "DBMS_DATAPUMP documents no such parameter of an export")
            self.refuse(f"parameter {show(name)} has no counterpart in a spec", call.at("name"), advice)

    def _parameter_keep_master(self, call: Call, value: Value) -> None:
        if (number := self._number(call)) in (0, 1):
            self.give("keep_master", number, call.at("value"))
        else:
            self.refuse(f"{_shown(value)} is no value of `KEEP_MASTER`", call.at("value"), "write 0 or 1")

    def _parameter_include_metadata(self, call: Call, value: Value) -> None:
        number = self._number(call)
        if number not in (0, 1):
            self.refuse(f"{_shown(value)} is no value of `INCLUDE_METADATA`", call.at("value"), "write 0 or 1")
        elif self.include_metadata not in (None, bool(number)):
            self.refuse("a second value for `INCLUDE_METADATA`", call.at("value"), "keep one of the calls")
        else:
            self.include_metadata = bool(number)

    def _parameter_data_options(self, call: Call, value: Value) -> None:
        number = self._number(call)
        if number is None or number & ~sum(_OPTIONS):
            advice = f"those of an export are {', '.join(_OPTIONS.values())}"
            self.refuse(f"{_shown(value)} has a bit that is no data option of an export", call.at("value"), advice)
        elif number:
            self.give("data_options", [option for bit, option in _OPTIONS.items() if number & bit], call.at("value"))

    def _parameter_encryption_password(self, call: Call, value: Value) -> None:
        if value is None or "encryption_password" in self.given:
            message = "a second password" if value is not None else "the password is NULL"
            self.refuse(message, call.place, "keep one of the calls" if value is not None else "leave the call out")
            return
        self.given["encryption_password"] = PasswordReference(prompt=True)
        if not isinstance(value, Secret):
            message = "the password was left out: it is asked for when the job is submitted"
            self.assume(message, "encryption_password", call.place)

    def _parameter_flashback_scn(self, call: Call, value: Value) -> None:
        number = self._number(call)
        if number is None:
            self.refuse(f"{_shown(value)} is no system change number", call.at("value"))
            return
        self.give("flashback_scn", number, call.at("value"))

    def _parameter_flashback_time(self, call: Call, value: Value) -> None:
        place = call.at("value")
        if isinstance(value, Stamped):
            # TO_TIMESTAMP('2031-08-25 14:35', '...') with the time of the run in the literal: as if it were made there.
            parts = (part if isinstance(part, str) else f"\0{part.format}\0" for part in value.parts)
            value = re.sub("'\0([^\0']*)\0'", r"TO_CHAR(SYSDATE, '\1')", "".join(parts)).replace("\0", "")
        if not isinstance(value, str):
            self.refuse(f"{_shown(value)} is no point in time", place)
            return
        try:
            moment = parameter_values.moment(Extract.plain(value, "value"))
        except parameter_values.RefusedError as error:
            self.refuse(error.diagnostic.message, place, error.diagnostic.help)
            return
        key = "flashback_time" if moment.time else "consistent"
        self.give(key, moment.time or True, place)
        if moment.assumed:
            self.assume(moment.assumed, key, place)

    def _parameter_client_command(self, call: Call, value: Value) -> None:
        del value
        # It may have a password: it is neither shown nor kept.
        self.assume("CLIENT_COMMAND is left out: it is a note in the job's description", None, call.place)

    def _parameter_source_edition(self, call: Call, value: Value) -> None:
        if isinstance(value, str):
            self.give("source_edition", value.upper(), call.at("value"))
        else:
            self.refuse(f"{_shown(value)} is no edition", call.at("value"))

    def _log_entry(self, call: Call) -> None:
        message = call["message"]
        if self.started:
            return
        if isinstance(message, str):
            self.entries.append(message)
            if call["log_file_only"] not in (None, 0):
                self.assume("a log entry goes to the clients too", "log_entries", call.at("log_file_only"))
        else:
            self.assume("a log entry that is made when the script runs is left out", "log_entries", call.place)

    def _start_job(self, call: Call) -> None:
        self.started = True
        self._only(call, skip_current=0, abort_step=None, cluster_ok=None, service_name=None)
        step = call["abort_step"]
        if isinstance(step, int) and abs(step) < _MOST:
            self.given |= {"abort_step": step} if step else {}
        elif step is not None:
            self.refuse(f"{_shown(step)} is no value of `abort_step`", call.at("abort_step"))
        if call["cluster_ok"] is not None and (cluster := self._switch(call, "cluster_ok")) is not None:
            self.given["cluster"] = cluster
        if service := self._optional(call, "service_name"):
            self.given["service_name"] = service


def _one(filter_: Filter) -> frozenset[str] | None:
    """Give the one name that a filter selects, if it does."""
    try:
        names = algebra.listed(filter_)
    except algebra.EscapeError:
        return None
    return names if names is not None and len(names) == 1 else None


def _shown(value: Value) -> str:
    match value:
        case str():
            return show(value)
        case Secret():
            return "a value asked for"
        case Stamped() | Clock():
            return "a text with the time of the run"
        case None:
            return "NULL"
        case _:
            return str(value) if len(str(value)) < 20 else show(str(value))


def _in(names: list[str]) -> str:
    return str(InList(tuple(Literal(name) for name in names)))
