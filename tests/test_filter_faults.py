"""Why a text is no filter expression: what people get wrong, and what they are told."""

# ruff: noqa: S608 - nothing here is sent to a database

from __future__ import annotations

import pytest

from dpspec.filter_faults import MAX_FAULTS
from dpspec.filter_parser import NotAFilterError, parse, parse_text
from dpspec.filters import Comparison, Operator
from dpspec.source import Extract
from tests.timing import assert_in_proportion

# Advice that several mistakes share.
PASTED = "quotes pasted from a web page or a word processor are no SQL quotes"
START = "saves ORA-39071; an expression starts with an operator: `=`, `!=`, `IN`, `NOT IN`, `LIKE`, `NOT LIKE` ..."
NAMED = "saves ORA-39071 with ORA-00904; use single quotes"
BARE = "saves ORA-39071 with ORA-00904"
LEFT = "Data Pump puts the left operand there itself; start with the operator"
INSIDE = "saves ORA-39071; only names are quoted, the operator is not"
CLOSE = "each name needs a `'` before and after it; an apostrophe in a name is written `''`"
GENERIC = "an expression is one operator and its operand, such as `!='EMP'`, `LIKE 'EMP%'` or `IN ('SCOTT')`"
SHELL = "a spec needs no shell escapes"
COMMENT = "a comment could swallow the rest of the query that Data Pump builds; put it beside the expression"
TEMPLATE = "a spec is no template, and its values know no variables; give the name itself, between single quotes"
PATH = "an object path is no part of an expression; the expression alone"
NULLS = "a comparison with NULL is never true, and NOT IN with a NULL selects nothing (ORA-31655); leave it out"
DOUBLED = "a quote is doubled inside a literal of PL/SQL only; a spec holds the expression as it is"
BY_SUBQUERY = (
    "an OR is said by one IN list, or by a subquery: `IN (SELECT table_name FROM sys.dba_tables WHERE ... OR ...)`"
)
ITEMS = "make each comparison an item of its own; all items must hold"
CASE = "names are compared as written, and are in upper case unless made with double quotes"
WORKER = "the subquery runs in a Data Pump worker, which knows no variables of yours"
CONDITION = "use it in a subquery: `IN (SELECT table_name FROM sys.dba_tables WHERE ...)`"
WILDCARDS = "the wildcards of LIKE are `%` for any text and `_` for one character"
SECTIONS = "; schemas belong into `schema_expressions`, tablespaces into `tablespace_expressions`"
BEGINNING = "use LIKE, whose `%` stands for any text: `LIKE 'EMP%'`"
REGULAR = "regular expressions work in a subquery alone, with REGEXP_LIKE"
LEAVE_OUT = "name what is meant, or leave the item out"

