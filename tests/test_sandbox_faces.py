"""Both faces do the same: for any spec that both can say, the same objects and the same end."""

import json
import os
from datetime import datetime

import httpx2
import oracledb
import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from dpspec import ExportSpec, api
from dpspec.emit import bound
from dpspec.sandbox import Catalog, Sandbox
from tests.sandbox_helpers import EXPORT, Clock, run
from tests.strategies import specs, written
from tests.test_sandbox_selection import filters

#: Filters on names that are in the catalogue, so that many of them select something.
NAMES = st.sampled_from(["EMP", "EMP%", "%S", "DEPT", "BONUS", "JOBS", "%_ID%", "PK\\_%", "SALES", "HR", "SH", "%"])
SEEN = st.one_of(
    NAMES.map(lambda name: f"LIKE '{name}'"),
    NAMES.map(lambda name: f"NOT LIKE '{name}'"),
    NAMES.map(lambda name: f"!='{name}'"),
    NAMES.map(lambda name: f">= '{name}'"),
    st.lists(NAMES, min_size=1, max_size=3).map(lambda names: f"IN ({','.join(repr(name) for name in names)})"),
    st.builds(written, filters, st.integers(0, 5)),
)


@st.composite
def known_specs(draw):
    """Specs on the objects of the built-in catalogue."""
    mode = draw(st.sampled_from(["SCHEMA", "TABLE", "TABLESPACE", "FULL"]))
    given = {
        "job_mode": mode,
        "threads": draw(st.sampled_from([None, 2])),
        "keep_master": draw(st.sampled_from([0, 1])),
    }
    schemas = st.sampled_from(["SCOTT", "HR", "OE", "SH", "NOPE"])
    if mode == "TABLE":
        given["schema_expressions"] = draw(st.lists(schemas.map(lambda name: f"= '{name}'"), max_size=1))
        given["name_expressions"] = draw(st.lists(SEEN, min_size=1, max_size=3))
    elif mode == "SCHEMA":
        given["schema_expressions"] = [f"IN ({','.join(repr(n) for n in draw(st.sets(schemas, min_size=1)))})"]
        given["name_expressions"] = draw(st.lists(SEEN, max_size=2))
        given["tablespace_expressions"] = draw(st.sampled_from([[], ["='USERS'"], ["LIKE 'E%'"]]))
    elif mode == "TABLESPACE":
        given["tablespace_expressions"] = [draw(st.sampled_from(["='USERS'", "!='USERS'", "IN ('EXAMPLE','SYSAUX')"]))]
        given["name_expressions"] = draw(st.lists(SEEN, max_size=2))
    return ExportSpec(**{key: value for key, value in given.items() if value not in (None, [])})


@pytest.fixture(scope="module")
def faces():
    clock = Clock()
    with Sandbox(Catalog.builtin(), pace=10, clock=clock) as sandbox:
        base = sandbox.url_of("admin")
        dsn = sandbox.dsn
        connection = oracledb.connect(user="admin", password="admin", dsn=dsn)  # noqa: S106 - no secret
        with httpx2.Client(base_url=base, auth=("admin", "admin")) as client, connection:
            yield sandbox, clock, client, connection


def outcome(sandbox, clock, before, error):
    """What became of a job ten seconds later: what it selected, its state, its last words, its files."""
    clock.time += 10
    made = sandbox.engine.history()[before:]
    rows = {job.key: job.state for job in sandbox.engine.jobs(sandbox.engine.catalog.users["ADMIN"])}
    found = [(job.selection.objects, rows.pop(job.key, "gone"), job.errors, len(job.dumps)) for job in made]
    for job in made:  # as its owner would, who drops the control table and removes the files
        sandbox.engine._jobs.pop(job.key, None)
    sandbox.engine.files.content.clear()
    return found, error


def over_http(sandbox, clock, client, plan):
    before = len(sandbox.engine.history())
    reply = client.post(EXPORT, json=json.loads(api._render(plan, "ords", wait=False)))
    error = "" if reply.status_code == 201 else reply.json()["cause"].partition("Error Message: ")[2]
    return outcome(sandbox, clock, before, error)


def over_net(sandbox, clock, connection, plan):
    before = len(sandbox.engine.history())
    answer = run(connection, bound.statement(plan, bound.Names.made(plan, datetime(2026, 3, 5), "abcdef")))
    assert bool(answer["started"]) is (answer["code"] == 0)
    return outcome(sandbox, clock, before, answer["details"] or "")


def sayable(spec):
    """Give the plan of a spec that both faces can be told, or None."""
    plan = api.check(spec).plan
    return None if plan is None or api.refusals(plan, "ords") or api.refusals(plan, "plsql") else plan


def assert_same(faces, plan):
    sandbox, clock, client, connection = faces
    http, net = over_http(sandbox, clock, client, plan), over_net(sandbox, clock, connection, plan)
    assert http == net
    return http


EXAMPLES = settings(
    max_examples=int(os.environ.get("DPSPEC_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@EXAMPLES
@given(spec=known_specs())
@example(spec=ExportSpec(job_mode="TABLE", schema_expressions=["='NOPE'"], name_expressions=["='EMP'"]))
@example(spec=ExportSpec(job_mode="TABLE", name_expressions=["IN (SELECT 'A' FROM dual)"]))
def test_for_all_specs_on_what_there_is_both_faces_select_the_same_and_end_in_the_same_state(faces, spec):
    plan = sayable(spec)
    assume(plan)
    assert_same(faces, plan)


@EXAMPLES
@given(spec=specs())
def test_for_all_specs_however_hostile_both_faces_select_the_same_and_end_in_the_same_state(faces, spec):
    plan = sayable(evolve(spec, datapump_dir="DATA_PUMP_DIR"))
    assume(plan)
    assert_same(faces, plan)


def test_the_example_of_the_ords_documentation_exports_the_same_tables_through_both(faces):
    spec = api.load("examples/emp_tables.dp.json")
    ((objects, state, errors, dumps),), error = assert_same(faces, sayable(spec))
    assert {o.name for o in objects if o.type == "TABLE"} == {"EMP_HISTORY", "EMPLOYEE_NOTES"}
    assert (state, errors, dumps, error) == ("NOT RUNNING", 0, 1, "")
