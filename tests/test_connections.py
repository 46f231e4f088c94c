"""Connections by name and by environment; secrets are found where they are said to be, and seen nowhere."""

from __future__ import annotations

import copy
import getpass
import io
import os
import pickle
import pty
import re
import subprocess
import sys
import warnings
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpspec import connections, secrets
from dpspec.connections_file import DIRECT_KEYS, ORDS_KEYS
from dpspec.report import render
from dpspec.secrets import ConfigurationError, Secret, Source, Use
from dpspec.spec import PasswordReference

SECRET = "Cider-1887"  # noqa: S105 - an invented one, which must be seen nowhere
NIGHTLY = """\
[nightly.ords]
url = "https://db.example.com/ords/hr/"
user = "HR"
password = {env = "HR_PASSWORD"}
ca_file = "ca.pem"

[nightly.direct]
dsn = "db.example.com:1521/pdb1"
user = "HR"
password = {file = "secrets/hr"}
config_dir = "/etc/oracle"
wallet_location = "~/wallet"
wallet_password = {keyring = "wallet"}

[client.ords]
url = "https://db.example.com/ords/hr/"
client_id = "abc.."
client_secret = {prompt = true}
token_url = "https://login.example.com/oauth/token"

[bearer.ords]
url = "http://localhost:8080/ords/hr/"
token = {keyring = "dpspec"}
"""


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "connections.toml"
    file.write_text(NIGHTLY, encoding="utf-8")
    return file


@pytest.fixture
def no_keyring(monkeypatch):
    """Take the keyring away, as where it is not installed."""
    monkeypatch.setitem(sys.modules, "keyring", None)


class Keyring(keyring.backend.KeyringBackend):
    """A keyring that has one secret, or fails."""

    priority = 1

    def __init__(self, fault=None):
        super().__init__()
        self.fault = fault

    def get_password(self, service, username):
        if self.fault:
            raise self.fault
        return SECRET if (service, username) == ("dpspec", "HR") else None

    def set_password(self, service, username, password):
        raise NotImplementedError


@pytest.fixture
def with_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def chosen(file, name):
    return connections.choose(name, {"DPSPEC_CONFIG": str(file)})


def told(function, *arguments):
    """Give what is told to the user of a configuration that is wrong."""
    with pytest.raises(ConfigurationError) as info:
        function(*arguments)
    assert SECRET not in str(info.value) + repr(info.value)
    return render(info.value.diagnostics)


def wrong(tmp_path, text, name="x"):
    file = tmp_path / "connections.toml"
    file.write_text(text, encoding="utf-8")
    return told(chosen, file, name).replace(str(file), "FILE")


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_connection_is_what_its_file_says(file):
    connection = chosen(file, "nightly")
    assert connection.ords.url == "https://db.example.com/ords/hr/"
    assert connection.ords.password == Source("env", "HR_PASSWORD")
    assert connection.direct.dsn == "db.example.com:1521/pdb1"
    assert connection.direct.wallet_password == Source("keyring", "wallet")
    assert connections.ways(connection) == ("ords", "direct")
    assert chosen(file, "client").ords.client_secret == Source("prompt")
    assert chosen(file, "bearer").ords.token == Source("keyring", "dpspec")
    assert connections.ways(chosen(file, "bearer")) == ("ords",)


def test_a_relative_path_is_one_from_the_folder_of_the_file(file):
    connection = chosen(file, "nightly")
    assert connection.ords.ca_file == str(file.parent / "ca.pem")
    assert connection.direct.password == Source("file", str(file.parent / "secrets" / "hr"))
    assert connection.direct.config_dir == str(file.parent / "/etc/oracle")
    assert connection.direct.wallet_location == str(Path("~/wallet").expanduser())


def test_the_environment_adds_nothing_to_a_named_connection(file):
    environ = {"DPSPEC_CONFIG": str(file), "DPSPEC_ORDS_PASSWORD": SECRET, "DPSPEC_DSN": "elsewhere/x"}
    assert connections.choose("bearer", environ) == chosen(file, "bearer")


