"""DP226: names in `filter`, which only ORDS understands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linting import fixed, linted, told

CODE = "DP226"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("job_mode: SCHEMA\nschema_expressions: [\"='HR'\"]\n", id="an expression"),
        pytest.param("schemas: [HR]\n", id="a list"),
        pytest.param("job_mode: FULL\nfilter: HR\n", id="in FULL mode it is an error"),
        pytest.param("job_mode: SCHEMA\nfilter: [HR]\n", id="a value that is none"),
        pytest.param('job_mode: SCHEMA\nfilter: "A, b c"\n', id="names that are none, an error"),
    ],
)
def test_what_every_target_understands_or_is_an_error_is_let_pass(text):
    assert told(text, code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "after", "said"),
    [
        pytest.param(
            '{"job_mode": "SCHEMA", "filter": "HR,OE"}',
            "json",
            """{"job_mode": "SCHEMA", "schema_expressions": ["IN ('HR','OE')"]}""",
            "schema_expressions: [\"IN ('HR','OE')\"]",
            id="JSON",
        ),
        pytest.param(
            "job_mode: TABLE\nfilter: emp, dept # two\n",
            "yaml",
            "job_mode: TABLE\nname_expressions: [\"IN ('EMP','DEPT')\"] # two\n",
            "name_expressions: [\"IN ('EMP','DEPT')\"]",
            id="YAML, plain",
        ),
        pytest.param(
            "filter: 'USERS'\njob_mode: TABLESPACE\n",
            "yaml",
            "tablespace_expressions: [\"IN ('USERS')\"]\njob_mode: TABLESPACE\n",
            "tablespace_expressions: [\"IN ('USERS')\"]",
            id="YAML, single-quoted",
        ),
        pytest.param(
            'job_mode: SCHEMA\n"filter": >-\n  HR,\n  OE\nthreads: 1\n',
            "yaml",
            "job_mode: SCHEMA\n\"schema_expressions\": [\"IN ('HR','OE')\"]\nthreads: 1\n",
            "schema_expressions: [\"IN ('HR','OE')\"]",
            id="YAML, folded",
        ),
    ],
)
def test_the_names_go_into_an_expression(text, syntax, after, said):
    [(code, at, message, advice)] = told(text, syntax, CODE)
    assert (code, at.strip('"'), message) == (CODE, "filter", "`filter` is understood by ORDS alone")
    assert advice == f"for every target, write `{said}`"
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax) == after


@given(st.lists(st.from_regex(r"[A-Z][A-Z0-9_$#]{0,9}", fullmatch=True), min_size=1, max_size=5))
def test_the_expression_selects_the_names_that_were_listed(names):
    mended = fixed(f'{{"job_mode": "SCHEMA", "filter": "{",".join(names)}"}}', CODE, unsafe=True, syntax="json")
    assert linted(mended, "json")[1].meaning.schemas == frozenset(names)
