"""What is said when pages are no longer what they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.facts import FIELDS, OWN

SHOWN = 3
"""Pages that an alarm names, and alarms that a summary does."""
ABOUT = {
    **dict.fromkeys(("bodies", "outside", "words", "blocks", "paragraph", OWN), "body"),
    **{"h1": "headline", "headline agrees": "headline", "date agrees": "date_published", "date form": "date_published"},
}
"""What a fact says, and the field that it is about."""
TOLD = {
    "bodies": "there are not {} of them",
    "outside": "not {} paragraphs stand beside it",
    "h1": "there are not {} h1",
    "date form": "its form is not {}",
}


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
    """The first day of those in a row on which it hardly held."""
    pages: tuple[str, ...]
    """Ids of some pages of this run for which it does not hold."""
    again: bool
    """Whether it was given on this day already."""
    stands_in: str | None
    """The source that gives the field instead, on most of those pages; None: none does, or the fact is another."""

    @property
    def field(self) -> str:
        """The field that it is about; of a source of several, its name."""
        name = self.fact.partition("=")[0]
        return name if name in FIELDS else next((of for word, of in ABOUT.items() if word in self.fact), name)

    @property
    def affects(self) -> bool:
        """Whether records lack something or say something wrong: no other source stands in."""
        return self.stands_in is None and not self.fact.startswith(("jsonld", "meta ", "date form"))

    def json(self) -> dict[str, Any]:
        """As the report of a run says it."""
        names = ("edition", "field", "fact", "since", "pages", "stands_in", "affects")
        return {name: getattr(self, name) for name in names} | {"said": str(self), "pages": list(self.pages)}

    def __str__(self) -> str:
        name, _, value = self.fact.partition("=")
        if name in TOLD:
            what = TOLD[name].format(value)
        else:
            what = f"{value} is silent" if value else "no more" if self.fact == self.field else f"no more: {self.fact}"
        pages = f"{self.lacking} of {self.of} pages, usually {1 - self.share:.0%}: {', '.join(self.pages)}"
        instead = f"; {self.stands_in} stands in" if self.stands_in else ""
        return f"{self.edition}: {self.field}: {what}, since {self.since} ({pages}){instead}"


def summed_up(alarms: Iterable[Alarm]) -> str:
    """*alarms* in a few words: the first of each field."""
    first: dict[str, Alarm] = {}
    for alarm in alarms:
        first.setdefault(alarm.field, alarm)
    shown = [str(alarm) for alarm in list(first.values())[:SHOWN]]
    more = len(first) - len(shown)
    return "; ".join(f"drift: {text}" for text in shown) + (f"; and {more} more" if more else "")
