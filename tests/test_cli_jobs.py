"""The commands for jobs, against the sandbox: its HTTP face and its Oracle Net face, over real sockets."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dpspec import cli
from dpspec.cli_jobs_frame import exit_code, exit_code_of
from dpspec.diagnostics import CODES, Diagnostic
from dpspec.jobs import End, Job, Outcome
from dpspec.sandbox import Cut, FailStatement, HttpFault, Sandbox

NUMBERS = itertools.count(1)
PASSWORD = "tiger"  # noqa: S105 - that of the sandbox
AT_ONCE = ("--immediate", "--drop-control-table", "--delay", "0")
CONNECTIONS = """\
[both.ords]
url = "{url}"
user = "scott"
password = {{env = "SANDBOX_PASSWORD"}}
[both.direct]
dsn = "{dsn}"
user = "scott"
password = {{env = "SANDBOX_PASSWORD"}}

[ords.ords]
url = "{url}"
user = "scott"
password = {{env = "SANDBOX_PASSWORD"}}

[direct.direct]
dsn = "{dsn}"
user = "scott"
password = {{env = "SANDBOX_PASSWORD"}}

[client.ords]
url = "{url}"
client_id = "scott_client"
client_secret = {{env = "CLIENT_SECRET"}}

[asked.ords]
url = "{url}"
user = "scott"

[nobody.ords]
url = "http://127.0.0.1:1/ords/scott/"
user = "scott"
password = {{env = "SANDBOX_PASSWORD"}}

