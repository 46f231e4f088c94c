"""A DBMS_DATAPUMP script to the spec that means the same job, or to what a spec cannot say of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dpspec import algebra, filter_parser
from dpspec.datapump import CONSTANTS, DUMP_FILE, LOG_FILE, URI_DUMP_FILE, Call, Clock, Secret, Stamped, Value
from dpspec.diagnostics import Diagnostic, Severity, has_errors, in_order, show
from dpspec.filters import Comparison, Filter, InList, Literal, Operator
from dpspec.plan import DUMP_NAME, JOB_NAME, LOG_NAME
from dpspec.qualified_names import spell
from dpspec.recover import parameter_values
from dpspec.recover.calls import read_calls
from dpspec.recover.objects import Objects
from dpspec.source import Extract
from dpspec.spec import ColumnRemap, ExportSpec, PasswordReference, TablePartitions, TableQuery, TableSample

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.source import Location, Source

#: Calls that follow a job and do not change what it exports.
_FOLLOWING: Final = frozenset({"ATTACH", "DETACH", "GET_STATUS", "WAIT_FOR_JOB", "STOP_JOB"})
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
_IMPORT_ONLY: Final = "it belongs to an import, which a spec is not"


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a script. Returns the spec, or None and what is in the way; nothing is dropped without a word.

    Warnings (DP055) say what was assumed, each with the key that it is about.
    """
    calls, found = read_calls(source)
    if has_errors(found):
        return None, found
    reader = _Reader(Extract.plain(source.text, source.name).locate(0, 0))
    for call in calls:
        reader.call(call)
    reader.complete(calls)
    found = in_order([*found, *reader.found])
    return (None if has_errors(found) else ExportSpec(**reader.given)), found


