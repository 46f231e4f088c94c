"""Tree to ExportSpec: the closed set of keys, exact JSON types, and every fault of a file in one run."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from dpspec.diagnostics import Diagnostic, Label, show
from dpspec.document import Array, Entry, Object, Scalar
from dpspec.spec import ITEM_KEY, ITEMS, ExportSpec, NameExpression, Where, members
from dpspec.vocabulary import KEYS, MEMBERS, SYNONYMS, WITHOUT_KEY, Shape

if TYPE_CHECKING:
    from dpspec.document import Node
    from dpspec.source import Extract, Location

#: Those of them that would say what to export.
_SELECTING: Final = frozenset(["schema", "owner", "owners", "table", "tablespace", "mode", "full"])
_SELECTED: Final = (
    *("job_mode", "schemas", "tables", "tablespaces", "transport_tablespaces", "include", "exclude", "views_as_tables"),
    *("schema_expressions", "name_expressions", "tablespace_expressions"),
)
_DROPPED: Final = "ORDS is reported to drop unknown keys without a word, which would widen the job"
#: Keys of other tools and of other endpoints, and what to write.
_INSTEAD: Final = {
    "operation": "leave it out: a spec is always an export",
    **dict.fromkeys(
        [
            *("remap_schemas", "remap_schema", "remap_tablespace", "remap_datafile", "remap_table", "transform"),
            *("sqlfile", "table_exists_action", "partition_options", "reuse_datafiles", "skip_unusable_indexes"),
        ],
        "leave it out: it belongs to an import",
    ),
    "mode": "write `job_mode`",
    "degree": "write `threads`",
    "schema": 'write `schemas: ["SCOTT"]`',
    "owner": 'write `schemas: ["SCOTT"]`',
    "owners": 'write `schemas: ["SCOTT"]`',
    "table": 'write `tables: ["SCOTT.EMP"]`',
    "tablespace": 'write `tablespaces: ["USERS"]`',
    "full": "write `job_mode: FULL`",
    "encryption_pwd_prompt": 'write `encryption_password: {"prompt": true}`',
    **{name.lower(): f"leave it out: it {reason}" for name, reason in WITHOUT_KEY.items() if name != "USERID"},
    "userid": f"leave it out: {WITHOUT_KEY['USERID']}",
}
#: Those of them that say what a key says.
_MEANING: Final = {"degree": "threads", "encryption_pwd_prompt": "encryption_password"}


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
#: What members are called elsewhere.
_MEMBERS_MEANT: Final = {"path": "object_path", "type": "object_path", "name": "expression", "clause": "expression"}
#: The Python types of a single value of each shape.
TYPES: Final[dict[Shape, tuple[type, ...]]] = {
    Shape.STRING: (str,),
    Shape.INTEGER: (int,),
    Shape.NUMBER: (int, float),
    Shape.BOOLEAN: (bool,),
    Shape.SIZE: (int, str),
    Shape.PERCENT: (int, float),
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
    text = value.lower() if isinstance(value, str) else ""
    if key == "keep_master" and text in _TRUE | _FALSE:
        return message, f"write {int(text in _TRUE)}"
    if shape is Shape.BOOLEAN and (text in _TRUE | _FALSE or (type(value) is int and value in (0, 1))):
        return message, f"write {str(text in _TRUE or value == 1).lower()}"
    if shape is Shape.INTEGER:
        if isinstance(value, bool):
            return message, f"write {int(value)}"
        if isinstance(value, float) and value.is_integer() and abs(value) < 10**9:
            return message, f"write {int(value)}"
        if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,18}|0", value):
            return message, f"write {value} without quotes"
    if shape in (Shape.NUMBER, Shape.PERCENT) and (number := re.fullmatch(r"([0-9]{1,2}(?:\.[0-9]{1,6})?) ?%?", text)):
        return message, f"write {number[1]} without quotes"
    return message, _type_advice(key, shape, value)


_TRUE: Final = frozenset(["yes", "on", "y", "true"])
_FALSE: Final = frozenset(["no", "off", "n", "false"])


def _type_advice(key: str, shape: Shape, value: object) -> str | None:
    if shape is Shape.EXPRESSIONS and isinstance(value, str):
        return "put the expression into brackets: `[...]`"
    if shape in (Shape.STRINGS, Shape.ITEMS) and isinstance(value, str):
        return "put it into brackets: `[...]`"
    if shape is Shape.STRING and isinstance(value, int | float):
        return "put it into quotes"
    if shape in (Shape.ITEMS, Shape.STRINGS, Shape.PERCENT) and key in KEYS and KEYS[key].example:
        return f"write `{key}: [{KEYS[key].example}]`"
    if shape is Shape.SECRET:
        return f"write `{key}: {KEYS[key].example}`"
    return None


def is_password(value: object) -> bool:
    """Tell whether a value that stands for a reference to a password may be the password."""
    return isinstance(value, str | bytes | int | float) and not isinstance(value, bool)


def secret_fault(place: Location | None, key: str) -> Diagnostic:
    """Word a password that is written where only a reference may stand. The place must not be the password's."""
    advice = (
        "a spec is read by many; write where the password is found: "
        '`{"env": "NAME"}`, `{"file": "PATH"}` or `{"prompt": true}`; and change this one'
    )
    return Diagnostic("DP140", f"`{key}` is a password itself", place, advice, key)


