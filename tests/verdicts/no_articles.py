"""Pages with status 200 that are no articles, by name."""

from __future__ import annotations

from tests.verdicts import ASKED, SENTENCES, Answer, bare, in_site, links

LONG = " ".join([SENTENCES["en"]] * 4)
NO_ARTICLES: dict[str, Answer] = {}


def add(name: str, kind: str, body: bytes | str, edition: str = "en", content_type: str | None = "text/html") -> None:
    """Put a page into the corpus."""
    body = body if isinstance(body, bytes) else body.encode()
    NO_ARTICLES[name] = Answer(body, edition, kind, content_type)


# -- walls of protection services

add(
    "cloudflare, managed challenge",
    "blocked",
    bare(
        "Just a moment...",
        '<div class="main-wrapper" role="main"><div class="main-content"><h1 class="zone-name-title h1">en.orda.kz</h1>'
        '<p class="h2">The connection is being looked at before you go on.</p><div id="turnstile"></div>'
        "<noscript><div>Enable JavaScript and cookies to continue</div></noscript></div></div>"
        "<script>(function(){window._cf_chl_opt={cvId:'3',cType:'managed'};var a=document.createElement('script');"
        "a.src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8f00';}());</script>",
        head='<meta http-equiv="refresh" content="360">',
    ),
)
add(
    "cloudflare, block page with an explanation",
    "blocked",
    bare(
        "Attention Required! | Cloudflare",
        '<div id="cf-wrapper"><div id="cf-error-details"><div class="cf-wrapper cf-header"><h1>Sorry, you have been'
        f"blocked</h1><h2>You are unable to access orda.kz</h2></div><div class='cf-column'><h2>Why is "
        f"that?</h2><p>{LONG}"
        f"</p></div><div class='cf-column'><h2>What can be done?</h2><p>{LONG}</p></div></div></div>",
    ),
)
add(
    "cloudflare, turnstile on a page of its own, in Russian",
    "blocked",
    bare(
        "Один момент…",
        "<h1>orda.kz</h1><p>Выполняется проверка безопасности вашего подключения, это займёт несколько секунд.</p>"
        '<div class="cf-turnstile" data-sitekey="0x4AAA"></div>'
        '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>',
        lang="ru",
    ),
    "ru",
)
add(
    "cloudflare, waiting room",
    "blocked",
    bare(
        "Please wait...", f"<h1>One moment, please</h1><p>{LONG}</p>", head='<meta http-equiv="refresh" content="20">'
    ),
)
add(
    "ddos-guard, script",
    "blocked",
    bare(
        "DDoS-Guard",
        "<h1>Checking your browser before accessing orda.kz</h1><p>This runs by itself and ends in a few seconds.</p>"
        '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>',
    ),
)
add(
    "ddos-guard, captcha",
    "blocked",
    bare("DDoS-Guard", f"<h1>Проверка браузера</h1><div id='ddg-captcha'></div><p>{SENTENCES['ru']}</p>", lang="ru"),
    "ru",
)
add(
    "qrator",
    "blocked",
    bare("", '<noscript>Включите JavaScript</noscript><script src="/__qrator/qauth_utm_v2.js"></script>', lang="ru"),
    "ru",
)
add(
    "incapsula, frame",
    "blocked",
    '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"><script src="/_Incapsula_Resource?'
    'SWJIYLWA=719d"></script></head><body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_'
    'Resource?CWUDNSAI=9&amp;incident_id=1-2&amp;edet=12" frameborder=0 width="100%">Request unsuccessful. Incapsula '
    "incident ID: 1-2</iframe></body></html>",
)
add(
    "akamai, refusal",
    "blocked",
    "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>\nThis server does not let you have "
    '"http&#58;&#47;&#47;en&#46;orda&#46;kz&#47;dam&#45;9716&#47;", whatever is tried.<P>Reference&#32;&#35;18&#46;5f2'
    "<P>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18&#46;5f2</BODY></HTML>",
)
add(
    "akamai, proof of work",
    "blocked",
    bare(
        "&nbsp;",
        f'<div id="sec-if-cpt-container"><p>{LONG}</p></div><script '
        f'src="/_sec/cp_challenge/ak-challenge-3-6.js"></script>',
    ),
)
add(
    "aws waf, challenge",
    "blocked",
    bare(
        "",
        '<div id="challenge-container"></div><script>AwsWafIntegration.saveReferrer();AwsWafIntegration.getToken()'
        ".then(()=>{window.location.reload(true)});</script><noscript><h1>JavaScript is disabled</h1>In "
        "order to go on we"
        " need to verify that you are not a robot. This requires JavaScript.</noscript>",
        head='<script>window.gokuProps={"key":"AQIDAH","iv":"A6wAAA"};</script>'
        '<script src="https://1a2b.edge.sdk.awswaf.com/1a2b/3c/challenge.js"></script>',
    ),
)
add(
    "aws waf, captcha",
    "blocked",
    bare(
        "Human Verification",
        '<div id="captcha-container"></div><script src="https://1a2b.edge.captcha-sdk.awswaf.com/captcha.js"></script>',
    ),
)
add(
    "datadome",
    "blocked",
    "<html lang='en'><head><title>orda.kz</title><style>#cmsg{animation: A 1.5s;}</style></head><body style='margin:0'>"
    '<p id="cmsg">Please enable JS and disable any ad blocker</p><script data-cfasync="false">var '
    'dd={"rt":"c","cid":"AHr"'
    ",'hsh':'A5','t':'bv','host':'geo.captcha-delivery.com'}</script>"
    '<script src="https://ct.captcha-delivery.com/c.js"></script></body></html>',
)
add(
    "perimeterx",
    "blocked",
    bare(
        "Access to this page has been denied",
        '<div class="px-captcha-container"><div class="px-captcha-header">Before we continue</div><div '
        'class="px-captcha-'
        'message">Press &amp; Hold to confirm you are a human (and not a bot).</div><div id="px-captcha"></div></div>'
        f"<p>{LONG}</p><script>window._pxAppId='PXabc';window._pxBlockScript='/abc/captcha.js';</script>",
    ),
)
add(
    "sucuri, script alone",
    "blocked",
    "<html><title>You are being redirected...</title>\n<noscript>Javascript is required. Please enable "
    "javascript before "
    "you are allowed to see this page.</noscript>\n<script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,"
    "sucuri_cloudproxy_js='',S='cz0iNHN1Y3VyIjs=';</script></html>",
)
add(
    "sucuri, firewall",
    "blocked",
    bare(
        "Sucuri WebSite Firewall - Access Denied", f"<section><h1>Access Denied</h1><h2>Block details</h2><p>{LONG}</p>"
    ),
)
add(
    "imperva, another make",
    "blocked",
    bare(
        "Pardon Our Interruption",
        f"<h1>Pardon Our Interruption</h1><p>{LONG}</p><ul><li>{SENTENCES['en']}</li></ul>",
    ),
)
add(
    "f5, refusal",
    "blocked",
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Ask your administrator."
    "<br><br>Your support ID is: 1234567890<br><br><a href='javascript:history.back();'>[Go Back]</a></body></html>",
)
add(
    "captcha of a search engine's kind",
    "blocked",
    bare(
        "https://en.orda.kz/dam-above-the-orchards-holds-9716/",
        f'<form id="captcha-form" action="index" method="post"><div '
        f'class="g-recaptcha"></div></form><hr><b>About this page'
        f"</b><br><br><p>{LONG}</p>",
    ),
)
add(
    "recaptcha under a text",
    "blocked",
    bare("orda.kz", f'<h1>One more step</h1><p>{LONG}</p><form method="post"><div class="g-recaptcha"></div></form>'),
)
add(
    "hcaptcha",
    "blocked",
    bare(
        "Security check",
        '<h2>Please complete the captcha</h2><form><div class="h-captcha" data-sitekey="1"></div></form>'
        '<script src="https://js.hcaptcha.com/1/api.js"></script>',
    ),
)
add(
    "smart captcha",
    "blocked",
    bare(
        "Ой!",
        "<h1>Подтвердите, что вы не робот</h1><form action='/checkcaptcha?key=1' method='POST'><div "
        "class='smart-captcha'>"
        "</div></form><p>Запросы с вашего устройства похожи на автоматические.</p>",
        lang="ru",
    ),
    "ru",
)
add(
    "captcha in Kazakh",
    "blocked",
    bare(
        "Тексеру",
        '<h1>Сіз робот емессіз бе?</h1><form method="post"><img src="/captcha.php"><input name="code"></form>',
    ),
    "kk",
)
add("rate limit", "blocked", bare("429", f"<h1>Too Many Requests</h1><p>{LONG}</p><hr><center>nginx</center>"))
add(
    "rate limit in Russian", "blocked", bare("Ошибка", f"<h1>Слишком много запросов</h1><p>{SENTENCES['ru']}</p>"), "ru"
)
add("rate limit in Kazakh", "blocked", bare("Қате", f"<h1>Сұраныстар тым көп</h1><p>{SENTENCES['kk']}</p>"), "kk")
add("refusal in the site's frame", "blocked", in_site("ru", "Доступ ограничен", "<h1>Доступ ограничен</h1>"), "ru")

