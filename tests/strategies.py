"""Hypothesis strategies for the whole language: names as hostile as they come, filters, valid specs."""

from __future__ import annotations

from hypothesis import strategies as st

from dpspec.algebra import MANY, ONE
from dpspec.filters import Between, Comparison, Filter, InList, InSubquery, Like, Literal, NullTest, Operator
from dpspec.spec import ExportSpec

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


def spelled(filter_: Filter, style: int) -> str:
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
    return st.builds(spelled, some, st.integers(0, 5))


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
