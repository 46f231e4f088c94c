"""What people do wrong, put into a spec, gives a finding that names it: the twenty commonest mistakes, and the corpus.

The numbers are those of the list of mistakes in public scripts and parameter files; the corpus is `data/filters.jsonl`.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from dpspec import api
from dpspec.diagnostics import Severity
from dpspec.inspection import Wishes, inspect
from dpspec.linter import Selection
from dpspec.source import Source

TABLES = {"job_mode": "TABLE", "schema_expressions": ["='SCOTT'"]}
SCHEMA = {"schemas": ["HR"]}
FULL = {"job_mode": "FULL"}
LONG = ",".join(f"'TABLE_{number:04}'" for number in range(900))


def named(expression):
    return {**TABLES, "name_expressions": [expression]}


#: Number and name of the mistake, a spec with it, the code that names it, and what the finding says or advises.
MISTAKES = [
    (1, "typographic quotes", named("IN (‘CRATE’, ‘PALLET’)"), "DP021", "write `IN ('CRATE','PALLET')`"),
    (1, "typographic quotes", {**SCHEMA, "include": ['TABLE:"= ’CRATE’"']}, "DP021", "write `='CRATE'`"),
    (1, "typographic quotes round a clause", {**SCHEMA, "include": ["TABLE:”= 'A'”"]}, "DP021", "write `TABLE:"),
    (2, "quotes eaten by a shell", named("IN (CRATE)"), "DP023", "write `IN ('CRATE')`"),
    (2, "quotes eaten by a shell", {**SCHEMA, "include": ["TABLE:IN (CRATE)"]}, "DP142", "no clause in double quotes"),
    (2, "escapes of a shell", named(r"IN (\'CRATE\')"), "DP042", "write `IN ('CRATE')`"),
    (3, "quotes eaten by another shell", {**FULL, "include": ["SCHEMA:='HR'"]}, "DP142", "write `SCHEMA:\"='HR'\"`"),
    (4, "no quotes round a name", named("= PALLET"), "DP023", "write `='PALLET'`"),
    (4, "double quotes round a name", named('= "PALLET"'), "DP022", "write `='PALLET'`"),
    (5, "operator lost", named("'CRATE'"), "DP025", "write `='CRATE'`"),
    (5, "operator wrong", named("== 'CRATE'"), "DP034", "write `='CRATE'`"),
    (5, "operator wrong", named("LIKES 'CRATE%'"), "DP034", "write `LIKE 'CRATE%'`"),
    (6, "no operator", {**FULL, "exclude": ['SCHEMA:"HR"']}, "DP025", "write `='HR'`"),
    (6, "no operator", {**FULL, "exclude": ['SCHEMA:"KA,KB"']}, "DP025", "write `IN ('KA','KB')`"),
    (6, "no operator", {**SCHEMA, "exclude": ["TABLE:CRATE"]}, "DP142", "write `TABLE:\"='CRATE'\"`"),
    (7, "operator in the literal", named("='in('KA','KB')'"), "DP026", "write `IN ('KA','KB')`"),
    *(
        (8, "object path misspelt", {**SCHEMA, "exclude": [wrong]}, "DP130", f"`{right}`")
        for wrong, right in [
            ("CONSTRAINTS", "CONSTRAINT"),
            ("TRIGGERS", "TRIGGER"),
            ("INDEXES", "INDEX"),
            ("TABLES", "TABLE"),
            ("SYNONYMS", "SYNONYM"),
            ("GRANTS", "GRANT"),
            ("MATERIALIZED_VIEWS", "MATERIALIZED_VIEW"),
            ("DATABASE LINK", "DB_LINK"),
            ("PACKAGE BODY", "PACKAGE_BODY"),
            ("tab", "tab"),
        ]
    ),
    (9, "object path of another mode", {**TABLES, "exclude": ["USER"]}, "DP131", "SCHEMA and FULL jobs have it"),
    (10, "list too long for expdp", named(f"IN ({LONG})"), "DP303", "saves UDE-00014"),
    (10, "list too long", named(f"IN ({LONG},{LONG})"), "DP121", "IN (SELECT name FROM"),
    (11, "INCLUDE and EXCLUDE", {**SCHEMA, "include": ["TABLE"], "exclude": ["INDEX"]}, "DP133", "saves UDE-00011"),
    (12, "lower case", named("IN('apples')"), "DP201", "write `'APPLES'`"),
    (12, "mixed case", {"schema_expressions": ["= 'Emp_App'"]}, "DP201", "write `'EMP_APP'`"),
    (12, "lower case in a list", {"schemas": ["admin"]}, "DP128", "write `ADMIN`"),
    (13, "underscore in LIKE", named("LIKE 'TMP_%'"), "DP202", "write `LIKE 'TMP!_%' ESCAPE '!'`"),
    (14, "parenthesis missing", named("IN (select n from o.t where t='A'"), "DP029", "t='A')`"),
    (14, "quote missing", named("='A"), "DP024", "write `='A'`"),
    (14, "double quote missing", {**SCHEMA, "include": ["TABLE:\"IN ('A')"]}, "DP142", "no clause in double quotes"),
    (15, "quotes of PL/SQL", named("'in''INDEX','CONSTRAINT'''"), "DP026", "the operator is not"),
    (15, "quotes of PL/SQL", named("'!=' 'CRATE_..'''"), "DP026", "the operator is not"),
    (15, "quotes of PL/SQL", named("IN (''CRATE'')"), "DP043", "write `IN ('CRATE')`"),
    # Alone, a table in the place of a schema cannot be told from a schema: only a database knows (ORA-39039).
    (16, "table as a schema", {**TABLES, "schema_expressions": ["IN ('MY_TABLE')"]}, "DP240", "belongs into"),
    (16, "table as a schema", {**TABLES, "schema_expressions": ["='HR'", "='T'"]}, "DP117", "names the schema"),
    (16, "table as a schema", {"schema_expressions": ["='HR'", "='T'"]}, "DP125", "no name matches all"),
    (16, "tables as schemas", {**TABLES, "schema_expressions": ["IN ('T','U')"]}, "DP117", "exactly one schema"),
    (16, "table with its schema", {"schema_expressions": ["='HR.T'"]}, "DP206", "write `'HR'`"),
    (17, "filter that does not exist", {**SCHEMA, "schema_name": "HR"}, "DP102", "`schema_name`"),
    (17, "filter that does not exist", {**SCHEMA, "exclude_name_expr": ["='A'"]}, "DP102", "`exclude_name_expr`"),
    (17, "filter under another name", {**SCHEMA, "name_expr": ["='A'"]}, "DP102", "did you mean `name_expressions`"),
    (18, "list without quotes", named("'EMP','DEPT'"), "DP025", "write `IN ('EMP','DEPT')`"),
    (18, "list in one literal", named("='EMP,DEPT'"), "DP207", "write `IN ('EMP','DEPT')`"),
    (18, "list in one item", {"tables": ["EMP,DEPT"]}, "DP128", "make each name an item of its own"),
    (18, "quotes in a list of names", {"schemas": ["'HR'"]}, "DP128", "a name takes no such quotes"),
    (19, "double negation", {**SCHEMA, "exclude": ["TABLE:\"NOT LIKE 'BIN$%'\""]}, "DP214", "LIKE 'BIN$%'"),
    (19, "wrong separator", {**SCHEMA, "exclude": ["TABLE:\"='A'\";VIEW:\"='B'\""]}, "DP142", "an item of its own"),
    (19, "wrong separator", {**SCHEMA, "exclude": ["TABLES:crate1,crate2"]}, "DP142", "no clause in double quotes"),
    (
        20,
        "doubled quotes in a query",
        {"tables": ["A.B"], "query": ["A.B:WHERE d > DATE ''2031-01-01''"]},
        "DP141",
        "'",
    ),
]


def found_in(spec, *targets):
    wishes = Wishes(api.options(), targets, selection=Selection())
    return inspect(Source("spec.json", json.dumps(spec, ensure_ascii=False)), "json", wishes).diagnostics


@pytest.mark.parametrize(
    ("spec", "code", "said"),
    [mistake[2:] for mistake in MISTAKES],
    ids=[f"{number}, {name}, {code}" for number, name, _, code, _ in MISTAKES],
)
def test_a_common_mistake_is_named(spec, code, said):
    found = found_in(spec, *(["parfile"] if code == "DP303" else []))
    named = [each for each in found if each.code == code]
    assert named, found
    assert any(said in f"{each.message} | {each.help}" for each in named)


def test_each_of_the_twenty_is_there():
    assert {number for number, *_ in MISTAKES} == set(range(1, 21))


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(named("IN ('CRATE','PALLET')"), id="names"),
        pytest.param(named("LIKE 'TMP!_%' ESCAPE '!'"), id="an underscore"),
        pytest.param({**SCHEMA, "exclude": ["TABLE:\"LIKE 'BIN$%'\"", "PACKAGE_BODY"]}, id="objects left out"),
        pytest.param({"tables": ["A.B"], "query": ["A.B:WHERE d > DATE '2031-01-01'"]}, id="a query"),
    ],
)
def test_without_the_mistake_nothing_is_said_of_it(spec):
    codes = {code for *_, code, _ in MISTAKES}
    assert not [each for each in found_in(spec) if each.code in codes]


# --- the corpus -----------------------------------------------------------------------------------------------------

CORPUS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text("utf-8").splitlines()
]
INVALID = {entry["id"]: entry for entry in CORPUS if entry["valid"] is False}
DOUBTFUL = {entry["id"]: entry for entry in CORPUS if entry["valid"] == "doubtful"}
SEMANTIC = {entry["id"]: entry for entry in CORPUS if entry["valid"] is True and entry["problem"]}
#: The codes that name what is wrong: all that are found, beside lint that has nothing to do with filters.
NAMED = {
    **{key: {"DP130"} for key in ("f0016", "f0424", "f0561", "f0694", "f0770")},
    **{key: {"DP025"} for key in ("f0064", "f0102", "f0246", "f0419", "f0552", "f0705")},
    **{key: {"DP021"} for key in ("f0142", "f0248", "f0350", "f0370", "f0417", "f0545", "f0657", "f0816")},
    **{key: {"DP029"} for key in ("f0029", "f0405", "f0685", "f0573")},
    **{key: {"DP026"} for key in ("f0565", "f0580")},
    **{key: {"DP038"} for key in ("f0610", "f0730")},
    "f0023": {"DP021", "DP042"},
    "f0122": {"DP021", "DP022", "DP027", "DP042"},
    "f0289": {"DP141"},
    "f0228": {"DP128"},
    "f0406": {"DP128"},
}
#: Doubtful as a value of DBMS_DATAPUMP, for want of quotes, which a list of names in a spec does not have.
RIGHT = {"f0306", "f0491", "f0535", "f0555"}
#: Names in quotes are lists of names in a spec; underscores in subqueries are those of any SQL.
WELL_MEANT = {"f0071", "f0342", "f0413", "f0621", "f0697"}
#: What a legal value probably does not mean.
MEANT = {"lower-case letters": "DP201", "_ in a LIKE pattern": "DP202", "double negation": "DP214"}
OTHERWISE = {"f0038": "DP130", "f0187": "DP216", "f0365": "DP129"}


def spec_of(entry):
    """The entry as a part of a spec: each kind of filter has its key, and lists have no quotes there."""
    path, value = entry["object_path"], entry["value"]
    table = (path or "").upper()
    clause = path if value is None else {"object_path": path, "expression": value}
    match entry["kind"]:
        case "INCLUDE" | "EXCLUDE" if path:
            return {**FULL, entry["kind"].lower(): [clause]}
        case "EXCLUDE_NAME_EXPR":
            return {**FULL, "exclude": [clause]}
        case "EXCLUDE_PATH_EXPR" if entry["valid"] is True:
            return {**FULL, "exclude": [name.strip(" '") for name in value[value.index("(") + 1 : -1].split(",")]}
        case "NAME_EXPR" | "EXCLUDE_PATH_EXPR" | "EXCLUDE":  # without a path it is an expression like any other
            return {**SCHEMA, "name_expressions": [{"object_path": path or "TABLE", "expression": value}]}
        case "SCHEMA_EXPR":
            return {"schema_expressions": [value]}
        case "EXCLUDE_PATH_LIST":
            return {**FULL, "exclude": [value.strip("'")]}
        case "NAME_LIST":
            return {"tables": [value]}
        case "SCHEMA_LIST" | "SCHEMAS":
            return {"schemas": [value]}
        case "PARTITION_LIST":
            return {"tables": [table], "partitions": [{"table": table, "partitions": [value]}]}
        case "QUERY":
            return {"tables": [table], "query": [{"table": table, "query": value}]}
    raise AssertionError(entry["kind"])


def codes_of(entry):
    """The codes of what is found, without what is said of files, logs and the like."""
    return {each.code for each in found_in(spec_of(entry)) if each.code < "DP217" or each.code[:3] != "DP2"}


def test_every_entry_with_a_problem_is_there():
    assert Counter(entry["valid"] for entry in CORPUS if entry["problem"]) == {False: 29, "doubtful": 7, True: 36}
    assert NAMED.keys() | RIGHT == INVALID.keys() | DOUBTFUL.keys()


@pytest.mark.parametrize("id_", NAMED)
def test_what_is_wrong_or_doubtful_is_named(id_):
    entry = (INVALID | DOUBTFUL)[id_]
    found = [each for each in found_in(spec_of(entry)) if each.severity is Severity.ERROR]
    assert {each.code for each in found} == NAMED[id_]


@pytest.mark.parametrize("id_", sorted(RIGHT | WELL_MEANT))
def test_what_is_right_in_a_spec_is_let_be(id_):
    assert codes_of((DOUBTFUL | SEMANTIC)[id_]) == set()


@pytest.mark.parametrize("id_", sorted(SEMANTIC.keys() - WELL_MEANT))
def test_what_is_probably_not_meant_is_named(id_):
    entry = SEMANTIC[id_]
    expected = OTHERWISE.get(id_) or next(code for said, code in MEANT.items() if said in entry["problem"])
    assert expected in codes_of(entry)


#: What the rules say of entries that the corpus has not judged; f0708 has a path of SCHEMA mode.
UNJUDGED = {
    **{id_: {"DP209"} for id_ in ("f0203", "f0251", "f0254", "f0352", "f0488", "f0543", "f0702")},
    **{id_: {"DP216"} for id_ in ("f0156", "f0550", "f0641", "f0748", "f0772")},
    **{id_: {"DP203"} for id_ in ("f0280", "f0779")},
    **{id_: {"DP204"} for id_ in ("f0475", "f0687")},
    "f0257": {"DP205"},
    "f0701": {"DP214"},
    "f0708": {"DP131"},
}
SOUND = {
    entry["id"]: entry
    for entry in CORPUS
    if entry["kind"] in ("INCLUDE", "EXCLUDE", "SCHEMA_EXPR", "NAME_EXPR")
    and entry["valid"] is True
    and not entry["problem"]
}


@pytest.mark.parametrize("id_", SOUND)
def test_of_what_has_no_problem_nothing_is_said_but_what_is_true(id_):
    assert codes_of(SOUND[id_]) == UNJUDGED.get(id_, set())
