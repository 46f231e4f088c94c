"""DP202: underscores in LIKE that are wildcards, unless they are evidently meant to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.algebra import predicate
from dpspec.filter_parser import parse_text
from dpspec.filters import Comparison, Like, Literal
from tests.linting import WAYS, assert_fixed, findings, fixed, of, told

SILENT = {
    "no underscore": "LIKE 'EMP%'",
    "escaped": "LIKE 'EMP!_%' ESCAPE '!'",
    "escaped in part: the other one is meant": "LIKE 'EMP!_%_' ESCAPE '!'",
    "at the beginning": "LIKE '_EMP%'",
    "several in a row": "LIKE 'LOG____%'",
    "leading, as in a dated name": "LIKE '__203103%'",
    "nothing but wildcards": "LIKE '%_%'",
    "not in LIKE": "IN ('MY_TABLE','A_B')",
    "a backslash before it is another mistake": "LIKE 'EMP\\_%'",
    "a template's word": "LIKE '<OLD_NAME>%'",
    "in a subquery": "IN (SELECT name FROM ops.names WHERE name LIKE 'A_%')",
}


@pytest.mark.parametrize("expression", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expression):
    assert findings(of(expression), "json", "DP202") == ()


def test_the_escaped_form_is_proposed():
    assert told(of("like 'MY_PROC_%'"), "json", "DP202") == [
        (
            "DP202",
            "'MY_PROC_%'",
            "`_` in `MY_PROC_%` is a wildcard",
            "it is any one character; if it stands for itself, write `LIKE 'MY!_PROC!_%' ESCAPE '!'`",
        )
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIKE 'EMP_%'", "LIKE 'EMP!_%' ESCAPE '!'"),
        ("NOT LIKE '%_BAK'", "NOT LIKE '%!_BAK' ESCAPE '!'"),
        ("LIKE 'WHAT!_%'", "LIKE 'WHAT!~_%' ESCAPE '~'"),
        ("LIKE 'MY_TABLE'", "='MY_TABLE'"),
        ("NOT LIKE 'MY_TABLE'", "!='MY_TABLE'"),
        ("LIKE N'EMP_%'", "LIKE N'EMP!_%' ESCAPE '!'"),
    ],
)
def test_the_fix_escapes_every_underscore(way, before, after):
    assert_fixed("DP202", way, before, after)


def test_without_a_free_character_there_is_no_fix():
    (found,) = findings(of("LIKE 'A_!~^@+:;=|%'"), "json", "DP202")
    assert (found.help, found.fix) == ("it is any one character; if it stands for itself, escape it", None)


def test_the_fix_is_unsafe():
    (found,) = findings(of("LIKE 'A_%'"), "json", "DP202")
    assert not found.fix.is_safe
    assert fixed(of("LIKE 'A_%'"), "DP202", syntax="json") == of("LIKE 'A_%'")


@settings(deadline=None)
@given(st.text(st.sampled_from("AB_%!~"), min_size=1, max_size=6), st.text(st.sampled_from("AB_!~"), max_size=6))
def test_what_the_fix_selects_has_an_underscore_for_each_underscore(pattern, name):
    text = of(str(Like(Literal(pattern))))
    if any(found.fix is not None for found in findings(text, "json", "DP202")):
        import json

        after = parse_text(json.loads(fixed(text, "DP202", unsafe=True, syntax="json"))["name_expressions"][0])
        assert isinstance(after, Like | Comparison)
        plain = pattern.replace("_", "-")  # no wildcard, and in no name
        assert predicate(after)(name) == predicate(Like(Literal(plain)))(name.replace("_", "-"))
