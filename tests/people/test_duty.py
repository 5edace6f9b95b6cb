"""Who is rung: the roster, duty phones and the leads of buildings; their numbers sealed and masked."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from community.accounts.models import User
from community.people.models import BuildingLead, DutyPhone, DutyTurn, Role
from community.people.selectors import callees_of, roster
from community.people.services import save_building, save_duty_phone, save_duty_turn, save_grid, save_lead
from tests.factories import NOON
from tests.factories.people import UserFactory, member, resident
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def town(db):
    return CommunityFactory(region="US")


@pytest.fixture
def house(town):
    grid = save_grid(community=town, slug="g1", name={"en": "Grid 1"}, now=NOON)
    return save_building(grid=grid, slug="b1", name={"en": "House 1"}, latitude=38.89, longitude=-77.02, now=NOON)


@pytest.fixture
def desk(client, town):
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def on_duty(user, town, order=1, starts=NOON - HOUR, ends=None):
    return save_duty_turn(community=town, user=user, order=order, starts=starts, ends=ends, now=NOON)


def test_those_on_duty_first_then_role_by_role(town):
    lead, first, second, third, gone = (
        member(role, community=town)
        for role in (Role.STATION_LEAD, Role.OFFICER, Role.OFFICER, Role.OFFICER, Role.OFFICER)
    )
    User.objects.filter(pk=gone.pk).update(is_active=False)
    stranger = UserFactory()
    on_duty(third, town, order=2)
    on_duty(second, town, order=1)
    on_duty(first, town, starts=NOON + HOUR)  # not yet
    on_duty(lead, town, starts=NOON - 2 * HOUR, ends=NOON)  # not any more
    on_duty(stranger, town)  # no such role
    assert roster(town, Role.OFFICER, Role.STATION_LEAD, now=NOON) == [second, third, first, lead]


def test_a_duty_phone_goes_before_the_number_that_a_resident_confirmed(town):
    both, own, neither, asked_no = (member(Role.OFFICER, community=town) for _ in range(4))
    resident(101, user=both)
    resident(102, user=own, language="zh-hans")
    resident(103, user=asked_no, consent=False)
    save_duty_phone(both, phone="(202) 555-0109", language="en", now=NOON)
    found = callees_of([both, neither, own, asked_no])
    assert [(one.key, one.phone, one.language) for one in found] == [
        (f"user:{both.pk}", "+12025550109", "en"),
        (f"user:{own.pk}", "+12025550102", "zh-hans"),
    ]


def test_the_roster_is_asked_in_a_bounded_number_of_questions(town, django_assert_num_queries):
    for number in range(101, 105):
        resident(number, user=member(Role.OFFICER, community=town))
    with django_assert_num_queries(4):
        assert len(callees_of(roster(town, Role.OFFICER, now=NOON))) == 4


def test_numbers_are_sealed(town, house):
    save_lead(house, rank=1, name="Mei", phone="(202) 555-0101", language="en", now=NOON)
    save_duty_phone(UserFactory(), phone="(202) 555-0101", language="en", now=NOON)
    for model in (BuildingLead, DutyPhone):
        assert "5550101" not in str(model.objects.values().get())
        assert model.objects.get().phone == "+12025550101"


def test_wrong_entries_are_refused(town, house):
    with pytest.raises(ValidationError):
        save_lead(house, rank=1, name="Mei", phone="12", language="en", now=NOON)
    with pytest.raises(ValidationError):
        save_lead(house, rank=1, name="Mei", language="en", now=NOON)
    with pytest.raises(ValidationError):
        on_duty(UserFactory(), town, ends=NOON - 2 * HOUR)
    assert not BuildingLead.objects.exists()


def test_the_office_keeps_leads_in_the_admin_and_a_number_is_never_shown_again(desk, house):
    path = "/admin/people/buildinglead/"
    values = {"building": house.pk, "rank": 1, "name": "Mei", "language": "zh-hans", "phone": "(202) 555-0101"}
    assert desk.post(f"{path}add/", {**values, "phone": ""}).status_code == 200  # says that a number is needed
    assert desk.post(f"{path}add/", {**values, "phone": "12"}).status_code == 200
    assert desk.post(f"{path}add/", values).status_code == 302
    row = BuildingLead.objects.get()
    for page in (path, f"{path}{row.pk}/change/"):
        shown = desk.get(page).content.decode()
        assert "•••• 01" in shown and "5550101" not in shown
    assert desk.post(f"{path}{row.pk}/change/", {"name": "Mei Lin", "language": "en"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.language, row.phone) == ("Mei Lin", "en", "+12025550101")
    assert desk.post(f"{path}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not BuildingLead.objects.exists()


def test_the_office_keeps_the_roster_in_the_admin(desk, town):
    user = member(Role.OFFICER, community=town)
    phone = {"user": user.pk, "language": "en", "phone": "(202) 555-0102"}
    assert desk.post("/admin/people/dutyphone/add/", phone).status_code == 302
    assert DutyPhone.objects.get().phone == "+12025550102"
    turn = {
        "community": town.pk, "user": user.pk, "order": 1,
        "starts_0": "2026-07-08", "starts_1": "08:00:00", "ends_0": "", "ends_1": "",
    }  # fmt: skip
    assert desk.post("/admin/people/dutyturn/add/", turn).status_code == 302
    row = DutyTurn.objects.get()
    late = {**turn, "order": 3, "ends_0": "2026-07-07", "ends_1": "08:00:00"}
    assert desk.post(f"/admin/people/dutyturn/{row.pk}/change/", late).status_code == 200
    assert desk.post(f"/admin/people/dutyturn/{row.pk}/change/", {**turn, "order": 3}).status_code == 302
    row.refresh_from_db()
    assert row.order == 3
    for name in ("dutyphone", "dutyturn"):
        assert desk.get(f"/admin/people/{name}/").status_code == 200


def test_a_turn_is_typed_on_the_clock_of_its_community(desk, town):
    far = CommunityFactory(slug="far", time_zone="America/Los_Angeles")
    turn = {
        "community": far.pk, "user": UserFactory().pk, "order": 1,
        "starts_0": "2026-07-08", "starts_1": "08:00:00", "ends_0": "2026-07-08", "ends_1": "20:00:00",
    }  # fmt: skip
    assert desk.post("/admin/people/dutyturn/add/", turn).status_code == 302
    row = DutyTurn.objects.get()
    assert (row.starts, row.ends - row.starts) == (dt.datetime(2026, 7, 8, 15, tzinfo=dt.UTC), 12 * HOUR)
    shown = desk.get(f"/admin/people/dutyturn/{row.pk}/change/").content.decode()
    assert 'value="08:00:00"' in shown and "Pacific" in shown


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.STATION_LEAD])
def test_no_role_alone_sees_them(client, town, role):
    client.force_login(member(role, community=town))
    for name in ("buildinglead", "dutyphone", "dutyturn"):
        assert client.get(f"/admin/people/{name}/").status_code == 302
