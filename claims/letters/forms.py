"""The forms that readers fill in. Shown again as typed where something is missing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT_LIMIT = 5_000


class LetterForm(forms.Form):
    """What both forms ask for."""

    error_css_class = "has-error"
    use_required_attribute = True

    text = forms.CharField(
        max_length=TEXT_LIMIT, min_length=10, widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"})
    )
    contact = forms.EmailField(
        label=_("Your e-mail address, if the desk may ask back"),
        required=False,
        help_text=_("It is never published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see it; programs that fill in every field do.
    website = forms.CharField(required=False, label=_("Leave this field empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        """Refuse what a program filled in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the last field empty; it catches programs."))
        return ""

    # What the reader is asked for.
    question: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before any error is asked for: that fixes the labels.
        self.fields["text"].label = self.question
        for name, field in self.fields.items():
            described = [f"{name}-help"] if field.help_text else []
            if self.is_bound and name in self.errors:
                described.append(f"{name}-error")
                field.widget.attrs["aria-invalid"] = "true"
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)


class ReportForm(LetterForm):
    """Report an error."""

    question = _("What is wrong, and how do you know?")


class SuggestForm(LetterForm):
    """Suggest a claim to check."""

    question = _("Who claims what, and when?")
    url = forms.URLField(
        label=_("Where it is made: the address of a page or a post"),
        required=False,
        max_length=2_000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "inputmode": "url"}),
    )
    field_order = ("text", "url", "contact")
