"""The command line as people and programs meet it: exit codes, streams, files, pipes, signals."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dpspec import cli

GOOD = {
    "job_mode": "TABLE",
    "name_expressions": [{"expression": "LIKE 'EMP%'"}],
    "schema_expressions": [{"expression": "IN ('SCOTT')"}],
}
BAD = """\
{
  "job_mode": "TABLE",
  "nameExpressions": ["LIKE 'EMP%'"],
  "schema_expressions": ["IN ('A' 'B')"]
}
"""


@pytest.fixture
def good(tmp_path):
    file = tmp_path / "good.dp.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    return file


@pytest.fixture
def bad(tmp_path):
    file = tmp_path / "bad.dp.json"
    file.write_text(BAD, encoding="utf-8")
    return file


def run(*arguments, **options):
    """Run dpspec as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dpspec", *map(str, arguments)], capture_output=True, check=False, timeout=60, **options
    )


def test_a_clean_spec_says_nothing(good, capsys):
    assert cli.main(["check", str(good)]) == 0
    assert capsys.readouterr() == ("", "")


def test_findings_go_to_standard_error_with_exit_code_1(bad, capsys):
    assert cli.main(["check", str(bad)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    dropped = "ORDS is reported to drop unknown keys without a word, which would widen the job"
    assert (
        err
        == f"""\
error[DP102]: unknown key `nameExpressions`
 --> {bad}:3:3
  |
3 |   "nameExpressions": ["LIKE 'EMP%'"],
  |   ^^^^^^^^^^^^^^^^^
  = help: keys are in snake_case, write `name_expressions`; {dropped}

error[DP028]: comma missing in front of `'B'`
 --> {bad}:4:35
  |
4 |   "schema_expressions": ["IN ('A' 'B')"]
  |                                   ^^^
  = help: write `IN ('A','B')`

"""
    )


def test_every_file_is_checked_even_after_one_that_cannot_be_read(good, bad, capsys):
    assert cli.main(["check", str(good.parent / "none.json"), str(bad), str(good)]) == 2
    err = capsys.readouterr().err
    assert "No such file or directory" in err
    assert "DP102" in err


@pytest.mark.parametrize("target", ["ords", "plsql", "parfile"])
def test_compile_writes_to_standard_output_alone(good, target, capsys):
    assert cli.main(["compile", str(good), "--to", target]) == 0
    out, err = capsys.readouterr()
    assert out.isascii()
    assert out.endswith("\n")
    assert err == ""


def test_a_wrong_spec_compiles_to_nothing(bad, tmp_path, capsys):
    output = tmp_path / "out.sql"
    output.write_text("precious", encoding="utf-8")
    assert cli.main(["compile", str(bad), "--to", "plsql", "-o", str(output)]) == 1
    assert capsys.readouterr().out == ""
    assert output.read_text(encoding="utf-8") == "precious"


def test_a_target_refuses_what_it_cannot_say(tmp_path, capsys):
    file = tmp_path / "list.dp.yaml"
    file.write_text("filter: SCOTT,HR\n", encoding="utf-8")
    assert cli.main(["check", "--ignore", "DP2", str(file)]) == 0
    assert cli.main(["check", "--target", "ords", "--target", "plsql", str(file)]) == 1
    assert "DP301" in capsys.readouterr().err
    assert cli.main(["compile", str(file), "--to", "parfile"]) == 1
    assert cli.main(["compile", str(file), "--to", "ords"]) == 0
    assert json.loads(capsys.readouterr().out) == {"filter": "SCOTT,HR"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["check"], "FILE"),
        (["compile", "x.json"], "--to"),
        (["compile", "x.json", "--to", "excel"], "excel"),
        (["compile", "x.json", "--to", "ords", "--wait"], "--wait goes with --to plsql"),
        (["check", "--server-version", "seven", "x.json"], "'seven' is not a release"),
        (["check", "spec.txt"], "neither .json, .yaml nor .yml"),
        (["check", "no\0name.json"], "null"),
    ],
    ids=lambda value: " ".join(value).replace("\0", "NUL") if isinstance(value, list) else "",
)
def test_usage_and_unreadable_files_end_with_2(arguments, message, capsys):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_a_directory_is_no_spec(tmp_path, capsys):
    folder = tmp_path / "folder.json"
    folder.mkdir()
    assert cli.main(["check", str(folder)]) == 2
    assert "directory" in capsys.readouterr().err.lower() or os.name == "nt"


