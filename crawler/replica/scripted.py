"""Pages that a script fills, and what else a page can do to a browser.

The page itself is a shell; what belongs into it is asked for under ``/part/`` and put in place after a delay.
"""

from __future__ import annotations

import json
import re

DELAY = 100
"""Milliseconds between the answer of a part and its being in the page."""
ARTICLES = (
    "filled",
    "raw",
    "shell",
    "partly",
    "moved",
    "covered",
    "absent",
    "dialogs",
    "crash",
    "endless",
    "redirect",
    "download",
    "popups",
    "hungry",
    "never",
)
"""What an article's page can be made: its body filled in, all of it filled in, first a part of it, under the address of
another, under a banner, a notice that it is not there, …"""
LISTS = ("filled", "click", "scroll", "box", "more")
"""What a list can be made: filled in, and growing by a button, by scrolling the page or a box; made by the server, and
growing by a button."""

_BODY = re.compile(rb'(<div class="newstext"[^>]*>).*?(</div>)', re.DOTALL)
_INNER = re.compile(rb"<body>(.*)</body>", re.DOTALL)
_FETCH = """
function part(path, put) {
  fetch('/part' + path, {headers: {'X-Requested-With': 'XMLHttpRequest'}})
    .then(function (answer) { return answer.text(); })
    .then(function (text) { setTimeout(function () { put(text); }, %d); });
}
"""
_COVER = (
    '<div id="cover" style="position:fixed;inset:0;z-index:99999;background:#fff">'
    '<p>Cookies.</p><button id="accept-cookie">OK</button></div>'
)
_WALL = (
    '<div class="cookie-wall"><h1>We use cookies</h1><p>By staying here you agree to that.</p>'
    '<button id="accept-cookie">OK</button></div>'
)
_TRACKED = (
    '<script src="https://www.googletagmanager.com/gtag/js"></script><img src="/uploads/lead.webp">'
    '<link rel="stylesheet" href="/templates/orda/site.css"><iframe src="/last-news/"></iframe>'
)


def inner(page: bytes) -> bytes:
    """What is in the body of *page*."""
    found = _INNER.search(page)
    return found[1] if found else page


def article(page: bytes, path: str, how: str, target: str) -> bytes:
    """The article *page* at *path*, done as *how* says; *target*: another address, for what leads there."""
    fill = f"part({json.dumps(path)}, function (text) {{ document.getElementById('app').innerHTML = text; }});"
    scripts = {
        "partly": f"""part({json.dumps(path)}, function (text) {{
          var app = document.getElementById('app'), whole = text, all;
          app.innerHTML = text;
          all = app.querySelectorAll('.newstext p');
          for (var i = 1; i < all.length; i++) all[i].remove();
          fetch('/part' + {json.dumps(path)}).then(function () {{ setTimeout(function () {{
            app.innerHTML = whole; }}, 500); }}); }});""",
        "moved": f"{fill} setTimeout(function () {{ history.pushState({{}}, '', {json.dumps(target)}); }}, 700);",
        "covered": f"{fill} document.body.insertAdjacentHTML('afterbegin', {json.dumps(_WALL)});",
        "absent": "document.getElementById('app').innerHTML = '<h1>Page not found</h1><p>There is no such page.</p>';",
        "dialogs": f"alert(1); {fill} confirm(2); prompt(3); onbeforeunload = function () {{ return 1; }};",
        "popups": f"for (var i = 0; i < 5; i++) open(location.href); {fill}",
        "crash": "var all = []; setTimeout(function(){for (;;) all.push(new Array(1e6).fill(Math.random()));}, 50);",
        "endless": f"{fill} document.write('<img src=/slow/><script src=/slow/><\\/script>');",
        "redirect": f"location.href = {json.dumps(target)};",
        "download": "location.href = '/part/download';",
        "hungry": "for (;;) {}",
        "never": "",
    }
    return _shell(scripts.get(how, fill))


def filled(page: bytes, path: str, *, raw: bool) -> bytes:
    """The article *page* at *path*, whose body alone is filled in; *raw*: by whatever comes, as it comes."""
    script = f"""<script>{_FETCH % DELAY}
part({json.dumps(path)}, function (text) {{
  var other = new DOMParser().parseFromString(text, 'text/html').querySelector('.newstext');
  document.querySelector('.newstext').innerHTML = {"text" if raw else "other.innerHTML"};
}});</script>""".encode()
    return _without_body(page).replace(b"</body>", _TRACKED.encode() + script + b"</body>")


def _without_body(page: bytes) -> bytes:
    start = page.index(b'<div class="newstext"')
    end = page.index(b">", start) + 1
    close = page.rindex(b"</div>", end, _end_of(page, start))
    return page[:end] + page[close:]


def _end_of(page: bytes, start: int) -> int:
    """Where the div that begins at *start* ends."""
    depth = 0
    for tag in re.compile(rb"<(/?)div\b[^>]*>").finditer(page, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return len(page)


def _shell(script: str) -> bytes:
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Orda.kz</title></head><body>
<noscript>You need to enable JavaScript to run this app.</noscript><div id="app"></div>
<script>{_FETCH % DELAY}{script}</script></body></html>
""".encode()


def listing(path: str, how: str, title: str) -> bytes:
    """The list at *path*, filled in by its first page, and growing as *how* says."""
    more = {
        "filled": "",
        "click": "document.getElementById('further').innerHTML = at < last ? '<button>Load more</button>' : '';"
        " if (at < last) document.querySelector('#further button').onclick = next;",
        "scroll": "if (at < last) { watch.unobserve(end); watch.observe(end); }",
        "box": "box.onscroll = function () { if (box.scrollTop + box.clientHeight > box.scrollHeight - 50) next(); };",
    }[how]
    box = ' style="height:400px;overflow:auto"' if how == "box" else ""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>li {{ height: 60px }}</style></head><body>{_COVER}
<main class="content"><h1>{title}</h1><div{box} class="newslist3" data-src="/part{path}"><ul></ul></div>
<div id="further" style="height:40px"></div></main>
<script>{_FETCH % DELAY}
var at = 0, last = 1, busy = false, end = document.getElementById('further');
var box = document.querySelector('.newslist3');
var watch = new IntersectionObserver(function (seen) {{ if (seen[0].isIntersecting && at) next(); }});
function next() {{
  if (busy || at >= last) return;
  busy = true;
  part({json.dumps(path)} + 'page/' + (at + 1) + '/', function (text) {{
    var page = JSON.parse(text);
    document.querySelector('.newslist3 ul').insertAdjacentHTML('beforeend', page.items);
    at += 1; last = page.last; busy = false;
    {more}
  }});
}}
next();
</script></body></html>
""".encode()


def growing(page: bytes, path: str) -> bytes:
    """The list *page* at *path*, made by the server, with a button that lets it grow."""
    more = f"""<div class="further"><span>Show 30 more news</span></div><script>{_FETCH % DELAY}
var at = 1;
document.querySelector('.further').onclick = function () {{
  part({json.dumps(path)} + 'page/' + (at + 1) + '/', function (text) {{
    document.querySelector('.newslist3 ul').insertAdjacentHTML('beforeend', JSON.parse(text).items);
    at += 1;
  }});
}};
</script></body>"""
    return page.replace(b"</body>", more.encode())
