"""DP229: a secret in a spec. Every secret here is invented."""

import pytest

from dpspec import report
from tests.linting import findings, told

CODE = "DP229"
SECRET = "Xk9ExampleExample"  # noqa: S105 - what must never be seen
HOST = "https://objectstorage.eu-frankfurt-1.oraclecloud.com"
STORE = f"schemas: [HR]\ncredential_name: C\nfile_name: {HOST}{{}}\n"
LOG = "schemas: [HR]\nlog_entries:\n  - {}\n"
SUBQUERY = "IN (SELECT t FROM a.b WHERE passwd = '{}')"
QUERY = 'schemas: [HR]\nquery:\n  - table: HR.USERS\n    query: "{}"\n'
PASSWORD = "leave it out, and change it where it is in use"  # noqa: S105 - an advice


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(STORE.format("/n/ns/b/dumps/o/hr_%T.dmp"), id="the address of the store itself"),
        pytest.param(STORE.format("/n/ns/b/dumps/o/p/exampleexample/hr_%T.dmp"), id="a folder called p"),
        pytest.param(LOG.format("the password is in the vault"), id="no value"),
        pytest.param(LOG.format('"password: see the runbook"'), id="a word behind a colon"),
        pytest.param(LOG.format("'password=<in the vault>'"), id="a placeholder"),
        pytest.param(LOG.format("'password=${PW}'"), id="a variable"),
        pytest.param(LOG.format("'password=***'"), id="asterisks"),
        pytest.param(LOG.format("shop/orders to /u01/dumps"), id="a path"),
        pytest.param(LOG.format("mail to dba@example.com"), id="an address"),
        pytest.param(QUERY.format("WHERE password IS NOT NULL"), id="a column"),
        pytest.param(QUERY.format("WHERE password = old_password"), id="two columns"),
        pytest.param("schemas: [HR]\nencryption_password: {env: DUMP_PASSWORD}\n", id="a reference"),
        pytest.param("schemas: [HR]\nexclude: [PASSWORD_HISTORY]\n", id="an object path"),
        pytest.param("schemas: [HR]\nlog_entries: [5]\nquery: [{query: 7}]\ndumpfiles: [9]\n", id="no texts at all"),
    ],
)
def test_what_is_no_secret_is_let_pass(text):
    assert told(text, code=CODE) == []


@pytest.mark.parametrize(
    ("text", "at", "message", "advice"),
    [
        pytest.param(
            STORE.format(f"/p/{SECRET}/n/ns/b/dumps/o/hr_%T.dmp"),
            SECRET,
            "the token of a pre-authenticated request in `file_name`",
            "write the URI without `/p/` and what follows it up to `/n/`, and revoke the request",
            id="the token of a request",
        ),
        pytest.param(
            f'schemas: [HR]\ncredential: C\ndumpfiles: ["{HOST}/p/{SECRET}/n/ns/b/dumps/o/hr_%T_%U.dmp"]\n',
            SECRET,
            "the token of a pre-authenticated request in `dumpfiles`",
            "write the URI without `/p/` and what follows it up to `/n/`, and revoke the request",
            id="the token of a request in a list",
        ),
        pytest.param(
            LOG.format(f"copied with password={SECRET}"),
            SECRET,
            "what seems to be a password in `log_entries`",
            PASSWORD,
            id="behind an equals sign",
        ),
        pytest.param(
            LOG.format(f'"DB_PWD: {SECRET}"'),
            SECRET,
            "what seems to be a password in `log_entries`",
            PASSWORD,
            id="behind a colon",
        ),
        pytest.param(
            LOG.format(f"from scott/{SECRET}@shop"),
            SECRET,
            "what seems to be a password in `log_entries`",
            PASSWORD,
            id="of a connection",
        ),
        pytest.param(
            LOG.format(f"user scott identified by {SECRET}"),
            SECRET,
            "what seems to be a password in `log_entries`",
            PASSWORD,
            id="of a statement",
        ),
        pytest.param(
            QUERY.format(f"WHERE name = 'A' AND password = '{SECRET}'"),
            f"'{SECRET}'",
            "what seems to be a password in `query`",
            PASSWORD,
            id="in a query",
        ),
        pytest.param(
            f"""schemas: [HR]\nquery: ['HR.A:"WHERE pwd=''{SECRET}''"']\n""",
            f"''{SECRET}''",
            "what seems to be a password in `query`",
            PASSWORD,
            id="in a query in the spelling of expdp",
        ),
        pytest.param(
            f'job_mode: TABLE\nname_expressions: ["{SUBQUERY.format(SECRET)}"]\n',
            f"'{SECRET}'",
            "what seems to be a password in `name_expressions`",
            PASSWORD,
            id="in a subquery",
        ),
        pytest.param(
            f'schemas: [HR]\ninclude: ["TABLE:\\"{SUBQUERY.format(SECRET)}\\""]\n',
            f"'{SECRET}'",
            "what seems to be a password in `include`",
            PASSWORD,
            id="in a subquery of a clause",
        ),
    ],
)
def test_a_secret_is_told_at_its_place_and_never_shown(text, at, message, advice):
    assert told(text, code=CODE) == [(CODE, at, message, advice)]
    found = findings(text, code=CODE)
    assert [each.fix for each in found] == [None]
    shown = report.render(found)
    assert "***" in shown
    assert SECRET not in shown
