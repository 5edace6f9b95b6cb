"""Whether an answer is what GeoReport v2 says it is: a schema for each document, in XML and in JSON."""

import functools
import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from lxml import etree

HERE = Path(__file__).parent
KINDS = {  # what an address answers, by its path below /open311/
    r"discovery": "discovery",
    r"v2/services": "services",
    r"v2/services/[^/]+": "service",
    r"v2/requests": "requests",
    r"v2/requests/[^/]+": "one_request",
    r"v2/requests/[^/]+/comments": "made",
    r"v2/tokens/[^/]+": "redeemed",
}


def kind_of(path: str, status: int, method: str = "GET") -> str:
    """The name of the schema."""
    if status >= 400:
        return "errors"
    below = path.removeprefix("/open311/").rsplit(".", 1)[0]
    kind = next(kind for shape, kind in KINDS.items() if re.fullmatch(shape, below))
    return "made" if method == "POST" else kind


def faults(kind: str, content_type: str, body: bytes) -> list[str]:
    """What is wrong with a document, in the validator's words; nothing where it keeps to its schema."""
    if content_type == "application/json; charset=utf-8":
        return [f"{list(error.path)}: {error.message}" for error in _json(kind).iter_errors(json.loads(body))]
    if content_type == "text/xml; charset=utf-8":
        schema = _xml(kind)
        schema.validate(etree.fromstring(body))
        return [str(error) for error in schema.error_log]  # type: ignore[attr-defined]
    return [f"no type of the standard: {content_type}"]


@functools.cache
def _xml(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(HERE / f"{kind}.xsd"))


@functools.cache
def _json(kind: str) -> Any:
    whole = json.loads((HERE / "schema.json").read_text())
    return Draft202012Validator({**whole, "$ref": f"#/$defs/{kind}"})
