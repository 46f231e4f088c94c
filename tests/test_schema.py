"""The schema and the reader agree on every form, and no value that a check takes is refused by the schema.

What a schema cannot say, so that the reader refuses more:

* a key that is given twice (DP007), for what a validator sees has it once;
* a number such as ``1.0`` where an integer belongs (DP103): to a schema it is one;
* whatever makes a text no JSON or YAML at all: the validator never gets to see it;
* numbers and texts that the document refuses as such: an integer of more than 640 digits, a control character.
"""

from __future__ import annotations

import copy
import itertools
import json
import os
import re
from pathlib import Path

import pytest
from attrs import asdict, has
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from docs import generate
from dpspec import api, object_paths, schema
from dpspec.diagnostics import has_errors
from dpspec.document import parse
from dpspec.reader import read
from dpspec.source import Source
from dpspec.spec import ITEMS, members
from dpspec.vocabulary import KEYS, MEMBERS, SYNONYMS, Shape
from examples import regenerate
from tests.strategies import specs, wide_specs

SCHEMA = schema.schema()
VALIDATOR = Draft7Validator(SCHEMA)
#: Valid specs with something changed; of the other kinds as many as take as long.
EXAMPLES = int(os.environ.get("DPSPEC_EXAMPLES", "150"))
LISTS = [key for key, definition in KEYS.items() if definition.shape in (Shape.STRINGS, Shape.EXPRESSIONS, Shape.ITEMS)]


def form_only(node):
    """The schema without what it says of values: types, keys and members are left."""
    if isinstance(node, list):
        return [form_only(item) for item in node]
    if not isinstance(node, dict):
        return node
    values = {
        *("enum", "const", "pattern", "minLength", "maxLength", "minItems", "minimum", "maximum"),
        *("exclusiveMinimum", "exclusiveMaximum", "minProperties", "maxProperties", "oneOf"),
    }
    return {
        key: {name: form_only(inner) for name, inner in value.items()} if key == "properties" else form_only(value)
        for key, value in node.items()
        if key not in values and not (key == "not" and "const" in value)
    }


FORM = Draft7Validator(form_only(SCHEMA))


def reader_takes(text, syntax="json"):
    root, found = parse(Source(f"spec.{syntax}", text), syntax)
    if root is None or has_errors(found):
        return False
    return not has_errors(read(root)[1])


def check_takes(text):
    spec, found = api.read(Source("spec.json", text), "json")
    return spec is not None and not has_errors(found) and not has_errors(api.check(spec).diagnostics)


def plain(spec):
    """A spec as the document that it was read from could be."""

    def value_of(value):
        if has(type(value)):
            return {key: value_of(part) for key, part in asdict(value).items() if part is not None}
        return [value_of(item) for item in value] if isinstance(value, tuple) else value

    return {key: value_of(getattr(spec, key)) for key in KEYS if key in spec.written}


