"""Words that the replica's invented news is made of. Places, people and outlets do not exist.

``{slots}`` in a pattern name a list of the same language; ``{n}`` is a number. Kept as text, parted by semicolons.
"""

from __future__ import annotations


def _lists(text: str) -> dict[str, tuple[str, ...]]:
    """Name to phrases, from paragraphs ``name: phrase; phrase; …``."""
    lists = {}
    for paragraph in text.strip().split("\n\n"):
        name, _, phrases = paragraph.partition(":")
        lists[name.strip()] = tuple(" ".join(phrase.split()) for phrase in phrases.split(";"))
    return lists


_EN = _lists("""
place: Tereksai; Kokbulak; Zhasylkum; Aktamshy; Sarytogai; Karashilik; Bozarna; Ulytaldy; Moynsu; Altynoyi;
Besterek; Kyzylsor; Tasotkel-on-Shu; Zharmola; Shubarkol South; Mynbastau

who: city officials; regional planners; water engineers; transport inspectors; district deputies; rescue workers;
local farmers; university researchers; railway workers; market traders; school principals; hospital doctors;
energy auditors; customs officers; museum curators; members of the residents' council; border guards; power engineers

do: approve; postpone; review; discuss; suspend; present; inspect; question; restart; reject; expand; defend

did: approved; postponed; reviewed; discussed; suspended; presented; inspected; questioned; restarted; rejected;
expanded; defended; criticised; paid for

what: the new tram depot; repairs to the canal bridge; a plan for cheaper school meals; the dam safety report;
a tender for {n} buses; the district heating tariff; the steppe fire watch; a wholesale market project;
the winter road schedule; an audit of the housing fund; the clinic's new wing; a grain storage programme;
the lake clean-up; rules for kick scooters; the airport bus line; a subsidy for greenhouse owners;
the register of old trees; a digital queue for kindergartens; the flood map; tests of {n} drinking fountains

where: in Tereksai; in Kokbulak district; near Zhasylkum; in the Aktamshy region; outside Sarytogai; in Karashilik;
along the Bozarna highway; in central Ulytaldy; at the Moynsu junction; in Altynoyi; across the Besterek valley

when: on Monday; on Tuesday evening; earlier this week; at the end of the month; after a public hearing;
over the weekend; on Thursday; shortly before noon; for the second time this year; during the night shift

why: because of rising repair costs; after complaints from residents; to save {n} million tenge; before the cold season;
following a routine check; in order to shorten queues; since the old contract had expired; despite a lack of staff;
as part of a five-year programme; to meet the new safety rules

more: The work will take about {n} days and should not affect traffic; The budget provides {n} million tenge for this;
A commission has counted {n} similar cases since spring; Residents will be able to follow the progress online;
No one was hurt, and the equipment was not damaged; The next meeting is planned in {n} days;
The documents are open to anyone who asks for them; Prices have risen by {n} percent within a year;
The contractor has promised to replace {n} metres of pipe at its own expense; A final decision has not been made yet;
Similar measures were taken last year {where}; Nobody had expected so many visitors

said: “{What_} cannot wait any longer,” said {person}; “We counted {n} complaints in a single week,” {person} said;
{person} explained that {who} had {did} {what} {why}; According to {person}, {what} will be ready {when};
“This is not about money, it is about trust,” {person} noted; {person} called the idea “a good start — and no more”

given: Dastina; Yerkul; Aruzat; Timbek; Saltanara; Nurgis; Margen; Viktan; Olessa; Kamshy

family: Tereksaiuly; Almatau; Zhasylova; Bozarnin; Kokbulatov; Sarymsaq; Orelbayeva; Tasotkeli; Moynakova; Shugylin

outlet: The Steppe Courier; Meridian Wire; The Caspian Ledger; Altyn Herald; The Silk Gazette; Northern Dispatch

cite: , Orda.kz reports, citing {outlet}.

report: , Orda.kz reports.; , Orda.kz has learned.

section: Society; Politics; Economy; Incidents; World; Sport; Culture; Technology

tag: roads; Tereksai; budget; water supply; housing; public transport; schools; tariffs; Kokbulak; ecology; health care;
agriculture; tender; energy; winter; heritage

credit: Tereksai city press service; Orda.kz; Meridian Wire archive; Steppe Rail press office; pixsample.example/rivers;
Facebook.com/TereksaiToday; Aktamshy rescue service

label: Photo; Photo; Photo; Collage; Screenshot

caption: The depot before the repairs; A street in the old quarter; Engineers at the pumping station;
The river in spring; Residents at the hearing

heading: What Happens Next; Where the Money Goes; Background of the Dispute; What Residents Say; Numbers and Dates;
How the Plan Changed; Questions Without Answers; “We Were Not Asked”; Who Is Responsible?

readalso: Read also; Read also; See also

decoy: Read also the statement on the city's own page, the press office advised;
Photo: this one word on a slip of paper was all the inspectors found in the safe that evening

latest: Latest news

original: Original Author

row: Tereksai; Kokbulak; Zhasylkum; Sarytogai; Moynsu

column: District; Planned; Done

item: replace {n} metres of pipe; open {n} new kindergarten places; publish the list of contractors;
repair the roof of the old station; hire {n} drivers; check the lifts in {n} houses; plant {n} elms

old: A Forgotten Council and the People Who Still Come to It; Why the Old Station Clock Runs Backwards;
Three Days on the Dry Canal; Letters From a Town Without a Post Office; How the Steppe Library Was Saved
""")

