"""DP218: a size limit on dump files that cannot be numbered."""

import pytest

from tests.linting import fixed, told

CODE = "DP218"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [HR]\nfile_name: HR.DMP\n", id="no limit"),
        pytest.param("schemas: [HR]\nfilesize: 1GB\n", id="a name that is made"),
        pytest.param("schemas: [HR]\nfile_name: HR_%U.DMP\nfilesize: 1GB\n", id="%U"),
        pytest.param("schemas: [HR]\nfile_name: HR_%L.DMP\nfilesize: 1GB\n", id="%L"),
        pytest.param("schemas: [HR]\ndumpfiles: [A.DMP, B_%U.DMP]\nfilesize: 1GB\n", id="one of them goes on"),
        pytest.param("schemas: [HR]\nfile_name: HR.DMP\nfilesize: 16TB\n", id="the largest size there is"),
        pytest.param("schemas: [HR]\nfile_name: HR.DMP\nfilesize: huge\n", id="a size that is none"),
        pytest.param("schemas: [HR]\nfile_name: 5\nfilesize: 1GB\n", id="a name that is none"),
    ],
)
def test_files_that_can_go_on_or_have_no_limit_are_let_pass(text):
    assert told(text, code=CODE) == []


def test_one_file_with_a_limit_is_told_and_gets_a_number():
    text = "schemas: [HR]\nfile_name: HR.DMP # the dump\nfilesize: 2GB\n"
    assert told(text, code=CODE) == [
        (
            CODE,
            "2GB",
            "one dump file holds 2GB and no more",
            "saves ORA-39095: put `%U` into `file_name`, such as `HR_%U.DMP`, or leave `filesize` out",
        )
    ]
    assert fixed(text, CODE) == text
    assert fixed(text, CODE, unsafe=True) == 'schemas: [HR]\nfile_name: "HR_%U.DMP" # the dump\nfilesize: 2GB\n'


@pytest.mark.parametrize(
    ("text", "syntax", "after"),
    [
        pytest.param('{"schemas": ["HR"], "dumpfile": "HR", "filesize": 1048576}', "json", '"HR_%U"', id="JSON"),
        pytest.param("schemas: [HR]\nfile_name: 'HR.DMP'\nfilesize: 1GB\n", "yaml", "'HR_%U.DMP'", id="single-quoted"),
        pytest.param("schemas: [HR]\ndumpfiles:\n- A:B.C\n- A:D\nfilesize: 1GB\n", "yaml", '- "A:D_%U"', id="block"),
        pytest.param(
            "schemas: [HR]\ncredential_name: C\nfilesize: 1GB\n"
            'file_name: "https://objectstorage.x.oraclecloud.com/n/a.b/b/c/o/hr"\n',
            "yaml",
            'com/n/a.b/b/c/o/hr_%U"',
            id="a URI without a suffix",
        ),
    ],
)
def test_the_last_file_gets_a_number_before_its_suffix(text, syntax, after):
    mended = fixed(text, CODE, unsafe=True, syntax=syntax)
    assert after in mended
    assert told(mended, syntax, CODE) == []


def test_several_files_hold_their_sizes_together():
    text = "schemas: [HR]\ndumpfiles: [A.DMP, B.DMP, C.DMP]\nfilesize: 512MB\n"
    assert [message for _, _, message, _ in told(text, code=CODE)] == ["3 dump files hold 1536MB and no more"]
