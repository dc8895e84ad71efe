BEGIN TRANSACTION;
CREATE TABLE absent_day (        -- day archives that were not there or empty, and are not believed to be so yet
    edition TEXT NOT NULL,
    day TEXT NOT NULL,
    seen_at INTEGER NOT NULL,    -- when that was seen first
    PRIMARY KEY (edition, day)
) WITHOUT ROWID;
CREATE TABLE capture (           -- where in the raw archive an answer lies
    page INTEGER NOT NULL,       -- key of the article's link; of a list, with a minus, its key in raw_list
    at INTEGER NOT NULL,         -- when it came, in milliseconds
    file INTEGER NOT NULL REFERENCES raw_file,
    position INTEGER NOT NULL,   -- of the record's first byte
    of INTEGER,                  -- when the capture of that page came that has its body; null: it has its own
    digest INTEGER,              -- eight bytes of the body's SHA-1, if that is its own and came over the wire
    PRIMARY KEY (page, at)
) WITHOUT ROWID;
CREATE TABLE day (               -- day archives that were read to their end
    edition TEXT NOT NULL,
    day TEXT NOT NULL,           -- '2026-11-22', in Almaty
    read_at INTEGER NOT NULL,
    links INTEGER NOT NULL,      -- how many articles they named
    PRIMARY KEY (edition, day)
) WITHOUT ROWID;
CREATE TABLE edition (           -- editions that were crawled
    edition TEXT PRIMARY KEY,
    lowest INTEGER,              -- article numbers on the first list page ever read; null if it had none
    highest INTEGER,
    begun_at INTEGER NOT NULL,   -- when that was
    complete_at INTEGER NOT NULL,          -- up to here nothing that any list named is unknown
    gap_opened_at INTEGER,       -- since when it is known that something after complete_at may be missing; null: no gap
    gap_tried_at INTEGER         -- when it was last tried to close it
);
INSERT INTO "edition" VALUES('en',9711,9716,1795406028,1795406028,NULL,NULL);
CREATE TABLE file (              -- the JSON Lines files
    pk INTEGER PRIMARY KEY,
    edition TEXT NOT NULL,
    name TEXT NOT NULL,          -- '2026-11-22.jsonl'
    committed INTEGER NOT NULL,  -- bytes that are recorded here; what lies beyond is not
    UNIQUE (edition, name)
);
INSERT INTO "file" VALUES(1,'en','2026-11-23.jsonl',33209);
CREATE TABLE host (              -- hosts that asked for a pause
    origin TEXT PRIMARY KEY,
    closed_until INTEGER NOT NULL,
    refusals INTEGER NOT NULL,   -- answers 429 or 503 in a row
    reason TEXT NOT NULL
);
CREATE TABLE likeness (          -- articles that may tell the same story have a key in common
    key INTEGER NOT NULL,
    signature INTEGER NOT NULL,
    PRIMARY KEY (key, signature)
) WITHOUT ROWID;
INSERT INTO "likeness" VALUES(-2055780636,4);
INSERT INTO "likeness" VALUES(-1877030321,1);
INSERT INTO "likeness" VALUES(-1877030321,4);
INSERT INTO "likeness" VALUES(-1874977286,2);
INSERT INTO "likeness" VALUES(-1849100240,2);
INSERT INTO "likeness" VALUES(-1780960734,3);
INSERT INTO "likeness" VALUES(-1663557337,3);
INSERT INTO "likeness" VALUES(-1414942630,3);
INSERT INTO "likeness" VALUES(-1274491293,2);
INSERT INTO "likeness" VALUES(-1099611068,1);
INSERT INTO "likeness" VALUES(-808569733,2);
INSERT INTO "likeness" VALUES(-595003126,1);
INSERT INTO "likeness" VALUES(-372038324,1);
INSERT INTO "likeness" VALUES(-367292684,1);
INSERT INTO "likeness" VALUES(-320547512,3);
INSERT INTO "likeness" VALUES(-253136862,4);
INSERT INTO "likeness" VALUES(-94208523,4);
INSERT INTO "likeness" VALUES(40197052,2);
INSERT INTO "likeness" VALUES(103050730,3);
INSERT INTO "likeness" VALUES(254848073,2);
INSERT INTO "likeness" VALUES(315748505,4);
INSERT INTO "likeness" VALUES(382209250,3);
INSERT INTO "likeness" VALUES(397682875,1);
INSERT INTO "likeness" VALUES(456500789,2);
INSERT INTO "likeness" VALUES(472059939,4);
INSERT INTO "likeness" VALUES(483006845,3);
INSERT INTO "likeness" VALUES(543050070,4);
INSERT INTO "likeness" VALUES(666273875,1);
INSERT INTO "likeness" VALUES(852562925,4);
INSERT INTO "likeness" VALUES(1239829960,1);
INSERT INTO "likeness" VALUES(1275460307,2);
INSERT INTO "likeness" VALUES(1415403315,3);
CREATE TABLE link (
    pk INTEGER PRIMARY KEY,      -- in order of discovery, the oldest of a page first: descending is newest first
    id TEXT NOT NULL UNIQUE,     -- 'en:9716', 'ru:the-slug'
    edition TEXT NOT NULL,
    number INTEGER,              -- of the article in its edition; null where the address has none
    path TEXT NOT NULL,          -- canonical, below the edition's origin
    state TEXT NOT NULL CHECK (state IN ('pending', 'stored', 'gone', 'rejected', 'failed')),
    reason TEXT,                 -- why it is gone, rejected or failed
    job TEXT NOT NULL,           -- the job that wants it: 'latest', 'article', 'archive'
    day TEXT NOT NULL,           -- Almaty day it is counted under: of publication where known, else of discovery
    attempts INTEGER NOT NULL DEFAULT 0,   -- tries in a row that came to nothing
    absences INTEGER NOT NULL DEFAULT 0,   -- how many of the last tries in a row said that it is not there
    absent_since INTEGER,        -- time of the first of those
    next_try INTEGER,            -- when it is due; null: never again by itself
    extractor TEXT               -- version of the extraction rules that rejected it; null where they had no part
);
INSERT INTO "link" VALUES(1,'en:9711','en',9711,'/local-farmers-question-a-digital-queue-for-kindergartens-across-the-besterek-valley-9711/','stored',NULL,'latest','2026-11-23',0,0,NULL,1795407186,NULL);
INSERT INTO "link" VALUES(2,'en:9712','en',9712,'/customs-officers-review-the-winter-road-schedule-outside-sarytogai-9712/','stored',NULL,'latest','2026-11-23',0,0,NULL,1795411697,NULL);
INSERT INTO "link" VALUES(3,'en:9715','en',9715,'/customs-officers-restart-repairs-to-the-canal-bridge-the-steppe-courier-9715/','stored',NULL,'latest','2026-11-23',0,0,NULL,1795419826,NULL);
INSERT INTO "link" VALUES(4,'en:9716','en',9716,'/ulytaldy-university-researchers-review-a-grain-storage-programme-9716/','stored',NULL,'latest','2026-11-23',0,0,NULL,1795406040,NULL);
INSERT INTO "link" VALUES(5,'en:9717','en',9717,'/a-story-that-waits-9717/','pending',NULL,'latest','2026-11-23',0,0,NULL,0,NULL);
INSERT INTO "link" VALUES(6,'en:9718','en',9718,'/a-story-that-waits-9718/','pending',NULL,'latest','2026-11-23',0,0,NULL,0,NULL);
INSERT INTO "link" VALUES(7,'en:9719','en',9719,'/a-story-that-waits-9719/','failed','status 500','latest','2026-11-23',1,0,NULL,1795406400,NULL);
INSERT INTO "link" VALUES(8,'en:9720','en',9720,'/a-story-that-waits-9720/','failed','status 404','latest','2026-11-23',9,0,NULL,NULL,NULL);
INSERT INTO "link" VALUES(9,'en:9721','en',9721,'/a-story-that-waits-9721/','rejected','no headline','latest','2026-11-23',1,0,NULL,1795409600,NULL);
CREATE TABLE look (              -- articles with a record, and when they were looked at
    link INTEGER PRIMARY KEY REFERENCES link,
    seen_at INTEGER NOT NULL,    -- when it was there last
    read_at INTEGER NOT NULL,    -- when it was last read whole (not 304)
    since INTEGER NOT NULL,      -- what its age is counted from: publication, first capture, or the last change
    etag TEXT,                   -- of the answer that its last record, or a look that found the same, was made of
    last_modified TEXT,
    listed INTEGER,              -- hash of the headline that lists gave it
    odd BLOB,                    -- content hash of an answer that had nothing in common with its record
    odd_at INTEGER               -- when that was answered first
);
INSERT INTO "look" VALUES(1,1795406028,1795406028,1795385586,'"a94d74e64d1a09156c3e"','Mon, 23 Nov 2026 03:53:42 GMT',6045357019586749767,NULL,NULL);
INSERT INTO "look" VALUES(2,1795406028,1795406028,1795390097,'"3392992ecc5349417f73"','Mon, 23 Nov 2026 03:53:42 GMT',3020045095414573679,NULL,NULL);
INSERT INTO "look" VALUES(3,1795406028,1795406028,1795398226,'"0ce381ea82599591dc5c"','Mon, 23 Nov 2026 03:53:42 GMT',4820710257482075219,NULL,NULL);
INSERT INTO "look" VALUES(4,1795406028,1795406028,1795404240,'"a45b9b9f1120805c524a"','Mon, 23 Nov 2026 03:53:42 GMT',2341440915318797992,NULL,NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "meta" VALUES('extractor','1');
CREATE TABLE need (              -- hosts of which the last page of a kind needed a browser
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,          -- 'article', 'list'
    needed_at INTEGER NOT NULL,  -- when that was
    pages INTEGER NOT NULL,      -- how many in a row
    PRIMARY KEY (origin, kind)
) WITHOUT ROWID;
CREATE TABLE quarantine (        -- answers that were no articles, the last from each address
    pk INTEGER PRIMARY KEY,      -- in order of arrival
    url TEXT NOT NULL UNIQUE,    -- after redirects
    kind TEXT NOT NULL,          -- what was asked for: 'article', 'list'
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,        -- the evidence
    status INTEGER NOT NULL,
    content_type TEXT,
    flags TEXT NOT NULL,         -- of the answer: 'partial', 'playwright'
    fetched_at INTEGER NOT NULL,
    extractor TEXT NOT NULL,     -- version of the rules that judged it
    size INTEGER NOT NULL,       -- bytes of the body
    body BLOB                    -- compressed; null where it would take too much room
);
CREATE TABLE raw_file (          -- files of the raw archive
    pk INTEGER PRIMARY KEY,
    edition TEXT NOT NULL,
    name TEXT NOT NULL,          -- 'en/2026-11/en-20261122T100300Z-1.warc.gz'
    committed INTEGER NOT NULL,  -- bytes that are recorded here
    begun_at INTEGER NOT NULL,
    closed_at INTEGER            -- null: answers are appended to it
);
CREATE TABLE raw_list (          -- lists of which there are captures
    pk INTEGER PRIMARY KEY,
    edition TEXT NOT NULL,
    path TEXT NOT NULL,
    UNIQUE (edition, path)
);
CREATE TABLE "record" (           -- every line written, in order of commit
    pk INTEGER PRIMARY KEY,
    link INTEGER NOT NULL REFERENCES link,
    revision INTEGER NOT NULL,
    event TEXT NOT NULL,
    content_hash BLOB NOT NULL,  -- its first half
    file INTEGER NOT NULL REFERENCES file,
    position INTEGER NOT NULL,   -- of the line's first byte
    written_at INTEGER NOT NULL,
    run INTEGER                  -- key of the run that wrote it, for as long as that is in the table of runs
);
INSERT INTO "record" VALUES(1,1,1,'new',X'D2723DA1031A6F91EA49D7E5DFDEAE8E',1,0,1795406028,NULL);
INSERT INTO "record" VALUES(2,2,1,'new',X'CA228FDA3A9E4584D5B9D60918C4AA5E',1,7701,1795406028,NULL);
INSERT INTO "record" VALUES(3,3,1,'new',X'9A7DB59BD9E17C662816697019E176B4',1,15939,1795406028,NULL);
INSERT INTO "record" VALUES(4,4,1,'new',X'66B1FDF922B4E60CEB19F0103E562CE5',1,25687,1795406028,NULL);
CREATE TABLE request (           -- every request of the last days, noted before it is sent
    pk INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    path TEXT NOT NULL,
    sent_at REAL NOT NULL,
    status INTEGER,              -- null: no answer (yet)
    bytes INTEGER,               -- of the answer's body as it was sent
    run_id TEXT NOT NULL
);
INSERT INTO "request" VALUES(1,'https://en.orda.kz','/robots.txt',1.7954060282388789654e+09,200,102,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(2,'https://en.orda.kz','/last-news/',1.79540602830566692347e+09,200,9669,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(3,'https://en.orda.kz','/ulytaldy-university-researchers-review-a-grain-storage-programme-9716/',1.79540602836426162721e+09,200,11155,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(4,'https://en.orda.kz','/customs-officers-restart-repairs-to-the-canal-bridge-the-steppe-courier-9715/',1.79540602839055538171e+09,200,11253,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(5,'https://en.orda.kz','/customs-officers-review-the-winter-road-schedule-outside-sarytogai-9712/',1.79540602841846132272e+09,200,11390,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(6,'https://en.orda.kz','/local-farmers-question-a-digital-queue-for-kindergartens-across-the-besterek-valley-9711/',1.79540602845548057553e+09,200,11481,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(7,'https://en.orda.kz','/feed/',1.79540602856965565681e+09,200,900,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(8,'https://en.orda.kz','/rss.xml',1.79540602870305609703e+09,404,6977,'20261123T035346Z-b80a53');
INSERT INTO "request" VALUES(9,'https://en.orda.kz','/sitemap/sitemap_news1.xml',1.79540602876216530804e+09,200,415,'20261123T035346Z-b80a53');
CREATE TABLE ringing (           -- what held of the pages of an edition and does no more
    edition TEXT NOT NULL,
    fact TEXT NOT NULL,
    since TEXT NOT NULL,         -- day
    told TEXT NOT NULL,          -- JSON: what else its alarm says
    said TEXT NOT NULL,          -- the last day on which a run said so
    extractor TEXT NOT NULL,
    PRIMARY KEY (edition, fact)
) WITHOUT ROWID;
CREATE TABLE robots (origin TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL, fetched_at INTEGER NOT NULL);
INSERT INTO "robots" VALUES('https://en.orda.kz',200,X'557365722D6167656E743A202A0A446973616C6C6F773A202F61646D696E2E7068700A446973616C6C6F773A202F656E67696E652F0A446973616C6C6F773A202F7365617263682D726573756C74732E68746D6C0A446973616C6C6F773A202F2A3F646F3D0A',1795406028);
CREATE TABLE run (               -- the runs of the last days
    pk INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    job TEXT NOT NULL,           -- name of the spider
    title TEXT NOT NULL,         -- what was run, in words: 'latest en'
    began TEXT NOT NULL,         -- JSON: what its report says of its beginning
    started_at INTEGER NOT NULL,
    after_record INTEGER NOT NULL,         -- highest pk of a record, and of a request, when it began
    after_request INTEGER NOT NULL,
    ended_at INTEGER,            -- null: it is at work, or was killed
    code INTEGER,                -- exit code; null: killed, or not ended
    seconds REAL,
    new INTEGER,                 -- articles that it wrote
    failed INTEGER               -- links that came to nothing
);
CREATE TABLE sample (            -- the last articles of each edition, in the order in which they were first read
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    edition TEXT NOT NULL,
    day TEXT NOT NULL,           -- when they were last read
    extractor TEXT NOT NULL,
    facts TEXT NOT NULL,         -- what held of them then, a line each
    marks TEXT NOT NULL          -- what no two of them should have in common
);
CREATE TABLE sighting (          -- which sources named a link, and when each first did
    link INTEGER NOT NULL REFERENCES link,
    source TEXT NOT NULL,        -- 'list', 'block', 'days', 'sitemap', 'feed', 'argument', 'redirect', 'file'
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (link, source)
) WITHOUT ROWID;
INSERT INTO "sighting" VALUES(1,'list',1795406028);
INSERT INTO "sighting" VALUES(2,'list',1795406028);
INSERT INTO "sighting" VALUES(3,'list',1795406028);
INSERT INTO "sighting" VALUES(4,'list',1795406028);
INSERT INTO "sighting" VALUES(5,'list',1795406041);
INSERT INTO "sighting" VALUES(6,'list',1795406041);
INSERT INTO "sighting" VALUES(7,'list',1795406041);
INSERT INTO "sighting" VALUES(8,'list',1795406041);
INSERT INTO "sighting" VALUES(9,'list',1795406041);
CREATE TABLE signature (         -- what an article's story is recognised by, in order of its first record
    pk INTEGER PRIMARY KEY,
    link INTEGER NOT NULL UNIQUE REFERENCES link,
    sketch BLOB NOT NULL         -- of its latest revision
);
INSERT INTO "signature" VALUES(1,1,X'7C9DAE2C564879B8F700260068957682E71B10BD4EF5E13FF14D266764676797874052FF3FB02BDCBB9F6B0DE2A05AA4A1A141FAA1CD0954996521907C96385DB17076DC749D138AA431ACBFEE00B504FB1E021FA822FB22AC28A62B0448585105522B70437B0681E381B4869E8EBA8FCC962C97EF994E9A969C6EA0F9A704AAD2AF5CB0ABC0C7C114C49ECEC3D76CDAAAE2EAEB9EEE1BF2');
INSERT INTO "signature" VALUES(2,2,X'2A15AB81EC621D5508011E009E8CC425C11B52E4FCF53FB215A905FEAB828320181AFF92F8F7AF9236E481B9E29786861507415DCF68D6D1992A2190BB186FDF93EE430C74AB1B3720D3DBA4EE00331C021FF424333F0348F0487265D378E381AB8FCC964E9A709E6EA062A3F9A704AA88B0B3B6C6C314C4F0D16CDAAAE2E4ED9EEED0F01BF227FA');
INSERT INTO "signature" VALUES(3,3,X'498FB9A15B0D4594360129005D9F4FBBB91BA3E438C96ABBF129B0BCC21E3720511AFFF28C78AF92EE9FB04C46222460B627C1FAAC8CD6C8998F2190BBAD38620EE636DC74C8B7B08B9E57DDEE00C50E1513FB1ECD2C9A2F4A330534DB3FA740C745084D26500552D071F472437BA47DE3817A83E68ACC96CD974E9A529C709E4DA06EA0F9A74FC014C47EC4F9D96CDAB6E33EE4E4ED64EE9EEE1BF2D7FC');
INSERT INTO "signature" VALUES(4,4,X'6DE3B59DD412D578EA001A00F8F246A6091B6683FC77A99752920854A6620541D71ADD9277AA7289DC9F9D40447F2EE91A07C1FA1D96D6C8994B49F8ECA66F33D72B2BDC9964B2D61AE3AC1CEE001513FB1E021F4A33053441348A36DE3FA740BC5ED378E381B6934E9A969C709E6EA0F9A714C408CB6CDAAAE2B6E32AED9EEE');
CREATE TABLE source (            -- pages that name links, and what they answered last
    edition TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER,              -- null: no answer
    etag TEXT,
    last_modified TEXT,
    digest BLOB,                 -- of the links it named
    read_at INTEGER,             -- when it was last read whole (not 304)
    checked_at INTEGER NOT NULL,
    newest INTEGER,              -- highest article number in it
    links INTEGER NOT NULL,      -- how many articles it named
    PRIMARY KEY (edition, path)
) WITHOUT ROWID;
INSERT INTO "source" VALUES('en','/feed/',200,NULL,NULL,NULL,1795406028,1795406028,NULL,4);
INSERT INTO "source" VALUES('en','/last-news/',200,'"8cd76fef1d915db162e4"','Mon, 23 Nov 2026 03:53:42 GMT',X'5AFFF220FB486D194EDF3D203B6FEB2AB68F37CAC6857F1373BE5A7D5952738D',1795406028,1795406028,NULL,4);
INSERT INTO "source" VALUES('en','/rss.xml',404,NULL,NULL,NULL,1795406028,1795406028,NULL,0);
INSERT INTO "source" VALUES('en','/sitemap/sitemap_news1.xml',200,NULL,NULL,NULL,1795406028,1795406028,9716,4);
CREATE TABLE tally (             -- what held of pages that were read, by which a new template is noticed
    edition TEXT NOT NULL,
    day TEXT NOT NULL,           -- '2026-11-22', in Almaty: when they were read
    extractor TEXT NOT NULL,     -- version of the rules that read them
    fact TEXT NOT NULL,          -- 'image=site:div.postpic'; empty: all pages
    pages INTEGER NOT NULL,      -- of how many it held
    PRIMARY KEY (edition, day, extractor, fact)
) WITHOUT ROWID;
CREATE TABLE total (             -- what all runs of a day add up to
    day TEXT NOT NULL,           -- '2026-11-22', in Almaty, on which they ended; '': of all days
    name TEXT NOT NULL,          -- of a count: 'orda/new/new', 'run/latest/0', 'status/200', 'seconds/latest'
    value REAL NOT NULL,
    PRIMARY KEY (day, name)
) WITHOUT ROWID;
CREATE TABLE "translation" (             -- articles of other editions that an article names as its translations
    other TEXT NOT NULL,         -- id of the article that is named
    one INTEGER NOT NULL REFERENCES link,  -- the article that names it
    path TEXT,                   -- of the article that is named; null where that is a link, which knows better
    PRIMARY KEY (other, one)
) WITHOUT ROWID;
CREATE INDEX link_due ON link (edition, job) WHERE next_try IS NOT NULL AND state NOT IN ('stored', 'gone');
CREATE INDEX link_look ON link (edition, next_try) WHERE next_try IS NOT NULL AND state IN ('stored', 'gone');
CREATE INDEX link_missing ON link (edition) WHERE absent_since IS NOT NULL AND state = 'stored';
CREATE INDEX request_sent ON request (origin, sent_at);
CREATE INDEX look_odd ON look (odd) WHERE odd IS NOT NULL;
CREATE INDEX translation_one ON translation (one);
CREATE INDEX record_link ON record (link);
CREATE INDEX run_open ON run (pk) WHERE ended_at IS NULL;
CREATE INDEX link_day ON link (day);
CREATE INDEX record_revised ON record (pk) WHERE event <> 'new';
COMMIT;
PRAGMA application_id = 1332896865;
PRAGMA user_version = 2;
