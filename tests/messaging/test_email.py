"""E-mail, against a real mail server."""

import socket
from datetime import timedelta

import pytest

from community.messaging.carriers.base import CannotAsk, Fate, OutgoingText
from community.messaging.carriers.email import EmailCarrier
from community.messaging.carriers.tokens import token_for
from community.messaging.models import Delivery, Lane
from community.messaging.services import send_due, send_text, sweep
from portal.lib.mailboxes import mail_server
from tests.factories import NOON
from tests.support.mailserver import MailServer

SITE = "https://watch.example.org"
WORDS = f"Liuwan office: Flood in Lower Street. Go to the school now. {SITE}/alerts/LW-7KX2PQ/"


@pytest.fixture
def mail():
    with MailServer() as server:
        yield server


def text(delivery=7, **changes):
    fields = {"attempt": 1, "to": "wang@example.org", "body": WORDS, "seconds_left": 600, "language": "en", "lane": 1}
    return OutgoingText(delivery=delivery, **{**fields, **changes})


async def send(server, *texts, url="", patience=5.0):
    carrier = EmailCarrier(
        {
            "email": mail_server(url or server.url),
            "email_from": "柳湾社区 <warnings@example.org>",
            "public_url": SITE,
            "receipt_key": "a key",
            "timeout": patience,
        }
    )
    await carrier.open()
    try:
        return [await carrier.send(one) for one in texts]
    finally:
        await carrier.close()


