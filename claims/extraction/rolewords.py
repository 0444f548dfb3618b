"""Words for what somebody is, and for what houses are called: offices, callings, kin, epithets."""

from __future__ import annotations

import re

from . import lexicon as lx

MALE_NOUNS = frozenset(
    "man boy father dad son brother husband uncle nephew grandfather grandson stepfather stepson boyfriend widower "
    "gentleman".split()
)
FEMALE_NOUNS = frozenset(
    "woman girl mother mum mom daughter sister wife aunt niece grandmother grandma granddaughter stepmother "
    "stepdaughter girlfriend fiancee widow lady".split()
)
ROLE_WORDS = lx.PERSON_NOUNS | lx.OFFICE_WORDS | lx.CALLINGS
#: What one person is called: no house, and no more than one.
ROLES = frozenset(
    word
    for word in ROLE_WORDS | lx.TITLES
    if word not in lx.ORGANISATION_WORDS
    and len(word) > 3
    and not word.endswith("s")
    and "N" in lx.tags().get(word, "N")
)
#: What one who was named before is called the second time: "the Chicago native said".
EPITHETS = frozenset(
    "native billionaire millionaire tycoon mogul magnate businessman businesswoman congressman "
    "congresswoman lawmaker incumbent democrat republican independent newcomer actress star alum singer rapper "
    "comedian heiress songwriter lass lad beauty hunk brunette blonde socialite mp td mla mna mpp msp mep".split()
)
#: Whoever sits in a parliament: "the Luton North MP".
SEATED = frozenset("mp td mla mna mpp msp mep".split())
#: What footballers and others in a side are called; "the striker" is not the manager who spoke last.
PLAYERS = frozenset(
    "striker midfielder winger defender goalkeeper keeper forward hooker playmaker quarterback pitcher linebacker "
    "centre-back full-back fly-half scrum-half batsman bowler prop".split()
)
#: Who speaks for a star, trains or judges them, and is none.
BESIDE_STARS = frozenset(
    "manager coach boss referee umpire chairman chief agent lawyer attorney publicist spokesman spokeswoman "
    "spokesperson judge officer detective doctor producer pundit".split()
)
#: Epithets that say man or woman.
FEMALE_EPITHETS = frozenset("lass beauty brunette blonde mother mum mom".split())
MALE_EPITHETS = frozenset("lad hunk father dad".split())
#: "The mother of two", "the mother-of-two".
PARENTS = frozenset("mother mum mom father dad".split())
PARENT = re.compile(r"^(?:mother|mum|mom|father|dad)-of-\w+$")
PROFESSIONS = frozenset("actress star singer rapper comedian songwriter".split())
CROWNED = {"pontiff": ("pope",), "monarch": ("king", "queen", "emperor")}
#: What a house is called the second time: "the group said".
HOUSE_WORDS = frozenset(
    "group organization organisation company firm agency council union ministry committee department university "
    "campaign commission board charity bank association federation institute watchdog".split()
)
CAUSES = frozenset("fund foundation association league coalition alliance society federation".split())
#: The last words of the names that may be called so, where the word itself is not in the name.
CALLED = {
    "company": lx.BUSINESSES,
    "union": frozenset("association federation brotherhood guild congress".split()),
    "firm": lx.BUSINESSES,
    "agency": frozenset("agency programme program fund authority service administration bureau".split()),
    **dict.fromkeys(("group", "organisation", "organization", "charity"), CAUSES),
}
#: "Adviser Ivo Lam" is nobody's candidate.
AIDES = frozenset(
    "spokesman spokeswoman spokesperson adviser advisor aide manager director strategist staffer consultant lawyer "
    "attorney reporter host pollster operative".split()
)
#: What those are whose names stand without their titles.
OFTEN_UNTITLED = frozenset(
    "senator congressman congresswoman governor nominee candidate front-runner frontrunner hopeful contender "
    "lawmaker".split()
)
#: What a few houses are called that have neither word in their names.
KNOWN_AS = {
    "bloc": frozenset(("EU", "European Union", "African Union", "ECOWAS", "ASEAN", "Mercosur")),
    "alliance": frozenset(("NATO", "Nato")),
    "cartel": frozenset(("OPEC", "OPEC+", "Opec")),
}
PARTIES = frozenset(("democrat", "republican", "independent"))
#: Common nouns that end like those for what somebody does.
THINGS = frozenset(
    "paper letter computer super weather winter summer order river number water dinner matter power tower cover corner "
    "chapter border monitor motor door floor officer newspaper poster banner sticker trailer container thriller "
    "quarter center theater shelter counter layer meter offer answer flower error mirror factor sector harbor color "
    "terror minor major other another former latter never ever mister sister brother mother father daughter "
    "tractor trawler steamer freighter tanker cruiser destroyer bomber helicopter chopper scooter "
    "rotor roller boiler freezer heater cooler toaster printer scanner router folder ladder leather timber "
    "lumber spider otter tiger panther lobster oyster hamster feather thunder shower silver copper "
    "transformer generator reactor detector sensor radiator escalator elevator refrigerator projector calculator "
    "indicator adaptor propeller sprinkler cylinder gutter shutter filter blister plaster disaster "
    "chamber timer bumper stapler cursor harvester digger bulldozer "
    "december november september october list twist christian persian guardian meridian career pioneer beer "
    "deer".split()
)
MORE_ROLES = frozenset(
    "envoy cook monk guide guard dean provost vet physician technician witness cleric bureaucrat architect fan boss "
    "mp td mla mna mpp msp mep guest attendant merchant monarch princess duke nun deacon vicar general".split()
)


