"""Pages that are no articles in wording and markup that no list knows: walls, empty places, errors, other pages.

What gives them away is what they do not have.
"""

from __future__ import annotations

from tests.verdicts import ASKED, Answer, bare

STRANGERS: dict[str, Answer] = {}
SECTIONS = {"en": ("Society", "Politics", "Latest"), "ru": ("Общество", "Политика", "Лента")}
TODAY = {"en": "Monday, 23 November 2026", "ru": "Понедельник, 23 ноября 2026"}
FOOT = (
    "<div class='bottom'><p>© 2026 Orda.kz. Certificate of registration No. KZ00VPY00000001 of 12 January 2020.</p>"
    "<p>editor@orda.example</p></div>"
)
TILES = "".join(
    f"<div class='tile'><a href='/gate-{n}-{9000 + n}/'><img src='/i{n}.webp'><b>Orchard Valley opens gate {n}</b></a>"
    f"<time datetime='2026-11-2{n % 4}T10:00:00+05:00'>{n} hours ago</time><p>The council of the valley opened another"
    " gate on Monday, the press service of the district said, and water reached the lower orchards by noon.</p></div>"
    for n in range(1, 8)
)


def alone(  # noqa: PLR0913 - most by name
    name: str, title: str, body: str, *, edition: str = "en", head: str = "", attributes: str = ""
) -> None:
    """Put a page of nothing but *body* into the corpus."""
    STRANGERS[name] = Answer(
        bare(title, body, head=head, attributes=attributes, lang=edition), edition, "not_an_article"
    )


def framed(name: str, title: str, body: str, *, edition: str = "en", head: str = "") -> None:
    """The same in what another template has on every page: a masthead with today's date, a footer."""
    language = "en" if edition == "en" else "ru"
    links = "".join(f"<li><a href='/section-{n}/'>{text}</a></li>" for n, text in enumerate(SECTIONS[language]))
    top = f"<a href='/'>Orda.kz</a><ul class='sections'>{links}</ul><span class='today'>{TODAY[language]}</span>"
    page = f"<div class='masthead'>{top}</div><section id='page'>{body}</section>{FOOT}"
    alone(name, title, page, edition=edition, head=head)


