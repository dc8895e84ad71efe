"""Addresses: which article, whose edition, how it is spelled."""

from __future__ import annotations

from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.text import absolute
from crawler.urls import Origins, absolute_url, canonical_path, is_day_archive, origin_of

LIVE = Origins()
LOCAL = Origins({"en": "http://127.0.0.1:8001", "ru": "http://127.0.0.1:8002", "kk": "http://[::1]:8003"})


def id_of(url: str, origins: Origins = LIVE) -> str | None:
    address = origins.article(url)
    return address.id if address else None


@pytest.mark.parametrize(
    "spelling",
    [
        "https://en.orda.kz/a-quiet-harbour-5513/",
        "https://en.orda.kz/a-quiet-harbour-5513",
        "http://en.orda.kz/a-quiet-harbour-5513",
        "https://www.en.orda.kz/a-quiet-harbour-5513/",
        "https://EN.Orda.KZ/A-Quiet-Harbour-5513/",
        "https://en.orda.kz:443/a-quiet-harbour-5513/",
        "https://en.orda.kz/a-quiet-harbour-5513/?utm_source=x&utm_medium=y",
        "https://en.orda.kz/a-quiet-harbour-5513?amp",
        "https://en.orda.kz/a-quiet-harbour-5513/amp/",
        "https://en.orda.kz/a-quiet-harbour-5513/#comments",
        "https://en.orda.kz/a%2Dquiet%2dharbour-5513/",
        "https://en.orda.kz//a-quiet-harbour-5513//",
        "https://en.orda.kz/another-slug-since-5513/",
        " https://en.orda.kz/a-quiet-harbour-5513/\n",
        "en.orda.kz/a-quiet-harbour-5513",
        "//en.orda.kz/a-quiet-harbour-5513/",
        "http://127.0.0.1:8001/a-quiet-harbour-5513/",
        "127.0.0.1:8001/a-quiet-harbour-5513/",
    ],
)
def test_one_article_in_many_spellings(spelling: str) -> None:
    assert id_of(spelling, LOCAL) == "en:5513"


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://en.orda.kz/a-quiet-harbour-5514/", "en:5514"),
        ("https://en.orda.kz/top-10/", "en:10"),
        ("https://orda.kz/itogi-2022/", "ru:itogi-2022"),
        ("https://orda.kz/itogi-goda-380565/", "ru:380565"),
        ("https://kaz.orda.kz/zhyl-1234/", "kk:zhyl-1234"),
        ("https://kaz.orda.kz/zhyl-12345/", "kk:12345"),
        ("https://orda.kz/podzabytye-istorii/", "ru:podzabytye-istorii"),
        ("https://orda.kz/%D0%98%D1%82%D0%BE%D0%B3%D0%B8/", "ru:итоги"),
        ("https://orda.kz/итоги/", "ru:итоги"),
        ("https://en.orda.kz/", None),
        ("https://en.orda.kz/last-news/", None),
        ("https://en.orda.kz/2026/11/22/", None),
        ("https://en.orda.kz/news/a-quiet-harbour-5513/", None),
        ("https://en.orda.kz/uploads/picture-5513.webp", None),
        ("https://en.orda.kz/9716/", None),
        ("https://example.org/a-quiet-harbour-5513/", None),
        ("https://en.orda.kz.example.org/a-5513/", None),
        ("https://en.orda.kz@example.org/a-5513/", None),
        ("https://en.orda.kz:8443/a-5513/", None),
        ("http://127.0.0.1:8001/a-5513/", None),
        ("ftp://en.orda.kz/a-5513/", None),
        ("javascript:void(0)", None),
        ("mailto:desk@en.orda.kz", None),
        ("http://[broken/a-5513/", None),
        ("", None),
    ],
)
def test_which_article(url: str, id: str | None) -> None:
    assert id_of(url) == id


def test_without_a_number_only_where_listed() -> None:
    assert LIVE.article("https://orda.kz/podzabytye-istorii/", listed=False) is None
    assert LIVE.article("https://orda.kz/itogi-380565/", listed=False) is not None


def test_fetched_from_the_origin_of_its_edition() -> None:
    address = LOCAL.article("https://en.orda.kz/A-Story-7?x=1")
    assert address is not None
    assert LOCAL.url(address) == "http://127.0.0.1:8001/A-Story-7/"  # who knows whether the site minds
    assert address.id == "en:7"
    assert LOCAL.localise("https://orda.kz/last-news/?a=b#c") == "http://127.0.0.1:8002/last-news/?a=b"
    assert LOCAL.localise("http://127.0.0.1:9/") is None
    assert LOCAL.edition_of("http://[::1]:8003/x") == "kk"