def test_a_section_takes_every_key_that_it_is_said_to_take(tmp_path):
    """The names of the settings are those of the keys."""
    settings = connections.OrdsSettings, connections.DirectSettings
    for cls, keys in zip(settings, (ORDS_KEYS, DIRECT_KEYS), strict=True):
        assert {attribute.name for attribute in cls.__attrs_attrs__} == set(keys)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[x.ords]\nurl = "https://h.example.com/ords/a"\nusr = "HR"\n',
            """\
error[DP411]: unknown key `usr`
 --> FILE: x.ords.usr
  = help: did you mean `user`
""",
        ),
        (
            "[x.odrs]\n",
            """\
error[DP411]: unknown section `odrs`
 --> FILE: x.odrs
  = help: did you mean `ords`
""",
        ),
        (
            '[x.direct]\ndsn = "h/x"\nzzz = 1\nqqq = 2\n',
            """\
error[DP411]: unknown key `zzz`
 --> FILE: x.direct.zzz
  = help: a key here is one of dsn, user, password, config_dir, wallet_location, wallet_password

error[DP411]: unknown key `qqq`
 --> FILE: x.direct.qqq
  = help: a key here is one of dsn, user, password, config_dir, wallet_location, wallet_password
""",
        ),
        (
            f'[x.direct]\ndsn = "h/x"\nuser = "HR"\npassword = "{SECRET}"\n',
            """\
error[DP411]: `password` is the password itself
 --> FILE: x.direct.password
  = help: change it if others may have read it, and write {env = "NAME"}, {file = "PATH"}, {keyring = "SERVICE"} \
or {prompt = true} in its place
""",
        ),
        (
            f'[x.ords]\nurl = "https://h.example.com/ords/a"\nuser = "HR"\npassword = {{env = "{SECRET}"}}\n',
            """\
error[DP411]: `env` takes the name of an environment variable
 --> FILE: x.ords.password.env
  = help: letters, digits and `_`; the value itself has no place in the file
""",
        ),
        (
            '[x.direct]\ndsn = "h/x"\nuser = "HR"\npassword = {env = "A", file = "b"}\n',
            """\
error[DP411]: `password` takes exactly one of env, file, keyring and prompt
 --> FILE: x.direct.password
  = help: write {env = "NAME"}, {file = "PATH"}, {keyring = "SERVICE"} or {prompt = true}
""",
        ),
        (
            '[x.direct]\ndsn = "h/x"\nuser = "HR"\npassword = {keyrin = "A"}\n',
            """\
error[DP411]: unknown key `keyrin`
 --> FILE: x.direct.password.keyrin
  = help: did you mean `keyring`
""",
        ),
        (
            '[x.direct]\ndsn = "h/x"\nuser = "HR"\npassword = {prompt = false}\n',
            "error[DP411]: `prompt` takes true\n --> FILE: x.direct.password.prompt\n",
        ),
        (
            '[x.direct]\ndsn = 1521\nuser = ""\npassword = 5\n',
            """\
error[DP411]: `dsn` takes a text, not a number
 --> FILE: x.direct.dsn

error[DP411]: `user` takes a text, not an empty text
 --> FILE: x.direct.user

error[DP411]: `password` takes the place of the password, not a number
 --> FILE: x.direct.password
  = help: write {env = "NAME"}, {file = "PATH"}, {keyring = "SERVICE"} or {prompt = true}
""",
        ),
        (
            f'[x.direct]\ndsn = "hr/{SECRET}@h/x"\nuser = "hr/{SECRET}"\n',
            """\
error[DP411]: `dsn` holds a user or password
 --> FILE: x.direct.dsn
  = help: write only what stands behind the `@`, and the user as `user`

error[DP411]: `user` holds a password
 --> FILE: x.direct.user
  = help: write only what stands before the `/`
""",
        ),
        (
            f'[x.ords]\nurl = "https://hr:{SECRET}@h.example.com/ords/hr"\n',
            """\
error[DP411]: `url` cannot be used: it holds a user or password: give them by the connection
 --> FILE: x.ords.url
""",
        ),
        (
            '[x.ords]\nurl = "http://h.example.com/ords/hr"\ntoken_url = "ftp://h"\n',
            """\
error[DP411]: `url` cannot be used: http would send the password in the clear: write https
 --> FILE: x.ords.url

error[DP411]: `token_url` cannot be used: it is no https:// URL
 --> FILE: x.ords.token_url

error[DP411]: `token_url` without `client_id`
 --> FILE: x.ords.token_url
""",
        ),
        (
            '[x.ords]\nuser = "HR"\nclient_id = "a"\ntoken = {env = "T"}\nclient_secret = {env = "S"}\n',
            """\
error[DP411]: `url` is missing
 --> FILE: x.ords
  = help: write the base, such as `https://db.example.com/ords/hr/`

error[DP411]: `user` and `client_id` contradict each other
 --> FILE: x.ords.client_id
  = help: one of them says who calls
""",
        ),
        (
            '[x.direct]\npassword = {env = "P"}\n',
            """\
error[DP411]: `dsn` is missing
 --> FILE: x.direct
  = help: write the connect string, such as `db.example.com:1521/pdb1`

error[DP411]: `user` is missing
 --> FILE: x.direct
""",
        ),
        (
            "[x]\n",
            "error[DP411]: connection `x` has neither section\n --> FILE: x\n"
            "  = help: write `[x.ords]` or `[x.direct]`\n",
        ),
        (
            "x = 1\n",
            "error[DP411]: `x` is no connection\n --> FILE: x\n  = help: write `[x.ords]` above its keys\n",
        ),
        (
            "[x]\nords = 1\n",
            "error[DP411]: `ords` is no section\n --> FILE: x.ords\n  = help: write `[x.ords]` above its keys\n",
        ),
        (
            '["a b".ords]\nurl = "https://h.example.com/ords/a"\n',
            "error[DP411]: no connection `x`\n --> FILE\n  = help: the file has: a b\n",
        ),
        (
            "[nightly]\n[xx]\n",
            "error[DP411]: no connection `x`\n --> FILE\n  = help: did you mean `xx`; the file has: nightly, xx\n",
        ),
    ],
    ids=lambda value: "" if value.startswith("error") else value.splitlines()[-1].replace(SECRET, "SECRET")[:40],
)
def test_what_is_wrong_with_a_connection_is_told_at_its_place(tmp_path, text, message):
    assert wrong(tmp_path, text) == message


