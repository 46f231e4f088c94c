"""Plan to the JSON body of ORDS ``POST /database/datapump/export``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dpspec.plan import FILTER_NAMES, Plan
from dpspec.spec import ITEM_KEY, KEYS

if TYPE_CHECKING:
    from dpspec.diagnostics import Diagnostic


def refuse(plan: Plan) -> tuple[Diagnostic, ...]:
    """Tell what this target cannot say: nothing, since a spec is such a body."""
    del plan
    return ()


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
    return {key: values[key] for key in KEYS if key in plan.written or (key in FILTER_NAMES and values[key])}


def render(plan: Plan) -> str:
    """Give the body as text: ASCII only, so that it reads the same in every encoding."""
    return json.dumps(body(plan), indent=2) + "\n"
