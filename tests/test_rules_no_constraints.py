"""DP221: CONSTRAINT is left out, and the foreign keys are not."""

import pytest

from tests.linting import findings, told

CODE = "DP221"
HELP = (
    "primary keys, unique keys and checks go, NOT NULL stays; foreign keys are `REF_CONSTRAINT`: leave that out, too, "
    "or instead"
)


@pytest.mark.parametrize(
    "exclude",
    [
        pytest.param("[STATISTICS]", id="something else"),
        pytest.param("[REF_CONSTRAINT]", id="foreign keys alone"),
        pytest.param("[CONSTRAINT, REF_CONSTRAINT]", id="both"),
        pytest.param("[REF_CONSTRAINT, CONSTRAINT]", id="both, in any order"),
        pytest.param("[TABLE/CONSTRAINT]", id="the node above both"),
        pytest.param("[CONSTRAINT, SCHEMA_EXPORT/TABLE/CONSTRAINT]", id="the node above both, too"),
        pytest.param("[TABLE, CONSTRAINT]", id="no tables either"),
        pytest.param("""['CONSTRAINT:"LIKE ''CK%''"']""", id="some by name"),
        pytest.param("[CONSTRAINT, 5]", id="an item that is none"),
        pytest.param("[CONSTRAINT, REF_CONSTRAINTS]", id="a path that is misspelt"),
    ],
)
def test_foreign_keys_left_out_or_constraints_kept_are_let_pass(exclude):
    assert told(f"schemas: [HR]\nexclude: {exclude}\n", code=CODE) == []


def test_a_dump_without_definitions_has_no_constraints():
    assert told("schemas: [HR]\ncontent: DATA_ONLY\nexclude: [CONSTRAINT]\n", code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "at"),
    [
        pytest.param("schemas: [HR]\nexclude: [STATISTICS, CONSTRAINT]\n", "yaml", "CONSTRAINT", id="YAML, flow"),
        pytest.param("schemas: [HR]\nexclude:\n  - CONSTRAINT\n", "yaml", "CONSTRAINT", id="YAML, block"),
        pytest.param('{"schemas": ["HR"], "exclude": ["CONSTRAINT"]}', "json", '"CONSTRAINT"', id="JSON"),
        pytest.param(
            "schemas: [HR]\nexclude: [{object_path: CONSTRAINT}]\n", "yaml", "{object_path: CONSTRAINT}", id="an object"
        ),
    ],
)
def test_constraints_without_foreign_keys_are_told_without_a_fix(text, syntax, at):
    assert told(text, syntax, CODE) == [(CODE, at, "`CONSTRAINT` is left out, and the foreign keys are not", HELP)]
    assert [found.fix for found in findings(text, syntax, CODE)] == [None]


def test_the_full_path_is_known():
    text = "schemas: [HR]\nexclude: [TABLE/CONSTRAINT/CONSTRAINT]\n"
    [(_, _, message, _)] = told(text, code=CODE)
    assert message == "`TABLE/CONSTRAINT/CONSTRAINT` is left out, and the foreign keys are not"
