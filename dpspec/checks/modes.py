"""What is wrong with the job mode, and with keys that it does not have."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from dpspec import algebra, filter_checks
from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.facts import IMPLIED_MODES
from dpspec.plan import LIST_KEYS, PICKED, JobMode
from dpspec.versions import PARALLEL_TRANSPORT
from dpspec.vocabulary import EXPRESSION_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.facts import Facts


def _job_mode(facts: Facts) -> Iterator[Diagnostic]:
    mode = facts.string("job_mode")
    if mode is None or facts.mode:
        return
    modes = ", ".join(JobMode.__members__)
    advice = f"the modes are {modes}"
    if mode.upper() in JobMode.__members__:
        advice = f"write `{mode.upper()}`"
    elif mode.upper().rstrip("S") in JobMode.__members__:
        advice = f"did you mean `{mode.upper().rstrip('S')}`"
    elif close := difflib.get_close_matches(mode.upper(), JobMode.__members__, 1, 0.75):
        advice = f"did you mean `{close[0]}`"
    elif mode.upper().startswith("TRANSPORT"):
        advice = "write `TRANSPORTABLE`"
    yield Diagnostic("DP105", f"unknown job mode {show(mode)}", facts.place("job_mode"), advice, "job_mode")


def _implied(facts: Facts) -> Iterator[Diagnostic]:
    """Check that lists of names mean one mode: that of expdp's mode parameters, of which there is one (UDE-00010)."""
    given = [key for key in IMPLIED_MODES if facts.has(key)]
    if "job_mode" in facts.unread or facts.spec.job_mode is not None:
        return
    first = given[0] if given else ""
    for key in given[1:]:
        if IMPLIED_MODES[key] != IMPLIED_MODES[first]:
            labels = (Label(place, "the first one"),) if (place := facts.spec.where.keys.get(first)) else ()
            message = f"`{first}` and `{key}` mean different job modes"
            advice = "saves UDE-00010; write one spec for each"
            yield Diagnostic("DP138", message, facts.place(key), advice, key, labels)
            return


def _nothing_selected(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.mode or facts.mode == "FULL" or facts.has("filter"):
        return
    key = LIST_KEYS.get(facts.mode, "transport_tablespaces")
    needed = _SELECTING.get(facts.mode, EXPRESSION_KEYS)
    # A list of another mode is reported as that.
    if any(_says(facts, other) for other in (*needed, *IMPLIED_MODES)):
        return
    advice = f"ORDS asks for it in every mode but FULL: give `{key}`, such as `[\"IN ('{_EXAMPLES[facts.mode]}')\"]`"
    advice += f", or `{needed[0]}`"
    if facts.mode == "TRANSPORTABLE":
        advice = 'give `transport_tablespaces`, such as `["SALES_DATA"]`'
    message = f"nothing says what to export in {facts.mode} mode"
    yield Diagnostic("DP116", message, facts.place("job_mode"), advice, "job_mode")


def _says(facts: Facts, key: str) -> bool:
    """Tell whether a key says what is exported: expressions on one object path only restrict it, but for tables."""
    if key != "name_expressions" or key in facts.unread or not facts.has(key):
        return facts.has(key)
    on_tables = facts.mode == "TABLE" and any(named.object_path == PICKED for named in facts.parsed(key))
    return on_tables or any(isinstance(item, str) for item in facts.listed(key))


_EXAMPLES: Final = {"SCHEMA": "SCOTT", "TABLE": "EMP", "TABLESPACE": "USERS", "TRANSPORTABLE": "USERS"}
#: The keys one of which says what a job of this mode exports.
_SELECTING: Final = {
    "SCHEMA": ("schemas", *EXPRESSION_KEYS),
    "TABLE": ("tables", "views_as_tables", *EXPRESSION_KEYS),
    "TABLESPACE": ("tablespaces", "tablespace_expressions"),
    "TRANSPORTABLE": ("transport_tablespaces", "tablespace_expressions"),
}
#: The modes in which expressions on everything have a meaning.
_EXPRESSIONS: Final = {"FULL": (), "TRANSPORTABLE": ("tablespace_expressions",)}


def _full(facts: Facts) -> Iterator[Diagnostic]:
    allowed = _EXPRESSIONS.get(facts.mode)
    if allowed is None:
        return
    for key in EXPRESSION_KEYS:
        if key not in allowed and any(isinstance(item, str) for item in facts.listed(key)):
            advice = "it would leave out objects of every kind without a word; use SCHEMA, TABLE or TABLESPACE mode"
            if key == "name_expressions":
                advice += ", or give the item an `object_path`"
            yield Diagnostic("DP119", f"`{key}` does not apply to {facts.mode} mode", facts.place(key), advice, key)


_MOVING_ROWS: Final = ("FULL", "SCHEMA", "TABLE", "TABLESPACE")
#: The modes that a key applies to, and why.
_MODES: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    **{key: ((mode,), "") for key, mode in IMPLIED_MODES.items()},
    "transportable": (("TABLE", "FULL"), "it makes a table or full job move data files"),
    "transport_full_check": (("TRANSPORTABLE",), "it checks a set of tablespaces"),
    "tts_closure_check": (("TRANSPORTABLE",), "it checks a set of tablespaces"),
    **dict.fromkeys(
        ("query", "sample", "partitions", "remap_data"),
        (_MOVING_ROWS, "saves ORA-39202: a transportable job moves data files, not rows"),
    ),
    **dict.fromkeys(
        ("flashback_scn", "flashback_time", "consistent", "estimate_only", "estimate"),
        (_MOVING_ROWS, "a transportable job moves data files, not rows (unconfirmed)"),
    ),
}


