"""Hypothesis strategies for the whole language: names as hostile as they come, filters, valid specs."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from dpspec.algebra import MANY, ONE
from dpspec.filters import Between, Comparison, Filter, InList, InSubquery, Like, Literal, NullTest, Operator
from dpspec.qualified_names import spell
from dpspec.quantities import size_text
from dpspec.spec import (
    ColumnRemap,
    ExportSpec,
    NameExpression,
    ObjectFilter,
    PasswordReference,
    TablePartitions,
    TableQuery,
    TableSample,
)
from dpspec.vocabulary import KEYS

#: What scripts, shells, parameter files and clients trip over.
HOSTILE = "'\"&/;-#@!$.%_\\()[]{}<>|:=,^~ \t\n\rAZaz09éÜ中😀𝔄\u200d\u2019"
PLAIN = "ABCEMPDT_$#019"

hostile_names = st.text(st.sampled_from(HOSTILE), min_size=1, max_size=24)
plain_names = st.text(st.sampled_from(PLAIN), min_size=1, max_size=24)
wild_names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"]), min_size=1, max_size=24)
names = st.one_of(plain_names, plain_names, hostile_names, wild_names)
literals = st.builds(Literal, names, st.booleans())
text_literals = st.builds(Literal, names)


@st.composite
def patterns(draw, negated):
    """A LIKE with random wildcards and, where a wildcard is meant literally, an escape character."""
    pieces = draw(st.lists(st.one_of(st.sampled_from([ONE, MANY, "%", "_"]), names), min_size=1, max_size=5))
    if draw(st.booleans()):
        pattern = "".join({ONE: "_", MANY: "%"}.get(piece, piece) for piece in pieces)
        return Like(Literal(pattern, draw(st.booleans())), None, negated)
    escape = draw(st.sampled_from("\\!~^/|A'"))
    spelled = ""
    for piece in pieces:
        spelled += {ONE: "_", MANY: "%"}.get(piece, "") or "".join(
            escape + char if char in (escape, "%", "_") else char for char in str(piece)
        )
    return Like(Literal(spelled), Literal(escape), negated)


subqueries = st.sampled_from(
    [
        "SELECT table_name FROM sys.dba_tables WHERE owner = 'SCOTT'",
        "select name from sys.obj$ where type# in (66,67) and name not like '%;/*&%'",
        '(SELECT \'A\' FROM dual) UNION ALL SELECT "lower" FROM ops."Odd Table"@remote.world',
        "WITH x AS (SELECT q'[it's; -- no comment]' n FROM dual) SELECT n FROM x",
        "SELECT 'a\n/\nb' || 'é' FROM dual",
    ]
)
# One list in eight is longer than 4,000 bytes.
long_lists = st.builds(
    lambda stem, count: [Literal(f"{stem}_{number:04}") for number in range(count)], plain_names, st.integers(300, 500)
)
short_lists = st.lists(literals, min_size=1, max_size=6)
lists = st.integers(0, 7).flatmap(lambda turn: long_lists if turn == 0 else short_lists).map(tuple)
negative = st.one_of(
    st.builds(Comparison, st.sampled_from([Operator.NE]), literals),
    st.builds(InList, lists, st.just(True)),
    patterns(negated=True),
    st.builds(InSubquery, subqueries, st.just(True)),
    st.just(NullTest(negated=True)),
)
positive = st.one_of(
    st.builds(Comparison, st.sampled_from(sorted(set(Operator) - {Operator.NE}, key=lambda o: o.value)), literals),
    st.builds(InList, lists, st.just(False)),
    patterns(negated=False),
    st.builds(InSubquery, subqueries, st.just(False)),
    st.builds(Between, literals, literals, st.booleans()),
)
filters: st.SearchStrategy[Filter] = st.one_of(positive, negative, st.builds(NullTest, st.booleans()))


def _quoted(literal: Literal, style: int) -> str:
    prefix = "nN"[style % 2] if literal.national else ""
    if style % 3 == 0 and "]'" not in literal.value:
        return f"{prefix}q'[{literal.value}]'"
    return prefix + "'" + "''".join(literal.value.split("'")) + "'"


def written(filter_: Filter, style: int) -> str:
    """Write a filter as an author might: not as its canonical text, which is what the tests are about."""
    blank = (" ", "\r\n\t", "  ")[style % 3]
    negation = f"not{blank}" if getattr(filter_, "negated", False) else ""
    match filter_:
        case Comparison(operator=operator, operand=operand):
            sign = ("!=", "<>", "^=")[style % 3] if operator is Operator.NE else operator.value
            return f"{sign}{blank}{_quoted(operand, style)}"
        case Like(pattern=pattern, escape=escape):
            ending = f"{blank}escape {_quoted(escape, style)}" if escape else ""
            return f"{negation}like{blank}({_quoted(pattern, style)}){ending}"
        case InList(items=items):
            return f"{blank}{negation}In{blank}(" + f"{blank},".join(_quoted(item, style) for item in items) + " )"
        case InSubquery(query=query):
            return f"{negation}IN({blank}{query}{blank})"
        case Between(low=low, high=high):
            return f"{negation}between {_quoted(low, style)}{blank}and {_quoted(high, style)}"
        case NullTest():
            return f"is {'not ' if filter_.negated else ''}null{blank}"


def texts(some: st.SearchStrategy[Filter]) -> st.SearchStrategy[str]:
    return st.builds(written, some, st.integers(0, 5))


@st.composite
def conjunctions(draw):
    """Some filters that can hold together more often than not: at most one of them asks for something."""
    return draw(st.lists(texts(positive), max_size=1)) + draw(st.lists(texts(negative), max_size=3))


# Names that a parameter file can list, quoted or not.
listable = st.one_of(plain_names, st.text(st.sampled_from("ABab_$# .-%09"), min_size=1, max_size=12))
known_lists = st.builds(InList, st.lists(st.builds(Literal, listable), min_size=1, max_size=5).map(tuple))
one_schema = st.one_of(
    st.builds(Comparison, st.just(Operator.EQ), text_literals),
    st.builds(lambda literal: InList((literal,)), text_literals),
    st.builds(lambda name: Like(Literal(name)), st.text(st.sampled_from("ABC$#x"), min_size=1)),
)
file_names = st.one_of(
    st.none(),
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}%[UL]([A-Za-z0-9_-]|%[TDMY]){0,8}\.(dmp|DMP)", fullmatch=True),
).filter(lambda name: name is None or ".." not in name)
identifiers = st.from_regex(r"[A-Z][A-Z0-9_$#]{0,30}", fullmatch=True)
uris = st.from_regex(
    r"https://objectstorage\.[a-z]{1,8}\.oraclecloud\.com/n/[a-z]{1,8}/b/[A-Za-z0-9_-]{1,8}/o/[A-Za-z0-9_.~-]{1,20}%U\.dmp",
    fullmatch=True,
)


@st.composite
def specs(draw):
    """Any spec that is meant to be valid; the few that are not are left to the caller's assume."""
    mode = draw(st.sampled_from(["FULL", "SCHEMA", "TABLE", "TABLESPACE"]))
    given = {"job_mode": mode}
    if mode != "FULL":
        given["name_expressions"] = draw(conjunctions())
        given["tablespace_expressions"] = draw(conjunctions()) if draw(st.booleans()) or mode == "TABLESPACE" else []
        if mode == "TABLE":
            given["schema_expressions"] = [draw(texts(one_schema))] if draw(st.booleans()) else []
        else:
            given["schema_expressions"] = draw(conjunctions())
        if draw(st.booleans()):  # half of them without what a parameter file has no words for
            drop = {"SCHEMA": ("name", "tablespace"), "TABLE": ("tablespace",), "TABLESPACE": ("name", "schema")}[mode]
            given.update({f"{key}_expressions": [] for key in drop})
            if draw(st.booleans()):
                keys = {"SCHEMA": "schema", "TABLE": "name", "TABLESPACE": "tablespace"}
                key = f"{keys[mode]}_expressions"
                given[key] = [draw(texts(known_lists)), *draw(st.lists(texts(negative), max_size=1))]
    given["file_name"] = draw(file_names)
    if draw(st.integers(0, 3)) == 0:
        given |= {"file_name": draw(uris), "credential_name": draw(identifiers)}
    given["threads"] = draw(st.one_of(st.none(), st.integers(1, 64)))
    given["keep_master"] = draw(st.sampled_from([None, 0, 1]))
    given["datapump_dir"] = draw(st.one_of(st.just("DATA_PUMP_DIR"), identifiers))
    return ExportSpec(**{key: value for key, value in given.items() if value not in (None, [])})