# -- what is asked first

CONSENT_TEXT = {
    "en": (
        "We value your privacy",
        "We and 812 partners keep cookies on your device and read them, for these purposes.",
    ),
    "ru": ("Мы используем файлы cookie", "Мы и 812 партнёров храним на вашем устройстве файлы cookie для этих целей."),
    "kk": ("Біз cookie файлдарын пайдаланамыз", "Біз және 812 серіктес құрылғыңызда осы мақсаттарға cookie сақтаймыз."),
}
for edition, (headline, text) in CONSENT_TEXT.items():
    add(
        f"consent wall, {edition}",
        "blocked",
        bare(
            "Orda.kz",
            f"<main><h1>{headline}</h1><p>{text}</p><p>{text}</p><p>{SENTENCES[edition]}</p>"
            '<form action="/consent/save" method="post"><button>OK</button></form></main>',
            lang=edition,
        ),
        edition,
    )
add(
    "consent wall of a vendor, no headline",
    "blocked",
    bare(
        "Dam above the orchards holds - Orda.kz",
        f'<div class="fc-consent-root"><div '
        f'class="fc-dialog"><p>{LONG}</p><p>{LONG}</p><button>Consent</button></div></div>',
    ),
)
add(
    "consent wall of a vendor, its own headline",
    "blocked",
    bare(
        "Dam above the orchards holds - Orda.kz",
        f'<div id="didomi-host"><div role="dialog"><h1>Welcome, reader</h1><p>{LONG}</p></div></div>',
    ),
)
LOGIN_FORM = '<form method="post"><input name="login_name"><input type="password" name="login_password"></form>'
add("login", "blocked", bare("Log in", f"<h1>Log in</h1><p>{LONG}</p>{LOGIN_FORM}"))
add(
    "login in Russian, in the site's frame",
    "blocked",
    in_site("ru", "Вход", f"<h1>Вход на сайт</h1>{LOGIN_FORM}"),
    "ru",
)
add("login in Kazakh", "blocked", bare("Orda.kz", f"<h1>Жүйеге кіріңіз</h1>{LOGIN_FORM}", lang="kk"), "kk")
add("login without a headline", "blocked", bare("Orda.kz", f"<div>{LOGIN_FORM}</div><p>{LONG}</p>"))
add(
    "captive portal that sends on",
    "blocked",
    "<html><head><meta http-equiv='refresh' content='0; url=http://portal.hotel-almaty.example/login?mac=00'></head>"
    "<body>Success</body></html>",
)
add(
    "captive portal with a form",
    "blocked",
    bare(
        "Guest network",
        f"<h1>Guest access</h1><p>{LONG}</p><form action='/login' method='post'>{LOGIN_FORM}"
        "<input type='checkbox'> I accept the terms</form>",
    ),
)

