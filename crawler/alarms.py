"""What is said when pages are no longer what they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FIELDS = (
    *("headline", "description", "date_published", "date_modified", "authors", "original_author", "section", "tags"),
    *("image", "images", "body", "sources", "links", "related", "translations"),
)
OWN = {"t": "text of its own", "p": "picture of its own", "d": "time of its own"}
"""Hold of an article that has no mark of this kind in common with most of those read just before and after it."""
ONCE = "no paragraph twice"
WHOLE = "paragraphs are whole"
"""Holds where no more than a quarter of them break off with an ellipsis."""
STEADY = "says what its record says"
"""Holds of an article that is read for the first time, and when what it says otherwise later is believed."""
SHOWN = 3
"""Pages that an alarm names, and alarms that a summary does."""
TOLD = {
    "headline agrees": "sources disagree about it",
    "date agrees": "sources disagree about it",
    ONCE: "a paragraph stands in it twice",
    WHOLE: "its paragraphs break off",
    OWN["t"]: "a paragraph of it stands in another article too",
    OWN["p"]: "other articles have the same one",
    OWN["d"]: "other articles have the same one",
    "article": "what comes is no article",
    STEADY: "what pages say otherwise than their records is not believed, for so many do",
}
BY_NAME = {
    "bodies": ("body", "the page does not have {} of it"),
    "outside": ("body", "other paragraphs than the usual {} stand beside it"),
    "h1": ("headline", "the page does not have {} h1"),
    "date form": ("date_published", "it is not written as {}"),
}
"""Facts of the form ``name=value``: the field that they are about, and what is said when they hold no more."""
ABOUT = {
    **dict.fromkeys(("words", "blocks", "paragraph", OWN["t"]), "body"),
    **{"headline agrees": "headline", "date agrees": "date_published"},
    **{OWN["p"]: "image", OWN["d"]: "date_published", STEADY: "record"},
}
"""What other facts say, and the field that they are about."""
SPARE = ("jsonld", "meta ", "date form")
"""What such facts begin with: the page says less, but no field was read from it, or that has an alarm of its own."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A fact that held of most pages, and does no more."""

    edition: str
    fact: str
    share: float
    """Of pages for which it held in the weeks before."""
    of: int
    """Pages that were looked at; *lacking* is for how many of them it did not hold."""
    lacking: int
    since: str
    """The day of the first of those pages."""
    pages: tuple[str, ...]
    """Ids of the last of them."""
    stands_in: str | None
    """The source that gives the field instead, on most of those pages; None: none does, or the fact is another."""
    bare: int = 0
    """Of how many of the pages that were looked at no source gives the field, if that is more than usual."""
    again: bool = False
    """Whether it was said already: ever, or if it affects nothing, on this day."""

    @property
    def field(self) -> str:
        """The field that it is about; of a source of several, its name."""
        name = self.fact.partition("=")[0]
        if name in FIELDS:
            return name
        if name in BY_NAME:
            return BY_NAME[name][0]
        return next((of for word, of in ABOUT.items() if word in self.fact), name)

    @property
    def affects(self) -> bool:
        """Whether records lack something or say something wrong: no other source stands in, or not on all pages."""
        return (self.stands_in is None or self.bare > 0) and not self.fact.startswith(SPARE)

    def rank(self) -> tuple[bool, bool, float, str]:
        """By what alarms are sorted, the worst first."""
        return not self.affects, "=" in self.fact, -self.share, self.fact

    def json(self) -> dict[str, Any]:
        """As the report of a run says it."""
        names = ("edition", "field", "fact", "since", "pages", "stands_in", "affects")
        return {name: getattr(self, name) for name in names} | {"said": str(self), "pages": list(self.pages)}

    def __str__(self) -> str:
        pages = f"{self.lacking} of {self.of} pages, usually {1 - self.share:.0%}: {', '.join(self.pages)}"
        instead = f"; {self.stands_in} stands in" if self.stands_in else ""
        bare = f", but not on {self.bare} of them" if self.stands_in and self.bare else ""
        return f"{self.edition}: {self.field}: {self._what()}, since {self.since} ({pages}){instead}{bare}"

    def _what(self) -> str:
        name, _, value = self.fact.partition("=")
        if name in BY_NAME:
            return BY_NAME[name][1].format(value)
        if self.fact in TOLD:
            return TOLD[self.fact]
        if value:
            return f"{value} is silent"
        if self.fact == self.field and name in FIELDS:
            return "no longer there"
        words = self.fact.replace("at most", "more than").replace("no paragraph over", "a paragraph of more than")
        if words != self.fact:
            return words
        if self.fact.startswith(SPARE):
            return "the page no longer has it (no field hangs on it alone)"
        return f"fewer than {self.fact}"


def summed_up(alarms: Iterable[Alarm]) -> str:
    """*alarms* in a few words: the first of each field."""
    first: dict[str, Alarm] = {}
    for alarm in alarms:
        first.setdefault(alarm.field, alarm)
    shown = [str(alarm) for alarm in list(first.values())[:SHOWN]]
    more = len(first) - len(shown)
    return "; ".join(f"drift: {text}" for text in shown) + (f"; and {more} more" if more else "")