def test_help_and_version(capsys):
    for arguments in (["--help"], ["check", "--help"], ["compile", "--help"]):
        assert cli.main(arguments) == 0
        assert "exit codes:" in capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == "dpspec 0.1.0\n"


@pytest.mark.parametrize(
    "text", [json.dumps(GOOD).encode(), b"job_mode: FULL\nconsistent: true\n"], ids=["json", "yaml"]
)
def test_standard_input(text):
    assert run("check", "-", input=text).returncode == 0
    assert run("compile", "-", "--to", "plsql", input=text).stdout.startswith(b"SET DEFINE OFF")


def test_standard_input_that_is_no_text():
    done = run("check", "-", input=b"\xff\xfe\x00")
    assert done.returncode == 1
    assert b"DP001" in done.stderr


def test_our_own_bug_has_its_own_exit_code(good, capsys, monkeypatch):
    monkeypatch.setattr("dpspec.checker.check", lambda *_: 1 / 0)
    assert cli.main(["check", str(good)]) == 3
    assert "this is a bug in dpspec" in capsys.readouterr().err


def test_an_interrupt_ends_quietly(good, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("dpspec.checker.check", interrupted)
    assert cli.main(["check", str(good)]) == 130
    assert capsys.readouterr().err == "dpspec: interrupted\n"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_while_waiting_for_standard_input():
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "dpspec", "check", "-"],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        for line in process.stderr:
            if line.strip().endswith(b"dpspec.document"):  # the last import before it reads
                time.sleep(0.2)
                break
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
        assert process.wait(timeout=30) == 130
    assert b"Traceback" not in err
    assert err.endswith(b"dpspec: interrupted\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path):
    names = ",".join(f"'TABLE_{number:05}'" for number in range(900))
    file = tmp_path / "big.dp.json"
    file.write_text(json.dumps({"schema_expressions": [f"NOT IN ({names})"] * 40}), encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "dpspec", "compile", str(file), "--to", "plsql"],
        stdout=write, stderr=subprocess.PIPE, check=False, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_replaces_a_file_whole_and_keeps_its_permissions(good, tmp_path):
    output = tmp_path / "out.par"
    output.write_text("old", encoding="utf-8")
    output.chmod(0o640)
    assert cli.main(["compile", str(good), "--to", "parfile", "-o", str(output)]) == 0
    assert output.read_text(encoding="utf-8").startswith("# Data Pump export")
    assert os.name == "nt" or stat.S_IMODE(output.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["good.dp.json", "out.par"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_new_file_gets_the_usual_permissions(good, tmp_path):
    output = tmp_path / "out.sql"
    before = os.umask(0o027)
    try:
        assert cli.main(["compile", str(good), "--to", "plsql", "-o", str(output)]) == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


def test_a_failed_write_leaves_nothing_behind(good, tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    output = tmp_path / "out.sql"
    assert cli.main(["compile", str(good), "--to", "plsql", "-o", str(output)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["good.dp.json"]


def test_a_link_stays_a_link(good, tmp_path):
    target, link = tmp_path / "target.sql", tmp_path / "link.sql"
    target.write_text("", encoding="utf-8")
    link.symlink_to(target)
    assert cli.main(["compile", str(good), "--to", "plsql", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("SET DEFINE OFF")


def test_the_spec_itself_is_never_overwritten(good, capsys):
    before = good.read_bytes()
    assert cli.main(["compile", str(good), "--to", "ords", "-o", str(good)]) == 2
    assert "would overwrite the spec" in capsys.readouterr().err
    assert good.read_bytes() == before


def test_a_folder_that_does_not_exist(good, tmp_path, capsys):
    assert cli.main(["compile", str(good), "--to", "ords", "-o", str(tmp_path / "no" / "out.json")]) == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="devices of POSIX")
def test_a_device_is_written_to(good):
    assert cli.main(["compile", str(good), "--to", "ords", "-o", "/dev/null"]) == 0
    assert Path("/dev/null").is_char_device()


def test_colour_only_where_it_is_wanted(bad, capsys):
    cli.main(["check", str(bad)])
    assert "\x1b" not in capsys.readouterr().err
    cli.main(["check", "--color", "always", str(bad)])
    assert "\x1b[1;31merror[DP102]\x1b[0m" in capsys.readouterr().err


def test_terminals_that_know_only_ascii():
    text = 'name_expressions: ["LIKE \u2018X\u2019"]\n'.encode()
    done = run("check", "-", input=text, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert b"\\u2018" in done.stderr


def test_a_hostile_file_name_cannot_steer_the_terminal(tmp_path, capsys):
    file = tmp_path / "a\x1b[31m.json"
    file.write_text("[]", encoding="utf-8")
    assert cli.main(["check", str(file)]) == 1
    assert cli.main(["check", str(tmp_path / "b\x1b[31m.json")]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_command_imports_only_what_it_needs():
    """Cold start is felt at every commit: --version loads no library at all, and JSON no yaml."""
    probe = (
        "import sys, dpspec.cli as c; c.main({!r}); "
        "print(sorted({{'lark', 'attr', 'yaml'}} & set(sys.modules)), file=sys.stderr)"
    )
    version = [sys.executable, "-c", probe.format(["--version"])]
    done = subprocess.run(version, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    good = json.dumps(GOOD)
    done = subprocess.run(
        [sys.executable, "-c", probe.format(["check", "-"])], input=good, capture_output=True, text=True, check=True
    )
    assert "yaml" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="devices and closed streams of POSIX")
@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("compile FILE --to ords >/dev/full", "standard output: No space left on device"),
        ("compile FILE --to ords >&-", "standard output: it is closed"),
        ("check - <&-", "standard input: it is closed"),
        ("compile FILE --to ords -o {}".format("x" * 300), "File name too long"),
        ("compile FILE --to ords -o LOOP", "loop"),
        ("check - - </dev/null", "standard input can be read only once"),
    ],
)
def test_what_the_system_refuses_ends_with_2_and_one_line(good, tmp_path, command, message):
    loop = tmp_path / "loop.sql"
    loop.symlink_to(loop)
    command = command.replace("FILE", str(good)).replace("LOOP", str(loop))
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m dpspec {command}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert message.lower() in done.stderr.lower()
    assert done.stderr.count("\n") == 1


def test_a_hundred_diagnostics_of_a_kind_are_enough(tmp_path, capsys):
    file = tmp_path / "many.dp.json"
    file.write_text(json.dumps({"schema_expressions": ["EMP"] * 1000}), encoding="utf-8")
    assert cli.main(["check", str(file)]) == 1
    err = capsys.readouterr().err
    assert err.count("error[DP025]") == 101
    assert "error[DP025]: 900 more of this kind are not shown" in err


# --- recover ----------------------------------------------------------------------------------------------------------

PARFILE = "DIRECTORY=DUMPS\nDUMPFILE=hr%U.dmp\nLOGFILE=hr.log\nSCHEMAS=hr\nPARALLEL=4\n"
SCRIPT = """\
DECLARE
  h NUMBER;
BEGIN
  h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, 'NIGHTLY');
  DBMS_DATAPUMP.ADD_FILE(h, 'hr.dmp', 'DUMPS');
  DBMS_DATAPUMP.METADATA_FILTER(h, 'SCHEMA_LIST', '''HR''');
  DBMS_DATAPUMP.START_JOB(h);
END;
/
"""
RECOVERED = """\
job_mode: SCHEMA
job_name: NIGHTLY
datapump_dir: DUMPS
file_name: hr.dmp
nologfile: true
schemas:
  - HR
# Data Pump drops the control table by default, ORDS keeps it
keep_master: 0
"""
ASSUMED = "Data Pump drops the control table by default, ORDS keeps it"


@pytest.fixture
def sql(tmp_path):
    file = tmp_path / "nightly.sql"
    file.write_text(SCRIPT, encoding="utf-8")
    return file


def test_recover_writes_the_spec_to_standard_output_with_what_was_assumed_as_comments(sql):
    done = run("recover", sql)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, RECOVERED, b"")


@pytest.mark.parametrize("suffix", [".par", ".PAR", ".parfile", ".prm"])
def test_recover_knows_a_parameter_file_by_its_suffix(tmp_path, suffix):
    file = tmp_path / f"nightly{suffix}"
    file.write_text(PARFILE, encoding="utf-8")
    done = run("recover", file)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"schemas:\n  - HR\nthreads: 4\n" in done.stdout


@pytest.mark.parametrize("suffix", [".SQL", ".pls", ".plsql", ".pks", ".pkb", ".prc"])
def test_recover_knows_a_script_by_its_suffix(sql, tmp_path, suffix, capsys):
    file = tmp_path / f"other{suffix}"
    file.write_bytes(sql.read_bytes())
    assert cli.main(["recover", str(file)]) == 0
    assert capsys.readouterr() == (RECOVERED, "")


def test_json_has_no_comments_so_that_assumptions_go_to_standard_error(sql):
    done = run("recover", sql, "--to", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["schemas"] == ["HR"]
    assert ASSUMED.encode() not in done.stdout
    assert done.stderr.startswith(f"warning[DP055]: {ASSUMED}\n".encode())


def test_recover_reads_standard_input_if_it_is_told_what_that_is():
    done = run("recover", "-", "--from", "plsql", input=SCRIPT.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, RECOVERED, b"")
    assert run("recover", "-", "--from", "parfile", input=PARFILE.encode()).returncode == 0
    done = run("recover", "-", input=PARFILE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"dpspec: standard input: say what it is with --from parfile or --from plsql\n"


def test_what_is_said_of_a_file_goes_before_its_suffix(tmp_path, capsys):
    file = tmp_path / "nightly.txt"
    file.write_text(SCRIPT, encoding="utf-8")
    assert cli.main(["recover", str(file)]) == 2
    assert capsys.readouterr() == ("", f"dpspec: {file}: say what it is with --from parfile or --from plsql\n")
    assert cli.main(["recover", str(file), "--from", "plsql"]) == 0
    assert capsys.readouterr().out == RECOVERED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["recover"], "one of the arguments FILE --command is required"),
        (["recover", "x.sql", "--command", "expdp full=y"], "not allowed with argument"),
        (["recover", "--command", "expdp full=y", "--from", "parfile"], "--from goes with a file"),
        (["recover", "x.sql", "--from", "json"], "invalid choice"),
        (["recover", "x.sql", "--to", "toml"], "invalid choice"),
        (["recover", "no_such_file.sql"], "No such file or directory"),
        (["recover", "x.sql", "--server-version", "seven"], "'seven' is not a release"),
    ],
)
def test_wrong_usage_of_recover_ends_with_2(arguments, message, capsys):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_recover_help(capsys):
    assert cli.main(["recover", "--help"]) == 0
    assert "dpspec recover nightly.par > nightly.dp.yaml" in capsys.readouterr().out


def test_recover_replaces_a_file_whole(sql, tmp_path):
    output = tmp_path / "out.dp.yaml"
    output.write_text("old", encoding="utf-8")
    output.chmod(0o640)
    done = run("recover", sql, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert output.read_text(encoding="utf-8") == RECOVERED
    assert os.name == "nt" or stat.S_IMODE(output.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["nightly.sql", "out.dp.yaml"]
    assert run("check", "--ignore", "DP2", output).returncode == 0


def test_a_file_gets_the_syntax_of_its_suffix_unless_another_is_asked_for(sql, tmp_path, capsys):
    for name, more, start in (
        ("a.dp.json", [], "{"),
        ("a.dp.yml", [], "job_mode"),
        ("a.txt", [], "job_mode"),
        ("b.dp.json", ["--to", "json"], "{"),
        ("b.dp.yaml", ["--to", "json"], "{"),
    ):
        output = tmp_path / name
        assert cli.main(["recover", str(sql), "-o", str(output), *more]) == 0
        assert output.read_text(encoding="utf-8").startswith(start)
        assert (f"warning[DP055]: {ASSUMED}" in capsys.readouterr().err) is (start == "{")
    assert cli.main(["check", "--ignore", "DP2", str(tmp_path / "a.dp.json"), str(tmp_path / "b.dp.yaml")]) == 0


def test_recover_never_overwrites_its_source(sql):
    done = run("recover", sql, "-o", sql)
    assert done.returncode == 2
    assert b"the output would overwrite the file that it is made of" in done.stderr
    assert sql.read_text(encoding="utf-8") == SCRIPT


def test_nothing_is_written_where_something_cannot_be_carried_over(sql, tmp_path):
    output = tmp_path / "out.dp.yaml"
    output.write_text("precious", encoding="utf-8")
    sql.write_text(SCRIPT.replace("'NIGHTLY');", "'NIGHTLY', compression => 7);"), encoding="utf-8")
    done = run("recover", sql, "-o", output)
    assert (done.returncode, done.stdout) == (1, b"")
    assert output.read_text(encoding="utf-8") == "precious"
    assert (
        done.stderr.decode()
        == f"""\
error[DP052]: OPEN with compression => 7 has no counterpart in a spec
 --> {sql}:4:79
  |
4 |   h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', NULL, 'NIGHTLY', compression => 7);
  |                                                                               ^

"""
    )


def test_a_spec_that_does_not_pass_the_check_is_written_all_the_same(sql, tmp_path):
    output = tmp_path / "out.dp.yaml"
    sql.write_text(SCRIPT.replace("'''HR'''", "'''SYS'''"), encoding="utf-8")
    done = run("recover", sql, "-o", output)
    assert done.returncode == 1
    assert "- SYS\n" in output.read_text(encoding="utf-8")
    assert f"error[DP118]: `SYS` cannot be exported in SCHEMA mode\n --> {output}:7:".encode() in done.stderr
    done = run("recover", sql)
    assert done.returncode == 1
    assert b"- SYS\n" in done.stdout
    assert b" --> <spec>:7:" in done.stderr


def test_recover_takes_the_release_of_the_server(sql):
    checksum = "DBMS_DATAPUMP.SET_PARAMETER(h, 'CHECKSUM', 1);"
    text = SCRIPT.replace("DBMS_DATAPUMP.START_JOB", f"{checksum} DBMS_DATAPUMP.START_JOB")
    assert run("recover", "-", "--from", "plsql", input=text.encode()).returncode == 0
    done = run("recover", "-", "--from", "plsql", "--server-version", "19c", input=text.encode())
    assert done.returncode == 1
    assert b"DP126" in done.stderr
    assert b"checksum: true" in done.stdout


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfeFULL=Y", b"DP001"), (b"FULL=Y\nJOB_NAME=\xe9\n", b"DP001")], ids=["UTF-16", "Latin-1"]
)
def test_recover_says_what_is_no_utf_8(data, code):
    for origin in ("parfile", "plsql"):
        done = run("recover", "-", "--from", origin, input=data)
        assert (done.returncode, done.stdout) == (1, b"")
        assert code in done.stderr


def test_recover_writes_utf_8_to_a_terminal_that_knows_only_ascii():
    text = SCRIPT.replace("''HR''", "''ÄRGER''")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = run("recover", "-", "--from", "plsql", input=text.encode(), env=environment)
    assert done.returncode == 0
    assert "- '\"ÄRGER\"'\n".encode() in done.stdout
    done = run("recover", "-", "--from", "plsql", "--to", "json", input=text.encode(), env=environment)
    assert json.loads(done.stdout)["schemas"] == ['"ÄRGER"']


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_of_recover_that_has_seen_enough_is_no_error(sql):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "dpspec", "recover", str(sql)],
        stdout=write, stderr=subprocess.PIPE, check=False, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


COMMAND = "expdp scott/Cider-1887@far schemas=hr directory=dumps dumpfile=hr%U.dmp parallel=4"


def test_recover_takes_a_command_line():
    done = run("recover", "--command", COMMAND)
    assert done.returncode == 0
    assert b"schemas:\n  - HR\nthreads: 4\n" in done.stdout
    assert b"1887" not in done.stdout + done.stderr


@pytest.mark.parametrize("more", ["", " nonsense=1", " encryption_password=Perry-1888", " full=x", " query=hr.jobs:'"])
@pytest.mark.parametrize("to", ["yaml", "json"])
def test_a_password_on_a_command_line_is_never_echoed(more, to):
    done = run("recover", "--to", to, "--command", COMMAND + more)
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr
    for secret in (b"1887", b"1888"):
        assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize("to", ["yaml", "json"])
@pytest.mark.parametrize("fault", ["", "DBMS_DATAPUMP.SET_PARALLEL(h, 'x');", "DBMS_DATAPUMP.SET_PARALLEL(h, x);"])
def test_a_password_in_a_script_is_never_echoed(to, fault):
    call = "v := 'Perry-1888'; DBMS_DATAPUMP.SET_PARAMETER(h, 'ENCRYPTION_PASSWORD', v);"
    more = f"{call} {fault} DBMS_DATAPUMP.START_JOB"
    text = SCRIPT.replace("h NUMBER;", "h NUMBER; v VARCHAR2(20);").replace("DBMS_DATAPUMP.START_JOB", more)
    done = run("recover", "-", "--from", "plsql", "--to", to, input=text.encode())
    assert done.returncode == bool(fault)
    assert b"1888" not in done.stdout + done.stderr
    if not fault:
        assert b"prompt" in done.stdout