# -- it does not exist

NOT_FOUND = {
    "en": ("Page not found", "The page you are looking for does not exist or has been moved."),
    "ru": ("Страница не найдена", "Запрашиваемая страница не существует или была перемещена."),
    "kk": ("Бет табылмады", "Сіз іздеген бет жоқ немесе жойылған."),
}
for edition, (headline, text) in NOT_FOUND.items():
    add(f"soft 404, {edition}", "soft_404", bare(f"{headline} » Orda.kz", f"<h1>{headline}</h1><p>{text}</p>"), edition)
    add(
        f"soft 404 in the site's frame, {edition}",
        "soft_404",
        in_site(
            edition,
            f"404 - {headline}",
            f"<main><h1>404</h1><h2>{headline}</h2><p>{text} {SENTENCES[edition]}</p></main>",
        ),
        edition,
    )
    add(
        f"soft 404 with the latest news, {edition}",
        "soft_404",
        in_site(
            edition,
            "Orda.kz",
            f"<div>{text}</div><div class='newslist3'><ul>"
            + links(edition, "<li><a href='{href}'><span>{headline}</span></a></li>", 9)
            + "</ul></div>",
        ),
        edition,
    )
add(
    "soft 404 of the content-management system",
    "soft_404",
    in_site(
        "ru",
        "Orda.kz - новости страны и мира",
        '<div id="dle-content"><div class="berrors"><b>Внимание, обнаружена ошибка</b><br>По данному адресу '
        "публикаций на "
        "сайте не найдено, либо у Вас нет прав для просмотра информации по данному адресу.</div></div>",
    ),
    "ru",
)
add(
    "soft 404 of the content-management system, as an alert",
    "soft_404",
    in_site(
        "en",
        "Orda.kz",
        '<div class="alert"><h4>Внимание! Обнаружена ошибка</h4><p>К сожалению, данная страница для вас не доступна, '
        "возможно был изменен её адрес или она была удалена. Такой страницы нет.</p></div>",
    ),
)
add(
    "soft 404 of WordPress",
    "soft_404",
    bare(
        "Nothing here – Orda",
        f'<section class="error-404"><h1>Oops! That page can&rsquo;t be found.</h1><p>{LONG}</p></section>',
        attributes=' class="error404 wp-custom-logo"',
    ),
)
add("soft 404, a deleted article", "soft_404", bare("Orda.kz", "<h1>This article has been removed</h1>"))
add("soft 404, a deleted article, in Russian", "soft_404", bare("Orda.kz", "<h1>Материал удалён</h1><p>Увы.</p>"), "ru")
add(
    "soft 404 in the place of a body",
    "soft_404",
    in_site(
        "en",
        "Orda.kz",
        "<h1>Page not found</h1><div class='fulltext'><div class='newstext'><p>Try the search, or "
        "begin again at the front page.</p></div></div>",
    ),
)

