"""Pages that need a browser, in a real Chromium: filled, odd, hostile; and runs that have none or need none."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import browser
from crawler.zone import ALMATY
from tests.conftest import FAST, ROOT, Site
from tests.test_exit_codes import said, wait_for
from tests.test_gaps import DAY, age

PARTS = {
    "status 404": {"status": 404, "body": "<p>The page that you asked for is not here, nor was it ever. Go home.</p>"},
    "a challenge": {"status": 200, "challenge": True},
    "a page that is none": {"status": 200, "body": "<html><body><h1>Page not found</h1><p>Go home.</p></body></html>"},
}
FILLED = ("filled", "shell", "partly", "moved", "covered", "dialogs", "popups", "endless")
ODD = (*FILLED, "redirect", "crash", "hungry", "download", "never")
COMPARED = "headline body text authors tags section date_published links related".split()


def processes(directory: Path) -> list[int]:
    """Processes that have their temporary files below *directory*, but for those that are over."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"TMPDIR={directory}/".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            pass
    return found


@pytest.fixture
def browsing(site: Site) -> Iterator[Site]:
    """A site whose crawls have a place of their own for temporary files: none may be left there, nor a process."""
    with tempfile.TemporaryDirectory(prefix="b") as directory:
        site.environment = {"TMPDIR": directory}
        yield site
        wait_for(lambda: not processes(Path(directory)))
        assert not list(Path(directory).iterdir())
        assert not (site.data / "browser").exists()


