"""The words of a spec: every key, what it takes, and the expdp parameter it stands for; and the parameters without one.

Source: the request body of ORDS ``POST /database/datapump/export`` (contract of release 26.1) for the keys that ORDS
has, and the parameters of Data Pump Export (Utilities) for the rest, under their own names in lower case.
"""

from __future__ import annotations

import enum
from typing import Final

from attrs import frozen


class Shape(enum.Enum):
    """The JSON type that a key takes, in words for people."""

    STRING = "a string"
    INTEGER = "an integer"
    BOOLEAN = "true or false"
    NUMBER = "a number"
    SIZE = "a size such as `500MB`"
    PERCENT = "a percentage or a list of items"
    STRINGS = "a list of strings"
    EXPRESSIONS = "a list of expressions"
    ITEMS = "a list of items"
    SECRET = "a reference to a password"  # noqa: S105 - what a password is replaced by


@frozen
class Key:
    """One key of a spec.

    `expdp` names the parameters that say the same to expdp; `choices` are the only values, where there are some;
    `example` is what a message shows for the value, or for an item of it, in JSON.
    """

    shape: Shape
    summary: str
    expdp: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    example: str = ""


#: Every key in the canonical order; those of ORDS stand in the order of its documentation.
KEYS: Final[dict[str, Key]] = {
    "job_mode": Key(
        Shape.STRING,
        "what kind of thing is exported; by default what the lists of names say, else SCHEMA",
        ("FULL", "SCHEMAS", "TABLES", "TABLESPACES", "TRANSPORT_TABLESPACES"),
        ("FULL", "SCHEMA", "TABLE", "TABLESPACE", "TRANSPORTABLE"),
    ),
    "job_name": Key(Shape.STRING, "name of the job and of its control table", ("JOB_NAME",)),
    "datapump_dir": Key(Shape.STRING, "directory object of dump and log files", ("DIRECTORY",)),
    "file_name": Key(Shape.STRING, "name of the dump file, or its URI in an object store", ("DUMPFILE",)),
    "dumpfiles": Key(
        Shape.STRINGS, "names of several dump files, each perhaps with a directory", ("DUMPFILE",), example='"A_%U.DMP"'
    ),
    "filesize": Key(Shape.SIZE, "largest size of one dump file, from 40KB to 16TB", ("FILESIZE",)),
    "reuse_dumpfiles": Key(Shape.BOOLEAN, "whether dump files that exist are overwritten", ("REUSE_DUMPFILES",)),
    "credential_name": Key(Shape.STRING, "credential for the object store", ("CREDENTIAL",)),
    "logfile": Key(Shape.STRING, "name of the log file, perhaps with a directory", ("LOGFILE",)),
    "nologfile": Key(Shape.BOOLEAN, "whether there is no log file", ("NOLOGFILE",)),
    "filter": Key(Shape.STRING, "names with commas between them, which only ORDS understands"),
    "name_expressions": Key(
        Shape.EXPRESSIONS,
        "filters on the names of objects",
        ("INCLUDE", "EXCLUDE", "TABLES"),
        example="\"LIKE 'EMP%'\"",
    ),
    "schema_expressions": Key(Shape.EXPRESSIONS, "filters on schemas", ("SCHEMAS", "TABLES"), example="\"='SCOTT'\""),
    "tablespace_expressions": Key(
        Shape.EXPRESSIONS, "filters on tablespaces", ("TABLESPACES", "TRANSPORT_TABLESPACES"), example="\"='USERS'\""
    ),
    "schemas": Key(Shape.STRINGS, "schemas by name, each of which must exist", ("SCHEMAS",), example='"SCOTT"'),
    "tables": Key(
        Shape.STRINGS,
        "tables by name, each of which must exist: `[SCHEMA.]TABLE[:PARTITION]`",
        ("TABLES",),
        example='"HR.JOBS"',
    ),
    "tablespaces": Key(
        Shape.STRINGS, "tablespaces by name, each of which must exist", ("TABLESPACES",), example='"USERS"'
    ),
    "transport_tablespaces": Key(
        Shape.STRINGS, "tablespaces to transport, by name", ("TRANSPORT_TABLESPACES",), example='"SALES_DATA"'
    ),
    "views_as_tables": Key(
        Shape.STRINGS,
        "views exported as tables: `[SCHEMA.]VIEW[:TEMPLATE_TABLE]`",
        ("VIEWS_AS_TABLES",),
        example='"HR.EMP_V"',
    ),
    "include": Key(
        Shape.ITEMS,
        "the object paths to export, with what depends on them",
        ("INCLUDE",),
        example='"TABLE:\\"LIKE \'EMP%\'\\""',
    ),
    "exclude": Key(
        Shape.ITEMS, "the object paths to leave out, with what depends on them", ("EXCLUDE",), example='"STATISTICS"'
    ),
    "content": Key(Shape.STRING, "rows, definitions or both", ("CONTENT",), ("ALL", "DATA_ONLY", "METADATA_ONLY")),
    "query": Key(
        Shape.ITEMS,
        "which rows of a table",
        ("QUERY",),
        example='{"table": "HR.JOBS", "query": "WHERE min_salary > 1"}',
    ),
    "sample": Key(Shape.PERCENT, "percentage of the rows", ("SAMPLE",), example='{"table": "HR.JOBS", "percent": 10}'),
    "partitions": Key(
        Shape.ITEMS,
        "which partitions of a table",
        ("TABLES",),
        example='{"table": "SH.SALES", "partitions": ["SALES_Q1_2026"]}',
    ),
    "remap_data": Key(
        Shape.ITEMS,
        "functions that replace the values of columns",
        ("REMAP_DATA",),
        example='{"column": "HR.EMPLOYEES.SALARY", "function": "HR.MASK.SALARY"}',
    ),
    "data_options": Key(
        Shape.STRINGS,
        "how rows are written",
        ("DATA_OPTIONS",),
        ("XML_CLOBS", "GROUP_PARTITION_TABLE_DATA", "VERIFY_STREAM_FORMAT"),
    ),
    "consistent": Key(Shape.BOOLEAN, "whether all rows are those of the job's start", ("FLASHBACK_TIME",)),
    "flashback_scn": Key(Shape.INTEGER, "system change number whose rows are exported", ("FLASHBACK_SCN",)),
    "flashback_time": Key(Shape.STRING, "time whose rows are exported, in ISO 8601", ("FLASHBACK_TIME",)),
    "compression": Key(
        Shape.STRING, "what is compressed", ("COMPRESSION",), ("ALL", "DATA_ONLY", "METADATA_ONLY", "NONE")
    ),
    "compression_algorithm": Key(
        Shape.STRING, "how hard it is compressed", ("COMPRESSION_ALGORITHM",), ("BASIC", "LOW", "MEDIUM", "HIGH")
    ),
    "encryption": Key(
        Shape.STRING,
        "what is encrypted",
        ("ENCRYPTION",),
        ("ALL", "DATA_ONLY", "ENCRYPTED_COLUMNS_ONLY", "METADATA_ONLY", "NONE"),
    ),
    "encryption_algorithm": Key(Shape.STRING, "cipher", ("ENCRYPTION_ALGORITHM",), ("AES128", "AES192", "AES256")),
    "encryption_mode": Key(
        Shape.STRING, "where the key comes from", ("ENCRYPTION_MODE",), ("PASSWORD", "TRANSPARENT", "DUAL")
    ),
    "encryption_password": Key(
        Shape.SECRET,
        "where the password of the dump comes from",
        ("ENCRYPTION_PASSWORD", "ENCRYPTION_PWD_PROMPT"),
        example='{"env": "DUMP_PASSWORD"}',
    ),
    "checksum": Key(Shape.BOOLEAN, "whether dump files get checksums", ("CHECKSUM",)),
    "checksum_algorithm": Key(
        Shape.STRING, "kind of checksum", ("CHECKSUM_ALGORITHM",), ("CRC32", "SHA256", "SHA384", "SHA512")
    ),
    "version": Key(Shape.STRING, "release that can read the dump: COMPATIBLE, LATEST or a number", ("VERSION",)),
    "network_link": Key(Shape.STRING, "database link to the source", ("NETWORK_LINK",)),
    "source_edition": Key(Shape.STRING, "edition whose objects are exported", ("SOURCE_EDITION",)),
    "access_method": Key(
        Shape.STRING,
        "how rows are read",
        ("ACCESS_METHOD",),
        ("AUTOMATIC", "DIRECT_PATH", "EXTERNAL_TABLE", "INSERT_AS_SELECT"),
    ),
    "estimate": Key(Shape.STRING, "how sizes are estimated", ("ESTIMATE",), ("BLOCKS", "STATISTICS")),
    "estimate_only": Key(Shape.BOOLEAN, "whether sizes are estimated and nothing is exported", ("ESTIMATE_ONLY",)),
    "transportable": Key(
        Shape.STRING,
        "whether a table or full job moves data files instead of rows",
        ("TRANSPORTABLE",),
        ("ALWAYS", "NEVER", "KEEP_READ_ONLY", "NO_BITMAP_REBUILD"),
    ),
    "transport_full_check": Key(
        Shape.BOOLEAN, "whether objects outside must not depend on the tablespaces either", ("TRANSPORT_FULL_CHECK",)
    ),
    "tts_closure_check": Key(
        Shape.STRING, "how the transportable set is checked", ("TTS_CLOSURE_CHECK",), ("ON", "OFF", "FULL", "TEST_MODE")
    ),
    "threads": Key(Shape.INTEGER, "number of worker processes", ("PARALLEL",)),
    "parallel_threshold": Key(
        Shape.SIZE, "size from which a table's rows are read in parallel", ("PARALLEL_THRESHOLD",)
    ),
    "cluster": Key(Shape.BOOLEAN, "whether workers run on all instances of a cluster", ("CLUSTER",)),
    "service_name": Key(Shape.STRING, "service on whose instances workers run", ("SERVICE_NAME",)),
    "enable_secure_roles": Key(
        Shape.BOOLEAN, "whether roles with a password or a procedure are enabled", ("ENABLE_SECURE_ROLES",)
    ),
    "metrics": Key(Shape.BOOLEAN, "whether the log has counts and times", ("METRICS",)),
    "logtime": Key(Shape.STRING, "which messages carry the time", ("LOGTIME",), ("NONE", "STATUS", "LOGFILE", "ALL")),
    "log_entries": Key(Shape.STRINGS, "lines to put into the log", example='"ticket 4711"'),
    "abort_step": Key(
        Shape.INTEGER, "step after which the job stops, for diagnosis; -1 for its set-up", ("ABORT_STEP",)
    ),
    "keep_master": Key(Shape.INTEGER, "1 to keep the control table after success, 0 to drop it", ("KEEP_MASTER",)),
}

#: The members of items that are no strings.
MEMBERS: Final[dict[str, Shape]] = {"percent": Shape.NUMBER, "partitions": Shape.STRINGS, "prompt": Shape.BOOLEAN}

#: Second names of keys: those of expdp beside those of ORDS.
SYNONYMS: Final[dict[str, str]] = {
    "directory": "datapump_dir",
    "dumpfile": "file_name",
    "credential": "credential_name",
    "parallel": "threads",
}

EXPRESSION_KEYS: Final = tuple(key for key, definition in KEYS.items() if definition.shape is Shape.EXPRESSIONS)

#: Parameters of expdp that no key stands for, each with the reason.
WITHOUT_KEY: Final[dict[str, str]] = {
    "ATTACH": "follows a job that is there already, and a spec is a new one",
    "HELP": "prints a help text and exports nothing",
    "PARFILE": "names the parameter file itself: recover that file",
    "STATUS": "says how often the client prints the state of the job, and nothing of the job",
    "USERID": "who connects, and with which password, is no matter of a spec",
}
