"""The JSON Schema of a spec, for editors that complete and check by one, made of the definitions that the reader has.

It is of draft 7, the newest that the language servers of VS Code for JSON and for YAML both know whole. A form that the
reader refuses, the schema refuses, save for what no schema can say: a key given twice, and a number such as ``1.0``
where an integer belongs. Of values it refuses only what a check refuses in every spec and on every release: it says
less than ``dpspec check``, and nothing else.
"""

from __future__ import annotations

import json
from typing import Any, Final

from attrs import fields_dict

from dpspec import quantities
from dpspec.checks.values import MAX_LOG_ENTRY, MAX_THREADS
from dpspec.reader import item_members
from dpspec.spec import ITEM_KEY, ITEMS, ExportSpec, NameExpression
from dpspec.vocabulary import KEYS, MEMBERS, SYNONYMS, Key, Shape

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_TITLE: Final = "dpspec export spec"
_DESCRIPTION: Final = (
    "An Oracle Data Pump export: the request body of ORDS POST /database/datapump/export, with a key for every "
    "parameter of expdp beside."
)
_IDENTIFIER: Final = "^[A-Z][A-Z0-9_$#]{0,127}$"
#: Object paths that an editor may propose: some that are often meant, of all job modes.
PATHS: Final = (
    *("TABLE", "INDEX", "CONSTRAINT", "REF_CONSTRAINT", "TRIGGER", "STATISTICS", "GRANT", "OBJECT_GRANT", "COMMENT"),
    *("VIEW", "SEQUENCE", "PROCEDURE", "FUNCTION", "PACKAGE", "TYPE", "SYNONYM", "MATERIALIZED_VIEW", "DB_LINK"),
    *("TABLE_DATA", "USER", "SCHEMA", "ROLE", "TABLESPACE"),
)
#: Numbers and texts that are right on some release; which ones are right together, only a check can tell.
_VALUES: Final[dict[str, dict[str, Any]]] = {
    **{key: {"pattern": _IDENTIFIER} for key in ("job_name", "datapump_dir", "credential_name", "source_edition")},
    "version": {"pattern": r"^(COMPATIBLE|LATEST|[1-9][0-9]?(\.[0-9]{1,3}){0,4})$"},
    "service_name": {"pattern": "^[A-Za-z][A-Za-z0-9_$#.-]{0,249}$"},
    "network_link": {"pattern": r"^[A-Z][A-Z0-9_$#]*(\.[A-Z0-9_$#]+)*(@[A-Z][A-Z0-9_$#]*)?$"},
    "flashback_scn": {"minimum": 1, "maximum": quantities.MOST_SCN},
    "threads": {"minimum": 1, "maximum": MAX_THREADS},
    "keep_master": {"enum": [0, 1]},
    "abort_step": {"minimum": -1, "maximum": 2**31 - 1, "not": {"const": 0}},
}
_SIZES: Final = {"filesize": (quantities.LEAST_FILE, quantities.MOST_FILE), "parallel_threshold": (1, 2**63)}
_SIZE: Final = "^[0-9]{1,19} ?([BbKkMmGgTt]|[KkMmGgTt][Bb])$"
_MEMBERS: Final[dict[str, dict[str, Any]]] = {
    "percent": {"exclusiveMinimum": 0, "exclusiveMaximum": 100},
    "env": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
    "prompt": {"const": True},
    "object_path": {"examples": list(PATHS)},
}
#: What a key that is left out means, where that is one of its values.
DEFAULTS: Final[dict[str, Any]] = {
    "reuse_dumpfiles": False,
    "nologfile": False,
    "content": "ALL",
    "consistent": False,
    "compression": "METADATA_ONLY",
    "compression_algorithm": "BASIC",
    "checksum": False,
    "checksum_algorithm": "SHA256",
    "version": "COMPATIBLE",
    "access_method": "AUTOMATIC",
    "estimate": "BLOCKS",
    "estimate_only": False,
    "transportable": "NEVER",
    "transport_full_check": False,
    "cluster": True,
    "enable_secure_roles": False,
    "metrics": False,
    "logtime": "NONE",
    "keep_master": 1,
}