TAKEN_DOWN = {
    "ru": (
        "К сожалению, данная страница для Вас не доступна<br>возможно, был изменен ее адрес или она была удалена.",
        "К сожалению, данная страница для вас недоступна, возможно, был изменён её адрес. Воспользуйтесь поиском.",
        "Публикация снята с сайта",
        "Материал удалён по решению суда.",
        "Эта новость была удалена с сайта по требованию прокуратуры. Приносим извинения читателям.",
        "Доступ к материалу ограничен на основании постановления суда",
    ),
    "en": (
        "Unfortunately, this page is not available for you, maybe its address was changed or it was removed.",
        "This publication has been taken down by order of the court",
        "The material was removed from the site at the request of its author. We apologise.",
    ),
    "kk": (
        "Өкінішке орай, бұл бет қолжетімсіз<br>мүмкін, оның мекенжайы өзгертілген немесе жойылған.",
        "Бұл мақала сот шешімімен сайттан алып тасталды",
        "Жарияланым сайттан алынды",
    ),
}
for edition, notices in TAKEN_DOWN.items():
    news = links(edition, "<li><a href='{href}'><span>{headline}</span></a></li>", 9)
    feed = links(edition, "<div class='card'><span>14:05</span><a href='{href}'>{headline}</a><p>{teaser}</p></div>", 9)
    for n, text in enumerate(notices):
        box = f"<div class='berrors'><b>{text.replace('<br>', '</b><br>', 1)}</div>"
        dated = f"<h1>{SENTENCES[edition][:50]}</h1><time datetime='2026-11-20T10:00:00+05:00'>20.11.2026</time>"
        for where, markup in {
            "alone": box,
            "with the latest news": f"{box}<div class='newslist3'><ul>{news}</ul></div>",
            "with the latest news as cards": f"{box}<div class='feed'>{feed}</div>",
            "for a text, above the latest news": f"{dated}<div class='fulltext'><div class='newstext'><p>{text}</p>"
            f"</div></div><div class='newslist3'><ul>{news}</ul></div>",
            "for a text in other markup, above the latest news": f"{dated}<div class='txt'><p>{text}</p></div>"
            f"<div class='feed'>{feed}</div>",
        }.items():
            add(f"taken down, {edition} {n}, {where}", "soft_404", in_site(edition, "Orda.kz", markup), edition)

