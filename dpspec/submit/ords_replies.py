"""Reads the replies of ORDS: job items, collections, and what is wrong where there is an error.

Source: the Data Pump endpoints of the ORDS Database API; the error bodies are those of its documentation and of
third parties (unconfirmed for Data Pump).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import Diagnostic, plain
from dpspec.joblog import clean, error_code
from dpspec.jobs import Job, Link
from dpspec.submit.oracle_advice import oracle_advice
from dpspec.submit.ords_urls import is_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dpspec.submit.steps import Lost, Reply

_ECID: Final = re.compile(r"ecid/(?P<id>[\w.,:+/=-]{1,100})")
_MOST_LINKS: Final = 1000

#: What a status of ORDS means to its caller, and what to do (ORDS documentation and third parties).
_ADVICE: Final[Mapping[int, str]] = {
    400: "the body or a value in it is not what this release of ORDS takes",
    401: "check user, password or token; the user's schema must be the one in the URL, and be enabled for REST",
    403: "the user needs the ORDS role SQL Administrator or SQL Developer",
    404: "check the URL: context root, database and schema alias; `database.api.enabled` must be true on the server",
    405: "this release of ORDS does not know the request",
    409: "something of the same name is there already",
    415: "this release of ORDS does not take JSON here",
    500: "the log of ORDS says more",
    502: "a gateway before ORDS did not get an answer from it",
    503: "the connection pool of ORDS is invalid or exhausted, or ORDS is starting",
    504: "a gateway before ORDS did not get an answer from it in time",
    555: "the connection and the user were good; the database refused what ORDS did for the request",
}
_CODES: Final[Mapping[int, str]] = {401: "DP402", 403: "DP402", 404: "DP403", 502: "DP405", 503: "DP405", 504: "DP405"}


def value(reply: Reply) -> Any:
    """Give the JSON value of a body, or None where it has none."""
    try:
        return json.loads(reply.body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def job(item: object) -> Job | None:
    """Read a job item, or give None where it is none."""
    if not isinstance(item, dict):
        return None
    owner, name = item.get("owner_name"), item.get("job_name")
    if not (is_name(owner) and is_name(name)):
        return None
    state = _text(item, "state") or _text(item, "job_state")
    operation, mode = _text(item, "operation").upper(), _text(item, "job_mode").upper()
    return Job(
        str(owner),
        str(name),
        operation,
        mode,
        state.upper(),
        degree=_number(item, "degree"),
        attached_sessions=_number(item, "attached_sessions"),
        datapump_sessions=_number(item, "datapump_sessions"),
        links=links(item),
    )


def links(item: dict[str, Any]) -> tuple[Link, ...]:
    """Read the links of an item or a collection; what is none is left out."""
    given = item.get("links")
    found = given[:_MOST_LINKS] if isinstance(given, list) else []
    return tuple(
        Link(link["rel"], link["href"])
        for link in found
        if isinstance(link, dict) and isinstance(link.get("rel"), str) and isinstance(link.get("href"), str)
    )


def _text(item: dict[str, Any], key: str) -> str:
    given = item.get(key)
    return plain(given, 128) if isinstance(given, str) else ""


def _number(item: dict[str, Any], key: str) -> int | None:
    given = item.get(key)
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def refused(reply: Reply, what: str) -> Diagnostic:
    """Make one diagnostic of an error reply to `what`: its status, code, ORA code and execution context, if any."""
    if 300 <= reply.status < 400:
        advice = "give the address that it leads to as the connection's url, if that is right: no redirect is followed"
        return Diagnostic("DP410", f"ORDS answered {what} with a redirect ({reply.status})", help=advice)
    said, extra = _said(reply)
    message = f"ORDS answered {what} with {reply.status}" + (f": {said}" if said else "")
    advice = _ADVICE.get(reply.status, "")
    if "ORA-31634" in message:
        advice = "ORDS names jobs by the second: wait one, and submit again"
    else:
        advice = "; ".join(part for part in (oracle_advice(message), advice) if part)
    parts = [part for part in (advice, extra) if part]
    return Diagnostic(_CODES.get(reply.status, "DP404"), message, help="; ".join(parts) or None)


def _said(reply: Reply) -> tuple[str, str]:
    """Give what an error body says, on one line, and the execution context to quote to an administrator."""
    body = value(reply)
    if not isinstance(body, dict):
        text = reply.body[:20000].decode("utf-8", "replace")
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        oracle = re.search(r"\bORA-\d{5}:[^\n<]*", text)
        kind = "an HTML page" if "<html" in text.lower() or "<!doctype" in text.lower() else "a text that is not JSON"
        shown = (oracle[0] if oracle else "") or (title[1] if title else "")
        return (f"{_line(shown)} (from {kind})" if shown.strip() else kind if text.strip() else ""), ""
    given = (body.get(key) for key in ("message", "title", "cause", "SQL ERROR MESSAGE"))
    texts = [text for text in given if isinstance(text, str) and text.strip()]
    first = texts[0] if texts else ""
    with_code = next((text for text in texts if error_code(text)), first)
    shown = _line(first) + (f" ({_line(with_code)})" if with_code != first else "")
    code = body.get("o:errorCode") or body.get("code")
    if isinstance(code, str) and code.strip() and code not in shown:
        shown = f"{_line(code)}: {shown}" if shown else _line(code)
    instance = _ECID.search(str(body.get("instance", "")))
    return shown, f"quote ecid {instance['id']} to the administrator of the server" if instance else ""


def _line(text: str) -> str:
    return plain(" ".join(clean(text).split()), 400)


def lost(reply: Lost, what: str) -> Diagnostic:
    """Make one diagnostic of a request without a reply."""
    advice = reply.help
    if advice is None and reply.code == "DP401" and not reply.sent:
        advice = "check host and port of the url, and that ORDS runs; proxies are taken from the environment"
    return Diagnostic(reply.code, f"no answer to {what}: {_line(reply.reason)}", help=advice)
