"""Signatures of CAP messages (CAP 1.2, 3.3.2.1; W3C XML-Signature): enveloped, over the whole message, with exclusive
canonicalisation and SHA-256, by an RSA or elliptic-curve key whose certificate travels in the signature.

RSA as used here (PKCS #1 v1.5) gives the same signature for the same message every time; elliptic curves do not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod, DigestAlgorithm, SignatureConfiguration, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import XMLVerifier

from community.alerts.cap.writing import CAP

DSIG = "http://www.w3.org/2000/09/xmldsig#"
KEY_BITS = 3072  # NIST SP 800-57: as strong as 128 bits, good beyond 2030
LEAST_BITS = 2048
LIFE = timedelta(days=3650)
MOST_BYTES = 1_000_000
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class BadIdentity(ValueError):
    """The key and the certificate cannot sign; the text says why, for whoever set them up. It never holds the key."""


@dataclass(frozen=True)
class Identity:
    """Who signs: a private key and its certificate."""

    key: Key
    certificate: x509.Certificate

    @cached_property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.certificate)


@dataclass(frozen=True)
class Verdict:
    """What a signature is worth. `code` is valid, unsigned, broken, other_certificate or not_cap."""

    code: str
    certificate: x509.Certificate | None = None  # the one that travels in the signature

    @property
    def is_valid(self) -> bool:
        return self.code == "valid"


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs of hexadecimal digits, as other tools show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def make_identity(name: str, now: datetime) -> str:
    """A new key and a certificate that it signs itself, for `name` (a host), as one text of two PEM blocks."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    usage = dict.fromkeys(
        (
            "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
            "crl_sign", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # readers' clocks differ
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode()


def read_identity(key_pem: str, certificate_pem: str) -> Identity:
    """The identity of two PEM texts. Raises BadIdentity."""
    try:
        key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadIdentity("the key is no unencrypted private key in PEM") from None
    try:
        certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    except ValueError:
        raise BadIdentity("the certificate is no X.509 certificate in PEM") from None
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise BadIdentity("the key is neither RSA nor on an elliptic curve")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_BITS:
        raise BadIdentity(f"the key has {key.key_size} bits; {LEAST_BITS} is the least")
    if key.public_key() != certificate.public_key():
        raise BadIdentity("the certificate is not of this key")
    return Identity(key, certificate)


def sign(xml: bytes, by: Identity) -> bytes:
    """The CAP message `xml` (ours, unsigned) with an enveloped signature as its last element."""
    # white space between elements is part of what is signed, and some readers drop it before they verify
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True))
    method = SignatureMethod.RSA_SHA256 if isinstance(by.key, rsa.RSAPrivateKey) else SignatureMethod.ECDSA_SHA256
    signer = XMLSigner(
        signature_algorithm=method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=by.key, cert=by.certificate_pem)
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def verify(xml: bytes, certificate: x509.Certificate | None = None) -> Verdict:
    """Whether `xml`, from anywhere, is a CAP message that nobody has changed since it was signed.

    Against `certificate` where one is given; else against the one in the signature itself, which shows that the
    message is whole, and nothing about who wrote it.
    """
    root = _message(xml)
    if root is None:
        return Verdict("not_cap")
    signatures = root.findall(f".//{{{DSIG}}}Signature")
    if not signatures:
        return Verdict("unsigned")
    carried = _carried(signatures[0])
    if len(signatures) > 1 or signatures[0].getparent() is not root or carried is None:
        return Verdict("broken", carried)
    references = signatures[0].findall(f"{{{DSIG}}}SignedInfo/{{{DSIG}}}Reference")
    if [reference.get("URI") for reference in references] != [""]:  # of the whole message, not of a part of it
        return Verdict("broken", carried)
    if certificate is not None and certificate != carried:
        return Verdict("other_certificate", carried)
    pem = carried.public_bytes(serialization.Encoding.PEM).decode()
    try:
        XMLVerifier().verify(etree.tostring(root), x509_cert=pem, expect_config=SignatureConfiguration(location="./"))
    except (SignXMLException, etree.LxmlError, ValueError, TypeError):
        return Verdict("broken", carried)
    return Verdict("valid", carried)


def _message(xml: bytes) -> etree._Element | None:
    """The root of a CAP message without surprises: no document type, no entities, nothing fetched, 1 MB at most."""
    if len(xml) > MOST_BYTES:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.doctype or root.tag != f"{{{CAP}}}alert":
        return None
    return root


def _carried(signature: etree._Element) -> x509.Certificate | None:
    found = signature.find(f"{{{DSIG}}}KeyInfo/{{{DSIG}}}X509Data/{{{DSIG}}}X509Certificate")
    if found is None or not found.text:
        return None
    body = "".join(found.text.split())
    try:
        return x509.load_pem_x509_certificate(
            f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()
        )
    except ValueError:
        return None
