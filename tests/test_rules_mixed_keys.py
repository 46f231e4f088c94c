"""DP225: keys of ORDS and of expdp in one spec."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linting import fixed, linted, told

CODE = "DP225"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("datapump_dir: D\nfile_name: A_%U.DMP\nthreads: 2", id="ORDS's"),
        pytest.param("directory: D\ndumpfile: A_%U.DMP\nparallel: 2", id="expdp's"),
        pytest.param("directory: D\nkeep_master: 0\nlogfile: A.LOG", id="expdp's beside keys with one name"),
        pytest.param("threads: 2\nparallel: 2", id="one key under two names, an error"),
    ],
)
def test_one_vocabulary_is_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


def test_each_name_of_expdp_is_told_and_renamed():
    text = "schemas: [HR]\ndirectory: D # where\n'parallel': 2\nfile_name: A_%U.DMP\n"
    advice = "or use the names of expdp throughout"
    assert told(text, code=CODE) == [
        (
            CODE,
            "directory",
            "`directory` is expdp's name of `datapump_dir`, beside ORDS's own `file_name`",
            f"write `datapump_dir`, {advice}",
        ),
        (
            CODE,
            "'parallel'",
            "`parallel` is expdp's name of `threads`, beside ORDS's own `file_name`",
            f"write `threads`, {advice}",
        ),
    ]
    assert fixed(text, CODE) == "schemas: [HR]\ndatapump_dir: D # where\n'threads': 2\nfile_name: A_%U.DMP\n"


def test_keys_in_json_are_renamed_in_place():
    text = '{"schemas": ["HR"], "parallel": 2, "datapump_dir": "D"}'
    assert fixed(text, CODE, syntax="json") == '{"schemas": ["HR"], "threads": 2, "datapump_dir": "D"}'


@given(st.tuples(*[st.booleans()] * 3))
def test_the_fix_leaves_the_job_as_it_is_and_nothing_to_tell(own):
    names = [pair[chosen] for pair, chosen in zip(PAIRS, own, strict=True)]
    text = "schemas: [HR]\n{}: D\n{}: A_%U.DMP\n{}: 2\n".format(*names)
    mended = fixed(text, CODE)
    assert linted(mended)[1].meaning == linted(text)[1].meaning
    assert told(mended, code=CODE) == []
    assert (mended == text) is (len(set(own)) == 1)


PAIRS = (("directory", "datapump_dir"), ("dumpfile", "file_name"), ("parallel", "threads"))
