"""What a crawler must survive: a page that asks for proof of being human, a gzip bomb, a broken gzip."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache

_BLOCK = bytes(1_000_000)
CHALLENGE_HEADERS = {"Server": "cloudflare", "CF-Ray": "0123456789abcdef-ALA", "Cache-Control": "private, no-store"}


@lru_cache(maxsize=4)
def bomb(size: int) -> bytes:
    """A gzip file of about a thousandth of *size* bytes that unpacks to *size* zeros; a second for each 500 MB."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [pack.compress(_BLOCK) for _ in range(size // len(_BLOCK))]
    return b"".join([*pieces, pack.compress(_BLOCK[: size % len(_BLOCK)]), pack.flush()])


def broken(body: bytes) -> bytes:
    """*body* under gzip, with its second half destroyed."""
    packed = gzip.compress(body, 1, mtime=0)
    # The end that a decoder must find wrong, whatever it makes of what comes before it.
    return packed[: len(packed) // 2] + b"\xff" * (len(packed) - len(packed) // 2)


def challenge_page(host: str) -> bytes:
    """What a protection service puts in the place of any page of *host*, invented, of some 10 KB."""
    noise = "".join(f"_{n:03x}:'{n * 7919 % 65_521:04x}{n * 104_729 % 99_991:05d}'," for n in range(400))
    return f"""<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><meta name="robots" content="noindex,nofollow">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="390">
<style>*{{box-sizing:border-box;margin:0;padding:0}}html{{line-height:1.15;color:#313131}}
.main-wrapper{{align-items:center;display:flex;flex-direction:column;flex:1;min-height:100vh}}</style></head>
<body class="no-js"><div class="main-wrapper" role="main"><div class="main-content">
<h1 class="zone-name-title h1">{host}</h1>
<p class="h2" id="challenge-running">Checking that you are human. This may take a few seconds.</p>
<div id="challenge-stage"></div>
<noscript><div class="challenge-error-text">Enable JavaScript and cookies to continue</div></noscript>
<div class="core-msg">{host} needs to review the security of your connection before proceeding.</div>
<form id="challenge-form" action="/last-news/?__cf_chl_f_tk=none" method="POST"><input type="hidden" name="md"></form>
</div></div>
<script>(function(){{window._cf_chl_opt={{cvId:'3',cZone:'{host}',cType:'managed',{noise}}};
var s=document.createElement('script');
s.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=0123456789abcdef';
document.getElementsByTagName('head')[0].appendChild(s);}}());</script>
<div class="footer" role="contentinfo">Ray ID: <code>0123456789abcdef</code></div></body></html>
""".encode()
