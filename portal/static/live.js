/* Live parts of a page.

   <div data-live="/ws/desk/" data-kinds="report deliveries" data-fragment="/desk/fragment/">...</div>

   A message on the socket whose `kind` is listed (any, where none is) fetches the fragment and swaps it in, at most
   once a second. Without a socket: every 5 s. Where the answer's one root element has data-fragment itself, its
   children are taken.
   Optional: data-match="broadcast=alert:LW-1" (only messages that carry it); data-refresh="60" (seconds between
   fetches although nothing was said, for times that grow old); data-stale-after="600" with <template data-stale>
   (shown when nothing could be fetched for so long).
   Inside: data-say="..." on any element is said once, politely, whenever its words change.
   Anywhere: <span data-live-state data-on="Live" data-off="Not live"> shows whether the sockets stand. */
(() => {
  "use strict";
  const SECOND = 1000;
  const sockets = new Map();
  const parts = [];

  const same = (address) => {
    const url = new URL(address, location.href);
    return url.origin === location.origin ? url : null;
  };

  /* one polite voice for the whole page */
  let voice = null;
  const say = (words) => {
    if (!voice) {
      voice = document.createElement("p");
      voice.className = "visually-hidden";
      voice.setAttribute("role", "status");
      document.body.append(voice);
    }
    voice.textContent = words;
  };

  const state = () => {
    const on = [...sockets.values()].every((socket) => socket.open);
    for (const note of document.querySelectorAll("[data-live-state]")) {
      note.dataset.liveState = on ? "on" : "off";
      const words = on ? note.dataset.on : note.dataset.off;
      if (words !== undefined && note.textContent !== words) note.textContent = words;
    }
  };

  /* Where the focus stands, in words that survive a swap. */
  const FOCUSABLE = "a[href],button,input,select,textarea,summary,[tabindex]";
  const remember = (root) => {
    const held = document.activeElement;
    if (!held || held === root || !root.contains(held)) return () => {};
    const all = [...root.querySelectorAll(FOCUSABLE)];
    const place = all.indexOf(held);
    const twins = all.filter((one) => one.getAttribute("href") === held.getAttribute("href"));
    const href = held.getAttribute("href");
    const twin = twins.indexOf(held);
    const range = "selectionStart" in held && held.type !== "checkbox" ? [held.selectionStart, held.selectionEnd] : null;
    return () => {
      const now = [...root.querySelectorAll(FOCUSABLE)];
      const next =
        (held.id && root.querySelector("#" + CSS.escape(held.id))) ||
        (href && now.filter((one) => one.getAttribute("href") === href)[twin]) ||
        now[Math.min(place, now.length - 1)];
      if (!next) {
        root.tabIndex = -1;
        return root.focus({ preventScroll: true });
      }
      next.focus({ preventScroll: true });
      if (range && next.setSelectionRange) try { next.setSelectionRange(...range); } catch { /* not a text field */ }
    };
  };

  /* Half-typed words are the person's: carried over by id or name. */
  const typed = (root) => {
    const kept = [];
    for (const field of root.querySelectorAll("input,textarea,select")) {
      const changed = /checkbox|radio/.test(field.type)
        ? field.checked !== field.defaultChecked
        : field.tagName === "SELECT"
          ? [...field.options].some((one) => one.selected !== one.defaultSelected)
          : field.value !== field.defaultValue;
      const name = field.id ? "#" + CSS.escape(field.id) : field.name ? `[name="${CSS.escape(field.name)}"]` : "";
      if (changed && name) kept.push([name, field.type, field.value, field.checked]);
    }
    const open = [...root.querySelectorAll("details[id][open]")].map((one) => one.id);
    return () => {
      for (const [name, type, value, checked] of kept) {
        for (const field of root.querySelectorAll(name)) {
          if (/checkbox|radio/.test(type)) { if (field.value === value) field.checked = checked; }
          else if (type !== "file") field.value = value;
        }
      }
      for (const id of open) { const one = root.querySelector("#" + CSS.escape(id)); if (one) one.open = true; }
    };
  };

  const spoken = (root) => [...root.querySelectorAll("[data-say]")].map((one) => one.dataset.say);

  class Part {
    constructor(root) {
      this.root = root;
      this.url = same(root.dataset.fragment);
      this.kinds = (root.dataset.kinds || "").split(/\s+/).filter(Boolean);
      this.match = (root.dataset.match || "").split("=");
      this.last = 0;
      this.fetched = Date.now();
      this.html = null;
      this.timer = 0;
      this.busy = this.again = this.ended = false;
    }

    hears(message) {
      if (this.kinds.length && !this.kinds.includes(message.kind)) return;
      const [name, ...value] = this.match;
      if (name && String(message[name]) !== value.join("=")) return;
      this.soon();
    }

    soon() {
      if (this.timer || this.ended) return;
      this.timer = setTimeout(() => { this.timer = 0; this.fetch(); }, Math.max(0, this.last + SECOND - Date.now()));
    }

    async fetch() {
      if (this.busy) { this.again = true; return; }
      this.busy = true;
      this.last = Date.now();
      try {
        const answer = await fetch(this.url, { credentials: "same-origin", cache: "no-store", headers: { "X-Requested-With": "live" } });
        if (answer.redirected || [401, 403, 404, 410].includes(answer.status)) this.ended = true; // signed out, or gone
        else if (answer.ok) { this.swap(await answer.text()); this.fetched = Date.now(); }
      } catch { /* offline: the clock below asks again */ }
      this.busy = false;
      if (this.again) { this.again = false; this.soon(); }
    }

    swap(html) {
      if (html === this.html) return;
      this.html = html;
      const page = new DOMParser().parseFromString(html, "text/html"); // scripts in it stay dead
      const only = page.body.children.length === 1 ? page.body.firstElementChild : null;
      const fresh = only && only.hasAttribute("data-fragment") ? only : page.body;
      const before = spoken(this.root);
      const focus = remember(this.root), words = typed(this.root);
      this.root.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
      words();
      focus();
      const news = spoken(this.root).filter((one) => one && !before.includes(one));
      if (news.length) say(news.join(" "));
      state();
    }

    tick(now) {
      if (this.ended || document.hidden) return;
      const socket = sockets.get(this.root.dataset.live);
      const wait = socket && socket.open ? Number(this.root.dataset.refresh || 0) * SECOND : 5 * SECOND;
      if (wait && now - this.last >= wait) this.soon();
      const stale = Number(this.root.dataset.staleAfter || 0) * SECOND;
      const shown = stale && now - this.fetched > stale && this.root.querySelector("template[data-stale]");
      if (shown) { this.html = null; this.root.replaceChildren(shown.content.cloneNode(true), shown); }
    }
  }

  class Line {
    constructor(address) {
      this.address = address;
      this.open = false;
      this.tries = 0;
      this.connect();
    }

    connect() {
      const url = same(this.address);
      if (!url || !("WebSocket" in window)) return;
      url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(url);
      socket.onopen = () => {
        this.open = true;
        if (this.tries) for (const part of this.parts()) part.soon(); // what was said meanwhile
        this.tries = 0;
        state();
      };
      socket.onmessage = (event) => {
        let message;
        try { message = JSON.parse(event.data); } catch { return; }
        for (const part of this.parts()) part.hears(message);
      };
      socket.onclose = () => {
        this.open = false;
        state();
        const wait = Math.min(30, 2 ** this.tries++) * SECOND * (0.5 + Math.random() / 2);
        setTimeout(() => this.connect(), wait);
      };
    }

    parts() { return parts.filter((part) => part.root.dataset.live === this.address); }
  }

  for (const root of document.querySelectorAll("[data-live][data-fragment]")) {
    const part = new Part(root);
    if (!part.url) continue;
    part.last = Date.now();
    parts.push(part);
  }
  for (const part of parts) {
    const address = part.root.dataset.live;
    if (!sockets.has(address)) sockets.set(address, new Line(address));
  }
  if (!parts.length) return;
  setInterval(() => { const now = Date.now(); for (const part of parts) part.tick(now); }, SECOND);
  const back = () => { if (!document.hidden) for (const part of parts) part.soon(); };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("online", back);
  window.addEventListener("pageshow", (event) => { if (event.persisted) back(); });
})();