alone(
    "shield section",
    "Security checkpoint",
    '<section class="gate"><h1>Hold on a second</h1><p>Our shield is making certain that traffic from your '
    "network is genuine. Nothing has to be done on your side; the story opens by itself when that is "
    "finished.</p><p>Incident 77-aa-01</p></section>",
)
alone(
    "shield article tag two paragraphs",
    "Checkpoint",
    '<article class="box"><h1>A quick look at your connection</h1><p>Somebody on your network has been asking '
    "for far more pages than a person could read, so every visitor from it is looked at before going "
    "on.</p><p>It takes a few moments, then you are brought to the story that you wanted. Leave this tab open "
    "while we do that.</p></article>",
)
alone(
    "slider puzzle",
    "Puzzle",
    '<div class="puzzle"><h2>Slide to fit the piece</h2><p>Drag the slider until the piece fits the gap. This '
    'keeps automatic visitors out and costs you a moment only.</p><canvas width="300" '
    'height="150"></canvas></div>',
)
alone(
    "audio code",
    "Code",
    "<h1>Type what you hear</h1><p>Play the recording and type the six digits that are read out. We ask this of "
    'visitors from networks with a lot of automatic traffic.</p><form action="/gate" method="post"><audio '
    'src="/a.mp3"></audio><input name="digits"><input type="submit"></form>',
)
alone(
    "pow wall",
    "Working…",
    "<h1>Computing a token</h1><p>Your computer solves a small puzzle to show that it is a real one. Pages open "
    "when it is solved, usually within three seconds on a telephone made in the last five years.</p><div "
    'id="bar"></div><script>work(18)</script>',
)
framed(
    "ip reputation",
    "Orda",
    "<h1>We can’t let you in right now</h1><p>The address that you come from is on a list of machines that "
    "misbehave. If it is shared by many people, one of them may be the cause. Ask whoever runs your network, or "
    "come back later.</p>",
)
alone(
    "firewall corporate",
    "Web filter",
    "<table><tr><td><h1>Blocked by your organisation</h1><p>The category of this site, News and Media, is not "
    "allowed by the rules of your company. Write to the help desk if you need it for your work and give the "
    "number below.</p><p>Policy: default-7</p></td></tr></table>",
)
alone(
    "parental",
    "Family filter",
    "<h1>Ask a grown-up</h1><p>This site is not on the list of sites that may be opened from this device. "
    "Somebody who looks after the device can let it through in the family settings at any time.</p>",
)
alone(
    "vpn",
    "Orda",
    "<main><h1>Switch off your VPN</h1><p>It seems that you use a service that hides where you are. Our licences "
    "do not let us show pages to visitors whose country is unknown to us. Turn it off and load the page "
    "again.</p></main>",
)
alone(
    "queue",
    "Queue",
    "<h1>You are in line</h1><p>A great many readers are here at the moment. Your number in the line is 2,114 "
    "and the wait will be some four minutes. Do not refresh, or you lose your place.</p>",
)
alone(
    "hotel portal",
    "Hotel Orchard",
    "<h1>Hotel Orchard wireless</h1><p>Guests go online free of charge. Give the number of your room and your "
    "family name as they stand on the key card, then choose how many devices you would like to use.</p><form "
    'action="/go"><input name="room"><input name="family"><button>Go online</button></form>',
)
alone(
    "train portal",
    "On board",
    '<div class="hero"><h1>Good to have you on board</h1><p>Free internet on this train is limited to two '
    "hundred megabytes. By tapping the button you accept the conditions of carriage of data, which can be read "
    'at the station.</p><a class="btn" href="/accept">Start surfing</a></div>',
)
alone(
    "newsletter wall",
    "Orda",
    "<h1>One email and you are in</h1><p>Leave an address and this story opens at once. We send a letter each "
    "morning with five stories, nothing else, and you can leave the list with one tap whenever you "
    'like.</p><form><input type="email"><button>Open the story</button></form>',
)
framed(
    "metered",
    "Orda",
    "<h1>That was your fifth story this month</h1><p>Readers with an account have no limit. An account costs "
    "nothing, and it helps us know what to write about. You will be back at the story that you chose in less "
    'than a minute.</p><a href="/join">Create one</a>',
)
alone(
    "passkey",
    "Orda ID",
    "<h1>Use your passkey</h1><p>Your device will ask for a fingerprint, a face or a screen lock. No secret "
    "leaves it. If you have no passkey yet, choose another way to go on below.</p><button>Go on</button><a "
    'href="/other">Another way</a>',
)
alone(
    "employee",
    "Intranet",
    "<h1>Staff only</h1><p>This preview is for people who work for the newspaper. Connect to the office network "
    'or take your token, and open the link from your letter once more.</p><form><input name="token" '
    'type="password"></form>',
)
alone(
    "privacy preferences list",
    "Preferences",
    "<h1>It is up to you</h1><p>A site like ours lives from advertising. Companies that we work with would like "
    "to remember what you read, and to recognise your device the next time you come.</p><ul><li>Measure how "
    "advertising is seen</li><li>Pick advertising by what you read</li><li>Find out who reads "
    "what</li></ul><p>Say yes to all of it, or pick what suits you. You may come back to these choices whenever "
    "you like.</p><button>Yes to all</button><button>Let me pick</button>",
)
alone(
    "pay or ok",
    "Orda",
    "<h1>Read with advertising, or pay</h1><p>You decide: agree that we and third parties follow how you use our "
    "pages, and read for nothing; or take the clean subscription at 1,490 tenge a month and nobody follows "
    "you.</p><p>Already a subscriber? Tell us who you are and nothing else will be asked of "
    "you.</p><button>Agree and read</button>",
)
alone(
    "shield in Russian",
    "Минуту",
    '<div class="q"><h1>Ещё чуть-чуть</h1><p>Защитный экран изучает ваше соединение. Обычно на это уходит не '
    "больше десяти секунд, после чего нужный материал откроется сам собой.</p></div>",
    edition="ru",
)
alone(
    "slider in Russian",
    "Пазл",
    "<h1>Соберите пазл</h1><p>Передвиньте фрагмент на место, чтобы мы убедились, что нас читает живой человек, а "
    "не программа. Это нужно сделать один раз в сутки.</p><canvas></canvas>",
    edition="ru",
)
framed(
    "operator's filter in Russian",
    "Orda",
    "<h1>Сюда нельзя</h1><p>Родительский контроль вашего оператора закрыл этот адрес. Владелец договора может "
    "снять ограничение в приложении или по короткому номеру, это бесплатно.</p>",
    edition="ru",
)
alone(
    "network of the metro in Russian",
    "Метро",
    "<h1>Вы в сети метро</h1><p>Посмотрите короткий ролик, и интернет заработает на полчаса. Если ролик смотреть "
    'не хочется, можно оплатить день без рекламы с мобильного счёта.</p><a href="/go">Смотреть</a>',
    edition="ru",
)
framed(
    "club in Russian",
    "Orda",
    "<h1>Дальше — для своих</h1><p>Этот текст открыт тем, кто поддерживает редакцию. Станьте участником клуба за "
    "500 тенге, и все истории, включая архив за десять лет, будут доступны вам без ограничений.</p>",
    edition="ru",
)
alone(
    "choice in Russian",
    "Orda",
    "<h1>Выбирайте сами</h1><p>Чтобы страницы были бесплатными, мы показываем рекламу. Партнёры хотели бы "
    "запоминать, что вы читаете, и узнавать ваше устройство. Решать вам, и решение можно поменять.</p><p>Нажмите "
    "на первую кнопку, если не против, или на вторую, если хотите разобраться подробнее.</p><button>Не "
    "против</button><button>Подробнее</button>",
    edition="ru",
)
alone(
    "queue in Russian",
    "Очередь",
    "<h1>Нас много, а сервер один</h1><p>Перед вами 814 человек. Не закрывайте окно: когда подойдёт очередь, "
    "страница откроется автоматически. Ждать примерно три минуты.</p>",
    edition="ru",
)
alone(
    "shield in Kazakh",
    "Күте тұрыңыз",
    "<h1>Сәл шыдаңыз</h1><p>Қорғаныс жүйесі байланысыңызды тексеруде. Әдетте бұл он секундтан аспайды, содан "
    "кейін керек материал өзі ашылады.</p>",
    edition="kk",
)
alone(
    "club in Kazakh",
    "Orda",
    "<h1>Әрі қарай жазылушыларға</h1><p>Бұл мәтін редакцияны қолдайтын оқырмандарға ғана ашық. Айына 500 теңге "
    "төлеп, мұрағатты түгел оқи аласыз, кез келген уақытта бас тартуға болады.</p>",
    edition="kk",
)
alone(
    "choice in Kazakh",
    "Orda",
    "<h1>Таңдау өзіңізде</h1><p>Беттер тегін болуы үшін жарнама көрсетеміз. Серіктестеріміз не оқитыныңызды есте "
    "сақтап, құрылғыңызды тануды қалайды. Шешім сізде, оны өзгертуге болады.</p><button>Қарсы емеспін</button>",
    edition="kk",
)
framed(
    "nothing friendly frame",
    "Orda",
    "<h1>Well, this is awkward</h1><p>There used to be something at this address, or perhaps there never was. "
    "Either way we have nothing to show. The front page knows what is new today.</p>",
)
framed(
    "nothing illustrated",
    "Hm",
    '<img src="/lost-astronaut.svg" alt=""><h1>Lost in space</h1><p>The address leads nowhere. Check how it is '
    "spelled, or float back to the front page.</p>",
)
framed(
    "nothing withdrawn by court",
    "Orda",
    "<h1>Withdrawn</h1><p>At the request of a court the newspaper does not show what was published here. We are "
    "not able to say more about the matter at present.</p>",
)
framed(
    "nothing archive moved",
    "Orda",
    "<h1>The archive has moved house</h1><p>Everything from before 2019 lives at another address now, and not "
    "all of it has arrived there yet. Look for your story by its headline in the new archive.</p><a "
    'href="https://archive.example/">New archive</a>',
)
framed(
    "nothing in Russian",
    "Orda",
    "<h1>А здесь пусто</h1><p>Когда-то по этому адресу что-то было, а может, и не было никогда. В любом случае "
    "показать нечего, зато на главной сегодня много интересного.</p>",
    edition="ru",
)
framed(
    "draft in Russian",
    "Orda",
    "<h1>Текст ещё пишется</h1><p>Автор и редактор пока работают над этим материалом. Загляните сюда чуть позже "
    "или подпишитесь на уведомление о публикации.</p>",
    edition="ru",
)
framed(
    "withdrawn in Russian",
    "Orda",
    "<h1>Изъято</h1><p>По требованию уполномоченного органа редакция не показывает то, что было здесь "
    "опубликовано. Подробностей мы сообщить не можем.</p>",
    edition="ru",
)
framed(
    "nothing in Kazakh",
    "Orda",
    "<h1>Мұнда ештеңе жоқ екен</h1><p>Бұл мекенжайда бірдеңе болған шығар, бәлкім, ешқашан болмаған да шығар. "
    "Басты бетте бүгін қызықты жаңалықтар көп.</p>",
    edition="kk",
)
framed(
    "nothing with tiles",
    "Orda",
    "<h1>That one slipped away</h1><p>We could not come up with the story you asked for. Perhaps one of these "
    "will do:</p>" + TILES,
)
framed(
    "wall with tiles",
    "Orda",
    "<h1>Members read on</h1><p>Join us to read this story to its end, and hundreds more.</p>" + TILES,
)
framed(
    "author with tiles",
    "Orda",
    "<h1>Dana Serik</h1><p>Dana has covered water and farming for eleven years. She lives in Taraz with two cats "
    "and a great many maps of canals, which she collects.</p>" + TILES,
)
alone(
    "update going on",
    "Upgrading",
    '<div class="c"><h1>New clothes for Orda</h1><p>We are putting the finishing touches to the new look. '
    "Everything will be here again this evening; till then there are our channels in the messengers.</p></div>",
)
alone(
    "disk full",
    "Orda",
    "<h1>Oh dear</h1><p>The machine that keeps our stories has run out of room. Our engineers have been told, "
    "and are on their way with a larger one.</p>",
)
alone(
    "express trace",
    "Error",
    "<pre>TypeError: Cannot read properties of undefined (reading 'title')<br> &nbsp; at render "
    "(/srv/app/views/article.js:41:17)<br> &nbsp; at Layer.handle "
    "(/srv/app/node_modules/router/layer.js:95:5)</pre>",
)
alone(
    "spring whitelabel",
    "",
    "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you "
    'are seeing this as a fallback.</p><div id="created">Mon Nov 23 06:00:00 ALMT 2026</div><div>There was an '
    "unexpected error (type=Not Found, status=404).</div></body></html>",
)
alone(
    "rails",
    "We're sorry",
    '<div class="dialog"><div><h1>We’re sorry, but that did not work.</h1></div><p>If you are the owner of the '
    "application look into the logs for more information about what has happened there.</p></div>",
)
alone(
    "new machines in Russian",
    "Orda",
    "<h1>Меняем колёса на ходу</h1><p>Инженеры переносят базу данных на новое оборудование. К вечеру всё "
    "вернётся на свои места, а пока читайте нас в мессенджерах.</p>",
    edition="ru",
)
alone(
    "unpaid in Russian",
    "Хостинг",
    "<h1>Аккаунт на паузе</h1><p>Баланс владельца сайта исчерпан. Пополните счёт в панели управления, и сайт "
    "включится автоматически в течение пятнадцати минут после оплаты.</p>",
    edition="ru",
)
alone(
    "new machines in Kazakh",
    "Orda",
    "<h1>Жаңарып жатырмыз</h1><p>Инженерлер дерекқорды жаңа жабдыққа көшіруде. Кешке дейін бәрі орнына келеді, "
    "әзірге мессенджерлердегі арналарымызды оқыңыз.</p>",
    edition="kk",
)
framed(
    "terms of use long",
    "Terms",
    "<h1>Terms of use</h1>"
    + "".join(
        f"<h2>{n}. Rules</h2><p>You may read the pages of this site for yourself. You may not copy them as a whole "
        "without asking us first, and you answer for what your account does.</p>"
        for n in range(1, 8)
    ),
)
framed(
    "vacancies",
    "Jobs",
    "<h1>Work with us</h1><p>We look for a reporter in Shymkent and an editor for the night shift. Send three of "
    "your texts and a few lines about yourself, and we will call you.</p>",
)
framed(
    "ad rates ru",
    "Реклама",
    "<h1>Рекламодателям</h1><p>Наша аудитория — четыре миллиона человек в месяц. Напишите в коммерческий отдел, "
    "и менеджер подберёт формат под вашу задачу и бюджет.</p>",
    edition="ru",
)
alone(
    "wall in metadata of the article",
    "Dam Above the Orchards Holds",
    '<div class="shade"><h1>Before we show you this</h1><p>We would like to keep a few small files on your '
    "device so that we know how many people read us. You can say no.</p><button>Fine</button></div>",
    head=f'<link rel="canonical" href="{ASKED["en"]}">'
    '<meta property="og:title" content="Dam Above the Orchards Holds">',
)
framed(
    "og article nothing",
    "Orda",
    "<h1>Out of print</h1><p>The editors have taken this text back. The reasons are explained to whoever writes "
    "to the desk.</p>",
    head='<meta property="og:type" content="article">',
)
alone(
    "wp single wall",
    "Members – Orda",
    '<article class="post-91 post type-post"><div class="entry-content"><h1>For members</h1><p>To see the rest, '
    "become a member. It costs less than a cup of coffee a week and keeps a newsroom of thirty people at "
    "work.</p></div></article>",
    attributes=' class="single single-post"',
)