QUOTES = {
    "IN (‘A’,’B’)": [
        ("DP021", "‘", "typographic quote `‘` (U+2018) in place of `'`", PASTED + ": write `IN ('A','B')`")
    ],
    "IN (“A”,”B”)": [
        ("DP021", "“", 'typographic quote `“` (U+201C) in place of `"`', PASTED + ": write `IN ('A','B')`"),
        (
            "DP022",
            "“A”",
            "double quotes round `A` make it an identifier, not a name to compare with",
            NAMED + ": write `IN ('A','B')`",
        ),
    ],
    "LIKE ‘EMP%’": [("DP021", "‘", "typographic quote `‘` (U+2018) in place of `'`", PASTED + ": write `LIKE 'EMP%'`")],
    "=‘A'": [("DP021", "‘", "typographic quote `‘` (U+2018) in place of `'`", PASTED + ": write `='A'`")],
    "= ‘WINTER.ICE'": [
        ("DP021", "‘", "typographic quote `‘` (U+2018) in place of `'`", PASTED + ": write `='WINTER.ICE'`")
    ],
    "IN ('A’,’B’,'C')": [
        ("DP021", "’", "typographic quote `’` (U+2019) in place of `'`", PASTED + ": write `IN ('A','B','C')`")
    ],
    "IN («A»)": [
        ("DP021", "«", 'typographic quote `«` (U+00AB) in place of `"`', PASTED + ": write `IN ('A')`"),
        (
            "DP022",
            "«A»",
            "double quotes round `A` make it an identifier, not a name to compare with",
            NAMED + ": write `IN ('A')`",
        ),
    ],
    "IN (`A`,`B`)": [
        ("DP021", "`", "backtick (U+0060) in place of `'`", "backticks are no SQL quotes: write `IN ('A','B')`")
    ],
    "IN (''SCOTT'')": [("DP043", "''", "doubled quotes", DOUBLED + ": write `IN ('SCOTT')`")],
    "IN (''SCOTT'',''HR'')": [("DP043", "''", "doubled quotes", DOUBLED + ": write `IN ('SCOTT','HR')`")],
    "LIKE ''EMP%''": [("DP043", "''", "doubled quotes", DOUBLED + ": write `LIKE 'EMP%'`")],
    "''SCOTT''": [
        ("DP043", "''", "doubled quotes", DOUBLED + ": write `='SCOTT'`"),
        ("DP025", "''SCOTT''", "no operator in front of `'SCOTT'`", START + ": write `='SCOTT'`"),
    ],
    "='A''": [("DP043", "''", "doubled quotes", DOUBLED + ": write `='A'`")],
    "IN ('A'','B')": [("DP043", "''", "doubled quotes", DOUBLED + ": write `IN ('A','B')`")],
    "LIKE 'EMP%": [("DP024", "'", "a quote is missing: this one is not closed", "write `LIKE 'EMP%'`")],
    "LIKE EMP%'": [("DP024", "'", "a quote is missing: this one is not closed", "write `LIKE 'EMP%'`")],
    "='EMP": [("DP024", "'", "a quote is missing: this one is not closed", "write `='EMP'`")],
    "='O'BRIEN'": [("DP024", "'", "a quote is missing: this one is not closed", "write `='O''BRIEN'`")],
    "IN ('O'BRIEN','B')": [("DP024", "'", "a quote is missing: this one is not closed", "write `IN ('O''BRIEN','B')`")],
    "IN ('A','B)": [("DP024", "'", "a quote is missing: this one is not closed", "write `IN ('A','B')`")],
    "IN ('A,'B')": [("DP024", "'", "a quote is missing: this one is not closed", "write `IN ('A','B')`")],
    "IN (A','B')": [("DP024", "'", "a quote is missing: this one is not closed", "write `IN ('A','B')`")],
    "IN ('A": [
        ("DP024", "'", "a quote is missing: this one is not closed", "write `IN ('A')`"),
        ("DP029", "(", "`(` is not closed", "write `IN ('A')`"),
    ],
    "IN ('A','B',C')": [("DP024", "'", "a quote is missing: this one is not closed", "write `IN ('A','B','C')`")],
    "IN (SELECT x FROM t WHERE y = 'A)": [("DP024", "'", "a quote is missing: this one is not closed", CLOSE)],
    "= q'[A]": [
        (
            "DP024",
            "q'[",
            "the literal `q'[` is not closed",
            "the character after the quote is the delimiter: the literal ends with `]'`",
        )
    ],
    "= q'A'": [
        (
            "DP024",
            "q'A",
            "the literal `q'A` is not closed",
            "the character after the quote is the delimiter: the literal ends with `A'`",
        )
    ],
    "= Nq'(A)": [
        (
            "DP024",
            "Nq'(",
            "the literal `Nq'(` is not closed",
            "the character after the quote is the delimiter: the literal ends with `)'`",
        )
    ],
    "LIKE 'A\\_%' ESCAPE '\\": [
        ("DP024", "'", "a quote is missing: this one is not closed", "write `LIKE 'A\\_%' ESCAPE '\\'`")
    ],
}
ESCAPES = {
    "IN (\\'A\\',\\'B\\')": [
        ("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `IN ('A','B')`")
    ],
    "IN \\(\\'A\\'\\)": [
        ("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `IN ('A')`")
    ],
    "\\\"IN ('A')\\\"": [
        ("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `IN ('A')`"),
        ("DP022", "\"IN ('A')\\\"", "the whole expression stands in double quotes", "leave them out: write `IN ('A')`"),
    ],
    "IN ('A',\\n'B')": [
        ("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `IN ('A','B')`")
    ],
    "LIKE 'A_%' \\": [("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `LIKE 'A_%'`")],
    "LIKE 'A\\_%' ESCAPE '\\' \\": [
        ("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `LIKE 'A\\_%' ESCAPE '\\'`")
    ],
    "LIKE 'A\\_%' ESCAPE \\": [
        ("DP023", "\\", "escape character `\\` without quotes", "write `LIKE 'A\\_%' ESCAPE '\\'`")
    ],
    "LIKE 'A!_%' ESCAPE !": [("DP023", "!", "escape character `!` without quotes", "write `LIKE 'A!_%' ESCAPE '!'`")],
    "LIKE 'AX_%' ESCAPE X": [("DP023", "X", "escape character `X` without quotes", "write `LIKE 'AX_%' ESCAPE 'X'`")],
    "IN （'A'，'B'）": [("DP040", "（", "wide character `（` (U+FF08) in place of `(`", "write `IN ('A','B')`")],
    "＝'A'": [("DP040", "＝", "wide character `＝` (U+FF1D) in place of `=`", "write `='A'`")],
    "= &#39;EMP&#39;": [
        (
            "DP040",
            "&#39;",
            "HTML escape `&#39;` in an expression",
            "a spec holds the characters themselves: write `='EMP'`",
        )
    ],
    "&lt;&gt; 'A'": [
        (
            "DP040",
            "&lt;",
            "HTML escape `&lt;` in an expression",
            "a spec holds the characters themselves: write `!='A'`",
        )
    ],
    "IN ['A','B']": [("DP029", "[", "`[` in place of `(`", "write `IN ('A','B')`")],
    "IN {'A'}": [("DP029", "{", "`{` in place of `(`", "write `IN ('A')`")],
    '["A","B"]': [
        ("DP029", "[", "`[` in place of `(`", "write `IN ('A','B')`"),
        (
            "DP022",
            '"A"',
            "double quotes round `A` make it an identifier, not a name to compare with",
            NAMED + ": write `IN ('A','B')`",
        ),
        ("DP025", "[", "no operator in front of `(`", START + ": write `IN ('A','B')`"),
    ],
    "= [EMP]": [
        ("DP029", "[", "`[` in place of `(`", "write `='EMP'`"),
        ("DP023", "EMP", "name `EMP` without quotes", BARE + ": write `='EMP'`"),
    ],
    "=\xa0'A'": [("DP040", "\xa0", "U+00A0 is not a blank that SQL knows", "type a plain blank: write `='A'`")],
    "=\u200b'A'": [("DP040", "\u200b", "U+200B is not a blank that SQL knows", "type a plain blank: write `='A'`")],
}
WHOLE = {
    "\"IN ('A')\"": [
        ("DP022", "\"IN ('A')\"", "the whole expression stands in double quotes", "leave them out: write `IN ('A')`")
    ],
    "'IN (''A'')'": [
        ("DP026", "'IN (''A'')'", "the operator stands inside the literal", INSIDE + ": write `IN ('A')`")
    ],
    "'=''A'''": [("DP026", "'=''A'''", "the operator stands inside the literal", INSIDE + ": write `='A'`")],
    "='in('KA','KB')'": [
        ("DP026", "'in('", "the operator stands inside the literal", INSIDE + ": write `IN ('KA','KB')`")
    ],
    "= 'IN ('A')'": [("DP026", "'IN ('", "the operator stands inside the literal", INSIDE + ": write `IN ('A')`")],
    "'in''INDEX','CONSTRAINT'''": [("DP026", "'in''INDEX'", "the operator stands inside the literal", INSIDE)],
    "'!=' 'CRATE_X'''": [("DP026", "'!='", "the operator stands inside the literal", INSIDE)],
    "= \"A'": [
        ("DP022", '"', "stray double quote", "leave it out: write `='A'`"),
        ("DP024", "'", "a quote is missing: this one is not closed", "write `='A'`"),
    ],
    "= 'A\"": [
        ("DP022", '"', "stray double quote", "leave it out: write `='A'`"),
        ("DP024", "'", "a quote is missing: this one is not closed", "write `='A'`"),
    ],
    "(IN ('A'))": [("DP029", "(", "parentheses round the whole expression", "write `IN ('A')`")],
    "((IN ('A')))": [("DP029", "(", "parentheses round the whole expression", "write `IN ('A')`")],
    "TABLE:\"IN ('A')\"": [
        ("DP032", "TABLE", "object path `TABLE` in front of an expression", PATH + ": write `IN ('A')`")
    ],
    "INCLUDE=TABLE:\"LIKE 'EMP%'\"": [
        ("DP032", "TABLE", "object path `TABLE` in front of an expression", PATH + ": write `LIKE 'EMP%'`")
    ],
    "TABLE:\\\"IN (\\'A\\')\\\"": [
        ("DP042", "\\", "backslash left over from a shell or a program", SHELL + ": write `IN ('A')`"),
        ("DP032", "TABLE", "object path `TABLE` in front of an expression", PATH + ": write `IN ('A')`"),
    ],
    "TABLES:\"IN ('A')\"": [
        (
            "DP032",
            "TABLES",
            "object path `TABLES` in front of an expression",
            "an object path is no part of an expression (and is called `TABLE`); the expression alone: "
            "write `IN ('A')`",
        )
    ],
    'SCHEMA:"HR"': [
        ("DP032", "SCHEMA", "object path `SCHEMA` in front of an expression", PATH + ": write `='HR'`"),
        ("DP025", "HR", "no operator in front of `HR`", START + ": write `='HR'`"),
    ],
    "TABLE:EMP": [
        ("DP032", "TABLE", "object path `TABLE` in front of an expression", PATH + ": write `='EMP'`"),
        ("DP025", "EMP", "no operator in front of `EMP`", START + ": write `='EMP'`"),
    ],
    "INDEX:\"LIKE 'EMP%'\"": [
        (
            "DP032",
            "INDEX",
            "object path `INDEX` in front of an expression",
            "it would hold for every named object; give the item an `object_path`, or use `include`",
        )
    ],
    "MATERIALIZED VIEW:\"= 'A'\"": [
        (
            "DP032",
            "MATERIALIZED VIEW",
            "object path `MATERIALIZED VIEW` in front of an expression",
            "it would hold for every named object; give the item an `object_path`, or use `include`",
        )
    ],
    "INDEXES:\"= 'A'\"": [
        (
            "DP032",
            "INDEXES",
            "object path `INDEXES` in front of an expression",
            "it would hold for every named object; give the item an `object_path`, or use `include`",
        )
    ],
    "EXCLUDE=TABLE:\"IN ('A')\"": [
        (
            "DP032",
            "TABLE",
            "object path `TABLE` in front of an expression",
            "an expression says what to take; use `exclude`, or its opposite alone: write `NOT IN ('A')`",
        )
    ],
    "EXCLUDE=TABLE:\"NOT LIKE 'BIN$%'\"": [
        (
            "DP032",
            "TABLE",
            "object path `TABLE` in front of an expression",
            "an expression says what to take; use `exclude`, or its opposite alone: write `LIKE 'BIN$%'`",
        )
    ],
    "EXCLUDE=TABLE:\"> 'M'\"": [
        (
            "DP032",
            "TABLE",
            "object path `TABLE` in front of an expression",
            "an expression says what to take; use `exclude`, or its opposite alone: write `<='M'`",
        )
    ],
    "EXCLUDE=TABLE:EMP": [
        (
            "DP032",
            "TABLE",
            "object path `TABLE` in front of an expression",
            "an expression says what to take; use `exclude`, or its opposite alone",
        ),
        ("DP025", "EMP", "no operator in front of `EMP`", START),
    ],
    "exclude=index:&quot;LIKE 'CRATE%'&quot;": [
        ("DP040", "&quot;", "HTML escape `&quot;` in an expression", "a spec holds the characters themselves"),
        (
            "DP032",
            "index",
            "object path `index` in front of an expression",
            "an expression says what to take; use `exclude`, or its opposite alone",
        ),
    ],
    "INCLUDE=TABLE:\"= 'A'\",INDEX:\"= 'B'\"": [
        (
            "DP032",
            "TABLE",
            "object path `TABLE` in front of an expression",
            "an expression is one clause without its path; make several items of `include` or `exclude`",
        )
    ],
    "EXCLUDE=TRIGGERS": [
        (
            "DP032",
            "TRIGGERS",
            "object path `TRIGGERS` in place of an expression",
            "object types are listed in `include` or `exclude`",
        )
    ],
    "INCLUDE=TABLE,VIEW": [
        (
            "DP032",
            "TABLE",
            "object path `TABLE` in place of an expression",
            "object types are listed in `include` or `exclude`",
        )
    ],
}
TRAILING = {
    "= 'A';": [
        (
            "DP031",
            ";",
            "semicolon in an expression",
            "an expression is part of a condition and has no end mark: write `='A'`",
        )
    ],
    "= 'A'; DROP TABLE x": [
        ("DP031", ";", "semicolon in an expression", "an expression is part of a condition and has no end mark")
    ],
    "IN (SELECT x FROM t);": [
        (
            "DP031",
            ";",
            "semicolon in an expression",
            "an expression is part of a condition and has no end mark: write `IN (SELECT x FROM t)`",
        )
    ],
    "= 'A' -- comment": [("DP030", "-- comment", "comment `-- comment` in an expression", COMMENT + ": write `='A'`")],
    "/* c */ = 'A'": [("DP030", "/* c */", "comment `/* c */` in an expression", COMMENT + ": write `='A'`")],
    "IN (SELECT x FROM t -- c": [
        ("DP030", "-- c", "comment `-- c` in an expression", COMMENT + ": write `IN (SELECT x FROM t)`"),
        ("DP029", "(", "`(` is not closed", "write `IN (SELECT x FROM t)`"),
    ],
    "' OR 1=1 --": [
        ("DP030", "--", "comment `--` in an expression", COMMENT),
        ("DP024", "'", "a quote is missing: this one is not closed", CLOSE),
    ],
    "IN ('A','B') ORDER BY 1": [("DP040", "ORDER", "unexpected `ORDER`", GENERIC)],
    "= 'A' COLLATE BINARY_CI": [("DP040", "COLLATE", "unexpected `COLLATE`", GENERIC)],
    "= 'A' /": [("DP040", "/", "unexpected `/`", GENERIC)],
}
PLACEHOLDERS = {
    "IN ('A', ...)": [("DP038", "...", "`...` stands for text that is missing", "write out what is meant")],
    "IN ('A' … 'Z')": [("DP038", "…", "`…` stands for text that is missing", "write out what is meant")],
    "IN (SELECT x FROM ...)": [("DP038", "...", "`...` stands for text that is missing", "write out what is meant")],
    "IN (<PROC_NAME>)": [("DP038", "<PROC_NAME>", "placeholder `<PROC_NAME>` in an expression", TEMPLATE)],
    "= <schema>": [("DP038", "<schema>", "placeholder `<schema>` in an expression", TEMPLATE)],
    "= &schema": [("DP038", "&schema", "placeholder `&schema` in an expression", TEMPLATE)],
    "= &&schema.": [("DP038", "&&schema.", "placeholder `&&schema.` in an expression", TEMPLATE)],
    "= ${SCHEMA}": [("DP038", "${SCHEMA}", "placeholder `${SCHEMA}` in an expression", TEMPLATE)],
    "= $SCHEMA": [("DP038", "$SCHEMA", "placeholder `$SCHEMA` in an expression", TEMPLATE)],
    "= $(whoami)": [("DP038", "$(whoami)", "placeholder `$(whoami)` in an expression", TEMPLATE)],
    "IN ({{ names }})": [("DP038", "{{ names }}", "placeholder `{{ names }}` in an expression", TEMPLATE)],
    "= :schema": [("DP038", ":schema", "placeholder `:schema` in an expression", TEMPLATE)],
    ":name = 'A'": [("DP038", ":name", "placeholder `:name` in an expression", TEMPLATE)],
    "= ?": [("DP038", "?", "placeholder `?` in an expression", TEMPLATE)],
    "= @x": [("DP038", "@x", "placeholder `@x` in an expression", TEMPLATE)],
}
NO_OPERATOR = {
    "'EMP'": [("DP025", "'EMP'", "no operator in front of `'EMP'`", START + ": write `='EMP'`")],
    "EMP": [("DP025", "EMP", "no operator in front of `EMP`", START + ": write `='EMP'`")],
    "emp": [("DP025", "emp", "no operator in front of `emp`", f"{START}; {CASE}" + ": write `='EMP'`")],
    "HR%": [("DP025", "HR%", "no operator in front of `HR%`", START + ": write `LIKE 'HR%'`")],
    "'EMP%'": [("DP025", "'EMP%'", "no operator in front of `'EMP%'`", START + ": write `LIKE 'EMP%'`")],
    "EMP*": [
        ("DP040", "*", "`*` is no wildcard", WILDCARDS + ": write `LIKE 'EMP%'`"),
        ("DP025", "EMP*", "no operator in front of `EMP%`", START + ": write `LIKE 'EMP%'`"),
    ],
    "EMP,DEPT": [("DP025", "EMP", "no operator in front of `EMP`", START + ": write `IN ('EMP','DEPT')`")],
    "'EMP','DEPT'": [("DP025", "'EMP'", "no operator in front of `'EMP'`", START + ": write `IN ('EMP','DEPT')`")],
    "('EMP','DEPT')": [("DP025", "(", "no operator in front of `(`", START + ": write `IN ('EMP','DEPT')`")],
    "'A%','B%'": [("DP025", "'A%'", "no operator in front of `'A%'`", START + "; a list holds names, not patterns")],
    "EMP DEPT": [("DP025", "EMP", "no operator in front of `EMP`", START)],
    "SELECT x FROM t": [
        ("DP025", "SELECT", "no operator in front of `SELECT`", START + ": write `IN (SELECT x FROM t)`")
    ],
    "(SELECT x FROM t)": [("DP025", "(", "no operator in front of `(`", START + ": write `IN (SELECT x FROM t)`")],
    "''": [("DP025", "''", "no operator in front of `''`", START)],
    "NULL": [("DP025", "NULL", "no operator in front of `NULL`", START)],
    "ESCAPE '!'": [("DP025", "ESCAPE", "no operator in front of `ESCAPE`", START)],
    "'\"EMP\"'": [("DP025", "'\"EMP\"'", "no operator in front of `'\"EMP\"'`", START + ": write `='EMP'`")],
}
LEFT_OPERANDS = {
    "name LIKE 'A%'": [("DP033", "name", "`name` stands in front of the operator", LEFT + ": write `LIKE 'A%'`")],
    "table_name IN ('A')": [
        ("DP033", "table_name", "`table_name` stands in front of the operator", LEFT + ": write `IN ('A')`")
    ],
    "\"NAME\" = 'A'": [("DP033", '"NAME"', '`"NAME"` stands in front of the operator', LEFT + ": write `='A'`")],
    "KU$.NAME = 'A'": [("DP033", "KU$.NAME", "`KU$.NAME` stands in front of the operator", LEFT + ": write `='A'`")],
    "WHERE table_name = 'A'": [
        ("DP033", "WHERE table_name", "`WHERE table_name` stands in front of the operator", LEFT + ": write `='A'`")
    ],
    "WHERE = 'A'": [("DP033", "WHERE", "`WHERE` stands in front of the operator", LEFT + ": write `='A'`")],
    "NOT table_name LIKE 'A%'": [
        ("DP033", "table_name", "`table_name` stands in front of the operator", LEFT + ": write `NOT LIKE 'A%'`")
    ],
    "OWNER='HR'": [("DP033", "OWNER", "`OWNER` stands in front of the operator", LEFT + SECTIONS)],
    "t.tablespace_name = 'USERS'": [
        ("DP033", "t.tablespace_name", "`t.tablespace_name` stands in front of the operator", LEFT + SECTIONS)
    ],
    "schemas=HR": [
        ("DP033", "schemas", "`schemas` stands in front of the operator", LEFT + SECTIONS),
        ("DP023", "HR", "name `HR` without quotes", BARE),
    ],
    "lower(name) = 'a'": [
        (
            "DP033",
            "lower(name)",
            "`lower(name)` stands in front of the operator",
            "Data Pump compares the name itself; a function of it works in a subquery alone",
        )
    ],
    "LIK = 'A'": [("DP033", "LIK", "`LIK` stands in front of the operator", LEFT)],
}
OPERATORS = {
    "== 'A'": [("DP034", "==", "`==` is no operator", "did you mean `=`: write `='A'`")],
    "=> 'A'": [("DP034", "=>", "`=>` is no operator", "did you mean `>=`: write `>='A'`")],
    "=! 'A'": [("DP034", "=!", "`=!` is no operator", "did you mean `!=`: write `!='A'`")],
    "! = 'A'": [("DP034", "! =", "`! =` is no operator", "did you mean `!=`: write `!='A'`")],
    "> = 'A'": [("DP034", "> =", "`> =` is no operator", "did you mean `>=`: write `>='A'`")],
    "~ 'A'": [("DP034", "~", "`~` is no operator", "the comparisons are `= != < <= > >=`")],
    "~= 'A'": [("DP034", "~=", "`~=` is no operator", "did you mean `!=`: write `!='A'`")],
    "= LIKE 'A%'": [("DP034", "= LIKE", "`= LIKE` is no operator", "did you mean `LIKE`: write `LIKE 'A%'`")],
    "LIKE = 'A%'": [("DP034", "LIKE =", "`LIKE =` is no operator", "did you mean `LIKE`: write `LIKE 'A%'`")],
    "= IN ('A')": [("DP034", "= IN", "`= IN` is no operator", "did you mean `IN`: write `IN ('A')`")],
    "!= IN ('A')": [("DP034", "!= IN", "`!= IN` is no operator", "did you mean `NOT IN`: write `NOT IN ('A')`")],
    "IS NOT IN ('A')": [
        ("DP034", "IS NOT IN", "`IS NOT IN` is no operator", "did you mean `NOT IN`: write `NOT IN ('A')`")
    ],
    "IS LIKE 'A%'": [("DP034", "IS LIKE", "`IS LIKE` is no operator", "did you mean `LIKE`: write `LIKE 'A%'`")],
    "IS = 'A'": [("DP034", "IS =", "`IS =` is no operator", "did you mean `=`: write `='A'`")],
    "LIKE IN ('A')": [("DP040", "IN", "unexpected `IN`", GENERIC)],
    "NOT = 'A'": [("DP034", "NOT =", "`NOT =` is no operator", "did you mean `!=`: write `!='A'`")],
    "NOT != 'A'": [("DP034", "NOT !=", "`NOT !=` is no operator", "did you mean `=`")],
    "NOT > 'A'": [("DP034", "NOT >", "`NOT >` is no operator", "did you mean `<=`")],
    "NOT 'A'": [("DP034", "NOT", "`NOT` alone is no operator", "write `!='A'`")],
    "NOT EMP": [
        ("DP034", "NOT", "`NOT` alone is no operator", "write `!='EMP'`"),
        ("DP023", "EMP", "name `EMP` without quotes", BARE + ": write `!='EMP'`"),
    ],
    "NOT ('A','B')": [("DP034", "NOT", "`NOT` alone is no operator", "write `NOT IN ('A','B')`")],
    "NOT (LIKE 'A%')": [("DP029", "(", "parentheses round the operator", "write `NOT LIKE 'A%'`")],
    "NOT (= 'A')": [
        ("DP029", "(", "parentheses round the operator", "write `!='A'`"),
        ("DP034", "NOT (=", "`NOT =` is no operator", "did you mean `!=`: write `!='A'`"),
    ],
    "IS 'A'": [("DP034", "IS", "`IS` compares only with NULL", "write `='A'`")],
    "IS NOT 'A'": [("DP034", "IS NOT", "`IS` compares only with NULL", "write `!='A'`")],
    "IS NUL": [("DP034", "IS", "`IS` compares only with NULL", "an object always has a name: leave the item out")],
    "IS NOT": [("DP034", "IS NOT", "`IS` compares only with NULL", "an object always has a name: leave the item out")],
    "! LIKE 'A%'": [("DP034", "!", "`!` is no operator", "did you mean `NOT`: write `NOT LIKE 'A%'`")],
    "!IN ('A')": [("DP034", "!", "`!` is no operator", "did you mean `NOT`: write `NOT IN ('A')`")],
    "!('A')": [("DP034", "!", "`!` is no operator", "did you mean `!=`: write `!='A'`")],
    "EQUALS 'A'": [("DP034", "EQUALS", "`EQUALS` is no operator", "did you mean `=`: write `='A'`")],
    "NE 'A'": [("DP034", "NE", "`NE` is no operator", "did you mean `!=`: write `!='A'`")],
    "LIEK 'A%'": [("DP034", "LIEK", "`LIEK` is no operator", "did you mean `LIKE`: write `LIKE 'A%'`")],
    "LIKEE 'A%'": [("DP034", "LIKEE", "`LIKEE` is no operator", "did you mean `LIKE`: write `LIKE 'A%'`")],
    "INN ('A')": [("DP034", "INN", "`INN` is no operator", "did you mean `IN`: write `IN ('A')`")],
    "BETWEN 'A' AND 'B'": [
        ("DP034", "BETWEN", "`BETWEN` is no operator", "did you mean `BETWEEN`: write `BETWEEN 'A' AND 'B'`")
    ],
    "NOTIN ('A')": [("DP034", "NOTIN", "`NOTIN` is no operator", "did you mean `NOT IN`: write `NOT IN ('A')`")],
    "NOT-IN ('A')": [("DP034", "NOT-IN", "`NOT-IN` is no operator", "write `NOT IN ('A')`")],
    "NOTLIKE 'A%'": [
        ("DP034", "NOTLIKE", "`NOTLIKE` is no operator", "did you mean `NOT LIKE`: write `NOT LIKE 'A%'`")
    ],
    "NO IN ('A')": [("DP034", "NO", "`NO` is no operator", "did you mean `NOT`: write `NOT IN ('A')`")],
    "NTO IN ('A')": [("DP034", "NTO", "`NTO` is no operator", "did you mean `NOT`")],
    "NOTE LIKE 'A%'": [("DP034", "NOTE", "`NOTE` is no operator", "did you mean `NOT`")],
    "UNLIKE 'A%'": [("DP034", "UNLIKE", "`UNLIKE` is no operator", "did you mean `NOT LIKE`: write `NOT LIKE 'A%'`")],
    "ILIKE 'a%'": [
        (
            "DP034",
            "ILIKE",
            "`ILIKE` is no operator",
            "use LIKE; names are compared as written, and are usually in upper case",
        )
    ],
    "REGEXP 'A.*'": [("DP034", "REGEXP", "`REGEXP` is no operator", REGULAR)],
    "STARTS WITH 'A'": [("DP034", "STARTS", "`STARTS` is no operator", BEGINNING)],
    "REGEXP_LIKE(name, '^A')": [
        ("DP034", "REGEXP_LIKE", "`REGEXP_LIKE` cannot follow a name as an operator", CONDITION)
    ],
    "NOT REGEXP_LIKE(table_name,'x')": [
        ("DP034", "REGEXP_LIKE", "`REGEXP_LIKE` cannot follow a name as an operator", CONDITION)
    ],
    "EXISTS (SELECT 1 FROM dual)": [("DP034", "EXISTS", "`EXISTS` cannot follow a name as an operator", CONDITION)],
    "= ANY ('A','B')": [("DP034", "= ANY", "`= ANY` is not documented for Data Pump", "write `IN ('A','B')`")],
    "!= ALL ('A','B')": [("DP034", "!= ALL", "`!= ALL` is not documented for Data Pump", "write `NOT IN ('A','B')`")],
    "<> ANY ('A')": [("DP034", "<> ANY", "`<> ANY` is not documented for Data Pump", "use a list or a subquery")],
    "= SOME (SELECT x FROM t)": [
        ("DP034", "= SOME", "`= SOME` is not documented for Data Pump", "write `IN (SELECT x FROM t)`")
    ],
    "LIKE ANY ('A%','B%')": [("DP034", "LIKE ANY", "`LIKE ANY` is not documented for Data Pump", "use a subquery")],
    "= 'A' ESCAPE '!'": [
        ("DP034", "ESCAPE", "`ESCAPE` without LIKE", "only LIKE knows wildcards that could be escaped; leave it out")
    ],
    "ın ('A')": [("DP025", "ın", "no operator in front of `ın`", START)],
    "IN": [("DP040", "IN", "nothing follows `IN`", "an expression looks like `IN ('SCOTT')`")],
    "LIKE": [("DP040", "LIKE", "nothing follows `LIKE`", "an expression looks like `LIKE 'EMP%'`")],
    "NOT": [("DP040", "NOT", "nothing follows `NOT`", "an expression looks like `!='EMP'`")],
    "=": [("DP040", "=", "nothing follows `=`", "an expression looks like `!='EMP'`")],
    "BETWEEN 'A' AND": [("DP040", "AND", "nothing follows `AND`", "an expression looks like `BETWEEN 'A' AND 'M'`")],
    "LIKE 'A%' ESCAPE": [
        ("DP040", "ESCAPE", "nothing follows `ESCAPE`", "an expression looks like `LIKE 'A!_%' ESCAPE '!'`")
    ],
    "IS": [("DP040", "IS", "nothing follows `IS`", "an expression looks like `IS NOT NULL`")],
}
CHAINS = {
    "='A' OR ='B'": [
        ("DP027", "OR", "`OR` between two comparisons in one expression", "one IN list says it: write `IN ('A','B')`")
    ],
    "='A' or 'B' or 'C'": [
        (
            "DP027",
            "or",
            "`or` between two comparisons in one expression",
            "one IN list says it: write `IN ('A','B','C')`",
        )
    ],
    "'A' OR 'B'": [
        ("DP027", "OR", "`OR` between two comparisons in one expression", "one IN list says it: write `IN ('A','B')`")
    ],
    "A OR B": [
        ("DP027", "OR", "`OR` between two comparisons in one expression", "one IN list says it: write `IN ('A','B')`")
    ],
    "= A OR = B": [
        ("DP027", "OR", "`OR` between two comparisons in one expression", "one IN list says it: write `IN ('A','B')`")
    ],
    "IN 'A' OR 'B'": [
        ("DP027", "OR", "`OR` between two comparisons in one expression", "one IN list says it: write `IN ('A','B')`")
    ],
    "LIKE 'A%' OR 'B%'": [("DP027", "OR", "`OR` between two comparisons in one expression", BY_SUBQUERY)],
    "LIKE 'A%' OR LIKE 'B%'": [("DP027", "OR", "`OR` between two comparisons in one expression", BY_SUBQUERY)],
    "LIKE 'A%' AND NOT LIKE 'A_OLD%'": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "make `LIKE 'A%'` and `NOT LIKE 'A_OLD%'` items of their own; all items must hold",
        )
    ],
    "= 'A' AND = 'B'": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "no name is two at once; to take each of them: write `IN ('A','B')`",
        )
    ],
    "= 'A' AND 'B'": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "no name is two at once; to take each of them: write `IN ('A','B')`",
        )
    ],
    "!='A' AND !='B'": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "one list says it: write `NOT IN ('A','B')`",
        )
    ],
    "!='A' OR !='B'": [
        (
            "DP027",
            "OR",
            "`OR` between two comparisons in one expression",
            "every name differs from one of two; to leave out each of them: write `NOT IN ('A','B')`",
        )
    ],
    "NOT IN ('A') AND name NOT IN ('B')": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "one list says it: write `NOT IN ('A','B')`",
        )
    ],
    "IN ('A') AND NOT IN ('B')": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "make `IN ('A')` and `NOT IN ('B')` items of their own; all items must hold",
        )
    ],
    "IN ('A'), LIKE 'B%'": [
        (
            "DP027",
            ",",
            "`,` between two comparisons in one expression",
            "make `IN ('A')` and `LIKE 'B%'` items of their own; all items must hold",
        )
    ],
    "= 'A', = 'B'": [
        (
            "DP027",
            ",",
            "`,` between two comparisons in one expression",
            "no name is two at once; to take each of them: write `IN ('A','B')`",
        )
    ],
    "IN ('A') LIKE 'B%'": [
        (
            "DP027",
            "LIKE",
            "a second comparison, `LIKE`, in one expression",
            "make `IN ('A')` and `LIKE 'B%'` items of their own; all items must hold",
        )
    ],
    "= 'A' = 'B'": [
        (
            "DP027",
            "=",
            "a second comparison, `=`, in one expression",
            "no name is two at once; to take each of them: write `IN ('A','B')`",
        )
    ],
    "BETWEEN 'A' AND 'M' AND LIKE 'B%'": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "make `BETWEEN 'A' AND 'M'` and `LIKE 'B%'` items of their own; all items must hold",
        )
    ],
    "OWNER='HR' AND TABLE_NAME='EMP'": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            ITEMS + ", schemas in `schema_expressions`, names of tables in `name_expressions`",
        )
    ],
    "IN (SELECT x FROM t) OR LIKE 'A%'": [
        ("DP027", "OR", "`OR` between two comparisons in one expression", BY_SUBQUERY)
    ],
    "IN (SELECT x FROM t) AND NOT IN ('B')": [
        (
            "DP027",
            "AND",
            "`AND` between two comparisons in one expression",
            "make `IN (SELECT x FROM t)` and `NOT IN ('B')` items of their own; all items must hold",
        )
    ],
    "= 'A' or 1=1": [("DP027", "or", "`or` between two comparisons in one expression", BY_SUBQUERY)],
    "OR = 'B'": [("DP027", "OR", "`OR` in front of the expression", "write `='B'`")],
    "= 'A' AND": [("DP040", "AND", "nothing follows `AND`", None)],
    "NOT, IN ('A','B')": [("DP027", ",", "`,` between two comparisons in one expression", ITEMS)],
}
OPERANDS = {
    "= EMP": [("DP023", "EMP", "name `EMP` without quotes", BARE + ": write `='EMP'`")],
    "= emp": [("DP023", "emp", "name `emp` without quotes", f"{BARE}; {CASE}" + ": write `='EMP'`")],
    '= "EMP"': [
        (
            "DP022",
            '"EMP"',
            "double quotes round `EMP` make it an identifier, not a name to compare with",
            NAMED + ": write `='EMP'`",
        )
    ],
    '= "emp"': [
        (
            "DP022",
            '"emp"',
            "double quotes round `emp` make it an identifier, not a name to compare with",
            NAMED + ": write `='emp'`",
        )
    ],
    "= SCOTT.EMP": [("DP023", "SCOTT.EMP", "name `SCOTT.EMP` without quotes", BARE + ": write `='SCOTT.EMP'`")],
    "= MY-TABLE": [("DP023", "MY-TABLE", "name `MY-TABLE` without quotes", BARE + ": write `='MY-TABLE'`")],
    "= MY TABLE": [
        ("DP023", "MY TABLE", "name `MY TABLE` without quotes", BARE + "; put the name between single quotes")
    ],
    "= %EMP%": [("DP023", "%EMP%", "name `%EMP%` without quotes", BARE + "; for a pattern, use LIKE")],
    "LIKE EMP%": [("DP023", "EMP%", "name `EMP%` without quotes", BARE + ": write `LIKE 'EMP%'`")],
    "LIKE *EMP*": [
        ("DP040", "*", "`*` is no wildcard", WILDCARDS + ": write `LIKE '%EMP%'`"),
        ("DP023", "*EMP*", "name `%EMP%` without quotes", BARE + ": write `LIKE '%EMP%'`"),
    ],
    'LIKE "EMP%"': [
        (
            "DP022",
            '"EMP%"',
            "double quotes round `EMP%` make it an identifier, not a name to compare with",
            NAMED + ": write `LIKE 'EMP%'`",
        )
    ],
    "LIKE 'EMP'%": [("DP023", "%", "`%` stands outside the quotes", "write `LIKE 'EMP%'`")],
    "LIKE %'EMP'%": [("DP023", "%", "`%` stands outside the quotes", "write `LIKE '%EMP%'`")],
    "= E'A'": [("DP023", "E", "`E` stands outside the quotes", None)],
    "IN ('A'X'B')": [
        ("DP023", "X", "`X` stands outside the quotes", "a comma is missing, or a quote is in the wrong place")
    ],
    "IN (EMP, DEPT)": [("DP023", "EMP", "name `EMP` without quotes", BARE + ": write `IN ('EMP','DEPT')`")],
    "IN ('EMP', DEPT)": [("DP023", "DEPT", "name `DEPT` without quotes", BARE + ": write `IN ('EMP','DEPT')`")],
    'IN ("EMP","DEPT")': [
        (
            "DP022",
            '"EMP"',
            "double quotes round `EMP` make it an identifier, not a name to compare with",
            NAMED + ": write `IN ('EMP','DEPT')`",
        )
    ],
    "IN (\"'A'\",\"'B'\")": [
        (
            "DP022",
            "\"'A'\"",
            "double quotes round `'A'` make it an identifier, not a name to compare with",
            NAMED + ": write `IN ('A','B')`",
        )
    ],
    "= 123": [("DP023", "123", "number `123` without quotes", "names are compared as text: write `='123'`")],
    "IN (1,2)": [("DP023", "1", "number `1` without quotes", "names are compared as text: write `IN ('1','2')`")],
    '= ""': [("DP022", '""', "no name between the double quotes", "give the name, in single quotes")],
    "= USER": [("DP037", "USER", "function `USER` in an expression", "give the name itself, between single quotes")],
    "= UPPER('emp')": [
        ("DP037", "UPPER", "function `UPPER` in an expression", "give the value itself: write `='EMP'`")
    ],
    "IN (lower('EMP'),'B')": [
        ("DP037", "lower", "function `lower` in an expression", "give the value itself: write `IN ('emp','B')`")
    ],
    "= CONCAT('A','B')": [("DP037", "CONCAT", "function `CONCAT` in an expression", "give the value itself")],
    "= SYS_CONTEXT('USERENV','SESSION_USER')": [
        ("DP037", "SYS_CONTEXT", "function `SYS_CONTEXT` in an expression", "give the value itself")
    ],
    "= 'A'||'B'": [("DP037", "||", "`||` in an expression", "give one literal: write `='AB'`")],
    "IN ('A', NULL)": [("DP036", "NULL", "NULL is not a name", NULLS + ": write `IN ('A')`")],
    "NOT IN (NULL, 'A')": [("DP036", "NULL", "NULL is not a name", NULLS + ": write `NOT IN ('A')`")],
    "= NULL": [("DP036", "NULL", "NULL is not a name", NULLS)],
    "NOT IN (NULL)": [("DP036", "NULL", "NULL is not a name", NULLS)],
}
LISTS = {
    "IN 'A'": [("DP029", "'A'", "`IN` needs parentheses round its list", "write `IN ('A')`")],
    "IN A, B": [
        ("DP023", "A", "name `A` without quotes", BARE + ": write `IN ('A','B')`"),
        ("DP029", "A", "`IN` needs parentheses round its list", "write `IN ('A','B')`"),
    ],
    "IN 'A','B')": [
        ("DP029", ")", "`)` without its `(`", "write `IN ('A','B')`"),
        ("DP029", "'A'", "`IN` needs parentheses round its list", "write `IN ('A','B')`"),
    ],
    "NOT IN 'A','B'": [("DP029", "'A'", "`IN` needs parentheses round its list", "write `NOT IN ('A','B')`")],
    "IN ('A','B'": [("DP029", "(", "`(` is not closed", "write `IN ('A','B')`")],
    "IN ('A','B'))": [("DP029", ")", "`)` without its `(`", "write `IN ('A','B')`")],
    "IN (('A','B'))": [("DP029", "(", "`IN` takes one list in one pair of parentheses", "write `IN ('A','B')`")],
    "IN ('A'), ('B')": [("DP029", "(", "`IN` takes one list in one pair of parentheses", "write `IN ('A','B')`")],
    "IN ('A') 'B'": [("DP029", "(", "`IN` takes one list in one pair of parentheses", "write `IN ('A','B')`")],
    "IN 'EMP','HAY''EMP','HAY'": [("DP029", "'EMP'", "`IN` needs parentheses round its list", None)],
    "IN ('A' 'B' 'C')": [
        ("DP028", "'B'", "comma missing in front of `'B'`", "write `IN ('A','B','C')`"),
        ("DP028", "'C'", "comma missing in front of `'C'`", "write `IN ('A','B','C')`"),
    ],
    "IN (A B C)": [
        ("DP028", "B", "comma missing in front of `B`", None),
        ("DP028", "C", "comma missing in front of `C`", None),
        ("DP023", "A", "name `A` without quotes", BARE),
    ],
    "IN ('A';'B')": [("DP031", ";", "semicolon in an expression", "names in a list take commas: write `IN ('A','B')`")],
    "IN ('A'/'B')": [
        ("DP028", "/", "`/` between names in a list", "names in a list take commas: write `IN ('A','B')`")
    ],
    "IN ('A',,'B')": [("DP028", ",", "comma without a name beside it", "write `IN ('A','B')`")],
    "IN ('A','B',)": [("DP028", ",", "comma without a name beside it", "write `IN ('A','B')`")],
    "IN (,'A')": [("DP028", ",", "comma without a name beside it", "write `IN ('A')`")],
    "IN ('A' OR 'B')": [("DP028", "OR", "`OR` between names in a list", "write `IN ('A','B')`")],
    "IN ()": [("DP028", "()", "the list is empty", LEAVE_OUT)],
    "IN (": [("DP029", "(", "`(` is not closed", LEAVE_OUT)],
    "= ('A','B')": [("DP034", "=", "`=` takes one name", "use a list: write `IN ('A','B')`")],
    "<> 'A','B'": [("DP034", "<>", "`<>` takes one name", "use a list: write `NOT IN ('A','B')`")],
    "> ('A','B')": [("DP034", "'B'", "`>` takes one name", "leave one name")],
    "LIKE 'A%','B%'": [
        (
            "DP035",
            "'B%'",
            "LIKE takes one pattern",
            "LIKE has no list: use a subquery, `IN (SELECT table_name FROM sys.dba_tables WHERE ... LIKE ... OR ...)`",
        )
    ],
    "LIKE ('A%','B%')": [
        (
            "DP035",
            "'B%'",
            "LIKE takes one pattern",
            "LIKE has no list: use a subquery, `IN (SELECT table_name FROM sys.dba_tables WHERE ... LIKE ... OR ...)`",
        )
    ],
    "NOT LIKE ('A%','B%')": [
        (
            "DP035",
            "'B%'",
            "LIKE takes one pattern",
            "repeat the expression, all of them must hold: make `NOT LIKE 'A%'` and `NOT LIKE 'B%'` items of their own",
        )
    ],
    "BETWEEN 'A','M'": [("DP040", "BETWEEN", "BETWEEN without its AND", "write `BETWEEN 'A' AND 'M'`")],
    "BETWEEN 'A' TO 'M'": [("DP040", "BETWEEN", "BETWEEN without its AND", "write `BETWEEN 'A' AND 'M'`")],
    "BETWEEN ('A' AND 'M')": [
        ("DP040", "BETWEEN", "BETWEEN takes its bounds without parentheses round both", "write `BETWEEN 'A' AND 'M'`")
    ],
    "BETWEEN A AND M": [("DP023", "A", "name `A` without quotes", BARE + ": write `BETWEEN 'A' AND 'M'`")],
    "BETWEEN 'A'": [("DP040", "BETWEEN", "BETWEEN without its AND", "it is written `BETWEEN 'A' AND 'M'`")],
    "IN SELECT x FROM t": [
        ("DP029", "SELECT", "`IN` needs parentheses round its subquery", "write `IN (SELECT x FROM t)`")
    ],
    "= (SELECT x FROM t)": [("DP034", "=", "`=` takes a name, not a subquery", "write `IN (SELECT x FROM t)`")],
    "IN ('A', SELECT x FROM t)": [
        (
            "DP028",
            "SELECT",
            "a list holds names or one subquery, not both",
            "add the names to the subquery: `IN (SELECT ... UNION ALL SELECT 'EMP' FROM dual)`",
        )
    ],
    "IN (SELECT x FROM t": [("DP029", "(", "`(` is not closed", "write `IN (SELECT x FROM t)`")],
    "IN (SELECT x FROM t WHERE y IN ('A')": [
        ("DP029", "(", "`(` is not closed", "write `IN (SELECT x FROM t WHERE y IN ('A'))`")
    ],
    "IN (SELECT x FROM t WHERE (y IN ('A')": [("DP029", "(", "`(` is not closed", None)],
    "IN (SELECT x FROM t WHERE y = :y)": [("DP041", ":", "bind variable `:` in a subquery", WORKER)],
    "IN (SELECT x FROM t WHERE y = &y)": [("DP041", "&", "substitution variable `&` in a subquery", WORKER)],
    "IN (SELECT x FROM t WHERE y = [1])": [
        ("DP041", "[", "character `[` in a subquery", "only plain SQL is passed on")
    ],
    "IN (SELECT x FROM t WHERE y = “A”)": [
        (
            "DP021",
            "“",
            'typographic quote `“` (U+201C) in place of `"`',
            PASTED + ': write `IN (SELECT x FROM t WHERE y = "A")`',
        )
    ],
}

