"""The names of expdp's parameters: which there are, what they are about, and the keys that they are for.

And those that are none of its: of `exp` and of imports, and misspelt ones.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, show
from dpspec.vocabulary import KEYS, WITHOUT_KEY, Shape

if TYPE_CHECKING:
    from dpspec.recover.parameter_tree import Parameter

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


# --- names that expdp does not know ---------------------------------------------------------------------------------

#: Parameters of the original export utility ``exp``; expdp translates most of them in its legacy mode.
_ORIGINAL: Final = {
    "BUFFER": "leave it out: Data Pump has no such buffer",
    "COMPRESS": "leave it out: it is about the size of extents",
    "CONSISTENT": "write `FLASHBACK_TIME=SYSTIMESTAMP` for `CONSISTENT=Y`",
    "CONSTRAINTS": "write `EXCLUDE=CONSTRAINT` for `CONSTRAINTS=N`",
    "DIRECT": "leave it out, or write `ACCESS_METHOD=DIRECT_PATH`",
    "FEEDBACK": "leave it out: Data Pump reports its progress by itself",
    "FILE": "write `DUMPFILE` and `DIRECTORY`",
    "GRANTS": "write `EXCLUDE=GRANT` for `GRANTS=N`",
    "INCTYPE": "leave it out: there are no incremental exports",
    "INDEXES": "write `EXCLUDE=INDEX` for `INDEXES=N`",
    "LOG": "write `LOGFILE`",
    "OBJECT_CONSISTENT": "write `FLASHBACK_TIME=SYSTIMESTAMP`",
    "OWNER": "write `SCHEMAS`",
    "RECORD": "leave it out: there are no incremental exports",
    "RECORDLENGTH": "leave it out: Data Pump chooses it",
    "RESUMABLE": "leave it out: Data Pump jobs are resumable",
    "RESUMABLE_NAME": "leave it out: Data Pump jobs are resumable",
    "RESUMABLE_TIMEOUT": "leave it out: Data Pump jobs are resumable",
    "ROWS": "write `CONTENT=METADATA_ONLY` for `ROWS=N`",
    "STATISTICS": "write `EXCLUDE=STATISTICS` for `STATISTICS=NONE`",
    "TRANSPORT_TABLESPACE": "write `TRANSPORT_TABLESPACES` with the names",
    "TRIGGERS": "write `EXCLUDE=TRIGGER` for `TRIGGERS=N`",
    "TTS_FULL_CHECK": "write `TRANSPORT_FULL_CHECK`",
    "VOLSIZE": "write `FILESIZE`",
}
#: Parameters of ``impdp`` and of the original ``imp``.
_IMPORT: Final = frozenset(
    {
        "COMMIT",
        "DATAFILES",
        "DESTROY",
        "FROMUSER",
        "IGNORE",
        "INDEXFILE",
        "MASTER_ONLY",
        "PARTITION_OPTIONS",
        "REMAP_DATAFILE",
        "REMAP_DIRECTORY",
        "REMAP_SCHEMA",
        "REMAP_TABLE",
        "REMAP_TABLESPACE",
        "REUSE_DATAFILES",
        "SHOW",
        "SKIP_UNUSABLE_INDEXES",
        "SQLFILE",
        "STREAMS_CONFIGURATION",
        "TABLE_EXISTS_ACTION",
        "TARGET_EDITION",
        "TOID_NOVALIDATE",
        "TOUSER",
        "TRANSFORM",
        "TRANSPORT_DATAFILES",
    }
)


def unknown(parameter: Parameter) -> Diagnostic:
    """Say what a parameter is, if it is none of expdp."""
    name = parameter.name
    if name in _ORIGINAL:
        message = f"{show(name)} is a parameter of the original `exp`"
        return Diagnostic("DP054", message, parameter.place, _ORIGINAL[name])
    if name in _IMPORT:
        advice = "leave it out here, and give it to `impdp`: an export does not know it"
        return Diagnostic("DP054", f"{show(name)} is a parameter of an import", parameter.place, advice)
    close = get_close_matches(name, sorted(KNOWN), 1, 0.7)
    advice = f"did you mean `{close[0]}`?" if close else "look at the parameters with `expdp help=y`"
    return Diagnostic("DP054", f"expdp has no parameter {show(name)}", parameter.place, advice)
