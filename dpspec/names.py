"""Names outside filters: directories, credentials, dump files, object-store URIs. What is a legal one, and why not.

The rules are allow-lists: what is not known to be harmless is refused and never rewritten, since
ORDS before 26.2 is reported to pass file names unescaped into a server-side script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Fault, show
from dpspec.source import Span
from dpspec.versions import LONG_NAMES, ServerVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE_NAME: Final = 200
MAX_URI: Final = 2000
#: Hosts of OCI Object Storage; others have to be allowed by the user.
OBJECT_STORE_HOSTS: Final = ("oraclecloud.com",)

_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_$#]*")
_HOST: Final = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(?P<port>[0-9]{1,5}))?")
_DOTS: Final = re.compile(r"(?<=/)(?:\.|%2[Ee]){1,2}(?=/|\Z)")
#: Data Pump's substitution variables in dump file names (Utilities, DUMPFILE); all but %U came with 12.2 (unconfirmed).
_VARIABLES: Final = "UuLDdMmYyTt"
#: Characters that a name must not hold, not even escaped.
_BANNED: Final = "'\"`,;()&!$#@\\:{}<>|*?%"
_FILE_CHARACTER: Final = re.compile(r"[A-Za-z0-9_.-]")
_URI_CHARACTER: Final = re.compile(r"[A-Za-z0-9._~/-]")
_MANY_FILES: Final = re.compile(r"%[UuL]")


def is_uri(file_name: str) -> bool:
    """Tell whether a file name is meant as a URI."""
    return "://" in file_name


def is_template(file_name: str) -> bool:
    """Tell whether Data Pump can make several files of this name (``%U`` or ``%L``)."""
    return _MANY_FILES.search(file_name) is not None


def check_identifier(
    text: str, max_bytes: int, case: str = "saves ORA-39087: names are compared as written"
) -> Iterator[Fault]:
    """Check the name of a directory object or credential: upper case, for the reason `case`."""
    match = _IDENTIFIER.match(text)
    end = match.end() if match else 0
    if end < len(text):
        what = "starts with" if end == 0 else "holds"
        advice = "a name has letters of A-Z, digits, `_`, `$` and `#`, and starts with a letter; it takes no quotes"
        yield Fault("DP108", f"the name {what} {show(text[end])}", Span(end, end + 1), advice)
    elif text != text.upper():
        advice = f"{case}; write `{text.upper()}`"
        yield Fault("DP108", f"{show(text)} is not in upper case", Span(0, len(text)), advice)
    elif len(text) > max_bytes:
        yield Fault(
            "DP108", f"name of {len(text)} bytes; the limit is {max_bytes}", Span(0, len(text)), "saves ORA-00972"
        )


def check_file_name(text: str, version: ServerVersion) -> Iterator[Fault]:
    """Check the name of a dump file in a directory object."""
    if len(text) > MAX_FILE_NAME:
        message = f"file name of {len(text)} characters; the limit is {MAX_FILE_NAME}"
        yield Fault("DP109", message, Span(0, len(text)), "shorten it")
        return
    if separator := re.search(r"[/\\]|^[A-Za-z]:", text):
        advice = "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name"
        yield Fault("DP109", "a file name cannot contain a path", Span(*separator.span()), advice)
        return
    if ".." in text:
        at = text.index("..")
        yield Fault("DP109", "`..` in a file name", Span(at, at + 2), "give the bare file name")
        return
    if text.startswith((".", "-")):
        yield Fault(
            "DP109", f"the file name starts with `{text[0]}`", Span(0, 1), "start with a letter, a digit or `_`"
        )
    advice = "a file name has letters, digits, `_`, `.`, `-` and Data Pump's variables such as `%U`"
    yield from _characters(text, 0, _FILE_CHARACTER, advice, version)


def check_uri(text: str, hosts: tuple[str, ...], version: ServerVersion) -> Iterator[Fault]:
    """Check the URI of a dump in an object store: https, a host that is allowed, a plain path."""
    if len(text) > MAX_URI:
        yield Fault("DP110", f"URI of {len(text)} characters; the limit is {MAX_URI}", Span(0, len(text)), "shorten it")
        return
    scheme_end = text.index("://")
    if text[:scheme_end] != "https":
        advice = "only `https` URIs are sent: the dump and its credential must not cross a network in the open"
        yield Fault("DP110", f"scheme {show(text[:scheme_end])}", Span(0, scheme_end), advice)
        return
    start = scheme_end + 3
    path = next((at for at in range(start, len(text)) if text[at] in "/?#"), len(text))
    if "@" in text[start:path]:
        advice = "a URI holds no secrets; `credential_name` says who asks"
        yield Fault("DP110", "user name or password in a URI", Span(start, text.index("@", start) + 1), advice)
        return
    yield from _host(text, start, path, hosts)
    if path == len(text) or text.endswith("/"):
        yield Fault("DP110", "the URI names no object", Span(path, len(text)), "end it with the name of the dump file")
        return
    for dots in _DOTS.finditer(text, path):
        yield Fault("DP110", f"{show(dots.group())} in the path of a URI", Span(*dots.span()), "name the object itself")
    for escape in re.finditer(r"%([0-9A-Fa-f]{2})", text[path:]):
        char = chr(int(escape[1], 16))
        if char in _BANNED or ord(char) < 0x20 or ord(char) == 0x7F:
            at = path + escape.start()
            yield Fault(
                "DP110",
                f"escape {show(escape.group())} in the path of a URI",
                Span(at, at + 3),
                "leave that character out",
            )
    advice = "the path of an object has letters, digits, `. _ ~ - /`, `%U` and escapes such as `%20`"
    yield from _characters(text, path, _URI_CHARACTER, advice, version)


def _host(text: str, start: int, end: int, hosts: tuple[str, ...]) -> Iterator[Fault]:
    # By hand: a library that drops line ends and takes other alphabets would pass what others read differently.
    match = _HOST.fullmatch(text, start, end)
    if match is None or ".." in match["name"] or not 0 < int(match["port"] or 443) < 65536:
        message = f"malformed host {show(text[start:end])}" if end > start else "the URI names no host"
        yield Fault("DP110", message, Span(start, end), "write the host name of the object store")
        return
    host = match["name"].lower()
    if not any(host == allowed or host.endswith("." + allowed) for allowed in hosts):
        advice = f"allowed are {', '.join(hosts)} and what is below; allow another with `--object-store-host {host}`"
        yield Fault("DP110", f"host {show(host)} is not allowed", Span(start, end), advice)


def _characters(
    text: str, start: int, allowed: re.Pattern[str], advice: str, version: ServerVersion
) -> Iterator[Fault]:
    at = start
    in_uri = allowed is _URI_CHARACTER
    code = "DP110" if in_uri else "DP109"
    while at < len(text):
        if text[at] == "%":
            fault, at = _variable(text, at, in_uri, version)
            if fault is not None:
                yield fault
        else:
            if not allowed.match(text[at]):
                where = "a URI" if in_uri else "a file name"
                yield Fault(code, f"character {show(text[at])} in {where}", Span(at, at + 1), advice)
                return
            at += 1


def _variable(text: str, at: int, in_uri: bool, version: ServerVersion) -> tuple[Fault | None, int]:
    letter = text[at + 1 : at + 2]
    code = "DP110" if in_uri else "DP109"
    if in_uri and re.match(r"%[0-9A-Fa-f]{2}", text[at:]):
        if letter in "Dd":
            advice = "Data Pump may read it as the day of the month; choose another character"
            message = f"{show(text[at : at + 3])} is an escape and a variable at once"
            return Fault(code, message, Span(at, at + 3), advice), at + 3
        return None, at + 3
    if not letter or letter not in _VARIABLES:
        advice = "saves ORA-39124; the variables are `%U` and `%L` (file number), `%D`, `%M`, `%Y`, `%T` (date)"
        message = f"{show(text[at : at + 2])} is not a substitution variable"
        return Fault(code, message, Span(at, min(at + 2, len(text))), advice), at + 2
    if letter not in "Uu" and version < LONG_NAMES:
        advice = "saves ORA-39124; before 12.2 only `%U` is known"
        return Fault("DP126", f"`%{letter}` needs Oracle Database 12.2", Span(at, at + 2), advice), at + 2
    return None, at + 2
