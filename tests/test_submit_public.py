"""What is public: all of it is there, and what blocks and what is awaited take the same."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import dpspec
from dpspec import submit
from dpspec.submit import AsyncDirectBackend, AsyncOrdsBackend, DirectBackend, OrdsBackend, route

#: What only the blocking backends have: both are shown by the command line alone.
ONLY_BLOCKING = {"dry_run", "user"}
PAIRS = [(OrdsBackend, AsyncOrdsBackend), (DirectBackend, AsyncDirectBackend)]


@pytest.mark.parametrize("name", submit.__all__)
def test_every_public_name_is_there(name):
    assert getattr(submit, name).__name__ == name
    assert name in dir(submit)


def test_every_public_name_has_a_home():
    homes = [name for names in submit._HOMES.values() for name in names]
    assert sorted(homes) == sorted(set(homes)) == submit.__all__ == sorted(submit.__all__)


def test_a_name_that_is_not_public_is_told():
    with pytest.raises(AttributeError, match=r"^module 'dpspec\.submit' has no attribute 'nothing'$"):
        submit.nothing  # noqa: B018 - asked for


def methods(backend):
    return {
        name: member
        for name, member in inspect.getmembers(backend, callable)
        if not name.startswith("_") or name == "__init__"
    }


@pytest.mark.parametrize(("blocking", "awaited"), PAIRS)
def test_both_twins_have_the_same_methods(blocking, awaited):
    assert set(methods(blocking)) - set(methods(awaited)) <= ONLY_BLOCKING
    assert set(methods(awaited)) <= set(methods(blocking))
    assert blocking.via == awaited.via


@pytest.mark.parametrize(("blocking", "awaited"), PAIRS)
def test_both_twins_take_the_same(blocking, awaited):
    for name, member in methods(awaited).items():
        ours, theirs = inspect.signature(methods(blocking)[name]), inspect.signature(member)
        assert str(ours.replace(return_annotation="")) == str(theirs.replace(return_annotation="")).replace(
            "Callable[[], Awaitable[Any]]", "Callable[[], Any]"
        )
        assert ours.return_annotation == theirs.return_annotation
        if name not in ("__init__", "open"):
            assert inspect.iscoroutinefunction(member), name
            assert not inspect.iscoroutinefunction(methods(blocking)[name]), name


def test_both_ways_have_what_a_caller_needs_of_either():
    both = {"submit", "follow", "jobs", "job", "log", "files", "fetch", "doctor", "close"}
    for backend in (OrdsBackend, DirectBackend, AsyncOrdsBackend, AsyncDirectBackend):
        assert both <= set(methods(backend))
    for name in both - {"submit", "close"}:
        ours, theirs = (inspect.signature(getattr(backend, name)) for backend in (OrdsBackend, DirectBackend))
        assert ours == theirs, name


@pytest.mark.parametrize(
    ("blocking", "awaited"), [(route.submit, route.submit_async), (route.follow, route.follow_async)]
)
def test_the_functions_that_choose_take_the_same(blocking, awaited):
    ours, theirs = inspect.signature(blocking), inspect.signature(awaited)
    assert list(ours.parameters) == list(theirs.parameters)
    assert [p.default for p in ours.parameters.values()] == [p.default for p in theirs.parameters.values()]
    assert [p.kind for p in ours.parameters.values()] == [p.kind for p in theirs.parameters.values()]
    assert inspect.iscoroutinefunction(awaited)


def test_no_driver_is_loaded_before_it_is_needed():
    code = (
        "import sys, dpspec, dpspec.submit\n"
        "from dpspec.submit import OrdsBackend, DirectBackend, submit, follow, Outcome\n"
        "print(sorted({'httpx2', 'oracledb', 'rich', 'keyring'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_the_library_raises_is_public():
    assert issubclass(dpspec.JobError, Exception)
    assert issubclass(dpspec.SpecError, ValueError)
