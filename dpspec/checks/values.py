"""What is wrong with single values: empty ones, choices, ranges, sizes, times, names."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

from dpspec import names, quantities
from dpspec.diagnostics import Diagnostic, show
from dpspec.facts import IMPLIED_MODES
from dpspec.versions import ServerVersion
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts

MAX_THREADS: Final = 1024
#: A line of the log (type ku$_LogLine).
MAX_LOG_ENTRY: Final = 2000
#: The lists that say which objects are exported: an empty one could be taken for none at all.
_SELECTING: Final = (*EXPRESSION_KEYS, *IMPLIED_MODES, "include")
_VERSION: Final = re.compile(r"COMPATIBLE|LATEST|[1-9][0-9]?(?:\.[0-9]{1,3}){0,4}")
_SERVICE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_$#.-]{0,249}")
_LINK: Final = re.compile(r"[A-Z][A-Z0-9_$#]*(?:\.[A-Z0-9_$#]+)*(?:@[A-Z][A-Z0-9_$#]*)?")


def number(value: int) -> str:
    """Show a number that may be absurd."""
    return str(value) if abs(value) < 10**19 else "too large a number"


def _empty(facts: Facts) -> Iterator[Diagnostic]:
    for key in KEYS:
        value = getattr(facts.spec, key)
        name = facts.name(key)
        if key in facts.unread:
            continue
        if value == "":
            advice = "leave the key out to get its default"
            yield Diagnostic("DP104", f"`{name}` is empty", facts.place(key), advice, key)
        elif value == () and key in facts.spec.written:
            advice = "leave the key out"
            if key in _SELECTING:
                advice = "an empty list would select every object; leave the key out if that is meant"
            yield Diagnostic("DP104", f"`{name}` is an empty list", facts.place(key), advice, key)


def _threads(facts: Facts) -> Iterator[Diagnostic]:
    threads = facts.value("threads")
    if threads is not None and not 1 <= threads <= MAX_THREADS:
        advice = "saves ORA-39206; it is the number of worker processes"
        message = f"`{facts.name('threads')}` is {number(threads)}; it goes from 1 to {MAX_THREADS}"
        yield Diagnostic("DP106", message, facts.place("threads"), advice, "threads")


def _keep_master(facts: Facts) -> Iterator[Diagnostic]:
    value = facts.value("keep_master")
    if value is not None and value not in (0, 1):
        advice = "write 1 to keep the control table, 0 to drop it after success"
        message = f"`keep_master` is {number(value)}; it is 0 or 1"
        yield Diagnostic("DP107", message, facts.place("keep_master"), advice, "keep_master")


def _choices(facts: Facts) -> Iterator[Diagnostic]:
    for key, definition in KEYS.items():
        if not definition.choices or key == "job_mode" or key in facts.unread:
            continue
        if definition.shape is Shape.STRINGS:
            values = [(f"{key}[{at}]", item) for at, item in enumerate(facts.listed(key))]
        else:
            values = [(key, getattr(facts.spec, key))]
        for path, value in values:
            told = value != "" or definition.shape is Shape.STRINGS  # an empty value of a key is told of as that
            if isinstance(value, str) and told and value not in definition.choices:
                listed = ", ".join(definition.choices)
                close = difflib.get_close_matches(value.upper()[:60], definition.choices, 1, 0.7)
                advice = f"did you mean `{close[0]}`" if close else f"it is one of {listed}"
                if value.upper() in definition.choices:
                    advice = f"write `{value.upper()}`"
                message = f"{show(value)} is no value of `{key}`"
                yield Diagnostic("DP134", message, facts.place(path), advice, path)


def _sizes(facts: Facts) -> Iterator[Diagnostic]:
    for key, least, most in (
        ("filesize", quantities.LEAST_FILE, quantities.MOST_FILE),
        ("parallel_threshold", 1, 2**63),
    ):
        value = facts.value(key)
        if value is None or value == "":
            continue
        size = quantities.parse_size(value) if isinstance(value, str) else value
        if size is None:
            advice = "write a whole number with B, KB, MB, GB or TB, such as `500MB`"
            yield Diagnostic("DP135", f"{show(value)} is not a size", facts.place(key), advice, key)
        elif not least <= size <= most:
            bounds = "40KB to 16TB" if key == "filesize" else "1 byte on"
            message = (
                f"`{key}` is {quantities.size_text(size) if 0 < size < 2**70 else number(size)}; it goes from {bounds}"
            )
            advice = "leave the key out for no limit"
            if 0 < size < least:
                advice = f"Data Pump writes at least ten of its blocks; {advice}"
            yield Diagnostic("DP135", message, facts.place(key), advice if key == "filesize" else None, key)


def _times(facts: Facts) -> Iterator[Diagnostic]:
    scn, time = facts.value("flashback_scn"), facts.string("flashback_time")
    if scn is not None and not 1 <= scn <= quantities.MOST_SCN:
        message = f"`flashback_scn` is {number(scn)}; it goes from 1 to {quantities.MOST_SCN}"
        yield Diagnostic("DP137", message, facts.place("flashback_scn"), None, "flashback_scn")
    if time is not None and quantities.parse_time(time) is None:
        advice = "write it in ISO 8601 with its zone, such as `2026-11-01T02:00:00+01:00`"
        if time.upper().startswith(("SYSTIMESTAMP", "SYSDATE")):
            advice = "write `consistent: true` for the time at which the job starts"
        message = f"{show(time)} is not a point in time"
        yield Diagnostic("DP137", message, facts.place("flashback_time"), advice, "flashback_time")


def _version(facts: Facts) -> Iterator[Diagnostic]:
    version = facts.string("version")
    if version is not None and not _VERSION.fullmatch(version):
        advice = "saves ORA-39022; write COMPATIBLE, LATEST or a release such as `12.2`"
        if version.upper() in ("COMPATIBLE", "LATEST"):
            advice = f"write `{version.upper()}`"
        elif bare := re.fullmatch(r"([1-9][0-9](?:\.[0-9]{1,3})*)(c|g|ai)", version, re.IGNORECASE):
            advice = f"write `{bare[1]}`"
        yield Diagnostic("DP134", f"{show(version)} is no `version`", facts.place("version"), advice, "version")
    elif _is_above(version, facts.options.server):
        message = f"`version: {version}` is above the release {facts.options.server} of the database"
        yield Diagnostic("DP126", message, facts.place("version"), "saves ORA-39022; write COMPATIBLE", "version")


def _is_above(version: str | None, server: ServerVersion | None) -> bool:
    return bool(version and server and version[0].isdigit() and ServerVersion.of_dump(version) > server)


def _identifiers(facts: Facts) -> Iterator[Diagnostic]:
    compared = "names are compared as written"
    cases = {"datapump_dir": f"saves ORA-39087: {compared}", "credential_name": f"saves ORA-39087: {compared}"}
    for key, case in {**cases, "job_name": "it names a table", "source_edition": compared}.items():
        text = facts.string(key)
        for fault in names.check_identifier(text or "", facts.options.limits.name_bytes, case) if text else ():
            yield fault.of(facts.text(key, text or ""), key)
    for key, form, example in (("service_name", _SERVICE, "REPORTING"), ("network_link", _LINK, "SOURCE.EXAMPLE.COM")):
        text = facts.string(key)
        if text is not None and not form.fullmatch(text):
            advice = f"write it as in `{example}`"
            if key == "network_link" and form.fullmatch(text.upper()):
                advice = f"write `{text.upper()}`"
            yield Diagnostic("DP108", f"{show(text)} is no name for `{key}`", facts.place(key), advice, key)


def _abort_step(facts: Facts) -> Iterator[Diagnostic]:
    step = facts.value("abort_step")
    if step is not None and (step == 0 or not -1 <= step < 2**31):
        advice = "leave it out for a job that runs to its end"
        message = f"`abort_step` is {number(step)}; it is -1 or a number from 1 on"
        yield Diagnostic("DP143", message, facts.place("abort_step"), advice, "abort_step")


def _log_entries(facts: Facts) -> Iterator[Diagnostic]:
    for index, text in enumerate(facts.listed("log_entries")):
        path = f"log_entries[{index}]"
        if not isinstance(text, str):
            continue
        if not text:
            yield Diagnostic("DP104", "an item of `log_entries` is empty", facts.place(path), "leave it out", path)
        elif len(text) > MAX_LOG_ENTRY:
            message = f"log entry of {len(text):,} characters; the limit is {MAX_LOG_ENTRY:,}"
            yield Diagnostic("DP143", message, facts.place(path), "make it several items", path)
        elif (odd := next((at for at, char in enumerate(text) if not char.isprintable()), -1)) >= 0:
            message = f"character U+{ord(text[odd]):04X} in a log entry, which is one line"
            yield Diagnostic("DP143", message, facts.text(path, text).locate(odd, odd + 1), "make it two items", path)


def _password(facts: Facts) -> Iterator[Diagnostic]:
    reference = facts.value("encryption_password")
    if reference is None:
        return
    given = [name for name in ("env", "file", "prompt") if getattr(reference, name) is not None]
    advice = 'write `{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`'
    # Not the place of the value: who has mistaken it for a place of the password is not to see that on a screen.
    place = facts.spec.where.keys.get("encryption_password")
    if len(given) != 1:
        message = "`encryption_password` has exactly one of `env`, `file` and `prompt`"
        yield Diagnostic("DP142", message, place, advice, "encryption_password")
    elif reference.prompt is False:
        message = "`prompt` is false, so that there is no password"
        yield Diagnostic("DP142", message, place, advice, "encryption_password")
    elif reference.env is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", reference.env):
        # Perhaps it is the password: it is not shown.
        message = "`env` takes the name of an environment variable: letters, digits and `_`"
        yield Diagnostic("DP140", message, place, advice, "encryption_password")
    elif reference.file is not None and (not reference.file or not reference.file.isprintable()):
        message = "`file` takes the path of the file that holds the password"
        yield Diagnostic("DP142", message, place, advice, "encryption_password")


RULES: Final = (
    _empty,
    _threads,
    _keep_master,
    _choices,
    _sizes,
    _times,
    _version,
    _identifiers,
    _abort_step,
    _log_entries,
    _password,
)
