// The chat over a socket. Without this script the same form posts to the same page.
// Every message has an id and is sent again after a reconnect; the server gives the same reply to the same id.
(() => {
  const talk = document.querySelector("[data-chat]");
  const form = document.querySelector("[data-composer]");
  if (!talk || !form || !("WebSocket" in window)) return;
  const list = talk.querySelector(".chat");
  const status = talk.querySelector("[data-status]");
  const box = form.elements.text;
  const chips = document.querySelector("[data-chips]");
  const waiting = new Map(); // message id -> text, not answered yet
  const store = { get: () => { try { return sessionStorage.getItem("chat"); } catch { return null; } },
                  set: (token) => { try { sessionStorage.setItem("chat", token); } catch { /* private mode */ } } };
  let session = talk.dataset.session || store.get() || newId();
  let socket = null, tries = 0, timer = 0;

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const find = (name, id) => list.querySelector(`[data-${name}="${CSS.escape(id)}"]`);
  const say = (words) => { status.textContent = words; };

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${talk.dataset.chat}`);
    socket.onopen = () => { listen(); if (tries) person(); tries = 0; say(waiting.size ? talk.dataset.waiting : ""); waiting.forEach((text, id) => push(id, text)); };
    socket.onmessage = (event) => receive(JSON.parse(event.data));
    socket.onclose = () => {
      if (waiting.size) say(talk.dataset.lost);
      tries += 1;
      clearTimeout(timer);
      timer = setTimeout(connect, Math.min(15000, 500 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random()));
    };
  }
  function push(id, text) {
    if (socket && socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify({ type: "message", text, session, message_id: id }));
    }
  }
  function bubble(id, text) {
    const item = document.createElement("li");
    item.className = "bubble bubble--me";
    item.dataset.message = id;
    const who = document.createElement("p");
    who.className = "bubble__who";
    who.textContent = talk.dataset.you;
    const words = document.createElement("p");
    words.textContent = text;
    item.append(who, words);
    list.append(item);
    item.scrollIntoView({ block: "nearest" });
  }
  function ask(text) {
    const id = newId();
    waiting.set(id, text);
    bubble(id, text);
    say(talk.dataset.waiting);
    push(id, text);
    setTimeout(() => fallBack(id, text), 6000);
  }
  // Where no socket opens (a proxy forbids them), the form goes the plain way, with the same id.
  function fallBack(id, text) {
    if (!waiting.has(id) || (socket && socket.readyState === WebSocket.OPEN) || !navigator.onLine) return;
    form.elements.message_id.value = id;
    form.elements.session.value = session;
    box.value = text;
    form.submit();
  }
  function receive(message) {
    if (message.type === "talk") { person(); return; }
    const id = message.message_id || "";
    if (message.type === "error") {
      if (waiting.has(id) || !id) { waiting.delete(id); say(message.detail); }
      return;
    }
    if (message.type !== "reply" || find("reply", id)) { waiting.delete(id); return; }
    waiting.delete(id);
    session = message.session;
    store.set(session);
    say("");
    const part = document.createElement("template");
    part.innerHTML = message.html;
    const mine = find("message", id);
    const reply = part.content.querySelector("[data-reply]");
    if (mine) mine.after(reply); else list.append(...part.content.children);
    reply.scrollIntoView({ block: message.kind === "handoff" && message.talk ? "nearest" : "start" });
    suggest(message.suggestions, reply.lang);
    if (message.talk || panel.childElementCount) person();
  }

  /* A talk with a volunteer: its state stands in the panel, what is said goes into the list, each line once. */
  const panel = document.querySelector("[data-talk]");
  const isOpen = () => Boolean(panel.querySelector('[data-state="waiting"], [data-state="taken"]'));
  let earlier = Promise.resolve(); // what was said before this page was opened stands above what a person says
  let asked = 0; // the newest look: an older answer that comes late is let go
  function listen() {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "listen", session }));
  }
  async function person(address = talk.dataset.person, options = {}) {
    const mine = ++asked;
    await earlier;
    try {
      const answer = await fetch(address, { ...options, cache: "no-store", headers: { "X-Chat-Session": session } });
      const html = answer.status === 204 ? "" : await answer.text();
      if (mine !== asked || (answer.status >= 400 && !html.includes("talk-ask"))) return;
      show(html);
    } catch { /* offline: the next look brings it */ }
  }
  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html"); // scripts in it stay dead
    for (const line of page.querySelectorAll("[data-said] > li")) {
      const id = line.dataset.message;
      if (!find("line", line.dataset.line) && !(id && find("message", id))) {
        list.append(document.importNode(line, true));
        list.lastElementChild.scrollIntoView({ block: "nearest" });
      }
    }
    page.querySelectorAll("[data-said]").forEach((part) => part.remove());
    const asks = panel.querySelector("#talk-ask");
    if (asks && !html) return; // somebody reads what would be shared
    if (panel.dataset.shown === page.body.innerHTML) return;
    const held = panel.contains(document.activeElement);
    panel.dataset.shown = page.body.innerHTML;
    panel.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
    if (held) panel.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.hasAttribute("data-talk-not")) { event.preventDefault(); panel.replaceChildren(); panel.dataset.shown = ""; box.focus(); return; }
    if (link.getAttribute("href") !== talk.dataset.person) return;
    event.preventDefault();
    person(isOpen() ? talk.dataset.person : `${talk.dataset.person}?ask=1`).then(() => { panel.focus(); panel.scrollIntoView({ block: "nearest" }); });
  });
  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(event.target, event.submitter);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    store.set(session);
    listen();
    await person(event.target.getAttribute("action"), { method: "POST", body });
    panel.focus();
  });
  // without a socket its news are asked for; with one the place in the queue is
  let looked = 0;
  setInterval(() => {
    looked += 1;
    if (document.hidden || !isOpen() || panel.querySelector("#talk-ask")) return;
    if (!socket || socket.readyState !== WebSocket.OPEN || looked % 6 === 0) person();
  }, 5000);
  function suggest(words, lang) {
    chips.querySelectorAll(".chip").forEach((chip) => chip.remove());
    (words || []).forEach((text) => {
      const chip = document.createElement("button");
      chip.className = "chip";
      chip.name = "text";
      chip.value = text;
      chip.lang = lang;
      chip.textContent = text;
      chips.append(chip);
    });
  }
  list.addEventListener("submit", async (event) => { // "did it help?": a turn that came over the socket has no token
    const rate = event.target.closest("[data-rate]");
    if (!rate || !event.submitter) return;
    event.preventDefault();
    const said = new FormData(rate, event.submitter);
    said.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(rate.action, { method: "POST", body: said, headers: { Accept: "application/json" } });
      const { words } = await answer.json();
      const note = document.createElement("span");
      note.className = "quiet small";
      note.setAttribute("role", "status");
      note.textContent = words;
      rate.replaceChildren(note);
    } catch { say(talk.dataset.lost); }
  });
  form.addEventListener("submit", (event) => {
    const text = box.value.trim();
    if (!text) return;
    event.preventDefault();
    box.value = "";
    ask(text);
  });
  chips.addEventListener("submit", (event) => {
    const text = event.submitter && event.submitter.value;
    if (!text) return;
    event.preventDefault();
    ask(text);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && socket && socket.readyState === WebSocket.CLOSED) { clearTimeout(timer); connect(); }
  });
  if (!list.children.length && store.get()) {
    earlier = fetch(talk.dataset.turns, { headers: { "X-Chat-Session": session } })
      .then((answer) => (answer.status === 200 ? answer.text() : ""))
      .then((html) => { if (html && !list.children.length) { const part = document.createElement("template"); part.innerHTML = html; list.append(part.content); if (location.hash === "#newest") list.lastElementChild?.scrollIntoView(); } })
      .catch(() => {});
  }
  person();
  connect();
})();
