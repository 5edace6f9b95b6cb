"""Categories and reports."""

import io
from datetime import timedelta

import factory
from PIL import Image

from community.hazards.models import Category, Report
from community.hazards.services import ensure_categories, file_report, move_report
from tests.factories import NOON
from tests.factories.people import member
from tests.factories.places import CommunityFactory

HERE = (38.8903, -77.0207)  # in Lower Street


def category(code="flooding", community=None) -> Category:
    """One of the starting categories."""
    community = community or CommunityFactory()
    ensure_categories(community)
    return Category.objects.get(community=community, code=code)


class ReportFactory(factory.Factory):
    """A stranger's report as the web form files it."""

    class Meta:
        model = Report

    community = factory.LazyFunction(CommunityFactory)
    category = factory.LazyAttribute(lambda report: category(community=report.community))
    description = "Water over the road. Cars turn back."
    language = "en"
    channel = "web"
    latitude, longitude = HERE
    address = "Hill Road 4"
    now = NOON

    @classmethod
    def _create(cls, _model, *_args, **fields):
        return file_report(**fields)


def public_report(**fields) -> Report:
    """A report that an officer has looked at."""
    now = fields.get("now", NOON)
    report = ReportFactory(**fields)
    return move_report(
        report,
        to=Report.Status.TRIAGED,
        by=member("officer", community=report.community),
        now=now + timedelta(minutes=1),
    )


def report_in(status: str, *, fixed_by=None, **fields) -> Report:
    """A report whose row says `status`; how it came there does not matter to the test."""
    report = ReportFactory(**fields)
    Report.objects.filter(pk=report.pk).update(status=status, fixed_by=fixed_by)
    return Report.objects.get(pk=report.pk)


def picture(kind="JPEG", size=(64, 48), colour=(200, 30, 30), **options) -> bytes:
    """A small picture file."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()
