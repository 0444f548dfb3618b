"""Our own word lists: verbs that attribute, titles, pronouns, time words. Read by people, kept by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .inflect import forms

DATA = Path(__file__).parent / "data"

# One entry a line: verbs, colon, frames, and after a slash the prepositions that open the content.
#   c  clause with or without "that"      t  clause only with "that" (or a wh-word)
#   q  may tag a quotation: '"...", X said'
#   o  noun phrase, all the rest of the clause   i  to-infinitive
#   r  names the listener first ("told AFP that")
#   b  belief, wish, finding or decision rather than speech
_VERBS = """
say add note state explain assert maintain declare announce admit acknowledge concede confirm: c q o
argue insist contend reveal conclude recall predict warn caution remark observe: c q o
claim suggest complain boast brag lament emphasize emphasise stress reiterate repeat: c q o
underscore underline allege testify swear vow pledge promise threaten imply hint: c q o i
write tweet retweet reply respond retort quip joke muse speculate estimate: c q o
stipulate proclaim profess confess attest posit opine concur reckon theorize: c q o
disclose deny mention specify clarify recount relate propose recommend: c q o
charge counter tout protest: c q o
claim: i
accept hold allow: t
narrate aver intimate: c q
enjoin: r i
apprise: r c
flay: o
call: / upon
post: q t
submit: t
direct gather: t
state maintain: t q
indicate: t c o
post: q
rejoin exclaim shout yell scream whisper mutter murmur chant cry gush fume rant: c q o
bark roar boom blare: q
snap sneer scoff interject chime intone deadpan grumble thunder bellow gripe: c q o
answer: c q o
comment continue elaborate echo: q o
agree: c q i / with on to about
ask: r c q i o / about for
wonder: c q / about
tell remind assure inform notify reassure: r c q i o / about of
urge implore exhort beseech: r q i o c
beg plead: r q i / for with
report: c q o / on
request demand: c q o i
call: o q / for on out
describe label dub brand term characterize characterise portray depict paint nickname: o
accuse criticize criticise praise denounce condemn blast slam attack mock ridicule: o
dismiss reject endorse defend hail decry deride bash rip lambaste lambast chastise chide: o
scold rebuke rebuff skewer excoriate assail blame thank congratulate applaud commend salute: o
credit cite quote discuss question challenge dispute refute rebut contradict: o c
outline detail unveil invoke reference promote champion advocate bemoan mourn: o
celebrate repudiate disavow renounce disown compare liken equate list: o
shred trash rubbish needle taunt berate castigate pillory scorch knock fault: o
torch whack ding pan savage eviscerate: o
malign vilify demonize demonise insult disparage belittle slight upbraid reprimand admonish: o r
warn: r c q i / of about against
promise: r c q i o
pitch propose float: o
express voice reiterate repeat offer: o i
trumpet extol laud compliment flatter: o
complain gripe grouse: c q / about of that
boast brag crow: c q / about of
allude: / to
refer: / to
point: q / to out
speak talk: / about of against
object: / to
disagree: c q / with on about
respond: / to
apologize apologise: c q / for to
push press: / for
argue: c q / for against
rail inveigh rage: / against about at
campaign: / for against
joke: c q / about
lash hit: / out
weigh: / in
lay: / out
spell: / out
elaborate expand: / on
testify: c q / about against
inquire enquire: / about
muse: c q / about on
speculate: c q / about on
opine: c q / on about
comment: / on
preach: c q / about
lecture: o
hint: c q / at
insist: c q / on
brief: o
rule brush: / out off aside
appeal: / to for
sound: / off
double: / down
disclaim retract: o
vouch: / for
shoot fire hit: / back
plead: c q / for
write: c q o / about of in
tweet: c q o / about at
bring: / up
single: / out
read: q
think: b c / about of
believe: b c q o / in
know: b c o / about of
feel: b c
want: b i o
hope: b c i q / for
fear: b c o
worry fret: b c q / about that
expect: b c i o
anticipate foresee envision envisage: b c o
plan: b i / on for
intend: b i
seek: b i o
see: b o t
view: b o
consider doubt suspect guess: b c o
assume presume imagine: b t
understand realize realise recognize recognise: b c o
remember: b c o i
forget: b c
wish: b c i / for
prefer: b o i c
like love: b i
hate dislike loathe despise resent: b o c
admire respect appreciate trust regret: b o c
support oppose back favor favour: b o
welcome: b o t
care: b / about
dream: b c / of about
decide: b c i / on
refuse decline: b i o
learn: b c i / of about
discover determine rule conclude calculate: b c o
find: b c
show: b t o
figure: b c
vote: b / for against
approve disapprove: b o / of
side: b / with
demand: b c o i
desire: b o i
agree: c q i / with on to about
condone tolerate: b o
judge deem perceive: b c o
interpret read: b o
attribute ascribe: o
convince persuade: b o
order instruct: b o t i
forbid prohibit ban: b o
require: b t
contemplate weigh mull ponder: b o
propose: c i o
reflect: q
oppose: b o
object: c q / to
rebuke: o
vow: c q i
applaud: o
pan: o
tease: c q o
encourage: r i o
invite: r i o
lie: / about
notice: b c
project forecast: b c o
signal: c o i
pronounce: o
concede: c q o
uphold: b o
emphasize: c q o
gloat: c q / about over
marvel: c q / at
quibble: c / with
relay: c o
reminisce: c q / about
rave: c q / about
swear: c q i
summarize summarise: q o c
sum: / up
surmise: c q
sympathize sympathise: / with
threaten: i c o
tout: o
urge: c r i o
verify: c o
volunteer: q i
vent: c q / about
warn: c r q i / of about against
yearn long: b i / for
downplay minimize: o
identify name: o
blog email text: c q r
reassert reaffirm affirm restate: c q o i
attest: c q / to
certify: c o
corroborate: c o
cheer boo heckle: o
commiserate: q
decree: b c o
diagnose: o
justify rationalize: o
excuse: o
explain: c q o
flag: o c
foretell prophesy: c o
grouse carp: c q / about
hypothesize: c q
illustrate: b c o
inform: r c / of about
joke: c q / about
laugh chuckle: q / off
sigh sob: q
smile: q
shrug: q / off
nod: q
lobby: / for against
lean: b / toward
look: b / forward for
mislead: o
overstate exaggerate understate: o
petition: r i o
pray: b c i / for
quote: o
reason: c q
rebut: o c
recommend: c o
reject: o
resolve: b c i
reveal: c q o
scream: c q / at
second-guess: o
shout: c q / at
snipe: / at
speechify: / about
spout: o
telegraph: o c
thank: o
theorize: c q / about
undercut: o
urge: c r i o
validate: o
vilify: o
whine moan: c q / about
worship: b o
"""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that attributes, with the shapes its content may take."""

    lemma: str
    frames: frozenset[str]
    prepositions: frozenset[str]

    @property
    def belief(self) -> bool:
        return "b" in self.frames


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One inflected form; `parts` holds B base, S third person, G -ing, D past, N participle."""

    verb: Verb
    parts: str


@cache
def verbs() -> dict[str, Verb]:
    found: dict[str, tuple[set[str], set[str]]] = {}
    for line in _VERBS.strip().splitlines():
        names, _, frames = line.partition(":")
        shapes, _, prepositions = frames.partition("/")
        for name in names.split():
            entry = found.setdefault(name, (set(), set()))
            entry[0].update(shapes.split())
            entry[1].update(prepositions.split())
    return {
        name: Verb(name, frozenset(shapes), frozenset(prepositions)) for name, (shapes, prepositions) in found.items()
    }


@cache
def verb_forms() -> dict[str, VerbForm]:
    parts: dict[str, tuple[Verb, str]] = {}
    for verb in verbs().values():
        for form, letter in zip(forms(verb.lemma), "BSGDN", strict=True):
            known = parts.get(form)
            if known is None:
                parts[form] = (verb, letter)
            elif known[0] is verb:
                parts[form] = (verb, known[1] + letter)
    return {form: VerbForm(verb, letters) for form, (verb, letters) in parts.items()}


@cache
def tags() -> dict[str, str]:
    """Word to its parts of speech, most frequent first, from free treebanks."""
    out: dict[str, str] = {}
    for line in (DATA / "tags.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, _, letters = line.partition(" ")
            out[word] = letters
    return out


_MORE_NAMES = {
    "m": """Vladimir Dmitry Dmitri Dmytro Sergei Sergey Volodymyr Mikhail Mykhailo Oleg Oleh Leonid
    Alexei Aleksei Andriy Andrey Yevgeny Evgeny Ivan Igor Ihor Yuri Yury Boris Nikolai Mykola Pavel
    Pavlo Petro Viktor Vitaly Vitali Vasyl Ruslan Ramzan Denys Anatoly Kyrylo Valery Valeriy Gennady
    Mohammed Muhammad Mohamed Mohammad Ahmed Ahmad Ali Hassan Hussein Abdul Abdullah Khalid Omar
    Yusuf Ibrahim Mahmoud Bashar Hamid Hamad Tariq Imran Nawaz Shehbaz Asif Rashid Saad Saeed
    Faisal Salman Abbas Hosni Muammar Recep Tayyip Ebrahim Javad Qassem Benjamin Binyamin Ehud
    Avigdor Naftali Yair Yitzhak Shimon Ariel Narendra Amit Rahul Manmohan Arvind Rajnath Xi Wang
    Li Keqiang Jinping Shinzo Fumio Taro Yoshihide Junichiro Moon Jong-un Kofi Ban Antonio Boutros
    Cyril Jacob Thabo Nelson Uhuru Raila Muhammadu Bola Goodluck Robert Paul Yoweri Abiy Mitt Newt
    Jeb Barack Donald Bernie Reince Rand Marco Ted Joe Mike Mitch Harry Chuck Lindsey Ben John
    Bill Bob Tim Jim Jeff Rick Ron Rob Dan Tom Tony Corey Scott Rudy Jake Wolf Sean Rush Glenn
    Steve Kevin Larry Barry Greg Doug Ed Eddie Matt Nate Nick Pat Peter Phil Ray Roger Ross Russ Sam
    Stu Terry Todd Trey Vern Vince Wes Zach Xavier Emmanuel Olaf Boris Keir Rishi Viktor Josep
    Jens Antony Lloyd Merrick Volker Friedrich Geert Silvio Matteo Mario Pedro Mariano Alexis Yanis
    Lula Jair Nicolas Nicolás Hugo Evo Andres Andrés Enrique Juan Luis Carlos Jose José Raul Fidel
    Julian Edward Bashir Yahya Ismail Kim Pete Josh Hank Gary Stephen Chris Cory Martin Lincoln""",
    "f": """Hillary Carly Heidi Melania Ivanka Michelle Nancy Elizabeth Kellyanne Angela Theresa
    Marine Ursula Christine Kamala Nikki Susan Sarah Dilma Cristina Aung Benazir Sheikh Tsai Megyn
    Rachel Debbie Donna Huma Loretta Condoleezza Madeleine Samantha Federica Nadezhda Oleksandra
    Olga Natalia Nataliya Iryna Irina Svetlana Tetyana Yulia Yuliya Oksana Maria Mariya Zuzana Sanna
    Jacinda Giorgia Annalena Liz Priti Nicola Michele Jill Jen Karine Abby Barbara Kirsten Amy
    Olena Anna Fatima Aisha Khadija Leila Layla Maryam Mariam Zainab Malala Sushma Sonia Indira
    Wanjiru Njeri Wambui Wangari Nyambura Achieng Akinyi Atieno Chiamaka Ngozi Chinwe Adaeze Folake Yewande""",
    "u": """Jan Robin Alex Kim Pat Lee Sam Terry Lindsey Avery Cameron Blake Alexis Rowan Sasha Dominique Camille Marion
    Dana Tracy Stacy Jackie Jessie Jody Micah Hunter Logan Mika Akira Ariel Adrian Ellis Kit Kai Sunny Noel Nikita Lynn
    Nat Sal Jules Ira Mattie Frankie Billie Bobbie Ollie Freddie Ashley Leslie Kelly Kerry Shannon Tracey Taylor Morgan
    Casey Riley Jamie Quinn Drew Jean""",
}


@cache
def first_names() -> dict[str, str]:
    """First name to m, f or u."""
    out: dict[str, str] = {}
    for line in (DATA / "first_names.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, letter = line.partition(" ")
            out[name] = letter
    for letter, names in _MORE_NAMES.items():
        out.update(dict.fromkeys(names.split(), letter))
    for name in _NOT_FIRST_NAMES.split():
        out.pop(name, None)
    return out


_NOT_FIRST_NAMES = (
    """America Asia China Israel Jordan Kenya India Paris London Sydney Austin Dallas
