"""Who says things and who publishes them: speakers with their names and roles, and outlets."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from factcheck.base import PublicIdModel, TimestampedModel
from sources.countries import COUNTRIES
from sources.names import name_key, unseen_in
from sources.querysets import SpeakerQuerySet


def country_known(code: str) -> None:
    """Refuse what is no code of a country."""
    if code.upper() not in COUNTRIES:
        raise ValidationError(f"“{code}” is no code of a country. It has two letters, such as UA or FR.")


def name_seen(name: str) -> None:
    """Refuse a name that holds what cannot be seen."""
    if char := unseen_in(name):
        raise ValidationError(
            f"This name holds a character that cannot be seen (U+{ord(char):04X}). Type it anew, without that."
        )


class Speaker(PublicIdModel, TimestampedModel):
    """A person, organisation, office or unnamed group that says things."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        ORGANISATION = "organisation", "Organisation"
        OFFICE = "office", "Office"
        GROUP = "group", "Group"

    name = models.CharField(max_length=200, validators=[name_seen], help_text="The name as the house writes it.")
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.PERSON,
        help_text="Unnamed speakers such as “Ukrainian officials” are a group.",
    )
    wikidata_id = models.CharField("Wikidata id", max_length=20, blank=True, help_text="For example Q3874799.")
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[country_known],
        help_text="Two-letter code of the country they speak for.",
    )
    description = models.TextField(blank=True, help_text="One sentence on who this is.")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        help_text="Who this turned out to be; the address leads there.",
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        permissions = [("merge_speaker", "Can merge speakers")]
        constraints = [
            models.CheckConstraint(
                name="speaker_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="speaker_kind_known",
                condition=Q(kind__in=["person", "organisation", "office", "group"]),
            ),
            models.CheckConstraint(
                name="speaker_has_name",
                condition=~Q(name=""),
                violation_error_message="A speaker needs a name.",
            ),
            models.CheckConstraint(
                name="speaker_wikidata_id_form",
                condition=Q(wikidata_id="") | Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                violation_error_message="A Wikidata id is the letter Q and a number.",
            ),
            models.UniqueConstraint(
                name="speaker_wikidata_id_once",
                fields=["wikidata_id"],
                condition=~Q(wikidata_id=""),
                violation_error_message="Another speaker already has this Wikidata id.",
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="speaker_name_idx")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.country = self.country.upper()


class SpeakerName(models.Model):
    """One spelling or alias of a speaker, in any script."""

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200, validators=[name_seen], help_text="A spelling or alias, in any script.")
    language = models.CharField(max_length=35, blank=True, help_text="Language of this spelling, such as uk or ru.")
    key = models.CharField(
        max_length=400,
        editable=False,
        help_text="The name folded for look-up: case, accents, script and transliteration levelled.",
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="speaker_name_once",
                fields=["speaker", "name"],
                violation_error_message="This speaker already has that spelling.",
            ),
            models.CheckConstraint(name="speaker_name_not_empty", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(fields=["key"], name="speaker_name_key_idx"),
            # For "starts with" in autocompletes.
            models.Index(fields=["key"], name="speaker_name_key_like_idx", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        # Derived from `name` alone; kept here so that no door can store the two out of step.
        self.key = name_key(self.name)
        if (update_fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*update_fields, "key"}
        super().save(*args, **kwargs)


class Role(models.Model):
    """What a speaker was, where, and from when until when."""

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=200, help_text="For example: Minister of Foreign Affairs.")
    organisation = models.CharField(max_length=200, blank=True, help_text="For example: Russia.")
    from_on = models.DateField("from", null=True, blank=True, help_text="First day, if known.")
    until_on = models.DateField("until", null=True, blank=True, help_text="Last day; empty while it lasts.")

    class Meta:
        ordering = [F("from_on").desc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_dates_ordered",
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(from_on__lte=F("until_on")),
                violation_error_message="A role cannot end before it began.",
            ),
            models.CheckConstraint(name="role_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}" if self.organisation else self.title


class Outlet(PublicIdModel, TimestampedModel):
    """Who publishes."""

    class Kind(models.TextChoices):
        WIRE = "wire", "News agency"
        NEWSPAPER = "newspaper", "Newspaper"
        BROADCASTER = "broadcaster", "Broadcaster"
        STATE_MEDIA = "state_media", "State media"
        SOCIAL_PLATFORM = "social_platform", "Social platform"
        OFFICIAL = "official", "Official"
        UNKNOWN = "unknown", "Kind not known"

    name = models.CharField(max_length=200, unique=True, help_text="The outlet's name.")
    domain = models.CharField(max_length=253, blank=True, help_text="Host of its site without www., such as tass.com.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.UNKNOWN)
    country = models.CharField(
        max_length=2, blank=True, validators=[country_known], help_text="Two-letter country code."
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outlet_kind_known",
                condition=Q(
                    kind__in=[
                        "wire",
                        "newspaper",
                        "broadcaster",
                        "state_media",
                        "social_platform",
                        "official",
                        "unknown",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="outlet_has_name",
                condition=~Q(name=""),
                violation_error_message="An outlet needs a name.",
            ),
            models.UniqueConstraint(
                name="outlet_domain_once",
                fields=["domain"],
                condition=~Q(domain=""),
                violation_error_message="Another outlet already has this domain.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Level what two people write in two ways: an address to its host, and a name but for its capitals."""
        self.domain, self.country = host_of(self.domain), self.country.upper()
        if Outlet.objects.filter(name__iexact=self.name.strip()).exclude(pk=self.pk).exists():
            raise ValidationError({"name": f"“{self.name}” is in the record already."})


def host_of(address: str) -> str:
    """Return the host of an address without `www.`, such as tass.com; what is no address is returned as it is."""
    address = address.strip().lower()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or address
    except ValueError:
        return address
    return host.removeprefix("www.")
