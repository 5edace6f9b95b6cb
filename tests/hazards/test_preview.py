"""What others will see of a report can be looked at before it is sent, by whoever wants to."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from community.hazards.models import HeldPhoto, Report
from community.hazards.services import ensure_categories
from community.hazards.services.drafts import begin_draft
from portal.lib.ids import new_token
from tests.factories.hazards import HERE, category, picture
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.hazards.test_held import names_in
from tests.hazards.test_pages import FORM, typed, upload

pytestmark = pytest.mark.django_db
FRAGMENT = "/hazards/report/preview/"
SECRET = {"reporter_phone": "+1 202 555 0101", "reporter_name": "Old Wang"}


@pytest.fixture(autouse=True)
def _community():
    AreaFactory()
    ensure_categories(CommunityFactory())


def carried(page) -> dict[str, list[str]]:
    """The hidden fields of a page, as a browser would send them."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode()):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def shown(page) -> str:
    """The part that shows what others will see."""
    return re.search(r'<section class="panel" aria-.*?</section>', page.content.decode(), re.S)[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Somebody looks at it first", "about 100 m", "Flooding")),
        ("zh-hans", ("先由工作人员查看", "约 100 米", "积水")),
    ],
)
def test_the_page_step_shows_it_and_sends_what_it_showed(client, language, words):
    client.cookies["django_language"] = language
    sent = typed(
        **SECRET, latitude=HERE[0], longitude=HERE[1], client_id=new_token(), description='Water & "mud" by the <gate>.'
    )
    page = client.post(FORM, {**sent, "photos": [upload(picture()), upload(picture("PNG"))], "preview": "1"})

    public = shown(page)
    assert page.status_code == 200 and not Report.objects.exists()
    assert all(one in public for one in (*words, "<dd>Hill Road", "38.890, -77.021"))
    assert "Hill Road 4" not in public
    assert "&lt;gate&gt;" in public and str(HERE[0]) not in public
    assert "0101" not in public and "Old Wang" not in public
    fields = carried(page)
    assert len(fields["held"]) == 2 and all(f"/photos/{name}/" in public for name in fields["held"])

    done = client.post(FORM, fields)
    report = Report.objects.get()
    assert done.status_code == 302 and report.photos.count() == 2 and not report.is_public
    assert report.description == sent["description"] and report.reporter_phone_index
    assert (report.latitude, report.longitude) == HERE


def test_it_can_be_changed_with_everything_still_there(client):
    page = client.post(FORM, typed(**SECRET, photos=upload(picture()), preview="1"))
    form = client.post(FORM, {**carried(page), "change": "1"})
    assert form.status_code == 200 and len(names_in(form)) == 1
    for words in ("Water over the road.", "Hill Road 4", "Old Wang", "+1 202 555 0101"):
        assert words in form.content.decode()
    assert "Error: " not in form.content.decode()


def test_mistakes_come_first(client):
    page = client.post(FORM, typed(description="", photos=upload(picture()), preview="1"))
    assert page.status_code == 422 and len(names_in(page)) == 1
    fragment = client.post(FRAGMENT, typed(description=""))
    assert fragment.status_code == 422 and 'id="errors"' in fragment.content.decode()


def test_photos_that_are_gone_are_said_to_be_gone_before_it_is_sent(client):
    names = names_in(client.post(FORM, typed(description="", photos=upload(picture()))))
    HeldPhoto.objects.update(expires=timezone.now())
    page = client.post(FORM, typed(held=names, preview="1"))
    assert page.status_code == 422 and "send without it" in page.content.decode()


def test_what_staff_file_is_public_at_once_and_says_so(client):
    client.force_login(member("officer"))
    assert "as soon as you send it" in shown(client.post(FRAGMENT, typed()))
    client.force_login(member("volunteer"))
    assert "Somebody looks at it first" in shown(client.post(FRAGMENT, typed(told="door")))


def test_the_fragment_says_the_same_and_writes_nothing(client):
    public = shown(client.post(FRAGMENT, typed(**SECRET, area=AreaFactory().slug, address="")))
    assert "Lower Street" in public or str(AreaFactory().name["en"]) in public
    assert "Old Wang" not in public and "0101" not in public
    assert not Report.objects.exists() and not HeldPhoto.objects.exists()
    assert client.get(FRAGMENT).status_code == 405
    assert Client(enforce_csrf_checks=True).post(FRAGMENT, typed()).status_code == 403


def test_a_kilometre_is_shown_as_one(client):
    kind = category()
    kind.round_to = 2
    kind.save()
    public = shown(client.post(FRAGMENT, typed(latitude=HERE[0], longitude=HERE[1])))
    assert "38.89, -77.02 " in public and "about 1 km" in public


def test_the_form_behind_a_link_has_the_step_too(client):
    draft = begin_draft(CommunityFactory(), words="Water over the road", language="en", now=timezone.now())
    address = f"/hazards/card/{draft.token}/"
    page = client.post(address, typed(photos=upload(picture()), preview="1"))
    assert page.status_code == 200 and page["X-Robots-Tag"] == "noindex"
    assert client.post(address, {**carried(page), "change": "1"}).status_code == 200
    client.post(address, carried(page))
    assert Report.objects.get().photos.count() == 1
