"""Which rules run, and what of their findings is heard."""

import re
from itertools import pairwise

import pytest
from attrs import evolve

import dpspec
from dpspec import linter
from dpspec.diagnostics import CODES, Severity
from dpspec.inspection import Wishes, inspect
from dpspec.linter import Selection
from dpspec.rules import RULES
from dpspec.source import Source

LOWER = "DP201"
SPEC = """\
job_mode: SCHEMA
schema_expressions:
  - "='scott'"{behind}
"""


def codes(text, selection=None, syntax="yaml"):
    wishes = Wishes(selection=selection or Selection(select=(LOWER, "DP203")))
    return [found.code for found in inspect(Source("spec", text), syntax, wishes).diagnostics]


def test_every_rule_has_a_code_of_its_own_in_order_and_a_name():
    assert all(first.code < second.code for first, second in pairwise(RULES))
    assert len({rule.name for rule in RULES}) == len(RULES) >= 25
    for rule in RULES:
        assert rule.code in CODES
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name), rule.name


def test_every_code_of_the_linter_is_that_of_a_rule():
    assert {rule.code for rule in RULES} == {code for code in CODES if code.startswith("DP2")}


def test_nothing_is_linted_unless_it_is_asked_for():
    assert inspect(Source("spec", SPEC.format(behind="")), "yaml", Wishes()).diagnostics == ()


@pytest.mark.parametrize(
    ("select", "ignore", "runs"),
    [
        pytest.param((), (), True, id="on by itself"),
        pytest.param((), ("DP2",), False, id="all left out"),
        pytest.param((), (LOWER,), False, id="left out by code"),
        pytest.param((), ("lower-case-name",), False, id="left out by name"),
        pytest.param(("DP203",), (), False, id="another one is chosen"),
        pytest.param((LOWER,), ("DP2",), True, id="the more particular wins: chosen"),
        pytest.param(("DP2",), (LOWER,), False, id="the more particular wins: left out"),
        pytest.param(("ALL",), ("ALL",), False, id="as particular: left out"),
        pytest.param(("lower-case-name",), ("DP201",), False, id="a name is as particular as its code: left out"),
    ],
)
def test_the_more_particular_word_of_a_selection_wins(select, ignore, runs):
    assert Selection(select, ignore).has(linter.BY_CODE[LOWER]) is runs


def test_a_rule_that_is_off_by_itself_runs_where_it_is_chosen():
    off = evolve(linter.BY_CODE[LOWER], on=False)
    assert not Selection().has(off)
    assert Selection(select=("ALL",)).has(off)
    assert Selection(select=(LOWER,)).has(off)


def test_what_names_no_rule_is_told_with_what_is_meant():
    assert list(linter.unknown(["ALL", "DP2", "DP201", "lower-case-name"])) == []
    assert list(linter.unknown(["lower-case", "DP999", "DP1"])) == [
        "'lower-case' names no rule; did you mean lower-case-name",
        "'DP999' names no rule; `dpspec explain` lists them",
        "'DP1' names no rule; `dpspec explain` lists them",
    ]


def test_severities_are_those_of_the_most_particular_word():
    selection = Selection(severities=(("DP2", Severity.ERROR), (LOWER, Severity.WARNING)))
    assert selection.severity(LOWER) is Severity.WARNING
    assert selection.severity("DP203") is Severity.ERROR
    assert Selection().severity(LOWER) is Severity.WARNING


@pytest.mark.parametrize(
    ("behind", "heard"),
    [
        pytest.param("", True, id="no comment"),
        pytest.param("  # dpspec", True, id="another comment"),
        pytest.param("  # dpspec: ignore[DP201]", False, id="its code"),
        pytest.param("  # dpspec: ignore[DP203, DP201]", False, id="among others"),
        pytest.param("  # dpspec: ignore[lower-case-name]", False, id="its name"),
        pytest.param("  # why dpspec: ignore", True, id="not at its beginning"),
        pytest.param("  #dpspec:ignore", False, id="all of them"),
        pytest.param("  # dpspec: ignore[DP203]", True, id="another code"),
        pytest.param("\n# dpspec: ignore[DP201]", True, id="on the next line"),
    ],
)
def test_a_comment_on_the_line_ignores_findings(behind, heard):
    assert (LOWER in codes(SPEC.format(behind=behind))) is heard


