"""The command ``dpspec sandbox``, in a process of its own, and what importing it costs."""

import argparse
import signal
import subprocess
import sys

import httpx2
import oracledb
import pytest

from dpspec import cli_sandbox

RUN = """\
import argparse, sys
from dpspec import cli_sandbox
parser = argparse.ArgumentParser(prog="dpspec")
cli_sandbox.add(parser.add_subparsers())
given = parser.parse_args()
try:
    sys.exit(given.command(given))
except KeyboardInterrupt:
    sys.exit(130)
"""


def start(*arguments):
    command = [sys.executable, "-c", RUN, "sandbox", "--http-port", "0", "--net-port", "0", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*arguments):
    process = start(*arguments)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


def banner(process):
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Ctrl-C"):
            break
    return lines


def test_it_runs_both_faces_until_it_is_interrupted():
    process = start("--pace", "0.05")
    try:
        lines = banner(process)
        assert lines[0] == "dpspec sandbox: an in-memory Data Pump. It is no Oracle Database, and moves no data."
        url = next(line.split()[1] for line in lines if line.startswith("HTTP")).replace("<schema>", "scott")
        dsn = next(line.split()[2] for line in lines if line.startswith("Oracle Net"))
        assert any(
            line.split() == ["SCOTT", "tiger", "OAuth2", "client", "scott_client", "scott_secret"] for line in lines
        )
        reply = httpx2.get(url + "_/db-api/stable/database/datapump/jobs/", auth=("scott", "tiger"))
        assert reply.status_code == 200
        oracledb.connect(user="scott", password="tiger", dsn=dsn).close()  # noqa: S106 - no secret
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "")


@pytest.mark.parametrize(("only", "shown", "hidden"), [("http", "HTTP", "Oracle Net"), ("net", "Oracle Net", "HTTP ")])
def test_one_face_alone(only, shown, hidden):
    process = start("--only", only)
    lines = banner(process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert any(line.startswith(shown) for line in lines)
    assert not any(line.startswith(hidden) for line in lines)
    assert any("OAuth2" in line for line in lines) is (only == "http")


def test_a_catalogue_that_is_wrong_is_told_with_its_place(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("user: {}")
    message = "`user` is no key of the catalogue; its keys: users, directories, schemas, tablespaces, roles"
    assert run("--catalog", str(path)) == (2, "", f"dpspec: {path}:1:1: {message}\n")


def test_a_catalogue_that_is_not_there_is_told(tmp_path):
    path = str(tmp_path / "c.yaml")
    assert run("--catalog", path) == (2, "", f"dpspec: {path}: No such file or directory\n")


def test_a_port_in_use_is_told():
    process = start("--only", "http")
    port = next(line for line in banner(process) if line.startswith("HTTP")).split("/")[2].split(":")[1]
    code, out, err = run("--only", "http", "--http-port", port)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert (code, out) == (2, "")
    assert "Address already in use" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("argument", ["--http-port=65536", "--net-port=x", "--pace=0", "--pace=x", "--only=tcp"])
def test_a_wrong_argument_is_a_usage_error(argument, capsys):
    parser = argparse.ArgumentParser()
    cli_sandbox.add(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["sandbox", argument])
    assert argument.partition("=")[0] in capsys.readouterr().err


def test_the_help_says_what_it_is_not(capsys):
    parser = argparse.ArgumentParser()
    cli_sandbox.add(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["sandbox", "--help"])
    assert "It is no Oracle Database and moves no data" in capsys.readouterr().out


@pytest.mark.parametrize("module", ["dpspec.cli_sandbox", "dpspec.sandbox"])
def test_what_the_faces_need_is_not_imported_before_they_start(module):
    names = ("starlette", "uvicorn", "seerdb", "oracledb", "httpx2")
    if module == "dpspec.cli_sandbox":
        names = (*names, "attrs", "lark", "dpspec.sandbox")
    code = f"import sys, {module}; print([name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("missing", "options", "message"),
    [
        (
            "starlette",
            {"net": False},
            "the HTTP face of the sandbox needs starlette and uvicorn: pip install dpspec[sandbox]",
        ),
        ("seerdb", {"http": False}, "pip install --no-deps seerdb==3.3.0 pycryptodome tzdata"),
    ],
)
def test_what_is_not_installed_is_told_with_the_command(missing, options, message):
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from dpspec.sandbox import Sandbox\n"
        f"try:\n    Sandbox(**{options!r}).__enter__()\nexcept ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert message in done.stdout