CARDS = {
    "a link": "<a href='/gate-9600/'><span>{time}</span><span>Gate opens</span><span>{teaser}</span></a>",
    "a link to a list": "<a href='/society/'><span>{time}</span><span>Gate opens</span><span>{teaser}</span></a>",
    "a part": "<div class='card'><span>{time}</span><a href='/gate-9600/'>Gate opens</a><p>{teaser}</p></div>",
    "a link below a teaser": "<article><p>{teaser}</p><a href='/gate-9600/'><span>{time}</span> Gate</a></article>",
    "no card": "<span>{time}</span><p>{teaser}</p>",
}
HEADED = {
    "Gone fishing": "not_an_article",
    "Page not found": "soft_404",
    "Материал снят с публикации": "soft_404",
    "Technical works": "not_an_article",
}
CERTIFICATE = (
    "<div class='bottom'><p>The online publication is registered with the Ministry of Information. Certificate of "
    "registration No. KZ00VPY00000001 dated 12.01.2020.</p></div>"
)
for headline, kind in HEADED.items():
    for card, markup in list(CARDS.items())[: -1 if headline == "Gone fishing" else None]:
        for time in ("20:19", "22 Nov", "22 ноября, 20:19"):
            entry = markup.format(time=time, teaser=SENTENCES["en"])
            after = "" if "<article>" in entry else CERTIFICATE
            page = f"<main><h1>{headline}</h1><p>404</p><div class='feed'>{entry}</div></main>{after}"
            add(f"{headline}, above the latest news as {card}, {time}", kind, bare(headline, page))

# -- the site is unwell

MAINTENANCE = {
    "en": ("The site is under maintenance", "We'll be back soon"),
    "ru": ("На сайте ведутся технические работы", "Сайт временно недоступен"),
    "kk": ("Сайтта техникалық жұмыстар жүргізілуде", "Сайт уақытша қолжетімсіз"),
}
for edition, (headline, other) in MAINTENANCE.items():
    text = " ".join([SENTENCES[edition]] * 3)
    add(f"maintenance, {edition}", "not_an_article", bare("Orda.kz", f"<h1>{headline}</h1><p>{text}</p>"), edition)
    add(f"maintenance by title, {edition}", "not_an_article", bare(other, f"<img src='/x.svg'><p>{text}</p>"), edition)
