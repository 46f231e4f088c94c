"""The HTTP driver on a socket: what the server sends is put where it belongs, or nowhere."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from dpspec.jobs import Job
from dpspec.submit.ords_backend import AsyncOrdsBackend, OrdsBackend
from dpspec.submit.partfile import PartFile
from dpspec.submit.steps import Lost, Reply, Request

WHOLE = b"0123456789abcdef"
START = 10


@pytest.fixture
def server():
    """A server that answers each request with what it is told to."""

    class Handler(BaseHTTPRequestHandler):
        answer = (200, {}, WHOLE)
        asked: ClassVar[list[str | None]] = []

        def do_GET(self):
            status, headers, body = self.answer
            self.asked.append(self.headers.get("range"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/ords/", Handler
        listening.shutdown()
        thread.join()


def fetched(url, path, *, awaited):
    """Ask for the rest of a file of which the first ten bytes are there: the reply, and the file afterwards."""
    request = Request("GET", "file", start=START, to_file=True)
    part = PartFile("file", path / "file", Job("SCOTT", "J"))
    part.write(WHOLE[:START])

    async def ask():
        async with AsyncOrdsBackend(url) as backend:
            backend._driver.sink = part
            return await backend._driver.perform(request)

    try:
        if awaited:
            reply = asyncio.run(ask())
        else:
            with OrdsBackend(url) as backend:
                backend._driver.sink = part
                reply = backend._driver.perform(request)
    finally:
        part.close()
    return reply, part.path.read_bytes()


@pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])
@pytest.mark.parametrize(
    ("answer", "received", "content"),
    [
        pytest.param((206, {"content-range": "bytes 10-15/16"}, WHOLE[10:]), 16, WHOLE, id="the rest"),
        pytest.param((200, {}, WHOLE), 16, WHOLE, id="the whole file, by a server that knows no ranges"),
    ],
)
def test_the_rest_of_a_file_is_put_behind_what_is_there(server, tmp_path, answer, received, content, awaited):
    url, handler = server
    handler.answer = answer
    reply, there = fetched(url, tmp_path, awaited=awaited)
    assert isinstance(reply, Reply)
    assert (reply.received, there) == (received, content)
    assert handler.asked[-1] == "bytes=10-"


@pytest.mark.parametrize("awaited", [False, True], ids=["blocking", "awaited"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"content-range": "bytes 0-5/16"}, id="another part"),
        pytest.param({"content-range": "bytes 100-105/116"}, id="a part that begins with the same digits"),
        pytest.param({}, id="a part of which nobody knows"),
    ],
)
def test_a_part_that_was_not_asked_for_is_not_put_into_the_file(server, tmp_path, headers, awaited):
    url, handler = server
    handler.answer = (206, headers, b"XXXXXX")
    reply, there = fetched(url, tmp_path, awaited=awaited)
    assert isinstance(reply, Lost)
    assert reply.reason == "the server sent another part than the one it was asked for"
    assert there == WHOLE[:START]
