"""The object paths of the sandbox: where a type stands in the tree of a job mode, and what a path in a filter means.

Paths and their order in a log are those seen in logs of 12c to 23ai (reference, "Object paths"); the order is shortened
and partly from general knowledge (unconfirmed).
"""

from __future__ import annotations

from typing import Final

from dpspec.plan import JobMode

#: Types and their paths below the root, in the order in which a log tells them.
_TREE: Final = {
    "TABLESPACE": "TABLESPACE",
    "ROLE": "ROLE",
    "DIRECTORY": "DIRECTORY",
    "VIEW_DATA": "VIEWS_AS_TABLES/TABLE_DATA",
    "TABLE_DATA": "TABLE/TABLE_DATA",
    "INDEX_STATISTICS": "TABLE/INDEX/STATISTICS/INDEX_STATISTICS",
    "TABLE_STATISTICS": "TABLE/STATISTICS/TABLE_STATISTICS",
    "USER": "USER",
    "SYSTEM_GRANT": "SYSTEM_GRANT",
    "DEFAULT_ROLE": "DEFAULT_ROLE",
    "DB_LINK": "DB_LINK",
    "LIBRARY": "LIBRARY/LIBRARY",
    "SYNONYM": "SYNONYM/SYNONYM",
    "TYPE_SPEC": "TYPE/TYPE_SPEC",
    "SEQUENCE": "SEQUENCE/SEQUENCE",
    "CLUSTER": "CLUSTER/CLUSTER",
    "VIEW_TABLE": "VIEWS_AS_TABLES/TABLE",
    "TABLE": "TABLE/TABLE",
    "OBJECT_GRANT": "TABLE/GRANT/OWNER_GRANT/OBJECT_GRANT",
    "COMMENT": "TABLE/COMMENT",
    "PACKAGE_SPEC": "PACKAGE/PACKAGE_SPEC",
    "FUNCTION": "FUNCTION/FUNCTION",
    "PROCEDURE": "PROCEDURE/PROCEDURE",
    "VIEW": "VIEW/VIEW",
    "PACKAGE_BODY": "PACKAGE/PACKAGE_BODY",
    "TYPE_BODY": "TYPE/TYPE_BODY",
    "OPERATOR": "OPERATOR/OPERATOR",
    "INDEXTYPE": "INDEXTYPE/INDEXTYPE",
    "INDEX": "TABLE/INDEX/INDEX",
    "CONSTRAINT": "TABLE/CONSTRAINT/CONSTRAINT",
    "REF_CONSTRAINT": "TABLE/CONSTRAINT/REF_CONSTRAINT",
    "TRIGGER": "TABLE/TRIGGER",
    "RLS_POLICY": "TABLE/RLS_POLICY/RLS_POLICY",
    "FGA_POLICY": "TABLE/FGA_POLICY",
    "MATERIALIZED_VIEW_LOG": "TABLE/MATERIALIZED_VIEW_LOG",
    "MATERIALIZED_VIEW": "MATERIALIZED_VIEW",
    "DIMENSION": "DIMENSION",
    "JOB": "JOB",
    "PROCOBJ": "POST_SCHEMA/PROCOBJ",
}
#: EXCLUDE=CONSTRAINT means those that refer to nothing (Utilities, EXCLUDE), although the folder has both.
_MATCHED: Final = {"REF_CONSTRAINT": "TABLE/REF_CONSTRAINT"}
_ROOTS: Final = {
    JobMode.FULL: "DATABASE_EXPORT",
    JobMode.SCHEMA: "SCHEMA_EXPORT",
    JobMode.TABLE: "TABLE_EXPORT",
    JobMode.TABLESPACE: "TABLE_EXPORT",
    JobMode.TRANSPORTABLE: "TRANSPORTABLE_EXPORT",
}
#: Types of the whole database, which only FULL mode has.
OF_DATABASE: Final = frozenset({"TABLESPACE", "ROLE", "DIRECTORY"})
ORDER: Final = {type_: number for number, type_ in enumerate(_TREE)}


def logged(type_: str, mode: JobMode) -> str:
    """Give the full path of a type as the log of a job shows it."""
    inner = "SCHEMA/" if mode is JobMode.FULL and type_ not in OF_DATABASE else ""
    return f"{_ROOTS[mode]}/{inner}{_TREE[type_]}"


def matches(path: str, type_: str, mode: JobMode) -> bool:
    """Tell whether INCLUDE or EXCLUDE of `path` means a type: the words of the path stand together in the type's."""
    whole = logged(type_, mode)
    own = whole if "/" in path else _MATCHED.get(type_, whole)
    return f"/{path}/" in f"/{own}/"


def names(path: str, type_: str) -> bool:
    """Tell whether a filter on names that is given with `path` is one on the names of a type."""
    last = path.rpartition("/")[2]
    return last in (type_, type_.removesuffix("_SPEC"), type_.removesuffix("_BODY"))
