"""What each parameter of expdp means: its name to the function that takes it into the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, Label, Severity, show
from dpspec.recover import parfile_files, parfile_filters, parfile_mode, parfile_rows, parfile_settings
from dpspec.recover.parameter_names import KEY_OF, KNOWN, unknown
from dpspec.recover.parameter_values import RefusedError
from dpspec.vocabulary import WITHOUT_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from dpspec.recover.parameter_tree import Parameter
    from dpspec.recover.parfile_job import Job

#: What may be given more than once: documented for INCLUDE, EXCLUDE, QUERY, SAMPLE, REMAP_DATA and DUMPFILE; that
#: lists of names add up is unconfirmed.
_REPEATED: Final = frozenset(
    {"INCLUDE", "EXCLUDE", "QUERY", "SAMPLE", "REMAP_DATA", "DUMPFILE", *parfile_mode.NAME_LISTS}
)
#: All others are settings of one value.
_MEANINGS: Final[dict[str, Callable[[Job, Parameter], None]]] = {
    "FULL": parfile_mode.full,
    **dict.fromkeys(parfile_mode.NAME_LISTS, parfile_mode.names),
    "INCLUDE": parfile_filters.filters,
    "EXCLUDE": parfile_filters.filters,
    "QUERY": parfile_rows.queries,
    "SAMPLE": parfile_rows.sample,
    "REMAP_DATA": parfile_rows.remaps,
    "FLASHBACK_TIME": parfile_settings.flashback,
    "DUMPFILE": parfile_files.dump_files,
    "LOGFILE": parfile_files.log_file,
    "DATA_OPTIONS": parfile_settings.options,
    "KEEP_MASTER": parfile_settings.keep_master,
    "ENCRYPTION_PASSWORD": parfile_settings.password,
    "ENCRYPTION_PWD_PROMPT": parfile_settings.prompt,
    **dict.fromkeys(WITHOUT_KEY, parfile_settings.without_key),
}


def take(job: Job, parameters: tuple[Parameter, ...]) -> None:
    """Take parameters into the spec, and report what a spec cannot say of them."""
    places = [fault.location for fault in job.found if fault.severity is Severity.ERROR]
    faulty = {place.position.line for place in places if place is not None}
    firsts: dict[str, Parameter] = {}
    for parameter in parameters:
        if parameter.name not in KNOWN:
            # What comes after an unquoted clause in its line is no parameter.
            if job.from_shell or parameter.place.position.line not in faulty:
                job.found.append(unknown(parameter))
            continue
        first = firsts.setdefault(parameter.name, parameter)
        if first is not parameter and parameter.name not in _REPEATED:
            job.found.append(_twice(first, parameter))
            continue
        if parameter.broken:
            continue
        try:
            _MEANINGS.get(parameter.name, parfile_settings.plain)(job, parameter)
        except RefusedError as refused:
            job.found.append(refused.diagnostic)
            if refused.diagnostic.code == "DP053":
                faulty.add(parameter.place.position.line)


def defaults(job: Job) -> None:
    """Say what expdp does by itself, each as an assumption."""
    parfile_mode.default(job)
    parfile_files.default(job)
    parfile_settings.default(job)


def _twice(first: Parameter, parameter: Parameter) -> Diagnostic:
    message = f"{show(parameter.name)} given twice"
    advice = "what expdp makes of that is not documented: leave one of them out"
    label = Label(first.place, "first here")
    return Diagnostic("DP054", message, parameter.place, advice, KEY_OF.get(parameter.name), (label,))
