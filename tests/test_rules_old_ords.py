"""DP227: ORDS before 26.2."""

import pytest

from tests.linting import findings, told

CODE = "DP227"
SPEC = "job_mode: SCHEMA\nschema_expressions:\n  - IN ('HR')\n"
HELP = "saves a surprise with quotes: use ORDS 26.2 or later, or submit the job directly"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param(SPEC, {}, id="the release is not known"),
        pytest.param(SPEC, {"ords_version": "26.2"}, id="the release that escapes"),
        pytest.param(SPEC, {"ords_version": "26.2.1"}, id="its patch"),
        pytest.param(SPEC, {"ords_version": "27.1"}, id="a later one"),
        pytest.param(SPEC, {"ords_version": "25.4", "targets": ("plsql",)}, id="not for ORDS"),
        pytest.param(f"{SPEC}exclude: [STATISTICS]\n", {"ords_version": "25.4"}, id="ORDS cannot say it"),
        pytest.param("job_mode: FULL\nkeep_master: 0\n", {"ords_version": "25.1"}, id="keep_master may be known"),
        pytest.param("job_mode: FULL\n", {"ords_version": "24.4"}, id="nothing that it gets wrong"),
    ],
)
def test_a_newer_ords_or_another_way_is_let_pass(text, options):
    assert told(text, code=CODE, **options) == []


@pytest.mark.parametrize(
    ("text", "syntax", "targets", "at"),
    [
        pytest.param(SPEC, "yaml", (), "IN ('HR')", id="YAML"),
        pytest.param(SPEC, "yaml", ("plsql", "ords"), "IN ('HR')", id="for ORDS, too"),
        pytest.param(
            """{"job_mode": "SCHEMA", "schema_expressions": [{"expression": "IN ('HR')"}]}""",
            "json",
            ("ords",),
            "IN ('HR')",
            id="JSON",
        ),
        pytest.param(f"{SPEC}name_expressions: [\"!='A'\"]\n", "yaml", (), "!='A'", id="one of several alone"),
    ],
)
def test_one_expression_is_told(text, syntax, targets, at):
    message = "an expression that ORDS 25.4 puts into a script without escaping it"
    assert told(text, syntax, CODE, ords_version="25.4", targets=targets) == [(CODE, at, message, HELP)]
    assert [found.fix for found in findings(text, syntax, CODE, ords_version="25.4", targets=targets)] == [None]


@pytest.mark.parametrize("value", [0, 1])
def test_keep_master_is_told_where_it_is_not_known(value):
    assert told(f"job_mode: FULL\nkeep_master: {value}\n", code=CODE, ords_version="24.4") == [
        (
            CODE,
            "keep_master",
            "ORDS 24.4 does not know `keep_master`, and drops it without a word",
            "use ORDS 25.4 or later, or submit the job directly",
        )
    ]
