"""Words of the stories in :mod:`bench.retold`, beside those of the replica. No one and no place in them exists.

``{slots}`` name a list, or are ``{person}``, ``{place}``, ``{body}`` (of the story), ``{town}`` (any), ``{n}``,
``{N}``, ``{dec}``, ``{d}`` (numbers), and in formulas ``{day}`` and ``{spot}`` (the same in the whole item).
"""

from __future__ import annotations


def _groups(text: str) -> dict[str, tuple[str, ...]]:
    """Phrase to the others of its group, from lines ``one|two|three``."""
    lines = [tuple(line.split("|")) for line in text.strip().splitlines()]
    return {phrase: tuple(other for other in line if other != phrase) for line in lines for phrase in line}


def _lists(text: str) -> dict[str, tuple[str, ...]]:
    """Name to phrases, from paragraphs ``name: phrase; phrase``."""
    paragraphs = (" ".join(paragraph.split()).partition(": ") for paragraph in text.strip().split("\n\n"))
    return {name: tuple(phrases.split("; ")) for name, _, phrases in paragraphs}


SYLLABLES = {
    "en": "ka zhe tol bar sym nur ery lan dos aza mir ulu tem qor ash bek ily sau der yka gan omi vel ros".split(),
    "ru": "ка же тол бар сым нур еры лан дос аза мир улу тем кор аш бек или сау дер ыка ган оми вел рос".split(),
    "kk": "қа же тол бар сым нұр еры лан дос аза мир ұлы тем қор аш бек іле сау дер ықа ған өмі тал рыс".split(),
}

MORE = {
    "en": _lists("""
body: the Ministry of {field}; the Agency for {field}; the {town} regional court; the Department of {field}; the
{town} Institute

field: Steppe Affairs; Bridges; Lake Protection; Rural Trade; Public Records; Winter Transport; Local Crafts

act: signed a contract; opened an inquiry; filed a complaint; rejected the appeal; announced a competition; closed the
case; published new figures; changed the timetable; ordered an inspection; withdrew the proposal; froze the accounts;
launched a programme

about: the shortage of fuel; an accident at the grain elevator; the delay of the reservoir; stolen building materials;
the dismissal of the director; a dispute over pasture land; the price of vegetables; missing archive papers; the
collapse of a roof; loans for young families; the quality of drinking water; the rights of seasonal workers; pollution
of the river; the sale of an old theatre; unpaid wages

adverb: officially; unexpectedly; without delay; behind closed doors; despite protests; after long negotiations; for
the first time

crowd: several witnesses; parents of pupils; independent experts; the company's lawyers; former employees; neighbours;
insurance agents; volunteers

think: doubt the explanation; demand compensation; support the decision; refuse to comment; expect further talks; fear
new delays; want to see the documents
"""),
    "ru": _lists("""
body: министерство {field}; агентство {field}; суд города {town}; департамент {field}; институт имени {town}

field: степных дел; мостов и дорог; защиты озёр; сельской торговли; зимнего транспорта; местных ремёсел

act: подписало договор; начало расследование; подало жалобу; отклонило апелляцию; объявило конкурс; закрыло дело;
опубликовало новые данные; изменило расписание; назначило проверку; отозвало предложение; заморозило счета; запустило
программу

about: о нехватке топлива; об аварии на элеваторе; о задержке строительства водохранилища; о краже стройматериалов; об
увольнении директора; о споре вокруг пастбищ; о ценах на овощи; о пропавших архивных бумагах; об обрушении крыши; о
кредитах для молодых семей; о качестве питьевой воды; о правах сезонных рабочих; о загрязнении реки; о продаже старого
театра; о невыплате зарплаты

adverb: официально; неожиданно; без промедления; за закрытыми дверями; несмотря на протесты; после долгих переговоров;
впервые

crowd: несколько свидетелей; родители учеников; независимые эксперты; юристы компании; бывшие сотрудники; соседи;
страховые агенты; добровольцы

think: сомневаются в объяснениях; требуют компенсации; поддерживают решение; отказываются от комментариев; ожидают
новых переговоров; опасаются новых задержек; хотят увидеть документы
"""),
    "kk": _lists("""
body: {field} министрлігі; {field} агенттігі; {town} қалалық соты; {field} департаменті; {town} институты

field: Дала істері; Көпірлер; Көлдерді қорғау; Ауыл саудасы; Қысқы көлік; Жергілікті қолөнер

act: келісімшартқа қол қойды; тергеу бастады; шағым түсірді; апелляцияны қабылдамады; байқау жариялады; істі жапты;
жаңа деректерді жариялады; кестені өзгертті; тексеру тағайындады; ұсынысты кері қайтарды; шоттарды бұғаттады;
бағдарлама бастады

about: жанармай тапшылығы; элеватордағы апат; су қоймасының кешігуі; құрылыс материалдарының ұрлануы; директордың
жұмыстан шығуы; жайылым дауы; көкөніс бағасы; жоғалған мұрағат қағаздары; шатырдың құлауы; жас отбасыларға несие;
ауызсу сапасы; маусымдық жұмысшылардың құқығы; өзеннің ластануы; ескі театрдың сатылуы; жалақының кешігуі

adverb: ресми түрде; күтпеген жерден; кідіріссіз; жабық есік жағдайында; наразылыққа қарамастан; ұзақ келіссөзден
кейін; алғаш рет

crowd: бірнеше куәгер; оқушылардың ата-аналары; тәуелсіз сарапшылар; компания заңгерлері; бұрынғы қызметкерлер;
көршілер; сақтандыру агенттері; еріктілер

think: түсініктемеге күмәнданады; өтемақы талап етеді; шешімді қолдайды; пікір айтудан бас тартты; жаңа келіссөз
күтеді; тағы кешігуден қорқады; құжаттарды көргісі келеді
"""),
}

