"""DP201: names in lower case, unless their case is surely meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.diagnostics import Fix
from tests.linting import WAYS, assert_fixed, findings, fixed, of, spec_with, told

SILENT = {
    "upper case": "IN ('SCOTT','AUD$','T#1')",
    "digits and signs": "='_1$#'",
    "with a blank: created in quotes": "='Customer Master'",
    "with a hyphen: created in quotes": "LIKE 'old-%'",
    "a word with humps": "='SalesDb'",
    "a pattern with humps": "LIKE 'SalesDb%'",
    "Flyway": "!='flyway_schema_history'",
    "Flyway before 5": "IN ('schema_version_pk','schema_version_s_idx')",
    "Entity Framework": "!='__EFMigrationsHistory'",
    "a template's word": "='<owner>'",
    "a variable": "='${owner}'",
    "a subquery": "IN (SELECT name FROM ops.names WHERE kind = 'table')",
    "an escape character": "LIKE 'EMPx_%' ESCAPE 'x'",
    "a letter without upper case": "='中'",
    "one letter that becomes two": "='ß'",
    "no name": "IS NOT NULL",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP201") == ()


@pytest.mark.parametrize("path", ["JAVA_CLASS", "SCHEMA_EXPORT/JAVA_SOURCE", "XMLSCHEMA"])
def test_names_that_are_no_identifiers_keep_their_case(path):
    text = f"schemas: [SCOTT]\nexclude:\n  - {path}:\"LIKE 'com/acme/%'\"\n"
    assert findings(text, "yaml", "DP201") == ()


def test_each_literal_is_told_of():
    assert told(of("IN ('scott','HR','Oe')"), "json", "DP201") == [
        (
            "DP201",
            "'scott'",
            "`scott` has lower-case letters",
            "write `'SCOTT'`, unless the name was created in double quotes: they are compared exactly",
        ),
        (
            "DP201",
            "'Oe'",
            "`Oe` has lower-case letters",
            "write `'OE'`, unless the name was created in double quotes: they are compared exactly",
        ),
    ]


def test_the_fix_is_unsafe_and_one_for_the_whole_list():
    text = of("IN ('scott','HR','Oe')")
    found = findings(text, "json", "DP201")
    assert {each.fix.message for each in found} == {"write the names in upper case"}
    assert not any(each.fix.is_safe for each in found)
    assert fixed(text, "DP201", unsafe=True, syntax="json") == of("IN ('SCOTT','HR','OE')")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("IN ('scott', 'Hr' ,'OE')", "IN ('SCOTT', 'HR' ,'OE')"),
        ("LIKE 'emp!_%' ESCAPE '!'", "LIKE 'EMP!_%' ESCAPE '!'"),
        ("LIKE 'empx_%' ESCAPE 'x'", "LIKE 'EMPx_%' ESCAPE 'x'"),
        ("=N'emp'", "=N'EMP'"),
        ("BETWEEN 'a' AND 'm'", "BETWEEN 'A' AND 'M'"),
    ],
)
def test_the_fix_writes_upper_case_and_leaves_the_rest(way, before, after):
    assert_fixed("DP201", way, before, after)


def test_an_alternative_quotation_becomes_a_plain_one():
    assert fixed(of("=q'[emp]'"), "DP201", unsafe=True, syntax="json") == of("='EMP'")


def test_of_many_names_ten_are_told_of_and_all_are_fixed():
    names = ",".join(f"'emp{number}'" for number in range(1000))
    text = of(f"IN ({names})")
    found = findings(text, "json", "DP201")
    assert len(found) == 10
    assert found[-1].help.endswith("; 990 more of this list are like it")
    assert fixed(text, "DP201", unsafe=True, syntax="json") == of(f"IN ({names.upper()})")


def test_a_spec_built_in_python_has_findings_without_fixes():
    import dpspec
    from dpspec import linter
    from dpspec.facts import Options

    spec = dpspec.ExportSpec(job_mode="TABLE", name_expressions=["='emp'"], include=["TABLE:\"='dept'\""])
    found = linter.lint(spec, Options(), selection=linter.Selection(("DP201",)))
    assert [(each.message, each.fix) for each in found] == [
        ("`emp` has lower-case letters", None),
        ("`dept` has lower-case letters", None),
    ]


@settings(deadline=None)
@given(st.text(st.sampled_from("abcXYZ_$#1 é"), min_size=1, max_size=8), st.sampled_from(list(WAYS)))
def test_after_the_fix_nothing_is_left_to_say(name, way):
    syntax, text = spec_with(way, f"IN ('{name}','EMP')")
    after = fixed(text, "DP201", unsafe=True, syntax=syntax)
    assert findings(after, syntax, "DP201") == ()
    assert all(isinstance(each.fix, Fix) for each in findings(text, syntax, "DP201"))
