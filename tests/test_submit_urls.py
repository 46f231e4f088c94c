"""The addresses of ORDS: every form of a base, and hrefs of replies that lead nowhere but below it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpspec.jobs import Link
from dpspec.submit import ords_urls
from dpspec.submit.ords_urls import Base
from tests.transcripts import DUMP, KEY, LINKS, LOG, SELF

#: What an href of a hostile reply is made of.
PIECES = ["SCOTT,X", "/", "//", "..", ".", "%2e%2e", "%2F", "%5C", "\\", "?", "#", "@", ":", "evil.example", "https:"]
PIECES += ["http://evil.example/", "%00", "\0", "\r\n", "%0d%0a", " ", "é", "%C3%A9", "%ff", ",", "x.log", "jobs/", ";"]
hrefs = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(
        lambda text: f"https://h/ords/_/db-api/stable/database/datapump/jobs/{quote(text, safe=',')}/"
    ),
)


# --- the base ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://h", "https://h/ords/_/db-api/stable/"),
        ("https://h/", "https://h/ords/_/db-api/stable/"),
        ("https://h/ords", "https://h/ords/_/db-api/stable/"),
        ("https://h/ords/", "https://h/ords/_/db-api/stable/"),
        ("  https://h/ords/\n", "https://h/ords/_/db-api/stable/"),
        ("https://h/ords/scott", "https://h/ords/scott/_/db-api/stable/"),
        ("https://h/ords/scott/", "https://h/ords/scott/_/db-api/stable/"),
        ("https://h:8443/ords/pdb1/scott/", "https://h:8443/ords/pdb1/scott/_/db-api/stable/"),
        ("https://h/ords/ORCLPDB1/_/db-api/stable/", "https://h/ords/ORCLPDB1/_/db-api/stable/"),
        ("https://h/ords/_/db-api", "https://h/ords/_/db-api/stable/"),
        ("https://h/ords/_/db-api/latest/", "https://h/ords/_/db-api/stable/"),
        ("https://h/ords/_/db-api/26.1.0/database/datapump/jobs/", "https://h/ords/_/db-api/stable/"),
        ("https://h/ords/scott/_/db-api/stable/database/datapump/export", "https://h/ords/scott/_/db-api/stable/"),
        ("https://h/own/scott/", "https://h/own/scott/_/db-api/stable/"),
        ("HTTPS://H.Example/ords/", "https://h.example/ords/_/db-api/stable/"),
        ("https://[2001:db8::1]:8443/ords/", "https://[2001:db8::1]:8443/ords/_/db-api/stable/"),
        ("http://localhost:8080/ords/", "http://localhost:8080/ords/_/db-api/stable/"),
        ("http://127.0.0.1/ords/", "http://127.0.0.1/ords/_/db-api/stable/"),
        ("http://127.1.2.3:1/ords/", "http://127.1.2.3:1/ords/_/db-api/stable/"),
        ("http://[::1]:8080/ords/", "http://[::1]:8080/ords/_/db-api/stable/"),
        ("https://h/ords/caf%C3%A9/", "https://h/ords/caf%C3%A9/_/db-api/stable/"),
        (
            "https://t-db.adb.eu-frankfurt-1.oraclecloudapps.com/ords/admin/",
            "https://t-db.adb.eu-frankfurt-1.oraclecloudapps.com/ords/admin/_/db-api/stable/",
        ),
    ],
)
def test_every_form_of_a_base_is_read(url, api):
    assert ords_urls.base(url).api == api
    assert ords_urls.base(api) == ords_urls.base(url)


def test_a_client_gets_its_token_below_its_schema():
    assert ords_urls.base("https://h/ords/pdb1/scott/").token_url == "https://h/ords/pdb1/scott/oauth/token"  # noqa: S105
    assert ords_urls.base("https://h/ords/_/db-api/stable/").token_url == "https://h/ords/oauth/token"  # noqa: S105


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "it is no https:// URL"),
        ("ords", "it is no https:// URL"),
        ("h/ords/", "it is no https:// URL"),
        ("//h/ords/", "it is no https:// URL"),
        ("ftp://h/ords/", "it is no https:// URL"),
        ("file:///etc/passwd", "it is no https:// URL"),
        ("https:///ords/", "it is no https:// URL"),
        ("https://h:port/ords/", "it is no URL"),
        ("https://h:99999/ords/", "it is no URL"),
        ("https://[::1/ords/", "it is no URL"),
        ("https://scott:tiger@h/ords/", "it holds a user or password: give them by the connection"),
        ("https://scott@h/ords/", "it holds a user or password: give them by the connection"),
        ("https://@h/ords/", "it holds a user or password: give them by the connection"),
        ("https://h/ords/?limit=1", "it has more than a path"),
        ("https://h/ords/#top", "it has more than a path"),
        ("https://h/or ds/", "it has a character that no URL has"),
        ("https://h/or\\ds/", "it has a character that no URL has"),
        ("https://h/or\nds/", "it has a character that no URL has"),
        ("https://h/or\0ds/", "it has a character that no URL has"),
        ("https://h/\u202eords/", "it has a character that no URL has"),
        ("https://h/ords/../x/", "it has a path with dots"),
        ("https://h/ords/./x/", "it has a path with dots"),
        ("https://h/ords/%2e%2e/x/", "it has a path with dots"),
        ("https://h/ords/..%2Fx/", "it has a path with dots"),
        ("https://h/ords/../_/db-api/stable/", "it has a path with dots"),
        ("http://h/ords/", "http would send the password in the clear: write https"),
        ("http://localhost.evil.example/", "http would send the password in the clear: write https"),
        ("http://127.0.0.1.evil.example/", "http would send the password in the clear: write https"),
        ("http://128.0.0.1/", "http would send the password in the clear: write https"),
        ("http://0.0.0.0/", "http would send the password in the clear: write https"),
        ("http://[::2]/", "http would send the password in the clear: write https"),
        ("http://localho\u017ft/", "http would send the password in the clear: write https"),
        ("http://1270.0.1/", "http would send the password in the clear: write https"),
    ],
)
def test_what_is_no_base_is_refused(url, why):
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        ords_urls.base(url)
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        ords_urls.token_url(url)


def test_the_address_of_tokens_is_taken_as_it_stands():
    assert ords_urls.token_url(" https://login.example/oauth/token\n") == "https://login.example/oauth/token"


@settings(deadline=None)
@given(st.text(max_size=60).map(lambda text: f"https://{text}"))
def test_a_base_is_refused_or_one_of_https_without_more(url):
    try:
        read = ords_urls.base(url)
    except ValueError:
        return
    parts = urlsplit(read.api)
    assert parts.scheme == "https"
    assert parts.hostname
    assert "@" not in parts.netloc
    assert not parts.query
    assert not parts.fragment
    assert parts.path.endswith("/_/db-api/stable/")
    assert ".." not in unquote(parts.path).split("/")
    assert ords_urls.base(read.api) == read


@pytest.mark.parametrize("url", ["http://localhost/", "http://LOCALHOST:1/", "http://127.0.0.1/", "https://[::1]/"])
def test_this_machine_is_known(url):
    assert ords_urls.base(url).is_loopback


@pytest.mark.parametrize("url", ["https://h/", "https://localhost.example/", "https://10.0.0.1/", "https://[::2]/"])
def test_other_machines_are_told_apart(url):
    assert not ords_urls.base(url).is_loopback
    assert not Base("https://h", "/ords/").is_loopback


# --- jobs and files ---------------------------------------------------------------------------------------------------


def test_a_path_encodes_whatever_is_in_a_name():
    jobs = "database/datapump/jobs/"
    assert ords_urls.job_path("SCOTT", "NIGHTLY") == f"{jobs}SCOTT,NIGHTLY/"
    assert ords_urls.job_path("a/b", "c,d") == f"{jobs}a%2Fb,c%2Cd/"
    assert ords_urls.job_path("..", "?x#y%2e") == f"{jobs}..,%3Fx%23y%252e/"
    assert ords_urls.file_path("SCOTT", "X", "a b#.log") == f"{jobs}SCOTT,X/a%20b%23.log"


@pytest.mark.parametrize(
    ("href", "key"),
    [
        (SELF, KEY),
        (SELF.rstrip("/"), KEY),
        ("http://other:1/x/SCOTT,NIGHTLY/", ("SCOTT", "NIGHTLY")),
        ("/ords/_/db-api/latest/database/datapump/jobs/SCOTT,NIGHTLY/", ("SCOTT", "NIGHTLY")),
        ("SCOTT,NIGHTLY", ("SCOTT", "NIGHTLY")),
        ("https://h/jobs/SCOTT,NIGHTLY/?x=1#y", ("SCOTT", "NIGHTLY")),
        ("https://h/jobs/my%20user,a%2Cb/", ("my user", "a,b")),
        ("https://h/jobs/a,b,c/", ("a", "b,c")),
    ],
)
def test_the_job_that_an_href_names(href, key):
    assert ords_urls.job_key(href) == key


@pytest.mark.parametrize(
    "href",
    [
        "",
        "/",
        "https://h",
        "https://h/jobs/",
        "https://h/jobs/SCOTT/",
        "https://h/,X/",
        "https://h/SCOTT,/",
        "https://h/,",
        "https://h/jobs/SCOTT,X/x.log",
        "https://h/a%00,b/",
        "https://h/a%0A,b/",
        "https://[h/SCOTT,X/",
        "?SCOTT,X",
        f"https://h/{'x' * 129},X/",
        f"https://h/SCOTT,{'é' * 65}/",
        "https://h/a%1b,b/",
        "https://h/a%E2%80%AE,b",
    ],
)
def test_what_names_no_job(href):
    assert ords_urls.job_key(href) is None


@pytest.mark.parametrize(("name", "expected"), [("X", True), ("a b", True), ("x" * 128, True), ("é" * 64, True)])
def test_what_can_be_a_name(name, expected):
    assert ords_urls.is_name(name) is expected


@pytest.mark.parametrize("name", ["", "x" * 129, "é" * 65, "a\nb", "\x1b", "\u202e", "\ud800", None, 1, ["X"], b"X"])
def test_what_can_be_no_name(name):
    assert not ords_urls.is_name(name)


def linked(*hrefs_):
    return ords_urls.file_names(KEY, [Link("related", href) for href in hrefs_])


def test_the_files_of_a_job_are_those_one_segment_below_it():
    assert ords_urls.file_names(KEY, [Link(**link) for link in LINKS]) == (LOG, DUMP)
    assert linked(SELF + "a%20b.log", SELF + "a%20b.log", SELF + "x%25U.dmp") == ("a b.log", "x%U.dmp")


def test_the_relation_of_a_link_and_its_host_do_not_matter():
    assert linked(f"http://elsewhere/x/{KEY[0]},{KEY[1]}/a.log") == ("a.log",)


@pytest.mark.parametrize(
    "file",
    [
        "",
        "..",
        ".",
        "%2e%2e",
        "%2e",
        "a%2Fb",
        "..%2Fa.log",
        "%2Fetc%2Fpasswd",
        "a%5Cb",
        "..%5Ca",
        "a%00.log",
        "a%0A.log",
        ".bashrc",
        "%20a",
        "-rf",
        "a/b",
        "a/../b.log",
        "x" * 256,
        "a%1b[2J",
        "a%22b",
        "a%27b",
        "a%24%28x%29",
        "a;b",
        "a%7Cb",
        "a*",
        "%C3%A9.log",
        "?a.log",
        "#a.log",
        "a%E2%80%AEb",
    ],
)
def test_a_file_that_is_no_plain_name_is_left_out(file):
    assert linked(SELF + file) == ()


@pytest.mark.parametrize(
    "href", ["https://h/jobs/SCOTT,OTHER/a.log", "https://h/jobs/HR,X/a.log", "a.log", "", "https://[h"]
)
def test_a_file_of_another_job_is_left_out(href):
    assert linked(href) == ()
    other = f"https://h/jobs/{KEY[0]}%2C{KEY[1]}/a.log"  # one name with a comma, and no job
    assert linked(other) == ()


@settings(deadline=None)
@given(hrefs, hrefs)
def test_no_href_leads_a_path_out_of_the_jobs(one, other):
    api = "https://h/ords/_/db-api/stable/"
    key = ords_urls.job_key(one)
    paths = []
    if key is not None:
        paths.append((ords_urls.job_path(*key), 1))
        files = ords_urls.file_names(key, [Link("related", other), Link("related", f"{one}/{other}")])
        paths += [(ords_urls.file_path(*key, file), 2) for file in files]
    for path, depth in paths:
        assert path.startswith("database/datapump/jobs/")
        segments = path.removeprefix("database/datapump/jobs/").rstrip("/").split("/")
        assert len(segments) == depth
        assert re.fullmatch(r"[A-Za-z0-9_.~%,-]+", "".join(segments))
        assert not {".", ".."} & set(map(unquote, segments))
        parts = urlsplit(api + path)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "h", "", "")
        assert parts.path.startswith("/ords/_/db-api/stable/database/datapump/jobs/")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_a_job_is_found_by_the_path_that_is_made_for_it(name):
    assert ords_urls.job_key(ords_urls.job_path("SCOTT", name)) == ("SCOTT", name)
    link = Link("related", ords_urls.file_path("SCOTT", name, "a b.log"))
    assert ords_urls.file_names(("SCOTT", name), [link]) == ("a b.log",)


# --- paging -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "query"),
    [
        ("https://evil.example/x?offset=25&limit=25", {"offset": "25", "limit": "25"}),
        ("?offset=25", {"offset": "25"}),
        ("https://h/?page=2&q=%7B%22a%22%3A1%7D", {"page": "2", "q": '{"a":1}'}),
        ("https://h/?offset=25&token=abc&user=x&redirect=http://evil", {"offset": "25"}),
        ("https://h/", {}),
        ("https://[h/?offset=25", {}),
        ("", {}),
    ],
)
def test_only_what_pages_is_taken_of_a_link_to_the_next_page(href, query):
    assert ords_urls.query_of(href) == query