def query(site: Site, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(site.data / "state.sqlite3")
    rows = database.execute(sql, parameters).fetchall()
    database.close()
    return rows


# -- with a browser


@pytest.mark.browser
def test_pages_that_scripts_fill_and_pages_that_do_anything_else(browsing: Site) -> None:
    """One run, in which the browser is started afresh after every five pages."""
    site, replica = browsing, browsing.replica
    articles = dict(zip(ODD, replica.articles("en"), strict=False))
    for how, article in articles.items():
        replica.script("en", article.path, how)
    replica.answer("en", "/slow/", status=200, slow=60)
    forbidden, paced = replica.articles("ru")[0], replica.articles("kk")[0]
    replica.script("ru", forbidden.path, "shell")
    replica.robots("ru", "User-agent: *\nDisallow: /part/\n")
    replica.script("kk", paced.path, "shell")
    replica.robots("kk", "User-agent: *\nCrawl-delay: 0.4\n")
    unfit = replica.articles("en")[len(ODD) :][: len(PARTS)]
    for article, part in zip(unfit, PARTS.values(), strict=True):
        replica.script("en", article.path, "raw")
        replica.answer("en", f"/part{article.path}", **part)  # type: ignore[arg-type]
    urls = ",".join(article.url for article in (*articles.values(), forbidden, paced, *unfit))
    settings = ("-s", "ORDA_BROWSER_SECONDS=4", "-s", "ORDA_BROWSER_PAGES=5")
    result = site.crawl("article", "-a", f"url={urls}", *settings, code=69)
    for part in (
        "crashed",
        "no page within 4 s",
        "a download in place of a page",
        "not even with a browser: empty app",
    ):
        assert part in result.stderr
    records = {record["id"]: record for record in site.lines()}
    oldest = replica.articles("en")[-1]
    filled = [articles[how] for how in FILLED]
    assert set(records) == {article.id for article in (*filled, oldest, paced)}
    for article in (*filled, paced):  # what a shell is filled with has no head
        names = COMPARED if article is filled[0] else ("headline", "body", "text", "tags", "links")
        found = {name: records[article.id][name] for name in names}
        assert found == {name: article.truth[name] for name in found}, article.path
    asked = [request.path for request in replica.requests]
    assert all(asked.count(article.path) == 1 for article in articles.values()), "no page is fetched twice"
    assert not [path for path in asked if path.startswith(("/templates/", "/uploads/", "/last-news/"))]
    assert not [path for path in site.asked("ru") if path.startswith("/part/")], "robots.txt holds for scripts"
    times = [request.time for request in replica.requests if request.edition == "kk"]
    assert len(times) == 3
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.25, "and so does Crawl-delay"
    noted = query(site, "SELECT count(*) FROM request WHERE path <> '/slow/'")[0][0]
    assert noted == len([path for path in asked if path != "/slow/"]), "every request is noted"
    assert "Traceback" not in site.log()
    assert "Task" not in site.log()


@pytest.mark.browser
def test_lists_that_grow_under_a_banner(browsing: Site) -> None:
    """By a button in one edition, by scrolling in the other; the shells are the same at both times."""
    site = browsing
    site.latest("-a", "editions=en,ru")
    for count, pages in ((40, 2), (5, 1)):
        new = set()
        for edition, how in (("en", "click"), ("ru", "box" if count == 5 else "scroll")):
            site.replica.script(edition, "/last-news/", how)
            new |= {article.id for article in site.replica.publish(edition, count)}
        site.replica.reset_log()
        site.latest("-a", "editions=en,ru")
        assert new <= set(site.ids())
        parts = [f"/part/last-news/page/{number + 1}/" for number in range(pages)]
        for edition in ("en", "ru"):
            listed = [path for path in site.asked(edition) if path.startswith(("/last-news/", "/part/"))]
            assert listed == ["/last-news/", *parts], "no further than to what is known"
        assert query(site, "SELECT kind FROM need") == [("list",), ("list",)]
    site.replica.script("en", "/last-news/", None)
    site.latest()
    assert query(site, "SELECT count(*) FROM need") == [(1,)], "it needs none any more"


@pytest.mark.browser
def test_a_list_that_goes_on_by_a_script_alone_is_opened_only_for_what_is_missing(browsing: Site) -> None:
    site, replica = browsing, browsing.replica
    replica.sources("en", pages=False, days=False, sitemaps=False)
    replica.script("en", "/last-news/", "more")
    site.latest()
    for count, opened in ((5, []), (45, ["/part/last-news/page/2/"])):
        start = replica.clock()
        replica.advance(60 * count)  # a minute each: many of one minute are told, as what a template did
        new = {article.id for article in replica.publish_over("en", start, replica.clock(), count)}
        replica.reset_log()
        site.latest()
        assert new <= set(site.ids())
        assert [path for path in site.asked() if path.startswith("/part/")] == opened, "no further than it has to be"
    assert "gap closed in en" in site.log()
    replica.publish("en", 45)
    site.latest("-a", "render=never")
    assert "gap open in en" in site.log()


OUTSIDE = """<html><body><div id="app"></div><script>
var there = 'http://127.0.0.1:%d/';
fetch(there).catch(function () {});
new Image().src = there;
try { new WebSocket(there.replace('http', 'ws')); } catch (error) {}
navigator.sendBeacon(there);
fetch('/away').catch(function () {});
var link = document.createElement('link'); link.rel = 'preconnect'; link.href = there; document.head.append(link);
var frame = document.createElement('iframe'); frame.src = there; document.body.append(frame);
var rtc = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:%d'}]}); rtc.createDataChannel('x');
rtc.createOffer().then(function (offer) { rtc.setLocalDescription(offer); });
fetch('file:///etc/hosts').catch(function () {});
setTimeout(function () { open(there); location.href = there; }, 500);
</script></body></html>"""


@pytest.mark.browser
def test_nothing_of_other_addresses_is_asked(browsing: Site) -> None:
    site = browsing
    article = site.replica.articles("en")[0]
    with socket.create_server(("127.0.0.1", 0)) as outside, socket.socket(type=socket.SOCK_DGRAM) as stun:
        port = outside.getsockname()[1]
        stun.bind(("127.0.0.1", port))
        for listening in (outside, stun):
            listening.settimeout(0.1)
        site.replica.answer("en", article.path, status=200, body=OUTSIDE % (port, port))
        site.replica.answer("en", "/away", status=302, redirect=f"http://127.0.0.1:{port}/")
        site.crawl("article", "-a", f"url={article.url}", "-s", "ORDA_BROWSER_SECONDS=3", code=69)
        assert "/away" in site.asked()
        assert "leads off the site" in site.log()
        with pytest.raises(TimeoutError):
            outside.accept()
        with pytest.raises(TimeoutError):
            stun.recv(1)


@pytest.mark.browser
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_no_browser(browsing: Site, number: signal.Signals) -> None:
    site = browsing
    articles = site.replica.articles("en")[:4]
    for article in articles:
        site.replica.script("en", article.path, "hungry")
    urls = ",".join(article.url for article in articles)
    process = site.start("crawl", "article", *FAST, "-a", f"url={urls}")
    wait_for(lambda: len(processes(Path(site.environment["TMPDIR"]))) > 3)
    began = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 4
    if number == signal.SIGTERM:
        assert process.returncode == 128 + number
        assert "stopped by SIGTERM" in err
    else:
        site.crawl("article", "-a", f"url={site.replica.articles('en')[9].url}")
    states = query(site, "SELECT state FROM link WHERE attempts = 0 AND state = 'pending'")
    assert len(states) == 4, "what was not done is still to be done"


@pytest.mark.browser
def test_an_archive_crawl_that_lets_others_go_first(browsing: Site) -> None:
    """Whoever goes first takes what there is of a browser for left over."""
    site = browsing
    # (Some have their headline in the title alone, which a shell has not.)
    headed = [one for one in site.replica.articles("en") if b"<h1" in site.replica.pages["en"].get(one.path).body]
    by_day = {article.published.astimezone(ALMATY).date(): article for article in headed}
    days, articles = zip(*sorted(by_day.items())[-3:], strict=True)  # the first of each day
    for article in articles:
        site.replica.script("en", article.path, "shell")
    site.crawl("archive", "-a", f"since={days[0]}", "-a", "via=days", "-s", "ORDA_SLICE_SECONDS=0.2")
    assert {article.id for article in articles} <= set(site.ids())
    assert "in the browser: " not in site.log(), "none was ended under a page"


@pytest.mark.browser
def test_always(browsing: Site) -> None:
    site = browsing
    plain, rendered, blocked, absent, never = site.replica.articles("en")[:5]
    site.replica.answer("en", blocked.path, status=200, challenge=True)
    site.crawl("article", "-a", f"url={plain.url}")
    site.crawl("article", "-a", f"url={rendered.url},{blocked.url}", "-a", "render=always", code=69)
    for article, how in ((absent, "absent"), (never, "never")):
        site.replica.script("en", article.path, how)
    began = time.monotonic()
    site.crawl("article", "-a", f"url={absent.url},{never.url}", "-s", "ORDA_BROWSER_SECONDS=100", code=69)
    assert time.monotonic() - began < 50, "what says that it is none, and what nothing is to fill, is not waited for"
    assert query(site, "SELECT reason FROM link WHERE id = ?", absent.id) == [("says so: page not found",)]
    assert set(site.ids()) == {plain.id, rendered.id}
    rows = query(site, "SELECT id, etag IS NULL FROM look JOIN link ON link.pk = look.link")
    assert dict(rows) == {plain.id: 0, rendered.id: 1}, "a page from a browser has no validators"
    record = next(record for record in site.lines() if record["id"] == rendered.id)
    assert {name: record[name] for name in COMPARED} == {name: rendered.truth[name] for name in COMPARED}


# -- without one


def test_no_browser_where_one_is_needed(site: Site, tmp_path: Path) -> None:
    needs, *others, last = site.replica.articles("en")[:4]
    for article in (needs, *others, last):
        site.replica.script("en", article.path, "shell")
    site.environment = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), "PLAYWRIGHT_CHROMIUM": ""}
    result = site.crawl("article", "-L", "INFO", "-a", f"url={needs.url}", code=69)
    assert "apt-get install chromium" in result.stderr
    assert "Spider closed (no browser)" in result.stderr
    state = "SELECT state, attempts FROM link WHERE id = ?"
    assert query(site, state, needs.id) == [("pending", 0)]
    said(site.crawl("article", "-a", f"url={others[0].url},{others[1].url}", code=69), "apt-get install chromium")
    site.replica.reset_log()
    said(site.crawl("article", "-a", f"url={last.url}", code=69), "apt-get install chromium")
    assert site.asked() == [], "not in vain"
    age(site, DAY)
    site.crawl("article", "-a", f"url={site.replica.articles('en')[40].url}")
    assert len(site.ids()) == 1, "it might need none by now"
    said(site.latest(code=69), "apt-get install chromium")
    assert len(site.ids()) == 27, "the others need none"
    assert query(site, state, last.id) == [("pending", 0)]
    site.replica.reset_log()
    site.latest()
    assert not site.articles_asked(), "not at every run"
    said(site.crawl("article", "-a", f"url={needs.url}", "-a", "render=never", code=69), "needs a browser")
    assert query(site, state, needs.id) == [("failed", 1)]
    site.replica.script("en", "/last-news/", "filled")
    result = site.latest(code=69)
    said(result, "apt-get install chromium")
    assert result.stderr.count("playwright") == result.stderr.count(".venv/bin/playwright install") == 1


