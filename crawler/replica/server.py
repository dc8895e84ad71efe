"""A small HTTP/1.1 server: one socket for each edition, one thread for all of them, keep-alive and pipelining."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from types import MappingProxyType

HEAD_LIMIT = 65_536
"""Longest head of a request, in bytes."""


@dataclass(frozen=True, slots=True)
class Query:
    """A request as it came in."""

    edition: str
    method: str
    target: str
    """Path with query."""
    headers: Mapping[str, str]
    """By name in lower case."""


@dataclass(slots=True)
class Reply:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    """All but Content-Length and Connection."""
    slow: float = 0.0
    """Seconds to wait before anything is sent."""
    reset: bool = False
    """Reset the connection instead of answering."""
    cut: int | None = None
    """Close the connection after so many bytes of the body."""
    trickle: float = 0.0
    """Bytes of the body to send a second; 0: as fast as it goes."""
    sized: bool = True
    """Say how long the body is; if not, it ends where the connection does."""


Handler = Callable[[Query], Reply]
Log = Callable[[Query, int, int], None]
"""Takes a request, the status (0 for a reset) and the bytes (to be) sent for it, head included."""


class Server:
    """Serves *handler* on one socket per edition until it is closed.

    :param ports: edition to port of *host*; 0 for any free one.
    :raises OSError: if a port cannot be had.
    """

    def __init__(self, handler: Handler, log: Log, ports: Mapping[str, int], host: str = "127.0.0.1") -> None:
        self.handler = handler
        self.log = log
        self.connections: set[asyncio.Transport] = set()
        self._sockets: dict[str, socket.socket] = {}
        try:
            for edition, port in ports.items():
                self._sockets[edition] = socket.create_server((host, port), backlog=512)
        except OSError:
            self._close_sockets()
            raise
        self.origins = {
            edition: f"http://{host}:{listening.getsockname()[1]}" for edition, listening in self._sockets.items()
        }
        self._loop = asyncio.new_event_loop()
        self._answering = threading.Event()
        self._thread = threading.Thread(target=self._run, name="replica", daemon=True)

    def start(self) -> None:
        """Begin to answer, and return when it does."""
        self._thread.start()
        self._answering.wait()

    def close(self) -> None:
        """Stop, and drop what connections are open."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
        self._close_sockets()

    def _close_sockets(self) -> None:
        for listening in self._sockets.values():
            listening.close()

    def _run(self) -> None:
        loop = self._loop
        servers = []
        for edition, listening in self._sockets.items():
            factory = _factory(self, edition)
            servers.append(loop.run_until_complete(loop.create_server(factory, sock=listening)))
        loop.call_soon(self._answering.set)
        loop.run_forever()
        for server in servers:
            server.close()
        for connection in list(self.connections):
            connection.abort()
        loop.run_until_complete(asyncio.sleep(0))


def _factory(server: Server, edition: str) -> Callable[[], Connection]:
    return lambda: Connection(server, edition)


class Connection(asyncio.Protocol):
    """One connection: requests are answered in the order they come, one at a time."""

    transport: asyncio.Transport

    def __init__(self, server: Server, edition: str) -> None:
        self.server = server
        self.edition = edition
        self.received = b""
        self.busy = False
        """Whether a slow answer is due: nothing else is answered before it."""
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.connections.discard(self.transport)
        if self.timer is not None:
            self.timer.cancel()

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.work()

    def work(self) -> None:
        """Answer what has come in whole."""
        while not self.busy and not self.transport.is_closing():
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                if len(self.received) > HEAD_LIMIT:
                    self.refuse(431)
                return
            line, _, rest = self.received[:end].partition(b"\r\n")
            headers = _headers(rest)
            length = headers.get("content-length", "0")
            words = line.decode("latin-1").split(" ")
            if len(words) != 3 or not words[2].startswith("HTTP/1.") or not length.isdecimal():
                self.refuse(400)
                return
            total = end + 4 + int(length)
            if len(self.received) < total:
                return
            self.received = self.received[total:]
            wanted = headers.get("connection", "").lower()
            keep = wanted != "close" if words[2] == "HTTP/1.1" else wanted == "keep-alive"
            self.answer(Query(self.edition, words[0], words[1], headers), keep)

    def refuse(self, status: int) -> None:
        """Answer a malformed request and hang up."""
        self.send(Query(self.edition, "GET", "", {}), Reply(status), keep=False)

    def answer(self, query: Query, keep: bool) -> None:
        """Answer *query*, now or after a while."""
        reply = self.server.handler(query)
        if reply.slow:
            self.busy = True
            self.timer = asyncio.get_running_loop().call_later(reply.slow, self.send_late, query, reply, keep)
        else:
            self.send(query, reply, keep)

    def send_late(self, query: Query, reply: Reply, keep: bool) -> None:
        """Answer *query* and go on with what has come in meanwhile."""
        self.busy = False
        self.send(query, reply, keep)
        self.work()

    def send(self, query: Query, reply: Reply, keep: bool) -> None:
        """Write *reply*, and note it."""
        if reply.reset:
            self.server.log(query, 0, 0)
            linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.transport.abort()
            return
        body = b"" if query.method == "HEAD" or reply.status in (204, 304) else reply.body
        keep = keep and reply.cut is None and reply.sized
        head = _head(reply, keep)
        if reply.cut is not None:
            body = body[: reply.cut]
        self.server.log(query, reply.status, len(head) + len(body))
        if reply.trickle and body:
            self.transport.write(head)
            self.busy = True
            self.drip(body, reply.trickle, keep)
            return
        self.transport.write(head + body)
        if not keep:
            self.transport.close()

    def drip(self, body: bytes, rate: float, keep: bool) -> None:
        """Send *body* at *rate* bytes a second, some ten times a second, then go on."""
        piece = max(1, int(rate / 10))
        self.transport.write(body[:piece])
        if len(body) > piece:
            loop = asyncio.get_running_loop()
            self.timer = loop.call_later(piece / rate, self.drip, body[piece:], rate, keep)
            return
        self.busy = False
        if not keep:
            self.transport.close()
        self.work()


def _head(reply: Reply, keep: bool) -> bytes:
    """The head of *reply*."""
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {reply.status} {phrase}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if reply.status not in (204, 304) and reply.sized:
        lines.append(f"Content-Length: {len(reply.body)}")
    lines.append("Connection: keep-alive\r\n\r\n" if keep else "Connection: close\r\n\r\n")
    return "\r\n".join(lines).encode("latin-1", "replace")


@lru_cache(maxsize=1024)
def _headers(block: bytes) -> Mapping[str, str]:
    """Header lines by name in lower case; one that comes twice is joined by commas. Clients repeat themselves."""
    headers: dict[str, str] = {}
    for line in block.decode("latin-1").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip().lower()
            headers[name] = f"{headers[name]}, {value.strip()}" if name in headers else value.strip()
    return MappingProxyType(headers)
