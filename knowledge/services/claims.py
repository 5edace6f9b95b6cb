"""What the chat says of a claim: a verdict, that it is being checked, or that nobody has checked it."""

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowledge.chat import is_rumour, says_flee
from knowledge.models import Rumour
from knowledge.selectors import claim_met
from knowledge.services.wording import Asked, Reply, numbers_to_call
from portal.lib.words import said


def on_a_claim(asked: Asked) -> Reply | None:
    """The reply to somebody who asks whether a piece of news is true; None where the guides may know.

    A verdict is said of near-exact wordings alone: a word more may turn the claim round. What tells people to flee is
    never left at "not checked", nor called false without the authority that knows.
    """
    met = claim_met(asked.community, asked.text)
    rumour = met.rumour if met else None
    stands = rumour is not None and rumour.status == Rumour.Status.PUBLISHED and not rumour.has_lapsed(asked.now)
    if met and stands and met.is_covered:
        is_safe = not (met.rumour.is_lightly_false and says_flee(asked.text))
        return _verdict(asked, met.rumour) if is_safe else unchecked(asked)
    if not is_rumour(asked.text):
        return None
    if stands:  # near to what was checked, and more than that
        return unchecked(asked)
    if rumour is not None:
        return _unsure(asked, _("This is being checked. Nothing is certain yet: please do not pass it on."))
    return unchecked(asked) if says_flee(asked.text) else None


def unchecked(asked: Asked) -> Reply:
    """Nobody has checked it, and the guides say nothing of it."""
    return _unsure(asked, _("Nobody here has checked this. Please do not pass it on."), is_new=True)


def _verdict(asked: Asked, rumour: Rumour) -> Reply:
    zone = rumour.community.zone
    said_on, until = (
        formats.date_format(timezone.localtime(at, zone), pgettext("a day as Django writes it", "F j")) if at else ""
        for at in (rumour.published_at, rumour.valid_until)
    )
    names = pgettext("between things", ", ").join(one["authority"] for one in rumour.sources)
    verdict = str(Rumour.Verdict(rumour.verdict).label)
    lines = [
        _("%(verdict)s: %(claim)s") % {"verdict": verdict, "claim": said(rumour.claim, asked.language)},
        said(rumour.why, asked.language),
        _flee_line(asked) if rumour.says_flee and rumour.verdict == Rumour.Verdict.UNPROVEN else "",
        _("Source: %(names)s. Checked %(day)s, good until %(until)s.")
        % {"names": names, "day": said_on, "until": until},
    ]
    return Reply(
        kind="rumour",
        text="\n".join(line for line in lines if line),
        citations=[
            {
                "title": said(rumour.claim, asked.language).rstrip(".。"),  # more of the line follows it
                "section": verdict,
                "url": f"{rumour.get_absolute_url()}?language={asked.language}",
            }
        ],
    )


def _unsure(asked: Asked, words: str, *, is_new: bool = False) -> Reply:
    flees = says_flee(asked.text)
    lines = [_flee_line(asked) if flees else "", words, _("Official warnings stand on this site's first page.")]
    actions = [{"label": _("Warnings now"), "url": reverse("home")}]
    if is_new:
        actions.append({"label": _("Have it checked"), "url": reverse("knowledge:rumour-list") + "#tell"})
    return Reply(kind="rumour", text="\n".join(line for line in lines if line), actions=actions, confidence=0.5)


def _flee_line(asked: Asked) -> str:
    number = numbers_to_call(asked.community, "fire")["number"]
    return _(
        "Until it is known, play safe: if you are low-lying or close by, go up and away. In danger call %(number)s."
    ) % {"number": number}
