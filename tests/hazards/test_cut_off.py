"""An upload that is cut off in the middle, at the running site: nothing of it is kept, and the site goes on."""

import io
import json
import socket
import sqlite3
import time
import urllib.request
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.support.site import site

EDGE = "the-edge-of-a-part"
TYPED = {"category": "flooding", "description": "Water over the road.", "address": "Hill Road 4"}
DOORS = {
    "/hazards/report/": TYPED,
    "/hazards/report/kept/": TYPED,
    "/api/v1/hazards/": TYPED,
    "/open311/v2/requests.json": {"api_key": "demo", "service_code": "flooding", "address_string": "Hill Road 4"},
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "tmp").mkdir()
    with site(folder, demo=True, TMPDIR=str(folder / "tmp")) as run:
        run.start_all()
        yield run


@pytest.fixture(scope="module")
def photo():
    """Some megabytes, so that the body is written to disk on its way in."""
    out = io.BytesIO()
    Image.effect_noise((2400, 1800), 90).save(out, "JPEG", quality=95)
    return out.getvalue()


def body_of(fields, photo) -> bytes:
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name = "media" if "api_key" in fields else "photos"
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n'
    return b"".join([*parts, head.encode(), b"Content-Type: image/jpeg\r\n\r\n", photo, f"\r\n--{EDGE}--\r\n".encode()])


def cut(town, path, body, share, *, chunked):
    """Send a part of `body` as one request, then hang up."""
    where = urlsplit(town.url)
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {town.url}\r\n{length}\r\n"
        f"Idempotency-Key: {'k' * 40}\r\nContent-Type: multipart/form-data; boundary={EDGE}\r\n\r\n"
    )
    sent = body[: int(len(body) * share)]
    with socket.create_connection((where.hostname, where.port), timeout=30) as line:
        line.sendall(head.encode())
        line.sendall(f"{len(body):x}\r\n".encode() + sent if chunked else sent)


def kept(town) -> tuple[int, int, list[str]]:
    """(reports, photos of either kind, files that are left anywhere)."""
    with sqlite3.connect(f"file:{town.folder / 'shouwang.sqlite3'}?mode=ro", uri=True) as database:
        ask = "select count(*) from hazards_{}"
        counts = [database.execute(ask.format(name)).fetchone()[0] for name in ("report", "reportphoto", "heldphoto")]
    database.close()
    folders = [town.folder / "media" / "reports", town.folder / "tmp"]
    files = [one.name for folder in folders if folder.exists() for one in folder.iterdir()]
    return counts[0], counts[1] + counts[2], [name for name in files if name.endswith((".jpg", ".upload"))]


def test_nothing_half_written_is_left(town, photo):
    before = kept(town)
    for path, fields in DOORS.items():
        body = body_of(fields, photo)
        for share in (0.0001, 0.5, 0.9999):
            cut(town, path, body, share, chunked=False)
            cut(town, path, body, share, chunked=True)

    whole = urllib.request.Request(
        town.url + "/api/v1/hazards/",
        body_of(TYPED, photo),
        {"Content-Type": f"multipart/form-data; boundary={EDGE}"},
    )
    with urllib.request.urlopen(whole, timeout=60) as answer:
        assert json.load(answer)["reference"]
    for _patience in range(300):  # those who hung up are let go of a little later
        if kept(town)[2] == [] or len(kept(town)[2]) == len(before[2]) + 2:
            break
        time.sleep(0.1)
    after = kept(town)
    assert (after[0] - before[0], after[1] - before[1], len(after[2]) - len(before[2])) == (1, 1, 2)
