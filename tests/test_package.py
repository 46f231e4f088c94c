"""What people install: the wheel and the source archive, and the public names."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import dpspec

ROOT = Path(__file__).resolve().parent.parent
GRAMMARS = sorted(file.name for file in (ROOT / "grammar").glob("*.lark"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and source archive, built by the real build backend without a network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder


def test_the_wheel_works_outside_the_checkout(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    spec = tmp_path / "spec.dp.yaml"
    spec.write_text("job_mode: FULL\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert Path(run("-c", "import dpspec; print(dpspec.__file__)").stdout).is_relative_to(tmp_path)
    for target in ("ords", "plsql", "parfile"):
        done = run("-m", "dpspec", "compile", str(spec), "--to", target)
        assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "bad.dp.json").write_text("{\"schema_expressions\": [\"IN ('A' 'B')\"]}", encoding="utf-8")
    assert run("-m", "dpspec", "check", "bad.dp.json").returncode == 1
    probe = (
        "from dpspec.recover import plsql; from dpspec.source import Source; print(plsql.recover(Source('', 'x'))[0])"
    )
    assert run("-c", probe).stdout == "None\n"


def test_the_wheel_carries_grammars_and_type_marker_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert [f"dpspec/_grammar/{name}" for name in GRAMMARS] == sorted(n for n in names if n.endswith(".lark"))
    assert "dpspec/py.typed" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"dpspec"}


def test_the_source_archive_can_be_built_from(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as stream:
        names = {name.partition("/")[2] for name in stream.getnames()}
    assert {f"grammar/{name}" for name in GRAMMARS} <= names
    assert {"README.md", "LICENSE", "Makefile", "tests/test_package.py", "examples/emp_tables.dp.json"} <= names


def test_the_core_needs_three_libraries():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [name.partition(">")[0] for name in project["dependencies"]] == ["attrs", "lark", "PyYAML"]
    assert project["version"] == dpspec.__version__


def test_every_public_name_is_there_and_says_what_it_is():
    assert sorted(dpspec.__all__) == dpspec.__all__ == dir(dpspec)
    for name in dpspec.__all__:
        value = getattr(dpspec, name)
        assert name == "__version__" or inspect.getdoc(value), name
    for function in (dpspec.load, dpspec.loads, dpspec.compile):
        assert "Raises" in inspect.getdoc(function)
    with pytest.raises(AttributeError, match="nothing"):
        dpspec.nothing  # noqa: B018 - the access is what is tested