def is_agent(noun: str) -> bool:
    """A noun for one person, in no list: "a roofer", "a beekeeper", "an auditor"."""
    if noun in ROLES or noun in MORE_ROLES:
        return True
    ending = noun.endswith(("er", "or", "ist", "eer", "man", "woman")) and len(noun) > 4
    return ending and noun not in THINGS and noun not in HOUSES and noun not in lx.ORGANISATION_WORDS


MANY = frozenset("family group couple pair team crowd police staff people crew".split())


def is_many(name: str) -> bool:
    """As in "the 22 MPs", "a group of lawmakers", "the family of Ana Ruiz"."""
    words = name.lower().split()
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return head in MANY or head.endswith("s") and not head.endswith(("ss", "'s"))


#: Abbreviations of what somebody is: no names.
NO_NAMES = frozenset("PAC PACs NGO NGOs MP MPs MEP MEPs CEO CFO COO DA AG VP".split())
#: What shares and houses do, and hardly anybody.
OF_HOUSES = frozenset(
    "fell rose dropped gained climbed slid jumped lost earned reported posted plunged surged tumbled rallied closed "
    "traded owns owned employs employed makes sells operates acquired shares stock warned unveiled launched".split()
)
LAWMAKERS = frozenset("senator congressman congresswoman representative legislator democrat republican mp".split())
SEATS = frozenset("city town state county village borough mayor governor king queen president bishop duke".split())
ONE_OF_THEM = frozenset("one another second third fourth other quarter half majority percent".split())
#: What a house is, before its name: "the manufacturer, Sanofine".
HOUSES = frozenset(
    "manufacturer company firm retailer airline maker carmaker bank group charity nonprofit startup agency "
    "union newspaper outlet website broadcaster operator publisher supplier contractor developer insurer "
    "lender brewer grocer utility think-tank watchdog regulator club team party platform app".split()
)
AGED = re.compile(r"^\d+-year-old$")
COUNTRYMEN = frozenset(
    "dutchman frenchman englishman irishman welshman scotsman brazilian argentine spaniard italian german "
    "belgian croatian serb norwegian swede dane pole australian canadian texan colombian uruguayan mexican "
    "frenchwoman englishwoman irishwoman nigerian kenyan ghanaian senegalese egyptian moroccan algerian scot "
    "briton ivorian cameroonian malian tunisian zambian zimbabwean ugandan ethiopian angolan finn turk greek czech "
    "slovak slovene hungarian romanian bulgarian ukrainian georgian austrian jamaican cuban peruvian chilean "
    "ecuadorian paraguayan venezuelan bolivian korean thai filipino indonesian malaysian kazakh uzbek israeli latvian "
    "lithuanian estonian icelander luxembourger montenegrin bosnian macedonian albanian kosovar".split()
)
#: One of a side or a people, both: one only where the article is about players.
ONE_OR_ALL = frozenset(
    "congolese portuguese swiss japanese chinese french vietnamese lebanese sudanese togolese gabonese maltese "
    "taiwanese burmese beninese dutch".split()
)
#: "The PM", where a prime minister was named.
INITIALS = {
    "pm": frozenset(("prime", "minister")),
    "cm": frozenset(("chief", "minister")),
    "dp": frozenset(("deputy", "president")),
    "vp": frozenset(("vice", "president")),
    "cs": frozenset(("cabinet", "secretary")),
    "ag": frozenset(("attorney", "general")),
    "dg": frozenset(("director", "general")),
    "cj": frozenset(("chief", "justice")),
    "dcm": frozenset(("deputy", "chief", "minister")),
}
#: What one office is called, each by its other names.
SAME_OFFICE = {
    word: names
    for names in (
        ("senator", "sen"),
        ("governor", "gov"),
        ("congressman", "congresswoman", "representative", "lawmaker", "rep"),
        ("general", "gen"),
        ("professor", "prof"),
        ("judge", "justice"),
        ("captain", "skipper"),
        ("diplomat", "ambassador", "envoy", "consul"),
        ("manager", "boss"),
    )
    for word in names
}
DEPUTIES = frozenset("lt lieutenant deputy vice assistant".split())
MERE_TITLES = ("mr.", "mrs.", "ms.", "mr", "mrs", "ms", "miss")
