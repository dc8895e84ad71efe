"""What is known of the site Orda.kz, as data: hosts, address patterns, selectors, labels, block markers.

Nothing here does anything. A newer template of the site is further entries here, not code elsewhere; entries are
ordered, best first. Each fact carries how sure it is: (A) seen in several independent sources, (B) seen in one,
(C) a default of the site's content-management system (DataLife Engine), likely but unseen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One language edition of the site."""

    key: str
    """`en`, `ru` or `kk`; also the language (BCP 47) and the prefix of article ids."""
    host: str
    """Public host, served over https. (A)"""
    min_digits: int
    """Digits that a trailing number in an address needs to be the article's: on `en` any number is; on `ru` and `kk`
    article numbers have six digits by now, and a shorter one (`/itogi-2022/`) belongs to the slug. (A)"""


EDITIONS: dict[str, Edition] = {
    "en": Edition("en", "en.orda.kz", 1),
    "ru": Edition("ru", "orda.kz", 5),
    "kk": Edition("kk", "kaz.orda.kz", 5),
}

TIME_ZONE = "Asia/Almaty"
"""The newsroom's zone: UTC+6 until 2024-03-01, UTC+5 since; a time without an offset is local to it. (A)"""

LIST_PATH = "/last-news/"
"""Latest news. (A)"""
# Further pages of a list or a day archive are `page/2/`, … below it. (C)
DAY_PATH = "/{year:04d}/{month:02d}/{day:02d}/"
"""Day archive. (A)"""
ROBOTS_PATH = "/robots.txt"
"""(C)"""
SITEMAP_PATH = "/sitemap/sitemap_news{number}.xml"
"""Sitemaps, from number 1 on; a number may be skipped. (A)"""
SITEMAP_INDEX_PATH = "/sitemap.xml"
"""Index of the sitemaps; only looked for where there are none with numbers. (C)"""
SITEMAP_MISSES = 3
"""So many numbers in a row that are not there end them. (A)"""
FEED_PATHS = ("/feed/", "/rss.xml")
"""Feeds: the first named in public lists of feeds (B), the second a default of the system (C)."""

SECTION_SLUGS = frozenset(
    # Single-segment paths that are pages of the site but no articles: lists, feeds, sections, service pages. (A-C)
    """
    last-news latest-news latest news novosti zhanalyqtar feed rss rss.xml sitemap search search-results page tag tags
    category categories author authors archive archives user users login register lostpassword logout favorites
    lastcomments newposts statistics rules about about-us o-nas contacts contact kontakty reklama advertising ads
    privacy privacy-policy policy terms cookie cookies cookie-policy editorial redaktsiya vakansii jobs subscribe
    uploads templates engine wp-admin wp-content wp-includes wp-json wp-login.php amp index.php index.html admin
    ordynka society politics economy economics business world sport sports culture incidents accidents crime tech
    technology science health education opinion opinions interview interviews investigations analytics lifestyle
    special projects special-projects longread longreads video videos photo photos podcast podcasts blogs stories
    obshchestvo obschestvo politika ekonomika biznes v-mire mir kultura proisshestviya kriminal tehnologii nauka
    zdorove obrazovanie mneniya mnenie intervyu rassledovaniya analitika spetsproekty spetsproekt foto podkasty blogi
    kogham qogam sayasat saiasat ekonomika-kz alem bilim densaulyk madeniet oqiga zhahandyq redaktsiia en ru kz kk
    """.split()
)

DEAD_SPELLINGS = ("__trashed", "\ufffc", "\ufe0f")
"""Parts of addresses that sitemaps are known to list and that lead nowhere. (A)"""

# -- pages: selectors (the forms of CSS that extract/select.py knows), each field's in order, best first

SITE_NAMES = frozenset(
    # How the site calls itself, case-folded: no headline, author or section is one of these. (A for the first line)
    """
    orda|orda.kz|en.orda.kz|kaz.orda.kz|www.orda.kz|orda kz|ordakz|орда|орда.kz|орда.кз
    orda.kz news|orda news|orda media|orda.media|orda.kz english|orda kazakhstan|новости orda.kz|жаңалықтар orda.kz
    """.strip()
    .replace("\n", "|")
    .replace("|    ", "|")
    .split("|")
)
NOT_PERSONS = frozenset(
    # Bylines that name no person, case-folded. (B, C)
    """
    editorial|editorial team|editorial board|editorial staff|editor|editors|newsroom|news desk|staff|staff writer
    staff reporter|staff reporters|admin|administrator|redaktor|redactor|author|authors|guest|correspondent|news
    редакция|редактор|редакция сайта|от редакции|наш корреспондент|собственный корреспондент|корреспондент|автор
    администратор|админ|новости|журналист|пресс-служба|редакциядан|редакция алқасы|тілші|автор белгісіз|жаңалықтар
    unknown|anonymous|none|null|n/a|press release|пресс-релиз|press service
    """.strip()
    .replace("\n", "|")
    .replace("|    ", "|")
    .split("|")
)

