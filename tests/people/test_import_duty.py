"""`manage.py import_leads` and `import_duty_phones`: who is rung, from spreadsheets."""

import io

import pytest
from django.core.management import CommandError, call_command

from community.people.models import Building, BuildingLead, DutyPhone, Grid
from tests.factories.people import UserFactory
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    community = CommunityFactory(region="US")
    grid = Grid.objects.create(community=community, slug="g1", name={"en": "Grid 1"})
    for slug, english, chinese, address in (
        ("b1", "Building 1", "1号楼", "8 Wharf Lane"),
        ("b2", "Building 2", "2号楼", "10 Wharf Lane"),
    ):
        Building.objects.create(
            grid=grid,
            slug=slug,
            name={"en": english, "zh-hans": chinese},
            address=address,
            latitude=38.9,
            longitude=-77,
        )
    return community


@pytest.fixture
def run(tmp_path):
    def run(command, text, encoding="utf-8", **options):
        path, out, err = tmp_path / "table.csv", io.StringIO(), io.StringIO()
        path.write_bytes(text.encode(encoding))
        call_command(command, str(path), stdout=out, stderr=err, **options)
        return out.getvalue().strip(), err.getvalue().strip()

    return run


def leads():
    rows = BuildingLead.objects.order_by("building__slug", "rank")
    return [(row.building.slug, row.rank, row.name, row.phone, row.language) for row in rows]


def test_leads_and_deputies_by_whatever_the_building_is_called(town, run):
    table = (
        "building,rank,name,phone,language\n"
        "Building 1,lead,Mei,+12025550101,Chinese\n"
        "8 wharf lane,deputy,Lin,(202) 555-0102,English\n"
        "2号楼,,王芳,2025550103,中文\n"
    )
    assert run("import_leads", table) == ("3 added, 0 known before, 0 bad lines.", "")
    assert leads() == [
        ("b1", 1, "Mei", "+12025550101", "zh-hans"),
        ("b1", 2, "Lin", "+12025550102", "en"),
        ("b2", 1, "王芳", "+12025550103", "zh-hans"),
    ]
    again = table.replace("Mei", "Mei Li")
    assert run("import_leads", again)[0] == "0 added, 3 known before, 0 bad lines."
    assert leads()[0][2] == "Mei Li" and BuildingLead.objects.count() == 3


def test_a_table_as_people_keep_it_in_china(town, run):
    table = "楼栋;姓名;手机号;语言;顺序\n1号楼;李雷;+12025550104;中文;副楼长\n"
    assert run("import_leads", table, "gb18030", language="zh-hans") == ("新增 1 条，原有 0 条，有误 0 行。", "")
    assert leads() == [("b1", 2, "李雷", "+12025550104", "zh-hans")]


def test_bad_lines_are_named_without_repeating_them_and_the_rest_is_kept(town, run):
    table = (
        "building,name,phone,language,rank\n"
        "Castle,A,+12025550101,en,\n"
        "Building 1,B,12,en,\n"
        "Building 1,C,+12025550101,tlh,\n"
        "Building 1,D,+12025550101,en,king\n"
        "Building 1,,+12025550101,en,\n"
        "Building 1,E\n"
        'Building 2,"F,+12025550101,en,\n'
        "Building 2,G,+12025550107,en,lead\n"
    )
    out, err = run("import_leads", table)
    assert out == "1 added, 0 known before, 7 bad lines."
    assert [line.split(":")[0] for line in err.split("\n")] == [f"line {n}" for n in range(2, 9)]
    assert "0101" not in err and "Castle" not in err
    assert leads() == [("b2", 1, "G", "+12025550107", "en")]


def test_a_table_that_is_none(town, run):
    for text, words in (("", "The file is empty"), ("building,name\n", "The heading lacks columns: phone, language.")):
        with pytest.raises(CommandError, match=words):
            run("import_leads", text)
    with pytest.raises(CommandError, match="no such community"):
        run("import_leads", "building,name,phone,language\n", community="atlantis")


def test_duty_phones_of_accounts_that_are_there(run, settings):
    settings.DEFAULT_REGION = "US"
    mei = UserFactory(username="mei")
    UserFactory(username="gone", is_active=False)
    table = "username,phone,language\nmei,2025550101,Chinese\nnobody,2025550102,en\ngone,2025550103,en\nmei,1,en\n"
    out, err = run("import_duty_phones", table)
    assert out == "1 added, 0 known before, 3 bad lines."
    assert err.count("there is no such account") == 2 and "2025550" not in err
    phone = DutyPhone.objects.get()
    assert (phone.user, phone.phone, phone.language) == (mei, "+12025550101", "zh-hans")
    assert run("import_duty_phones", "用户名,电话,语言\nmei,2025550105,en\n")[0].startswith("0 added, 1 known before")
    assert DutyPhone.objects.get().phone == "+12025550105"
