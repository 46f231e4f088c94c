"""Specs built in Python: wrong types in every key, and items given as mappings or values."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import checker
from dpspec.api import read
from dpspec.diagnostics import CODES, has_errors, in_order
from dpspec.filters import Like, Literal
from dpspec.report import render
from dpspec.source import Source
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
from dpspec.vocabulary import KEYS, Shape

SHAPES = {key: definition.shape for key, definition in KEYS.items()}


def wrong(**values):
    plan, found = checker.check(ExportSpec(**{"schemas": ["HR"], **values}))
    assert plan is None
    codes = ("DP102", "DP103", "DP140")
    return [(fault.code, fault.key, fault.message, fault.help) for fault in found if fault.code in codes]


# --- silent ---------------------------------------------------------------------------------------------------------


def test_items_as_mappings_and_as_values_are_the_same():
    mappings = ExportSpec(
        name_expressions=[{"object_path": "TABLE", "expression": Like(Literal("A%"))}, {"expression": "= 'B'"}],
        include=[{"object_path": "TABLE"}],
        query=[{"table": "HR.EMP", "query": "WHERE 1=1"}],
        sample=[{"percent": 10}],
        partitions=[{"table": "SH.SALES", "partitions": ["P1"]}],
        remap_data=[{"column": "HR.EMP.SAL", "function": "HR.MASK.SAL"}],
        encryption_password={"env": "DUMP_PASSWORD"},
    )
    assert mappings == ExportSpec(
        name_expressions=(NameExpression(object_path="TABLE", expression="LIKE 'A%'"), "= 'B'"),
        include=(ObjectFilter(object_path="TABLE"),),
        query=(TableQuery(table="HR.EMP", query="WHERE 1=1"),),
        sample=(TableSample(percent=10),),
        partitions=(TablePartitions(table="SH.SALES", partitions=("P1",)),),
        remap_data=(ColumnRemap(column="HR.EMP.SAL", function="HR.MASK.SAL"),),
        encryption_password=PasswordReference(env="DUMP_PASSWORD"),
    )


def test_none_is_an_absent_key():
    nothing = {
        key: None for key, shape in SHAPES.items() if shape not in (Shape.STRINGS, Shape.ITEMS, Shape.EXPRESSIONS)
    }
    del nothing["datapump_dir"]
    plan, found = checker.check(ExportSpec(schemas=["HR"], **nothing))
    assert found == ()
    assert plan == checker.check(ExportSpec(schemas=["HR"]))[0]
    assert plan.written == {"schemas"}


def test_an_empty_list_is_none_left_out():
    for key, shape in SHAPES.items():
        if shape in (Shape.STRINGS, Shape.ITEMS, Shape.EXPRESSIONS):
            plan, found = checker.check(ExportSpec(**{"schemas": ["HR"], key: []}))
            assert plan is None
            assert ("DP104", key) in {(fault.code, fault.key) for fault in found}


# --- firing ---------------------------------------------------------------------------------------------------------

LEFT_OUT = "leave the key out to get its default"
WRONG = {
    "text for a switch": ("consistent", "yes", "`consistent` takes true or false, not a string", "write true"),
    "integer for a switch": ("nologfile", 0, "`nologfile` takes true or false, not an integer", "write false"),
    "float for a switch": ("nologfile", 1.0, "`nologfile` takes true or false, not a number", None),
    "true for a size": ("filesize", True, "`filesize` takes a size such as `500MB`, not true or false", None),
    "float for a size": ("filesize", 1.5, "`filesize` takes a size such as `500MB`, not a number", None),
    "text for a percentage": (
        "sample",
        "10",
        "`sample` takes a percentage or a list of items, not a string",
        "write 10 without quotes",
    ),
    "true for a percentage": (
        "sample",
        True,
        "`sample` takes a percentage or a list of items, not true or false",
        'write `sample: [{"table": "HR.JOBS", "percent": 10}]`',
    ),
    "text for names": (
        "tables",
        "EMP",
        "`tables` takes a list of strings, not a string",
        "put it into brackets: `[...]`",
    ),
    "object for names": (
        "tables",
        {"HR": "EMP"},
        "`tables` takes a list of strings, not an object",
        'write `tables: ["HR.JOBS"]`',
    ),
    "None for names": ("tables", None, "`tables` takes a list of strings, not null", LEFT_OUT),
    "text for items": (
        "include",
        "TABLE",
        "`include` takes a list of items, not a string",
        "put it into brackets: `[...]`",
    ),
    "None for items": ("query", None, "`query` takes a list of items, not null", LEFT_OUT),
    "integer for a time": (
        "flashback_time",
        4711,
        "`flashback_time` takes a string, not an integer",
        "put it into quotes",
    ),
    "list for a password": (
        "encryption_password",
        ["s3cr3t"],
        "`encryption_password` takes a reference to a password, not a list",
        'write `encryption_password: {"env": "DUMP_PASSWORD"}`',
    ),
}


@pytest.mark.parametrize(("key", "value", "message", "help_"), WRONG.values(), ids=WRONG)
def test_a_wrong_type(key, value, message, help_):
    assert wrong(**{key: value}) == [("DP103", key, message, help_)]


WRONG_ITEMS = {
    "no text": ("tables", 1, "", "an item of `tables` is an integer, not a string", 'an item is `"HR.JOBS"`'),
    "mapping for a name": (
        "tables",
        {"name": "EMP"},
        "",
        "an item of `tables` is an object, not a string",
        'an item is `"HR.JOBS"`',
    ),
    "value of another key": (
        "include",
        TableQuery(query="WHERE 1=1"),
        "",
        "an item of `include` is a value of type `TableQuery`, not a string",
        'an item is `"TABLE:\\"LIKE \'EMP%\'\\""`',
    ),
    "member missing": (
        "query",
        {"table": "HR.EMP"},
        "",
        "an item of `query` has no `query`",
        'an item is `{"table": "HR.JOBS", "query": "WHERE min_salary > 1"}`',
    ),
    "member of a wrong type": (
        "query",
        {"table": 1, "query": "WHERE 1=1"},
        ".table",
        "`table` takes a string, not an integer",
        "put it into quotes",
    ),
    "member that is None": ("query", {"query": None}, ".query", "`query` takes a string, not null", LEFT_OUT),
    "percentage in quotes": (
        "sample",
        {"percent": "10"},
        ".percent",
        "`percent` takes a number, not a string",
        "write 10 without quotes",
    ),
    "percentage true": ("sample", {"percent": True}, ".percent", "`percent` takes a number, not true or false", None),
    "one partition": (
        "partitions",
        {"partitions": "P1"},
        ".partitions",
        "`partitions` takes a list of strings, not a string",
        "put it into brackets: `[...]`",
    ),
}


@pytest.mark.parametrize(("key", "item", "member", "message", "help_"), WRONG_ITEMS.values(), ids=WRONG_ITEMS)
def test_a_wrong_item(key, item, member, message, help_):
    assert wrong(**{key: [item]}) == [("DP103", f"{key}[0]{member}", message, help_)]


SENT = "ORDS is reported to drop unknown keys without a word, which would widen the job"
UNKNOWN_MEMBERS = {
    "meant by nothing": (
        "query",
        {"table": "HR.EMP", "where": "WHERE 1=1"},
        [("unknown key `where` in an item of `query`", "the keys are `query` and `table`")],
    ),
    "misspelt": (
        "query",
        {"tabel": "HR.EMP", "query": "WHERE 1=1"},
        [("unknown key `tabel` in an item of `query`", "did you mean `table`")],
    ),
    "with another name": (
        "include",
        {"path": "TABLE"},
        [("unknown key `path` in an item of `include`", "did you mean `object_path`")],
    ),
    "two": (
        "remap_data",
        {"col": "HR.EMP.SAL", "x": 1},
        [
            ("unknown key `col` in an item of `remap_data`", "the keys are `column` and `function`"),
            ("unknown key `x` in an item of `remap_data`", "the keys are `column` and `function`"),
        ],
    ),
    "sent to ORDS": (
        "schema_expressions",
        {"where": "= 'HR'"},
        [("unknown key `where` in an item of `schema_expressions`", f"an item has the one key `expression`; {SENT}")],
    ),
    "an object path where there is none": (
        "schema_expressions",
        {"object_path": "TABLE", "expression": "= 'HR'"},
        [
            (
                "unknown key `object_path` in an item of `schema_expressions`",
                f"an item has the one key `expression`; {SENT}",
            )
        ],
    ),
    "in a password": (
        "encryption_password",
        {"password": "s3cr3t"},
        [("unknown key `password` in `encryption_password`", "the keys are `env` and `file` and `prompt`")],
    ),
}


@pytest.mark.parametrize(("key", "item", "told"), UNKNOWN_MEMBERS.values(), ids=UNKNOWN_MEMBERS)
def test_an_unknown_member_is_the_same_fault_as_in_a_file(key, item, told):
    path, value = (key, item) if key == "encryption_password" else (f"{key}[0]", [item])
    assert wrong(**{key: value}) == [("DP102", path, message, help_) for message, help_ in told]
    _, found = read(Source("spec.json", json.dumps({"schemas": ["HR"], key: value})), "json")
    assert [(d.code, d.key, d.message, d.help) for d in found] == wrong(**{key: value})


def test_a_member_too_large_to_print():
    message = "unknown key `an integer` in an item of `query`"
    assert wrong(query=[{10**5000: "x"}]) == [("DP102", "query[0]", message, "the keys are `query` and `table`")]


@pytest.mark.parametrize(
    "password", ["s3cr3t", b"s3cr3t", 4711, {"env": "s3cr3t!"}, {"password": "s3cr3t"}, ["s3cr3t"]]
)
def test_a_password_is_not_shown(password):
    plan, found = checker.check(ExportSpec(schemas=["HR"], encryption_password=password))
    assert plan is None
    for text in (render(found), repr(found)):
        assert "s3cr3t" not in text
        assert "4711" not in text


# --- any value in any key -------------------------------------------------------------------------------------------

texts = st.one_of(
    st.text(st.characters(), max_size=4),
    st.sampled_from(
        [
            "",
            "HR",
            "HR.EMP",
            "TABLE",
            "A:B",
            "TABLE:\"= 'A'\"",
            'HR.EMP:"WHERE 1=1"',
            "WHERE x",
            "HR.EMP:10",
            "a%U.dmp",
            "�",
            "5GB",
            "HR.EMP.SAL:HR.M.F",
            "= 'A'",
            "LIKE '�'",
            "a\nb",
            ":",
            '"',
            "%",
            "IN ('A','')",
        ]
    ),
)
members = st.sampled_from(
    ["expression", "object_path", "table", "query", "percent", "partitions", "column", "function", "env", "prompt", "x"]
)
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.binary(max_size=3),
        texts,
        st.builds(object),
        st.builds(Like, st.builds(Literal, texts)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner), st.dictionaries(st.one_of(members, texts), inner, max_size=3)
    ),
    max_leaves=5,
)
TYPES = {
    Shape.STRING: (str,),
    Shape.INTEGER: (int,),
    Shape.BOOLEAN: (bool,),
    Shape.SIZE: (int, str),
    Shape.PERCENT: (int, float, tuple),
    Shape.STRINGS: (tuple,),
    Shape.EXPRESSIONS: (tuple,),
    Shape.ITEMS: (tuple,),
    Shape.SECRET: (PasswordReference,),
}


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(list(KEYS)), anything, max_size=5))
def test_any_value_in_any_key(values):
    spec = ExportSpec(**{"schemas": ["HR"], **values})
    plan, found = checker.check(spec)
    assert (plan is None) == has_errors(found)
    assert found == in_order(found)
    for fault in found:
        assert fault.code in CODES
        assert fault.message.isprintable()
        assert (fault.help or "").isprintable()
        assert fault.key is not None
    for key, value in values.items():
        type_is_right = type(getattr(spec, key)) in TYPES[SHAPES[key]]
        if not type_is_right and (value is not None or key == "datapump_dir"):
            assert plan is None
            assert {"DP102", "DP103", "DP140"} & {fault.code for fault in found if fault.key == key}


@pytest.mark.parametrize("key", [key for key in KEYS if key != "schemas"])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_too_large_to_print(key, sign):
    huge = sign * 10**5000
    for value in (huge, [huge], [{"percent": huge}], {"env": huge}):
        plan, found = checker.check(ExportSpec(**{"schemas": ["HR"], key: value}))
        assert plan is None
        assert all(fault.message.isprintable() for fault in found)
