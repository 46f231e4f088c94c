"""The command line on a real server, each command as a program of its own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

from dpspec import writer
from tests.live import server

pytestmark = pytest.mark.live


@pytest.fixture
def dpspec(tmp_path):
    """Run dpspec with the server as the connection of the environment."""
    names = ("DPSPEC_DSN", "DPSPEC_USER", "DPSPEC_PASSWORD")
    names += ("DPSPEC_ORDS_URL", "DPSPEC_ORDS_USER", "DPSPEC_ORDS_PASSWORD")
    values = [server.variable(name) for name in (*server.DIRECT, *server.ORDS)]
    environment = {**os.environ, **dict(zip(names, values, strict=True)), "NO_COLOR": "1"}
    if os.environ.get(server.CA_FILE):
        environment["DPSPEC_ORDS_CA_FILE"] = os.environ[server.CA_FILE]

    def run(*arguments, given=None, code=0):
        if given is not None:
            (tmp_path / "spec.dp.yaml").write_text(writer.write(given, "yaml"), "utf-8")
        command = [sys.executable, "-m", "dpspec", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


@pytest.mark.parametrize("via", ["ords", "direct"])
def test_the_commands_submit_list_show_and_fetch_a_job(dpspec, tmp_path, via):
    if via == "ords":
        server.next_second()
    told = dpspec("submit", "spec.dp.yaml", "--via", via, "--json", given=server.spec()).stdout
    outcome = json.loads(told.splitlines()[-1])
    job = f"{outcome['owner_name']}.{outcome['job_name']}"
    where = ["--log", f"{outcome['log']['directory']}/{outcome['log']['name']}"] if via == "direct" else []
    assert job in dpspec("jobs", "--via", via).stdout
    assert "NOT RUNNING" in dpspec("status", job, "--via", via).stdout
    assert server.exported(dpspec("log", job, "--via", via, *where).stdout.splitlines()) == server.expected()
    (tmp_path / "files").mkdir()
    sums = dpspec("fetch", job, "-d", "files", "--via", via, *where).stdout.splitlines()
    assert len(sums) == 2
    for line in sums:
        digest, path = line.split()
        assert hashlib.sha256((tmp_path / path).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("via", ["ords", "direct"])
def test_an_export_that_selects_nothing_does_not_leave_with_0(dpspec, via):
    if via == "ords":
        server.next_second()
    done = dpspec("submit", "spec.dp.yaml", "--via", via, given=server.spec(server.NO_TABLE), code=1)
    assert "ORA-" in done.stderr


def test_doctor_leaves_with_0_where_nothing_is_wrong_and_with_1_where_something_is(dpspec):
    dpspec("doctor", "spec.dp.yaml", given=server.spec())
    done = dpspec(
        "doctor", "spec.dp.yaml", "--via", "direct", given=server.spec(datapump_dir=server.NO_DIRECTORY), code=1
    )
    assert f"CREATE DIRECTORY {server.NO_DIRECTORY}" in done.stdout + done.stderr


def test_a_password_is_shown_nowhere(dpspec):
    done = dpspec("submit", "spec.dp.yaml", "--dry-run", given=server.spec())
    for name in (server.DIRECT[2], server.ORDS[2]):
        assert server.variable(name) not in done.stdout + done.stderr