GROUPS = (
    QUOTES,
    ESCAPES,
    WHOLE,
    TRAILING,
    PLACEHOLDERS,
    NO_OPERATOR,
    LEFT_OPERANDS,
    OPERATORS,
    CHAINS,
    OPERANDS,
    LISTS,
)
FAULTS = {text: expected for group in GROUPS for text, expected in group.items()}


def faults(text, key=None):
    filter_, found = parse(Extract.plain(text, "x"), key)
    assert filter_ is None
    return found


def sliced(diagnostic):
    location = diagnostic.location
    return location.source.text[location.span.start : location.span.end]


def proposals(found):
    """What the helps say to write: up to the last backtick, since a name may hold one."""
    helps = [diagnostic.help.partition("write `")[2] for diagnostic in found if diagnostic.help]
    return {help_[: help_.rindex("`")] for help_ in helps if help_}


# --- silent ---------------------------------------------------------------------------------------------------------

RIGHT = [
    "!='EMP'",
    "IN('A')",
    "in ('Emp')",
    "LIKE '%'",
    "LIKE 'IN (%'",
    "= 'NOT'",
    "= 'A OR B'",
    "= 'A;B'",
    "= 'A--B'",
    "= 'A\\'",
    "= '[OLDUSER]'",
    "= '<PROC_NAME>'",
    "= '&schema'",
    "= 'SCOTT.EMP'",
    "= 'It’s'",
    "IN ('‘A’','B')",
    "= 'A,B'",
    "= '...'",
    "= '\"EMP\"'",
    "IN (SELECT \"x\" FROM o.t WHERE y LIKE 'A%' AND z <> ALL (1,2) OR upper(y) IS NULL)",
]


