"""How lists go on: by links to further pages, or by nothing but a script."""

from __future__ import annotations

import pytest

from crawler.extract.page import parse
from crawler.extract.paging import grows_by_script, linked_pages

URL = "https://orda.kz/last-news/"


@pytest.mark.parametrize(
    ("html", "grows"),
    [
        ("<button>Показать ещё</button>", True),
        ("<button>Load 20 more news</button>", True),
        ("<div class='b7'>Тағы жүктеу…</div>", True),
        ("<a href='#'><span>Загрузить еще новости</span></a>", True),
        ("<a href='/last-news/?page=2'>Показать больше (20)</a>", True),
        ("<a class='load-more' href='javascript:void(0)'>+</a>", True),
        ("<div data-next-page='2'></div>", True),
        ("<script>onscroll = function () { if (scrollHeight) fetch('/more'); }</script>", True),
        ("<script src='/js/jquery.infinitescroll.min.js'></script>", True),
        ("<a href='/last-news/page/2/'>Показать ещё</a>", False),
        ("<div class='load-more'><a href='/last-news/page/2/'>Далее</a></div>", False),
        ("<a href='/archive/'>Больше новостей</a>", False),
        ("<nav><button>Ещё</button></nav>", False),
        ("<button style='display:none'>Show more</button>", False),
        ("<p>Ещё двое пострадали</p><a href='/a-story-7/'>Читать далее</a>", False),
        ("<script>new IntersectionObserver(show)</script>", False),
    ],
)
def test_lists_that_go_on_by_a_script(html: str, grows: bool) -> None:
    page = parse(f"<html><body><ul><li><a href='/a-story-7/'>A</a></ul>{html}</body></html>".encode(), "utf-8")
    assert grows_by_script(page, url=URL) is grows


@pytest.mark.parametrize(
    ("path", "href", "pages"),
    [
        ("", "/last-news/page/2/", {2}),
        ("", "https://orda.kz/last-news/page/2?from=top#list", {2}),
        ("", " page/12/\n", {12}),
        ("", "page/2/7/..", {2}),
        ("", "/last-news/page/2/a-story-7/", set()),
        ("", "/2026/11/22/page/2/", set()),
        ("", "/a-story-7/", set()),
        ("page/3/", "/last-news/page/2/", {2}),
        ("page/3/", "../4", {4}),
        ("page/3/", "https://orda.kz/last-news/page/2", {2}),
        ("page/3/", "/last-news/page/3/", set()),
        ("page/3/", "/other/page/2/", set()),
        ("page/3/", "/a-story-7/", set()),
        ("page/3/", "http://[", set()),
    ],
)
def test_pages_that_a_list_links_to(path: str, href: str, pages: set[int]) -> None:
    page = parse(f"<html><body><a href='{href}'>2</a></body></html>".encode(), "utf-8")
    assert linked_pages(page, url=f"{URL}{path}") == pages


def test_a_further_page_links_to_its_neighbours() -> None:
    page = parse(b"<html><body><a href='../2/'>2</a><a href=''>3</a><a href='../4'>4</a></body></html>", "utf-8")
    assert linked_pages(page, url=f"{URL}page/3/") == {2, 4}