def _applicable(facts: Facts) -> Iterator[Diagnostic]:
    for key, (modes, reason) in _MODES.items():
        if facts.mode and facts.mode not in modes and key in facts.spec.written and facts.value(key) is not False:
            message = f"`{key}` does not apply to {facts.mode} mode"
            advice = f"{reason}; its modes: {', '.join(modes)}"
            if not reason:
                advice = f"it says what a {modes[0]} job exports; write `job_mode: {modes[0]}`, or leave the key out"
            yield Diagnostic("DP139", message, facts.place(key), advice, key)


#: Lists of names and the expressions that say the same.
_TWICE: Final = (
    ("schemas", "schema_expressions"),
    ("tables", "schema_expressions"),
    ("tablespaces", "tablespace_expressions"),
    ("transport_tablespaces", "tablespace_expressions"),
)


def _twice(facts: Facts) -> Iterator[Diagnostic]:
    """Check that names are listed or filtered, not both: that Data Pump takes both is not documented."""
    for listed, filtered in _TWICE:
        if {listed, filtered} <= facts.spec.written:
            labels = (Label(place, "names are listed here"),) if (place := facts.spec.where.keys.get(listed)) else ()
            message = f"`{filtered}` beside `{listed}`"
            advice = "keep the list, whose names must exist, or the expressions"
            yield Diagnostic("DP138", message, facts.place(filtered), advice, filtered, labels)
    plain = any(isinstance(item, str) for item in facts.listed("name_expressions"))
    if plain and "views_as_tables" in facts.spec.written:
        message = "`name_expressions` beside `views_as_tables`"
        advice = "whether they hold for the views is not documented; give each the object path `TABLE`"
        yield Diagnostic("DP138", message, facts.place("name_expressions"), advice, "name_expressions")
    elif plain and "tables" in facts.spec.written:
        message = "`name_expressions` beside `tables`"
        advice = "keep one of them; a filter on tables can be an item of `include`, such as `TABLE:\"LIKE 'EMP%'\"`"
        yield Diagnostic("DP138", message, facts.place("name_expressions"), advice, "name_expressions")


