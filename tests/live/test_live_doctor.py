"""What `dpspec doctor` finds on a real server."""

from __future__ import annotations

import pytest

from tests.live import server

pytestmark = pytest.mark.live


def _wrong(findings):
    return {finding.name for finding in findings if finding.ok is not True}


def test_doctor_finds_nothing_wrong_with_what_setup_has_made(way):
    findings = way.doctor(server.plan(server.spec()))
    assert len(findings) >= 2
    assert _wrong(findings) == set(), findings


def test_doctor_without_a_spec_looks_at_every_directory_that_the_user_may_use(direct):
    names = {finding.name for finding in direct.doctor()}
    assert f"directory {server.directory()} can be read and written" in names


def test_doctor_finds_a_directory_that_is_not_there(direct):
    findings = direct.doctor(server.plan(server.spec(datapump_dir=server.NO_DIRECTORY)))
    assert _wrong(findings) == {f"directory {server.NO_DIRECTORY} can be read and written"}


def test_doctor_finds_a_wrong_password(direct, ords):
    del direct, ords
    with server.direct(f"wrong{server.token()}") as backend:
        (finding,) = backend.doctor()
    assert (finding.name, finding.ok) == ("the database is reached", False)
    assert "ORA-01017" in finding.detail
    with server.ords(f"wrong{server.token()}") as backend:
        assert _wrong(backend.doctor()) == {"the caller is known"}
