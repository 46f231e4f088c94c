"""A file that is being fetched: beside its target until it is whole, so that nothing half is taken for it."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

from attrs import define, field, frozen

from dpspec.diagnostics import Diagnostic
from dpspec.errors import JobError
from dpspec.submit.steps import Event, Received

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dpspec.jobs import Job

_BLOCK: Final = 1024 * 1024
#: How often it is told how much has come, in seconds.
_NEWS: Final = 0.2


@frozen
class Fetched:
    """A file that was fetched: its name on the server, where it is now, its size in bytes, its SHA-256."""

    name: str
    path: Path
    size: int
    sha256: str


@define
class PartFile:
    """The part that is there so far, in ``NAME.part``; it stays if the rest does not come, and is taken up again.

    A part belongs to one job: its name has the job's, so that a file of another one is not continued by it.
    """

    name: str
    target: Path
    job: Job
    resume: bool = True
    on_event: Callable[[Event], None] | None = None
    #: The size in bytes that the whole file will have, once that is known.
    total: int | None = None
    _told: float = field(default=0.0, init=False)
    _stream: IO[bytes] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.target.exists():
            raise JobError(Diagnostic("DP414", f"{self.target} is there already", help="remove it or fetch elsewhere"))
        mode = "r+b" if self.resume and self.path.exists() else "w+b"
        try:
            self._stream = self.path.open(mode)
            self._stream.seek(0, os.SEEK_END)
        except OSError as error:
            raise JobError(Diagnostic("DP414", f"{self.path}: {error.strerror or error}")) from None

    @property
    def path(self) -> Path:
        """Where the part is."""
        told = hashlib.sha256("\0".join((*self.job.key, self.name)).encode()).hexdigest()[:8]
        return self.target.with_name(f"{self.target.name}.{told}.part")

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self._stream.tell()

    def last(self, size: int) -> bytes:
        """Give the last `size` bytes."""
        self._stream.seek(-size, os.SEEK_END)
        return self._stream.read(size)

    def write(self, data: bytes) -> None:
        """Append bytes. Raises OSError, as for a full disk."""
        self._stream.write(data)
        if self.on_event is not None and (time.monotonic() - self._told > _NEWS or self.size == self.total):
            self._told = time.monotonic()
            self.on_event(Received(self.name, self.size, self.total))

    def restart(self) -> None:
        """Drop what is there."""
        self._stream.seek(0)
        self._stream.truncate()

    def complete(self, size: int) -> Fetched:
        """Put the file in its place, now that all of its `size` bytes are there. Raises OSError or JobError."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        if self.size != size:
            what = f"{self.name} has {size} bytes, and {self.size} came"
            raise JobError(Diagnostic("DP414", what, help="fetch it again"))
        self._stream.seek(0)
        digest = hashlib.sha256()
        while block := self._stream.read(_BLOCK):
            digest.update(block)
        self._stream.close()
        try:
            os.link(self.path, self.target)  # fails if the target has come up meanwhile, where the system has links
            self.path.unlink()
        except FileExistsError:
            raise JobError(Diagnostic("DP414", f"{self.target} is there already", help="it came meanwhile")) from None
        except OSError:
            self.path.replace(self.target)
        return Fetched(self.name, self.target, size, digest.hexdigest())

    def close(self) -> None:
        """Keep what there is for the next time; an empty part is removed."""
        with suppress(OSError):
            empty = not self._stream.closed and self._stream.seek(0, os.SEEK_END) == 0
            self._stream.close()
            if empty:
                self.path.unlink(missing_ok=True)
