"""Who said things and where: speakers, outlets, documents, and the deliveries that bring documents."""

from urllib.parse import urlsplit

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from factcheck.base import PublicIdModel, TimestampedModel
from sources.countries import COUNTRIES
from sources.names import name_key, unseen_in
from sources.querysets import SpeakerQuerySet
from sources.workflow import INGESTION_MOVES, INGESTION_UNFINISHED, sql_refuses


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

    name = models.CharField(max_length=200, unique=True, help_text="The outlet's name.")
    domain = models.CharField(max_length=253, blank=True, help_text="Host of its site without www., such as tass.com.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NEWSPAPER)
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


class Original(models.Model):
    """Bytes as they were received, stored once for each content and never changed."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the bytes.")
    data = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Length in bytes.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="original_never_changes", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Fetch(PublicIdModel):
    """One answer of one address: what came, when, with which headers. Never changed."""

    url = models.URLField(max_length=2000, help_text="The address that was asked for.")
    final_url = models.URLField(max_length=2000, help_text="The address that answered, after redirects.")
    status = models.PositiveSmallIntegerField(help_text="HTTP status.")
    headers = models.JSONField(default=list, help_text="Headers of the answer, as name and value each.")
    original = models.ForeignKey(
        Original, on_delete=models.PROTECT, related_name="fetches", help_text="The body, unpacked."
    )
    fetched_at = models.DateTimeField(help_text="When it answered.")

    class Meta:
        ordering = ["-fetched_at", "-pk"]
        indexes = [models.Index(fields=["url", "-fetched_at"], name="fetch_url_idx")]
        triggers = [pgtrigger.Protect(name="fetch_never_changes", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.url} at {self.fetched_at:%Y-%m-%d %H:%M}"


class Document(PublicIdModel, TimestampedModel):
    """One text as one outlet published it. The text never changes; a changed article is a new version."""

    class Precision(models.TextChoices):
        TIME = "time", "Date and time"
        DAY = "day", "Day"
        UNKNOWN = "unknown", "Unknown"

    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="Who published this copy; empty when not known.",
    )
    url = models.URLField(max_length=2000, blank=True, help_text="Address of the published copy.")
    title = models.CharField(max_length=500, blank=True, help_text="The headline.")
    byline = models.CharField(max_length=300, blank=True, help_text="The author line.")
    dateline = models.CharField(max_length=200, blank=True, help_text="Place and date line, such as KYIV, Ukraine.")
    language = models.CharField(
        max_length=35, default="en", help_text="BCP 47 code of the text; und where it is not known."
    )
    guid = models.CharField(
        max_length=500, blank=True, help_text="The sender's own id of the item, the same in all its versions."
    )
    item_version = models.CharField(max_length=100, blank=True, help_text="The sender's version of the item.")
    published_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="When it was published; empty if unknown."
    )
    published_precision = models.CharField(max_length=10, choices=Precision, default=Precision.UNKNOWN)
    text = models.TextField(help_text="The text as published. Never edited.")
    text_digest = models.CharField(max_length=64, help_text="SHA-256 of the text in UTF-8.")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The version that this one replaces.",
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        help_text="The dispatch that this document republishes.",
    )
    dispatch = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dispatches",
        help_text="The agency named in the copy, when it is not the outlet itself.",
    )
    bands = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        editable=False,
        help_text="Hashes of which copies of one dispatch share some.",
    )
    sketch = models.BinaryField(
        default=bytes, help_text="A byte of each hash behind them, by which most others are told apart."
    )
    offline_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when its address answers with nothing; empty while it does."
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="When the house kept a copy of the answer it was read from; empty without one."
    )
    archived_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the bytes of that answer.")
    version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Counts what the desk corrects about it, for safe concurrent edits."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When the publisher withdrew or killed it.")
    withdrawal_note = models.TextField(blank=True)
    removed_spans = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Where words stand that the law took away, as [start, end]: shown nowhere, nor around others.",
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                # A version may bring back the words of one before it.
                name="document_text_once_per_outlet",
                fields=["text_digest", "outlet", "replaces"],
                nulls_distinct=False,
                violation_error_message="This text from this outlet is already in the record.",
            ),
            models.CheckConstraint(
                name="document_has_text",
                condition=~Q(text=""),
                violation_error_message="A document needs a text.",
            ),
            models.CheckConstraint(
                name="document_precision_known",
                condition=Q(published_precision__in=["time", "day"], published_at__isnull=False)
                | Q(published_precision="unknown", published_at__isnull=True),
                violation_error_message="A publication date needs a precision, and the reverse.",
            ),
            models.CheckConstraint(
                name="document_not_own_origin",
                condition=Q(origin__isnull=True) | ~Q(origin=F("id")),
                violation_error_message="A document cannot be its own origin.",
            ),
            models.CheckConstraint(
                name="document_not_own_version",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                violation_error_message="A document cannot replace itself.",
            ),
        ]
        indexes = [
            models.Index(fields=["guid"], name="document_guid_idx", condition=~Q(guid="")),
            # Equality is all that is asked of an address, and a long one fits no other kind of index.
            HashIndex(fields=["url"], name="document_url_hash", condition=~Q(url="")),
            # Each document is searched for right after it is stored; a list of pending entries would be read whole.
            GinIndex(fields=["bands"], name="document_bands_gin", fastupdate=False),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="document_text_never_changes",
                fields=["text", "text_digest", "original", "public_id"],
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Untitled document {self.public_id}"


class CopyProposal(PublicIdModel, TimestampedModel):
    """That a document republishes another, as the machine sees it and as an editor decided."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Confirmed: one origin"
        SPLIT = "split", "Split: two origins"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="copy_proposals")
    origin = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="+", help_text="The dispatch, or the earliest copy of it."
    )
    score = models.FloatField(help_text="Share of the shorter text's runs of five words that both have, from 0 to 1.")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="copy_proposal_once", fields=["document", "origin"]),
            models.CheckConstraint(name="copy_proposal_of_two", condition=~Q(document=F("origin"))),
            models.CheckConstraint(
                name="copy_proposal_state_known", condition=Q(state__in=["proposed", "confirmed", "split"])
            ),
            models.CheckConstraint(name="copy_proposal_score_range", condition=Q(score__gte=0.0, score__lte=1.0)),
            models.CheckConstraint(
                name="copy_proposal_decided_by_a_person",
                condition=Q(state="proposed", decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_by__isnull=False),
                violation_error_message="Only a person confirms or splits a proposal.",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="copy_proposal_open_idx", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"{self.document} is a copy of {self.origin}"


class Kill(models.Model):
    """That a sender took an item back, up to one of its versions: what of it comes later is not taken in."""

    guid = models.CharField(max_length=500, help_text="The sender's own id of the item.")
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kills",
        help_text="Who sent it; empty when not known.",
    )
    item_version = models.CharField(
        max_length=100, blank=True, help_text="The last version taken back; empty where the sender names none."
    )
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="kill_once", fields=["guid", "outlet", "item_version"], nulls_distinct=False),
            models.CheckConstraint(name="kill_has_guid", condition=~Q(guid="")),
        ]

    def __str__(self) -> str:
        return f"{self.guid} {self.item_version}".strip()


