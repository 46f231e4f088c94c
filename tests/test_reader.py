"""A document to a spec: its keys, their types, and every fault in one run."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import document, reader
from dpspec.reader import kind_of_value, type_fault
from dpspec.source import Source
from dpspec.spec import ExportSpec
from dpspec.vocabulary import EXPRESSION_KEYS, KEYS, Shape

DROPPED = "ORDS is reported to drop unknown keys without a word, which would widen the job"
ITEM = 'an item is `{"expression": "LIKE \'EMP%\'"}`, or the expression alone'
STRINGS = [key for key, shape in KEYS.items() if shape is Shape.STRING]
INTEGERS = [key for key, shape in KEYS.items() if shape is Shape.INTEGER]


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


def test_every_key_is_read():
    spec, found = read_value(FULL)
    assert found == ()
    assert spec == ExportSpec(**FULL)
    assert spec.name_expressions == ("!='EMP'", "LIKE 'EMP%'")
    assert spec.tablespace_expressions == ()
    assert spec.written == frozenset(KEYS)
    assert spec.where.unread == frozenset()


def test_what_is_left_out_has_its_default_and_was_not_written():
    spec, found = read("{}")
    assert found == ()
    assert spec == ExportSpec()
    assert spec.written == frozenset()
    assert (spec.job_mode, spec.datapump_dir, spec.threads, spec.keep_master) == ("SCHEMA", "DATA_PUMP_DIR", None, None)


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
    }
    extract = where.texts["name_expressions[1]"]
    assert extract.text == "= 'B'"
    assert sliced(extract.locate(3, 4)) == "\\u0042"
    assert where.of("threads") == where.values["threads"]
    assert where.of("name_expressions[7]") == where.whole


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


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("key", KEYS)
def test_keys_are_in_snake_case(key, spelling):
    wrong = spelling(key)
    if wrong == key:
        return
    spec, found = read_value({wrong: FULL[key]})
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
        ("remap_schemas", "leave it out: remapping belongs to an import"),
        ("remapSchemas", "leave it out: remapping belongs to an import"),
        ("mode", "write `job_mode`"),
        ("PARALLEL", "write `threads`"),
        ("directory", "write `datapump_dir`"),
        ("DUMPFILE", "write `file_name`"),
        ("credential", "write `credential_name`"),
        ("schemas", "write `schema_expressions: [\"IN ('SCOTT')\"]`"),
        ("TABLES", "write `name_expressions: [\"IN ('EMP')\"]` in TABLE mode"),
        ("tablespaces", "write `tablespace_expressions: [\"IN ('USERS')\"]`"),
        ("owner", "write `schema_expressions: [\"='SCOTT'\"]`"),
        ("full", "write `job_mode: FULL`"),
        ("query", "ORDS offers no such option, so a spec cannot ask for it yet"),
        ("EXCLUDE", "ORDS offers no such option, so a spec cannot ask for it yet"),
    ],
)
def test_a_key_of_another_tool(wrong, help_):
    _, found = read_value({wrong: "x"})
    assert told(found) == [("DP102", f'"{wrong}"', f"unknown key `{wrong}`", help_)]


@pytest.mark.parametrize("wrong", ["schemas", "tables", "tablespaces", "mode", "full", "owner"])
def test_nothing_is_concluded_from_what_such_a_key_was_meant_to_say(wrong):
    spec, _ = read_value({wrong: "x"})
    assert spec.where.unread == {"job_mode", *EXPRESSION_KEYS}


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
    assert told(found) == [
        ("DP102", f'"{wrong}"', f"unknown key {shown}", f"the keys are {', '.join(KEYS)}; {DROPPED}")
    ]
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


@pytest.mark.parametrize("key", EXPRESSION_KEYS)
@pytest.mark.parametrize(("item", "place", "message"), WRONG_ITEMS.values(), ids=WRONG_ITEMS)
def test_no_item(key, item, place, message):
    spec, found = read(f'{{"{key}": [{item}]}}')
    assert told(found) == [("DP103", place, message.replace("{}", key), ITEM)]
    assert found[0].key == f"{key}[0]"
    assert spec.where.unread == {key}


def test_an_item_has_one_key():
    _, found = read(
        '{"name_expressions": [{"expression": "= \'A\'", "object_path": "TABLE"}, {"Expression": "= \'B\'"}]}'
    )
    help_ = f"an item has the one key `expression`; {DROPPED}"
    assert told(found) == [
        ("DP102", '"object_path"', "unknown key `object_path` in an item of `name_expressions`", help_),
        ("DP102", '"Expression"', "unknown key `Expression` in an item of `name_expressions`", help_),
    ]


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
items = st.dictionaries(st.sampled_from(["expression", "x", ""]), scalars, max_size=2)
values = st.one_of(scalars, items, st.lists(st.one_of(scalars, items, st.lists(scalars, max_size=2)), max_size=4))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*KEYS, "jobMode", "tables", "x"]), values, max_size=6))
def test_a_spec_or_a_reason(body):
    spec, found = read(json.dumps(body))
    right = {key for key in body if key in KEYS and key not in spec.where.unread}
    for key in right:
        value = getattr(spec, key)
        assert type(value) is {Shape.STRING: str, Shape.INTEGER: int, Shape.EXPRESSIONS: tuple}[KEYS[key]]
        if KEYS[key] is not Shape.EXPRESSIONS:
            assert value == body[key]
    if not found:
        assert set(body) <= set(KEYS)
        assert spec.where.unread == frozenset()
    for fault in found:
        assert fault.code in ("DP102", "DP103")
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
