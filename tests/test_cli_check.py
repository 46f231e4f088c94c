"""`dpspec check` as a linter in a project: exit codes, fixes, settings, formats."""

import json
import os
import stat
import subprocess
import sys

import pytest

from dpspec import cli, cli_check, formats

GOOD = '{"job_mode": "TABLE", "schema_expressions": ["=\'SCOTT\'"], "name_expressions": ["!=\'EMP\'"]}\n'
LINT = """\
# nightly
job_mode: TABLE
schema_expressions: ["='SCOTT'"]   # one
name_expressions:
  - "LIKE 'EMP'"   # a wildcard?
"""
FIXED = LINT.replace("LIKE 'EMP'", "='EMP'")
WRONG = "job_mode: TABEL\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text, name="a.dp.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


def check(*arguments):
    return cli.main(["check", *map(str, arguments)])


def test_a_clean_file_says_nothing(file, capsys):
    assert check(file(GOOD, "a.dp.json")) == 0
    assert capsys.readouterr() == ("", "")


def test_the_formats_are_those_there_are():
    assert formats.FORMATS == cli_check.FORMATS


@pytest.mark.parametrize(
    "text", [pytest.param(GOOD, id="clean"), pytest.param(LINT, id="lint"), pytest.param(WRONG, id="wrong")]
)
def test_the_exit_code_does_not_depend_on_the_format(file, capsys, text):
    path = file(text)
    codes = {name: check("--format", name, path) for name in formats.FORMATS}
    assert set(codes.values()) == {0 if text == GOOD else 1}
    capsys.readouterr()


def test_formats_for_programs_go_to_standard_output(file, capsys):
    check("--format", "json", file(LINT))
    out, err = capsys.readouterr()
    assert [found["code"] for found in json.loads(out)] == ["DP203"]
    assert err == ""


def test_a_file_that_is_missing_ends_with_2_in_every_format_and_the_others_are_reported(file, capsys):
    path = file(LINT)
    for name in formats.FORMATS:
        assert check("--format", name, "missing.dp.yaml", path) == 2
        out, err = capsys.readouterr()
        assert "dpspec: missing.dp.yaml: No such file or directory\n" in err
        assert "DP203" in out + err


def test_fix_changes_one_place_keeps_the_mode_and_ends_with_0(file, capsys):
    path = file(LINT)
    path.chmod(0o640)
    assert check("--fix", path) == 0
    assert path.read_text("utf-8") == FIXED
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert capsys.readouterr().err == "dpspec: 1 finding fixed\n"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_fix_keeps_the_line_ends_of_windows(file):
    path = file(LINT.replace("\n", "\r\n"))
    assert check("--fix", path) == 0
    assert path.read_bytes() == FIXED.replace("\n", "\r\n").encode()


def test_a_file_without_anything_to_fix_is_not_written(file):
    path = file(GOOD, "a.dp.json")
    path.chmod(0o444)
    before = path.stat()
    assert check("--fix", path) == 0
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_is_not_fixed_is_reported(file, capsys):
    path = file(LINT.replace("'SCOTT'", "'scott'"))
    assert check("--fix", path) == 1
    assert "'scott'" in path.read_text("utf-8")
    err = capsys.readouterr().err
    assert err.startswith("warning[DP201]: `scott` has lower-case letters\n")
    assert err.endswith("dpspec: 1 finding fixed\n")
    assert check("--fix", "--unsafe-fixes", path) == 0
    assert path.read_text("utf-8") == FIXED


def test_diff_shows_what_fix_would_do_and_does_nothing(file, capsys):
    path = file(LINT)
    assert check("--diff", path.name) == 1
    out, err = capsys.readouterr()
    assert out == (
        "--- a.dp.yaml\n+++ a.dp.yaml\n@@ -2,4 +2,4 @@\n job_mode: TABLE\n"
        " schema_expressions: [\"='SCOTT'\"]   # one\n name_expressions:\n"
        "-  - \"LIKE 'EMP'\"   # a wildcard?\n+  - \"='EMP'\"   # a wildcard?\n"
    )
    assert err == "dpspec: 1 finding would be fixed\n"
    assert path.read_text("utf-8") == LINT
    assert check("--diff", file(GOOD, "b.dp.json")) == 0


