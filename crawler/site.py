"""What is known of the site Orda.kz, as data: hosts, address patterns, selectors, labels, block markers.

Nothing here does anything. A newer template of the site is further entries here, not code elsewhere; entries are
ordered, best first. Each fact carries how sure it is: (A) seen in several independent sources, (B) seen in one,
(C) a default of the site's content-management system (DataLife Engine), likely but unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.dated import Dated  # noqa: F401 - for entries below


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
NO_PICTURE_PATTERN = (
    r"/logo|logo\.|default-image|no-image|noimage|/favicon|placeholder|://[^/]+/templates/"
    r"|/(?:(?:og|opengraph|share|social|site|news|article|post|image|img|picture|photo|pic|thumb|thumbnail|cover|preview)"
    r"[-_])?default(?:[-_](?:og|share|social|image|img|picture|photo|pic|thumb|thumbnail|cover|preview))?"
    r"(?:[-_]?\d+x\d+)?\.(?:png|jpe?g|webp|gif|svg)(?=$|[?#])"
)
"""Addresses, in lower case, of what metadata give for a picture where an article has none: the system keeps them with
its templates. (A for templates, else C)"""
NO_LEAD_PATTERN = (
    r"avatar|userpic|gravatar|banner|sprite|\bicons?\b|[/_-](?:ads?|adv|reklama|icon|ico)[/_.-]|\.svg(?=$|[?#])"
)
"""Addresses, in lower case, of pictures below a headline that are not the article's. (C)"""
NO_LEAD_CLASSES = frozenset(
    """
    author authors author-photo author-img author-avatar avatar userpic user byline icon icons logo social share banner
    banners ad ads adv advert advertisement adsbygoogle reklama promo
    """.split()
)
"""Classes and ids of such pictures, and of what holds them. (C)"""
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
LIST_CONTAINERS = ("div.newslist3",)
"""What such a list is in, also when it is empty. (A)"""

