"""Parameters that are settings of the job: numbers, words, names, a point in time, a password; and those left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import Diagnostic, show
from dpspec.recover import parameter_values
from dpspec.recover.extracts import whole
from dpspec.recover.flashback_time import moment
from dpspec.recover.parameter_names import KEY_OF, example
from dpspec.recover.parameter_values import RefusedError
from dpspec.recover.parfile_quotes import listed, one
from dpspec.spec import PasswordReference
from dpspec.vocabulary import KEYS, WITHOUT_KEY, Shape

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter
    from dpspec.recover.parfile_job import Job
    from dpspec.source import Extract

#: Keys whose value is a name, which expdp reads in upper case unless it stands in double quotes.
_NAMES: Final = frozenset(
    {"datapump_dir", "credential_name", "job_name", "network_link", "source_edition", "version", "service_name"}
)


def plain(job: Job, parameter: Parameter) -> None:
    """Take a parameter that has one value, by the shape of its key."""
    key = KEY_OF[parameter.name]
    value = _value(job, key, parameter)
    if key == "filesize" and re.fullmatch(r"0+[A-Z]*", str(value)):
        message = f"{show(parameter.name)} is left out: 0 is the largest size, which is that of a file without it"
        job.assume(message, None, parameter.place)
        return
    job.give(key, parameter, value)


def _value(job: Job, key: str, parameter: Parameter) -> Any:
    name, definition = parameter.name, KEYS[key]
    text = one(parameter)
    match definition.shape:
        case Shape.BOOLEAN:
            return parameter_values.yes_or_no(name, text)
        case Shape.INTEGER:
            return parameter_values.integer(name, text)
        case Shape.SIZE:
            return parameter_values.size(name, text)
    if definition.choices:
        return parameter_values.choice(name, text, definition.choices)
    if not text.text.strip() or "\n" in text.text or "\r" in text.text:
        place = parameter.values[0].place
        raise RefusedError(place, f"{show(name)} takes a name", f"write `{example(name)}`", "DP053")
    return _name(job, key, parameter, text)


def _name(job: Job, key: str, parameter: Parameter, text: Extract) -> str:
    """Give a name as expdp reads it. That it makes capitals of what only single quotes enclose is unconfirmed."""
    only = parameter.values[0].only
    found = text.text
    doubled = re.fullmatch(r'"([^"]*)"', found)
    if key not in _NAMES or (only and only.quote == '"') or doubled or key == "service_name":
        return doubled[1] if doubled else found
    capitals = parameter_values.upper(found)
    if only and only.quote == "'" and capitals != found:
        message = f"{show(found)} is read as {show(capitals)}"
        job.assume(message, key, parameter.values[0].place, "only double quotes keep small letters")
    return capitals


def flashback(job: Job, parameter: Parameter) -> None:
    """Take FLASHBACK_TIME."""
    found = moment(one(parameter))
    job.give(found.key, parameter, found.value)
    if found.assumed:
        job.assume(found.assumed, found.key, parameter.values[0].place)


def options(job: Job, parameter: Parameter) -> None:
    """Take DATA_OPTIONS."""
    texts = [text for value in parameter.values for text in listed(job, parameter, value)]
    found = [parameter_values.choice("DATA_OPTIONS", text, KEYS["data_options"].choices) for text in texts]
    job.give("data_options", parameter, found, [whole(text) for text in texts])


def keep_master(job: Job, parameter: Parameter) -> None:
    """Take KEEP_MASTER."""
    job.give("keep_master", parameter, int(parameter_values.yes_or_no("KEEP_MASTER", one(parameter))))


def password(job: Job, parameter: Parameter) -> None:
    """Take ENCRYPTION_PASSWORD, of which the spec only knows that there is one."""
    one(parameter)
    _ask(job, parameter)
    job.assume("the password is left out, and asked for", "encryption_password", parameter.place)


def prompt(job: Job, parameter: Parameter) -> None:
    """Take ENCRYPTION_PWD_PROMPT."""
    if parameter_values.yes_or_no("ENCRYPTION_PWD_PROMPT", one(parameter)):
        _ask(job, parameter)


def _ask(job: Job, parameter: Parameter) -> None:
    job.given["encryption_password"] = PasswordReference(prompt=True)
    job.keys.setdefault("encryption_password", parameter.place)
    job.places.setdefault("encryption_password", parameter.place)


def without_key(job: Job, parameter: Parameter) -> None:
    """Leave out a parameter that no spec has, or refuse it."""
    reason = WITHOUT_KEY[parameter.name]
    if parameter.name not in ("STATUS", "USERID"):
        message = f"{show(parameter.name)} has no counterpart in a spec"
        job.found.append(Diagnostic("DP054", message, parameter.place, f"it {reason}"))
        return
    job.assume(f"{show(parameter.name)} is left out", None, parameter.place, reason)
    if parameter.name == "USERID" and job.user is None:
        job.user = parameter.values[0].content


def default(job: Job) -> None:
    """Say what expdp does where no parameter says it, and a spec must."""
    if "keep_master" not in job.given:
        job.given["keep_master"] = 0
        job.assume("no `KEEP_MASTER`: the control table is dropped after success", "keep_master")