_RU = _lists("""
place: Терексай; Кокбулак; Жасылкум; Актамши; Сарытогай; Карашилик; Бозарна; Улыталды; Мойнсу; Алтынойы; Бестерек

who: городские чиновники; инженеры водоканала; депутаты маслихата; спасатели; местные фермеры; учёные университета;
железнодорожники; предприниматели; директора школ; врачи больницы; энергетики; таможенники; сотрудники музея;
члены совета жителей; пограничники; проектировщики; специалисты акимата

did: одобрили; отложили; обсудили; приостановили; представили; проверили; раскритиковали; отклонили; расширили;
поддержали; согласовали; пересчитали

what: ремонт моста через канал; план строительства депо; отчёт о безопасности плотины; закупку {n} автобусов;
тариф на отопление; график уборки снега; проект оптового рынка; проверку жилищного фонда; новый корпус поликлиники;
программу хранения зерна; очистку озера; правила для самокатов; маршрут до аэропорта; субсидии для теплиц;
реестр старых деревьев; электронную очередь в детские сады; карту подтоплений

where: в Терексае; в Кокбулакском районе; под Жасылкумом; в Актамшинской области; в Сарытогае; возле Карашилика;
на трассе Бозарна; в центре Улыталды; на разъезде Мойнсу; в Алтынойы

when: в понедельник; во вторник вечером; на этой неделе; в конце месяца; после общественных слушаний; в выходные;
в четверг; незадолго до полудня; во второй раз за год; ночью

why: из-за роста цен на материалы; после жалоб жителей; чтобы сэкономить {n} млн тенге; до начала холодов;
по итогам плановой проверки; чтобы сократить очереди; несмотря на нехватку кадров; в рамках пятилетней программы

more: Работы займут около {n} дней и не помешают движению; В бюджете на это предусмотрено {n} млн тенге;
Комиссия насчитала {n} похожих случаев с весны; Следить за ходом работ можно будет онлайн;
Никто не пострадал, оборудование не повреждено; Следующее заседание пройдёт через {n} дней;
Цены за год выросли на {n} процентов; Подрядчик обещает заменить {n} метров труб за свой счёт;
Окончательного решения пока нет; Похожие меры принимали в прошлом году {where}; Столько посетителей не ждал никто;
Документы доступны всем, кто их запросит

said: «{What_} больше нельзя откладывать», — считает {person}; «За неделю пришло {n} жалоб», — рассказал {person};
По словам собеседника редакции, {who} {did} {what} {why}; «Дело не в деньгах, а в доверии», — подчеркнул {person};
{person} назвал идею «хорошим началом — и не более»

given: Дастин; Еркул; Тимбек; Нургис; Марген; Виктан; Камшы; Олесс

family: Тереков; Алматауский; Жасылов; Бозарнин; Кокбулатов; Сарымсаков; Орелбаев; Тасоткелев; Мойнаков; Шугылин

outlet: Степной вестник; Меридиан Пресс; Каспийский листок; Алтын Хабар; Северный курьер; The Steppe Courier

cite: , передаёт Orda.kz со ссылкой на «{outlet}».; , сообщает Orda.kz со ссылкой на «{outlet}».

report: , передаёт Orda.kz.; , сообщает Orda.kz.

section: Общество; Политика; Экономика; Происшествия; В мире; Спорт; Культура; Ордынка

tag: дороги; Терексай; бюджет; водоснабжение; жильё; транспорт; школы; тарифы; Кокбулак; экология; медицина;
сельское хозяйство; тендер; энергетика; зима; наследие

credit: пресс-служба акимата Терексая; Orda.kz; архив «Степного вестника»; скриншот видео очевидца;
pixsample.example/rivers; служба спасения Актамши

label: Фото; Фото; Фото; Коллаж; Скриншот

caption: Депо до ремонта; Улица в старом квартале; Инженеры на насосной станции; Река весной; Жители на слушаниях

heading: Что будет дальше; Куда уходят деньги; Предыстория спора; Что говорят жители; Цифры и даты; Как менялся план;
Вопросы без ответов; «Нас не спросили»; Кто виноват?

readalso: Читайте также; Читайте также; Читать также

decoy: Читайте также заявление ведомства на сайте города, советуют в пресс-службе;
Фото: это единственное слово на листке бумаги и было всем, что проверяющие нашли в сейфе тем вечером

latest: Последние новости

original: Автор оригинала

row: Терексай; Кокбулак; Жасылкум; Сарытогай; Мойнсу

column: Район; План; Сделано

item: заменить {n} метров труб; открыть {n} мест в детских садах; опубликовать список подрядчиков;
починить крышу старого вокзала; нанять {n} водителей; проверить лифты в {n} домах; высадить {n} карагачей

old: Подзабытый совет: кому он нужен и чем занимается; Почему часы старого вокзала идут назад;
Три дня на сухом канале; Письма из города без почты; Итоги года в посёлке, которого нет на карте
""")