def schema() -> dict[str, Any]:
    """Give the schema as data."""
    return {
        "$schema": DRAFT,
        "title": _TITLE,
        "description": _DESCRIPTION,
        "type": "object",
        "properties": {
            **{key: _property(key, definition) for key, definition in KEYS.items()},
            **{synonym: _synonym(synonym, key) for synonym, key in SYNONYMS.items()},
        },
        "additionalProperties": False,
        "allOf": [{"not": {"required": [key, synonym]}} for synonym, key in SYNONYMS.items()],
    }


def text() -> str:
    """Give the schema as it is published."""
    return json.dumps(schema(), indent=2) + "\n"


def _property(key: str, definition: Key) -> dict[str, Any]:
    made = {"description": _description(definition), **_value(key, definition)}
    default = fields_dict(ExportSpec)[key].default
    if isinstance(default, str):
        made["default"] = default
    elif key in DEFAULTS:
        made["default"] = DEFAULTS[key]
    if definition.example:
        example = json.loads(definition.example)
        made["examples"] = [example if definition.shape is Shape.SECRET else [example]]
    return made


def _description(definition: Key) -> str:
    said = definition.summary[0].upper() + definition.summary[1:] + "."
    if not definition.expdp:
        return f"{said} expdp has no parameter for it."
    return f"{said} Parameter{'s' * (len(definition.expdp) > 1)} of expdp: {', '.join(definition.expdp)}."


def _synonym(synonym: str, key: str) -> dict[str, Any]:
    made = _property(key, KEYS[key])
    made.pop("default", None)
    return {**made, "description": f"Second name of {key}, which then cannot stand beside it. {made['description']}"}


def _value(key: str, definition: Key) -> dict[str, Any]:
    match definition.shape:
        case Shape.STRINGS:
            return _list({"type": "string", **_item_of_strings(key, definition)})
        case Shape.EXPRESSIONS | Shape.ITEMS:
            return _list(_item(key))
        case Shape.PERCENT:
            return {"anyOf": [{"type": "number", **_MEMBERS["percent"]}, _list(_item(key))]}
        case Shape.SECRET:
            return {**_object(key), "minProperties": 1, "maxProperties": 1}
        case Shape.SIZE:
            least, most = _SIZES[key]
            number = {"type": "integer", "minimum": least, "maximum": most}
            return {"anyOf": [{"type": "string", "pattern": _SIZE}, number], "examples": ["500MB"]}
        case _:
            return {**_single(definition.shape), **_choices(definition), **_VALUES.get(key, {})}


def _choices(definition: Key) -> dict[str, Any]:
    return {"enum": list(definition.choices)} if definition.choices else {}


def _item_of_strings(key: str, definition: Key) -> dict[str, Any]:
    return {**_choices(definition), "minLength": 1, **({"maxLength": MAX_LOG_ENTRY} if key == "log_entries" else {})}


def _single(shape: Shape) -> dict[str, Any]:
    """Give the schema of a value without parts; an empty text is none."""
    if shape is Shape.STRING:
        return {"type": "string", "minLength": 1}
    return {"type": {Shape.INTEGER: "integer", Shape.NUMBER: "number", Shape.BOOLEAN: "boolean"}[shape]}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


def _item(key: str) -> dict[str, Any]:
    """Give the schema of an item: a text, or an object."""
    return {"anyOf": [{"type": "string", "minLength": 1}, _object(key)]}


def _object(key: str) -> dict[str, Any]:
    known = item_members(key)
    # An item of `name_expressions` may do without `object_path`.
    needed = {ITEM_KEY: True} if ITEMS.get(key) is NameExpression else known
    made: dict[str, Any] = {
        "type": "object",
        "properties": {name: _member(name) for name in known},
        "additionalProperties": False,
    }
    if required := [name for name in known if needed.get(name)]:
        made["required"] = required
    if key == "partitions":
        made["oneOf"] = [{"required": ["partitions"]}, {"required": [ITEM_KEY]}]
    return made


def _member(name: str) -> dict[str, Any]:
    shape = MEMBERS.get(name, Shape.STRING)
    if shape is Shape.STRINGS:
        return _list({"type": "string", "minLength": 1})
    return {**_single(shape), **_MEMBERS.get(name, {})}
