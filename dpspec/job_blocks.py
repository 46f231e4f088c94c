"""The statements by which a job is followed, stopped, resumed and looked up, and its files are read.

Blocks answer through bind variables, errors included: `code` is 0 or the SQLCODE, `details` what the server says of it.
Object types and REF CURSORs stay inside the blocks. None has been run against an Oracle Database.

Sources: the DBMS_DATAPUMP reference (states, order of calls, that GET_STATUS must come before any other call after a
failure), the columns of DBA_DATAPUMP_JOBS; DBMS_LOB on a BFILE, the user environment context and the job description's
`log_file` are from general knowledge (unconfirmed).
"""

from __future__ import annotations

from textwrap import indent
from typing import Final

from dpspec.datapump import CONSTANTS
from dpspec.statements import Bind, Kind, Statement

#: Most bytes of a file in one RAW, and how many of them one round trip brings.
PIECE: Final = 32767
PIECES: Final = 8
#: Most bytes of the lines that GET_STATUS gives at once; the last ones count, so the first are cut.
LINES: Final = 32767

_MASK: Final = sum(CONSTANTS[f"KU$_STATUS_{name}"] for name in ("WIP", "JOB_STATUS", "JOB_ERROR"))

_ADD_LINES: Final = f"""\
  PROCEDURE add_lines(p_lines IN OUT NOCOPY VARCHAR2, p_entry IN ku$_LogEntry) IS
  BEGIN
    IF p_entry IS NOT NULL THEN
      FOR i IN 1 .. p_entry.COUNT LOOP
        -- The last lines matter most: there is no room for more than these.
        p_lines := SUBSTRB(p_lines, GREATEST(1, NVL(LENGTHB(p_lines), 0) + 2100 - {LINES}));
        p_lines := p_lines || p_entry(i).LogText || CHR(10);
      END LOOP;
    END IF;
  END add_lines;
"""

_ATTACH: Final = """\
  BEGIN
    l_handle := DBMS_DATAPUMP.ATTACH(job_name => :job_name, job_owner => :job_owner);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
"""


def details_function(most: int) -> str:
    """Give the local function that asks GET_STATUS about the last failure of `l_handle`, or of OPEN without one.

    It gives at most `most` bytes, each entry on a new line.
    """
    return f"""\
  FUNCTION job_details RETURN VARCHAR2 IS
    l_text    VARCHAR2(4000);
    l_state   VARCHAR2(30);
    l_status  ku$_Status;
  BEGIN
    DBMS_DATAPUMP.GET_STATUS(
      handle    => l_handle,
      mask      => {CONSTANTS["KU$_STATUS_JOB_ERROR"]},
      timeout   => 0,
      job_state => l_state,
      status    => l_status);
    IF l_status.error IS NOT NULL THEN
      FOR i IN 1 .. l_status.error.COUNT LOOP
        l_text := SUBSTRB(l_text || CHR(10) || l_status.error(i).LogText, 1, {most});
      END LOOP;
    END IF;
    RETURN l_text;
  EXCEPTION
    WHEN OTHERS THEN
      RETURN l_text;
  END job_details;
"""


_DETAILS: Final = details_function(3000)

#: The end of a block that answers through its bind variables: the error is an answer, too.
FAILED: Final = """\
EXCEPTION
  WHEN OTHERS THEN
    :code := SQLCODE;
    l_details := SUBSTRB(SQLERRM, 1, 900);
    -- Before any other call of the package, which would overwrite what it knows.
    l_details := l_details || job_details;
    :details := l_details;
"""

#: Lets go of `l_handle`, whatever comes of it.
_LET_GO: Final = """\
  BEGIN
    DBMS_DATAPUMP.DETACH(handle => l_handle);
  EXCEPTION
    WHEN OTHERS THEN
      NULL;
  END;
"""

#: Lets go of `l_handle` in an exception handler, whatever comes of it.
DETACH_QUIETLY: Final = f"""\
    IF l_handle IS NOT NULL THEN
{indent(_LET_GO, "    ")}\
    END IF;
"""