[half.ords]
url = "http://127.0.0.1:1/ords/scott/"
user = "scott"
password = {{env = "SANDBOX_PASSWORD"}}
[half.direct]
dsn = "{dsn}"
user = "scott"
password = {{env = "UNSET_PASSWORD"}}
"""


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(pace=0.4) as sandbox:
        yield sandbox


@pytest.fixture
def home(sandbox, tmp_path, monkeypatch):
    """A folder with connections, in which commands are run."""
    sandbox.faults.clear()
    text = CONNECTIONS.format(url=sandbox.url, dsn=sandbox.dsn)
    (tmp_path / "connections.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPSPEC_CONFIG", "connections.toml")
    monkeypatch.setenv("SANDBOX_PASSWORD", PASSWORD)
    monkeypatch.setenv("CLIENT_SECRET", "scott_secret")
    monkeypatch.delenv("UNSET_PASSWORD", raising=False)
    yield tmp_path
    sandbox.faults.clear()


@pytest.fixture
def spec(home):
    """Give a function that writes a spec for a job of its own, and gives the names of both."""

    def write(**keys):
        name = f"JOB{next(NUMBERS)}"
        file = home / f"{name.lower()}.dp.json"
        given = {"job_mode": "TABLE", "schema_expressions": ["IN ('SCOTT')"], "name_expressions": ["LIKE 'EMP%'"]}
        given |= {"datapump_dir": "DUMPS", "file_name": f"{name.lower()}_%U.dmp", **keys}
        file.write_text(json.dumps(given), encoding="utf-8")
        return file.name, name

    return write


@pytest.fixture
def named(spec):
    """Give a function that writes a spec with the name of its job in it, which only the direct way can say."""

    def write(**keys):
        file, name = spec(**keys)
        path = Path(file)
        path.write_text(json.dumps({**json.loads(path.read_text()), "job_name": name, "keep_master": 1}))
        return file, name

    return write


@pytest.fixture
def run(home, capsys):
    """Run a command; give its exit code, standard output and standard error."""

    def command(*arguments):
        capsys.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        return (code, *capsys.readouterr())

    return command


def process(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "dpspec", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


# --- submit -----------------------------------------------------------------------------------------------------------


def test_a_spec_goes_through_ords_where_that_can_say_it(spec, run):
    file, _ = spec()
    code, out, err = run("submit", file, "--connection", "both")
    assert code == 0
    assert re.fullmatch(r"SCOTT\.DATAPUMP_REST_EXPORT_\d+: succeeded\n", out)
    assert err.startswith("dpspec: submitting through ORDS\ndpspec: SCOTT.DATAPUMP_REST_EXPORT_")
    assert '\n. . exported "SCOTT"."EMP"' in err
    assert re.search(r'\nJob "SCOTT"\."DATAPUMP_REST_EXPORT_\d+" successfully completed', err)


def test_a_spec_goes_directly_where_ords_cannot_say_it_and_why_is_told(named, run):
    file, name = named()
    code, out, err = run("submit", file, "--connection", "both")
    assert code == 0
    assert re.fullmatch(rf"SCOTT\.{name}: succeeded\n  log: DUMPS/DPSPEC_\w+\.LOG\n", out)
    assert err.startswith("dpspec: submitting directly, not through ORDS: ")
    assert f'\nJob "SCOTT"."{name}" successfully completed' in err


def test_the_way_can_be_chosen(spec, run):
    for via, way in (("ords", "through ORDS"), ("direct", "directly")):
        code, _, err = run("submit", spec()[0], "--connection", "both", "--via", via)
        assert code == 0
        assert err.startswith(f"dpspec: submitting {way}\n")


def test_a_way_that_cannot_say_the_spec_starts_nothing(named, run, sandbox):
    file, _ = named()
    before = len(sandbox.engine.history())
    code, out, err = run("submit", file, "--connection", "both", "--via", "ords")
    assert (code, out) == (1, "nothing was started\n")
    assert "error[DP301]" in err
    assert len(sandbox.engine.history()) == before


def test_a_wrong_spec_is_told_before_anything_is_sent(home, run, sandbox):
    Path("x.dp.yaml").write_text("job_mode: TABLE\nschema_expresions: [IN ('SCOTT')]\n", encoding="utf-8")
    before = len(sandbox.requests)
    code, out, err = run("submit", "x.dp.yaml", "--connection", "both")
    assert (code, out) == (1, "")
    assert err.startswith("error[DP102]: unknown key `schema_expresions`\n --> x.dp.yaml:2:1\n")
    code, out, _ = run("submit", "x.dp.yaml", "--connection", "both", "--json")
    failed = json.loads(out)
    assert (code, failed["event"], failed["exit_code"]) == (1, "failed", 1)
    assert failed["diagnostics"][0]["line"] == 2
    assert len(sandbox.requests) == before


def test_no_wait_starts_the_job_and_says_how_to_go_on(named, run):
    file, name = named()
    code, out, err = run("submit", file, "--connection", "both", "--no-wait")
    assert code == 0
    assert out.startswith(f"SCOTT.{name}: running\n  log: DUMPS/")
    log = out.partition("log: ")[2].strip()
    assert err.endswith(
        f"  dpspec follow SCOTT.{name} --connection both --log {log}\n  dpspec stop SCOTT.{name} --connection both\n"
    )
    code, out, _ = run("follow", name, "--connection", "both")
    assert (code, out) == (0, f"SCOTT.{name}: succeeded\n")


def test_a_job_that_runs_when_the_time_is_up_is_4(named, run, sandbox):
    file, name = named()
    sandbox.engine.pace, before = 30.0, sandbox.engine.pace
    try:
        code, out, err = run("submit", file, "--connection", "both", "--timeout", "0.5")
    finally:
        sandbox.engine.pace = before
    assert code == 4
    assert out.startswith(f"SCOTT.{name}: running\n")
    assert "DP409" in err
    assert f"dpspec follow SCOTT.{name} --connection both" in err
    assert run("stop", name, "--connection", "both", *AT_ONCE)[0] == 0


def test_a_dry_run_sends_nothing_and_needs_no_secret(spec, named, run, sandbox, monkeypatch):
    monkeypatch.delenv("SANDBOX_PASSWORD")
    before = len(sandbox.requests), len(sandbox.statements)
    code, out, err = run("submit", spec()[0], "--connection", "both", "--dry-run", "--no-wait")
    assert (code, err) == (0, "dpspec: nothing is sent; through ORDS it would be:\n")
    get, post = out.split("\n\n")
    assert get == f"GET {sandbox.url}_/db-api/stable/database/datapump/jobs/"
    assert post.startswith(f"POST {sandbox.url}_/db-api/stable/database/datapump/export\n{{")
    file, name = named(encryption="ALL", encryption_password={"env": "UNSET_PASSWORD"})
    code, out, err = run("submit", file, "--connection", "both", "--dry-run")
    assert (code, err) == (0, "dpspec: nothing is sent; directly it would be:\n")
    assert f"= '{name}'" in out
    assert "DBMS_DATAPUMP.START_JOB" in out
    assert re.search(r"= \*\*\*\n", out)
    code, out, _ = run("submit", file, "--connection", "both", "--dry-run", "--json")
    assert {json.loads(line)["event"] for line in out.splitlines()} == {"step"}
    code, out, err = run("submit", file, "--connection", "ords", "--dry-run")
    assert (code, out) == (1, "")
    assert "DP301" in err
    assert (len(sandbox.requests), len(sandbox.statements)) == before


def test_json_lines_end_with_the_outcome(named, run):
    for more, way in (([], "direct"), (["--via", "ords"], "ords")):
        file, name = named()
        if way == "ords":
            text = json.loads(Path(file).read_text())
            del text["job_name"]
            Path(file).write_text(json.dumps(text))
        code, out, err = run("submit", file, "--connection", "both", "--json", *more)
        events = [json.loads(line) for line in out.splitlines()]
        assert {"noted", "started", "moved", "logged"} <= {event["event"] for event in events}
        last = events[-1]
        assert (code, last["event"], last["end"], last["exit_code"]) == (0, "outcome", "succeeded", 0)
        assert (last["owner_name"], last["via"]) == ("SCOTT", way)
        assert way == "ords" or last["job_name"] == name
        assert err.startswith("dpspec: submitting ")
        assert "Job " not in err


def test_a_job_that_the_database_refuses_is_1_with_the_ora_codes(named, run, sandbox):
    file, _ = named()
    sandbox.faults.add(FailStatement(kind="submit", details=("ORA-39001: invalid argument value", "ORA-39000: bad")))
    code, out, err = run("submit", file, "--connection", "both")
    assert (code, out) == (1, "nothing was started\n")
    assert "ORA-39000" in err


def test_ords_that_is_not_there_is_2_and_goes_directly_if_that_is_known(spec, run, monkeypatch):
    file, _ = spec()
    code, out, err = run("submit", file, "--connection", "nobody")
    assert (code, out) == (2, "nothing was started\n")
    assert "error[DP401]" in err
    monkeypatch.setenv("UNSET_PASSWORD", PASSWORD)
    code, out, err = run("submit", file, "--connection", "half")
    assert code == 0
    assert "dpspec: submitting directly, not through ORDS: " in err


def test_where_neither_way_works_both_reasons_are_told(spec, run):
    code, out, err = run("submit", spec()[0], "--connection", "half")
    assert code == 2
    assert "succeeded" not in out
    assert "no answer to the job list" in err
    assert "error[DP412]: environment variable `UNSET_PASSWORD` is not set\n --> connections.toml: half.direct" in err


def test_an_outcome_that_is_not_known_is_4_and_is_not_tried_again(spec, run, sandbox, monkeypatch):
    """The POST is taken, its reply is lost, and nobody answers the question what became of it."""
    monkeypatch.setattr("dpspec.submit.ords_submit._LOOKS", (0.0, 0.0))
    sandbox.faults.add(Cut(when="after", sent="POST .*export"))
    sandbox.faults.add(HttpFault(method="GET", status=403, times=None, skip=1))
    before = len(sandbox.engine.history())
    code, out, err = run("submit", spec()[0], "--connection", "both")
    assert code == 4
    assert out.startswith("it is not known whether a job was started\n")
    assert "DP407" in err
    assert "submitting directly" not in err
    assert len(sandbox.engine.history()) == before + 1


def test_the_password_of_the_dump_files_comes_from_where_the_spec_says(named, run, monkeypatch):
    keys = {"encryption": "ALL", "encryption_password": {"env": "DUMP_PASSWORD"}}
    file, _ = named(**keys)
    monkeypatch.delenv("DUMP_PASSWORD", raising=False)
    code, out, err = run("submit", file, "--connection", "both")
    assert (code, out) == (2, "")
    assert (
        err
        == """\
