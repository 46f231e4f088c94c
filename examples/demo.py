"""Export the seed example twice in the sandbox, through ORDS and directly, and show that both exports are the same.

``make demo`` runs it. The commands are real ones, as anybody types them; only the database is the sandbox, which is no
Oracle Database and moves no data.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from dpspec.sandbox import Sandbox
from dpspec.submit import Basic, DirectBackend, LogFile, OrdsBackend

SPEC: Final = Path("examples") / "emp_tables.dp.json"


def run(*arguments: str, environment: dict[str, str]) -> None:
    """Show a command, and run it; its end is ours if it fails."""
    print(f"\n$ dpspec {' '.join(arguments)}", flush=True)
    code = subprocess.run([sys.executable, "-m", "dpspec", *arguments], env=environment, check=False).returncode  # noqa: S603 - our own command
    if code:
        sys.exit(code)


def tables(log: str) -> list[str]:
    """Give the tables that a log says were exported."""
    return sorted(re.findall(r'^\. \. exported ("[^"]+"\."[^"]+")', log, re.MULTILINE))


def main() -> None:
    """Run the demonstration."""
    print("\n=== the sandbox: no Oracle Database, and it moves no data", flush=True)
    with Sandbox(pace=2.0) as sandbox:
        url = sandbox.url_of("scott")
        environment = {
            **os.environ,
            "DPSPEC_ORDS_URL": url,
            "DPSPEC_ORDS_USER": "scott",
            "DPSPEC_ORDS_PASSWORD": "tiger",
            "DPSPEC_DSN": sandbox.dsn,
            "DPSPEC_USER": "scott",
            "DPSPEC_PASSWORD": "tiger",
        }
        run("submit", SPEC.as_posix(), "--via", "ords", environment=environment)
        run("submit", SPEC.as_posix(), "--via", "direct", environment=environment)
        run("jobs", environment=environment)
        user, password = "scott", "tiger"
        with OrdsBackend(url, Basic(user, password)) as ords, DirectBackend.open(sandbox.dsn, user, password) as direct:
            by_ords, directly = (job for job in direct.jobs() if job.owner_name == "SCOTT")
            log = LogFile("DATA_PUMP_DIR", f"{directly.job_name}.LOG")  # as `submit` told it
            exported = {
                "through ORDS": tables(ords.log(*by_ords.key)),
                "directly": tables(direct.log(*directly.key, log=log)),
            }
    print()
    for way, names in exported.items():
        print(f"{way:<13} {', '.join(names)}")
    first, second = exported.values()
    if not first or first != second:
        sys.exit("the two jobs have not exported the same tables")
    print("Both jobs exported the same tables.")


if __name__ == "__main__":
    main()
