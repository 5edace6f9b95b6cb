"""The page's own counter of segments says what the server's says."""

import json
import shutil
import subprocess

import pytest

from community.messaging.carriers import segments
from portal.settings import BASE_DIR
from tests.messaging.test_segments import VECTORS

NODE = shutil.which("node")
SCRIPT = BASE_DIR / "portal/static/segments.js"
TEXTS = [
    "", "Leave now.", "a" * 160, "a" * 161, "€" * 80, "€" * 81, "it’s “here” – now…", "é" * 71, "ê" * 70, "ê" * 71,
    "洪水" * 35, "洪水" * 36, "🌊" * 35, "🌊" * 36, "a" * 152 + "€", "\ttab", "全角ＡＢＣ", "ＡＢＣ！",
]  # fmt: skip


def counted(texts, name):
    """What the script makes of each text."""
    program = f"{SCRIPT.read_text('utf-8')}\nconst t = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    program += f"console.log(JSON.stringify(t.map({name})));"
    done = subprocess.run([NODE, "-e", program], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(NODE is None, reason="node not found: the page's counter is not compared with the server's")
def test_the_page_counts_as_the_server_does():
    for text, found in zip(TEXTS, counted(TEXTS, "shouwangSegments"), strict=True):
        wanted = segments.count(segments.normalise(text))
        assert (found["encoding"], found["segments"]) == (wanted.encoding, wanted.segments), text


@pytest.mark.skipif(NODE is None, reason="node not found: the page's counter is not compared with the vectors")
@pytest.mark.skipif(not VECTORS.exists(), reason="CONFORMANCE_DATA: twilio/segment_vectors.json is not here")
def test_the_page_counts_the_vectors():
    vectors = json.loads(VECTORS.read_text("utf-8"))["vectors"]
    bodies = [vector["body"] for vector in vectors if not vector["smart_encoding"]]
    for body, found in zip(bodies, counted(bodies, "shouwangCount"), strict=True):
        wanted = segments.count(body)
        assert (found["encoding"], found["segments"]) == (wanted.encoding, wanted.segments), body
