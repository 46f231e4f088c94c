"""The HTTP face, over real sockets with the real client."""

import base64
import socket
import ssl
import time

import httpx2
import pytest

from dpspec.sandbox import Sandbox
from tests.sandbox_helpers import BODY, EXPORT, JOBS, Clock

SCOTT = ("scott", "tiger")


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def sandbox(clock):
    with Sandbox(pace=10, net=False, clock=clock, token_seconds=60) as running:
        yield running


@pytest.fixture
def client(sandbox, clock):
    clock.time += 100  # a second of its own for the names of its jobs, and an end for those of other tests
    sandbox.faults.clear()
    with httpx2.Client(base_url=sandbox.url, auth=SCOTT) as open_client:
        yield open_client


def post(client, **keys):
    body = {key: value for key, value in (BODY | {"file_name": None} | keys).items() if value is not None}
    return client.post(EXPORT, json=body)


def test_an_export_is_made_and_told_as_ords_does(client, sandbox):
    reply = post(client)
    item = reply.json()
    place = f"{sandbox.url}{JOBS}SCOTT,{item['job_name']}/"
    assert reply.status_code == 201
    assert reply.headers["location"] == reply.headers["content-location"] == place
    assert reply.headers["etag"].startswith('"')
    assert reply.headers["content-type"] == "application/json"
    links = item.pop("links")
    assert item.pop("job_name").startswith("DATAPUMP_REST_EXPORT_20")
    assert item == {
        "owner_name": "SCOTT",
        "operation": "EXPORT",
        "job_mode": "TABLE",
        "state": "EXECUTING",
        "job_state": "EXECUTING",
        "degree": 1,
        "attached_sessions": 0,
        "datapump_sessions": 2,
    }
    assert [link["rel"] for link in links] == ["collection", "self", "related", "related"]
    assert links[1]["href"] == place


def test_the_files_of_a_job_are_behind_its_links(client, clock):
    item = post(client, keep_master=1).json()
    clock.time += 10
    item = client.get(f"{JOBS}SCOTT,{item['job_name']}/").json()
    assert item["state"] == "NOT RUNNING"
    log, dump = (client.get(link["href"]) for link in item["links"] if link["rel"] == "related")
    assert log.headers["content-type"] == "text/plain; charset=utf-8"
    assert dump.headers["content-type"] == "application/vnd.tcpdump.pcap"
    assert "successfully completed" in log.text.splitlines()[-1]
    assert dump.content.startswith(b"Stand-in for the dump file EXPDAT01")


def test_a_job_whose_control_table_is_not_kept_is_gone_after_its_end(client, clock):
    name = post(client, keep_master=0).json()["job_name"]
    assert client.get(f"{JOBS}SCOTT,{name}/").json()["state"] == "EXECUTING"
    clock.time += 10
    assert client.get(f"{JOBS}SCOTT,{name}/").status_code == 404


