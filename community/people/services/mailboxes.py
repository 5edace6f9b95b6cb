"""A person's mailbox: kept once a code that was sent there came back."""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.models import MailboxRequest, Resident, Way
from community.people.services.subscriptions import WrongCode, digits_of
from portal.lib.ids import new_code, new_token
from portal.lib.limits import spend
from portal.lib.mailboxes import NotAMailbox, normalise_mailbox
from portal.lib.sealing import blind_index, seal
from portal.lib.words import said

CODE_LIFE = timedelta(minutes=30)  # letters are slower than texts
HOUR = 3600
CODES_A_PERSON = 5  # an hour
CODES_A_MAILBOX = 3  # an hour: nobody's mailbox is filled by strangers
CODES_AN_ADDRESS = 10  # an hour
TRIES_AN_ADDRESS = 30  # an hour


def offers_email() -> bool:
    """Whether letters can be sent here."""
    return bool(settings.CARRIERS.get(Way.EMAIL))


def ask_mailbox(resident: Resident, mailbox: str, *, address: str, now: datetime) -> MailboxRequest:
    """Send a code to `mailbox` (as typed); it counts for half an hour and replaces an earlier one.

    `address` is the caller's, for the limits. Raises ValidationError, TooMany.
    """
    if not offers_email():
        raise ValidationError({"email": _("This site sends no e-mail.")})
    try:
        to = normalise_mailbox(mailbox)
    except NotAMailbox as wrong:
        raise ValidationError({"email": str(wrong)}) from None
    spend("mailbox-address", address, limit=CODES_AN_ADDRESS, seconds=HOUR)
    spend("mailbox-person", str(resident.pk), limit=CODES_A_PERSON, seconds=HOUR)
    spend("mailbox", blind_index(to), limit=CODES_A_MAILBOX, seconds=HOUR)
    code = new_code()
    with transaction.atomic():
        request, _made = MailboxRequest.objects.update_or_create(
            resident=resident,
            defaults={
                "email_sealed": seal(to),
                "code_digest": _digest(resident, to, code),
                "tries": 0,
                "expires": now + CODE_LIFE,
            },
        )
        with translation.override(resident.language):
            body = _("%(code)s is your code for warnings from %(community)s by e-mail. Not you? Ignore this letter.")
            body %= {"code": code, "community": said(resident.community.name, resident.language)}
        send_text(
            key=f"mailbox:{new_token(12)}",
            phone=to,
            body=body,
            language=resident.language,
            lane=Lane.REPLY,
            channel=Way.EMAIL,
            expires=request.expires,
            now=now,
        )
    return request


def confirm_mailbox(resident: Resident, *, code: str, address: str, now: datetime) -> str:
    """Keep the mailbox that waits, if this is its code; returns it. Raises WrongCode, TooMany."""
    spend("mailbox-try", address, limit=TRIES_AN_ADDRESS, seconds=HOUR)
    open_still = MailboxRequest.objects.filter(resident=resident, expires__gt=now, tries__lt=MailboxRequest.MOST_TRIES)
    if not open_still.update(tries=F("tries") + 1):
        raise WrongCode(0)
    with transaction.atomic():
        request = MailboxRequest.objects.select_for_update().filter(resident=resident).first()
        if request is None:
            raise WrongCode(0)
        mailbox = request.email
        if not hmac.compare_digest(_digest(resident, mailbox, digits_of(code)), request.code_digest):
            raise WrongCode(MailboxRequest.MOST_TRIES - request.tries)
        request.delete()
        row = Resident.objects.select_for_update().get(pk=resident.pk)
        row.email_sealed, row.email_index = bytes(seal(mailbox)), blind_index(mailbox)
        if Way.EMAIL not in row.ways:
            row.ways = [*row.ways, Way.EMAIL.value]
        row.source = Resident.Source.SUBSCRIPTION
        row.save(update_fields=["email_sealed", "email_index", "ways", "source"])
    return mailbox


@transaction.atomic
def forget_mailbox(resident: Resident) -> None:
    """No more letters to a person, and no note of where they went."""
    MailboxRequest.objects.filter(resident=resident).delete()
    Resident.objects.filter(pk=resident.pk).update(email_sealed=None, email_index="")


def stop_letters(mailbox: str) -> int:
    """Forget `mailbox` wherever it is kept: somebody who got a letter there asked for no more. How many kept it."""
    return Resident.objects.filter(email_index=blind_index(mailbox)).update(email_sealed=None, email_index="")


def _digest(resident: Resident, mailbox: str, code: str) -> str:
    return blind_index(f"mailbox {resident.pk} {mailbox} {code}")