PATTERNS = {
    "en": (
        "{person} said that {body} {act} over {about}",
        "on {d} March {body} {adverb} {act}, although {crowd} {think}",
        "{crowd} from {place} {think}, and {person} told reporters about {about}",
        "in {place} the talks about {about} lasted {n} hours and ended without a result",
        "{body} spent {N} million tenge on the project, {dec} percent more than planned",
        "earlier {person} {adverb} met {crowd} in {place} to discuss {about}",
        "the main reason for the conflict is {about}, according to {body}",
        "more than {N} people signed the letter about {about}, which {crowd} handed over in {place}",
        "“if nothing changes, {about} will remain our biggest problem,” said {person}",
        "{crowd} {think} because {about} was never explained by {body}",
        "as a result {n} families in {place} must wait until the end of the year",
    ),
    "ru": (
        "{person} рассказал, что {body} {act} после сообщений {about}",
        "{d} марта {body} {adverb} {act}, хотя {crowd} {think}",
        "{crowd} из города {place} {think}, а {person} сообщил журналистам {about}",
        "переговоры {about} в {place} продолжались {n} часов и закончились ничем",
        "{body} потратило на проект {N} млн тенге, на {dec} процента больше плана",
        "ранее {person} {adverb} встретился с жителями {place}, чтобы поговорить {about}",
        "главная причина конфликта известна: {body} молчит, когда спрашивают {about}",
        "более {N} человек подписали письмо {about}, которое {crowd} передали в {place}",
        "«если ничего не изменится, мы снова услышим {about}», — предупредил {person}",
        "{crowd} {think}, потому что {body} ничего не объяснило",
        "в результате {n} семей в {place} вынуждены ждать до конца года",
    ),
    "kk": (
        "{person} {body} {about} туралы хабардан кейін {act} деп мәлімдеді",
        "{d} наурызда {body} {adverb} {act}, бірақ {crowd} {think}",
        "{place} қаласынан келген {crowd} {think}, ал {person} журналистерге {about} жөнінде айтып берді",
        "{place} қаласындағы {about} туралы келіссөз {n} сағатқа созылып, нәтижесіз аяқталды",
        "{body} жобаға {N} млн теңге жұмсады, бұл жоспардан {dec} пайызға көп",
        "бұған дейін {person} {adverb} {place} тұрғындарымен кездесіп, {about} мәселесін көтерді",
        "даудың басты себебі белгілі: {about} жөнінде {body} жауап бермейді",
        "{about} туралы хатқа {N} адамнан астам қол қойды, оны {crowd} {place} қаласында тапсырды",
        "«ештеңе өзгермесе, {about} ең үлкен мәселе болып қалады», — деп ескертті {person}",
        "{crowd} {think}, өйткені {body} ештеңе түсіндірмеді",
        "нәтижесінде {place} қаласындағы {n} отбасы жыл соңына дейін күтуге мәжбүр",
    ),
}