_KK = _lists("""
place: Терексай; Көкбұлақ; Жасылқұм; Ақтамшы; Сарытоғай; Қарашілік; Бозарна; Ұлыталды; Мойынсу; Алтынойы; Бестерек

who: қала әкімдігі; су арнасының инженерлері; мәслихат депутаттары; құтқарушылар; жергілікті шаруалар; ғалымдар;
теміржолшылар; кәсіпкерлер; мектеп директорлары; аурухана дәрігерлері; энергетиктер; кеденшілер;
мұражай қызметкерлері; тұрғындар кеңесі; шекарашылар; жобалаушылар

did: мақұлдады; кейінге қалдырды; талқылады; тоқтатты; таныстырды; тексерді; сынға алды; қабылдамады; кеңейтті; қолдады

what: канал көпірін жөндеуді; жаңа депо жобасын; бөгет қауіпсіздігі туралы есепті; {n} автобус сатып алуды;
жылу тарифін; қар тазалау кестесін; көтерме базар жобасын; тұрғын үй қорын тексеруді; емхананың жаңа ғимаратын;
астық сақтау бағдарламасын; көлді тазартуды; самокат ережелерін; әуежай бағытын; жылыжай субсидиясын;
ескі ағаштар тізілімін; балабақшаның электронды кезегін; су басу картасын

where: Терексайда; Көкбұлақ ауданында; Жасылқұм маңында; Ақтамшы облысында; Сарытоғайда; Қарашілікте;
Бозарна тасжолында; Ұлыталдының орталығында; Мойынсу бекетінде; Алтынойыда

when: дүйсенбіде; сейсенбі кешінде; осы аптада; ай соңында; қоғамдық тыңдаудан кейін; демалыс күндері; бейсенбіде;
түс алдында; жыл басынан екінші рет; түнде

why: материал қымбаттағандықтан; тұрғындардың шағымынан кейін; {n} млн теңге үнемдеу үшін; суық түскенше;
жоспарлы тексеру нәтижесінде; кезекті қысқарту үшін; маман жетіспесе де; бесжылдық бағдарлама аясында

more: Жұмыс шамамен {n} күнге созылады, көлік қозғалысына кедергі болмайды; Бюджетте бұған {n} млн теңге қарастырылған;
Комиссия көктемнен бері {n} ұқсас жағдайды анықтады; Жұмыстың барысын онлайн бақылауға болады;
Ешкім зардап шеккен жоқ, жабдық бүлінбеген; Келесі отырыс {n} күннен кейін өтеді; Баға бір жылда {n} пайызға өсті;
Мердігер {n} метр құбырды өз есебінен ауыстырмақ; Түпкілікті шешім әзірге жоқ; Былтыр {where} осындай шара қолданылған;
Мұнша келушіні ешкім күтпеген; Құжаттар сұраған әр адамға ашық

said: «Бұдан әрі күтуге болмайды», — дейді {person}; «Бір аптада {n} шағым түсті», — деді {person};
{person} {who} {what} {why} {did} деп түсіндірді; «Мәселе ақшада емес, сенімде», — деп атап өтті {person}

given: Дастін; Еркұл; Тімбек; Нұрғыс; Мәрген; Әлқуат; Қамшы; Өжетай

family: Терексайұлы; Алматау; Жасылов; Бозарнин; Көкбұлатов; Сарымсақ; Орелбай; Тасөткел; Мойнақ; Шұғылаұлы

outlet: Дала шежіресі; Меридиан хабары; Каспий парағы; Алтын хабар; Солтүстік шабарман; The Steppe Courier

cite: , деп хабарлайды Orda.kz «{outlet}» басылымына сілтеме жасап.

report: , деп хабарлайды Orda.kz.; , деп жазады Orda.kz.

section: Қоғам; Саясат; Экономика; Оқиға; Әлем; Спорт; Мәдениет; Ордынка

tag: жол; Терексай; бюджет; сумен жабдықтау; баспана; қоғамдық көлік; мектеп; тариф; Көкбұлақ; экология; денсаулық;
ауыл шаруашылығы; тендер; энергетика; қыс; мұра

credit: Терексай әкімдігінің баспасөз қызметі; Orda.kz; «Дала шежіресі» мұрағаты; pixsample.example/rivers;
Ақтамшы құтқару қызметі

label: Сурет; Сурет; Фото; Коллаж; Скриншот

caption: Жөндеуге дейінгі депо; Ескі орамдағы көше; Сорғы бекетіндегі инженерлер; Көктемгі өзен;
Тыңдауға келген тұрғындар

heading: Енді не болады; Ақша қайда кетеді; Даудың тарихы; Тұрғындар не дейді; Сандар мен күндер; Жоспар қалай өзгерді;
Жауапсыз сұрақтар; «Бізден сұраған жоқ»; Кім кінәлі?

readalso: Оқи отырыңыз; Оқи отырыңыз; Тағы оқыңыз

decoy: Оқи отырыңыз деген жазуы бар парақты баспасөз қызметі есікке іліп қойған;
Сурет: тексерушілер сол кеште сейфтен тапқан қағазда осы бір ғана сөз жазылған екен

latest: Соңғы жаңалықтар

original: Түпнұсқа авторы

row: Терексай; Көкбұлақ; Жасылқұм; Сарытоғай; Мойынсу

column: Аудан; Жоспар; Орындалды

item: {n} метр құбырды ауыстыру; балабақшадан {n} орын ашу; мердігерлер тізімін жариялау; ескі вокзал шатырын жөндеу;
{n} жүргізуші қабылдау; {n} үйдің лифтісін тексеру; {n} қарағаш отырғызу

old: Ұмытылған кеңес: ол кімге керек; Ескі вокзал сағаты неге кері жүреді; Құрғақ каналдағы үш күн;
Поштасыз қаладан келген хаттар; Дала кітапханасы қалай аман қалды
""")

WORDS: dict[str, dict[str, tuple[str, ...]]] = {"en": _EN, "ru": _RU, "kk": _KK}