BODY_SELECTORS = ("div.fulltext div.newstext", "div.newstext", "div.fulltext")
"""The body. The first is what the site has (A), the others are what may be left of it after a change (C)."""
UNKNOWN_BODY_SELECTORS = (
    '[itemprop~="articleBody"]',
    "article .entry-content",
    ".entry-content",
    ".article-body",
    ".article__body",
    ".article-content",
    ".article__content",
    ".article-text",
    ".article__text",
    ".post-content",
    ".full-text",
    ".fullstory",
    ".full-story",
    ".story-body",
    ".news-text",
    ".news-content",
)
"""Where pages of other make have their body. (C)"""
DATE_SELECTORS = ('time[itemprop~="datePublished"]',)
"""Time of publication; a `datetime` attribute or text. (A)"""
UNKNOWN_DATE_SELECTORS = ("time[pubdate]", "time.published", "time.entry-date", ".post-date", ".article-date")
"""The same on pages of other make. (C)"""
LEAD_SELECTORS = ("div.postpic",)
"""Holder of the lead picture. (A)"""
TAG_SELECTORS = (".tags a",)
"""Tags. (A)"""
AUTHOR_SELECTORS = (
    '[rel~="author"]',
    ".author-name",
    ".author__name",
    ".article-author a",
    ".article-author",
    ".byline",
)
"""Authors in the markup: none seen on the site, these are common elsewhere. (C)"""
BREADCRUMB_SELECTORS = (".breadcrumbs a", ".breadcrumb a", ".speedbar a", '[itemtype$="BreadcrumbList"] a')
"""Breadcrumbs; `.speedbar` is the content-management system's own. (C)"""
LANGUAGE_SWITCH_SELECTORS = (".lang a", ".langs a", ".language a", ".languages a", ".lang-switch a", ".lang-switcher a")
"""Language switch; any link that says just a language's name counts too. (B)"""
LIST_SELECTORS = ("div.newslist3 > ul > li",)
"""Entries of latest news and of a day archive. (A)"""

BOILERPLATE_CLASSES = frozenset(
    # Class names and ids of parts that are no text of an article even inside its body. (B, C)
    """
    lang langs language languages lang-switch lang-switcher language-switch language-switcher
    share shares sharing share-buttons share-block share-bar share-links social socials social-share social-links
    social-buttons soc-share sharethis addthis addtoany a2a_kit ya-share2 yashare pluso uptolike likely jssocials
    sharedaddy tags tag-list taglist post-tags article-tags breadcrumb breadcrumbs speedbar
    cookie cookies cookie-notice cookie-banner cookie-bar cookie-consent cookie-policy consent consent-banner gdpr
    certificate registration-certificate svidetelstvo
    ad ads adv advert adverts advertisement advertising adsbygoogle ad-block ad-banner ad-container banner banners
    adfox yandex-rtb reklama promo-banner
    subscribe subscription subscribe-form newsletter newsletter-signup mailing
    comments comment-list comment-form rating ratings votes screen-reader-text sr-only visually-hidden noprint
    """.split()
)
PAGE_CLASSES = BOILERPLATE_CLASSES | frozenset(
    # Class names and ids of parts that are the same on every page: no article is looked for in them. (C)
    """
    nav navbar navigation menu main-menu mainmenu topmenu top-menu submenu footer site-footer page-footer header
    site-header page-header topbar sidebar side-bar widget-area pagination pager nav-links
    """.split()
)
FOREIGN_TAGS = frozenset(("aside", "nav", "footer", "li"))
FOREIGN_CLASSES = frozenset(
    # Class names and ids of parts that tell of other articles or of readers: no date or author in them is the
    # article's. (A for newslist3, else C)
    """
    newslist newslist2 newslist3 latest latest-news last-news lastnews recent recent-news news-list related related-news
    related-posts related-articles read-also popular popular-news recommended more-news comments comment comment-list
    comment-item commentlist reply sidebar side-bar widget widget-area footer site-footer page-footer
    """.split()
)
UPDATED_PATTERN = r"(?:\bupdated|\bmodified|last (?:change|edit)|обновлен|изменен|жаңартыл|өзгертіл)"
"""A time beside this is not that of publication. (C)"""
CAPTION_CLASSES = frozenset(
    """
    wp-caption-text caption img-caption image-caption photo-caption picture-caption caption-text figcaption
    highslide-caption gallery-caption
    """.split()
)
"""Classes of captions outside `figcaption`. (B for WordPress, else C)"""
CREDIT_CLASSES = frozenset(
    """
    credit credits photo-credit image-credit img-credit picture-credit photo-author img-author photo-source
    image-source copyright photo-copyright
    """.split()
)
"""Classes of picture credits. (C)"""
QUOTE_CLASSES = frozenset(("quote", "pullquote", "pull-quote", "wp-block-pullquote", "quote-block"))
"""Classes of quotations that are no `blockquote`; `quote` is the content-management system's own. (C)"""

