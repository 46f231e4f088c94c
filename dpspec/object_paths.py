"""Object paths of Data Pump: the OBJECT_TYPE of INCLUDE and EXCLUDE, the object_path of METADATA_FILTER.

The database keeps the list, in views that differ by mode and release; what is here is gathered from public headers
of 11.2, from logs of 11.2 to 23ai, and from memory. So a path that is not known is doubted, not refused.
"""

from __future__ import annotations

import difflib
import enum
import re
from itertools import accumulate
from typing import Final

from attrs import frozen

from dpspec.diagnostics import show
from dpspec.versions import ServerVersion


class Kind(enum.Enum):
    """What sort of fault a path has. UNKNOWN and RELEASE are doubts, since lists differ by release."""

    MALFORMED = "malformed"
    MEANT = "meant"
    MODE = "mode"
    UNKNOWN = "unknown"
    RELEASE = "release"


@frozen
class PathFault:
    """What is wrong with a path: the span in it, the message, the advice, and the path that is meant, if any."""

    kind: Kind
    start: int
    end: int
    message: str
    help: str
    meant: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: The first word of a full path, and the modes whose paths start with it.
#: TABLESPACE mode writes TABLE_EXPORT in logs; TABLESPACE_EXPORT is known only from a view of that name (11.2 headers).
_ROOTS: Final = {
    "TABLE_EXPORT": ("TABLE", "TABLESPACE"),
    "SCHEMA_EXPORT": ("SCHEMA",),
    "DATABASE_EXPORT": ("FULL",),
    "TRANSPORTABLE_EXPORT": ("TRANSPORTABLE",),
    "TABLESPACE_EXPORT": ("TABLESPACE",),
}
#: What lists the paths of a mode (Utilities, EXCLUDE); the view for TRANSPORTABLE mode from headers of 11.2.
_QUERIES: Final = {
    "FULL": "SELECT object_path FROM database_export_objects",
    "SCHEMA": "SELECT object_path FROM schema_export_objects",
    "TABLE": "SELECT object_path FROM table_export_objects",
    "TABLESPACE": "SELECT object_path FROM table_export_objects",
    "TRANSPORTABLE": "SELECT object_path FROM transportable_export_objects",
}