@pytest.mark.parametrize("end", ["\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
async def test_no_end_of_a_line_keeps_a_warning_from_its_mailbox_or_adds_a_header(mail, end):
    words = f"Flood{end}Bcc: a@evil.example{end} {'in Lower Street ' * 8}leave now."
    (outcome,) = await send(mail, text(body=words))
    assert outcome.fate == Fate.ACCEPTED
    assert (mail.letters[0]["Bcc"], mail.letters[0]["Subject"].startswith("Flood")) == (None, True)


async def test_a_letter_says_what_and_how_to_stop(mail):
    (outcome,) = await send(mail, text())
    assert (outcome.fate, outcome.carrier_id) == (Fate.ACCEPTED, "L1")
    (letter,) = mail.letters
    assert letter["Subject"] == "Liuwan office: Flood in Lower Street."
    assert (letter["To"], letter["Message-ID"]) == ("wang@example.org", "<delivery.7@watch.example.org>")
    assert letter["From"].addresses[0].display_name == "柳湾社区"
    assert letter.get_content_type() == "text/plain"
    assert WORDS in letter.get_content()
    assert "Change or stop it: https://watch.example.org/warnings/" in letter.get_content()
    stop = f"<{SITE}/warnings/email/stop/7/{token_for('a key', 'stop', 7)}/>"
    assert (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]) == (stop, "List-Unsubscribe=One-Click")
    assert letter["Auto-Submitted"] == "auto-generated"


async def test_a_chinese_exercise_says_so_in_its_subject(mail):
    body = "柳湾社区：洪水。请到学校集合。"
    await send(mail, text(body=body, language="zh-hans", exercise=True), text(8, body=f"【演练】{body}", exercise=True))
    assert [letter["Subject"] for letter in mail.letters] == ["【演练】柳湾社区：洪水。"] * 2
    assert "更改或停止" in mail.letters[0].get_content()
    assert mail.letters[0]["Content-Language"] == "zh-Hans"


async def test_a_code_is_no_list(mail):
    await send(mail, text(body="123456 is your code.", lane=2))
    assert (mail.letters[0]["List-Unsubscribe"], mail.letters[0].get_content().strip()) == (
        None,
        "123456 is your code.",
    )


async def test_a_repeat_has_the_name_of_the_first(mail):
    mail.trouble("data", "taken, then reset")
    first, second = await send(mail, text(), text(attempt=2))
    assert (first.fate, first.error, second.fate) == (Fate.UNCLEAR, "connection_lost", Fate.ACCEPTED)
    assert len({letter["Message-ID"] for letter in mail.letters}) == 1


async def test_one_conversation_serves_many_letters(mail):
    outcomes = await send(mail, *(text(number) for number in range(1, 6)))
    assert {outcome.fate for outcome in outcomes} == {Fate.ACCEPTED}
    assert (len(mail.letters), mail.conversations) == (5, 1)


@pytest.mark.parametrize(
    ("at", "reply", "fate", "error"),
    [
        ("from", "550 who are you", Fate.UNSENT, "smtp_550"),  # about us: an operator's to mend
        ("from", "451 later", Fate.UNSENT, "smtp_451"),
        ("to", "550 no such mailbox", Fate.REFUSED, "smtp_550"),
        ("to", "450 greylisted", Fate.UNSENT, "smtp_450"),
        ("to", "452 mailbox full", Fate.UNSENT, "smtp_452"),
        ("to", "421 going down", Fate.UNSENT, "smtp_421"),
        ("to", "reset", Fate.UNSENT, None),
        ("to", "hang", Fate.UNSENT, "timeout"),
        ("data", "554 spam", Fate.REFUSED, "smtp_554"),
        ("data", "451 later", Fate.UNSENT, "smtp_451"),
        ("data", "reset", Fate.UNCLEAR, "connection_lost"),
        ("data", "hang", Fate.UNCLEAR, "timeout"),
    ],
)
async def test_every_answer_is_sorted_and_the_next_letter_goes(mail, at, reply, fate, error):
    mail.trouble(at, reply)
    first, second = await send(mail, text(), text(8), patience=0.8 if reply == "hang" else 5.0)
    assert (first.fate, error or first.error) == (fate, first.error)
    assert second.fate == Fate.ACCEPTED
    assert [letter["Message-ID"] for letter in mail.letters] == ["<delivery.8@watch.example.org>"]


async def test_a_server_that_hung_up_between_two_letters_costs_nothing(mail):
    carrier = EmailCarrier(
        {
            "email": mail_server(mail.url),
            "email_from": "warnings@example.org",
            "public_url": SITE,
            "receipt_key": "a key",
            "timeout": 5.0,
        }
    )
    await carrier.open()
    await carrier.send(text())
    carrier.idle[0].smtp.sock.shutdown(socket.SHUT_RDWR)
    assert (await carrier.send(text(8))).fate == Fate.ACCEPTED
    await carrier.close()
    assert mail.conversations == 2


async def test_without_a_server_the_letter_waits():
    with MailServer() as mail:
        pass
    (outcome,) = await send(mail, text())
    assert (outcome.fate, outcome.error) == (Fate.UNSENT, "no_connection")


@pytest.mark.parametrize(
    ("password", "fate", "error"), [("secret", Fate.ACCEPTED, ""), ("x", Fate.UNSENT, "smtp_sign_in")]
)
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_server_that_wants_a_sign_in_gets_one(password, fate, error):
    with MailServer(sign_in=True) as mail:
        (outcome,) = await send(mail, text(), url=mail.url.replace("secret", password))
    assert (outcome.fate, outcome.error) == (fate, error)


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c", "a b@example.org", "a@example.org\r\nBcc: b@example.org"])
async def test_what_is_no_mailbox_is_refused(mail, to):
    (outcome,) = await send(mail, text(to=to))
    assert (outcome.fate, mail.letters) == (Fate.REFUSED, [])


async def test_nobody_can_be_asked_of_a_letter(mail):
    carrier = EmailCarrier(
        {"email": mail_server(mail.url), "email_from": "", "public_url": SITE, "receipt_key": "", "timeout": 1}
    )
    with pytest.raises(CannotAsk):
        await carrier.find("wang@example.org", NOON)


# --- the whole way ---


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_the_whole_way_and_one_that_nobody_can_tell_of_stays_open(mail, settings, caplog):
    settings.CARRIERS = {**settings.CARRIERS, "email": ["community.messaging.carriers.email.EmailCarrier"]}
    settings.EMAIL_SERVER, settings.EMAIL_FROM = mail_server(mail.url), "warnings@example.org"

    def letter(key):
        return send_text(
            key=key,
            phone=f"{key}@example.org",
            body=WORDS,
            language="en",
            lane=Lane.WARNING,
            channel="email",
            expires=NOON + timedelta(hours=1),
            now=NOON,
        )

    sent = letter("wang")
    send_due(now=NOON, channel="email")
    mail.trouble("data", "taken, then reset")
    unclear = letter("li")
    send_due(now=NOON, channel="email")
    mail.trouble("to", "550 no such mailbox")
    nobody = letter("zhao")
    send_due(now=NOON, channel="email")
    sweep(now=NOON + timedelta(minutes=5))
    send_due(now=NOON + timedelta(minutes=5), channel="email")
    rows = [Delivery.objects.get(pk=row.pk) for row in (sent, unclear, nobody)]
    assert [row.status for row in rows] == ["sent", "unknown", "failed"]
    assert (rows[0].carrier, rows[2].reason) == ("smtp", "no such mailbox")
    assert mail.to == ["wang@example.org", "li@example.org"]
    assert "@example.org" not in caplog.text
