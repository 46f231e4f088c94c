"""ADD_FILE: dump files and the log file, with their directories, sizes and credentials."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import Factory, define, frozen

from dpspec.datapump import DUMP_FILE, LOG_FILE, URI_DUMP_FILE, Call, Stamped
from dpspec.diagnostics import show
from dpspec.plan import DUMP_NAME, LOG_NAME
from dpspec.recover.script_arguments import only, optional, shown, switch, text

if TYPE_CHECKING:
    from dpspec.recover.script_job import Job

#: What SYSDATE puts into the name of a file, and the variable of Data Pump that stands for it.
_VARIABLES: Final = {"YYYYMMDD": "%T", "YYYY": "%Y", "MM": "%M", "DD": "%D"}
_DATE: Final = re.compile(r"(?:YYYY|MM|DD|[-_.])+")


@frozen
class _Dump:
    """A dump file: the call, its name (empty for one that is made), and its directory or credential."""

    call: Call
    name: str
    directory: str
    uri: bool
    size: str


@define
class Files:
    """Gathers the files of a job; which directory a spec names is told by all of them."""

    job: Job
    dumps: list[_Dump] = Factory(list)
    log: Call | None = None

    def add(self, call: Call) -> None:
        """Take ADD_FILE."""
        kind = call["filetype"] if call["filetype"] is not None else DUMP_FILE
        if kind == LOG_FILE:
            only(self.job, call, filename=None, directory=None, filetype=LOG_FILE, reusefile=1)
            if self.log is not None:
                self.job.refuse("a second log file", call.place)
            self.log = call
        elif kind in (DUMP_FILE, URI_DUMP_FILE):
            only(self.job, call, filename=None, directory=None, filetype=kind, reusefile=None, filesize=None)
            self._dump(call, uri=kind == URI_DUMP_FILE)
        else:
            message = f"ADD_FILE with filetype => {shown(kind)} has no counterpart in an export"
            self.job.refuse(message, call.at("filetype"))

    def _dump(self, call: Call, *, uri: bool) -> None:
        name = call["filename"]
        if name == DUMP_NAME:
            name = ""
        else:
            name = _stamped(self.job, call, name) if isinstance(name, Stamped) else _name(self.job, call, uri=uri)
        directory, size = text(self.job, call, "directory"), optional(self.job, call, "filesize")
        if directory is None or name is None:
            return
        reuse = switch(self.job, call, "reusefile") if call["reusefile"] is not None else False
        if reuse is not None:
            self.job.give("reuse_dumpfiles", reuse, call.at("reusefile"))
        if size:
            size = _size(self.job, call, size)
        if self.dumps and self.dumps[0].size != size:
            self.job.refuse("dump files of different sizes", call.at("filesize"), "a spec has one `filesize` for all")
        self.dumps.append(_Dump(call, name, directory, uri, size))

    def complete(self) -> None:
        """Make the keys that depend on all files."""
        given = self.job.given
        directories = [dump.directory for dump in self.dumps if not dump.uri]
        log_directory = text(self.job, self.log, "directory") if self.log is not None else None
        # A file with a name that is made is in the one directory that a spec names.
        made = self.log is not None and isinstance(self.log["filename"], Stamped)
        default = log_directory if made or not directories else directories[0]
        if default is not None:
            given["datapump_dir"] = default
        self._credential()
        self._dump_names(default)
        if self.dumps and self.dumps[0].size:
            given["filesize"] = self.dumps[0].size
        if not given.get("reuse_dumpfiles"):
            given.pop("reuse_dumpfiles", None)
        if not self.dumps and not given.get("estimate_only"):
            self.job.refuse("a job without a dump file", None, "an export has one, unless ESTIMATE_ONLY is set")
        self._log(default, log_directory)

    def _credential(self) -> None:
        credentials = {dump.directory for dump in self.dumps if dump.uri}
        if len(credentials) > 1:
            self.job.refuse("dump files with different credentials", self.dumps[-1].call.at("directory"))
        elif credentials:
            self.job.given["credential_name"] = credentials.pop()

    def _dump_names(self, default: str | None) -> None:
        if any(dump.name for dump in self.dumps):
            names = [
                dump.name if dump.uri or dump.directory == default else f"{dump.directory}:{dump.name}"
                for dump in self.dumps
            ]
            if names == [self.dumps[0].name]:
                self.job.given["file_name"] = names[0]
            else:
                self.job.given["dumpfiles"] = names
        for dump in self.dumps:
            if not dump.name and (len(self.dumps) > 1 or dump.directory != default):
                message = "a dump file with a name that is made, beside other files elsewhere"
                self.job.refuse(message, dump.call.place)

    def _log(self, default: str | None, directory: str | None) -> None:
        if self.log is None:
            self.job.given["nologfile"] = True
        elif not isinstance(self.log["filename"], Stamped):
            if (name := _name(self.job, self.log)) is not None:
                self.job.given["logfile"] = name if directory == default else f"{directory}:{name}"
        elif self.log["filename"] != LOG_NAME:
            message = "the name of the log file was made by the script when it runs; now dpspec makes one with the time"
            self.job.assume(message, None, self.log.at("filename"))


def _name(job: Job, call: Call, *, uri: bool = False) -> str | None:
    """Give the name of a file. In a spec, a colon separates it from its directory."""
    name = text(job, call, "filename")
    if name is not None and ":" in name and not uri:
        advice = "name the directory in the argument `directory`, and an object-store URI with filetype 5"
        job.refuse(f"a colon in the file name {show(name)}", call.at("filename"), advice)
        return None
    return name


def _stamped(job: Job, call: Call, name: Stamped) -> str | None:
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
            job.refuse(message, call.at("filename"), advice)
            return None
    message = "the date in the name of the dump file is written as Data Pump's variable"
    job.assume(message, None, call.at("filename"))
    return "".join(parts)


def _size(job: Job, call: Call, size: str) -> str:
    match = re.fullmatch(r"([0-9]{1,38}) *([BKMGT]?)B?", size.strip().upper())
    if match is None:
        job.refuse(f"{shown(size)} is no file size", call.at("filesize"), "write it as in `2G`")
        return ""
    return f"{match[1]}{match[2].replace('B', '')}B"