# -- pages: labels, compared case-folded, without the colon

READ_ALSO_LABELS = (
    # (A) for the first of each language
    "read also",
    "also read",
    "читайте также",
    "читай также",
    "читать также",
    "также читайте",
    "читайте ещё",
    "читайте еще",
    "оқи отырыңыз",
    "оқи отырыңыздар",
    "тағы оқыңыз",
    "тағы да оқыңыз",
    "тағы оқи отырыңыз",
    "сондай-ақ оқыңыз",
    "сондай-ақ, оқыңыз",
    "сондай-ақ оқи отырыңыз",
)
RELATED_LABELS = (
    # The same, but what they say may be a subhead too: they count only together with links. (C)
    "read more",
    "see also",
    "related",
    "related news",
    "related articles",
    "related stories",
    "more on the topic",
    "читайте по теме",
    "ещё по теме",
    "еще по теме",
    "по теме",
    "новости по теме",
    "материалы по теме",
    "подробнее",
    "смотрите также",
    "смотри также",
    "осы тақырып бойынша",
    "осы тақырыпта",
    "тақырып бойынша",
    "толығырақ",
)
LATEST_LABELS = frozenset(
    # (A) for the first; heads the block of headlines under an article
    (
        "latest news",
        "the latest news",
        "latest",
        "last news",
        "recent news",
        "последние новости",
        "свежие новости",
        "лента новостей",
        "соңғы жаңалықтар",
        "жаңалықтар легі",
        "жаңалықтар таспасы",
    )
)
CREDIT_LABELS = (
    # What a picture's credit line starts with. (A for Photo, Фото, Сурет, Коллаж, Скриншот)
    "photo credit",
    "photo credits",
    "photo courtesy",
    "photo source",
    "photo illustration",
    "photo and video",
    "photo collage",
    "photo/video",
    "photo",
    "photos",
    "image credit",
    "image",
    "picture",
    "collage",
    "screenshot",
    "video screenshot",
    "screen grab",
    "screengrab",
    "screencap",
    "illustration",
    "infographic",
    "infographics",
    "фото и видео",
    "фото/видео",
    "фото автора",
    "фото",
    "автор фото",
    "источник фото",
    "фотография",
    "фотографии",
    "фотоколлаж",
    "коллаж",
    "скриншот видео",
    "скриншот",
    "скрин",
    "скриншоты",
    "иллюстрация",
    "инфографика",
    "кадр из видео",
    "стоп-кадр",
    "изображение",
    "сурет авторы",
    "суреттер",
    "сурет",
    "суреті",
    "фотосурет",
    "фотоколлаж",
    "иллюстрациялық сурет",
    "видеодан скриншот",
    "видеодан алынған кадр",
)
ORIGINAL_AUTHOR_LABELS = ("original author", "original authors", "author of the original", "автор оригинала")
"""The line that closes translated articles. (A for the first)"""
SHARE_LABELS = frozenset(
    (
        "share",
        "share this",
        "share on",
        "share this article",
        "share this story",
        "поделиться",
        "поделитесь",
        "поделиться в соцсетях",
        "поделиться новостью",
        "бөлісу",
        "бөлісіңіз",
        "әлеуметтік желіде бөлісу",
    )
)
"""What stands before share buttons. (C)"""
SHARE_ADDRESSES = (
    "facebook.com/sharer",
    "facebook.com/dialog",
    "t.me/share",
    "telegram.me/share",
    "twitter.com/intent",
    "twitter.com/share",
    "x.com/intent",
    "x.com/share",
    "vk.com/share",
    "vkontakte.ru/share",
    "wa.me/?text",
    "api.whatsapp.com/send",
    "whatsapp://send",
    "viber://forward",
    "connect.ok.ru/offer",
    "connect.ok.ru/dk",
    "linkedin.com/share",
    "linkedin.com/sharing",
    "pinterest.com/pin/create",
)
"""Addresses that share buttons lead to. (C)"""
LANGUAGE_NAMES = frozenset("ru kz kk en рус қаз каз eng rus kaz русский қазақша казахский english ағылшынша".split())
"""What a language switch says, case-folded. (B)"""
SECTION_NAMES = frozenset(
    # What the section bar says, case-folded. (B for the first line, else C)
    """
    society|news|ордынка|ordynka|новости|жаңалықтар
    politics|economy|economics|business|world|sport|sports|culture|incidents|crime|technology|science|health|education
    opinion|opinions|interview|interviews|investigations|analytics|special projects|longreads|video|photo|podcasts
    общество|политика|экономика|бизнес|в мире|мир|спорт|культура|происшествия|криминал|технологии|наука|здоровье
    образование|мнения|мнение|интервью|расследования|аналитика|спецпроекты|лонгриды|видео|фото|подкасты|блоги
    қоғам|саясат|әлем|мәдениет|оқиға|оқиғалар|білім|денсаулық|сұхбат|пікір|сараптама|арнайы жобалар|кәсіпкерлік
    main|home|главная|басты бет|все новости|all news|барлық жаңалықтар
    """.strip()
    .replace("\n", "|")
    .replace("|    ", "|")
    .split("|")
)
HOME_NAMES = frozenset(("home", "main", "main page", "homepage", "главная", "главная страница", "басты бет", "басты"))
"""The first breadcrumb, case-folded. (C)"""

