"""Spiders of a user's, with settings of their own, for crawls that tests start."""

from __future__ import annotations

from spiders.latest import LatestSpider


class Few(LatestSpider):
    """Takes the setting of a component that is trimmed, and one that is read before there is a crawler."""

    name = "few"
    custom_settings = {"CLOSESPIDER_ITEMCOUNT": 5, "RAW_ARCHIVE": "off"}  # noqa: RUF012


class Nothing(LatestSpider):
    """Leaves out what writes the articles."""

    name = "nothing"
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012


class Never(LatestSpider):
    """Has a number that is none."""

    name = "never"
    custom_settings = {"RETRY_TIMES": "often"}  # noqa: RUF012
