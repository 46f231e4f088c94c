"""DP240: the name of a table where a schema is meant."""

import pytest

from tests.linting import findings


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schema_expressions: [\"='SCOTT'\"]", id="a schema"),
        pytest.param("schema_expressions: [\"='TABLEAU'\"]", id="a word that only begins so"),
        pytest.param("schema_expressions: [\"LIKE '%TABLE%'\"]", id="a pattern"),
        pytest.param("schema_expressions: [\"!='MY_TABLE'\"]", id="what is left out"),
        pytest.param("schemas: [STABLE, TABS, NOTABLE]", id="other words"),
        pytest.param("schema_expressions: [\"='S'\"]\nname_expressions: [\"='MY_TABLE'\"]", id="a name of a table"),
    ],
)
def test_what_may_be_a_schema_is_let_pass(text):
    assert findings(text, code="DP240") == ()


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("schema_expressions: [\"IN ('MY_TABLE')\"]", "MY_TABLE", "schema_expressions[0]"),
        ("schema_expressions: [\"IN ('SCOTT','T_TAB')\"]", "T_TAB", "schema_expressions[0]"),
        ("schemas: [SCOTT, TBL_ORDERS]", "TBL_ORDERS", "schemas[1]"),
    ],
)
def test_a_name_that_says_it_is_a_tables_is_told(text, name, key):
    (found,) = findings(text, code="DP240")
    assert (found.message, found.key, found.fix) == (f"the schema `{name}` has the name of a table", key, None)
    place = found.location.span
    assert name in found.location.source.text[place.start : place.end]