def has_whole_float(value):
    """Whether there is a number such as 1.0 somewhere: to a schema it is an integer."""
    if isinstance(value, list | dict):
        return any(has_whole_float(part) for part in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and value.is_integer()


# --- the schema itself ----------------------------------------------------------------------------------------------


def test_the_schema_is_one_of_draft_7():
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_the_published_schema_is_up_to_date():
    path = generate.ROOT / "schema" / "dpspec.schema.json"
    assert path.read_text("utf-8") == schema.text(), "run: make docs"


def test_every_key_is_in_it_with_a_description_that_names_its_parameter():
    assert list(SCHEMA["properties"]) == [*KEYS, *SYNONYMS]
    for key, definition in KEYS.items():
        said = SCHEMA["properties"][key]["description"]
        assert said[1:].startswith(definition.summary[1:] + ".")
        assert all(parameter in said for parameter in definition.expdp)


def test_the_description_of_a_second_name_names_the_first():
    for synonym, key in SYNONYMS.items():
        said = SCHEMA["properties"][synonym]
        assert said["description"].startswith(f"Second name of {key}, which then cannot stand beside it. ")
        assert {**said, "description": ""} == {
            **{name: value for name, value in SCHEMA["properties"][key].items() if name != "default"},
            "description": "",
        }


def objects(node):
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from objects(part)


def test_every_object_in_it_is_closed():
    found = list(objects(SCHEMA))
    assert len(found) == 1 + len(ITEMS) + 2  # the spec, the items, and those of the two plain lists of expressions
    assert all(one["additionalProperties"] is False for one in found)


def test_examples_and_defaults_are_valid():
    for key, one in SCHEMA["properties"].items():
        for value in [*one.get("examples", []), *([one["default"]] if "default" in one else [])]:
            assert VALIDATOR.is_valid({key: value}), (key, value)
            assert reader_takes(json.dumps({key: value}))


def test_defaults_are_those_of_the_documentation():
    """``Default: none, which is X`` is the default X; what is not confirmed, an editor does not show as a fact."""
    page = (generate.ROOT / "docs" / "spec.md").read_text("utf-8")
    said = {}
    for key, default in re.findall(r"^### `(\w+)`\n\nType: [^.]*\. Default: ([^.]*)\.", page, re.MULTILINE):
        if match := re.fullmatch(r"none, which is (\w+)(?: in ORDS)?", default):
            text = match[1]
            said[key] = {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)
    assert said == schema.DEFAULTS
    assert SCHEMA["properties"]["datapump_dir"]["default"] == "DATA_PUMP_DIR"


def test_the_object_paths_that_are_proposed_are_known():
    modes = ("FULL", "SCHEMA", "TABLE", "TABLESPACE")
    for path in schema.PATHS:
        assert any(object_paths.check(path, mode, None) is None for mode in modes), path


@pytest.mark.parametrize("path", regenerate.specs(), ids=lambda path: path.name)
def test_every_example_is_valid(path):
    text = path.read_text("utf-8")
    document = plain(api.loads(text, syntax=api.syntax_of(path)))
    VALIDATOR.validate(document)
    if path.suffix == ".json":
        VALIDATOR.validate(json.loads(text))


# --- agreement ------------------------------------------------------------------------------------------------------

many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def assert_agreement(document):
    text = json.dumps(document, ensure_ascii=False)  # YAML has no surrogate pairs
    takes = reader_takes(text)
    assert takes is reader_takes(text, "yaml")
    if has_whole_float(document):
        assert FORM.is_valid(document) or not takes
        return
    assert FORM.is_valid(document) is takes
    if VALIDATOR.is_valid(document):
        assert takes  # what the reader refuses, the schema refuses
    else:
        assert not check_takes(text)  # what the schema refuses, no check takes


@settings(many, max_examples=EXAMPLES // 2)
@given(st.one_of(specs(), wide_specs(), wide_specs()))
def test_the_schema_takes_every_spec_that_a_check_takes(spec):
    document = plain(spec)
    assume(check_takes(json.dumps(document)))
    VALIDATOR.validate(document)
    assert reader_takes(json.dumps(document))


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**65),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "A", "LIKE 'A%'", "TABLE", "ALL", "500MB", "lower", "HR.EMP:10", "12.2"]),
)
member_names = st.sampled_from(
    ["expression", "object_path", "table", "query", "percent", "partitions", "column", "function", "env", "prompt", "x"]
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(member_names, st.one_of(scalars, inner), max_size=3)
    ),
    max_leaves=6,
)
key_names = st.sampled_from([*KEYS, *SYNONYMS])
strange_names = st.sampled_from(["schema_expresions", "jobMode", "remap_schema", "$schema", "", "full", "Threads"])


@settings(many, max_examples=3 * EXAMPLES)
@given(st.dictionaries(st.one_of(key_names, key_names, key_names, strange_names), values, max_size=4))
def test_they_agree_on_any_values_in_any_keys(document):
    assert_agreement(document)


def paths(node, path=()):
    """Every place in a document, the whole first."""
    yield path
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths(value, (*path, key))


