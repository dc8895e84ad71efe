"""The usual spider, as Scrapy's tutorial would have it: follow the list, read each article by CSS selectors.

python bare.py crawl ORIGIN OUT.jsonl               # with Scrapy's defaults, and robots.txt obeyed
python bare.py once ORIGIN ETAG [JOBDIR]            # one conditional request for the list
"""

import sys

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess


class Articles(Spider):
    name = "articles"

    async def start(self):
        yield Request(f"{self.origin}/last-news/")

    def parse(self, response):
        yield from response.follow_all(css="div.newslist3 li a", callback=self.parse_article)
        yield from response.follow_all(css="div.navigation a", callback=self.parse)

    def parse_article(self, response):
        yield {
            "url": response.url,
            "title": response.css("h1::text").get(),
            "published": response.css("time[itemprop=datePublished]::attr(datetime)").get(),
            "paragraphs": ["".join(p.css("::text").getall()) for p in response.css("div.fulltext div.newstext p")],
            "tags": response.css(".tags a::text").getall(),
        }


class Once(Spider):
    name = "once"
    handle_httpstatus_list = (304,)

    async def start(self):
        yield Request(f"{self.origin}/last-news/", headers={"If-None-Match": self.etag}, dont_filter=True)

    def parse(self, response):
        assert response.status == 304


if __name__ == "__main__":
    what, origin, last, *jobdir = sys.argv[1:]
    settings = {"LOG_LEVEL": "INFO"}
    if what == "crawl":
        settings |= {"ROBOTSTXT_OBEY": True, "FEEDS": {last: {"format": "jsonlines"}}}
    if jobdir:
        settings["JOBDIR"] = jobdir[0]
    process = AsyncCrawlerProcess(settings)
    process.crawl(Articles if what == "crawl" else Once, origin=origin, etag=last)
    process.start()
