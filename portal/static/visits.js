/* Inspections on a phone. The list makes its visits ready for when there is no network, and says what waits; a visit's
   answers are kept as they are given, and go through the outbox (outbox.js) once somebody has pressed send. */
(() => {
  "use strict";
  const outbox = self.outbox, writer = document.body.dataset.writer;
  const form = document.querySelector("form[data-visit]"), list = document.querySelector("[data-visits]");
  const said = document.querySelector("[data-said]");
  const say = (words) => { said.hidden = !words; said.textContent = words || ""; };
  const mine = async () => (await outbox.all()).filter((one) => one.door?.startsWith("/inspections/") && one.writer === writer);
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  if (form) {
    const door = form.dataset.visit;
    let kept = null, timer = 0, tail = Promise.resolve();
    const saying = { draft: said.dataset.typing, waiting: said.dataset.kept };
    const tell = (one) => say(one.words?.length ? one.words.join(" ") : one.login ? said.dataset.login : saying[one.state]);
    /* One after the other: what was typed last is what stands there. */
    const keep = (state) => {
      clearTimeout(timer);
      if (state === "waiting") form.elements.seen_at.value = new Date().toISOString();
      tail = tail.catch(() => {}).then(async () => {
        kept = {
          id: kept?.id || newId(), door, writer, at: Date.now(), language: document.documentElement.lang, state,
          fields: [["writer", writer], ...(await outbox.read(form, ["client_id"]))],
        };
        await outbox.keep(kept);
      });
      return tail;
    };
    const typed = () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep("draft").then(() => say(said.dataset.typing), () => say(said.dataset.full)), 300);
    };
    const became = (one) => {
      if (one?.state === "sent") location.assign(one.url);
      else if (one && one.state !== "gone") tell(one);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      say(said.dataset.kept);
      keep("waiting").then(
        () => outbox.deliver(kept.id, { patient: true }).then((one) => { became(one); outbox.go(); }),
        () => form.submit(), // nothing can be kept here: as without a script
      );
    });
    /* Another page, or the worker, has sent it meanwhile. */
    const look = async () => { if (kept) became(await outbox.get(kept.id)); };
    addEventListener("outbox", look);
    outbox.news?.addEventListener("message", look);
    mine().then((all) => {
      const found = all.find((one) => one.door === door);
      if (found?.state === "sent") { // a kept copy of the page: the answers are there long since
        form.hidden = true;
        say(said.dataset.sent);
      } else if (found) {
        kept = found;
        outbox.fill(form, kept.fields);
        tell(kept);
      }
    }, () => {});
  }

  if (list) {
    const cards = [...list.querySelectorAll("[data-door]")];
    const mark = async () => {
      const all = await mine();
      for (const card of cards) {
        const one = all.find((other) => other.door === card.dataset.door);
        for (const state of card.querySelectorAll("[data-state]")) state.hidden = state.dataset.state !== one?.state;
      }
    };
    addEventListener("outbox", () => mark());
    outbox.news?.addEventListener("message", () => mark());
    mark().catch(() => {});

    const ready = async () => {
      say(said.dataset.preparing);
      const { active } = await navigator.serviceWorker.ready;
      const line = new MessageChannel();
      const answer = new Promise((resolve) => { line.port1.onmessage = (event) => resolve(event.data); });
      active.postMessage({ visits: [location.pathname, ...cards.map((card) => card.dataset.door.replace(/kept\/$/, ""))] }, [line.port2]);
      const { kept } = await answer;
      said.dataset.level = kept ? "clear" : "moderate";
      say(kept ? said.dataset.ready : said.dataset.unready);
    };
    if (navigator.serviceWorker) ready().catch(() => say(said.dataset.unready));
    else say(said.dataset.unready);
  }
})();
