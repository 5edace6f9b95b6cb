/* Maps, on Leaflet (vendor/leaflet), without tiles from anybody: boundary, areas, pins. Every map is a second view of a
   list or a form; words for its controls stand on <main data-zoom-in="..."> or on the map itself.

   <div class="map" data-map data-geojson="/stations.geojson" data-boundary="/boundary.geojson">
   data-by-view                  asks for the pins anew with every move, with &bbox= and &zoom=: what is close together comes
                                 as one feature with its "count" and "bbox"; pressing it goes closer
   data-shape="#id"              GeoJSON in that element (its value or text), e.g. the area of a warning
   data-pick-latitude="#a" data-pick-longitude="#b"   a click or a drag sets the pin
   data-pick-radius="#c"         a ring of that many metres around the pin
   data-fit-points               shows what data-geojson holds, not the whole boundary
   data-draw="#id"               clicks draw polygons into that field as GeoJSON; a button of the map begins another one
   data-drawn-here="#id"         emptied then: it says that the outline came from a file
   data-centre="38.9,-77.0"      where to begin, when nothing else says

   <button type="button" hidden data-locate data-latitude="#a" data-longitude="#b" data-denied="...">
   shows itself, asks the device for its place and fills the fields; data-submit sends their form. */
(() => {
  "use strict";
  const field = (selector) => (selector ? document.querySelector(selector) : null);
  const tell = (element) => {
    for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
  };

  for (const button of document.querySelectorAll("[data-locate]")) {
    if (!("geolocation" in navigator)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        (found) => {
          button.removeAttribute("aria-busy");
          const pairs = [["latitude", found.coords.latitude], ["longitude", found.coords.longitude]];
          for (const [name, value] of pairs) {
            const target = field(button.dataset[name]);
            if (target) { target.value = value.toFixed(6); tell(target); }
          }
          const form = field(button.dataset.latitude)?.form;
          if ("submit" in button.dataset && form) form.requestSubmit();
        },
        () => {
          button.removeAttribute("aria-busy");
          if (!button.dataset.denied) return;
          let note = button.nextElementSibling;
          if (!note || !note.hasAttribute("data-locate-note")) {
            note = document.createElement("span");
            note.setAttribute("role", "status");
            note.setAttribute("data-locate-note", "");
            button.after(note);
          }
          note.textContent = button.dataset.denied;
        },
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
  }

  if (!window.L) return;
  const L = window.L;
  const words = document.getElementById("main")?.dataset || {};

  const load = async (address) => {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return null;
    const answer = await fetch(url, { credentials: "same-origin" });
    return answer.ok ? answer.json() : null;
  };

  const name = (properties) => properties.name || properties.title || properties.headline || properties.reference || "";

  /* Built from text nodes: names come from people. */
  const card = (properties) => {
    const box = document.createElement("div");
    const title = document.createElement("p");
    title.className = "map__title";
    const address = properties.url && new URL(properties.url, location.href);
    if (address && address.origin === location.origin) {
      const link = document.createElement("a");
      link.href = address.pathname + address.search;
      link.textContent = name(properties);
      title.append(link);
    } else title.textContent = name(properties);
    box.append(title);
    for (const line of [properties.kind_label || properties.category_label, properties.address, properties.status_label]) {
      if (typeof line !== "string" || !line) continue;
      const text = document.createElement("p");
      text.textContent = line;
      box.append(text);
    }
    return box;
  };

  const pin = (label, level, kind = "") => { // "chosen", "many"
    const face = document.createElement("span");
    face.textContent = label;
    if (level) face.dataset.level = level;
    const size = kind === "many" ? 44 : 32;
    return L.divIcon({ className: kind ? `map__pin map__pin--${kind}` : "map__pin", html: face, iconSize: [size, size], iconAnchor: [size / 2, size / 2], popupAnchor: [0, -14] });
  };

  const APART = 38; // pixels between the middles of two pins: none covers what another is pressed by

  /* Pins that would overlap step aside, each with a thin line to where it belongs. */
  const spread = (map, pins) => {
    const legs = L.layerGroup().addTo(map);
    const cell = (spot) => [Math.floor(spot.x / APART), Math.floor(spot.y / APART)];
    const near = (grid, spot) => {
      const [x, y] = cell(spot);
      return [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => grid.get(`${x + i},${y + j}`) || []));
    };
    const step = (spots) => { // whether any two were too close
      const grid = new Map();
      for (const spot of spots) {
        const key = cell(spot).join(",");
        if (!grid.has(key)) grid.set(key, []);
        grid.get(key).push(spot);
      }
      let moved = false;
      for (const one of spots) {
        for (const other of near(grid, one)) {
          if (other.order <= one.order) continue;
          let x = other.x - one.x, y = other.y - one.y;
          const away = Math.hypot(x, y);
          if (away >= APART - 0.5) continue;
          if (away < 1) { x = Math.cos(other.order); y = Math.sin(other.order); } // the same place: any direction
          const push = (APART - away) / 2 / Math.hypot(x, y);
          one.x -= x * push; one.y -= y * push;
          other.x += x * push; other.y += y * push;
          moved = true;
        }
      }
      return moved;
    };
    const place = () => {
      const spots = pins.map(({ at }, order) => ({ ...map.latLngToLayerPoint(at), order }));
      for (let round = 0; round < 80 && step(spots); round += 1);
      legs.clearLayers();
      pins.forEach(({ marker, at }, order) => {
        const home = map.latLngToLayerPoint(at), spot = spots[order];
        const shown = Math.hypot(spot.x - home.x, spot.y - home.y) > 1 ? map.layerPointToLatLng([spot.x, spot.y]) : at;
        marker.setLatLng(shown);
        if (shown !== at) L.polyline([at, shown], { className: "map__leg", weight: 2, interactive: false }).addTo(legs);
      });
    };
    map.on("zoomend resize", place);
    place();
    return () => { map.off("zoomend resize", place); legs.remove(); };
  };

  /* Names that would run into each other: the first stays. */
  const thin = (map, names) => {
    const sift = () => {
      const taken = [];
      for (const one of names) {
        const element = one.getElement();
        if (!element) continue;
        const box = element.getBoundingClientRect();
        const meets = (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
        const hidden = taken.some(meets);
        element.classList.toggle("map__name--hidden", hidden);
        if (!hidden) taken.push(box);
      }
    };
    map.on("zoomend resize", sift);
    sift();
  };

  const NEAR = 17; // zoom from which what is close together cannot be told apart any better

  const SIGNS = { extreme: "⬢", severe: "▲", moderate: "◆", minor: "●", clear: "✓", unknown: "?" }; // never by colour alone

  /* Its name and where it stands; a click on many goes closer as long as that helps. */
  const mark = (map, feature, at) => {
    const { count, level, status_label: state } = feature.properties;
    const words = [name(feature.properties), state].filter(Boolean).join(", ");
    const marker = L.marker(at, { icon: pin(count ? String(count) : SIGNS[level] || "–", level, count > 1 ? "many" : ""), title: words, keyboard: true });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", words)); // else its name is the sign in it
    const [west, south, east, north] = feature.bbox || [];
    if (feature.bbox && map.getZoom() < NEAR) {
      const closer = () => map.fitBounds([[south, west], [north, east]], { maxZoom: NEAR });
      marker.on("click", closer);
      marker.on("keypress", (event) => { if (event.originalEvent.key === "Enter") closer(); });
    } else marker.bindPopup(() => card(feature.properties));
    return marker;
  };

  /* What is seen is asked for anew with every move, in whole pictures of 256 pixels: a small move asks for nothing. */
  const byView = (map, address) => {
    let asked = "", layer = null, waiting = null, stop = () => {};
    const show = (found) => {
      const held = map.getContainer().contains(document.activeElement);
      layer?.remove();
      stop();
      const pins = [];
      layer = L.geoJSON(found, {
        pointToLayer: (feature, at) => {
          const marker = mark(map, feature, at);
          pins.push({ marker, at });
          return marker;
        },
      }).addTo(map);
      stop = pins.length > 1 ? spread(map, pins) : () => {};
      if (held && !map.getContainer().contains(document.activeElement)) map.getContainer().focus({ preventScroll: true });
    };
    const ask = async () => {
      const zoom = Math.round(map.getZoom()), bounds = map.getBounds();
      const corner = (at, whole) => map.unproject(map.project(at, zoom).divideBy(256)[whole]().multiplyBy(256), zoom);
      const north = corner(bounds.getNorthWest(), "floor"), south = corner(bounds.getSouthEast(), "ceil");
      const within = (degrees) => Math.max(-180, Math.min(180, degrees)).toFixed(6);
      const url = new URL(address, location.href);
      url.searchParams.set("bbox", [north.lng, south.lat, south.lng, north.lat].map(within).join(","));
      url.searchParams.set("zoom", zoom);
      if (url.href === asked || url.origin !== location.origin) return;
      asked = url.href;
      waiting?.abort();
      const mine = waiting = new AbortController();
      try {
        const answer = await fetch(url, { credentials: "same-origin", signal: mine.signal });
        if (answer.ok) show(await answer.json());
        else asked = "";
      } catch { if (waiting === mine) asked = ""; } // offline: the next move asks again
    };
    let makesRoom = false; // a card moves the map to be seen whole: other pins now would close it
    map.on("autopanstart", () => { makesRoom = true; });
    map.on("moveend", () => {
      if (!makesRoom) ask();
      makesRoom = false;
    });
    ask();
  };

  const shapes = (map, data, kind) => {
    let number = 0;
    const names = [];
    const pins = [];
    const layer = L.geoJSON(data, {
      style: (feature) => ({
        className: `map__${feature.properties?.kind === "boundary" ? "boundary" : kind}`,
        weight: 2,
        fillOpacity: kind === "shape" ? 0.2 : 0.04,
      }),
      pointToLayer: (feature, at) => {
        number += 1;
        const properties = feature.properties || {};
        const marker = L.marker(at, { icon: pin(String(properties.number ?? number), properties.level, properties.is_chosen ? "chosen" : ""), zIndexOffset: properties.is_chosen ? 1000 : 0, alt: name(properties), title: name(properties), keyboard: true });
        pins.push({ marker, at });
        return marker;
      },
      onEachFeature: (feature, layer) => {
        const properties = feature.properties || {};
        if (feature.geometry?.type === "Point" || kind === "shape") {
          if (name(properties)) layer.bindPopup(() => card(properties));
        } else if (properties.kind !== "boundary" && name(properties)) {
          const label = document.createElement("span"); // a node: names come from people
          label.textContent = name(properties);
          const box = layer.getBounds(); // near the upper edge: pins stand in the middle
          const at = [box.getNorth() - (box.getNorth() - box.getSouth()) * 0.2, box.getCenter().lng];
          names.push(L.tooltip({ permanent: true, direction: "center", className: "map__name" }).setLatLng(at).setContent(label));
        }
      },
      interactive: kind !== "area",
    }).addTo(map);
    for (const one of names) one.addTo(map);
    if (names.length > 1) thin(map, names);
    if (pins.length > 1) spread(map, pins);
    return layer;
  };

  const start = async (box) => {
    const data = box.dataset;
    const map = L.map(box, { zoomControl: false, attributionControl: false, minZoom: 8, maxZoom: 19, zoomSnap: 0.25, scrollWheelZoom: false });
    L.control.zoom({ zoomInTitle: data.zoomIn || words.zoomIn || "+", zoomOutTitle: data.zoomOut || words.zoomOut || "−" }).addTo(map);
    map.setView((data.centre || "0,0").split(",").map(Number), data.centre ? 14 : 2);
    let shown = null;
    const refit = () => { if (shown) map.fitBounds(shown, { padding: [16, 16], animate: false, maxZoom: 17 }); };
    const fit = (layer) => {
      const bounds = layer.getBounds();
      if (!bounds.isValid()) return;
      shown = bounds;
      refit();
    };
    if (!box.offsetWidth && "ResizeObserver" in window) { // a hidden map has no size: it fits once it is shown
      const seen = new ResizeObserver(() => {
        if (!box.offsetWidth) return;
        seen.disconnect();
        map.invalidateSize({ animate: false });
        refit();
      });
      seen.observe(box);
    }
    const marks = [data.pickLatitude ? pick(map, data) : null, data.draw ? draw(map, data) : null];
    if (data.boundary) { const found = await load(data.boundary); if (found) fit(shapes(map, found, "area")); }
    for (const raise of marks) raise?.(); // what was marked before the areas came would lie below them
    if (data.geojson && "byView" in data) byView(map, data.geojson);
    else if (data.geojson) {
      const found = await load(data.geojson);
      const layer = found && shapes(map, found, "point");
      if (layer && (!data.boundary || "fitPoints" in data)) fit(layer);
    }
    const source = field(data.shape);
    if (source) {
      try {
        const found = JSON.parse(source.value ?? source.textContent);
        if (found) fit(shapes(map, found.type === "FeatureCollection" || found.type === "Feature" ? found : { type: "Feature", properties: {}, geometry: found }, "shape"));
      } catch { /* nothing to show yet */ }
    }
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
  };

  const pick = (map, data) => {
    const latitude = field(data.pickLatitude), longitude = field(data.pickLongitude), radius = field(data.pickRadius);
    if (!latitude || !longitude) return;
    let marker = null;
    let ring = null;
    const around = () => {
      const metres = Number(radius?.value);
      if (ring) { ring.remove(); ring = null; }
      if (marker && metres > 0 && metres < 1e6) ring = L.circle(marker.getLatLng(), { radius: metres, className: "map__shape", weight: 2, fillOpacity: 0.2, interactive: false }).addTo(map);
    };
    const show = (at) => {
      if (marker) marker.setLatLng(at);
      else {
        marker = L.marker(at, { icon: pin("●"), draggable: true, keyboard: false, alt: "" }).addTo(map);
        marker.on("drag", around);
        marker.on("dragend", () => write(marker.getLatLng()));
      }
      around();
    };
    const write = (at) => {
      latitude.value = at.lat.toFixed(6);
      longitude.value = at.wrap().lng.toFixed(6);
      tell(latitude);
      tell(longitude);
    };
    const read = () => {
      const at = [Number(latitude.value), Number(longitude.value)];
      if (latitude.value && longitude.value && at.every(Number.isFinite) && Math.abs(at[0]) <= 90) {
        show(at);
        if (!map.getBounds().contains(at)) map.setView(at, Math.max(map.getZoom(), 15));
        if (ring && !map.getBounds().contains(ring.getBounds())) map.fitBounds(ring.getBounds(), { padding: [16, 16], animate: false });
      }
    };
    map.on("click", (event) => { show(event.latlng); write(event.latlng); });
    for (const one of [latitude, longitude]) one.addEventListener("change", read);
    radius?.addEventListener("input", around);
    radius?.addEventListener("change", read);
    read();
    return () => ring?.bringToFront();
  };

  const draw = (map, data) => {
    const target = field(data.draw);
    if (!target) return;
    let outlines = [[]]; // the last one is being drawn
    const layers = L.layerGroup().addTo(map);
    const show = () => {
      layers.clearLayers();
      for (const points of outlines) {
        L.polygon(points, { className: "map__shape", weight: 2, fillOpacity: 0.2, interactive: false }).addTo(layers);
        for (const at of points) L.circleMarker(at, { radius: 5, className: "map__dot", interactive: false }).addTo(layers);
      }
    };
    const polygon = (points) => {
      const ring = points.map((at) => [Number(at.wrap().lng.toFixed(6)), Number(at.lat.toFixed(6))]);
      return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
    };
    const write = () => {
      show();
      const drawn = outlines.filter((points) => points.length > 2).map(polygon);
      const features = drawn.map((geometry) => ({ type: "Feature", properties: {}, geometry }));
      const whole = drawn.length > 1 ? { type: "FeatureCollection", features } : drawn[0];
      target.value = whole ? JSON.stringify(whole) : "";
      const file = field(data.drawnHere);
      if (file) file.value = ""; // what is drawn here no longer comes from a file
      tell(target);
    };
    try {
      const old = JSON.parse(target.value);
      const corners = ({ coordinates }) => coordinates[0].slice(0, -1).map(([x, y]) => L.latLng(y, x));
      const apart = (one) => one.type === "MultiPolygon" ? one.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })) : [one];
      const parts = (old.type === "FeatureCollection" ? old.features.map((one) => one.geometry) : [old]).flatMap(apart);
      if (parts.every((one) => one.type === "Polygon")) outlines = parts.map(corners);
      show();
    } catch { /* empty, or not yet a shape */ }
    map.on("click", (event) => { outlines.at(-1).push(event.latlng); write(); });
    map.doubleClickZoom.disable();
    const bar = L.control({ position: "topright" });
    bar.onAdd = () => {
      const box = L.DomUtil.create("div", "map__tools");
      const undo = () => {
        if (!outlines.at(-1).length && outlines.length > 1) outlines.pop();
        outlines.at(-1).pop();
      };
      const next = () => { if (outlines.at(-1).length > 2) outlines.push([]); };
      const clear = () => { outlines = [[]]; };
      const actions = [[data.undo || words.undo || "↶", undo], [data.next || "+", next], [data.clear || words.clear || "×", clear]];
      for (const [label, act] of actions) {
        const button = L.DomUtil.create("button", "btn btn--small", box);
        button.type = "button";
        button.textContent = label;
        button.addEventListener("click", () => { act(); write(); });
      }
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    bar.addTo(map);
    return show;
  };

  for (const box of document.querySelectorAll("[data-map]")) start(box).catch(() => {});
})();
