"""A phone whose line is cut while its question is on the way: the site goes on, and the question counts once."""

import json
import socket
import urllib.request

import pytest

from tests.support.demo import demo_town

pytestmark = [pytest.mark.journey]
HANDSHAKE = (
    "GET /ws/chat/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
QUESTION = {"text": "my kitchen is on fire", "session": "a-session-that-is-cut", "message_id": "m1"}
town = demo_town(RATE_LIMIT_SCALE="1000")


def opened(town):
    port = int(town.environment["PORT"])
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sendall(HANDSHAKE.format(port=port).encode())
    assert b" 101 " in line.recv(4096).split(b"\r\n")[0]
    return line


def frame(words: dict) -> bytes:
    """A masked text frame of 126 to 65,535 bytes (RFC 6455, 5.2); the mask of zeros leaves the words as they are."""
    body = json.dumps({"type": "message", **words}).ljust(126).encode()
    return b"\x81" + bytes([0x80 | 126]) + len(body).to_bytes(2, "big") + bytes(4) + body


def asked(town, words: dict) -> dict:
    request = urllib.request.Request(
        f"{town.url}/api/v1/chat/", json.dumps(words).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def turns(town, token: str) -> list[str]:
    request = urllib.request.Request(f"{town.url}/chat/turns/", headers={"X-Chat-Session": token})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return [part.split('"')[0] for part in answer.read().decode().split('data-message="')[1:]]


def test_half_a_frame_is_no_question(town):
    for length in (1, 5, 60, 130):
        line = opened(town)
        line.sendall(frame({**QUESTION, "session": "a-session-of-halves"})[:length])
        line.close()
    assert turns(town, "a-session-of-halves") == []
    line = opened(town)
    line.sendall(frame({**QUESTION, "session": "a-session-of-halves"}))
    assert b"emergency" in line.recv(65_536)
    line.close()
    assert turns(town, "a-session-of-halves") == ["m1"]


def test_a_line_that_is_cut_before_the_reply_leaves_one_turn_and_its_reply(town):
    for _time in range(5):
        line = opened(town)
        line.sendall(frame(QUESTION))
        line.close()
    reply = asked(town, QUESTION)
    assert (reply["kind"], reply["message_id"]) == ("emergency", "m1")
    assert turns(town, QUESTION["session"]) == ["m1"]
