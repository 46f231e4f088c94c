"""Tree to ExportSpec: the closed set of keys, exact JSON types, and every fault of a file in one run."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final

from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.document import Array, Entry, Object, Scalar
from dpspec.spec import ITEM_KEY, KEYS, ExportSpec, Shape, Where

if TYPE_CHECKING:
    from dpspec.document import Node
    from dpspec.source import Extract, Location

#: Those of them that would say what to export.
_SELECTING: Final = frozenset(
    ["schema", "schemas", "owner", "owners", "table", "tables", "tablespace", "tablespaces", "mode", "full"]
)
_DROPPED: Final = "ORDS is reported to drop unknown keys without a word, which would widen the job"
#: Keys of other tools and of other endpoints, and what to write.
_INSTEAD: Final = {
    "operation": "leave it out: a spec is always an export",
    "remap_schemas": "leave it out: remapping belongs to an import",
    "mode": "write `job_mode`",
    "parallel": "write `threads`",
    "degree": "write `threads`",
    "directory": "write `datapump_dir`",
    "dumpfile": "write `file_name`",
    "dumpfiles": "write `file_name`",
    "credential": "write `credential_name`",
    "schemas": "write `schema_expressions: [\"IN ('SCOTT')\"]`",
    "tables": "write `name_expressions: [\"IN ('EMP')\"]` in TABLE mode",
    "tablespaces": "write `tablespace_expressions: [\"IN ('USERS')\"]`",
    "schema": "write `schema_expressions: [\"='SCOTT'\"]`",
    "owner": "write `schema_expressions: [\"='SCOTT'\"]`",
    "owners": "write `schema_expressions: [\"IN ('SCOTT')\"]`",
    "table": "write `name_expressions: [\"='EMP'\"]` in TABLE mode",
    "tablespace": "write `tablespace_expressions: [\"='USERS'\"]`",
    "full": "write `job_mode: FULL`",
    **dict.fromkeys(
        ("include", "exclude", "query", "content", "compression", "encryption", "job_name", "logfile", "version"),
        "ORDS offers no such option, so a spec cannot ask for it yet",
    ),
}


_KINDS: Final[dict[type, str]] = {
    bool: "true or false",
    int: "an integer",
    float: "a number",
    str: "a string",
    bytes: "bytes",
    list: "a list",
    tuple: "a list",
    dict: "an object",
}


def read(root: Node) -> tuple[ExportSpec | None, tuple[Diagnostic, ...]]:
    """Read a spec from a document. Returns None only if the document is no object."""
    if not isinstance(root, Object):
        message = f"a spec is an object of keys and values, not {kind_of(root)}"
        return None, (Diagnostic("DP101", message, root.location, 'write `{"job_mode": "TABLE", ...}`'),)
    return _Reader(root).read()


def kind_of(node: Node) -> str:
    """Name the JSON type of a node."""
    match node:
        case Object():
            return "an object"
        case Array():
            return "a list"
        case Scalar(value=value):
            return kind_of_value(value)


def kind_of_value(value: object) -> str:
    """Name the JSON type of a Python value."""
    if value is None:
        return "null"
    return _KINDS.get(type(value), f"a value of type `{type(value).__name__}`")


def type_fault(key: str, shape: Shape, value: object, found: str) -> tuple[str, str | None]:
    """Word a wrong type: message and advice. `value` is the Python value where there is a plain one."""
    message = f"`{key}` takes {shape.value}, not {found}"
    if value is None:
        return message, "leave the key out to get its default"
    if key == "keep_master" and isinstance(value, str) and value.lower() in ("yes", "no", "on", "off", "y", "n"):
        return message, f"write {int(value.lower() in ('yes', 'on', 'y'))}"
    if shape is Shape.INTEGER:
        if isinstance(value, bool):
            return message, f"write {int(value)}"
        if isinstance(value, float) and value.is_integer() and abs(value) < 10**9:
            return message, f"write {int(value)}"
        if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,8}|0", value):
            return message, f"write {value} without quotes"
    if shape is Shape.EXPRESSIONS and isinstance(value, str):
        return message, "put the expression into brackets: `[...]`"
    if shape is Shape.STRING and isinstance(value, int | float):
        return message, "put it into quotes"
    return message, None


class _Reader:
    def __init__(self, root: Object) -> None:
        self.root = root
        self.found: list[Diagnostic] = []
        self.given: dict[str, Any] = {}
        self.keys: dict[str, Location] = {}
        self.values: dict[str, Location] = {}
        self.texts: dict[str, Extract] = {}
        self.unread: set[str] = set()

    def read(self) -> tuple[ExportSpec, tuple[Diagnostic, ...]]:
        for entry in self.root.entries:
            self._entry(entry)
        where = Where(self.root.location, self.keys, self.values, self.texts, frozenset(self.unread))
        return ExportSpec(**self.given, where=where), tuple(self.found)

    def _entry(self, entry: Entry) -> None:
        key = str(entry.key.value)
        if key not in KEYS:
            self._unknown(entry.key, key)
            return
        if key in self.keys:
            return  # the document has reported it; the first one counts for further checks
        self.keys[key], self.values[key] = entry.key.location, entry.value.location
        value = self._value(key, KEYS[key], entry.value)
        if value is None:
            self.unread.add(key)
        else:
            self.given[key] = value

    def _unknown(self, node: Scalar, key: str) -> None:
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).replace("-", "_").replace(" ", "_").lower()
        meant = snake if snake in KEYS else next(iter(difflib.get_close_matches(snake[:64], KEYS, 1, 0.7)), None)
        if snake in KEYS:
            advice = f"keys are in snake_case, write `{snake}`; {_DROPPED}"
        elif snake in _INSTEAD:
            advice = _INSTEAD[snake]
        elif meant is not None:
            advice = f"did you mean `{meant}`; {_DROPPED}"
        else:
            advice = f"the keys are {', '.join(KEYS)}; {_DROPPED}"
        labels = (Label(self.keys[meant], "this key is there already"),) if meant in self.keys else ()
        self.found.append(Diagnostic("DP102", f"unknown key {show(key)}", node.location, advice, labels=labels))
        if meant is not None:
            self.unread.add(meant)
        elif snake in _SELECTING:
            self.unread.update(("job_mode", "schema_expressions", "name_expressions", "tablespace_expressions"))

    def _value(self, key: str, shape: Shape, node: Node) -> Any:
        if shape is Shape.EXPRESSIONS:
            return self._expressions(key, node)
        value = node.value if isinstance(node, Scalar) else ...
        if isinstance(node, Scalar) and node.faults:
            return None
        if type(value) is not (str if shape is Shape.STRING else int):
            self._wrong_type(key, key, shape, node)
            return None
        if isinstance(node, Scalar) and node.extract is not None:
            self.texts[key] = node.extract
        return value

    def _wrong_type(self, path: str, named: str, shape: Shape, node: Node) -> None:
        message, advice = type_fault(named, shape, node.value if isinstance(node, Scalar) else ..., kind_of(node))
        self.found.append(Diagnostic("DP103", message, node.location, advice, path))

    def _expressions(self, key: str, node: Node) -> tuple[str, ...] | None:
        if not isinstance(node, Array):
            self._wrong_type(key, key, Shape.EXPRESSIONS, node)
            return None
        texts: list[str] = []
        for item in node.items:
            path = f"{key}[{len(texts)}]"
            extract = self._item(path, key, item)
            if extract is None:
                self.unread.add(key)
                continue
            self.values[path] = item.location
            self.texts[path] = extract
            texts.append(extract.text)
        return tuple(texts)

    def _item(self, path: str, key: str, item: Node) -> Extract | None:
        if isinstance(item, Object):
            return self._object_item(path, key, item)
        if isinstance(item, Scalar) and item.faults:
            return None
        if isinstance(item, Scalar) and item.extract is not None:
            return item.extract
        message = f"an item of `{key}` is {kind_of(item)}, not a string"
        self.found.append(Diagnostic("DP103", message, item.location, _ITEM_ADVICE, path))
        return None

    def _object_item(self, path: str, key: str, item: Object) -> Extract | None:
        found: Extract | None = None
        bad = False
        for entry in item.entries:
            if entry.key.value != ITEM_KEY:
                message = f"unknown key {show(str(entry.key.value))} in an item of `{key}`"
                advice = f"an item has the one key `{ITEM_KEY}`; {_DROPPED}"
                self.found.append(Diagnostic("DP102", message, entry.key.location, advice, path))
                bad = True
            elif isinstance(entry.value, Scalar) and entry.value.faults:
                bad = True
            elif isinstance(entry.value, Scalar) and entry.value.extract is not None:
                found = found or entry.value.extract
            else:
                message = f"`{ITEM_KEY}` takes a string, not {kind_of(entry.value)}"
                self.found.append(Diagnostic("DP103", message, entry.value.location, _ITEM_ADVICE, path))
                bad = True
        if found is None and not bad:
            message = f"an item of `{key}` has no `{ITEM_KEY}`"
            self.found.append(Diagnostic("DP103", message, item.location, _ITEM_ADVICE, path))
        return found


_ITEM_ADVICE: Final = 'an item is `{"expression": "LIKE \'EMP%\'"}`, or the expression alone'
