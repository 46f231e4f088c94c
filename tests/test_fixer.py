"""Fixes converge in one run, keep the job where they say so, and leave the rest of the file alone."""

import pytest
from attrs import evolve
from hypothesis import given, settings

from dpspec import linter
from dpspec.diagnostics import Diagnostic, Edit, Fix, Severity
from dpspec.fixer import apply, fix
from dpspec.inspection import Wishes, inspect
from dpspec.lint import Rule
from dpspec.linter import Selection
from dpspec.source import Location, Source, Span
from tests.strategies import specs

ALL = Wishes(selection=Selection(select=("ALL",)))
SPEC = """\
# nightly
job_mode: TABLE   # one table
schema_expressions:
  - "='SCOTT'"
name_expressions:
  - "LIKE 'emp'"   # who
  - "NOT LIKE 'dept'"
"""


def fixed(text, wishes=ALL, *, unsafe=False, syntax="yaml"):
    return fix(Source("spec", text), syntax, wishes, unsafe=unsafe)


def test_safe_fixes_keep_comments_layout_and_the_job():
    wishes = Wishes(selection=Selection(select=("DP203",)))
    outcome = fixed(SPEC, wishes)
    assert outcome.text == SPEC.replace("LIKE 'emp'", "='emp'").replace("NOT ='", "NOT LIKE '").replace(
        "NOT LIKE 'dept'", "!='dept'"
    )
    assert [each.code for each in outcome.applied] == ["DP203", "DP203"]
    assert outcome.inspection.diagnostics == ()


def test_unsafe_fixes_are_applied_only_where_they_are_asked_for():
    wishes = Wishes(selection=Selection(select=("DP201",)))
    assert fixed(SPEC, wishes).text == SPEC
    assert "'EMP'" in fixed(SPEC, wishes, unsafe=True).text


def test_a_text_that_is_no_spec_is_left_alone():
    for text in ("", "[", "a: b: c", "- 1", "job_mode: [", "job_mode: &x TABLE"):
        assert fixed(text, unsafe=True).text == text


def rule_with(edits, *, is_safe=True):
    """Give a rule that finds one fault in any spec, with a fix of its own."""

    def check(subject):
        location = Location(subject.root.location.source, Span(0, 1))
        made = Fix("change it", edits(subject.root.location.source.text), is_safe)
        if made.edits:
            yield Diagnostic("DP201", "wrong", location, severity=Severity.WARNING, fix=made)

    return Rule("DP201", "wrong", "Wrong.", check)


@pytest.fixture
def only(monkeypatch):
    def put(*rules):
        monkeypatch.setattr(linter, "RULES", rules)

    return put


def replaced(old, new):
    def edits(text):
        at = text.find(old)
        return (Edit(Span(at, at + len(old)), new),) if at >= 0 else ()

    return edits


def test_a_safe_fix_that_changes_the_job_is_not_applied(only):
    only(rule_with(replaced("SCOTT", "HR")))
    outcome = fixed(SPEC)
    assert (outcome.text, outcome.applied) == (SPEC, ())
    assert [each.code for each in outcome.inspection.diagnostics] == ["DP201"]


def test_a_fix_that_breaks_the_spec_is_not_applied(only):
    only(rule_with(replaced("job_mode", "job_mood"), is_safe=False))
    assert fixed(SPEC, unsafe=True).text == SPEC
    only(rule_with(replaced("job_mode:", "job_mode: ["), is_safe=False))
    assert fixed(SPEC, unsafe=True).text == SPEC


def test_one_fix_that_is_refused_does_not_keep_the_others_back(only):
    bad = rule_with(replaced("SCOTT", "HR"))
    good = evolve(rule_with(replaced("# nightly", "# daily")), code="DP203", name="daily")
    good = evolve(
        good,
        check=lambda subject: (
            evolve(each, code="DP203") for each in rule_with(replaced("# nightly", "# daily")).check(subject)
        ),
    )
    only(bad, good)
    assert fixed(SPEC).text == SPEC.replace("nightly", "daily")


