"""DP220: rows of several schemas, each table at its own point in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linting import findings, fixed, told

CODE = "DP220"
SEVERAL = "the tables of several schemas are exported at different points in time"
WHOLE = "the tables of a whole database are exported at different points in time"
ADVICE = "add `consistent: true`, which needs undo as long as the job runs, or `false` if it does not matter"
ORDS = "ORDS has no word for it: submit the job directly with `consistent: true`, or while nothing is written"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [HR]\n", id="one schema"),
        pytest.param("schemas: [HR, HR]\n", id="one schema twice"),
        pytest.param("schemas: [HR, OE]\nconsistent: true\n", id="consistent"),
        pytest.param("schemas: [HR, OE]\nconsistent: false\n", id="that it is not is meant"),
        pytest.param("schemas: [HR, OE]\nflashback_scn: 7\n", id="a number"),
        pytest.param('schemas: [HR, OE]\nflashback_time: "2026-11-01T02:00:00Z"\n', id="a time"),
        pytest.param("schemas: [HR, OE]\nconsistent: maybe\n", id="whether it is consistent is not known"),
        pytest.param("schemas: [HR, OE]\ncontent: METADATA_ONLY\n", id="no rows"),
        pytest.param("schemas: [HR, OE]\nestimate_only: true\n", id="an estimate"),
        pytest.param("schemas: [HR, OE]\ninclude: [VIEW, PACKAGE]\n", id="nothing that has rows"),
        pytest.param("schemas: [HR, OE]\nexclude: [TABLE]\n", id="no tables"),
        pytest.param("job_mode: FULL\nexclude: [TABLE_DATA]\n", id="no rows of tables"),
        pytest.param("job_mode: FULL\ntransportable: ALWAYS\n", id="data files"),
        pytest.param("transport_tablespaces: [A, B]\n", id="transportable"),
        pytest.param("tablespaces: [A, B]\n", id="tablespaces, whose schemas are not known"),
        pytest.param("job_mode: SCHEMA\nschema_expressions: [\"IN ('HR','OE')\", \"!='OE'\"]\n", id="one is left"),
        pytest.param('job_mode: SCHEMA\nschema_expressions: ["IN (SELECT a FROM b.c)"]\n', id="a subquery"),
        pytest.param(
            "job_mode: SCHEMA\nschema_expressions: [\"LIKE 'A!' ESCAPE '!'\"]\n", id="a pattern that is wrong"
        ),
        pytest.param('job_mode: SCHEMA\nschema_expressions: ["IN HR"]\n', id="an expression that is none"),
        pytest.param('job_mode: SCHEMA\nfilter: "HR"\n', id="one name in filter"),
        pytest.param("tables: [HR.A, HR.B]\n", id="tables of one schema"),
        pytest.param("tables: [A, B]\n", id="tables of whoever submits"),
    ],
)
def test_one_schema_no_rows_or_a_point_in_time_is_let_pass(text):
    assert told(text, code=CODE) == []


@pytest.mark.parametrize(
    ("text", "at", "message", "advice"),
    [
        pytest.param("schemas: [HR, OE]\n", "schemas", SEVERAL, ADVICE, id="a list"),
        pytest.param("schemas:\n  - HR\n  - OE\n", "schemas", SEVERAL, ADVICE, id="a list in block style"),
        pytest.param("job_mode: FULL\ncluster: true\n", "FULL", WHOLE, ADVICE, id="FULL"),
        pytest.param(
            "job_mode: FULL\n", "FULL", WHOLE, f"{ADVICE}; ORDS has no word for it", id="FULL, which ORDS can say"
        ),
        pytest.param(
            "job_mode: SCHEMA\nschema_expressions: [\"LIKE 'APP%'\"]\n",
            "\"LIKE 'APP%'\"",
            SEVERAL,
            f"{ADVICE}; ORDS has no word for it",
            id="a pattern",
        ),
        pytest.param(
            "job_mode: SCHEMA\nschema_expressions:\n- NOT IN (SELECT a FROM b.c)\n",
            "NOT IN (SELECT a FROM b.c)",
            SEVERAL,
            f"{ADVICE}; ORDS has no word for it",
            id="all but those of a subquery",
        ),
        pytest.param('job_mode: SCHEMA\nfilter: "HR, OE"\n', "filter", SEVERAL, ORDS, id="filter"),
        pytest.param("tables: [HR.A, OE.B]\n", "tables", SEVERAL, ADVICE, id="tables of two schemas"),
        pytest.param("tables: ['H%.A']\n", "tables", SEVERAL, ADVICE, id="tables of a pattern of schemas"),
        pytest.param("views_as_tables: [HR.A, OE.B]\n", "views_as_tables", SEVERAL, ADVICE, id="views of two schemas"),
    ],
)
def test_several_schemas_without_a_point_in_time_are_told(text, at, message, advice):
    assert told(text, code=CODE) == [(CODE, at, message, advice)]


def test_consistent_is_added_unless_ords_is_to_send_the_job():
    block = "schemas:\n  - HR\n  - OE # orders\n"
    assert fixed(block, CODE) == block
    assert fixed(block, CODE, unsafe=True) == f"{block}consistent: true\n"
    flow = '{"schemas": ["HR", "OE"]}'
    assert fixed(flow, CODE, unsafe=True, syntax="json") == '{"schemas": ["HR", "OE"], "consistent": true}'
    ords = "job_mode: FULL\n"
    [found] = findings(ords, code=CODE, targets=("ords",))
    assert (found.fix, found.help) == (None, ORDS)


@given(st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=4))
def test_a_list_and_the_expression_of_the_same_schemas_are_told_alike(names):
    listed = told(f"schemas: [{', '.join(names)}]\n", code=CODE)
    quoted = ",".join(f"'{name}'" for name in names)
    filtered = told(f'job_mode: SCHEMA\nschema_expressions: ["IN ({quoted})"]\n', code=CODE)
    assert bool(listed) is bool(filtered) is (len(set(names)) > 1)