def test_a_wrong_connection_does_not_stand_in_the_way_of_another(file):
    file.write_text(NIGHTLY + "[broken.odrs]\n", encoding="utf-8")
    assert chosen(file, "nightly").name == "nightly"
    assert "DP411" in told(chosen, file, "broken")


@pytest.mark.parametrize("text", [f'[x.direct]\npassword = "{SECRET}\n', f"[x.direct]\n'{SECRET}' {SECRET}\n"])
def test_a_fault_of_syntax_has_its_place_and_nothing_of_the_text(tmp_path, text):
    assert re.fullmatch(r"error\[DP411\]: TOML syntax: [a-z][^\n]+\n --> FILE:2:\d+\n", wrong(tmp_path, text))


def test_a_file_that_is_none(tmp_path):
    file = tmp_path / "connections.toml"
    assert (
        told(chosen, file, "x").replace(str(file), "FILE")
        == """\
error[DP411]: there is no file of connections
 --> FILE
  = help: write it: `[NAME.ords]` with `url`, `user` and `password = {env = "NAME"}`, or `[NAME.direct]`
"""
    )
    file.write_bytes(b"\xff\xfe")
    assert "the file of connections is no UTF-8 text" in told(chosen, file, "x")
    file.write_bytes(b"#" * (1024 * 1024 + 1))
    assert "the file is too large for connections" in told(chosen, file, "x")
    assert "the file of connections cannot be read: Is a directory" in told(chosen, tmp_path, "x")