Houston Phoenix Carolina Virginia Georgia Montana Dakota Florida Cuba Vienna Geneva Madison Jackson
Washington Lincoln Moscow Brussels Troy Chelsea Brooklyn Orlando Savannah Cleveland Denver Trump
Clinton Bush Biden Obama Sanders Cruz Rubio Kasich Republican Democrat Democratic Congress Senate House
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December Sun Earth God Islam Christian Muslim General Major Early
Many Some Such Other Will Can So As Do Long An In Are He She It My One Than Any Do Day Sen Senior Prime
Chief Mayor King Prince Queen Pope Justice Judge Bishop Dean Marine Art Guy Price Love Star Summer
Rain Bay Reporter Lady Sir Lord Baron Earl Duke Major Minister Christ Jesus Black White Gray Green
Hill West East North South Wall Street Union New Old Young Little Big Great Saint San Santa Los Las""".replace(
        "Lincoln ", ""
    )
    .replace("Christian ", "")
    .replace("Marine ", "")
    .replace("Dean ", "")
    .replace("Jackson ", "")
    .replace("Austin ", "")
)

PRONOUNS = frozenset("he she they it i we you who".split())
OTHER_PRONOUNS = frozenset(
    "him her them his hers their its me us my our your himself herself themselves itself".split()
)
INDEFINITE = frozenset(
    "some many others most few several both each all one another neither none everyone everybody "
    "someone somebody nobody anyone anybody these those this that more half critics".split()
)
AUX = frozenset(
    "is was are were be been being am has have had having do does did will would can could may might "
    "shall should must 's 've 'd 'll 're 'm ’s ’ve ’d ’ll ’re ’m isn wasn aren weren hasn haven hadn don "
    "doesn didn wouldn couldn shouldn won mustn ain needn cannot".split()
)
HAVE = frozenset("has have had having 've ’ve hasn haven hadn".split())
BE = frozenset("is was are were be been being am 're ’re 'm ’m isn wasn aren weren".split())
MODAL = frozenset(
    "will would can could may might shall should must 'll ’ll 'd ’d wouldn couldn shouldn won mustn "
    "cannot do does did don doesn didn".split()
)
NEGATION = frozenset("not 't ’t never n't n’t".split())
DETERMINERS = frozenset(
    "a an the this that these those his her its their our my your some any no every each another "
    "both all many several few most more other such".split()
)
PREPOSITIONS = frozenset(
    "of in on at for from with by to about into over under against between among during after before "
    "through without within since until near outside inside behind across around along despite "
    "toward towards upon off above below amid like unlike via per than beyond as including following "
    "regarding concerning throughout onto out up down".split()
)
CONJUNCTIONS = frozenset("and or but nor yet &".split())
SUBORDINATORS = frozenset(
    "that because while when if as after before since although though until unless whereas once "
    "whether where why how lest whenever wherever so".split()
)
WH = frozenset("who whom whose which what when where why how whether whoever whatever".split())
CLAUSE_OPENERS = frozenset("that if whether what why how when where who which".split())
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
TIME_WORDS = frozenset(
    WEEKDAYS
    + MONTHS
    + tuple(
        "today yesterday tomorrow tonight morning afternoon evening night week month year weekend "
        "earlier later recently now then last next ago mon tue tues wed thu thur thurs fri sat sun "
        "jan feb mar apr jun jul aug sep sept oct nov dec".split()
    )
)
ADVERBS = frozenset(
    "also not never always often again still just even only already once later then now recently "
    "previously repeatedly reportedly publicly openly simply ever rather further instead too soon "
    "earlier today yesterday tonight initially nevertheless nonetheless however meanwhile "
    "first last long since thus therefore perhaps maybe almost nearly all both themselves himself "
    "herself itself similarly likewise at least sometimes seldom hardly barely frequently "
    "far so much very quite well once twice afterward afterwards here there".split()
)
#: Titles before a name and the name words they leave out. Full stops are dropped before the look-up.
TITLES = frozenset(
    "mr mrs ms miss mx dr sir dame lord lady sen rep gov gen col lt sgt capt cmdr adm maj rev prof hon "
    "president senator secretary minister judge justice mayor governor congressman congresswoman "
    "king queen prince princess pope chancellor general admiral colonel captain major lieutenant "
    "sergeant professor doctor reverend father sister bishop archbishop cardinal rabbi imam sheikh "
    "ayatollah ambassador representative delegate councilman councilwoman commissioner sheriff chief "
    "officer detective director chairman chairwoman chairperson chair speaker leader spokesman "
    "spokeswoman spokesperson premier candidate nominee attorney prosecutor coach economist analyst "
    "strategist author historian host anchor correspondent reporter columnist editor activist "
    "businessman businesswoman billionaire mogul actor actress singer comedian rapper star frontrunner "
    "front-runner hopeful rival presumptive incumbent veteran pollster consultant adviser advisor aide "
    "deputy assistant associate senior vice prime foreign defense defence interior finance health "
    "former ex then acting first emeritus republican democrat democratic gop liberal conservative "
    "mp mep msp td mla mpp mna tds director-general secretary-general attorney-general t\u00e1naiste engr "
    "taoiseach tanaiste emir sultan tsar moderator collector justices trooper patrolman "
    "whip treasurer comptroller brigadier comrade assemblyman assemblywoman superintendent registrar ombudsman "
    "administrator magistrate postmaster alhaji hajiya barrister acp ssp dig supt insp dci dpp cllr councillor madam "
    "baroness viscount datuk dato yb inspector constable commander corporal sarpanch eyewitness mdm "
    "adv dsp dgp adgp dcp igp cr msgr monsignor frenchman spaniard dutchman irishman englishman scotsman welshman "
    "briton begum mzee ma\u00eetre temenggong tun dato dato' datin puan encik hajah ustaz ustadh mullah maulana pandit "
    "majesty highness excellency eminence lordship otunba igwe "
    "do\u00f1a se\u00f1or se\u00f1ora senhor senhora herr frau monsieur madame mme signor signora "
    "commandant marshal ceo cfo coo cto founder shri smt "
    "independent libertarian socialist labour tory us u.s uk british american russian ukrainian "
    "chinese french german israeli iranian turkish turkish indian japanese canadian mexican italian "
    "spanish polish australian syrian iraqi saudi egyptian european african n.y.".split()
)
MALE_TITLES = frozenset(
    "mr sir lord king prince father businessman congressman chairman spokesman actor "
    "councilman cardinal imam pope rabbi".split()
)
FEMALE_TITLES = frozenset(
    "mrs ms miss dame lady queen princess sister businesswoman congresswoman "
    "chairwoman spokeswoman actress councilwoman".split()
)
OFFICE_WORDS = frozenset(
    "president senator secretary minister judge justice mayor governor congressman congresswoman king "
    "queen prince princess pope chancellor general admiral colonel captain ambassador representative "
    "sheriff chief director chairman chairwoman chair speaker leader premier candidate nominee "
    "spokesman spokeswoman spokesperson senator billionaire mogul businessman frontrunner front-runner "
    "author professor lawmaker politician attorney prosecutor".split()
)
#: What somebody does: "Midfielder Scott Olsen", "University of Michigan professor Ana Ruiz", "Ana Ruiz, a baker,".
#: Many are surnames as well, so only two words or more after a capitalised one make a name.
CALLINGS = frozenset(
    "midfielder striker defender goalkeeper winger forward fullback quarterback pitcher starter reliever catcher "
    "shortstop linebacker receiver cornerback batsman bowler skipper referee umpire jockey trainer golfer "
    "sprinter swimmer boxer driver rider resident neighbor neighbour homeowner farmer nurse teacher student "
    "principal superintendent choreographer pastor volunteer trader owner manager engineer scientist researcher "
    "firefighter paramedic constable inspector barrister solicitor lawyer campaigner organizer organiser "
    "veterinarian pilot fisherman photographer filmmaker playwright poet novelist conductor curator landlord "
    "tenant grower rancher defenceman playmaker centre-back full-back fly-half scrum-half prop hooker "
    "lock-forward rookie freshman sophomore undergraduate graduate freelancer entrepreneur retiree pensioner "
    "engr cllr councillor alderman dr-ing barr alhaji hajiya mallam oba professor economist analyst spokesperson "
    "spokesman spokeswoman pundit chief director lecturer fellow captain coach correspondent editor historian "
    "strategist commissioner commentator presenter columnist head adviser counsel founder executive author "
    "officer commander veteran mother father priest co-chair vice-president shopkeeper banker passenger relative "
    "cousin teenager shopper customer patient survivor victim baker builder plumber musician artist "
    "neuroscientist biologist chemist physicist psychologist surgeon midwife carpenter mechanic waiter waitress "
    "whistleblower auditor investor follower believer worshipper prisoner inmate detainee migrant bartender "
    "barman chef cook sailor hunter salesman saleswoman witness bystander onlooker protester demonstrator activist "
    "refugee evacuee caller attendee commuter motorist cyclist pedestrian parishioner congregant roommate classmate "
    "colleague co-worker coworker caretaker janitor cleaner trucker welder electrician machinist seamstress barber "
    "hairdresser butcher grocer florist gardener landscaper roofer painter sculptor dancer drummer guitarist actor "
    "actress model athlete runner climber surfer skier skater wrestler gymnast rower beekeeper brewer winemaker "
    "herder logger miner steelworker courier clerk cashier barista realtor broker accountant statistician "
    "mathematician geologist seismologist meteorologist climatologist epidemiologist virologist immunologist "
    "oncologist cardiologist pediatrician paediatrician psychiatrist therapist counselor counsellor dentist "
    "pharmacist nutritionist ecologist botanist zoologist sociologist anthropologist archaeologist criminologist "
    "philosopher theologian archivist librarian translator interpreter blogger influencer podcaster lobbyist "
    "headmistress headmaster headteacher stewardess governess abbess hostess heiress seamstress schoolmaster "
    "elder aunt auntie aunty uncle advocate housewife househusband homemaker chieftain "
    "cm sp landowner shareholder bondholder donor fundraiser".split()
)
#: Nouns for people who speak as a group or without a name.
PERSON_NOUNS = frozenset(
    """official officials spokesman spokeswoman spokesperson spokespeople aide aides adviser
    advisers advisor advisors ally allies backer backers friends loyalists critic critics
    supporter supporters voter voters lawmaker
    lawmakers expert experts analyst analysts source sources witness witnesses investigator
    investigators prosecutor prosecutors police authorities diplomat diplomats reporter
    reporters republicans democrats conservatives liberals leader leaders senator senators
    governor governors member members people man woman men women campaign candidate candidates
    strategist strategists activist activists economist economists opponent opponents resident
    residents observer observers researcher researchers scientist scientists doctor doctors
    lawyer lawyers attorney attorneys judge judges student students teacher teachers worker
    workers pundit pundits protester protesters insider insiders operative operatives staffer
    staffers respondents americans government committee group organization agency ministry
    administration department statement report poll survey study court company union military
    army newspaper magazine network website party president secretary minister spox mayor
    professor author director manager founder executive ceo chief writer author historian
    pollster sheriff commander officer general admiral ambassador secretary counsel pastor
    person priest bishop coach player farmer veteran veterans businessman businesswoman engineer
    nurse mother father son daughter husband wife brother sister friend friends neighbor
    neighbors colleague colleagues consultant consultants advocate advocates congressman
    congresswoman chairman chairwoman chair speaker nominee front-runner frontrunner rival
    rivals host anchor columnist heckler demonstrator demonstrators soldier soldiers refugee
    refugees parent parents politician politicians regulator regulators board commission panel
    jury firm bank investors investor delegate delegates donor donors ally allies fans
    journalist journalists editor editors""".split()
)
#: What is uttered stands for who uttered it: "Biden's statement backed ...".
UTTERANCES = frozenset(
    "statement statements speech remarks comments comment tweet tweets letter email post posts words "
    "message memo address testimony announcement op-ed reply response answer".split()
)
#: Past tenses without "-ed" that are no other word.
STRONG_PASTS = frozenset(
    "fled ran went came left took gave held met stood fell fought spoke grew drew rose broke began kept lost won made "
    "brought sent got saw sat flew drove led built became bought caught chose found heard told said thought arose "
    "awoke bade befell beheld blew clung crept dealt drank dreamt dug dwelt flung forbade forgave forsook froze hung "
    "knelt leapt lent outdid outgrew overcame overran overrode oversaw overslept overthrew paid rang rebuilt remade "
    "repaid resold rethought rewrote rode sang sank shook shone shrank slept slid slung slunk smelt snuck sought spat "
    "sped spent sprang stole strode strove struck stuck stung stank swam swept swore swung taught tore threw trod "
    "undertook underwent undid upheld wept withdrew withheld withstood woke wore wove wrung".split()
)
#: What somebody else has written or counted, who is named after "by" or "from".
DOCUMENTS = UTTERANCES | set(
    "report reports study studies survey poll analysis review audit assessment paper papers bulletin update "
    "figures data numbers documents document records statistics article essay column filing complaint lawsuit "
    "briefing dispatch estimate estimates forecast transcript summary notice advisory release examination autopsy "
    "inspection appraisal trial trials modelling modeling polling projections calculations".split()
)
#: Those that are somebody's own: "the ministry's report".
OWN_DOCUMENTS = UTTERANCES | set(
    "report reports study survey poll analysis review audit assessment lawsuit filing complaint figures bulletin "
    "editorial column".split()
)
#: What something is said in: "in an interview", "in a post". What is done in it may be said of it, too: "at the rally".
OCCASIONS = frozenset(
    "interview statement post tweet speech address letter email e-mail message memo column op-ed editorial essay "
    "video podcast newsletter filing briefing hearing".split()
)
#: Nouns that open a content: "the claim that", "criticism of".
SPEECH_NOUNS = {
    "claim": "that of to about",
    "claims": "that of to about",
    "assertion": "that of",
    "assertions": "that of",
    "statement": "that on about",
    "suggestion": "that of",
    "suggestions": "that of",
    "argument": "that for against about",
    "belief": "that in",
    "view": "that of on",
    "views": "on of about",
    "idea": "that of",
    "hope": "that of for",
    "hopes": "that of for to",
    "fear": "that of",
    "fears": "that of about",
    "concern": "that about over",
    "concerns": "that about over",
    "promise": "that to of",
    "promises": "that to of",
    "pledge": "that to",
    "vow": "that to",
    "call": "for to on",
    "calls": "for to on",
    "demand": "that for",
    "demands": "that for",
    "criticism": "of that",
    "criticisms": "of that",
    "attack": "on",
    "attacks": "on",
    "support": "for",
    "endorsement": "of",
    "praise": "for of",
    "plan": "to for",
    "plans": "to for",
    "proposal": "to that for",
    "proposals": "to that for",
    "decision": "to that",
    "refusal": "to",
    "desire": "to for that",
    "comments": "about on that",
    "comment": "about on that",
    "remarks": "about on that",
    "remark": "about that",
    "accusation": "that of",
    "accusations": "that of",
    "allegation": "that of",
    "allegations": "that of",
    "warning": "that of about to",
    "warnings": "that of about to",
    "announcement": "that of",
    "contention": "that",
    "insistence": "that on",
    "admission": "that of",
    "denial": "that of",
    "description": "of",
    "prediction": "that of",
    "predictions": "that of",
    "question": "about of",
    "questions": "about",
    "complaint": "that about of",
    "complaints": "that about of",
    "rejection": "of",
    "defense": "of",
    "assessment": "that of",
    "request": "that for to",
    "recommendation": "that to",
    "intention": "to of",
    "threat": "to that of",
    "threats": "to that of",
    "opinion": "that of on",
    "notion": "that of",
    "position": "on that",
    "conclusion": "that",
    "explanation": "that of for",
    "rhetoric": "about on",
    "denunciation": "of",
    "condemnation": "of",
    "charge": "that of",
    "charges": "that of",
    "doubts": "about that of",
    "assurance": "that",
    "assurances": "that",
    "guarantee": "that",
    "undertaking": "that",
    "conviction": "that",
    "suspicion": "that",
    "expectation": "that",
    "revelation": "that",
    "reminder": "that",
    "theory": "that",
    "hint": "that",
    "hints": "that",
    "doubt": "that",
    "possibility": "that",
    "prospect": "that",
    "fact": "that",
    "point": "that",
    "case": "that",
    "word": "that",
    "message": "that",
    "answer": "that",
    "verdict": "that",
    "response": "that",
    "hunch": "that",
    "caveat": "that",
    "confidence": "that",
    "regret": "that",
    "chants": "of",
    "cries": "of",
    "shouts": "of",
}
#: Adjectives of belief: "is confident that", "was concerned about".
BELIEF_ADJECTIVES = {
    "confident": "that in about of",
    "sure": "that about of",
    "certain": "that",
    "aware": "that of",
    "convinced": "that of",
    "persuaded": "that of",
    "unconvinced": "that by",
    "unpersuaded": "that by",
    "insistent": "that on",
    "categorical": "that",
    "relieved": "that to",
    "alarmed": "that by at",
    "plain": "that",
    "known": "that",
    "concerned": "that about with over",
    "worried": "that about",
    "afraid": "that of to",
    "fearful": "that of",
    "hopeful": "that of about",
    "optimistic": "that about",
    "skeptical": "that of about",
    "sceptical": "that of about",
    "pessimistic": "about that",
    "proud": "that of to",
    "glad": "that to",
    "happy": "that to with about",
    "surprised": "that by to at",
    "shocked": "that by to at",
    "disappointed": "that by in with",
    "angry": "that about at over",
    "upset": "that about with over",
    "frustrated": "that with by",
    "eager": "to for",
    "willing": "to",
    "unwilling": "to",
    "reluctant": "to",
    "ready": "to",
    "determined": "to",
    "opposed": "to",
    "supportive": "of",
    "critical": "of",
    "dismissive": "of",
    "wary": "of that",
    "mindful": "of",
    "adamant": "that about",
    "keen": "to on",
    "inclined": "to",
    "prepared": "to",
    "open": "to",
    "grateful": "that for to",
    "furious": "that at about over",
    "excited": "that about to",
    "enthusiastic": "about",
    "committed": "to",
    "doubtful": "that",
    "uncertain": "about whether",
    "unsure": "about whether if",
    "clear": "that about",
    "emphatic": "that about",
    "vocal": "about in",
    "honored": "to that",
    "tired": "of",
    "sick": "of",
    "fond": "of",
    "interested": "in",
}
#: The last word of a business's name.
BUSINESSES = frozenset(
    "inc corp co ltd llc plc airways airlines foods motors capital water energy holdings pharmaceuticals pharma "
    "technologies systems networks industries electronics insurance telecom studios brands stores resources petroleum "
    "railways corporation company".split()
)
ORGANISATION_WORDS = BUSINESSES | frozenset(
    "university college institute foundation association committee commission "
    "council party department ministry agency bureau office court congress senate house parliament "
    "administration government campaign union federation league group coalition alliance network news "
    "times post journal tribune herald magazine press agency bank fund board service services police army "
    "force forces military navy guard center centre society club team church school hospital company "
    "health group organization organisation conference convention caucus pac kremlin "
    "firm board panel jury newspaper study embassy consulate authority tribunal trust laboratory academy chamber "
    "directorate secretariat corps watchdog inspectorate museum library charity diocese archdiocese regulator "
    "pentagon nations state treasury poll survey report statement website facebook twitter cnn fox nbc abc "
    "cbs msnbc npr bbc afp reuters ap upi tass nyt politico bloomberg breitbart gallup nato un eu g7 fbi "
    "cia nsa dnc rnc nra aclu fed isis pew quinnipiac monmouth yougov rasmussen times/cbs".split()
)
OUTLETS = frozenset(
    "AFP AP UPI Reuters TASS Tass RIA Interfax Xinhua Bloomberg BBC CNN NBC ABC CBS MSNBC NPR PBS Fox "
    "Politico POLITICO Breitbart Axios Vox Vice Slate Time Newsweek Esquire HuffPost Guardian Telegraph "
    "Independent Economist Al-Jazeera DPA dpa EFE ANSA PTI IANS Kyodo Yonhap Anadolu".split()
)
PLACES = frozenset(
    """Afghanistan Albania Algeria Argentina Armenia Australia Austria Azerbaijan Bahrain Bangladesh
    Belarus Belgium Bolivia Bosnia Brazil Britain Bulgaria Burma Cambodia Canada Chile China Colombia
    Congo Croatia Cuba Cyprus Denmark Ecuador Egypt England Estonia Ethiopia Europe Finland France
    Georgia Germany Ghana Greece Guatemala Haiti Honduras Hungary Iceland India Indonesia Iran Iraq
    Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya Kosovo Kuwait Latvia Lebanon Libya
    Lithuania Macedonia Malaysia Mali Mexico Moldova Mongolia Morocco Myanmar Nepal Netherlands
    Nicaragua Niger Nigeria Norway Oman Pakistan Palestine Panama Paraguay Peru Philippines Poland
    Portugal Qatar Romania Russia Rwanda Scotland Senegal Serbia Singapore Slovakia Slovenia Somalia
    Spain Sudan Sweden Switzerland Syria Taiwan Tanzania Thailand Tunisia Turkey Uganda Ukraine Uruguay
    Uzbekistan Venezuela Vietnam Wales Yemen Zambia Zimbabwe Africa Asia America Antarctica Alabama
    Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois
    Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi
    Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont
    Virginia Washington Wisconsin Wyoming Moscow Kyiv Kiev London Paris Berlin Beijing Tokyo Brussels
    Tehran Jerusalem Ankara Cairo Delhi Islamabad Riyadh Damascus Baghdad Kabul Seoul Pyongyang Geneva
    Vienna Rome Madrid Athens Warsaw Budapest Minsk Yerevan Chicago Boston Philadelphia Houston Dallas
    Miami Atlanta Detroit Cleveland Seattle Baltimore Manhattan Brooklyn Donetsk Lugansk Luhansk Kherson
    Zaporizhzhia Kharkiv Crimea Izyum Bakhmut""".split()
)
