"""The hooks, run by the real pre-commit from a copy of this checkout.

One environment is built for all of it, with packages from the registry.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = yaml.safe_load(MANIFEST.read_text("utf-8"))

GOOD = "job_mode: TABLE\nschema_expressions: [\"='SCOTT'\"]\nname_expressions: [\"LIKE 'EMP%'\"]  # all of them\n"
#: What `--fix` makes right.
POOR = GOOD.replace("EMP%", "EMP")
FIXED = POOR.replace("LIKE 'EMP'", "='EMP'")
BAD = "job_mode: TABLE\nschema_expresions: [\"='SCOTT'\"]\n"
ODD_NAME = "été 中 x.dp.yaml"


#: `pre-commit try-repo`, whose temporary folder is the one that all tests share: with its own it would build a second
#: environment and throw it away.
TRY_REPO = """
import contextlib, os, sys
from pre_commit.commands import try_repo
from pre_commit.main import main
try_repo.tempfile.TemporaryDirectory = lambda: contextlib.nullcontext(os.environ["PRE_COMMIT_HOME"])
sys.exit(main(["try-repo", *sys.argv[1:]]))
"""


def environment(home):
    """The environment of a program that git or pre-commit is: of the user's own settings, nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    person = {f"GIT_{who}_{what}": "x@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        **kept,
        **person,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(home),
        "PRE_COMMIT_COLOR": "never",
        # Output of pre-commit and of the hooks is UTF-8 on every system.
        "PYTHONUTF8": "1",
    }


class Folder:
    """A git repository, in which git and pre-commit run."""

    def __init__(self, path, home):
        self.path, self.env = path, environment(home)

    def run(self, *command):
        done = subprocess.run(command, cwd=self.path, env=self.env, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")

    def must(self, *command):
        code, output = self.run(*command)
        assert code == 0, output
        return output

    def git(self, *arguments):
        return self.must("git", "-c", "core.quotePath=false", *arguments)

    def pre_commit(self, *arguments):
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
        return path

    def stage(self, **files):
        for name, text in files.items():
            self.write(name, text)
            self.git("add", "--", name)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A folder for all tests of this run: with pytest-xdist, for all its workers."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return tmp_path_factory.mktemp("pre-commit")
    folder = base.parent / "pre-commit"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def home(shared):
    # pre-commit locks it while it builds an environment, so that two workers build one.
    folder = shared / "home"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def hooks(shared, home, tmp_path_factory):
    """A repository with the files of this checkout as they are now, those that git knows."""
    target = shared / "dpspec"
    if target.exists():
        return target
    made = Folder(tmp_path_factory.mktemp("copy") / "dpspec", home)
    made.path.mkdir()
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("no checkout: which files belong to it, only git knows")
    for name in listed.stdout.decode("utf-8").split("\0"):
        if (ROOT / name).is_file():
            (made.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, made.path / name)
    made.git("init", "--quiet")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "as it is")
    try:
        made.path.rename(target)
    except OSError:  # another worker was faster
        assert target.exists()
    return target


@pytest.fixture
def folder(tmp_path, home):
    made = Folder(tmp_path / "specs of ours", home)
    made.path.mkdir()
    made.git("init", "--quiet")
    return made


@pytest.fixture
def project(folder, hooks):
    """A project with both hooks in its configuration, and nothing else."""
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True, check=True
    ).stdout.strip()
    ids = [{"id": "dpspec-check"}, {"id": "dpspec-fix", "stages": ["manual"]}]
    config = {"repos": [{"repo": hooks.as_uri(), "rev": revision, "hooks": ids}]}
    folder.stage(**{".pre-commit-config.yaml": json.dumps(config)})
    folder.git("commit", "--quiet", "--message", "hooks")
    return folder


# --- the manifest ---------------------------------------------------------------------------------------------------


def test_pre_commit_takes_the_manifest(folder):
    code, output = folder.pre_commit("validate-manifest", str(MANIFEST))
    assert (code, output) == (0, "")


def test_the_hooks_differ_in_nothing_but_what_they_do():
    check, fix = HOOKS
    differ = {"id": None, "name": None, "description": None, "entry": None}
    assert check | differ == fix | differ
    assert (check["id"], check["entry"]) == ("dpspec-check", "dpspec check")
    assert (fix["id"], fix["entry"]) == ("dpspec-fix", "dpspec check --fix")


def test_the_oldest_release_of_pre_commit_is_a_text():
    assert all(hook["minimum_pre_commit_version"] == "2.9.2" for hook in HOOKS)
    assert all(hook["require_serial"] is True for hook in HOOKS)


@pytest.mark.parametrize(
    "name",
    [
        "a.dp.json",
        "x/a.dp.yaml",
        "x y/é.DP.YML",
        "a.datapump.yaml",
        "datapump/a.json",
        "x/datapump/y/a.yml",
        "a.b.dp.json",
    ],
)
def test_specs_are_picked(name):
    assert all(re.search(hook["files"], name) for hook in HOOKS)


