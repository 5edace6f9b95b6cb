"""Templates: written and approved in peacetime, chosen and filled in at night."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.accounts.models import User
from community.alerts import permissions, services
from community.alerts.models import Alert, AlertTemplate
from community.alerts.selectors import alone_from, templates_for, texts_of, usable_templates
from community.alerts.selectors.blanks import asked_blanks, starting_values
from community.messaging.carriers import segments
from community.people.models import Role
from tests.factories import NOON
from tests.factories.alerts import issued
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.support.composing import fields
from tests.support.sessions import client

pytestmark = pytest.mark.django_db
FIVE = timedelta(minutes=5)


def person(role, username):
    """Ana the officer, Bo the approver: the same ones each time."""
    return User.objects.filter(username=username).first() or member(role, username=username)


def general(slug="gas-leak"):
    services.load_templates(now=NOON)
    return AlertTemplate.objects.get(community=None, slug=slug)


def own(slug="gas-leak", *, approved=True, now=NOON - timedelta(days=30)):
    """The community's own copy, by an officer; approved by a second person."""
    community = CommunityFactory()
    template = services.copy_template(general(slug), community, by=person(Role.OFFICER, "ana"), now=now)
    if approved:
        services.approve_template(template, by=person(Role.APPROVER, "bo"), now=now)
        template.refresh_from_db()
    return template


def blanks_of(template):
    return {
        name: {"en": f"the {name}", "zh-hans": f"某{name}"}
        for language in template.words
        for name in asked_blanks(template, language)
    }


def from_template(template, *, now=NOON, **changes):
    """A draft for Lower Street with every blank filled."""
    community = template.community or CommunityFactory()
    AreaFactory(community=community)
    values = starting_values(template, community, now) | {"area": {"named": "lower-street"}} | changes
    return services.draft_alert(
        community=community,
        by=person(Role.OFFICER, "ana"),
        now=now,
        from_template=template,
        blanks=values.pop("blanks", None) or blanks_of(template),
        **values,
    )


def test_loading_twice_is_loading_once_and_what_a_person_wrote_is_kept(django_user_model):
    call_command("load_templates", verbosity=0)
    before = AlertTemplate.objects.count()
    assert before >= 16
    boss = django_user_model.objects.create_superuser("boss")
    flood = AlertTemplate.objects.get(slug="flood")
    services.write_template(flood, by=boss, now=NOON, hours=3)
    AlertTemplate.objects.filter(slug="heat").update(hours=99)

    assert services.load_templates(now=NOON) == {"new": 0, "changed": 1, "kept": before - 1}
    assert AlertTemplate.objects.get(slug="flood").hours == 3
    assert AlertTemplate.objects.get(slug="heat").hours == 24


def test_every_starting_template_becomes_a_short_text_in_both_languages():
    services.load_templates(now=NOON)
    for template in AlertTemplate.objects.filter(is_ending=False):
        alert = from_template(template)
        assert alert.keeps_template, template.slug
        for language, text in texts_of(alert, list(alert.infos.all())).items():
            assert "{" not in text, template.slug
            assert segments.count(text).segments <= (3 if language == "en" else 4), (template.slug, text)
            assert "预警" not in text


def test_a_country_sees_its_own_storms_and_a_community_its_own_copy():
    template = own("flood")
    slugs = {row.slug: row for row in usable_templates(template.community)}
    assert slugs["flood"] == template
    storms = {"CN": {"typhoon"}, "US": {"hurricane", "tornado"}}[template.community.region]
    assert {"typhoon", "hurricane", "tornado"} & set(slugs) == storms


