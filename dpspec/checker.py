"""ExportSpec to Plan, or to everything that is wrong with it.

The rules are those of the job modes, of the names and of the keys among each other; what one
expression may say is in ``filter_checks``. Where no source is sure, the stricter reading is
taken: it may refuse a job that a server would run, never run one that exports something else.
"""

from __future__ import annotations

import difflib
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from dpspec import algebra, filter_checks, filter_parser, names
from dpspec.diagnostics import Diagnostic, Label, has_errors, in_order, show
from dpspec.filters import Between, NullTest
from dpspec.plan import LIST_KEYS, JobMode, Plan
from dpspec.reader import kind_of_value, type_fault
from dpspec.source import Extract
from dpspec.spec import EXPRESSION_KEYS, KEYS, ExportSpec, Shape
from dpspec.versions import OBJECT_STORE, OLDEST, ServerVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dpspec.filters import Filter
    from dpspec.source import Location

MAX_THREADS: Final = 1024
#: Dump files that ``%U`` can number: 01 to 99.
MOST_FILES: Final = 99
#: Keys whose defaults are texts; None is none.
_NEVER_NONE: Final = ("job_mode", "datapump_dir")
_LISTED_NAME: Final = re.compile(r"[ \t\r\n]*(?P<name>[A-Za-z][A-Za-z0-9_$#]*)[ \t\r\n]*")


@frozen
class Options:
    """What a check depends on beside the spec: the server's release and the object stores allowed."""

    server: ServerVersion | None = None
    object_store_hosts: tuple[str, ...] = names.OBJECT_STORE_HOSTS

    @property
    def limits(self) -> ServerVersion:
        """The release whose limits apply: the one that was given, or the oldest that is supported."""
        return self.server or OLDEST


def check(spec: ExportSpec, options: Options | None = None) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """Check a spec. Returns the plan, or None and at least one error; all faults are found in one run."""
    facts = _Facts(spec, options or Options())
    found = in_order([*facts.type_faults, *facts.parse_faults, *(d for rule in _RULES for d in rule(facts))])
    if has_errors(found) or spec.where.unread:
        return None, found
    return facts.plan(), found


class _Facts:
    """A spec with its filters parsed, asked by the rules."""

    def __init__(self, spec: ExportSpec, options: Options) -> None:
        self.spec = spec
        self.options = options
        self.type_faults = list(_type_faults(spec))
        self.unread = spec.where.unread | {(d.key or "").partition("[")[0] for d in self.type_faults}
        self.parse_faults: list[Diagnostic] = []
        self.filters: dict[str, tuple[tuple[str, Filter], ...]] = {}
        for key in EXPRESSION_KEYS:
            self.filters[key] = self._parsed(key)

    def _parsed(self, key: str) -> tuple[tuple[str, Filter], ...]:
        parsed: list[tuple[str, Filter]] = []
        values = getattr(self.spec, key)
        for index, value in enumerate(values if isinstance(values, tuple) else ()):
            if not isinstance(value, str):
                continue
            path = f"{key}[{index}]"
            filter_, faults = filter_parser.parse(self.text(path, value), path)
            self.parse_faults += faults
            if filter_ is None:
                self.unread |= {key}
            else:
                parsed.append((path, filter_))
        return tuple(parsed)

    def text(self, path: str, value: str) -> Extract:
        """Give the characters of a value with their places."""
        extract = self.spec.where.texts.get(path)
        # A spec that was changed after it was read keeps the places of the old values: they must not speak for the new.
        return extract if extract is not None and extract.text == value else Extract.plain(value, path)

    def at(self, path: str, start: int, end: int) -> Location:
        """Give the place of some characters of a value."""
        base, _, _ = path.partition("[")
        value = getattr(self.spec, base)
        if path != base:
            value = value[int(path[len(base) + 1 : -1])]
        return self.text(path, value).locate(start, end)

    def place(self, *paths: str) -> Location | None:
        """Give the place of the first of `paths` that has one."""
        where = self.spec.where
        return next((place for path in paths if (place := where.values.get(path))), where.whole)

    def has(self, key: str) -> bool:
        """Tell whether a key is there, or was meant to be."""
        return key in self.unread or key in self.spec.written

    def expressions(self, key: str) -> tuple[Any, ...]:
        values = getattr(self.spec, key)
        return values if isinstance(values, tuple) else (values,)

    def string(self, key: str) -> str | None:
        """Give a value that is a non-empty text, and could be read."""
        value = getattr(self.spec, key)
        return value if isinstance(value, str) and value and key not in self.unread else None

    @cached_property
    def mode(self) -> str:
        """The job mode, or nothing if that is not known."""
        mode = self.spec.job_mode
        return mode if "job_mode" not in self.unread and mode in JobMode.__members__ else ""

    def plan(self) -> Plan:
        """Make the plan, every default explicit; only for a spec without an error."""
        spec = self.spec
        filters = {key: tuple(filter_ for _, filter_ in self.filters[key]) for key in EXPRESSION_KEYS}
        return Plan(
            job_mode=JobMode(spec.job_mode),
            listed=tuple(name.strip() for name in spec.filter.split(",")) if spec.filter else (),
            directory=spec.datapump_dir,
            file_name=spec.file_name or "",
            credential_name=spec.credential_name or "",
            threads=spec.threads or 1,
            keep_master=spec.keep_master != 0,
            server=self.options.limits,
            written=spec.written,
            where=spec.where,
            **filters,
        )


