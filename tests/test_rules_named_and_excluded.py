"""DP234: an object path that is left out and named at once."""

import pytest

from dpspec import document, reader
from dpspec.facts import Facts, Options
from dpspec.lint import Subject
from dpspec.rules import named_and_excluded
from dpspec.source import Source
from tests.linting import findings, fixed, told
from tests.timing import assert_in_proportion

CODE = "DP234"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("exclude: [STATISTICS, GRANT]", id="different paths"),
        pytest.param("exclude: [INDEX_STATISTICS, TABLE_STATISTICS]", id="two parts"),
        pytest.param("exclude: ['TABLE:\"LIKE ''A%''\"', 'TABLE:\"LIKE ''B%''\"']", id="two clauses"),
        pytest.param("exclude: [TABLE/INDEX, TABLE/TRIGGER]", id="two branches"),
        pytest.param("exclude: [INDEX, DOMAIN_INDEX]", id="a word in another word"),
        pytest.param("exclude: [STATISTICS, STATISTICS]", id="one path twice: told elsewhere"),
        pytest.param("include: [TABLE]\nexclude: [TABLE]", id="both as a whole: an error"),
        pytest.param("include: [TABLE]\nexclude: [INDEX]", id="a part of what is included"),
        pytest.param("name_expressions: [{object_path: VIEW, expression: \"!='A'\"}]", id="nothing is left out"),
        pytest.param(
            "name_expressions: [{object_path: VIEW, expression: \"!='A'\"}]\nexclude: ['VIEW:\"=''B''\"']",
            id="names, and some of them left out",
        ),
        pytest.param("exclude: [5, TABLE]", id="an item that is none"),
    ],
)
def test_what_has_an_effect_is_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


@pytest.mark.parametrize(
    ("before", "syntax", "at", "message", "after"),
    [
        pytest.param(
            "schemas: [HR]\nexclude: [STATISTICS, GRANT, INDEX_STATISTICS]\n",
            "yaml",
            "INDEX_STATISTICS",
            "`INDEX_STATISTICS` is without effect: `STATISTICS` is left out",
            "schemas: [HR]\nexclude: [STATISTICS, GRANT]\n",
            id="a part, by its word",
        ),
        pytest.param(
            "schemas: [HR]\nexclude:\n  - TABLE/INDEX # both\n  - TABLE\n",
            "yaml",
            "TABLE/INDEX",
            "`TABLE/INDEX` is without effect: `TABLE` is left out",
            "schemas: [HR]\nexclude:\n  # both\n  - TABLE\n",
            id="a part, by its path",
        ),
        pytest.param(
            '{"schemas": ["HR"], "exclude": ["TABLE", "TABLE:\\"LIKE \'T%\'\\""]}',
            "json",
            '"TABLE:\\"LIKE \'T%\'\\""',
            "a filter on `TABLE` is without effect: `TABLE` is left out",
            '{"schemas": ["HR"], "exclude": ["TABLE"]}',
            id="a clause in JSON",
        ),
        pytest.param(
            "schemas: [HR]\nexclude:\n- object_path: TABLE\n  expression: \"='A'\"\n- TABLE\n",
            "yaml",
            "object_path: TABLE\n  expression: \"='A'\"",
            "a filter on `TABLE` is without effect: `TABLE` is left out",
            "schemas: [HR]\nexclude:\n- TABLE\n",
            id="an object over lines",
        ),
        pytest.param(
            "name_expressions: [{object_path: VIEW, expression: \"!='A'\"}]\nschemas: [HR]\nexclude: [VIEW]\n",
            "yaml",
            "{object_path: VIEW, expression: \"!='A'\"}",
            "a filter on `VIEW` is without effect: `VIEW` is left out",
            "schemas: [HR]\nexclude: [VIEW]\n",
            id="the only filter on names",
        ),
    ],
)
def test_what_is_without_effect_is_told_and_removed(before, syntax, at, message, after):
    assert [found[1:3] for found in told(before, syntax, CODE)] == [(at, message)]
    assert fixed(before, CODE, syntax=syntax) == before
    assert fixed(before, CODE, unsafe=True, syntax=syntax) == after
    assert told(after, syntax, CODE) == []


def test_each_kind_has_its_advice():
    text = (
        "schemas: [HR]\n"
        "name_expressions: [{object_path: PACKAGE, expression: \"!='A'\"}]\n"
        "exclude: [PACKAGE, PACKAGE_BODY, 'PACKAGE:\"=''B''\"']\n"
    )
    assert [advice for *_, advice in told(text, code=CODE)] == [
        "keep one of them: nothing of `PACKAGE` is exported",
        "leave it out",
        "leave it out, or the whole path in",
    ]
    assert {label.text for found in findings(text, code=CODE) for label in found.labels} == {
        "the whole of it is left out here"
    }


def test_an_include_of_what_is_left_out_is_told_and_not_removed():
    text = "schemas: [HR]\ninclude: [TABLE_STATISTICS]\nexclude: [STATISTICS]\n"
    [found] = findings(text, code=CODE, server_version="23ai")
    assert found.message == "`TABLE_STATISTICS` is without effect: `STATISTICS` is left out"
    assert found.fix is None


def test_the_time_is_in_proportion_to_the_clauses():
    def work(count):
        items = ", ".join(f'"TABLE:\\"=\'T{number}\'\\""' for number in range(count))
        root, _ = document.parse(Source("spec", f'{{"schemas": ["HR"], "exclude": [{items}, "TABLE"]}}'), "json")
        spec, _ = reader.read(root)
        subject = Subject(Facts(spec, Options()), root=root)
        return lambda: list(named_and_excluded.RULE.check(subject))

    assert len(work(30)()) == 30
    assert_in_proportion(work, 500)
