"""Photos kept over a slip: whose they are, and their thumbnails in the form."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.hazards.models import MOST_PHOTOS
from community.hazards.selectors import held_photos
from community.hazards.services import hold_photos
from community.hazards.views.photos import picture
from portal.lib.ids import new_token
from portal.lib.limits import TooMany, address_of, spend
from portal.lib.sealing import blind_index

HOLDER = "photos"  # of a session: a secret that outlives signing in
SLIPS = {"limit": 40, "seconds": 3600}  # forms with photos that an address may get wrong: twice what it may send
DECODED = {"limit": 120, "seconds": 3600}  # forms with photos that are looked at for an address, right or wrong


def holder_of(request, *, make: bool = False) -> str:
    """Whose the photos of this browser's forms are, as a keyed hash; "" where it never had any."""
    secret = request.session.get(HOLDER)
    if not secret and make:
        secret = request.session[HOLDER] = new_token()
    return blind_index(secret) if secret else ""


def held_names(request) -> list[str]:
    """Photos that the form names."""
    return list(dict.fromkeys(request.POST.getlist("held")))[:MOST_PHOTOS]


def photos_kept(request, form, *, is_staff: bool, keep: bool):
    """(photos that the form shows, whether some that were chosen are lost): new ones are kept from now on."""
    now = timezone.now()
    names = held_names(request)
    held = held_photos(names, holder=holder_of(request), now=now) if names else []
    if not form.read or not keep:
        # those that could not be read are named among the mistakes
        return held, bool(request.FILES) and not form.files
    try:
        if not is_staff:
            spend("hazard-slip", address_of(request), **SLIPS)
        kept = hold_photos(form.read, holder=holder_of(request, make=True), now=now)
    except (TooMany, OSError):  # a full disk: the words at least come back
        return held, True
    return [*held, *kept], not kept


def room_for_photos(request) -> None:
    """Before photos are decoded: a small file may be a large picture. Raises TooMany."""
    if request.FILES:
        spend("hazard-photos", address_of(request), **DECODED)


def photos_gone() -> str:
    return _("A photo was kept for an hour only, and is gone. Choose it again, or send without it.")


@require_safe
def held_photo(request, name):
    """The thumbnail, for the browser that chose it."""
    found = held_photos([name], holder=holder_of(request), now=timezone.now())
    if not found:
        raise Http404
    response = picture(found[0].thumbnail, "photo.jpg")
    response["Cache-Control"] = "private, no-store"
    return response