def test_the_list_is_paged_by_links(client, clock, sandbox):
    made = set()
    for _ in range(3):
        made.add(post(client, keep_master=1).json()["job_name"])
        clock.time += 1
    found, url, pages = [], f"{JOBS}?limit=2", 0
    while url:
        page = client.get(url).json()
        assert page["count"] == len(page["items"]) <= page["limit"] == 2
        found += [item["job_name"] for item in page["items"]]
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        assert page["hasMore"] is (url is not None)
        pages += 1
    assert made <= set(found)
    assert len(found) == len(set(found)) == len(sandbox.engine.jobs(sandbox.engine.catalog.users["SCOTT"]))
    assert pages == -(-len(found) // 2)


def test_a_job_may_be_posted_to_the_list(client):
    assert client.post(JOBS, json={"operation": "EXPORT", "job_mode": "SCHEMA"}).status_code == 201
    assert client.post(JOBS, json={"operation": "IMPORT"}).status_code == 555


def test_an_unknown_key_is_dropped_without_a_word(client, sandbox):
    reply = client.post(EXPORT, json={"job_mode": "SCHEMA", "schema_expresions": [{"expression": "='HR'"}]})
    assert reply.status_code == 201
    assert {found.schema for found in sandbox.engine.history()[-1].selection.objects} == {"SCOTT"}


@pytest.mark.parametrize(
    ("keys", "cause"),
    [
        (
            {"datapump_dir": "NOPE"},
            "ORA-39001: invalid argument value\nORA-39000: bad dump file specification\n"
            "ORA-39087: directory name NOPE is invalid",
        ),
        (
            {"job_mode": "FULL", "name_expressions": None},
            "ORA-31631: privileges are required\nORA-39161: Full",
        ),
        ({"name_expressions": [{"expression": "'EMP'"}]}, "ORA-39001: invalid argument value\n"),
    ],
)
def test_an_error_of_data_pump_is_a_problem_with_the_stack(client, keys, cause):
    reply = post(client, **keys)
    assert reply.status_code == 555
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert body["code"] == "UserDefinedResourceError"
    assert cause in body["cause"]
    assert body["instance"].startswith("tag:oracle.com,2020:ecid/")


def test_two_posts_within_a_second_collide(client):
    assert post(client).status_code == 201
    assert "ORA-31634: job already exists" in post(client).json()["cause"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"threads": "4"}', b'{"name_expressions": "x"}'])
def test_a_body_that_is_no_export_is_a_bad_request(client, body):
    reply = client.post(EXPORT, content=body)
    assert (reply.status_code, reply.json()["code"]) == (400, "BadRequest")


@pytest.mark.parametrize(
    ("auth", "alias", "status"),
    [
        (("scott", "wrong"), "scott", 401),
        (("nobody", "x"), "nobody", 401),
        (("hr", "hr"), "scott", 401),
        (("norest", "norest"), "norest", 401),
        (("norole", "norole"), "norole", 403),
        (("SCOTT", "tiger"), "scott", 200),
        (None, "scott", 401),
    ],
)
def test_who_may_call(sandbox, auth, alias, status):
    reply = httpx2.get(sandbox.url_of(alias) + JOBS, auth=auth)
    assert reply.status_code == status
    assert ("www-authenticate" in reply.headers) is (status == 401)


@pytest.mark.parametrize("given", ["Basic !!", "Basic " + base64.b64encode(b"\xff").decode(), "Bearer no", "Digest x"])
def test_credentials_that_are_none_are_refused(sandbox, given):
    assert httpx2.get(sandbox.url + JOBS, headers={"Authorization": given}).status_code == 401


def token(sandbox, client=("scott_client", "scott_secret"), alias="scott", grant="client_credentials"):
    return httpx2.post(sandbox.url_of(alias) + "oauth/token", auth=client, data={"grant_type": grant})


def test_a_token_is_good_for_its_time(sandbox, clock):
    reply = token(sandbox).json()
    assert (reply["token_type"], reply["expires_in"]) == ("bearer", 60)
    headers = {"Authorization": f"Bearer {reply['access_token']}"}
    assert httpx2.get(sandbox.url + JOBS, headers=headers).status_code == 200
    assert httpx2.get(sandbox.url_of("hr") + JOBS, headers=headers).status_code == 401


def test_a_token_that_has_expired_is_refused():
    with Sandbox(net=False, token_seconds=0) as sandbox:
        headers = {"Authorization": f"Bearer {token(sandbox).json()['access_token']}"}
        assert httpx2.get(sandbox.url + JOBS, headers=headers).status_code == 401


def test_who_gets_no_token(sandbox):
    assert token(sandbox, client=("scott_client", "wrong")).status_code == 401
    assert token(sandbox, client=("nobody", "x")).status_code == 401
    assert token(sandbox, alias="hr").status_code == 401
    assert token(sandbox, grant="password").json() == {"error": "unsupported_grant_type"}


@pytest.mark.parametrize(
    "path", ["", "nothing", JOBS[:-1], JOBS + "SCOTT,NOPE/", JOBS + "SCOTT,NOPE/x.log", JOBS + "x/"]
)
def test_what_is_not_there_is_not_found(client, path):
    reply = client.get(path)
    assert (reply.status_code, reply.json()["code"]) == (404, "NotFound")


def test_a_job_of_another_user_is_not_found_without_the_role(client, sandbox):
    name = post(client).json()["job_name"]
    assert httpx2.get(f"{sandbox.url_of('hr')}{JOBS}SCOTT,{name}/", auth=("hr", "hr")).status_code == 404
    assert httpx2.get(f"{sandbox.url_of('admin')}{JOBS}SCOTT,{name}/", auth=("admin", "admin")).status_code == 200


@pytest.mark.parametrize("query", ["limit=x", "limit=0", "offset=-1", "q={}"])
def test_a_query_that_the_sandbox_cannot_do_is_a_bad_request(client, query):
    assert client.get(f"{JOBS}?{query}").status_code == 400


def test_requests_are_kept_for_assertions(client, sandbox):
    before = len(sandbox.requests)
    client.get(JOBS)
    assert sandbox.requests[before:] == [("GET", f"/ords/scott/{JOBS}")]


def test_a_rest_of_a_file_is_given_only_where_the_sandbox_is_told_to(sandbox, client, clock):
    def rest(to, auth, start):
        name = post(client).json()["job_name"] if to is sandbox else made
        links = httpx2.get(f"{to.url}{JOBS}SCOTT,{name}/", auth=auth).json()["links"]
        log = next(link["href"] for link in links if link["href"].endswith(".LOG"))
        return httpx2.get(log, auth=auth), httpx2.get(log, auth=auth, headers={"Range": f"bytes={start}-"})

    whole, part = rest(sandbox, SCOTT, 10)
    assert (part.status_code, part.content) == (200, whole.content)
    with Sandbox(net=False, ranges=True, clock=Clock()) as other:
        made = httpx2.post(other.url + EXPORT, json=BODY, auth=SCOTT).json()["job_name"]
        whole, part = rest(other, SCOTT, 10)
        assert (part.status_code, part.content) == (206, whole.content[10:])
        assert part.headers["content-range"] == f"bytes 10-{len(whole.content) - 1}/{len(whole.content)}"
        assert rest(other, SCOTT, len(whole.content))[1].status_code == 416


def test_nothing_is_imported(client):
    reply = client.post(EXPORT.replace("export", "import"), json={"file_name": "e.dmp"})
    assert (reply.status_code, reply.json()["cause"]) == (555, "the sandbox of dpspec only exports")


def test_https_with_a_certificate_of_its_own(tmp_path):
    import trustme

    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_and_cert_chain_pem.write_to_path(tmp_path / "c.pem")
    context = ssl.create_default_context()
    authority.configure_trust(context)
    pem = str(tmp_path / "c.pem")
    with Sandbox(net=False, tls=(pem, pem)) as sandbox:
        assert sandbox.url.startswith("https://127.0.0.1:")
        assert httpx2.get(sandbox.url + JOBS, auth=SCOTT, verify=context).status_code == 200
        with pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx2.get(sandbox.url + JOBS, auth=SCOTT)


def has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize("relays", [True, False])
def test_an_address_may_be_one_of_ipv6(relays):
    with Sandbox(net=False, host="::1", relays=relays) as sandbox:
        assert sandbox.url.startswith("http://[::1]:")
        assert httpx2.get(sandbox.url + JOBS, auth=SCOTT).status_code == 200


def test_a_sandbox_can_be_closed_while_a_client_is_connected():
    with Sandbox(net=False) as sandbox, httpx2.Client() as client:
        client.get(sandbox.url)
        before = time.monotonic()
        sandbox.close()
        assert time.monotonic() - before < 4
        with pytest.raises(httpx2.TransportError):
            client.get(sandbox.url)
