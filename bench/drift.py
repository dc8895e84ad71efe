"""How surely a change of the template is noticed, and how often one that is none: 48 mutations, 90 days.

    .venv/bin/python -m bench.drift [--seed 1] [--pages 12] [--slow]

Articles of the replica are read for four weeks, then so many pages as one run has, each page changed in one way. A
change counts as caught if that run gives an alarm. Then 90 days are replayed with nothing changed: fewer articles on
weekends, next to none on holidays, on one day two; and each alarm in them is a false one. With ``--slow`` each run has
one page, in both; what is printed is after how many changed pages the first alarm comes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from random import Random

from crawler.alarms import Alarm
from crawler.drift import Drift, Noted
from crawler.extract.article import extract_article
from crawler.extract.page import parse
from crawler.extract.verdict import judge
from crawler.facts import disagreeing, facts, marks
from crawler.ledger import DAY, HOUR, Ledger
from crawler.replica import Replica
from crawler.urls import Origins
from crawler.validate import problem

START = int(datetime(2026, 8, 3, 6, tzinfo=timezone.utc).timestamp())  # a Monday
A_DAY, A_RUN = 20, 12
"""Articles of a working day, and of a run after some hours."""
MOST_SLOW = 24
"""Changed pages after which a change that comes page by page counts as missed."""
HOLIDAYS = (25, 26, 61)
QUIET = 40
"""A day with two articles."""


def sub(pattern: str, replacement: str, count: int = 0) -> Callable[[str], str]:
    return lambda html: re.sub(pattern, replacement, html, count=count, flags=re.DOTALL)


def without(pattern: str) -> Callable[[str], str]:
    return sub(pattern, "")


BODY = r'<div class="fulltext"><div class="newstext">(.*?)\n</div>\n<div class="share">'


def body(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of what stands in the body."""

    def mutate(html: str) -> str:
        found = re.search(BODY, html, re.DOTALL)
        assert found is not None
        return html[: found.start(1)] + change(found[1]) + html[found.end(1) :]

    return mutate


def last_outside(html: str) -> str:
    """The last paragraph of the body stands after its container."""
    found = re.search(BODY, html, re.DOTALL)
    assert found is not None
    head, opening, last = found[1].rpartition("<p>")
    return f"{html[: found.start(1)]}{head}\n</div>{opening}{last}\n{html[found.end(1) + len('</div>') + 1 :]}"


def first_outside(html: str) -> str:
    """The first paragraph stands before the container."""
    found = re.search(BODY, html, re.DOTALL)
    assert found is not None
    first = re.search(r"<p>(?:(?!</p>).){80,}?</p>", found[1], re.DOTALL)
    assert first is not None
    rest = html[found.start() :].replace(first[0], "", 1)
    return html[: found.start()] + first[0] + rest


def in_a_div(change: Callable[[str], str], name: str, which: int) -> Callable[[str], str]:
    """That paragraph, which *change* puts beside the body, stands there in a ``div`` of class *name*."""

    def mutate(html: str) -> str:
        found = re.search(BODY, html, re.DOTALL)
        assert found is not None
        text = re.findall(r"<p>((?:(?!</p>).){80,}?)</p>" if which == 0 else "<p>(.*?)</p>", found[1], re.DOTALL)[which]
        return change(html).replace(f"<p>{text}</p>", f'<div class="{name}">{text}</div>')

    return mutate


def two_articles(html: str) -> str:
    found = re.search(r'<article class="fullnews">.*?</article>', html, re.DOTALL)
    assert found is not None
    return html[: found.end()] + found[0] + html[found.end() :]


def half(text: str) -> str:
    """The first of the paragraphs: the rest comes by a script."""
    return text.partition("</p>")[0] + "</p>"


TIME = r"<time itemprop=\"datePublished\".*?</time>"
NOTICE = "<p>Subscribe to our newsletter and get the most important news of the day in your mailbox every evening.</p>"