def test_the_blanks_follow_the_area_the_time_and_the_numbers_of_the_place():
    template = own("gas-leak")
    alert = from_template(template, blanks={"building": {"en": "12 Well Lane", "zh-hans": "井巷12号"},
                                            "shelter": {"en": "the school", "zh-hans": "小学"}})  # fmt: skip
    words = {info.language: info for info in alert.infos.all()}
    assert words["en"].headline == "Gas leak: leave Lower Street now"
    assert words["zh-hans"].description == "井巷12号正在漏气，一点火星就会爆炸。"
    assert alert.community.emergency_numbers["fire"] in words["en"].instruction

    # its blanks are kept: another area fills them anew
    AreaFactory(slug="upper-street", name={"en": "Upper Street", "zh-hans": "上街"})
    infos = starting_values(template, alert.community, NOON)["infos"]
    services.edit_alert(alert, by=alert.author, now=NOON, area={"named": "upper-street"}, infos=infos)
    alert.refresh_from_db()
    assert alert.infos.get(language="en").headline == "Gas leak: leave Upper Street now"
    assert alert.keeps_template


def test_a_blank_that_is_empty_or_a_sentence_is_named():
    template = own("gas-leak")
    with pytest.raises(ValidationError) as wrong:
        from_template(template, blanks={"building": {"en": "12 Well Lane"}})
    said = wrong.value.message_dict["blanks"][0]
    assert "Which building (Chinese)" in said and "Where to go (English)" in said
    with pytest.raises(ValidationError) as wrong:
        from_template(template, blanks=blanks_of(template) | {"building": {"en": "see https://example.org"}})
    assert "without a web address" in wrong.value.message_dict["blanks"][0]


@pytest.mark.parametrize(
    "change",
    [
        {"severity": "Severe"},
        {"event": "Flood"},
        {"infos": [{"language": "en", "headline": "Leave now", "description": "d", "instruction": "i"}]},
    ],
)
def test_other_words_or_another_level_is_no_longer_the_template(change):
    assert not from_template(own("gas-leak"), **change).keeps_template


def test_a_second_person_approves_in_peacetime_and_a_change_takes_it_away():
    template = own(approved=False)
    ana, bo = person(Role.OFFICER, "ana"), person(Role.APPROVER, "bo")
    with pytest.raises(PermissionDenied):
        services.approve_template(template, by=ana, now=NOON)
    seen = template.events.last().pk
    services.write_template(template, by=ana, now=NOON, hours=2)
    with pytest.raises(ValidationError, match="changed since"):
        services.approve_template(template, by=bo, now=NOON, seen=seen)
    services.approve_template(template, by=bo, now=NOON)
    template.refresh_from_db()
    assert template.is_approved(NOON) and not template.is_approved(NOON + timedelta(days=366))
    assert [event.kind for event in template.events.all()] == ["copied", "written", "approved"]

    services.write_template(template, by=ana, now=NOON, hours=3)
    assert not AlertTemplate.objects.get(pk=template.pk).is_approved(NOON)
    issued(severity="Extreme", community=template.community)
    with pytest.raises(ValidationError, match="peacetime"):
        services.approve_template(template, by=bo, now=NOON)


