"""Runs the faces of the sandbox on sockets of this machine."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Final, Self

from dpspec.sandbox.catalog import Catalog
from dpspec.sandbox.engine import Engine
from dpspec.sandbox.faults import Faults
from dpspec.sandbox.relay import Relay, listening

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from uvicorn import Server

    from dpspec.sandbox.http_face import HttpFace
    from dpspec.sandbox.net_face import NetFace

_HTTP_EXTRA: Final = "the HTTP face of the sandbox needs starlette and uvicorn: pip install dpspec[sandbox]"
_NET_EXTRA: Final = (
    "the net face of the sandbox needs seerdb: pip install --no-deps seerdb==3.3.0 pycryptodome tzdata "
    "(and python-oracledb to connect to it: pip install dpspec[oracle])"
)


class Sandbox:
    """An in-memory Data Pump with an HTTP face and an Oracle Net face, as a context manager.

    `pace` is how many seconds a job takes; `tls` is a certificate file and its key file, for HTTPS. `http` and `net`
    turn faces off. A port of 0 is any free one. Without `relays`, faults at the TCP level do not fire. A token for the
    HTTP face is valid for `token_seconds`; a dump is at least `dump_bytes` long; with `ranges`, the HTTP face gives a
    file from the byte on that a client asks for.
    Raises ImportError, with what to install, where what a face needs is missing, and OSError for a port in use.
    """

    def __init__(
        self,
        catalog: Catalog | None = None,
        pace: float = 3.0,
        tls: tuple[str, str] | None = None,
        *,
        http: bool = True,
        net: bool = True,
        host: str = "127.0.0.1",
        http_port: int = 0,
        net_port: int = 0,
        relays: bool = True,
        token_seconds: float = 3600,
        dump_bytes: int = 0,
        ranges: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine: Final = Engine(catalog or Catalog.builtin(), clock, pace, dump_bytes=dump_bytes)
        self.faults: Final = Faults()
        self.host: Final = host
        self._tls, self._with, self._relayed = tls, (http, net), relays
        self._ports = http_port, net_port
        self._token_seconds, self._ranges = token_seconds, ranges
        self._http: HttpFace | None = None
        self._net: NetFace | None = None
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._relays: list[Relay] = []
        self.http_port = self.net_port = 0

    def __enter__(self) -> Self:
        try:
            if self._with[0]:
                self._start_http(self._ports[0])
            if self._with[1]:
                self._start_net(self._ports[1])
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop both faces."""
        for relay in self._relays:
            relay.close()
        self._relays.clear()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(5)
            self._server = self._thread = None
        if self._net is not None:
            self._net.close()

    def _start_http(self, port: int) -> None:
        try:
            import uvicorn

            from dpspec.sandbox.http_face import HttpFace
        except ImportError as error:
            raise ImportError(_HTTP_EXTRA) from error
        self._http = HttpFace(self.engine, self.faults, token_seconds=self._token_seconds, ranges=self._ranges)
        made = listening(self.host, 0 if self._relayed else port)
        # asyncio sends without delay only where a socket says that it is of TCP; 40 ms for each reply else.
        inner = socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())
        certificate, key = self._tls or (None, None)
        config = uvicorn.Config(
            self._http.app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            server_header=False,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            timeout_graceful_shutdown=1,
        )
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        self._server = uvicorn.Server(config)
        # The socket listens already, so a client that is quicker than the server waits in its queue.
        self._thread = threading.Thread(target=self._server.run, args=([inner],), daemon=True, name="sandbox http")
        self._thread.start()
        self.http_port = self._front("http", port, inner.getsockname()[1])

    def _start_net(self, port: int) -> None:
        try:
            from seerdb.server import lockout

            from dpspec.sandbox.net_face import NetFace
        except ImportError as error:
            raise ImportError(_NET_EXTRA) from error
        lockout.configure(0)
        logging.getLogger("seerdb.server").setLevel(logging.CRITICAL)
        self._net = NetFace(self.engine, self.faults, self.host, 0 if self._relayed else port)
        self.net_port = self._front("net", port, self._net.port)

    def _front(self, face: str, port: int, inner: int) -> int:
        if not self._relayed:
            return inner
        relay = Relay(face, self.faults, self.host, port, inner)
        self._relays.append(relay)
        return relay.port

    # --- for clients and assertions ----------------------------------------------------------------------------------

    def url_of(self, alias: str) -> str:
        """Give the base URL of the HTTP face for a schema, such as ``http://127.0.0.1:8181/ords/scott/``."""
        return f"{'https' if self._tls else 'http'}://{_address(self.host)}:{self.http_port}/ords/{alias.lower()}/"

    @property
    def url(self) -> str:
        """The base URL for SCOTT."""
        return self.url_of("scott")

    @property
    def dsn(self) -> str:
        """The connect string of the net face."""
        return f"{_address(self.host)}:{self.net_port}/SANDBOX"

    @property
    def requests(self) -> list[tuple[str, str]]:
        """Method and path of every request that the HTTP face has seen."""
        return self._http.requests if self._http is not None else []

    @property
    def statements(self) -> list[str]:
        """The text of every statement that the net face has seen."""
        return self._net.statements if self._net is not None else []


def _address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
