"""Pipelines that raise for some articles, and other rules of extraction, for crawls that tests start."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.settings import BaseSettings

from crawler.extensions import frontier_of
from crawler.items import Article
from crawler.pipelines import DedupePipeline, ValidatePipeline, WritePipeline
from crawler.site import BODY_SELECTORS, LEAD_SELECTORS


def fault(item: Article) -> None:
    """Raise for the articles that FAULTY_IDS names."""
    if item.id in os.environ.get("FAULTY_IDS", "").split(","):
        raise DropItem("dropped") if os.environ.get("FAULTY_DROP") else RuntimeError("a fault")


class Faulty:
    """A pipeline of a user's."""

    def process_item(self, item: Article) -> Article:
        fault(item)
        return item


class FaultyValidate(ValidatePipeline):
    def process_item(self, item: Article) -> Article:
        fault(item)
        return super().process_item(item)


class FaultyDedupe(DedupePipeline):
    def process_item(self, item: Article) -> Article:
        fault(item)
        return super().process_item(item)


class FaultyWrite(WritePipeline):
    def process_item(self, item: Article) -> Article:
        fault(item)
        return super().process_item(item)


class Unwritable:
    """Puts into an article what no file can hold."""

    def process_item(self, item: Article) -> Article:
        if item.id in os.environ.get("FAULTY_IDS", "").split(","):
            return replace(item, headline="\ud800")
        return item


class Ending:
    """A pipeline that ends the program."""

    def process_item(self, item: Article) -> Article:
        raise SystemExit(3)


class Hanging:
    """A pipeline that keeps the loop from turning over the articles that FAULTY_IDS names."""

    def process_item(self, item: Article) -> Article:
        if item.id in os.environ.get("FAULTY_IDS", "").split(","):
            time.sleep(60)
        return item


def other_rules() -> None:
    """Let this process read pages by other rules, of another version."""
    from crawler.extract import fields, version
    from crawler.extract.source import Found

    version.EXTRACTOR = "2"
    fields.description = lambda source: Found("By other rules", "og")


class OtherRules:
    """A pipeline that switches to them."""

    def __init__(self) -> None:
        other_rules()

    def process_item(self, item: Article) -> Article:
        return item


class Repaired:
    """A pipeline that switches to rules which know the replica's template `redesign`."""

    def __init__(self) -> None:
        from crawler.extract import article

        for name, value in {
            "EXTRACTOR": "2",
            "BODY_SELECTORS": ("section.longread__body", *BODY_SELECTORS),
            "LEAD_SELECTORS": ("figure.longread__cover", *LEAD_SELECTORS),
        }.items():
            setattr(article, name, value)

    def process_item(self, item: Article) -> Article:
        return item


class Seizing:
    """A pipeline in which, over the articles that FAULTY_IDS names, C code keeps the interpreter to itself."""

    def process_item(self, item: Article) -> Article:
        if item.id in os.environ.get("FAULTY_IDS", "").split(","):
            re.match(r"(a+)+$", "a" * 60 + "b")
        return item


class Shifted:
    """An extension that sets the run's clock SHIFTED_HOURS ahead."""

    def __init__(self, crawler: Crawler) -> None:
        run = frontier_of(crawler).run
        shift = timedelta(hours=float(os.environ["SHIFTED_HOURS"]))
        run.clock = lambda: datetime.now(timezone.utc) + shift

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Shifted:
        return cls(crawler)


class FiveOnly:
    """An add-on that ends a crawl after five articles."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings.set("CLOSESPIDER_ITEMCOUNT", 5, priority="addon")
