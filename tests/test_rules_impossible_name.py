"""DP205: names that no object has."""

import pytest

from tests.linting import WAYS, assert_fixed, findings, fixed, of, told

SILENT = {
    "signs of a name": "IN ('AUD$','T#1','SCHEDULER$_JOB_ARG')",
    "an apostrophe inside": "='O''NEIL'",
    "a domain of Windows": "='OPS$CORP\\JOE'",
    "a declared escape character": "LIKE 'TMP\\_%' ESCAPE '\\'",
    "an ampersand inside": "='R&D'",
    "a colon inside": "='A:B'",
    "a blank inside": "='Customer Master'",
    "lower than": "< 'M'",
    "a subquery": "IN (SELECT name FROM ops.names WHERE kind = '<a>')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP205") == ()


@pytest.mark.parametrize(
    "name",
    [
        "[OLDUSER]", "<PROC_NAME>", "${OWNER}", "{{ owner }}", "{owner}", "$(OWNER)", "%(owner)s", "&OWNER", "&&owner.",
        ":owner", "@OWNER@", "$OWNER", "#OWNER#", "__OWNER__", "%s", "?", "...",
    ],
)  # fmt: skip
def test_what_a_template_should_have_filled_in_is_told_of(name):
    assert told(of(f"IN ('EMP','{name}')"), "json", "DP205") == [
        (
            "DP205",
            f"'{name}'",
            f"`{name}` stands for a name that is missing",
            "a spec is no template, and its values know no variables; give the name itself",
        )
    ]


def test_brackets_in_a_pattern_are_told_of_alone():
    assert [each[2] for each in told(of("LIKE '<PREFIX>%'"), "json", "DP205")] == [
        "`<PREFIX>` stands for a name that is missing"
    ]


def test_a_template_has_no_fix_and_leaves_that_of_others_alone():
    text = of(r"IN ('<A>','B\$C','\"D\"')".replace(r"\"", '"'))
    assert [each.fix is not None for each in findings(text, "json", "DP205")] == [False, True, True]
    assert fixed(text, "DP205", unsafe=True, syntax="json") == of("IN ('<A>','B$C','D')")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (r"='SCHEDULER\$_JOB_ARG'", r"no name has such a backslash: `SCHEDULER\$_JOB_ARG`"),
        ("='\"EMP\"'", 'no name has double quotes in it: `"EMP"`'),
        ("='''EMP'''", "no name has single quotes round it: `'EMP'`"),
        ("='EMP\nDEPT'", "no name has a line break in it"),
        ("='EMP\tDEPT'", "no name has the character U+0009 in it"),
        (r"LIKE 'TMP\_%'", r"the backslash in `TMP\_%` escapes nothing: there is no ESCAPE"),
    ],
)
def test_what_is_no_part_of_a_name_is_told_of(expression, message):
    assert [each[2] for each in told(of(expression), "json", "DP205")] == [message]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"IN ('SCHEDULER\$_JOB_ARG', 'A')", "IN ('SCHEDULER$_JOB_ARG', 'A')"),
        (r"NOT IN ('A\_B')", "NOT IN ('A_B')"),
        ("IN ('''EMP''')", "IN ('EMP')"),
        (r"LIKE 'TMP\_%'", "LIKE 'TMP!_%' ESCAPE '!'"),
        (r"LIKE 'A\_B_C%\%'", "LIKE 'A!_B_C%!%' ESCAPE '!'"),
        (r"LIKE 'A\_B'", "='A_B'"),
    ],
)
def test_the_fix_writes_the_name(way, before, after):
    assert_fixed("DP205", way, before, after)
