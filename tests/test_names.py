"""Names outside filters: what is a legal one, and where a wrong one is wrong."""

from __future__ import annotations

import string
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dpspec.names import (
    MAX_FILE_NAME,
    MAX_URI,
    OBJECT_STORE_HOSTS,
    check_file_name,
    check_identifier,
    check_uri,
    is_template,
    is_uri,
)
from dpspec.versions import ServerVersion

OLD, NEW = ServerVersion(12, 1), ServerVersion(19)
HOST = "https://objectstorage.eu-frankfurt-1.oraclecloud.com"
URI = f"{HOST}/n/tenant/b/bucket/o/emp.dmp"


def told(found, text):
    """Each fault with the characters that it is about, which must be in the text."""
    found = list(found)
    for fault in found:
        assert 0 <= fault.span.start <= fault.span.end <= len(text)
    return [(text[fault.span.start : fault.span.end], fault.message, fault.help) for fault in found]


# --- directories and credentials ------------------------------------------------------------------------------------

LETTERS = "a name has letters of A-Z, digits, `_`, `$` and `#`, and starts with a letter; it takes no quotes"


@pytest.mark.parametrize("text", ["A", "DATA_PUMP_DIR", "OPS$CRATE#1", "A" * 128, "X9"])
def test_an_identifier(text):
    assert told(check_identifier(text, 128), text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("dumps", ("dumps", "`dumps` is not in upper case", "write `DUMPS`"), id="lower case"),
        pytest.param("Dumps", ("Dumps", "`Dumps` is not in upper case", "write `DUMPS`"), id="mixed case"),
        pytest.param('"Dumps"', ('"', 'the name starts with `"`', LETTERS), id="quoted"),
        pytest.param("1DUMPS", ("1", "the name starts with `1`", LETTERS), id="digit first"),
        pytest.param("_DUMPS", ("_", "the name starts with `_`", LETTERS), id="underscore first"),
        pytest.param("$DUMPS", ("$", "the name starts with `$`", LETTERS), id="dollar first"),
        pytest.param("MY DUMPS", (" ", "the name holds ` `", LETTERS), id="blank"),
        pytest.param("DUMPS ", (" ", "the name holds ` `", LETTERS), id="blank at the end"),
        pytest.param(" DUMPS", (" ", "the name starts with ` `", LETTERS), id="blank in front"),
        pytest.param("/u01/dumps", ("/", "the name starts with `/`", LETTERS), id="path"),
        pytest.param("MY-DUMPS", ("-", "the name holds `-`", LETTERS), id="hyphen"),
        pytest.param("SYS.DUMPS", (".", "the name holds `.`", LETTERS), id="owner"),
        pytest.param("DUMPS;", (";", "the name holds `;`", LETTERS), id="semicolon"),
        pytest.param("DUMPS'--", ("'", "the name holds `'`", LETTERS), id="quote"),
        pytest.param("D`UMPS", ("`", r"the name holds `\x60`", LETTERS), id="backtick"),
        pytest.param("DUMPS\n", ("\n", r"the name holds `\n`", LETTERS), id="line end"),
        pytest.param("DUMPS\x00", ("\x00", r"the name holds `\x00`", LETTERS), id="NUL"),
        pytest.param("DUMPS\u202e", ("\u202e", r"the name holds `\u202e`", LETTERS), id="turned writing"),
        pytest.param("DÜMPS", ("Ü", "the name holds `Ü`", LETTERS), id="umlaut"),
        pytest.param("dümps", ("ü", "the name holds `ü`", LETTERS), id="umlaut, lower case"),
        pytest.param("ÜBER", ("Ü", "the name starts with `Ü`", LETTERS), id="umlaut first"),
        pytest.param("DUMPS１", ("１", "the name holds `１`", LETTERS), id="wide digit"),
        pytest.param("Ａ", ("Ａ", "the name starts with `Ａ`", LETTERS), id="wide letter"),
        pytest.param("ſ", ("ſ", "the name starts with `ſ`", LETTERS), id="letter whose capital is an S"),
        pytest.param("&DIR", ("&", "the name starts with `&`", LETTERS), id="substitution variable"),
        pytest.param("A" * 129, ("A" * 129, "name of 129 bytes; the limit is 128", "saves ORA-00972"), id="too long"),
    ],
)
def test_no_identifier(text, expected):
    place, message, help_ = expected
    if "upper case" in message:
        help_ = f"saves ORA-39087: names are compared as written; {help_}"
    assert told(check_identifier(text, 128), text) == [(place, message, help_)]


