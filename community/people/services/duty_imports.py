"""Tables of who is rung: the leads of buildings, and the phones of those on duty."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from community.accounts.models import User
from community.people.models import Building, BuildingLead, DutyPhone
from community.people.registers import BadLine, evened, language_named, read_rows
from community.people.services.duty import save_duty_phone, save_lead
from community.people.services.imports import MOST_KEPT, ImportReport
from community.places.models import Community
from portal.lib.phones import NotAPhone, normalise_phone

_PHONE = {"phone": "phone", "电话": "phone", "手机": "phone", "手机号": "phone"}
_LANGUAGE = {"language": "language", "语言": "language"}
LEAD_COLUMNS = {
    **_PHONE,
    **_LANGUAGE,
    **{"building": "building", "楼栋": "building", "name": "name", "姓名": "name", "rank": "rank", "顺序": "rank"},
}
PHONE_COLUMNS = {**_PHONE, **_LANGUAGE, "username": "username", "用户名": "username"}
RANKS = {
    **dict.fromkeys(("", "1", "lead", "楼长", "负责人"), BuildingLead.Rank.LEAD),
    **dict.fromkeys(("2", "deputy", "副楼长", "副手"), BuildingLead.Rank.DEPUTY),
}
OnBad = Callable[[BadLine], None]


def import_leads(
    lines: Iterable[str], *, community: Community, now: datetime, on_bad: OnBad | None = None
) -> ImportReport:
    """Say who wakes each building: a CSV of building, name, phone, language and, if wanted, rank (lead or deputy).

    A building is meant by its name in any language, its short name or its address; several that fit are a bad line.
    A second run doubles nothing. Raises BadRegister for the file as a whole.
    """
    known: dict[str, set[Building]] = {}
    for building in Building.objects.filter(grid__community=community).select_related("grid__community"):
        for name in {*map(evened, (building.slug, *building.name.values(), building.address))} - {""}:
            known.setdefault(name, set()).add(building)

    def take(row: dict[str, str]) -> bool | str:
        fit = known.get(evened(row["building"]), set())
        rank = RANKS.get(row.get("rank", "").casefold())
        language = language_named(row["language"])
        if len(fit) != 1:
            return "building"
        if rank is None:
            return "rank"
        if language is None:
            return "language"
        (building,) = fit
        phone = normalise_phone(row["phone"], community.region)
        held = BuildingLead.objects.filter(building=building, rank=rank).first()
        if held is not None and (held.name, held.language, held.phone) == (row["name"], language, phone):
            return True
        save_lead(building, rank=rank, name=row["name"], phone=phone, language=language, now=now)
        return held is not None

    return _imported(lines, LEAD_COLUMNS, ("building", "name", "phone", "language"), take, on_bad)


def import_duty_phones(
    lines: Iterable[str], *, region: str, now: datetime, on_bad: OnBad | None = None
) -> ImportReport:
    """Say where people on duty are rung: a CSV of username, phone, language. Accounts are not made: a name that has
    none is a bad line. Raises BadRegister for the file as a whole."""

    def take(row: dict[str, str]) -> bool | str:
        user = User.objects.filter(username=row["username"], is_active=True).first()
        language = language_named(row["language"])
        if user is None:
            return "user"
        if language is None:
            return "language"
        phone = normalise_phone(row["phone"], region)
        held = DutyPhone.objects.filter(user=user).first()
        if held is not None and (held.language, held.phone) == (language, phone):
            return True
        save_duty_phone(user, phone=phone, language=language, now=now)
        return held is not None

    return _imported(lines, PHONE_COLUMNS, ("username", "phone", "language"), take, on_bad)


def _imported(
    lines: Iterable[str],
    columns: dict[str, str],
    required: tuple[str, ...],
    take: Callable[[dict[str, str]], bool | str],
    on_bad: OnBad | None,
) -> ImportReport:
    """Each line by itself. `take` says whether the row was known before, or why the line is bad."""
    report = ImportReport()
    for found in read_rows(lines, columns=columns, required=required):
        result: bool | str = ""
        if not isinstance(found, BadLine):
            number, row = found
            try:
                with transaction.atomic():
                    result = take(row)
            except NotAPhone:
                result = "phone"
            except ValidationError:
                result = "other"
        if result is True:
            report.updated += 1
        elif result is False:
            report.added += 1
        else:
            line = found if isinstance(found, BadLine) else BadLine(number, str(result))
            report.bad_lines += 1
            report.bad += [line] if len(report.bad) < MOST_KEPT else []
            if on_bad:
                on_bad(line)
    return report