def test_the_database_knows_that_it_takes_two():
    template = own(approved=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertTemplate.objects.filter(pk=template.pk).update(
            approved_by=template.changed_by, approved_at=NOON, review_by=NOON.date()
        )


def test_a_template_stands_in_every_language_and_never_says_yujing():
    template = own(approved=False)
    ana = person(Role.OFFICER, "ana")
    with pytest.raises(ValidationError) as wrong:
        services.write_template(template, by=ana, now=NOON, words={"en": template.words["en"]})
    assert "every language" in wrong.value.message_dict["words"][0]
    template.refresh_from_db()
    chinese = template.words["zh-hans"] | {"headline": "燃气红色预警"}
    with pytest.raises(ValidationError) as wrong:
        services.write_template(template, by=ana, now=NOON, words=template.words | {"zh-hans": chinese})
    assert "红色预警" in wrong.value.message_dict["words"][0]


def test_after_five_minutes_one_officer_may_issue_what_keeps_to_an_approved_template():
    alert = from_template(own("gas-leak"))
    services.submit_alert(alert, by=alert.author, now=NOON)
    assert alone_from(alert) == NOON + FIVE
    with pytest.raises(PermissionDenied):
        services.issue_alone(alert, by=alert.author, now=NOON + FIVE / 2, reason="gas")
    services.issue_alone(alert, by=alert.author, now=NOON + FIVE, reason="Nobody answers.")
    alert.refresh_from_db()
    assert (alert.status, alert.approved_by, alert.issued_alone_reason) == ("issued", alert.author, "Nobody answers.")


@pytest.mark.parametrize("why", ["never approved", "approved later", "run out", "withdrawn", "changed words", "minor"])
def test_any_other_notice_still_takes_two(why):
    slug = "no-water" if why == "minor" else "gas-leak"
    when = {"approved later": NOON + FIVE, "run out": NOON - timedelta(days=400)}.get(why, NOON - timedelta(days=9))
    template = own(slug, approved=why != "never approved", now=when)
    if why == "withdrawn":
        services.retire_template(template, by=person(Role.OFFICER, "ana"), now=NOON)
        template.refresh_from_db()
    alert = from_template(template)
    if why == "changed words":
        infos = [{"language": "en", "headline": "Leave", "description": "Gas.", "instruction": "Go."}]
        services.edit_alert(alert, by=alert.author, now=NOON, infos=infos)
    services.submit_alert(alert, by=alert.author, now=NOON)
    alert = Alert.objects.get(pk=alert.pk)
    assert alone_from(alert) is None
    with pytest.raises(PermissionDenied):
        services.issue_alone(alert, by=alert.author, now=NOON + 2 * FIVE, reason="Nobody answers.")


SENTENCE = {"en": "town. Ignore the police and pay at https://evil.example now", "zh-hans": "某处"}


@pytest.mark.parametrize(
    "words",
    [
        {"area_words": SENTENCE},
        {"area": {"named": "lower-street", "words": SENTENCE}},
        {"area": {"areas": [{"named": "lower-street", "words": SENTENCE}]}},
        {"area_words": {"en": "a street " * 20, "zh-hans": "某处"}},
        {"web": "https://evil.example/"},
        {"contact": "Send money to Ana"},
    ],
)
def test_words_that_nobody_has_read_cannot_hide_in_the_rest_of_it(words):
    alert = from_template(own("gas-leak"), **words)
    services.submit_alert(alert, by=alert.author, now=NOON)

    assert alone_from(Alert.objects.get(pk=alert.pk)) is None


def test_what_the_map_calls_several_areas_may_be_long():
    names = [f"the quarter by the old mill number {number}" for number in range(4)]
    for name in names:
        AreaFactory(slug=name.replace(" ", "-"), name={"en": name, "zh-hans": name})
    alert = from_template(own("gas-leak"), area={"named": [name.replace(" ", "-") for name in names]})
    services.submit_alert(alert, by=alert.author, now=NOON)

    assert len(alert.area_words["en"]) > 100
    assert alone_from(Alert.objects.get(pk=alert.pk)) == NOON + FIVE


def test_the_database_refuses_a_notice_issued_alone_that_left_its_template():
    alert = from_template(own("gas-leak"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(keeps_template=False, issued_alone_reason="x")


# --- pages ------------------------------------------------------------------------------------------------------------


def test_choosing_one_fills_the_form_without_a_script_and_the_words_are_sent_as_filled():
    template = own("gas-leak", now=timezone.now() - timedelta(days=2))
    browser = client(person(Role.OFFICER, "ana"))
    page = browser.get(f"/desk/alerts/new/?template={template.slug}").content.decode()
    assert "Gas leak: leave {place} now" in page and 'name="blank_building_zh-hans"' in page
    assert '<option value="Extreme" selected>' in page

    words = {f"{name}_{code}": text for code, texts in template.words.items() for name, text in texts.items()}
    sent = fields(template="gas-leak", event="Gas leak", category="Safety", severity="Extreme",
                  response_types=["Evacuate"], submit="1", **words)  # fmt: skip
    answer = browser.post("/desk/alerts/new/", sent)
    assert answer.status_code == 422
    assert "take {building} out of the words" in answer.content.decode()

    filled = {f"blank_{name}_{code}": f"{name}!" for name in ("building", "shelter") for code in ("en", "zh-hans")}
    answer = browser.post("/desk/alerts/new/", sent | filled)
    alert = Alert.objects.get()
    assert answer.url == f"/desk/alerts/{alert.identifier}/"
    assert alert.keeps_template and alert.from_template == template and alert.status == "submitted"
    assert alert.infos.get(language="zh-hans").headline == "燃气泄漏：请马上离开下街"


def test_a_draft_shows_its_blanks_again():
    alert = from_template(own("gas-leak"), now=timezone.now())
    page = client(person(Role.OFFICER, "ana")).get(f"/desk/alerts/{alert.identifier}/edit/").content.decode()
    assert "Gas leak: leave {place} now" in page and 'value="the building"' in page


def test_an_all_clear_starts_from_an_ending_and_a_danger_never():
    services.load_templates(now=NOON)
    old = issued(now=timezone.now())
    over = services.clear_alert(old, by=old.author, now=timezone.now())
    assert [row.slug for row in templates_for(old.community, over)] == ["all-clear"]
    assert "all-clear" not in [row.slug for row in templates_for(old.community)]
    page = client(old.author).get(f"/desk/alerts/{over.identifier}/edit/?template=all-clear").content.decode()
    assert "All clear in {place}: the {danger} is over" in page and 'name="blank_danger_en"' in page


def test_the_pages_by_role():
    template = own(approved=False)
    pages = ["/desk/alerts/templates/", f"/desk/alerts/templates/{template.pk}/"]
    for role, status in ((Role.OFFICER, 200), (Role.APPROVER, 200), (Role.AUDITOR, 200), (Role.GRID_WORKER, 403)):
        assert [client(member(role)).get(page).status_code for page in pages] == [status, status], role
    assert client().get(pages[0]).status_code == 302
    elsewhere = CommunityFactory(slug="elsewhere")
    stranger = client(member(Role.OFFICER, community=elsewhere))
    assert stranger.get(pages[1]).status_code == 404
    assert stranger.post(f"{pages[1]}approve/").status_code == 404
    writing = [f"{pages[1]}edit/", "/desk/alerts/templates/new/"]
    assert [client(member(Role.APPROVER)).get(page).status_code for page in writing] == [403, 403]
    assert [client(member(Role.OFFICER)).get(page).status_code for page in writing] == [200, 200]
    back = client(member(Role.OFFICER)).get(f"{pages[1]}approve/")
    assert (back.status_code, back.url) == (302, pages[1])
    assert client(person(Role.OFFICER, "ana")).post(f"{pages[1]}approve/").status_code == 403


def test_written_copied_and_approved_on_pages_in_both_languages():
    source = general("heat")
    officer, approver = client(person(Role.OFFICER, "ana")), client(person(Role.APPROVER, "bo"), "zh-CN")
    officer.post(f"/desk/alerts/templates/{source.pk}/copy/")
    template = AlertTemplate.objects.get(community__isnull=False)
    words = {f"{name}_{code}": text for code, texts in template.words.items() for name, text in texts.items()}
    names = {f"name_{code}": text for code, text in template.name.items()}
    plain = {n: getattr(template, n) for n in ("event", "category", "severity", "urgency", "certainty")}
    sent = plain | words | names | {"hours": 12, "response_types": ["Prepare"]}
    wrong = officer.post(f"/desk/alerts/templates/{template.pk}/edit/", sent | {"headline_zh-hans": ""})
    assert wrong.status_code == 422
    officer.post(f"/desk/alerts/templates/{template.pk}/edit/", sent)
    page = approver.get(template.get_absolute_url()).content.decode()
    assert "高温" in page and "批准" in page
    approver.post(f"/desk/alerts/templates/{template.pk}/approve/", {"seen": template.events.last().pk})
    template.refresh_from_db()
    assert (template.hours, template.approved_by.username) == (12, "bo")
    assert permissions.may_approve_template(template.approved_by, template)
    officer.post(f"/desk/alerts/templates/{template.pk}/retire/")
    assert not AlertTemplate.objects.get(pk=template.pk).is_active

    new = officer.post("/desk/alerts/templates/new/", sent | {"name_en": "Dust storm", "name_zh-hans": "沙尘"})
    assert AlertTemplate.objects.get(slug="dust-storm").get_absolute_url() == new.url
