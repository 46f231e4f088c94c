"""DP210: filters that others imply."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.algebra import predicate
from dpspec.filters import Between, Comparison, InList, Like, Literal, Operator, negation
from tests.linting import findings, fixed, linted, of, told

SILENT = {
    "one": ["LIKE 'EMP%'"],
    "a name inside": ["LIKE 'EMP%'", "!='EMP_OLD'"],
    "patterns that overlap": ["LIKE 'A%'", "LIKE '%B'"],
    "a pattern that may be apart": ["LIKE 'A%'", "NOT LIKE '%B%'"],
    "names left out": ["!='A'", "NOT IN ('B','C')"],
    "one of two names inside": ["LIKE 'EMP%'", "NOT IN ('EMP_OLD','DEPT')"],
    "a subquery": ["IN (SELECT a FROM o.t)", "!='A'"],
    "names of a list: fold them": ["IN ('A','B')", "!='A'"],
    "the same: told as that": ["LIKE 'A%'", "LIKE 'A%'"],
    "keeps everything: told as that": ["LIKE 'A%'", "LIKE '%'"],
    "ranges that overlap": [">= 'A'", "< 'M'"],
    "beyond ASCII the order is not known": [">= 'Ü'", ">= 'A'"],
    "an underscore may be any character": ["LIKE 'A_B'", "NOT LIKE 'A!_B' ESCAPE '!'"],
}


@pytest.mark.parametrize("expressions", SILENT.values(), ids=SILENT)
def test_nothing_is_said_of(expressions):
    assert findings(of(*expressions), "json", "DP210") == ()


@pytest.mark.parametrize(
    ("implies", "idle"),
    [
        ("LIKE 'EMP%'", "!='DEPT'"),
        ("LIKE 'EMP%'", "NOT IN ('DEPT','SAL')"),
        ("LIKE 'EMP%'", "LIKE 'E%'"),
        ("LIKE 'EMP%'", "LIKE '%M%'"),
        ("LIKE 'A_C%'", "LIKE 'A__%'"),
        ("LIKE 'EMP%'", "NOT LIKE 'DEPT%'"),
        ("LIKE '%_OLD'", "NOT LIKE '%_NEW'"),
        ("NOT LIKE 'A%'", "NOT LIKE 'AB%'"),
        ("NOT LIKE 'A%'", "!='AB'"),
        ("LIKE 'EMP%'", ">= 'E'"),
        ("LIKE 'EMP%'", "< 'F'"),
        ("LIKE 'EMP%'", "BETWEEN 'A' AND 'M'"),
        (">= 'B'", "> 'A'"),
        ("BETWEEN 'B' AND 'C'", "< 'M'"),
        ("< 'M'", "!='Z'"),
        ("IN ('A','B')", "IN ('A','B','C')"),
        ("IN ('A','B')", "!='C'"),
        ("='AB'", "LIKE 'A%'"),
        ("IN ('AB','AC')", "BETWEEN 'A' AND 'B'"),
    ],
)
def test_what_is_implied_is_told_of(implies, idle):
    for expressions in ((implies, idle), (idle, implies)):
        assert [each[1:] for each in told(of(*expressions), "json", "DP210")] == [
            (
                idle,
                f"`{idle.replace(' ' + chr(39), chr(39)) if idle[0] in '<>' else idle}` has no effect beside "
                f"`{implies.replace(' ' + chr(39), chr(39)) if implies[0] in '<>' else implies}`",
                "remove it, or check the name: all of them must hold at once",
            )
        ]
        assert fixed(of(*expressions), "DP210", unsafe=True, syntax="json") == of(implies)


def test_what_is_left_out_twice_is_told_of():
    text = "schemas: [HR]\nexclude:\n  - TABLE:\"LIKE 'TMP%'\"\n  - TABLE:\"IN ('TMP1')\" # why\n"
    assert told(text, "yaml", "DP210") == [
        (
            "DP210",
            "IN ('TMP1')",
            "`IN ('TMP1')` has no effect beside `LIKE 'TMP%'`",
            "remove it, or check the name: what it leaves out is not there",
        )
    ]
    assert fixed(text, "DP210", unsafe=True) == "schemas: [HR]\nexclude:\n  - TABLE:\"LIKE 'TMP%'\"\n  # why\n"


def test_among_known_names_the_fix_is_safe():
    (found,) = findings(of("IN ('A','B')", "LIKE '_'"), "json", "DP210")
    assert found.fix.is_safe


def test_many_filters_take_no_time_by_their_square():
    names = [f"T{number}" for number in range(4_000)]
    text = of("IN ('X',{})".format(",".join(f"'{name}'" for name in names[:1000])), *(f"!='{n}X'" for n in names))
    started = time.monotonic()
    assert len(findings(text, "json", "DP210")) == 10
    assert time.monotonic() - started < 20


_TEXTS = st.text(st.sampled_from("AB"), min_size=1, max_size=2)
_PATTERNS = st.text(st.sampled_from("AB%_"), min_size=1, max_size=4)
_FILTERS = st.one_of(
    st.builds(Comparison, st.sampled_from(Operator), st.builds(Literal, _TEXTS)),
    st.builds(InList, st.lists(st.builds(Literal, _TEXTS), min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Like, st.builds(Literal, _PATTERNS), st.none(), st.booleans()),
    st.builds(Between, st.builds(Literal, _TEXTS), st.builds(Literal, _TEXTS), st.booleans()),
)
_NAMES = ["".join(letters) for size in range(1, 5) for letters in itertools.product("AB", repeat=size)]


@settings(max_examples=150, deadline=None)
@given(st.lists(_FILTERS, min_size=1, max_size=5), st.booleans())
def test_without_what_is_told_of_the_same_names_are_selected(filters, exclude):
    """By all names of up to four letters, whatever the reasoning of the rule."""
    if exclude:
        clauses = [f'TABLE:"{filter_}"' for filter_ in filters]
        text = of(*clauses, key="exclude")
        conditions = [negation(filter_) for filter_ in filters]
    else:
        text, conditions = of(*map(str, filters)), filters
    found, _ = linted(text, "json", "DP210")
    idle = {int(each.key.partition("[")[2].partition("]")[0]) for each in found}
    kept = [predicate(condition) for index, condition in enumerate(conditions) if index not in idle]
    everything = [predicate(condition) for condition in conditions]
    for name in _NAMES:
        assert all(test(name) for test in kept) == all(test(name) for test in everything)


def test_what_says_the_same_as_a_filter_without_effect_goes_with_it():
    text = (
        "job_mode: TABLE\nschema_expressions: [\"='SCOTT'\"]\nname_expressions:\n"
        "  - \"NOT LIKE 'EMP%'\"\n  - \"NOT LIKE 'EMP%'\"\n  - \"NOT LIKE 'E_P%'\"\n"
    )
    after = fixed(text, "DP210", unsafe=True)
    assert after == text.replace("  - \"NOT LIKE 'EMP%'\"\n", "")
    assert findings(after, code="DP210") == ()
