"""From bytes that anybody may have written to a tree that is safe to walk.

At most 1 MB and two seconds; no document type, so no entities, nothing from outside and nothing that grows; no deep
nesting. A message in another encoding than it claims is read by the one that fits.
"""

import re
import time
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from lxml import etree

from community.alerts.cap.received import Finding

LARGEST = 1024 * 1024  # bytes
LONGEST = 2.0  # seconds
DEEPEST = 60  # elements in one another; a CAP message in a feed has about ten
ENCODINGS = {
    **{name: name for name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "big5", "shift_jis", "euc-kr", "koi8-r")},
    **dict.fromkeys(("utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{f"iso-8859-{part}": f"iso-8859-{part}" for part in (*range(1, 12), *range(13, 17))},
    **{f"windows-125{part}": f"cp125{part}" for part in range(9)},
}
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Unreadable(ValueError):
    """Nothing was read. `finding` says why."""

    def __init__(self, code: str, value: str = ""):
        super().__init__(code)
        self.finding = Finding(code, value)


class Deadline:
    """Seconds of work for one reading, waiting not counted; `check` raises Unreadable when they are over."""

    def __init__(self, seconds: float = LONGEST):
        self.end = time.thread_time() + seconds

    def check(self) -> None:
        if time.thread_time() > self.end:
            raise Unreadable("too_slow")


def opened(data: bytes, *, deadline: Deadline, largest: int = LARGEST) -> tuple[Any, list[Finding]]:
    """The root element, and what was odd about the bytes. Raises Unreadable."""
    if len(data) > largest:
        raise Unreadable("too_large", f"{len(data) / 1e6:.1f} MB")
    text, findings = _decoded(data)
    # what stood before it would be taken for the encoding of what follows
    text = _DECLARATION.sub("", text, count=1).strip()
    if not text.startswith("<"):
        raise Unreadable("not_xml")
    safe = text.encode("utf-8", "replace")
    _refuse_tricks(safe, deadline)
    deadline.check()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(safe, parser)
    except etree.XMLSyntaxError:
        raise Unreadable("not_xml") from None
    deadline.check()
    return root, findings


def _decoded(data: bytes) -> tuple[str, list[Finding]]:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    head = data[:200].replace(b"\0", b"").decode("latin-1")
    match = _DECLARED.match(head.removeprefix("\xef\xbb\xbf").removeprefix("\xff\xfe").removeprefix("\xfe\xff"))
    declared = match[1].lower() if match else ""
    claimed = marked or ENCODINGS.get(declared, "utf-8")
    if claimed == "utf-16" and not marked:
        claimed = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    for encoding in dict.fromkeys((claimed, "utf-8", "gb18030", "cp1252")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = encoding != claimed or (declared and declared not in ENCODINGS)
        return text.lstrip("\ufeff"), [Finding("encoding_wrong", encoding)] if odd else []
    return data.decode(claimed, "replace"), [Finding("encoding_wrong", claimed)]


class _Watch:
    """Counts how deep the elements lie; keeps nothing."""

    def __init__(self, deadline: Deadline):
        self.depth, self.seen, self.deadline = 0, 0, deadline

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.seen += 1
        if self.depth > DEEPEST:
            raise Unreadable("too_deep")
        if self.seen % 1000 == 0:
            self.deadline.check()

    def end(self, tag: str) -> None:
        self.depth -= 1

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass


def _refuse_tricks(data: bytes, deadline: Deadline) -> None:
    parser = DefusedXMLParser(target=_Watch(deadline), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise Unreadable("declarations") from None
    except (SyntaxError, ValueError) as error:  # ElementTree's ParseError is a SyntaxError
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("not_xml") from None
