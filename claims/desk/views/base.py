"""What every page of the desk shares: who may come in, what a refusal looks like, who is meant by a name."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from claims.desk import unsaved
from claims.desk.acts import refusal
from claims.desk.forms import NewSpeakerForm
from claims.desk.kinds import likely_kind
from claims.desk.lookups import outlet_meant, speaker_duplicates, speaker_named, speakers_meant
from claims.desk.wording import all_of, is_ours
from claims.models import Statement
from claims.public import views as public
from claims.services.record import speaker_enter
from claims.services.steps import Left
from factcheck.base import DomainError
from sources.models import Outlet, Speaker
from sources.names import is_unnamed, name_key
from sources.services.outlets import outlet_get_or_create

View = Callable[..., HttpResponse]
Row = TypeVar("Row")

# What the page that asks “who is meant?” sends of its own; the rest of a form is carried through it.
ASKED = ("speaker_id", "new_speaker", "csrfmiddlewaretoken", *NewSpeakerForm.base_fields)
# So many statements an address can name, and no more are chosen at once.
LISTED = 200


NO_FORM = "Nothing is added, changed or deleted at this address. What has a page of its own is worked on there."
LOGGED_OUT = (
    '<p class="desk-message desk-message--error">You have been logged out. Nothing on this page is lost: '
    '<a href="/desk/" target="_blank">log in in another tab</a>, then send it again here.</p>'
)


class DeskRequest(HttpRequest):
    """A request to the desk: staff, logged in."""

    user: User


class RefusedError(Exception):
    """The person lacks this permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class MissingError(Exception):
    """What the address names is not in the record; `what` is its kind in words."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class SpeakerUnclearError(Exception):
    """A typed name fits no speaker, or several; the editor has to say. `role` is who that is, as a text has it."""

    def __init__(
        self, name: str, field: str, form: NewSpeakerForm | None = None, fault: str = "", role: str = ""
    ) -> None:
        super().__init__(name)
        self.name = name
        self.field = field
        self.form = form
        self.fault = fault
        self.role = role


def desk_view(*permissions: str, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Make a page of the desk: for staff who hold `permissions`; others are asked to log in, or told why not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.current_app = "admin"
            try:
                if request.method == "GET" and (kept := unsaved.kept_for(request.user, request)):
                    return page(request, "unsaved.html", {"title": "What you typed", **kept})
                if request.method not in methods:
                    sentence = "This address takes forms only. Go back to the page and send it again."
                    return told(request, sentence, title="Not sent", status=405)
                for permission in permissions:
                    require(request, permission)
                answer = view(request, *args, **kwargs)
                if request.method == "POST":
                    unsaved.forget(request)
                unsaved.remember_who(request, answer)
                return answer
            except RefusedError as error:
                return refused(request, refusal(error.permission))
            except MissingError as error:
                return told(request, f"There is no {error.what} at this address.", title="Not found", status=404)
            except SpeakerUnclearError as error:
                return ask_speaker(request, error)

        guarded = admin.site.admin_view(inner)

        @wraps(view)
        def outer(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if admin.site.has_permission(request):
                return guarded(request, *args, **kwargs)
            return log_in_first(request)

        outer.permissions = permissions  # type: ignore[attr-defined]
        return outer

    return decorate


def log_in_first(request: DeskRequest) -> HttpResponse:
    """Send somebody to the login page, and keep what they sent; a script is told where to go.

    What cannot be kept stays in the page that it was typed into.
    """
    is_script = bool(request.htmx)  # type: ignore[attr-defined]
    if request.method == "POST" and unsaved.keep(request):
        messages.info(
            request, "You had been logged out. What you typed is kept: it comes back when you have logged in."
        )
    elif is_script and (request.method == "POST" or request.headers.get("HX-Target") == "presence"):
        answer = HttpResponse(LOGGED_OUT, status=401)
        return place(answer, target="#desk-messages", swap="innerHTML")
    answer = redirect_to_login(request.get_full_path(), reverse("admin:login"))
    add_never_cache_headers(answer)
    if is_script:
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def post_view(*permissions: str) -> Callable[[View], View]:
    return desk_view(*permissions, methods=("POST",))


@post_view()
def unsaved_discard(request: DeskRequest) -> HttpResponse:
    """Drop what was kept over a logout."""
    request.session.pop(unsaved.KEY, None)
    return HttpResponseRedirect(reverse("desk:home"))


def require(request: DeskRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise RefusedError(permission)


def found(row: Row | None, what: str) -> Row:
    if row is None:
        raise MissingError(what)
    return row


def page(request: DeskRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Show a page of the desk; only its middle where a script asked, which has the frame already."""
    if wants_middle(request):
        frame: dict[str, Any] = {"frame": "admin/desk/middle.html"}
    else:
        frame = {**admin.site.each_context(request), "frame": "admin/desk/base.html"}
    answer = render(request, f"admin/desk/{template}", {**frame, **context}, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    if request.method == "POST" and wants_middle(request):
        # An act that needs another answer asks for it over the page, which stays as it is.
        place(answer, target="#dialog-body", swap="innerHTML")
    return answer


def place(answer: HttpResponse, *, target: str, swap: str) -> HttpResponse:
    """Tell the script that asked where its answer goes, whatever the form says."""
    answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Push-Url"] = target, swap, "false"
    return answer


def wants_middle(request: HttpRequest) -> bool:
    """Whether a script asks, which has the frame of the page already."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def told(request: DeskRequest, sentence: str, *, title: str, status: int) -> HttpResponse:
    """Say one sentence: as a page, or, to a script that did something, among the messages of the page it is on."""
    if request.method == "POST" and wants_middle(request):
        messages.error(request, sentence)
        answer = render(request, "admin/desk/told_beside.html", status=status)
        answer.headers["HX-Reswap"] = "none"
        return answer
    return page(request, "told.html", {"title": title, "sentence": sentence}, status=status)


def refused(request: DeskRequest, sentence: str) -> HttpResponse:
    return told(request, sentence, title="Not allowed", status=403)


def permission_denied(request: DeskRequest, exception: Exception) -> HttpResponseBase:
    """Answer what the admin refuses by the desk's own page, which names the role to ask; elsewhere by the public's."""
    is_desk = request.path.startswith((reverse("desk:home"), reverse("admin:index")))
    if not is_desk or not admin.site.has_permission(request):
        return public.permission_denied(request, exception)
    request.current_app = "admin"
    permission = _permission_asked(request)
    is_held = not permission or request.user.has_perm(permission)
    # Not even who may do it does it there.
    answer = refused(request, NO_FORM if is_held else refusal(permission))
    add_never_cache_headers(answer)
    return answer


def _permission_asked(request: DeskRequest) -> str:
    """Return the permission that a page of the admin asks for, by its name, such as “sources_feed_add”."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    app, _, rest = name.partition("_")
    model, _, act = rest.partition("_")
    if not act:
        return ""
    view = f"{app}.view_{model}"
    act = "change" if act.endswith("change") else act
    return f"{app}.{act}_{model}" if act in ("add", "change", "delete") and request.user.has_perm(view) else view


def status_of(error: DomainError) -> int:
    """Return the status of a page that says why an act was refused."""
    return 409 if hasattr(error, "current") else 400


def tell_count(request: HttpRequest, count: int, done: str, left: Sequence[Left]) -> None:
    """Say to how many statements something was done; and in one line why not to the others, which it links."""
    if count or not left:
        messages.success(request, f"{count} {'statement was' if count == 1 else 'statements were'} {done}.")
    if left:
        rows = [row for one in left for row in one.statements]
        sentence = f"{len(rows)} {'statement was' if len(rows) == 1 else 'statements were'} left as before."
        words = (
            "See it"
            if len(rows) == 1
            else f"See the first {LISTED}"
            if len(rows) > LISTED
            else f"See {all_of(len(rows))}"
        )
        listed = ",".join(row.public_id for row in rows[:LISTED])
        address = f"{reverse('admin:claims_statement_changelist')}?{urlencode({'public_id__in': listed})}"
        reasons = " ".join(map(str, left))
        messages.error(
            request,
            format_html('{} {} <a class="desk-link" href="{}">{}</a>', sentence, reasons, address, words),
        )


def back(request: DeskRequest, fallback: str) -> HttpResponseRedirect:
    """Return to the page named by `next`, if it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(wanted if wanted and is_ours else fallback)


def posted_version(request: DeskRequest) -> int | None:
    """Return the version that the form was filled in on; a form that lost it must not overwrite anything."""
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise DomainError("This form was incomplete. Load the page again; what you typed is still in it.")
    return int(version)


def clean_words(words: str) -> str:
    """Return typed words without what the record cannot hold."""
    return words.replace("\0", "").strip()


def reason_of(request: DeskRequest) -> str:
    return clean_words(request.POST.get("reason", ""))


# --- who is meant --------------------------------------------------------------------------


def speaker_meant(
    request: DeskRequest, *, field: str = "speaker", statement: Statement | None = None
) -> Speaker | None:
    """Return the speaker whom a form names: picked, new, or by a typed name. None where it names nobody.

    `statement` is the suggestion whose speaker that is. Raises SpeakerUnclearError where the name fits no speaker,
    several, or anybody; the desk then asks. Call it in the transaction of the act, so that a new speaker comes with
    the act or not at all.
    """
    data = request.POST
    name = clean_words(data.get(field, ""))
    if picked := data.get("speaker_id", ""):
        chosen = Speaker.objects.standing().filter(public_id=clean_words(picked)).first()
        if chosen is None:
            fault = "This speaker is no longer in the record, or was merged into another."
            raise SpeakerUnclearError(name, field, fault=fault)
        return chosen
    if adds_speaker(request):
        return _new_speaker(request, name, field)
    if not name:
        return None
    meant = speaker_named(name)
    if meant is None:
        raise SpeakerUnclearError(name, field, role=_role_given(statement, name) if statement else "")
    return meant


def _role_given(statement: Statement, name: str) -> str:
    """Return what a text says that somebody is. One word alone, such as “man”, tells nobody apart."""
    role = statement.role_words
    is_told = " " in role and is_ours(statement.document.language)
    return role[0].upper() + role[1:] if is_told and name_key(name) == name_key(statement.suggested_speaker) else ""


def adds_speaker(request: DeskRequest) -> bool:
    """Whether the speaker whom a form names comes into the record by it."""
    return "new_speaker" in request.POST and not request.POST.get("speaker_id")


def _new_speaker(request: DeskRequest, name: str, field: str) -> Speaker:
    require(request, "sources.add_speaker")
    form = NewSpeakerForm(request.POST)
    if not form.is_valid():
        raise SpeakerUnclearError(name, field, form)
    data = form.cleaned_data
    try:
        speaker = speaker_enter(
            actor=request.user,
            name=data["new_name"],
            kind=data["new_kind"],
            description=data["new_description"],
            wikidata_id=data["new_wikidata_id"],
        )
    except DomainError as error:
        raise SpeakerUnclearError(name, field, form, fault=error.message) from error
    messages.success(request, f"{speaker.name} is now in the record.")
    return speaker


def outlet_named(request: DeskRequest, name: str) -> Outlet | None:
    """Return the outlet that a form names, made where the record has none of the name; None where none is named."""
    if not name.strip():
        return None
    if outlet := outlet_meant(name):
        return outlet
    require(request, "sources.add_outlet")
    outlet = outlet_get_or_create(name=name)
    messages.info(request, f"The outlet {outlet.name} is new in the record.")
    return outlet


def ask_speaker(request: DeskRequest, question: SpeakerUnclearError) -> HttpResponse:
    """Show whom the name may mean, and a short form for a new speaker; both finish the act that was begun."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in ASKED for value in values]
    meant = speakers_meant(question.name) if question.name else []
    likely = [speaker for speaker in speaker_duplicates(question.name) if speaker not in meant]
    initial = {
        "new_name": question.name,
        "new_kind": likely_kind(question.name),
        "new_description": question.role,
    }
    form = question.form or NewSpeakerForm(initial=initial)
    if not meant and not likely:
        form.fields["new_name"].widget.attrs["autofocus"] = True
    context = {
        "title": "Who is meant?",
        "name": question.name,
        "is_unnamed": is_unnamed(question.name),
        "meant": meant,
        "known": [*meant, *likely],
        "form": form,
        "fault": question.fault,
        "carried": carried,
        "may_add": request.user.has_perm("sources.add_speaker"),
        "in_place": wants_middle(request),
    }
    return page(request, "speaker_ask.html", context)
