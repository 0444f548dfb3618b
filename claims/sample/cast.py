"""Who acts in the invented record: desk, speakers, outlets, topics. The same seed gives the same ones."""

import datetime as dt
from collections.abc import Iterator
from random import Random

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.utils.text import slugify

from claims.models import Rating, Topic
from claims.public.models import Publication
from claims.sample import words
from factcheck.base import ID_ALPHABET, ID_LENGTH
from sources.models import Outlet, Role, Speaker, SpeakerName
from sources.names import name_key

BEGINNING = dt.datetime(2014, 1, 1, 8, tzinfo=dt.UTC)
MANY_KEYS = 2_000


def public_id(random: Random) -> str:
    """Return an id as `new_public_id` makes them, but the same each time."""
    return "".join(random.choices(ID_ALPHABET, k=ID_LENGTH))


class Keys:
    """Row numbers, taken from each table's own sequence before the rows are made."""

    def __init__(self) -> None:
        self._left: dict[type[Model], Iterator[int]] = {}

    def next(self, model: type[Model]) -> int:
        for key in self._left.get(model, ()):
            return key
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, MANY_KEYS],
            )
            self._left[model] = iter([key for (key,) in cursor.fetchall()])
        return self.next(model)


class Cast:
    """Makes who is needed when they are first needed. `fresh` holds rows that are not stored yet."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.keys = Keys()
        self.fresh: list[Model] = []
        self.public = set(
            Publication.objects.filter(kind__in=["speaker", "outlet"]).values_list("public_id", flat=True)
        )
        self.ratings = {rating.code: rating for rating in Rating.objects.all()}
        self.desk = [self._colleague(first, last) for first, last in words.EDITORS]
        self.topics = [
            Topic.objects.get_or_create(
                name=name,
                defaults={"slug": f"{slugify(name)}", "public_id": public_id(Random(f"{seed}:topic:{name}"))},
            )[0]
            for name, _ in words.TOPICS
        ]
        self._roles: dict[int, list[Role]] = {}
        self._speakers: dict[int, Speaker] = {}
        self._outlets: dict[int, Outlet] = {}
        self._stored_outlets = {outlet.name: outlet for outlet in Outlet.objects.all()}
        self._stored_speakers = {
            speaker.public_id: speaker for speaker in Speaker.objects.prefetch_related("names", "roles")
        }

    @staticmethod
    def _colleague(first: str, last: str) -> User:
        """A colleague who signs verdicts and cannot log in."""
        user, is_new = User.objects.get_or_create(
            username=f"sample.{last.lower()}", defaults={"first_name": first, "last_name": last, "is_active": False}
        )
        if is_new:
            user.set_unusable_password()
            user.save()
        return user

    def speaker(self, number: int) -> Speaker:
        if number not in self._speakers:
            random = Random(f"{self.seed}:speaker:{number}")
            key = public_id(random)
            self._speakers[number] = self._stored_speakers.get(key) or self._invent(random, key)
        return self._speakers[number]

    def _invent(self, random: Random, key: str) -> Speaker:
        code, country = random.choice(words.COUNTRIES)
        at = BEGINNING - dt.timedelta(days=random.randrange(1, 400), seconds=random.randrange(80_000))
        kind = random.choices(["person", "organisation", "office", "group"], [80, 8, 4, 8])[0]
        spellings: list[tuple[str, str]] = []
        if kind == "person":
            first, cyrillic_first = random.choice(words.FIRST_NAMES)
            stem, cyrillic = random.choice(words.SURNAMES)
            ending, cyrillic_ending = random.choice(words.ENDINGS[bool(cyrillic)])
            name = f"{first} {stem}{ending}"
            spellings += [(name.replace(one, other), "") for one, other in words.SPELLINGS if one in name][:2]
            spellings.append((f"{stem}{ending}", ""))
            if cyrillic and cyrillic_first:
                spellings.append((f"{cyrillic_first} {cyrillic}{cyrillic_ending}", "uk"))
        elif kind == "group":
            name = f"{country.removeprefix('the ').title()} {random.choice(words.GROUPS)}"
        else:
            name = f"{random.choice(words.ORGANISATIONS)} of {random.choice(words.PLACES)}"
        speaker = Speaker(
            pk=self.keys.next(Speaker),
            public_id=key,
            name=name,
            kind=kind,
            country=code,
            description=f"Speaks for {country}." if kind == "person" else "",
            created_at=at,
            updated_at=at,
        )
        self.fresh.append(speaker)
        self._roles[speaker.pk] = []
        for spelling, language in dict([(name, ""), *spellings]).items():
            self.fresh.append(
                SpeakerName(
                    pk=self.keys.next(SpeakerName),
                    speaker=speaker,
                    name=spelling,
                    language=language,
                    key=name_key(spelling),
                )
            )
        if kind == "person":
            self._give_roles(random, speaker, country)
        return speaker

    def roles(self, speaker: Speaker) -> list[Role]:
        """The roles of a speaker, the newest first."""
        if speaker.pk not in self._roles:
            self._roles[speaker.pk] = list(speaker.roles.all())
        return self._roles[speaker.pk]

    def _give_roles(self, random: Random, speaker: Speaker, country: str) -> None:
        changed = BEGINNING.date() + dt.timedelta(days=random.randrange(300, 4_000))
        first, second = random.sample(words.TITLES, 2)
        terms = [(first, BEGINNING.date() - dt.timedelta(days=700), changed), (second, changed, None)]
        for title, begins, ends in terms[: random.choice([1, 2])]:
            role = Role(
                pk=self.keys.next(Role),
                speaker=speaker,
                title=title,
                organisation=country,
                from_on=begins,
                until_on=ends - dt.timedelta(days=1) if ends else None,
            )
            self.fresh.append(role)
            self._roles.setdefault(speaker.pk, []).insert(0, role)

    def outlet(self, number: int) -> Outlet:
        if number not in self._outlets:
            is_agency = number < len(words.AGENCIES)
            place, paper = divmod(number - len(words.AGENCIES), len(words.PAPERS))
            name = (
                words.AGENCIES[number]
                if is_agency
                else f"{words.PLACES[place % len(words.PLACES)]} {words.PAPERS[paper]}"
            )
            self._outlets[number] = self._stored_outlets.get(name) or self._found(number, name, is_agency=is_agency)
        return self._outlets[number]

    def _found(self, number: int, name: str, *, is_agency: bool) -> Outlet:
        random = Random(f"{self.seed}:outlet:{number}")
        at = BEGINNING - dt.timedelta(days=500, minutes=number)
        outlet = Outlet(
            pk=self.keys.next(Outlet),
            public_id=public_id(random),
            name=name,
            domain=f"{slugify(name)}.example",
            kind="wire"
            if is_agency
            else random.choice(["newspaper", "newspaper", "broadcaster", "state_media", "official"]),
            country=random.choice(words.COUNTRIES)[0],
            created_at=at,
            updated_at=at,
        )
        self.fresh.append(outlet)
        return outlet

    @staticmethod
    def outlet_count(number: int) -> int:
        """How many outlets have reported by the time of the story with this number."""
        return min(len(words.AGENCIES) + 20 + number // 200, len(words.PLACES) * len(words.PAPERS))
