"""Filter expressions in the shapes that public scripts and parameter files have: the right ones are read, the wrong
ones explained.

The names in the corpus are invented; what it says of an expression is a reading of the documentation.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import dpspec
from dpspec import filter_parser
from dpspec.algebra import contradiction
from dpspec.filters import InSubquery
from dpspec.source import Extract

CORPUS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "filters.jsonl").read_text("utf-8").splitlines()
]
#: Kinds whose value is one expression; those of INCLUDE and EXCLUDE are name clauses, or null for a bare type.
KINDS = {
    "NAME_EXPR",
    "SCHEMA_EXPR",
    "TABLESPACE_EXPR",
    "INCLUDE_PATH_EXPR",
    "EXCLUDE_PATH_EXPR",
    "EXCLUDE_NAME_EXPR",
    "PARTITION_EXPR",
    "INCLUDE",
    "EXCLUDE",
}
EXPRESSIONS = {entry["id"]: entry for entry in CORPUS if entry["kind"] in KINDS and entry["value"] is not None}
VALID = {id_: entry for id_, entry in EXPRESSIONS.items() if entry["valid"] is True}
DOUBTFUL = {id_: entry for id_, entry in EXPRESSIONS.items() if entry["valid"] == "doubtful"}
INVALID = {id_: entry for id_, entry in EXPRESSIONS.items() if entry["valid"] is False}

#: The codes and what is proposed, for each expression that is wrong by itself.
EXPLAINED = {
    "f0023": (["DP021", "DP042"], "IN ('EMP','DEPT')"),
    "f0029": (["DP029"], None),
    "f0064": (["DP025"], "='V1'"),
    "f0102": (["DP025"], "='EMP'"),
    "f0122": (["DP021", "DP042", "DP022", "DP027"], None),
    "f0142": (["DP021"], "LIKE 'ICE%'"),
    "f0246": (["DP025"], "='STATISTICS'"),
    "f0248": (["DP021"], "LIKE 'EMP%'"),
    "f0350": (["DP021"], "NOT LIKE 'NUT%'"),
    "f0370": (["DP021"], "IN ('EMPLOYEES','DEPARTMENTS')"),
    "f0405": (
        ["DP029"],
        "IN (select table_name from dba_recyclebin@CARPET where owner in ('SCOTT','SCOTT2') and TYPE='TABLE')",
    ),
    "f0417": (["DP021"], "='WINTER.ICE_RY_MINT'"),
    "f0419": (["DP025"], "='Z'"),
    "f0545": (["DP021"], "LIKE 'EMP%'"),
    "f0552": (["DP025"], "='D2'"),
    "f0565": (["DP026"], None),
    "f0580": (["DP026"], "IN ('JO','KE','OAT','MARIGOLD','COW')"),
    "f0610": (["DP038"], None),
    "f0657": (["DP021"], "='RU_GOAT'"),
    "f0685": (["DP029"], None),
    "f0705": (["DP025"], "='STATISTICS'"),
    "f0730": (["DP038"], None),
    "f0816": (["DP021"], "LIKE 'JE_BEAR_%'"),
}
#: The expression is right; the object type that it is limited to does not exist.
WRONG_TYPE = {"f0424"}


def parse(entry):
    return filter_parser.parse(Extract.plain(entry["value"], entry["id"]))


def proposed(found):
    helps = {fault.help.partition("write `")[2] for fault in found if fault.help} - {""}
    return next((help_[: help_.rindex("`")] for help_ in helps), None)


def test_the_corpus_is_all_there():
    assert len(CORPUS) == 451
    assert Counter(entry["kind"] for entry in EXPRESSIONS.values()) == {
        "SCHEMA_EXPR": 47,
        "NAME_EXPR": 44,
        "TABLESPACE_EXPR": 4,
        "INCLUDE_PATH_EXPR": 9,
        "EXCLUDE_PATH_EXPR": 27,
        "EXCLUDE_NAME_EXPR": 2,
        "PARTITION_EXPR": 3,
        "INCLUDE": 63,
        "EXCLUDE": 108,
    }
    assert (len(VALID), len(DOUBTFUL), len(INVALID)) == (282, 1, 24)


@pytest.mark.parametrize("entry", VALID.values(), ids=VALID)
def test_a_right_expression_is_read(entry):
    filter_, found = parse(entry)
    assert found == ()
    assert filter_parser.parse_text(str(filter_)) == filter_


@pytest.mark.parametrize("entry", VALID.values(), ids=VALID)
def test_a_right_expression_can_match(entry):
    filter_, _ = parse(entry)
    assert isinstance(filter_, InSubquery) or contradiction([filter_]) is None


@pytest.mark.parametrize("entry", INVALID.values(), ids=INVALID)
def test_a_wrong_expression_is_explained(entry):
    filter_, found = parse(entry)
    if entry["id"] in WRONG_TYPE:
        assert entry["problem"].startswith("path:")
        assert filter_ is not None
        assert found == ()
        return
    codes, meant = EXPLAINED[entry["id"]]
    assert filter_ is None
    assert [fault.code for fault in found] == codes
    assert proposed(found) == meant


def test_every_wrong_expression_has_its_explanation():
    assert INVALID.keys() == EXPLAINED.keys() | WRONG_TYPE


@pytest.mark.parametrize("entry", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_doubtful_expression_is_read_or_explained(entry):
    filter_, found = parse(entry)
    assert (filter_ is None) == bool(found)


# --- object paths ---------------------------------------------------------------------------------------------------

CLAUSES = {entry["id"]: entry for entry in CORPUS if entry["kind"] in ("INCLUDE", "EXCLUDE") and entry["object_path"]}
#: The object path meant by each that does not exist.
MEANT = {
    "f0016": ("INDEXES", "INDEX"),
    "f0424": ("TABLES", "TABLE"),
    "f0561": ("TRIGGERS", "TRIGGER"),
    "f0694": ("CONSTRAINTS", "CONSTRAINT"),
    "f0770": ("PACKAGE BODY", "PACKAGE_BODY"),
}


def exported(entry):
    """A full export with the clause, or in schema mode where the path says so."""
    key = entry["kind"].lower()
    item = entry["object_path"]
    if entry["value"] is not None:
        item = {"object_path": item, "expression": entry["value"]}
    schema = entry["object_path"].startswith("SCHEMA_EXPORT/")
    spec = {"schemas": ["HR"]} if schema else {"job_mode": "FULL"}
    return dpspec.loads(json.dumps({**spec, key: [item]}), "json")


@pytest.mark.parametrize("entry", CLAUSES.values(), ids=CLAUSES)
def test_an_include_or_exclude_is_taken_or_explained(entry):
    checked = dpspec.check(exported(entry))
    codes = [found.code for found in checked.diagnostics]
    if entry["id"] in MEANT:
        wrong, meant = MEANT[entry["id"]]
        found = next(found for found in checked.diagnostics if found.code == "DP130")
        assert found.location.source.text[found.location.span.start : found.location.span.end] == wrong
        assert f"`{meant}`" in found.help
    elif entry["valid"] is True:
        assert codes == []
        for target in ("plsql", "parfile"):
            assert entry["object_path"] in dpspec.compile(exported(entry), target).text
    elif entry["valid"] is False:
        assert sorted(codes) == sorted(EXPLAINED[entry["id"]][0])
    else:
        assert (checked.plan is None) == bool(codes)


def test_every_path_that_does_not_exist_is_in_the_table():
    assert {entry["id"] for entry in CORPUS if (entry["problem"] or "").startswith("path:")} == set(MEANT)
