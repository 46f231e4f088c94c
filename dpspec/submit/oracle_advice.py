"""What to do about the ORA codes that a Data Pump job is refused with.

Source: Oracle's error help and the DBMS_DATAPUMP reference; that ORA-27038 stands for an existing dump file is from
general knowledge (unconfirmed).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What to do about an ORA code that a job is refused with (Oracle's error help).
_ORACLE: Final[Mapping[str, str]] = {
    "ORA-31623": "the control process did not start or has ended: see the alert log (memory, streams pool)",
    "ORA-31626": "read the codes that follow; often CREATE TABLE or a quota is missing",
    "ORA-31631": "the user needs DATAPUMP_EXP_FULL_DATABASE, granted to be enabled in its sessions",
    "ORA-31633": "the control table cannot be made: grant CREATE TABLE and a quota, or give another `job_name`",
    "ORA-31634": "a job or a table of this name is there: give another `job_name`, or drop the table "
    "that an ended job left",
    "ORA-31641": "the dump file is there already or cannot be written: give another name or `reuse_dumpfiles: true`",
    "ORA-27038": "the dump file is there already: give another name, or `reuse_dumpfiles: true`",
    "ORA-39002": "read the codes that follow",
    "ORA-39070": "the log cannot be written: check the directory object and its path on the server",
    "ORA-39087": "no such directory object, or no privilege on it: GRANT READ, WRITE ON DIRECTORY ... TO the user",
    "ORA-39165": "no such schema, or DATAPUMP_EXP_FULL_DATABASE is missing",
    "ORA-01017": "check user and password",
    "ORA-28000": "the account is locked: ALTER USER ... ACCOUNT UNLOCK",
    "ORA-28001": "the password has expired",
    "ORA-12514": "the listener does not know the service name of the dsn",
    "ORA-01950": "the user needs a quota in its default tablespace for the control table",
}


def oracle_advice(text: str) -> str | None:
    """Say what to do about the most particular ORA code in a text, if that is known: the last one of a stack."""
    codes = re.findall(r"\bORA-\d{5}\b", text)
    return next((_ORACLE[code] for code in reversed(codes) if code in _ORACLE), None)
