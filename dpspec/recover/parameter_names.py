"""The names of expdp's parameters: which there are, what they are about, and the keys that they are for."""

from __future__ import annotations

import re
from typing import Final

from dpspec.vocabulary import KEYS, WITHOUT_KEY, Shape

#: All of them.
KNOWN: Final = frozenset(WITHOUT_KEY).union(*(key.expdp for key in KEYS.values()))
YES_OR_NO: Final = frozenset(
    name for key in KEYS.values() if key.shape is Shape.BOOLEAN for name in key.expdp if name != "FLASHBACK_TIME"
) | {"FULL", "KEEP_MASTER", "ENCRYPTION_PWD_PROMPT"}
#: Parameters that only select; what is wrong in them is mostly a clause without its quotes.
CLAUSES: Final = frozenset({"INCLUDE", "EXCLUDE", "QUERY"})
#: The mode that each parameter sets. Source: Utilities, "Data Pump Export Modes"; two of them are UDE-00010.
MODES: Final = {
    "FULL": "FULL",
    "SCHEMAS": "SCHEMA",
    "TABLES": "TABLE",
    "TABLESPACES": "TABLESPACE",
    "TRANSPORT_TABLESPACES": "TRANSPORTABLE",
}
#: The key that each of the others is for.
KEY_OF: Final = {name: key for key, definition in KEYS.items() for name in definition.expdp if name not in MODES}

#: One of them, in a regular expression.
ANY_NAME: Final = "|".join(sorted(KNOWN, key=lambda name: (-len(name), name)))
#: A line inside quotes that begins like a parameter: the quotes are those of an earlier line.
NEXT_PARAMETER: Final = re.compile(rf"[\r\n][ \t]*({ANY_NAME})[ \t]*=", re.IGNORECASE)

_EXAMPLES: Final = {
    "INCLUDE": "INCLUDE=TABLE:\"IN ('A','B')\"",
    "EXCLUDE": "EXCLUDE=TABLE:\"IN ('A','B')\"",
    "QUERY": 'QUERY=HR.JOBS:"WHERE min_salary > 1"',
    "FLASHBACK_TIME": "FLASHBACK_TIME=\"TO_TIMESTAMP('2031-08-25 14:35:00', 'YYYY-MM-DD HH24:MI:SS')\"",
    "REMAP_DATA": "REMAP_DATA=HR.EMPLOYEES.SALARY:HR.MASK.SALARY",
    "SAMPLE": "SAMPLE=HR.JOBS:10",
}


def example(name: str) -> str:
    """Give a parameter as an example of what it looks like."""
    return _EXAMPLES.get(name) or (f"{name}=YES" if name in YES_OR_NO else f"{name}=value")
