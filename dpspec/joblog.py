"""Reads the log of an export job: how the job ended, what failed, which files it made.

The texts of the last lines are from general knowledge of expdp logs in English (unconfirmed); a log in another
language has no end that is known here, and so its job counts as of unknown end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from dpspec.jobs import End

if TYPE_CHECKING:
    from dpspec.jobs import Job

#: Sequences that steer a terminal: CSI, OSC and other strings up to their end, then single escapes.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_ORA: Final = re.compile(r"\b(?:ORA|UDE|LRM|DPY|PLS|KUP)-\d{3,5}\b")
#: Names have at most 128 bytes; without a limit a long line would take time by its square.
_NAME: Final = r'"(?P<owner>[^"\n]{1,128})"\."(?P<job>[^"\n]{1,128})"'
_LAST: Final = re.compile(
    rf"^(?:[^\n]{{0,60}}?:? )?Job {_NAME} (?P<what>successfully completed|completed with (?P<errors>\d+) error\(s\)"
    r"|stopped due to fatal error|stopped by user request)(?!\w)",
    re.MULTILINE,
)
_FIRST: Final = re.compile(rf"^(?:[^\n]{{0,60}}?:? )?(?:Starting|Restarting) {_NAME}", re.MULTILINE)
_DUMP_SET: Final = re.compile(
    r'(?:[^\n]{0,60}?:? )?Dump file set for "?(?P<owner>[^"\n]{1,128})"?\."?(?P<job>[^"\n]{1,128})"? is:'
)
_ENDS: Final = {
    "successfully completed": End.SUCCEEDED,
    "stopped due to fatal error": End.ABORTED,
    "stopped by user request": End.STOPPED,
}


@frozen
class Verdict:
    """How a job ended by the last line about it: the end, how many errors it counts, the line."""

    end: End
    error_count: int
    line: str


def clean(text: str) -> str:
    r"""Take out of a log what could steer a terminal: escape sequences and control characters.

    Line ends stay, as ``\\n``; a tab becomes a blank.
    """
    text = _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(char for char in text if char == "\n" or (char.isprintable() and not _turns(char)))


def _turns(char: str) -> bool:
    """Tell whether a character changes the direction of what follows it."""
    return char in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def decode(data: bytes) -> str:
    """Decode the bytes of a log, cleaned; the character set of the database is not known: UTF-8, else Windows-1252."""
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return clean(data.decode("cp1252", "replace"))


def verdict(text: str, job: Job) -> Verdict | None:
    """Give how `job` ended by the last line of a cleaned log that tells it, or None where no line does.

    A line about another job does not count: a log may be left over from an earlier run.
    """
    found = None
    for line in _LAST.finditer(text):
        if (line["owner"], line["job"]) == job.key:
            found = line
    if found is None or _begins_again(text, found.end(), job):
        return None
    whole = text[found.start() :].partition("\n")[0].strip()
    errors = int(found["errors"] or 0)
    end = _ENDS.get(found["what"], End.ERRORS)
    return Verdict(end, errors, whole)


def _begins_again(text: str, at: int, job: Job) -> bool:
    """Tell whether a job is started again behind a place of its log, so that what was said before is no end of it."""
    return any((line["owner"], line["job"]) == job.key for line in _FIRST.finditer(text, at))


def error_lines(text: str, most: int = 50) -> tuple[str, ...]:
    """Give the lines of a cleaned log that carry an error code, each once, at most `most` of them."""
    lines = (line.strip() for line in text.splitlines() if _ORA.search(line))
    return tuple(list(dict.fromkeys(lines))[:most])


def error_code(text: str) -> str | None:
    """Give the first error code in a text, such as ``ORA-39001``."""
    found = _ORA.search(text)
    return found[0] if found else None


def dump_files(text: str, job: Job) -> tuple[str, ...]:
    """Give the dump files that a cleaned log says the job has made, without the path on the server."""
    names: list[str] = []
    inside = False
    for line in text.splitlines():
        if found := _DUMP_SET.match(line):
            inside = (found["owner"], found["job"]) == job.key
        elif inside and re.match(r"\s+\S|\S+[/\\:]\S+", line):
            names.append(re.split(r"[/\\]", line.strip())[-1])
        else:
            inside = False
    return tuple(name for name in dict.fromkeys(names) if name not in ("", ".", ".."))
