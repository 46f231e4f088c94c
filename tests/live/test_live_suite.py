"""That the live suite is in order, as far as can be told without a server: these tests always run."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml

from dpspec.recover import plsql_syntax, sqlplus
from dpspec.recover.plsql_tree import Unit
from tests.live import against_sandbox, server, test_live_names

ROOT = against_sandbox.ROOT
LIVE = ROOT / "tests" / "live"
WORKFLOW = ROOT / ".github" / "workflows" / "live.yml"
VARIABLES = {*server.ORDS, *server.DIRECT, server.DIRECTORY, server.CA_FILE, server.TIMEOUT}
PAGE = ROOT / "docs" / "live.md"


def _pytest(*arguments):
    command = [sys.executable, "-m", "pytest", "tests/live", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, env=against_sandbox.outside(), check=False, capture_output=True, text=True)


def test_no_live_test_runs_unless_it_is_asked_for():
    done = _pytest("--collect-only", "-q")
    assert done.returncode == 0, done.stdout
    collected = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert collected == {"tests/live/test_live_suite.py"}


def test_without_a_server_every_live_test_errs_and_names_the_variables_and_none_is_skipped():
    done = _pytest("-m", "live", "-q", "--tb=line")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z]{3,})", done.stdout.splitlines()[-1])}
    assert counts.keys() <= {"deselected", "errors", "failed"}, done.stdout
    assert counts["errors"] + counts.get("failed", 0) > 80
    told = re.findall(r"(\w+) is not set: the live tests need (.*) \(see docs/live\.md\)", done.stdout)
    assert len(told) >= counts["errors"]
    assert {name for _, names in told for name in names.split(", ")} == {*server.DIRECT, *server.ORDS, server.DIRECTORY}


def test_a_part_of_the_live_tests_passes_against_the_sandbox():
    """All that it can do, by hand: python -m tests.live.against_sandbox."""
    some = "same_tables or compiles or doctor or resumed or come_the_same or 31634 or 39087 or script_that_waits_runs"
    done = against_sandbox.run("-q", "-k", some, pace=0.2)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 15


def test_every_live_test_is_marked():
    for path in LIVE.glob("test_live_*.py"):
        if path.name != "test_live_suite.py":
            assert "\npytestmark = pytest.mark.live\n" in path.read_text("utf-8"), path


# --- the containers -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((LIVE / "compose.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def workflow():
    return yaml.safe_load(WORKFLOW.read_text("utf-8"))


def test_images_have_tags_and_ports_are_open_to_this_machine_alone(compose):
    for service in compose["services"].values():
        assert re.fullmatch(r"\$\{DPSPEC_LIVE_\w+:-[\w./-]+:\d[\w.-]+\}", service["image"])
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert [name for name, service in compose["services"].items() if "healthcheck" in service] == ["database", "ords"]
    assert compose["services"]["setup"]["profiles"] == ["setup"]


def test_every_file_that_a_container_is_given_is_there(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            assert (LIVE / volume.partition(":")[0]).is_file()


def test_no_password_is_written_down(compose, workflow):
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name:
                assert re.match(r"\$\{DPSPEC_LIVE_\w*PASSWORD:\?set ", value)
    assert not any("PASSWORD" in name for name in workflow["env"])
    script = (LIVE / "setup.sql").read_text("utf-8")
    assert re.findall(r"IDENTIFIED BY (.*?) ", script) == ['"&live_password"']


def test_the_workflow_may_read_alone_and_pins_its_actions(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)
    # YAML 1.1 takes the key `on` for true.
    assert workflow[True].keys() == {"workflow_dispatch", "schedule"}


def test_the_workflow_sets_every_variable_that_is_needed(workflow, compose):
    (job,) = workflow["jobs"].values()
    made = set(re.findall(r'echo "(DPSPEC_\w+)=', "".join(step.get("run", "") for step in job["steps"])))
    given = {name for name in workflow["env"] if name.startswith("DPSPEC_")} | made
    needed = set(re.findall(r"\$\{(DPSPEC_\w+):\?", (LIVE / "compose.yaml").read_text("utf-8")))
    assert {*server.ORDS, *server.DIRECT, server.DIRECTORY} | needed == given
    assert workflow["env"]["COMPOSE_FILE"] == "tests/live/compose.yaml"


def test_setup_makes_the_tables_that_the_tests_count_on():
    script = (LIVE / "setup.sql").read_text("utf-8")
    made = re.findall(r'CREATE TABLE &live_user\.\.(?:"([^"]+)"|(\w+))', script)
    assert {quoted.replace("''", "'") or plain.upper() for quoted, plain in made} == server.TABLES.keys()
    for table, rows in server.TABLES.items():
        inserted = re.search(rf"INSERT INTO &live_user\.\.{table.lower()} .*?;\n", script, re.DOTALL)
        level = re.search(r"LEVEL <= (\d+);", inserted[0]) if inserted else None
        single = "VALUES" in (inserted[0] if inserted else "") or table == server.ODD
        assert (int(level[1]) if level else int(single)) == rows, table


def test_the_blocks_of_setup_and_of_the_tests_are_plsql():
    script = (LIVE / "setup.sql").read_text("utf-8")
    blocks = [script[piece.start : piece.end] for piece in sqlplus.split(script) if piece.kind == "unit"]
    assert [block.split()[0] for block in blocks] == ["BEGIN", "BEGIN"]
    for block in (*blocks, test_live_names._JOB):
        assert isinstance(plsql_syntax.parse(block, "unit"), Unit)


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_names_every_variable_and_every_unconfirmed_fact_names_its_test():
    text = PAGE.read_text("utf-8")
    assert set(re.findall(r"`(DPSPEC_LIVE_\w+)`", text)) >= VARIABLES
    tests = "".join(path.read_text("utf-8") for path in LIVE.glob("test_live_*.py"))
    named = re.findall(r"`(test_\w+)`", text)
    assert len(named) > 10
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_the_page_says_that_nobody_has_run_it():
    assert "has not been run against an Oracle Database" in " ".join(PAGE.read_text("utf-8").split())
