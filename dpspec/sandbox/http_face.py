"""The HTTP face: the Data Pump endpoints of ORDS as a starlette application.

The contract is Oracle's OpenAPI document and pages for these endpoints (reference, ords.md). Where these are silent it
does what is reported, or a guess (all unconfirmed): an error of Data Pump is status 555 with the ORA stack in `cause`,
a missing role 403, a page has 25 jobs, file links have the rel `related`, keys that are not known are dropped without
a word.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import secrets
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dpspec import api
from dpspec.sandbox.ora import OraError
from dpspec.sandbox.submitted import plan_of
from dpspec.source import Source

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from dpspec.jobs import Job
    from dpspec.sandbox.catalog import User
    from dpspec.sandbox.engine import Engine
    from dpspec.sandbox.faults import Faults, HttpFault

#: The body's keys (contract of ORDS 26.1), and the only member of an expression.
_KEYS: Final = (
    *("job_mode", "datapump_dir", "file_name", "credential_name", "filter", "threads", "keep_master"),
    *("name_expressions", "schema_expressions", "tablespace_expressions"),
)
_PAGE: Final = 25
_MAX_PAGE: Final = 10000
_PROBLEMS: Final = {
    400: ("BadRequest", "Bad Request"),
    401: ("Unauthorized", "Unauthorized"),
    403: ("Forbidden", "Forbidden"),
    404: ("NotFound", "Not Found"),
    405: ("MethodNotAllowed", "Method Not Allowed"),
    555: ("UserDefinedResourceError", "User Defined Resource Error"),
}


def problem(status: int, cause: str = "", **headers: str) -> Response:
    """Give an error as ORDS does."""
    code, message = _PROBLEMS.get(status, ("InternalServerError", "Internal Server Error"))
    body = {"code": code, "title": message, "message": message, "type": f"tag:oracle.com,2020:error/{code}"}
    body["instance"] = f"tag:oracle.com,2020:ecid/{secrets.token_urlsafe(16)}"
    if cause:
        body["cause"] = cause
    return JSONResponse(body, status, headers, media_type="application/problem+json")


class HttpFace:
    """The application: `app` is for a server; `requests` has the method and path of each request that came."""

    def __init__(
        self,
        engine: Engine,
        faults: Faults,
        *,
        token_seconds: float = 3600,
        ranges: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._faults, self._ranges = engine, faults, ranges
        self._token_seconds, self._clock = token_seconds, clock
        self._tokens: dict[str, tuple[User, float]] = {}
        self.requests: list[tuple[str, str]] = []
        base = "/ords/{alias}/_/db-api/{release}/database/datapump"
        routes = [
            Route("/ords/{alias}/oauth/token", self._wrapped(self._token), methods=["POST"]),
            Route(f"{base}/export", self._wrapped(self._export), methods=["POST"]),
            Route(f"{base}/import", self._wrapped(self._import), methods=["POST"]),
            Route(f"{base}/jobs/", self._wrapped(self._jobs), methods=["GET", "POST"]),
            Route(f"{base}/jobs/{{key}}/", self._wrapped(self._job), methods=["GET"]),
            Route(f"{base}/jobs/{{key}}/{{file}}", self._wrapped(self._file), methods=["GET"]),
            Route("/{rest:path}", self._wrapped(self._nothing), methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ]
        self.app: Final = Starlette(routes=routes)
        self.app.router.redirect_slashes = False

    # --- around every request ----------------------------------------------------------------------------------------

    def _wrapped(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def wrapped(request: Request) -> Response:
            path = request.url.path
            self.requests.append((request.method, path))
            fault = self._faults.http(request.method, path)
            if fault is not None and not fault.after:
                return _spoiled(problem(fault.status or 500), fault)
            reply = await handler(request)
            return _spoiled(reply, fault) if fault is not None else reply

        return wrapped

    def _caller(self, request: Request) -> User | Response:
        """Tell who asks, or why it may not: the schema of the caller must be that of the URL."""
        if self._faults.token(request.url.path):
            self._tokens.clear()
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        user = None
        if scheme.lower() == "basic":
            name, password = _basic(given)
            found = self._engine.catalog.user(name)
            user = found if found is not None and secrets.compare_digest(found.password.encode(), password) else None
        elif scheme.lower() == "bearer":
            user, until = self._tokens.get(given, (None, 0.0))
            user = user if self._clock() < until else None
        if user is None or user.name.lower() != request.path_params["alias"] or not user.rest:
            return problem(401, **{"WWW-Authenticate": 'Basic realm="Oracle REST Data Services"'})
        return user if user.rest_role else problem(403)

    async def _token(self, request: Request) -> Response:
        alias = request.path_params["alias"]
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        name, secret = _basic(given) if scheme.lower() == "basic" else ("", b"")
        user = next((u for u in self._engine.catalog.users.values() if name and u.client[0] == name), None)
        known = user is not None and secrets.compare_digest(user.client[1].encode(), secret)
        if user is None or not known or user.name.lower() != alias:
            return problem(401, **{"WWW-Authenticate": 'Basic realm="OAuth"'})
        if b"grant_type=client_credentials" not in await request.body():
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        token = secrets.token_urlsafe(16)
        self._tokens[token] = (user, self._clock() + self._token_seconds)
        return JSONResponse({"access_token": token, "token_type": "bearer", "expires_in": int(self._token_seconds)})

    # --- the endpoints -----------------------------------------------------------------------------------------------

    async def _export(self, request: Request) -> Response:
        user = self._caller(request)
        return user if isinstance(user, Response) else await self._made(request, user)

    async def _import(self, request: Request) -> Response:
        user = self._caller(request)
        return user if isinstance(user, Response) else problem(555, "the sandbox of dpspec only exports")

    async def _jobs(self, request: Request) -> Response:
        user = self._caller(request)
        if isinstance(user, Response):
            return user
        return await self._made(request, user) if request.method == "POST" else self._listed(request, user)

    async def _made(self, request: Request, user: User) -> Response:
        try:
            body = json.loads(await request.body())
        except ValueError:
            return problem(400, "the body is no JSON")
        if not isinstance(body, dict):
            return problem(400, "the body is no object")
        if "operation" in body and body["operation"] != "EXPORT":
            return problem(555, "the sandbox of dpspec only exports")
        spec, found = api.read(Source("body", json.dumps(_known(body))), "json")
        if spec is None or found:
            return problem(400, "; ".join(diagnostic.message for diagnostic in found))
        session = self._engine.connect(user)
        try:
            plan = plan_of(spec, user)
            number = self._engine.submit(session, plan)
            row = self._engine.job_of(session, number)
            self._engine.detach(session, number)
            # A very short job may be gone by now.
            job = next((job for job in self._engine.jobs(user) if job.key == row.key), row)
        except OraError as error:
            return problem(555, f"SQL Error Code {error.code}, Error Message: {error.stack}")
        finally:
            self._engine.disconnect(session)
        item = self._item(request, job)
        place = f"{_base(request)}{_key(job)}/"
        tag = base64.b64encode(hashlib.sha512(place.encode()).digest()).decode()
        headers = {"Location": place, "Content-Location": place, "ETag": f'"{tag}"'}
        return JSONResponse({**item, "job_state": job.state}, 201, headers)

    def _listed(self, request: Request, user: User) -> Response:
        try:
            limit = min(int(request.query_params.get("limit", _PAGE)), _MAX_PAGE)
            offset = int(request.query_params.get("offset", 0))
        except ValueError:
            return problem(400, "`limit` and `offset` are integers")
        if limit < 1 or offset < 0 or "q" in request.query_params:
            return problem(400, "`limit` is 1 or more; the sandbox knows no `q`")
        found = self._engine.jobs(user)
        page = found[offset : offset + limit]
        more = offset + limit < len(found)
        links = [{"rel": "self", "href": _base(request)}, {"rel": "first", "href": f"{_base(request)}?limit={limit}"}]
        if more:
            links.append({"rel": "next", "href": f"{_base(request)}?offset={offset + limit}&limit={limit}"})
        items = [self._item(request, job) for job in page]
        body = {"items": items, "hasMore": more, "limit": limit, "offset": offset, "count": len(page), "links": links}
        return JSONResponse(body)

    def _found(self, request: Request, user: User) -> Job | None:
        owner, _, name = unquote(request.path_params["key"]).partition(",")
        return next((job for job in self._engine.jobs(user) if job.key == (owner, name)), None)

    async def _job(self, request: Request) -> Response:
        user = self._caller(request)
        if isinstance(user, Response):
            return user
        job = self._found(request, user)
        return JSONResponse(self._item(request, job)) if job is not None else problem(404)

    async def _file(self, request: Request) -> Response:
        user = self._caller(request)
        if isinstance(user, Response):
            return user
        job = self._found(request, user)
        for place in self._engine.places(*job.key) if job is not None else ():
            data = self._engine.read(user, *place)
            if place[1] == request.path_params["file"] and data is not None:
                is_log = place[1].lower().endswith(".log")
                reply = PlainTextResponse(data) if is_log else Response(data, media_type="application/vnd.tcpdump.pcap")
                return _part(reply, request.headers.get("range", "")) if self._ranges else reply
        return problem(404)

    async def _nothing(self, _request: Request) -> Response:
        return problem(404)

    # --- what replies are made of ------------------------------------------------------------------------------------

    def _item(self, request: Request, job: Job) -> dict[str, Any]:
        item: dict[str, Any] = {"owner_name": job.owner_name, "job_name": job.job_name, "operation": job.operation}
        item |= {"job_mode": job.job_mode, "state": job.state, "degree": job.degree}
        item |= {"attached_sessions": job.attached_sessions, "datapump_sessions": job.datapump_sessions}
        place = f"{_base(request)}{_key(job)}/"
        links = [{"rel": "collection", "href": _base(request)}, {"rel": "self", "href": place}]
        links += [{"rel": "related", "href": place + quote(name)} for _, name in self._engine.places(*job.key)]
        return {**item, "links": links}


def _base(request: Request) -> str:
    parts = request.path_params
    address = f"{request.url.scheme}://{request.url.netloc}"
    return f"{address}/ords/{parts['alias']}/_/db-api/{parts['release']}/database/datapump/jobs/"


def _key(job: Job) -> str:
    return f"{quote(job.owner_name, safe='')},{quote(job.job_name, safe='')}"


def _basic(given: str) -> tuple[str, bytes]:
    try:
        name, _, password = base64.b64decode(given, validate=True).partition(b":")
        return name.decode(), password
    except (binascii.Error, UnicodeDecodeError):
        return "", b""


def _known(body: dict[str, Any]) -> dict[str, Any]:
    """Drop what ORDS does not know, in the body and in expressions."""
    kept = {key: value for key, value in body.items() if key in _KEYS}
    for key, value in kept.items():
        if key.endswith("_expressions") and isinstance(value, list):
            kept[key] = [
                {"expression": item["expression"]} if isinstance(item, dict) and "expression" in item else item
                for item in value
            ]
    return kept


def _part(reply: Response, wanted: str) -> Response:
    """Give the rest of a file from a byte on, where that is asked for; whether ORDS does so is not known."""
    found = re.fullmatch(r"bytes=(\d+)-", wanted)
    if found is None:
        return reply
    start, size = int(found[1]), len(reply.body)
    if start >= size:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {start}-{size - 1}/{size}"}
    return Response(bytes(reply.body)[start:], 206, headers, media_type=reply.media_type)


def _spoiled(reply: Response, fault: HttpFault) -> Response:
    """Put what a fault gives in the place of what a reply has."""
    headers = {name: value for name, value in reply.headers.items() if name != "content-length"}
    if fault.body is not None:
        headers["content-type"] = "application/octet-stream"
    headers |= {name.lower(): value for name, value in fault.headers}
    body = fault.body if fault.body is not None else bytes(reply.body)
    return Response(body, fault.status or reply.status_code, headers)
