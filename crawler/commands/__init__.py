"""The commands. Whatever becomes of one of them, Scrapy's own too, :mod:`crawler.console` says it."""

import sys
from pathlib import Path

from scrapy.utils.project import get_project_settings

from crawler.console import guard
from crawler.early import CRON_LINE, check_command, turn_away
from crawler.trim import quicken

guard()
quicken()
if Path(sys.argv[0]).name == "scrapy" or Path(sys.argv[0]).parent.name == "scrapy":  # else it is imported by a test
    check_command(sys.argv[1:], ["scrapy.commands", __name__])
if sys.argv[1:3] == CRON_LINE:
    turn_away(sys.argv[1:], str(get_project_settings()["ORDA_DATA_DIR"]))
