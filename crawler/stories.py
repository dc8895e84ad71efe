"""What relates articles to each other, decided as one is written: a story told twice, or in another language."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from crawler.items import Article
from crawler.ledger import Ledger
from crawler.urls import Origins


class Stories:
    """The relations, in the ledger; *origins* tell whose addresses pages name."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins

    def relate(self, db: sqlite3.Connection, link: int, article: Article) -> Article:
        """*article*, of the link with the key *link*, with the earlier story that it repeats and all its translations.

        :param db: the ledger, inside the transaction that makes the record durable.
        """
        if article.event == "removed":  # repeats its last record
            return article
        from crawler.duplicates import check  # here: a run without news needs none of it
        from crawler.similarity import sign

        found = check(db, link, sign(article.edition, article.headline, article.text))
        translations = self._translations(db, article)
        related = (found.id if found else None, found.similarity if found else None)
        if related == (article.duplicate_of, article.similarity) and translations == article.translations:
            return article
        provenance = dict(article.provenance)
        if set(translations) > set(article.translations):
            provenance.setdefault("translations", "ledger")
        return replace(
            article,
            duplicate_of=related[0],
            similarity=related[1],
            translations=translations,
            provenance=provenance,
        )

    def name(self, ledger: Ledger, article: Article) -> None:
        """Take note of the translations that *article* names, which does not get a record for them."""
        with ledger.transaction() as db:
            self._name(db, article)

    def _name(self, db: sqlite3.Connection, article: Article) -> None:
        db.execute("DELETE FROM translation WHERE one = ?", (article.id,))
        for url in article.translations.values():
            other = self.origins.article(url)
            if other is not None:
                row = (other.id, article.id, article.url, self.origins.url(other))
                db.execute("INSERT OR IGNORE INTO translation (other, one, url, other_url) VALUES (?, ?, ?, ?)", row)

    def _translations(self, db: sqlite3.Connection, article: Article) -> dict[str, str]:
        """The translations that *article* names, and of the other editions those that name it."""
        self._name(db, article)
        naming = db.execute("SELECT one, url FROM translation WHERE other = ? ORDER BY one", (article.id,)).fetchall()
        others = {id.partition(":")[0]: url for id, url in naming}
        others.pop(article.edition, None)
        return {**others, **article.translations}
