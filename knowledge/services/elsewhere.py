"""What the chat says where no guide answers: small talk, and whom to turn to."""

from django.utils.translation import gettext as _

from knowledge.chat import field_of, tells_something
from knowledge.models import Translation
from knowledge.services.wording import Asked, Reply, numbered, numbers_to_call, others_line, starters
from portal.lib.words import said


def manners(asked: Asked, manner: str) -> Reply:
    """Small talk, a wish for a person, a question for a doctor, lawyer or insurer, an order to the machine."""
    block = numbers_to_call(asked.community, "police")
    issuer = said(asked.community.issuer, asked.language) if asked.community else ""
    who = issuer or _("your community's office")
    danger = _("If someone is in danger, call %(number)s.") % {
        "number": numbers_to_call(asked.community, "fire")["number"]
    }
    about = _("I am a program. I answer from this community's safety guides and live notices. I cannot call for help.")
    sms = asked.community.sms_number if asked.community else ""
    replies: dict[str, tuple[str, str]] = {
        "greeting": ("smalltalk", f"{_('Hello.')} {about} {_('What would you like to know?')}"),
        "about": ("smalltalk", f"{about} {danger}"),
        "thanks": ("smalltalk", _("You are welcome. Take care of yourself and your neighbours.")),
        "abuse": (
            "smalltalk",
            _("I am sorry that this did not help. %(danger)s Else ask me in other words.") % {"danger": danger},
        ),
        "texts": (
            "smalltalk",
            _("To get no more texts from us, text STOP to %(sms)s. %(danger)s") % {"sms": sms, "danger": danger}
            if sms
            else _("To get no more texts from us, text STOP to the number that they come from. %(danger)s")
            % {"danger": danger},
        ),
        "handoff": (
            "handoff",
            _("Nobody sits behind this chat. To speak to a person, turn to %(who)s. %(danger)s")
            % {"who": who, "danger": danger},
        ),
        "doctor": (
            "decline",
            _(
                "That is a question for a doctor or a pharmacist. I only know first aid. "
                "If the person gets worse fast, is hard to wake or cannot breathe well, call %(number)s."
            )
            % {"number": numbers_to_call(asked.community, "ambulance")["number"]},
        ),
        "lawyer": (
            "decline",
            _("That is a question of law. Ask a lawyer, or a legal aid office, which is free for many. %(danger)s")
            % {"danger": danger},
        ),
        "insurer": (
            "decline",
            _(
                "What is covered, and what it costs or pays, stands in the policy. Ask the insurer; for health cover, "
                "the office that runs it. I can tell you how to make a claim. %(danger)s"
            )
            % {"danger": danger},
        ),
        "injection": (
            "decline",
            _("I only answer questions about safety, from published guides. I cannot change or send anything."),
        ),
    }  # fmt: skip
    kind, text = replies[manner]
    then = {"thanks": [], "insurer": [_("How do I make an insurance claim?")]}.get(manner)
    return Reply(
        kind=kind,
        text=text,
        emergency=block if manner == "handoff" else None,
        suggestions=starters() if then is None else then,
        actions=[{"label": _("Who runs this site"), "url": "/about/"}] if manner == "handoff" else [],
    )


def noted(asked: Asked) -> Reply:
    """Somebody told about themselves, and asked nothing yet."""
    return Reply(kind="smalltalk", text=_("I keep that in mind. What would you like to know?"), suggestions=starters())


def no_list(asked: Asked) -> Reply:
    """A number, and nothing that it could be the number of."""
    number = numbers_to_call(asked.community, "fire")["number"]
    danger = _("If someone is in danger, call %(number)s.") % {"number": number}
    which = _("There is nothing to choose from now. Say in a few words what you want to know.")
    return Reply(kind="smalltalk", text=f"{which} {danger}", suggestions=starters())


def decline(asked: Asked, near: list[Translation]) -> Reply:
    """Honestly "I don't know", or the guides that are nearest, and whom to ask.

    Who tells of something, and asks nothing, reads the numbers first.
    """
    issuer = said(asked.community.issuer, asked.language) if asked.community else ""
    field = field_of(asked.text)
    block = numbers_to_call(asked.community, "ambulance" if field == "doctor" else "fire")
    who = {
        "doctor": _("a doctor or a pharmacist"),
        "lawyer": _("a lawyer or a legal aid office"),
        "insurer": _("the insurer"),
    }.get(field) or issuer
    words = {"who": who or _("your community's office"), "number": block["number"]}
    danger = _("If someone is in danger, call %(number)s.") % words
    is_told = tells_something(asked.text)
    lead, listed = "", ""
    if near:
        lead = _("I don't know which guide answers this. The nearest:")
        listed = numbered(near)
        ask = (
            _("None of them? Ask %(who)s.") % words
            if is_told
            else _("None of them? Ask %(who)s. If someone is in danger, call %(number)s.") % words
        )
    elif is_told:
        ask = _("I don't know. Our guides do not answer this. Ask %(who)s.") % words
    else:
        ask = (
            _("I don't know. Our guides do not answer this. Ask %(who)s. If someone is in danger, call %(number)s.")
            % words
        )
    first = [danger, others_line(block)] if is_told else []
    return Reply(
        kind="decline",
        text="\n".join(line for line in [*first, lead, listed, ask] if line),
        suggestions=[row.title for row in near] or starters(),
        actions=[{"label": _("All guides"), "url": "/knowledge/"}],
        confidence=0.0,
        lead="\n".join(line for line in [*first, lead] if line) if near else "",
        notes=[ask] if near else [],
    )
