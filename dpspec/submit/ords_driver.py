"""Sends the requests of a flow by httpx2: the only module that knows it.

Credentials go to the configured base and token endpoint alone: no redirect is followed, no cookie kept, certificates
are always verified.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from typing import TYPE_CHECKING, Any, Final

import httpx2
from attrs import define, field

from dpspec.submit.loop import Patience, creates
from dpspec.submit.steps import Lost, Reply, Request, Step
from dpspec.submit.tokens import FORM
from dpspec.version import __version__

if TYPE_CHECKING:
    from dpspec.submit.auth import ClientCredentials
    from dpspec.submit.ords_urls import Base
    from dpspec.submit.partfile import PartFile
    from dpspec.submit.tokens import Credentials

#: Most bytes of a reply that is kept in memory.
_MOST: Final = 64 * 1024 * 1024
_CONNECT: Final = 10.0


def trust(ca_file: str | None) -> ssl.SSLContext:
    """Give what certificates are verified by: the system's authorities, or those of a file (PEM) instead.

    Raises OSError if the file cannot be read, and ssl.SSLError if it is none.
    """
    return ssl.create_default_context(cafile=ca_file)


def trust_nobody() -> ssl.SSLContext:
    """Give what no certificate passes, for where no address is https: authorities take long to load."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@define
class _Http:
    base: Base
    credentials: Credentials
    context: ssl.SSLContext
    request_timeout: float
    sink: PartFile | None = None

    def options(self) -> dict[str, Any]:
        # A proxy of the environment must not see a password that goes to this machine in the clear.
        options: dict[str, Any] = {"trust_env": not self.base.is_loopback, "follow_redirects": False}
        options["timeout"] = httpx2.Timeout(self.request_timeout, connect=min(_CONNECT, self.request_timeout))
        options["headers"] = {"user-agent": f"dpspec/{__version__}", "accept-encoding": "identity"}
        options["verify"] = self.context
        return options

    def token_url(self) -> str:
        auth: ClientCredentials = self.credentials.auth  # type: ignore[assignment]  # asked for of such alone
        return auth.token_url or self.base.token_url

    def built(self, request: Request) -> dict[str, Any]:
        """Give what httpx2 needs for a request: base and credentials are added here."""
        headers = {"accept": "*/*" if request.to_file else "application/json, text/plain;q=0.9, */*;q=0.1"}
        headers |= self.credentials.header()
        if request.start:
            headers["range"] = f"bytes={request.start}-"
        made: dict[str, Any] = {"method": request.method, "url": self.base.api + request.path, "headers": headers}
        if request.query:
            made["params"] = dict(request.query)
        if request.body is not None:
            made["json"] = dict(request.body)
        return made

    def total(self, request: Request) -> float | None:
        """Give the seconds after which a request counts as without an answer, however slowly one trickles in."""
        return None if request.to_file else 2 * self.request_timeout

    def take(self, response: httpx2.Response, request: Request, received: _Received, data: bytes) -> None:
        """Put bytes of a body where they belong: into the file, or into memory up to a bound."""
        if response.status_code == 206 and not _continues(response, request.start):
            raise httpx2.RemoteProtocolError("the server sent another part than the one it was asked for")
        if request.to_file and response.status_code in (200, 206) and self.sink is not None:
            if not received.begun and response.status_code == 200:
                self.sink.restart()
                received.size = 0
            if not received.begun and response.headers.get("content-length", "").isdecimal():
                self.sink.total = received.size + int(response.headers["content-length"])
            received.begun = True
            self.sink.write(data)
            received.size += len(data)
        elif len(received.body) + len(data) > _MOST:
            raise httpx2.RemoteProtocolError("the reply is too long")
        else:
            received.body += data

    def reply(self, response: httpx2.Response, request: Request, received: _Received) -> Reply:
        if request.to_file and response.status_code == 200 and not received.begun and self.sink is not None:
            self.sink.restart()  # the whole file, and it is empty
            received.size = 0
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, bytes(received.body), received.size)


def _continues(response: httpx2.Response, start: int) -> bool:
    """Tell whether a part of a file is the one that was asked for: its header says where it begins."""
    return bool(re.match(rf"bytes {start}-\d", response.headers.get("content-range", "")))


@define
class _Received:
    """What has come of a body: bytes that are kept, or how many went to the file."""

    size: int
    body: bytearray = field(factory=bytearray)
    begun: bool = False


