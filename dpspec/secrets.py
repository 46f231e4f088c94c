"""Passwords, client secrets and tokens: where they are found, and how they stay unseen.

A secret comes from an environment variable, a file, the keyring, a prompt or standard input, never from a command line.
No message, representation or diagnostic here holds one.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import frozen

from dpspec.diagnostics import Diagnostic, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dpspec.spec import PasswordReference

Kind = Literal["env", "file", "keyring", "prompt", "given"]
#: Most bytes of a secret: far more than any password or token has, so that a wrong file is told.
MAX_BYTES: Final = 64 * 1024
_SHOWN: Final = 300


class ConfigurationError(Exception):
    """A connection or a secret is not usable, so that nothing was sent. `diagnostics` say all that is wrong."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(diagnostic.message for diagnostic in self.diagnostics))


@frozen(repr=False)
class Secret:
    """A text that is shown as asterisks wherever it is printed, formatted or represented."""

    _text: str

    def reveal(self) -> str:
        """Give the text itself: for the driver, and for nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __format__(self, _spec: str) -> str:
        return "***"

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not written to a file")


@frozen
class Source:
    """Where a secret is found: `name` is that of the variable, the file or the service of the keyring.

    One of kind ``given`` is there already (from standard input).
    """

    kind: Kind
    name: str = ""
    secret: Secret | None = None


@frozen
class Use:
    """What a secret is for: words for people, whose it is, and the place in a file that asks for it."""

    what: str = "password"
    user: str = ""
    key: str | None = None


def resolve(source: Source, use: Use, environ: Mapping[str, str] | None = None) -> Secret:
    """Find a secret. Raises ConfigurationError (DP412, DP413) where it is missing or unreadable."""
    if source.kind == "given" and source.secret is not None:
        return source.secret
    if source.kind == "env":
        return _of_environment(source.name, use, os.environ if environ is None else environ)
    if source.kind == "file":
        return _of_file(source.name, use)
    if source.kind == "keyring":
        return _of_keyring(source.name, use)
    return _of_prompt(use)


def encryption_password(reference: PasswordReference, environ: Mapping[str, str] | None = None) -> Secret:
    """Find the password of a dump as the `encryption_password` of a spec says.

    Raises ConfigurationError (DP412) where it is missing or unreadable. A relative path is one from the working
    directory.
    """
    use = Use("encryption password", key="encryption_password")
    if reference.env is not None:
        return resolve(Source("env", reference.env), use, environ)
    if reference.file is not None:
        return resolve(Source("file", reference.file), use)
    return resolve(Source("prompt"), use)


def of_standard_input() -> Secret:
    """Read a secret from standard input, without the newline at its end. Raises ConfigurationError (DP412)."""
    if sys.stdin is None:
        raise _missing("standard input is closed, and was to hold the password", Use())
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise _missing(f"standard input, which was to hold the password: {_reason(error)}", Use()) from None
    return _text(data, "standard input", Use())


def _of_environment(name: str, use: Use, environ: Mapping[str, str]) -> Secret:
    value = environ.get(name)
    if value:
        return _checked(value, f"environment variable `{plain(name)}`", use)
    state = "is not set" if value is None else "is empty"
    raise _missing(f"environment variable `{plain(name)}` {state}", use, f"it is to hold the {use.what}")


def _of_file(name: str, use: Use) -> Secret:
    shown = f"file `{plain(name, _SHOWN)}`"
    try:
        with Path(name).expanduser().open("rb") as stream:
            # Of the open file, so that nobody can put another one in its place in between.
            status = os.fstat(stream.fileno())
            if os.name != "nt" and stat.S_ISREG(status.st_mode) and _open_to_others(status):
                advice = f"`chmod 600 {plain(name, _SHOWN)}`, and change the {use.what} if others may have read it"
                raise _missing(f"{shown} with the {use.what} is open to others", use, advice)
            data = stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError, ValueError) as error:  # no home directory is a RuntimeError
        raise _missing(f"{shown} with the {use.what} cannot be read: {_reason(error)}", use) from None
    return _text(data, shown, use)


def _open_to_others(status: os.stat_result) -> bool:
    # As libpq has it: a file of root may be read by its group, which is how secrets come into containers.
    of_root = status.st_uid == 0 and os.geteuid() != 0
    return bool(status.st_mode & (0o037 if of_root else 0o077))


def _of_keyring(service: str, use: Use) -> Secret:
    try:
        import keyring
    except ImportError:
        message = f"`keyring` is not installed, which is to hold the {use.what}"
        raise ConfigurationError([Diagnostic("DP413", message, key=use.key, help="`pip install keyring`")]) from None
    try:
        value = keyring.get_password(service, use.user)
    except Exception as error:  # noqa: BLE001, RUF100 - a backend raises what it likes, and its words may hold secrets
        message = f"the keyring does not give the {use.what}: {type(error).__name__}"
        advice = "`keyring diagnose` shows its backends; one must be there and unlocked"
        raise _missing(message, use, advice) from None
    if not value:
        message = f"the keyring has no {use.what} of `{plain(use.user)}` for the service `{plain(service)}`"
        raise _missing(message, use, f"`keyring set {plain(service)} {plain(use.user)}` asks for it and keeps it")
    return _checked(value, "the keyring", use)


def _of_prompt(use: Use) -> Secret:
    import getpass
    import warnings

    if sys.stdin is None or not sys.stdin.isatty():
        message = f"the {use.what} is to be asked for, and there is no terminal"
        raise _missing(message, use, "give it by an environment variable or a file")
    label = f"{use.what} of {plain(use.user)}: " if use.user else f"{use.what}: "
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would be seen while it is typed
            value = getpass.getpass(label[0].upper() + label[1:])
    except (getpass.GetPassWarning, EOFError, OSError):
        raise _missing(f"the {use.what} could not be asked for", use) from None
    if not value:
        raise _missing(f"the {use.what} is empty", use)
    return _checked(value, "the answer", use)


def _text(data: bytes, shown: str, use: Use) -> Secret:
    if len(data) > MAX_BYTES:
        raise _missing(f"{shown} is too large for a {use.what}", use)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _missing(f"{shown} is no UTF-8 text", use) from None
    text = text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
    if not text:
        raise _missing(f"{shown} is empty", use, f"it is to hold the {use.what}")
    return _checked(text, shown, use)


def _checked(text: str, shown: str, use: Use) -> Secret:
    # Drivers complain of such a text, and quote it.
    if any(char in text for char in "\r\n\0"):
        raise _missing(f"{shown} holds more than one line", use, f"the {use.what} is all that it may hold")
    return Secret(text)


def _missing(message: str, use: Use, advice: str | None = None) -> ConfigurationError:
    return ConfigurationError([Diagnostic("DP412", message, key=use.key, help=advice)])


def _reason(error: Exception) -> str:
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
