"""The demo's outbox: what would have gone out, never to whom."""

import pytest

from tests.factories.messaging import filled, phone
from tests.factories.people import UserFactory
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


def test_what_would_have_gone_out_and_never_to_whom(client):
    filled([phone(101), [phone(102), "zh-hans"]])
    filled([phone(103)], key="other", texts={"en": "Something else"})
    page = client.get("/outbox/").content.decode()
    assert "Demo: not sent" in page
    assert "leave Lower Street now" in page
    assert "洪水：请立即离开下街。" in page
    assert "•••• 01" in page
    assert "555" not in page
    only_other = client.get("/outbox/?broadcast=other").content.decode()
    assert "Something else" in only_other
    assert "Lower Street" not in only_other


def test_in_chinese(client):
    filled([phone(101)])
    page = client.get("/outbox/", headers={"accept-language": "zh-CN"}).content.decode()
    assert 'lang="zh-Hans"' in page
    assert "演示：没有真的发出" in page


def test_empty(client):
    assert "No text has gone out yet." in client.get("/outbox/").content.decode()


def test_the_fragment_stands_alone(client):
    filled([phone(101)])
    fragment = client.get("/outbox/?part=list").content.decode()
    assert "<html" not in fragment
    assert "leave Lower Street now" in fragment


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_for_any_number_of_texts(client, django_assert_max_num_queries, rows):
    CommunityFactory()
    filled([phone(n) for n in range(rows)])
    with django_assert_max_num_queries(2):  # the texts, and the community's name above them
        client.get("/outbox/")


def test_with_a_real_carrier_only_staff_sees_it(carrier, client):
    filled([phone(101)])
    assert client.get("/outbox/").status_code == 403
    client.force_login(UserFactory())
    assert client.get("/outbox/").status_code == 403
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get("/outbox/")
    assert page.status_code == 200
    assert "Demo: not sent" not in page.content.decode()


def test_on_a_public_address_strangers_see_no_codes(client, settings):
    settings.IS_PUBLIC = True
    assert client.get("/outbox/").status_code == 403


def test_the_admin_only_reads(admin_client):
    delivery = filled([phone(101)]).deliveries.get()
    for model, pk in (("delivery", delivery.pk), ("broadcast", delivery.broadcast_id)):
        listed = admin_client.get(f"/admin/messaging/{model}/")
        assert listed.status_code == 200
        shown = admin_client.get(f"/admin/messaging/{model}/{pk}/change/")
        assert shown.status_code == 200
        assert "555" not in listed.content.decode() + shown.content.decode()
        assert admin_client.post(f"/admin/messaging/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get("/admin/messaging/delivery/add/").status_code == 403