CERTIFICATE_PATTERN = (
    r"(?:certificate (?:of|on) (?:\w+ ){0,4}registration|registration certificate|certificate (?:no\.?|№)"
    r"|свидетельств\w* (?:о|об) (?:постановк|регистрац|учет)|куәлі[кг])"
)
"""The registration certificate in the footer: this, a number, and a word for mass media. (B)"""
CERTIFICATE_MEDIA_PATTERN = (
    r"(?:mass media|media outlet|news agency|online (?:publication|media|edition)|network publication|periodical"
    r"|\bсми\b|средств\w* массовой информации|сетев\w+ издани|интернет-издани|информационн\w+ агентств"
    r"|бақ\b|бұқаралық ақпарат|желілік басылым|ақпарат\w* агентті|мерзімді баспасөз)"
)
COOKIE_PATTERN = (
    r"(?:\b(?:we|(?:this|our|the) (?:web)?site|orda\.kz) uses? (?:\w+ ){0,3}cookies?\b"
    r"|\b(?:мы|сайт|orda\.kz) (?:\w+ ){0,2}использу\w+ (?:\w+ ){0,3}(?:cookie|куки)"
    r"|\bна (?:нашем |этом )?сайте использу\w+ (?:\w+ ){0,3}(?:cookie|куки)"
    r"|(?:cookie|куки)\S*(?: \w+){0,2} (?:қолдан|пайдалан))"
)
"""A cookie notice: this, and a word of consent, at either end of a body. (B)"""
COOKIE_CONSENT_PATTERN = (
    r"(?:by continuing|by using|you agree|you consent|you accept|cookie policy|privacy policy|\baccept\b"
    r"|продолжая|соглаша|политик\w+ (?:использования |обработки )?(?:cookie|куки|конфиденц)|принять"
    r"|келісе|келісім|саясат|қабылда|жалғастыр)"
)

REPORTING_PATTERN = (
    r"(?:\b(?:said|says|told|reported|revoked|was|were|had been)\b"
    r"|\b(?:сказал|заявил|сообщил|рассказал|отозва|отобра|аннулир|лишил|приостанов|был[аои]?\b)"
    r"|\b(?:деді|айтты|мәлімдеді|хабарлады|қайтарып алды))"
)
"""Words by which a paragraph reports something: it is no notice then, whatever it is about."""

# -- pages: structured data and embeds