# --- types and single values ----------------------------------------------------------------------------------------


def _type_faults(spec: ExportSpec) -> Iterator[Diagnostic]:
    """Check the types of a spec built in Python; one that was read from a file has passed this before."""
    for key, shape in KEYS.items():
        value = getattr(spec, key)
        if shape is Shape.EXPRESSIONS:
            if not isinstance(value, tuple):
                message, advice = type_fault(key, shape, value, kind_of_value(value))
                yield Diagnostic("DP103", message, None, advice, key)
                continue
            for index, item in enumerate(value):
                if not isinstance(item, str):
                    message = f"an item of `{key}` is {kind_of_value(item)}, not a string"
                    advice = "an item is a text such as `LIKE 'EMP%'`"
                    yield Diagnostic("DP103", message, None, advice, f"{key}[{index}]")
        elif (value is not None or key in _NEVER_NONE) and type(value) is not (str if shape is Shape.STRING else int):
            message, advice = type_fault(key, shape, value, kind_of_value(value))
            yield Diagnostic("DP103", message, None, advice, key)


def _empty(facts: _Facts) -> Iterator[Diagnostic]:
    for key in KEYS:
        value = getattr(facts.spec, key)
        if key in facts.unread:
            continue
        if value == "":
            advice = "leave the key out to get its default"
            yield Diagnostic("DP104", f"`{key}` is empty", facts.place(key), advice, key)
        elif value == () and key in facts.spec.written:
            advice = "an empty list would select every object; leave the key out if that is meant"
            yield Diagnostic("DP104", f"`{key}` is an empty list", facts.place(key), advice, key)


def _job_mode(facts: _Facts) -> Iterator[Diagnostic]:
    mode = facts.string("job_mode")
    if mode is None or facts.mode:
        return
    modes = ", ".join(JobMode.__members__)
    advice = f"the modes of ORDS are {modes}"
    if mode.upper() in JobMode.__members__:
        advice = f"write `{mode.upper()}`"
    elif mode.upper().rstrip("S") in JobMode.__members__:
        advice = f"did you mean `{mode.upper().rstrip('S')}`"
    elif close := difflib.get_close_matches(mode.upper(), JobMode.__members__, 1, 0.75):
        advice = f"did you mean `{close[0]}`"
    elif mode.upper().startswith("TRANSPORT"):
        advice = f"ORDS has no transportable mode; it offers {modes}"
    yield Diagnostic("DP105", f"unknown job mode {show(mode)}", facts.place("job_mode"), advice, "job_mode")


def _threads(facts: _Facts) -> Iterator[Diagnostic]:
    threads = facts.spec.threads
    if threads is None or "threads" in facts.unread:
        return
    if not 1 <= threads <= MAX_THREADS:
        advice = "saves ORA-39206; it is the number of worker processes"
        message = f"`threads` is {_number(threads)}; it goes from 1 to {MAX_THREADS}"
        yield Diagnostic("DP106", message, facts.place("threads"), advice, "threads")
    file_name = facts.string("file_name")
    if (
        threads > MOST_FILES
        and (file_name is None or not re.search("%[Ll]", file_name))
        and names.is_template(file_name or "%U")
    ):
        advice = "saves ORA-39095: put `%L` into `file_name`"
        message = f"`%U` makes {MOST_FILES} files, too few for {_number(threads)} threads"
        yield Diagnostic("DP112", message, facts.place("threads"), advice, "threads")
    if threads > 1 and file_name is not None and not names.is_template(file_name):
        advice = "saves ORA-39095: put `%U` or `%L` into `file_name`, or leave it out"
        message = f"{_number(threads)} threads cannot write one dump file"
        labels = (Label(place, "this is one file"),) if (place := facts.spec.where.values.get("file_name")) else ()
        yield Diagnostic("DP112", message, facts.place("threads"), advice, "threads", labels)