#: State, estimates and new lines of a job, by the handle of this session, or after attaching where there is none.
STATUS: Final = f"""\
DECLARE
  l_handle   NUMBER := :handle;
  l_state    VARCHAR2(30);
  l_status   ku$_Status;
  l_lines    VARCHAR2(32767);
  l_details  VARCHAR2(4000);
{_DETAILS}{_ADD_LINES}\
BEGIN
  :code := 0;
  IF l_handle IS NULL THEN
{indent(_ATTACH, "  ")}\
  END IF;
  :handle := l_handle;
  BEGIN
    DBMS_DATAPUMP.GET_STATUS(
      handle    => l_handle,
      mask      => {_MASK},
      timeout   => 0,
      job_state => l_state,
      status    => l_status);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
  :job_state := l_state;
  IF l_status.job_status IS NOT NULL THEN
    :percent := l_status.job_status.percent_done;
    :bytes := l_status.job_status.bytes_processed;
    :total := l_status.job_status.total_bytes;
    :errors := l_status.job_status.error_count;
  END IF;
  add_lines(l_lines, l_status.wip);
  add_lines(l_lines, l_status.error);
  :lines := l_lines;
{FAILED}\
END;
"""

#: Lets go of a job. One that is still being defined is removed by that, one that runs goes on.
DETACH: Final = """\
DECLARE
  l_handle   NUMBER := :handle;
BEGIN
  :code := 0;
  DBMS_DATAPUMP.DETACH(handle => l_handle);
EXCEPTION
  WHEN OTHERS THEN
    :code := SQLCODE;
    :details := SUBSTRB(SQLERRM, 1, 4000);
END;
"""

#: Stops a job: orderly or at once, and with or without its control table (without it, its dump files go as well).
STOP: Final = f"""\
DECLARE
  l_handle   NUMBER;
  l_details  VARCHAR2(4000);
{_DETAILS}\
BEGIN
  :code := 0;
{_ATTACH}\
  BEGIN
    DBMS_DATAPUMP.STOP_JOB(
      handle      => l_handle,
      immediate   => :at_once,
      keep_master => :keep_master,
      delay       => :delay);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
{_LET_GO}\
{FAILED}\
{DETACH_QUIETLY}\
END;
"""

#: Starts a stopped job again, and lets go of it.
RESUME: Final = f"""\
DECLARE
  l_handle   NUMBER;
  l_details  VARCHAR2(4000);
{_DETAILS}\
BEGIN
  :code := 0;
{_ATTACH}\
  BEGIN
    DBMS_DATAPUMP.START_JOB(handle => l_handle);
  EXCEPTION
    WHEN DBMS_DATAPUMP.SUCCESS_WITH_INFO THEN
      NULL;
  END;
{_LET_GO}\
{FAILED}\
{DETACH_QUIETLY}\
END;
"""

#: Where the log of a running job is, as a path on the server.
DESCRIBE: Final = f"""\
DECLARE
  l_handle   NUMBER;
  l_state    VARCHAR2(30);
  l_status   ku$_Status;
  l_details  VARCHAR2(4000);
{_DETAILS}\
BEGIN
  :code := 0;
{_ATTACH}\
  DBMS_DATAPUMP.GET_STATUS(
    handle    => l_handle,
    mask      => {CONSTANTS["KU$_STATUS_JOB_DESC"]},
    timeout   => 0,
    job_state => l_state,
    status    => l_status);
  :log_file := l_status.job_description.log_file;
  DBMS_DATAPUMP.DETACH(handle => l_handle);
{FAILED}\
{DETACH_QUIETLY}\
END;
"""

#: The bytes of a file in a directory object from an offset on (the first is 0), and how many there are in all.
READ_FILE: Final = (
    """\
DECLARE
  l_file    BFILE := BFILENAME(:directory, :file_name);
  l_size    NUMBER;
  l_offset  NUMBER := :offset;
  l_most    NUMBER := :most;
  FUNCTION piece RETURN RAW IS
    l_piece   RAW(32767);
    l_amount  BINARY_INTEGER := LEAST(32767, l_size - l_offset, l_most);
  BEGIN
    IF l_amount > 0 THEN
      DBMS_LOB.READ(l_file, l_amount, l_offset + 1, l_piece);
      l_offset := l_offset + l_amount;
      l_most := l_most - l_amount;
    END IF;
    RETURN l_piece;
  END piece;
BEGIN
  :code := 0;
  DBMS_LOB.FILEOPEN(l_file, DBMS_LOB.FILE_READONLY);
  l_size := DBMS_LOB.GETLENGTH(l_file);
  :file_size := l_size;
"""
    + "".join(f"  :piece{number} := piece;\n" for number in range(1, PIECES + 1))
    + """\
  DBMS_LOB.FILECLOSE(l_file);
EXCEPTION
  WHEN OTHERS THEN
    :code := SQLCODE;
    :details := SUBSTRB(SQLERRM, 1, 4000);
    IF DBMS_LOB.FILEISOPEN(l_file) = 1 THEN
      DBMS_LOB.FILECLOSE(l_file);
    END IF;
END;
"""
)

