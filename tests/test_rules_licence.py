"""DP235: options that need a licence."""

import pytest

from tests.linting import findings, told

CODE = "DP235"
COMPRESSION, SECURITY = "the Advanced Compression option", "the Advanced Security option"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("threads: 1", id="one worker"),
        pytest.param("compression: METADATA_ONLY", id="definitions are compressed"),
        pytest.param("compression: METADATA_ONLY\ncompression_algorithm: LOW", id="definitions, by an algorithm"),
        pytest.param("compression: NONE", id="nothing is compressed"),
        pytest.param("encryption: NONE", id="nothing is encrypted"),
        pytest.param("threads: many\ncompression: 5", id="values that are none"),
    ],
)
def test_what_comes_with_every_edition_is_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


def test_it_is_off_unless_it_is_selected():
    assert CODE not in {found.code for found in findings("schemas: [HR]\nthreads: 4\n")}


@pytest.mark.parametrize(
    ("lines", "at", "message", "advice"),
    [
        pytest.param(
            "compression: ALL", "ALL", f"`compression` needs {COMPRESSION}", "METADATA_ONLY needs none", id="ALL"
        ),
        pytest.param(
            "compression: DATA_ONLY\ncompression_algorithm: LOW",
            "DATA_ONLY",
            f"`compression` needs {COMPRESSION}",
            "METADATA_ONLY needs none",
            id="rows, told once",
        ),
        pytest.param(
            "compression_algorithm: LOW",
            "LOW",
            f"`compression_algorithm` needs {COMPRESSION}",
            "leave it out if there is none",
            id="an algorithm",
        ),
        pytest.param(
            "encryption: ALL\nencryption_password: {prompt: true}",
            "ALL",
            f"`encryption` needs {SECURITY}",
            "leave it out if there is none",
            id="encryption, told once",
        ),
        pytest.param(
            "encryption_password: {prompt: true}",
            "encryption_password",
            f"`encryption_password` needs {SECURITY}",
            "leave it out if there is none",
            id="a password",
        ),
        pytest.param(
            "parallel: 2", "2", "`parallel` above 1 needs Enterprise Edition", "write 1 for another one", id="workers"
        ),
    ],
)
def test_an_option_is_told_once_without_a_fix(lines, at, message, advice):
    text = f"schemas: [HR]\n{lines}\n"
    assert told(text, code=CODE) == [(CODE, at, message, f"{advice} (unconfirmed)")]
    assert [found.fix for found in findings(text, code=CODE)] == [None]