add(
    "mysql error of the content-management system",
    "not_an_article",
    bare(
        "MySQL Fatal Error",
        '<div class="top">MySQL Error!</div><div class="box"><b>MySQL error</b> in file: '
        "<b>/engine/init.php</b> at line "
        '<b>82</b></div><div class="box">Error Number: <b>1040</b></div><div class="box">The Error returned '
        "was:<br><b>Too "
        "many connections</b></div>",
    ),
)
add(
    "database of WordPress",
    "not_an_article",
    bare("Database Error", "<h1>Error establishing a database connection</h1>"),
)
add(
    "php, fatal",
    "not_an_article",
    "<br />\n<b>Fatal error</b>:  Uncaught Error: Call to a member function fetch() on null in "
    "/var/www/orda/engine/show.php"
    ":114\nStack trace:\n#0 /var/www/orda/index.php(62): include()\n#1 {main}\n  thrown in "
    "<b>/var/www/orda/show.php</b>",
)
add(
    "php, warnings and nothing else",
    "not_an_article",
    "<br />\n<b>Warning</b>:  mysqli_connect(): (HY000/2002): Connection refused in "
    "<b>/var/www/orda/db.php</b> on line <b>9"
    "</b><br />\n<p>SQLSTATE[HY000] [2002] Connection refused, and nothing can be shown before it is there "
    "again, sorry</p>",
)
add(
    "500 with status 200",
    "not_an_article",
    bare("500 Internal Server Error", f"<h1>Internal Server Error</h1><p>{LONG}</p>"),
)
add(
    "502 with status 200",
    "not_an_article",
    bare("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr>nginx"),
)
add("something went wrong", "not_an_article", bare("Orda.kz", f"<h1>Oops! Something went wrong</h1><p>{LONG}</p>"))
add("an error in one word", "not_an_article", "<html><body><h1>Error</h1><p>Database error</p></body></html>")
add(
    "nginx, as delivered",
    "not_an_article",
    bare("Welcome to nginx!", f"<h1>Welcome to nginx!</h1><p>{LONG}</p><p>{LONG}</p>"),
)
add(
    "apache, as delivered",
    "not_an_article",
    bare("Apache2 Debian Default Page: It works", f"<span>Apache2 Debian Default Page</span><p>{LONG}</p>"),
)
add(
    "directory index",
    "not_an_article",
    bare(
        "Index of /uploads/",
        "<h1>Index of /uploads/</h1><hr><pre><a href='../'>../</a>\n<a href='a/'>a/</a> 1-Nov</pre>",
    ),
)
add(
    "parked domain",
    "not_an_article",
    bare("orda.kz", f"<h1>orda.kz is for sale</h1><p>{LONG}</p><a href='//parking.example/buy'>Make an offer</a>"),
)
add(
    "parked domain in Russian",
    "not_an_article",
    bare("orda.kz", f"<h1>Домен orda.kz продаётся</h1><p>{LONG}</p>"),
    "ru",
)

# -- no page, or half of one

