"""Fundus with a publisher of its own for the site, as its tutorial has it: title, time, body and tags.

    python with_fundus.py ORIGIN COUNT OUT.jsonl

Prints how many seconds that took, and of processor time, both without imports.
"""

import json
import sys
import time

from fundus import Crawler, Sitemap
from fundus.parser import BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector, generic_date_parsing
from fundus.publishers.base_objects import Publisher, PublisherGroup
from lxml.etree import XPath


class OrdaParser(ParserProxy):
    class V1(BaseParser):
        _paragraph_selector = XPath("//div[@class='newstext']//p")
        _title = XPath("string(//h1)")
        _time = XPath("string(//time[@itemprop='datePublished']/@datetime)")
        _tags = XPath("//div[@class='tags']/a/text()")

        @attribute
        def body(self):
            return extract_article_body_with_selector(self.precomputed.doc, paragraph_selector=self._paragraph_selector)

        @attribute
        def publishing_date(self):
            return generic_date_parsing(self._time(self.precomputed.doc) or None)

        @attribute
        def title(self):
            return self._title(self.precomputed.doc)

        @attribute
        def topics(self):
            return self._tags(self.precomputed.doc)


def main():
    origin, count, out = sys.argv[1:]

    class Group(metaclass=PublisherGroup):
        Orda = Publisher(
            name="Orda", domain=f"{origin}/", parser=OrdaParser, sources=[Sitemap(f"{origin}/-/sitemap.xml")]
        )

    began, spent, done = time.perf_counter(), time.process_time(), 0
    with open(out, "w") as file:
        crawler = Crawler(Group.Orda, delay=0.0, threading=False)  # its threads wait 50 ms for each page of a publisher
        for article in crawler.crawl(max_articles=int(count), only_complete=False):
            found = article.to_json("title", "publishing_date", "body", "topics")
            file.write(json.dumps(found) + "\n")
            done += 1
    print(time.perf_counter() - began, time.process_time() - spent)
    assert done == int(count), done


if __name__ == "__main__":
    main()
