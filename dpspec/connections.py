"""Which connection is meant, with its secrets, and the backend that it opens.

A named connection is all of what its file says: the environment adds nothing to it, so that a password never goes to
another server than its own. Without a name the environment is the connection: ``DPSPEC_ORDS_URL`` with
``DPSPEC_ORDS_USER`` and ``DPSPEC_ORDS_PASSWORD``, with ``DPSPEC_ORDS_CLIENT_ID`` and ``DPSPEC_ORDS_CLIENT_SECRET``, or
with ``DPSPEC_ORDS_TOKEN``; ``DPSPEC_ORDS_CA_FILE``; ``DPSPEC_DSN`` with ``DPSPEC_USER`` and ``DPSPEC_PASSWORD``. The
name of a variable with a secret may have ``_FILE`` at its end: it is then the path of a file that holds it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import evolve

from dpspec import connections_file, secrets
from dpspec.connections_file import Connection, DirectSettings, OrdsSettings
from dpspec.diagnostics import Diagnostic, plain
from dpspec.secrets import ConfigurationError, Secret, Source, Use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dpspec.plan import Plan
    from dpspec.submit.direct_backend import DirectBackend
    from dpspec.submit.ords_backend import OrdsBackend
    from dpspec.submit.steps import Event

Way = Literal["ords", "direct"]
#: The variable that names another file of connections.
CONFIG: Final = "DPSPEC_CONFIG"
_ENVIRONMENT: Final = "environment"
_ORDS_VARIABLES: Final = {
    "url": "DPSPEC_ORDS_URL",
    "user": "DPSPEC_ORDS_USER",
    "password": "DPSPEC_ORDS_PASSWORD",
    "client_id": "DPSPEC_ORDS_CLIENT_ID",
    "client_secret": "DPSPEC_ORDS_CLIENT_SECRET",
    "token": "DPSPEC_ORDS_TOKEN",
    "ca_file": "DPSPEC_ORDS_CA_FILE",
}
_DIRECT_VARIABLES: Final = {"dsn": "DPSPEC_DSN", "user": "DPSPEC_USER", "password": "DPSPEC_PASSWORD"}


def file_of_connections(environ: Mapping[str, str] | None = None) -> Path:
    """Tell where the file of connections is: DPSPEC_CONFIG, or ``connections.toml`` in the platform's own place.

    Raises ConfigurationError (DP413) if that place is not known, since platformdirs is not installed.
    """
    named = (os.environ if environ is None else environ).get(CONFIG)
    if named:
        return Path(named)
    try:
        import platformdirs
    except ImportError:
        message = "`platformdirs` is not installed, which knows where connections.toml is"
        advice = f"`pip install platformdirs`, or name the file by {CONFIG}"
        raise ConfigurationError([Diagnostic("DP413", message, help=advice)]) from None
    return Path(platformdirs.user_config_dir("dpspec")) / "connections.toml"


def choose(name: str | None, environ: Mapping[str, str] | None = None) -> Connection:
    """Give the connection of that name, or without a name that of the environment.

    Raises ConfigurationError (DP411, DP413) with all that is wrong with it, or if there is none. No secret is looked
    for yet.
    """
    environ = os.environ if environ is None else environ
    if name is not None:
        return connections_file.load(file_of_connections(environ), name)
    connection = of_environment(environ)
    if connection is not None:
        return connection
    try:
        known = connections_file.names(file_of_connections(environ))
    except ConfigurationError:
        known = ()
    which = f" ({', '.join(map(plain, known))})" if known else ""
    advice = f"say `--connection NAME`{which}, or set DPSPEC_ORDS_URL or DPSPEC_DSN"
    raise ConfigurationError([Diagnostic("DP411", "no connection is given", help=advice)])


def of_environment(environ: Mapping[str, str]) -> Connection | None:
    """Give the connection that the environment describes, or None where it has not a word of one.

    A variable that is empty is as if it were not there. Raises ConfigurationError (DP411).
    """
    found: list[Diagnostic] = []
    ords = _section("ords", _ORDS_VARIABLES, environ, found)
    direct = _section("direct", _DIRECT_VARIABLES, environ, found)
    if found:
        raise ConfigurationError(found)
    if ords is None and direct is None:
        return None
    return Connection(
        "", _ENVIRONMENT, OrdsSettings(**ords) if ords else None, DirectSettings(**direct) if direct else None
    )


def _section(
    section: Way, variables: Mapping[str, str], environ: Mapping[str, str], found: list[Diagnostic]
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for key, variable in variables.items():
        if key not in connections_file.SECRETS:
            if environ.get(variable):
                values[key] = environ[variable]
            continue
        direct, file = bool(environ.get(variable)), environ.get(f"{variable}_FILE")
        if direct and file:
            message = f"`{variable}` and `{variable}_FILE` are both set"
            found.append(Diagnostic("DP411", message, key=f"{_ENVIRONMENT}: {variable}", help="unset one of them"))
        if direct:
            values[key] = Source("env", variable)
        elif file:
            values[key] = Source("file", file)
    if not values:
        return None
    for message, advice, key in connections_file.wrong(section, values):
        words = re.sub(r"`([a-z_]+)`", lambda word: f"`{variables.get(word[1], word[1])}`", message)
        found.append(Diagnostic("DP411", words, key=f"{_ENVIRONMENT}: {variables[key or 'user']}", help=advice))
    return values


def ways(connection: Connection) -> tuple[Way, ...]:
    """Give the ways that a connection has."""
    has: tuple[tuple[Way, object], ...] = (("ords", connection.ords), ("direct", connection.direct))
    return tuple(way for way, settings in has if settings is not None)


def only(connection: Connection, via: str) -> Connection:
    """Leave a connection the way that is wanted, or with ``auto`` all of them.

    Raises ConfigurationError (DP411) if it has not got that way.
    """
    if via == "auto":
        return connection
    if via not in ways(connection):
        raise _no_way(connection, via)
    direct = via == "direct"
    return evolve(connection, ords=None if direct else connection.ords, direct=connection.direct if direct else None)


def _no_way(connection: Connection, via: str) -> ConfigurationError:
    if connection.name:
        what = f"connection `{plain(connection.name)}`"
        advice = f"write a section `[{plain(connection.name)}.{via}]`"
    else:
        what = "the environment"
        advice = "set DPSPEC_ORDS_URL" if via == "ords" else "set DPSPEC_DSN"
    way = "ORDS" if via == "ords" else "the database itself"
    return ConfigurationError(
        [Diagnostic("DP411", f"{what} does not say how {way} is reached", key=connection.place, help=advice)]
    )


def with_password(connection: Connection, secret: Secret) -> Connection:
    """Give a connection the password that came otherwise: that of the user, or the secret of the client.

    Raises ConfigurationError (DP411) where it would go to two different users, or to none.
    """
    source = Source("given", secret=secret)
    ords, direct = connection.ords, connection.direct
    if ords is not None and direct is not None and (ords.user is None or not _same(ords.user, direct.user)):
        message = "one password for two ways, whose users differ"
        raise ConfigurationError([Diagnostic("DP411", message, help="say `--via ords` or `--via direct`")])
    if ords is not None:
        if ords.user is not None:
            ords = evolve(ords, password=source)
        elif ords.client_id is not None:
            ords = evolve(ords, client_secret=source)
        else:
            message = "a password without a user"
            raise ConfigurationError([Diagnostic("DP411", message, key=connection.key("ords", "user"))])
    return evolve(connection, ords=ords, direct=evolve(direct, password=source) if direct is not None else None)


def _same(one: str, other: str | None) -> bool:
    return other is not None and schema_of(one) == schema_of(other)


def schema_of(user: str) -> str:
    """Tell the schema of a user name: in upper case unless it is quoted; that in brackets for a proxy user."""
    proxied = re.fullmatch(r".*\[(.+)\]", user)
    name = proxied[1] if proxied else user
    return name[1:-1] if len(name) > 2 and name[0] == name[-1] == '"' else name.upper()


def owner(connection: Connection) -> str | None:
    """Tell whose jobs are meant where nobody says it: those of the connection's user; None if that is not known."""
    for settings in (connection.direct, connection.ords):
        if settings is not None and settings.user is not None:
            return schema_of(settings.user)
    return None