SYNONYMS = {
    "en": _groups("""
approved|endorsed|backed
postponed|delayed|put off
reviewed|examined
discussed|debated|talked over
suspended|halted
presented|unveiled
inspected|checked
rejected|turned down|dismissed
expanded|enlarged
criticised|condemned
repairs|renovation
plan|scheme
cheaper|more affordable
report|account
residents|local people|inhabitants
complaints|grievances
routine|regular
despite|in spite of
work|job
affect|disrupt
provides|sets aside
commission|panel
progress|course
documents|papers
contractor|builder
promised|pledged
replace|renew
final decision|last word
similar|comparable
expected|foreseen
visitors|guests
explained|clarified
called|described
noted|remarked
said|stated|declared
told|informed
signed|concluded
opened|started|launched
inquiry|investigation
announced|made public
closed|shut
figures|numbers|data
timetable|schedule
ordered|demanded
withdrew|took back
programme|project
shortage|lack
accident|incident
delay|late completion
stolen|missing
dismissal|removal
dispute|quarrel
price|cost
collapse|fall
loans|credits
quality|condition
pollution|contamination
sale|selling
unexpectedly|suddenly
officially|formally
without delay|at once|immediately
protests|objections
negotiations|discussions
several|a number of
witnesses|onlookers
experts|specialists
former|one-time
employees|workers|staff
doubt|question
compensation|damages
support|welcome
refuse|decline
further|additional
fear|worry about
although|even though|while
lasted|took|went on for
ended|finished
spent|paid
more than|over|upwards of
planned|intended
earlier|previously
main|chief|principal
reason|cause
according to|in the words of
people|citizens
letter|petition
handed over|delivered
biggest|greatest
as a result|consequently
families|households
must wait|have to wait
"""),
    "ru": _groups("""
одобрили|утвердили|поддержали
отложили|перенесли
обсудили|рассмотрели
приостановили|остановили
представили|показали
проверили|проинспектировали
раскритиковали|осудили
отклонили|отвергли
ремонт|реконструкцию
план|проект
отчёт|доклад
закупку|покупку|приобретение
из-за|вследствие
роста|повышения|увеличения
жалоб|обращений
жителей|горожан
несмотря на|вопреки
нехватку|дефицит
займут|продлятся
предусмотрено|заложено
насчитала|выявила
похожих|подобных|аналогичных
пострадал|получил травм
заседание|совещание
выросли|поднялись|увеличились
обещает|обязуется
заменить|обновить
окончательного|итогового
меры|шаги
рассказал|сообщил|поведал
сообщений|известий
подчеркнул|отметил|заявил
хотя|при том что
подписало|заключило
договор|контракт|соглашение
начало|открыло|возбудило
расследование|разбирательство
подало|направило
отклонило|отвергло
объявило|анонсировало
закрыло|прекратило
опубликовало|обнародовало
данные|сведения|цифры
изменило|поменяло
назначило|провело
проверку|инспекцию
отозвало|сняло
запустило|начало выполнять
аварии|происшествии
задержке|отсрочке
краже|хищении
увольнении|отставке
споре|конфликте
пропавших|исчезнувших
обрушении|падении
продаже|реализации
неожиданно|внезапно
официально|формально
без промедления|сразу|немедленно
протесты|возражения
переговоров|консультаций
несколько|ряд
эксперты|специалисты
бывшие|прежние
сотрудники|работники
требуют|добиваются
отказываются|воздерживаются
ожидают|ждут
опасаются|боятся
журналистам|репортёрам|корреспондентам
продолжались|длились|шли
закончились|завершились
потратило|израсходовало
больше|выше
ранее|до этого|прежде
встретился|увиделся
поговорить|побеседовать
главная|основная
причина|подоплёка
известна|понятна
более|свыше
человек|граждан
письмо|обращение
передали|вручили
предупредил|предостерёг
потому что|так как|поскольку
в результате|в итоге
вынуждены|должны
"""),
    "kk": _groups("""
мақұлдады|бекітті
талқылады|қарады
тоқтатты|кідіртті
таныстырды|көрсетті
тексерді|қарап шықты
қабылдамады|кері қайтарды
кеңейтті|ұлғайтты
қолдады|құптады
жөндеуді|қалпына келтіруді
жобасын|жоспарын
есепті|баяндаманы
шағымынан|өтінішінен
нәтижесінде|қорытындысында
созылады|жалғасады
қарастырылған|бөлінген
анықтады|тапты
ұқсас|осындай
бақылауға|қадағалауға
зардап|зиян
отырыс|жиын
өсті|көтерілді|артты
мердігер|құрылысшы
ауыстырмақ|жаңартпақ
шешім|қорытынды
айтып берді|баяндады
мәлімдеді|хабарлады|жеткізді
туралы|жайлы|жөнінде
хабардан|мәліметтен
бірақ|алайда|дегенмен
келісімшартқа|шартқа
тергеу|іс
шағым|арыз
жариялады|хабарлап жіберді
деректерді|мәліметтерді
өзгертті|ауыстырды
тағайындады|белгіледі
ұсынысты|бастаманы
бағдарлама|жоба
тапшылығы|жетіспеушілігі
апат|оқиға
кешігуі|кідіруі
ұрлануы|жоғалуы
дауы|тартысы
бағасы|құны
құлауы|опырылуы
несие|қарыз
ластануы|бүлінуі
күтпеген жерден|кенеттен
кідіріссіз|бірден|дереу
ұзақ|созылмалы
бірнеше|бірқатар
сарапшылар|мамандар
заңгерлері|адвокаттары
бұрынғы|ескі
қызметкерлер|жұмысшылар
талап етеді|сұрайды
күтеді|тосады
журналистерге|тілшілерге
келіссөз|кездесу
аяқталды|бітті
жұмсады|шығындады
бұған дейін|осыдан бұрын|бұрын
кездесіп|жүздесіп
басты|негізгі
себебі|түйіні
белгілі|анық
жауап бермейді|үндемейді
астам|артық
тапсырды|берді
ескертті|айтты
өйткені|себебі де сол
отбасы|үй
"""),
}

