"""DP219: a dump file whose name is the same at the second run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linting import fixed, told

CODE = "DP219"
DANGER = "`reuse_dumpfiles: true` would overwrite the last dump first"
STORE = "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/ns/b/b1/o/"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("", id="a name that is made"),
        pytest.param("file_name: HR_%T.DMP", id="the date"),
        pytest.param("file_name: HR_%Y_%M_%D.DMP", id="the date in parts"),
        pytest.param("file_name: HR_%d_%U.DMP", id="the day of the month"),
        pytest.param("file_name: HR_2026_11.DMP", id="a date of the author's"),
        pytest.param("file_name: HR_CHG0048213_%U.DMP", id="a ticket"),
        pytest.param("file_name: HR.DMP\nreuse_dumpfiles: true", id="to be overwritten"),
        pytest.param("estimate_only: true", id="no dump at all"),
        pytest.param("dumpfiles: [A:HR_%T_%U.DMP, B:HR_%T_%U.DMP]", id="several with the date"),
        pytest.param(f"credential_name: C\nfile_name: {STORE}hr/%T/%U.dmp", id="the date in a URI"),
        pytest.param(f"credential_name: C\nfile_name: {STORE}2026/%U.dmp", id="a date of the author's in a URI"),
        pytest.param("file_name: HR.DMP\nreuse_dumpfiles: perhaps", id="whether it is overwritten is not known"),
        pytest.param("file_name: 5", id="a name that is none"),
    ],
)
def test_a_name_that_changes_or_may_be_overwritten_is_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


@pytest.mark.parametrize(
    ("text", "syntax", "told_", "after"),
    [
        pytest.param(
            "schemas: [HR]\nfile_name: HR.DMP # nightly\n",
            "yaml",
            (
                "HR.DMP",
                "`HR.DMP` is the same file at the second run",
                f"saves ORA-27038: write `HR_%T.DMP`, with the date, or leave `file_name` out; {DANGER}",
            ),
            'schemas: [HR]\nfile_name: "HR_%T.DMP" # nightly\n',
            id="YAML, plain",
        ),
        pytest.param(
            "schemas: [HR]\nfile_name: 'HR_%U.DMP'\nthreads: 4\nreuse_dumpfiles: false\n",
            "yaml",
            (
                "'HR_%U.DMP'",
                "`HR_%U.DMP` makes the same files at the second run",
                f"saves ORA-27038: write `HR_%T_%U.DMP`, with the date, or leave `file_name` out; {DANGER}",
            ),
            "schemas: [HR]\nfile_name: 'HR_%T_%U.DMP'\nthreads: 4\nreuse_dumpfiles: false\n",
            id="YAML, single-quoted, with a number",
        ),
        pytest.param(
            '{"schemas": ["HR"], "dumpfile": "HR%L"}',
            "json",
            (
                '"HR%L"',
                "`HR%L` makes the same files at the second run",
                f"saves ORA-27038: write `HR_%T%L`, with the date, or leave `dumpfile` out; {DANGER}",
            ),
            '{"schemas": ["HR"], "dumpfile": "HR_%T%L"}',
            id="JSON, expdp's name of the key",
        ),
        pytest.param(
            "schemas: [HR]\ndumpfiles:\n  - A1:HR.DMP\n  - HR_%T.DMP\n  - B2:HR\n",
            "yaml",
            (
                "A1:HR.DMP",
                "`A1:HR.DMP` is the same file at the second run",
                f"saves ORA-27038: write `A1:HR_%T.DMP`, with the date; {DANGER}",
            ),
            'schemas: [HR]\ndumpfiles:\n  - "A1:HR_%T.DMP"\n  - HR_%T.DMP\n  - "B2:HR_%T"\n',
            id="several, of which the fixed ones are mended",
        ),
        pytest.param(
            f'schemas: [HR]\ncredential_name: C\nfile_name: "{STORE}hr%20dump_%U.dmp"\n',
            "yaml",
            (
                f'"{STORE}hr%20dump_%U.dmp"',
                f"`{STORE}hr%20dump_%U.dmp` makes the same files at the second run",
                f"it fails, or the last dump is lost: write `{STORE}hr%20dump_%T_%U.dmp`, with the date, "
                f"or leave `file_name` out; {DANGER}",
            ),
            f'schemas: [HR]\ncredential_name: C\nfile_name: "{STORE}hr%20dump_%T_%U.dmp"\n',
            id="a URI: neither the region nor an escape is a number of the author's",
        ),
    ],
)
def test_a_fixed_name_is_told_and_gets_the_date(text, syntax, told_, after):
    assert told(text, syntax, CODE) == [(CODE, *told_)]
    assert fixed(text, CODE, syntax=syntax) == text
    assert fixed(text, CODE, unsafe=True, syntax=syntax) == after
    assert told(after, syntax, CODE) == []


def test_before_12_2_there_is_no_date():
    text = "schemas: [HR]\ndumpfiles: [HR.DMP]\n"
    [(_, _, _, advice)] = told(text, code=CODE, server_version="12.1")
    assert advice == f"saves ORA-27038: change the name each time; {DANGER}"
    assert fixed(text, CODE, unsafe=True, server_version="12.1") == text


@given(st.from_regex(r"[A-Za-z_][A-Za-z_-]{0,20}(%[UL])?(\.[a-z]{1,3})?", fullmatch=True))
def test_every_fixed_name_is_mended_at_once(name):
    text = f"schemas: [HR]\nfile_name: '{name}'\n"
    mended = fixed(text, CODE, unsafe=True)
    assert mended.count("%T") == 1
    assert mended.replace("_%T", "") == text
    assert told(mended, code=CODE) == []