def test_fixes_that_undo_each_other_end(only):
    def edits(text):
        return replaced("# nightly", "# daily")(text) or replaced("# daily", "# nightly")(text)

    only(rule_with(edits))
    assert fixed(SPEC).text in (SPEC, SPEC.replace("nightly", "daily"))


def test_edits_are_applied_together_or_not_at_all():
    assert apply("abc", [Edit(Span(1, 2), "X"), Edit(Span(0, 1), "")]) == "Xc"
    assert apply("abc", [Edit(Span(0, 2), "X"), Edit(Span(1, 3), "")]) is None


@given(specs())
@settings(max_examples=40)
def test_after_a_fix_nothing_is_left_that_it_could_fix_and_the_job_is_the_same(spec):
    from dpspec import writer

    text = writer.write(spec, "yaml")
    before = inspect(Source("spec", text), "yaml", ALL)
    outcome = fixed(text)
    assert not [each for each in outcome.inspection.diagnostics if each.fix is not None and each.fix.is_safe]
    if before.plan is not None:
        assert outcome.inspection.plan is not None
        assert outcome.inspection.plan.meaning == before.plan.meaning
    assert fixed(outcome.text).text == outcome.text


@given(specs())
@settings(max_examples=40)
def test_after_unsafe_fixes_nothing_is_left_that_they_could_fix(spec):
    from dpspec import writer

    outcome = fixed(writer.write(spec, "json"), unsafe=True, syntax="json")
    again = fixed(outcome.text, unsafe=True, syntax="json")
    assert again.text == outcome.text


NAMES = Wishes(selection=Selection(select=("DP209",)))


def test_a_finding_that_is_ignored_is_not_fixed_with_others():
    text = "schemas:\n  - A\n  - B\n  - A  # dpspec: ignore[DP209]\n  - B\n"
    assert "- A  # dpspec: ignore[DP209]\n" in fixed(text, NAMES, unsafe=True).text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [\n  SCOTT,\n  HR,   # people\n  SCOTT # again\n]\n", id="in brackets"),
        pytest.param("schemas:\n  - A\n  - >-  # note\n    A\n", id="behind the sign of a block"),
        pytest.param("{ # my spec\n  schemas: [HR, SCOTT] # both\n}\n", id="where a key would be added"),
    ],
)
def test_no_comment_is_lost_moved_or_doubled(text):
    after = fixed(text, unsafe=True).text
    for line in text.splitlines():
        if "#" in line:
            assert after.count(line.partition("#")[2]) == 1
            assert line in after.splitlines()


@pytest.mark.parametrize("expression", ["LIKE 'EMP%'", "='EMP1'"])
def test_an_include_is_not_removed_for_its_names(expression):
    text = (
        "schemas: [SCOTT]\ninclude:\n  - TABLE:\"LIKE 'EMP%'\"\nname_expressions:\n  - object_path: TABLE\n"
        f'    expression: "{expression}"\nkeep_master: 0\n'
    )
    assert "include:\n  - TABLE" in fixed(text, unsafe=True).text


def test_many_fixes_of_which_one_is_refused_are_made_in_one_run():
    items = "".join(f"  - TABLE:\"='tab{at}x'\"\n" for at in range(150))
    text = f"job_mode: SCHEMA\nschema_expressions: [\"= 'sys'\"]\nexclude:\n{items}"
    wishes = Wishes(selection=Selection(select=("DP201",)))
    outcome = fixed(text, wishes, unsafe=True)
    assert len(outcome.applied) == 150
    assert "'sys'" in outcome.text
    assert not [each for each in outcome.inspection.diagnostics if each.fix is not None]


def test_a_wildcard_of_another_language_is_not_settled():
    wishes = Wishes(selection=Selection(select=("DP203",)))
    text = SPEC.replace("LIKE 'emp'", "LIKE 'EMP*'")
    assert "LIKE 'EMP*'" in fixed(text, wishes, unsafe=True).text


def test_line_ends_are_those_of_the_file():
    wishes = Wishes(selection=Selection(select=("DP222",)))
    assert fixed("job_mode: SCHEMA\r\nschemas: [HR]", wishes, unsafe=True).text.endswith("[HR]\r\nkeep_master: 0\r\n")