def test_the_file_is_in_the_configuration_folder_of_the_platform(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if sys.platform.startswith("linux"):
        assert connections.file_of_connections({}) == tmp_path / "dpspec" / "connections.toml"
    assert connections.file_of_connections({}).name == "connections.toml"
    assert connections.file_of_connections({"DPSPEC_CONFIG": "other.toml"}) == Path("other.toml")


def test_without_platformdirs_the_file_can_still_be_named(monkeypatch, file):
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert chosen(file, "nightly").name == "nightly"
    assert (
        told(connections.choose, "nightly", {})
        == """\
error[DP413]: `platformdirs` is not installed, which knows where connections.toml is
  = help: `pip install platformdirs`, or name the file by DPSPEC_CONFIG
"""
    )


# --- the environment --------------------------------------------------------------------------------------------------


def test_the_environment_is_a_connection_of_its_own(tmp_path):
    environ = {
        "DPSPEC_ORDS_URL": "https://db.example.com/ords/hr/",
        "DPSPEC_ORDS_USER": "HR",
        "DPSPEC_ORDS_PASSWORD": SECRET,
        "DPSPEC_ORDS_CA_FILE": "ca.pem",
        "DPSPEC_DSN": "db.example.com/pdb1",
        "DPSPEC_USER": "scott",
        "DPSPEC_PASSWORD_FILE": "/run/secrets/scott",
        "DPSPEC_ORDS_TOKEN": "",
    }
    connection = connections.choose(None, environ)
    assert connection.ords.password == Source("env", "DPSPEC_ORDS_PASSWORD")
    assert (connection.ords.user, connection.ords.ca_file, connection.ords.token) == ("HR", "ca.pem", None)
    assert connection.direct.password == Source("file", "/run/secrets/scott")
    assert SECRET not in repr(connection)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (
            {"DPSPEC_ORDS_USER": "HR"},
            """\
error[DP411]: `DPSPEC_ORDS_URL` is missing
 --> environment: DPSPEC_ORDS_USER
  = help: write the base, such as `https://db.example.com/ords/hr/`
""",
        ),
        (
            {"DPSPEC_DSN": "h/x", "DPSPEC_USER": "HR", "DPSPEC_PASSWORD": SECRET, "DPSPEC_PASSWORD_FILE": "f"},
            """\
error[DP411]: `DPSPEC_PASSWORD` and `DPSPEC_PASSWORD_FILE` are both set
 --> environment: DPSPEC_PASSWORD
  = help: unset one of them
""",
        ),
        (
            {"DPSPEC_ORDS_URL": "https://h.example.com/ords/a", "DPSPEC_ORDS_PASSWORD": SECRET},
            """\
error[DP411]: `DPSPEC_ORDS_PASSWORD` without `DPSPEC_ORDS_USER`
 --> environment: DPSPEC_ORDS_PASSWORD
""",
        ),
        (
            {},
            """\
error[DP411]: no connection is given
  = help: say `--connection NAME` (nightly, client, bearer), or set DPSPEC_ORDS_URL or DPSPEC_DSN
""",
        ),
    ],
    ids=["no URL", "both", "no user", "nothing"],
)
def test_what_is_wrong_with_the_environment_is_told(file, environ, message):
    assert told(connections.choose, None, {**environ, "DPSPEC_CONFIG": str(file)}) == message


def test_a_way_that_a_connection_has_not_got(file):
    assert (
        told(connections.only, chosen(file, "bearer"), "direct").replace(str(file), "FILE")
        == """\
error[DP411]: connection `bearer` does not say how the database itself is reached
 --> FILE
  = help: write a section `[bearer.direct]`
"""
    )
    connection = connections.choose(None, {"DPSPEC_DSN": "h/x", "DPSPEC_USER": "HR"})
    assert (
        told(connections.only, connection, "ords")
        == """\
error[DP411]: the environment does not say how ORDS is reached
 --> environment
  = help: set DPSPEC_ORDS_URL
"""
    )
    assert connections.only(chosen(file, "nightly"), "ords").direct is None
    assert connections.only(chosen(file, "nightly"), "direct").ords is None
    assert connections.only(chosen(file, "nightly"), "auto") == chosen(file, "nightly")


@pytest.mark.parametrize(
    ("user", "schema"),
    [("hr", "HR"), ('"hr"', "hr"), ("proxy[hr]", "HR"), ('proxy["Hr"]', "Hr"), ("HR$1", "HR$1"), ('"', '"')],
)
def test_jobs_are_those_of_the_schema_of_the_user(user, schema):
    connection = connections.choose(None, {"DPSPEC_DSN": "h/x", "DPSPEC_USER": user})
    assert connections.owner(connection) == schema


def test_a_client_or_a_token_has_no_schema(file):
    assert connections.owner(chosen(file, "client")) is None
    assert connections.owner(chosen(file, "bearer")) is None


def test_a_password_from_elsewhere_goes_to_one_user(file):
    given = Source("given", secret=Secret(SECRET))
    connection = connections.with_password(chosen(file, "nightly"), Secret(SECRET))
    assert (connection.ords.password, connection.direct.password) == (given, given)
    connection = connections.with_password(chosen(file, "client"), Secret(SECRET))
    assert connection.ords.client_secret == given
    environ = {
        "DPSPEC_DSN": "h/x",
        "DPSPEC_USER": "SCOTT",
        "DPSPEC_ORDS_URL": "https://h.example.com/ords/hr",
        "DPSPEC_ORDS_USER": "HR",
    }
    connection = connections.choose(None, environ)
    assert (
        told(connections.with_password, connection, Secret(SECRET))
        == """\
error[DP411]: one password for two ways, whose users differ
  = help: say `--via ords` or `--via direct`
"""
    )
    direct = connections.with_password(connections.only(connection, "direct"), Secret(SECRET))
    assert direct.direct.password == given
    assert "a password without a user" in told(connections.with_password, chosen(file, "bearer"), Secret(SECRET))


