"""An expdp parameter file, or a command line, to the spec that means the same job, or to what a spec cannot say of it.

What is not said has expdp's own defaults, each of which is told as an assumption (DP055). Source of the parameters:
Data Pump Export in Utilities; what it leaves open is said where it is decided. `parameters` and `command_line` read the
text; each ``parfile_*`` module knows what some of the parameters mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dpspec.diagnostics import Diagnostic, has_errors, in_order, show
from dpspec.recover import command_line
from dpspec.recover.extracts import whole
from dpspec.recover.parameter_passwords import mask
from dpspec.recover.parameters import read
from dpspec.recover.parfile_job import Job
from dpspec.recover.parfile_parameters import defaults, take
from dpspec.recover.shell_posix import escape
from dpspec.source import Extract, Source
from dpspec.spec import ExportSpec, Where
from dpspec.vocabulary import WITHOUT_KEY

if TYPE_CHECKING:
    from dpspec.recover.command_arguments import Argument
    from dpspec.recover.parameter_tree import Parameter


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a parameter file. Returns the spec with the assumptions made, or None and what is wrong."""
    masked, secrets = mask(source)
    parameters, found = read(Extract.plain(masked.text, masked.name))
    # One report of a place is enough.
    places = {fault.location.span.start for fault in found if fault.location}
    private = [fault for fault in secrets if fault.location and fault.location.span.start not in places]
    return _spec(Job([*private, *found]), parameters)


def recover_command(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a command line of expdp. Returns the spec with the assumptions made, or None and what is wrong."""
    command, found = command_line.read(source)
    job = Job(list(found), user=command.user if command else None, from_shell=True)
    parameters: list[Parameter] = []
    for argument in command.arguments if command else ():
        one, faults = read(argument.text, from_shell=True)
        alone = Job(list(faults), from_shell=True)
        take(alone, one)
        if (argument.lost or has_errors(alone.found)) and (eaten := _eaten(argument)):
            job.found.append(eaten)
            continue
        job.found += faults
        # What comes after an unquoted clause in its argument is no parameter.
        parameters += one[:1] if has_errors(alone.found) else one
    return _spec(job, tuple(parameters), command.user if command else None)


def _eaten(argument: Argument) -> Diagnostic | None:
    """Explain an argument that would be right if the shell did not take quotes away from it."""
    place = argument.lost or argument.eaten
    if place is None:
        return None
    # Quotes doubled for the shell, as SQL does it, are taken away as well.
    written = [argument.raw, argument.raw.replace("''", "'")]
    raw = next((raw for raw in (reversed(written) if argument.lost else written) if _is_right(raw)), None)
    if raw is None and argument.lost is None:
        return None
    escaped = escape(raw or "")
    message = f"the shell takes this quote away: expdp gets {show(argument.text.text)}"
    advice = f"write `{escaped}`, or put the parameter into a parameter file as it stands"
    if raw is None or len(escaped) > 200:
        advice = "put a backslash before each quote and parenthesis, or use a parameter file"
    return Diagnostic("DP056", message, place, advice)


def _is_right(raw: str) -> bool:
    parameters, found = read(Extract.plain(raw, ""), from_shell=True)
    meant = Job(list(found), from_shell=True)
    take(meant, parameters)
    return bool(parameters) and not has_errors(meant.found)


def _spec(
    job: Job, parameters: tuple[Parameter, ...], user: Extract | None = None
) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    take(job, parameters)
    if not has_errors(job.found):
        if user is not None:
            job.assume("the user of the command line is left out", None, whole(user), WITHOUT_KEY["USERID"])
        defaults(job)
    if has_errors(job.found):
        return None, in_order(job.found)
    where = Where(keys=job.keys, values=job.places)
    return ExportSpec(**job.given, where=where), in_order(job.found)
