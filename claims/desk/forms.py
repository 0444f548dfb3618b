"""The editors' forms. They say what is typed wrongly; what the house refuses, the services say."""

from typing import Any, Self

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile

from claims.models import Claim, ClaimLink, Evidence, Rating, Statement, Topic, Verdict
from claims.services.conditions import EDITORS, readers_see
from factcheck.base import LANGUAGE
from sources.models import Speaker

NUL = "This is not a text: it holds NUL bytes, as programs and pictures do."


class DeskForm(forms.Form):
    """A form in the desk's dress, whose labels end without a colon."""

    error_css_class = "has-error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "desk-input")
            if isinstance(field, forms.CharField):
                field.error_messages["null_characters_not_allowed"] = NUL
                field.validators = [NoNul() if _is_nul_check(check) else check for check in field.validators]
                # A browser would cut what is pasted without a word; we say that it is too long.
                field.widget.attrs.pop("maxlength", None)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("dir", "auto")


class NoNul:
    """Refuses what PostgreSQL cannot store, in an editor's words."""

    def __call__(self, value: str) -> None:
        if "\0" in value:
            raise forms.ValidationError(NUL)


def _is_nul_check(check: object) -> bool:
    return type(check).__name__ == "ProhibitNullCharactersValidator"


def date_field(label: str, help_text: str = "", **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=False, widget=forms.DateInput(attrs={"type": "date"}), **options
    )


def name_field(label: str, options: str, **kwargs: Any) -> forms.CharField:
    """A name of something in the record: plain text with suggestions from the list `options`."""
    attrs = {"list": f"{options}-options", "data-options": options, "autocomplete": "off", "dir": "auto"}
    return forms.CharField(label=label, max_length=300, widget=forms.TextInput(attrs=attrs), **kwargs)


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # Empty files are refused with the others' reasons, by name, when they are handed in.
        return [file for file in data or [] if file]


class CopyForm(DeskForm):
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "placeholder": "Paste the whole article, headline and all"}),
    )
    uploads = FilesField(
        label="Files",
        required=False,
        help_text="Drop files of any format here, many at once, or choose them;"
        f" up to {settings.INGEST_MAX_BYTES / 1e6:.0f} MB each.",
    )
    outlet = name_field(
        "Outlet", "outlets", required=False, help_text="Who published it. Taken from the copy where it says so."
    )
    title = forms.CharField(
        label="Headline", required=False, max_length=500, help_text="Taken from the copy where it has one."
    )
    url = forms.URLField(
        label="Address",
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text="Of the article. Without a text or file, it is fetched from there.",
    )
    published_on = date_field("Published on", "Taken from the copy where it says so.")


class DocumentForm(DeskForm):
    """What the record says of a document beside its text."""

    outlet = name_field("Outlet", "outlets", required=False, help_text="Who published it; empty where not known.")
    published_on = date_field("Published on", "Empty where not known.")
    title = forms.CharField(label="Headline", required=False, max_length=500)
    url = forms.URLField(
        label="Address", required=False, max_length=2000, assume_scheme="https", help_text="Of the published copy."
    )


class NewSpeakerForm(DeskForm):
    """The short form for a speaker met while reviewing; the rest can be filled in later."""

    new_name = forms.CharField(label="Name", max_length=200, help_text="As the house writes it.")
    new_kind = forms.ChoiceField(label="Kind", choices=Speaker.Kind.choices, initial=Speaker.Kind.PERSON)
    new_description = forms.CharField(label="Who is this?", required=False, help_text="One sentence.")
    new_wikidata_id = forms.CharField(label="Wikidata id", required=False, max_length=20, help_text="Like Q3874799.")


