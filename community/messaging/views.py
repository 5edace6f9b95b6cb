"""The carrier's webhooks, and the demo's outbox."""

import secrets
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.messaging import permissions, selectors, services
from community.messaging.carriers import gateway, speech, twilio_voice, twilio_webhooks
from community.messaging.carriers.base import ParsedText
from community.messaging.carriers.push import carrier_id_of
from community.messaging.carriers.tokens import is_token
from community.messaging.forms import LONGEST, TextForm
from community.places.selectors import resolve_community
from portal.lib.access import require
from portal.lib.ids import new_token
from portal.lib.limits import TooMany, address_of, spend

SHOWN = 100  # texts on one page of the outbox


def signed(view: Callable) -> Callable:
    """Only for requests that carry the signature of our Twilio account. Others get 403 and change nothing."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        is_json = request.content_type == "application/json"
        if not twilio_webhooks.is_signed(
            # the address that Twilio was given: behind a proxy the request's own may differ
            url=settings.PUBLIC_URL + request.get_full_path(),
            params=request.body.decode("utf-8", "replace") if is_json else request.POST,
            signature=request.headers.get("X-Twilio-Signature", ""),
            token=settings.TWILIO_AUTH_TOKEN,
        ):
            return HttpResponseForbidden("unsigned\n", content_type="text/plain")
        return view(request, *args, **kwargs)

    return csrf_exempt(require_POST(checked))


@signed
def sms_inbound(request):
    parsed = twilio_webhooks.parse_inbound(request.POST)
    if parsed is None:
        return HttpResponse("From and MessageSid are needed.\n", status=400, content_type="text/plain")
    reply = services.receive_text(parsed, now=timezone.now())
    return HttpResponse(twilio_webhooks.twiml(reply.body if reply else ""), content_type="text/xml; charset=utf-8")


@csrf_exempt
@require_POST
def sms_status(request, delivery, attempt):
    """A receipt that came by way of Django. A server hears it in front of Django: see callbacks."""
    try:
        parsed = twilio_webhooks.read_status(
            url=settings.PUBLIC_URL + request.get_full_path(),
            kind=request.content_type,
            body=request.body,
            signature=request.headers.get("X-Twilio-Signature", ""),
            token=settings.TWILIO_AUTH_TOKEN,
        )
    except twilio_webhooks.Unsigned:
        return HttpResponseForbidden("unsigned\n", content_type="text/plain")
    except twilio_webhooks.Unreadable:
        return HttpResponse("MessageSid is needed.\n", status=400, content_type="text/plain")
    if parsed is not None:  # a state that we have no use for is heard, too
        services.record_receipt(
            delivery=delivery,
            attempt=attempt,
            carrier_id=parsed.carrier_id,
            status=parsed.status,
            error=parsed.error,
            now=timezone.now(),
        )
    return HttpResponse(status=204)


def described(view: Callable) -> Callable:
    """Only for requests that carry the secret of the gateway they name; the view gets its description."""

    @wraps(view)
    def checked(request: HttpRequest, name: str, *args, **kwargs) -> HttpResponse:
        known = settings.SMS_GATEWAYS.get(name, {})
        if not gateway.is_signed(known, body=request.body, headers=request.headers):
            return HttpResponseForbidden("unsigned\n", content_type="text/plain")
        return view(request, known, *args, **kwargs)

    return csrf_exempt(require_POST(checked))


@described
def gateway_inbound(request, known):
    parsed = gateway.parse_inbound(known, request.body)
    if parsed is None:
        return HttpResponse("A number and a name of the text are needed.\n", status=400, content_type="text/plain")
    services.receive_and_reply(parsed, now=timezone.now())
    return HttpResponse(status=204)


@described
def gateway_status(request, known, delivery, attempt, token):
    if not is_token(token, settings.SECRET_KEY, gateway.RECEIPT, delivery, attempt):
        return HttpResponse("unknown\n", status=404, content_type="text/plain")
    parsed = gateway.parse_receipt(known, request.body)
    if parsed is not None:
        services.record_receipt(
            delivery=delivery,
            attempt=attempt,
            carrier_id=parsed.carrier_id,
            status=parsed.status,
            error=parsed.error,
            now=timezone.now(),
        )
    return HttpResponse(status=204)


@csrf_exempt  # a service worker has no form; the token proves that it was pushed this very message
@require_POST
def push_seen(request, delivery, attempt, token):
    """A browser showed what was pushed: to us that is delivered."""
    if not is_token(token, settings.SECRET_KEY, "seen", delivery, attempt):
        return HttpResponse("unknown\n", status=404, content_type="text/plain")
    services.record_receipt(
        delivery=delivery,
        attempt=attempt,
        carrier_id=carrier_id_of(delivery, attempt),
        status="delivered",
        now=timezone.now(),
    )
    return HttpResponse(status=204)


@signed
def call_key(request, delivery, attempt):
    """A key was pressed in a call; the answer is read out."""
    pressed = twilio_voice.parse_key(request.POST)
    said = pressed and services.press_key(
        delivery=delivery, attempt=attempt, carrier_id=pressed.carrier_id, key=pressed.key, now=timezone.now()
    )
    # by our own address: behind a proxy the request's may differ
    again = settings.PUBLIC_URL + request.path if said and said.ask_again else ""
    words = speech.answer(said.words, said.language, ask_again=again) if said else twilio_webhooks.twiml("")
    return HttpResponse(words, content_type="text/xml; charset=utf-8")


@signed
def call_status(request, delivery, attempt):
    parsed = twilio_voice.parse_call(request.POST)
    if parsed is not None:
        services.record_receipt(
            delivery=delivery,
            attempt=attempt,
            carrier_id=parsed.carrier_id,
            status=parsed.status,
            error=parsed.error,
            now=timezone.now(),
        )
    return HttpResponse(status=204)


@require_safe
def outbox(request):
    require(permissions.may_see_outbox, request.user)
    broadcast = request.GET.get("broadcast", "")[:120]
    texts = selectors.outbox(limit=SHOWN, broadcast=broadcast)
    name = "messaging/_outbox.html" if request.GET.get("part") == "list" else "messaging/outbox.html"
    context = {"texts": texts, "broadcast": broadcast, "sends_nothing": permissions.sends_nothing(), "shown": SHOWN}
    return render(request, name, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def made_up_phone(request):
    """A phone of the visitor's own in the demo: what they write goes the way that a text from a carrier goes."""
    require(permissions.may_use_made_up_phone, request.user)
    phone = request.session.get("made-up-phone", "")
    form = TextForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                spend("made-up-phone", address_of(request), limit=30, seconds=60)
            except TooMany as limit:
                form.add_error("body", _("Too many texts. Wait %(seconds)s seconds.") % {"seconds": limit.seconds})
                status = 429
            else:
                phone = phone or selectors.unused_phone(_new_phone)
                request.session["made-up-phone"] = phone
                community = resolve_community()
                parsed = ParsedText(
                    phone=phone,
                    to=community.sms_number if community else "",
                    body=form.cleaned_data["body"],
                    carrier_id=f"made-up-{form.cleaned_data['once'] or new_token(12)}",
                )
                services.receive_text(parsed, now=timezone.now())
                return redirect(request.path + "#newest")
    context = {
        "form": form,
        "phone": phone,
        "texts": selectors.texts_of_phone(phone) if phone else [],
        "once": new_token(12),
        "longest": LONGEST,
    }
    return render(request, "messaging/made_up_phone.html", context, status=status)


def _new_phone() -> str:
    """A number that belongs to nobody: 555-0100 to 555-0199 of any American area code."""
    return f"+1{secrets.choice(range(201, 990))}55501{secrets.randbelow(100):02d}"