def test_a_browser_that_does_not_start(site: Site) -> None:
    needs = site.replica.articles("en")[0]
    site.replica.script("en", needs.path, "shell")
    site.environment = {"PLAYWRIGHT_CHROMIUM": "/bin/false"}
    said(site.crawl("article", "-a", f"url={needs.url}", code=69), "/bin/false")
    assert query(site, "SELECT state, attempts FROM link") == [("pending", 0)]


def test_nothing_of_playwright_is_imported_where_nothing_needs_it(site: Site) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "scrapy", "crawl", "latest", *FAST]
    result = subprocess.run(command, cwd=ROOT, env=site.env(), capture_output=True, text=True, check=True)
    imported = [line.rpartition("|")[2] for line in result.stderr.splitlines() if line.startswith("import time:")]
    assert any("crawler.rendering" in name for name in imported)
    assert not [name for name in imported if "playwright" in name or "crawler.browser" in name]
    assert len(site.ids()) == 30


@pytest.mark.parametrize(
    ("args", "code", "part"),
    [
        (("-a", "render=perhaps"), 64, "render=perhaps"),
        (("-s", "RENDER=perhaps"), 78, "RENDER=perhaps"),
        (("-s", "PLAYWRIGHT_CHROMIUM=/no/such"), 78, "PLAYWRIGHT_CHROMIUM=/no/such"),
    ],
)
def test_wrong_values(site: Site, args: tuple[str, str], code: int, part: str) -> None:
    said(site.latest(*args, code=code), part)
    assert site.replica.requests == []


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://93.184.215.14/app.js", True),
        ("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", True),
        ("http://127.0.0.1/", False),
        ("http://10.1.2.3/", False),
        ("http://192.168.0.1:8080/", False),
        ("http://169.254.169.254/latest/meta-data/", False),
        ("http://[::1]/", False),
        ("http://[::ffff:127.0.0.1]/", False),
        ("http://[fd00::1]/", False),
        ("http://[fec0::1]/", False),
        ("http://[::127.0.0.1]/", False),
        ("http://[64:ff9b::7f00:1]/", False),
        ("http://[64:ff9b::5db8:d70e]/", True),
        ("http://[2002:c0a8:1::]/", False),
        ("http://192.0.0.8/", False),
        ("http://0.0.0.0/", False),
        ("http://100.64.0.1/", False),
        ("http://224.0.0.1/", False),
        ("ftp://93.184.215.14/", False),
        ("file:///etc/hosts", False),
        ("http://user@93.184.215.14/", False),
    ],
)
def test_public_addresses(url: str, public: bool) -> None:
    from crawler.public import is_public

    assert asyncio.run(is_public(url)) is public


