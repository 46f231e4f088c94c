"""Shows the steps of a flow as text, for a run that sends nothing. No step has a credential."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dpspec.submit.loop import creates
from dpspec.submit.steps import Answer, Reply, Request, Run

if TYPE_CHECKING:
    from dpspec.statements import Statement
    from dpspec.submit.steps import Flow, Step


def until_created(flow: Flow[Any], root: str = "") -> tuple[str, ...]:
    """Show what a submission sends, up to what creates the job, as if everything asked before were answered well."""
    shown: list[str] = []
    reply: Any = None
    try:
        while True:
            step = flow.send(reply)
            if text := show(step, root):
                shown.append(text)
            if creates(step):
                return tuple(shown)
            reply = _answer(step)
    except StopIteration:
        return tuple(shown)
    finally:
        flow.close()


def _answer(step: Step) -> Any:
    if isinstance(step, Request):
        return Reply(200, {}, json.dumps({"items": [], "hasMore": False, "links": []}).encode())
    if isinstance(step, Run):
        # Who is connected is asked with one row; that no job is there is told by no row.
        return Answer(rows=(("USER", 1, 1, 1),) if "SESSION_USER" in step.statement.text else ())
    return 0.0


def show(step: Step, root: str = "") -> str:
    """Give a step as text; empty for one that sends nothing."""
    match step:
        case Request(method=method, path=path, query=query, body=body):
            words = "&".join(f"{key}={value}" for key, value in query.items())
            line = f"{method} {root}{path}{'?' if words else ''}{words}"
            return line if body is None else f"{line}\n{json.dumps(dict(body), indent=2)}"
        case Run(statement=statement):
            return _statement(statement)
    return ""


def _statement(statement: Statement) -> str:
    given = [f"-- :{bind.name} = {bind.shown}" for bind in statement.binds if not bind.out]
    return "\n".join([*given, statement.text.rstrip()])