def item_advice(key: str) -> str:
    """Say what an item of a list looks like."""
    if KEYS[key].shape is Shape.EXPRESSIONS:
        return 'an item is `{"expression": "LIKE \'EMP%\'"}`, or the expression alone'
    return f"an item is `{KEYS[key].example}`" if KEYS[key].example else "an item is a string"


def item_members(key: str) -> dict[str, bool]:
    """Give the members of an object that is an item of a key, or its value, and whether each must be there."""
    kind = ITEMS.get(key)
    return members(kind) if kind is not None else {ITEM_KEY: True}


def unknown_member(key: str, name: str) -> tuple[str, str]:
    """Word a member that an object in a key does not have: message and advice."""
    allowed = item_members(key)
    part = "an item of " if KEYS[key].shape is not Shape.SECRET else ""
    message = f"unknown key {show(name)} in {part}`{key}`"
    close = next(iter(difflib.get_close_matches(name.lower()[:64], allowed, 1, 0.7)), None)
    meant = _MEMBERS_MEANT.get(name, close)
    if meant in allowed:
        return message, f"did you mean `{meant}`"
    listed = " and ".join(f"`{member}`" for member in allowed)
    have = f"an item has the one key `{ITEM_KEY}`" if set(allowed) == {ITEM_KEY} else f"the keys are {listed}"
    return message, have + (f"; {_DROPPED}" if KEYS[key].shape is Shape.EXPRESSIONS else "")