MUTATIONS: dict[str, Callable[[str], str]] = {
    "body class renamed": sub('class="newstext"', 'class="article-main"'),
    "outer body class renamed": sub('class="fulltext"', 'class="wrap"'),
    "both body classes renamed": sub('class="fulltext"><div class="newstext"', 'class="a1"><div class="b2"'),
    "body in a section": sub('<div class="fulltext"><div class="newstext">', '<section class="text"><div class="t">'),
    "hashed classes": sub(r'class="(fulltext|newstext|postpic|tags|title|news-info)"', 'class="css-1x2y3z"'),
    "last paragraph outside": last_outside,
    "first paragraph outside": first_outside,
    "last paragraph in a div outside": in_a_div(last_outside, "tail", -1),
    "first paragraph in a div outside": in_a_div(first_outside, "lead", 0),
    "body cut to a paragraph": body(half),
    "paragraphs cut": body(sub(r"<p>([^<]{40})(?:(?!</p>).){40,}</p>", r"<p>\1…</p>")),
    "body empty": body(lambda text: ""),
    "body in a script": body(lambda text: f"<script>var body = {json.dumps(text.replace('</', ''))}</script>"),
    "paragraphs by line breaks": body(lambda text: re.sub(r"</p>\s*<p>", "<br>", text)),
    "notice in every body": body(lambda text: f"{text}\n{NOTICE}"),
    "two articles on a page": two_articles,
    "body twice": body(lambda text: f'{text}\n</div><div class="newstext">{text}'),
    "body twice in its container": body(lambda text: text + text),
    "headline not in h1": sub(r"<h1(.*?)</h1>", r"<div\1</div>", 1),
    "headline doubled": sub(r"(<h1.*?</h1>)", r"\1\n\1", 1),
    "headline cut to 15 characters": sub(r"(<h1[^>]*>)(.{15}).*?</h1>", r"\1\2…</h1>"),
    "headline cut to three words": sub(r"(<h1[^>]*>)((?:[^<\s]+\s+){2}[^<\s]+).*?</h1>", r"\1\2</h1>"),
    "h1 is the site's name": sub(r"(<h1[^>]*>).*?</h1>", r"\1Orda.kz</h1>", 1),
    "h1 is the section": sub(r"(<h1[^>]*>).*?</h1>", r"\1News</h1>", 1),
    "h1 is the same everywhere": sub(r"(<h1[^>]*>).*?</h1>", r"\1All that matters in Kazakhstan</h1>", 1),
    "h1 of the logo too": sub(r"<body([^>]*)>", r'<body\1><h1 class="logo">Orda</h1>', 1),
    "date without datetime": sub(r' datetime="[^"]*"', ""),
    "date in another form": sub(r'datetime="(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)[^"]*"', r'datetime="\3.\2.\1 \4"'),
    "date without an offset": sub(r'datetime="([^"]{16})[^"]*"', r'datetime="\1"'),
    "date gone": without(TIME),
    "date in a span": sub(r"<time itemprop=\"datePublished\"[^>]*>(.*?)</time>", r"<span>\1</span>"),
    "date of today on all": sub(r'datetime="[^"]*"', 'datetime="2026-08-31T12:00:00+05:00"'),
    "one picture on all": sub(r'(<div class="postpic"><img) src="[^"]*"', r'\1 src="/uploads/logo.png"'),
    "picture dropped": without(r'<div class="postpic">.*?</div>'),
    "picture class renamed": sub('class="postpic"', 'class="hero"'),
    "picture moved into the text": sub(
        r'<div class="postpic">(.*?)</div>(.*?<div class="newstext">)', r"\2<p>\1</p>", 1
    ),
    "lazy picture": sub(r'(<div class="postpic"><img) src="[^"]*"', r'\1 src="/placeholder.gif"'),
    "tags dropped": without(r'<div class="tags">.*?</div>'),
    "tags class renamed": sub('class="tags"', 'class="topics"'),
    "JSON-LD gone": without(r'<script type="application/ld\+json">.*?</script>'),
    "JSON-LD broken": sub(r'(<script type="application/ld\+json">)', r"\1{{"),
    "JSON-LD of the site": sub(r'"[^"]*Article"', '"WebSite"'),
    "JSON-LD date of another": sub(r'"datePublished": ?"[^"]*"', '"datePublished": "2020-01-01T10:00:00"'),
    "JSON-LD headline of another": sub(r'"headline": ?"(?:[^"\\]|\\.)*"', '"headline": "Something else"'),
    "OpenGraph gone": without(r'<meta property="og:[^>]*>'),
    "titles gone from metadata": without(r'<meta property="og:title"[^>]*>|"headline": ?"(?:[^"\\]|\\.)*",?'),
    "article behind a frame": sub(r"<article.*?</article>", '<iframe src="/embed/1"></iframe>'),
    "everything in divs": sub(r"<(/?)(?:h1|p|time|article)(?=[\s>])", r"<\1div"),
}