@st.composite
def mutants(draw):
    """A valid spec with one to three things changed: a type, a key, a member, a second name."""
    document = plain(draw(st.one_of(specs(), wide_specs())))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(paths(document))))
        if not place:
            document[draw(st.one_of(strange_names, key_names))] = draw(values)
            continue
        *outer, last = place
        holder = document
        for step in outer:
            holder = holder[step]
        match draw(st.sampled_from(["replace", "wrap", "unwrap", "remove", "rename", "repeat"])):
            case "replace":
                holder[last] = draw(values)
            case "wrap":
                holder[last] = draw(st.sampled_from([[holder[last]], {"expression": holder[last]}]))
            case "unwrap":
                inner = holder[last]
                holder[last] = (
                    next(iter(inner.values() if isinstance(inner, dict) else inner), None)
                    if isinstance(inner, dict | list) and inner
                    else draw(scalars)
                )
            case "remove":
                del holder[last]
            case "rename" if isinstance(holder, dict):
                second = {key: synonym for synonym, key in SYNONYMS.items()}
                holder[draw(st.sampled_from([second.get(last, f"{last}s"), str(last).upper()]))] = holder.pop(last)
            case "repeat" if isinstance(holder, dict) and last in SYNONYMS.values():
                holder[next(synonym for synonym, key in SYNONYMS.items() if key == last)] = copy.deepcopy(holder[last])
            case _:
                holder[last] = draw(scalars)
    return document


@many
@given(mutants())
def test_they_agree_on_valid_specs_with_something_changed(document):
    assert_agreement(document)


#: A value of each type, and of each form that one could take for another.
KINDS = (
    *(None, True, False, 0, 1, -1, 10**30, 0.5, 1.0, "", "A", [], {}, [None], [1], [True], ["A"], [["A"]], [{}]),
    *({"expression": "A"}, [{"expression": "A"}], [{"expression": 1}], [{"expression": None}], [{"query": "A"}]),
    *([{"object_path": "TABLE"}], [{"object_path": "TABLE", "expression": "A"}], [{"expression": "A", "x": "A"}]),
    *([{"query": "A", "table": "T"}], [{"percent": 1}], [{"percent": "1"}], [{"percent": True}], [{"table": "T"}]),
    *([{"table": "T", "partitions": ["P"]}], [{"partitions": "P"}], [{"partitions": [1]}], [{"partitions": []}]),
    *([{"column": "C", "function": "F"}], [{"column": "C"}], [{"function": "F"}], {"env": "E"}, {"env": 1}),
    *({"file": "F"}, {"prompt": True}, {"prompt": "yes"}, {"prompt": 1}, {"env": "E", "prompt": False}, {"x": "E"}),
)


@pytest.mark.parametrize("key", [*KEYS, *SYNONYMS])
def test_they_agree_on_every_type_in_every_key(key):
    for value in KINDS:
        assert_agreement({key: value})


@pytest.mark.parametrize(("synonym", "key"), SYNONYMS.items())
def test_neither_takes_a_key_beside_its_second_name(synonym, key):
    value = 2 if key == "threads" else "A"
    assert not VALIDATOR.is_valid({synonym: value, key: value})
    assert not reader_takes(json.dumps({synonym: value, key: value}))
    assert VALIDATOR.is_valid({synonym: value})


@pytest.mark.parametrize("document", [[], None, "x", 1, True, [{"job_mode": "FULL"}]])
def test_neither_takes_a_document_that_is_no_object(document):
    assert not VALIDATOR.is_valid(document)
    assert not reader_takes(json.dumps(document))


@pytest.mark.parametrize(
    "text",
    [
        '{"threads": 1, "threads": 2}',
        '{"threads": 4.0}',
        '{"keep_master": 1.0, "job_mode": "FULL"}',
        '{"exclude": [{"object_path": "TABLE", "object_path": "INDEX"}]}',
        f'{{"flashback_scn": {"0" * 700}}}'.replace("000}", "1}"),
        '{"log_entries": ["a\\u0000"], "log_entries": ["b"]}',
    ],
)
def test_what_a_schema_cannot_say_only_the_reader_refuses(text):
    assert not reader_takes(text)


@pytest.mark.parametrize("text", ['{"threads": 1, "threads": 2}', '{"threads": 4.0}', '{"filesize": 1048576.0}'])
def test_what_a_schema_cannot_say_it_takes(text):
    assert VALIDATOR.is_valid(json.loads(text))
    assert not reader_takes(text)


# --- values ---------------------------------------------------------------------------------------------------------