def test_a_password_that_nobody_gives_is_asked_for_by_name(file):
    connection = connections.choose(None, {"DPSPEC_DSN": "h/x", "DPSPEC_USER": "HR"})
    assert (
        told(connections.open_direct, connection)
        == """\
error[DP412]: no password for `HR`
 --> environment
  = help: give it by `--password-stdin`, or write where it is found: DPSPEC_PASSWORD
"""
    )


# --- secrets ----------------------------------------------------------------------------------------------------------


@given(st.text(min_size=4).filter(lambda text: "*" not in text and text not in "<Secret object at 0x>"))
def test_a_secret_shows_itself_nowhere(text):
    secret = Secret(text)
    assert repr(secret) == str(secret) == f"{secret}" == f"{secret:>20}" == "%s" % secret == "***"  # noqa: UP031
    assert repr([secret, Source("given", secret=secret)]).count("***") == 2
    assert secret.reveal() == text
    for copying in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="a secret is not written to a file"):
            copying(secret)


def found(source, use=None, environ=None):
    return secrets.resolve(source, use or Use(user="HR"), environ or {}).reveal()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Cider-1887", SECRET),
        (b"Cider-1887\n", SECRET),
        (b"Cider-1887\r\n", SECRET),
        (b" Cider-1887 \n", f" {SECRET} "),
        ("Äpfel\n".encode(), "Äpfel"),
    ],
)
def test_a_file_holds_a_secret_and_one_newline(tmp_path, data, text):
    file = tmp_path / "secret"
    file.write_bytes(data)
    file.chmod(0o600)
    assert found(Source("file", str(file))) == text
    assert secrets.encryption_password(PasswordReference(file=str(file))).reveal() == text


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o640, 0o602, 0o601])
def test_a_file_that_is_open_to_others_is_refused_with_the_chmod_that_helps(tmp_path, mode):
    file = tmp_path / "secret"
    file.write_text(SECRET, encoding="utf-8")
    file.chmod(mode)
    assert (
        told(found, Source("file", str(file)), Use(user="HR", key="FILE: x.ords.password"))
        == f"""\
error[DP412]: file `{file}` with the password is open to others
 --> FILE: x.ords.password
  = help: `chmod 600 {file}`, and change the password if others may have read it
"""
    )
    for closed in (0o600, 0o400):
        file.chmod(closed)
        assert found(Source("file", str(file))) == SECRET


def test_a_file_of_root_may_be_read_by_its_group(monkeypatch):
    """So secrets come into containers: the rule of libpq."""

    def status(mode, owner):
        return os.stat_result((mode, 0, 0, 1, owner, 0, 0, 0, 0, 0))

    for user, mode, owner, refused in (
        (1000, 0o440, 0, False),
        (1000, 0o640, 0, False),
        (1000, 0o644, 0, True),
        (1000, 0o640, 1000, True),
        (0, 0o640, 0, True),
    ):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        assert secrets._open_to_others(status(mode, owner)) is refused


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_secret_comes_through_a_pipe_as_well(tmp_path):
    read, write = os.pipe()
    os.write(write, f"{SECRET}\n".encode())
    os.close(write)
    assert found(Source("file", f"/dev/fd/{read}")) == SECRET
    os.close(read)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"Cider-1887\nCider-1887\n", "holds more than one line"),
        (b"Cider-1887\n\n", "holds more than one line"),
        (b"Cider-1887\0", "holds more than one line"),
        (b"\xff", "is no UTF-8 text"),
        (b"x" * (64 * 1024 + 1), "is too large for a password"),
    ],
    ids=["empty", "newline", "two lines", "empty line", "NUL", "Latin-1", "large"],
)
def test_a_file_without_a_secret_is_told(tmp_path, data, message):
    file = tmp_path / "secret"
    file.write_bytes(data)
    file.chmod(0o600)
    assert f"error[DP412]: file `{file}` {message}\n" in told(found, Source("file", str(file)))
    assert "cannot be read: No such file" in told(found, Source("file", str(tmp_path / "none")))


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "is not set"),
        ({"P": ""}, "is empty"),
        ({"P": f"{SECRET}\n{SECRET}"}, "holds more than one line"),
    ],
)
def test_a_variable_without_a_secret_is_told(environ, message):
    assert f"error[DP412]: environment variable `P` {message}\n" in told(found, Source("env", "P"), None, environ)
    assert found(Source("env", "P"), None, {"P": SECRET}) == SECRET
    assert secrets.encryption_password(PasswordReference(env="P"), {"P": SECRET}).reveal() == SECRET


