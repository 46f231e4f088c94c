"""A TCP relay before a face, which passes everything on until a fault fires: real sockets, so real breaks."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from attrs import define

from dpspec.sandbox.faults import Cut, Trickle

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.sandbox.faults import Faults

_CHUNK: Final = 65536


@define(eq=False)
class _Pair:
    """The two sockets of a connection, and the fault that waits for the answer."""

    client: socket.socket
    server: socket.socket
    armed: Cut | Trickle | None = None

    def reset(self) -> None:
        """Break both ends; the client sees a reset."""
        for end in (self.client, self.server):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                end.shutdown(socket.SHUT_RD)  # wakes the other thread
            with suppress(OSError):
                end.close()

    def close(self) -> None:
        """Close both ends."""
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                end.close()


def listening(host: str, port: int) -> socket.socket:
    """Give a socket that listens on an address of either family. Raises OSError."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


class Relay:
    """Listens on `host` and `port` (0: any), and passes connections on to `target`, a port of the same host."""

    def __init__(self, face: str, faults: Faults, host: str, port: int, target: int) -> None:
        self._face, self._faults, self._target = face, faults, (host, target)
        self._socket = listening(host, port)
        self.port: Final[int] = self._socket.getsockname()[1]
        self._pairs: set[_Pair] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True, name=f"sandbox relay {face}").start()

    def close(self) -> None:
        """Stop listening, and break every connection."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread
        self._socket.close()
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            pair.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target)
        except OSError:
            client.close()
            return
        pair = _Pair(client, server)
        if self._faults.connected(self._face):
            pair.reset()
            return
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._pairs.add(pair)
        for pump in (self._requests, self._replies):
            threading.Thread(target=self._run, args=(pump, pair), daemon=True).start()

    def _run(self, pump: Callable[[_Pair], None], pair: _Pair) -> None:
        try:
            pump(pair)
        except OSError:
            pass  # either end is gone, which is no fault of the relay
        finally:
            pair.close()
            with self._lock:
                self._pairs.discard(pair)

    def _requests(self, pair: _Pair) -> None:
        while data := pair.client.recv(_CHUNK):
            fault = self._faults.sent(self._face, data)
            if isinstance(fault, Cut) and fault.when == "before":
                pair.reset()
                return
            pair.armed = fault or pair.armed
            pair.server.sendall(data)

    def _replies(self, pair: _Pair) -> None:
        passed = 0
        while data := pair.server.recv(_CHUNK):
            fault = pair.armed
            if isinstance(fault, Trickle):
                for at in range(0, len(data), fault.bytes):
                    pair.client.sendall(data[at : at + fault.bytes])
                    time.sleep(fault.seconds)
                continue
            if fault is not None:
                left = fault.bytes - passed if fault.when == "reply" else 0
                if left <= len(data):
                    pair.client.sendall(data[: max(0, left)])
                    pair.reset()
                    return
                passed += len(data)
            pair.client.sendall(data)