class Pages:
    """Articles of a replica as pages, and what holds of them."""

    def __init__(self, seed: int, count: int) -> None:
        with Replica(seed=seed, articles={"en": count}) as replica:
            self.origins = Origins({"en": replica.origins["en"]})
            self.articles = [(article.id, article.url) for article in replica.articles("en")][: count - 3]
            self.html = [
                replica.pages["en"].get(url.partition("//")[2].partition("/")[1] + url.split("/", 3)[3]).body.decode()
                for _, url in self.articles
            ]

    def facts(self, number: int, change: Callable[[str], str] | None = None) -> Noted:
        """What holds of the article *number*, its page changed so, and its marks; nothing if it is none."""
        html = self.html[number]
        page = parse((change(html) if change else html).encode(), "utf-8")
        address = self.origins.article(self.articles[number][1])
        assert address is not None
        verdict = judge(200, "text/html; charset=utf-8", page, address=address, origins=self.origins)
        if verdict.kind != "ok":
            return frozenset(), frozenset()
        now = datetime.now(timezone.utc)
        article = extract_article(
            page,
            address=address,
            url=self.origins.url(address),
            origins=self.origins,
            fetched_at=now,
            run_id="",
        )
        if problem(article, now) is not None:
            return frozenset(), frozenset()
        return facts(page, article, dict(disagreeing(page, article))), marks(article)


def run(ledger: Ledger, found: Iterable[Noted], at: int) -> list[Alarm]:
    """A run at that time that had pages of which this holds."""
    drift = Drift("1")
    for number, noted in enumerate(found):
        drift.count(f"en:{at}{number}", *noted)
    return drift.finish(ledger, now=at)


class Undone(Exception):
    """What was done in the ledger shall not have been."""


def tried(ledger: Ledger, found: Iterable[Noted], at: int, *, slow: bool = False) -> tuple[list[Alarm], int]:
    """The alarms of a run at that time, and after how many pages; *ledger* stays as it is.

    :param slow: each page has a run of its own, until there is an alarm.
    """
    pages, alarms = list(found), list[Alarm]()
    with contextlib.suppress(Undone), ledger.transaction():
        for count in range(1, len(pages) + 1) if slow else (len(pages),):
            alarms = run(ledger, pages[count - 1 : count] if slow else pages, at + (count * HOUR if slow else 0))
            if alarms or not slow:
                raise Undone
        raise Undone
    return alarms, count


def history(ledger: Ledger, known: list[Noted], chance: Random, days: int, *, slow: bool = False) -> list[Alarm]:
    """So many days as they come, in four runs a day, or if *slow* one for each page; the alarms that begin in them."""
    alarms: dict[tuple[str, str], Alarm] = {}
    for day in range(days):
        count = A_DAY if day % 7 < 5 else A_DAY // 3
        count = 3 if day in HOLIDAYS else 2 if day == QUIET else count + chance.randrange(-3, 4)
        pages = [known[number] for number in chance.sample(range(len(known)), count)]
        runs = count if slow else 4
        for part in range(runs):
            for alarm in run(ledger, pages[part::runs], START + day * DAY + part * 12 * HOUR // runs):
                alarms.setdefault((alarm.field, alarm.since), alarm)
    return list(alarms.values())


def main() -> int:
    """Run it; 1 if too few changes are caught or there are too many false alarms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=A_RUN)
    parser.add_argument("--slow", action="store_true")
    options = parser.parse_args()
    chance = Random(options.seed)
    pages = Pages(options.seed, 300)
    known = [pages.facts(number) for number in range(len(pages.articles))]
    after = []
    most = MOST_SLOW if options.slow else options.pages
    with tempfile.TemporaryDirectory() as directory:
        ledger = Ledger(Path(directory) / "state.sqlite3")
        with ledger.transaction():
            false = history(ledger, known, chance, 90, slow=options.slow)
        for name, change in MUTATIONS.items():
            of = chance.sample(range(len(known)), most)
            changed = (pages.facts(one, change) for one in of)
            alarms, count = tried(ledger, changed, START + 90 * DAY, slow=options.slow)
            after += [count] if alarms else []
            said = "; ".join(map(str, alarms[:2]))
            print(f"{f'caught after {count} pages' if alarms else 'MISSED'}: {name}: {said}")
        ledger.close()
    for alarm in false:
        print(f"false: {alarm}")
    print(f"{len(after)} of {len(MUTATIONS)} changes caught, {len(false)} false alarms in 90 days", end="; ")
    print(f"after {statistics.median(after):.0f} pages, at most {max(after)}")
    return int(len(after) < 0.95 * len(MUTATIONS) or len(false) > 1)


if __name__ == "__main__":
    sys.exit(main())
