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

    def relate(self, ledger: Ledger, link: int, article: Article) -> Article:
        """*article*, of the link with the key *link*, with the earlier story that it repeats and all its translations.

        To be called inside the transaction of *ledger* that makes the record durable.
        """
        if article.event == "removed":  # repeats its last record
            return article
        from crawler.duplicates import check  # here: a run without news needs none of it
        from crawler.similarity import sign

        with ledger.transaction() as db:
            found = check(db, link, sign(article.edition, article.headline, article.text))
        translations = self._translations(ledger, link, article)
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
            for (link,) in db.execute("SELECT pk FROM link WHERE id = ?", (article.id,)).fetchall():
                self._name(db, link, article)

    def _name(self, db: sqlite3.Connection, link: int, article: Article) -> None:
        db.execute("DELETE FROM translation WHERE one = ?", (link,))
        for url in article.translations.values():
            other = self.origins.article(url)
            if other is not None:
                known = db.execute("SELECT 1 FROM link WHERE id = ?", (other.id,)).fetchone()
                row = (other.id, link, None if known else other.path)
                db.execute("INSERT OR IGNORE INTO translation (other, one, path) VALUES (?, ?, ?)", row)

    def named_by(self, ledger: Ledger, id: str) -> dict[str, str]:
        """The articles that name the article *id* as their translation, by edition: where they are."""
        rows = ledger.query(
            "SELECT edition, link.path FROM translation JOIN link ON link.pk = one WHERE other = ? ORDER BY link.id", id
        )
        return {edition: self.origins[edition] + path for edition, path in rows}

    def named(self, ledger: Ledger, id: str) -> dict[str, str]:
        """The articles that the article *id* named last as its translations, by edition: where they are."""
        rows = ledger.query(
            "SELECT other, coalesce(link.path, translation.path) FROM translation LEFT JOIN link ON link.id = other"
            " WHERE one = (SELECT pk FROM link WHERE id = ?) ORDER BY other",
            id,
        )
        editions = [(other.partition(":")[0], path) for other, path in rows if path]
        return {edition: self.origins[edition] + path for edition, path in editions}

    def _translations(self, ledger: Ledger, link: int, article: Article) -> dict[str, str]:
        """The translations that *article* names, and of the other editions those that name it."""
        with ledger.transaction() as db:
            self._name(db, link, article)
        others = self.named_by(ledger, article.id)
        others.pop(article.edition, None)
        return {**others, **article.translations}