error[DP412]: environment variable `DUMP_PASSWORD` is not set
 --> encryption_password
  = help: it is to hold the encryption password

"""
    )
    monkeypatch.setenv("DUMP_PASSWORD", "Perry-1888")
    code, out, err = run("submit", file, "--connection", "both")
    assert "Perry-1888" not in out + err
    assert code == 0, err


def test_a_password_from_standard_input(spec, home):
    file, _ = spec()
    with process(
        "submit", file, "--connection", "asked", "--password-stdin", "--no-wait", stdin=subprocess.PIPE
    ) as one:
        out, err = one.communicate(f"{PASSWORD}\n".encode(), timeout=60)
    assert (one.returncode, b": running\n" in out) == (0, True), err
    with process("jobs", "--connection", "asked", "--password-stdin", stdin=subprocess.PIPE) as one:
        out, err = one.communicate(b"wrong\n", timeout=60)
    assert (one.returncode, out) == (2, b"")
    assert b"error[DP402]" in err
    assert b"wrong" not in err


def test_standard_input_is_read_only_once(home, run):
    code, _, err = run("submit", "-", "--connection", "both", "--password-stdin")
    assert (code, err) == (2, "dpspec: standard input can be read only once\n")


# --- interrupts, pipes, secrets ---------------------------------------------------------------------------------------


def until(stream, text):
    """Read lines up to one that has the text in it."""
    seen = b""
    for line in stream:
        seen += line
        if text in line:
            return seen
    raise AssertionError(seen.decode())


@pytest.fixture
def slow(sandbox):
    sandbox.engine.pace, before = 60.0, sandbox.engine.pace
    yield
    sandbox.engine.pace = before


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.usefixtures("slow")
def test_ctrl_c_leaves_the_job_running_and_says_how_to_follow_and_stop_it(named, run):
    file, name = named()
    with process("submit", file, "--connection", "both") as one:
        until(one.stderr, b"EXECUTING")
        one.send_signal(signal.SIGINT)
        out, err = one.communicate(timeout=60)
    assert (one.returncode, out) == (130, b"")
    assert re.search(
        rf"""dpspec: interrupted; SCOTT\.{name} goes on
  dpspec follow SCOTT\.{name} --connection both --log DUMPS/DPSPEC_\w+\.LOG
  dpspec stop SCOTT\.{name} --connection both