_COLUMNS: Final = "job_name, operation, job_mode, state, degree, attached_sessions, datapump_sessions"
ALL_JOBS: Final = f"SELECT owner_name, {_COLUMNS} FROM dba_datapump_jobs ORDER BY 1, 2"  # noqa: S608 - a constant
OWN_JOBS: Final = f"SELECT SYS_CONTEXT('USERENV', 'CURRENT_USER'), {_COLUMNS} FROM user_datapump_jobs ORDER BY 1, 2"  # noqa: S608
WHOAMI: Final = (
    "SELECT SYS_CONTEXT('USERENV', 'SESSION_USER'), SYS_CONTEXT('USERENV', 'INSTANCE'), "
    "SYS_CONTEXT('USERENV', 'SID'), SYS_CONTEXT('USERENV', 'SESSIONID') FROM dual"
)
#: Whether a session is still there: the same instance, session and audit identifier.
SESSION: Final = "SELECT COUNT(*) FROM gv$session WHERE inst_id = :instance AND sid = :sid AND audsid = :session_id"
DIRECTORIES: Final = "SELECT directory_name, directory_path FROM all_directories ORDER BY 1"
DIRECTORY_PRIVILEGES: Final = "SELECT name, read, write FROM datapump_dir_objs ORDER BY 1"
ROLES: Final = "SELECT role FROM session_roles ORDER BY 1"
PRIVILEGES: Final = "SELECT privilege FROM session_privs ORDER BY 1"
#: Quota in the default tablespace: -1 is without a limit.
QUOTA: Final = (
    "SELECT u.default_tablespace, q.bytes, q.max_bytes FROM user_users u "
    "LEFT JOIN user_ts_quotas q ON q.tablespace_name = u.default_tablespace"
)
VERSION: Final = "SELECT version FROM product_component_version WHERE product LIKE 'Oracle%'"

#: What every block answers: 0 or the SQLCODE, and what is known about it.
CODE: Final = (Bind("code", kind=Kind.NUMBER, out=True), Bind("details", out=True, size=4000))


def _job(owner: str, name: str) -> tuple[Bind, Bind]:
    return Bind("job_name", name), Bind("job_owner", owner)


def status(owner: str, name: str, handle: int | None) -> Statement:
    """Ask how far a job is: `handle` is that of this session, or None to attach."""
    numbers = [Bind(word, kind=Kind.NUMBER, out=True) for word in ("percent", "bytes", "total", "errors")]
    texts = [Bind("job_state", out=True, size=30), Bind("lines", out=True, size=LINES)]
    return Statement(
        STATUS, (Bind("handle", handle, Kind.NUMBER, out=True), *_job(owner, name), *numbers, *texts, *CODE)
    )


def detach(handle: int) -> Statement:
    """Let go of a job."""
    return Statement(DETACH, (Bind("handle", handle, Kind.NUMBER), *CODE))


def stop(owner: str, name: str, *, immediate: bool, keep_master: bool, delay: int) -> Statement:
    """Stop a job; `delay` is how many seconds its attached sessions are waited for."""
    numbers = {"at_once": int(immediate), "keep_master": int(keep_master), "delay": delay}
    binds = (Bind(word, value, Kind.NUMBER) for word, value in numbers.items())
    return Statement(STOP, (*_job(owner, name), *binds, *CODE))


def resume(owner: str, name: str) -> Statement:
    """Start a stopped job again."""
    return Statement(RESUME, (*_job(owner, name), *CODE))


def describe(owner: str, name: str) -> Statement:
    """Ask where the log of a running job is."""
    return Statement(DESCRIBE, (*_job(owner, name), Bind("log_file", out=True, size=4000), *CODE))


def read_file(directory: str, name: str, offset: int, most: int = PIECE * PIECES) -> Statement:
    """Read at most `most` bytes of a file from `offset` on, counted in bytes from 0."""
    pieces = (Bind(f"piece{number}", kind=Kind.RAW, out=True, size=PIECE) for number in range(1, PIECES + 1))
    numbers = (Bind("offset", offset, Kind.NUMBER), Bind("most", most, Kind.NUMBER))
    size = Bind("file_size", kind=Kind.NUMBER, out=True)
    return Statement(READ_FILE, (Bind("directory", directory), Bind("file_name", name), *numbers, size, *pieces, *CODE))


def query(text: str, *binds: Bind) -> Statement:
    """Make a query of one of the texts above."""
    return Statement(text, binds, is_query=True)
