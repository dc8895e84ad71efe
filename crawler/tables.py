"""The tables of the ledger, in SQL that an SQLite as old as Python 3.10 may bring (3.26) understands."""

SCHEMA = """
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
CREATE INDEX link_due ON link (edition, job) WHERE next_try IS NOT NULL AND state NOT IN ('stored', 'gone');
                                 -- ends in pk, the order of the frontier
CREATE INDEX link_look ON link (edition, next_try) WHERE next_try IS NOT NULL AND state IN ('stored', 'gone');
CREATE INDEX link_missing ON link (edition) WHERE absent_since IS NOT NULL AND state = 'stored';
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
CREATE TABLE sighting (          -- which sources named a link, and when each first did
    link INTEGER NOT NULL REFERENCES link,
    source TEXT NOT NULL,        -- 'list', 'block', 'days', 'sitemap', 'feed', 'argument', 'redirect', 'file'
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (link, source)
) WITHOUT ROWID;
CREATE TABLE file (              -- the JSON Lines files
    pk INTEGER PRIMARY KEY,
    edition TEXT NOT NULL,
    name TEXT NOT NULL,          -- '2026-11-22.jsonl'
    committed INTEGER NOT NULL,  -- bytes that are recorded here; what lies beyond is not
    UNIQUE (edition, name)
);
CREATE TABLE record (            -- every line written, in order of commit
    pk INTEGER PRIMARY KEY,
    link INTEGER NOT NULL REFERENCES link,
    revision INTEGER NOT NULL,
    event TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    file INTEGER NOT NULL REFERENCES file,
    position INTEGER NOT NULL,   -- of the line's first byte
    written_at INTEGER NOT NULL,
    run_id TEXT NOT NULL
);
CREATE INDEX record_link ON record (link);
CREATE TABLE edition (           -- editions that were crawled
    edition TEXT PRIMARY KEY,
    lowest INTEGER,              -- article numbers on the first list page ever read; null if it had none
    highest INTEGER,
    begun_at INTEGER NOT NULL,   -- when that was
    complete_at INTEGER NOT NULL,          -- up to here nothing that any list named is unknown
    gap_opened_at INTEGER,       -- since when it is known that something after complete_at may be missing; null: no gap
    gap_tried_at INTEGER         -- when it was last tried to close it
);
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
CREATE TABLE day (               -- day archives that were read to their end
    edition TEXT NOT NULL,
    day TEXT NOT NULL,           -- '2026-11-22', in Almaty
    read_at INTEGER NOT NULL,
    links INTEGER NOT NULL,      -- how many articles they named
    PRIMARY KEY (edition, day)
) WITHOUT ROWID;
CREATE TABLE absent_day (        -- day archives that were not there or empty, and are not believed to be so yet
    edition TEXT NOT NULL,
    day TEXT NOT NULL,
    seen_at INTEGER NOT NULL,    -- when that was seen first
    PRIMARY KEY (edition, day)
) WITHOUT ROWID;
CREATE TABLE robots (origin TEXT PRIMARY KEY, status INTEGER NOT NULL, body BLOB NOT NULL, fetched_at INTEGER NOT NULL);
CREATE TABLE host (              -- hosts that asked for a pause
    origin TEXT PRIMARY KEY,
    closed_until INTEGER NOT NULL,
    refusals INTEGER NOT NULL,   -- answers 429 or 503 in a row
    reason TEXT NOT NULL
);
CREATE TABLE request (           -- every request of the last days, noted before it is sent
    pk INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    path TEXT NOT NULL,
    sent_at REAL NOT NULL,
    status INTEGER,              -- null: no answer (yet)
    bytes INTEGER,               -- of the answer's body as it was sent
    run_id TEXT NOT NULL
);
CREATE INDEX request_sent ON request (origin, sent_at);
CREATE TABLE translation (       -- articles of other editions that an article names as its translations
    other TEXT NOT NULL,         -- id of the article that is named
    one TEXT NOT NULL,           -- id of the article that names it
    url TEXT NOT NULL,           -- of the article that names it
    PRIMARY KEY (other, one)
) WITHOUT ROWID;
CREATE INDEX translation_one ON translation (one);
CREATE TABLE signature (         -- what an article's story is recognised by, in order of its first record
    pk INTEGER PRIMARY KEY,
    link INTEGER NOT NULL UNIQUE REFERENCES link,
    sketch BLOB NOT NULL         -- of its latest revision
);
CREATE TABLE likeness (          -- articles that may tell the same story have a key in common
    key INTEGER NOT NULL,
    signature INTEGER NOT NULL,
    PRIMARY KEY (key, signature)
) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

SECOND = """
CREATE INDEX look_odd ON look (odd) WHERE odd IS NOT NULL;
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
CREATE TABLE capture (           -- where in the raw archive an answer lies
    page INTEGER NOT NULL,       -- key of the article's link; of a list, with a minus, its key in raw_list
    at INTEGER NOT NULL,         -- when it came, in milliseconds
    file INTEGER NOT NULL REFERENCES raw_file,
    position INTEGER NOT NULL,   -- of the record's first byte
    of INTEGER,                  -- when the capture of that page came that has its body; null: it has its own
    digest INTEGER,              -- eight bytes of the body's SHA-1, if that is its own and came over the wire
    PRIMARY KEY (page, at)
) WITHOUT ROWID;
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
CREATE TABLE tally (             -- what held of pages that were read, by which a new template is noticed
    edition TEXT NOT NULL,
    day TEXT NOT NULL,           -- '2026-11-22', in Almaty: when they were read
    extractor TEXT NOT NULL,     -- version of the rules that read them
    fact TEXT NOT NULL,          -- 'image=site:div.postpic'; empty: all pages
    pages INTEGER NOT NULL,      -- of how many it held
    PRIMARY KEY (edition, day, extractor, fact)
) WITHOUT ROWID;
CREATE TABLE sample (            -- the last articles of each edition, in the order in which they were first read
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    edition TEXT NOT NULL,
    day TEXT NOT NULL,           -- when they were last read
    extractor TEXT NOT NULL,
    facts TEXT NOT NULL,         -- what held of them then, a line each
    marks TEXT NOT NULL          -- what no two of them should have in common
);
CREATE TABLE ringing (           -- what held of the pages of an edition and does no more
    edition TEXT NOT NULL,
    fact TEXT NOT NULL,
    since TEXT NOT NULL,         -- day
    told TEXT NOT NULL,          -- JSON: what else its alarm says
    said TEXT NOT NULL,          -- the last day on which a run said so
    extractor TEXT NOT NULL,
    PRIMARY KEY (edition, fact)
) WITHOUT ROWID;
CREATE TABLE named (             -- articles of other editions that an article names as its translations
    other TEXT NOT NULL,         -- id of the article that is named
    one INTEGER NOT NULL REFERENCES link,  -- the article that names it
    path TEXT,                   -- of the article that is named; null where that is a link, which knows better
    PRIMARY KEY (other, one)
) WITHOUT ROWID;
INSERT INTO named SELECT other, link.pk, NULL FROM translation JOIN link ON link.id = one;
DROP TABLE translation;
ALTER TABLE named RENAME TO translation;
CREATE INDEX translation_one ON translation (one);
CREATE TABLE written (           -- every line written, in order of commit
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
INSERT INTO written SELECT pk, link, revision, event, substr(content_hash, 1, 16), file, position, written_at, NULL
    FROM record;
DROP TABLE record;
ALTER TABLE written RENAME TO record;
CREATE INDEX record_link ON record (link);
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
CREATE INDEX run_open ON run (pk) WHERE ended_at IS NULL;
CREATE TABLE total (             -- what all runs of a day add up to
    day TEXT NOT NULL,           -- '2026-11-22', in Almaty, on which they ended; '': of all days
    name TEXT NOT NULL,          -- of a count: 'orda/new/new', 'run/latest/0', 'status/200', 'seconds/latest'
    value REAL NOT NULL,
    PRIMARY KEY (day, name)
) WITHOUT ROWID;
CREATE INDEX link_day ON link (day);
CREATE INDEX record_revised ON record (pk) WHERE event <> 'new';
"""

_WAITS = "{0}.next_try IS NOT NULL AND {0}.state NOT IN ('stored', 'gone')"
_LEAVES = "UPDATE waiting SET links = links - 1 WHERE edition = old.edition AND state = old.state;"
_COMES = (
    "INSERT INTO waiting VALUES (new.edition, new.state, 1)"
    " ON CONFLICT (edition, state) DO UPDATE SET links = links + 1;"
)
THIRD = f"""
CREATE TABLE waiting (           -- how many links have no record and are tried again; the triggers below see to it
    edition TEXT NOT NULL,
    state TEXT NOT NULL,
    links INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) WITHOUT ROWID;
INSERT INTO waiting SELECT edition, state, count(*) FROM link WHERE {_WAITS.format("link")} GROUP BY 1, 2;
CREATE TRIGGER link_found AFTER INSERT ON link WHEN {_WAITS.format("new")} BEGIN {_COMES} END;
CREATE TRIGGER link_dropped AFTER DELETE ON link WHEN {_WAITS.format("old")} BEGIN {_LEAVES} END;
CREATE TRIGGER link_left AFTER UPDATE OF edition, state, next_try ON link WHEN {_WAITS.format("old")}
    BEGIN {_LEAVES} END;
CREATE TRIGGER link_came AFTER UPDATE OF edition, state, next_try ON link WHEN {_WAITS.format("new")}
    BEGIN {_COMES} END;
ALTER TABLE run ADD COLUMN doubted INTEGER;  -- looks that were not believed
"""

MIGRATIONS = {2: SECOND, 3: THIRD}
"""What leads from the version before to each version of the ledger: only ever forward, each in one transaction."""
SCHEMA += SECOND + THIRD
VERSION = max(MIGRATIONS)
