"""What the parameters of expdp say of their job so far: the keys of a spec, their places, and what is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from dpspec.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter
    from dpspec.source import Extract, Location


@define
class Job:
    """The job of a parameter file or command line. `user` is who connects, as far as the text says it."""

    found: list[Diagnostic]
    user: Extract | None = None
    from_shell: bool = False
    given: dict[str, Any] = Factory(dict)
    #: Where each key of the spec is said, and where each value of it.
    keys: dict[str, Location] = Factory(dict)
    places: dict[str, Location] = Factory(dict)
    #: The parameter that set the mode.
    mode: Parameter | None = None
    #: Dump files, which become one key or another when all are known.
    dumps: list[tuple[str, Location]] = Factory(list)

    def give(self, key: str, parameter: Parameter, value: Any, places: list[Location] | None = None) -> None:
        """Set a key, or add to a list that is there already."""
        self.keys.setdefault(key, parameter.place)
        if places is None:
            self.given[key] = value
            self.places[key] = parameter.values[0].place
            return
        before = self.given.setdefault(key, [])
        for index, place in enumerate(places, len(before)):
            self.places[f"{key}[{index}]"] = place
        before.extend(value)

    def assume(self, message: str, key: str | None, place: Location | None = None, advice: str | None = None) -> None:
        """Report what was assumed; it becomes a comment of the spec."""
        self.found.append(Diagnostic("DP055", message, place, advice, key, severity=Severity.WARNING))
