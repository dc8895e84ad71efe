"""Articles, by name, with much about them that pages that are no articles have."""

from __future__ import annotations

from tests.verdicts import ASKED, ORIGINS, SENTENCES, Answer, bare, in_site, links

ARTICLES: dict[str, Answer] = {}
LI = '<li><a href="{href}"><span>{headline}</span></a></li>'
CARD = '<div class="card"><a href="{href}"><h3>{headline}</h3></a><p>{teaser}</p></div>'
COMMENTS = (
    '<form action="/engine/ajax/addcomments.php" method="post"><textarea name="comments"></textarea>'
    '<div class="g-recaptcha" data-sitekey="1"></div></form>'
    '<script src="https://www.google.com/recaptcha/api.js"></script>'
)
LOGIN = (
    '<div class="login-panel"><form method="post"><input name="name"><input type="password" name="password">'
    "</form></div>"
)
OVERLAY = (
    '<div id="onetrust-consent-sdk"><div role="dialog"><h2>We value your privacy</h2><p>We and 812 partners keep '
    "cookies on your device and read them; you may accept that or refuse it.</p><button>Accept</button></div></div>"
)
NOSCRIPT = "<noscript>You need to enable JavaScript to see this site as it was meant.</noscript>"
WATCHED = (
    "<script>(function(){var a=document.createElement('script');"
    "a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';"
    "})();</script><script src='/_Incapsula_Resource?SWJIYLWA=719d'></script>"
)
BERRORS = (
    '<div class="berrors"><b>Информация</b><br>Посетители, находящиеся в группе Гости, не могут оставлять комментарии '
    "к данной публикации.</div>"
)


def add(name: str, body: bytes, edition: str = "en") -> None:
    """Put a page into the corpus."""
    ARTICLES[name] = Answer(body, edition)


def current(  # noqa: PLR0913 - most by name
    edition: str, headline: str, text: str, *, dated: bool = True, after: str = "", before: str = ""
) -> bytes:
    """The site's present markup."""
    time = '<time itemprop="datePublished" datetime="2026-11-20T10:00:00+05:00">20.11.2026</time>' if dated else ""
    block = f'Latest news<div class="newslist3"><ul>{links(edition, LI, 9)}</ul></div>'
    body = f'<div class="fulltext"><div class="newstext">{text}</div></div>'
    return in_site(edition, f"{headline} » Orda.kz", f"{before}<h1>{headline}</h1>{time}{body}{after}{block}")


def other(headline: str, text: str, *, before: str = "", after: str = "", head: str = "") -> bytes:
    """Markup of nobody we know, without any metadata."""
    menu = "".join(f'<a href="/{name}/">{name.title()}</a> ' for name in ("society", "politics", "sport"))
    page = f'<div class="wrap"><nav>{menu}</nav>{before}<h1>{headline}</h1><div class="txt">{text}</div>{after}</div>'
    return bare(f"{headline} - Orda", page, head=head)


def paragraphs(edition: str, *first: str, count: int = 4) -> str:
    """A text that begins with the paragraphs *first*."""
    return "".join(f"<p>{text}</p>" for text in (*first, *[SENTENCES[edition]] * count))


# -- what they are about

