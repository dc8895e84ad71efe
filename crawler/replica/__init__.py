"""The offline stand-in for the site: a real HTTP server on this machine, with invented news in three editions.

Used by the demo, the tests and the benches; standard library only. Everything it says about itself is checked over
HTTP, and for every article it knows what a perfect reader would make of its page (:attr:`ReplicaArticle.truth`).
Its knowledge of the site is written down a second time here, apart from :mod:`crawler.site`, so that a mistake there
does not agree with itself.
"""

from crawler.replica.replica import EDITIONS, Replica
from crawler.replica.views import ReplicaArticle, Request

__all__ = ["EDITIONS", "Replica", "ReplicaArticle", "Request"]