def test_an_identifier_has_thirty_bytes_before_12_2():
    assert told(check_identifier("A" * 30, 30), "A" * 30) == []
    expected = [("A" * 31, "name of 31 bytes; the limit is 30", "saves ORA-00972")]
    assert told(check_identifier("A" * 31, 30), "A" * 31) == expected


@given(st.text(min_size=1, max_size=40))
@example("A\n")
def test_an_identifier_is_what_the_allow_list_says(text):
    allowed = string.ascii_uppercase + string.digits + "_$#"
    right = text[0] in string.ascii_uppercase and all(char in allowed for char in text)
    assert (told(check_identifier(text, 128), text) == []) is right


# --- file names -----------------------------------------------------------------------------------------------------

CHARACTERS = "a file name has letters, digits, `_`, `.`, `-` and Data Pump's variables such as `%U`"
VARIABLES = "saves ORA-39124; the variables are `%U` and `%L` (file number), `%D`, `%M`, `%Y`, `%T` (date)"
PATH = "saves ORA-39088: the directory object `datapump_dir` says where; give the bare file name"


@pytest.mark.parametrize(
    "text",
    [
        "EMP.dmp",
        "EXPDAT%U2026-01-31-12_00_00.DMP",
        "emp_%U.dmp",
        "%U",
        "e%L-%T%D%M%Y.dmp",
        "_x",
        "0",
        "a" * MAX_FILE_NAME,
        "emp%u.dmp",
        "EMP",
        "a.b.c",
        "a-b",
    ],
)
def test_a_file_name(text):
    assert told(check_file_name(text, NEW), text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("/u01/emp.dmp", [("/", "a file name cannot contain a path", PATH)], id="path"),
        pytest.param("dir/emp.dmp", [("/", "a file name cannot contain a path", PATH)], id="folder"),
        pytest.param("../emp.dmp", [("/", "a file name cannot contain a path", PATH)], id="traversal"),
        pytest.param("..\\emp.dmp", [("\\", "a file name cannot contain a path", PATH)], id="traversal in Windows"),
        pytest.param("C:emp.dmp", [("C:", "a file name cannot contain a path", PATH)], id="drive"),
        pytest.param("\\\\srv\\emp", [("\\", "a file name cannot contain a path", PATH)], id="UNC"),
        pytest.param("emp..dmp", [("..", "`..` in a file name", "give the bare file name")], id="two dots"),
        pytest.param("..", [("..", "`..` in a file name", "give the bare file name")], id="parent folder"),
        pytest.param(
            ".emp.dmp",
            [(".", "the file name starts with `.`", "start with a letter, a digit or `_`")],
            id="hidden",
        ),
        pytest.param(
            "-emp.dmp",
            [("-", "the file name starts with `-`", "start with a letter, a digit or `_`")],
            id="option",
        ),
        pytest.param("DIR:emp.dmp", [(":", "character `:` in a file name", CHARACTERS)], id="directory of expdp"),
        pytest.param("my emp.dmp", [(" ", "character ` ` in a file name", CHARACTERS)], id="blank"),
        pytest.param("emp.dmp ", [(" ", "character ` ` in a file name", CHARACTERS)], id="blank at the end"),
        pytest.param("emp'.dmp", [("'", "character `'` in a file name", CHARACTERS)], id="quote"),
        pytest.param('emp".dmp', [('"', 'character `"` in a file name', CHARACTERS)], id="double quote"),
        pytest.param("emp`.dmp", [("`", r"character `\x60` in a file name", CHARACTERS)], id="backtick"),
        pytest.param("a.dmp,b.dmp", [(",", "character `,` in a file name", CHARACTERS)], id="two files"),
        pytest.param("emp;.dmp", [(";", "character `;` in a file name", CHARACTERS)], id="semicolon"),
        pytest.param("emp&1.dmp", [("&", "character `&` in a file name", CHARACTERS)], id="substitution variable"),
        pytest.param("$(id).dmp", [("$", "character `$` in a file name", CHARACTERS)], id="shell"),
        pytest.param("a|b", [("|", "character `|` in a file name", CHARACTERS)], id="pipe"),
        pytest.param("a@b", [("@", "character `@` in a file name", CHARACTERS)], id="at sign"),
        pytest.param("emp\n.dmp", [("\n", r"character `\n` in a file name", CHARACTERS)], id="line end"),
        pytest.param("emp\x00.dmp", [("\x00", r"character `\x00` in a file name", CHARACTERS)], id="NUL"),
        pytest.param("empé.dmp", [("é", "character `é` in a file name", CHARACTERS)], id="non-ASCII"),
        pytest.param(
            "emp\u202e.dmp", [("\u202e", r"character `\u202e` in a file name", CHARACTERS)], id="turned writing"
        ),
        pytest.param("emp１.dmp", [("１", "character `１` in a file name", CHARACTERS)], id="wide digit"),
        pytest.param("emp%.dmp", [("%.", "`%.` is not a substitution variable", VARIABLES)], id="no variable"),
        pytest.param("emp%", [("%", "`%` is not a substitution variable", VARIABLES)], id="percent sign at the end"),
        pytest.param("%", [("%", "`%` is not a substitution variable", VARIABLES)], id="percent sign alone"),
        pytest.param("emp%%U.dmp", [("%%", "`%%` is not a substitution variable", VARIABLES)], id="two percent signs"),
        pytest.param(
            "%P%Q",
            [
                ("%P", "`%P` is not a substitution variable", VARIABLES),
                ("%Q", "`%Q` is not a substitution variable", VARIABLES),
            ],
            id="two that are none",
        ),
        pytest.param(
            "-x y",
            [
                ("-", "the file name starts with `-`", "start with a letter, a digit or `_`"),
                (" ", "character ` ` in a file name", CHARACTERS),
            ],
            id="two faults",
        ),
        pytest.param(
            "a" * 201, [("a" * 201, "file name of 201 characters; the limit is 200", "shorten it")], id="too long"
        ),
    ],
)
def test_no_file_name(text, expected):
    assert told(check_file_name(text, NEW), text) == expected


