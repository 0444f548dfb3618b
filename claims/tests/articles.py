"""Makes any number of articles that differ as articles differ: for what must be measured, or survive, at length.

The same number makes the same article. Each has the length of a wire report, a dateline, narration, and a dozen
statements of a few speakers; no two share enough words to pass for copies of one dispatch.
"""

import random
from pathlib import Path

_FIRST = "Ana Ivo Eva Marta Pavel Nora Juan Olena Amina Diego Priya Jonas Rosa Kwame Ingrid Tomasz Liam Carla".split()
_LAST = "Horvat Babic Gruber Kovac Novak Byrne Ortega Koval Diallo Paz Nair Berg Lindqvist Mensah Holm Doyle".split()
_TITLES = (
    "Interior Minister", "Prime Minister", "Mayor", "Governor", "Foreign Minister", "Police Chief", "Senator",
    "opposition leader", "union leader", "Defence Minister", "Energy Minister", "Judge",
)  # fmt: skip
_PLACES = (
    "Zagreb Kyiv Geneva Lagos Lima Oslo Accra Dublin Vienna Tallinn Porto Izmir Dakar Quito Riga Bergen Turin Graz"
).split()
_NOUNS = (
    "harbour budget bridge council hospital railway election treaty convoy tariff dam school refinery border market"
    " ferry pipeline ministry court strike drought ceasefire contract airport village archive parliament reactor"
    " vaccine lorry mine festival orchard quarry canal subsidy loan statute garrison ballot museum tunnel factory"
    " levy reservoir embassy clinic warehouse highway laboratory stadium cemetery fishery bakery depot registry"
    " verdict audit inquiry curfew merger fund lease licence pension tax wage fleet patrol orphanage granary"
).split()
_ADJECTIVES = (
    "northern disputed costly late foreign public narrow broken second regional secret urgent crowded distant frozen"
    " modest armed private temporary annual flooded rural federal heavy quiet bitter partial formal joint wooden"
    " unpaid stalled coastal southern ancient vacant steep muddy independent municipal neutral rusting grey shared"
).split()
_PAST = (
    "reopened delayed blocked rebuilt sold inspected widened abandoned funded guarded questioned moved closed searched"
    " mapped painted flooded cleared taxed renamed insured emptied measured repaired doubled shelved audited fenced"
    " relocated surveyed auctioned dismantled reviewed evacuated mortgaged photographed demolished catalogued"
).split()
_BASE = (
    "reopen delay block rebuild sell inspect widen abandon fund guard question move close search map tax rename insure"
    " empty measure repair double shelve audit fence relocate survey auction dismantle review evacuate demolish"
).split()
_WHEN = (
    "on Monday;on Tuesday;last week;in the spring;before dawn;within hours;after a long debate;without notice;in"
    " August;at noon;despite the rain;for the third time;under police escort;in two stages;since January"
).split(";")
_VERBS = "said told reporters,added,said in a statement,warned,told AFP,announced,wrote,said on Tuesday".split(",")
PARAGRAPHS = 20


def article(number: int, *, paragraphs: int = PARAGRAPHS) -> str:
    """Return the article of that number."""
    chance = random.Random(number)
    speakers = [(f"{chance.choice(_TITLES)} {chance.choice(_FIRST)} {last}", last) for last in chance.sample(_LAST, 4)]
    lines = [f"{chance.choice(_PLACES).upper()}, 2{chance.randrange(1, 9)} September 2022: {_narration(chance)}"]
    for at in range(1, paragraphs):
        name, last = chance.choice(speakers)
        match at % 5:
            case 0 | 3:
                lines.append(f"{_narration(chance)} {_narration(chance)}")
            case 1:
                lines.append(f"“{_promise(chance)},” {name} {chance.choice(_VERBS)}. {_narration(chance)}")
            case 2:
                lines.append(f"“{_promise(chance)},” {last} said. “{_promise(chance)}.”")
            case _:
                lines.append(f"{name} said that {_promise(chance, start=False)}. {_narration(chance)}")
    return "\n\n".join(lines)


def write_articles(folder: Path, count: int, *, paragraphs: int = PARAGRAPHS) -> None:
    """Write the first `count` articles into `folder`, a file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:06}.txt").write_text(article(number, paragraphs=paragraphs), encoding="utf-8")


def _thing(chance: random.Random) -> str:
    return f"{chance.choice(_ADJECTIVES)} {chance.choice(_NOUNS)}"


def _narration(chance: random.Random) -> str:
    place, figure = chance.choice(_PLACES), chance.randrange(12, 9_000)
    return (
        f"The {_thing(chance)} near {place} was {chance.choice(_PAST)} {chance.choice(_WHEN)}, and {figure:,}"
        f" residents {chance.choice(_PAST)} the {_thing(chance)} beside the {_thing(chance)}."
    )


def _promise(chance: random.Random, *, start: bool = True) -> str:
    words = (
        f"we will {chance.choice(_BASE)} the {_thing(chance)} and {chance.choice(_BASE)} every {_thing(chance)}"
        f" {chance.choice(_WHEN)}"
    )
    return f"W{words[1:]}" if start else words.replace("we", "they", 1)
