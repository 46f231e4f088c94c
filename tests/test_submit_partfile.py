"""A file that is fetched: nothing half is taken for it, nothing that is there is overwritten."""

from __future__ import annotations

import hashlib
import os

import pytest

from dpspec import JobError
from dpspec.jobs import Job
from dpspec.submit.partfile import Fetched, PartFile
from dpspec.submit.steps import Received

JOB = Job("SCOTT", "NIGHTLY")


@pytest.fixture
def target(tmp_path):
    return tmp_path / "emp.dmp"


def opened(target, **options):
    return PartFile("emp.dmp", target, options.pop("job", JOB), **options)


def part_of(target, data, **options):
    """Leave a part behind, as a fetch that broke off does."""
    part = opened(target, **options)
    part.write(data)
    part.close()
    return part.path


def left_in(folder):
    return [path.name for path in folder.iterdir()]


def why(raised):
    return [(found.code, found.message, found.help) for found in raised.value.diagnostics]


def test_a_file_is_put_in_its_place_when_it_is_whole(target):
    part = opened(target)
    part.write(b"abc")
    assert not target.exists()
    part.write(b"def")
    assert part.size == 6
    assert part.complete(6) == Fetched("emp.dmp", target, 6, hashlib.sha256(b"abcdef").hexdigest())
    part.close()
    assert target.read_bytes() == b"abcdef"
    assert left_in(target.parent) == ["emp.dmp"]


def test_a_part_is_taken_up_again(target):
    path = part_of(target, b"abc")
    assert path.read_bytes() == b"abc"
    assert not target.exists()
    part = opened(target)
    assert part.size == 3
    assert part.last(2) == b"bc"
    assert part.size == 3
    part.write(b"def")
    assert part.complete(6).sha256 == hashlib.sha256(b"abcdef").hexdigest()
    assert target.read_bytes() == b"abcdef"
    assert not path.exists()


def test_a_part_is_dropped_if_it_is_not_to_be_taken_up(target):
    part_of(target, b"abc")
    part = opened(target, resume=False)
    assert part.size == 0
    assert part.last(0) == b""
    part.write(b"x")
    part.complete(1)
    assert target.read_bytes() == b"x"


@pytest.mark.parametrize("other", [Job("SCOTT", "OTHER"), Job("HR", "NIGHTLY"), Job("SCOT", "TNIGHTLY")])
def test_a_part_of_another_job_is_not_continued(target, other):
    part_of(target, b"abc")
    part = opened(target, job=other)
    assert part.size == 0
    part.close()


def test_a_part_of_another_file_of_the_job_is_not_continued(target):
    part_of(target, b"abc")
    part = PartFile("other.dmp", target, JOB)
    assert part.size == 0
    part.close()


def test_a_target_that_is_there_is_left_alone(target):
    target.write_bytes(b"precious")
    with pytest.raises(JobError) as raised:
        opened(target)
    assert why(raised) == [("DP414", f"{target} is there already", "remove it or fetch elsewhere")]
    assert target.read_bytes() == b"precious"
    assert left_in(target.parent) == ["emp.dmp"]


def test_a_target_that_comes_up_meanwhile_is_left_alone_and_the_part_stays(target):
    part = opened(target)
    part.write(b"abc")
    target.write_bytes(b"precious")
    with pytest.raises(JobError) as raised:
        part.complete(3)
    part.close()
    assert why(raised) == [("DP414", f"{target} is there already", "it came meanwhile")]
    assert target.read_bytes() == b"precious"
    assert part.path.read_bytes() == b"abc"


@pytest.mark.parametrize("size", [0, 2, 4])
def test_a_size_that_does_not_agree_is_no_file(target, size):
    part = opened(target)
    part.write(b"abc")
    with pytest.raises(JobError) as raised:
        part.complete(size)
    part.close()
    assert why(raised) == [("DP414", f"emp.dmp has {size} bytes, and 3 came", "fetch it again")]
    assert not target.exists()


def test_an_empty_part_is_removed(target):
    opened(target).close()
    assert left_in(target.parent) == []


def test_an_empty_file_is_a_file(target):
    part = opened(target)
    assert part.complete(0) == Fetched("emp.dmp", target, 0, hashlib.sha256().hexdigest())
    part.close()
    assert target.read_bytes() == b""


def test_what_came_can_be_dropped(target):
    part = opened(target)
    part.write(b"abcdef")
    part.restart()
    assert part.size == 0
    part.write(b"xy")
    part.complete(2)
    assert target.read_bytes() == b"xy"


def test_closing_twice_changes_nothing(target):
    part = opened(target)
    part.write(b"abc")
    part.close()
    part.close()
    assert part.path.read_bytes() == b"abc"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(JobError) as raised:
        opened(tmp_path / "none" / "emp.dmp")
    ((code, message, _),) = why(raised)
    assert code == "DP414"
    assert message.endswith(".part: No such file or directory")


def test_a_file_system_without_links_still_gets_its_file(target, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    part = opened(target)
    part.write(b"abc")
    part.complete(3)
    assert target.read_bytes() == b"abc"
    assert left_in(target.parent) == ["emp.dmp"]


def test_a_large_file_is_summed_whole(target):
    data = bytes(range(256)) * 12_000
    part = opened(target)
    part.write(data)
    assert part.complete(len(data)).sha256 == hashlib.sha256(data).hexdigest()


def test_it_is_told_how_much_has_come(target):
    events = []
    part = opened(target, on_event=events.append)
    part.total = 4
    part.write(b"ab")
    part.write(b"c")
    part.write(b"d")
    part.close()
    assert events[-1] == Received("emp.dmp", 4, 4)
    # Not for every write: three at once are no news in the middle.
    assert events in ([Received("emp.dmp", 2, 4), Received("emp.dmp", 4, 4)], [Received("emp.dmp", 4, 4)])
