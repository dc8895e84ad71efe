"""The commands. Whatever becomes of one of them, Scrapy's own too, :mod:`crawler.console` says it."""

from crawler.console import guard
from crawler.trim import quicken

guard()
quicken()