class _Reader:
    def __init__(self, start: Location) -> None:
        self.start = start
        self.found: list[Diagnostic] = []
        self.given: dict[str, Any] = {}
        self.objects = Objects(self.refuse, self.assume)
        self.dumps: list[tuple[Call, str, str, bool]] = []
        self.log: Call | None = None
        self.entries: list[str] = []
        self.started = False
        self.tables: list[Literal] = []
        self.has_excluded_tables: Call | None = None
        self.include_rows: int | None = None
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

    def complete(self, calls: tuple[Call, ...]) -> None:
        """Check what only all calls together show: one job, one start, one directory."""
        names = [call.subprogram for call in calls]
        for name in ("OPEN", "START_JOB"):
            if names.count(name) != 1:
                again = [call.place for call in calls if call.subprogram == name][1:]
                self.refuse(f"{names.count(name)} calls of {name}; a job has one", again[0] if again else None)
        self._names()
        named = self.given.pop("name_expressions", [])
        listed = "tables" in self.given or self.has_excluded_tables is not None
        self.given.update(self.objects.complete(self.given.get("job_mode"), has_tables=listed))
        if named:
            self.given["name_expressions"] = [*named, *self.given.get("name_expressions", [])]
        self._files()
        if self.entries:
            self.given["log_entries"] = self.entries
        if self.include_rows is not None and self.given.get("content") != "DATA_ONLY":
            self.given["content"] = "ALL" if self.include_rows else "METADATA_ONLY"
        elif self.include_rows == 0:
            self.refuse("neither rows nor definitions are exported", None)
        if "keep_master" not in self.given and "OPEN" in names:
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

    def _open(self, call: Call) -> None:
        operation = call["operation"]
        if isinstance(operation, str) and operation.upper() == "IMPORT":
            self.refuse("an import is no export", call.at("operation"), "a spec is always an export")
            return
        self._only(
            call, operation=operation if str(operation).upper() == "EXPORT" else "EXPORT",
            job_mode=None, job_name=None, version=None, remote_link=None, compression=None,
        )  # fmt: skip
        mode = self._text(call, "job_mode")
        self.given["job_mode"] = (mode or "").upper()
        self._job_name(call)
        if isinstance(link := call["remote_link"], str):
            self.given["network_link"] = link.upper()
        if call["version"] is not None and (version := self._text(call, "version")):
            self.given["version"] = version.upper()
        if call["compression"] == CONSTANTS["KU$_COMPRESS_NONE"]:
            self.given["compression"] = "NONE"
        elif call["compression"] not in (None, CONSTANTS["KU$_COMPRESS_METADATA"]):
            self._only(call, **{name: None for name, _ in call.arguments if name != "compression"})

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
        if isinstance(name, Stamped) and name != DUMP_NAME:
            name = self._stamped(call, name)
        directory = self._text(call, "directory")
        if directory is None or name is None:
            return
        self.dumps.append((call, name if isinstance(name, str) else "", directory, uri))
        self.give("reuse_dumpfiles", call["reusefile"] not in (None, 0), call.at("reusefile"))
        size = call["filesize"]
        if size is not None:
            spelled = f"{size}B" if isinstance(size, int) or str(size).isdecimal() else f"{size}".upper()
            match = re.fullmatch(r"([0-9]+) *([BKMGT])B?", spelled)
            if match is None:
                self.refuse(f"{_shown(size)} is no file size", call.at("filesize"), "write it as in `2G`")
            else:
                unit = match[2] if match[2] == "B" else f"{match[2]}B"
                self.give("filesize", f"{match[1]}{unit}", call.at("filesize"))

    def _stamped(self, call: Call, name: Stamped) -> str | None:
        """Write the time in a file name as Data Pump's variables, which know the date alone."""
        parts: list[str] = []
        for part in name.parts:
            if isinstance(part, str):
                parts.append(part)
            elif part.format.upper() in _VARIABLES:
                parts.append(_VARIABLES[part.format.upper()])
            else:
                message = f"a dump file name with the time {show(part.format)}"
                advice = "Data Pump's own variables know the date: `%T`, or `%Y`, `%M` and `%D`"
                self.refuse(message, call.at("filename"), advice)
                return None
        self.assume(
            "the date in the name of the dump file is written as Data Pump's variable", None, call.at("filename")
        )
        return "".join(parts)

    def _files(self) -> None:
        names = [name for _, name, _, _ in self.dumps]
        directories = [directory for _, _, directory, uri in self.dumps if not uri]
        log_directory = self._text(self.log, "directory") if self.log is not None else None
        # A file with a name that is made is in the one directory that a spec names.
        made = self.log is not None and not isinstance(self.log["filename"], str)
        default = log_directory if made or not directories else directories[0]
        if default is not None:
            self.given["datapump_dir"] = default
        self._credential()
        if any(names):
            placed = [
                name if uri or directory == default else f"{directory}:{name}" for _, name, directory, uri in self.dumps
            ]
            if len(placed) == 1 and placed == names:
                self.given["file_name"] = placed[0]
            else:
                self.given["dumpfiles"] = placed
        for call, name, directory, _ in self.dumps:
            if not name and (len(names) > 1 or directory != default):
                self.refuse("a dump file with a name that is made, beside other files elsewhere", call.place)
        if not names and not self.given.get("estimate_only"):
            self.refuse("a job without a dump file", None, "an export has one, unless ESTIMATE_ONLY is set")
        self._log_file(default, log_directory)

    def _credential(self) -> None:
        credentials = {directory for _, _, directory, uri in self.dumps if uri}
        if len(credentials) > 1:
            self.refuse("dump files with different credentials", self.dumps[-1][0].at("directory"))
        elif credentials:
            self.given["credential_name"] = credentials.pop()

    def _log_file(self, default: str | None, directory: str | None) -> None:
        if self.log is None:
            self.given["nologfile"] = True
            return
        name = self.log["filename"]
        if isinstance(name, str):
            self.given["logfile"] = name if directory == default else f"{directory}:{name}"
            return
        if name != LOG_NAME:
            message = "the name of the log file was made by the script when it runs; now dpspec makes one with the time"
            self.assume(message, None, self.log.at("filename"))

    # --- metadata filters --------------------------------------------------------------------------------------------

    def _metadata_filter(self, call: Call) -> None:
        self._only(call, name=None, value=None, object_path=None, object_type=None)
        name, value = self._text(call, "name"), self._text(call, "value")
        if name is None or value is None:
            return
        path = call["object_path"] if call["object_path"] is not None else call["object_type"]
        object_path = path.upper() if isinstance(path, str) else ""
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

    def _filter(self, call: Call, value: str) -> Filter | None:
        """Read a filter expression, or report why it is none at the argument that has it."""
        filter_, faults = filter_parser.parse(Extract.plain(value, "value"))
        for fault in faults:
            self.found.append(Diagnostic(fault.code, fault.message, call.at("value"), fault.help))
        return filter_

    def _list(self, call: Call, value: str) -> list[str]:
        """Read the value of a ``*_LIST`` filter: names in single quotes, with commas between them."""
        if re.fullmatch(r"\s*[A-Za-z0-9_$#/]+(\s*,\s*[A-Za-z0-9_$#/]+)*\s*", value):
            message = f"the names in {show(value)} have no quotes; they are taken as they are"
            self.assume(message, None, call.at("value"))
            return [name.strip() for name in value.split(",")]
        filter_ = self._filter(call, f"IN ({value})")
        if isinstance(filter_, InList):
            return [item.value for item in filter_.items]
        if filter_ is not None:
            self.refuse("the value is no list of names", call.at("value"))
        return []

    def _filter_name_expr(self, call: Call, value: str, object_path: str) -> None:
        if (filter_ := self._filter(call, value)) is not None:
            self.objects.names(object_path, filter_, call.place)

    def _filter_name_list(self, call: Call, value: str, object_path: str) -> None:
        names = [Literal(name) for name in self._list(call, value)]
        if self.given.get("job_mode") == "TABLE" and object_path in ("", "TABLE"):
            if self.tables:
                self.refuse("a second NAME_LIST", call.place, "both must hold at once; write one list")
            self.tables = names
        elif names:
            key = "name_expressions"
            self.assume(
                "NAME_LIST becomes an expression: the server no longer checks that each name exists", key, call.place
            )
            self.objects.names(object_path, InList(tuple(names)), call.place)

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
        if self.schema_names:
            self.refuse("a second SCHEMA_LIST", call.place, "both must hold at once; write one list")
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
        for view in re.findall(r'(?:[^,"]|"[^"]*")+', value):
            written = view.strip().strip("'")
            plain = ".".join(
                part if part.startswith('"') else part.upper() for part in re.findall(r'"[^"]*"|[^.]+', written)
            )
            self.given.setdefault("views_as_tables", []).append(plain)
        del call

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
        if mode == "SCHEMA" and self.schema_names:
            self.given["schemas"] = [spell(name) for name in self.schema_names]
        elif self.schema_names and not (mode == "TABLE" and len(self.schema_names) == 1):
            message = "SCHEMA_LIST becomes an expression: the server no longer checks that each name exists"
            self.assume(message, "schema_expressions", None)
            self.given.setdefault("schema_expressions", []).append(_in(self.schema_names))
        elif self.schema_names:
            self.given.setdefault("schema_expressions", []).append(_in(self.schema_names))
        if self.tables:
            self._qualified()
        if self.has_excluded_tables is not None and (self.tables or not self.given.get("views_as_tables")):
            self.refuse("EXCLUDE_TABLES has no counterpart in a spec", self.has_excluded_tables.place)
        elif (
            self.given.get("views_as_tables")
            and mode == "TABLE"
            and not (self.has_excluded_tables or self.tables or self.objects.has_names)
        ):
            advice = "add a filter on names, or EXCLUDE_TABLES for the views alone"
            self.refuse("views beside all tables of the schema", None, advice)

    def _qualified(self) -> None:
        filters = [filter_parser.parse_text(text) for text in self.given.pop("schema_expressions", [])]
        owners = [listed for filter_ in filters if (listed := algebra.listed(filter_)) is not None and len(listed) == 1]
        if len(filters) > 1 or len(owners) != len(filters):
            self.given["schema_expressions"] = [str(filter_) for filter_ in filters]
            self.given["name_expressions"] = [str(InList(tuple(self.tables)))]
            return
        owner = "".join(f"{spell(name)}." for names in owners for name in names)
        self.given["tables"] = [f"{owner}{spell(name.value)}" for name in self.tables]

    # --- rows --------------------------------------------------------------------------------------------------------

    def _data_filter(self, call: Call) -> None:
        self._only(call, name=None, value=None, table_name=None, schema_name=None)
        name = (self._text(call, "name") or "").upper()
        table = self._table(call)
        value = call["value"]
        if name == "INCLUDE_ROWS" and isinstance(value, int) and table is None:
            self.include_rows = value
        elif name == "SUBQUERY":
            if text := self._text(call, "value"):
                self.given.setdefault("query", []).append(TableQuery(query=text.strip(), table=table))
        elif name == "SAMPLE" and (isinstance(value, int) or re.fullmatch(r"[0-9]*\.?[0-9]+", str(value))):
            number = value if isinstance(value, int) else float(str(value))
            self.given.setdefault("sample", []).append(TableSample(percent=number, table=table))
        elif name in ("PARTITION_LIST", "PARTITION_EXPR"):
            if text := self._text(call, "value"):
                self._partitions(call, name, text, table)
        elif name:
            shown = f"data filter {show(name)}" + (" for one table" if name == "INCLUDE_ROWS" else "")
            self.refuse(f"{shown} has no counterpart in a spec", call.at("name"))

    def _partitions(self, call: Call, name: str, value: str, table: str | None) -> None:
        if name == "PARTITION_LIST":
            names = tuple(spell(partition) for partition in self._list(call, value))
            item = TablePartitions(table=table, partitions=names)
        elif (filter_ := self._filter(call, value)) is not None:
            item = TablePartitions(table=table, expression=str(filter_))
        else:
            return
        self.given.setdefault("partitions", []).append(item)

    def _table(self, call: Call) -> str | None:
        table, schema = call["table_name"], call["schema_name"]
        if not isinstance(table, str):
            if table is not None or schema is not None:
                self.refuse("a data filter for a schema without a table", call.at("schema_name"), "saves ORA-31658")
            return None
        return f"{spell(schema)}.{spell(table)}" if isinstance(schema, str) else spell(table)

    def _data_remap(self, call: Call) -> None:
        self._only(call, name="COLUMN_FUNCTION", table_name=None, column=None, remap_function=None, schema=None)
        table, column = self._text(call, "table_name"), self._text(call, "column")
        function, schema = self._text(call, "remap_function"), call["schema"]
        if table and column and function:
            owner = f"{spell(schema)}." if isinstance(schema, str) else ""
            parts = [p if p.startswith('"') else p.upper() for p in re.findall(r'"[^"]*"|[^.]+', function)]
            item = ColumnRemap(column=f"{owner}{spell(table)}.{spell(column)}", function=".".join(parts))
            self.given.setdefault("remap_data", []).append(item)

    # --- parameters --------------------------------------------------------------------------------------------------

    def _set_parallel(self, call: Call) -> None:
        if not isinstance(call["degree"], int):
            self.refuse(f"{_shown(call['degree'])} is no number of workers", call.at("degree"))
            return
        self.give("threads", call["degree"], call.at("degree"))

    def _set_parameter(self, call: Call) -> None:
        name = (self._text(call, "name") or "").upper()
        value = call["value"]
        place = call.at("value")
        if name in _TEXTS and isinstance(value, str):
            self.give(_TEXTS[name], value.upper(), place)
        elif name in _FLAGS and isinstance(value, int):
            self.give(_FLAGS[name], bool(value), place)
        elif method := getattr(self, f"_parameter_{name.lower()}", None):
            method(call, value)
        elif name:
            message = f"parameter {show(name)} has no counterpart in a spec"
            if name in _TEXTS or name in _FLAGS:
                message = f"{_shown(value)} is no value of {show(name)}"
            self.refuse(message, call.at("name" if name not in (*_TEXTS, *_FLAGS) else "value"))

    def _parameter_keep_master(self, call: Call, value: Value) -> None:
        if value not in (0, 1):
            self.refuse(f"{_shown(value)} is no value of `KEEP_MASTER`", call.at("value"))
            return
        self.give("keep_master", value, call.at("value"))

    def _parameter_include_metadata(self, call: Call, value: Value) -> None:
        if value == 0:
            self.give("content", "DATA_ONLY", call.at("value"))
        elif value != 1:
            self.refuse(f"{_shown(value)} is no value of `INCLUDE_METADATA`", call.at("value"))

    def _parameter_data_options(self, call: Call, value: Value) -> None:
        if not isinstance(value, int) or value & ~sum(_OPTIONS):
            advice = f"those of an export are {', '.join(_OPTIONS.values())}"
            self.refuse(f"{_shown(value)} has a bit that is no data option of an export", call.at("value"), advice)
            return
        self.give("data_options", [option for bit, option in _OPTIONS.items() if value & bit], call.at("value"))

    def _parameter_encryption_password(self, call: Call, value: Value) -> None:
        self.give("encryption_password", PasswordReference(prompt=True), call.at("value"))
        if not isinstance(value, Secret):
            # Not the place of the value: nobody else is to read it on a screen or in a log.
            message = "the password was left out: it is asked for when the job is submitted"
            self.assume(message, "encryption_password", None)

    def _parameter_flashback_scn(self, call: Call, value: Value) -> None:
        if isinstance(value, str) and value.isdecimal():
            value = int(value)
        if not isinstance(value, int):
            advice = "for the SCN of the job's start, `consistent: true` takes SYSTIMESTAMP"
            self.refuse("a system change number that is not known before the run", call.at("value"), advice)
            return
        self.give("flashback_scn", value, call.at("value"))

    def _parameter_flashback_time(self, call: Call, value: Value) -> None:
        place = call.at("value")
        if isinstance(value, Stamped):
            self.assume("the time at which the script runs is taken as the start of the job", "consistent", place)
            self.give("consistent", True, place)
            return
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
        else:
            self.assume("a log entry that is made when the script runs is left out", "log_entries", call.place)

    def _start_job(self, call: Call) -> None:
        self.started = True
        self._only(call, skip_current=0, abort_step=None, cluster_ok=None, service_name=None)
        if isinstance(step := call["abort_step"], int) and step != 0:
            self.given["abort_step"] = step
        if isinstance(cluster := call["cluster_ok"], int):
            self.given["cluster"] = bool(cluster)
        if call["service_name"] is not None and (service := self._text(call, "service_name")):
            self.given["service_name"] = service


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
            return str(value)


def _in(names: list[str]) -> str:
    return str(InList(tuple(Literal(name) for name in names)))