def open_ords(connection: Connection, on_event: Callable[[Event], None] | None = None) -> OrdsBackend:
    """Open the way through ORDS.

    Raises ConfigurationError (DP412) for a secret that is missing or unreadable, JobError for an address or a file of
    authorities that cannot be used (DP410), and if httpx2 is not installed (DP413).
    """
    settings = connection.ords
    if settings is None:
        raise _no_way(connection, "ords")
    from dpspec.submit.ords_backend import OrdsBackend

    return OrdsBackend(settings.url, _ords_auth(connection, settings), ca_file=settings.ca_file, on_event=on_event)


def _ords_auth(connection: Connection, settings: OrdsSettings) -> Any:
    from dpspec.submit.auth import Basic, Bearer, ClientCredentials

    def find(key: str, source: Source | None, user: str) -> str:
        return _find(connection, "ords", key, source, user)

    if settings.user is not None:
        return Basic(settings.user, find("password", settings.password, settings.user))
    if settings.client_id is not None:
        secret = find("client_secret", settings.client_secret, settings.client_id)
        return ClientCredentials(settings.client_id, secret, settings.token_url)
    if settings.token is not None:
        return Bearer(find("token", settings.token, connection.name))
    return None


def open_direct(connection: Connection, on_event: Callable[[Event], None] | None = None) -> DirectBackend:
    """Open the way to the database itself.

    Raises ConfigurationError (DP412) for a secret that is missing or unreadable, JobError (DP413) if oracledb is not
    installed. It connects when it is first asked for something.
    """
    settings = connection.direct
    if settings is None:
        raise _no_way(connection, "direct")
    user = settings.user or ""
    password = _find(connection, "direct", "password", settings.password, user)
    more: dict[str, str] = {}
    if settings.config_dir is not None:
        more["config_dir"] = settings.config_dir
    if settings.wallet_location is not None:
        more["wallet_location"] = settings.wallet_location
    if settings.wallet_password is not None:
        more["wallet_password"] = _find(connection, "direct", "wallet_password", settings.wallet_password, user)
    from dpspec.submit.direct_backend import DirectBackend

    return DirectBackend.open(settings.dsn, user, password, on_event=on_event, **more)


