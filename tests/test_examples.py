"""The examples compile to exactly what stands beside them, and their README tells what does not."""

import json
import re
import shutil
from pathlib import Path

import pytest
from attrs import evolve

import dpspec
from dpspec.api import TARGETS
from dpspec.diagnostics import has_errors
from examples import regenerate

EXAMPLES = regenerate.HERE
SPECS = regenerate.specs()
_ROW = re.compile(r"\| \[(?P<spec>[^\]]+)\]\((?P<link>[^)]+)\) \|")


def table():
    """The rows of the README: by spec the cells of the three targets, and the reason."""
    rows = {}
    for line in (EXAMPLES / "README.md").read_text("utf-8").splitlines():
        if match := _ROW.match(line):
            _, _spec, _, *cells, reason, _ = (cell.strip() for cell in line.split("|"))
            assert match["spec"] == match["link"]
            assert match["spec"] not in rows, "a spec has one row"
            rows[match["spec"]] = (dict(zip(TARGETS, cells, strict=True)), reason)
    return rows


def test_there_are_enough_to_learn_from():
    assert len(SPECS) >= 36
    assert {spec.suffix for spec in SPECS} == {".json", ".yaml"}


def test_a_name_belongs_to_one_spec():
    names = [regenerate.name_of(spec) for spec in SPECS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_an_example_has_no_findings(spec):
    assert dpspec.check(dpspec.load(spec)).diagnostics == ()


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_outputs_are_what_the_spec_compiles_to(spec):
    texts, refused = regenerate.outputs(spec)
    for target in TARGETS:
        file = EXAMPLES / (regenerate.name_of(spec) + regenerate.SUFFIXES[target])
        if target in refused:
            assert not file.exists()
        else:
            assert file.read_bytes().decode("ascii") == texts[target], "run: make examples"


def test_no_output_is_left_over():
    assert set(regenerate.present()) == set(regenerate.wanted())


def test_readme_lists_every_spec():
    assert set(table()) == {spec.name for spec in SPECS}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_readme_tells_what_a_target_refuses_with_its_code(spec):
    cells, reason = table()[spec.name]
    name = regenerate.name_of(spec)
    _, refused = regenerate.outputs(spec)
    for target, cell in cells.items():
        suffix = regenerate.SUFFIXES[target]
        expected = ", ".join(refused[target]) if target in refused else f"[{suffix.rpartition('.')[2]}]({name}{suffix})"
        assert cell == expected
    assert bool(reason) == bool(refused), "a reason goes with a refusal"


def test_the_example_of_the_ords_documentation_compiles_to_itself():
    spec = EXAMPLES / "emp_tables.dp.json"
    assert json.loads(dpspec.compile(dpspec.load(spec), "ords").text) == json.loads(spec.read_text("utf-8"))


def meaning(spec, *, without_log_name):
    plan = dpspec.check(spec).plan
    assert plan is not None
    if not without_log_name:
        return plan.meaning
    return evolve(plan.meaning, log_file=tuple(evolve(file, name="") for file in plan.meaning.log_file))


def compiled_to(target):
    """The specs that a target can say."""
    return [spec for spec in SPECS if target in regenerate.outputs(spec)[0]]


@pytest.mark.parametrize("spec", compiled_to("ords"), ids=lambda spec: spec.name)
def test_the_body_means_the_same_as_the_spec(spec):
    body = (EXAMPLES / f"{regenerate.name_of(spec)}.ords.json").read_text("ascii")
    meant = meaning(dpspec.load(spec), without_log_name=False)
    assert meaning(dpspec.loads(body), without_log_name=False) == meant


@pytest.mark.parametrize(
    ("target", "spec"),
    [(target, spec) for target in ("plsql", "parfile") for spec in compiled_to(target)],
    ids=lambda value: getattr(value, "name", value),
)
def test_what_is_recovered_from_an_output_means_the_same_as_the_spec(target, spec):
    output = EXAMPLES / (regenerate.name_of(spec) + regenerate.SUFFIXES[target])
    recovered = dpspec.recover_spec(output.read_text("ascii"), target, name=output.name)
    assert recovered.spec is not None, recovered.diagnostics
    assert not has_errors(recovered.diagnostics)
    assert dpspec.check(recovered.spec).ok
    original = dpspec.load(spec)
    # Each target makes the name of the log in its own way, where the spec leaves that open.
    is_made = "logfile" not in original.written
    assert meaning(recovered.spec, without_log_name=is_made) == meaning(original, without_log_name=is_made)


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def damage(folder: Path):
    (folder / "emp_tables.sql").write_text("old", "ascii")
    (folder / "month_end.par").unlink()
    (folder / "ords_filter.sql").write_text("left over", "ascii")


def test_check_names_the_outputs_that_are_not_up_to_date_and_writes_nothing(copy, capsys):
    damage(copy)
    before = regenerate.present(copy)
    assert regenerate.main(["--check"], copy) == 1
    assert capsys.readouterr().out.split() == ["emp_tables.sql", "month_end.par", "ords_filter.sql"]
    assert regenerate.present(copy) == before


def test_regenerate_mends_them_all(copy, capsys):
    damage(copy)
    assert regenerate.main([], copy) == 0
    assert regenerate.main(["--check"], copy) == 0
    assert capsys.readouterr().out.split() == ["emp_tables.sql", "month_end.par", "ords_filter.sql"]
    assert regenerate.present(copy) == {copy / path.name: data for path, data in regenerate.wanted().items()}


def test_regenerate_does_nothing_with_arguments_that_it_does_not_know(copy, capsys):
    damage(copy)
    before = regenerate.present(copy)
    assert regenerate.main(["--chekc"], copy) == 2
    assert "--check" in capsys.readouterr().err
    assert regenerate.present(copy) == before