@pytest.mark.parametrize("text", RIGHT)
def test_nothing_is_wrong(text):
    filter_, found = parse(Extract.plain(text, "x"))
    assert found == ()
    assert filter_ is not None


# --- firing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), FAULTS.items(), ids=map(ascii, FAULTS))
def test_a_mistake_is_named_and_what_was_meant_is_shown(text, expected):
    found = faults(text, "name_expressions[0]")
    assert [(d.code, sliced(d), d.message, d.help) for d in found] == expected
    assert {d.key for d in found} == {"name_expressions[0]"}


def test_no_mistake_is_in_the_table_twice():
    assert len(FAULTS) == sum(map(len, GROUPS))


@pytest.mark.parametrize("text", FAULTS, ids=ascii)
def test_what_is_proposed_is_one_expression_in_its_canonical_text(text):
    proposed = proposals(faults(text))
    assert len(proposed) <= 1
    for expression in proposed:
        assert str(parse_text(expression)) == expression


@pytest.mark.parametrize("text", FAULTS, ids=ascii)
def test_the_grammar_refuses_it_too(text):
    with pytest.raises(NotAFilterError) as caught:
        parse_text(text)
    assert 0 <= caught.value.offset <= len(text)


@pytest.mark.parametrize("text", ["", " ", "\r\n\t"], ids=["nothing", "blank", "lines"])
def test_an_empty_expression(text):
    (fault,) = faults(text)
    assert fault.code == "DP020"
    assert fault.message == "the expression is empty"
    assert fault.help == "leave the item out; no expression means every object, so this is never assumed"
    assert sliced(fault) == text