class _Reader:
    def __init__(self, root: Object) -> None:
        self.root = root
        self.found: list[Diagnostic] = []
        self.given: dict[str, Any] = {}
        self.keys: dict[str, Location] = {}
        self.values: dict[str, Location] = {}
        self.texts: dict[str, Extract] = {}
        self.unread: set[str] = set()
        self.names: dict[str, str] = {}

    def read(self) -> tuple[ExportSpec, tuple[Diagnostic, ...]]:
        for entry in self.root.entries:
            self._entry(entry)
        where = Where(
            self.root.location, self.keys, self.values, self.texts, frozenset(self.unread), self.names, self.given
        )
        return ExportSpec(**self.given, where=where), tuple(self.found)

    def _entry(self, entry: Entry) -> None:
        written = str(entry.key.value)
        key = SYNONYMS.get(written, written)
        if key not in KEYS:
            self._unknown(entry.key, key)
            return
        if key in self.keys:
            if written != self.names.get(key, key):
                self._synonyms(entry.key, written, key)
            return  # the document has reported the same name twice; the first one counts for further checks
        if written != key:
            self.names[key] = written
        self.keys[key], self.values[key] = entry.key.location, entry.value.location
        value = self._value(key, KEYS[key].shape, entry.value)
        if value is None:
            self.unread.add(key)
        else:
            self.given[key] = value

    def _synonyms(self, node: Scalar, written: str, key: str) -> None:
        first = self.names.get(key, key)
        labels = (Label(self.keys[key], "the first one"),)
        message = f"`{written}` is another name of `{first}`, which is there already"
        self.found.append(Diagnostic("DP127", message, node.location, "keep one of them", key, labels))
        self.unread.add(key)

    def _unknown(self, node: Scalar, key: str) -> None:
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).replace("-", "_").replace(" ", "_").lower()
        known = [*KEYS, *SYNONYMS]
        meant = snake if snake in known else next(iter(difflib.get_close_matches(snake[:64], known, 1, 0.7)), None)
        if snake in known:
            advice = f"keys are in snake_case, write `{snake}`; {_DROPPED}"
        elif snake in _INSTEAD:
            advice, meant = _INSTEAD[snake], None
        elif meant is not None:
            advice = f"did you mean `{meant}`; {_DROPPED}"
        else:
            advice = f"`docs/spec.md` lists the keys; {_DROPPED}"
        meant = SYNONYMS.get(meant or "", meant)
        labels = (Label(self.keys[meant], "this key is there already"),) if meant in self.keys else ()
        self.found.append(Diagnostic("DP102", f"unknown key {show(key)}", node.location, advice, labels=labels))
        if snake in _SELECTING:
            self.unread.update(_SELECTED)
        elif snake in _MEANING:
            self.unread.add(_MEANING[snake])
        elif meant is not None:
            self.unread.add(meant)

    def _value(self, key: str, shape: Shape, node: Node) -> Any:
        if shape in (Shape.EXPRESSIONS, Shape.ITEMS, Shape.STRINGS):
            return self._list(key, shape, node)
        if shape is Shape.PERCENT and isinstance(node, Array):
            return self._list(key, Shape.ITEMS, node)
        if shape is Shape.SECRET:
            return self._secret(key, node)
        return self._single(key, self.names.get(key, key), shape, node)

    def _single(self, path: str, named: str, shape: Shape, node: Node) -> Any:
        """Read a value without parts; None where it cannot be read."""
        value = node.value if isinstance(node, Scalar) else ...
        if isinstance(node, Scalar) and node.faults:
            return None
        if type(value) not in TYPES[shape]:
            self._wrong_type(path, named, shape, node)
            return None
        if isinstance(node, Scalar) and node.extract is not None:
            self.texts[path] = node.extract
        return value

    def _wrong_type(self, path: str, named: str, shape: Shape, node: Node) -> None:
        message, advice = type_fault(named, shape, node.value if isinstance(node, Scalar) else ..., kind_of(node))
        self.found.append(Diagnostic("DP103", message, node.location, advice, path))

    def _secret(self, key: str, node: Node) -> Any:
        before = len(self.found)
        if isinstance(node, Scalar) and node.faults:
            return None
        if isinstance(node, Scalar) and is_password(node.value):
            # Not the place of the value: nobody else is to read it on a screen or in a log.
            self.found.append(secret_fault(self.keys[key], key))
            return None
        if not isinstance(node, Object):
            self._wrong_type(key, key, Shape.SECRET, node)
            value = None
        else:
            value = self._object(key, key, node)
        # Nor that of a part of it.
        self.found[before:] = [evolve(fault, location=self.keys[key]) for fault in self.found[before:]]
        return value

    def _list(self, key: str, shape: Shape, node: Node) -> tuple[Any, ...] | None:
        if not isinstance(node, Array):
            self._wrong_type(key, self.names.get(key, key), KEYS[key].shape, node)
            return None
        items: list[Any] = []
        for item in node.items:
            path = f"{key}[{len(items)}]"
            value = self._item(path, key, shape, item)
            if value is None:
                self.unread.add(key)
                continue
            self.values[path] = item.location
            items.append(value)
        return tuple(items)

    def _item(self, path: str, key: str, shape: Shape, item: Node) -> Any:
        if isinstance(item, Object) and shape is not Shape.STRINGS:
            return self._object(path, key, item)
        if isinstance(item, Scalar) and item.faults:
            return None
        if isinstance(item, Scalar) and item.extract is not None:
            self.texts[path] = item.extract
            return item.value
        message = f"an item of `{key}` is {kind_of(item)}, not a string"
        self.found.append(Diagnostic("DP103", message, item.location, item_advice(key), path))
        return None

    def _object(self, path: str, key: str, item: Object) -> Any:
        values: dict[str, Any] = {}
        bad = False
        for entry in item.entries:
            name = str(entry.key.value)
            if name not in item_members(key):
                message, advice = unknown_member(key, name)
                self.found.append(Diagnostic("DP102", message, entry.key.location, advice, path))
                bad = True
                continue
            value = self._member(f"{path}.{name}", name, entry.value)
            bad = bad or value is None
            values.setdefault(name, value)
        return None if bad else self._made(path, key, item, values)

    def _member(self, path: str, name: str, node: Node) -> Any:
        shape = MEMBERS.get(name, Shape.STRING)
        self.values[path] = node.location
        if shape is not Shape.STRINGS:
            return self._single(path, name, shape, node)
        if not isinstance(node, Array):
            self._wrong_type(path, name, shape, node)
            return None
        found = []
        for index, item in enumerate(node.items):
            self.values[f"{path}[{index}]"] = item.location
            value = self._single(f"{path}[{index}]", f"{name}[{index}]", Shape.STRING, item)
            if value is None:
                return None
            found.append(value)
        return tuple(found)

    def _made(self, path: str, key: str, item: Object, values: dict[str, Any]) -> Any:
        kind = ITEMS.get(key)
        if kind in (None, NameExpression) and set(values) == {ITEM_KEY}:
            self.texts[path] = self.texts[f"{path}.{ITEM_KEY}"]
            return values[ITEM_KEY]
        # An item of `name_expressions` may do without `object_path`.
        wanted = {ITEM_KEY: True} if kind is NameExpression else item_members(key)
        for name, required in wanted.items():
            if required and name not in values:
                message = f"an item of `{key}` has no `{name}`"
                self.found.append(Diagnostic("DP103", message, item.location, item_advice(key), path))
                return None
        return kind(**values) if kind is not None else None
