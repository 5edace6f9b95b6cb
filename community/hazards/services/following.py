"""Following a report, a kind of hazard or an area: asked for, proved, and ended."""

import hmac
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import FOLLOW_WAYS, Category, Following, Report, subject_of
from community.hazards.services.forgetting import ENDED, KEPT
from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.models import Way
from community.people.services import WrongCode, check_device
from community.places.models import Community, NamedArea
from portal.lib.ids import new_code, new_token
from portal.lib.limits import spend
from portal.lib.mailboxes import NotAMailbox, normalise_mailbox
from portal.lib.sealing import blind_index, seal
from portal.lib.words import said

CODE_LIFE = {Way.SMS: timedelta(minutes=10), Way.EMAIL: timedelta(minutes=30)}  # letters are slower than texts
HOUR = 3600
CODES_A_NUMBER = 3  # an hour
CODES_AN_ADDRESS = 10  # an hour
TRIES_AN_ADDRESS = 30  # an hour
MOST = 30  # things that one address may follow


def offered_ways() -> list[str]:
    """The ways by which this site can tell followers."""
    return [way.value for way in FOLLOW_WAYS if settings.CARRIERS.get(way)]


def ask_to_follow(
    *,
    community: Community,
    report: Report | None = None,
    category: Category | None = None,
    area: NamedArea | None = None,
    channel: str,
    to: str,
    language: str,
    is_reporter: bool = False,
    address: str,
    now: datetime,
) -> Following:
    """Send a code to `to` (E.164, or a mailbox as typed). Does the same whether or not it follows something already.

    `address` is the caller's, for the limits; they count together with those of subscribing. `is_reporter`: they
    showed the report's key. Raises ValidationError, TooMany.
    """
    if channel not in (Way.SMS, Way.EMAIL) or channel not in offered_ways():
        raise ValidationError({"channel": _("This site cannot send that way.")})
    if channel == Way.EMAIL:
        try:
            to = normalise_mailbox(to)
        except NotAMailbox as wrong:
            raise ValidationError({"to": str(wrong)}) from None
    index = blind_index(to)
    spend("subscribe-address", address, limit=CODES_AN_ADDRESS, seconds=HOUR)
    spend("subscribe-number", index, limit=CODES_A_NUMBER, seconds=HOUR)
    life = CODE_LIFE[Way(channel)]
    code = new_code()
    with transaction.atomic():
        row = Following.objects.create(
            **_what(community, report, category, area),
            is_reporter=is_reporter,
            channel=channel,
            address_sealed=seal(to),
            address_index=index,
            language=language,
            token=new_token(12),
            created=now,
            expires=now + life,
        )
        row.code_digest = _digest(row, code)
        row.save(update_fields=["code_digest"])
        with translation.override(language):
            body = _("%(code)s is your code for news of hazards in %(community)s. Not you? Ignore this.")
            body %= {"code": code, "community": said(community.name, language)}
        send_text(
            key=f"follow-code:{row.pk}",
            phone=to,
            body=body,
            language=language,
            lane=Lane.REPLY,
            channel=channel,
            expires=row.expires,
            now=now,
        )
    return row


def _what(
    community: Community, report: Report | None, category: Category | None, area: NamedArea | None
) -> dict[str, object]:
    """Fields that say what is followed. Raises ValidationError where that is nothing."""
    subject = subject_of(
        report=report, category_id=category.pk if category else None, area_id=area.pk if area else None
    )
    if not subject:
        raise ValidationError({"category": _("Choose a kind of hazard, an area, or both.")})
    return {"community": community, "report": report, "category": category, "area": area, "subject": subject}


def confirm_following(row: Following, *, code: str, address: str, now: datetime) -> Following:
    """From now on they are told, if this is the code. Every try counts. Raises WrongCode, TooMany, ValidationError."""
    spend("follow-try", address, limit=TRIES_AN_ADDRESS, seconds=HOUR)
    open_still = Following.objects.filter(pk=row.pk, confirmed_at=None, expires__gt=now, tries__lt=Following.MOST_TRIES)
    if not open_still.update(tries=F("tries") + 1):
        raise WrongCode(0)
    typed = "".join(letter for letter in code if letter.isdigit())
    if not hmac.compare_digest(_digest(row, typed), row.code_digest):
        raise WrongCode(Following.MOST_TRIES - 1 - row.tries)
    try:
        _prove(row, now)
    except IntegrityError:
        raise WrongCode(0) from None  # two codes for the same thing, typed at once: the other one counts
    row.confirmed_at = now
    return row


@transaction.atomic
def _prove(row: Following, now: datetime) -> None:
    same = Following.objects.confirmed().filter(subject=row.subject, address_index=row.address_index)
    row.is_reporter |= same.filter(is_reporter=True).exists()
    same.delete()
    _room(row.address_index)
    if not Following.objects.filter(pk=row.pk, confirmed_at=None).update(
        confirmed_at=now, code_digest="", is_reporter=row.is_reporter
    ):
        raise WrongCode(0)  # the same code, typed twice at once


def follow_by_push(
    *,
    community: Community,
    report: Report | None = None,
    category: Category | None = None,
    area: NamedArea | None = None,
    endpoint: str,
    p256dh: str,
    auth: str,
    language: str,
    is_reporter: bool = False,
    now: datetime,
) -> tuple[Following, bool]:
    """Tell a browser; that it subscribed proves whose it is. (the row, whether it is new). Raises ValidationError."""
    if Way.PUSH not in offered_ways():
        raise ValidationError({"channel": _("This site cannot send that way.")})
    check_device(endpoint, p256dh, auth)
    what, index = _what(community, report, category, area), blind_index(endpoint)
    sealed = seal(json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}))
    known = Following.objects.confirmed().filter(subject=what["subject"], address_index=index)
    if known.update(address_sealed=sealed, is_reporter=F("is_reporter") if not is_reporter else True):
        return known.get(), False
    with transaction.atomic():
        _room(index)
        try:
            with transaction.atomic():
                return Following.objects.create(
                    **what,
                    is_reporter=is_reporter,
                    channel=Way.PUSH,
                    address_sealed=sealed,
                    address_index=index,
                    language=language,
                    token=new_token(12),
                    created=now,
                    expires=now,
                    confirmed_at=now,
                ), True
        except IntegrityError:
            return known.get(), False  # pressed twice at once


def _room(index: str) -> None:
    if Following.objects.confirmed().filter(address_index=index).count() >= MOST:
        raise ValidationError(
            _("You follow %(number)d things already. Stop one first.") % {"number": MOST}, code="full"
        )


def stop_following(row: Following) -> None:
    """No more news of this, and no note of who heard it."""
    row.delete()


def stop_all_following(row: Following) -> int:
    """The same for all that goes to the address of `row`; how many that was."""
    return Following.objects.filter(address_index=row.address_index).delete()[0]


def forget_gone(channel: str, addresses: Iterable[str], *, now: datetime) -> None:
    """Carriers say that these addresses exist no more (settings.GONE_ADDRESSES)."""
    if channel == Way.PUSH:
        Following.objects.filter(address_index__in=[blind_index(one) for one in addresses]).delete()


def forget_followings(*, now: datetime) -> int:
    """Delete what nobody proved in time, and who followed a report that ended 90 days ago; how many."""
    unproved, _rows = Following.objects.unconfirmed(now).delete()
    ended, _rows = Following.objects.filter(report__status__in=ENDED, report__updated__lte=now - KEPT).delete()
    return unproved + ended


def _digest(row: Following, code: str) -> str:
    return blind_index(f"following {row.pk} {code}")