BOILERPLATE_CLASSES = frozenset(
    # Class names and ids of parts that are no text of an article even inside its body. (B, C)
    """
    lang langs language languages lang-switch lang-switcher language-switch language-switcher
    share shares sharing share-buttons share-block share-bar share-links social socials social-share social-links
    social-buttons soc-share sharethis addthis addtoany a2a_kit ya-share2 yashare pluso uptolike likely jssocials
    sharedaddy tags tag-list taglist post-tags article-tags breadcrumb breadcrumbs speedbar
    cookie cookies cookie-notice cookie-banner cookie-bar cookie-consent cookie-policy consent consent-banner gdpr
    certificate registration-certificate svidetelstvo
    ad ads adv advert adverts advertisement advertising adsbygoogle ad-block ad-banner ad-container ad-slot ad-unit
    ad-place ad-box ad-wrapper ads-block adv-block adslot advert-block banner banners
    adfox yandex-rtb reklama promo-banner
    subscribe subscription subscribe-form newsletter newsletter-signup mailing
    views view-count views-count view-counter post-views
    comments comment-list comment-form rating ratings votes screen-reader-text sr-only visually-hidden noprint
    """.split()
)
COMMENTS_PATTERN = (
    r"(?:(?:article|post|page|news|story|entry|site|users?|readers?|all|dle|wp|fb|facebook|vk|disqus|hyper|cackle|\w)[-_])?"
    r"comments(?:[-_](?:area|block|box|container|list|section|tree|wrap|wrapper))?"
    r"|comment-?list"
)
"""Class names and ids of what readers wrote under an article, at any length. (C)"""
LATEST_CLASSES = frozenset(
    """
    newslist newslist2 newslist3 latest latest-news last-news lastnews recent recent-news news-list popular
    popular-news more-news
    """.split()
)
"""Class names of lists of other articles inside a body, where they hold several links. (A for newslist3, else C)"""
PAGE_CLASSES = BOILERPLATE_CLASSES | frozenset(
    # Class names and ids of parts that are the same on every page: no article is looked for in them. (C)
    """
    nav navbar navigation menu main-menu mainmenu topmenu top-menu submenu footer site-footer page-footer header
    site-header page-header topbar sidebar side-bar widget-area pagination pager nav-links
    """.split()
)
FOREIGN_TAGS = frozenset(("aside", "nav", "footer", "li"))
META_CLASSES = frozenset(
    """
    meta entry-meta post-meta article-meta news-meta story-meta entry-footer article-footer post-footer article-info
    post-info byline tags tag-list taglist
    """.split()
)
"""Class names of what says when and by whom an article was written, whatever element that is. (C)"""
FOREIGN_CLASSES = frozenset(
    # Class names and ids of parts that tell of other articles or of readers: no date or author in them is the
    # article's. (A for newslist3, else C)
    """
    newslist newslist2 newslist3 latest latest-news last-news lastnews recent recent-news news-list related related-news
    related-posts related-articles read-also popular popular-news recommended more-news comments comment comment-list
    comment-item commentlist reply sidebar side-bar side col-side side-column aside widget
    widget-area footer site-footer page-footer
    """.split()
)
UPDATED_PATTERN = r"(?:\bupdated|\bmodified|last (?:change|edit)|обновлен|изменен|жаңартыл|өзгертіл)"
"""A time beside this is not that of publication. (C)"""
PUBLISHED_PATTERN = r"(?:\b(?:published|posted|date)\b|дата|опубликован\w*|публикаци\w*|жариялан\w*|күні)"
"""Words that may stand beside the time of publication. (C)"""
BYLINE_PATTERN = (
    r"(?:by|(?:(?:written|story|text|report) by|authors?|автор[ыи]?(?: (?:текста|статьи|материала))?|текст|мәтін"
    r"|(?:мақала )?авторлары|мақала авторы)\s*:)"
)
"""What a line that names the authors begins with. (C)"""
TAGS_LABELS = frozenset(
    ("tags", "keywords", "теги", "тэги", "метки", "ключевые слова", "тегтер", "тегтері", "кілт сөздер")
)
"""What a line of tags begins with, before a colon. (C)"""
COUNT_PATTERN = (
    r"(?:(?<![:\d])\d+\s*(?:views?|reads?|comments?|likes?|просмотр\w*|прочтен\w*|прочитал\w*|коммент\w*|лайк\w*|қаралым\w*"
    r"|көрілім\w*|оқылым\w*|пікір\w*)\b(?!\s*:\s*\d)"
    r"|(?:views?|reads?|comments?|likes?|просмотр\w*|прочтен\w*|прочитали|прочитано|комментари[ия]|лайк\w*|нравится"
    r"|полезно|қаралым\w*|көрілім\w*|қаралды|оқылым\w*|оқылды|пікір\w*|ұнады)\s*:?\s*\d+"
    r"|(?:online|онлайн|(?:сейчас )?на сайте|сайтта)\s*:\s*\d+)"
)
"""Counts of readers, comments and likes, which stand there too. (C)"""
ROUND_COUNT_PATTERN = (
    r"(?:\d+(?:[.,]\d\d?)?(?:[kmкм]|\s?(?:тыс|млн|мың)\.?)\s*(?:views?|reads?|просмотр\w*|прочтен\w*|қаралым\w*)"
    r"|(?:views?|comments?|просмотр\w*|комментари\w*|қаралды|қаралым|пікір\w*|[👁👀💬🗨❤♥👍👎]\ufe0f?)\s*[:(]?\s*\d+"
    r"(?:(?:[.,]\d\d?)?(?:[kmкм]|\s?(?:тыс|млн|мың|рет)\.?)(?!\w))?"
    r"|\d+\s*min(?:ute)?s?\s+read|(?:время чтения|оқу уақыты)\s*:?\s*\d+\s*мин\w*)"
)
"""The same in thousands, beside a sign or in brackets, and of the minutes that reading takes. (C)"""
FOLDED_PATTERN = r"(?:\w+[-_])*(?:spoiler|accordion|collaps\w*|toggle|foldable|panel)(?:[-_]\w+)*"
"""Class names and ids of parts that are shown when a reader asks for them. (C; `text_spoiler` is the system's own)"""
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
    "read next",
    "читайте также",
    "читай также",
    "читать также",
    "также читайте",
    "читайте далее",
    "читайте ещё",
    "читайте еще",
    "оқи отырыңыз",
    "оқи отырыңыздар",
    "тағы оқыңыз",
    "тағы оқи отырыңыздар",
    "тағы да оқи отырыңыздар",
    "сонымен қатар оқыңыз",
    "сонымен қатар оқыңыздар",
    "сонымен қатар оқи отырыңыз",
    "тағы да оқыңыз",
    "тағы оқи отырыңыз",
    "тағы да оқи отырыңыз",
    "осыны да оқыңыз",
    "мынаны да оқыңыз",
    "сондай-ақ оқыңыз",
    "сондай-ақ, оқыңыз",
    "сондай-ақ оқыңыздар",
    "сондай-ақ оқи отырыңыз",
)
RELATED_LABELS = (
    # The same, but what they say may be a subhead too: they count only together with links. (C)
    "read more",
    "read further",
    "read on",
    "see also",
    "related",
    "related news",
    "related articles",
    "related stories",
    "more on the topic",
    "more on this topic",
    "more on this story",
    "more on this",
    "on the topic",
    "on this topic",
    "recommended",
    "you may also like",
    "earlier on orda",
    "читайте по теме",
    "читать далее",
    "читайте",
    "ещё по теме",
    "еще по теме",
    "по теме",
    "на эту тему",
    "новости по теме",
    "материал по теме",
    "материалы по теме",
    "ранее по теме",
    "статьи по теме",
    "рекомендуем",
    "рекомендуем прочитать",
    "рекомендуем почитать",
    "вам может быть интересно",
    "подробнее",
    "смотрите также",
    "смотри также",
    "оқыңыз",
    "оқыңыздар",
    "толығырақ оқыңыз",
    "осы тақырып бойынша",
    "осы тақырыпта",
    "тақырып бойынша",
    "тақырыпқа қатысты",
    "тақырыпқа орай",
    "ұсынамыз",
    "толығырақ",
)
READ_ALSO_WHERE_PATTERN = (
    r"(?:\s+(?:по\s+(?:этой\s+)?теме|(?:на|в)\s+(?:сайте\s+)?orda(?:\.kz)?|(?:on|at|in)\s+orda(?:\.kz)?"
    r"|(?:on|about)\s+th(?:e|is)\s+(?:topic|subject|story)|наши\s+материалы|(?:осы\s+)?тақырып(?:та|\s+бойынша)"
    r"|orda(?:\.kz)?\s+сайтынан|статьи|материалы))?"
)
"""What such a label may go on with. (C)"""
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
NEWS_LABELS = frozenset(
    # The same, but they may be a subhead of the text: only with several headlines, at its end. (C)
    (
        *("more news", "news", "latest articles", "latest stories", "recent", "recent articles", "recent stories"),
        *("top news", "most read", "popular", "trending", "other news", "today's news", "news feed"),
        *("новости", "ещё новости", "еще новости", "другие новости", "все новости", "новости дня", "главные новости"),
        *("популярное", "самое читаемое", "читаемое", "последние материалы", "свежее", "последнее", "лента"),
        *("жаңалықтар", "басқа жаңалықтар", "танымал", "ең көп оқылған", "соңғы материалдар", "тағы жаңалықтар"),
    )
)
MORE_LABELS = frozenset(
    # The button under a list of headlines. (C)
    (
        *("show more", "load more", "more", "more news", "see more", "view all", "all news", "see all", "view more"),
        *(
            "показать ещё",
            "показать еще",
            "загрузить ещё",
            "загрузить еще",
            "ещё",
            "еще",
            "все новости",
            "больше новостей",
        ),
        *("ещё новости", "еще новости", "смотреть все", "тағы көрсету", "тағы", "барлық жаңалықтар", "көбірек"),
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
STRICT_CREDIT_LABELS = (
    # The same, but only with a colon: they may begin any sentence. (C)
    *(
        "cover",
        "cover photo",
        "cover image",
        "main photo",
        "main image",
        "featured image",
        "lead image",
        "header image",
    ),
    *(
        "image source",
        "photographer",
        "photographers",
        "photo by",
        "archive photo",
        "file photo",
        "illustrative photo",
        "drawing",
        "cartoon",
        "graphics",
        "source photo",
    ),
    *(
        "обложка",
        "фотограф",
        "фотографы",
        "авторы фото",
        "фото на обложке",
        "фото обложки",
        "главное фото",
        "заглавное фото",
        "архивное фото",
        "кадр",
        "графика",
    ),
    *("иллюстративное фото", "карикатура", "рисунок", "на фото", "фото в тексте", "снимок"),
    *("басты сурет", "мұқаба", "мұқабадағы сурет", "кадр авторы", "иллюстрация авторы", "инфографика авторы"),
)
CREDIT_PHRASE_PATTERN = (
    r"(?:(?:the )?(?:photo|image|picture|illustration)s? (?:is|are|used|for)(?: \w+){0,4} illustrat\w+"
    r"(?: purposes?)?(?: only)?|(?:illustrati(?:ve|on)|file|archive) (?:photo|image|picture)"
    r"|(?:иллюстративн|архивн)\w+ (?:фото\w*|изображение|снимок)"
    r"|(?:фото\w*|изображение|иллюстрация|снимок) (?:нос(?:ит|ят) )?(?:исключительно )?"
    r"(?:иллюстратив\w+|для иллюстрации)(?: характер)?|(?:фото\w*|изображение) из открытых источников"
    r"|(?:сурет|фото|фотосурет)\w* (?:\w+ ){0,3}(?:иллюстраци\w+|көрнекілік)(?: \w+){0,3})[.!]?"
)
"""Credit lines that are a sentence or look like one. (C)"""
ORIGINAL_AUTHOR_LABELS = (
    "original author",
    "original authors",
    "original article author",
    "original text author",
    "author of the original",
    "author of the original article",
    "author of the original text",
    "автор оригинала",
    "автор оригинального текста",
    "авторы оригинала",
    "автор оригинальной статьи",
    "түпнұсқа авторы",
    "түпнұсқаның авторы",
)
"""The line that closes translated articles. (A for the first)"""
ADVERTISEMENT_LABELS = frozenset("advertisement advertising ad реклама жарнама".split())
"""What stands over an advertisement. (C)"""
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
READERS_LABELS = frozenset(
    # What heads the comments under an article; a count may stand beside it. (C)
    (
        *("comments", "comment", "leave a comment", "leave a reply", "discussion", "join the discussion", "reviews"),
        *("комментарии", "комментарий", "комментария", "комментариев", "обсуждение", "оставить комментарий", "отзывы"),
        *("добавить комментарий", "пікірлер", "пікір", "пікір қалдыру", "пікір жазу", "талқылау"),
    )
)
WRITERS_LABELS = frozenset(
    # What stands over words about who wrote an article. (C)
    (
        "about the author",
        "about the authors",
        "author",
        "the author",
        "об авторе",
        "об авторах",
        "автор",
        "автор туралы",
    )
)
SHARE_NAMES = frozenset(
    # What share buttons say
    (
        *(
            "facebook",
            "telegram",
            "twitter",
            "x",
            "whatsapp",
            "vk",
            "vkontakte",
            "вконтакте",
            "вк",
            "ok",
            "одноклассники",
        ),
        *("viber", "linkedin", "pinterest", "threads", "instagram", "reddit", "messenger", "tumblr", "мой мир"),
        *("email", "e-mail", "mail", "print", "copy", "copy link", "link", "share", "tweet", "fb", "tg", "wa"),
        *(
            "почта",
            "печать",
            "распечатать",
            "версия для печати",
            "скопировать",
            "скопировать ссылку",
            "копировать ссылку",
        ),
        *(
            "ссылка",
            "поделиться",
            "басып шығару",
            "сілтемені көшіру",
            "көшіру",
            "бөлісу",
            "пошта",
            "фейсбук",
            "телеграм",
        ),
    )
)
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
    "threads.net/intent",
    "threads.com/intent",
    "connect.mail.ru/share",
    "reddit.com/submit",
    "bsky.app/intent",
    "linkedin.com/share",
    "linkedin.com/sharing",
    "pinterest.com/pin/create",
)
"""Addresses that share buttons lead to. (C)"""
LANGUAGE_CODES = frozenset("ru kz kk en рус қаз каз eng rus kaz".split())
"""The short ones, which no text lists."""
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
    finance|finances|region|regions|kazakhstan|central asia|lifestyle|auto|tourism|ecology|law|media|разное|регионы
    финансы|казахстан|в казахстане|право|экология|медиа|авто|туризм|аймақ|аймақтар|қаржы|экология|құқық|технология|өмір
    main|home|главная|басты бет|все новости|all news|барлық жаңалықтар
    """.strip()
    .replace("\n", "|")
    .replace("|    ", "|")
    .split("|")
)
SITE_SECTION_NAMES = frozenset(("ордынка", "ordynka"))
"""Of these, names that no other site has. (B)"""
TIME_WORDS_PATTERN = (
    r"(?:today|yesterday|сегодня|вчера|бүгін|кеше|at|in|в|жылғы|жылы|жыл|года|г|am|pm|ago|назад|бұрын"
    r"|hours?|minutes?|mins?|час\w{0,2}|минут\w?|мин|сағат|минут"
    r"|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
    r"|янв\w*|фев\w*|мар(?:та)?|апр\w*|ма[яй]|июн\w?|июл\w?|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*"
    r"|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан)(?!\w)"
)
"""Words of a day and a time of day."""
HOME_NAMES = frozenset(("home", "main", "main page", "homepage", "главная", "главная страница", "басты бет", "басты"))
"""The first breadcrumb, case-folded. (C)"""

# -- pages: notices, known by their whole form; patterns of sentences are compared case-folded, without the full stop

CERTIFICATE_STEMS = ("certificat", "свидетельств", "куәлік", "куәліг")
"""The registration certificate in the footer: such a word, a number, and besides only the words below, names and
numbers. (B)"""
CERTIFICATE_MEDIA_PATTERN = (
    r"(?:mass media|media outlet|media registration|news agency|online (?:publication|media|edition)"
    r"|network publication|periodical|\bсми\b|средств\w* массовой информации|сетев\w+ издани|интернет-издани"
    r"|информационн\w+ агентств|бақ\b|бұқаралық ақпарат|желілік басылым|ақпарат\w* агентті|мерзімді баспасөз"
    r"|\bkz\d\d[a-zа-я]{3}\d{5,})"
)
"""Wherever it stands, one that says it is of mass media, or has a number of that register, is the site's."""
CERTIFICATE_SURE_PATTERN = r"(?:registration|регистрац|постановк|учет|информац|тірке|есепке|ақпарат)"
"""At either end of a body this will do."""
CERTIFICATE_WORDS_PATTERN = (
    r"(?:certificates?|(?:re-?)?registration|of|on|the|for|an?|and|by|in|at|to|from|no|number|issued|dated?|valid|state"
    r"|mass|media|outlets?|online|internet|network|electronic|periodical|publications?|editions?|news|agency|information"
    r"|newspaper|web|websites?|site|portal|ministry|committee|department|republic|kazakhstan|communications?|culture"
    r"|sports?|social|public|development|accounting|record"
    r"|свидетельств\w*|(?:пере|за)?регистр(?:аци|ирова)\w*|постановк\w*|(?:пере)?учет\w*|о|об|на|по|в|и|от|за|выдан\w?|номер|сми"
    r"|средств\w?|массов\w+|информаци\w*|информационн\w+|сетев\w+|интернет\w*|электронн\w+|периодическ\w+"
    r"|печатн\w+|(?:интернет-)?издани\w+|агентств\w*|новостн\w+|комитет\w*|министерств\w*|управлени\w*"
    r"|департамент\w*|собственник\w*|учредител\w+|тоо|главн\w+|редактор\w*|республик\w*|рк|казахстан\w*|культур\w*|спорт\w*|связ\w+|коммуникаци\w*|общественн\w+"
    r"|развити\w*|год\w*|г|гг|сери\w+|дат\w|сайт\w*|портал\w*|редакци\w+"
    r"|куәлі\w+|туралы|есепке|қою|қойыл\w*|қайта|тірке\w+|желілік|басылым\w*|ақпарат\w*|агентт\w+|бұқаралық"
    r"|құрал\w*|бақ|министрл\w+|комитет\w*|қоғамдық|даму|мәдениет\w*|байланыс\w*|және|қазақстан\w*|қр|беріл\w+"
    r"|берген|жыл\w*|ж|күн\w*|айы\w*|нөмір\w*|интернет|мерзімді|баспасөз\w*|медиа|сайт\w*"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|январ\w|феврал\w|марта?"
    r"|апрел\w|мая|июн\w|июл\w|августа?|сентябр\w|октябр\w|ноябр\w|декабр\w|қаңтар\w*|ақпан\w*|наурыз\w*|сәуір\w*"
    r"|мамыр\w*|маусым\w*|шілде\w*|тамыз\w*|қыркүйек\w*|қазан\w*|қараша\w*|желтоқсан\w*)"
)
CERTIFICATE_ISSUED_PATTERN = r"(?:issued|выдан\w?|беріл\w+|берген)"
RIGHTS_PATTERN = (
    r"(?:(?:©|\(c\)|copyright)[^.]{0,20}(?:orda|орда|20\d\d)[^.]{0,60}(?:\.kz)?[^.]{0,60}"
    r"|all rights (?:are )?reserved|все права (?:защищены|сохранены)|барлық құқық\w* (?:қорғалған|сақталған)"
    r"|(?:any |the )?(?:use|copying|reprint\w*|reproduction|quot\w+) of (?:the |our |any )?(?:\w+ )?materials?\b.*"
    r"(?:active|direct|hyper)[ -]?link.*"
    r"|(?:при |любое |полное )?\w* ?(?:использовани|копировани|перепечатк|цитировани)\w* .*"
    r"(?:активн|прям|гипер)\w*[ -]?(?:гипер)?ссылк.*|.*материал\w* .*(?:белсенді|гипер)[ -]?сілтеме.*)"
)
"""Sentences about the rights in what the site publishes, at either end of a body. (C)"""

COOKIE_STEMS = ("cookie", "куки")
COOKIE_WORD_PATTERN = r"\b(?:cookies?\b|куки)"
COOKIE_CONSENT_PATTERN = (
    # Tells the reader what he agrees to, or what he may do about it.
    r"(?:.*\b(?:by|if you) (?:continu|us|stay|brows|visit|click|access|remain|clos)\w*\b.*\byou(?:'re| are)?(?: \w+ly)?"
    r" (?:agree|consent|accept|acknowledge|allow).*|.*\bwe(?: will|'ll)? assume\b.*"
    r"|(?:please )?(?:click|press|tap)\b.*\b(?:accept|ok|agree)\b.*"
    r"|(?:for|to|please|see|read|view|you|learn|find)\b.*\b(?:(?:our|the|privacy|cookie|cookies) policy|your cookies?"
    r"|cookie (?:settings|preferences))\b.*|you can (?:\w+ ){0,6}?cookies?\b.*\b(?:settings|browser)\b.*"
    r"|.*\b(?:продолжа|остава|использу|пользу|наход|посеща|нажима)\w*\b.*"
    r"\b(?:вы (?:\w+ ){0,2}(?:соглаша|принима|дае?те|выража|подтвержда|разреша)).*"
    r"|вы (?:\w+ )?соглашаетесь .*|нажмите\b.*(?:принять|соглас|ок\b).*"
    r"|(?:подробн|узна|ознаком|прочита)\w*\b.*(?:политик|cookie|куки|здесь).*"
    r"|вы (?:всегда )?можете (?:отключить|запретить|изменить|настроить)\b.*"
    r"|.*(?:жалғастыр|пайдалан|қолдан|қала|бас)\w*\b.*(?:келісе|келісім|қабылдай|рұқсат)\w*"
    r"|.*(?:толығырақ|саясат)\w*\b.*(?:cookie|куки|саясат|таныс|біл|оқы)\w*)"
)
COOKIE_SITE_PATTERN = (
    # The site says that it uses them.
    r"(?:(?:(?:this|our|the) (?:web)?site|(?:the )?orda(?:\.kz)?(?: (?:web)?site)?)(?: also)?"
    r" (?:uses?|stores?|collects?) (?:\w+ ){0,3}cookies?\b{purpose}|cookies (?:help|allow|enable|let) us\b.*"
    r"|(?:(?:этот |наш |данный )?(?:веб-)?сайт|на (?:нашем |этом |данном )?сайте|(?:сайт )?orda\.kz"
    r"|(?:этот |наш )?портал)(?: \w+){0,2}? использу\w+(?: \w+){0,3}? (?:cookie|куки)\S*(?:[ -]файлы?)?{purpose}"
    r"|(?:бұл |біздің )?(?:веб-)?(?:сайт|портал|orda\.kz)\S*(?: \S+){0,6}? (?:cookie|куки)\S*(?: \S+){0,4}?"
    r" (?:қолдан|пайдалан)(?:ады|амыз|ылады))"
)
COOKIE_WE_PATTERN = (
    # We use them, which may be anybody.
    r"(?:we(?: and our partners)?(?: also)? (?:use|store|collect) (?:\w+ ){0,3}cookies?\b{purpose}"
    r"|мы(?: \w+){0,2}? использу\w+(?: \w+){0,3}? (?:cookie|куки)\S*(?:[ -]файлы?)?{purpose}"
    r"|(?:\S+ ){0,6}?біз (?:\S+ ){0,6}?(?:cookie|куки)\S*(?: \S+){0,4}? (?:қолдан|пайдалан)амыз)"
)
COOKIE_PURPOSE_PATTERN = (
    r"(?:,? (?:files|and|or|to|for|so|in order|that|which|on|и|для|чтобы|с целью|в целях|которые|что|на|файл\w*)\b.*"
    r"(?:site|experience|brows|traffic|content|\bads?\b|advert|service|user|convenien|analy|statisti|personal|perform"
    r"|better|improve|function|comfort|technolog|files|device|computer|устройств|компьютер|сайт|удоб|работ|качеств|улучш|сервис|пользоват|анали|статисти"
    r"|персонал|реклам|контент|комфорт|опыт|посещ|трафик|технолог|файл).*)?"
)
"""What for: for something else nobody's site uses them."""
NOTICE_BUTTONS = frozenset(
    # What stands under a notice, or as its last words
    (
        *(
            "accept",
            "accept all",
            "accept cookies",
            "i accept",
            "agree",
            "i agree",
            "ok",
            "okay",
            "got it",
            "understood",
        ),
        *("close", "decline", "reject", "reject all", "settings", "cookie settings", "learn more", "more", "read more"),
        *("more info", "details", "cookies", "cookie policy", "privacy policy", "terms of use", "allow", "allow all"),
        *("принять", "принять все", "принимаю", "согласен", "согласен(а)", "соглашаюсь", "ок", "хорошо", "понятно"),
        *(
            "закрыть",
            "отклонить",
            "настройки",
            "настроить",
            "подробнее",
            "узнать больше",
            "политика cookie",
            "файлы cookie",
        ),
        *("политика конфиденциальности", "пользовательское соглашение", "ясно", "разрешить"),
        *("қабылдау", "қабылдаймын", "келісемін", "түсінікті", "жабу", "толығырақ", "құпиялылық саясаты", "жарайды"),
    )
)
BREAK_STEMS = ("advert", "реклам", "жарнам")
BREAK_PATTERN = (
    # Only words that say that a text goes on behind an advertisement: one for each of the three, in any order.
    r"(?=.*\b(?:advert\w*|реклам\w*|жарнама\w*))"
    r"(?=.*\b(?:continu\w*|resum\w*|read(?:ing)?|продолж\w*|читайте|далее|дальше|жалғас\w*|оқ\w+))"
    r"(?=.*\b(?:after|below|beneath|under|behind|после|под|за|ниже|кейін|соң|төмен\w*|астында))"
    r"(?:[\W_]*\b(?:the|this|an?|is|will|be|on|to|please|article|story|text|news|scroll|down|advert\w*|continu\w*|resum\w*"
    r"|read(?:ing)?|after|below|beneath|under|behind|реклам\w*|блок\w*|баннер\w*|объявлени\w*|продолж\w*|читайте"
    r"|читать|далее|дальше|после|под|за|ниже|стать\w+|текст\w*|новост\w+|материал\w*|жарнама\w*|жалғас\w*|оқ\w+|кейін|соң"
    r"|төмен\w*|астында|мақала\w*|мәтін\w*|жаңалық\w*)\b)+[\W_]*"
)
"""Lines between paragraphs, around an advertisement. (C)"""
FOLLOW_STEMS = (
    *("subscribe", "follow us", "follow our", "join us", "join our", "подпиш", "подписыва", "присоединя", "следите"),
    *("те нас", "жазыл", "қосыл", "бізді"),
)
FOLLOW_PATTERN = (
    # A request to the reader, at the beginning of a sentence or of its main clause
    r"(?:(?:^|[,:!?–—-]\s|\b(?:please|also|and|you can|you may)\s)(?:subscribe|follow|join)\b"
    r"|\b(?:подпи(?:шитесь|шись|сывай(?:те)?сь)|присоединяй(?:те)?сь|присоединяйся|следите|читайте|ищите|смотрите)\b"
    r"|\b(?:жазыл|қосыл)(?:ыңыз|ып\b.*ң[ыі]з)|\bоқыңыз)"
)
FOLLOW_WHOM_PATTERN = (
    r"(?:\b(?:us|orda|нас|біз\w*)\b|\b(?:our|наш\w*)\b(?=(?:\W+\w+)?\W+{where})|\b\w{3,}(?:[ыі]м[ыі]з|мыз|міз)\w*)"
)
FOLLOW_WHERE_PATTERN = (
    r"\b(?:telegram|телеграм|whatsapp|ватсап|вотсап|viber|вайбер|instagram|инстаграм|facebook|фейсбук|youtube|ютуб|tik-?tok"
    r"|тик-?ток|twitter|твиттер|threads|вконтакте|vk\b|x\b|google|дзен|channel|канал|арна|паблик|newsletter|рассылк"
    r"|social (?:media|network)|соцсет|социальн\w+ сет|әлеуметтік желі|push)"
)
FOLLOW_COMMA_PATTERN = (
    r",\s+(?:subscribe|follow|join|подпи|присоед|следите|читайте|ищите|чтобы|где|там|и\b|а\b|в\b|на\b"
    r"|so\b|to\b|and\b|where\b|or\b|on\b|жаңалық|жедел|соңғы|бірінші|алғашқы)"
)
"""What may follow a comma in such a request, beside another place: a comma before other words makes it speech. (C)"""
FOLLOW_MORE_PATTERN = r"(?:be|stay|keep|get|more)\b.*|(?:больше|ещё|еще|все|самые|главные|будь)\b.*|.*\bжаңалық.*"
"""What stands beside such a request, as a sentence of its own. (C)"""
MISPRINT_PATTERN = r".*\bctrl\s*\+\s*enter\b.*"
"""How readers report a misprint. (C)"""
REPORTING_PATTERN = (
    r"(?:[«“\"]|\b(?:said|says|told|reported|revoked|was|were|had been)\b"
    r"|\b(?:сказал|заявил|сообщил|рассказал|написан[оа]|отозва|отобра|аннулир|лишил|приостанов)"
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
ARTICLE_CLASSES = frozenset(("single", "single-post"))
"""Classes of `body` that WordPress gives to a page of one article. (C)"""
DATE_METAS = (
    *("article:published_time", "og:article:published_time", "og:published_time", "pubdate", "publishdate"),
    *("publish-date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "date"),
)
"""Metadata that have the date of an article."""
TALK_PATTERN = (
    # The first and second person, and requests: what a page says to its reader about itself. Case-folded, unquoted.
    r"(?:\b(?:you|your|yours|yourself|you(?:'|’)\w+|please|we|our|ours|us|we(?:'|’)\w+)\b"
    r"|\b(?:вы|вас|вам|вами|мы|нас|нам|нами|[вн]аш(?:а|е|и|у|ей|его|ему|ем|им|их|ими)?|пожалуйста)\b"
    r"|\b\w{3,}(?:йте|ьте|ите)(?:сь)?\b"
    r"|\b(?:сіз|біз)\w{0,6}\b|\b\w{3,}(?:ңыз|ңіз|міз|мыз)\w{0,5}\b|\bөтінем\w+)"
)
APPEAL_PATTERN = (
    r"\b(?:[Ff]ollow|[Ss]ubscribe|[Ss]ign up|[Jj]oin|[Cc]heck|[Gg]et in touch|[Bb]ookmark)\b"
    r"[^.!?]*\b(?:us|our|[Ff]acebook)\b"
    r"|\b(?:[Пп]одпи(?:сывай|ши)тесь|[Чч]итайте|[Сс]ледите|[Пп]рисоединяйтесь|[Сс]мотрите)\b"
    r"[^.!?]*\b(?:на[сш]\w*|канал\w*)\b"
    r"|\b[Бб]із\w*[^.!?]*\b(?:жазылыңыз|оқыңыз|қосылыңыз)\w*"
)
"""What asks readers to follow the outlet elsewhere. (C)"""
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
PLAYER_CLASSES = frozenset(("dlevideoplayer", "dleaudioplayer"))
"""Players of the content-management system: a part in them has the address. (C)"""
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

# -- pages in a browser

CONSENT_BUTTON = "#accept-cookie"
"""The button of the banner that covers a page. (B)"""
MORE_SELECTORS = (
    *(".load-more", ".loadmore", ".show-more", ".btn-more", ".more-btn", "#load-more", "#loadmore", "#show-more"),
    *("[data-load-more]", "[data-more]", ".js-load-more", ".ajax-more"),
)
"""What lets a list grow when it is pressed. (C)"""
MORE_WORDS = frozenset(
    """
    more older earlier next ещё еще больше далее дальше следующие следующая предыдущие ранее тағы көбірек келесі әрі
    """.split()
)
MORE_COMPANY = frozenset(
    """
    show load view see get read all the news stories articles posts items results entries page
    показать загрузить подгрузить смотреть посмотреть читать открыть вывести новости новостей статьи статей материалы
    материалов публикации публикаций записи записей страница
    жүктеу көрсету көру оқу ашу қарай жаңалық жаңалықтар мақала мақалалар материалдар
    """.split()
)
"""What is written on that: one of the former words, and beside them nothing but the latter and numbers. (C)"""
ENDLESS_NAMES = frozenset(
    """
    infinite infinite-scroll infinitescroll endless endless-scroll data-infinite data-infinite-scroll data-next-page
    data-next-url data-load-url data-load-more
    """.split()
)
"""Classes and attributes of a list that grows when it is scrolled. (C)"""
ENDLESS_PATTERN = r"IntersectionObserver|scrollHeight|\bonscroll\b|['\"]scroll['\"]"
FETCH_PATTERN = r"\bfetch\s*\(|XMLHttpRequest|\.ajax\b|\baxios\b|\$\.(?:get|post|load)\b|\.load\s*\("
"""In a script that lets a list grow when it is scrolled: both of them. (C)"""
ENDLESS_SCRIPT_PATTERN = r"(?:infinite|endless|load-?more)[^/]*\.js"
"""In the address of such a script. (C)"""
TRACKER_HOSTS = (
    *("connect.facebook.net", "facebook.net", "hotjar.com", "hotjar.io", "clarity.ms", "gemius.pl", "hit.gemius.pl"),
    *("top100.ru", "kraken.rambler.ru", "counter.rambler.ru", "analytics.tiktok.com", "cloudflareinsights.com"),
    *("onesignal.com", "sendpulse.com", "24smi.net", "24smi.org", "relap.io", "yastatic.net/pcode", "mediametrics.ru"),
    *("adtelligent.com", "sparrow.ru", "google.com/ads", "googletagservices.com", "adnxs.com", "rubiconproject.com"),
    *("pubmatic.com", "scorecardresearch.com", "quantserve.com", "chartbeat.com", "newrelic.com", "nr-data.net"),
    *(
        "sentry.io",
        "tns-counter.ru",
        "yandex.ru/metrika",
        "yandex.ru/clck",
        "bs.yandex.ru",
        "ad.mail.ru",
        "vk.com/rtrg",
    ),
    *("snap.licdn.com", "analytics.twitter.com", "ads-twitter.com", "amplitude.com", "mixpanel.com", "segment.io"),
    *("pushwoosh.com", "push.expert", "gravitec.net", "teads.tv", "buzzoola.com", "between.digital", "adriver.ru"),
    *("vk.com/rtrg", "lentainform.com", "marketgid.com", "traffim.com", "infox.sg", "directadvert.ru", "recreativ.ru"),
)
"""Counters, advertising and push messages that a page loads scripts from. Nothing of a text comes from there. (C)"""

# -- pages that are no pages
# How such pages are made, and how they are headed. Words count only where nothing on a page can be an article.

CHALLENGE_IDS = frozenset(
    # Ids that only pages of protection services have: Cloudflare, DDoS-Guard, PerimeterX, Akamai, AWS WAF, DataDome, …
    """
    challenge-form challenge-running challenge-stage challenge-error-text challenge-error-title cf-challenge-running
    cf-wrapper cf-error-details cf-please-wait trk_jschal_js ddg-captcha ddg-challenge px-captcha px-captcha-wrapper
    px-captcha-modal captcha-form captcha-page sec-if-cpt-container sec-bc-text-container sec-cpt-if
    ddv1-captcha-container
    """.split()
)
CHALLENGE_PATTERN = (
    # What their scripts are called and say; where there is an article too, they only watch.
    r"(?:_cf_chl_opt|__cf_chl_|/cdn-cgi/challenge-platform/|challenges\.cloudflare\.com|ddos-guard"
    r"|\b__ddg\d?_|/__qrator"
    r"|\bqrator\b|_Incapsula_Resource|captcha-delivery\.com|\b_pxBlockScript\b|\b_pxAppId\b|/_sec/cp_challenge"
    r"|sucuri_cloudproxy|\bgokuProps\b|\bAwsWafIntegration\b|awswaf\.com|/TSPD/|smartcaptcha|recaptcha/api"
    r"|hcaptcha\.com)"
)
CAPTCHA_CLASSES = frozenset(("g-recaptcha", "h-captcha", "cf-turnstile", "smart-captcha", "frc-captcha", "captcha"))
CAPTCHA_PATTERN = r"captcha"
"""In the address of a form or a frame."""
CONSENT_NAMES = frozenset(
    # Ids and classes of the parts that ask for a consent, also in front of an article
    """
    onetrust-consent-sdk onetrust-banner-sdk didomi-host didomi-popup fc-consent-root qc-cmp2-container qc-cmp-ui
    cybotcookiebotdialog usercentrics-root cmpbox cmpwrapper sp_message_container truste-consent-content cookie-wall
    cookiewall consent-wall consent-page consent-form cookie-consent cookie-consent-wall gdpr-consent gdpr-wall
    consent-banner cookie-notice cookie-banner
    """.split()
)
CONSENT_PATTERN = r"(?:consent|cookiewall)"
"""In the address that a form is sent to."""
APP_ROOTS = frozenset("app root __next __nuxt ___gatsby react-root vue-app app-root application".split())
"""Ids of elements that a script fills with the whole page."""
LOADING_NAMES = frozenset(
    """
    loader loading spinner preloader skeleton is-loading placeholder-glow skeleton-line lds-ring lds-ellipsis
    """.split()
)
"""Classes of what stands in the place of something that a script is still to bring."""
LOADING_LABELS = frozenset(
    (
        *("loading", "please wait", "loading, please wait", "загрузка", "идет загрузка", "идёт загрузка"),
        *("подождите", "пожалуйста, подождите", "жүктелуде", "күте тұрыңыз"),
    )
)
LOADING_PATTERN = (
    r"(?:(?:пожалуйста,? )?(?:подождите|минутку)?\W*(?:ид[её]т )?загрузка\b|загружа\w+"
    r"|(?:please )?wait\W+(?:\w+ )?loading"
    r"|(?:the )?(?:article|story|text|content)? ?(?:is )?loading\b"
    r"|(?:мақала|мәтін|бет)? ?жүктел(?:уде|іп)|күте тұрыңыз)"
)
"""How a body begins that is not there yet, case-folded."""
LIST_BODY_CLASSES = frozenset("home blog archive category tag search search-results author post-type-archive".split())
"""Classes of `body` that WordPress gives to what is no article."""
LIST_TYPES = frozenset(("collectionpage", "searchresultspage", "itemlist", "imagegallery", "profilepage"))
"""schema.org types of a list, lower case."""

VAGUE_PATTERN = (
    r"(?:oops|sorry|uh[ -]oh|hmm+|error|notice|message|attention|information|ой|упс|увы|ошибка|внимание|сообщение"
    r"|информация|извините|қате|назар аударыңыз|кешіріңіз|хабарлама|(?:http )?(?:error|ошибка|қате)? ?(?:№ ?)?[45]\d\d)"
)
"""Headlines that say nothing: what stands below them counts."""
NOTHING_PATTERN = (
    # The page says that it does not exist, or does not any longer
    r"(?:(?:the |this |that |your |requested |web)*(?:page|article|story|publication|post|content|material|document|url"
    r"|address)"
    r"(?: (?:that )?you[\w' ]{1,50}?| requested| at this address)?(?: (?:was|is|were|could|does|has|have|been"
    r"|seems to))*"
    r" ?(?:(?:not|no longer|cannot|can't|couldn't|doesn't|isn't|wasn't|never)"
    r"(?: (?:be|been|longer|exist|exists|existed|found|available|here))+(?: (?:for|to) you)?"
    r"|(?:been |was )(?:removed|deleted|taken down|taken offline|withdrawn|unpublished)(?: from (?:the|this|our) "
    r"(?:web)?site)?{order})"
    r"|(?:(?:error|http) )?404(?: error)?\W*(?:(?:page )?not found)?|(?:page |file |article )?not found"
    r"|nothing (?:was )?found"
    r"|(?:we )?can(?:'t|not) (?:find|seem to find) (?:the|that|this) (?:page|article)[\w' ]{0,40}"
    r"|no such (?:page|article)"
    r"|(?:запрашиваем\w+ |запрошенн\w+ |данн\w+ |эт\w+ |нужн\w+ |искомая |так\w+ )*"
    r"(?:страниц\w|стать\w|публикаци\w|новост\w|материал\w*|запис\w|документ|адрес)"
    r"(?: (?:с таким адресом|по (?:данному|этому|указанному|такому) адресу|на (?:нашем )?сайте|был[аои]?|уже|больше"
    r"|для вас))*"
    r" (?:не (?:найден\w*|существу\w+|обнаружен\w*|доступ(?:ен|н[аоы]))|недоступ(?:ен|н[аоы])|отсутству\w+"
    r"|(?:удал[её]н\w*|изъят\w*|снят\w*(?= с сайта| с публикации|\W*$)(?: с публикации)?)"
    r"(?: (?:с|из) (?:нашего |этого )?(?:сайта|портала))?{order})"
    r"|доступ к (?:данно\w+ |это\w+ )?(?:материалу|публикации|статье|новости)(?: был)?"
    r" (?:ограничен|закрыт|заблокирован)"
    r" (?:по|на основании) (?:решени|постановлени|требовани)\w+ [^,.:!?;—]{1,60}"
    r"|(?:(?:error|ошибка) )?404\W*(?:(?:страница )?не найден\w)|ничего не найдено"
    r"|так\w+ (?:страниц\w|стать\w|адрес\w*|новост\w) (?:у нас )?(?:нет|не существует)"
    r"|по данному адресу публикаций на сайте не найдено"
    r"|(?:(?:сұрал\w+|мұндай|бұл|осы|сіз іздеген) )*(?:бет|мақала|жаңалық|материал|жарияланым|құжат"
    r"|парақша)\w*(?: (?!уақытша)\w+){0,5}?"
    r" (?:табылмады|табылған жоқ|жоқ|өшірілген|өшірілді|жойылған|жойылды|қол ?жетімсіз|қол ?жетімді емес"
    r"|алын(?:ған|ды)|(?:алып|алынып) таста(?:лған|лды))|(?:қате )?404\W*(?:бет табылмады)|ештеңе табылмады)"
)
NOTHING_ORDER_PATTERN = (
    r"(?: (?:(?:by|due to|following|under|in accordance with|on the basis of|at the request|on the orders?)\b"
    r"|(?:по|согласно|на основании|в соответствии с|ввиду|в связи с)\b)[^,.:!?;—]{1,60})?"
)
"""On whose order or for what reason it was taken down."""
NOTHING_TOLD_PATTERN = (
    r"\b(?:said|says|told|reported|according to|сообщ[аи]\w+|заяви\w+|рассказ\w+|пиш[уе]т|написал\w*|говорится"
    r"|отве(?:тил|чает)\w*|по (?:словам|данным)|деді|дейді|деп|айтты|мәлімде\w+|хабарла\w+|жазды)\b"
)
"""By this a text reports that something else was taken down."""
NOTHING_TAIL_PATTERN = (
    r"\W{1,3}(?:либо|или|возможно|or|and|maybe|perhaps|possibly|немесе|мүмкін|бәлкім)\b.{0,80}"
    r"(?:remov|delet|mov|renam|chang|expir|wrong|удал|перемещ|измен|перенес|переимен|нет прав|устаре|ошиб|өзгер|жойыл"
    r"|көшір|рұқсат).{0,80}"
)
"""What else such a sentence may say."""
NOTHING_WHY_PATTERN = (
    r"(?:(?:maybe|perhaps|possibly|probably|возможно|вероятно|скорее всего|видимо|мүмкін|бәлкім)\W.{1,120}"
    r"|(?:it|she|он[аои]?|ол) (?:may|might|could|могл[аио]?|мог|был[аои]?|has|was)\b.{1,60}(?:remov|delet|mov|renam"
    r"|chang|expir|удал|перемещ|измен|перенес|переимен)\w*.{0,60}"
    r"|(?:the )?(?:page|article|address|link)? ?(?:may|might) (?:have been|be)\b.{1,80}"
    r"|(?:мы )?приносим (?:свои )?извинения.{0,60}|(?:we )?apologi[sz]e.{0,60}|кешірім сұраймыз.{0,60})"
)
"""What such a page says besides: what may have become of it, and that it is sorry."""
REFUSED_PATTERN = (
    # A challenge, a refusal, a limit
    r"(?:access(?: to (?:this|the) (?:page|site|website|resource))?(?: (?:has been|is|was|temporarily))*"
    r" (?:denied|forbidden|blocked|restricted|limited)|(?:403 )?forbidden|403(?: - forbidden)?"
    r"|(?:429 )?too many requests"
    r"|(?:rate|request) limit(?: (?:reached|exceeded))?|(?:sorry, )?you have been (?:blocked|rate limited)"
    r"|you are being (?:redirected|rate limited)|you are unable to access .{1,60}"
    r"|(?:just a moment|one moment(?:, please)?|please wait|one more step|attention required!?|pardon our interruption)"
    r"(?:\W+cloudflare)?|(?:we are )?(?:checking|verifying) (?:your browser|if the site connection is secure"
    r"|that you are (?:a )?human)(?: before .{1,60})?|ddos(?:-guard| protection by .{1,40})|qrator"
    r"|(?:please )?(?:verify|confirm|prove)(?: that)? you(?:'re| are) (?:a |not a )?(?:human|robot|bot)"
    r"|are you (?:a )?(?:human|robot)|press & hold to confirm .{1,60}|(?:human|security) (?:verification|check)"
    r"|(?:complete|solve) (?:the )?captcha(?: to continue)?|(?:re)?captcha|robot check|unusual traffic(?: detected)?"
    r"|request (?:blocked|rejected)"
    r"|the request could not be satisfied|the requested url was rejected.*|request unsuccessful.*"
    r"|web application firewall"
    r"|доступ(?: к (?:сайту|странице|ресурсу|этой странице))?(?: временно)? (?:запрещ[её]н|ограничен"
    r"|заблокирован|закрыт)"
    r"|проверка (?:вашего )?браузера|вы (?:не )?робот|(?:докажите|подтвердите), что вы (?:не робот|человек)"
    r"|проверка (?:безопасности|на робота|, что вы не робот)|слишком много запросов|превышен лимит запросов"
    r"|(?:сайтқа |бетке )?(?:кіруге тыйым салынған|кіру шектелген|қолжетімділік шектелген)|сұра(?:ныстар|улар) тым көп"
    r"|(?:сіз )?робот емес(?:піз|сіз бе|екеніңізді растаңыз| екеніңізді растаңыз)|браузер\w* тексеру|ой!?)"
)
LOGIN_PATTERN = (
    r"(?:(?:please )?(?:sign|log) ?in(?: (?:to|or) (?:continue(?: reading)?|register|sign up|your account"
    r"|(?:the )?site))?|login|authori[sz]ation|authentication(?: required)?"
    r"|(?:network|wi-?fi|hotspot|guest) (?:login|access|authentication)(?: required| portal)?|captive portal"
    r"|(?:register|subscribe) to (?:continue|read)(?: reading)?|вход(?: на сайт| в (?:аккаунт|систему|сеть"
    r"|личный кабинет))?"
    r"|авторизация(?: в сети(?: wi-?fi)?| на сайте)?|войдите(?:, чтобы (?:продолжить|читать)(?: дальше)?"
    r"| на сайт| в аккаунт)?"
    r"|(?:сайтқа |жүйеге )?(?:кіру|авторландыру)|жүйеге кіріңіз)"
)
CONSENT_TITLE_PATTERN = (
    r"(?:we (?:value|respect|care about) your privacy|your privacy(?: choices| is important to us| matters)?"
    r"|before you continue(?: to .{1,20})?|we use cookies(?: and similar technologies)?(?: on (?:this"
    r"|our) (?:web)?site)?|cookie (?:consent|settings|preferences|policy|notice)"
    r"|(?:manage|accept) (?:your )?(?:cookies?|consent)|мы (?:используем"
    r"|применяем) (?:файлы )?(?:cookies?|куки)(?: на (?:этом|нашем) сайте)?"
    r"|мы (?:ценим|уважаем) ваш\w+ (?:конфиденциальност|приватност)\w+|прежде чем продолжить"
    r"|согласие на (?:использование (?:файлов )?(?:cookies?|куки)|обработку персональных данных)|(?:настройки"
    r"|использование)(?: файлов)? (?:cookie|куки)"
    r"|(?:біз|сайт) (?:cookie|куки)(?:[ -]файлдарын?)? (?:қолданамыз|пайдаланамыз|қолданады|пайдаланады)"
    r"|(?:біз )?(?:сіздің )?құпиялылығыңыз(?:ды (?:құрметтейміз|бағалаймыз)| біз үшін маңызды)|жалғастырмас бұрын"
    r"|cookie файлдарын (?:пайдалану|қолдану)(?:ға келісім)?)"
)
ERROR_PATTERN = (
    # The site or its server is unwell, or answers with what it was delivered with
    r"(?:(?:the |this |our |web)*(?:site|page|service|server)(?: is)?(?: (?:currently|temporarily|down|closed|under|for"
    r"|scheduled|undergoing|offline|unavailable|not available))+(?: maintenance)?|(?:scheduled |site "
    r"|under )?maintenance(?: mode)?"
    r"|(?:we'?ll|we will) be (?:right )?back(?: soon| shortly| later)?|(?:5\d\d )?(?:internal server error"
    r"|bad gateway|service (?:temporarily )?unavailable|gateway time-?out)|(?:database|mysql|server|application|php)"
    r"(?: \w+)? (?:error|failed)|mysql(?: fatal)? error.{0,20}|(?:error|failed) (?:establishing"
    r"|connecting to) (?:a |the )?database"
    r"(?: connection)?|something went wrong|an error (?:has )?occurred|(?:fatal|parse) error"
    r"|(?:scheduled |ongoing )?technical (?:works?|maintenance)(?: (?:in progress|under ?way|on the site))?"
    r"|технические работы|(?:на сайте )?(?:ведутся|проводятся|идут) (?:технические|профилактические) работы"
    r"|сайт (?:временно )?(?:недоступен|закрыт|отключен|на (?:реконструкции|обслуживании|ремонте"
    r"|техническом обслуживании))"
    r"|(?:внутренняя )?ошибка (?:сервера|базы данных|подключения к базе данных)|что-то пошло не так"
    r"|(?:сайтта )?техникалық жұмыстар(?: жүр(?:гізіл)?(?:іп жатыр|уде))?|сайт уақытша (?:қолжетімсіз|жабық"
    r"|жұмыс істемейді)"
    r"|(?:сервер|деректер (?:қоры|базасы))\w* қатесі|бірдеңе дұрыс болмады"
    r"|index of /.*|directory listing (?:for|of) .*|welcome to (?:nginx|openresty|caddy|centos)|test page for .{1,60}"
    r"|apache2? .{0,20}default page(?:\W+it works)?|it works|iis windows.{0,30}|default (?:web )?(?:site )?page"
    r"|[\w-]+(?:\.[\w-]+)+ (?:is|may be) (?:for sale|parked.{0,30})"
    r"|(?:this )?domain(?: name)?(?: is)? (?:for sale|parked)"
    r"|(?:домен )?[\w-]+(?:\.[\w-]+)+ (?:прода[её]тся|припаркован)|домен (?:прода[её]тся|припаркован"
    r"|не прикреплен.{0,30}))"
)
ERROR_CODE_PATTERN = (
    r"(?:(?:fatal|parse) error: |warning: \w+\(|uncaught \w*(?:error|exception)|sqlstate\[|mysql(?:i|_)?\w* ?error"
    r"|you have an error in your sql syntax|error establishing a database connection|stack trace:"
    r"|traceback \(most recent)"
)
"""What programs print when they fail."""
SCRIPT_PATTERN = (
    r"(?:(?:enable|turn on|requires?|need|without) (?:\w+ ){0,3}java ?script"
    r"|java ?script (?:\w+ ){0,4}(?:disabled|required|enabled?)"
    r"|(?:включ|разреш)\w+ (?:\S+ ){0,4}java ?script|java ?script (?:\S+ ){0,3}(?:отключ|включ|необходим|требу)\w+"
    r"|(?:нужен|необходим|требуется) java ?script|java ?script\S* (?:\S+ ){0,3}(?:қос|қажет|өшір)\w+)"
)
"""Asks for scripts."""
LIST_TITLE_PATTERN = (
    r"(?:(?:search|results)(?: results?)?(?: for\b.*)?|поиск(?: по сайту)?|результаты поиска.*|іздеу(?: нәтижелері.*)?"
    r"|(?:tags?|тег\w{0,2}|метк\w|category|категория|рубрика|section|раздел|айдар|санат|тегтер) ?[:#«\"].*"
    r"|archives?|архив\w*"
    r"|мұрағат|(?:photo )?galler(?:y|ies)|photos|фотогалере\w+|галере\w+|фоторепортажи|фотогалерея\w*|суреттер)"
)
"""Headlines of lists, besides the sections' names, the latest news and dates."""
