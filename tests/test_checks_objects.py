"""Object paths, INCLUDE and EXCLUDE, and what a clause may say."""

from __future__ import annotations

import pytest

from tests.test_checker import faults, fine

FINE = {
    "exclude": {
        "schemas": ["HR"],
        "exclude": [
            "STATISTICS",
            "GRANT",
            "TABLE:\"LIKE 'TMP!_%' ESCAPE '!'\"",
            {"object_path": "INDEX", "expression": "= 'I'"},
        ],
    },
    "include": {"schemas": ["HR"], "include": ["PROCEDURE", "FUNCTION", "VIEW:\"IN ('A','B')\"", "TABLE: \"= 'A'\" "]},
    "users left out of a full export": {"job_mode": "FULL", "exclude": ["SCHEMA:\"IN ('HR','OE')\""]},
    "long path": {"schemas": ["HR"], "exclude": ["SCHEMA_EXPORT/TABLE/STATISTICS", "TABLE/INDEX"]},
    "two that hold together": {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'A%'\"", "TABLE:\"!= 'A_OLD'\""]},
    "two types": {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'A%'\"", "VIEW:\"LIKE 'B%'\""]},
    "two that are left out": {"schemas": ["HR"], "exclude": ["TABLE:\"= 'A'\"", "TABLE:\"= 'B'\""]},
    "names of one type": {"schemas": ["HR"], "name_expressions": [{"object_path": "TABLE", "expression": "LIKE 'A%'"}]},
}


@pytest.mark.parametrize("body", FINE.values(), ids=FINE)
def test_nothing_is_wrong(body):
    fine(body)


