"""Keys that contradict each other.

Sources: Utilities, the restrictions of each parameter, and what expdp refuses (UDE and ORA codes); those marked
unconfirmed are from general knowledge, and refuse what could not do what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import Diagnostic, Label
from dpspec.filters import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dpspec.facts import Facts

#: What a dump file is like.
_OF_THE_DUMP: Final = (
    *("compression", "compression_algorithm", "encryption", "encryption_password", "encryption_mode"),
    *("encryption_algorithm", "checksum", "checksum_algorithm"),
)
#: Two keys, when each counts as given (None: whenever it is written), and the advice; the second one is reported.
_Condition = str | bool | None
_PAIRS: Final[tuple[tuple[str, _Condition, str, _Condition, str], ...]] = (
    ("file_name", None, "dumpfiles", None, "keep one of them"),
    ("nologfile", True, "logfile", None, "a job has a log file or none"),
    ("content", "METADATA_ONLY", "query", None, "there are no rows to choose from in a METADATA_ONLY export"),
    ("content", "METADATA_ONLY", "sample", None, "there are no rows to choose from in a METADATA_ONLY export"),
    ("content", "METADATA_ONLY", "partitions", None, "there are no rows to choose from in a METADATA_ONLY export"),
    ("content", "METADATA_ONLY", "remap_data", None, "there are no values to replace in a METADATA_ONLY export"),
    ("content", "DATA_ONLY", "views_as_tables", None, "a view exported as a table needs its definition (unconfirmed)"),
    ("flashback_scn", None, "flashback_time", None, "the rows are those of one point in time: keep one of them"),
    ("flashback_scn", None, "consistent", True, "the rows are those of one point in time: keep one of them"),
    ("flashback_time", None, "consistent", True, "the rows are those of one point in time: keep one of them"),
    ("cluster", False, "service_name", None, "workers on this instance alone use no service (unconfirmed)"),
    ("estimate_only", True, "file_name", None, "saves ORA-39201: an estimate writes no dump file"),
    ("estimate_only", True, "dumpfiles", None, "saves ORA-39201: an estimate writes no dump file"),
    ("estimate_only", True, "credential_name", None, "saves ORA-39201: an estimate writes no dump file"),
    ("estimate_only", True, "filesize", None, "saves ORA-39201: an estimate writes no dump file"),
    ("estimate_only", True, "reuse_dumpfiles", True, "saves ORA-39201: an estimate writes no dump file"),
    *(
        ("estimate_only", True, key, None, "an estimate writes no dump file for it (unconfirmed)")
        for key in _OF_THE_DUMP
    ),
    ("estimate_only", True, "query", None, "an estimate is of whole tables (unconfirmed)"),
    ("content", "METADATA_ONLY", "estimate_only", True, "there are no rows to estimate in a METADATA_ONLY export"),
    *(
        ("transportable", how, key, None, "saves ORA-39202: data files are moved, not rows (unconfirmed)")
        for how in ("ALWAYS", "KEEP_READ_ONLY", "NO_BITMAP_REBUILD")
        for key in ("query", "sample", "remap_data")
    ),
    ("encryption", "NONE", "encryption_password", None, "nothing is encrypted that could have a password"),
    ("encryption", "NONE", "encryption_mode", None, "nothing is encrypted"),
    ("encryption", "NONE", "encryption_algorithm", None, "nothing is encrypted"),
    ("encryption_mode", "TRANSPARENT", "encryption_password", None, "in that mode the key comes from the keystore"),
    ("checksum", False, "checksum_algorithm", None, "without checksums there is no algorithm"),
    ("compression", "NONE", "compression_algorithm", None, "nothing is compressed"),
    ("network_link", None, "access_method", "DIRECT_PATH", "a network job reads through the link (unconfirmed)"),
    ("network_link", None, "sample", None, "rows cannot be sampled over a link (unconfirmed)"),
)


def _pairs(facts: Facts) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for first, when, second, then, advice in _PAIRS:
        if _counts(facts, first, when) and _counts(facts, second, then) and (second, advice) not in told:
            told.add((second, advice))
            name = facts.name(second)
            message = f"`{name}` beside `{facts.name(first)}`"
            if when is not None:
                value = str(when).lower() if isinstance(when, bool) else when
                message = f"`{name}` contradicts `{facts.name(first)}: {value}`"
            labels = (Label(place, "because of this"),) if (place := facts.spec.where.keys.get(first)) else ()
            yield Diagnostic("DP138", message, facts.place(second), advice, second, labels)


def _counts(facts: Facts, key: str, wanted: _Condition) -> bool:
    if key not in facts.spec.written or key in facts.unread:
        return False
    return wanted is None or facts.value(key) == wanted


#: A key, its value if only that one counts, the keys one of which it needs, and why.
_NEEDS: Final[tuple[tuple[str, _Condition, tuple[str, ...], str], ...]] = (
    (
        "encryption_algorithm",
        None,
        ("encryption", "encryption_password", "encryption_mode"),
        "an algorithm alone encrypts nothing (unconfirmed); add `encryption: ALL`",
    ),
    (
        "encryption_mode",
        "TRANSPARENT",
        ("encryption",),
        "a mode alone encrypts nothing (unconfirmed); add `encryption: ALL`",
    ),
    ("encryption_mode", "PASSWORD", ("encryption_password",), 'add `encryption_password: {"prompt": true}`'),
    ("encryption_mode", "DUAL", ("encryption_password",), 'add `encryption_password: {"prompt": true}`'),
    ("access_method", "INSERT_AS_SELECT", ("network_link",), "it is for jobs over a database link"),
)


def _needs(facts: Facts) -> Iterator[Diagnostic]:
    for key, when, needed, advice in _NEEDS:
        if _counts(facts, key, when) and not any(facts.has(other) for other in needed):
            value = f": {when}" if when is not None else ""
            missing = " or ".join(f"`{other}`" for other in needed)
            message = f"`{key}{value}` without {missing}"
            yield Diagnostic("DP138", message, facts.place(key), advice, key)


def _over_a_link(facts: Facts) -> Iterator[Diagnostic]:
    """Check that partitions are not filtered over a link (DBMS_DATAPUMP: PARTITION_EXPR not over a network link)."""
    if "network_link" not in facts.spec.written:
        return
    filters = [path for path, rows in facts.items["partitions"] if isinstance(rows.value, Filter)]
    filters += [path for path, name in facts.items["tables"] if "%" in name.suffix]
    for path in filters:
        message = "a filter on partitions beside `network_link`"
        yield Diagnostic("DP138", message, facts.place(path), "name the partitions in a list", path)


RULES: Final[tuple[Callable[[Facts], Iterator[Diagnostic]], ...]] = (_pairs, _needs, _over_a_link)
