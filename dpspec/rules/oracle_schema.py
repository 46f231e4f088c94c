"""Schema of Oracle.

Data Pump leaves out the schemas that Oracle maintains, or exports of them what the target has already, in its own
release. Objects of one's own do not belong there; who has put some into SYSTEM had better move them first.

## Example

```yaml
schemas: [SCOTT, SYSTEM]
```

```yaml
job_mode: FULL
include:
  - SCHEMA:"IN ('SCOTT','MDSYS')"
```

## Instead

```yaml
schemas: [SCOTT]
```

```yaml
job_mode: FULL
exclude:
  - SCHEMA:"IN ('SYSTEM','MDSYS')"
```

## Fix

None: whether something in it is needed, only its owner knows. SYS in SCHEMA mode and in TABLE mode is an error of its
own (DP118).

## Source

DBMS_DATAPUMP: SYS, ORDSYS, MDSYS and the like are not exported. The list of names is from general knowledge,
unconfirmed; `SELECT username FROM dba_users WHERE oracle_maintained = 'Y'` gives those of a database from 12.1 on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dpspec.diagnostics import show
from dpspec.filter_checks import named
from dpspec.lint import Rule
from dpspec.rules._names import Wrong, told, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dpspec.diagnostics import Diagnostic
    from dpspec.lint import Subject

_SCHEMAS: Final = words(
    """
    ANONYMOUS APPQOSSYS AUDSYS BAASSYS CTXSYS DBSFWUSER DBSNMP DGPDB_INT DIP DMSYS DVF DVSYS EXFSYS FLOWS_FILES
    GGSHAREDCAP GGSYS GRAPH$METADATA GRAPH$PROXY_USER GSMADMIN_INTERNAL GSMCATUSER GSMROOTUSER GSMUSER LBACSYS MDDATA
    MDSYS MGMT_VIEW OJVMSYS OLAPSYS ORACLE_OCM ORDDATA ORDPLUGINS ORDSYS ORDS_METADATA ORDS_PUBLIC_USER OUTLN OWBSYS
    REMOTE_SCHEDULER_AGENT SI_INFORMTN_SCHEMA SPATIAL_CSW_ADMIN_USR SPATIAL_WFS_ADMIN_USR SYS SYS$UMF SYSBACKUP SYSDG
    SYSKM SYSMAN SYSRAC SYSTEM TSMSYS VECSYS WMSYS XDB XS$NULL
    """
)
_APEX: Final = re.compile(r"(?:APEX|FLOWS)_[0-9]{6}|APEX_(?:PUBLIC_USER|LISTENER|REST_PUBLIC_USER|INSTANCE_ADMIN_USER)")
_ADVICE: Final = "Data Pump leaves it out, or the target has its own; name the schemas of your applications"


def _is_oracle(name: str) -> bool:
    return name in _SCHEMAS or _APEX.fullmatch(name) is not None


def _check(subject: Subject) -> Iterator[Diagnostic]:
    told_already = subject.facts.mode in ("SCHEMA", "TABLE")  # SYS, as an error
    for expression in subject.expressions:
        is_schema = expression.key == "schema_expressions" or (
            expression.key != "exclude" and (expression.object_path or "").rpartition("/")[2] in ("SCHEMA", "USER")
        )
        if not is_schema:
            continue
        wrong = []
        for literal in named(expression.filter):
            is_error = literal.value == "SYS" and told_already and expression.key == "schema_expressions"
            if _is_oracle(literal.value) and not is_error:
                wrong.append(Wrong(literal, f"{show(literal.value)} is a schema of Oracle", _ADVICE))
        yield from told(subject, "DP212", expression, wrong)
    for key in ("schemas", "tables", "views_as_tables"):
        for path, name in subject.facts.items[key]:
            owner = name.name if key == "schemas" else name.owner
            if _is_oracle(owner) and owner != "SYS":
                yield subject.finding("DP212", f"{show(owner)} is a schema of Oracle", path, _ADVICE)


RULE = Rule("DP212", "oracle-schema", __doc__, _check)