def test_a_secret_comes_out_of_the_keyring(with_keyring):
    with_keyring(Keyring())
    assert found(Source("keyring", "dpspec")) == SECRET
    assert (
        told(found, Source("keyring", "dpspec"), Use(user="SCOTT"))
        == """\
error[DP412]: the keyring has no password of `SCOTT` for the service `dpspec`
  = help: `keyring set dpspec SCOTT` asks for it and keeps it
"""
    )


@pytest.mark.parametrize(
    "fault",
    [keyring.errors.NoKeyringError(SECRET), keyring.errors.KeyringLocked(SECRET), RuntimeError(SECRET)],
    ids=type,
)
def test_whatever_a_keyring_fails_with_is_told_without_its_words(with_keyring, fault):
    with_keyring(Keyring(fault))
    assert (
        told(found, Source("keyring", "dpspec"))
        == f"""\
error[DP412]: the keyring does not give the password: {type(fault).__name__}
  = help: `keyring diagnose` shows its backends; one must be there and unlocked
"""
    )


@pytest.mark.usefixtures("no_keyring")
def test_a_keyring_that_is_not_installed_is_told():
    assert (
        told(found, Source("keyring", "dpspec"))
        == """\
error[DP413]: `keyring` is not installed, which is to hold the password
  = help: `pip install keyring`
"""
    )


def test_nobody_is_asked_without_a_terminal(monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda _: pytest.fail("asked"))
    for stdin in (io.StringIO("x\n"), None):
        monkeypatch.setattr(sys, "stdin", stdin)
        assert (
            told(found, Source("prompt"))
            == """\
error[DP412]: the password is to be asked for, and there is no terminal
  = help: give it by an environment variable or a file
"""
        )
        assert "the encryption password is to be asked for" in told(
            secrets.encryption_password, PasswordReference(prompt=True)
        )


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_what_is_asked_for_is_never_shown_while_it_is_typed(monkeypatch):
    def shown(_):
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        pytest.fail("typed for all to see")

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", shown)
    assert told(found, Source("prompt")) == "error[DP412]: the password could not be asked for\n"
    monkeypatch.setattr(getpass, "getpass", lambda _: "")
    assert told(found, Source("prompt")) == "error[DP412]: the password is empty\n"


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_at_a_terminal_a_secret_is_asked_for_and_not_echoed():
    master, slave = pty.openpty()
    code = "from dpspec.secrets import *; print(len(resolve(Source('prompt'), Use('client secret', 'HR')).reveal()))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=slave, stdout=subprocess.PIPE, stderr=slave, start_new_session=True
    ) as process:
        os.close(slave)
        seen = b""
        while b": " not in seen:
            seen += os.read(master, 100)
        os.write(master, f"{SECRET}\n".encode())
        assert process.stdout.read() == b"10\n"
        assert process.wait(timeout=30) == 0
    with_end = seen + _rest(master)
    os.close(master)
    assert with_end.decode().strip() == "Client secret of HR:"


def _rest(master):
    try:
        return os.read(master, 1000)
    except OSError:  # the other side is closed
        return b""


def test_standard_input_holds_a_secret_and_one_newline(monkeypatch):
    for data, text in ((b"Cider-1887\n", SECRET), (b"Cider-1887", SECRET)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert secrets.of_standard_input().reveal() == text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert told(secrets.of_standard_input).startswith("error[DP412]: standard input is empty\n")
    monkeypatch.setattr(sys, "stdin", None)
    assert told(secrets.of_standard_input).startswith("error[DP412]: standard input is closed")


def test_a_traceback_has_no_secret(tmp_path):
    """Neither that of a refusal nor that of a driver that fails."""
    code = (
        "from dpspec.secrets import *\n"
        "found = resolve(Source('env', 'P'), Use())\n"
        "assert found == Secret('other'), found\n"
    )
    environ = {**os.environ, "P": SECRET}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=False)
    assert done.stderr.endswith("AssertionError: ***\n")
    assert SECRET not in done.stderr
    assert re.search("Traceback", done.stderr)
