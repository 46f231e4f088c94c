"""Plays a flow against a transcript: replies go in, steps and events come out; time passes only by its waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import define, field

import dpspec
from dpspec.jobs import Job, LogFile
from dpspec.submit.steps import Answer, Failure, Lost, Reply, Request, Run, Tell, Wait

if TYPE_CHECKING:
    from dpspec.statements import Statement

ITEM = {"owner_name": "SCOTT", "job_name": "DATAPUMP_REST_EXPORT_20260305120000", "operation": "EXPORT"}
ITEM |= {"job_mode": "TABLE", "state": "EXECUTING", "degree": 1, "attached_sessions": 0, "datapump_sessions": 2}
KEY = (ITEM["owner_name"], ITEM["job_name"])
SELF = f"https://h/ords/scott/_/db-api/stable/database/datapump/jobs/{KEY[0]},{KEY[1]}/"
LOG, DUMP = "EXPDAT-12.LOG", "EXPDAT01.DMP"
LINKS = [
    {"rel": "self", "href": SELF},
    {"rel": "related", "href": SELF + LOG},
    {"rel": "related", "href": SELF + DUMP},
]


class Unexpected(AssertionError):  # noqa: N818 - it is what an assertion says
    """A flow asked for more than its transcript has."""


@define
class Played:
    """What became of a flow."""

    outcome: Any = None
    error: dpspec.JobError | None = None
    steps: list[Any] = field(factory=list)
    events: list[Any] = field(factory=list)
    seconds: float = 0.0

    @property
    def posts(self) -> int:
        """How many requests or statements could have made a job."""
        return sum(
            (isinstance(step, Request) and (step.method == "POST" or step.creates_job))
            or (isinstance(step, Run) and step.statement.starts_job)
            for step in self.steps
        )

    @property
    def sent(self) -> list[str]:
        """The steps in short: requests without what they all begin with, statements by their first words."""
        return [short(step) for step in self.steps]

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.outcome.diagnostics]

    @property
    def messages(self) -> list[str]:
        return [diagnostic.message for diagnostic in self.outcome.diagnostics]


def short(step: Any) -> str:
    match step:
        case Request(method=method, path=path, start=start):
            path = path.replace("database/datapump/", "").replace(f"jobs/{KEY[0]},{KEY[1]}/", "JOB/")
            return f"{method} {path}" + (f" from {start}" if start else "")
        case Run(statement=statement):
            return kind_of(statement)
    return type(step).__name__


def kind_of(statement: Statement) -> str:
    """Tell which statement it is, by the name that it has in job_blocks."""
    from dpspec import job_blocks

    if statement.starts_job:
        return "START"
    names = (name for name in vars(job_blocks) if name.isupper() and not name.startswith("_"))
    return next(name for name in names if getattr(job_blocks, name) == statement.text)


def play(flow: Any, *replies: Any, answer: Any = None) -> Played:
    """Send a flow the replies in their order, or what `answer` makes of each step; every reply must be asked for.

    A reply that is a function is called with the step.
    """
    played, waiting = Played(), list(replies)
    reply: Any = None
    try:
        while True:
            step = flow.send(reply)
            reply = None
            match step:
                case Tell(event=event):
                    played.events.append(event)
                case Wait(seconds=seconds, jitter=jitter):
                    assert seconds >= 0
                    assert jitter >= 0
                    played.seconds += seconds
                    reply = played.seconds
                case _:
                    played.steps.append(step)
                    if answer is not None:
                        reply = answer(step)
                    elif waiting:
                        reply = waiting.pop(0)
                        reply = reply(step) if callable(reply) else reply
                    else:
                        raise Unexpected(f"no reply left to {short(step)} after {played.sent}")
    except StopIteration as end:
        played.outcome = end.value
    except dpspec.JobError as error:
        played.error = error
    finally:
        flow.close()
    assert not waiting, f"never asked for: {waiting}"
    return played


def plan(**keys: Any) -> dpspec.Plan:
    given = {"job_mode": "TABLE", "name_expressions": ["='EMP'"]} | keys
    checked = dpspec.check(dpspec.ExportSpec(**{key: value for key, value in given.items() if value is not None}))
    assert checked.plan is not None, checked.diagnostics
    return checked.plan


# --- ORDS -------------------------------------------------------------------------------------------------------------


def reply(status: int = 200, body: Any = None, **headers: str) -> Reply:
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, data)


def item(**members: Any) -> dict[str, Any]:
    made = {**ITEM, "links": LINKS} | members
    return {key: value for key, value in made.items() if value is not None}


def listed(*items: dict[str, Any], following: str | None = None) -> Reply:
    links = [{"rel": "next", "href": following}] if following else []
    return reply(200, {"items": list(items), "hasMore": bool(following), "links": links})


LOST = Lost("the connection was reset", sent=True)
UNSENT = Lost("connection refused", sent=False)
OURS = Job(*KEY, "EXPORT", "TABLE", "EXECUTING", 1, 0, 2)


def log_of(end: str, *between: str, key: tuple[str, str] = KEY) -> bytes:
    owner, name = key
    lines = ["Export: Release 19.0.0.0.0", "", f'Starting "{owner}"."{name}":', *between]
    lines += [f'Job "{owner}"."{name}" {end} at Thu Mar 5 12:00:10 2026 elapsed 0 00:00:10'] if end else []
    return "\n".join([*lines, ""]).encode()


DONE = "successfully completed"


# --- the database -----------------------------------------------------------------------------------------------------

ME = Answer(rows=(("SCOTT", 1, 42, 4711),))
NAME = "DPSPEC_20260305120000_ABC123"
PLACE = LogFile("DATA_PUMP_DIR", f"{NAME}.LOG")
DIRECT = ("SCOTT", NAME)
GONE = Failure("DPY-4011", "the database or network closed the connection", lost=True)
CONNECTED = Answer()
NOT_CONNECTED = Failure("DPY-6005", "cannot connect to database", lost=True, sent=False)


def rows(*states: str, name: str = NAME, owner: str = "SCOTT") -> Answer:
    """Answer the job views with a job in a state, or with none."""
    return Answer(rows=tuple((owner, name, "EXPORT", "TABLE", state, 1, 0, 2) for state in states))


def outs(**values: Any) -> Answer:
    return Answer({"code": 0, "details": None} | values)


def status(state: str, handle: int | None = 7, **more: Any) -> Answer:
    return outs(handle=handle, job_state=state, **more)


def file(data: bytes, *, size: int | None = None) -> Answer:
    return outs(file_size=len(data) if size is None else size, piece1=data or None)


def alive(count: int) -> Answer:
    return Answer(rows=((count,),))
