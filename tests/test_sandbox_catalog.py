"""The catalogue: what is built in, and what is wrong with a file."""

import pytest

from dpspec.sandbox import Catalog
from dpspec.sandbox.catalog import OF_SCHEMAS, OF_TABLES
from dpspec.sandbox.paths import ORDER


def load(tmp_path, text, name="c.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return Catalog.load(path)


def test_the_sample_schemas_have_the_tables_that_oracle_documents():
    found = {
        schema: {o.name for o in Catalog.builtin().objects if o.key[:2] == (schema, "TABLE")}
        for schema in ["SCOTT", "HR"]
    }
    assert {"EMP", "DEPT", "BONUS", "SALGRADE"} <= found["SCOTT"]
    assert found["HR"] == {"REGIONS", "COUNTRIES", "LOCATIONS", "DEPARTMENTS", "JOBS", "EMPLOYEES", "JOB_HISTORY"}


def test_every_user_of_a_grant_and_every_default_tablespace_is_there():
    catalog = Catalog.builtin()
    spaces = {o.name for o in catalog.objects if o.type == "TABLESPACE"}
    for directory in catalog.directories.values():
        assert (directory.readers | directory.writers) - {"PUBLIC"} <= set(catalog.users)
    assert {user.tablespace for user in catalog.users.values()} <= spaces
    assert {o.tablespace for o in catalog.objects if o.tablespace} <= spaces


def test_every_type_that_a_catalogue_may_have_has_a_path():
    assert {*OF_TABLES, *OF_SCHEMAS, *(o.type for o in Catalog.builtin().objects)} <= set(ORDER)


def test_a_file_in_json_is_read_as_one_in_yaml(tmp_path):
    yaml = "users: {U: {password: p}}\nschemas: {U: {tables: {T: {rows: 3, INDEX: [I]}}, VIEW: [V]}}\n"
    schema = '{"tables": {"T": {"rows": 3, "INDEX": ["I"]}}, "VIEW": ["V"]}'
    json = f'{{"users": {{"U": {{"password": "p"}}}}, "schemas": {{"U": {schema}}}}}'
    assert load(tmp_path, yaml).objects == load(tmp_path, json, "c.json").objects
    assert [o.type for o in load(tmp_path, yaml).objects if o.schema == "U"] == [
        *("USER", "SYSTEM_GRANT", "DEFAULT_ROLE", "TABLE", "TABLE_DATA", "INDEX", "INDEX_STATISTICS"),
        *("TABLE_STATISTICS", "VIEW"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("users: [", ":1:"),
        ("- a", ":1:1: the catalogue is a mapping"),
        (
            "user: {}",
            ":1:1: `user` is no key of the catalogue; its keys: users, directories, schemas",
        ),
        ("users: {U: {}}", ":1:12: user U has no password"),
        ("users:\n  U: {password: 1}", ":2:17: `password` is a text"),
        ("users:\n  U: {password: p, quota: x}", ":2:27: `quota` is an integer"),
        ("users:\n  U: {password: p, rest: 1}", ":2:26: `rest` is true or false"),
        ("users:\n  U: {password: p, client: {id: x}}", ":2:28: `client` has `id` and `secret`"),
        ("directories: {D: {read: [U]}}", ":1:18: directory D has no path"),
        ("schemas: {S: {TABLE: [T]}}", ":1:15: `TABLE` is no key of `S`"),
        ("schemas: {S: {VIEW: V}}", ":1:21: `VIEW` is a list of names"),
        ("schemas: {S: {VIEW: [V, V]}}", "VIEW S.V is there twice"),
        ("schemas: {S: {tables: {T: {rows: -1}}}}", ":1:34: `rows` is not negative"),
        ("schemas: {S: {tables: {T: {rows: 1, partitions: {P: 1}}}}}", "the rows of a partitioned table"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(tmp_path, text, message):
    with pytest.raises(ValueError, match=r".") as caught:
        load(tmp_path, text)
    assert str(tmp_path / "c.yaml") in str(caught.value)
    assert message in str(caught.value)


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / "c.yaml").write_bytes(b"users: \xff")
    with pytest.raises(ValueError, match="not UTF-8"):
        Catalog.load(tmp_path / "c.yaml")


def test_a_password_is_in_no_representation():
    assert "tiger" not in repr(Catalog.builtin().users["SCOTT"])
    assert "scott_secret" not in repr(Catalog.builtin().users["SCOTT"])