$""",
        err.decode(),
    )
    assert b"Traceback" not in err
    assert "EXECUTING" in run("status", name, "--connection", "both")[1]
    with process("follow", name, "--connection", "ords", "--json") as one:
        until(one.stdout, b"moved")
        one.send_signal(signal.SIGINT)
        out, err = one.communicate(timeout=60)
    last = json.loads(out.splitlines()[-1])
    assert (one.returncode, last["event"], last["exit_code"], last["job_name"]) == (130, "interrupted", 130, name)
    assert (
        err.decode() == f"dpspec: interrupted; SCOTT.{name} goes on\n  dpspec follow SCOTT.{name} --connection ords\n"
    )
    run("stop", name, "--connection", "both", *AT_ONCE)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc")
@pytest.mark.usefixtures("slow")
def test_no_secret_is_on_the_command_line_or_in_the_environment(named, home, run):
    file, name = named()
    secret = home / "secret"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    secret.chmod(0o600)
    text = Path("connections.toml").read_text("utf-8").replace('{env = "SANDBOX_PASSWORD"}', '{file = "secret"}')
    Path("connections.toml").write_text(text, encoding="utf-8")
    environ = {key: value for key, value in os.environ.items() if key not in ("SANDBOX_PASSWORD", "CLIENT_SECRET")}
    with process("submit", file, "--connection", "direct", env=environ) as one:
        seen = until(one.stderr, b"EXECUTING")
        folder = Path("/proc") / str(one.pid)
        for place in ("cmdline", "environ"):
            assert PASSWORD.encode() not in (folder / place).read_bytes()
        one.send_signal(signal.SIGINT)
        out, err = one.communicate(timeout=60)
    assert PASSWORD.encode() not in seen + out + err
    run("stop", name, "--connection", "direct", *AT_ONCE)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_has_gone_does_not_change_how_the_job_ended(named, sandbox):
    """Neither is the job given up, nor is its failure taken for a success."""
    read, write = os.pipe()
    os.close(read)
    cases = itertools.product(((None, 0), (FailStatement(kind="submit"), 1)), ([], ["--json"]))
    for (fault, code), more in cases:
        file, _ = named()
        if fault is not None:
            sandbox.faults.add(fault)
        command = [sys.executable, "-m", "dpspec", "submit", file, "--connection", "both", *more]
        done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
    os.close(write)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_under_the_output_does_not_change_how_the_job_ended(named):
    for more in ("", "--json"):
        file, _ = named()
        command = f"{sys.executable} -m dpspec submit {file} --connection both {more} >/dev/full"
        done = subprocess.run(["/bin/sh", "-c", command], stderr=subprocess.PIPE, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr


def test_what_fails_shows_no_password(spec, run, monkeypatch):
    monkeypatch.setenv("SANDBOX_PASSWORD", "Cider-1887")
    for via in ("ords", "direct"):
        for more in (["submit", spec()[0]], ["jobs"], ["doctor"]):
            code, out, err = run(*more, "--connection", "both", "--via", via)
            assert code in (1, 2)
            assert "Cider" not in out + err


# --- questions --------------------------------------------------------------------------------------------------------


@pytest.fixture
def done(named, run):
    """Give the name of a job that has succeeded and kept its control table, and where its log is."""
    file, name = named()
    code, out, _ = run("submit", file, "--connection", "direct")
    assert code == 0
    return name, out.partition("log: ")[2].strip()


def test_jobs_are_listed(done, run):
    name, _ = done
    for connection in ("both", "direct", "client"):
        code, out, _ = run("jobs", "--connection", connection)
        assert code == 0
        assert re.match(r"JOB +OPERATION +MODE +STATE +DEGREE +SESSIONS\n", out)
        assert re.search(rf"^SCOTT\.{name} +EXPORT +TABLE +NOT RUNNING +0 +0$", out, re.MULTILINE)
    code, out, _ = run("jobs", "--connection", "both", "--json")
    job = next(job for job in map(json.loads, out.splitlines()) if job["job_name"] == name)
    assert (code, job["event"], job["owner_name"], job["state"]) == (0, "job", "SCOTT", "NOT RUNNING")


@pytest.mark.parametrize("via", ["ords", "direct", "auto"])
def test_status_is_what_the_database_knows(done, run, via):
    name, _ = done
    for job in (name, name.lower(), f"scott.{name}", f'"SCOTT"."{name}"'):
        code, out, _ = run("status", job, "--connection", "both", "--via", via)
        assert code == 0
        assert out.startswith(f"owner_name         SCOTT\njob_name           {name}\n")
    code, out, _ = run("status", name, "--connection", "both", "--via", via, "--json")
    assert (code, json.loads(out)["job_name"]) == (0, name)
    code, out, err = run("status", f'"{name.lower()}"', "--connection", "both", "--via", via)
    assert (code, out) == (1, "")
    assert f'error[DP403]: no job `SCOTT."{name.lower()}"` is listed' in err


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ("a.b.c", "dpspec: a.b.c: not the name of a job: write OWNER.NAME, a name with signs as '\"My Job\"'\n"),
        ("My Job", "dpspec: My Job: not the name of a job: write OWNER.NAME, a name with signs as '\"My Job\"'\n"),
        ("", "dpspec: : not the name of a job: write OWNER.NAME, a name with signs as '\"My Job\"'\n"),
    ],
)
def test_a_name_that_is_none_is_usage(run, job, message):
    assert run("status", job, "--connection", "both") == (2, "", message)


def test_a_job_of_a_client_needs_its_owner(run, done):
    name, _ = done
    code, _, err = run("status", name, "--connection", "client")
    assert (code, err) == (2, f"dpspec: {name}: the connection has no user whose job it could be: write OWNER.NAME\n")
    assert run("status", f"scott.{name}", "--connection", "client")[0] == 0


def test_the_log_comes_whole(done, run):
    name, log = done
    end = rf'\nJob "SCOTT"\."{name}" successfully completed at [^\n]+\n$'
    for more in (
        ["--via", "ords"],
        ["--via", "direct", "--log", log],
        ["--via", "direct", "--log", log.replace("/", ":")],
    ):
        code, out, err = run("log", name, "--connection", "both", *more)
        assert (code, err) == (0, "")
        assert out.startswith("Export: Release ")
        assert re.search(end, out)
    code, out, err = run("log", name, "--connection", "direct")
    assert (code, out) == (2, "")
    assert "error[DP415]" in err


def test_files_are_fetched_with_their_checksums(done, run, home):
    name, log = done
    for into, more in (("a", ["--via", "ords"]), ("b", ["--via", "direct", "--log", log])):
        (home / into).mkdir()
        code, out, err = run("fetch", name, "-d", into, "--connection", "both", *more)
        assert code == 0, err
        lines = [line.split("  ") for line in out.splitlines()]
        assert {Path(path).name for _, path in lines} == {f"{name.lower()}_01.dmp", log.partition("/")[2]}
        for checksum, path in lines:
            assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == checksum
    assert [path.read_bytes() for path in sorted((home / "a").iterdir())] == [
        path.read_bytes() for path in sorted((home / "b").iterdir())
    ]
    code, out, err = run("fetch", name, f"{name.lower()}_01.dmp", "-d", "a", "--connection", "both", "--json")
    assert (code, json.loads(out.splitlines()[-1])["event"]) == (1, "failed")
    assert "error[DP414]" in err


def test_a_file_that_fails_does_not_keep_the_others_away(done, run, home):
    name, _ = done
    (home / "into").mkdir()
    dump = f"{name.lower()}_01.dmp"
    more = ["-d", "into", "--connection", "direct", "--directory", "dumps"]
    code, out, err = run("fetch", name, "none.dmp", dump, *more)
    assert code == 1
    assert out.endswith(f"  {Path('into') / dump}\n")
    assert "error[DP" in err
    assert [path.name for path in (home / "into").iterdir()] == [dump]


@pytest.mark.parametrize("file", ["../x.dmp", "/etc/passwd", "..", "a\\b.dmp", "x\x1b.dmp"])
def test_nothing_is_fetched_outside_of_the_folder(run, done, home, file):
    (home / "into").mkdir()
    code, out, err = run("fetch", done[0], file, "-d", "into", "--connection", "direct", "--directory", "DUMPS")
    assert (code, out) == (1, "")
    assert "is not the name of a file in a directory object" in err
    assert list((home / "into").iterdir()) == []


def test_a_folder_that_is_not_there(run):
    assert run("fetch", "X", "-d", "none", "--connection", "both") == (2, "", "dpspec: none: no such folder\n")


# --- stop and resume --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("slow")
def test_a_job_is_stopped_and_resumed(named, run):
    file, name = named()
    assert run("submit", file, "--connection", "both", "--no-wait")[0] == 0
    code, out, err = run("stop", name, "--connection", "both", "--immediate", "--delay", "0")
    assert code == 0
    assert re.fullmatch(rf"SCOTT\.{name}: (NOT RUNNING|STOP PENDING|STOPPING)\n", out)
    assert err == f"  dpspec resume SCOTT.{name} --connection both\n"
    code, out, _ = run("follow", name, "--connection", "both", "--timeout", "5")
    assert (code, out) == (1, f"SCOTT.{name}: stopped\n")
    code, out, err = run("resume", name, "--connection", "both")
    assert (code, out) == (0, f"SCOTT.{name}: EXECUTING\n")
    assert err == f"  dpspec follow SCOTT.{name} --connection both\n"
    code, out, _ = run("stop", name, "--connection", "both", *AT_ONCE)
    assert code == 0
    assert re.fullmatch(rf"SCOTT\.{name}: (gone|STOPPING); its control table and its dump files are dropped\n", out)


def test_stop_help_says_that_the_dump_files_go(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = run("stop", "--help")
    assert code == 0
    assert "THE DUMP FILES OF THE JOB ARE DELETED" in out


@pytest.mark.parametrize("command", ["stop", "resume"])
def test_ords_has_no_way_to_stop_or_resume(run, command):
    assert run(command, "X", "--connection", "ords") == (
        2,
        "",
        f"""\
