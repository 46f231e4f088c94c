"""Settings of a project are found, read, and never half understood."""

from pathlib import Path

import pytest

from dpspec import settings
from dpspec.diagnostics import Severity
from dpspec.settings import Finder, SettingsError


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_none(tmp_path):
    write(tmp_path / "pyproject.toml", "[tool.other]\nselect = 1\n")
    assert Finder().of_file(str(tmp_path / "a.dp.json")) == settings.NONE


def test_the_nearest_folder_counts(tmp_path):
    write(tmp_path / "pyproject.toml", '[tool.dpspec]\nignore = ["DP201"]\n')
    write(tmp_path / "exports" / "dpspec.toml", 'ignore = ["DP203"]\n')
    finder = Finder()
    assert finder.of_file(str(tmp_path / "a.dp.json")).ignore == ("DP201",)
    assert finder.of_file(str(tmp_path / "other" / "deep" / "a.dp.json")).ignore == ("DP201",)
    assert finder.of_file(str(tmp_path / "exports" / "deep" / "a.dp.json")).ignore == ("DP203",)


def test_a_file_of_our_own_comes_before_the_projects(tmp_path):
    write(tmp_path / "pyproject.toml", '[tool.dpspec]\nignore = ["DP201"]\n')
    write(tmp_path / "dpspec.toml", 'ignore = ["DP203"]\n')
    assert Finder().of_file(str(tmp_path / "a.dp.json")).ignore == ("DP203",)


def test_everything_can_be_set(tmp_path):
    text = """\
select = ["ALL"]
ignore = ["DP202", "lower-case-name"]
exclude = ["old/*"]
targets = ["ords", "plsql"]
server-version = "19c"
ords-version = "26.2.1"
object-store-hosts = ["objects.example.com"]
unsafe-fixes = true
[severity]
DP203 = "error"
[per-file-ignores]
"tests/*" = ["DP2"]
"""
    found = settings.read(write(tmp_path / "dpspec.toml", text))
    assert found.select == ("ALL",)
    assert found.ignore == ("DP202", "lower-case-name")
    assert found.targets == ("ords", "plsql")
    assert (found.server_version, found.ords_version) == ("19c", "26.2.1")
    assert found.object_store_hosts == ("objects.example.com",)
    assert found.severity == (("DP203", Severity.ERROR),)
    assert found.unsafe_fixes is True
    assert found.ignored_in(str(tmp_path / "a.dp.json")) == ()
    assert found.ignored_in(str(tmp_path / "tests" / "a.dp.json")) == ("DP2",)
    assert found.excludes(str(tmp_path / "old" / "a.dp.json"))
    assert not found.excludes(str(tmp_path / "a.dp.json"))


@pytest.mark.parametrize(
    ("pattern", "file", "matches"),
    [
        ("*.dp.json", "a.dp.json", True),
        ("*.dp.json", "deep/a.dp.json", True),
        ("deep", "deep/er/a.dp.json", True),
        ("deep/", "deep/a.dp.json", True),
        ("./deep/*", "deep/a.dp.json", True),
        ("deep/*.json", "other/a.json", False),
        ("a.json", "deep/a.json", True),
        ("deep/a.json", "a.json", False),
        ("A.JSON", "a.json", False),
    ],
)
def test_patterns_are_of_paths_below_the_folder(tmp_path, pattern, file, matches):
    found = settings.read(write(tmp_path / "dpspec.toml", f"exclude = ['{pattern}']"))
    assert found.excludes(str(tmp_path / file)) is matches
    assert not found.excludes(str(tmp_path.parent / "elsewhere" / file))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("selct = []", "selct: is no setting; did you mean select", id="misspelt key"),
        pytest.param("x = 1", "x: is no setting: select, ignore", id="unknown key"),
        pytest.param('select = "DP2"', "select: takes a list of strings", id="no list"),
        pytest.param('ignore = ["DP999"]', "ignore: 'DP999' names no rule", id="unknown rule"),
        pytest.param('targets = ["expdp"]', "targets: 'expdp' is none of ords, plsql, parfile", id="unknown target"),
        pytest.param('server-version = "9"', "server-version: '9' is not a release", id="release"),
        pytest.param("server-version = 19", 'server-version: takes a string such as "19c"', id="no string"),
        pytest.param('ords-version = "26"', "ords-version: '26' is not a release of ORDS", id="release of ORDS"),
        pytest.param('severity = {DP201 = "fatal"}', "severity: 'fatal' is none of error, warning", id="severity"),
        pytest.param("per-file-ignores = []", "per-file-ignores: takes a table of patterns", id="no table"),
        pytest.param("unsafe-fixes = 1", "unsafe-fixes: takes true or false", id="flag"),
        pytest.param("select = [", "", id="no TOML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path, text, message):
    path = write(tmp_path / "dpspec.toml", text)
    with pytest.raises(SettingsError) as caught:
        settings.read(path)
    assert str(caught.value).startswith(f"{path}: {message}")


def test_in_a_project_file_the_key_is_told_in_full(tmp_path):
    path = write(tmp_path / "pyproject.toml", "[tool.dpspec]\nselct = []\n")
    with pytest.raises(SettingsError) as caught:
        Finder().of_file(str(tmp_path / "a.dp.json"))
    assert str(caught.value) == f"{path}: tool.dpspec.selct: is no setting; did you mean select"


def test_a_table_that_is_none_is_told(tmp_path):
    path = write(tmp_path / "pyproject.toml", "[tool]\ndpspec = 1\n")
    with pytest.raises(SettingsError, match=r"tool\.dpspec: is not a table"):
        settings.read(path)


def test_bytes_that_are_no_text_are_told(tmp_path):
    path = tmp_path / "dpspec.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="can't decode"):
        settings.read(path)
