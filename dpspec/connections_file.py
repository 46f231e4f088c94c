"""Named connections as their file says them.

A connection has a section for each way that it can go::

    [nightly.ords]
    url = "https://db.example.com/ords/hr/"
    user = "HR"
    password = {env = "HR_PASSWORD"}

    [nightly.direct]
    dsn = "db.example.com:1521/pdb1"
    user = "HR"
    password = {keyring = "dpspec"}

Every key has its place; a secret is never written here, only where it is found. A relative path is one from the folder
of the file.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from dpspec.diagnostics import Diagnostic, plain, show
from dpspec.secrets import ConfigurationError, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ORDS_KEYS: Final = ("url", "user", "password", "client_id", "client_secret", "token", "token_url", "ca_file")
#: The names of python-oracledb's `connect`.
DIRECT_KEYS: Final = ("dsn", "user", "password", "config_dir", "wallet_location", "wallet_password")
SECRETS: Final = ("password", "client_secret", "token", "wallet_password")
PATHS: Final = ("ca_file", "config_dir", "wallet_location")
_SECTIONS: Final = ("ords", "direct")
_KINDS: Final = ("env", "file", "keyring", "prompt")
_REFERENCE: Final = '{env = "NAME"}, {file = "PATH"}, {keyring = "SERVICE"} or {prompt = true}'
#: Far more than anybody's connections take.
MAX_BYTES: Final = 1024 * 1024


@frozen(kw_only=True)
class OrdsSettings:
    """How ORDS is reached: by `user` and `password`, by `client_id` and `client_secret`, or by a `token`."""

    url: str
    user: str | None = None
    password: Source | None = None
    client_id: str | None = None
    client_secret: Source | None = None
    token: Source | None = None
    token_url: str | None = None
    ca_file: str | None = None


@frozen(kw_only=True)
class DirectSettings:
    """How the database is reached: the arguments of python-oracledb's `connect`."""

    dsn: str
    user: str | None = None
    password: Source | None = None
    config_dir: str | None = None
    wallet_location: str | None = None
    wallet_password: Source | None = None


@frozen
class Connection:
    """A connection: `place` is the file, or what else says it; `name` is empty for that of the environment."""

    name: str
    place: str
    ords: OrdsSettings | None = None
    direct: DirectSettings | None = None

    def key(self, section: str, key: str) -> str:
        """Where a value of it stands, for people."""
        return f"{self.place}: {self.name}.{section}.{key}" if self.name else f"{self.place}: {section}.{key}"


def names(file: Path) -> tuple[str, ...]:
    """Give the names of the connections in a file; none where it cannot be read."""
    try:
        return tuple(name for name, value in _parsed(file).items() if isinstance(value, dict))
    except ConfigurationError:
        return ()


def load(file: Path, name: str) -> Connection:
    """Load the connection of that name. Raises ConfigurationError (DP411) with all that is wrong with it."""
    tables = _parsed(file)
    if name not in tables:
        known = ", ".join(plain(known) for known in tables) or "none"
        near = difflib.get_close_matches(name, list(tables), 1)
        advice = (f"did you mean {show(near[0])}; " if near else "") + f"the file has: {known}"
        raise _error(f"no connection {show(name)}", str(file), advice)
    reader = _Reader(str(file), file.parent)
    connection = reader.connection(name, tables[name])
    if reader.found:
        raise ConfigurationError(reader.found)
    return connection


