"""Runs the live tests against the sandbox, to see that they work: `python -m tests.live.against_sandbox [-k ...]`.

The arguments are those of pytest. Tests marked `oracle` are left out: they ask for what the sandbox cannot do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dpspec.sandbox import Catalog, Sandbox
from dpspec.sandbox.catalog import FULL_ROLES, Directory, User, table
from tests.live import server

_USER, _DIRECTORY = "DPSPEC_LIVE", "DPSPEC_LIVE_DUMPS"
ROOT = Path(__file__).resolve().parents[2]


def catalog() -> Catalog:
    """What `setup.sql` makes, for the sandbox."""
    user = User(_USER, server.token(), roles=FULL_ROLES & {"DATAPUMP_EXP_FULL_DATABASE"})
    may = frozenset({_USER})
    tables = (table(_USER, name, rows=rows, size=1000 * rows) for name, rows in server.TABLES.items())
    return Catalog(
        {_USER: user},
        {_DIRECTORY: Directory(_DIRECTORY, "/dumps", may, may)},
        tuple(found for objects in tables for found in objects),
    )


def outside() -> dict[str, str]:
    """The environment without what a test run, of which this one may be a part, has put there."""
    own = ("PYTEST_", "COV_", "DPSPEC_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def environment(sandbox: Sandbox) -> dict[str, str]:
    """The environment in which the live tests run against a sandbox."""
    password = sandbox.engine.catalog.users[_USER].password
    ords = dict(zip(server.ORDS, (sandbox.url_of(_USER), _USER, password), strict=True))
    direct = dict(zip(server.DIRECT, (sandbox.dsn, _USER, password), strict=True))
    return {**outside(), **ords, **direct, server.DIRECTORY: _DIRECTORY, server.TIMEOUT: "60"}


def run(*arguments: str, pace: float = 0.4, marks: str = "live and not oracle") -> subprocess.CompletedProcess[str]:
    """Run them; what they print goes to where this program prints, unless it is kept."""
    with Sandbox(catalog(), pace, dump_bytes=300_000) as sandbox:
        command = [sys.executable, "-m", "pytest", "tests/live", "-p", "no:cacheprovider", "-m", marks, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment(sandbox), check=False, capture_output=__name__ != "__main__", text=True
        )


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]).returncode)
