"""The status page in a real browser: nothing from the site is markup, nothing is fetched, all can be read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.charts import Bar, bars, ceiling
from tests.conftest import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
EVIL = "</td><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> & so on"
CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)') return c } return 'rgb(255, 255, 255)' };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.closest('svg')) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) low.push(e.outerHTML.slice(0, 100));
  }
  return low }"""


@pytest.fixture
def archive(site: Site) -> Site:
    """An archive with news, a revision that means harm, and failures."""
    site.replica.answer("en", site.replica.articles("en")[5].path, status=500)
    site.latest()
    site.replica.correct("en", site.newest(1)[0], headline=EVIL)
    site.crawl("revisit", "-a", f"id={site.newest(1)[0]}")
    return site


@pytest.fixture
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield browser
        browser.close()


def look(browser: Any, path: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    """The page, and whatever the browser had to say about it or asked for elsewhere."""
    page = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, said


def test_the_page(archive: Site, browser: Any) -> None:
    path = archive.data / "status.html"
    for width in (360, 768, 1280):
        for scheme in ("light", "dark"):
            page, said = look(browser, path, width, scheme)
            assert said == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} is too narrow"
            assert page.evaluate(CONTRAST) == []
            if (width, scheme) != (1280, "dark"):
                page.context.close()
    assert page.title().startswith("Well")
    assert page.evaluate("document.scripts.length + document.images.length") == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    revision = page.locator("details.revision")
    assert EVIL in revision.locator("summary").inner_text()
    assert not revision.locator("ins").first.is_visible()
    revision.locator("summary").focus()
    page.keyboard.press("Enter")
    assert revision.locator("ins").first.is_visible()
    assert page.locator("svg[role=img]:not([aria-label])").count() == 0
    assert re.search(r"English \d+", page.locator("#articles svg title").last.text_content() or "")
    assert "status 500" in page.locator("#failures").inner_text()
    assert page.locator("#latest a").count() == 29
    body = page.locator("#fields svg[aria-label='Where body came from, by day'] title").last
    assert (body.text_content() or "").endswith(": site 100 %")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'x = 1'}))")
    assert "Content Security Policy" in " ".join(said), "the policy is in force"


def test_a_page_on_paper_does_not_pretend_to_be_new(archive: Site) -> None:
    """Its times stand by themselves, however old it is; a run that failed at once is seen beside long ones."""
    db = sqlite3.connect(archive.data / "state.sqlite3")
    with db:
        db.execute("UPDATE run SET seconds = 100 WHERE pk = 1")
        db.execute("UPDATE run SET seconds = 0.01, code = 74 WHERE pk = 2")
    db.close()
    archive.latest("-s", "ORDA_STATUS_SECONDS=0")
    page = (archive.data / "status.html").read_text(encoding="utf-8")
    assert not re.search(r"just now|\bago\b(?!, cron)", page)
    assert re.search(r"As of \d\d \w+ 20\d\d \d\d:\d\d in Almaty", page)
    assert "more than an hour ago, cron does not start them" in page
    assert re.search(r"<dt>last crawled well</dt><dd>\d\d \w+ \d\d:\d\d</dd>", page)
    heights = [
        float(height) for height in re.findall(r'class="bad" x="\d+" y="[\d.]+" width="8" height="([\d.]+)"', page)
    ]
    assert max(heights) >= 8


def test_it_is_renewed_when_there_is_something_to_see(archive: Site) -> None:
    page = archive.data / "status.html"
    before = page.stat().st_ino, page.read_bytes()
    archive.latest()
    assert (page.stat().st_ino, page.read_bytes()) == before, f"nothing new, and it is young\n{archive.log()}"
    archive.latest("-s", "ORDA_STATUS_SECONDS=0")
    assert page.stat().st_ino != before[0]
    archive.replica.publish("en", 1)
    archive.latest()
    assert archive.replica.articles("en")[0].headline.split()[0] in page.read_text(encoding="utf-8")


def test_charts() -> None:
    assert [ceiling(value) for value in (0, 0.3, 1, 7, 99.99999, 100.0000001, 130)] == [1, 1, 1, 8, 100, 100, 200]
    drawn = bars([Bar("a", (("s0", 5), ("s1", 5)), '<b> & "c"')], "a <chart>", ["<now>"])
    assert "<title>&lt;b&gt; &amp; &quot;c&quot;</title>" in drawn
    assert 'aria-label="a &lt;chart&gt;"' in drawn
    assert re.findall(r'class="s\d" x="1" y="([\d.]+)" width="8" height="([\d.]+)"', drawn) == [
        ("50.00", "50.00"),
        ("0.00", "50.00"),
    ]
