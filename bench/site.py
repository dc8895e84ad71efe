"""A site to measure against: the pages of the replica's English edition, made beforehand and held in memory.

    python -m bench.site ARTICLES

A process of its own, so that what it costs is not counted as anyone's. It prints its origin when it answers, and ends
when its standard input does. Paths below `/-/` belong to the bench: `/-/begin` and `/-/grow` show the list as it was
when the oldest page of it was the only one, and whole; `/-/forget` and `/-/seen` are about what was asked;
`/-/articles` and `/-/sitemap.xml` have all addresses.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from urllib.request import ProxyHandler, build_opener

from bench.measuring import ROOT, BenchError, end, environment
from crawler.replica import Replica

PUBLIC = {"en": "https://en.orda.kz", "ru": "https://orda.kz", "kk": "https://kaz.orda.kz"}
LIST, LIST_SIZE = "/last-news/", 30
ENTITY = b"\r\nETag: "
ask = build_opener(ProxyHandler({})).open
"""Opens an address of this machine, whatever proxy there is."""
_replica: Replica


@dataclass
class Site:
    """The site as its users see it."""

    origin: str
    articles: int

    def do(self, what: str) -> bytes:
        """Ask for `/-/what`."""
        with ask(f"{self.origin}/-/{what}") as answer:
            return bytes(answer.read())

    def seen(self) -> tuple[int, float]:
        """How many requests came since `/-/forget`, and the time of the first for an article (0.0: there was none)."""
        count, first = json.loads(self.do("seen"))
        return int(count), float(first)

    @property
    def etag(self) -> str:
        """Entity tag of the list."""
        with ask(self.origin + LIST) as answer:
            return str(answer.headers["ETag"])

    @property
    def addresses(self) -> list[str]:
        """Addresses of all articles, newest first."""
        return [self.origin + path for path in json.loads(self.do("articles"))]

    def pages(self) -> Iterator[tuple[str, str]]:
        """Address and HTML of each article, newest first."""
        for address in self.addresses:
            with ask(address) as answer:
                yield address, answer.read().decode()

    @property
    def environment(self) -> dict[str, str]:
        """What makes the crawler fetch the English edition from here."""
        return {"ORDA_ORIGIN_EN": self.origin}


@contextmanager
def serving(articles: int) -> Iterator[Site]:
    """A site of so many articles, while the ``with`` block lasts.

    :raises BenchError: if it does not begin.
    """
    command = [sys.executable, "-m", "bench.site", str(articles)]
    pipe, env = subprocess.PIPE, environment({})
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        try:
            if not (origin := process.stdout.readline().strip()):
                raise BenchError("the site to measure against did not begin")
            yield Site(origin, articles)
        finally:
            end(process)


# -- the process


def _begin(articles: int) -> None:
    global _replica  # noqa: PLW0603 - of a process of its own
    _replica = Replica(seed=1, articles={"en": articles})
    _replica.origins.update(PUBLIC)


def _page(path: str) -> tuple[str, bytes, str, str]:
    page = _replica.pages["en"].get(path)
    assert page.status == 200, path
    return path, page.body, page.etag, formatdate(page.modified, usegmt=True)


def pages(articles: int, origin: str) -> tuple[dict[str, bytes], list[str]]:
    """Path to answer without its first line, and the paths of the articles, newest first."""
    _begin(articles)
    paths = [article.path for article in _replica.articles("en")]
    last = -(-articles // LIST_SIZE)
    others = ["/robots.txt", LIST, *(f"{LIST}page/{number}/" for number in range(2, last + 1))]
    answers = {}
    with multiprocessing.get_context("fork").Pool(None, _begin, (articles,)) as pool:
        for path, page, etag, modified in pool.imap_unordered(_page, paths + others, 100):
            kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
            body = page.replace(PUBLIC["en"].encode(), origin.encode())
            head = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\nLast-Modified: {modified}"
            answers[path] = head.encode() + ENTITY + etag.encode() + b"\r\n\r\n" + body
    answers["/-/last"] = answers[f"{LIST}page/{last}/" if last > 1 else LIST]
    return answers, paths


def sitemap(origin: str, paths: list[str]) -> bytes:
    """All articles, for those who read sitemaps and not lists."""
    entries = "".join(f"<url><loc>{origin}{path}</loc></url>\n" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>'.encode()


class Connection(asyncio.Protocol):
    """One connection: GET, keep-alive and no bodies are all that it knows."""

    origin: str
    answers: dict[str, bytes]
    paths: list[str]
    articles: frozenset[str]
    begun = False
    count, first = 0, 0.0
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        *requests, self.held = (self.held + data).split(b"\r\n\r\n")
        for request in requests:
            line, _, headers = request.partition(b"\r\n")
            path = line.split(b" ")[1].decode()
            self.transport.write(self.own(path) if path.startswith("/-/") else self.answer(path, headers))
            if b"connection: close" in headers.lower():
                self.transport.close()

    def answer(self, path: str, headers: bytes) -> bytes:
        """The page at *path*; lists link some articles without the final slash."""
        known = type(self)
        if not path.endswith("/") and f"{path}/" in self.articles:
            path += "/"
        known.count += 1
        if not known.first and path in self.articles:
            known.first = time.time()
        body = self.answers.get("/-/last" if path == LIST and self.begun else path)
        if body is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        place = headers.lower().find(b"if-none-match: ")
        if place >= 0:
            etag = headers[place + 15 :].partition(b"\r\n")[0]
            if body.find(ENTITY + etag + b"\r\n", 0, 300) >= 0:
                return b"HTTP/1.1 304 Not Modified" + ENTITY + etag + b"\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\n" + body

    def own(self, path: str) -> bytes:
        """What the bench asked for."""
        known, what = type(self), path.removeprefix("/-/")
        if what in ("begin", "grow"):
            known.begun = what == "begin"
        elif what == "forget":
            known.count, known.first = 0, 0.0
        body = json.dumps(self.paths if what == "articles" else (known.count, known.first)).encode()
        if what == "sitemap.xml":
            body = sitemap(self.origin, self.paths)
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


async def serve(articles: int) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=256)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    Connection.origin = origin
    Connection.answers, Connection.paths = pages(articles, origin)
    Connection.articles = frozenset(Connection.paths)
    print(origin, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
