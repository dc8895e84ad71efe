"""A day's file as it may lie there: plain, or compressed as ``<name>.gz`` with the same bytes. The plain one wins.

Whatever raises here raises one of :data:`UNREADABLE`.
"""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedIOBase
from pathlib import Path

UNREADABLE = (OSError, EOFError, zlib.error)
"""What reading a file, compressed or not, raises."""
CHUNK = 1 << 20


def reason(error: BaseException) -> str:
    """Why a file could not be read or written, in words."""
    return str(getattr(error, "strerror", None) or error)


def packed(path: Path) -> Path:
    """Where the file *path* lies when it is compressed."""
    return path.with_name(f"{path.name}.gz")


def open_day(path: Path) -> BufferedIOBase:
    """The file *path*, or what it was compressed to, to read; positions are those of the plain one."""
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        try:
            return gzip.open(packed(path))
        except FileNotFoundError:
            if path.exists():  # it was unpacked just now
                return path.open("rb")
            raise error from None


def length(path: Path, expected: int) -> int:
    """How many bytes the compressed file of *path* holds, which should be *expected*.

    Its last four bytes say so; only if they say something else (there may be several members) it is read.
    """
    with packed(path).open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 4))
        if int.from_bytes(file.read(4), "little") == expected % (1 << 32):
            return expected
    with gzip.open(packed(path)) as file:
        return sum(map(len, pieces(file)))


def unpack(path: Path) -> bool:
    """Make *path* plain again if it is compressed, and say whether it was. Whoever reads finds one of the two."""
    if path.exists() or not packed(path).exists():
        return False
    with gzip.open(packed(path)) as file:
        put(path, pieces(file))
    packed(path).unlink()
    return True


def pieces(file: BufferedIOBase, most: int = sys.maxsize) -> Iterator[bytes]:
    """What follows in *file*, at most *most* bytes, piece by piece."""
    while piece := file.read(min(CHUNK, most)):
        most -= len(piece)
        yield piece


def put(path: Path, chunks: Iterable[bytes], suffix: str = ".part", *, durable: bool = True) -> None:
    """Let the file *path* consist of *chunks*: it is what it was, or all of that, at every moment.

    :param suffix: what the name of the file that is written first ends in: one of their own for those who may write
        at the same time.
    :param durable: whether it has to outlive a power cut; what is made anew at every run need not.
    """
    path = path.resolve()
    part = path.with_name(path.name + suffix)
    try:
        with part.open("wb") as file:
            file.writelines(chunks)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if durable:
        sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in the directory *path* durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