TOPICS = {
    "captchas": ("en", "Are You a Robot?", "Solve the captcha, said the ministry's site, and verify you are human."),
    "access": ("en", "Access Denied", "Access to this page has been denied, said the portal. You have been blocked."),
    "cookies": ("en", "We Use Cookies", "We value your privacy, say the sites; by continuing you agree to cookies."),
    "404": ("en", "404: Page Not Found", "The page you are looking for does not exist, answers the registry of dams."),
    "maintenance": ("en", "Site Is Under Maintenance", "We'll be back soon, says the bank; service unavailable, 503."),
    "login": ("en", "Log in to Continue", "Sign in to continue, demands the new application of the orchards."),
    "javascript": ("en", "Please Enable JavaScript", "You need to enable JavaScript to run this app, the app replies."),
    "databases": (
        "en",
        "Database Error",
        "Error establishing a database connection. SQLSTATE[HY000]. Fatal error: no.",
    ),
    "captchas in Russian": ("ru", "Вы не робот?", "Подтвердите, что вы не робот, просит сайт. Слишком много запросов."),
    "access in Russian": ("ru", "Доступ запрещён", "Доступ к сайту ограничен. Страница не найдена, отвечает портал."),
    "404 in Russian": ("ru", "Ошибка 404", "По данному адресу публикаций на сайте не найдено, говорится в ответе."),
    "works in Russian": ("ru", "Технические работы", "На сайте ведутся технические работы. Сайт временно недоступен."),
    "what was taken down": (
        "en",
        "Publication Taken Down by Order of the Court",
        "The publication was taken down by order of the court, its editors said.",
    ),
    "what was taken down, in Russian": (
        "ru",
        "Материал удалён по решению суда",
        "Публикация снята с сайта по решению суда, сообщили в редакции. Страница недоступна.",
    ),
    "what was taken down, in Kazakh": (
        "kk",
        "Мақала сайттан алып тасталды",
        "Мақала сот шешімімен сайттан алып тасталды, деп хабарлады редакция.",
    ),
    "404 in Kazakh": ("kk", "Бет табылмады", "Сіз іздеген бет жоқ немесе жойылған, деп жауап берді портал."),
    "access in Kazakh": (
        "kk",
        "Қолжетімділік шектелген",
        "Робот емес екеніңізді растаңыз, дейді сайт. Жүйеге кіріңіз.",
    ),
}
for topic, (edition, headline, sentence) in TOPICS.items():
    add(f"about {topic}", current(edition, headline, paragraphs(edition, sentence)), edition)
    add(f"about {topic}, one paragraph", current(edition, headline, f"<p>{sentence}</p>"), edition)
    told = f"{headline}: {SENTENCES[edition][:40]}"
    add(f"about {topic}, no date", current(edition, told, paragraphs(edition, sentence), dated=False), edition)
    add(f"about {topic}, other markup", other(told, paragraphs(edition, sentence)), edition)
    time = "<time>12:30</time>"
    add(f"about {topic}, other markup, dated", other(headline, paragraphs(edition, sentence), before=time), edition)

# -- what stands around them

AROUND = {
    "a captcha in the comment form": (COMMENTS, ""),
    "a login form in the header": ("", LOGIN),
    "a consent banner over it": (OVERLAY, ""),
    "a consent banner before it": ("", OVERLAY),
    "a request for scripts": ("", NOSCRIPT),
    "scripts that watch": (WATCHED, ""),
    "a message of the content-management system": (BERRORS, ""),
    "a spinner": ('<div class="preloader"></div>', '<div class="loader"></div>'),
    "a list of cards": (links("en", CARD), ""),
    "all of it": (COMMENTS + OVERLAY + WATCHED + BERRORS + links("en", CARD), LOGIN + NOSCRIPT + OVERLAY),
}
for name, (after, before) in AROUND.items():
    for edition in ASKED if name == "all of it" else ("en",):
        text = paragraphs(edition, count=2)
        headline = SENTENCES[edition][:50]
        add(f"{name}, {edition}", current(edition, headline, text, after=after, before=before), edition)
        add(
            f"{name}, no date, {edition}",
            current(edition, headline, text, dated=False, after=after, before=before),
            edition,
        )
    add(f"{name}, other markup", other("Dam Holds", paragraphs("en"), after=after, before=before))
    add(f"{name}, one paragraph", current("en", "Dam Holds", "<p>The dam holds.</p>", after=after, before=before))

# -- how they are made

