"""The command ``dpspec sandbox``: the in-memory Data Pump on ports of this machine, until it is interrupted."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dpspec.sandbox.catalog import Catalog
    from dpspec.sandbox.server import Sandbox

_DESCRIPTION: Final = """\
Run an in-memory Data Pump, to try things without Oracle: an HTTP face with the endpoints of ORDS, and an Oracle Net
face for python-oracledb in thin mode. It runs until Ctrl-C, and forgets everything then.

It is no Oracle Database and moves no data: a dump file says what it would hold, and a success here proves nothing
about a real server. Its passwords are for everybody to see, so keep it on this machine.

  dpspec sandbox
  dpspec sandbox --only http --http-port 8080 --pace 30
  dpspec sandbox --catalog warehouse.yaml
"""
_NOTICE: Final = "dpspec sandbox: an in-memory Data Pump. It is no Oracle Database, and moves no data."
UNUSABLE: Final = 2


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    form = argparse.RawDescriptionHelpFormatter
    about = "run an in-memory Data Pump to try things"
    parser = commands.add_parser("sandbox", help=about, description=_DESCRIPTION, formatter_class=form)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    http = "port of the HTTP face (default: 8181; 0: any)"
    parser.add_argument("--http-port", type=_port, default=8181, metavar="PORT", help=http)
    net = "port of the Oracle Net face (default: 1522; 0: any)"
    parser.add_argument("--net-port", type=_port, default=1522, metavar="PORT", help=net)
    catalog = "users, directories and objects, as YAML or JSON (default: SCOTT, HR, OE, SH, SYS)"
    parser.add_argument("--catalog", metavar="FILE", help=catalog)
    pace = "how long a job takes (default: 3)"
    parser.add_argument("--pace", type=_seconds, default=3.0, metavar="SECONDS", help=pace)
    parser.add_argument("--only", choices=("http", "net"), help="run only one face")
    parser.set_defaults(command=run)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, above 0 and at most 86400")
    return seconds


def run(given: argparse.Namespace) -> int:
    """Run it until it is interrupted, which raises KeyboardInterrupt; 2 if it cannot run."""
    from dpspec.sandbox.catalog import Catalog
    from dpspec.sandbox.server import Sandbox

    try:
        catalog = Catalog.load(given.catalog) if given.catalog is not None else Catalog.builtin()
    except (OSError, ValueError) as error:
        return _fail(f"{given.catalog}: {error.strerror}" if isinstance(error, OSError) else str(error))
    sandbox = Sandbox(
        catalog,
        given.pace,
        http=given.only != "net",
        net=given.only != "http",
        host=given.host,
        http_port=given.http_port,
        net_port=given.net_port,
        relays=False,
    )
    try:
        with sandbox:
            print(_banner(sandbox, catalog, given.only), flush=True)
            _wait()
    except ImportError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.strerror or error}: give another --http-port, --net-port or --host")
    return 0


def _wait() -> None:
    """Wait for Ctrl-C, which on Windows does not wake a wait without an end."""
    from threading import Event

    forever = Event()
    while not forever.wait(1):
        pass


def _fail(message: str) -> int:
    from dpspec.report import visible

    print(f"dpspec: {visible(message)}", file=sys.stderr)
    return UNUSABLE


def _banner(sandbox: Sandbox, catalog: Catalog, only: str | None) -> str:
    lines = [_NOTICE, ""]
    if only != "net":
        lines.append(f"HTTP        {sandbox.url_of('SCHEMA').replace('/schema/', '/<schema>/')}")
    if only != "http":
        lines.append(f"Oracle Net  {sandbox.dsn}")
    width = max((len(name) for name in catalog.users), default=0)
    lines += ["", "Users and passwords, which protect nothing:"]
    for user in catalog.users.values():
        client = f"  OAuth2 client {user.client[0]} {user.client[1]}" if user.client[0] and only != "net" else ""
        lines.append(f"  {user.name:<{width}}  {user.password}{client}")
    return "\n".join([*lines, "", "Ctrl-C ends it."])
