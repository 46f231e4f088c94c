"""The addresses of ORDS: where its Database API is, and what the hrefs in its replies name.

Source: ORDS, "About the REST APIs" (URL anatomy) and the Data Pump endpoints. An href of a reply is never followed as
it stands: what it names is asked for below the base that was configured.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dpspec.jobs import Link

EXPORT: Final = "database/datapump/export"
JOBS: Final = "database/datapump/jobs/"
_API: Final = re.compile(r"^(?P<root>.*?/)_/db-api(?:/[^/]*)?(?:/.*)?$")
_LOOPBACK: Final = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[?::1\]?", re.IGNORECASE | re.ASCII)
#: A file of a job, as the server may name it: no path, nothing that a file system or a shell takes for something else.
_FILE: Final = re.compile(r"[A-Za-z0-9_$#+%=@~][A-Za-z0-9_$#+%=@~.,: -]{0,254}")


@frozen
class Base:
    """Where the Database API of one schema is: `origin` is scheme, host and port, `root` the path up to the schema."""

    origin: str
    root: str

    @property
    def api(self) -> str:
        """The address below which all paths of requests are."""
        return f"{self.origin}{self.root}_/db-api/stable/"

    @property
    def token_url(self) -> str:
        """Where a client of this schema gets its token."""
        return f"{self.origin}{self.root}oauth/token"

    @property
    def is_loopback(self) -> bool:
        """Whether this machine is asked itself."""
        return is_loopback(self.origin)


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this machine."""
    return bool(_LOOPBACK.fullmatch(urlsplit(url).hostname or ""))


def base(url: str) -> Base:
    """Read the base: ``https://HOST[:PORT]/ords[/DATABASE][/SCHEMA]/``, or any address of the Database API below it.

    Raises ValueError for one that is not https (save on this machine), holds a user or password, or more than a path.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError("it is no URL") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("it is no https:// URL")
    if "@" in parts.netloc:
        raise ValueError("it holds a user or password: give them by the connection")
    if parts.query or parts.fragment:
        raise ValueError("it has more than a path")
    if any(not char.isprintable() or char == " " or char == "\\" for char in url.strip()):
        raise ValueError("it has a character that no URL has")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("http would send the password in the clear: write https")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    found = _API.match(path)
    root = found["root"] if found else path
    if not found and root == "/":
        root = "/ords/"
    if any(part in (".", "..") for part in unquote(root).split("/")):
        raise ValueError("it has a path with dots")
    return Base(f"{parts.scheme}://{host}{f':{port}' if port else ''}", root)


def token_url(url: str) -> str:
    """Read the address of a token endpoint. Raises ValueError as `base` does."""
    base(url)
    return url.strip()


def job_path(owner: str, name: str) -> str:
    """Give the path of a job item; each name is encoded, whatever is in it."""
    return f"{JOBS}{quote(owner, safe='')},{quote(name, safe='')}/"


def file_path(owner: str, name: str, file: str) -> str:
    """Give the path of a file of a job."""
    return job_path(owner, name) + quote(file, safe="")


def job_key(href: str) -> tuple[str, str] | None:
    """Give owner and name of the job that an href names, or None."""
    segments = _segments(href)
    owner, comma, name = segments[-1].partition(",") if segments else ("", "", "")
    owner, name = unquote(owner), unquote(name)
    return (owner, name) if comma and is_name(owner) and is_name(name) else None


def is_name(name: object) -> bool:
    """Tell whether a reply's name can be that of a user or a job: printable, at most 128 bytes."""
    return isinstance(name, str) and 0 < len(name.encode("utf-8", "replace")) <= 128 and name.isprintable()


def file_names(key: tuple[str, str], links: Iterable[Link]) -> tuple[str, ...]:
    """Give the files of a job by its links: those whose address is that of the job and one segment more.

    A name that is no plain file name is left out.
    """
    names: list[str] = []
    for link in links:
        *_, item, file = ["", "", *_segments(link.href)]
        owner, _, name = item.partition(",")
        file = unquote(file)
        if (unquote(owner), unquote(name)) == key and _FILE.fullmatch(file):
            names.append(file)
    return tuple(dict.fromkeys(names))


def query_of(href: str) -> dict[str, str]:
    """Give the query of a link to the next page: only what pages."""
    try:
        given = dict(parse_qsl(urlsplit(href).query))
    except ValueError:
        return {}
    return {key: value for key, value in given.items() if key in ("offset", "limit", "q", "page")}


def _segments(href: str) -> list[str]:
    try:
        path = urlsplit(href).path
    except ValueError:
        return []
    return [segment for segment in path.split("/") if segment]
