"""Readers write to the desk. The answer is published with the corrections."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims.letters import guard
from claims.letters.forms import LetterForm, ReportForm, SuggestForm
from claims.models import CorrectionRequest
from claims.public.languages import localised
from claims.public.models import Publication
from claims.public.queries import publication_get
from claims.public.responses import rendered
from claims.public.selectors import Entry
from claims.services.corrections import TooManyRequestsError, correction_request
from factcheck.base import DomainError

Kinds = CorrectionRequest.Kind
HOUR = 3600


# Nobody is logged in here, so there is nothing that another site could make a reader do; the token of the form says
# that it was read, and no cookie has to be set.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, claim_id: str = "") -> HttpResponse:
    """Report an error, of a claim or of the site."""
    claim = None
    if claim_id:
        found = publication_get(Publication.Kind.CLAIM, claim_id)
        if found is not None and found.redirect_to:
            return HttpResponseRedirect(reverse("letters:report-claim", args=[found.redirect_to]))
        if found is None or found.is_gone:
            return rendered("404.html", {}, status=404)
        claim = Entry(claim_id, found.body, found.digest, found.modified_at).doc
    return _letter(request, ReportForm, Kinds.ERROR, claim)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggest a claim to check."""
    return _letter(request, SuggestForm, Kinds.SUGGESTION, None)


def _letter(request: HttpRequest, form_class: type[LetterForm], kind: str, claim: dict | None) -> HttpResponse:
    if request.method != "POST":
        return _shown(form_class(initial={"token": guard.token_make()}), kind, claim)
    form = form_class(request.POST)
    token = guard.token_read(request.POST.get("token", ""))
    if form.is_valid() and (fault := _fault(token)):
        form.add_error(None, fault)
    if not form.is_valid() or token is None:
        return _shown(_again(form), kind, claim, status=400)
    data = form.cleaned_data
    try:
        made = correction_request(
            kind=kind,
            text=data["text"],
            url=data.get("url", ""),
            contact=data["contact"],
            claim_id=claim["id"] if claim else "",
            token=token.digest,
            sender=guard.sender(request),
        )
    except TooManyRequestsError:
        form.add_error(
            None, gettext("Too much was sent from here within the hour. What you wrote stands below; try again later.")
        )
        response = _shown(_again(form), kind, claim, status=429)
        response["Retry-After"] = str(HOUR)
        return response
    except DomainError as error:
        form.add_error(None, str(error))
        return _shown(_again(form, renew=True), kind, claim, status=400)
    response = HttpResponseRedirect(reverse("letters:sent", args=[made.public_id]))
    response.status_code = 303
    return response


def _fault(token: guard.Token | None) -> str:
    if token is None or token.is_stale:
        return gettext("This form was open for too long. What you wrote stands below: send it again, please.")
    if token.is_hasty:
        return gettext("That was quicker than people write. Send it again, please.")
    return ""


def _again(form: LetterForm, *, renew: bool = False) -> LetterForm:
    """Return a form as it was typed, with a new token where the old one no longer does, or where asked for."""
    token = guard.token_read(form.data.get("token", ""))
    if renew or token is None or token.is_stale:
        form.data = {**form.data.dict(), "token": guard.token_make()}  # type: ignore[attr-defined]
    return form


def _shown(form: LetterForm, kind: str, claim: dict | None, *, status: int = 200) -> HttpResponse:
    is_report = kind == Kinds.ERROR
    path = f"/report/{claim['id']}/" if claim else "/report/" if is_report else "/suggest/"
    context = {
        "form": form,
        "is_report": is_report,
        "claim": claim,
        "action": localised(path),
        "canonical": path,
        "is_unlisted": bool(claim) or form.is_bound,
    }
    response = rendered("letters/letter.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say where the answer to what was sent will stand. Looks nothing up, so it tells nothing of what others sent."""
    answer = f"{settings.SITE_URL}{localised(f'/corrections/{public_id}/')}"
    response = rendered("letters/sent.html", {"answer": answer, "is_unlisted": True})
    response["Cache-Control"] = "no-store"
    return response
