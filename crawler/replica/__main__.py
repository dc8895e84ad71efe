"""The replica from a shell: ``python -m crawler.replica [--port-en N] [--articles N] [--seed N]``.

Prints three ``export ORDA_ORIGIN_…=…`` lines, then takes commands from standard input, one a line, until ``quit``, the
end of the input, SIGINT or SIGTERM.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from types import FrameType
from typing import Any, NoReturn

from crawler.replica import EDITIONS, Replica
from crawler.replica.sources import HIDEABLE

HELP = """\
publish EDITION [COUNT] [FIELD=VALUE ...]   publish new articles
spread EDITION COUNT HOURS                  publish new articles over the last hours
correct EDITION NUMBER FIELD=VALUE ...      change one (lists: a,b,c; also true, false, none)
remove EDITION NUMBER [404|410|301|302]     take one down
restore EDITION NUMBER                      put it back
hide EDITION NUMBER [SOURCE,...|none]       leave one out of list, block, days, sitemaps, feeds
sources EDITION [NAME=VALUE ...]            what sources there are and what they are like (lists: a,b,c; on, off)
answer EDITION PATH STATUS [TIMES]          answer PATH (* and ? are wild) with STATUS
redirect EDITION PATH TARGET|loop [TIMES]   answer it with a redirect, or with one after another
challenge EDITION PATH [STATUS] [TIMES]     answer it with the page of a protection service
clear                                       take such answers back
template EDITION NAME                       switch the template
noise EDITION [on|off]                      views, advertisements, quotes and the like differ at every fetch
script EDITION PATH HOW|none                let a script fill the page of an article or /last-news/
paging EDITION on|off                       whether lists have further pages
articles EDITION [COUNT]                    the newest ones
advance SECONDS                             move the clock of the site
log                                         requests since the last time
help, quit"""
LISTS = ("authors", "tags", "sources")
"""Fields that take several values."""
SWITCH = {"on": True, "off": False, "true": True, "false": False}


class CommandError(ValueError):
    """A command that makes no sense; the message says why."""


def run(replica: Replica, line: str) -> str:
    """Do what *line* says, and return what there is to say about it.

    :raises CommandError: if it makes no sense.
    """
    try:
        words = shlex.split(line, comments=True)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if not words:
        return ""
    name, *arguments = words
    if name not in COMMANDS:
        raise CommandError(f"unknown command {name!r}; there are {', '.join(COMMANDS)}, quit")
    least, most, command = COMMANDS[name]
    if not least <= len(arguments) <= most:
        raise CommandError(f"{name} takes other arguments; see help")
    try:
        return command(replica, arguments)
    except (KeyError, ValueError) as error:
        raise CommandError(str(error.args[0])) from None


def _publish(replica: Replica, arguments: list[str]) -> str:
    edition, *rest = arguments
    count = _number(rest.pop(0)) if rest and "=" not in rest[0] else 1
    return "\n".join(article.url for article in replica.publish(edition, count, **_fields(rest)))


def _spread(replica: Replica, arguments: list[str]) -> str:
    now = replica.clock()
    start = now - timedelta(hours=_number(arguments[2]))
    published = replica.publish_over(arguments[0], start, now, _number(arguments[1]))
    return "\n".join(article.url for article in published)


def _correct(replica: Replica, arguments: list[str]) -> str:
    edition, which, *rest = arguments
    replica.correct(edition, which, **_fields(rest))
    return replica.article(edition, which).url


def _remove(replica: Replica, arguments: list[str]) -> str:
    replica.remove(arguments[0], arguments[1], _number(arguments[2]) if len(arguments) > 2 else 404)
    return ""


def _restore(replica: Replica, arguments: list[str]) -> str:
    replica.restore(*arguments)
    return ""


def _answer(replica: Replica, arguments: list[str]) -> str:
    edition, path, status, *times = arguments
    replica.answer(edition, path, status=_number(status), times=_number(times[0]) if times else None)
    return ""


def _hide(replica: Replica, arguments: list[str]) -> str:
    sources = arguments[2].split(",") if len(arguments) > 2 else HIDEABLE
    replica.hide(arguments[0], arguments[1], () if sources == ["none"] else sources)
    return ""


def _sources(replica: Replica, arguments: list[str]) -> str:
    changes = dict(_pair(word) for word in arguments[1:])
    now = asdict(replica.sources(arguments[0]))
    values = {name: _source_value(now[name], text) if name in now else text for name, text in changes.items()}
    return "\n".join(f"{name}={value}" for name, value in asdict(replica.sources(arguments[0], **values)).items())


def _redirect(replica: Replica, arguments: list[str]) -> str:
    edition, path, target, *times = arguments
    replica.answer(edition, path, redirect=target, times=_number(times[0]) if times else None)
    return ""


def _challenge(replica: Replica, arguments: list[str]) -> str:
    edition, path, *rest = arguments
    status, times = (_number(rest[at]) if at < len(rest) else None for at in (0, 1))
    replica.answer(edition, path, challenge=True, status=status, times=times)
    return ""


def _advance(replica: Replica, arguments: list[str]) -> str:
    return replica.advance(_number(arguments[0])).isoformat()


def _clear(replica: Replica, arguments: list[str]) -> str:
    replica.clear_answers()
    return ""


def _template(replica: Replica, arguments: list[str]) -> str:
    replica.template(*arguments)
    return ""


def _noise(replica: Replica, arguments: list[str]) -> str:
    replica.noise(arguments[0], 0 if len(arguments) < 2 or _switch(arguments[1]) else None)
    return ""


def _paging(replica: Replica, arguments: list[str]) -> str:
    replica.paging(arguments[0], _switch(arguments[1]))
    return ""


def _script(replica: Replica, arguments: list[str]) -> str:
    edition, path, how = arguments
    replica.script(edition, path, None if how == "none" else how)
    return ""


def _articles(replica: Replica, arguments: list[str]) -> str:
    listed = replica.articles(arguments[0])[: _number(arguments[1]) if len(arguments) > 1 else 10]
    return "\n".join(f"{article.url}  {article.headline}" for article in listed)


def _log(replica: Replica, arguments: list[str]) -> str:
    requests = replica.requests
    replica.reset_log()
    return "\n".join(f"{one.edition} {one.method} {one.path} {one.status} {one.sent}" for one in requests)


COMMANDS: dict[str, tuple[int, int, Callable[[Replica, list[str]], str]]] = {
    "publish": (1, 99, _publish),
    "spread": (3, 3, _spread),
    "correct": (3, 99, _correct),
    "remove": (2, 3, _remove),
    "restore": (2, 2, _restore),
    "hide": (2, 3, _hide),
    "sources": (1, 99, _sources),
    "answer": (3, 4, _answer),
    "redirect": (3, 4, _redirect),
    "challenge": (2, 4, _challenge),
    "clear": (0, 0, _clear),
    "template": (2, 2, _template),
    "noise": (1, 2, _noise),
    "paging": (2, 2, _paging),
    "script": (3, 3, _script),
    "articles": (1, 2, _articles),
    "advance": (1, 1, _advance),
    "log": (0, 0, _log),
    "help": (0, 0, lambda replica, arguments: HELP),
}
"""Name to the least and the most arguments it takes, and what it does."""


def _fields(words: list[str]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in map(_pair, words)}


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise CommandError(f"{word!r} is no FIELD=VALUE")
    return name, value


def _value(name: str, text: str) -> Any:
    if name in LISTS:
        return text.split(",")
    if name in ("number", "weight"):
        return _number(text)
    return {"true": True, "false": False, "none": None}.get(text, text)


def _source_value(now: Any, text: str) -> Any:
    """*text* as a value of the kind that *now* is."""
    if isinstance(now, bool):
        return _switch(text)
    if isinstance(now, int):
        return _number(text)
    if isinstance(now, tuple):
        return [int(one) if one.isdecimal() else one for one in text.split(",") if one]
    return text


def _switch(text: str) -> bool:
    if text not in SWITCH:
        raise CommandError(f"{text!r} is neither on nor off")
    return SWITCH[text]


def _number(text: str) -> int:
    if not text.isdecimal():
        raise CommandError(f"{text!r} is no number")
    return int(text)


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m crawler.replica", description="An offline stand-in for Orda.kz.")
    for edition in EDITIONS:
        parser.add_argument(f"--port-{edition}", type=int, default=0, metavar="N", help="default: any free port")
    parser.add_argument("--articles", type=int, default=60, metavar="N", help="articles an edition (default: 60)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same articles (default: 1)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    ports = {edition: getattr(options, f"port_{edition}") for edition in EDITIONS}
    try:
        with Replica(seed=options.seed, articles=options.articles, ports=ports) as replica:
            for name, value in replica.environment().items():
                print(f"export {name}={value}", flush=True)
            _serve(replica)
    except (OSError, OverflowError) as error:
        print(f"cannot serve: {error}", file=sys.stderr)
        return 1
    return 0


def _serve(replica: Replica) -> None:
    for line in sys.stdin:
        if not line.strip():
            continue
        if line.strip() == "quit":
            return
        try:
            answer = run(replica, line)
        except CommandError as error:
            print(f"error: {error}", file=sys.stderr, flush=True)
        else:
            print(answer or "ok", flush=True)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
