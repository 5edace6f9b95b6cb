"""What is kept of reporters no longer than it is needed."""

from datetime import datetime, timedelta

from community.hazards.models import Forward, Report

S = Report.Status
ENDED = [S.CLOSED, S.REJECTED, S.REFERRED, S.DUPLICATE]
KEPT = timedelta(days=90)  # this project's own choice for PIPL article 19: the shortest time


def forget_reporters(*, now: datetime) -> int:
    """Erase name, phone and mailbox of those whose report ended 90 days ago; how many. The report itself stays."""
    over = {"report__status__in": ENDED, "report__updated__lte": now - KEPT}
    Forward.objects.exclude(sent_sealed=None).filter(**over).update(sent_sealed=None)
    known = Report.objects.exclude(
        reporter_phone_sealed=None, reporter_name_sealed=None, reporter_email_sealed=None
    ).filter(status__in=ENDED, updated__lte=now - KEPT)
    return known.update(
        reporter_phone_sealed=None, reporter_phone_index="", reporter_name_sealed=None, reporter_email_sealed=None
    )