def test_a_lone_quote():
    (fault,) = faults("'")
    assert (fault.code, fault.message, fault.help) == ("DP024", "a quote is missing: this one is not closed", CLOSE)


def test_an_ending_without_a_token():
    (fault,) = faults("IN (SELECT x FROM t WHERE y = ''")
    assert (fault.code, sliced(fault), fault.message) == ("DP029", "(", "`(` is not closed")


# --- an expression inside a literal: right by the letter --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("='IN (''A'')'", "IN ('A')", id="list"),
        pytest.param("= 'LIKE ''A%'''", "LIKE 'A%'", id="pattern"),
        pytest.param("= '= ''A'''", "='A'", id="comparison"),
        pytest.param("='!=\"A\"'", None, id="double quotes"),
        pytest.param("= 'LIKE EMP%'", None, id="without quotes"),
        pytest.param("= 'BETWEEN A AND B'", None, id="range"),
    ],
)
def test_an_operator_inside_the_only_literal(text, meant):
    (fault,) = faults(text)
    assert (fault.code, fault.message) == ("DP026", "the operator stands inside the literal")
    assert fault.help == INSIDE + (f": write `{meant}`" if meant else "")
    assert sliced(fault) == text[text.index("'") :]


def test_typographic_quotes_make_one_name_of_two():
    (fault,) = faults("IN ('A’, ’B')")
    assert (fault.code, fault.message) == ("DP021", "typographic quotes make one name of two")
    assert fault.help == "write `IN ('A','B')`"
    assert sliced(fault) == "’, ’"


