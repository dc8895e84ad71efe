"""The lead picture where nothing names it: the first picture between the headline and the text."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extract.credits import picture
from crawler.extract.furniture import Scope, is_page
from crawler.extract.late import late
from crawler.extract.raw import Raw, RawImage
from crawler.items import Image
from crawler.site import NO_LEAD_PATTERN, NO_PICTURE_PATTERN

_NO_LEAD = late(f"{NO_PICTURE_PATTERN}|{NO_LEAD_PATTERN}")


def lead_of(head: Iterable[Raw], scope: Scope) -> Image | None:
    """The first picture of *head*, what stands between the headline and the text, that may be the article's own."""
    for raw in head:
        if isinstance(raw, RawImage) and not _leads_elsewhere(raw, scope):
            image = picture(raw, scope.base)
            if image and may_lead(image):
                return image
    return None


def may_lead(image: Image) -> bool:
    """Whether the address of *image* is not that of an icon, a portrait of the author or an advertisement."""
    return image.url is not None and not _NO_LEAD.search(image.url.lower())


def _leads_elsewhere(raw: RawImage, scope: Scope) -> bool:
    """Whether *raw* links to another page or site, as an advertisement or another article's picture does."""
    url = scope.absolute(raw.anchor)
    return url is not None and (is_page(raw.anchor, scope) or not scope.ours(raw.anchor))
