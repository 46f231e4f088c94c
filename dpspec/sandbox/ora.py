"""The errors of the sandbox: Oracle's codes and texts, as a job or a call reports them.

Texts are from Oracle's error help where it is public, else from general knowledge (unconfirmed).
"""

from __future__ import annotations

from typing import Final

#: Texts without their code; what stands in braces is filled in.
MESSAGES: Final = {
    942: "table or view does not exist",
    955: "name is already used by an existing object",
    1031: "insufficient privileges",
    1950: "no privileges on tablespace '{}'",
    22288: "file or LOB operation FILEOPEN failed",
    27038: "created file already exists",
    31623: "a job is not attached to this session via the specified handle",
    31626: "job does not exist",
    31631: "privileges are required",
    31633: 'unable to create master table "{}.{}"',
    31634: "job already exists",
    31641: 'unable to create dump file "{}"',
    31655: "no data or metadata objects selected for job",
    39000: "bad dump file specification",
    39001: "invalid argument value",
    39002: "invalid operation",
    39004: "invalid state",
    39012: "Client detached before the job started.",
    39039: 'Schema expression "{}" contains no valid schemas.',
    39070: "Unable to open the log file.",
    39087: "directory name {} is invalid",
    39109: "Unprivileged users may not operate upon other users' schemas",
    39161: "Full database jobs require privileges",
    39165: "Schema {} was not found.",
    39166: "Object {} was not found or could not be exported or imported.",
    39170: "Schema expression '{}' does not correspond to any schemas.",
}


def line(code: int, *values: object) -> str:
    """Give an error as one line of a stack: ``ORA-31655: no data ...``."""
    return f"ORA-{code:05}: {MESSAGES[code].format(*values)}"


class OraError(Exception):
    """An error that a call raises: its code without a sign, its text, and what GET_STATUS tells of it."""

    def __init__(self, code: int, text: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(f"ORA-{code:05}: {text}")
        self.code = code
        self.text = text
        self.details = details

    @property
    def stack(self) -> str:
        """The error and its details, a line each."""
        return "\n".join((str(self), *self.details))


def error(code: int, *values: object, details: tuple[str, ...] = ()) -> OraError:
    """Make an error of its code and what its text is about."""
    return OraError(code, MESSAGES[code].format(*values), details)
