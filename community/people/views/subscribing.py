"""Subscribing by code, and making an account."""

from datetime import datetime, timedelta

from allauth.account.views import SignupView
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.messaging.selectors import is_opted_out
from community.people import services
from community.people.forms import CodeForm, PlaceForm, SubscribeForm
from community.people.models import MOST_PLACES, Resident, SubscriptionRequest
from community.places.models import Community
from community.places.selectors import resolve_community
from portal.lib.limits import TooMany, address_of

ASKED = "subscription_request"  # session keys: they hold primary keys, never a number
CONFIRMED = "subscriber"
STAY = timedelta(minutes=30)  # how long a typed code lets its session change the places


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request):
    community = resolve_community(request.GET.get("community", ""))
    if community is None:
        return render(request, "people/subscribe_where.html", {"communities": Community.objects.order_by("pk")})
    form = SubscribeForm(request.POST or None, community=community, initial={"language": request.LANGUAGE_CODE})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                asked = services.request_subscription(
                    community=community,
                    phone=form.cleaned_data["phone"],
                    language=form.cleaned_data["language"],
                    places=[form.place()],
                    address=address_of(request),
                    now=timezone.now(),
                )
            except TooMany as limit:
                form.add_error(None, too_many(limit))
                status = 429
            else:
                request.session[ASKED] = asked.pk
                return redirect("people:subscribe-code")
        else:
            status = 422
    context = {"form": form, "community": community, "most": MOST_PLACES}
    return render(request, "people/subscribe.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_code(request):
    asked = SubscriptionRequest.objects.filter(pk=request.session.get(ASKED)).select_related("community").first()
    if asked is None:
        return redirect("people:subscribe")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                resident = services.confirm_subscription(
                    asked,
                    code=form.cleaned_data["code"],
                    address=address_of(request),
                    now=timezone.now(),
                    user=request.user,
                )
            except services.WrongCode as wrong:
                form.add_error("code", wrong_code(wrong))
            except TooMany as limit:
                form.add_error("code", too_many(limit))
                status = 429
            else:
                del request.session[ASKED]
                request.session.cycle_key()
                request.session[CONFIRMED] = [resident.pk, timezone.now().isoformat()]
                return redirect("people:subscribe-done")
    context = {"form": form, "asked": asked, "minutes": services.CODE_LIFE.seconds // 60}
    return render(request, "people/subscribe_code.html", context, status=status)


@require_POST
def subscribe_again(request):
    """Another code for the same number and places."""
    asked = SubscriptionRequest.objects.filter(pk=request.session.get(ASKED)).select_related("community").first()
    if asked is None:
        return redirect("people:subscribe")
    try:
        again = services.request_subscription(
            community=asked.community,
            phone=asked.phone,
            language=asked.language,
            places=asked.places,
            address=address_of(request),
            now=timezone.now(),
        )
    except TooMany as limit:
        messages.error(request, too_many(limit))
    else:
        request.session[ASKED] = again.pk
        messages.success(request, _("A new code is on its way. The old one no longer counts here."))
    return redirect("people:subscribe-code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_done(request):
    """What is kept, and room for more: POST adds a place."""
    resident = warned_person(request)
    if resident is None:
        return redirect("people:subscribe")
    form = PlaceForm(request.POST or None, community=resident.community)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.add_place(resident, form.place())
            except ValidationError as wrong:
                form.add_error("address", wrong.messages[0])
            else:
                messages.success(request, _("The place is added."))
                return redirect("people:subscribe-done")
    context = {
        "form": form,
        "resident": resident,
        "community": resident.community,
        "places": resident.places.order_by("position"),
        "most": MOST_PLACES,
        "is_opted_out": is_opted_out(resident.phone_index),
    }
    return render(request, "people/subscribe_done.html", context, status=status)


@require_POST
def subscribe_remove(request, pk):
    resident = warned_person(request)
    if resident is None:
        return redirect("people:subscribe")
    if services.remove_place(resident, pk):
        messages.success(request, _("The place is removed."))
    return redirect("people:subscribe-done")


def subscriber(request) -> Resident | None:
    """Whose number this session has proved, for half an hour."""
    pk, since = request.session.get(CONFIRMED, [None, ""])
    if pk is None or timezone.now() - datetime.fromisoformat(since) > STAY:
        return None
    return Resident.objects.filter(pk=pk, consent=True).select_related("community").first()


def warned_person(request) -> Resident | None:
    """Whose warnings this is about: by a number proved just now, else by the account that proved one once."""
    resident = subscriber(request)
    if resident is None and request.user.is_authenticated:
        mine = Resident.objects.filter(user=request.user, consent=True).select_related("community")
        resident = mine.order_by("-pk").first()
    return resident


def too_many(limit: TooMany) -> str:
    minutes = max(1, round(limit.seconds / 60))
    return _("Too many codes were asked for. Try again in %(minutes)d min.") % {"minutes": minutes}


def wrong_code(wrong: services.WrongCode) -> str:
    if not wrong.tries_left:
        return _("This code is wrong or too old. Ask for a new one below.")
    return _("This is not the code. Look at the newest text and type its six digits.")


class SignUp(SignupView):
    """A new account is a resident's."""

    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            services.make_resident_account(self.user)
        return response


sign_up = SignUp.as_view()
