"""Our signature under what we publish: valid to two verifiers, made once a version, broken by any change."""

import os
import stat
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from capvalidator import check_schema, check_signature, validate_cap_message
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from django.core.cache import cache
from django.core.management import CommandError, call_command
from lxml import etree
from signxml.verifier import XMLVerifier

from community.alerts.cap import signing, writing
from community.alerts.selectors.publications import alert_xml
from community.alerts.services import cancel_alert
from community.alerts.services.signing import FILE, signed, signing_identity, version_of
from tests.alerts.test_api import client, now_
from tests.alerts.test_cap import DATA, a_message, cap_schema, needs_data
from tests.factories import NOON
from tests.factories.alerts import approved, issued

NOW = datetime.now(UTC)
PEM = serialization.Encoding.PEM


def certified(key, *, days=30, name="watch.example.org"):
    """(key, certificate) as PEM, of any kind of key."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=60))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private.decode(), certificate.public_bytes(PEM).decode()


@pytest.fixture(scope="module")
def curve():
    return certified(ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="module")
def stranger():
    return certified(rsa.generate_private_key(65537, 2048), name="elsewhere.example.org")


@pytest.mark.django_db
def test_what_is_published_is_signed_and_valid_to_two_verifiers():
    alert = issued(**now_(), response_types=["Evacuate"])
    answer = client().get(f"/cap/{alert.identifier}.xml")
    xml = answer.content
    assert check_schema(xml).passed and check_signature(xml).passed and validate_cap_message(xml).passed
    certificate = client().get("/cap/certificate.pem")
    assert certificate["Content-Type"] == "application/x-pem-file"
    whole = XMLVerifier().verify(xml, x509_cert=certificate.content.decode()).signed_xml
    assert whole.tag == f"{{{writing.CAP}}}alert" and whole.findtext("{*}identifier") == alert.identifier
    assert signing.verify(xml, signing_identity().certificate).code == "valid"
    assert b"xml-exc-c14n#" in xml and b"enveloped-signature" in xml and b"sha1" not in xml


@needs_data
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{}, {"kind": "relay", "issuer": "Qingxi <Flood> & Control, HQ"}, {"web": "http://example.org/?x=1&y=2"}]
)
def test_a_signed_message_keeps_to_the_schema(change):
    first = issued(**change)
    over = approved(cancel_alert(first, by=first.author, now=NOON), now=NOON)
    for alert in (first, over):
        xml = signed(alert_xml(alert))
        cap_schema().assertValid(etree.fromstring(xml))
        assert check_schema(xml).passed and check_signature(xml).passed


@pytest.mark.django_db
def test_a_version_is_signed_once_and_a_poll_signs_nothing(curve, settings):
    settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERT = curve  # gives another signature every time
    alert = issued(**now_())
    address = f"/cap/{alert.identifier}.xml"
    first, again = client().get(address), client().get(address)
    assert first.content == again.content and first["ETag"] == again["ETag"]
    cache.clear()
    unmoved = client().get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (unmoved.status_code, unmoved.content, unmoved["ETag"]) == (304, b"", first["ETag"])
    assert cache.get(f"cap-signed:{version_of(alert_xml(alert))}") is None
    head = client().head(address)
    assert (head.status_code, head["ETag"], head["Content-Length"]) == (200, first["ETag"], first["Content-Length"])


def test_the_key_is_made_once_and_nobody_else_reads_it(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    one, other = signing_identity(), signing_identity()
    assert one is other and one.key.key_size == 3072
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert one.certificate.not_valid_after_utc > NOW + timedelta(days=3000)
    read = (tmp_path / FILE).read_text()
    assert signing.read_identity(read, read).fingerprint == one.fingerprint


def test_rsa_signs_the_same_every_time():
    xml, identity = writing.message_xml(a_message()), signing_identity()
    assert signing.sign(xml, identity) == signing.sign(xml, identity)


@pytest.mark.parametrize("form", ["text", "one line", "file"])
def test_an_own_key_comes_from_the_environment(curve, form, settings, tmp_path):
    values = {"text": curve, "one line": [pem.replace("\n", "\\n") for pem in curve]}.get(form)
    if values is None:
        for name, pem in zip(("key", "crt"), curve, strict=True):
            (tmp_path / name).write_text(pem)
        values = (str(tmp_path / "key"), str(tmp_path / "crt"))
    settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERT = values
    xml = signed(writing.message_xml(a_message()))
    assert b"ecdsa-sha256" in xml and check_signature(xml).passed
    assert signing.verify(xml, x509.load_pem_x509_certificate(curve[1].encode())).is_valid


@pytest.mark.django_db
def test_a_key_that_cannot_sign_is_said_and_the_warning_still_goes_out(curve, stranger, settings, tmp_path):
    weak = certified(rsa.generate_private_key(65537, 1024))
    odd = certified(ed25519.Ed25519PrivateKey.generate())
    wrong = {
        (curve[0], stranger[1]): "not of this key",
        ("-----BEGIN nothing", curve[1]): "no unencrypted private key",
        (curve[0], curve[0]): "no X.509 certificate",
        weak: "1024 bits",
        odd: "neither RSA",
        (str(tmp_path / "absent"), curve[1]): "cannot be read (FileNotFoundError)",
    }
    xml = writing.message_xml(a_message())
    for pair, words in wrong.items():
        settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERT = pair
        with pytest.raises(signing.BadIdentity) as caught:
            signing_identity()
        assert words in str(caught.value) and "PRIVATE" not in str(caught.value)
        assert signed(xml) == xml
        assert client().get("/cap/certificate.pem").status_code == 404


def test_whatever_is_changed_breaks_the_signature(stranger):
    ours = signing_identity()
    xml = signing.sign(writing.message_xml(a_message()), ours)
    theirs = signing.sign(writing.message_xml(a_message()), signing.read_identity(*stranger))
    unsigned = writing.message_xml(a_message())
    assert signing.verify(xml).code == signing.verify(xml, ours.certificate).code == "valid"
    assert signing.verify(unsigned).code == "unsigned"
    assert signing.verify(theirs).code == "valid"
    assert signing.verify(theirs, ours.certificate).code == "other_certificate"
    for old, new in (
        (b"<severity>Severe", b"<severity>Minor"),
        (b"<scope>Public</scope>", b"<scope>Public</scope><note>x</note>"),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        (b'Reference URI=""', b'Reference URI="#part"'),
        (b"<ds:X509Certificate>", b"<ds:X509Certificate>!"),
    ):
        assert old in xml
        assert signing.verify(xml.replace(old, new, 1)).code == "broken", new


def test_a_signature_that_was_moved_or_doubled_is_broken():
    xml = signing.sign(writing.message_xml(a_message()), signing_identity())
    start, end = xml.index(b"<ds:Signature "), xml.index(b"</alert>")
    mark = xml[start:end]
    assert signing.verify(xml[:end] + mark + xml[end:]).code == "broken"
    inside = xml[:start].replace(b"</info>", mark + b"</info>") + b"</alert>"
    assert signing.verify(inside).code == "broken"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<alert/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>',
        b"<a>" * 300 + b"x" * 1_000_001,
    ],
    ids=["empty", "words", "no namespace", "doctype", "large"],
)
def test_what_is_no_message_is_not_verified(xml):
    assert signing.verify(xml).code == "not_cap"


def test_the_command_says_whose_signature_it_is(tmp_path, stranger):
    def run(xml, *options):
        (tmp_path / "message.xml").write_bytes(xml)
        out = StringIO()
        call_command("verify_cap", str(tmp_path / "message.xml"), *options, stdout=out)
        return out.getvalue()

    plain = writing.message_xml(a_message())
    theirs = signing.sign(plain, signing.read_identity(*stranger))
    (tmp_path / "their.pem").write_text(stranger[1])
    said = run(signed(plain))
    assert "The signature is valid" in said and signing_identity().fingerprint in said
    assert "elsewhere.example.org" in run(theirs, "--anyone")
    assert "valid" in run(theirs, "--certificate", str(tmp_path / "their.pem"))
    for xml, options, words in (
        (theirs, (), "Somebody else"),
        (plain, (), "not signed"),
        (signed(plain).replace(b"Severe", b"Minor", 1), (), "broken"),
        (b"x", (), "not a CAP"),
        (plain, ("--certificate", str(tmp_path / "message.xml")), "no certificate"),
        (plain, ("--certificate", str(tmp_path / "absent")), "cannot be read"),
    ):
        with pytest.raises(CommandError, match=words):
            run(xml, *options)


@needs_data
def test_signed_messages_of_others_are_judged():
    """No sample may bring the verifier down; those that two verifiers disagree on are looked at here."""
    for path in sorted((DATA / "samples").rglob("*.xml")):
        assert signing.verify(path.read_bytes()).code in {"valid", "unsigned", "broken", "not_cap"}, os.fspath(path)
