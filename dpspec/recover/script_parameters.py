"""SET_PARAMETER: every parameter of a job that has a key, and why the others have none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.datapump import Call, Secret, Stamped, Value
from dpspec.diagnostics import show
from dpspec.recover.flashback_time import moment
from dpspec.recover.parameter_values import RefusedError
from dpspec.recover.script_arguments import number, shown, text
from dpspec.recover.script_job import IMPORT_ONLY, Job
from dpspec.source import Extract
from dpspec.spec import PasswordReference

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.recover.script_rows import Content

#: Written out a second time on purpose: what the emitters share with their check, the check cannot see.
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
        IMPORT_ONLY,
    ),
    "MASTER_ONLY": "it reads the control table of a dump, which exports nothing",
    "USER_METADATA": 'expdp has no parameter for it; write `exclude: ["USER"]` to leave the definitions of users out',
    **dict.fromkeys(("ENABLE_SECURE_ROLES", "PARALLEL_THRESHOLD", "TTS_CLOSURE_CHECK"), _NOT_ESTABLISHED),
}


def set_parameter(job: Job, content: Content, call: Call) -> None:
    """Take SET_PARAMETER."""
    name = (text(job, call, "name") or "").upper()
    value = call["value"]
    if name in _TEXTS and isinstance(value, str):
        job.give(_TEXTS[name], value.upper(), call.at("value"))
    elif name in _FLAGS and (flag := number(job, call)) in (0, 1):
        job.give(_FLAGS[name], bool(flag), call.at("value"))
    elif name in _TEXTS or name in _FLAGS:
        advice = "write 0 or 1" if name in _FLAGS else None
        job.refuse(f"{shown(value)} is no value of {show(name)}", call.at("value"), advice)
    elif name == "INCLUDE_METADATA":
        content.metadata(call)
    elif name in _SPECIAL:
        _SPECIAL[name](job, call, value)
    elif name:
        advice = _REASONS.get(name, "DBMS_DATAPUMP documents no such parameter of an export")
        job.refuse(f"parameter {show(name)} has no counterpart in a spec", call.at("name"), advice)


def default(job: Job) -> None:
    """Say what Data Pump does where no call says it, and a spec must."""
    if "keep_master" not in job.given:
        job.given["keep_master"] = 0
        job.assume("Data Pump drops the control table by default, ORDS keeps it", "keep_master", None)


def _keep_master(job: Job, call: Call, value: Value) -> None:
    if (flag := number(job, call)) in (0, 1):
        job.give("keep_master", flag, call.at("value"))
    else:
        job.refuse(f"{shown(value)} is no value of `KEEP_MASTER`", call.at("value"), "write 0 or 1")


def _data_options(job: Job, call: Call, value: Value) -> None:
    bits = number(job, call)
    if bits is None or bits & ~sum(_OPTIONS):
        advice = f"those of an export are {', '.join(_OPTIONS.values())}"
        job.refuse(f"{shown(value)} has a bit that is no data option of an export", call.at("value"), advice)
    elif bits:
        job.give("data_options", [option for bit, option in _OPTIONS.items() if bits & bit], call.at("value"))


def _encryption_password(job: Job, call: Call, value: Value) -> None:
    if value is None or "encryption_password" in job.given:
        message = "a second password" if value is not None else "the password is NULL"
        job.refuse(message, call.place, "keep one of the calls" if value is not None else "leave the call out")
        return
    job.given["encryption_password"] = PasswordReference(prompt=True)
    if not isinstance(value, Secret):
        message = "the password was left out: it is asked for when the job is submitted"
        job.assume(message, "encryption_password", call.place)


def _flashback_scn(job: Job, call: Call, value: Value) -> None:
    scn = number(job, call)
    if scn is None:
        job.refuse(f"{shown(value)} is no system change number", call.at("value"))
        return
    job.give("flashback_scn", scn, call.at("value"))


def _flashback_time(job: Job, call: Call, value: Value) -> None:
    place = call.at("value")
    if isinstance(value, Stamped):
        # TO_TIMESTAMP('2031-08-25 14:35', '...') with the time of the run in the literal: as if it were made there.
        parts = (part if isinstance(part, str) else f"\0{part.format}\0" for part in value.parts)
        value = re.sub("'\0([^\0']*)\0'", r"TO_CHAR(SYSDATE, '\1')", "".join(parts)).replace("\0", "")
    if not isinstance(value, str):
        job.refuse(f"{shown(value)} is no point in time", place)
        return
    try:
        found = moment(Extract.plain(value, "value"))
    except RefusedError as error:
        job.refuse(error.diagnostic.message, place, error.diagnostic.help)
        return
    job.give(found.key, found.value, place)
    if found.assumed:
        job.assume(found.assumed, found.key, place)


def _client_command(job: Job, call: Call, value: Value) -> None:
    del value
    # It may have a password: it is neither shown nor kept.
    job.assume("CLIENT_COMMAND is left out: it is a note in the job's description", None, call.place)


def _source_edition(job: Job, call: Call, value: Value) -> None:
    if isinstance(value, str):
        job.give("source_edition", value.upper(), call.at("value"))
    else:
        job.refuse(f"{shown(value)} is no edition", call.at("value"))


_SPECIAL: Final[dict[str, Callable[[Job, Call, Value], None]]] = {
    "KEEP_MASTER": _keep_master,
    "DATA_OPTIONS": _data_options,
    "ENCRYPTION_PASSWORD": _encryption_password,
    "FLASHBACK_SCN": _flashback_scn,
    "FLASHBACK_TIME": _flashback_time,
    "CLIENT_COMMAND": _client_command,
    "SOURCE_EDITION": _source_edition,
}