#: Paths that SCHEMA and FULL mode have and TABLE mode has not: seen in logs, but the list is unconfirmed.
_IN_SCHEMA: Final = _words(
    """
    CLUSTER DB_LINK DEFAULT_ROLE DIMENSION FUNCTION INDEXTYPE JAVA_CLASS JAVA_RESOURCE JAVA_SOURCE JOB LIBRARY
    MATERIALIZED_VIEW OPERATOR PACKAGE PACKAGE_BODY PACKAGE_SPEC PASSWORD_HISTORY PROCEDURE PROCOBJ REFRESH_GROUP
    ROLE_GRANT SEQUENCE SYNONYM SYSTEM_GRANT TABLESPACE_QUOTA TYPE TYPE_BODY USER VIEW
    """
)
#: Paths that only FULL mode has: from memory, unconfirmed.
_IN_FULL: Final = _words(
    """
    AUDIT CONTEXT DIRECTORY PROFILE PUBLIC_DB_LINK PUBLIC_SYNONYM RESOURCE_COST ROLE ROLLBACK_SEGMENT SCHEMA
    SYSTEM_PROCOBJACT TABLESPACE TRUSTED_DB_LINK
    """
)
#: Paths with a filter on names (headers of 11.2); SCHEMA from use in the field.
_NAMED: Final = _words(
    """
    ALTER_FUNCTION ALTER_PACKAGE_BODY ALTER_PACKAGE_SPEC ALTER_PROCEDURE AQ_QUEUE AQ_QUEUE_TABLE AQ_TRANSFORM CLUSTER
    CONSTRAINT CONTEXT DB_LINK DIMENSION DIRECTORY FUNCTION INC_TYPE INDEX INDEXTYPE JAVA_CLASS JAVA_RESOURCE
    JAVA_SOURCE LIBRARY MATERIALIZED_VIEW MATERIALIZED_VIEW_LOG OPERATOR OUTLINE PACKAGE PACKAGE_BODY PACKAGE_SPEC
    PROCDEPOBJ PROCEDURE PROCOBJ PROFILE REFRESH_GROUP REF_CONSTRAINT RMGR_CONSUMER_GROUP RMGR_PLAN ROLE
    ROLLBACK_SEGMENT SCHEMA SEQUENCE SYNONYM TABLE TABLESPACE TABLE_DATA TRIGGER TRUSTED_DB_LINK TYPE TYPE_BODY
    TYPE_SPEC USER VIEW XMLSCHEMA
    """
)
#: Paths without one: absent from the same headers.
_UNNAMED: Final = _words(
    """
    AUDIT_OBJ COMMENT DEFAULT_ROLE FGA_POLICY GRANT INDEX_STATISTICS JOB MARKER OBJECT_GRANT PASSWORD_HISTORY
    POST_TABLE_ACTION PRE_TABLE_ACTION PROCACT_INSTANCE PROCACT_SCHEMA PROCACT_SYSTEM RLS_CONTEXT RLS_GROUP RLS_POLICY
    ROLE_GRANT STATISTICS SYSTEM_GRANT TABLESPACE_QUOTA TABLE_STATISTICS
    """
)
#: What else is seen in logs and scripts; words that stand only inside of longer paths are among them.
_OTHERS: Final = _words(
    """
    ANALYTIC_VIEW ATTRIBUTE_DIMENSION AUDIT_POLICY AUDIT_POLICY_ENABLE AUDIT_TRAILS AUDIT_UNIFIED BITMAP_INDEX
    CLUSTERING CODE_BASE_GRANT COMPILE_PACKAGE DOMAIN_INDEX EARLY_OPTIONS EARLY_POST_INSTANCE_IMPCALLOUT END_PLUGTS_BLK
    EVENT FINAL_POST_INSTANCE_IMPCALLOUT FULL FUNCTIONAL_AND_BITMAP FUNCTIONAL_INDEX HIERARCHY IDENTITY_COLUMN
    MATERIALIZED_ZONEMAP NORMAL_OPTIONS NORMAL_POST_INSTANCE_IMPCALLOU ON_USER_GRANT OPTION_TYPE OWNER_GRANT
    PACKAGE_BODIES PASSWORD_VERIFY_FUNCTION PLUGTS_BLK PLUGTS_FULL PLUGTS_TABLESPACE POST_INSTANCE POST_SCHEMA
    POST_SYSTEM_ACTIONS POST_SYSTEM_IMPCALLOUT PRE_INSTANCE_IMPCALLOUT PRE_SCHEMA PRE_SYSTEM_ACTIONS
    PRE_SYSTEM_IMPCALLOUT PROCDEPOBJ_AUDIT PROCDEPOBJ_GRANT PROCOBJ_AUDIT PROCOBJ_GRANT PROC_SYSTEM_GRANT RADM_FPTM
    RADM_POLICY SYS_USER USER_PREF_STATISTICS VERIFY_FUNCTION VIEWS_AS_TABLES
    """
)
_KNOWN: Final = _NAMED | _UNNAMED | _OTHERS | _IN_SCHEMA | _IN_FULL
#: Database Vault has a family of paths, all with names (headers of 11.2).
_VAULT: Final = re.compile(r"DVPS_[A-Z0-9_]+")

#: Since when: from general knowledge, unconfirmed. Redaction (RADM) was brought back to 11.2.0.4.
_SINCE: Final = {
    "RADM_FPTM": ServerVersion(11, 2),
    "RADM_POLICY": ServerVersion(11, 2),
    "AUDIT_POLICY": ServerVersion(12, 1),
    "AUDIT_POLICY_ENABLE": ServerVersion(12, 1),
    "AUDIT_UNIFIED": ServerVersion(12, 1),
    "CLUSTERING": ServerVersion(12, 1),
    "CODE_BASE_GRANT": ServerVersion(12, 1),
    "IDENTITY_COLUMN": ServerVersion(12, 1),
    "MATERIALIZED_ZONEMAP": ServerVersion(12, 1),
    "ON_USER_GRANT": ServerVersion(12, 1),
    "ANALYTIC_VIEW": ServerVersion(12, 2),
    "ATTRIBUTE_DIMENSION": ServerVersion(12, 2),
    "HIERARCHY": ServerVersion(12, 2),
    "AUDIT_TRAILS": ServerVersion(18),
}