# --- the whole vocabulary -------------------------------------------------------------------------------------------

#: Those that every job mode has, with and without names.
NAMED_PATHS = ("TABLE", "INDEX", "TRIGGER", "CONSTRAINT", "REF_CONSTRAINT")
BARE_PATHS = ("STATISTICS", "GRANT", "OBJECT_GRANT", "COMMENT", "TABLE_DATA", "TABLE/INDEX/STATISTICS", *NAMED_PATHS)
percents = st.one_of(st.integers(1, 99), st.sampled_from([0.000001, 0.5, 12.25, 99.999999]))
sizes = st.integers(40 * 1024, 16 * 1024**4).map(size_text)
times = st.builds(
    lambda moment, fraction, zone: f"{moment.isoformat(timespec='seconds')}{fraction}{zone}",
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["", ".5", ".123456789"]),
    st.sampled_from(["", "+00:00", "+01:00", "-05:30"]),
)
tame_identifiers = st.from_regex(r"[A-Z][A-Z0-9_$]{0,12}", fullmatch=True)
tame_queries = (
    "WHERE department_id > 10",
    "WHERE name LIKE 'A#%;' ORDER BY employee_id",
    "ORDER BY 1",
    "WHERE a = 'it''s'",
)
wild_queries = (
    "where \"lower\" = q'[x, y]'",
    "WHERE note <> 'é /* & */'",
    "WHERE id IN (SELECT id FROM ops.chosen WHERE d > DATE '2026-01-01')",
)
tame_filters = st.one_of(
    st.builds(Comparison, st.sampled_from(sorted(Operator, key=lambda o: o.value)), st.builds(Literal, plain_names)),
    st.builds(InList, st.lists(st.builds(Literal, plain_names), min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(lambda name, negated: Like(Literal(f"{name}%"), None, negated), plain_names, st.booleans()),
    st.builds(lambda name: Like(Literal(f"!_{name}%"), Literal("!")), plain_names),
)


class Words:
    """Names and texts: `tame` ones that a parameter file can carry, or as wild as they come."""

    def __init__(self, *, tame: bool) -> None:
        odd = st.text(st.sampled_from("aB_$# .-9é'&/中"), min_size=1, max_size=10)
        everything = st.one_of(identifiers, identifiers, listable, odd).filter(lambda name: "%" not in name)
        tame_names = st.one_of(
            tame_identifiers, tame_identifiers, st.text(st.sampled_from("aB_$# .-9"), min_size=1, max_size=9)
        )
        self.identifiers = tame_identifiers if tame else identifiers
        self.names = (tame_names if tame else everything).map(spell)
        self.plain = self.identifiers if tame else self.names
        self.tables = st.builds("{}.{}".format, self.identifiers, self.names)
        self.row_tables = st.one_of(st.none(), self.plain, st.builds("{}.{}".format, self.plain, self.plain))
        self.filters = tame_filters if tame else filters
        self.texts = texts(self.filters)
        self.queries = st.sampled_from(tame_queries if tame else (*tame_queries, *wild_queries))
        placed = st.builds(lambda directory, name: f"{directory}:{name}", self.identifiers, file_names.filter(bool))
        self.files = st.one_of(file_names.filter(bool), placed)
        log = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,12}\.log", fullmatch=True)
        self.logs = st.one_of(log, st.builds("{}:{}".format, self.identifiers, log))
        paths = st.sampled_from(NAMED_PATHS)
        clause = st.builds(lambda path, text: ObjectFilter(object_path=path, expression=text), paths, self.texts)
        self.clauses = st.one_of(st.sampled_from(BARE_PATHS), clause)
        self.named = st.builds(lambda path, text: NameExpression(object_path=path, expression=text), paths, self.texts)


def unique(strategy, least=1, most=3):
    return st.lists(strategy, min_size=least, max_size=most, unique=True)


def of_tables(rows):
    """Items for different tables: one table has one filter of a kind."""
    return st.lists(rows, min_size=1, max_size=2, unique_by=lambda item: item.table)


class Draw:
    """Fills the keys of a spec."""

    def __init__(self, draw, mode, words) -> None:
        self.draw, self.mode, self.words = draw, mode, words
        self.given = {}

    def maybe(self, key, strategy, once_in=4):
        if self.draw(st.integers(1, once_in)) == 1:
            self.given[key] = self.draw(strategy)

    def selection(self):
        """What the job exports: lists of names or expressions."""
        words, given, draw = self.words, self.given, self.draw
        match self.mode, draw(st.integers(0, 3)):
            case "SCHEMA", 0:
                given["schema_expressions"] = draw(
                    st.one_of(conjunctions(), st.lists(texts(known_lists), min_size=1, max_size=1))
                )
            case "SCHEMA", _:
                given["schemas"] = draw(unique(words.names))
            case "TABLE", 0:
                given["tables"] = draw(unique(st.one_of(words.tables, words.names)))
            case "TABLE", 1:
                given["name_expressions"] = draw(st.lists(words.texts, min_size=1, max_size=2))
                given["schema_expressions"] = [f"= '{draw(words.identifiers)}'"]
            case "TABLE", 2:
                given["views_as_tables"] = draw(unique(words.tables))
            case "TABLE", _:
                owner = draw(words.identifiers)
                given["tables"] = [f"{owner}.{name}" for name in draw(unique(words.names))]
            case "TABLESPACE", _:
                given["tablespaces"] = draw(unique(words.names))
            case "TRANSPORTABLE", _:
                given["transport_tablespaces"] = draw(unique(words.names))

    def rows(self):
        words = self.words
        content = self.draw(st.sampled_from([None, None, None, *KEYS["content"].choices]))
        if content is not None:
            self.given["content"] = content
        if content == "METADATA_ONLY":
            return
        listed = self.given.get("tables") or self.given.get("views_as_tables")
        tables = st.sampled_from(listed) if listed else words.row_tables
        queries = st.builds(lambda t, q: TableQuery(table=t, query=q), tables, words.queries)
        samples = st.builds(lambda t, p: TableSample(table=t, percent=p), tables, percents)
        self.maybe("query", of_tables(queries))
        self.maybe("sample", of_tables(samples))
        by_name = st.builds(lambda t, names: TablePartitions(table=t, partitions=names), tables, unique(words.names))
        by_filter = st.builds(lambda t, text: TablePartitions(table=t, expression=text), tables, words.texts)
        self.maybe("partitions", of_tables(st.one_of(by_name, by_name, by_filter)), 3 if listed else 8)
        column = st.builds("{}.{}".format, tables.filter(bool), words.plain)
        function = st.one_of(st.just("MASK.SAL"), st.builds("{}.MASK.SAL".format, words.plain))
        remaps = st.builds(lambda c, f: ColumnRemap(column=c, function=f), column, function)
        self.maybe("remap_data", unique(remaps, 1, 2), 8)

    def objects(self):
        words = self.words
        match self.draw(st.integers(0, 4)):
            case 0:
                self.given["include"] = self.draw(unique(words.clauses))
            case 1 | 2:
                self.given["exclude"] = self.draw(unique(words.clauses))
            case 3 if self.mode != "TRANSPORTABLE":
                named = self.draw(st.lists(words.named, min_size=1, max_size=2))
                self.given["name_expressions"] = [*self.given.get("name_expressions", []), *named]

    def files(self):
        words, given, draw = self.words, self.given, self.draw
        match draw(st.integers(0, 9)):
            case 0:
                given["estimate_only"] = True
            case 1 | 2:
                given |= {"dumpfiles": draw(unique(uris, 1, 2)), "credential_name": draw(words.identifiers)}
            case 3 | 4 | 5:
                given["dumpfiles"] = draw(unique(words.files))
            case _:
                given["file_name"] = draw(file_names)
        if "estimate_only" not in given:
            self.maybe("filesize", sizes)
            self.maybe("reuse_dumpfiles", st.booleans())
        if draw(st.integers(0, 4)) == 0:
            given["nologfile"] = True
        else:
            self.maybe("logfile", words.logs, 2)
        given["threads"] = draw(st.one_of(st.none(), st.integers(1, 8)))

    def settings(self):
        draw, given, words = self.draw, self.given, self.words
        moment = draw(st.integers(0, 5))
        given |= [
            {"consistent": True},
            {"flashback_scn": draw(st.integers(1, 2**63 - 1))},
            {"flashback_time": draw(times)},
            *[{}] * 3,
        ][moment]
        if not given.get("estimate_only"):
            self.of_the_dump()
        for key in ("estimate", "logtime"):
            self.maybe(key, st.sampled_from(KEYS[key].choices), 6)
        self.maybe("access_method", st.sampled_from(KEYS["access_method"].choices[:3]), 8)
        self.maybe("data_options", unique(st.sampled_from(KEYS["data_options"].choices)), 8)
        for key in ("cluster", "metrics"):
            self.maybe(key, st.booleans(), 6)
        self.maybe("version", st.sampled_from(["COMPATIBLE", "LATEST", "12.2", "19.0.0"]), 8)
        if not set(given) & {"sample", "access_method", "partitions"}:
            self.maybe("network_link", st.sampled_from(["SRC", "SRC.EXAMPLE.COM"]), 8)
        self.maybe("source_edition", words.identifiers, 8)
        if given.get("cluster") is not False:
            self.maybe("service_name", st.sampled_from(["REPORTING", "batch.example.com"]), 8)
        self.maybe("abort_step", st.sampled_from([-1, 1, 42]), 8)
        self.maybe("log_entries", st.lists(hostile_names.filter(str.isprintable), min_size=1, max_size=2), 12)
        self.maybe("enable_secure_roles", st.booleans(), 20)
        self.maybe("job_name", words.identifiers, 2)
        if self.mode in ("TABLE", "FULL"):
            self.maybe("transportable", st.sampled_from(KEYS["transportable"].choices), 8)
        if self.mode == "TRANSPORTABLE":
            self.maybe("transport_full_check", st.booleans(), 3)
            self.maybe("tts_closure_check", st.sampled_from(KEYS["tts_closure_check"].choices), 8)
        self.maybe("keep_master", st.sampled_from([0, 1]), 2)

    def of_the_dump(self):
        given = self.given
        self.maybe("encryption", st.sampled_from(KEYS["encryption"].choices), 5)
        if given.get("encryption", "NONE") != "NONE":
            self.maybe("encryption_algorithm", st.sampled_from(KEYS["encryption_algorithm"].choices))
            self.maybe("encryption_password", st.just(PasswordReference(prompt=True)), 2)
            modes = ("PASSWORD", "DUAL") if "encryption_password" in given else ("TRANSPARENT",)
            self.maybe("encryption_mode", st.sampled_from(modes))
        self.maybe("compression", st.sampled_from(KEYS["compression"].choices), 6)
        for key, free in (("compression_algorithm", given.get("compression") != "NONE"), ("checksum_algorithm", True)):
            if free:
                self.maybe(key, st.sampled_from(KEYS[key].choices), 8)
        if "checksum_algorithm" not in given:
            self.maybe("checksum", st.booleans(), 8)


@st.composite
def wide_specs(draw):
    """Any spec of the whole vocabulary that is meant to be valid; the few that are not are left to assume."""
    mode = draw(st.sampled_from(["FULL", "SCHEMA", "TABLE", "TABLE", "TABLESPACE", "TRANSPORTABLE"]))
    words = Words(tame=draw(st.booleans()))
    filling = Draw(draw, mode, words)
    filling.selection()
    if mode != "TRANSPORTABLE":
        filling.rows()
    filling.objects()
    filling.files()
    filling.settings()
    given = {key: value for key, value in filling.given.items() if value not in (None, [])}
    implied = set(given) & {"tables", "views_as_tables", "schemas", "tablespaces", "transport_tablespaces"}
    if not implied or draw(st.booleans()):
        given["job_mode"] = mode
    given["datapump_dir"] = draw(st.one_of(st.just("DATA_PUMP_DIR"), words.identifiers))
    return ExportSpec(**given)