ARTICLE_START = (
    f'<!DOCTYPE html><html lang="en"><head><title>Dam holds</title><meta property="og:type" '
    f'content="article"></head><body>'
    f'<h1>Dam holds</h1><div class="fulltext"><div class="newstext"><p>{LONG}</p><p>{LONG[:120]}'
)
add("cut off in the text", "truncated", ARTICLE_START)
add("cut off in a tag", "truncated", f"{ARTICLE_START}</p><img src='/uploads/po")
add("cut off in a script", "truncated", f"{ARTICLE_START}</p></div></div><script>var a = 'b")
add("cut off in a tag, without a beginning", "truncated", f"<h1>Dam holds</h1><p>{LONG}</p><a hre")
add("cut off in the head", "truncated", ARTICLE_START[:80])
add("an empty body", "truncated", b"")
add("white space", "truncated", b"\r\n \n")
add("an empty document", "not_an_article", "<html><head></head><body></body></html>")
add("JSON by type", "not_html", '{"error": "not authorised"}', content_type="application/json")
add("JSON that says it is HTML", "not_html", f'{{"status": "error", "code": 500, "message": "{LONG}"}}')
add("plain text by type", "not_html", LONG, content_type="text/plain")
add("plain text that says it is HTML", "not_html", f"{LONG}\n\n{LONG}")
add("XML by type", "not_html", "<?xml version='1.0'?><urlset></urlset>", content_type="application/xml")
add(
    "a feed that says it is HTML",
    "not_html",
    f"<?xml version='1.0'?><rss version='2.0'><channel><title>Orda</title><item><title>Dam</title><description>{LONG}"
    "</description></item></channel></rss>",
)
add(
    "XML of a store",
    "not_html",
    "<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
)

# -- filled by script

add(
    "an empty root", "needs_browser", bare("Orda.kz", '<div id="root"></div><script src="/static/js/main.js"></script>')
)
add(
    "an empty root, and the metadata of an article",
    "needs_browser",
    bare(
        "Dam holds",
        '<div id="__next"></div><script src="/_next/static/main.js"></script>',
        head='<meta property="og:type" content="article"><meta property="og:title" content="Dam holds">',
    ),
)
add(
    "asks for scripts",
    "needs_browser",
    bare("Orda.kz", "<noscript>You need to enable JavaScript to run this app.</noscript><div class='app'></div>"),
)
add(
    "asks for scripts in Russian",
    "needs_browser",
    bare("Orda.kz", "<p>Для просмотра сайта включите JavaScript в настройках браузера.</p>", lang="ru"),
    "ru",
)
add(
    "asks for scripts in Kazakh",
    "needs_browser",
    bare("Orda.kz", "<noscript>Сайтты көру үшін JavaScript-ті қосыңыз</noscript><div id='app'></div>", lang="kk"),
    "kk",
)
add(
    "an empty body that a script fills",
    "needs_browser",
    in_site(
        "en",
        "Dam holds » Orda.kz",
        '<h1>Dam holds</h1><time itemprop="datePublished" datetime="2026-11-20T10:00:00+05:00"></time><div '
        'class="fulltext">'
        '<div class="newstext" id="text"></div></div><script>fetch("/api/9716").then(r=>r.text()).then(t=>{document'
        '.getElementById("text").innerHTML=t})</script>',
        head='<meta property="og:type" content="article">',
    ),
)
add(
    "a body that says it is loading",
    "needs_browser",
    in_site(
        "ru",
        "Плотина выстояла » Orda.kz",
        '<h1>Плотина выстояла</h1><div class="fulltext"><div class="newstext"><div '
        'class="loader"></div>Загрузка…</div></div>',
    ),
    "ru",
)
add(
    "a redirect in script",
    "needs_browser",
    "<html><body><script>location.replace('/dam-holds-9716/?s=1')</script></body></html>",
)
add(
    "bones of a page",
    "needs_browser",
    bare("Dam", '<h1>Dam holds</h1><div class="skeleton"><i></i></div><script>load()</script>'),
)

# -- another page

