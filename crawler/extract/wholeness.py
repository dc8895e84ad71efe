"""Whether an answer came whole."""

from __future__ import annotations

import re

_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_BEGIN = re.compile(rb"<(?:html|body)[\s>]", re.IGNORECASE)
_IN_TAG = re.compile(rb"<[a-z/!][^<>]*\Z", re.IGNORECASE)
_FAR = 65536
"""Bytes from the start within which a document begins, and from its end within which it is closed."""


def cut_off(body: bytes, *, vouched: bool) -> str | None:
    """The mark of a page of which the end is missing; None where nothing speaks for that.

    :param vouched: whether the transfer said where it ends (by `Content-Length` or in chunks). Even then a server, or
        a cache before it, may have stored half a page.
    """
    if not body.strip():
        return "nothing came"
    tail = body[-_FAR:]
    if _END.search(tail):
        return None
    if _BEGIN.search(body[:_FAR]):
        return "no </html>"
    if _IN_TAG.search(tail):
        return "ends within a tag"
    return None if vouched else "no end"
