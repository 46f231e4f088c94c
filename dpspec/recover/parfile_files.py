"""DUMPFILE and LOGFILE, the directory objects that they name, and the files that expdp writes where neither is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import show
from dpspec.plan import PARFILE_DUMP_NAME, PARFILE_OLD_DUMP_NAME
from dpspec.recover import parameter_values
from dpspec.recover.extracts import whole
from dpspec.recover.parameter_values import RefusedError
from dpspec.recover.parfile_quotes import inside, one

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter
    from dpspec.recover.parfile_job import Job
    from dpspec.source import Extract

_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def dump_files(job: Job, parameter: Parameter) -> None:
    """Take DUMPFILE."""
    for value in parameter.values:
        for inner in inside(job, value) if value.only and value.only.quote == "'" else (value,):
            text = inner.content
            name = _file(text)
            if not _URI.match(name) and "." not in name.rpartition(":")[2]:
                job.assume(f"expdp adds `.dmp` to {show(name)}", "file_name", inner.place)
                name += ".dmp"
            job.dumps.append((name, inner.place))
    job.keys.setdefault("dumpfiles", parameter.place)


def log_file(job: Job, parameter: Parameter) -> None:
    """Take LOGFILE."""
    job.give("logfile", parameter, _file(one(parameter)))


def default(job: Job) -> None:
    """Make the keys of the files, and say which files expdp writes unasked."""
    names = _dumps(job)
    if not job.given.get("nologfile"):
        if "logfile" not in job.given:
            job.given["logfile"] = "export.log"
            job.assume("no `LOGFILE`: expdp writes `export.log`", "logfile")
        names.append(job.given["logfile"])
    if "datapump_dir" not in job.given and not all(":" in name for name in names):
        message = "no `DIRECTORY`: expdp takes DATA_PUMP_DIR, which only privileged users may"
        job.assume(message, "datapump_dir")


def _dumps(job: Job) -> list[str]:
    """Make the key of the dump files, and give their names."""
    files = job.dumps
    names = [name for name, _ in files]
    place = job.keys.pop("dumpfiles", None)
    if len(names) == 1 and ":" not in _without_uri(names[0]):
        if names[0] not in (PARFILE_DUMP_NAME, PARFILE_OLD_DUMP_NAME):
            job.given["file_name"] = names[0]
            job.places["file_name"] = files[0][1]
            job.keys["file_name"] = place or files[0][1]
    elif names:
        job.given["dumpfiles"] = list(names)
        job.keys["dumpfiles"] = place or files[0][1]
        job.places |= {f"dumpfiles[{index}]": at for index, (_, at) in enumerate(files)}
    elif job.given.get("estimate_only") is not True:
        names = ["expdat.dmp"]
        job.given["file_name"] = names[0]
        job.assume("no `DUMPFILE`: expdp writes `expdat.dmp`", "file_name")
    return names


def _without_uri(name: str) -> str:
    return "" if _URI.match(name) else name


def _file(text: Extract) -> str:
    """Give a file name; of ``directory:name`` the directory in upper case."""
    name = text.text
    if not name.strip() or "\n" in name or "\r" in name:
        raise RefusedError(whole(text), "a file without a name", "write `DIRECTORY:name` or the name alone", "DP053")
    if _URI.match(name):
        return name
    if path := re.search(r"[/\\]|^[A-Za-z]:(?=\\)", name):
        advice = "saves ORA-39088: a directory object says where; write `DIRECTORY:name` or the name alone"
        raise RefusedError(text.locate(*path.span()), "a file name cannot contain a path", advice)
    directory, colon, file = name.partition(":")
    if colon and not (directory and file):
        raise RefusedError(whole(text), f"malformed file name {show(name)}", "write `DIRECTORY:name`", "DP053")
    if '"' in directory:
        directory = parameter_values.name(text.part(0, len(directory))).strip('"')
        return f"{directory}:{file}"
    return f"{parameter_values.upper(directory)}:{file}" if colon else name