def test_advertising() -> None:
    from crawler.parts import is_advertising

    assert is_advertising("https://www.googletagmanager.com/gtag/js?id=1")
    assert is_advertising("https://yandex.ru/ads/system/context.js")
    assert is_advertising("https://connect.facebook.net/en_US/fbevents.js")
    assert not is_advertising("https://en.orda.kz/zero.kz/app.js")


@pytest.mark.parametrize("required", ["", "1"])
def test_tests_without_a_browser_say_so(required: str) -> None:
    none = {"PATH": "/no/such", "PLAYWRIGHT_BROWSERS_PATH": "/no/such", "PLAYWRIGHT_CHROMIUM": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"{Path(__file__)}::test_always"]
    environment = os.environ | none | {"REQUIRE_BROWSER": required}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == int(bool(required)), result.stdout
    assert "apt-get install chromium" in result.stdout
    assert ("1 browser tests did not run" in result.stdout) is not bool(required)


@pytest.mark.browser
def test_the_right_pages_are_opened_and_nothing_stays_behind() -> None:
    """The benches of that, in short."""
    opened, needlessly, wrongly_not = browser.mixed(8, seed=2)
    assert opened >= 2
    assert (needlessly, wrongly_not) == (0, 0)
    endured = browser.endure(10, seed=4, at_a_time=5)
    assert endured.pages >= 10
    assert endured.left == 0