def _number(value: int) -> str:
    return str(value) if abs(value) < 10**9 else "too large a number"


def _keep_master(facts: _Facts) -> Iterator[Diagnostic]:
    value = facts.spec.keep_master
    if value is not None and value not in (0, 1) and "keep_master" not in facts.unread:
        advice = "write 1 to keep the control table, 0 to drop it after success"
        message = f"`keep_master` is {_number(value)}; it is 0 or 1"
        yield Diagnostic("DP107", message, facts.place("keep_master"), advice, "keep_master")


def _identifiers(facts: _Facts) -> Iterator[Diagnostic]:
    for key in ("datapump_dir", "credential_name"):
        text = facts.string(key)
        for fault in names.check_identifier(text, facts.options.limits.name_bytes) if text is not None else ():
            yield Diagnostic("DP108", fault.message, facts.at(key, fault.start, fault.end), fault.help, key)


def _file_name(facts: _Facts) -> Iterator[Diagnostic]:
    text = facts.string("file_name")
    if text is None:
        return
    server = facts.options.limits
    uri = names.is_uri(text)
    hosts = facts.options.object_store_hosts
    for fault in names.check_uri(text, hosts, server) if uri else names.check_file_name(text, server):
        code = "DP126" if fault.too_new else "DP110" if uri else "DP109"
        yield Diagnostic(code, fault.message, facts.at("file_name", fault.start, fault.end), fault.help, "file_name")


def _credential(facts: _Facts) -> Iterator[Diagnostic]:
    if "file_name" in facts.unread or "credential_name" in facts.unread:
        return
    if "" in (facts.spec.file_name, facts.spec.credential_name):
        return  # an empty value is reported, and what was meant is not known
    file_name, credential = facts.string("file_name"), facts.string("credential_name")
    uri = file_name is not None and names.is_uri(file_name)
    if uri and credential is None:
        advice = "saves ORA-39001: `credential_name` names a credential of the database user for the object store"
        message = "`file_name` is a URI, and there is no credential"
        yield Diagnostic("DP111", message, facts.place("file_name"), advice, "file_name")
    if credential is not None and not uri:
        advice = "give the `https://` URI of the dump in `file_name`, or leave the credential out"
        message = "`credential_name` without a URI in `file_name`"
        yield Diagnostic("DP111", message, facts.place("credential_name"), advice, "credential_name")
    server = facts.options.server
    if credential is not None and server is not None and server < OBJECT_STORE:
        advice = f"dumps in an object store came with Oracle Database {OBJECT_STORE}c"
        message = f"`credential_name` is too new for {server}"
        yield Diagnostic("DP126", message, facts.place("credential_name"), advice, "credential_name")


# --- the job mode and the expressions -------------------------------------------------------------------------------


def _filter(facts: _Facts) -> Iterator[Diagnostic]:
    text = facts.string("filter")
    if text is None:
        return
    yield from _listed_names(facts, text)
    if facts.mode == "FULL":
        yield Diagnostic("DP115", "`filter` in FULL mode", facts.place("filter"), "FULL exports everything", "filter")
    for key in EXPRESSION_KEYS:
        if facts.expressions(key) and facts.mode != "FULL":
            advice = "what ORDS makes of both is not documented; keep the expressions alone"
            message = f"`filter` together with `{key}`"
            yield Diagnostic("DP114", message, facts.place("filter"), advice, "filter")
            return


