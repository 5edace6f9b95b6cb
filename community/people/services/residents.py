"""The register of residents, one row at a time."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.people.models import Household, Resident, ResidentPlace
from community.places.models import Community
from portal.lib.phones import NotAPhone, normalise_phone
from portal.lib.sealing import blind_index, seal


def register_resident(
    *,
    community: Community,
    phone: str,
    name: str = "",
    language: str,
    consent: bool,
    needs_help: bool = False,
    household: Household | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    radius: int = 0,
    source: str = Resident.Source.OFFICE,
    is_demo: bool = False,
    now: datetime,
) -> Resident:
    """Add one person. `phone` as typed. Raises ValidationError by field; a number is registered once a community."""
    try:
        number = normalise_phone(phone, community.region)
    except NotAPhone as wrong:
        raise ValidationError({"phone": str(wrong)}) from None
    row = Resident(
        community=community,
        household=household,
        name=name,
        phone_sealed=seal(number),
        phone_index=blind_index(number),
        language=language,
        consent=consent,
        consent_at=now if consent else None,
        needs_help=consent and needs_help,
        source=source,
        is_demo=is_demo,
        created=now,
    )
    row.clean_fields(exclude=["phone_sealed", "household"])
    try:
        with transaction.atomic():
            row.save()
            if latitude is not None and longitude is not None:
                place = ResidentPlace(resident=row, latitude=latitude, longitude=longitude, radius=radius)
                place.clean_fields()
                place.save()
    except IntegrityError:
        raise ValidationError({"phone": _("This number is in the register already.")}) from None
    return row


def change_resident(
    resident: Resident,
    *,
    name: str,
    language: str,
    consent: bool,
    household: Household | None,
    needs_help: bool | None = None,
    now: datetime,
) -> None:
    """Bring a person's row up to date; their number and places are their own to change."""
    wanted = resident.needs_help if needs_help is None else needs_help
    resident.needs_help = consent and wanted  # kept only while they agree
    if consent != resident.consent:
        resident.consent, resident.consent_at = consent, now if consent else None
    resident.name, resident.language, resident.household = name, language, household
    resident.clean_fields(exclude=["phone_sealed", "household", "user"])
    resident.save(update_fields=["name", "language", "household", "consent", "consent_at", "needs_help"])


def erase_resident(resident: Resident) -> None:
    """Erase a person on request: their number, places and consent."""
    resident.delete()
