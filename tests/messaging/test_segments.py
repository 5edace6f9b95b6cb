"""Parts and encodings, against Twilio's own calculator."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.messaging.carriers.segments import GSM7, UCS2, count, is_gsm7, normalise

ROOT = Path(__file__).resolve().parents[2]
VECTORS = Path(os.environ.get("CONFORMANCE_DATA", ROOT / "../shared/data")) / "twilio" / "segment_vectors.json"


@pytest.mark.skipif(not VECTORS.exists(), reason="CONFORMANCE_DATA: twilio/segment_vectors.json is not here")
def test_every_vector_counts_as_twilio_counts_it():
    vectors = json.loads(VECTORS.read_text())["vectors"]
    wrong = []
    for vector in vectors:
        body = normalise(vector["body"]) if vector["smart_encoding"] else vector["body"]
        counted = count(body)
        ours = (counted.encoding, counted.segments, counted.message_bits, counted.total_bits)
        if ours != (vector["encoding"], vector["segments"], vector["message_bits"], vector["total_bits"]):
            wrong.append((vector, ours))
    assert len(vectors) >= 20
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Don’t wait — go “now”…", 'Don\'t wait - go "now"...'),
        ("Leave\u00a0now\u2019s", "Leave now's"),
        ("ＬＥＡＶＥ！", "LEAVE!"),
        ("洪水：请“立即”离开——下街…", "洪水：请“立即”离开——下街…"),  # Chinese keeps its own marks
        ("请\u200b离开", "请离开"),
    ],
)
def test_smart_punctuation_is_made_plain_where_that_saves_segments(text, plain):
    assert normalise(text) == plain


def test_an_escape_pair_is_not_cut_in_two():
    # 152 + a pair of two: the pair starts the second part, so that 306 units do not fit two parts
    text = "a" * 152 + "€" + "b" * 152
    assert (count(text).units, count(text).segments) == (306, 3)


@given(st.text(max_size=400))
def test_counting_is_bounded_and_normalising_settles(text):
    once = normalise(text)
    assert normalise(once) == once
    assert count(once).segments <= count(text).segments or is_gsm7(once)
    counted = count(text)
    assert counted.segments >= 1
    assert counted.encoding == (GSM7 if is_gsm7(text) else UCS2)
    assert counted.units <= counted.segments * counted.per_segment
