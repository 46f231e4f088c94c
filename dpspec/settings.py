"""Settings of a project: ``dpspec.toml``, or the table ``tool.dpspec`` of ``pyproject.toml``, of the nearest folder."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from dpspec.diagnostics import Severity
from dpspec.targets import TARGETS
from dpspec.versions import OrdsVersion, ServerVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dpspec.targets import Target

#: A line by which the table `tool.dpspec` can begin, whatever its spelling.
_HAS_TABLE: Final = re.compile(rb"""^[ \t]*\[?[ \t]*["']?tool["']?[ \t]*(?:\]|=|\.[ \t]*["']?dpspec)""", re.MULTILINE)
_NAMES: Final = ("dpspec.toml", "pyproject.toml")


class SettingsError(ValueError):
    """A file of settings is wrong; the message names the file, the key, and what is the matter."""


@frozen
class Settings:
    """What a project has set; what it has not is empty.

    The words of `select` and `ignore` are those of the linter. Patterns are of paths below `folder`, with ``/``, where
    ``*`` stands for any characters; one without a ``/`` is also tried on the name of a file alone.
    """

    folder: Path | None = None
    file: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    targets: tuple[Target, ...] = ()
    object_store_hosts: tuple[str, ...] = ()
    server_version: str | None = None
    ords_version: str | None = None
    unsafe_fixes: bool = False

    def ignored_in(self, file: str) -> tuple[str, ...]:
        """Give what is ignored in a file by its name."""
        return tuple(word for pattern, words in self.per_file_ignores if self._matches(pattern, file) for word in words)

    def excludes(self, file: str) -> bool:
        """Tell whether a file is left out altogether."""
        return any(self._matches(pattern, file) for pattern in self.exclude)

    def _matches(self, pattern: str, file: str) -> bool:
        path = Path(os.path.abspath(file))  # noqa: PTH100 - a link is taken by its own name
        pattern = pattern.removeprefix("./")
        try:
            relative = path.relative_to(self.folder or Path.cwd()).as_posix()
        except ValueError:
            return False
        if fnmatch.fnmatchcase(relative, pattern) or relative.startswith(f"{pattern.rstrip('/')}/"):
            return True
        return "/" not in pattern and fnmatch.fnmatchcase(path.name, pattern)


NONE: Final = Settings()


@define
class Finder:
    """Finds the settings of files: those of the nearest folder that has some. Each folder is looked at once."""

    _known: dict[Path, Settings] = field(factory=dict)

    def of_file(self, file: str) -> Settings:
        """Give the settings for a spec file; ``-`` is one in the present folder.

        Raises SettingsError for a file of settings that is wrong, and OSError for one that cannot be read.
        """
        folder = Path.cwd() if file == "-" else Path(os.path.abspath(file)).parent  # noqa: PTH100 - as above
        passed: list[Path] = []
        found = NONE
        for at in (folder, *folder.parents):
            if at in self._known:
                found = self._known[at]
                break
            passed.append(at)
            if (here := _in_folder(at)) is not None:
                found = here
                break
        self._known.update(dict.fromkeys(passed, found))
        return found


def _in_folder(folder: Path) -> Settings | None:
    for name in _NAMES:
        path = folder / name
        if path.is_file() and (found := _read(path)) is not None:
            return found
    return None


def read(path: Path) -> Settings:
    """Read a file of settings, of either kind. Raises SettingsError, or OSError."""
    return _read(path) or Settings(folder=path.parent.absolute(), file=path)


def _read(path: Path) -> Settings | None:
    """Read a file of settings; None for a pyproject.toml without the table."""
    data = path.read_bytes()
    is_project = path.name == "pyproject.toml"
    if is_project and not _HAS_TABLE.search(data):
        return None  # the most common case, without the cost of reading TOML
    import tomllib

    try:
        document: Any = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: {error}") from None
    if is_project:
        tool = document.get("tool")
        table = tool.get("dpspec") if isinstance(tool, dict) else None
        if table is None:
            return None
        prefix = "tool.dpspec"
    else:
        table, prefix = document, ""
    return _made(path, prefix, table)


def _made(path: Path, prefix: str, table: Any) -> Settings:
    def wrong(key: str, message: str) -> SettingsError:
        where = ".".join(part for part in (prefix, key) if part)
        return SettingsError(f"{path}: {where}: {message}")

    if not isinstance(table, dict):
        raise wrong("", "is not a table")
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, 1, 0.6)
            raise wrong(key, "is no setting" + (f"; did you mean {close[0]}" if close else f": {', '.join(_KEYS)}"))
        try:
            given[key.replace("-", "_")] = _KEYS[key](value)
        except ValueError as error:
            raise wrong(key, str(error)) from None
    return Settings(folder=path.parent.absolute(), file=path, **given)


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError("takes a list of strings")
    return tuple(value)


def _rules(value: Any) -> tuple[str, ...]:
    words = _words(value)
    _known(words)
    return words


def _known(words: Iterable[str]) -> None:
    from dpspec import linter

    for message in linter.unknown(words):
        raise ValueError(message)


def _targets(value: Any) -> tuple[str, ...]:
    words = _words(value)
    if wrong := [word for word in words if word not in TARGETS]:
        raise ValueError(f"{wrong[0]!r} is none of {', '.join(TARGETS)}")
    return words


def _per_file(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError("takes a table of patterns, each with a list of rules")
    return tuple((pattern, _rules(words)) for pattern, words in value.items())


def _severities(value: Any) -> tuple[tuple[str, Severity], ...]:
    levels = {level.value: level for level in Severity}
    if not isinstance(value, dict):
        raise ValueError("takes a table of rules, each with a severity")
    _known(value)
    if wrong := [level for level in value.values() if level not in levels]:
        raise ValueError(f"{wrong[0]!r} is none of {', '.join(levels)}")
    return tuple((word, levels[level]) for word, level in value.items())


def _server_version(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('takes a string such as "19c"')
    ServerVersion.parse(value)
    return value


def _ords_version(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('takes a string such as "26.2"')
    OrdsVersion.parse(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("takes true or false")
    return value


_KEYS: Final[dict[str, Callable[[Any], Any]]] = {
    "select": _rules,
    "ignore": _rules,
    "exclude": _words,
    "per-file-ignores": _per_file,
    "severity": _severities,
    "targets": _targets,
    "server-version": _server_version,
    "ords-version": _ords_version,
    "object-store-hosts": _words,
    "unsafe-fixes": _flag,
}
