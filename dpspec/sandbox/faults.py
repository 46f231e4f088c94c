"""Faults on demand: what may go wrong between a client and a server, as values.

A fault waits until something matches it, lets the first `skip` of them pass, and then fires `times` times (None: from
then on). It is added with ``sandbox.faults.add``, which also counts.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Literal, TypeVar

from attrs import Factory, define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong."""

    skip: int = 0
    times: int | None = 1


@frozen(kw_only=True)
class HttpFault(Fault):
    """A reply of the HTTP face that is not what it should be.

    `method` and `path` are regular expressions, for the whole method and for a part of the path. `status`, `body` and
    `headers` take the place of those of the reply where they are given. With `after`, the request is handled first:
    the job is made, and only the reply is wrong.
    """

    method: str = ".*"
    path: str = ""
    status: int | None = None
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request is the one."""
        return re.fullmatch(self.method, method) is not None and re.search(self.path, path) is not None


@frozen(kw_only=True)
class TokenExpiry(Fault):
    """All access tokens expire just before a request that matches."""

    path: str = ""

    def matches(self, path: str) -> bool:
        """Tell whether a request is the one."""
        return re.search(self.path, path) is not None


@frozen(kw_only=True)
class Cut(Fault):
    """A connection that breaks on its way, at the TCP level, by a reset.

    ``connect`` resets it as it is made. The others wait for something that the client sends and that has the regular
    expression `sent` in it: ``before`` the server sees that, ``after`` the server has answered and before anything of
    the answer reaches the client, or in the ``reply``, after `bytes` of it.
    """

    face: Literal["http", "net"] = "http"
    when: Literal["connect", "before", "after", "reply"] = "before"
    sent: str = ""
    bytes: int = 0


@frozen(kw_only=True)
class Trickle(Fault):
    """An answer that comes `bytes` at a time, with `seconds` between them."""

    face: Literal["http", "net"] = "http"
    sent: str = ""
    bytes: int = 1
    seconds: float = 0.01


Kind = Literal["submit", "status", "detach", "stop", "resume", "describe", "read_file", "query", "other"]


@frozen(kw_only=True)
class FailStatement(Fault):
    """A statement of the net face that fails with an ORA code, and does nothing.

    A block that answers by `code` and `details` does so; any other statement is an error of the call.
    """

    kind: Kind | None = None
    code: int = 39001
    message: str = "invalid argument value"
    details: tuple[str, ...] = ()


@frozen(kw_only=True)
class DropStatement(Fault):
    """The connection is closed by the server before it runs a statement, or with `after` instead of the answer."""

    kind: Kind | None = None
    after: bool = False


_Fault = TypeVar("_Fault", bound=Fault)


@define
class _Waiting:
    fault: Fault
    seen: int = 0
    fired: int = 0


@define(eq=False)
class Faults:
    """The faults that wait, in the order in which they were added. May be used from several threads."""

    _waiting: list[_Waiting] = Factory(list)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False)

    def add(self, fault: _Fault) -> _Fault:
        """Let a fault wait for what it matches."""
        with self._lock:
            self._waiting.append(_Waiting(fault))
        return fault

    def clear(self) -> None:
        """Let none wait any more; their counts are gone."""
        with self._lock:
            self._waiting.clear()

    def fired(self, fault: Fault) -> int:
        """Tell how often a fault that was added has fired."""
        with self._lock:
            return sum(waiting.fired for waiting in self._waiting if waiting.fault is fault)

    def http(self, method: str, path: str) -> HttpFault | None:
        """Take the fault for a request, if one fires."""
        return self._take(HttpFault, lambda fault: fault.matches(method, path))

    def token(self, path: str) -> TokenExpiry | None:
        """Take the expiry for a request, if one fires."""
        return self._take(TokenExpiry, lambda fault: fault.matches(path))

    def connected(self, face: str) -> Cut | None:
        """Take the fault for a new connection, if one fires."""
        return self._take(Cut, lambda fault: fault.face == face and fault.when == "connect")

    def sent(self, face: str, data: bytes) -> Cut | Trickle | None:
        """Take the fault for something that a client sends, if one fires."""
        text = data.decode("latin-1")
        cut = self._take(Cut, lambda f: f.face == face and f.when != "connect" and re.search(f.sent, text) is not None)
        return cut or self._take(Trickle, lambda f: f.face == face and re.search(f.sent, text) is not None)

    def failing(self, kind: Kind) -> FailStatement | None:
        """Take the error for a statement, if one fires."""
        return self._take(FailStatement, lambda fault: fault.kind in (None, kind))

    def dropping(self, kind: Kind, *, after: bool) -> DropStatement | None:
        """Take the end of the connection for a statement, if one fires."""
        return self._take(DropStatement, lambda fault: fault.kind in (None, kind) and fault.after is after)

    def _take(self, kind: type[_Fault], matches: Callable[[_Fault], bool]) -> _Fault | None:
        with self._lock:
            for waiting in self._waiting:
                fault = waiting.fault
                if not isinstance(fault, kind) or not matches(fault):
                    continue
                waiting.seen += 1
                if waiting.seen > fault.skip and (fault.times is None or waiting.fired < fault.times):
                    waiting.fired += 1
                    return fault
        return None
