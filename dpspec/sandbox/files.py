"""The files in directory objects: stand-ins for dumps, and logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import Factory, define

from dpspec.datapump import Clock, Stamped
from dpspec.plan import DUMP_NAME, LOG_NAME
from dpspec.sandbox.ora import error, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from dpspec.plan import Plan
    from dpspec.sandbox.catalog import Catalog, User

#: A directory object and the name of a file in it. Dumps in an object store have no directory here.
Place = tuple[str, str]
_FORMATS: Final = {"YYYYMMDDHH24MISS": "%Y%m%d%H%M%S", "YYYY-MM-DD-HH24_MI_SS": "%Y-%m-%d-%H_%M_%S"}
_DATES: Final = {"%T": "%Y%m%d", "%t": "%Y%m%d", "%D": "%d", "%d": "%d", "%M": "%m", "%m": "%m", "%Y": "%Y", "%y": "%Y"}


def made(name: Stamped, now: datetime) -> str:
    """Make a name that holds the time."""
    return "".join(f"{now:{_FORMATS[part.format]}}" if isinstance(part, Clock) else part for part in name.parts)


@define
class Files:
    """All files of all directory objects."""

    catalog: Catalog
    content: dict[Place, bytes] = Factory(dict)

    def path(self, place: Place) -> str:
        """Give the path on the server; of a dump in an object store, its URI."""
        directory = self.catalog.directories.get(place[0])
        return f"{directory.path}/{place[1]}" if directory is not None else place[1]

    def log_of(self, plan: Plan, user: User, now: datetime) -> Place | None:
        """Give the file for the log of a job. Raises OraError for a directory that the user may not write to."""
        if not plan.log_file:
            return None
        file = plan.log_file[0]
        directory = self.catalog.directories.get(file.directory)
        if directory is None or not directory.may(user, write=True):
            raise error(39002, details=(line(39070), line(39087, file.directory)))
        return file.directory, file.name or made(LOG_NAME, now)

    def dumps_of(self, plan: Plan, user: User, now: datetime, busy: int) -> tuple[Place, ...]:
        """Give the dump files of a job, `busy` of whose workers have something to write.

        Raises OraError for a directory that the user may not write to, and for a file that is there already.
        """
        found: list[Place] = []
        for file in plan.dump_files:
            directory = self.catalog.directories.get(file.directory)
            if not file.is_uri and (directory is None or not directory.may(user, write=True)):
                raise error(39001, details=(line(39000), line(39087, file.directory)))
            name = file.name or made(DUMP_NAME, now)
            found += [("" if file.is_uri else file.directory, each) for each in _numbered(_dated(name, now), busy)]
        for place in found:
            if place in self.content and not plan.reuse_dumpfiles:
                stack = (line(39000), line(31641, self.path(place)), line(27038))
                raise error(39001, details=stack)
        return tuple(dict.fromkeys(found))

    def may_read(self, user: User, place: Place) -> bool:
        """Tell whether a user may read a file, and it is there."""
        directory = self.catalog.directories.get(place[0])
        return directory is not None and directory.may(user, write=False) and place in self.content

    def append(self, place: Place, lines: Sequence[str]) -> None:
        """Add lines to a log."""
        self.content[place] = self.content.get(place, b"") + "".join(f"{text}\n" for text in lines).encode()


def _dated(name: str, now: datetime) -> str:
    return re.sub("%[TtDdMmYy]", lambda found: f"{now:{_DATES[found[0]]}}", name)


def _numbered(name: str, busy: int) -> Iterator[str]:
    if not re.search("%[UuLl]", name):
        yield name
        return
    for number in range(1, max(1, busy) + 1):
        yield re.sub("%[UuLl]", f"{number:02}", name)