def test_a_comment_on_a_line_of_its_own_is_for_the_next_line():
    text = SPEC.format(behind="").replace("  - ", "  # dpspec: ignore[DP201]\n  - ")
    assert codes(text) == []


def test_a_comment_for_the_file_is_for_all_of_it():
    assert codes("# dpspec: ignore-file[DP201]\n" + SPEC.format(behind="")) == []
    assert codes("# dpspec: ignore-file[DP203]\n" + SPEC.format(behind="")) == [LOWER]


def test_a_text_that_looks_like_a_comment_is_none():
    text = "job_mode: SCHEMA\nschema_expressions: [\"LIKE 'SCOTT # dpspec: ignore'\"]\n"
    assert codes(text) == ["DP203"]
    text = '{"schema_expressions": ["LIKE \'SCOTT\'"], "log_entries": ["# dpspec: ignore-file"]}'
    assert codes(text, syntax="json") == ["DP203"]


def test_errors_cannot_be_ignored():
    text = "job_mode: SCHEMO  # dpspec: ignore\nschema_expressions: [\"='SCOTT'\"]\n"
    assert codes(text) == ["DP105"]


def test_of_a_value_that_is_wrong_nothing_more_is_said():
    found = codes("job_mode: SCHEMA\nschema_expressions: [\"='scott' OR\", \"='hr'\"]\n")
    assert "DP201" not in found[:1]
    assert found.count("DP201") <= 1


def test_a_spec_of_python_has_findings_without_places_or_fixes():
    spec = dpspec.ExportSpec(job_mode="SCHEMA", schema_expressions=["='scott'"])
    (found,) = linter.lint(spec, dpspec.checker.Options(), selection=Selection(select=(LOWER,)))
    assert (found.code, found.key, found.fix) == (LOWER, "schema_expressions[0]", None)


def test_findings_stand_by_place():
    text = "job_mode: SCHEMA\nschema_expressions: [\"LIKE 'b'\", \"LIKE 'a'\"]\n"
    found = inspect(Source("spec", text), "yaml", Wishes(selection=Selection(select=(LOWER, "DP203")))).diagnostics
    lint = [each for each in found if each.code.startswith("DP2")]
    assert [each.location.span.start for each in lint] == sorted(each.location.span.start for each in lint)


def test_the_severity_of_one_rule_is_not_that_of_others():
    selection = Selection(severities=(("DP203", Severity.ERROR),))
    assert selection.severity(LOWER) is Severity.WARNING
    assert selection.severity("DP203") is Severity.ERROR


def test_what_never_runs_does_not_run_however_it_is_chosen():
    assert not Selection(select=(LOWER,), never=("DP2",)).has(linter.BY_CODE[LOWER])


@pytest.mark.parametrize("comment", ["ignored by nobody", "ignore-next-line[DP201]", "ignore DP201", "ignoring"])
def test_words_that_only_begin_so_ignore_nothing(comment):
    assert codes(SPEC.format(behind=f"  # dpspec: {comment}")) == [LOWER]


def test_codes_in_comments_may_be_in_lower_case():
    assert codes(SPEC.format(behind="  # dpspec: ignore[dp201]")) == []


def test_a_comment_speaks_for_the_next_line_that_is_no_comment():
    text = SPEC.format(behind="").replace("  - ", "  # dpspec: ignore[DP201]\n  # since it was made in quotes\n  - ")
    assert codes(text) == []


def test_a_comment_where_a_value_of_several_lines_begins_is_for_all_of_it():
    text = "job_mode: SCHEMA\nschema_expressions:\n  - |-  # dpspec: ignore[DP201]\n    IN ('HR',\n    'scott')\n"
    assert codes(text) == []
    assert codes(text.replace("DP201", "DP203")) == [LOWER]


def test_what_a_target_cannot_say_hides_no_finding():
    wishes = Wishes(targets=("ords",), selection=Selection(select=("DP209",)))
    found = inspect(Source("spec", "schemas: [A, A]\nkeep_master: 0\n"), "yaml", wishes).diagnostics
    assert [each.code for each in found] == ["DP301", "DP209"]
