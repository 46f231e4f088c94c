"""An expdp parameter file to the spec that means the same job, or to what a spec cannot say of it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import Diagnostic, show
from dpspec.grammar import build
from dpspec.plan import PARFILE_DUMP_NAME, PARFILE_OLD_DUMP_NAME
from dpspec.source import Location, Source, Span
from dpspec.spec import ExportSpec

if TYPE_CHECKING:
    from lark import Lark, Tree

_YES: Final = {"Y": True, "YES": True, "N": False, "NO": False}


def recover(source: Source) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a parameter file. Returns the spec, or None and what it cannot say."""
    from lark import Token
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        tree = _parser().parse(source.text)
    except UnexpectedCharacters as error:
        return None, (_syntax(source, error.pos_in_stream or 0),)
    except UnexpectedToken as error:
        at = error.token.start_pos if error.token.type != "$END" else None
        return None, (_syntax(source, len(source.text) if at is None else at),)
    reader = _Reader(source)
    for child in tree.children:
        if not isinstance(child, Token):  # a line end
            reader.parameter(child)
    if reader.found:
        return None, tuple(reader.found)
    return reader.spec(), ()


@cache
def _parser() -> Lark:
    return build("parfile")


def _syntax(source: Source, at: int) -> Diagnostic:
    what = f"unexpected {show(source.text[at])}" if at < len(source.text) else "the file ends too early"
    place = Location(source, Span(at, min(at + 1, len(source.text))))
    return Diagnostic("DP053", what, place, "a parameter is `NAME=value` on a line of its own")


class _Item:
    """One value: its parts between colons, and which of them were quoted."""

    def __init__(self, tree: Tree[Any], source: Source) -> None:
        self.parts = [str(token) for token in tree.children]
        self.place = Location(source, Span(tree.meta.start_pos, tree.meta.end_pos))

    @property
    def text(self) -> str:
        return ":".join(self.parts)

    @property
    def names(self) -> list[str]:
        """The parts of a qualified name, in upper case unless double-quoted."""
        text = self.text
        if re.fullmatch(r"'.*'", text, re.DOTALL):
            text = text[1:-1]
        return [part[1:-1] if part[0] == '"' else part.upper() for part in re.findall(r'"[^"]*"|[^".]+', text)]


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.given: dict[str, Any] = {"keep_master": 0}  # Data Pump's own default
        self.clauses: list[str] = []
        self.has_dump_file = False

    def spec(self) -> ExportSpec:
        given = self.given
        if not self.has_dump_file:
            given["file_name"] = "expdat.dmp"  # expdp's own default
        if self.clauses:
            given["name_expressions"] = [*given.get("name_expressions", ()), *self.clauses]
        return ExportSpec(**given)

    def parameter(self, tree: Tree[Any]) -> None:
        """Take one parameter into the spec, or report what a spec cannot say of it."""
        children: list[Any] = tree.children
        key, *items = children
        name = str(key).upper()
        values = [_Item(item, self.source) for item in items]
        place = Location(self.source, Span(key.start_pos, key.end_pos))
        method = getattr(self, f"_{name.lower()}", None)
        if method is None or name not in _PARAMETERS:
            self._refuse(f"parameter {show(name)} has no counterpart in a spec", place)
            return
        method(values, place)

    def _refuse(self, message: str, place: Location) -> None:
        self.found.append(Diagnostic("DP054", message, place, "a spec says what the ORDS export endpoint can"))

    def _mode(self, mode: str, place: Location) -> None:
        if "job_mode" in self.given:
            self._refuse("a second parameter that sets the job mode", place)
        self.given["job_mode"] = mode

    def _full(self, values: list[_Item], place: Location) -> None:
        if _YES.get(values[0].text.upper()) is not True:
            self._refuse("FULL=NO sets no job mode", place)
        self._mode("FULL", place)

    def _schemas(self, values: list[_Item], place: Location) -> None:
        self._mode("SCHEMA", place)
        self.given["schema_expressions"] = [_in([value.names[-1] for value in values])]

    def _tablespaces(self, values: list[_Item], place: Location) -> None:
        self._mode("TABLESPACE", place)
        self.given["tablespace_expressions"] = [_in([value.names[-1] for value in values])]

    def _tables(self, values: list[_Item], place: Location) -> None:
        self._mode("TABLE", place)
        owners = {tuple(value.names[:-1]) for value in values}
        tables = [value.names[-1] for value in values]
        if len(owners) > 1 or any(len(value.parts) > 1 for value in values):
            self._refuse("tables of several schemas, or partitions", place)
            return
        if any("%" in table for table in tables) and tables != ["%"]:
            self._refuse("a wildcard in TABLES", place)
            return
        owner = next(iter(owners))
        if owner:
            self.given["schema_expressions"] = [_in(list(owner))]
        if tables != ["%"]:
            self.given["name_expressions"] = [_in(tables)]

    def _include(self, values: list[_Item], place: Location) -> None:
        for value in values:
            clause = value.parts[1] if len(value.parts) == 2 else ""
            if value.parts[0].upper() != "TABLE" or not clause.startswith('"'):
                self._refuse("only INCLUDE=TABLE with a clause, in table mode", place)
                return
            self.clauses.append(clause[1:-1])

    def _directory(self, values: list[_Item], place: Location) -> None:
        del place
        self.given["datapump_dir"] = values[0].text.upper()

    def _credential(self, values: list[_Item], place: Location) -> None:
        del place
        self.given["credential_name"] = values[0].text.upper()

    def _dumpfile(self, values: list[_Item], place: Location) -> None:
        self.has_dump_file = True
        if len(values) > 1:
            self._refuse("several dump files", place)
        elif values[0].text not in (PARFILE_DUMP_NAME, PARFILE_OLD_DUMP_NAME):
            self.given["file_name"] = values[0].text

    def _logfile(self, values: list[_Item], place: Location) -> None:
        del place
        if len(values[0].parts) == 2:
            self.given["datapump_dir"] = values[0].parts[0].upper()

    def _reuse_dumpfiles(self, values: list[_Item], place: Location) -> None:
        if _YES.get(values[0].text.upper()) is not False:
            self._refuse("a spec never overwrites a dump file", place)

    def _parallel(self, values: list[_Item], place: Location) -> None:
        if not re.fullmatch(r"[0-9]{1,9}", values[0].text):
            self._refuse("PARALLEL takes a number", place)
            return
        self.given["threads"] = int(values[0].text)

    def _keep_master(self, values: list[_Item], place: Location) -> None:
        keep = _YES.get(values[0].text.upper())
        if keep is None:
            self._refuse("KEEP_MASTER takes YES or NO", place)
        self.given["keep_master"] = int(bool(keep))


_PARAMETERS: Final = frozenset(
    name[1:].upper()
    for name in vars(_Reader)
    if name.startswith("_") and not name.startswith("__") and name not in ("_refuse", "_mode")
)


def _in(names: list[str]) -> str:
    return f"IN ({','.join(chr(39) + name.replace(chr(39), chr(39) * 2) + chr(39) for name in names)})"