# --- several at once ------------------------------------------------------------------------------------------------


def test_every_fault_is_found_in_one_run():
    found = faults('TABLE:IN ‘EMP’, "DEPT", BONUS; -- all')
    told = [(fault.code, sliced(fault), (fault.help or "").rpartition("write ")[2]) for fault in found]
    meant = "`IN ('EMP','DEPT','BONUS')`"
    assert told == [
        ("DP021", "‘", meant),
        ("DP030", "-- all", meant),
        ("DP031", ";", meant),
        ("DP032", "TABLE", meant),
        ("DP022", '"DEPT"', meant),
        ("DP023", "BONUS", meant),
        ("DP029", "‘EMP’", meant),
    ]


def test_no_more_than_a_dozen_are_told():
    found = faults("IN (" + " ".join(f"'{letter}'" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + ")")
    assert len(found) == MAX_FAULTS
    assert proposals(found) == set()  # a text that would still be wrong is not proposed


def test_a_correction_that_is_too_long_to_read_is_not_shown():
    names = [f"NAME_{number:03}" for number in range(40)]
    (fault,) = faults(f"IN ({', '.join(names)})")
    assert (fault.code, fault.message, fault.help) == ("DP023", "name `NAME_000` without quotes", BARE)


@pytest.mark.parametrize("text", ['= "A\u200bB"', "IN ('A','B\u202e'", "'\u00a0'", "= '= ''\u2060''';"], ids=ascii)
def test_what_would_be_refused_in_its_turn_is_not_proposed(text):
    assert proposals(faults(text)) == set()


def test_text_of_the_author_cannot_steer_a_terminal_or_end_a_quotation():
    fault = faults('= "A`\u202e\tB"')[0]
    assert fault.message == r"double quotes round `A\x60\u202e\tB` make it an identifier, not a name to compare with"


def test_a_long_name_is_cut_in_the_message():
    (fault,) = faults("= " + "A" * 200)
    assert fault.message == f"name `{'A' * 59}…` without quotes"
    assert sliced(fault) == "A" * 200


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("IN ('A' ~ 'B')", "`~` is no operator", id="sign in a list"),
        pytest.param("IN ('A') 'B' #", "unexpected `'B'`", id="nothing known"),
        pytest.param("(", "no operator in front of `(`", id="one parenthesis"),
        pytest.param(")", "`)` without its `(`", id="the other one"),
        pytest.param(",", "comma without a name beside it", id="comma"),
        pytest.param(";", "semicolon in an expression", id="semicolon"),
        pytest.param("\\", "backslash left over from a shell or a program", id="backslash"),
        pytest.param('"', "stray double quote", id="double quote"),
        pytest.param("--", "comment `--` in an expression", id="comment"),
        pytest.param("`", "backtick (U+0060) in place of `'`", id="backtick"),
    ],
)
def test_there_is_always_something_to_say(text, message):
    assert faults(text)[0].message == message