def test_relative_to_the_page() -> None:
    address = LOCAL.article("/a-story-7", "http://127.0.0.1:8002/last-news/")
    assert address is not None
    assert address.id == "ru:a-story-7"


@pytest.mark.parametrize(
    "url",
    [
        *("/a-7/", "/a/../b-7/", "/a/./b", "/a//b", "//orda.kz/x", "/.a", "/a?", "/a?x=1&y", "/a#b", "/a;b", "/a b"),
        *("https://orda.kz", "https://orda.kz/a/../b", "https://orda.kz?x", "https://orda.kz/a?#", "HTTPS://orda.kz/x"),
        *("a-7/", "../x", "?x=1", "http://orda.kz:80/x", "/x\n", "/путь-7/"),
    ],
)
@pytest.mark.parametrize("base", ["https://en.orda.kz/a/b-7/", "http://127.0.0.1:8001", "HTTP://Orda.kz/?/a"])
def test_addresses_are_made_absolute_as_the_standard_has_it(url: str, base: str) -> None:
    assert absolute(url, base) == urljoin(base, url.strip().replace(" ", "%20"))
    assert absolute_url(url, base) == urljoin(base, url.strip().replace(" ", ""))


def test_where_an_address_leads_is_the_same_the_second_time() -> None:
    for _ in range(2):
        assert origin_of("http://H:80/x") == "http://h"
        assert origin_of("http://h?/x") == "http://h"
        assert origin_of("http:///h/x") is None
        assert origin_of(" https://h/x") == "https://h"
        assert origin_of("http://h:x/") is None
        assert id_of("https://en.orda.kz/" + "a" * 400 + "-7/") == "en:7"
        assert (id_of("https://en.orda.kz/a-7/"), id_of("https://kaz.orda.kz/a-70000/")) == ("en:7", "kk:70000")


@pytest.mark.parametrize(
    "configured",
    [
        {"en": "http://h:1", "ru": "http://h:1"},
        {"en": "https://orda.kz"},
        {"en": "https://orda.kz", "ru": "http://h:1"},
        {"en": "ftp://h"},
        {"en": "h:1"},
        {"en": "http://h/path"},
        {"en": "http://h:notaport"},
        {"en": "http://h:70000"},
        {"en": "http://user@h"},
        {"de": "http://h"},
    ],
)
def test_wrong_origins_are_refused(configured: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Origins(configured)


def test_dead_spellings() -> None:
    for slug in ("a__trashed-7", "a%ef%bf%bc-7", "a-%EF%B8%8F-7", "a-7__trashed", "a-7__trashed-2", "a-7%ef%bf%bc"):
        address = LIVE.article(f"https://en.orda.kz/{slug}/")
        assert address is not None
        assert address.dead, slug
        assert address.id == "en:7", slug
    address = LIVE.article("https://en.orda.kz/alive-7/")
    assert address is not None
    assert not address.dead


def test_day_archives() -> None:
    assert is_day_archive("https://en.orda.kz/2026/11/22/")
    assert is_day_archive("https://en.orda.kz/2026/11/22")
    assert is_day_archive("https://en.orda.kz/2026/11/22/page/2/")
    assert not is_day_archive("https://en.orda.kz/2026/11/")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_canonical_path_is_a_fixed_point(path: str) -> None:
    once = canonical_path(path)
    assert once.startswith("/")
    assert once.endswith("/")
    assert once.isascii()
    assert canonical_path(once) == once


@given(st.text(st.characters(categories=["L", "N"], include_characters="-_.~"), min_size=1), st.integers(1, 10**9))
def test_a_number_is_the_identity_whatever_the_slug(slug: str, number: int) -> None:
    address = LIVE.article(f"https://en.orda.kz/a{quote(slug)}z-{number}/")
    assert address is not None
    assert address.id == f"en:{number}"


@given(st.text())
def test_nothing_raises(text: str) -> None:
    LIVE.article(text)
    LIVE.article(text, "https://en.orda.kz/last-news/")
    LIVE.localise(text)
    origin_of(text)


@given(st.text())
def test_what_is_an_article_stays_one(text: str) -> None:
    address = LIVE.article(f"https://orda.kz/{quote(text, safe='')}/")
    if address is not None:
        assert LIVE.article(LIVE.url(address)) == address