def _parsed(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        advice = 'write it: `[NAME.ords]` with `url`, `user` and `password = {env = "NAME"}`, or `[NAME.direct]`'
        raise _error("there is no file of connections", str(file), advice) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _error(f"the file of connections cannot be read: {why}", str(file)) from None
    if len(data) > MAX_BYTES:
        raise _error("the file is too large for connections", str(file))
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise _error("the file of connections is no UTF-8 text", str(file)) from None
    except tomllib.TOMLDecodeError as error:
        # Of its words only those before the place, and nothing that is quoted: it could be part of a secret.
        words, _, at = str(error).partition(" (at ")
        line = re.fullmatch(r"line (\d+), column (\d+)\)", at)
        place = f"{file}:{line[1]}:{line[2]}" if line else str(file)
        what = re.sub(r"['\"].*['\"]", "...", words)
        raise _error(f"TOML syntax: {what[:1].lower()}{what[1:]}", place) from None


def _error(message: str, key: str, advice: str | None = None) -> ConfigurationError:
    return ConfigurationError([Diagnostic("DP411", message, key=key, help=advice)])


@define
class _Reader:
    """Reads one connection, and gathers all that is wrong with it."""

    file: str
    folder: Path
    found: list[Diagnostic] = field(factory=list)

    def connection(self, name: str, value: Any) -> Connection:
        if not isinstance(value, dict):
            self.fault(f"{show(name)} is no connection", [name], f"write `[{plain(name)}.ords]` above its keys")
            return Connection(name, self.file)
        self.closed(value, _SECTIONS, [name], "section")
        if not any(section in value for section in _SECTIONS) and not self.found:
            advice = f"write `[{plain(name)}.ords]` or `[{plain(name)}.direct]`"
            self.fault(f"connection {show(name)} has neither section", [name], advice)
        ords = self.section(value, [name, "ords"], ORDS_KEYS, self.ords)
        direct = self.section(value, [name, "direct"], DIRECT_KEYS, self.direct)
        return Connection(name, self.file, ords, direct)

    def section(
        self, tables: Mapping[str, Any], path: list[str], keys: tuple[str, ...], make: Callable[[dict[str, Any]], Any]
    ) -> Any:
        table = tables.get(path[1])
        if table is None:
            return None
        if not isinstance(table, dict):
            self.fault(f"`{path[1]}` is no section", path, f"write `[{'.'.join(map(plain, path))}]` above its keys")
            return None
        before = len(self.found)
        self.closed(table, keys, path, "key")
        values = {}
        for key in keys:
            if key in table:
                read = self.secret if key in SECRETS else self.text
                values[key] = read(table[key], [*path, key])
        if len(self.found) > before:  # what is missing may be what is misspelt
            return None
        for message, advice, key in wrong(path[1], values):
            self.fault(message, [*path, *([key] if key else [])], advice)
        return make(values) if len(self.found) == before else None

    def ords(self, values: dict[str, Any]) -> OrdsSettings:
        return OrdsSettings(**self.placed(values))

    def direct(self, values: dict[str, Any]) -> DirectSettings:
        return DirectSettings(**self.placed(values))

    def placed(self, values: dict[str, Any]) -> dict[str, Any]:
        return {key: self.path(value) if key in PATHS else value for key, value in values.items()}

    def path(self, text: str) -> str:
        try:
            return str(self.folder / Path(text).expanduser())
        except RuntimeError:  # no home directory
            return text

    def text(self, value: Any, path: list[str]) -> str | None:
        if isinstance(value, str) and value and value.isprintable():
            return value
        kind = "an empty text" if value == "" else f"{_kind(value)}"
        self.fault(f"`{path[-1]}` takes a text, not {kind}", path, None)
        return None

    def secret(self, value: Any, path: list[str]) -> Source | None:
        key = path[-1]
        what = key.replace("_", " ")
        if isinstance(value, str):
            advice = f"change it if others may have read it, and write {_REFERENCE} in its place"
            self.fault(f"`{key}` is the {what} itself", path, advice)
            return None
        if not isinstance(value, dict):
            self.fault(f"`{key}` takes the place of the {what}, not {_kind(value)}", path, f"write {_REFERENCE}")
            return None
        before = len(self.found)
        self.closed(value, _KINDS, path, "key")
        if len(self.found) > before:
            return None
        if len(value) != 1:
            self.fault(f"`{key}` takes exactly one of env, file, keyring and prompt", path, f"write {_REFERENCE}")
            return None
        kind, name = next(iter(value.items()))
        if kind == "prompt":
            if name is not True:
                self.fault("`prompt` takes true", [*path, kind], None)
            return Source("prompt")
        text = self.text(name, [*path, kind])
        if text is None:
            return None
        if kind == "env" and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text):
            # Perhaps it is the secret: it is not shown.
            advice = "letters, digits and `_`; the value itself has no place in the file"
            self.fault("`env` takes the name of an environment variable", [*path, kind], advice)
            return None
        return Source(kind, self.path(text) if kind == "file" else text)

    def closed(self, table: Mapping[str, Any], keys: tuple[str, ...], path: list[str], what: str) -> None:
        for key in table:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1, 0.5)
                advice = f"did you mean `{near[0]}`" if near else f"a {what} here is one of {', '.join(keys)}"
                self.fault(f"unknown {what} {show(key)}", [*path, key], advice)

    def fault(self, message: str, path: Iterable[str], advice: str | None) -> None:
        key = f"{self.file}: {'.'.join(_bare(part) for part in path)}"
        self.found.append(Diagnostic("DP411", message, key=key, help=advice))


def wrong(section: str, values: Mapping[str, Any]) -> Iterable[tuple[str, str | None, str]]:
    """Tell what is wrong with the values of a section: a message, an advice, and the key that it is about."""
    return _wrong_ords(values) if section == "ords" else _wrong_direct(values)


def _wrong_ords(values: Mapping[str, Any]) -> Iterable[tuple[str, str | None, str]]:
    from dpspec.submit import ords_urls

    if "url" not in values:
        yield "`url` is missing", "write the base, such as `https://db.example.com/ords/hr/`", ""
    else:
        try:
            ords_urls.base(values["url"])
        except ValueError as error:
            yield f"`url` cannot be used: {error}", None, "url"
    if "token_url" in values:
        try:
            ords_urls.token_url(values["token_url"])
        except ValueError as error:
            yield f"`token_url` cannot be used: {error}", None, "token_url"
    who = [name for name in ("user", "client_id", "token") if name in values]
    if len(who) > 1:
        yield f"`{who[0]}` and `{who[1]}` contradict each other", "one of them says who calls", who[1]
    for key, needed in (("password", "user"), ("client_secret", "client_id"), ("token_url", "client_id")):
        if key in values and needed not in values:
            yield f"`{key}` without `{needed}`", None, key


def _wrong_direct(values: Mapping[str, Any]) -> Iterable[tuple[str, str | None, str]]:
    if "dsn" not in values:
        yield "`dsn` is missing", "write the connect string, such as `db.example.com:1521/pdb1`", ""
    elif not values["dsn"].startswith("(") and re.search(r"/.*@", values["dsn"]):
        yield "`dsn` holds a user or password", "write only what stands behind the `@`, and the user as `user`", "dsn"
    if "user" in values and "/" in values["user"]:
        yield "`user` holds a password", "write only what stands before the `/`", "user"
    if "user" not in values:
        yield "`user` is missing", None, ""


def _bare(part: str) -> str:
    return part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{plain(part)}"'


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {int: "a number", float: "a number", list: "a list", dict: "a table", str: "a text of several lines"}
    return names.get(type(value), "a point in time")