# --- never the opposite ---------------------------------------------------------------------------------------------


def is_negative(meant):
    return meant.operator is Operator.NE if isinstance(meant, Comparison) else meant.negated


@pytest.mark.parametrize("text", ["NOT IN ('A','B')", "NOT LIKE 'A%'", "NOT BETWEEN 'A' AND 'M'"])
def test_what_is_left_out_is_never_proposed_to_be_taken(text):
    for at in range(len(text) + 1):
        for char in ["", *"'\"()[],;=<>!^~-/\\%_$ \tANTIqX‘"]:
            for mutant in {text[:at] + char + text[at:], text[:at] + char + text[at + 1 :]}:
                _, found = parse(Extract.plain(mutant, "x"))
                assert all(is_negative(parse_text(proposed)) for proposed in proposals(found)), mutant


@pytest.mark.parametrize("text", ["IN ('A','B')", "LIKE 'A%'", "BETWEEN 'A' AND 'M'", "= 'A'"])
def test_what_is_taken_is_never_proposed_to_be_left_out(text):
    for at in range(len(text) + 1):
        for char in ["", *"'\"()[],;=<>-/\\%_$ \tATIqX‘"]:
            for mutant in {text[:at] + char + text[at:], text[:at] + char + text[at + 1 :]}:
                _, found = parse(Extract.plain(mutant, "x"))
                assert not any(is_negative(parse_text(proposed)) for proposed in proposals(found)), mutant


