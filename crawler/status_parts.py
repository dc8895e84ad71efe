"""The parts of ``status.html``: each asks the ledger by its indexes, or reads the last few lines, and gives HTML.

A text from the site is a text here, whatever stands in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from crawler.alarms import FIELDS
from crawler.charts import Bar, bars, legend, share, table
from crawler.frontier import LAGS
from crawler.jsonl import ArticleFiles
from crawler.ledger import DAY, HOUR, Ledger
from crawler.reports import EVER, FAILURES
from crawler.site import EDITIONS
from crawler.status import Status, results
from crawler.zone import ALMATY, almaty_day, in_almaty

DAYS, WEEK = 90, 7
RUNS = 144
SEEN = 0.08
"""Of the height of the longest run, at which one that failed is drawn at least: it may be over in no time."""
MOST_SOURCES = 5
"""That have a colour of their own."""
KINDS = {edition: f"s{place}" for place, edition in enumerate(EDITIONS)}
"""Edition to its colour."""
OUTCOMES = {"well": "ok", "failed": "bad", "stopped": "off", "killed": "off"}


@dataclass(frozen=True, slots=True)
class Source:
    """What the page is made of."""

    ledger: Ledger
    files: ArticleFiles
    status: Status

    @property
    def days(self) -> list[str]:
        """The last days in Almaty, the oldest first."""
        today = date.fromisoformat(almaty_day(self.status.at))
        return [(today - timedelta(days=back)).isoformat() for back in reversed(range(DAYS))]

    def totals(self, days: int) -> list[tuple[str, str, float]]:
        """Day, count and number of the last *days*."""
        return self.ledger.query(
            "SELECT day, name, value FROM total WHERE day >= ? AND day <> ?", self.days[-days], EVER
        )


def language(edition: str) -> str:
    """The language of *edition*."""
    return {"en": "English", "ru": "Russian", "kk": "Kazakh"}.get(edition, edition)


def articles_a_day(source: Source) -> str:
    """Articles by day of publication and edition."""
    days = source.days
    found: dict[str, dict[str, int]] = {day: {} for day in days}
    for day, edition, count in source.ledger.query(
        "SELECT day, edition, count(*) FROM link WHERE day >= ? AND day <= ? AND"
        " (state = 'stored' OR (state = 'gone' AND reason = 'removed')) GROUP BY 1, 2",
        days[0],
        days[-1],
    ):
        found[day][edition] = count
    editions = [edition for edition in EDITIONS if any(edition in by for by in found.values())]
    if not editions:
        return ""
    kept = [
        Bar(
            day,
            tuple((KINDS[edition], found[day].get(edition, 0)) for edition in editions),
            f"{_day(day)}: " + ", ".join(f"{language(edition)} {found[day].get(edition, 0)}" for edition in editions),
        )
        for day in days
    ]
    rows = [[_day(day), *(str(found[day].get(edition, 0)) for edition in editions)] for day in reversed(days)]
    names = [language(edition) for edition in editions]
    total = sum(sum(by.values()) for by in found.values())
    return (
        legend([(KINDS[edition], language(edition)) for edition in editions])
        + bars(
            kept, f"Articles a day over {DAYS} days, {total} in all", [_day(days[0]), _day(days[DAYS // 2]), "today"]
        )
        + table(["day", *names], rows, "Articles a day", folded=True)
    )


def capture_lag(source: Source) -> str:
    """From publication to capture, in the last week."""
    found: dict[str, dict[str, float]] = {}
    for _, name, value in source.totals(WEEK):
        stage, _, rest = name.partition("/")
        if stage == "lag":
            edition, _, bound = rest.partition(" ")
            by = found.setdefault(edition, {})
            by[bound] = by.get(bound, 0) + value
    if not found:
        return ""
    editions = [edition for edition in EDITIONS if edition in found]
    bounds = [*map(str, LAGS), "more"]
    kept = [
        Bar(
            _within(bound),
            tuple((KINDS[edition], found[edition].get(bound, 0)) for edition in editions),
            f"{_within(bound)}: " + ", ".join(f"{language(one)} {found[one].get(bound, 0):g}" for one in editions),
        )
        for bound in bounds
    ]
    rows = [[_within(bound), *(f"{found[one].get(bound, 0):g}" for one in editions)] for bound in bounds]
    return (
        f'<p class="note">How long after its publication an article was stored, over the last {WEEK} days.</p>'
        + legend([(KINDS[edition], language(edition)) for edition in editions])
        + bars(kept, "Articles by time from publication to capture", [_short(bound) for bound in bounds])
        + table(["within", *map(language, editions)], rows, "Capture lag", folded=True)
    )


def runs(source: Source) -> str:
    """How long the last runs took, and how they ended."""
    found = source.ledger.query(
        "SELECT title, started_at, code, coalesce(seconds, 0), new, failed, doubted FROM run WHERE ended_at IS NOT NULL"
        " ORDER BY pk DESC LIMIT ?",
        RUNS,
    )[::-1]
    if not found:
        return ""
    kept, rows = [], []
    least = SEEN * max(row[3] for row in found)
    for title, started_at, code, seconds, new, failed, doubted in found:
        outcome = _outcome(code)
        how = outcome if code in (0, None) else f"exit code {code}"
        told = f"{time_of(started_at)}, {title}: {how}, {results(new, failed, doubted)}, {seconds:.1f} s"
        drawn = max(seconds, 0.01) if code == 0 else max(seconds, least, 0.01)
        kept.append(Bar("", ((OUTCOMES[outcome], drawn),), told))
        counts = [str(count or 0) for count in (new, failed, doubted)]
        rows.append([time_of(started_at), escape(title), how, *counts, f"{seconds:.1f}"])
    well = sum(row[2] == 0 for row in found)
    head = ["began", "run", "ended", "new", "failed", "not believed", "seconds"]
    return (
        legend([("ok", "well"), ("bad", "failed"), ("off", "stopped or killed")])
        + bars(
            kept,
            f"The last {len(found)} runs, of which {well} went well",
            [time_of(found[0][1]), time_of(found[-1][1])],
            " s",
        )
        + table(head, rows[::-1], "The last runs", folded=True)
    )


def _outcome(code: int | None) -> str:
    return "killed" if code is None else "well" if code == 0 else "stopped" if code > 128 else "failed"


def failures(source: Source) -> str:
    """What came to nothing in the last week, by reason; and what is stuck."""
    found: dict[tuple[str, str], float] = {}
    for _, name, value in source.totals(WEEK):
        stage, _, reason = name.partition("/")
        if stage in FAILURES:
            found[stage, reason] = found.get((stage, reason), 0) + value
    ordered = sorted(found.items(), key=lambda item: -item[1])[:20]
    rows = [
        [escape(stage), escape(reason), f"{count:g}", share(count / ordered[0][1], "bad")]
        for (stage, reason), count in ordered
    ]
    stuck = [
        [
            escape(one["edition"]),
            escape(one["state"]),
            escape(one["reason"]),
            str(one["count"]),
            time_of(one["next_try"]),
        ]
        for one in source.status.stuck
        if one["next_try"]
    ]
    parts = [
        f'<p class="note">Over the last {WEEK} days.</p>'
        + table(["stage", "reason", "times", ""], rows, "Failures by reason")
        if rows
        else f'<p class="note">None in the last {WEEK} days.</p>'
    ]
    if stuck:
        parts.append(
            "<h3>Tried again later</h3>" + table(["edition", "state", "reason", "links", "next try"], stuck, "Stuck")
        )
    return "".join([*parts, _quarantine(source.ledger)])


def _quarantine(ledger: Ledger) -> str:
    """Answers that were no articles and are kept."""
    rows = ledger.query("SELECT verdict, reason, count(*) FROM quarantine GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20")
    cells = [[escape(verdict), escape(reason), str(count)] for verdict, reason, count in rows]
    return "<h3>In quarantine</h3>" + table(["verdict", "reason", "answers"], cells, "Quarantine") if rows else ""


def coverage(source: Source) -> str:
    """Of which share of the pages each source gave each field, day by day: where that changes, there is a step."""
    days = source.days
    pages: Counter[str] = Counter()
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for day, fact, count in source.ledger.query(
        "SELECT day, fact, sum(pages) FROM tally WHERE day >= ? AND (fact = '' OR fact LIKE '%=%') GROUP BY 1, 2",
        days[0],
    ):
        name, _, origin = fact.partition("=")
        if not fact:
            pages[day] = count
        elif name in FIELDS and ":" not in origin:
            found[name][origin][day] = count
    charts = "".join(_field(name, found[name], pages, days) for name in FIELDS if name in found)
    note = f'<p class="note">Share of the pages that were read, over {DAYS} days.</p>'
    return f'{note}<div class="small">{charts}</div>' if charts else ""


def _field(name: str, origins: dict[str, Counter[str]], pages: Counter[str], days: list[str]) -> str:
    """The chart of the field *name*: how many pages had it of which source, of all *pages* of each day."""
    ordered = sorted(origins, key=lambda origin: -sum(origins[origin].values()))
    kinds = {origin: f"s{min(place, MOST_SOURCES)}" for place, origin in enumerate(ordered)}
    kept = []
    for day in days:
        shares = [(origin, 100 * origins[origin][day] / pages[day] if pages[day] else 0.0) for origin in ordered]
        told = ", ".join(f"{origin} {part:.0f} %" for origin, part in shares if part) or "nothing"
        kept.append(Bar(day, tuple((kinds[origin], part) for origin, part in shares), f"{_day(day)}: {told}"))
    chart = bars(kept, f"Where {name} came from, by day", [_day(days[0]), "today"], " %")
    return f"<div><h3>{escape(name)}</h3>{legend([(kinds[one], one or 'unknown') for one in ordered])}{chart}</div>"


def gaps(source: Source) -> str:
    """Open gaps."""
    rows = [
        [language(one.edition), time_of(one.complete_at), time_of(one.gap_opened_at)]
        for one in source.status.editions
        if one.gap_opened_at is not None
    ]
    if not rows:
        return '<p class="note">None: nothing that any list named is unknown.</p>'
    return table(["edition", "nothing was missing until", "found open"], rows, "Open gaps")


# -- times


def time_of(at: int | None) -> str:
    """Seconds since 1970 as a time in Almaty."""
    return "" if at is None else f"{datetime.fromtimestamp(at, ALMATY):%d %b %H:%M}"


def moment(text: str) -> str:
    """An ISO 8601 time as one in Almaty."""
    return f"{in_almaty(text):%d %b %H:%M}"


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%d %b}"


def _within(bound: str) -> str:
    return "more than a day" if bound == "more" else f"within {_short(bound)}"


def _short(bound: str) -> str:
    if bound == "more":
        return "> 1 d"
    seconds = int(bound)
    return (
        f"{seconds // DAY} d" if seconds >= DAY else f"{seconds // HOUR} h" if seconds >= HOUR else f"{seconds // 60} m"
    )