FORMULAS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        (
            "Exchange Rates for November {day}",
            "The National Currency Office has set the official exchange rates for November {day}.",
            "One dollar costs 5{n}.{n} tenge, one euro 6{n}.{n} tenge, one rouble {dec} tenge and one yuan"
            " 7{dec} tenge."
            " Exchange points in {spot} buy the dollar at 5{n} and sell it at 5{n} tenge.",
        ),
        (
            "Earthquake of Magnitude {dec} Recorded Near {spot}",
            "An earthquake of magnitude {dec} was recorded {N} kilometres south of {spot} on November {day}, the"
            " Steppe Seismic Centre reports.",
            "The tremors were felt at 0{dec}. The depth was {n} kilometres. No damage or casualties were reported.",
        ),
        (
            "Weather in {spot} on November {day}",
            "Forecasters expect {n} degrees by day and {n} by night in {spot}, the wind will reach {n} metres a"
            " second.",
            "Fog and ice are possible on the roads. Drivers are asked to be careful. The forecast covers"
            " November {day}.",
        ),
        (
            "Lottery: The Numbers Drawn on November {day}",
            "The winning numbers of draw {N} of the Golden Saddle lottery are {n}, {n}, {n}, {n} and {n}.",
            "The jackpot of {n} million tenge went to a player from {town}. Winners have 180 days to claim their"
            " prizes.",
        ),
        (
            "Fire in {spot}: {d} People Evacuated",
            "A fire broke out in a house in {spot} on November {day}, the rescue service said.",
            "The flames covered {n} square metres. Rescuers evacuated {n} people, among them {d} children. The cause is"
            " being established.",
        ),
        (
            "Road Closed Near {spot}",
            "The highway {town} – {spot} is closed to all vehicles because of a snowstorm, the road company reports.",
            "Traffic is restricted from kilometre {n} to kilometre {N}. Information is available by telephone at 1403.",
        ),
    ),
    "ru": (
        (
            "Курс валют на {day} ноября",
            "Национальное валютное бюро установило официальный курс валют на {day} ноября.",
            "Доллар стоит 5{n},{n} тенге, евро 6{n},{n} тенге, рубль {dec} тенге, юань 7{dec} тенге. Обменники в городе"
            " {spot} покупают доллар по 5{n} и продают по 5{n} тенге.",
        ),
        (
            "Землетрясение магнитудой {dec} произошло близ города {spot}",
            "Землетрясение магнитудой {dec} зарегистрировано в {N} километрах к югу от города {spot} {day} ноября,"
            " сообщает Степной сейсмический центр.",
            "Толчки ощущались в 0{dec}. Глубина очага составила {n} километров. Сведений о разрушениях нет.",
        ),
        (
            "Погода в городе {spot} на {day} ноября",
            "Синоптики ожидают в городе {spot} днём {n} градусов, ночью {n}, ветер до {n} метров в секунду.",
            "На дорогах возможны туман и гололёд. Водителей просят быть внимательными. Прогноз дан на {day} ноября.",
        ),
        (
            "Лотерея: выигрышные номера {day} ноября",
            "Выигрышные номера тиража {N} лотереи «Золотое седло»: {n}, {n}, {n}, {n} и {n}.",
            "Джекпот в {n} млн тенге достался игроку из города {town}. Приз можно забрать в течение 180 дней.",
        ),
        (
            "Пожар в городе {spot}: эвакуировали {d} человек",
            "Пожар произошёл в жилом доме в городе {spot} {day} ноября, сообщили спасатели.",
            "Площадь возгорания составила {n} квадратных метров. Эвакуировали {n} человек, в том числе {d} детей."
            " Причина устанавливается.",
        ),
        (
            "Закрыта трасса близ города {spot}",
            "Трасса {town} – {spot} закрыта для всех видов транспорта из-за метели, сообщает дорожная компания.",
            "Движение ограничено с {n} по {N} километр. Справки по телефону 1403.",
        ),
    ),
    "kk": (
        (
            "{day} қарашаға арналған валюта бағамы",
            "Ұлттық валюта бюросы {day} қарашаға арналған ресми бағамды белгіледі.",
            "Доллар 5{n},{n} теңге, еуро 6{n},{n} теңге, рубль {dec} теңге, юань 7{dec} теңге тұрады. {spot}"
            " қаласындағы"
            " айырбас орындары долларды 5{n} теңгеден алып, 5{n} теңгеден сатады.",
        ),
        (
            "{spot} маңында магнитудасы {dec} жер сілкінді",
            "{day} қарашада {spot} қаласынан {N} шақырым жерде магнитудасы {dec} жер сілкінісі тіркелді, деп хабарлайды"
            " Дала сейсмология орталығы.",
            "Дүмпу 0{dec} сезілді. Тереңдігі {n} шақырым. Қирау туралы мәлімет түскен жоқ.",
        ),
        (
            "{spot} қаласының {day} қарашадағы ауа райы",
            "Синоптиктер {spot} қаласында күндіз {n} градус, түнде {n} градус, желдің екпіні {n} метр болады дейді.",
            "Жолда тұман мен көктайғақ болуы мүмкін. Жүргізушілер абай болсын. Болжам {day} қарашаға берілген.",
        ),
        (
            "Лотерея: {day} қарашадағы ұтыс нөмірлері",
            "«Алтын ер» лотереясының {N} тиражында {n}, {n}, {n}, {n} және {n} нөмірлері ұтты.",
            "{n} млн теңге джекпот {town} қаласының тұрғынына бұйырды. Жүлдені 180 күн ішінде алуға болады.",
        ),
        (
            "{spot} қаласында өрт: {d} адам көшірілді",
            "{day} қарашада {spot} қаласындағы тұрғын үйде өрт шықты, деп хабарлады құтқарушылар.",
            "Өрттің аумағы {n} шаршы метр болды. {n} адам, оның ішінде {d} бала көшірілді. Себебі анықталып жатыр.",
        ),
        (
            "{spot} маңындағы жол жабылды",
            "{town} – {spot} тасжолы боранға байланысты барлық көлікке жабылды, деп хабарлайды жол компаниясы.",
            "Қозғалыс {n} шақырымнан {N} шақырымға дейін шектелді. Анықтама телефоны 1403.",
        ),
    ),
}

