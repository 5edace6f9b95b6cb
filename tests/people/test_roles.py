"""Roles: who holds what, who may, and how they are given."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.people.models import Membership, Role
from community.people.permissions import STAFF, has_role, may_manage_people, roles_of
from community.people.services import give_role, take_role
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("held", list(Role))
def test_each_role_is_itself_and_no_other(held):
    person = member(held)
    assert {role for role in Role if has_role(person, role)} == {held}
    assert has_role(person, *STAFF) == (held in STAFF)
    assert may_manage_people(person) == (held == Role.ADMIN)
    assert roles_of(person) == {held}


def test_staff_are_those_who_triage():
    assert {"grid_worker", "officer", "approver", "admin"} == STAFF


def test_a_role_counts_in_its_own_community():
    here, there = CommunityFactory(), CommunityFactory(slug="there")
    officer = member(Role.OFFICER, community=here)
    assert has_role(officer, Role.OFFICER)
    assert has_role(officer, Role.OFFICER, community=here)
    assert not has_role(officer, Role.OFFICER, community=there)
    assert roles_of(officer, there) == set()


def test_a_superuser_holds_every_role_and_a_stranger_or_a_closed_account_none():
    root = User.objects.create_superuser("root", password="x")
    assert all(has_role(root, role) for role in Role)
    for nobody in (AnonymousUser(), None, UserFactory(), member(Role.ADMIN, is_active=False)):
        assert not any(has_role(nobody, role) for role in Role)
        assert roles_of(nobody) == set()


@pytest.mark.city
def test_giving_twice_is_giving_once_and_taking_is_final():
    user, community = UserFactory(), CommunityFactory()
    assert give_role(user, Role.OFFICER, community) == give_role(user, "officer", community)
    assert Membership.objects.count() == 1
    assert take_role(user, Role.OFFICER, community)
    assert not take_role(user, Role.OFFICER, community)
    assert not has_role(user, Role.OFFICER)


def test_an_unknown_role_is_refused():
    with pytest.raises(ValueError, match="king"):
        give_role(UserFactory(), "king", CommunityFactory())