#: Other words for a path. Only what can mean nothing else: a primary key is a CONSTRAINT, but not the only one.
_ALIASES: Final = {
    "AUDIT_OBJECT": "AUDIT_OBJ",
    "DATABASE_LINK": "DB_LINK",
    "FOREIGN_KEY": "REF_CONSTRAINT",
    "FOREIGN_KEY_CONSTRAINT": "REF_CONSTRAINT",
    "REFERENCE_CONSTRAINT": "REF_CONSTRAINT",
    "REFERENTIAL_CONSTRAINT": "REF_CONSTRAINT",
    "INDEX_STATS": "INDEX_STATISTICS",
    "MATVIEW": "MATERIALIZED_VIEW",
    "MATVIEW_LOG": "MATERIALIZED_VIEW_LOG",
    "MVIEW": "MATERIALIZED_VIEW",
    "MVIEW_LOG": "MATERIALIZED_VIEW_LOG",
    "SNAPSHOT": "MATERIALIZED_VIEW",
    "SNAPSHOT_LOG": "MATERIALIZED_VIEW_LOG",
    "PACKAGE_SPECIFICATION": "PACKAGE_SPEC",
    "TYPE_SPECIFICATION": "TYPE_SPEC",
    "QUOTA": "TABLESPACE_QUOTA",
    "REDACTION_POLICY": "RADM_POLICY",
    "STATS": "STATISTICS",
    "TABLE_STATS": "TABLE_STATISTICS",
    "VPD_POLICY": "RLS_POLICY",
}

_WELL_FORMED: Final = re.compile(r"[A-Z0-9_/]*")
_BLANKS: Final = " \t\r\n"
_GAP: Final = re.compile(r"[ \t\r\n-]+")
_NOT_PLAIN: Final = re.compile(r"[^A-Z0-9_/]")
_QUOTES: Final = _BLANKS + "'\"`;:\u2018\u2019\u201c\u201d"
_STRANGE: Final = re.compile(r"[^A-Za-z0-9_/ \t\r\n-]")
_MAX_WORD: Final = 60
#: How like a known word an unknown one has to be; `TAB` is just near enough to TABLE.
_LIKENESS: Final = 0.75


def _singular(word: str) -> str:
    if word == "INDICES":
        return "INDEX"
    if word.endswith("IES") and len(word) > 4:
        return word[:-3] + "Y"
    if word.endswith(("SSES", "XES")):
        return word[:-2]
    if word.endswith("S") and not word.endswith("SS") and len(word) > 3:
        return word[:-1]
    return word


def _key(segment: str) -> str:
    """Give what spellings of one path have in common: plurals, blanks and underscores do not count."""
    return "".join(_singular(word) for word in segment.split("_"))


#: By what their spellings have in common. Paths proper come last, so PACKAGE_BODY wins over the inner PACKAGE_BODIES.
_BY_KEY: Final = (
    {_key(alias): path for alias, path in _ALIASES.items()}
    | {_key(path): path for path in sorted(_OTHERS)}
    | {_key(path): path for path in sorted(_KNOWN - _OTHERS)}
)


def check(path: str, mode: str, server: ServerVersion | None) -> PathFault | None:
    """Check an object path in a job of `mode` (empty: not known) on `server`. Gives the gravest fault, or None.

    That all words of a longer path are known is enough; that they can follow each other is not checked.
    """
    texts = path.split("/")
    if not _WELL_FORMED.fullmatch(path) or not all(texts) or not all(map(_is_known, texts, range(len(texts)))):
        return _meant(path, texts) or _malformed(path, texts) or _unknown(path, texts, mode)
    return _not_in_mode(texts, mode) or _too_new(texts, mode, server)


