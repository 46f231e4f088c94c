"""Keys that the release of the database, where it was said, does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec import capability
from dpspec.diagnostics import Diagnostic
from dpspec.versions import OBJECT_STORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts


def _too_new(facts: Facts) -> Iterator[Diagnostic]:
    server = facts.options.server
    if server is None:
        return
    for key in capability.SINCE:
        if key not in facts.spec.written or key in facts.unread or server >= capability.oldest(key):
            continue
        advice = f"it came with Oracle Database {capability.oldest(key)}"
        if key == "credential_name":
            advice = f"dumps in an object store came with Oracle Database {OBJECT_STORE}c"
        message = f"`{facts.name(key)}` is too new for {server}"
        yield Diagnostic("DP126", message, facts.place(key), advice, key)


RULES: Final = (_too_new,)