@pytest.mark.parametrize("letter", "LDMYTdmyt")
def test_variables_that_came_with_12_2(letter):
    text = f"emp%U%{letter}.dmp"
    assert told(check_file_name(text, ServerVersion(12, 2)), text) == []
    (fault,) = check_file_name(text, OLD)
    assert fault.code == "DP126"
    assert told([fault], text) == [
        (f"%{letter}", f"`%{letter}` needs Oracle Database 12.2", "saves ORA-39124; before 12.2 only `%U` is known")
    ]


@settings(max_examples=500)
@given(st.text(st.one_of(st.sampled_from("aA0_.-%UuLTxX/\\: ';\n\u00e9"), st.characters()), min_size=1, max_size=12))
@example("a%")
def test_a_file_name_that_passes_is_harmless(text):
    found = told(check_file_name(text, NEW), text)
    if not found:
        assert set(text) <= set(string.ascii_letters + string.digits + "_.-%")
        assert ".." not in text
        assert text[0] not in ".-"
        assert not text.endswith("%")


@pytest.mark.parametrize(
    ("text", "several"),
    [("emp.dmp", False), ("emp%U.dmp", True), ("emp%u.dmp", True), ("emp%L.dmp", True), ("emp%T.dmp", False)],
)
def test_several_files_of_one_name(text, several):
    assert is_template(text) is several