error[DP415]: ORDS has no way to {command} a job
 --> connections.toml
  = help: give the connection `[ords.direct]`

""",
    )


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_doctor_tells_what_is_wrong_and_what_helps(run, named, sandbox):
    file, _ = named()
    code, out, _ = run("doctor", file, "--connection", "both")
    assert code == 0
    assert out.startswith("through ORDS\n  ok       ORDS is reached: it answers with 200\n")
    assert "\ndirectly\n  ok       the database is reached: as SCOTT\n" in out
    file, _ = named(datapump_dir="ADMIN_ONLY")
    code, out, _ = run("doctor", file, "--connection", "both", "--via", "direct")
    assert code == 1
    assert "\n  failed   directory ADMIN_ONLY can be read and written: " in out
    assert "GRANT READ, WRITE ON DIRECTORY ADMIN_ONLY TO SCOTT\n" in out
    code, out, _ = run("doctor", file, "--connection", "both", "--json")
    findings = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert {finding["event"] for finding in findings} == {"finding"}
    assert {finding["via"] for finding in findings} == {"ords", "direct"}


def test_doctor_checks_the_other_way_though_one_has_no_password(run):
    code, out, err = run("doctor", "--connection", "half")
    assert code == 2
    assert "  failed   ORDS is reached: " in out
    assert "error[DP412]: environment variable `UNSET_PASSWORD` is not set" in err


# --- usage ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["submit"], "SPEC"),
        (["submit", "x.json", "--via", "fax"], "invalid choice"),
        (["submit", "x.json", "--timeout", "0"], "no number of seconds above 0"),
        (["submit", "x.json", "--timeout", "nan"], "no number of seconds above 0"),
        (["submit", "x.json", "--timeout", "soon"], "soon"),
        (["stop", "x", "--delay", "-1"], "no whole number of seconds"),
        (["stop", "x", "--delay", "1.5"], "no whole number of seconds"),
        (["stop", "x", "--via", "ords"], "unrecognized arguments"),
        (["log", "x", "--log", "nightly.log"], "is not OBJ/FILE, such as DUMPS/nightly.log"),
        (["jobs", "--connection", "bot"], "did you mean `both`"),
        (["jobs"], "say `--connection NAME` (both, ords, direct, client, asked, nobody, half)"),
        (["submit", "none.json", "--connection", "both"], "No such file"),
        (["jobs", "--connection", "ords", "--via", "direct"], "write a section `[ords.direct]`"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_2(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_the_environment_is_a_connection(run, sandbox, monkeypatch, done):
    monkeypatch.setenv("DPSPEC_ORDS_URL", sandbox.url)
    monkeypatch.setenv("DPSPEC_ORDS_USER", "SCOTT")
    monkeypatch.setenv("DPSPEC_ORDS_PASSWORD", PASSWORD)
    assert run("status", done[0])[0] == 0
    monkeypatch.delenv("DPSPEC_ORDS_USER")
    monkeypatch.delenv("DPSPEC_ORDS_PASSWORD")
    monkeypatch.setenv("DPSPEC_ORDS_CLIENT_ID", "scott_client")
    monkeypatch.setenv("DPSPEC_ORDS_CLIENT_SECRET", "scott_secret")
    assert run("jobs")[0] == 0


@pytest.mark.parametrize("command", ["submit", "jobs", "status", "follow", "log", "stop", "resume", "fetch", "doctor"])
def test_help_tells_the_exit_codes(command, run):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert "\n  4    the outcome is not known, or the job still runs when the time is up\n" in out


@pytest.mark.parametrize(
    ("outcome", "wait", "code"),
    [
        (Outcome(End.SUCCEEDED), True, 0),
        (Outcome(End.ERRORS), True, 1),
        (Outcome(End.STOPPED), True, 1),
        (Outcome(End.ABORTED), True, 1),
        (Outcome(End.RUNNING, Job("A", "B")), True, 4),
        (Outcome(End.RUNNING, Job("A", "B")), False, 0),
        (Outcome(End.UNKNOWN), True, 4),
        (Outcome(End.UNKNOWN), False, 4),
        (Outcome(End.REJECTED, diagnostics=(Diagnostic("DP404", "x"),)), True, 1),
        (Outcome(End.REJECTED, diagnostics=(Diagnostic("DP401", "x"),)), True, 2),
        (Outcome(End.REJECTED, diagnostics=(Diagnostic("DP401", "x"), Diagnostic("DP404", "x"))), True, 1),
        (Outcome(End.REJECTED), True, 1),
    ],
    ids=str,
)
def test_only_the_words_of_the_job_make_a_success(outcome, wait, code):
    assert exit_code(outcome, wait=wait) == code


def test_no_failure_is_a_success():
    for code in CODES:
        assert exit_code_of([Diagnostic(code, "x")]) in (1, 2, 4)
    assert exit_code_of([Diagnostic("DP407", "x"), Diagnostic("DP401", "x")]) == 4


def test_commands_that_connect_to_nothing_import_nothing_of_those_that_do():
    probe = (
        "import sys, dpspec.cli as c; c.main({!r}); print(sorted({{'httpx2', 'oracledb', 'rich', 'keyring', 'asyncio',"
        " 'platformdirs', 'ssl', 'tomllib', 'uvicorn', 'dpspec.connections', 'dpspec.progress', 'dpspec.submit'}}"
        " & set(sys.modules)), file=sys.stderr)"
    )
    for arguments in (["--version"], ["check", "-"]):
        command = [sys.executable, "-c", probe.format(arguments)]
        done = subprocess.run(command, input="{}", capture_output=True, text=True, check=True)
        assert done.stderr.endswith("[]\n")


@pytest.mark.skipif(os.name == "nt", reason="streams of POSIX")
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "2>&1 | true", ">&- 2>&-"])
def test_the_exit_code_does_not_depend_on_who_reads_what_went_wrong(redirection):
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    command = f'set -o pipefail; "$0" -m dpspec check - {redirection}'
    if "|" in redirection:
        command = f'"$0" -m dpspec check - {redirection}; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["/bin/bash", "-c", command, sys.executable], input=b"job_mode: TABEL\n", check=False)
    assert done.returncode == 1
    command = command.replace("check -", "jobs --via direct")
    environment = {**os.environ, "DPSPEC_DSN": "127.0.0.1:9/X", "DPSPEC_USER": "u", "DPSPEC_PASSWORD": "p"}
    done = subprocess.run(["/bin/bash", "-c", command, sys.executable], env=environment, check=False)
    assert done.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full device")
def test_an_answer_that_cannot_be_written_is_none():
    environment = {**os.environ, "DPSPEC_DSN": "127.0.0.1:9/X", "DPSPEC_USER": "u", "DPSPEC_PASSWORD": "p"}
    with Path("/dev/full").open("wb") as full:
        arguments = [sys.executable, "-m", "dpspec", "doctor", "--json"]
        done = subprocess.run(arguments, env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"dpspec: standard output: No space left on device\n" in done.stderr


def test_options_are_not_abbreviated_and_secrets_not_repeated(capsys):
    assert cli.main(["stop", "WEEKLY", "--dr"]) == 2
    assert "unrecognized arguments: --dr" in capsys.readouterr().err
    assert cli.main(["submit", "x.dp.yaml", "--password", "tiger"]) == 2
    err = capsys.readouterr().err
    assert "tiger" not in err
    assert "a secret is never an argument" in err


def test_a_time_that_is_none_is_told_in_words(capsys):
    assert cli.main(["submit", "x.dp.yaml", "--timeout", "abc"]) == 2
    assert "argument --timeout: abc is no number of seconds above 0" in capsys.readouterr().err
