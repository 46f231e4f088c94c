"""Names outside filters: directories, credentials, dump files, object-store URIs. What is a legal one, and why not.

The rules are allow-lists: what is not known to be harmless is refused and never rewritten, since
ORDS before 26.2 is reported to pass file names unescaped into a server-side script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from dpspec.versions import LONG_NAMES, ServerVersion

MAX_FILE_NAME: Final = 200
MAX_URI: Final = 2000
#: Hosts of OCI Object Storage; others have to be allowed by the user.
OBJECT_STORE_HOSTS: Final = ("oraclecloud.com",)

_IDENTIFIER: Final = re.compile(r"[A-Z][A-Z0-9_$#]*")
#: Data Pump's substitution variables in dump file names (Utilities, DUMPFILE); all but %U came with 12.2 (unconfirmed).
_VARIABLES: Final = "UuLDdMmYyTt"
_FILE_CHARACTER: Final = re.compile(r"[A-Za-z0-9_.-]")
_URI_CHARACTER: Final = re.compile(r"[A-Za-z0-9._~/-]")
_MANY_FILES: Final = re.compile(r"%[UuL]")


@frozen
class NameFault:
    """What is wrong with a name: the span in it, the message, the advice, and whether only the release is too old."""

    start: int
    end: int
    message: str
    help: str
    too_new: bool = False


def show(text: str, limit: int = 60) -> str:
    """Quote a text for a message: invisible characters escaped, long ones cut."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "`" + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut) + "`"


def is_uri(file_name: str) -> bool:
    """Tell whether a file name is meant as a URI."""
    return "://" in file_name


def is_template(file_name: str) -> bool:
    """Tell whether Data Pump can make several files of this name (``%U`` or ``%L``)."""
    return _MANY_FILES.search(file_name) is not None


def check_identifier(text: str, max_bytes: int) -> Iterator[NameFault]:
    """Check the name of a directory object or credential: upper case, since it is compared as written (ORA-39087)."""
    match = _IDENTIFIER.match(text.upper()) if text.isascii() else _IDENTIFIER.match(text)
    end = match.end() if match else 0
    if end < len(text):
        what = "starts with" if end == 0 else "holds"
        advice = "a name has letters, digits, `_`, `$` and `#`, and starts with a letter; quoted names are not supported"
        yield NameFault(end, end + 1, f"the name {what} {show(text[end])}", advice)
    elif text != text.upper():
        advice = f"saves ORA-39087: names are compared as written; write `{text.upper()}`"
        yield NameFault(0, len(text), f"{show(text)} is not in upper case", advice)
    elif len(text) > max_bytes:
        yield NameFault(0, len(text), f"name of {len(text)} bytes; the limit is {max_bytes}", "saves ORA-00972")


def check_file_name(text: str, version: ServerVersion) -> Iterator[NameFault]:
    """Check the name of a dump file in a directory object."""
    if len(text) > MAX_FILE_NAME:
        yield NameFault(0, len(text), f"file name of {len(text)} characters; the limit is {MAX_FILE_NAME}", "shorten it")
        return
    if separator := re.search(r"[/\\]|^[A-Za-z]:", text):
        advice = "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name"
        yield NameFault(*separator.span(), "a file name cannot contain a path", advice)
        return
    if ".." in text:
        at = text.index("..")
        yield NameFault(at, at + 2, "`..` in a file name", "give the bare file name")
        return
    if text[0] in ".-":
        yield NameFault(0, 1, f"the file name starts with `{text[0]}`", "start with a letter, a digit or `_`")
    advice = "a file name has letters, digits, `_`, `.`, `-` and Data Pump's variables such as `%U`"
    yield from _characters(text, 0, _FILE_CHARACTER, advice, version)


def check_uri(text: str, hosts: tuple[str, ...], version: ServerVersion) -> Iterator[NameFault]:
    """Check the URI of a dump in an object store: https, a host that is allowed, a plain path."""
    if len(text) > MAX_URI:
        yield NameFault(0, len(text), f"URI of {len(text)} characters; the limit is {MAX_URI}", "shorten it")
        return
    scheme_end = text.index("://")
    if text[:scheme_end] != "https":
        advice = "only `https` URIs are sent: the dump and its credential must not cross a network in the open"
        yield NameFault(0, scheme_end, f"scheme {show(text[:scheme_end])}", advice)
        return
    start = scheme_end + 3
    path = next((at for at in range(start, len(text)) if text[at] in "/?#"), len(text))
    if "@" in text[start:path]:
        yield NameFault(start, text.index("@", start) + 1, "user name or password in a URI", "credential_name names them")
        return
    yield from _host(text, start, path, hosts)
    if path >= len(text) - 1:
        yield NameFault(path, len(text), "the URI names no object", "end it with the name of the dump file")
        return
    advice = "the path of an object has letters, digits, `. _ ~ - /`, `%U` and escapes such as `%20`"
    yield from _characters(text, path, _URI_CHARACTER, advice, version)


def _host(text: str, start: int, end: int, hosts: tuple[str, ...]) -> Iterator[NameFault]:
    try:
        parts = urlsplit(text[:end])
        host, _port = (parts.hostname or ""), parts.port
    except ValueError:
        host = ""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host) or ".." in host:
        yield NameFault(start, end, f"malformed host {show(text[start:end])}", "write the host name of the object store")
    elif not any(host == allowed or host.endswith("." + allowed) for allowed in hosts):
        advice = f"allowed are {', '.join(hosts)} and what is below; allow another with `--object-store-host {host}`"
        yield NameFault(start, end, f"host {show(host)} is not allowed", advice)


def _characters(
    text: str, start: int, allowed: re.Pattern[str], advice: str, version: ServerVersion
) -> Iterator[NameFault]:
    at = start
    in_uri = allowed is _URI_CHARACTER
    while at < len(text):
        if text[at] == "%":
            fault, at = _variable(text, at, in_uri, version)
            if fault is not None:
                yield fault
        else:
            if not allowed.match(text[at]):
                yield NameFault(at, at + 1, f"character {show(text[at])} in a file name", advice)
                return
            at += 1


def _variable(text: str, at: int, in_uri: bool, version: ServerVersion) -> tuple[NameFault | None, int]:
    letter = text[at + 1 : at + 2]
    if in_uri and re.match(r"%[0-9A-Fa-f]{2}", text[at:]):
        if letter in "Dd":
            advice = "Data Pump may read it as the day of the month; choose another character"
            return NameFault(at, at + 3, f"{show(text[at : at + 3])} is an escape and a variable at once", advice), at + 3
        return None, at + 3
    if not letter or letter not in _VARIABLES:
        advice = "saves ORA-39124; the variables are `%U` and `%L` (file number), `%D`, `%M`, `%Y`, `%T` (date)"
        return NameFault(at, at + 2, f"{show(text[at : at + 2])} is not a substitution variable", advice), at + 2
    if letter not in "Uu" and version < LONG_NAMES:
        advice = "saves ORA-39124; before 12.2 only `%U` is known"
        return NameFault(at, at + 2, f"`%{letter}` needs Oracle Database 12.2", advice, too_new=True), at + 2
    return None, at + 2