@pytest.mark.parametrize(
    ("text", "uri"),
    [("emp.dmp", False), (URI, True), ("http://x/y", True), ("file:///x", True), ("https:/x", False), ("a:b", False)],
)
def test_what_is_meant_as_a_uri(text, uri):
    assert is_uri(text) is uri


# --- URIs -----------------------------------------------------------------------------------------------------------

IN_PATH = "the path of an object has letters, digits, `. _ ~ - /`, `%U` and escapes such as `%20`"
ONLY_HTTPS = "only `https` URIs are sent: the dump and its credential must not cross a network in the open"
HOST_NAME = "write the host name of the object store"


def uri_faults(text, hosts=OBJECT_STORE_HOSTS, version=NEW):
    return told(check_uri(text, hosts, version), text)


@pytest.mark.parametrize(
    "text",
    [
        URI,
        f"{HOST}/n/tenant/b/bucket/o/emp%U.dmp",
        f"{HOST}/n/tenant/b/bucket/o/dir/emp%20%L~1-%T.dmp",
        f"{HOST}/p/Secret-Token_0123456789/n/tenant/b/bucket/o/emp.dmp",
        f"{HOST}:443/n/tenant/b/bucket/o/emp.dmp",
        "https://oraclecloud.com/x",
        "https://SWIFTOBJECTSTORAGE.eu-frankfurt-1.OracleCloud.com/v1/tenant/bucket/emp.dmp",
        f"{HOST}/n/tenant/b/bucket/o/a.b..c",
        f"{HOST}/" + "a" * (MAX_URI - len(HOST) - 1),
    ],
)
def test_a_uri(text):
    assert uri_faults(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("http://x.oraclecloud.com/o", [("http", "scheme `http`", ONLY_HTTPS)], id="http"),
        pytest.param("HTTPS://x.oraclecloud.com/o", [("HTTPS", "scheme `HTTPS`", ONLY_HTTPS)], id="upper case"),
        pytest.param("ftp://x/y", [("ftp", "scheme `ftp`", ONLY_HTTPS)], id="ftp"),
        pytest.param("file:///etc/passwd", [("file", "scheme `file`", ONLY_HTTPS)], id="file"),
        pytest.param("://x/y", [("", "scheme ``", ONLY_HTTPS)], id="no scheme"),
        pytest.param("\x1bhttps://x/y", [("\x1bhttps", r"scheme `\x1bhttps`", ONLY_HTTPS)], id="escape character"),
        pytest.param(
            "https://scott:tiger@x.oraclecloud.com/o",
            [
                (
                    "scott:tiger@",
                    "user name or password in a URI",
                    "a URI holds no secrets; `credential_name` says who asks",
                )
            ],
            id="password",
        ),
        pytest.param(
            "https://x.oraclecloud.com@evil.example/o",
            [
                (
                    "x.oraclecloud.com@",
                    "user name or password in a URI",
                    "a URI holds no secrets; `credential_name` says who asks",
                )
            ],
            id="user name like a host",
        ),
        pytest.param(f"{URI}?x=1", [("?", "character `?` in a URI", IN_PATH)], id="query"),
        pytest.param(f"{URI}#x", [("#", "character `#` in a URI", IN_PATH)], id="fragment"),
        pytest.param(f"{HOST}?x", [("?", "character `?` in a URI", IN_PATH)], id="query instead of a path"),
        pytest.param(f"{URI} ", [(" ", "character ` ` in a URI", IN_PATH)], id="blank"),
        pytest.param(f"{HOST}/o\n", [("\n", r"character `\n` in a URI", IN_PATH)], id="line end"),
        pytest.param(f"{HOST}/o'x", [("'", "character `'` in a URI", IN_PATH)], id="quote"),
        pytest.param(f"{HOST}/o&x", [("&", "character `&` in a URI", IN_PATH)], id="ampersand"),
        pytest.param(f"{HOST}/o\\x", [("\\", "character `\\` in a URI", IN_PATH)], id="backslash"),
        pytest.param(f"{HOST}/é", [("é", "character `é` in a URI", IN_PATH)], id="non-ASCII"),
        pytest.param(f"{HOST}/%zz", [("%z", "`%z` is not a substitution variable", VARIABLES)], id="no escape"),
        pytest.param(f"{HOST}/%2", [("%2", "`%2` is not a substitution variable", VARIABLES)], id="half an escape"),
        pytest.param(f"{HOST}/x%", [("%", "`%` is not a substitution variable", VARIABLES)], id="percent sign"),
        pytest.param(
            f"{HOST}/x%D0",
            [
                (
                    "%D0",
                    "`%D0` is an escape and a variable at once",
                    "Data Pump may read it as the day of the month; choose another character",
                )
            ],
            id="escape and variable",
        ),
        pytest.param(f"{HOST}/../x", [("..", "`..` in the path of a URI", "name the object itself")], id="traversal"),
        pytest.param(f"{HOST}/./x", [(".", "`.` in the path of a URI", "name the object itself")], id="same folder"),
        pytest.param(
            f"{HOST}/%2e%2E/x",
            [("%2e%2E", "`%2e%2E` in the path of a URI", "name the object itself")],
            id="traversal, escaped",
        ),
        pytest.param(
            f"{HOST}/x/..", [("..", "`..` in the path of a URI", "name the object itself")], id="traversal at the end"
        ),
        pytest.param(HOST, [("", "the URI names no object", "end it with the name of the dump file")], id="no path"),
        pytest.param(
            f"{HOST}/", [("/", "the URI names no object", "end it with the name of the dump file")], id="root"
        ),
        pytest.param(
            f"{HOST}/n/o/",
            [("/n/o/", "the URI names no object", "end it with the name of the dump file")],
            id="folder",
        ),
        pytest.param("https:///x", [("", "the URI names no host", HOST_NAME)], id="no host"),
        pytest.param("https://[::1]/x", [("[::1]", "malformed host `[::1]`", HOST_NAME)], id="IPv6"),
        pytest.param(
            "https://a\n.oraclecloud.com/x",
            [("a\n.oraclecloud.com", r"malformed host `a\n.oraclecloud.com`", HOST_NAME)],
            id="line end in the host",
        ),
        pytest.param(
            "https://a\t.oraclecloud.com/x",
            [("a\t.oraclecloud.com", r"malformed host `a\t.oraclecloud.com`", HOST_NAME)],
            id="tab in the host",
        ),
        pytest.param(
            "https:// a.oraclecloud.com/x",
            [(" a.oraclecloud.com", "malformed host ` a.oraclecloud.com`", HOST_NAME)],
            id="blank in the host",
        ),
        pytest.param(
            "https://ü.oraclecloud.com/x",
            [("ü.oraclecloud.com", "malformed host `ü.oraclecloud.com`", HOST_NAME)],
            id="international name",
        ),
        pytest.param(
            "https://x.oraclecloud．com/x",
            [("x.oraclecloud．com", "malformed host `x.oraclecloud．com`", HOST_NAME)],
            id="wide dot",
        ),
        pytest.param(
            "https://a..oraclecloud.com/x",
            [("a..oraclecloud.com", "malformed host `a..oraclecloud.com`", HOST_NAME)],
            id="two dots",
        ),
        pytest.param(
            "https://oraclecloud.com./x",
            [("oraclecloud.com.", "malformed host `oraclecloud.com.`", HOST_NAME)],
            id="dot at the end",
        ),
        pytest.param(
            "https://oraclecloud.com:/x",
            [("oraclecloud.com:", "malformed host `oraclecloud.com:`", HOST_NAME)],
            id="empty port",
        ),
        pytest.param(
            "https://oraclecloud.com:0/x",
            [("oraclecloud.com:0", "malformed host `oraclecloud.com:0`", HOST_NAME)],
            id="port 0",
        ),
        pytest.param(
            "https://oraclecloud.com:65536/x",
            [("oraclecloud.com:65536", "malformed host `oraclecloud.com:65536`", HOST_NAME)],
            id="port too large",
        ),
        pytest.param(
            "https://oraclecloud.com:443٣/x",
            [("oraclecloud.com:443٣", "malformed host `oraclecloud.com:443٣`", HOST_NAME)],
            id="digits of another script",
        ),
        pytest.param(
            "https://evil.example\\.oraclecloud.com/x",
            [("evil.example\\.oraclecloud.com", "malformed host `evil.example\\.oraclecloud.com`", HOST_NAME)],
            id="backslash in the host",
        ),
        pytest.param(
            f"https://x.oraclecloud.com/{'a' * 2000}",
            [(f"https://x.oraclecloud.com/{'a' * 2000}", "URI of 2026 characters; the limit is 2000", "shorten it")],
            id="too long",
        ),
        pytest.param(
            f"{HOST}:99999/x y",
            [
                (
                    "objectstorage.eu-frankfurt-1.oraclecloud.com:99999",
                    "malformed host `objectstorage.eu-frankfurt-1.oraclecloud.com:99999`",
                    HOST_NAME,
                ),
                (" ", "character ` ` in a URI", IN_PATH),
            ],
            id="host and path",
        ),
    ],
)
def test_no_uri(text, expected):
    assert uri_faults(text) == expected


