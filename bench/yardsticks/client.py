"""Fetch every address over so many connections, and do nothing with it: what no crawler in Python can beat.

python client.py HOST PORT CONNECTIONS PATHS.txt
"""

import asyncio
import sys


async def fetch(host, port, paths):
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 20)
    for path in paths:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()


async def main():
    host, port, connections, file = sys.argv[1:]
    with open(file) as lines:
        paths = iter(lines.read().split())
    await asyncio.gather(*(fetch(host, port, paths) for _ in range(int(connections))))


if __name__ == "__main__":
    asyncio.run(main())