add(
    "before the move",
    bare(
        "Плотина выстояла – Orda",
        f'<article class="post-12 post"><h1 class="entry-title">Плотина выстояла</h1><div class="entry-content">'
        f"{paragraphs('ru', count=3)}</div></article>{links('ru', CARD)}",
        attributes=' class="single single-post"',
    ),
    "ru",
)
add(
    "one short paragraph in an article, dated",
    bare("Dam holds", f"<h1>Dam holds</h1><article><time>12:30</time><p>{SENTENCES['en']}</p></article>"),
)
add(
    "links to other articles in every paragraph",
    other(
        "Dam holds",
        "".join(
            f"<p>{SENTENCES['en']} <a href='/gate-{n}/'>The gate was opened in the spring.</a> {SENTENCES['en']}</p>"
            for n in (8001, 8002, 8003, 8004)
        ),
    ),
)
add("a video and nothing else", current("en", "Dam holds", '<iframe src="https://www.youtube.com/embed/x"></iframe>'))
add("a picture and nothing else", current("kk", "Бөгет", '<img src="/uploads/posts/2026-11/dam.webp">'), "kk")
add(
    "a body in the JSON-LD alone",
    bare(
        "Dam holds",
        "<div id='root'></div><script src='/a.js'></script>",
        head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"Dam holds","articleBody":"'
        + SENTENCES["en"] * 3
        + '"}</script>',
    ),
)
add(
    "its own address in several forms",
    other(
        "Dam holds",
        paragraphs("en"),
        head=f'<link rel="canonical" href="{ASKED["en"].rstrip("/")}?amp=1"><meta property="og:url" content="/x-9716">',
    ),
)
add(
    "the address of its translation",
    other("Dam holds", paragraphs("en"), head=f'<link rel="canonical" href="{ASKED["ru"]}">'),
)
add(
    "another article in the JSON-LD, itself in the canonical address",
    other(
        "Dam holds",
        paragraphs("en"),
        head=f'<link rel="canonical" href="{ORIGINS["en"]}/dam-9716/"><script type="application/ld+json">'
        '{"@type":"NewsArticle","headline":"Gate","url":"https://en.orda.kz/gate-1/"}</script>',
    ),
)
add("a section's name for a headline", current("en", "Society", paragraphs("en")))
add("no headline but the title", bare("Dam holds above the orchards", f"<div>{paragraphs('en', count=9)}</div>"))
add(
    "an overlay that speaks of a page not found",
    current(
        "ru",
        "Плотина выстояла",
        paragraphs("ru"),
        after="<div class='modal'><h2>Страница не найдена</h2></div>",
        dated=False,
    ),
    "ru",
)
add(
    "its own address in the system's own form",
    other("Dam holds", paragraphs("en"), head='<link rel="canonical" href="/society/9716-dam-holds.html">'),
)
add(
    "the site's name as a headline of its own, read also, and a list, no date",
    bare(
        "Dam holds above the orchards - Orda.kz",
        f"<div class='top'><h1 class='logo'><a href='/'>Orda.kz</a></h1></div><div class='main'>"
        "<div><a href='/'>Orda.kz</a> » <a href='/society/'>Society</a></div>"
        f"<h1>Dam holds above the orchards</h1><div class='c7'>{paragraphs('en')}"
        f"<p>Read also: <a href='/gate-8001/'>The gate was opened in the spring</a></p>{paragraphs('en')}</div></div>"
        f"<div class='c9'><h4>Popular</h4>{links('en', CARD)}</div>",
    ),
)

# -- short, and nothing but dated

WHEN = "<p>Nov 22, 2026 10:38 PM</p>"
LATEST = f"<aside><h3>Latest news</h3><ul>{links('en', LI, 10)}</ul></aside>"
SHORT = {
    "two sentences": f"<p>{SENTENCES['en'][:80]}.</p><p>{SENTENCES['en'][:90]}.</p>",
    "a sentence and a video": f"<p>{SENTENCES['en']}</p><iframe src='https://www.youtube.com/embed/x'></iframe>",
    "a sentence and a list": f"<p>{SENTENCES['en']}</p><ol>{'<li>The gauges are dry.</li>' * 9}</ol>",
    "a sentence and a table": f"<p>{SENTENCES['en']}</p><table><tr><td>Gate</td><td>9 m</td></tr></table>",
}
for name, text in SHORT.items():
    for around, after in (
        ("alone", ""),
        ("beside a list", LATEST),
        ("above a list", f"<h3>More</h3>{links('en', CARD)}"),
    ):
        add(f"{name}, {around}", other("Dam holds above the orchards", WHEN + text, after=after))
ROW = "<tr><td><font><b>Dam holds above the orchards</b></font><br><font>Nov 22, 2026 10:38 PM</font><br>{}</td>{}</tr>"
ROW = ROW.format(
    f"{SENTENCES['en'][:90]}.<br><br>{SENTENCES['en'][:80]}.", f"<td><b>Latest</b>{links('en', CARD)}</td>"
)
add("two sentences in a layout table, no h1", bare("Dam holds above the orchards", f"<table>{ROW}</table>"))