STANDING = {
    "en": (
        "The Steppe Information Service was founded in 1997 in Tereksai and employs 214 people. It publishes"
        " figures for"
        " all 17 districts on its website every day at 15:30 and answers questions by telephone at 1477.",
        "We remind readers that the rules were changed on 5 June 2019. Since then the Kokbulak Council and the Bozarna"
        " Office have shared responsibility, and any citizen may ask for a copy of the decision free of charge.",
    ),
    "ru": (
        "Степная информационная служба основана в 1997 году в Терексае, в ней работают 214 человек. Ежедневно в"
        " 15:30 она"
        " публикует на сайте данные по всем 17 районам и отвечает на вопросы по телефону 1477.",
        "Напомним, правила изменились 5 июня 2019 года. С тех пор за это отвечают совет Кокбулака и управление"
        " Бозарны, а"
        " копию решения может бесплатно запросить любой гражданин.",
    ),
    "kk": (
        "Дала ақпарат қызметі 1997 жылы Терексайда құрылған, онда 214 адам жұмыс істейді. Ол күн сайын сағат 15:30-да"
        " сайтында барлық 17 аудан бойынша деректер жариялап, 1477 телефоны арқылы сұрақтарға жауап береді.",
        "Еске салайық, ереже 2019 жылғы 5 маусымда өзгерген. Содан бері бұған Көкбұлақ кеңесі мен Бозарна басқармасы"
        " жауапты, ал шешімнің көшірмесін кез келген азамат тегін сұрата алады.",
    ),
}