def dry_run(connection: Connection, plan: Plan, *, wait: bool) -> tuple[Way, tuple[str, ...]]:
    """Give the way that a submission would go first, and every step that it would send, as text.

    No secret is looked for, and no driver is needed. Raises JobError with what no way of the connection can say.
    """
    from dpspec.errors import JobError
    from dpspec.submit import direct_backend, ords_backend, ords_urls, route

    found: list[Diagnostic] = []
    for way in ways(connection):
        if refused := route.refusals(plan, way):
            found += refused
        elif connection.ords is not None and way == "ords":
            return way, ords_backend.dry_run(plan, ords_urls.base(connection.ords.url).api, wait=wait)
        else:
            return way, direct_backend.dry_run(plan, wait=wait)
    raise JobError(*dict.fromkeys(found), taken=False)


def _find(connection: Connection, section: Way, key: str, source: Source | None, user: str) -> str:
    what = key.replace("_", " ")
    place = connection.key(section, key) if connection.name else connection.place
    if source is None:
        variables = _ORDS_VARIABLES if section == "ords" else _DIRECT_VARIABLES
        advice = "give it by `--password-stdin`, or write where it is found: " + (
            f'`{key} = {{env = "NAME"}}`, or with file, keyring or prompt' if connection.name else variables[key]
        )
        message = f"no {what} for `{plain(user)}`"
        raise ConfigurationError([Diagnostic("DP412", message, key=place, help=advice)])
    return secrets.resolve(source, Use(what, user, place)).reveal()
