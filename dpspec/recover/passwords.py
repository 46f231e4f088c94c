"""Asterisks in the place of passwords: what the readers of scripts, parameter files and command lines share."""

from __future__ import annotations

import re
from typing import Final

#: Programs that take a connect string as their first argument, in a regular expression.
PROGRAMS: Final = r"(?:expdp|impdp|exp|imp|sqlplus)(?:\.exe)?"
#: The user of a connect string, up to the password.
USER: Final = r"\\?[\"']?[A-Za-z][\w$#]*\\?[\"']?/"

#: What comes with `as` behind a connect string.
ROLE: Final = r"(?:as|sysdba|sysoper|sysbackup|sysdg|syskm|sysasm)\\?[\"']*"


def is_listed(text: str, at: int, name: str) -> bool:
    """Tell whether a name like that of a password, which stands at `at`, is one of a list, as of tables."""
    if name.startswith("-") or name.upper() == "ENCRYPTION_PASSWORD":
        return False
    return text[max(0, at - 40) : at].rstrip().endswith((",", "=", "("))


def asterisks(text: str) -> str:
    """Mask all but the line ends."""
    return re.sub(r"[^\r\n]", "*", text)


def mask_words(text: str) -> str:
    """Mask all that is not blank."""
    return re.sub(r"[^\s]", "*", text)


def mask_user(text: str) -> str:
    """Put asterisks in the place of all of ``user/password@connect`` but the user."""
    at = text.find("/")
    if at >= 0:
        return text[: at + 1] + _mask_value(text[at + 1 :])
    is_user = re.fullmatch(r"[\s\w$#@.:\[\]'\"\\-]*", text) and not re.search(r"\w\s+\w", text)
    return text if is_user else _mask_value(text)


def _mask_value(text: str) -> str:
    """Mask what is neither blank nor a quote at an end, since those tell where a value ends."""
    body = text.rstrip()
    tail = text[len(body) :]
    end = re.search(r"\\?[\"']*\Z", body)
    at = end.start() if end else len(body)
    return mask_words(body[:at]) + body[at:] + tail