def test_standard_input_is_fixed_to_standard_output():
    done = subprocess.run(
        [sys.executable, "-m", "dpspec", "check", "--fix", "-"], input=LINT.encode(), capture_output=True, check=False
    )
    assert (done.returncode, done.stdout.decode()) == (0, FIXED)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fix", "--diff", "a.dp.yaml"], "--diff shows what --fix would do: give one of them"),
        (["--fix", "--format", "json", "-"], "--fix writes standard input to standard output, which --format needs"),
        (["--select", "DP2O3", "a.dp.yaml"], "'DP2O3' names no rule; `dpspec explain` lists them"),
        (["--ignore", "lower-case", "a.dp.yaml"], "'lower-case' names no rule; did you mean lower-case-name"),
        (["--ords-version", "new", "a.dp.yaml"], "'new' is not a release of ORDS: write 26.2 or 25.4.1"),
        (["--config", "none.toml", "a.dp.yaml"], "none.toml: No such file or directory"),
    ],
)
def test_usage_that_makes_no_sense_ends_with_2(file, capsys, arguments, message):
    file(GOOD.replace("{", "{"), "a.dp.yaml")
    assert check(*arguments) == 2
    assert capsys.readouterr().err == f"dpspec: {message}\n"


def test_rules_are_chosen_by_options_and_by_settings(file, capsys):
    path = file(LINT)
    assert check("--ignore", "DP203", path) == 0
    assert check("--select", "lower-case-name,DP202", path) == 0
    file('ignore = ["like-without-wildcard"]\n', "dpspec.toml")
    assert check(path) == 0
    assert check("--isolated", path) == 1
    assert check("--select", "DP203", path) == 1, "the command line comes before the settings"
    other = file("", "other.toml")
    assert check("--config", other, path) == 1
    capsys.readouterr()


def test_a_severity_changes_what_is_printed_and_not_the_exit_code(file, capsys):
    file('severity = {DP203 = "error"}\n', "dpspec.toml")
    assert check(file(LINT)) == 1
    assert capsys.readouterr().err.startswith("error[DP203]: ")


def test_settings_that_are_wrong_end_with_2(file, capsys):
    path = file(LINT)
    settings = file('ingore = ["DP203"]\n', "dpspec.toml")
    assert check(path) == 2
    assert capsys.readouterr().err == f"dpspec: {settings}: ingore: is no setting; did you mean ignore\n"


def test_files_that_are_left_out_are_left_out_even_if_named(file, capsys):
    file('exclude = ["old/*"]\n', "dpspec.toml")
    assert check(file(WRONG, "old/a.dp.yaml")) == 0
    assert check("--isolated", "old/a.dp.yaml") == 1
    capsys.readouterr()


def test_targets_and_releases_of_the_settings_count(file, capsys):
    file('targets = ["ords"]\nserver-version = "12.1"\n', "dpspec.toml")
    path = file("schemas: [SHOP]\njob_name: A_NAME_WITH_MORE_THAN_THIRTY_BYTES\nkeep_master: 0\n")
    assert check(path) == 1
    err = capsys.readouterr().err
    assert "DP108" in err
    assert "DP301" not in err, "what a target cannot say is told of a spec that is right"
    assert check("--server-version", "19c", path) == 1
    assert "DP301" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a folder that nobody may write to")
def test_a_file_that_cannot_be_replaced_ends_with_2_and_stays(file, capsys):
    path = file(LINT, "locked/a.dp.yaml")
    path.parent.chmod(0o555)
    assert check("--fix", path) == 2
    assert path.read_text("utf-8") == LINT
    path.parent.chmod(0o755)


def test_explain_prints_a_page_and_lists_all(capsys):
    assert cli.main(["explain", "dp203"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("# DP203 like-without-wildcard\n")
    assert cli.main(["explain", "like-without-wildcard"]) == 0
    assert capsys.readouterr().out == page
    assert cli.main(["explain"]) == 0
    assert "\nDP203  " in capsys.readouterr().out
    assert cli.main(["explain", "DP999"]) == 2
    assert capsys.readouterr().err == (
        "dpspec: 'DP999' is neither a code nor the name of a rule; `dpspec explain` lists them\n"
    )


def test_schema_prints_json(capsys):
    assert cli.main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("http://json-schema.org/")


def test_a_file_name_steers_nothing_in_a_diff(file, capsys):
    assert check("--diff", file(LINT, "a\x1b[31m.dp.yaml").name) == 1
    assert capsys.readouterr().out.startswith("--- a\\u001b[31m.dp.yaml\n")


def test_options_on_the_command_line_come_before_settings(file, capsys):
    file('select = ["DP203"]\n', "dpspec.toml")
    assert check("--ignore", "DP2", file(LINT)) == 0
    assert check("--diff", "--format", "json", "a.dp.yaml") == 2
    assert check("--isolated", "--config", "dpspec.toml", "a.dp.yaml") == 2
    capsys.readouterr()


def test_codes_may_be_in_lower_case(file, capsys):
    assert check("--select", "dp203", file(LINT)) == 1
    capsys.readouterr()