FIRING = {
    "plural": (
        {"schemas": ["HR"], "exclude": ["INDEXES"]},
        [
            (
                "DP130",
                "INDEXES",
                "`INDEXES` is not an object path",
                "saves ORA-39041: object paths are in the singular; write `INDEX`",
            )
        ],
    ),
    "lower case": (
        {"schemas": ["HR"], "exclude": ["statistics"]},
        [
            (
                "DP130",
                "statistics",
                "`statistics` is not an object path",
                "object paths are in upper case; write `STATISTICS`",
            )
        ],
    ),
    "other name": (
        {"schemas": ["HR"], "exclude": ["FOREIGN_KEY"]},
        [
            (
                "DP130",
                "FOREIGN_KEY",
                "`FOREIGN_KEY` is not an object path",
                "saves ORA-39041: Data Pump has another name for it; write `REF_CONSTRAINT`",
            )
        ],
    ),
    "blank": (
        {"schemas": ["HR"], "include": ["PACKAGE BODY"]},
        [
            (
                "DP130",
                "PACKAGE BODY",
                "`PACKAGE BODY` is not an object path",
                "saves ORA-39041: the words of an object path are joined by `_`; write `PACKAGE_BODY`",
            )
        ],
    ),
    "empty": (
        {"schemas": ["HR"], "exclude": [""]},
        [
            (
                "DP130",
                "",
                "empty object path",
                "saves ORA-39001: an object path is words of `A-Z`, `0-9` and `_`, joined by `/`",
            )
        ],
    ),
    "sign": (
        {"schemas": ["HR"], "exclude": ["TABLE='EMP'"]},
        [
            (
                "DP130",
                "=",
                "character `=` in an object path",
                "saves ORA-39001: an object path is words of `A-Z`, `0-9` and `_`, joined by `/`",
            )
        ],
    ),
    "in an object": (
        {"schemas": ["HR"], "exclude": [{"object_path": "TABLES"}]},
        [
            (
                "DP130",
                "TABLES",
                "`TABLES` is not an object path",
                "saves ORA-39041: object paths are in the singular; write `TABLE`",
            )
        ],
    ),
    "in a clause": (
        {"schemas": ["HR"], "include": ["TABLES:\"= 'A'\""]},
        [
            (
                "DP130",
                "TABLES",
                "`TABLES` is not an object path",
                "saves ORA-39041: object paths are in the singular; write `TABLE`",
            )
        ],
    ),
    "in names": (
        {"schemas": ["HR"], "name_expressions": [{"object_path": "TABLES", "expression": "= 'A'"}]},
        [
            (
                "DP130",
                "TABLES",
                "`TABLES` is not an object path",
                "saves ORA-39041: object paths are in the singular; write `TABLE`",
            )
        ],
    ),
    "user in TABLE mode": (
        {"tables": ["HR.EMP"], "exclude": ["USER"]},
        [
            (
                "DP131",
                "USER",
                "`USER` is not an object path of TABLE mode",
                "saves ORA-39038: SCHEMA and FULL jobs have it",
            )
        ],
    ),
    "profile in SCHEMA mode": (
        {"schemas": ["HR"], "include": ["PROFILE"]},
        [
            (
                "DP131",
                "PROFILE",
                "`PROFILE` is not an object path of SCHEMA mode",
                "saves ORA-39038: only FULL jobs have it",
            )
        ],
    ),
    "root of another mode": (
        {"schemas": ["HR"], "exclude": ["TABLE_EXPORT/TABLE/INDEX"]},
        [
            (
                "DP131",
                "TABLE_EXPORT",
                "`TABLE_EXPORT` is the root of paths of TABLE and TABLESPACE mode",
                "saves ORA-39038: the job is in SCHEMA mode; write `SCHEMA_EXPORT/TABLE/INDEX`",
            )
        ],
    ),
    "plug-in of tablespaces": (
        {"transport_tablespaces": ["SALES_DATA"], "exclude": ["PLUGTS_BLK"]},
        [("DP131", '"PLUGTS_BLK"', "a transportable job cannot exclude `PLUGTS_BLK`", "saves ORA-39184; leave it out")],
    ),
    "grants by name": (
        {"schemas": ["HR"], "exclude": ["GRANT:\"= 'A'\""]},
        [
            (
                "DP132",
                "GRANT",
                "objects of `GRANT` have no names to filter",
                "saves ORA-39071; leave the clause out, or filter the objects that they depend on",
            )
        ],
    ),
    "statistics by name": (
        {"schemas": ["HR"], "include": [{"object_path": "STATISTICS", "expression": "= 'A'"}]},
        [
            (
                "DP132",
                "STATISTICS",
                "objects of `STATISTICS` have no names to filter",
                "saves ORA-39071; leave the clause out, or filter the objects that they depend on",
            )
        ],
    ),
    "names of comments": (
        {"schemas": ["HR"], "name_expressions": [{"object_path": "COMMENT", "expression": "= 'A'"}]},
        [
            (
                "DP132",
                "COMMENT",
                "objects of `COMMENT` have no names to filter",
                "saves ORA-39071; leave the clause out, or filter the objects that they depend on",
            )
        ],
    ),
    "no quotes round a name": (
        {"schemas": ["HR"], "exclude": ["TABLE:EMP"]},
        [("DP142", "EMP", "what follows `TABLE:` is no clause in double quotes", "write `TABLE:\"='EMP'\"`")],
    ),
    "no quotes round a clause": (
        {"schemas": ["HR"], "exclude": ["TABLE:IN ('A')"]},
        [("DP142", "IN ('A')", "what follows `TABLE:` is no clause in double quotes", "write `TABLE:\"IN ('A')\"`")],
    ),
    "half a quote": (
        {"schemas": ["HR"], "exclude": ["TABLE:\"= 'A'"]},
        [
            (
                "DP142",
                "\\\"= 'A'",
                "what follows `TABLE:` is no clause in double quotes",
                'write `TABLE:"LIKE \'EMP%\'"`, or `{"object_path": "TABLE", "expression": "LIKE \'EMP%\'"}`',
            )
        ],
    ),
    "something else": (
        {"schemas": ["HR"], "exclude": ["TABLE:what is this"]},
        [
            (
                "DP142",
                "what is this",
                "what follows `TABLE:` is no clause in double quotes",
                'write `TABLE:"LIKE \'EMP%\'"`, or `{"object_path": "TABLE", "expression": "LIKE \'EMP%\'"}`',
            )
        ],
    ),
    "more behind it": (
        {"schemas": ["HR"], "exclude": ["TABLE:\"= 'A'\",VIEW"]},
        [
            (
                "DP142",
                "\\\"= 'A'\\\",VIEW",
                "what follows `TABLE:` is no clause in double quotes",
                "make each object path, with its clause, an item of its own",
            )
        ],
    ),
    "path in lower case before it": (
        {"schemas": ["HR"], "exclude": ["table:EMP"]},
        [("DP142", "EMP", "what follows `table:` is no clause in double quotes", "write `TABLE:\"='EMP'\"`")],
    ),
    "no operator": (
        {"schemas": ["HR"], "exclude": ['TABLE:"EMP"']},
        [
            (
                "DP025",
                "EMP",
                "no operator in front of `EMP`",
                "saves ORA-39071; an expression starts with an operator: `=`, `!=`, `IN`, `NOT IN`, `LIKE`, `NOT LIKE` "
                "...: write `='EMP'`",
            )
        ],
    ),
    "empty clause": (
        {"schemas": ["HR"], "exclude": ['TABLE:""']},
        [
            (
                "DP020",
                "",
                "the expression is empty",
                "leave the item out; no expression means every object, so this is never assumed",
            )
        ],
    ),
    "empty name": (
        {"schemas": ["HR"], "exclude": ["TABLE:\"IN ('A','')\""]},
        [("DP122", "''", "the empty string is NULL in Oracle", "no name equals NULL; leave it out")],
    ),
    "expression in an object": (
        {"schemas": ["HR"], "exclude": [{"object_path": "TABLE", "expression": "EMP"}]},
        [
            (
                "DP025",
                "EMP",
                "no operator in front of `EMP`",
                "saves ORA-39071; an expression starts with an operator: `=`, `!=`, `IN`, `NOT IN`, `LIKE`, `NOT LIKE` "
                "...: write `='EMP'`",
            )
        ],
    ),
    "two that do not": (
        {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'A%'\"", "TABLE:\"LIKE 'B%'\""]},
        [
            (
                "DP125",
                '"TABLE:\\"LIKE \'B%\'\\""',
                "no name matches all of the filters on TABLE",
                "saves ORA-31655; all expressions must hold at once: to take one or the other, use one IN list",
            )
        ],
    ),
    "names and names of one type": (
        {"schemas": ["HR"], "name_expressions": ["LIKE 'A%'", {"object_path": "TABLE", "expression": "= 'B'"}]},
        [
            (
                "DP125",
                '{"object_path": "TABLE", "expression": "= \'B\'"}',
                "no name matches all of the filters on TABLE",
                "saves ORA-31655; all expressions must hold at once: to take one or the other, use one IN list",
            )
        ],
    ),
    "include and exclude": (
        {"schemas": ["HR"], "include": ["TABLE"], "exclude": ["INDEX"]},
        [
            (
                "DP133",
                '["INDEX"]',
                "`exclude` beside `include` before 21c",
                "saves UDE-00011; from 21c on they may: say so with `--server-version`",
            )
        ],
    ),
    "include and exclude of one type": (
        {"schemas": ["HR"], "include": ["TABLE:\"LIKE 'E%'\""], "exclude": ["TABLE:\"= 'EMP'\""]},
        [
            (
                "DP133",
                '["TABLE:\\"= \'EMP\'\\""]',
                "`exclude` beside `include` before 21c",
                "saves UDE-00011; all clauses on a type must hold, so include `TABLE:\"!='EMP'\"` instead",
            )
        ],
    ),
    "include and two excludes": (
        {"schemas": ["HR"], "include": ["TABLE"], "exclude": ["TABLE:\"= 'A'\"", "TABLE:\"LIKE 'B%'\""]},
        [
            (
                "DP133",
                '["TABLE:\\"= \'A\'\\"", "TABLE:\\"LIKE \'B%\'\\""]',
                "`exclude` beside `include` before 21c",
                'saves UDE-00011; all clauses on a type must hold, so include `TABLE:"!=\'A\'"` and `TABLE:"NOT LIKE '
                "'B%'\"` instead",
            )
        ],
    ),
    "include and three excludes": (
        {"schemas": ["HR"], "include": ["TABLE"], "exclude": ["TABLE:\"= 'A'\"", "TABLE:\"= 'B'\"", "TABLE:\"= 'C'\""]},
        [
            (
                "DP133",
                '["TABLE:\\"= \'A\'\\"", "TABLE:\\"= \'B\'\\"", "TABLE:\\"= \'C\'\\""]',
                "`exclude` beside `include` before 21c",
                "saves UDE-00011; all clauses on a type must hold, so include each of them negated, such as "
                "`TABLE:\"!='A'\"` and `TABLE:\"!='B'\"`, instead",
            )
        ],
    ),
}


@pytest.mark.parametrize(("body", "expected"), FIRING.values(), ids=FIRING)
def test_what_is_wrong_is_said(body, expected):
    assert faults(body) == expected