CARD = (
    '<div class="card"><a href="{href}"><img src="{image}"></a><h3><a href="{href}">{headline}</a></h3><p>{teaser}</p>'
    "</div>"
)
LI = '<li><a href="{href}"><span>{headline}</span></a></li>'
THUMBNAIL = '<a href="{href}"><img src="{image}"><b>{headline}</b></a>'
SHORT = '<article class="shortstory"><h2><a href="{href}">{headline}</a></h2><div class="text">{teaser}</div></article>'
add(
    "the front page",
    "not_an_article",
    in_site("en", "Orda.kz", f"<div class='newslist3'><ul>{links('en', LI)}</ul></div>"),
)
add(
    "the front page, cards",
    "not_an_article",
    in_site(
        "en",
        "Orda.kz",
        f"<h1>Orda.kz</h1>{links('en', CARD)}",
        head='<link rel="canonical" href="https://en.orda.kz/">',
    ),
)
add(
    "the front page, only its address gives it away",
    "not_an_article",
    in_site(
        "en", "Kazakhstan today", f"<h1>Kazakhstan today</h1><p>{LONG}</p>", head='<link rel="canonical" href="/">'
    ),
)
add("the front page, the top story first", "not_an_article", bare("Orda", f"<h1>Dam holds</h1>{links('en', CARD, 12)}"))
add(
    "another article, by its canonical address",
    "not_an_article",
    in_site(
        "en",
        "Gate opens » Orda.kz",
        f'<h1>Gate opens</h1><div class="fulltext"><div class="newstext"><p>{LONG}</p></div></div>',
        head='<link rel="canonical" href="https://en.orda.kz/gate-opens-9001/"><meta property="og:type" '
        'content="article">',
    ),
)
add(
    "another article, by og:url",
    "not_an_article",
    bare(
        "Gate opens",
        f"<h1>Gate opens</h1><article><p>{LONG}</p></article>",
        head='<meta property="og:url" content="https://orda.kz/zatvor-otkryt-400001/">',
    ),
    "ru",
)
add(
    "another article, by its JSON-LD",
    "not_an_article",
    bare(
        "Gate opens",
        f"<h1>Gate opens</h1><article><p>{LONG}</p></article>",
        head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"Gate opens","mainEntityOfPage":'
        '{"@type":"WebPage","@id":"https://en.orda.kz/gate-opens-9001/"}}</script>',
    ),
)
SECTIONS = {"en": "Society", "ru": "Общество", "kk": "Қоғам"}
for edition, section in SECTIONS.items():
    for name, markup in (("list", LI), ("cards", CARD), ("short stories", SHORT)):
        body = links(edition, markup)
        body = f"<div class='newslist3'><ul>{body}</ul></div>" if markup == LI else body
        add(
            f"a section, {name}, {edition}",
            "not_an_article",
            in_site(edition, section, f"<h1>{section}</h1>{body}"),
            edition,
        )
add("a tag", "not_an_article", in_site("en", "Tag: dams", f"<h1>Tag: dams</h1><p>{LONG}</p>{links('en', CARD)}"))
add("a day", "not_an_article", in_site("ru", "12 ноября 2026", f"<h1>12 ноября 2026</h1>{links('ru', SHORT)}"), "ru")
add(
    "a search",
    "not_an_article",
    in_site("en", "Search", f"<h1>Search results for “dam”</h1><form><input name='q'></form>{links('en', SHORT)}"),
)
add("a search without result", "soft_404", in_site("ru", "Поиск", "<h1>Поиск</h1><p>Ничего не найдено</p>"), "ru")
add(
    "a gallery of galleries",
    "not_an_article",
    in_site(
        "en",
        "Photo galleries",
        f"<h1>Photo galleries</h1><p>{LONG}</p>"
        + links("en", '<a href="{href}"><img src="{image}"><b>{headline}</b></a>', 12),
    ),
)
add(
    "an archive of WordPress",
    "not_an_article",
    bare(
        "Dams – Orda",
        "".join(f"<div class='item'><h2><a href='/dam-{n}/'>Dam {n}</a></h2><p>{LONG}</p></div>" for n in "abc"),
        attributes=' class="archive category category-12"',
    ),
)
for name, before, after in (
    ("before its description", CARD, ""),
    ("after it", "", CARD),
    ("and no description", SHORT, ""),
):
    text = f"<p>22.11.2026 14:05</p>{links('en', before)}<p>{LONG}</p>{links('en', after)}"
    add(f"a dossier, its list {name}", "not_an_article", bare("All on the dam", f"<h1>All on the dam</h1>{text}"))
assert ASKED.keys() == SECTIONS.keys()
