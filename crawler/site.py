"""What is known of the site Orda.kz, as data: hosts, address patterns, selectors, labels, block markers.

Nothing here does anything. A newer template of the site is further entries here, not code elsewhere; entries are
ordered, best first. Each fact carries how sure it is: (A) seen in several independent sources, (B) seen in one,
(C) a default of the site's content-management system (DataLife Engine), likely but unseen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One language edition of the site."""

    key: str
    """`en`, `ru` or `kk`; also the language (BCP 47) and the prefix of article ids."""
    host: str
    """Public host, served over https. (A)"""
    min_digits: int
    """Digits that a trailing number in an address needs to be the article's: on `en` any number is; on `ru` and `kk`
    article numbers have six digits by now, and a shorter one (`/itogi-2022/`) belongs to the slug. (A)"""


EDITIONS: dict[str, Edition] = {
    "en": Edition("en", "en.orda.kz", 1),
    "ru": Edition("ru", "orda.kz", 5),
    "kk": Edition("kk", "kaz.orda.kz", 5),
}

TIME_ZONE = "Asia/Almaty"
"""The newsroom's zone: UTC+6 until 2024-03-01, UTC+5 since; a time without an offset is local to it. (A)"""

LIST_PATH = "/last-news/"
"""Latest news. (A)"""
LIST_PAGE_PATH = "/last-news/page/{page}/"
"""Further pages of it. (C)"""
DAY_PATH = "/{year:04d}/{month:02d}/{day:02d}/"
"""Day archive. (A)"""
ROBOTS_PATH = "/robots.txt"
"""(C)"""

SECTION_SLUGS = frozenset(
    # Single-segment paths that are pages of the site but no articles: lists, feeds, sections, service pages. (A-C)
    """
    last-news latest-news latest news novosti zhanalyqtar feed rss rss.xml sitemap search search-results page tag tags
    category categories author authors archive archives user users login register lostpassword logout favorites
    lastcomments newposts statistics rules about about-us o-nas contacts contact kontakty reklama advertising ads
    privacy privacy-policy policy terms cookie cookies cookie-policy editorial redaktsiya vakansii jobs subscribe
    uploads templates engine wp-admin wp-content wp-includes wp-json wp-login.php amp index.php index.html admin
    ordynka society politics economy economics business world sport sports culture incidents accidents crime tech
    technology science health education opinion opinions interview interviews investigations analytics lifestyle
    special projects special-projects longread longreads video videos photo photos podcast podcasts blogs stories
    obshchestvo obschestvo politika ekonomika biznes v-mire mir kultura proisshestviya kriminal tehnologii nauka
    zdorove obrazovanie mneniya mnenie intervyu rassledovaniya analitika spetsproekty spetsproekt foto podkasty blogi
    kogham qogam sayasat saiasat ekonomika-kz alem bilim densaulyk madeniet oqiga zhahandyq redaktsiia en ru kz kk
    """.split()
)

DEAD_SPELLINGS = ("__trashed", "\ufffc", "\ufe0f")
"""Parts of addresses that sitemaps are known to list and that lead nowhere. (A)"""
