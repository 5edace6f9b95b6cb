"""The office keeps roles, homes and the register in the admin; numbers stay masked."""

import pytest
from django.core.exceptions import ValidationError

from community.accounts.models import User
from community.people.models import Building, Grid, Household, Membership, Resident, Role
from community.people.services import register_resident, save_building, save_grid
from tests.factories import NOON
from tests.factories.people import UserFactory, member, resident
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    return CommunityFactory(region="US")


@pytest.fixture
def desk(client, town):
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def new_resident(town, **changes):
    fields = {
        "community": town.pk,
        "name": "Mei",
        "language": "zh-hans",
        "consent": "on",
        "phone": "(202) 555-0101",
        "latitude": "38.89",
        "longitude": "-77.02",
        "radius": "0",
    }
    return {**fields, **changes}


# --- roles ---


@pytest.mark.parametrize("held", list(Role))
def test_no_role_alone_opens_the_admin(client, held):
    client.force_login(member(held))
    for path in ("membership/", "resident/", "grid/"):
        assert client.get(f"/admin/people/{path}").status_code == 302


def test_a_role_is_given_and_taken(desk, town):
    user = UserFactory()
    given = desk.post("/admin/people/membership/add/", {"user": user.pk, "community": town.pk, "role": "officer"})
    assert given.status_code == 302
    row = Membership.objects.get(user=user)
    assert row.role == Role.OFFICER
    assert desk.post(f"/admin/people/membership/{row.pk}/change/", {"role": "admin"}).status_code == 403
    assert desk.post(f"/admin/people/membership/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(user=user).exists()


# --- homes ---


def test_a_grid_a_building_and_a_door_are_kept(desk, town):
    grid = {"community": town.pk, "slug": "one", "name_en": "One", "name_zh-hans": "一号"}
    assert desk.post("/admin/people/grid/add/", grid).status_code == 302
    row = Grid.objects.get()
    assert row.name == {"en": "One", "zh-hans": "一号"}
    house = {"grid": row.pk, "slug": "h1", "name_en": "House", "latitude": "38.89", "longitude": "-77.02"}
    assert desk.post("/admin/people/building/add/", house).status_code == 302
    building = Building.objects.get()
    door = {"building": building.pk, "door": "402", "people": "3"}
    assert desk.post("/admin/people/household/add/", door).status_code == 302
    home = Household.objects.get()
    assert desk.post(f"/admin/people/household/{home.pk}/change/", {"people": "4"}).status_code == 302
    home.refresh_from_db()
    assert (home.door, home.people) == ("402", 4)
    person = resident(1, community=town, household=home)
    assert desk.post(f"/admin/people/grid/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    person.refresh_from_db()
    assert person.household is None


@pytest.mark.parametrize(
    ("path", "changes", "field"),
    [
        ("building", {"latitude": "91"}, "latitude"),
        ("building", {"latitude": "nan"}, "latitude"),
        ("building", {"longitude": "-180.5"}, "longitude"),
        ("household", {"people": "501"}, "people"),
        ("household", {"people": "-1"}, "people"),
    ],
)
def test_a_home_is_on_the_globe_and_holds_a_household(desk, town, path, changes, field):
    grid = save_grid(community=town, slug="one", name={"en": "One"}, now=NOON)
    building = save_building(grid=grid, slug="h1", name={"en": "House"}, latitude=38.89, longitude=-77.02, now=NOON)
    given = {
        "building": {"grid": grid.pk, "slug": "h2", "name_en": "House", "latitude": "38.89", "longitude": "-77.02"},
        "household": {"building": building.pk, "door": "402", "people": "3"},
    }[path]
    answer = desk.post(f"/admin/people/{path}/add/", {**given, **changes})
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert (Building.objects.count(), Household.objects.count()) == (1, 0)


@pytest.mark.parametrize("typed", ["abc", "9" * 30, "-1", "٩٩٩٩٩٩", "\0"])
@pytest.mark.parametrize(
    ("path", "field"),
    [("resident/{pk}/change/", "household"), ("household/add/", "building"), ("grid/add/", "worker")]
    + [("membership/add/", "user"), ("membership/add/", "community")],
)
def test_what_no_row_is_called_is_a_wrong_choice(desk, town, path, field, typed):
    row = resident(1, community=town)
    answer = desk.post(f"/admin/people/{path.format(pk=row.pk)}", {field: typed})
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


# --- the register ---


def test_a_resident_is_added_changed_and_erased_and_the_number_never_shown(desk, town):
    assert desk.post("/admin/people/resident/add/", new_resident(town)).status_code == 302
    row = Resident.objects.get()
    assert (row.phone, row.source, row.consent, row.places.get().latitude) == ("+12025550101", "office", True, 38.89)

    for path in ("", f"{row.pk}/change/"):
        page = desk.get(f"/admin/people/resident/{path}").content.decode()
        assert "•••• 01" in page
        assert "5550101" not in page

    changed = {"name": "Mei Wang", "language": "en"}
    assert desk.post(f"/admin/people/resident/{row.pk}/change/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.language, row.consent, row.consent_at) == ("Mei Wang", "en", False, None)
    assert row.phone == "+12025550101"

    assert desk.post(f"/admin/people/resident/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Resident.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "(202) 555-0199"}, "phone"),
        ({"language": "fr"}, "language"),
        ({"longitude": ""}, "longitude"),
        ({"latitude": "120"}, "latitude"),
        ({"radius": "90000"}, "radius"),
    ],
)
def test_a_wrong_entry_is_named(desk, town, changes, field):
    resident(199, community=town)
    answer = desk.post("/admin/people/resident/add/", new_resident(town, **changes))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert Resident.objects.count() == 1


@pytest.mark.city
def test_a_number_is_registered_once_a_community(town):
    def register(**changes):
        fields = {"community": town, "phone": "+1 202 555 0101", "language": "en", "consent": True, "now": NOON}
        return register_resident(**{**fields, **changes})

    register()
    with pytest.raises(ValidationError) as wrong:
        register()
    assert list(wrong.value.message_dict) == ["phone"]
    with pytest.raises(ValidationError):
        register(phone="none")
    register(community=CommunityFactory(slug="other"))
    assert Resident.objects.count() == 2


@pytest.mark.parametrize("path", ["resident", "membership", "household", "grid", "building"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_do_not_ask_for_each_row(desk, town, django_assert_max_num_queries, rows, path):
    for number in range(rows):
        grid = Grid.objects.create(community=town, slug=f"g{number}", name={"en": "G"}, worker=member(Role.GRID_WORKER))
        house = Building.objects.create(grid=grid, slug="h", name={"en": "H"}, latitude=38.89, longitude=-77.02)
        door = Household.objects.create(building=house, door="1")
        resident(number, community=town, household=door)
    with django_assert_max_num_queries(9):
        assert desk.get(f"/admin/people/{path}/").status_code == 200
