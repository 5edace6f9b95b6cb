"""What a blocked sender meets: the refusal, and the page on which they say that it is wrong."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.hazards.forms import AppealForm
from community.hazards.models import Block
from community.hazards.selectors import numbers_to_call, sender_of
from community.hazards.services import appeal
from portal.lib.ids import new_token
from portal.lib.limits import TooMany, address_of

DEVICE = "sender"  # of a session: what the browser is known by that sent a report


def sender_of_request(request):
    """Who sends this form: the connection, and the browser by a secret of its session."""
    secret = request.session.get(DEVICE)
    if not secret:
        secret = request.session[DEVICE] = new_token()
    return sender_of(device=secret, address=address_of(request))


def blocked_page(request, block, form):
    """The refusal, with what was typed, so that it can be copied, and the way to appeal."""
    return _page(request, block, AppealForm(), status=403, typed=form.cleaned_data.get("description", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def block_appeal(request, token):
    """Until when and why, and the sender's word that it is wrong. The address is theirs alone."""
    block = get_object_or_404(Block.objects.select_related("community"), token=token)
    if request.method != "POST":
        return _page(request, block, AppealForm())
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, block, form, status=422)
    try:
        taken = appeal(block, words=form.cleaned_data["words"], address=address_of(request), now=timezone.now())
    except TooMany as limit:
        form.add_error("words", _("Many messages came from this connection. Wait a little, then send again."))
        response = _page(request, block, form, status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
    block.refresh_from_db()
    return _page(request, block, AppealForm(), sent=taken)


def _page(request, block, form, *, status=200, typed="", sent=False):
    context = {
        "entry": block,
        "in_force": block.is_in_force(timezone.now()),
        "community": block.community,
        "calls": numbers_to_call(block.community),
        "answers": block.events.filter(kind__in=["kept", "lifted"]),
        "form": form,
        "typed": typed,
        "sent": sent,
    }
    response = render(request, "hazards/blocked.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
