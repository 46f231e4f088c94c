"""Command lines back to specs: what a shell makes of them, and what it takes away."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dpspec.diagnostics import Severity
from dpspec.recover import parfile, shell_posix
from dpspec.report import render
from dpspec.source import Source
from dpspec.spec import ExportSpec, ObjectFilter, PasswordReference, TableQuery
from tests.timing import assert_in_proportion

FILES = "DIRECTORY=D DUMPFILE=x.dmp LOGFILE=x.log KEEP_MASTER=NO"
BASE = {"datapump_dir": "D", "file_name": "x.dmp", "logfile": "x.log", "keep_master": 0}
CLAUSE = {"include": [ObjectFilter(object_path="TABLE", expression="IN ('A','B')")]}
LEFT_OUT = "the user of the command line is left out"
POWERSHELL = "read as a command line of PowerShell: grave accents are its escapes"


def recover(text):
    return parfile.recover_command(Source("x.sh", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"expdp scott/tiger@db FULL=Y {FILES}", {}),
        (f"$ nohup /u01/bin/expdp scott/tiger FULL=Y {FILES} > x.out 2>&1 &", {}),
        (f"ORACLE_SID=orcl expdp \\'/ as sysdba\\' full=y {FILES}", {}),
        (f"export ORACLE_SID=orcl\nexpdp '\"/ as sysdba\"' \\\n  full=y \\\n  {FILES}\n", {}),
        (f"expdp system full = y {FILES}", {}),
        (f"expdp a/b FULL=Y {FILES} INCLUDE=TABLE:\\\"IN \\(\\'A\\', \\'B\\'\\)\\\"", CLAUSE),
        (f"expdp a/b FULL=Y {FILES} 'INCLUDE=TABLE:\"IN ('\\''A'\\'','\\''B'\\'')\"'", CLAUSE),
        (f"expdp a/b FULL=Y {FILES} INCLUDE=TABLE:\"\\\"IN ('A','B')\\\"\"", CLAUSE),
        (f"expdp a/b FULL=Y {FILES} \"INCLUDE=TABLE:\\\"IN ('A','B')\\\"\"", CLAUSE),
        (f"C:\\> expdp.exe a/b FULL=Y {FILES} INCLUDE=TABLE:\\\"IN ('A','B')\\\"", CLAUSE),
        (f"PS C:\\> expdp a/b FULL=Y {FILES} INCLUDE=TABLE:`\"IN ('A','B')`\"", CLAUSE),
        (
            f'expdp a/b FULL=Y {FILES} QUERY=emp:\\"WHERE a \\> 1\\"',
            {"query": [TableQuery(table="EMP", query="WHERE a > 1")]},
        ),
        (f"expdp a/b FULL=Y {FILES} ENCRYPTION_PWD_PROMPT=Y", {"encryption_password": PasswordReference(prompt=True)}),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_what_expdp_gets_is_recovered(text, expected):
    spec, found = recover(text)
    assert [one.message for one in found if one.message not in (LEFT_OUT, POWERSHELL)] == []
    assert spec == ExportSpec(job_mode="FULL", **BASE, **expected)


def test_quotes_doubled_for_the_shell_are_taken_away_too():
    spec, (fault,) = recover(f"expdp a/b FULL=Y {FILES} 'INCLUDE=TABLE:\"IN (''A'')\"'")
    assert spec is None
    assert fault.message == 'the shell takes this quote away: expdp gets `INCLUDE=TABLE:"IN (A)"`'
    assert fault.help.startswith("write `INCLUDE=TABLE:\\\"IN \\(\\'A\\'\\)\\\"`")


def test_quoted_names_are_those_of_the_reference():
    spec, found = recover(f"expdp a/b TABLES='\\\"Emp\\\"' {FILES}")
    assert [one.message for one in found] == [LEFT_OUT]
    assert spec.tables == ('"Emp"',)


@pytest.mark.parametrize(
    ("user", "schema"), [("scott/tiger@db", "SCOTT"), ('\\"Scott\\"/x', '"Scott"'), ("app[hr]/x", "HR")]
)
def test_the_schema_of_who_connects(user, schema):
    spec, found = recover(f"expdp {user} {FILES}")
    (warning,) = (one for one in found if one.message != LEFT_OUT)
    assert (spec.job_mode, spec.schemas) == ("SCHEMA", (schema,))
    assert warning.message.startswith("no job mode: expdp exports the schema of who connects")


def test_quotes_that_the_shell_takes_away_are_shown_with_the_escaped_form():
    _, found = recover("expdp hr/secret INCLUDE=TABLE:\"IN ('A')\"")
    assert render(found) == (
        "error[DP056]: the shell takes this quote away: expdp gets `INCLUDE=TABLE:IN ('A')`\n"
        " --> x.sh:1:31\n"
        "  |\n"
        "1 | expdp hr/****** INCLUDE=TABLE:\"IN ('A')\"\n"
        "  |                               ^\n"
        "  = help: write `INCLUDE=TABLE:\\\"IN \\(\\'A\\'\\)\\\"`, "
        "or put the parameter into a parameter file as it stands\n"
    )


@pytest.mark.parametrize(
    ("text", "code", "message", "slice_"),
    [
        ("impdp a/b full=y", "DP056", "`impdp` imports; a spec says what is exported", "impdp"),
        ("exp a/b full=y", "DP056", "`exp` is the original export utility, whose parameters are others", "exp"),
        ("ls -l", "DP056", "no `expdp` on the command line", "l"),
        ("expdp a/b full=y\nexpdp a/b full=y", "DP056", "a second `expdp`", "expdp"),
        ("expdp a/b 'full=y", "DP056", "`'` is never closed", "'"),
        (
            "expdp a/b full=y NOLOGFILE",
            "DP053",
            "`NOLOGFILE` without `=`: expdp takes it for one more value of `FULL`",
            "NOLOGFILE",
        ),
        ("expdp a/b NOLOGFILE full=y", "DP056", "`NOLOGFILE` is no parameter", "NOLOGFILE"),
        ("expdp a/b parfile=x.par", "DP054", "`PARFILE` has no counterpart in a spec", "parfile"),
        (
            "expdp a/b full=y directory=$DIR",
            "DP056",
            "the shell replaces `$DIR`, and its value is not known here",
            "$DIR",
        ),
        ("expdp a/b full=y INCLUDE=TABLE:(A)", "DP056", "`(` that the shell refuses", "("),
        ("expdp a/b full=y INCLUDE=TABLE:\\\"> \\'E\\'\\\"", "DP056", "the shell takes `>` away", ">"),
        ("expdp a/b full=y INCLUDE=VIEW;TABLE:T", "DP056", "the shell ends the command before this", "TABLE:T"),
        ("expdp a/b full=y x/y@z", "DP056", "the user comes before all parameters", "x/y@z"),
        ("expdp a/b full=y INCLUDE=TABLE:\u201dX\u201d", "DP056", "typographic quote `\u201d` (U+201D)", "\u201d"),
        (
            "expdp a/b full=y 'INCLUDE=TABLE:\"IN ('A')\"'",
            "DP056",
            'the shell takes this quote away: expdp gets `INCLUDE=TABLE:"IN (A)"`',
            "'",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_what_is_wrong_is_named_at_its_place(text, code, message, slice_):
    spec, found = recover(text)
    assert spec is None
    (fault,) = (one for one in found if one.severity is Severity.ERROR)
    span = fault.location.span
    assert (fault.code, fault.message, text[span.start : span.end]) == (code, message, slice_)


def test_what_is_read_as_windows_is_told():
    spec, found = recover(f"expdp a/b FULL=Y {FILES} INCLUDE=TABLE:\\\"IN ('A','B')\\\"")
    assert spec == ExportSpec(job_mode="FULL", **BASE, **CLAUSE)
    message = "read as a command line of Windows: a POSIX shell refuses this `(`"
    assert [one.message for one in found] == [LEFT_OUT, message]


def test_other_commands_are_told():
    spec, found = recover(f"rm old.dmp\nexpdp a/b FULL=Y {FILES}")
    assert spec is not None
    assert [one.message for one in found] == ["`rm` is another command, and not read", LEFT_OUT]


CLOSED = "keep_master=n dumpfile=x.dmp directory=d logfile=x.log"


@pytest.mark.parametrize(
    ("clause", "table", "query"),
    [
        ('emp:\\"where deptno=10\\"', "EMP", "where deptno=10"),
        ('emp:\\"where deptno = 10\\"', "EMP", "where deptno = 10"),
        ('e:\\"WHERE tables=1\\"', "E", "WHERE tables=1"),
        ('\\"WHERE a=1\\"', None, "WHERE a=1"),
        ("emp:\\\"WHERE a=\\'x y=z\\'\\\"", "EMP", "WHERE a='x y=z'"),
        ("\\'emp:\\\"WHERE a=1\\\"\\'", "EMP", "WHERE a=1"),
        ('\\\\\\"WHERE a=1 b=2\\\\\\"', None, "WHERE a=1 b=2"),
    ],
)
def test_no_parameter_begins_in_quotes_that_expdp_gets(clause, table, query):
    spec, found = recover(f"expdp scott/tiger full=y query={clause} {CLOSED}")
    assert [one.message for one in found] == [LEFT_OUT]
    assert spec.query == (TableQuery(table=table, query=query),)
    assert (spec.datapump_dir, spec.logfile) == ("D", "x.log")


def test_a_subquery_on_the_command_line_is_recovered():
    include = "include=TABLE:\\\"IN \\(SELECT t FROM x WHERE owner=\\'HR\\'\\)\\\""
    spec, found = recover(f"expdp a/b full=y {include} {CLOSED}")
    assert [one.message for one in found] == [LEFT_OUT]
    expression = "IN (SELECT t FROM x WHERE owner='HR')"
    assert spec.include == (ObjectFilter(object_path="TABLE", expression=expression),)


@pytest.mark.parametrize(
    ("text", "code", "message", "at"),
    [
        (f'expdp a/b full=y query=e:\\"where a=1 {CLOSED}', "DP053", '`"` is never closed', 26),
        (f'expdp a/b full=y query=e:\\"where a=1 and b > 2\\" {CLOSED}', "DP056", "the shell takes `>` away", 43),
    ],
)
def test_an_open_clause_gets_one_error(text, code, message, at):
    spec, (fault,) = recover(text)
    assert spec is None
    assert (fault.code, fault.message, fault.location.span.start) == (code, message, at)


@pytest.mark.parametrize(
    ("argument", "gets", "advice"),
    [
        (
            "'include=TABLE:\"IN (SELECT t FROM x WHERE owner='HR')\"'",
            'include=TABLE:"IN (SELECT t FROM x WHERE owner=HR)"',
            "include=TABLE:\\\"IN \\(SELECT t FROM x WHERE owner=\\'HR\\'\\)\\\"",
        ),
        ("'query=e:\"where a=''X''\"'", 'query=e:"where a=X"', "query=e:\\\"where a=\\'X\\'\\\""),
        ("'query=e:\"where a=''\"'", 'query=e:"where a="', "query=e:\\\"where a=\\'\\'\\\""),
        ("'query=e:\"where a like '%X%'\"'", 'query=e:"where a like %X%"', "query=e:\\\"where a like \\'%X%\\'\\\""),
        ("query=e:\\\"where a='X Y'\\\"", 'query=e:"where a=X Y"', None),
        ("'query=e:\"where a='X Y' or b=1\"'", 'query=e:"where a=X Y or b=1"', None),
    ],
)
def test_quotes_that_the_shell_takes_from_a_literal_are_refused(argument, gets, advice):
    text = f"expdp a/b full=y {argument} {CLOSED}"
    spec, (fault,) = recover(text)
    assert spec is None
    assert (fault.code, fault.message) == ("DP056", f"the shell takes this quote away: expdp gets `{gets}`")
    assert fault.location.span.start in (
        text.find(sign) + len(sign) - 1 for sign in ("='", "like '") if text.find(sign) >= 0
    )
    if advice:
        assert fault.help == f"write `{advice}`, or put the parameter into a parameter file as it stands"


@pytest.mark.parametrize(
    ("argument", "query"),
    [
        ("'query=e:\"where a='\\''x'\\'' and b='\"'\"'y'\"'\"'\"'", "where a='x' and b='y'"),
        ("query=e:\\\"\"where a='x' and b in ('y')\"\\\"", "where a='x' and b in ('y')"),
        ('query=e:\\"where a ">" 1\\"', "where a > 1"),
        ('query=e:\\"where a in "(1,2)"\\"', "where a in (1,2)"),
        ("\"query=e:\\\"where a in ('X','Y')\\\"\"", "where a in ('X','Y')"),
    ],
)
def test_quotes_for_the_shell_alone_may_go(argument, query):
    spec, found = recover(f"expdp a/b full=y {argument} {CLOSED}")
    assert [one.message for one in found] == [LEFT_OUT]
    assert spec.query[0].query == query


def test_the_user_is_left_out_as_userid_is():
    text = f"expdp scott/tiger full=y {CLOSED}"
    _, (warning,) = recover(text)
    span = warning.location.span
    assert (warning.code, warning.message, text[span.start : span.end]) == ("DP055", LEFT_OUT, "scott/tiger")
    assert warning.help == "who connects, and with which password, is no matter of a spec"
    assert "tiger" not in render((warning,))
    _, (only,) = recover(f"expdp userid=scott/tiger full=y {CLOSED}")
    assert only.message == "`USERID` is left out"


def test_powershell_is_told():
    text = f"expdp a/b full=y {CLOSED} INCLUDE=TABLE:`\"IN ('A')`\""
    _, found = recover(text)
    place = text.index("`")
    assert [(one.code, one.message, one.location.span.start) for one in found] == [
        ("DP055", LEFT_OUT, 6),
        ("DP055", POWERSHELL, place),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("expdp a/b full=y -encryption_password Zq9Secret", "expdp a/* full=y -encryption_password *********"),
        ("expdp a/b full=y encryption_password:Zq9Secret", "expdp a/* full=y encryption_password:*********"),
        ("expdp a/b encryption_password:Zq9Secret", "expdp a/* encryption_password:*********"),
        ("expdp a/b Encryption_Pwd Zq9Secret full=y", "expdp a/* ************** ********* full=y"),
        ("expdp scott/ Zq9Secret full=y", "expdp scott/ ********* full=y"),
        ("expdp scott Zq9Secret full=y", "expdp scott ********* full=y"),
        ("expdp scott 'Zq9Secret x' Zq9Secret full=y", "expdp scott ********** ** ********* full=y"),
        ("echo Zq9Secret | expdp a full=y foo=1", "**** ********* * expdp a full=y foo=1"),
        ("expdp a full=y foo=1 <<< Zq9Secret", "expdp a full=y foo=1 <<< *********"),
        ("expdp a full=y foo=1 <<<Zq9Secret x=1", "expdp a full=y foo=1 <<<********* ***"),
        ("PW=Zq9Secret expdp scott/$PW foo=1", "************ expdp scott/*** foo=1"),
        ("PW='Zq9Secret' /u/bin/expdp a/$PW foo=1", "************** *******expdp a/*** foo=1"),
        ("sshpass -p Zq9Secret ssh h expdp a foo=1", "******* ** ********* *** * expdp a foo=1"),
        ("expdp sys/Zq9Secret as sysdba foo=1", "expdp sys/********* as sysdba foo=1"),
        ("expdp a full=y <<E\nZq9Secret\nE\nexpdp b full=y", ""),
        ("expdp a foo=1; echo Zq9Secret", "expdp a foo=1; **** *********"),
        ("expdp a foo=1 < <(echo Zq9Secret)", "expdp a foo=1 < <(**** **********"),
        ("expdp foo=1 my-passwd Zq9Secret", "expdp foo=1 my-passwd *********"),
        ("expdp a foo=1\nZq9Secret", "2 | *********"),
        ("expdp a foo=1\nmail -s Zq9Secret", "2 | mail ** *********"),
        ("PW=Zq9Secret expdp a/b full=y\nPW=Zq9Secret expdp a/b full=y", "2 | ************ expdp a/* full=y"),
        ('expdp a full=y query=e:\\"where a=1 encryption_password=Zq9Secret x\\"', ""),
        ("expdp a full=y directory=d <<<Zq9Secret logfile=Zq9Secret", ""),
    ],
)
def test_what_may_be_a_password_is_masked(text, shown):
    spec, found = recover(text)
    assert spec is None
    assert "Zq9" not in render(found)
    assert "Zq9" not in repr(found)
    assert shown in render(found)


@pytest.mark.parametrize("name", ["passwords", "user_pwd"])
def test_tables_with_names_of_passwords_are_exported(name):
    text = f'expdp a/b tables=t,{name}, {name} query={name}:\\"where pwd is null\\" sample={name}:10 {CLOSED}'
    spec, _ = recover(text)
    assert spec.tables == ("T", name.upper(), name.upper())
    assert (spec.query[0].query, spec.sample[0].table) == ("where pwd is null", name.upper())


@pytest.mark.parametrize(
    "text",
    [
        "expdp scott/hunter2@db FULL=x",
        'expdp scott/\\"hunter2 hunter2\\"@db FULL=x',
        "expdp 'scott/hunter2 as sysdba' FULL=x",
        "expdp userid=scott/hunter2 FULL=x",
        "expdp userid=\\'sys/hunter2 as sysdba\\' FULL=x",
        "expdp a/b ENCRYPTION_PASSWORD=hunter2 FULL=x",
        "expdp a/b 'ENCRYPTION_PASSWORD=\"hunter2\"' FULL=x",
        "expdp a/b FULL=x scott/hunter2@db",
        "expdp scott/'hunter2",
        "impdp scott/hunter2 full=y",
        "expdp \\\n  scott/hunter2 FULL=x",
    ],
)
def test_a_password_is_never_shown(text):
    spec, found = recover(text)
    assert spec is None
    assert "hunter2" not in render(found)
    assert "hunter2" not in repr(found)


FRAGMENTS = [
    *(
        "SCHEMAS=hr",
        " ",
        "\n",
        ",",
        "'",
        '"',
        "\\",
        '\\"',
        "\\'",
        "(",
        ")",
        "#",
        ":",
        "=",
        ";",
        "&",
        ">",
        "|",
        "`",
        "$",
        "$X",
    ),
    *("INCLUDE=TABLE:", "\"IN ('A')\"", "QUERY=", "\\\n", "FULL=Y", "\u201d", "%PATH%", "^", "C:\\x", "NOLOGFILE", "é"),
    *(
        " ENCRYPTION_PASSWORD=hunter2",
        " ENCRYPTION_PASSWORD='hunter2'",
        " USERID=scott/hunter2@db",
        "\nexpdp scott/hunter2 ",
        " <<< hunter2",
        " encryption_password hunter2",
        " -passwd:hunter2",
        "\nPW=hunter2 expdp scott ",
    ),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=10).map("".join))
def test_no_command_raises_or_gives_a_password_away(text):
    spec, found = recover("PW=hunter2 expdp scott/hunter2@db " + text)
    assert (spec is None) == any(one.severity is Severity.ERROR for one in found)
    assert "hunter2" not in render(found) + repr(spec) + repr(spec and spec.where)
    assert not any("hunter2" in f"{one.message}{one.help}" for one in found)


@pytest.mark.parametrize(
    "unit",
    [
        "expdp a=b ",
        "a=b ",
        'a="',
        "\"a=' ",
        "-",
        "passwd ",
        "passwd:x ",
        "x y\\\n",
        'query=a:\\"b ',
        "> a ",
        "'a'=",
        "<<",
    ],
)
def test_time_is_linear(unit):
    def action(count):
        return lambda: recover("expdp a/b " + unit * count)

    assert_in_proportion(action, 500)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    spec, found = recover(text)
    assert spec is not None or found


@given(st.text(st.sampled_from("ab= '\"\\x:,/%@.")))
@example("a'b\"c'\"d'e\"")
@example("a\\ b")
def test_words_are_those_of_a_posix_shell(text):
    try:
        expected = shlex.split(text)
    except ValueError:
        expected = None
    if expected is None:
        # A lone backslash at the end is one to a shell, too.
        if not text.endswith("\\"):
            with pytest.raises(ValueError, match="never closed"):
                shell_posix.split(text)
        return
    assert shell_posix.split(text) == expected


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=4))
def test_what_shlex_quotes_is_read_back(words):
    assert shell_posix.split(" ".join(map(shlex.quote, words))) == words


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zs"], exclude_characters="\u2018\u2019\u201c\u201d\u201e"),
        min_size=1,
    )
)
def test_what_is_escaped_is_read_back(text):
    assert shell_posix.split("x" + shell_posix.escape(text)) == ["x" + text]