@pytest.mark.parametrize("escape", ["%00", "%0a", "%0D", "%1f", "%7F", "%22", "%27", "%5C", "%3b", "%26", "%25"])
def test_no_escape_says_what_must_not_be_said(escape):
    text = f"{HOST}/x{escape}y"
    assert uri_faults(text) == [(escape, f"escape `{escape}` in the path of a URI", "leave that character out")]


@pytest.mark.parametrize("host", ["evil.example", "oraclecloud.com.evil.example", "evil-oraclecloud.com", "10.0.0.1"])
def test_a_host_that_is_not_allowed(host):
    help_ = f"allowed are oraclecloud.com and what is below; allow another with `--object-store-host {host}`"
    assert uri_faults(f"https://{host}/x") == [(host, f"host `{host}` is not allowed", help_)]


def test_hosts_can_be_allowed():
    hosts = (*OBJECT_STORE_HOSTS, "objects.example.com")
    assert uri_faults("https://objects.example.com/x", hosts) == []
    assert uri_faults("https://eu.objects.example.com/x", hosts) == []
    ((place, message, help_),) = uri_faults("https://example.com/x", hosts)
    assert (place, message) == ("example.com", "host `example.com` is not allowed")
    assert "oraclecloud.com, objects.example.com and what is below" in help_


def test_the_version_counts_for_a_uri_too():
    (fault,) = check_uri(f"{HOST}/x%L", OBJECT_STORE_HOSTS, OLD)
    assert fault.code == "DP126"


@settings(max_examples=1000)
@given(
    st.text(st.sampled_from("aZ0.-:@[]%/\\?# \t\r\nü．\x00"), max_size=12),
    st.text(st.sampled_from("aZ0.-_~%2eU/\\?#&; \n'é"), max_size=12),
)
def test_a_uri_that_passes_goes_where_it_says(authority, path):
    text = f"https://{authority}.oraclecloud.com/{path}"
    if uri_faults(text) == []:
        parts = urlsplit(text)
        assert parts.scheme == "https"
        assert parts.hostname.endswith(".oraclecloud.com")
        assert parts.username is parts.password is None
        assert (parts.query, parts.fragment) == ("", "")
        assert parts.geturl() == text  # nothing is dropped or rewritten on the way
        assert not {".", ".."} & set(unquote(parts.path).split("/"))
        assert text.isascii()
        assert text.isprintable()