class MarkForm(DeskForm):
    """A statement that the reader missed: by its words, or by its place."""

    words = forms.CharField(
        label="The exact words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Copied from the text, quote marks included.",
    )
    start = forms.IntegerField(label="or from character", required=False, min_value=0)
    end = forms.IntegerField(label="to character", required=False, min_value=1)
    speaker = name_field("Who said it", "speakers")
    kind = forms.ChoiceField(label="Kind", choices=Statement.Kind.choices)
    said_on = date_field("Said on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        has_place = data.get("start") is not None and data.get("end") is not None
        if not self.errors and not data.get("words", "").strip() and not has_place:
            raise forms.ValidationError("Paste the exact words, or give both ends of their place.")
        return data


class ClaimForm(DeskForm):
    text = forms.CharField(
        label="The claim",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One checkable proposition, without the verdict in it.",
    )
    claimant = name_field("Claimant", "speakers", required=False, help_text="Who made it first or most prominently.")
    topics = forms.ModelMultipleChoiceField(
        label="Topics", queryset=Topic.objects.all(), required=False, to_field_name="public_id"
    )
    first_said_on = date_field("First said on")
    priority = forms.TypedChoiceField(
        label="Priority", choices=Claim.Priority.choices, coerce=int, initial=Claim.Priority.NORMAL
    )
    due_on = date_field("Due")
    language = forms.RegexField(
        LANGUAGE,
        label="Language",
        max_length=35,
        initial="en",
        help_text="Code of the claim's text.",
        error_messages={"invalid": "This is no code of a language. English is en, Brazilian Portuguese pt-BR."},
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        help_text="Readers see it in the history. Another claimant needs it: whoever said one of the statements.",
    )

    def for_claim(self, claim: Claim | None, user: User) -> Self:
        """Leave out what is not asked of this claim, None for a new one, or not for this person to change."""
        if claim is None:
            del self.fields["due_on"]
        if claim is None or not readers_see(claim):
            del self.fields["reason"]
        elif not user.has_perm(EDITORS) and "claimant" not in self.data:
            del self.fields["claimant"]
        if claim is not None and claim.published_at:
            del self.fields["text"]
        return self


class EvidenceFactsForm(DeskForm):
    """What is said of evidence, whatever its source."""

    stance = forms.ChoiceField(
        label="It",
        choices=Evidence.Stance.choices,
        widget=forms.RadioSelect(attrs={"class": ""}),
        error_messages={"required": "Say whether it supports the claim, contradicts it or gives context."},
    )
    title = forms.CharField(
        label="What it is", required=False, max_length=300, help_text="In a few words; a document's headline if empty."
    )
    excerpt = forms.CharField(
        label="The passage that matters",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Word for word.",
    )
    accessed_on = date_field("Read on", "Today if empty.")
    archived_url = forms.URLField(label="Archived copy", required=False, max_length=2000, assume_scheme="https")


class EvidenceForm(EvidenceFactsForm):
    document = name_field(
        "Document in the record",
        "documents",
        required=False,
        help_text="Pick one, or paste its id.",
    )
    url = forms.URLField(label="Address outside it", required=False, max_length=2000, assume_scheme="https")
    file = forms.FileField(
        label="File",
        required=False,
        help_text=f"Up to {settings.INGEST_MAX_BYTES / 1e6:.0f} MB; kept as it is, for the desk only.",
    )
    file_from = forms.CharField(
        label="Who made the file",
        required=False,
        max_length=200,
        help_text="Files of one maker are one origin.",
    )
    is_protected = forms.BooleanField(
        label="Protected source",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "desk-check"}),
        help_text="Only what it is becomes public, not the address, document or passage.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [name for name in ("document", "url", "file") if data.get(name)]
        if not self.errors and len(given) != 1:
            raise forms.ValidationError("Evidence is a document in the record, an address or a file: give one of them.")
        if given == ["file"] and not data.get("file_from"):
            self.add_error("file_from", "Say who made the file, so that origins can be counted.")
        if given != ["file"]:
            data["file_from"] = ""
        return data


class RatingSelect(forms.Select):
    """Ratings, each with the status it stands for: what belongs to another status is not shown (desk.css)."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if rating := getattr(value, "instance", None):
            option["attrs"]["data-status"] = rating.status
        return option


class VerdictForm(DeskForm):
    rating = forms.ModelChoiceField(
        widget=RatingSelect,
        label="Rating",
        queryset=Rating.objects.all(),
        required=False,
        to_field_name="code",
        empty_label="Not decided yet",
    )
    summary = forms.CharField(
        label="Summary",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason, in up to three sentences a reader understands.",
    )
    known = forms.CharField(label="What is known", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    not_known = forms.CharField(label="What is not known", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    reason_code = forms.ChoiceField(
        label="Why unverified", choices=[("", "Does not apply"), *Verdict.Reason.choices], required=False
    )
    recheck_on = date_field("Look again on", "Needed while it stays unverified.")
    override_reason = forms.CharField(
        label="Why this evidence is enough",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only where Verified rests on fewer independent origins than the house asks for, or Disputed on"
        " nothing that contradicts the claim. Public.",
    )
    correction_note = forms.CharField(
        label="What was wrong before",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when this replaces an approved verdict. Public.",
    )
    evidence = forms.ModelMultipleChoiceField(
        label="Evidence it rests on",
        queryset=Evidence.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["evidence"]
        assert isinstance(choices, forms.ModelMultipleChoiceField)
        choices.queryset = claim.evidence.all()
        if claim.current_verdict_id is None:
            del self.fields["correction_note"]


class LinkForm(DeskForm):
    kind = forms.ChoiceField(label="This claim", choices=ClaimLink.Kind.choices)
    other = name_field("the claim", "claims", help_text="Pick one, or paste its address or id.")
    note = forms.CharField(label="Note", required=False, max_length=300)


def _full_name(user: User) -> str:
    return user.get_full_name() or user.get_username()


class AssignForm(DeskForm):
    assigned_to = forms.ModelChoiceField(
        label="Assigned to",
        queryset=User.objects.filter(is_staff=True, is_active=True).order_by("first_name", "username"),
        required=False,
        to_field_name="username",
        empty_label="Nobody",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assigned_to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label_from_instance = _full_name  # type: ignore[assignment]
