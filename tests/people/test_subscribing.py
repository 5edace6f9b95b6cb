"""From a number to a warned place: pages without JavaScript, and the API."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from community.messaging.models import Broadcast, Delivery, Lane, OptOut
from community.messaging.selectors import body_of
from community.people.models import Resident, ResidentPlace, SubscriptionRequest
from community.people.selectors import residents_in_area
from community.people.services import forget, save_building, save_grid
from community.people.tasks import forget as forget_task
from community.places import geometry
from portal.lib.sealing import blind_index
from tests.factories import NOON
from tests.factories.people import UserFactory, resident
from tests.factories.places import CommunityFactory, box
from tests.support.codes import code_of, wrong

pytestmark = pytest.mark.django_db

PHONE = "+12025550123"


def asked(**changes):
    fields = {
        "phone": "(202) 555-0123",
        "language": "en",
        "area": "lower-street",
        "radius": "1000",
        "consent": "yes",
    }
    return {**fields, **changes}


def subscribe(client, **changes):
    answer = client.post("/subscribe/", asked(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return client.post("/subscribe/code/", {"code": code_of()})


# --- the story ---


@pytest.mark.city
def test_a_neighbour_subscribes_and_is_reached(client, town):
    assert client.get("/subscribe/").status_code == 200
    answer = client.post("/subscribe/", asked(language="zh-hans"))
    assert (answer.status_code, answer["Location"]) == (302, "/subscribe/code/")

    page = client.get("/subscribe/code/").content.decode()
    assert "•••• 23" in page
    assert "5550123" not in page
    delivery = Delivery.objects.get()
    assert (delivery.lane, delivery.language) == (Lane.REPLY, "zh-hans")
    assert "验证码" in body_of(delivery.broadcast, "zh-hans")

    before = client.session.session_key
    answer = client.post("/subscribe/code/", {"code": code_of()})
    assert (answer.status_code, answer["Location"]) == (302, "/subscribe/done/")
    assert client.session.session_key != before

    done = client.get("/subscribe/done/").content.decode()
    assert "Lower Street" in done
    assert "text STOP to +12025550100" in done
    person = Resident.objects.get()
    assert (person.phone, person.language, person.consent, person.source) == (PHONE, "zh-hans", True, "subscription")
    assert not SubscriptionRequest.objects.exists()
    corner = geometry.circle(38.8801, -77.0299, 20)  # the far corner of the area that they chose
    assert [r.number() for r in residents_in_area({"community": town.pk, "shape": corner})] == [PHONE]

    welcome = Broadcast.objects.get(key__startswith="welcome:")
    assert "退订" in body_of(welcome, "zh-hans")
    assert "119" in body_of(welcome, "zh-hans")


def test_the_page_says_why_how_long_and_how_to_stop_in_both_languages(client, town):
    english = client.get("/subscribe/", headers={"accept-language": "en"}).content.decode()
    chinese = client.get("/subscribe/", headers={"accept-language": "zh-CN"}).content.decode()
    for words in ("Why:", "How long:", "text STOP to +12025550100", "Liuwan neighbourhood office can warn you"):
        assert words in english
    for words in ("用来做什么：", "多久：", "发“退订”到 +12025550100", "柳湾社区居委会用它通知您"):
        assert words in chinese
    assert 'value="zh-hans" checked' in chinese
    assert 'value="en" checked' in english
    for page in (english, chinese):
        assert page.count("btn--primary") == 1
        assert "style=" not in page
        assert "<script>" not in page


# --- the place ---


def test_a_pin_is_kept_with_its_radius_and_name(client, town):
    subscribe(client, latitude="38.911", longitude="-77.001", radius="300", place_name="Work", address="ignored")
    place = ResidentPlace.objects.get()
    assert (place.name, place.latitude, place.longitude, place.radius) == ("Work", 38.911, -77.001, 300)


def test_an_address_leads_to_its_building(client, town):
    grid = save_grid(community=town, slug="one", name={"en": "One"}, now=NOON)
    save_building(
        grid=grid,
        slug="noodles",
        name={"en": "Noodle House", "zh-hans": "面馆"},
        address="14 Hill Road",
        latitude=38.905,
        longitude=-77.0,
        now=NOON,
    )
    subscribe(client, area="", address="14 hill road", radius="300")
    place = ResidentPlace.objects.get()
    assert (place.name, place.latitude, place.radius) == ("Noodle House", 38.905, 300)


def test_words_that_fit_several_places_are_asked_back(client, town):
    grid = save_grid(community=town, slug="one", name={"en": "One"}, now=NOON)
    for number in (1, 2):
        save_building(
            grid=grid,
            slug=f"h{number}",
            name={"en": f"River House {number}"},
            latitude=38.9 + number / 1000,
            longitude=-77.0,
            now=NOON,
        )
    answer = client.post("/subscribe/", asked(area="", address="river house"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Several places match" in page
    tokens = re.findall(r'name="match" value="(building:\d+)"', page)
    assert len(tokens) == 2
    assert not SubscriptionRequest.objects.exists()

    subscribe(client, area="", address="river house", match=tokens[1])
    assert ResidentPlace.objects.get().latitude == 38.902


# --- what is not right ---


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"phone": "hello"}, "This is not a phone number", "这不是电话号码"),
        ({"phone": "5550123"}, "too short or too long", "这个号码太短或太长"),
        ({"phone": ""}, "Write your mobile number", "请填手机号"),
        ({"language": "fr"}, "Select a valid choice", "选择一个有效的选项"),
        ({"area": ""}, "Say where", "请说明地点"),
        ({"area": "atlantis"}, "Select a valid choice", "选择一个有效的选项"),
        ({"area": "", "address": "Moon Base 7"}, "We do not know this address", "没找到这个地址"),
        ({"area": "", "address": "x", "match": "building:999"}, "Choose one of the places", "请在下面选一个地点"),
        ({"latitude": "38.9"}, "both latitude and longitude", "同时有纬度和经度"),
        ({"latitude": "95", "longitude": "0"}, "less than or equal to 90", "小于或等于90"),
        ({"latitude": "nan", "longitude": "nan"}, "Enter a number", "输入一个数字"),
        ({"latitude": "10", "longitude": "10"}, "outside Liuwan", "不在柳湾范围内"),
        ({"radius": "999999"}, "Select a valid choice", "选择一个有效的选项"),
        ({"consent": ""}, "without your agreement", "没有您的同意"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_sent(client, town, changes, english, chinese):
    for language, words in (("en", english), ("zh-CN", chinese)):
        answer = client.post("/subscribe/", asked(**changes), headers={"accept-language": language})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert "error-summary" in page
        if "phone" not in changes:
            assert "(202) 555-0123" in page  # what was typed stays
    assert not SubscriptionRequest.objects.exists()
    assert not Broadcast.objects.exists()


@pytest.mark.city
def test_three_wrong_codes_end_it(client, town):
    client.post("/subscribe/", asked())
    code = code_of()
    for _try in range(3):
        answer = client.post("/subscribe/code/", {"code": wrong(code)})
        assert answer.status_code == 422
    assert "wrong or too old" in answer.content.decode()
    assert client.post("/subscribe/code/", {"code": code}).status_code == 422
    assert not Resident.objects.exists()


def test_a_code_is_only_good_in_the_session_that_asked(client, town):
    client.post("/subscribe/", asked())
    stranger = type(client)()
    answer = stranger.post("/subscribe/code/", {"code": code_of()})
    assert (answer.status_code, answer["Location"]) == (302, "/subscribe/")
    assert stranger.get("/subscribe/done/")["Location"] == "/subscribe/"
    assert not Resident.objects.exists()


def test_a_code_dies_after_ten_minutes_and_the_request_is_forgotten(client, town):
    client.post("/subscribe/", asked())
    row = SubscriptionRequest.objects.get()
    assert row.expires - row.created == timedelta(minutes=10)
    assert forget(now=row.expires - timedelta(seconds=1)) == 0
    SubscriptionRequest.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.post("/subscribe/code/", {"code": code_of()}).status_code == 422
    forget_task()
    assert not SubscriptionRequest.objects.exists()
    assert client.get("/subscribe/code/")["Location"] == "/subscribe/"


def test_a_code_counts_once_and_may_be_typed_with_spaces_or_full_width(client, town):
    client.post("/subscribe/", asked())
    code = code_of()
    typed = " ".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert client.post("/subscribe/code/", {"code": typed}).status_code == 302
    assert client.post("/subscribe/code/", {"code": code})["Location"] == "/subscribe/"


def test_a_new_code_replaces_the_old_one(client, town):
    client.post("/subscribe/", asked())
    first = code_of()
    assert client.post("/subscribe/code/again/")["Location"] == "/subscribe/code/"
    second = code_of()
    if first != second:
        assert client.post("/subscribe/code/", {"code": first}).status_code == 422
    assert client.post("/subscribe/code/", {"code": second}).status_code == 302


def test_three_codes_a_number_an_hour(client, town):
    for _time in range(3):
        assert client.post("/subscribe/", asked()).status_code == 302
    answer = client.post("/subscribe/", asked(phone=PHONE), headers={"accept-language": "zh-CN"})
    assert answer.status_code == 429
    assert "验证码要得太多了" in answer.content.decode()
    assert client.post("/subscribe/", asked(phone="+12025550124")).status_code == 302
    assert Broadcast.objects.count() == 4


def test_ten_codes_an_address_an_hour_whoever_forwards(client, town):
    for number in range(10):
        assert client.post("/subscribe/", asked(phone=f"+1202555010{number}")).status_code == 302
    for spoofed in ("", "1.2.3.4"):
        answer = client.post("/subscribe/", asked(phone="+12025550120"), headers={"x-forwarded-for": spoofed})
        assert answer.status_code == 429
    assert client.post("/subscribe/", asked(phone="+12025550120"), REMOTE_ADDR="10.9.9.9").status_code == 302


def test_the_answer_is_the_same_for_a_known_number(client, town):
    resident(123, community=town)
    known, unknown = client.post("/subscribe/", asked()), client.post("/subscribe/", asked(phone="+12025550124"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    api = APIClient()
    body = {"places": [{"latitude": 38.89, "longitude": -77.02}], "language": "en"}
    answers = [api.post("/api/v1/subscriptions/", {**body, "phone": p}) for p in (PHONE, "+12025550125")]
    assert [a.status_code for a in answers] == [202, 202]
    assert answers[0].json().keys() == answers[1].json().keys()


# --- afterwards ---


@pytest.mark.city
def test_a_known_resident_keeps_their_row_and_their_other_place(client, town):
    row = resident(123, community=town, language="zh-hans", consent=False, latitude=38.915, longitude=-76.99)
    user = UserFactory()
    client.force_login(user)
    subscribe(client)
    row.refresh_from_db()
    assert (row.language, row.consent, row.source, row.user) == ("en", True, "subscription", user)
    assert [place.position for place in row.places.order_by("position")] == [1, 2]


def test_the_same_place_again_is_brought_up_to_date(client, town):
    subscribe(client, latitude="38.911", longitude="-77.001", radius="300")
    subscribe(client, latitude="38.9111", longitude="-77.001", radius="3000")
    assert ResidentPlace.objects.get().radius == 3000


def test_up_to_five_places_are_added_and_removed_with_one_code(client, town):
    subscribe(client)
    for number in range(4):
        pin = {"latitude": f"38.9{number}", "longitude": "-77.0", "radius": "3000", "place_name": f"P{number}"}
        assert client.post("/subscribe/done/", pin).status_code == 302
    full = client.post("/subscribe/done/", {"latitude": "38.88", "longitude": "-77.0", "radius": "3000"})
    assert full.status_code == 422
    assert ResidentPlace.objects.count() == 5

    theirs = resident(7, community=town).places.get()
    assert client.post(f"/subscribe/places/{theirs.pk}/remove/").status_code == 302
    assert ResidentPlace.objects.filter(pk=theirs.pk).exists()

    mine = ResidentPlace.objects.get(name="P2")
    client.post(f"/subscribe/places/{mine.pk}/remove/")
    assert client.post("/subscribe/done/", {"area": "lower-street", "radius": "300", "latitude": ""}).status_code == 302
    assert not ResidentPlace.objects.filter(name="P2").exists()
    bad = client.post("/subscribe/done/", {"radius": "300"}, headers={"accept-language": "zh-CN"})
    assert bad.status_code == 422
    assert "请说明地点" in bad.content.decode()


def test_a_sixth_place_by_a_new_code_takes_the_oldests_room(client, town):
    row = resident(123, community=town)
    for position in (2, 3, 4, 5):
        ResidentPlace.objects.create(resident=row, position=position, latitude=38.9, longitude=-77 - position / 100)
    subscribe(client, latitude="38.911", longitude="-77.001", place_name="New")
    assert [(p.position, p.name) for p in row.places.order_by("position")] == [
        (1, "New"),
        (2, ""),
        (3, ""),
        (4, ""),
        (5, ""),
    ]


def test_a_session_may_change_places_for_half_an_hour_only(client, town):
    subscribe(client)
    session = client.session
    pk, _since = session["subscriber"]
    session["subscriber"] = [pk, (timezone.now() - timedelta(minutes=31)).isoformat()]
    session.save()
    assert client.get("/subscribe/done/")["Location"] == "/subscribe/"
    place = ResidentPlace.objects.get()
    client.post(f"/subscribe/places/{place.pk}/remove/")
    assert ResidentPlace.objects.filter(pk=place.pk).exists()


def test_a_number_that_sent_stop_is_told_how_to_start_again(client, town):
    OptOut.objects.create(phone_index=blind_index(PHONE), at=NOON)
    subscribe(client)
    assert "Text START to +12025550100" in client.get("/subscribe/done/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_last_page_asks_as_much_for_three_places_as_for_one(client, town, django_assert_max_num_queries, rows):
    subscribe(client)
    for number in range(rows - 1):
        client.post("/subscribe/done/", {"latitude": f"38.9{number}", "longitude": "-77.0", "radius": "3000"})
    with django_assert_max_num_queries(9):
        client.get("/subscribe/done/")


# --- several communities, or none ---


def test_without_a_community_the_page_says_so(client):
    page = client.get("/subscribe/", headers={"accept-language": "zh-CN"})
    assert (page.status_code, "还没有设置社区" in page.content.decode()) == (200, True)
    assert client.post("/subscribe/", asked()).status_code == 200
    assert not SubscriptionRequest.objects.exists()


def test_among_several_communities_one_is_chosen_first(client, town):
    CommunityFactory(slug="hill", name={"en": "Hill"}, shape=box(10, 10, 10.1, 10.1))
    assert 'href="?community=hill"' in client.get("/subscribe/").content.decode()
    answer = client.post("/subscribe/?community=hill", asked(area="", latitude="10.05", longitude="10.05"))
    assert answer.status_code == 302
    assert SubscriptionRequest.objects.get().community.slug == "hill"


# --- what is written down ---


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own dump")
def test_neither_number_nor_code_stands_in_a_dump_or_a_log(client, town, caplog):
    client.post("/subscribe/", asked())
    code = code_of()
    client.post("/subscribe/code/", {"code": wrong(code)})
    before = "\n".join(connection.connection.iterdump())
    client.post("/subscribe/code/", {"code": code})
    after = "\n".join(connection.connection.iterdump())
    for text in (before, after, caplog.text):
        assert "5550123" not in text
        assert PHONE.encode().hex() not in text.lower()
    assert "'" + code not in before
    assert code.encode().hex() not in before.lower()
