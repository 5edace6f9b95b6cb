"""live.js and map.js in a real browser, against a site whose every answer the test decides."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.journey

STATIC = Path(__file__).resolve().parents[2] / "portal" / "static"
HOST = "http://live.example"


class Far:
    """The far end: what each path answers, what was asked, and the sockets that stand."""

    def __init__(self, page):
        self.answers, self.asked, self.sockets, self.refuse = {}, [], [], False
        page.route(HOST + "/**", self.answer)
        page.route_web_socket("**/ws/**", self.accept)

    def answer(self, route):
        path = route.request.url.removeprefix(HOST)
        self.asked.append(path)
        if path.startswith("/static/"):
            return route.fulfill(path=STATIC / path.removeprefix("/static/"))
        found = self.answers.get(path, (404, ""))
        if found is None:
            return route.abort()
        return route.fulfill(status=found[0], body=found[1], content_type="text/html")

    def accept(self, socket):
        if self.refuse:
            socket.close()
        else:
            self.sockets.append(socket)

    def say(self, **message):
        self.sockets[-1].send(json.dumps(message))

    def count(self, path):
        return self.asked.count(path)


@pytest.fixture
def page(browser):
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    page.far = Far(page)
    yield page
    context.close()


def opened(page, inner, attributes=""):
    page.far.answers["/"] = (
        200,
        '<!doctype html><html lang="en"><body><main id="main">'
        '<p data-live-state data-on="Live" data-off="Not live"></p>'
        f'<div id="part" data-live="/ws/desk/" data-fragment="/part/" {attributes}>{inner}</div></main>'
        '<script src="/static/live.js" defer></script></body></html>',
    )
    page.goto(HOST + "/")
    page.wait_for_function("document.readyState === 'complete'")
    if not page.far.refuse:
        page.wait_for_selector("[data-live-state=on]", state="attached")


def becomes(page, words):
    page.clock.run_for(1100)
    page.wait_for_function("words => document.querySelector('#part').textContent.includes(words)", arg=words)


def test_only_the_kinds_it_listens_to_are_fetched(page):
    opened(page, "<p>old</p>", 'data-kinds="report deliveries"')
    page.far.answers["/part/"] = (200, "<p>new</p>")

    page.far.say(type="live.event", kind="alert")
    page.clock.run_for(3000)
    assert page.far.count("/part/") == 0

    page.far.say(type="live.event", kind="report", reference="H-1")
    becomes(page, "new")
    assert page.far.count("/part/") == 1


def test_only_the_thing_it_names_is_fetched(page):
    opened(page, "<p>old</p>", 'data-match="broadcast=alert:LW-1"')
    page.far.answers["/part/"] = (200, "<p>new</p>")

    page.far.say(kind="deliveries", broadcast="alert:LW-2")
    page.clock.run_for(3000)
    assert page.far.count("/part/") == 0

    page.far.say(kind="deliveries", broadcast="alert:LW-1")
    becomes(page, "new")


def test_a_hundred_messages_are_one_fetch_a_second(page):
    opened(page, "<p>old</p>")
    page.far.answers["/part/"] = (200, "<p>new</p>")

    for _ in range(100):
        page.far.say(kind="deliveries")
    becomes(page, "new")
    page.clock.run_for(3000)

    assert page.far.count("/part/") <= 2


def test_the_focus_and_half_typed_words_survive(page):
    form = '<p>{}</p><a href="/x/">x</a><input id="note" value=""><details id="more"><summary>more</summary>y</details>'
    opened(page, form.format("old"))
    page.far.answers["/part/"] = (200, form.format("new"))
    page.fill("#note", "half a sen")
    page.evaluate(
        "document.querySelector('#note').setSelectionRange(4, 6); document.querySelector('#more').open = true"
    )

    page.far.say(kind="report")
    becomes(page, "new")

    assert page.evaluate("document.activeElement.id") == "note"
    assert page.input_value("#note") == "half a sen"
    assert page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [4, 6]
    assert page.evaluate("document.querySelector('#more').open")


def test_what_is_new_is_said_once_and_politely(page):
    opened(page, '<p data-say="calm">old</p>')
    page.far.answers["/part/"] = (200, '<p data-say="The river is over its bank">new</p>')

    page.far.say(kind="issued")
    becomes(page, "new")

    assert page.text_content("[role=status]") == "The river is over its bank"


def test_a_script_in_a_fragment_stays_dead(page):
    opened(page, "<p>old</p>")
    page.far.answers["/part/"] = (200, "<p>new</p><script>window.hit = 1</script>")
    page.evaluate("window.hit = 0")

    page.far.say(kind="report")
    becomes(page, "new")

    assert page.locator("#part script").count() == 1
    assert page.evaluate("window.hit") == 0


def test_without_a_socket_it_asks_every_five_seconds(page):
    page.far.refuse = True
    opened(page, "<p>old</p>")
    page.far.answers["/part/"] = (200, "<p>new</p>")

    page.clock.run_for(4000)
    assert page.far.count("/part/") == 0
    page.clock.run_for(3000)
    becomes(page, "new")
    assert page.text_content("[data-live-state]") == "Not live"


def test_after_a_lost_connection_it_connects_again_and_catches_up(page):
    opened(page, "<p>old</p>")
    page.far.answers["/part/"] = (200, "<p>new</p>")

    page.far.sockets[-1].close()
    page.wait_for_selector("[data-live-state=off]", state="attached")
    page.clock.run_for(1500)
    page.wait_for_selector("[data-live-state=on]", state="attached")
    becomes(page, "new")

    assert len(page.far.sockets) == 2


def test_who_was_signed_out_is_left_in_peace(page):
    page.far.refuse = True
    opened(page, "<p>old</p>")
    page.far.answers["/part/"] = (403, "no")

    page.clock.run_for(60_000)

    assert page.far.count("/part/") <= 2
    assert page.text_content("#part") == "old"


def test_after_ten_minutes_without_an_answer_it_cannot_tell(page):
    page.far.refuse = True
    inner = "<p>No warning</p><template data-stale><p>We cannot tell</p></template>"
    opened(page, inner, 'data-stale-after="600"')
    page.far.answers["/part/"] = None  # no network

    page.clock.run_for(590_000)
    assert "No warning" in page.text_content("#part")
    page.clock.run_for(20_000)
    becomes(page, "We cannot tell")

    page.far.answers["/part/"] = (200, "<p>No warning again</p>")
    page.clock.run_for(6000)
    becomes(page, "No warning again")


def test_it_fetches_nothing_from_another_host(page):
    page.far.answers["/"] = (
        200,
        '<div data-live="/ws/a/" data-fragment="https://evil.example/"></div><script src="/static/live.js"></script>',
    )
    page.goto(HOST + "/")
    page.clock.run_for(20_000)

    assert page.far.asked == ["/", "/static/live.js"]


# --- maps ------------------------------------------------------------------------------------------------------------
SQUARE = {"type": "Polygon", "coordinates": [[[-77, 38], [-76.9, 38], [-76.9, 38.1], [-77, 38.1], [-77, 38]]]}


def mapped(page, body):
    page.far.answers["/"] = (
        200,
        '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/static/vendor/leaflet/leaflet.css">'
        '<link rel="stylesheet" href="/static/tokens.css"><link rel="stylesheet" href="/static/components.css">'
        f'<main id="main" data-undo="Undo" data-clear="Clear">{body}</main>'
        '<script src="/static/vendor/leaflet/leaflet.js" defer></script><script src="/static/map.js" defer></script>',
    )
    page.goto(HOST + "/")
    page.wait_for_selector(".leaflet-container")


def test_a_click_sets_the_pin_and_a_typed_place_moves_it(page):
    mapped(
        page,
        '<input id="a"><input id="b"><div class="map" data-map data-centre="38.9,-77.0"'
        ' data-pick-latitude="#a" data-pick-longitude="#b"></div>',
    )

    page.click(".map", position={"x": 300, "y": 150})

    assert abs(float(page.input_value("#a")) - 38.9) < 0.1
    assert abs(float(page.input_value("#b")) + 77.0) < 0.1
    assert page.locator(".map__pin").count() == 1
    page.fill("#a", "38.95")
    page.locator("#a").blur()
    assert page.locator(".map__pin").count() == 1


def test_three_clicks_draw_an_area_and_undo_takes_one_back(page):
    mapped(page, '<textarea id="p"></textarea><div class="map" data-map data-centre="38.9,-77.0" data-draw="#p"></div>')

    for x, y in ((200, 100), (400, 100), (300, 250)):
        page.click(".map", position={"x": x, "y": y})
        page.clock.run_for(600)
    drawn = json.loads(page.input_value("#p"))

    assert drawn["type"] == "Polygon"
    assert len(drawn["coordinates"][0]) == 4
    assert drawn["coordinates"][0][0] == drawn["coordinates"][0][-1]
    page.click("text=Undo")
    assert page.input_value("#p") == ""


def test_names_from_people_are_words_and_nothing_else(page):
    evil = '<img src=x onerror="window.hit=1">'
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-76.95, 38.05]},
        "properties": {"name": evil, "url": "javascript:window.hit=2", "address": evil},
    }
    area = {"type": "Feature", "geometry": SQUARE, "properties": {"kind": "area", "name": evil}}
    page.far.answers["/points"] = (200, json.dumps({"type": "FeatureCollection", "features": [point]}))
    page.far.answers["/areas"] = (200, json.dumps({"type": "FeatureCollection", "features": [area]}))
    mapped(page, '<div class="map" data-map data-geojson="/points" data-boundary="/areas"></div>')

    page.wait_for_selector(".map__pin")
    page.click(".map__pin")
    page.wait_for_selector(".leaflet-popup")

    assert evil in page.text_content(".leaflet-popup")
    assert evil in page.text_content(".map__name")
    assert page.locator(".map img").count() == 0
    assert page.locator(".leaflet-popup-content a").count() == 0
    assert page.evaluate("window.hit") is None


def by_view(page):
    """A map that asks by what it sees; the (zoom, box) of each question so far."""
    asked = []

    def answer(route):
        query = parse_qs(urlsplit(route.request.url).query)
        asked.append((int(query["zoom"][0]), [float(edge) for edge in query["bbox"][0].split(",")]))
        many = {
            "type": "Feature",
            "bbox": [-77.0011, 38.8991, -76.9989, 38.9009],
            "geometry": {"type": "Point", "coordinates": [-77.0, 38.9]},
            "properties": {"count": 40, "name": "<b>40</b> reports", "url": f"{HOST}/hazards/?square=032"},
        }
        one = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-77.0, 38.904]},
            "properties": {"name": "Creek", "level": "severe", "status_label": "Opened again", "url": f"{HOST}/one/"},
        }
        route.fulfill(json={"type": "FeatureCollection", "features": [many, one]})

    page.route(HOST + "/points?**", answer)
    mapped(
        page, '<div class="map" data-map data-by-view data-centre="38.9,-77.0" data-geojson="/points?state=all"></div>'
    )
    page.wait_for_selector(".map__pin--many")
    return asked


def test_a_number_on_the_map_goes_closer_by_key_and_asks_anew(page):
    asked = by_view(page)
    west, south, east, north = asked[0][1]
    assert asked[0][0] == 14 and west < -77.0 < east and south < 38.9 < north
    assert page.locator(".map__pin--many").inner_text() == "40"
    assert page.locator(".map__pin--many").get_attribute("title") == "<b>40</b> reports"
    assert page.locator(".map__pin:not(.map__pin--many)").inner_text() == "▲"
    assert page.locator(".map__pin:not(.map__pin--many)").get_attribute("aria-label") == "Creek, Opened again"

    page.focus(".map__pin--many")
    page.keyboard.press("Enter")
    page.clock.run_for(2000)
    page.wait_for_function("document.activeElement.classList.contains('map')")  # the pin is another one by now
    assert asked[-1][0] == 17 and len(asked) == 2

    page.locator(".map__pin--many").click()
    link = page.locator(".leaflet-popup-content a")
    assert link.inner_text() == "<b>40</b> reports" and link.get_attribute("href") == "/hazards/?square=032"


def test_a_card_that_moves_the_map_to_be_seen_stays_open(page):
    asked = by_view(page)
    box = page.locator(".map").bounding_box()
    pin = page.locator(".map__pin:not(.map__pin--many)")
    for _step in range(3):  # until it stands at the upper edge
        page.mouse.move(box["x"] + 200, box["y"] + 300)
        page.mouse.down()
        page.mouse.move(box["x"] + 200, box["y"] + 300 - 5)
        page.mouse.move(box["x"] + 200, box["y"] + 300 - (pin.bounding_box()["y"] - box["y"]) + 4, steps=3)
        page.clock.run_for(500)  # held still: let go in motion, it would slide on, further on a faster machine
        page.mouse.up()
        page.clock.run_for(2000)
    before = len(asked)
    pin.click(position={"x": 16, "y": 28})
    page.clock.run_for(2000)
    assert page.locator(".leaflet-popup-content a").inner_text() == "Creek"
    assert page.locator(".leaflet-popup").bounding_box()["y"] >= box["y"]
    assert len(asked) == before


def test_a_small_move_asks_for_nothing(page):
    asked = by_view(page)
    page.focus(".map")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.clock.run_for(2000)
    assert len({tuple(box) for _zoom, box in asked}) == len(asked)


def test_without_its_script_a_map_takes_no_room(page):
    page.far.answers["/"] = (
        200,
        '<link rel="stylesheet" href="/static/components.css"><div class="map" data-map></div><p>list</p>',
    )
    page.goto(HOST + "/")

    assert not page.locator(".map").is_visible()
