"""A catalogue: the users, directory objects and schema objects of a database that is not there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import Factory, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

#: The role without which a user exports only its own schema (DBMS_DATAPUMP reference, "Security Model").
FULL_ROLES: Final = frozenset({"DATAPUMP_EXP_FULL_DATABASE", "EXP_FULL_DATABASE", "DBA"})
#: Schemas that no job exports: the reference names SYS, ORDSYS and MDSYS "and so on"; the others are from general
#: knowledge (unconfirmed).
NEVER_EXPORTED: Final = frozenset(
    [
        "SYS",
        "ORDSYS",
        "ORDPLUGINS",
        "ORDDATA",
        "MDSYS",
        "CTXSYS",
        "XDB",
        "WMSYS",
        "LBACSYS",
        "DVSYS",
        "OUTLN",
        "DBSNMP",
        "AUDSYS",
        "GSMADMIN_INTERNAL",
    ]
)
#: Types whose objects depend on a table.
OF_TABLES: Final = (
    *("INDEX", "CONSTRAINT", "REF_CONSTRAINT", "TRIGGER", "OBJECT_GRANT", "COMMENT", "MATERIALIZED_VIEW_LOG"),
    *("RLS_POLICY", "FGA_POLICY"),
)
#: Types whose objects a schema has beside its tables.
OF_SCHEMAS: Final = (
    *("VIEW", "SEQUENCE", "SYNONYM", "PROCEDURE", "FUNCTION", "PACKAGE_SPEC", "PACKAGE_BODY", "TYPE_SPEC", "TYPE_BODY"),
    *("MATERIALIZED_VIEW", "DIMENSION", "CLUSTER", "DB_LINK", "JOB", "LIBRARY", "OPERATOR", "INDEXTYPE", "PROCOBJ"),
)


@frozen
class Object:
    """An object: `schema` is empty for one of the whole database. `parent` is the type and name of what it follows.

    `rows` and `bytes` are those of TABLE_DATA; `partition` is set for that of one partition.
    """

    schema: str
    type: str
    name: str
    parent: tuple[str, str] | None = None
    tablespace: str = ""
    rows: int = 0
    bytes: int = 0
    partition: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What its dependents know it by."""
        return self.schema, self.type, self.name


@frozen
class User:
    """A database user. `quota` is in bytes, -1 without a limit; `client` is its OAuth2 client in ORDS and the secret.

    `rest` tells whether its schema is enabled for ORDS, `rest_role` whether it has a role that may call Data Pump.
    """

    name: str
    password: str = field(repr=False)
    tablespace: str = "USERS"
    roles: frozenset[str] = frozenset()
    privileges: frozenset[str] = frozenset({"CREATE SESSION", "CREATE TABLE"})
    quota: int = -1
    rest: bool = True
    rest_role: bool = True
    client: tuple[str, str] = field(default=("", ""), repr=False)

    @property
    def is_privileged(self) -> bool:
        """Whether it may export what is not its own."""
        return self.name in ("SYS", "SYSTEM") or bool(self.roles & FULL_ROLES)


@frozen
class Directory:
    """A directory object: its path on the server, and who may read and write there (PUBLIC is everybody)."""

    name: str
    path: str
    readers: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()

    def may(self, user: User, *, write: bool) -> bool:
        """Tell whether a user has the privilege, itself or by PUBLIC."""
        return bool((self.writers if write else self.readers) & {user.name, "PUBLIC", *user.roles})


@frozen
class Catalog:
    """Everything that jobs can be asked for."""

    users: Mapping[str, User] = Factory(dict)
    directories: Mapping[str, Directory] = Factory(dict)
    objects: tuple[Object, ...] = ()

    @classmethod
    def builtin(cls) -> Catalog:
        """Give Oracle's sample schemas SCOTT, HR, OE and SH, a little of SYS, and users to try them with."""
        return _builtin()

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Catalog:
        """Load a catalogue from a YAML or JSON file.

        Raises OSError if it cannot be read, and ValueError with the place of what is wrong.
        """
        from dpspec.sandbox.catalog_reader import read

        return read(Path(path).read_bytes(), str(path))

    @property
    def schemas(self) -> frozenset[str]:
        """The schemas that a job can export."""
        return frozenset({*self.users, *(found.schema for found in self.objects)}) - NEVER_EXPORTED - {""}

    def user(self, name: str) -> User | None:
        """Find a user; names come in any case, as at a login."""
        return self.users.get(name) or self.users.get(name.upper())

    def of(self, schemas: frozenset[str]) -> Iterator[Object]:
        """Give the objects of some schemas; those of the whole database have the schema ``""``."""
        return (found for found in self.objects if found.schema in schemas)

    def has(self, schema: str, name: str) -> bool:
        """Tell whether a schema has a table or another object in the name space of tables."""
        spaces = ("TABLE", "VIEW", "SEQUENCE", "SYNONYM", "PROCEDURE", "FUNCTION", "PACKAGE_SPEC", "TYPE_SPEC")
        return any((schema, type_, name) == found.key for found in self.objects for type_ in spaces)


@cache
def _builtin() -> Catalog:
    return Catalog.load(Path(__file__).with_name("builtin.yaml"))


def table(
    schema: str,
    name: str,
    *,
    rows: int = 0,
    size: int = 0,
    tablespace: str = "USERS",
    partitions: Mapping[str, int] | None = None,
    dependents: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Object, ...]:
    """Make a table and all that depends on it: its rows (of each partition), its statistics, what it is given."""
    parent = ("TABLE", name)
    found = [Object(schema, "TABLE", name, None, tablespace)]
    if partitions:
        total = sum(partitions.values()) or 1
        for part, count in partitions.items():
            found.append(Object(schema, "TABLE_DATA", name, parent, tablespace, count, size * count // total, part))
    else:
        found.append(Object(schema, "TABLE_DATA", name, parent, tablespace, rows, size))
    for type_, names in (dependents or {}).items():
        place = tablespace if type_ == "INDEX" else ""
        found += [Object(schema, type_, dependent, parent, place) for dependent in names]
        if type_ == "INDEX":
            found += [Object(schema, "INDEX_STATISTICS", index, ("INDEX", index)) for index in names]
    return (*found, Object(schema, "TABLE_STATISTICS", name, parent))