def takes_names(path: str) -> bool | None:
    """Tell whether a filter on names applies to a path: by its last word; None where nothing is known (11.2 headers).

    A path without such a filter takes no name clause and no NAME_EXPR (Utilities, EXCLUDE: "not to GRANT").
    """
    last = path.rpartition("/")[2]
    if last in _NAMED or _VAULT.fullmatch(last):
        return True
    return False if last in _UNNAMED else None


def _is_known(segment: str, index: int) -> bool:
    return segment in _KNOWN or (index == 0 and segment in _ROOTS) or _VAULT.fullmatch(segment) is not None


def _normal(text: str, index: int) -> str | None:
    """Spell a word of a path as Data Pump does; None if it cannot surely be told."""
    if len(text) > _MAX_WORD or not text.isascii():
        return None
    bare = text.strip(_BLANKS).upper()
    word = _GAP.sub("_", bare)
    known = word if _is_known(word, index) else None
    return known if known == bare else _BY_KEY.get(_key(word), known)


def _normal_path(texts: list[str]) -> list[str] | None:
    words = []
    for index, text in enumerate(texts):
        word = _normal(text, index)
        if word is None:
            return None
        words.append(word)
    return words


def _span(texts: list[str], first: int, last: int) -> tuple[int, int]:
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return starts[first], starts[last] + len(texts[last])


def _meant(path: str, texts: list[str]) -> PathFault | None:
    """Tell a path that is only spelled otherwise (filters.md, mistake 8)."""
    words = _normal_path(texts)
    if words is None:
        return None
    wrong = [index for index, word in enumerate(words) if word != texts[index]]
    start, end = _span(texts, wrong[0], wrong[-1])
    meant = "/".join(words)
    why = _why(texts[wrong[0]], words[wrong[0]])
    message = f"{show(path[start:end])} is not an object path"
    return PathFault(Kind.MEANT, start, end, message, f"{why}; write {show(meant, 200)}", meant)


def _why(text: str, word: str) -> str:
    bare = text.strip(_BLANKS)
    spelled = _GAP.sub("_", bare).upper()
    if bare == word:
        return "an object path has no blanks round it"
    if bare.upper() == word:
        # expdp is seen with paths in lower case, and METADATA_FILTER too; whether these work is unconfirmed.
        return "object paths are in upper case"
    same = _key(spelled) == _key(word)
    if spelled == word or (same and spelled.count("_") < word.count("_")):
        return "saves ORA-39041: the words of an object path are joined by `_`"
    if same and spelled.count("_") == word.count("_") and len(spelled) > len(word):
        return "saves ORA-39041: object paths are in the singular"
    return "saves ORA-39041: Data Pump has another name for it"


def _malformed(path: str, texts: list[str]) -> PathFault | None:
    meant = "/".join(_normal_path([text for text in path.strip(_QUOTES).split("/") if text]) or ())
    advice = "saves ORA-39001: an object path is words of `A-Z`, `0-9` and `_`, joined by `/`"
    advice += f"; write {show(meant, 200)}" if meant else ""
    if not path.strip(_BLANKS):
        return PathFault(Kind.MALFORMED, 0, len(path), "empty object path", advice)
    if path.isascii() and all(texts) and _WELL_FORMED.fullmatch(path.upper()) and path != path.upper():
        advice = f"object paths are in upper case; write {show(path.upper(), 200)}"
        return PathFault(Kind.MALFORMED, 0, len(path), f"{show(path)} is not in upper case", advice)
    if "" in texts and not _STRANGE.search(path):
        empty = texts.index("")
        slash = max(_span(texts, empty, empty)[0] - 1, 0)
        message = f"no word {'after' if empty else 'before'} `/` in an object path"
        return PathFault(Kind.MALFORMED, slash, slash + 1, message, advice, meant)
    if wrong := _STRANGE.search(path) or _NOT_PLAIN.search(path):
        message = f"character {show(wrong.group())} in an object path"
        return PathFault(Kind.MALFORMED, *wrong.span(), message, advice, meant)
    return None


