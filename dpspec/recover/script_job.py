"""What the calls of a script say of its job so far: the keys of a spec, and what is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, define

from dpspec.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from dpspec.source import Location

#: Why a call or a parameter of an import is not carried over.
IMPORT_ONLY: Final = "it belongs to an import, which a spec is not"


@define
class Job:
    """The one job of a script. `start` is where the script begins: the place of what stands nowhere in it."""

    start: Location
    given: dict[str, Any] = Factory(dict)
    found: list[Diagnostic] = Factory(list)
    started: bool = False

    @property
    def mode(self) -> str | None:
        """The job mode, once the job is opened."""
        return self.given.get("job_mode")

    def refuse(self, message: str, place: Location | None, advice: str | None = None) -> None:
        """Report what a spec cannot say."""
        self.found.append(Diagnostic("DP052", message, place or self.start, advice))

    def assume(self, message: str, key: str | None, place: Location | None) -> None:
        """Report what was assumed; it becomes a comment of the spec."""
        self.found.append(Diagnostic("DP055", message, place or self.start, None, key, severity=Severity.WARNING))

    def give(self, key: str, value: Any, place: Location | None) -> None:
        """Set a key once: the second call for it is refused, since what the server does with two is not documented."""
        if key in self.given and self.given[key] != value:
            self.refuse(f"a second value for `{key}`", place, "keep one of the calls")
            return
        self.given[key] = value

    def add(self, key: str, item: Any) -> None:
        """Add an item to a key that is a list."""
        self.given.setdefault(key, []).append(item)

    def withdraw(self, key: str) -> None:
        """Take back a key, with all that was reported of it."""
        self.given.pop(key, None)
        self.found = [one for one in self.found if one.key != key]