class Ingestion(PublicIdModel, TimestampedModel):
    """One delivery and how it went."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        READING = "reading", "Reading"
        EXTRACTING = "extracting", "Extracting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        RETRIED = "retried", "Retried"

    class Way(models.TextChoices):
        PASTE = "paste", "Pasted"
        FILE = "file", "File"
        COMMAND = "command", "Command line"
        API = "api", "API"
        URL = "url", "Address"
        FEED = "feed", "Feed"
        FOLDER = "folder", "Folder"

    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    way = models.CharField("way in", max_length=12, choices=Way)
    name = models.CharField(max_length=300, blank=True, help_text="File name or address it came under.")
    batch = models.CharField(max_length=10, blank=True, help_text="Deliveries handed in together.")
    original = models.ForeignKey(
        Original,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ingestions",
        help_text="The bytes; empty while an address has not been fetched.",
    )
    fetch = models.ForeignKey(
        Fetch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ingestions",
        db_index=False,
        help_text="The answer of the address, where it was fetched.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        db_index=False,
        help_text="The delivery that held this item among others.",
    )
    position = models.PositiveIntegerField(null=True, blank=True, help_text="Place of the item in that delivery.")
    items_found = models.PositiveIntegerField(default=0, help_text="How many items it held, where several.")
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        help_text="Outlet named by whoever handed it in.",
    )
    url = models.URLField(max_length=2000, blank=True, help_text="Address of the article.")
    title = models.CharField(max_length=500, blank=True, help_text="Headline, if not in the copy.")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When it was published.")
    published_precision = models.CharField(
        max_length=10, choices=Document.Precision, default=Document.Precision.UNKNOWN
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="ingestions")
    kill = models.ForeignKey(
        Kill,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ingestions",
        db_index=False,
        help_text="What the sender took back by it.",
    )
    is_duplicate = models.BooleanField(
        default=False, help_text="The text was in the record already; nothing was added."
    )
    statements_found = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it failed, in words.")
    note = models.TextField(blank=True, help_text="What the sender or the reader says about it.")
    may_withdraw = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether a kill in it withdraws claims: what whoever handed it in could do, and their token.",
    )
    attempts = models.PositiveIntegerField(default=0, help_text="How often a worker took it up.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    retry_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="retried_as")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ingestion_state_known",
                condition=Q(state__in=list(INGESTION_MOVES)),
            ),
            models.CheckConstraint(
                name="ingestion_failed_has_reason",
                condition=~Q(state="failed") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="ingestion_done_has_result",
                condition=~Q(state="done") | Q(document__isnull=False) | Q(items_found__gt=0) | Q(kill__isnull=False),
            ),
            models.CheckConstraint(
                name="ingestion_has_bytes_or_address",
                condition=Q(original__isnull=False) | ~Q(url=""),
                violation_error_message="A delivery needs a text or an address.",
            ),
            models.CheckConstraint(
                name="ingestion_part_has_position",
                condition=Q(parent__isnull=True, position__isnull=True)
                | Q(parent__isnull=False, position__isnull=False),
            ),
            # A part that failed and was handed in again is a row of its own.
            models.UniqueConstraint(
                name="ingestion_part_once",
                fields=["parent", "position"],
                condition=Q(parent__isnull=False, retry_of__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="ingestion_unfinished_idx",
                condition=Q(state__in=INGESTION_UNFINISHED),
            ),
            models.Index(fields=["state", "-created_at"], name="ingestion_state_idx"),
            models.Index(fields=["batch"], name="ingestion_batch_idx"),
            # Each change of state writes all entries of a row anew: what most leave empty has none.
            models.Index(fields=["fetch"], name="ingestion_fetch_idx", condition=Q(fetch__isnull=False)),
            models.Index(fields=["parent"], name="ingestion_parent_idx", condition=Q(parent__isnull=False)),
            models.Index(fields=["outlet"], name="ingestion_outlet_idx", condition=Q(outlet__isnull=False)),
            models.Index(fields=["created_by"], name="ingestion_created_by_idx", condition=Q(created_by__isnull=False)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ingestion_legal_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF {sql_refuses(INGESTION_MOVES, "state")} THEN
                        RAISE EXCEPTION 'An ingestion cannot go from % to %.', OLD.state, NEW.state
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'ingestion_legal_moves';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Ingestion {self.public_id}"