# --- bounds ---------------------------------------------------------------------------------------------------------


def listed(template, between=","):
    return lambda count: between.join(template.format(number) for number in range(count))


LONG = {
    "names without parentheses": lambda n: "IN " + listed("'N{}'")(n),
    "bare names": lambda n: f"IN ({listed('N{}')(n)})",
    "bare names alone": listed("N{}"),
    "typographic quotes": lambda n: f"IN ({listed('‘N{}’')(n)})",
    "no commas": lambda n: "IN (" + listed("'N{}'", " ")(n) + ")",
    "semicolons": lambda n: "IN (" + listed("'N{}'", ";")(n) + ")",
    "OR": listed("='N{}'", " OR "),
    "OR in parentheses": lambda n: "IN ((" + listed("'N{}'", " OR ")(n) + "))",
    "AND": listed("!='N{}'", " AND "),
    "commas between comparisons": listed("='N{}'", ", "),
    "doubled quotes": lambda n: "IN (" + listed("''N{}''")(n) + ")",
    "double quotes": lambda n: "IN (" + listed('"N{}"')(n) + ")",
    "shell": lambda n: "IN (" + listed("\\'N{}\\'")(n) + ")",
    "last one open": lambda n: "IN (" + listed("'N{}'")(n) + ",'X)",
    "backslashes": lambda n: "= " + "\\" * (5 * n) + "x",
    "open delimiters": lambda n: "= " + "q'[ " * n,
    "open delimiters in a subquery": lambda n: "IN (SELECT " + "q'a ' " * n + ")",
    "dots": lambda n: "= " + "a." * n + "(",
    "blanks": lambda n: "= " + " " * (5 * n) + "x y",
    "digits and a quote": lambda n: "IN (SELECT " + "1" * (5 * n) + "'x')",
    "quotes": lambda n: "=" + "'" * (10 * n + 1),
    "open literal": lambda n: "='" + "a" * (5 * n),
    "empty parentheses": lambda n: "()" * n,
    "closing parentheses": lambda n: ")" * n,
    "HTML": lambda n: f"IN ({listed('&#39;N{}&#39;')(n)})",
    "ampersands": lambda n: "= " + "&" * (5 * n),
    "angles": lambda n: "= " + "<a " * n,
    "one long word": lambda n: "a" * (5 * n) + " b",
    "words and a colon": lambda n: "a " * n + ":",
    "comments": lambda n: "= 'A' " + "-- x\n" * n,
    "stars": lambda n: "*" * n,
    "NOT": lambda n: "NOT " * n,
    "operators": lambda n: "= LIKE " * n,
    "equals signs": lambda n: "=" * n,
    "ESCAPE": lambda n: "ESCAPE " * n,
    "BETWEEN": lambda n: "BETWEEN 'A' " * n,
    "an expression inside": lambda n: "='IN (" + ")   " * n + "x';",
    "names against literals": lambda n: "= " + "a'b'" * n,
    "clauses": listed("TABLE:\"= 'N{}'\""),
}


@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_a_long_mistake_takes_time_in_proportion(make):
    def parsed(count):
        extract = Extract.plain(make(count), "x")
        return lambda: parse(extract)

    assert parsed(10)()[1]
    assert_in_proportion(parsed, 1_500)
