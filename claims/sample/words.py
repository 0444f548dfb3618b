"""What the invented record is made of: names, places, topics and sentences. Pure; nobody here exists."""

# Beginnings and endings of surnames, in Latin and, where the name is written so, in Cyrillic letters.
SURNAMES = [
    ("Bondar", "Бондар"), ("Marchen", "Марчен"), ("Tkachen", "Ткачен"), ("Ostapen", "Остапен"), ("Havryl", "Гаврил"),
    ("Petren", "Петрен"), ("Savchen", "Савчен"), ("Lytvynen", "Литвинен"), ("Romanen", "Романен"), ("Klymen", "Климен"),
    ("Orlov", "Орлов"), ("Sokolov", "Соколов"), ("Belov", "Белов"), ("Gromov", "Громов"), ("Zaitsev", "Зайцев"),
    ("Marin", ""), ("Castell", ""), ("Hender", ""), ("Whit", ""), ("Lind", ""), ("Berg", ""), ("Okon", ""), ("Adey", ""),
    ("Nakam", ""), ("Fuji", ""), ("Kowal", ""), ("Nowak", ""), ("Horv", ""), ("Szab", ""), ("Duboi", ""), ("Lefev", ""),
    ("Rossell", ""), ("Ferran", ""), ("Silv", ""), ("Mend", ""), ("Haddad", ""), ("Mansour", ""), ("Yilm", ""),
]  # fmt: skip
ENDINGS = {
    True: [("ko", "ко"), ("iuk", "юк"), ("skyi", "ський"), ("sky", "ский"), ("chuk", "чук")],
    False: [("er", ""), ("son", ""), ("ez", ""), ("ini", ""), ("ard", ""), ("wu", ""), ("ski", ""), ("ay", ""), ("oz", "")],
}  # fmt: skip
FIRST_NAMES = [
    ("Olena", "Олена"), ("Iryna", "Ірина"), ("Andrii", "Андрій"), ("Serhii", "Сергій"), ("Dmytro", "Дмитро"),
    ("Nadiia", "Надія"), ("Viktor", "Виктор"), ("Elena", "Елена"), ("Pavel", "Павел"), ("Sofia", "София"),
    ("Amara", ""), ("Chidi", ""), ("Hannah", ""), ("Laura", ""), ("Thomas", ""), ("Peter", ""), ("Claire", ""),
    ("Lucía", ""), ("Zoë", ""), ("Björn", ""), ("Søren", ""), ("Łucja", ""), ("Mehmet", ""), ("Yuki", ""), ("Samir", ""),
]  # fmt: skip
# Spellings on which agencies differ.
SPELLINGS = [
    ("skyi", "sky"),
    ("skyi", "skiy"),
    ("ii", "iy"),
    ("iuk", "yuk"),
    ("ö", "oe"),
    ("ø", "o"),
    ("Ł", "L"),
    ("ë", "e"),
]
TITLES = [
    "Minister of Energy", "Minister of Health", "Minister of the Interior", "Minister of Transport", "Foreign Minister",
    "Governor", "Mayor", "Member of Parliament", "Leader of the opposition", "Spokesperson", "Central bank governor",
    "Chief of the general staff", "Head of the election commission", "Chief executive", "Trade union leader",
]  # fmt: skip
COUNTRIES = [
    ("UA", "Ukraine"), ("RU", "Russia"), ("PL", "Poland"), ("DE", "Germany"), ("FR", "France"), ("GB", "Britain"),
    ("US", "the United States"), ("TR", "Turkey"), ("NG", "Nigeria"), ("BR", "Brazil"), ("IN", "India"), ("JP", "Japan"),
]  # fmt: skip
GROUPS = [
    "officials", "diplomats", "election observers", "military bloggers", "aid workers", "harbour officials",
    "health authorities", "port authorities", "railway officials", "customs officials",
]  # fmt: skip
ORGANISATIONS = [
    "Ministry of Energy",
    "Grid Operator",
    "Statistics Office",
    "Border Guard",
    "Health Service",
    "Railways",
]
PLACES = [
    "Kharkiv", "Odesa", "Lviv", "Dnipro", "Chernihiv", "Poltava", "Gdansk", "Krakow", "Leipzig", "Hamburg", "Marseille",
    "Lyon", "Leeds", "Glasgow", "Belfast", "Boston", "Denver", "Detroit", "Izmir", "Ankara", "Lagos", "Ibadan", "Recife",
    "Manaus", "Pune", "Chennai", "Osaka", "Sapporo", "Riga", "Vilnius", "Tallinn", "Helsinki", "Oslo", "Bergen", "Porto",
    "Seville", "Naples", "Turin", "Ghent", "Graz", "Brno", "Kosice", "Pecs", "Varna", "Plovdiv", "Iasi", "Chisinau",
    "Tbilisi", "Yerevan", "Baku", "Almaty", "Amman", "Beirut", "Tunis", "Rabat", "Dakar", "Accra", "Nairobi", "Kigali",
]  # fmt: skip
PAPERS = [
    "Herald",
    "Courier",
    "Gazette",
    "Tribune",
    "Observer",
    "Post",
    "Chronicle",
    "Dispatch",
    "Echo",
    "Mirror",
    "Star",
]
AGENCIES = ["Meridian", "Northlight", "Continental Wire", "Harbour Press", "Baltic Wire", "Capital News Agency"]
# Ordinary words that stand in one claim in thousands: what a search for a rare word looks for.
RARE = [
    "transformers", "bauxite", "lighthouse", "peat", "sturgeon", "cobalt", "quarantine", "tramway", "aqueduct", "saffron",
    "lighterage", "embankment", "reservoir", "turbine", "greenhouse", "catalyst", "granary", "observatory", "penicillin",
    "viaduct", "causeway", "dredger", "flywheel", "glasshouse", "hydrant", "incinerator", "jetty", "kiln", "locksmith",
]  # fmt: skip