def _one_schema(facts: Facts) -> Iterator[Diagnostic]:
    """Check that a table job names one schema (DBMS_DATAPUMP: only one SCHEMA_EXPR, with a single schema)."""
    parsed = facts.filters["schema_expressions"]
    if facts.mode != "TABLE" or not parsed:
        return
    if len(facts.listed("schema_expressions")) > 1:
        path = "schema_expressions[1]"
        labels = (Label(place, "the first one"),) if (place := facts.place("schema_expressions[0]")) else ()
        advice = "saves ORA-39001 with ORA-39040; keep the expression that names the schema"
        message = "a second schema expression in TABLE mode"
        yield Diagnostic("DP117", message, facts.place(path), advice, path, labels)
        return
    path, filter_ = parsed[0]
    try:
        listed = algebra.listed(filter_)
    except algebra.EscapeError:
        return
    if listed is not None and len(listed) == 1:
        return
    advice = "saves ORA-39001 with ORA-39040; write one name, such as `='SCOTT'`, or use SCHEMA mode"
    message = f"TABLE mode takes exactly one schema, {_how_many(listed)}"
    place = facts.place(path) or filter_checks.whole(facts.text(path, str(filter_)))
    yield Diagnostic("DP117", message, place, advice, path)


def _how_many(listed: frozenset[str] | None) -> str:
    return "and this may be any number" if listed is None else f"not {len(listed)}"


def _sys(facts: Facts) -> Iterator[Diagnostic]:
    """Check that SYS is not asked for (Utilities: its objects are not exported, not even if included)."""
    parsed = facts.filters["schema_expressions"]
    if facts.mode not in ("SCHEMA", "TABLE") or any(map(filter_checks.is_suspended, (f for _, f in parsed))):
        return
    if "SYS" not in (algebra.selection([filter_ for _, filter_ in parsed]) or ()):
        return
    for path, filter_ in parsed:
        for literal in filter_checks.named(filter_):
            if literal.value == "SYS" and literal.span:
                advice = "saves ORA-39165: Data Pump does not export the schema SYS"
                place = facts.at(path, literal.span.start, literal.span.end)
                message = f"`SYS` cannot be exported in {facts.mode} mode"
                yield Diagnostic("DP118", message, place, advice, path)


def _listed_sys(facts: Facts) -> Iterator[Diagnostic]:
    """Check the same of lists of names."""
    for key in ("schemas", "tables", "views_as_tables"):
        for path, name in facts.items[key]:
            if facts.mode in ("SCHEMA", "TABLE") and (name.name if key == "schemas" else name.owner) == "SYS":
                advice = "saves ORA-39165: Data Pump does not export the schema SYS"
                message = f"`SYS` cannot be exported in {facts.mode} mode"
                yield Diagnostic("DP118", message, facts.place(path), advice, path)


def _transportable(facts: Facts) -> Iterator[Diagnostic]:
    """Check what a transportable job is made of: definitions, by one worker before 21c (ORA-39047, unconfirmed)."""
    if facts.mode != "TRANSPORTABLE":
        return
    threads = facts.value("threads")
    if isinstance(threads, int) and threads > 1 and facts.options.limits < PARALLEL_TRANSPORT:
        advice = f"saves ORA-39047 (unconfirmed); leave it out, or say `--server-version {PARALLEL_TRANSPORT}c`"
        message = f"`{facts.name('threads')}` above 1 in TRANSPORTABLE mode before {PARALLEL_TRANSPORT}c"
        yield Diagnostic("DP139", message, facts.place("threads"), advice, "threads")
    if facts.value("content") == "DATA_ONLY":
        message = "`content: DATA_ONLY` does not apply to TRANSPORTABLE mode"
        advice = "a transportable export is made of definitions"
        yield Diagnostic("DP139", message, facts.place("content"), advice, "content")


RULES: Final = (
    _job_mode,
    _implied,
    _nothing_selected,
    _full,
    _applicable,
    _twice,
    _transportable,
    _one_schema,
    _sys,
    _listed_sys,
)
