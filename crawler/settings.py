"""Every setting of a run, with its unit and why. Any of them can be given on the command line: ``-s NAME=value``.

The environment is read here only, and only for what differs between machines.
"""

import os
import sys
from pathlib import Path

from crawler import __version__

BOT_NAME = "orda"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "crawler.commands"
_COMMAND = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "")
if _COMMAND.isidentifier() and (Path(__file__).parent / "commands" / f"{_COMMAND}.py").exists():
    COMMANDS_MODULE += f".{_COMMAND}"  # that one alone: to import the others takes about 3 % of a start

# -- what differs between machines

ORDA_DATA_DIR = os.environ.get("ORDA_DATA_DIR") or str(Path(__file__).resolve().parent.parent / "data")
"""Directory of all that is written; made if it is not there."""
ORDA_ORIGIN_EN = os.environ.get("ORDA_ORIGIN_EN") or None
ORDA_ORIGIN_RU = os.environ.get("ORDA_ORIGIN_RU") or None
ORDA_ORIGIN_KK = os.environ.get("ORDA_ORIGIN_KK") or None
"""Where each edition is fetched from, `http://host:port`; None: from its public host over https."""
ORDA_EDITIONS = os.environ.get("ORDA_EDITIONS") or "en"
"""Editions that `latest` crawls where `-a editions=` is not given: `en`, `ru`, `kk`, a list with commas, or `all`."""
ORDA_CONTACT = os.environ.get("ORDA_CONTACT") or None
"""Address or page of whoever runs this crawler, for the user agent, so that the site can reach them."""
PLAYWRIGHT_CHROMIUM = os.environ.get("PLAYWRIGHT_CHROMIUM") or None
"""The browser for pages that need one; None: Playwright's own, or else the first of `chromium`, `chromium-browser` and
`google-chrome` on the PATH."""
HEARTBEAT_URL = os.environ.get("HEARTBEAT_URL") or None
"""A dead man's switch that `latest` pings: `…/start`, then `…` when all went well or `…/fail` when not."""

# -- what a run does

ORDA_LEFTOVERS = 100
"""Links of earlier runs (pending, or failed and due) that a `latest` run takes at most, after what is new."""
ORDA_REVISITS = 100
"""Stored articles that are due for another look that a `latest` run takes at most, after all else."""
ORDA_REVISIT_AFTER = "30m,2h,6h,1d,3d,7d,30d"
"""When a stored article is looked at again, counted from its publication or from its last change; empty: never."""
ORDA_REMOVED_SIGHTINGS = 3
ORDA_REMOVED_HOURS = 36
"""An article counts as removed when it was missing so many times in a row, over at least so many hours."""
ORDA_REQUESTS_PER_RUN = 10_000
"""Requests to one host in one run at most; what is left goes on in the next."""
ORDA_SLICE_SECONDS = 240.0
"""Seconds after which `archive` lets a waiting run go first."""
ORDA_QUARANTINE_ITEMS = 500
ORDA_QUARANTINE_MB = 20.0
"""Answers that were no articles kept with their bodies, and megabytes of those, compressed; the oldest go first."""
ORDA_BATCH_SIZE = 50
"""Articles written together: one sync and one commit for 50 cost a fortieth of one for each."""
ORDA_BATCH_SECONDS = 1.0
"""Seconds after which a batch is written however small it is."""
ORDA_STOP_SECONDS = 5.0
"""Seconds that running downloads get to end after SIGINT or SIGTERM."""
ORDA_DEADLINE_SECONDS = 540.0
"""Seconds after which `latest` is ended, with its work so far kept: less than cron's interval. Others are ended when
for so long no answer came. 0: never."""

# -- upkeep

ORDA_FREE_MB = 200
"""Megabytes that have to be free on the disk: with less nothing is written, and a run ends with exit code 74."""
ORDA_COMPRESS_DAYS = 0
"""Days after which `upkeep` compresses a day's file with gzip; 0: never. Whatever reads the archive reads both."""
ORDA_STATUS_SECONDS = 1800.0
"""Seconds after which `status.html` is renewed though there is nothing new: that costs a tenth of a run."""
ORDA_REPORT_DAYS = 30
"""Days that the reports of single runs are kept; what they add up to by day stays for ever."""
ORDA_LOG_MB = 10
ORDA_LOG_DAYS = 7
"""A log that is larger, or began longer ago, is put aside when a run begins."""
ORDA_LOG_FILES = 8
"""How many old ones stay."""

# -- pages that a script fills