# A topic, and propositions about it. {n} {m} figures, {p} {q} places, {y} a year, {r} a rare word.
TOPICS: list[tuple[str, list[str]]] = [
    ("Energy", ["the power station at {p} lost {n} megawatts in {y}", "gas storage near {p} is {m} per cent full",
                "{n} households around {p} have been without electricity since the {r} failed"]),
    ("Health", ["{n} people were treated in {p} in {y}", "hospitals in {p} have {m} per cent fewer beds than in {y}",
                "the vaccine was given to {n} people in {p} and {q}"]),
    ("Elections", ["turnout in {p} was {m} per cent in {y}", "{n} votes in {p} were counted twice",
                   "the commission in {p} refused {n} observers"]),
    ("Migration", ["{n} people crossed the border near {p} in {y}", "{m} per cent of those who left {p} have come back"]),
    ("Economy", ["inflation in {p} reached {m} per cent in {y}", "the budget of {p} is short of {n} million",
                 "{n} jobs were lost in {p} when the {r} plant closed"]),
    ("Defence", ["{n} soldiers were moved from {p} to {q}", "the missile that hit {p} was launched from {q}",
                 "{m} per cent of the drones over {p} were shot down"]),
    ("Transport", ["{n} trains between {p} and {q} were cancelled in {y}", "the bridge at {p} carries {n} lorries a day"]),
    ("Climate", ["{y} was the hottest year ever measured in {p}", "emissions in {p} fell by {m} per cent since {y}"]),
    ("Agriculture", ["{n} tonnes of grain left the port of {p}", "the harvest around {p} fell by {m} per cent in {y}"]),
    ("Education", ["{n} pupils in {p} have no school to go to", "{m} per cent of teachers in {p} left since {y}"]),
    ("Crime", ["{n} people were arrested in {p} in {y}", "burglary in {p} rose by {m} per cent since {y}"]),
    ("Housing", ["{n} homes in {p} stand empty", "rents in {p} rose by {m} per cent since {y}"]),
    ("Trade", ["{m} per cent of exports through {p} go to {q}", "tariffs cost firms in {p} {n} million in {y}"]),
    ("Water", ["the {r} at {p} holds {n} cubic metres", "{m} per cent of wells around {p} are polluted"]),
    ("Mobilisation", ["{n} men were called up in {p}", "{m} per cent of those called up in {p} had served before {y}"]),
    ("Sanctions", ["{n} ships under sanctions called at {p} in {y}", "{m} per cent of the {r} sold in {p} came from {q}"]),
]  # fmt: skip
LEADS = [
    "{name} said so on {weekday} in {p}, answering questions about {topic}.",
    "The remarks on {topic} came on {weekday} in {p}, a day after a session of the council.",
    "In {p}, {name} spoke about {topic} on {weekday} for the second time in a month.",
    "A briefing on {topic} in {p} on {weekday} ended without questions.",
]
BACKGROUND = [
    "The figures could not be confirmed at once. Records of earlier years differ from them.",
    "Residents of {p} have complained for months, and a hearing is set for the spring.",
    "An earlier report named another figure. Neither side has published its sources.",
    "Analysts in {q} call the numbers plausible but incomplete.",
    "A spokesperson for the council in {q} declined to comment on Friday.",
]
SAID = [
    ("told {agency}", "told"),
    ("told reporters", "told"),
    ("said in a televised address", "said"),
    ("wrote in a post on social media", "wrote"),
]
SUMMARIES = {
    "verified": "Two independent records give the same figure for {p}, and nobody who was asked disputes it.",
    "disputed": "The records of {p} give another figure, and the office that keeps them confirmed it to the desk.",
    "unverified": "The only record of {p} cannot be reached, so the evidence does not decide it yet.",
}  # fmt: skip
KNOWN = "The office in {p} keeps a register, and the desk has seen the page for {y}."
NOT_KNOWN = "How the figure was arrived at is not known; {q} did not answer."
EVIDENCE = [
    ("Register of {p}, {y}", "register"), ("Report of the audit office", "audit"), ("Statistical yearbook {y}", "yearbook"),
    ("Minutes of the council of {p}", "minutes"), ("Satellite pictures of {p}", "pictures"), ("Court file from {q}", "court"),
]  # fmt: skip
REASONS = ["no_access", "one_source", "conflicting", "pending", "future"]
EDITORS = [("Ines", "Okafor"), ("Marek", "Dvorak"), ("Ruth", "Lindqvist"), ("Tomas", "Achebe")]
