"""What one article says and how its page says it."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.replica.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Choices of markup that differ from page to page."""

    dated: str = "offset"
    """How the time is given: ``offset`` (ISO 8601, Almaty's), ``utc`` (ISO 8601, UTC), ``text`` (only text, in a link
    to the day archive inside ``time``), ``link`` (the same, the link around ``time``), ``none``."""
    h1: bool = True
    """Whether the headline is the ``h1``; if not, it is in a ``div``, and in `og:title`."""
    og: bool = True
    """Whether there are OpenGraph tags."""
    og_times: bool = False
    """Whether there is ``article:published_time`` (never where ``dated`` is text alone)."""
    jsonld: str = ""
    """Form of the JSON-LD: none, ``object``, ``array``, ``graph``, ``comma`` (a trailing one), ``several`` blocks."""
    credit: str = "first"
    """Where the lead picture's credit stands: ``first`` or ``italic`` (first line of the body), ``between`` (between
    picture and body), ``picture`` (in the picture's container)."""
    keywords: str = "other"
    """The keywords tag: ``none``, ``other`` (words besides the tags), ``instead`` (it alone holds the tags)."""
    canonical: bool = True
    """Whether there is ``link rel=canonical``."""
    hreflang: bool = True
    """Whether translations are named by ``link rel=alternate``."""
    switch: bool = True
    """Whether the language switch leads to the translations; else to front pages."""
    final_slash: bool = True
    """Whether lists link to the article with its final slash."""
    weight: int = 50_000
    """Size of the page in bytes, about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What one article says. Addresses are as in the markup; the picture's is a path."""

    headline: str
    description: str | None = None
    authors: tuple[str, ...] = ()
    original_author: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    picture: str | None = None
    """Path of the lead picture, or None."""
    label: str = "Photo"
    """The word before a credit."""
    credit: str | None = None
    """Credit of the lead picture, without the label."""
    parts: tuple[Part, ...] = ()
    """The body, without the credit line and without the "Original Author" line."""
    sources: tuple[str, ...] = ()
    """Outlets the body cites, in order."""
    looks: Looks = Looks()
