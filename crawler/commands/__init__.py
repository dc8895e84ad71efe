"""The commands. Whatever becomes of one of them, Scrapy's own too, :mod:`crawler.console` says it."""

import sys

from scrapy.utils.project import get_project_settings

from crawler.console import guard
from crawler.early import CRON_LINE, turn_away

guard()
if sys.argv[1:3] == CRON_LINE:
    turn_away(sys.argv[1:], str(get_project_settings()["ORDA_DATA_DIR"]))