RENDER = os.environ.get("RENDER") or "auto"
"""`auto`: pages are opened in a browser if they need it; `never`; `always`: articles and lists are, whether or not.
Also `-a render=`."""
ORDA_BROWSER_AGAIN_HOURS = 24.0
"""Hours after which a page is asked for again whose host needs a browser where there is none: it may need none now."""
ORDA_BROWSER_SECONDS = 20.0
"""Seconds after which a page in the browser is given up, or, if it is a list, the growth of it. What is waited between
the requests of the page comes on top."""
ORDA_BROWSER_PAGES = 100
"""Pages after which the browser is started afresh: it never gives back all memory."""
ORDA_BROWSER_LOADS = ["document", "script", "xhr", "fetch"]
"""What a page in the browser may load, in the words of Playwright: no pictures, styles, fonts, media, nor frames."""
DOWNLOAD_SLOTS = {"browser": {"concurrency": 2, "delay": 0}}
"""Two pages are open at a time; it is what they ask for that waits its turn."""
# -- the raw archive

RAW_ARCHIVE = os.environ.get("RAW_ARCHIVE") or "on"
"""`on`: every answer of an article or a list is kept as it came, in `raw/`; `off`: none is."""
RAW_KEEP_DAYS = os.environ.get("RAW_KEEP_DAYS") or 0
"""Days after which a file of the raw archive is removed; 0: never. What is removed, new rules cannot read."""
RAW_FILE_MB = 100
"""Megabytes from which on a file of the raw archive is closed; each is closed when its day in Almaty is over."""

# -- manners

USER_AGENT = f"orda-crawler/{__version__}"
"""Becomes `orda-crawler/… (+CONTACT)` where ORDA_CONTACT is set."""
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 0.5
"""Seconds between two requests to a host, at least."""
DOWNLOAD_DELAY_JITTER = 0.0
"""No jitter: it would go below the half second as often as above it."""
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
"""Seconds; Scrapy's own 5 would cost a run of a dozen articles its first minute."""
AUTOTHROTTLE_MAX_DELAY = 30.0
COOKIES_ENABLED = False
DOWNLOAD_TIMEOUT = 60
"""Seconds for a whole answer."""
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
"""Bytes of a page, unpacked; Scrapy's own 1 GB lets a gzip bomb take 1.5 GB of memory."""
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
"""News pages reload themselves by meta refresh; following that would fetch them for ever."""
RETRY_TIMES = 1
"""One more try within the run for what broke off; further ones are for later runs."""
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
"""Not 429 and 503: who says that it is too much is not asked again at once."""
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"
"""Scrapy's default knows no IPv6."""
REMOTE_CONTROL_ENABLED = False
"""It would run whatever Python is sent to a local port."""
TELNETCONSOLE_ENABLED = False

# -- components

HTTPERROR_ALLOW_ALL = True
"""Every answer is judged by the page verdict, also those that Scrapy would keep from the spiders."""
URLLENGTH_LIMIT = 0
"""None: a link that is left out for its length would stay pending for ever."""
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
"""The ledger knows what was asked already; a second memory could only disagree with it."""
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.OriginMiddleware": 50,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.CompressionMiddleware": 590,
    "crawler.middlewares.AnswerMiddleware": 950,  # next to the network: answers as they came
}
ITEM_PIPELINES = {
    "crawler.pipelines.ValidatePipeline": 100,
    "crawler.pipelines.DedupePipeline": 200,
    "crawler.pipelines.WritePipeline": 1000,  # the last of all: what a pipeline of yours drops is not written
}
DOWNLOAD_HANDLERS = {
    "http": "crawler.handlers.NotedDownloadHandler",
    "https": "crawler.handlers.NotedDownloadHandler",
}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.feeds.Feeds": 0,
    "crawler.extensions.Outcomes": 0,
    "crawler.extensions.Progress": 10,
}
ADDONS = {"crawler.trim.Trim": 1_000_000}
CONCURRENT_ITEMS = 1
"""Scrapy starts so many tasks for every answer; a page has one article. With this and the next a page that nobody reads
takes 1.3 ms of Scrapy's, and 2.25 without."""
WARN_ON_GENERATOR_RETURN_VALUE = False
"""Reads the source of every callback; ours are checked by mypy."""

# -- log and feeds

LOG_FORMATTER = "crawler.extensions.Formatter"
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s [%(name)s] %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%SZ"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
FEED_EXPORT_ENCODING = "utf-8"
FEED_STORE_EMPTY = True