def _unknown(path: str, texts: list[str], mode: str) -> PathFault:
    index = next(index for index, text in enumerate(texts) if not _is_known(text, index))
    word = texts[index]
    message = f"{show(word)} is not a known {'part of an ' if len(texts) > 1 else ''}object path"
    start, end = _span(texts, index, index)
    near = _near(word, mode, with_roots=index == 0 and len(texts) > 1)
    if near is None:
        return PathFault(Kind.UNKNOWN, start, end, message, f"it may be one all the same; {_ask(mode)}")
    guess = f"{path[:start]}{near}{path[end:]}"
    sure = all(_is_known(text, at) for at, text in enumerate(texts) if at != index)
    advice = f"did you mean {show(guess, 200)}? a path that the database does not have raises ORA-39041"
    return PathFault(Kind.UNKNOWN, start, end, message, advice, guess if sure else "")


def _near(word: str, mode: str, with_roots: bool) -> str | None:
    if len(word) > _MAX_WORD:
        return None
    roots = [root for root, modes in _ROOTS.items() if not mode or mode in modes] if with_roots else []
    choice = [*roots, *sorted(known for known in _KNOWN if not _jobs_with(known, mode))]
    return next(iter(difflib.get_close_matches(word, choice, 1, _LIKENESS)), None)


def _ask(mode: str) -> str:
    by_mode = "" if mode else " (or `schema_`, `table_`: the view of the mode)"
    query = _QUERIES[mode or "FULL"]
    return f"the list differs by release, and a path not in it raises ORA-39041; ask `{query}`{by_mode}"


def _jobs_with(word: str, mode: str) -> str:
    """Tell which jobs have a path that those of `mode` have not; empty where nothing speaks against it."""
    if mode in ("", "FULL"):
        return ""
    if word in _IN_FULL:
        return "only FULL jobs have it"
    return "SCHEMA and FULL jobs have it" if word in _IN_SCHEMA and mode in ("TABLE", "TABLESPACE") else ""


def _not_in_mode(texts: list[str], mode: str) -> PathFault | None:
    """Tell a path that the job has not. ORA-39038 is reported for USER in TABLE mode, else inferred.

    Of TRANSPORTABLE mode little is known: it is let have what TABLE or SCHEMA mode has.
    """
    root = texts[0]
    if mode and root in _ROOTS and mode not in _ROOTS[root]:
        meant = _moved(texts, mode)
        message = f"`{root}` is the root of paths of {' and '.join(_ROOTS[root])} mode"
        write = f"write {show(meant, 200)}" if meant else "leave the root out or write that of the mode"
        advice = f"saves ORA-39038: the job is in {mode} mode; {write}"
        return PathFault(Kind.MODE, 0, len(root), message, advice, meant)
    for index, word in enumerate(texts):
        if jobs := _jobs_with(word, mode):
            message = f"{show(word)} is not an object path of {mode} mode"
            return PathFault(Kind.MODE, *_span(texts, index, index), message, f"saves ORA-39038: {jobs}")
    return None


def _moved(texts: list[str], mode: str) -> str:
    """Give the same path under the root of `mode`: FULL holds the tree of SCHEMA, and that the tree of TABLE (logs)."""
    cut = 2 if texts[:2] == ["DATABASE_EXPORT", "SCHEMA"] else int(texts[0] in ("SCHEMA_EXPORT", "TABLE_EXPORT"))
    inner = texts[cut:] if cut else []
    roots = {"FULL": "DATABASE_EXPORT/SCHEMA", "SCHEMA": "SCHEMA_EXPORT"}
    if inner[:1] == ["TABLE"]:
        roots |= {"TABLE": "TABLE_EXPORT", "TABLESPACE": "TABLE_EXPORT"}
    return "/".join((roots[mode], *inner)) if inner and mode in roots else ""


def _too_new(texts: list[str], mode: str, server: ServerVersion | None) -> PathFault | None:
    if server is None:
        return None
    for index, word in enumerate(texts):
        since = _SINCE.get(word)
        if since is not None and server < since:
            message = f"`{word}` is known only from Oracle Database {since} on"
            advice = f"the server is {server}; {_ask(mode)}"
            return PathFault(Kind.RELEASE, *_span(texts, index, index), message, advice)
    return None
