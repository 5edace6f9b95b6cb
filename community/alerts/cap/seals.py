"""Whether an XML signature (XMLDSig, enveloped: CAP 1.2, 3.3.4) fits the message that carries it.

A good one says that nobody has changed the message since somebody signed it with the key inside. Whose key that is,
nobody vouches for here.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier
from signxml.exceptions import InvalidCertificate, InvalidSignature

from community.alerts.cap.received import Finding
from community.alerts.cap.structure import SIGNATURE

_PEM = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----"
_BARE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_blank_text": True}


def seal_of(alert: Any, sent: datetime | None, *, alone: bool) -> list[Finding]:
    """What to say of the signature of `alert`; nothing where there is none. `alone`: it is a document of its own."""
    found = [child for child in alert if child.tag == f"{{{SIGNATURE}}}Signature"]
    if not found:
        return []
    if not all(_is_plain(value) for name in ("SignatureValue", "DigestValue") for value in _values(found[0], name)):
        return [Finding("signature_broken")]
    certificate = _certificate(alert)
    first = _verdict(alert, certificate, sent, alone=alone)
    if first[0].code != "signature_broken":
        return first
    # tools of the trade sign the message without the white space between its elements, then print it with some
    bare = etree.fromstring(etree.tostring(alert, with_tail=False), etree.XMLParser(**_BARE))
    return _verdict(bare, certificate, sent, alone=alone)


def _verdict(alert: Any, certificate: x509.Certificate | None, sent: datetime | None, *, alone: bool) -> list[Finding]:
    verifier, expected = XMLVerifier(), _expected(certificate, sent)
    try:
        result = verifier.verify(alert, x509_cert=certificate, expect_config=expected, validate_schema=False)
    except InvalidCertificate:
        return [Finding("signature_unchecked", "X.509")]
    except InvalidSignature:
        # cut out of a feed, a message may have lost what its signature was made over
        return [Finding("signature_broken" if alone else "signature_unchecked")]
    except Exception as error:  # whatever a hostile key makes of the cryptographic library
        return [Finding("signature_unchecked", "SHA-1" if "SHA1" in str(error).upper() else "")]
    signed = result.signed_xml if not isinstance(result, list) else None
    if signed is None or signed.tag != alert.tag:
        return [Finding("signature_partial")]
    findings = [Finding("signature_good", _holder(certificate))]
    if certificate is not None and sent is not None and not _holds(certificate, sent):
        findings.append(Finding("certificate_dates"))
    return findings


def _values(signature: Any, name: str) -> Iterator[str]:
    for element in signature.iter(f"{{{SIGNATURE}}}{name}"):
        yield "".join((element.text or "").split())


def _is_plain(text: str) -> bool:
    """Whether `text` is base64 written in the one right way: no bit of a signature is left to play with."""
    try:
        return bool(text) and base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except ValueError:
        return False


def _certificate(alert: Any) -> x509.Certificate | None:
    element = alert.find(f"./{{{SIGNATURE}}}Signature//{{{SIGNATURE}}}X509Certificate")
    if element is None or not element.text:
        return None
    try:
        return x509.load_pem_x509_certificate(_PEM.format(element.text.strip()).encode())
    except ValueError:
        return None


def _expected(certificate: x509.Certificate | None, sent: datetime | None) -> SignatureConfiguration:
    """The whole message, by any algorithm that is not broken, as of a day on which the certificate was valid."""
    if certificate is None:
        return SignatureConfiguration(location="./", require_x509=False)
    moment = sent if sent is not None and _holds(certificate, sent) else certificate.not_valid_before_utc
    return SignatureConfiguration(location="./", verification_time=moment + timedelta(seconds=1))


def _holds(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at.astimezone(UTC) < certificate.not_valid_after_utc


def _holder(certificate: x509.Certificate | None) -> str:
    if certificate is None:
        return ""
    try:
        names = certificate.subject.get_attributes_for_oid(x509.oid.NameOID.COMMON_NAME)
    except ValueError:
        return ""
    return str(names[0].value)[:80] if names else ""
