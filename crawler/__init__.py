"""The record of what Orda.kz published: a crawler that writes every article once per revision, and can prove it.

Layers; imports go down only, and a test sees to it:

- commands and spiders: ``crawler.commands``, ``spiders`` (how links are found), ``redrive``, ``cli``, ``early``,
  ``stopping``, ``checks`` and ``trim`` (settings)
- glue to Scrapy: ``settings``, ``pipelines``, ``middlewares``, ``handlers``, ``extensions``, ``feeds``; ``rendering``,
  and with Playwright ``browser``, ``parts``, ``public``, ``filling``, ``watching``
- storage and running, no Scrapy: ``ledger``, ``lines``, ``jsonl``, ``raw``, ``raw_check``, ``captures``, ``warc``,
  ``reextract``, ``readers``, ``records`` (reading), ``run``, ``frontier``, ``sources``, ``hosts``, ``looks``,
  ``stories``, ``duplicates``, ``audit``, ``console``, ``drift``, ``chromium``, ``quarantine``, ``upkeep``, ``index``,
  ``verify``, ``mending``, ``repair``
- pure, no clock, network, settings or log: ``urls``, ``zone``, ``extract``, ``validate``, ``content_hash``, ``schema``,
  ``similarity``, ``diff``, ``revisits``, ``discovery``, ``spans``, ``reading``, ``reread``, ``facts``, ``alarms``,
  ``telling``, ``diagnosis``, ``unused``, ``shapes``
- data, standard library only: ``site``, ``dated``, ``items``, ``tables``

``replica`` is the offline stand-in for the site, for the demo and the tests; it imports nothing of the above but data.
"""

__version__ = "0.1.0"
