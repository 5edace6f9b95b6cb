"""My warnings: how they reach me, in which language, and the end of them. Works without a script, but for push."""

import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.messaging.carriers.push import public_key
from community.messaging.selectors import is_opted_out, mailbox_of_letter
from community.people import services
from community.people.forms import CodeForm, LookForm, MailboxForm, SubscriptionForm
from community.people.models import MailboxRequest, Resident, SubscriptionRequest, Way
from community.people.selectors import kept_about, shown_ways
from community.people.views.subscribing import CONFIRMED, too_many, warned_person, wrong_code
from community.places.models import Community
from community.places.selectors import resolve_community
from portal.lib.limits import TooMany, address_of
from portal.lib.mailboxes import masked_mailbox

ASKED = "look_request"  # session key: a primary key, never a number


def theirs(view: Callable) -> Callable:
    """Only for somebody whose warnings these are; others are asked who they are first."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        person = warned_person(request)
        return redirect("people:my-warnings") if person is None else view(request, person, *args, **kwargs)

    return checked


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_warnings(request):
    """The page itself; where nobody is known yet, POST asks for a code to their number."""
    person = warned_person(request)
    if person is not None:
        return render(request, "people/my_warnings.html", page_of(person))
    community = resolve_community(request.GET.get("community", ""))
    if community is None:
        return render(request, "people/subscribe_where.html", {"communities": Community.objects.order_by("pk")})
    form = LookForm(request.POST or None, community=community)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                asked = services.request_look(
                    community=community,
                    phone=form.cleaned_data["phone"],
                    language=request.LANGUAGE_CODE,
                    address=address_of(request),
                    now=timezone.now(),
                )
            except TooMany as limit:
                form.add_error("phone", too_many(limit))
                status = 429
            else:
                request.session[ASKED] = asked.pk
                return redirect("people:my-warnings-code")
    return render(request, "people/my_warnings_who.html", {"form": form, "community": community}, status=status)


def page_of(person: Resident, **more) -> dict:
    """What the page shows of a person."""
    waiting = MailboxRequest.objects.filter(resident=person, expires__gt=timezone.now()).first()
    ways = shown_ways(person, offered=[way for way in Way.values if settings.CARRIERS.get(way)])
    return {
        "resident": person,
        "community": person.community,
        "ways": ways,
        "reached_otherwise": any(one.is_on and one.where and one.way != Way.SMS for one in ways),
        "offers_email": services.offers_email(),
        "offers_voice": bool(settings.CARRIERS.get(Way.VOICE)),
        "offers_push": bool(settings.CARRIERS.get(Way.PUSH)),
        "push_key": public_key(settings.VAPID_PRIVATE_KEY),
        "devices": person.devices.order_by("pk"),
        "mailbox": masked_mailbox(person.email) if person.email else "",
        "waiting": masked_mailbox(waiting.email) if waiting else "",
        "places": person.places.order_by("position"),
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in person.community.languages],
        "is_opted_out": is_opted_out(person.phone_index),
        "mailbox_form": MailboxForm(),
        "code_form": CodeForm(),
        **more,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_warnings_code(request):
    asked = SubscriptionRequest.objects.filter(pk=request.session.get(ASKED)).select_related("community").first()
    if asked is None:
        return redirect("people:my-warnings")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                person = services.confirm_look(
                    asked, code=form.cleaned_data["code"], address=address_of(request), now=timezone.now()
                )
            except services.WrongCode as wrong:
                form.add_error("code", wrong_code(wrong))
            except TooMany as limit:
                form.add_error("code", too_many(limit))
                status = 429
            else:
                del request.session[ASKED]
                request.session.cycle_key()
                if person is None:
                    messages.info(request, _("Nobody with this number gets warnings yet. You can begin here."))
                    return redirect("people:subscribe")
                request.session[CONFIRMED] = [person.pk, timezone.now().isoformat()]
                return redirect("people:my-warnings")
    context = {"form": form, "asked": asked, "minutes": services.CODE_LIFE.seconds // 60}
    return render(request, "people/my_warnings_code.html", context, status=status)


@require_POST
@theirs
def my_warnings_ways(request, person):
    """One step: `step` is "earlier:voice", "off:sms" or "on:push"."""
    to, _colon, way = request.POST.get("step", "").partition(":")
    try:
        services.move_way(person, way, to=to)
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("people:my-warnings")


@require_POST
@theirs
def my_warnings_call(request, person):
    services.choose_ways(person, person.ways, needs_call=request.POST.get("needs_call") == "yes")
    messages.success(request, _("Saved."))
    return redirect("people:my-warnings")


@require_POST
@theirs
def my_warnings_help(request, person):
    """Their own word on whether they need help to get away: the unticked box takes it back."""
    services.say_needs_help(person, request.POST.get("needs_help") == "yes")
    messages.success(request, _("Saved."))
    return redirect("people:my-warnings")


@require_POST
@theirs
def my_warnings_language(request, person):
    try:
        services.choose_language(person, request.POST.get("language", ""))
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("people:my-warnings")


@require_POST
@theirs
def my_warnings_mailbox(request, person):
    form, status = MailboxForm(request.POST), 422
    if form.is_valid():
        try:
            services.ask_mailbox(person, form.cleaned_data["email"], address=address_of(request), now=timezone.now())
        except TooMany as limit:
            form.add_error("email", too_many(limit))
            status = 429
        except ValidationError as wrong:
            form.add_error("email", wrong.messages[0])
        else:
            messages.success(request, _("A code is on its way to your mailbox. Type it below."))
            return redirect("people:my-warnings")
    return render(request, "people/my_warnings.html", page_of(person, mailbox_form=form), status=status)


@require_POST
@theirs
def my_warnings_mailbox_code(request, person):
    form, status = CodeForm(request.POST), 422
    if form.is_valid():
        try:
            services.confirm_mailbox(
                person, code=form.cleaned_data["code"], address=address_of(request), now=timezone.now()
            )
        except services.WrongCode as wrong:
            words = _("This is not the code. Look at the newest letter and type its six digits.")
            form.add_error("code", words if wrong.tries_left else wrong_code(wrong))
        except TooMany as limit:
            form.add_error("code", too_many(limit))
            status = 429
        else:
            messages.success(request, _("From now on warnings reach your mailbox, too."))
            return redirect("people:my-warnings")
    return render(request, "people/my_warnings.html", page_of(person, code_form=form), status=status)


@require_POST
@theirs
def my_warnings_mailbox_remove(request, person):
    services.forget_mailbox(person)
    messages.success(request, _("We have forgotten your mailbox."))
    return redirect("people:my-warnings")


@require_POST
@never_cache
def my_warnings_device(request):
    """What the page's script tells: a browser's subscription, as JSON. Answers 201, 200 for one that is known."""
    person = warned_person(request)
    if person is None:
        return JsonResponse({"detail": _("Type the code from your phone first.")}, status=403)
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):  # brackets in brackets
        given = None
    form = SubscriptionForm(given if isinstance(given, dict) else {})
    try:
        if not form.is_valid():
            raise ValidationError(_("This is not a push subscription of a browser."))
        name = services.device_name(request.headers.get("User-Agent", ""))
        _row, made = services.keep_device(person, **form.cleaned_data, name=name, now=timezone.now())
    except ValidationError as wrong:
        return JsonResponse({"detail": wrong.messages[0]}, status=422)
    messages.success(request, _("This device will show your warnings."))
    return JsonResponse({"status": "kept"}, status=201 if made else 200)


@require_POST
@theirs
def my_warnings_device_remove(request, person, pk):
    if services.remove_device(person, pk):
        messages.success(request, _("We have forgotten the device."))
    return redirect("people:my-warnings")


@require_POST
@theirs
def my_warnings_stop(request, person):
    services.stop_everything(person, now=timezone.now())
    request.session.pop(CONFIRMED, None)
    messages.success(request, _("You get no more warnings. Whenever you like, begin again here."))
    return redirect("people:subscribe")


@require_safe
@theirs
def my_warnings_data(request, person):
    """All that is kept about them, to take along."""
    answer = JsonResponse(kept_about(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-warnings.json"'
    return answer


@csrf_exempt  # RFC 8058: the mailbox's own server posts here, and shows what proves that it has our letter
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters_stop(request, delivery, token):
    """Out of every letter: no more of them, without signing in."""
    mailbox = mailbox_of_letter(delivery, token)
    if mailbox is None:
        return render(request, "people/letters_stop.html", {"state": "unknown"}, status=404)
    if request.method == "POST":
        services.stop_letters(mailbox)
        return render(request, "people/letters_stop.html", {"state": "stopped"})
    return render(request, "people/letters_stop.html", {"state": "asked", "mailbox": masked_mailbox(mailbox)})
