"""A document to a spec: its keys, their types, and every fault in one run."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import SpecError, checker, document, reader
from dpspec.diagnostics import CODES, has_errors
from dpspec.reader import kind_of_value, type_fault
from dpspec.report import render
from dpspec.source import Source
from dpspec.spec import ExportSpec, NameExpression
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS, SYNONYMS, Shape

DROPPED = "ORDS is reported to drop unknown keys without a word, which would widen the job"
DEFAULT = "leave the key out to get its default"
ITEM = 'an item is `{"expression": "LIKE \'EMP%\'"}`, or the expression alone'
STRINGS = [key for key, definition in KEYS.items() if definition.shape is Shape.STRING]
INTEGERS = [key for key, definition in KEYS.items() if definition.shape is Shape.INTEGER]
BOOLEANS = [key for key, definition in KEYS.items() if definition.shape is Shape.BOOLEAN]
LISTS = [key for key, definition in KEYS.items() if definition.shape is Shape.STRINGS]
ITEMS = [key for key, definition in KEYS.items() if definition.shape is Shape.ITEMS]


def read(text, syntax="json"):
    root, found = document.parse(Source("job", text), syntax)
    assert [fault.code for fault in found] in ([], ["DP007"])
    return reader.read(root)


def read_value(value):
    return read(json.dumps(value, ensure_ascii=False))


def sliced(location):
    return location.source.text[location.span.start : location.span.end]


def told(found):
    return [(fault.code, sliced(fault.location), fault.message, fault.help) for fault in found]


# --- silent ---------------------------------------------------------------------------------------------------------

FULL = {
    "job_mode": "TABLE",
    "datapump_dir": "DUMPS",
    "file_name": "emp%U.dmp",
    "credential_name": "CRED",
    "filter": "EMP,DEPT",
    "name_expressions": [{"expression": "!='EMP'"}, "LIKE 'EMP%'"],
    "schema_expressions": [{"expression": "IN ('SCOTT')"}],
    "tablespace_expressions": [],
    "threads": 4,
    "keep_master": 0,
}
ITEM_OF = {
    "include": ({"object_path": "TABLE", "expression": "LIKE 'E%'"}, "VIEW"),
    "exclude": ({"object_path": "STATISTICS"}, "TABLE:\"= 'A'\""),
    "query": ({"query": "WHERE 1=1"}, {"table": "HR.EMP", "query": "ORDER BY 1"}, 'HR.JOBS:"WHERE 1=1"'),
    "partitions": ({"table": "SH.SALES", "partitions": ["P1", "P2"]}, {"expression": "LIKE 'P%'"}, "SH.COSTS:P1"),
    "remap_data": ({"column": "HR.EMP.SAL", "function": "HR.MASK.SAL"}, "HR.EMP.NAME:HR.MASK.NAME"),
}
VALUES = {
    **FULL,
    "job_name": "NIGHTLY",
    "filesize": "500MB",
    "sample": 12.5,
    "parallel_threshold": 1024,
    "encryption_password": {"env": "DUMP_PASSWORD"},
    **ITEM_OF,
    **{key: ["A", "B"] for key in LISTS},
    **dict.fromkeys(BOOLEANS, True),
}
for _key in (*STRINGS, *INTEGERS):
    VALUES.setdefault(_key, "X" if _key in STRINGS else 7)


def test_every_key_is_read():
    spec, found = read_value(VALUES)
    assert found == ()
    assert spec == ExportSpec(**VALUES)
    assert spec.name_expressions == ("!='EMP'", "LIKE 'EMP%'")
    assert spec.tablespace_expressions == ()
    assert spec.written == frozenset(KEYS)
    assert spec.where.unread == frozenset()


def test_what_is_left_out_has_its_default_and_was_not_written():
    spec, found = read("{}")
    assert found == ()
    assert spec == ExportSpec()
    assert spec.written == frozenset()
    assert (spec.job_mode, spec.datapump_dir, spec.threads, spec.keep_master) == (None, "DATA_PUMP_DIR", None, None)


@pytest.mark.parametrize("key", STRINGS)
@pytest.mark.parametrize("value", ["", "x", "Ä\n'"])
def test_a_text_is_kept_as_it_is(key, value):
    spec, found = read_value({key: value})
    assert found == ()
    assert getattr(spec, key) == value
    assert spec.where.texts[key].text == value


@pytest.mark.parametrize("key", INTEGERS)
@pytest.mark.parametrize("value", [0, 1, -1, 10**18])
def test_an_integer_is_kept_as_it_is(key, value):
    spec, found = read_value({key: value})
    assert found == ()
    assert getattr(spec, key) == value


def test_yaml_says_the_same():
    spec, found = read(
        "job_mode: TABLE\nthreads: 4\nname_expressions:\n  - LIKE 'EMP%'\n  - expression: \"!='EMP'\"\n", "yaml"
    )
    assert found == ()
    assert spec == ExportSpec(job_mode="TABLE", threads=4, name_expressions=("LIKE 'EMP%'", "!='EMP'"))


def test_places_of_keys_values_and_items():
    text = '{"threads": 4, "name_expressions": ["= \'A\'", {"expression": "= \'\\u0042\'"}]}'
    where = read(text)[0].where
    assert sliced(where.whole) == text
    assert {key: sliced(place) for key, place in where.keys.items()} == {
        "threads": '"threads"',
        "name_expressions": '"name_expressions"',
    }
    assert {path: sliced(place) for path, place in where.values.items()} == {
        "threads": "4",
        "name_expressions": '["= \'A\'", {"expression": "= \'\\u0042\'"}]',
        "name_expressions[0]": "\"= 'A'\"",
        "name_expressions[1]": '{"expression": "= \'\\u0042\'"}',
        "name_expressions[1].expression": "\"= '\\u0042'\"",
    }
    extract = where.texts["name_expressions[1]"]
    assert extract.text == "= 'B'"
    assert sliced(extract.locate(3, 4)) == "\\u0042"
    assert where.of("threads") == where.values["threads"]
    assert where.of("name_expressions[7]") == where.keys["name_expressions"]
    assert where.of("job_mode") == where.whole


# --- DP101 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[]", "a list"),
        ('"x"', "a string"),
        ("1", "an integer"),
        ("1.5", "a number"),
        ("true", "true or false"),
        ("null", "null"),
        ('[{"job_mode": "TABLE"}]', "a list"),
    ],
)
def test_a_spec_is_an_object(text, kind):
    spec, found = read(text)
    assert spec is None
    message = f"a spec is an object of keys and values, not {kind}"
    assert told(found) == [("DP101", text, message, 'write `{"job_mode": "TABLE", ...}`')]


# --- DP102 ----------------------------------------------------------------------------------------------------------


def camel(key):
    return re.sub("_(.)", lambda match: match[1].upper(), key)


SPELLINGS = {
    "camel case": camel,
    "Pascal case": lambda key: camel(key)[0].upper() + camel(key)[1:],
    "upper case": str.upper,
    "hyphens": lambda key: key.replace("_", "-"),
    "blanks": lambda key: key.replace("_", " "),
}


MISSPELT = [
    pytest.param(key, wrong, id=f"{key}, {name}")
    for key in KEYS
    for name, spelling in SPELLINGS.items()
    if (wrong := spelling(key)) != key
]


@pytest.mark.parametrize(("key", "wrong"), MISSPELT)
def test_keys_are_in_snake_case(key, wrong):
    spec, found = read_value({wrong: VALUES[key]})
    help_ = f"keys are in snake_case, write `{key}`; {DROPPED}"
    assert told(found) == [("DP102", f'"{wrong}"', f"unknown key `{wrong}`", help_)]
    assert spec.where.unread == {key}


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("name_expression", "name_expressions"),
        ("names_expressions", "name_expressions"),
        ("schema_expresions", "schema_expressions"),
        ("tablespaces_expressions", "tablespace_expressions"),
        ("jobmode", "job_mode"),
        ("filename", "file_name"),
        ("thread", "threads"),
        ("filters", "filter"),
        ("credentials_name", "credential_name"),
        ("datapump_directory", "datapump_dir"),
        ("exlcude", "exclude"),
        ("querry", "query"),
        ("reuse_dump_files", "reuse_dumpfiles"),
        ("view_as_tables", "views_as_tables"),
        ("encryption_pasword", "encryption_password"),
        ("keepmaster", "keep_master"),
    ],
)
def test_a_key_with_a_letter_wrong(wrong, meant):
    spec, found = read_value({wrong: None})
    assert told(found) == [("DP102", f'"{wrong}"', f"unknown key `{wrong}`", f"did you mean `{meant}`; {DROPPED}")]
    assert spec.where.unread == {meant}


@pytest.mark.parametrize(
    ("wrong", "help_"),
    [
        ("operation", "leave it out: a spec is always an export"),
        ("remap_schemas", "leave it out: it belongs to an import"),
        ("remapSchemas", "leave it out: it belongs to an import"),
        ("mode", "write `job_mode`"),
        ("degree", "write `threads`"),
        ("PARALLEL", f"keys are in snake_case, write `parallel`; {DROPPED}"),
        ("Directory", f"keys are in snake_case, write `directory`; {DROPPED}"),
        ("schema", 'write `schemas: ["SCOTT"]`'),
        ("owner", 'write `schemas: ["SCOTT"]`'),
        ("owners", 'write `schemas: ["SCOTT"]`'),
        ("TABLE", 'write `tables: ["SCOTT.EMP"]`'),
        ("tablespace", 'write `tablespaces: ["USERS"]`'),
        ("full", "write `job_mode: FULL`"),
        ("encryptionPwdPrompt", 'write `encryption_password: {"prompt": true}`'),
        ("attach", "leave it out: it follows a job that is there already, and a spec is a new one"),
        ("help", "leave it out: it prints a help text and exports nothing"),
        ("parfile", "leave it out: it names the parameter file itself: recover that file"),
        ("status", "leave it out: it says how often the client prints the state of the job, and nothing of the job"),
        ("userid", "leave it out: who connects, and with which password, is no matter of a spec"),
    ],
)
def test_a_key_of_another_tool(wrong, help_):
    _, found = read_value({wrong: "x"})
    assert told(found) == [("DP102", f'"{wrong}"', f"unknown key `{wrong}`", help_)]


@pytest.mark.parametrize("wrong", ["schema", "table", "tablespace", "mode", "full", "owner", "owners"])
def test_nothing_is_concluded_from_what_such_a_key_was_meant_to_say(wrong):
    spec, _ = read_value({wrong: "x"})
    lists = {"schemas", "tables", "tablespaces", "transport_tablespaces", "views_as_tables", "include", "exclude"}
    assert spec.where.unread == {"job_mode", *lists, *EXPRESSION_KEYS}


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("degree", "threads"), ("encryption_pwd_prompt", "encryption_password"), ("PARALLEL", "threads")],
)
def test_nor_from_what_a_key_of_another_name_was_meant_to_say(wrong, meant):
    assert read_value({wrong: 1})[0].where.unread == {meant}


# --- DP127: two names of one key ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("synonym", "key"), SYNONYMS.items())
def test_a_second_name_is_the_first(synonym, key):
    value = VALUES[key]
    spec, found = read_value({synonym: value})
    assert found == ()
    assert spec == ExportSpec(**{key: value})
    assert spec.written == {key}
    assert sliced(spec.where.keys[key]) == f'"{synonym}"'
    assert (spec.where.name(key), spec.where.name("filter")) == (synonym, "filter")


@pytest.mark.parametrize(("synonym", "key"), SYNONYMS.items())
@pytest.mark.parametrize("turned", [False, True])
def test_both_names_are_one_too_many(synonym, key, turned):
    first, second = (synonym, key) if turned else (key, synonym)
    spec, found = read_value({first: VALUES[key], second: VALUES[key]})
    message = f"`{second}` is another name of `{first}`, which is there already"
    assert told(found) == [("DP127", f'"{second}"', message, "keep one of them")]
    assert [(sliced(label.location), label.text) for label in found[0].labels] == [(f'"{first}"', "the first one")]
    assert spec.where.unread == {key}


@pytest.mark.parametrize(("synonym", "key"), SYNONYMS.items())
def test_a_wrong_type_is_told_under_the_name_that_was_written(synonym, key):
    _, (fault,) = read_value({synonym: {}})
    assert fault.message == f"`{synonym}` takes {KEYS[key].shape.value}, not an object"
    assert fault.key == key


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        pytest.param("frobnicate", "`frobnicate`", id="word"),
        pytest.param("", "``", id="empty"),
        pytest.param("x" * 100, "`" + "x" * 59 + "…`", id="long"),
        pytest.param("\u202eedom", r"`\u202eedom`", id="turned writing"),
        pytest.param("a`b", r"`a\x60b`", id="backtick"),
    ],
)
def test_a_key_that_nobody_knows(wrong, shown):
    spec, found = read_value({wrong: 1})
    assert told(found) == [("DP102", f'"{wrong}"', f"unknown key {shown}", f"`docs/spec.md` lists the keys; {DROPPED}")]
    assert spec.where.unread == frozenset()


def test_a_misspelt_key_beside_the_right_one_points_to_it():
    _, (fault,) = read('{"threads": 2, "thread": 4}')
    (label,) = fault.labels
    assert (sliced(label.location), label.text) == ('"threads"', "this key is there already")


def test_a_key_of_a_megabyte_takes_no_time():
    _, (fault,) = read_value({"x" * 1_000_000: 1})
    assert fault.code == "DP102"


def test_the_first_of_two_equal_keys_counts():
    spec, found = read('{"threads": 2, "threads": "x"}')
    assert found == ()  # the document has reported it
    assert spec.threads == 2


# --- DP103 ----------------------------------------------------------------------------------------------------------

WRONG_TEXTS = {
    "integer": (1, "an integer", "put it into quotes"),
    "number": (1.5, "a number", "put it into quotes"),
    "true": (True, "true or false", "put it into quotes"),
    "null": (None, "null", "leave the key out to get its default"),
    "list": (["TABLE"], "a list", None),
    "object": ({"a": 1}, "an object", None),
}


@pytest.mark.parametrize("key", STRINGS)
@pytest.mark.parametrize(("value", "kind", "help_"), WRONG_TEXTS.values(), ids=WRONG_TEXTS)
def test_no_text(key, value, kind, help_):
    spec, found = read_value({key: value})
    assert told(found) == [("DP103", json.dumps(value), f"`{key}` takes a string, not {kind}", help_)]
    assert found[0].key == key
    assert spec.where.unread == {key}


WRONG_INTEGERS = {
    "true": (True, "true or false", "write 1"),
    "false": (False, "true or false", "write 0"),
    "text": ("4", "a string", "write 4 without quotes"),
    "text of zero": ("0", "a string", "write 0 without quotes"),
    "text with a leading zero": ("04", "a string", None),
    "text with a sign": ("-4", "a string", None),
    "text with digits of another script": ("٤", "a string", None),
    "word": ("four", "a string", None),
    "yes": ("yes", "a string", None),
    "no": ("FALSE", "a string", None),
    "empty text": ("", "a string", None),
    "whole number": (4.0, "a number", "write 4"),
    "number": (4.5, "a number", None),
    "huge number": (1e300, "a number", None),
    "null": (None, "null", "leave the key out to get its default"),
    "list": ([4], "a list", None),
    "object": ({}, "an object", None),
}


@pytest.mark.parametrize("key", INTEGERS)
@pytest.mark.parametrize(("value", "kind", "help_"), WRONG_INTEGERS.values(), ids=WRONG_INTEGERS)
def test_no_integer(key, value, kind, help_):
    spec, found = read_value({key: value})
    place = json.dumps(value, ensure_ascii=False)
    if key == "keep_master":  # is 0 or 1, and many a boolean is meant
        help_ = {"yes": "write 1", "FALSE": "write 0"}.get(str(value), help_)
    assert told(found) == [("DP103", place, f"`{key}` takes an integer, not {kind}", help_)]
    assert spec.where.unread == {key}


WRONG_LISTS = {
    "text": ("= 'A'", "a string", "put the expression into brackets: `[...]`"),
    "object": ({"expression": "= 'A'"}, "an object", None),
    "null": (None, "null", "leave the key out to get its default"),
    "integer": (1, "an integer", None),
    "true": (True, "true or false", None),
}


@pytest.mark.parametrize("key", EXPRESSION_KEYS)
@pytest.mark.parametrize(("value", "kind", "help_"), WRONG_LISTS.values(), ids=WRONG_LISTS)
def test_no_list(key, value, kind, help_):
    spec, found = read_value({key: value})
    assert told(found) == [("DP103", json.dumps(value), f"`{key}` takes a list of expressions, not {kind}", help_)]
    assert spec.where.unread == {key}


WRONG_ITEMS = {
    "integer": ("1", "1", "an item of `{}` is an integer, not a string"),
    "null": ("null", "null", "an item of `{}` is null, not a string"),
    "list": ("[\"= 'A'\"]", "[\"= 'A'\"]", "an item of `{}` is a list, not a string"),
    "empty object": ("{}", "{}", "an item of `{}` has no `expression`"),
    "expression is null": ('{"expression": null}', "null", "`expression` takes a string, not null"),
    "expression is a list": ('{"expression": []}', "[]", "`expression` takes a string, not a list"),
    "expression is an integer": ('{"expression": 5}', "5", "`expression` takes a string, not an integer"),
}


WRONG_BOOLEANS = {
    "yes": ("YES", "a string", "write true"),
    "y": ("y", "a string", "write true"),
    "on": ("on", "a string", "write true"),
    "no": ("No", "a string", "write false"),
    "n": ("N", "a string", "write false"),
    "off": ("off", "a string", "write false"),
    "true in quotes": ("true", "a string", "write true"),
    "1": (1, "an integer", "write true"),
    "0": (0, "an integer", "write false"),
    "2": (2, "an integer", None),
    "1.0": (1.0, "a number", None),
    "word": ("maybe", "a string", None),
    "null": (None, "null", "leave the key out to get its default"),
    "list": ([True], "a list", None),
}


@pytest.mark.parametrize("key", BOOLEANS)
@pytest.mark.parametrize(("value", "kind", "help_"), WRONG_BOOLEANS.values(), ids=WRONG_BOOLEANS)
def test_no_boolean(key, value, kind, help_):
    spec, found = read_value({key: value})
    assert told(found) == [("DP103", json.dumps(value), f"`{key}` takes true or false, not {kind}", help_)]
    assert spec.where.unread == {key}


@pytest.mark.parametrize("key", [*LISTS, *ITEMS])
@pytest.mark.parametrize(("value", "kind"), [(1, "an integer"), ({}, "an object"), ("X", "a string"), (None, "null")])
def test_no_list_of_names_or_items(key, value, kind):
    what = "strings" if key in LISTS else "items"
    advice = f"write `{key}: [{KEYS[key].example}]`" if KEYS[key].example else None
    if value is None:
        advice = "leave the key out to get its default"
    elif value == "X":
        advice = "put it into brackets: `[...]`"
    _, found = read_value({key: value})
    assert told(found) == [("DP103", json.dumps(value), f"`{key}` takes a list of {what}, not {kind}", advice)]


@pytest.mark.parametrize("key", [*LISTS, *ITEMS])
@pytest.mark.parametrize(
    ("item", "kind"), [(1, "an integer"), (None, "null"), (["X"], "a list"), (True, "true or false")]
)
def test_no_name_and_no_item(key, item, kind):
    spec, found = read_value({key: ["X", item]})
    advice = f"an item is `{KEYS[key].example}`" if KEYS[key].example else "an item is a string"
    message = f"an item of `{key}` is {kind}, not a string"
    assert told(found) == [("DP103", json.dumps(item), message, advice)]
    assert found[0].key == f"{key}[1]"
    assert spec.where.unread == {key}


@pytest.mark.parametrize("key", LISTS)
def test_a_name_is_no_object(key):
    _, found = read_value({key: [{"name": "X"}]})
    assert [fault.message for fault in found] == [f"an item of `{key}` is an object, not a string"]


@pytest.mark.parametrize("key", ["filesize", "parallel_threshold"])
@pytest.mark.parametrize(("value", "kind"), [(1.5, "a number"), (True, "true or false"), (["1GB"], "a list")])
def test_no_size(key, value, kind):
    _, found = read_value({key: value})
    assert told(found) == [("DP103", json.dumps(value), f"`{key}` takes a size such as `500MB`, not {kind}", None)]


SAMPLE = 'write `sample: [{"table": "HR.JOBS", "percent": 10}]`'
WRONG_PERCENTAGES = {
    "text": ("10", "a string", "write 10 without quotes"),
    "percent sign": ("10%", "a string", "write 10 without quotes"),
    "fraction": ("0.5 %", "a string", "write 0.5 without quotes"),
    "word": ("ten", "a string", SAMPLE),
    "true": (True, "true or false", SAMPLE),
    "object": ({"percent": 10}, "an object", SAMPLE),
    "null": (None, "null", "leave the key out to get its default"),
}


@pytest.mark.parametrize(("value", "kind", "help_"), WRONG_PERCENTAGES.values(), ids=WRONG_PERCENTAGES)
def test_no_percentage(value, kind, help_):
    _, found = read_value({"sample": value})
    message = f"`sample` takes a percentage or a list of items, not {kind}"
    assert told(found) == [("DP103", json.dumps(value), message, help_)]


# --- items ----------------------------------------------------------------------------------------------------------

BAD_ITEMS = {
    "a query without its clause": (
        "query",
        {"table": "HR.EMP"},
        '{"table": "HR.EMP"}',
        "DP103",
        "an item of `query` has no `query`",
        'an item is `{"table": "HR.JOBS", "query": "WHERE min_salary > 1"}`',
    ),
    "a query under another name": (
        "query",
        {"table": "HR.EMP", "where": "a = 1"},
        '"where"',
        "DP102",
        "unknown key `where` in an item of `query`",
        "the keys are `query` and `table`",
    ),
    "a misspelt member": (
        "include",
        {"object_paht": "TABLE"},
        '"object_paht"',
        "DP102",
        "unknown key `object_paht` in an item of `include`",
        "did you mean `object_path`",
    ),
    "an expression without a path": (
        "exclude",
        {"expression": "= 'A'"},
        '{"expression": "= \'A\'"}',
        "DP103",
        "an item of `exclude` has no `object_path`",
        'an item is `"STATISTICS"`',
    ),
    "a path without an expression": (
        "name_expressions",
        {"object_path": "TABLE"},
        '{"object_path": "TABLE"}',
        "DP103",
        "an item of `name_expressions` has no `expression`",
        ITEM,
    ),
    "a table that is null": (
        "query",
        {"table": None, "query": "WHERE 1=1"},
        "null",
        "DP103",
        "`table` takes a string, not null",
        "leave the key out to get its default",
    ),
    "a percentage in quotes": (
        "sample",
        {"table": "HR.EMP", "percent": "10"},
        '"10"',
        "DP103",
        "`percent` takes a number, not a string",
        "write 10 without quotes",
    ),
    "no percentage": (
        "sample",
        {"table": "HR.EMP"},
        '{"table": "HR.EMP"}',
        "DP103",
        "an item of `sample` has no `percent`",
        'an item is `{"table": "HR.JOBS", "percent": 10}`',
    ),
    "one partition": (
        "partitions",
        {"table": "SH.SALES", "partitions": "P1"},
        '"P1"',
        "DP103",
        "`partitions` takes a list of strings, not a string",
        "put it into brackets: `[...]`",
    ),
    "a partition that is a number": (
        "partitions",
        {"table": "SH.SALES", "partitions": ["P1", 2026]},
        "2026",
        "DP103",
        "`partitions[1]` takes a string, not an integer",
        "put it into quotes",
    ),
    "a column alone": (
        "remap_data",
        {"column": "HR.EMP.SAL"},
        '{"column": "HR.EMP.SAL"}',
        "DP103",
        "an item of `remap_data` has no `function`",
        'an item is `{"column": "HR.EMPLOYEES.SALARY", "function": "HR.MASK.SALARY"}`',
    ),
}


@pytest.mark.parametrize(("key", "item", "place", "code", "message", "help_"), BAD_ITEMS.values(), ids=BAD_ITEMS)
def test_an_item_that_cannot_be_read(key, item, place, code, message, help_):
    spec, found = read_value({key: [item]})
    assert told(found) == [(code, place, message, help_)]
    assert spec.where.unread == {key}


# --- passwords ------------------------------------------------------------------------------------------------------

IS_NONE = (
    "a spec is read by many; write where the password is found: "
    '`{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`; and change this one'
)
REFERENCE = 'write `encryption_password: {"env": "DUMP_PASSWORD"}`'
MEMBERS = "the keys are `env` and `file` and `prompt`"
PASSWORDS = {
    "a text": ("s3cr3t", "DP140", "`encryption_password` is a password itself", IS_NONE),
    "digits": (4711, "DP140", "`encryption_password` is a password itself", IS_NONE),
    "a number": (47.11, "DP140", "`encryption_password` is a password itself", IS_NONE),
    "true": (True, "DP103", "`encryption_password` takes a reference to a password, not true or false", REFERENCE),
    "a list": (["s3cr3t"], "DP103", "`encryption_password` takes a reference to a password, not a list", REFERENCE),
    "another member": (
        {"password": "s3cr3t"},
        "DP102",
        "unknown key `password` in `encryption_password`",
        MEMBERS,
    ),
    "a misspelt member": (
        {"envv": "s3cr3t"},
        "DP102",
        "unknown key `envv` in `encryption_password`",
        "did you mean `env`",
    ),
    "a member of a wrong type": ({"env": 4711}, "DP103", "`env` takes a string, not an integer", "put it into quotes"),
    "a prompt of a wrong type": ({"prompt": "s3cr3t"}, "DP103", "`prompt` takes true or false, not a string", None),
}


@pytest.mark.parametrize(("value", "code", "message", "help_"), PASSWORDS.values(), ids=PASSWORDS)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_password_is_told_by_its_key_and_not_shown(value, code, message, help_, indent):
    spec, found = read(json.dumps({"schemas": ["HR"], "encryption_password": value}, indent=indent))
    assert told(found) == [(code, '"encryption_password"', message, help_)]
    assert spec.where.unread == {"encryption_password"}
    for shown in (render(found), repr(found), str(SpecError(found))):
        assert "s3cr3t" not in shown
        assert "4711" not in shown
        assert "47.11" not in shown


@pytest.mark.parametrize("key", EXPRESSION_KEYS)
@pytest.mark.parametrize(("item", "place", "message"), WRONG_ITEMS.values(), ids=WRONG_ITEMS)
def test_no_item(key, item, place, message):
    spec, found = read(f'{{"{key}": [{item}]}}')
    advice = ITEM if place == item else {"null": DEFAULT, "5": "put it into quotes"}.get(place)
    assert told(found) == [("DP103", place, message.replace("{}", key), advice)]
    assert found[0].key == (f"{key}[0]" if place == item else f"{key}[0].expression")
    assert spec.where.unread == {key}


def test_an_item_has_one_key():
    _, found = read(
        '{"schema_expressions": [{"expression": "= \'A\'", "object_path": "TABLE"}, {"Expression": "= \'B\'"}]}'
    )
    help_ = f"an item has the one key `expression`; {DROPPED}"
    assert told(found) == [
        ("DP102", '"object_path"', "unknown key `object_path` in an item of `schema_expressions`", help_),
        (
            "DP102",
            '"Expression"',
            "unknown key `Expression` in an item of `schema_expressions`",
            "did you mean `expression`",
        ),
    ]


def test_an_expression_on_names_may_have_an_object_path():
    spec, found = read('{"name_expressions": [{"expression": "= \'A\'", "object_path": "TABLE"}, "!= \'B\'"]}')
    assert found == ()
    assert spec.name_expressions == (NameExpression(object_path="TABLE", expression="= 'A'"), "!= 'B'")
    assert spec.where.texts["name_expressions[0].expression"].text == "= 'A'"
    assert sliced(spec.where.values["name_expressions[0].object_path"]) == '"TABLE"'


def test_right_items_are_read_beside_wrong_ones():
    spec, found = read('{"name_expressions": [1, "= \'A\'", null, {"expression": "= \'B\'"}]}')
    assert len(found) == 2
    assert spec.name_expressions == ("= 'A'", "= 'B'")
    assert spec.where.texts["name_expressions[1]"].text == "= 'B'"


# --- all at once ----------------------------------------------------------------------------------------------------


def test_every_fault_in_one_run():
    spec, found = read_value(
        {
            "jobMode": "TABLE",
            "datapump_dir": 1,
            "file_name": None,
            "nonsense": 1,
            "threads": "4",
            "keep_master": True,
            "name_expressions": ["= 'A'", 1, {"expresion": "x"}],
            "schema_expressions": "= 'SCOTT'",
        }
    )
    assert [(fault.code, fault.message) for fault in found] == [
        ("DP102", "unknown key `jobMode`"),
        ("DP103", "`datapump_dir` takes a string, not an integer"),
        ("DP103", "`file_name` takes a string, not null"),
        ("DP102", "unknown key `nonsense`"),
        ("DP103", "`threads` takes an integer, not a string"),
        ("DP103", "`keep_master` takes an integer, not true or false"),
        ("DP103", "an item of `name_expressions` is an integer, not a string"),
        ("DP102", "unknown key `expresion` in an item of `name_expressions`"),
        ("DP103", "`schema_expressions` takes a list of expressions, not a string"),
    ]
    assert spec.where.unread == {
        "job_mode",
        "datapump_dir",
        "file_name",
        "threads",
        "keep_master",
        "name_expressions",
        "schema_expressions",
    }


texts = st.text(st.sampled_from("=<'AB% \n\té中😀"), max_size=6)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts)
names = [
    "expression",
    "object_path",
    "table",
    "query",
    "percent",
    "partitions",
    "column",
    "function",
    "env",
    "prompt",
    "x",
]
items = st.dictionaries(st.sampled_from(names), scalars, max_size=3)
values = st.one_of(scalars, items, st.lists(st.one_of(scalars, items, st.lists(scalars, max_size=2)), max_size=4))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*KEYS, *SYNONYMS, "jobMode", "table", "x"]), values, max_size=6))
def test_a_spec_or_a_reason(body):
    spec, found = read(json.dumps(body))
    for written, value in body.items():
        key = SYNONYMS.get(written, written)
        if key in KEYS and key not in spec.where.unread:
            assert getattr(spec, key) == getattr(ExportSpec(**{key: value}), key)
    if not found:
        assert set(body) <= {*KEYS, *SYNONYMS}
        assert spec.where.unread == frozenset()
    for fault in found:
        assert fault.code in ("DP102", "DP103", "DP127", "DP140")
        assert fault.message.isprintable()
        assert (fault.help or "").isprintable()
    plan, more = checker.check(spec)
    assert plan is None or not (spec.where.unread or has_errors(more))
    for fault in more:
        assert fault.code in CODES
        assert fault.message.isprintable()


# --- the words ------------------------------------------------------------------------------------------------------


class Mode(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "true or false"),
        (1, "an integer"),
        (1.0, "a number"),
        ("x", "a string"),
        (b"x", "bytes"),
        ([], "a list"),
        ((), "a list"),
        ({}, "an object"),
        (Mode("x"), "a value of type `Mode`"),
        ({1}, "a value of type `set`"),
    ],
)
def test_kinds_of_python_values(value, kind):
    assert kind_of_value(value) == kind


def test_a_wrong_type_in_words():
    assert type_fault("threads", Shape.INTEGER, 2.0, "a number") == (
        "`threads` takes an integer, not a number",
        "write 2",
    )
    assert type_fault("threads", Shape.INTEGER, float("nan"), "a number")[1] is None
    assert type_fault("threads", Shape.INTEGER, float("inf"), "a number")[1] is None
    assert type_fault("filter", Shape.STRING, ..., "a list") == ("`filter` takes a string, not a list", None)