ARTICLE_TYPES = frozenset(
    """
    article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle
    reviewnewsarticle askpublicnewsarticle liveblogposting report satiricalarticle advertisercontentarticle
    techarticle scholarlyarticle socialmediaposting
    """.split()
)
"""schema.org types of articles, lower case."""
EMBED_PROVIDERS = (
    # End of the host's name, and whose it is
    ("youtube.com", "youtube"),
    ("youtu.be", "youtube"),
    ("youtube-nocookie.com", "youtube"),
    ("t.me", "telegram"),
    ("telegram.me", "telegram"),
    ("telegram.org", "telegram"),
    ("twitter.com", "twitter"),
    ("x.com", "twitter"),
    ("instagram.com", "instagram"),
    ("instagr.am", "instagram"),
    ("facebook.com", "facebook"),
    ("fb.watch", "facebook"),
    ("fb.com", "facebook"),
    ("threads.net", "threads"),
    ("threads.com", "threads"),
    ("tiktok.com", "tiktok"),
    ("vk.com", "vk"),
    ("vk.ru", "vk"),
    ("vkvideo.ru", "vk"),
    ("ok.ru", "ok"),
    ("rutube.ru", "rutube"),
    ("vimeo.com", "vimeo"),
    ("dailymotion.com", "dailymotion"),
    ("coub.com", "coub"),
    ("soundcloud.com", "soundcloud"),
    ("spotify.com", "spotify"),
    ("linkedin.com", "linkedin"),
    ("reddit.com", "reddit"),
    ("datawrapper.de", "datawrapper"),
    ("dwcdn.net", "datawrapper"),
    ("flourish.studio", "flourish"),
    ("infogram.com", "infogram"),
)
EMBED_QUOTES = {
    # Classes of embeds that are a quotation until their script has run, and how the address they show looks
    "twitter-tweet": "/status/",
    "twitter-video": "/status/",
    "instagram-media": "instagram.com/",
    "tiktok-embed": "tiktok.com/",
    "telegram-post": "t.me/",
    "fb-post": "facebook.com/",
    "fb-video": "facebook.com/",
    "reddit-embed-bq": "reddit.com/",
    "reddit-card": "reddit.com/",
    "text-post-media": "threads.",
    "bluesky-embed": "bsky.app/",
}
AD_HOSTS = (
    "doubleclick.net",
    "googlesyndication.com",
    "googletagmanager.com",
    "googleadservices.com",
    "google-analytics.com",
    "adfox.ru",
    "an.yandex.ru",
    "mc.yandex.ru",
    "yandex.ru/ads",
    "mgid.com",
    "smi2.ru",
    "taboola.com",
    "outbrain.com",
    "criteo.com",
    "counter.yadro.ru",
    "top-fwz1.mail.ru",
    "facebook.com/tr",
    "zero.kz",
)
"""Frames and pictures from here are advertising or counters. (C)"""

# -- pages that are no pages

CHALLENGE_TITLES = frozenset(
    # Whole titles of challenge and refusal pages, case-folded
    (
        "just a moment...",
        "just a moment…",
        "attention required! | cloudflare",
        "one moment, please...",
        "please wait...",
        "checking your browser",
        "checking your browser before accessing",
        "ddos-guard",
        "ddos protection by cloudflare",
        "access denied",
        "403 forbidden",
        "forbidden",
        "429 too many requests",
        "too many requests",
        "are you a robot?",
        "are you human?",
        "human verification",
        "security check",
        "captcha",
        "robot check",
        "проверка браузера",
        "доступ запрещен",
        "доступ запрещён",
        "доступ ограничен",
        "вы не робот?",
        "ой!",
    )
)
CHALLENGE_SELECTORS = (
    # Parts that only challenge pages have, or that mean one where there is no article beside them
    "#challenge-form",
    "#challenge-running",
    "#challenge-stage",
    "#cf-challenge-running",
    "#cf-wrapper",
    "#cf-error-details",
    "#trk_jschal_js",
    'script[src*="/cdn-cgi/challenge-platform/"]',
    'script[src*="challenges.cloudflare.com"]',
    'script[src*="ddos-guard"]',
    "#ddg-captcha",
    "#px-captcha",
    "#captcha-form",
    "#sec-if-cpt-container",
    ".g-recaptcha",
    ".h-captcha",
    ".cf-turnstile",
    ".smart-captcha",
    'form[action*="captcha"]',
    'iframe[src*="captcha"]',
)
