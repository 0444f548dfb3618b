"""Publications: what the public sees, and all it sees.

Public pages, the API, search and feeds read these tables and no other. A publication holds the
complete public JSON document of one thing as it was last published, written in the transaction
that published, corrected or withdrew it; a rendering holds HTML made of it.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now

# Kinds of which very many match a word, each with an index of words of its own. What is no publication of the kind
# stands in it without words: a condition would do as well, but PostgreSQL crosses an index of words with one of times
# only where neither condition follows from what the other one says.
WORDED = ("claim", "statement", "document")
# Facets that very many publications share, each with a list of its own, the shorter lists first; see ListPlace.
LISTED = ("speaker", "outlet", "topic")

# In SQL: the places of rows, given as their name; and whether an update of one moves any.
_PLACES = (
    "SELECT {row}.kind || ':' || facet AS list, {row}.sort_at, {row}.id FROM {rows}, unnest({row}.facets) AS facet"  # noqa: S608
    " WHERE NOT {row}.is_gone AND {row}.redirect_to = ''"
    f" AND split_part(facet, ':', 1) IN ({', '.join(map(repr, LISTED))})"
)
_MOVED = (
    " AND ({0}.facets, {0}.sort_at, {0}.is_gone, {0}.redirect_to)"
    " IS DISTINCT FROM ({1}.facets, {1}.sort_at, {1}.is_gone, {1}.redirect_to)"
)
_LEAVE = (
    "DELETE FROM claims_listplace AS place USING ({places}) AS left_ WHERE place.list = left_.list"
    " AND place.listed_at = left_.sort_at AND place.publication_id = left_.id;"
)
_ENTER = "INSERT INTO claims_listplace (list, listed_at, publication_id) {places} ON CONFLICT DO NOTHING;"


class Publication(models.Model):
    """The public document of one claim, statement, speaker, outlet, document, topic, correction or checkpoint.

    The house scale, of which there is one, is a publication too.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", "Claim"
        STATEMENT = "statement", "Statement"
        SPEAKER = "speaker", "Speaker"
        OUTLET = "outlet", "Outlet"
        DOCUMENT = "document", "Document"
        TOPIC = "topic", "Topic"
        CORRECTION = "correction", "Correction"
        SCALE = "scale", "House scale"
        CHECKPOINT = "checkpoint", "Checkpoint"

    kind = models.CharField(max_length=12, choices=Kind)
    public_id = models.CharField(max_length=10)
    slug = models.CharField(max_length=100, blank=True)
    title = models.TextField(help_text="How lists name it.")
    status = models.CharField(max_length=12, blank=True, help_text="Of a claim: does it hold?")
    facets = ArrayField(
        models.CharField(max_length=60),
        default=list,
        help_text="What it may be filtered by, such as speaker:0123456789.",
    )
    sort_at = models.DateTimeField(help_text="What lists are sorted by, newest first.")
    said_on = models.DateField(null=True, help_text="When it was (first) said; date filters.")
    first_published_at = models.DateTimeField()
    modified_at = models.DateTimeField(help_text="When what it tells of last changed, as the record has it.")
    changed_at = models.DateTimeField(db_default=Now(), help_text="When it came to be as it is: at this change number.")
    # Stored without PostgreSQL's compression (migration 0040), which takes longer to take off than the rest of a read.
    body = models.TextField(help_text="The complete public JSON document, as it is sent.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body; the ETag.")
    search = SearchVectorField()
    change_number = models.BigIntegerField(
        unique=True, help_text="Place in the order of all public changes, by commit."
    )
    is_gone = models.BooleanField(default=False, help_text="A tombstone: withdrawn from view; the address says why.")
    redirect_to = models.CharField(max_length=10, blank=True, help_text="Public id of what it was merged into.")
    is_stale = models.BooleanField(default=False, help_text="Something it shows changed; the worker writes it anew.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="publication_once", fields=["kind", "public_id"]),
            models.CheckConstraint(name="publication_has_digest", condition=~Q(digest="")),
        ]
        indexes = [
            models.Index(
                fields=["kind", "-sort_at", "-id"],
                name="publication_list_idx",
                condition=Q(is_gone=False),
            ),
            models.Index(
                fields=["kind", "status", "-sort_at", "-id"],
                name="publication_status_idx",
                condition=Q(is_gone=False),
            ),
            models.Index(
                fields=["kind", "title", "id"],
                name="publication_title_idx",
                condition=Q(is_gone=False, kind__in=["speaker", "outlet", "topic"]),
            ),
            models.Index(fields=["kind", "modified_at", "id"], name="publication_modified_idx"),
            models.Index(fields=["kind", "changed_at", "id"], name="publication_changed_idx"),
            models.Index(
                fields=["kind", "first_published_at", "id"],
                name="publication_first_idx",
                condition=Q(is_gone=False),
            ),
            models.Index(fields=["id"], name="publication_stale_idx", condition=Q(is_stale=True)),
            # Whoever publishes asks this one while all others who publish wait: no list of what is still to be put in
            # its place, which each question would walk through.
            GinIndex(fields=["facets"], name="publication_facets_gin", fastupdate=False),
            # One for each thing that is searched: a word finds no rows of other kinds, which would have to be read to
            # be left out, or crossed with all rows of its own.
            GinIndex(
                fields=["search"],
                name="publication_names_gin",
                condition=Q(is_gone=False, kind__in=["outlet", "speaker", "topic"]),
            ),
            *(
                GinIndex(Case(When(is_gone=False, kind=kind, then="search")), name=f"publication_{kind}_gin")
                for kind in WORDED
            ),
        ]
        # Whoever writes publications, by whatever way, keeps their lists.
        triggers = [
            pgtrigger.Trigger(
                name="places_entered",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="entered"),
                func=_ENTER.format(places=_PLACES.format(row="one", rows="entered AS one")) + " RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="places_left",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="left_rows"),
                func=_LEAVE.format(places=_PLACES.format(row="one", rows="left_rows AS one")) + " RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="places_changed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="were", new="are"),
                func=_LEAVE.format(
                    places=_PLACES.format(row="a", rows="were AS a JOIN are AS b USING (id)") + _MOVED.format("a", "b")
                )
                + _ENTER.format(
                    places=_PLACES.format(row="b", rows="were AS a JOIN are AS b USING (id)") + _MOVED.format("a", "b")
                )
                + " RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class ListPlace(models.Model):
    """The place of one publication in the list of one of its facets, such as the claims of an outlet, by `sort_at`.

    PostgreSQL's index of facets finds all that have one, in no order: of a list of thousands each page would read and
    sort them all. Triggers on the publications write the places, so that nothing else has to know of them.
    """

    pk = models.CompositePrimaryKey("list", "listed_at", "publication_id")
    list = models.CharField(max_length=80, help_text="Kind and facet, such as claim:outlet:0123456789.")
    listed_at = models.DateTimeField(help_text="`sort_at` of the publication.")
    publication_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.publication_id} in {self.list}"


class Rendering(models.Model):
    """HTML made of one publication alone, kept so that it is made once and not at every reading.

    It is sent only while it was made of what is published now, with the templates of now; what is not kept, or no
    longer fits, is made when it is next asked for. Deleting every row costs time and nothing else.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="renderings")
    form = models.CharField(max_length=8, help_text="Which part of a page it is.")
    language = models.CharField(max_length=12, help_text="The language of the words around the record's own.")
    version = models.CharField(max_length=16, help_text="What it was made with: templates, style and settings.")
    digest = models.CharField(max_length=64, help_text="Of the body that it was made of.")
    html = models.BinaryField(help_text="UTF-8; a whole page is compressed with gzip.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rendering_once", fields=["publication", "form", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.publication_id} ({self.language})"


class ChangeCounter(models.Model):
    """One row that numbers public changes.

    A publishing transaction locks it before it touches any publication and holds it until commit,
    so the numbers follow the order of commits without gaps. A sequence would not: a slow transaction
    could commit a lower number after a reader had seen a higher one.
    """

    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="change_counter_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.value)
