"""The ledger: every link in one state, retries, and what survives."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from crawler.ledger import (
    DAY,
    GONE_SIGHTINGS,
    GONE_SPAN,
    HOUR,
    RETRY_PAUSES,
    SECOND_LOOKS,
    ArchiveError,
    Ledger,
    Line,
)
from crawler.urls import ArticleAddress

JOBS = ("latest", "article")


def address(number: int, edition: str = "en", slug: str = "a-story") -> ArticleAddress:
    return ArticleAddress(edition, f"{edition}:{number}", number, f"/{slug}-{number}/")


def line(number: int, position: int = 0) -> Line:
    return Line(address(number), 1, "new", "00" * 32, "2026-01-01", position, "run")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "state.sqlite3")
    yield ledger
    ledger.close()


def due(ledger: Ledger, now: int = 0, limit: int = 1000) -> list[str]:
    return [link.id for link in ledger.due("en", JOBS, now=now, below=10**9, limit=limit)]


def test_only_what_is_new_comes_back_newest_first(ledger: Ledger) -> None:
    fresh = ledger.discover([address(3), address(2), address(2)], source="list", job="latest", now=0)
    assert [link.id for link in fresh] == ["en:3", "en:2"]
    fresh = ledger.discover([address(5), address(3), address(4)], source="list", job="latest", now=0)
    assert [link.id for link in fresh] == ["en:5", "en:4"]
    assert due(ledger) == ["en:5", "en:4", "en:3", "en:2"]


def test_a_page_of_many_links(ledger: Ledger) -> None:
    many = [address(number) for number in range(5000, 0, -1)]
    assert len(ledger.discover(many, source="list", job="latest", now=0)) == 5000
    assert ledger.discover(many, source="list", job="latest", now=0) == []


def test_a_changed_slug_is_the_same_article(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    assert ledger.discover([address(1, slug="other")], source="list", job="latest", now=0) == []
    assert ledger.links(["en:1"])["en:1"].path == "/other-1/"
    ledger.commit("en", "2026-01-01.jsonl", 10, [line(1)], now=0)
    ledger.discover([address(1, slug="third")], source="sitemap", job="latest", now=0)
    assert ledger.links(["en:1"])["en:1"].path == "/a-story-1/", "a stored article keeps the address it was found at"
    ledger.discover([address(1, slug="third")], source="list", job="latest", now=0)
    assert ledger.links(["en:1"])["en:1"].path == "/third-1/", "but the site's own lists know better"


def test_a_dead_spelling_does_not_stand_for_the_article(ledger: Ledger) -> None:
    dead = address(1, slug="a__trashed")
    ledger.discover([dead], source="sitemap", job="latest", now=0)
    ledger.reject("en:1", "dead spelling")
    fresh = ledger.discover([address(1)], source="list", job="latest", now=0)
    assert [link.path for link in fresh] == ["/a-story-1/"]
    assert due(ledger) == ["en:1"]
    ledger.fail("en:1", "timeout", now=0)
    ledger.discover([dead], source="sitemap", job="latest", now=0)
    assert ledger.links(["en:1"])["en:1"].path == "/a-story-1/"


def test_failures_are_retried_with_growing_pauses_and_given_up(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    now = 0
    for pause in RETRY_PAUSES:
        assert ledger.fail("en:1", "timeout", now=now) == "failed"
        assert due(ledger, now + pause - 1) == []
        now += pause
        assert due(ledger, now) == ["en:1"]
    assert list(RETRY_PAUSES) == sorted(RETRY_PAUSES)
    ledger.fail("en:1", "timeout", now=now)
    assert due(ledger, now + 1000 * DAY) == []
    assert ledger.links(["en:1"])["en:1"].state == "failed"


def test_a_404_is_believed_only_after_some_sightings_over_some_time(ledger: Ledger) -> None:
    ledger.discover([address(1), address(2)], source="list", job="latest", now=0)
    for sighting in range(GONE_SIGHTINGS + 2):
        assert ledger.fail("en:1", "http 404", now=sighting * HOUR, missing=True) == "failed"
    assert ledger.fail("en:1", "http 404", now=DAY, missing=True) == "gone"
    ledger.fail("en:2", "http 404", now=0, missing=True)
    assert ledger.fail("en:2", "http 404", now=DAY, missing=True) == "failed", "two sightings are too few"
    ledger.fail("en:2", "http 503", now=DAY + 1)
    assert ledger.fail("en:2", "http 404", now=2 * DAY, missing=True) == "failed", "an error in between starts anew"


def test_a_fault_of_the_program_leaves_the_link_due(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    ledger.err("en:1", "error: KeyError", now=5)
    assert ledger.links(["en:1"])["en:1"].state == "pending"
    assert due(ledger, 5) == ["en:1"]
    ledger.err("en:1", "error: KeyError", now=6)
    ledger.err("en:1", "error: KeyError", now=7)
    assert due(ledger, 7) == [], "a page that always breaks the program is not asked for at every run"


def test_rejected_is_due_again_under_other_rules(ledger: Ledger) -> None:
    ledger.use_extractor("1")
    ledger.discover([address(1), address(2)], source="list", job="latest", now=0)
    for at in (0, HOUR, HOUR + DAY):
        ledger.misread("en:1", "no headline", extractor="1", now=at)
    ledger.reject("en:2", "dead spelling")
    ledger.use_extractor("1")
    assert due(ledger) == []
    ledger.use_extractor("2")
    assert due(ledger) == ["en:1"]


def test_what_was_misread_gets_second_looks(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    now = 0
    for pause in SECOND_LOOKS:
        ledger.misread("en:1", "no body", extractor="1", now=now)
        assert ledger.links(["en:1"])["en:1"].state == "rejected"
        assert due(ledger, now + pause - 1) == []
        now += pause
        assert due(ledger, now) == ["en:1"]
    ledger.misread("en:1", "no body", extractor="1", now=now)
    assert due(ledger, now + 365 * DAY) == []


def test_an_alias_makes_its_article_a_link(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    ledger.alias("en:1", address(9), job="latest", now=0)
    assert ledger.links(["en:1"])["en:1"].reason == "alias of en:9"
    assert due(ledger) == ["en:9"]


def test_a_redirect_is_believed_when_it_lasts(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    for at in (0, HOUR, GONE_SPAN - 1):
        ledger.alias("en:1", address(9), job="latest", now=at)
        assert ledger.links(["en:1"])["en:1"].state == "failed", "it may still be an article of its own"
    ledger.alias("en:1", address(9), job="latest", now=GONE_SPAN)
    assert ledger.links(["en:1"])["en:1"].state == "rejected"


def test_stored_is_for_good(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    ledger.commit("en", "2026-01-01.jsonl", 10, [line(1)], now=0)
    ledger.fail("en:1", "timeout", now=0)
    ledger.err("en:1", "error", now=0)
    ledger.reject("en:1", "no headline")
    ledger.gone("en:1", "http 410")
    assert ledger.links(["en:1"])["en:1"].state == "stored"
    place = ledger.place("en:1")
    assert place is not None
    assert (place.edition, place.name, place.position) == ("en", "2026-01-01.jsonl", 0)


def test_all_or_nothing(ledger: Ledger) -> None:
    with pytest.raises(KeyError), ledger.transaction():  # noqa: PT012 - what is done before it raises is the point
        ledger.discover([address(1)], source="list", job="latest", now=0)
        raise KeyError
    assert ledger.links(["en:1"]) == {}


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    path.write_bytes(b"no database at all, but long enough to look at" * 100)
    with pytest.raises(ArchiveError, match=r"state\.sqlite3"):
        Ledger(path)
    path.unlink()
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE other (x)")
    foreign.commit()
    foreign.close()
    with pytest.raises(ArchiveError, match="not a ledger"):
        Ledger(path)
    path.unlink()
    Ledger(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.commit()
    newer.close()
    with pytest.raises(ArchiveError, match="newer"):
        Ledger(path)


def test_a_reader_sees_what_is_committed_while_a_run_writes(ledger: Ledger) -> None:
    ledger.discover([address(1)], source="list", job="latest", now=0)
    reader = Ledger(ledger.path, readonly=True)
    with ledger.transaction():
        ledger.gone("en:1", "http 410")
        assert reader.links(["en:1"])["en:1"].state == "pending"
    assert reader.links(["en:1"])["en:1"].state == "gone"
    reader.close()


class Frontier(RuleBasedStateMachine):
    """Whatever happens to links in whatever order: each is in one state, stored ones stay, nothing gets lost."""

    numbers = st.integers(1, 6)

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(Path(":memory:"))
        self.known: set[str] = set()
        self.stored: set[str] = set()
        self.now = 0

    def teardown(self) -> None:
        self.ledger.close()

    def one(self, number: int) -> str:
        self.discover([number])
        return f"en:{number}"

    @rule(some=st.lists(numbers))
    def discover(self, some: list[int]) -> None:
        fresh = self.ledger.discover([address(n) for n in some], source="list", job="latest", now=self.now)
        ids = {f"en:{n}" for n in some}
        assert {link.id for link in fresh} == ids - self.known
        self.known |= ids

    @rule(number=numbers, missing=st.booleans())
    def fail(self, number: int, missing: bool) -> None:
        self.ledger.fail(self.one(number), "http", now=self.now, missing=missing)

    @rule(number=numbers, how=st.sampled_from(["reject", "gone"]))
    def settle(self, number: int, how: str) -> None:
        getattr(self.ledger, how)(self.one(number), "because")

    @rule(number=numbers)
    def err(self, number: int) -> None:
        self.ledger.err(self.one(number), "error", now=self.now)

    @rule(number=numbers, other=numbers)
    def alias(self, number: int, other: int) -> None:
        if number != other:
            self.ledger.alias(self.one(number), address(other), job="latest", now=self.now)
            self.known.add(f"en:{other}")

    @rule(number=numbers)
    def store(self, number: int) -> None:
        self.ledger.commit("en", "2026-01-01.jsonl", 0, [line(number)], now=self.now)
        self.known.add(f"en:{number}")
        self.stored.add(f"en:{number}")

    @rule(seconds=st.integers(0, 3 * DAY))
    def later(self, seconds: int) -> None:
        self.now += seconds

    @invariant()
    def every_link_is_in_one_state(self) -> None:
        links = self.ledger.links(sorted(self.known))
        assert links.keys() == self.known
        assert {id for id, link in links.items() if link.state == "stored"} == self.stored
        everything = due(self.ledger, self.now + 1000 * DAY)
        assert len(everything) == len(set(everything))
        assert not self.stored & set(everything)
        assert {id for id, link in links.items() if link.state == "pending"} <= set(everything)
        waiting = self.ledger.query("SELECT state, links FROM waiting WHERE links ORDER BY 1")
        assert waiting == sorted(Counter(links[id].state for id in everything).items())


TestFrontier = Frontier.TestCase
TestFrontier.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