def _lost(error: Exception, received: int) -> Lost:
    """Tell what kind of failure it was: only before a connection stands nothing can have been sent."""
    text = str(error) or type(error).__name__
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        text = f"no answer in time ({type(error).__name__})" if not str(error) else text
    if isinstance(error, httpx2.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in text:
        advice = "if it is right, give the file of its authority as `ca_file`; certificates are always verified"
        return Lost(f"the certificate of the server is not trusted: {text}", sent=False, code="DP410", help=advice)
    unsent = (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
        httpx2.ProxyError,
        httpx2.UnsupportedProtocol,
        httpx2.InvalidURL,
        httpx2.LocalProtocolError,
    )
    return Lost(text, sent=not isinstance(error, unsent), received=received)


@define
class OrdsDriver:
    """Blocks; a call can be given up by Ctrl-C, save one that may create a job."""

    http: _Http
    _client: httpx2.Client | None = None
    _patience: Patience = field(factory=Patience)

    def perform(self, step: Step) -> Reply | Lost:
        """Send a request."""
        if not isinstance(step, Request):
            raise TypeError(f"no HTTP request: {step}")
        received = _Received(step.start)
        try:
            total = self.http.total(step)
            return self._patience.call(lambda: self._send(step, received), timeout=total, finish=creates(step))
        except TimeoutError as error:
            self.close()  # the connection is of no use any more
            return _lost(error, received.size)

    def _send(self, request: Request, received: _Received) -> Reply | Lost:
        try:
            if request.creates_job:
                # A connection that stood idle may be gone without a sign; then it would not be known what was sent.
                with httpx2.Client(**self.http.options()) as client:
                    return self._authorised(client, request, received)
            if self._client is None:
                self._client = httpx2.Client(**self.http.options())
            return self._authorised(self._client, request, received)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            return _lost(error, received.size)

    def _authorised(self, client: httpx2.Client, request: Request, received: _Received) -> Reply | Lost:
        credentials = self.http.credentials
        for attempt in (1, 2):
            fresh = credentials.needs_token(time.monotonic())
            if fresh:
                try:
                    answer = client.post(self.http.token_url(), content=FORM, headers=credentials.token_header())
                except httpx2.HTTPError as error:
                    return Lost(f"the token endpoint: {error}", sent=False)
                if wrong := credentials.take(answer.status_code, answer.content, time.monotonic()):
                    return wrong
            reply = self._one(client, request, received)
            if reply.status != 401 or fresh or attempt == 2 or not credentials.can_renew:
                return reply
            credentials.forget()
            received.body.clear()
        raise AssertionError("the second attempt returns")

    def _one(self, client: httpx2.Client, request: Request, received: _Received) -> Reply:
        client.cookies.clear()
        with client.stream(**self.http.built(request)) as response:
            for data in response.iter_raw():
                self.http.take(response, request, received, data)
            return self.http.reply(response, request, received)

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @property
    def sink(self) -> PartFile | None:
        """Where the bytes of a file go."""
        return self.http.sink

    @sink.setter
    def sink(self, sink: PartFile | None) -> None:
        self.http.sink = sink


@define
class AsyncOrdsDriver:
    """The same, awaited."""

    http: _Http
    _client: httpx2.AsyncClient | None = None

    async def perform(self, step: Step) -> Reply | Lost:
        """Send a request."""
        if not isinstance(step, Request):
            raise TypeError(f"no HTTP request: {step}")
        received = _Received(step.start)
        try:
            async with asyncio.timeout(self.http.total(step)):
                return await self._send(step, received)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, TimeoutError) as error:
            if isinstance(error, TimeoutError):
                await self.close()
            return _lost(error, received.size)

    async def _send(self, request: Request, received: _Received) -> Reply | Lost:
        if request.creates_job:
            async with httpx2.AsyncClient(**self.http.options()) as client:
                return await self._authorised(client, request, received)
        if self._client is None:
            self._client = httpx2.AsyncClient(**self.http.options())
        return await self._authorised(self._client, request, received)

    async def _authorised(self, client: httpx2.AsyncClient, request: Request, received: _Received) -> Reply | Lost:
        credentials = self.http.credentials
        for attempt in (1, 2):
            fresh = credentials.needs_token(time.monotonic())
            if fresh:
                try:
                    header = credentials.token_header()
                    answer = await client.post(self.http.token_url(), content=FORM, headers=header)
                except httpx2.HTTPError as error:
                    return Lost(f"the token endpoint: {error}", sent=False)
                if wrong := credentials.take(answer.status_code, answer.content, time.monotonic()):
                    return wrong
            client.cookies.clear()
            async with client.stream(**self.http.built(request)) as response:
                async for data in response.aiter_raw():
                    self.http.take(response, request, received, data)
                reply = self.http.reply(response, request, received)
            if reply.status != 401 or fresh or attempt == 2 or not credentials.can_renew:
                return reply
            credentials.forget()
            received.body.clear()
        raise AssertionError("the second attempt returns")

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @property
    def sink(self) -> PartFile | None:
        """Where the bytes of a file go."""
        return self.http.sink

    @sink.setter
    def sink(self, sink: PartFile | None) -> None:
        self.http.sink = sink
