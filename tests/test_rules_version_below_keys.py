"""DP228: a dump pinned to a release that does not know what is in it."""

import pytest

from tests.linting import findings, told

CODE = "DP228"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param('version: "10.2"', id="nothing that it does not know"),
        pytest.param("compression: ALL\nchecksum: true", id="not pinned"),
        pytest.param("version: LATEST\nchecksum: true", id="the release of the database"),
        pytest.param("version: COMPATIBLE\ncompression: ALL", id="its COMPATIBLE"),
        pytest.param('version: "10.2"\ncompression: METADATA_ONLY', id="compression that 10.2 knows"),
        pytest.param('version: "10.2"\nencryption: NONE', id="no encryption"),
        pytest.param('version: "11.2"\ncompression: ALL', id="the release that brought it"),
        pytest.param('version: "12.1.0.2"\ncompression: ALL\ncompression_algorithm: LOW', id="a patch of it"),
        pytest.param('version: "19"\nchecksum: false', id="no checksums"),
        pytest.param('version: "9.2c"\ncompression: ALL', id="a version that is none"),
        pytest.param('version: "10.2"\ncompression: MOST', id="a value that is none, an error"),
    ],
)
def test_what_the_release_knows_is_let_pass(lines):
    assert told(f"schemas: [HR]\n{lines}\n", code=CODE) == []


@pytest.mark.parametrize(
    ("pinned", "line", "at", "key", "release"),
    [
        pytest.param("10.2", "compression: ALL", "ALL", "compression", "11.1", id="compression of rows"),
        pytest.param("11.2", "compression_algorithm: LOW", "LOW", "compression_algorithm", "12.1", id="an algorithm"),
        pytest.param("10.2", "encryption: ALL", "ALL", "encryption", "11.1", id="encryption"),
        pytest.param(
            "10.2",
            "encryption_password: {prompt: true}",
            "encryption_password",
            "encryption_password",
            "11.1",
            id="key",
        ),
        pytest.param("19", "checksum: true", "true", "checksum", "21", id="checksums"),
        pytest.param("12.2", "checksum_algorithm: SHA256", "SHA256", "checksum_algorithm", "21", id="their kind"),
    ],
)
def test_what_it_does_not_know_is_told_without_a_fix(pinned, line, at, key, release):
    text = f'schemas: [HR]\nversion: "{pinned}"\n{line}\n'
    [found] = findings(text, code=CODE)
    assert told(text, code=CODE) == [
        (
            CODE,
            at,
            f"`{key}` needs a dump of {release}, and `version` is `{pinned}`",
            f"saves ORA-39055: leave `{key}` out, or `version`",
        )
    ]
    assert [(label.text, label.location.position.line) for label in found.labels] == [("the dump is pinned here", 2)]
    assert found.fix is None


def test_a_version_above_the_server_is_an_error_and_not_told_again():
    text = '{"schemas": ["HR"], "version": "21", "checksum": true}'
    assert told(text, "json", CODE, server_version="19c") == []