@pytest.mark.parametrize(
    "name",
    ["a.json", "a.yaml", ".dp.json", "a.dp.json.bak", "adp.json", "mydatapump/a.json", "datapump.json", "a.dp.toml"],
)
def test_other_files_are_not_picked(name):
    assert not any(re.search(hook["files"], name) for hook in HOOKS)


# --- try-repo -------------------------------------------------------------------------------------------------------


def test_try_repo_runs_on_specs_and_on_nothing_else(folder, hooks):
    folder.stage(
        **{
            "good.dp.yaml": GOOD,
            "bad one.dp.yaml": BAD,
            ODD_NAME: BAD,
            "datapump/full.json": '{"job_mode": "FULLY"}',
            "other.yaml": "no: spec\n",
            "package.json": "{}",
        }
    )
    folder.write("not added.dp.yaml", BAD)
    code, output = folder.run(
        sys.executable, "-c", TRY_REPO, hooks.as_uri(), "dpspec-check", "--all-files", "--verbose"
    )
    assert code == 1, output
    assert "Using config" in output
    assert re.search(r"^dpspec check\.+Failed$", output, re.MULTILINE)
    places = re.findall(r"^ *--> (.*?):\d+:\d+$", output, re.MULTILINE)
    assert sorted(set(places)) == sorted(["bad one.dp.yaml", ODD_NAME, "datapump/full.json"])
    assert "error[DP102]: unknown key `schema_expresions`" in output
    assert "error[DP105]" in output


# --- in a project ---------------------------------------------------------------------------------------------------


def test_the_environment_holds_the_core_alone(project, home):
    project.stage(**{"good.dp.yaml": GOOD})
    assert project.pre_commit("run")[0] == 0
    scripts = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    pythons = list(home.glob(f"repo*/py_env-*/{scripts}"))
    assert len(pythons) == 1, "one environment for both hooks"
    code = "import importlib.metadata as m; print(*sorted(d.name.lower() for d in m.distributions()))"
    listed = subprocess.run([pythons[0], "-c", code], capture_output=True, text=True, check=True)
    assert set(listed.stdout.split()) - {"pip", "setuptools", "wheel"} == {"attrs", "dpspec", "lark", "pyyaml"}
    for module in ("httpx2", "oracledb"):
        done = subprocess.run([pythons[0], "-c", f"import {module}"], capture_output=True, text=True, check=False)
        assert "ModuleNotFoundError" in done.stderr


def test_a_right_spec_passes_and_a_wrong_one_fails_with_its_place(project):
    project.stage(**{"good.dp.yaml": GOOD})
    code, output = project.pre_commit("run")
    assert code == 0, output
    assert re.search(r"^dpspec check\.+Passed$", output, re.MULTILINE)
    project.stage(**{ODD_NAME: BAD})
    code, output = project.pre_commit("run")
    assert code == 1
    assert f"--> {ODD_NAME}:2:1" in output
    assert "good.dp.yaml" not in output


def test_without_a_spec_there_is_nothing_to_do(project):
    project.stage(**{"other.yaml": "no: spec\n"})
    code, output = project.pre_commit("run")
    assert code == 0
    assert "no files to check" in output


def test_what_is_staged_counts_and_not_what_is_in_the_folder(project):
    project.stage(**{"a b.dp.yaml": GOOD})
    project.write("a b.dp.yaml", BAD)
    project.write("new.dp.yaml", BAD)
    code, output = project.pre_commit("run")
    assert code == 0, output
    project.stage(**{"a b.dp.yaml": BAD})
    path = project.write("a b.dp.yaml", GOOD)
    code, output = project.pre_commit("run")
    assert code == 1
    assert "--> a b.dp.yaml:2:1" in output
    assert path.read_text("utf-8") == GOOD


def test_a_commit_is_stopped_by_a_wrong_spec(project):
    assert project.pre_commit("install")[0] == 0
    project.stage(**{"a.dp.yaml": BAD})
    code, output = project.run("git", "commit", "--message", "a spec")
    assert code != 0
    assert "error[DP102]" in output
    project.stage(**{"a.dp.yaml": GOOD})
    code, output = project.run("git", "commit", "--message", "a spec")
    assert code == 0, output


def test_a_warning_of_the_linter_fails_and_the_other_hook_fixes_it(project):
    project.stage(**{"a b.dp.yaml": POOR, "good.dp.yaml": GOOD})
    code, output = project.pre_commit("run")
    assert code == 1
    assert "warning[DP203]" in output
    code, output = project.pre_commit("run", "--hook-stage", "manual", "dpspec-fix")
    assert code == 1
    assert "files were modified by this hook" in output
    assert (project.path / "a b.dp.yaml").read_text("utf-8") == FIXED
    assert (project.path / "good.dp.yaml").read_text("utf-8") == GOOD
    project.git("add", "--all")
    assert project.pre_commit("run", "--hook-stage", "manual", "dpspec-fix")[0] == 0
    assert project.pre_commit("run")[0] == 0
