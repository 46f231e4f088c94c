"""What holds for every spec: one plan whatever its spelling and order, and an answer for every document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec import api, checker
from dpspec.checker import Options
from dpspec.diagnostics import CODES, has_errors
from dpspec.versions import ServerVersion
from dpspec.vocabulary import KEYS, SYNONYMS, Shape
from tests.test_checker import check, fine

if TYPE_CHECKING:
    import random

SERVER = Options(ServerVersion(21))
names = st.from_regex(r"[A-Z][A-Z0-9_$]{0,8}", fullmatch=True)
literals = st.text(st.sampled_from("ABab_$ "), min_size=1, max_size=6)
expressions = st.one_of(
    st.builds("= '{}'".format, literals),
    st.builds("NOT LIKE '{}%'".format, literals),
    st.builds("IN ('{}','{}')".format, literals, literals),
)
named = st.sampled_from(["TABLE", "VIEW", "SEQUENCE", "PROCEDURE", "INDEX"])
clauses = st.sampled_from(["WHERE a = 'b:c'", "WHERE a > 10 ORDER BY 1", "where x in (select y from z)", "ORDER BY 1"])
percents = st.sampled_from([1, 2.5, 50, 0.000001, 99.9])
tables = st.builds("HR.{}".format, names)


def distinct(some, by):
    return st.lists(some, max_size=3, unique_by=by)


@st.composite
def both_spellings(draw):
    """A job in the form with objects, and in that of parameter files."""
    objects: dict = {"schemas": ["HR"]}
    texts: dict = {"schemas": ["HR"]}
    for key in ("include", "exclude"):
        items = draw(st.lists(st.tuples(named, st.none() | expressions), max_size=3))
        objects[key] = [{"object_path": p} if e is None else {"object_path": p, "expression": e} for p, e in items]
        texts[key] = [p if e is None else f'{p}:"{e}"' for p, e in items]
    queries = draw(distinct(st.tuples(st.none() | tables, clauses), lambda item: item[0]))
    objects["query"] = [{"query": q} if t is None else {"table": t, "query": q} for t, q in queries]
    texts["query"] = [q if t is None else f'{t}:"{q}"' for t, q in queries]
    samples = draw(distinct(st.tuples(st.none() | tables, percents), lambda item: item[0]))
    objects["sample"] = [{"percent": p} if t is None else {"table": t, "percent": p} for t, p in samples]
    texts["sample"] = [f"{p:f}" if t is None else f"{t}:{p:f}" for t, p in samples]
    parts = draw(distinct(st.tuples(tables, names), lambda item: item[0]))
    objects["partitions"] = [{"table": t, "partitions": [p]} for t, p in parts]
    texts["partitions"] = [f"{t}:{p}" for t, p in parts]
    remaps = draw(distinct(st.tuples(tables, names, names), lambda item: item[:2]))
    objects["remap_data"] = [{"column": f"{t}.{c}", "function": f"HR.MASK.{f}"} for t, c, f in remaps]
    texts["remap_data"] = [f"{t}.{c}:HR.MASK.{f}" for t, c, f in remaps]
    return ({key: value for key, value in body.items() if value} for body in (objects, texts))


@settings(max_examples=150, deadline=None)
@given(both_spellings())
def test_objects_and_the_spelling_of_parameter_files_make_the_same_plan(bodies):
    plans = []
    for body in bodies:
        plan, found = checker.check(api.loads(json.dumps(body), "json"), SERVER)
        plans.append((plan, [(fault.code, fault.message) for fault in found]))
    assert plans[0] == plans[1]


WHOLE = {
    "job_mode": "SCHEMA",
    "job_name": "NIGHTLY",
    "directory": "DUMPS",
    "dumpfiles": ["hr%U.dmp", "D2:hr%U.dmp"],
    "filesize": "5GB",
    "reuse_dumpfiles": True,
    "logfile": "hr.log",
    "schemas": ["HR"],
    "include": ["TABLE"],
    "query": ["HR.EMP:WHERE 1=1"],
    "sample": 10,
    "partitions": ["HR.SALES:P1"],
    "remap_data": ["HR.EMP.SAL:HR.MASK.SAL"],
    "data_options": ["XML_CLOBS"],
    "consistent": True,
    "compression": "ALL",
    "compression_algorithm": "HIGH",
    "encryption": "ALL",
    "encryption_algorithm": "AES256",
    "encryption_mode": "DUAL",
    "encryption_password": {"env": "DUMP_PASSWORD"},
    "checksum": True,
    "checksum_algorithm": "SHA512",
    "version": "19",
    "source_edition": "ORA$BASE",
    "access_method": "AUTOMATIC",
    "estimate": "BLOCKS",
    "parallel": 4,
    "parallel_threshold": "250MB",
    "cluster": True,
    "service_name": "REPORTS",
    "enable_secure_roles": False,
    "metrics": True,
    "logtime": "ALL",
    "log_entries": ["ticket 4711"],
    "abort_step": 7,
    "keep_master": 0,
}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_keys_does_not_matter(chance: random.Random):
    keys = list(WHOLE)
    chance.shuffle(keys)
    plan = fine({key: WHOLE[key] for key in keys})
    assert plan == fine(WHOLE)
    assert plan.meaning == fine(WHOLE).meaning


@pytest.mark.parametrize("key", [key for key in WHOLE if key not in ("job_mode", "access_method", "estimate")])
def test_no_key_is_dropped(key):
    """A plan without a key differs from the plan with it, and so does the meaning; nothing gets lost on the way."""
    whole = fine(WHOLE)
    rest = {other: value for other, value in WHOLE.items() if other != key}
    if key == "schemas":
        rest["schemas"] = ["OE"]
        rest = {other: value for other, value in rest.items() if other not in ("query", "remap_data", "partitions")}
    elif key == "encryption_password":
        rest["encryption_mode"] = "TRANSPARENT"
    elif key == "parallel":
        rest["parallel"] = 5
    plan = fine(rest)
    assert plan != whole
    assert plan.meaning != whole.meaning


@pytest.mark.parametrize("key", ["access_method", "estimate"])
def test_nor_is_a_default_that_was_written(key):
    assert fine(WHOLE).setting(key) == WHOLE[key]
    assert fine({other: value for other, value in WHOLE.items() if other != key}).setting(key) is None


# --- any document ---------------------------------------------------------------------------------------------------

strings = st.one_of(
    st.text(st.sampled_from("HR.EMP:\"'%= ,\n10Uéx"), max_size=8), st.sampled_from(["WHERE 1", "TABLE", ""])
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), strings)
members = ["expression", "object_path", "table", "query", "percent", "partitions", "column", "function", "env", "x"]
objects = st.dictionaries(st.sampled_from(members), st.one_of(scalars, st.lists(scalars, max_size=2)), max_size=3)
values = st.one_of(scalars, objects, st.lists(st.one_of(scalars, objects), max_size=3))


def plausible(key):
    match KEYS[key].shape:
        case Shape.STRING if KEYS[key].choices:
            return st.sampled_from(KEYS[key].choices)
        case Shape.BOOLEAN:
            return st.booleans()
        case Shape.STRINGS | Shape.ITEMS | Shape.EXPRESSIONS:
            return st.lists(st.one_of(strings, objects), max_size=3)
        case _:
            return values


documents = st.fixed_dictionaries({}, optional={key: st.one_of(plausible(key), values) for key in KEYS})


@settings(max_examples=250, deadline=None)
@given(documents, st.sampled_from([None, "11.2", "19c", "23ai"]))
def test_any_document_of_known_keys_has_a_plan_or_a_reason(body, server):
    plan, found = check(body, server=server)
    assert (plan is None) == has_errors(found)
    for fault in found:
        assert fault.code in CODES
        assert fault.message.isprintable()
        assert (fault.help or "").isprintable()
        assert fault.location is not None
        span = fault.location.span
        assert 0 <= span.start <= span.end <= len(fault.location.source.text)


@pytest.mark.parametrize(("synonym", "key"), SYNONYMS.items())
def test_a_second_name_makes_the_same_plan(synonym, key):
    value = {"datapump_dir": "D", "file_name": "a%U.dmp", "threads": 4}.get(key)
    body = (
        {"schemas": ["HR"], "file_name": "https://x.oraclecloud.com/o/a.dmp"} if value is None else {"schemas": ["HR"]}
    )
    assert fine({**body, synonym: value or "CRED"}) == fine({**body, key: value or "CRED"})