#: Codes about one value alone, for the keys whose values the schema describes whole.
EXACT = {
    "threads": (["DP106"], st.integers(-5, 2000)),
    "keep_master": (["DP107"], st.integers(-3, 4)),
    "abort_step": (["DP143"], st.one_of(st.integers(-3, 3), st.sampled_from([2**31 - 1, 2**31, 2**31 + 1]))),
    "flashback_scn": (["DP137"], st.sampled_from([-1, 0, 1, 2, 2**63 - 1, 2**63, 2**63 + 1])),
    **{
        key: (["DP108", "DP104"], st.text(st.sampled_from("Aa1_$#. \t\u00e9"), max_size=130))
        for key in ("job_name", "datapump_dir", "credential_name", "source_edition")
    },
    "service_name": (["DP108", "DP104"], st.text(st.sampled_from("Aa1_$#.-@ "), max_size=252)),
    "network_link": (["DP108", "DP104"], st.text(st.sampled_from("AB1_$#.@a"), max_size=9)),
    "version": (
        ["DP134", "DP104"],
        st.one_of(
            st.sampled_from(["COMPATIBLE", "LATEST", "latest", "19c", "12.2", "0.1", "1.2.3.4.5.6"]),
            st.text(st.sampled_from("0123.L"), max_size=8),
        ),
    ),
    "log_entries": (["DP104", "DP143"], st.lists(st.sampled_from(["", "a", "é" * 2000, "é" * 2001]), max_size=2)),
    **{
        key: (["DP105", "DP134", "DP104"], st.sampled_from(["", "x", *(c.lower() for c in d.choices), *d.choices]))
        for key, d in KEYS.items()
        if d.choices and d.shape is Shape.STRING
    },
    "data_options": (
        ["DP134", "DP104"],
        st.lists(st.sampled_from(["XML_CLOBS", "xml_clobs", *KEYS["data_options"].choices]), max_size=2),
    ),
    "sample": (["DP136"], st.one_of(st.integers(-1, 101), st.sampled_from([0.5, 99.5, 100.5, -0.5]))),
    "encryption_password": (
        ["DP140", "DP142", "DP104"],
        st.fixed_dictionaries(
            {},
            optional={
                "env": st.text(st.sampled_from("aA_1- "), max_size=4),
                "file": st.sampled_from(["", "f"]),
                "prompt": st.booleans(),
            },
        ),
    ),
}


@pytest.mark.parametrize("key", EXACT)
def test_the_schema_refuses_just_the_values_that_a_check_refuses(key):
    codes, strategy = EXACT[key]

    @settings(max_examples=100, deadline=None)
    @given(strategy)
    def agree(value):
        spec, found = api.read(Source("spec.json", json.dumps({key: value})), "json")
        assert not has_errors(found)
        told = [each for each in api.check(spec).diagnostics if each.code in codes and str(each.key).startswith(key)]
        assert VALIDATOR.is_valid({key: value}) is not bool(told), told

    agree()


def test_sizes_and_bounds_of_sizes_are_those_of_a_check():
    texts = [
        *map("".join, itertools.product(["40", "", "4 "], ["KB", "k", "Mb", "T", "X", "", "KKB"])),
        "40960B",
        " 1M",
    ]
    for value in [*texts, 40959, 40960, 2**44, 2**44 + 1, -1]:
        spec, found = api.read(Source("spec.json", json.dumps({"filesize": value})), "json")
        assert not has_errors(found)
        told = [each for each in api.check(spec).diagnostics if each.code in ("DP135", "DP104")]
        # Of a text the schema knows the form, not the bounds.
        within = isinstance(value, str) and told and "goes from" in told[0].message
        assert VALIDATOR.is_valid({"filesize": value}) is (not told or bool(within)), value


def test_members_of_items_are_those_of_the_reader():
    for key, kind in ITEMS.items():
        one = SCHEMA["properties"][key]
        for part in objects(one):
            assert set(part["properties"]) == set(members(kind))
    assert set(MEMBERS) <= {name for kind in ITEMS.values() for name in members(kind)}


def test_lists_are_never_empty():
    assert all(not VALIDATOR.is_valid({key: []}) for key in LISTS)
    assert Path(generate.ROOT / "schema" / "README.md").exists()
