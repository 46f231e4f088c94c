"""Plan to the JSON body of ORDS ``POST /database/datapump/export``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dpspec import capability
from dpspec.diagnostics import Diagnostic
from dpspec.plan import FILTER_NAMES, JobMode
from dpspec.spec import ITEM_KEY
from dpspec.vocabulary import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.plan import Plan


def refuse(plan: Plan) -> tuple[Diagnostic, ...]:
    """Tell what this target cannot say: every key that the body does not have."""
    return tuple(_refusals(plan))


def _refusals(plan: Plan) -> Iterator[Diagnostic]:
    if plan.job_mode is JobMode.TRANSPORTABLE:
        message = "ords has no TRANSPORTABLE mode"
        yield Diagnostic("DP302", message, plan.where.of("job_mode"), capability.others("include", "ords"), "job_mode")
    yield from capability.refusals(plan, "ords")
    if plan.object_names:
        advice = f"{capability.others('include', 'ords')}; an expression of ORDS is on the names of all objects"
        message = "ords has no counterpart of `object_path` in `name_expressions`"
        yield Diagnostic("DP302", message, plan.where.of("name_expressions"), advice, "name_expressions")


def body(plan: Plan) -> dict[str, Any]:
    """Give the body as a value: the keys that the author wrote, in the order of the documentation.

    What the author left out stays out, so that the example of the documentation compiles to itself.
    """
    values: dict[str, Any] = {
        "job_mode": plan.job_mode.value,
        "datapump_dir": plan.directory,
        "file_name": plan.file_name,
        "credential_name": plan.credential_name,
        "filter": ",".join(plan.listed),
        "threads": plan.threads,
        "keep_master": int(plan.keep_master),
        **{key: [{ITEM_KEY: str(filter_)} for filter_ in filters] for key, filters in plan.filters},
    }
    # A default is left out, and only a default: what is not one must reach the server however the plan was made.
    written = [key for key in KEYS if key in values]
    return {key: values[key] for key in written if key in plan.written or (key in FILTER_NAMES and values[key])}


def render(plan: Plan) -> str:
    """Give the body as text: ASCII only, so that it reads the same in every encoding."""
    return json.dumps(body(plan), indent=2) + "\n"