def _listed_names(facts: _Facts, text: str) -> Iterator[Diagnostic]:
    key = LIST_KEYS.get(facts.mode, "schema_expressions")
    instead = f"its syntax is not documented; use `{key}: [\"IN ('A','B')\"]`"
    limit = facts.options.limits.name_bytes
    at = 0
    while match := _LISTED_NAME.match(text, at):
        if len(match["name"]) > limit:
            message = f"name of {len(match['name'])} bytes; the limit is {limit}"
            advice = "no name is that long, so it can match nothing; check it"
            yield Diagnostic("DP120", message, facts.at("filter", *match.span("name")), advice, "filter")
        at = match.end()
        if at == len(text):
            return
        if text[at] != ",":
            break
        at += 1
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    message = f"{show(text[at : at + 1])} in `filter`, which takes names with commas between them"
    if at == len(text):
        at, message = len(text.rstrip()) - 1, "a name is missing at the end of `filter`"
    yield Diagnostic("DP113", message, facts.at("filter", max(at, 0), max(at, 0) + 1), instead, "filter")


def _nothing_selected(facts: _Facts) -> Iterator[Diagnostic]:
    if not facts.mode or facts.mode == "FULL" or facts.has("filter"):
        return
    key = LIST_KEYS[facts.mode]
    needed = (key,) if facts.mode == "TABLESPACE" else EXPRESSION_KEYS
    if any(facts.has(key) for key in needed):
        return
    advice = f"ORDS asks for it in every mode but FULL: give `{key}`, such as `[\"IN ('{_EXAMPLES[facts.mode]}')\"]`"
    message = f"nothing says what to export in {facts.mode} mode"
    yield Diagnostic("DP116", message, facts.place("job_mode"), advice, "job_mode")


_EXAMPLES: Final = {"SCHEMA": "SCOTT", "TABLE": "EMP", "TABLESPACE": "USERS"}


def _full(facts: _Facts) -> Iterator[Diagnostic]:
    if facts.mode != "FULL":
        return
    for key in EXPRESSION_KEYS:
        if facts.expressions(key):
            advice = "it would leave out objects of every kind without a word; use SCHEMA, TABLE or TABLESPACE mode"
            yield Diagnostic("DP119", f"`{key}` does not apply to FULL mode", facts.place(key), advice, key)


def _one_schema(facts: _Facts) -> Iterator[Diagnostic]:
    """Check that a table job names one schema (DBMS_DATAPUMP: only one SCHEMA_EXPR, with a single schema)."""
    parsed = facts.filters["schema_expressions"]
    if facts.mode != "TABLE" or not parsed:
        return
    if len(facts.expressions("schema_expressions")) > 1:
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


def _sys(facts: _Facts) -> Iterator[Diagnostic]:
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


def _each_filter(facts: _Facts) -> Iterator[Diagnostic]:
    for key in EXPRESSION_KEYS:
        for path, filter_ in facts.filters[key]:
            text = facts.text(path, getattr(facts.spec, key)[int(path[len(key) + 1 : -1])])
            yield from filter_checks.check(filter_, text, path, facts.options.limits)


def _contradictions(facts: _Facts) -> Iterator[Diagnostic]:
    for key in EXPRESSION_KEYS:
        parsed = facts.filters[key]
        if facts.mode == "TABLE" and key == "schema_expressions":
            continue  # a second one is a mistake of its own there
        if not parsed or any(filter_checks.has_null(f) or filter_checks.is_overlong(f) for _, f in parsed):
            continue
        try:
            found = algebra.contradiction([filter_ for _, filter_ in parsed])
        except algebra.EscapeError:
            continue
        if found is None:
            continue
        path = parsed[found.indexes[0]][0]
        others = [parsed[index][0] for index in found.indexes[1:4]]
        labels = tuple(Label(place, "and this") for other in others if (place := facts.spec.where.values.get(other)))
        message = f"no name matches all of `{key}`" if others else "no name matches this expression"
        advice = "saves ORA-31655; all expressions must hold at once: to take one or the other, use one IN list"
        if not others:
            advice = f"saves ORA-31655; {_alone(parsed[found.indexes[0]][1])}"
        yield Diagnostic("DP125", message, facts.place(path), advice, path, labels)


def _alone(filter_: Filter) -> str:
    """Say why one filter matches nothing."""
    match filter_:
        case Between():
            return "the lower bound comes first"
        case NullTest():
            return "an object always has a name"
        case _:
            return "the pattern matches every name, and NOT leaves none"


_RULES: Final[tuple[Callable[[_Facts], Iterator[Diagnostic]], ...]] = (
    _empty,
    _job_mode,
    _threads,
    _keep_master,
    _identifiers,
    _file_name,
    _credential,
    _filter,
    _nothing_selected,
    _full,
    _one_schema,
    _sys,
    _each_filter,
    _contradictions,
)
