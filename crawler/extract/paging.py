"""Which further pages of a list a page of it links to."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.extract.page import Page

_PAGE = re.compile(r"(?P<list>.*/)page/(?P<number>[1-9]\d{0,5})/?")


def page_path(path: str, number: int) -> str:
    """The path of page *number* of the list at *path*, its first page."""
    return path if number == 1 else f"{path}page/{number}/"


def linked_pages(page: Page, *, url: str) -> set[int]:
    """Numbers of the pages of the list that *page* links to, its own not among them.

    :param url: address of *page*, absolute: of the first page of a list or of a further one.
    """
    path = urlsplit(url).path.rstrip("/") + "/"
    own = _PAGE.fullmatch(path)
    base, number = (own["list"], int(own["number"])) if own else (path, 1)
    found = set()
    for link in page.root.iter("a"):
        try:
            target = urlsplit(urljoin(url, (link.get("href") or "").strip())).path
        except ValueError:
            continue
        match = _PAGE.fullmatch(target)
        if match and match["list"] == base:
            found.add(int(match["number"]))
    return found - {number}
