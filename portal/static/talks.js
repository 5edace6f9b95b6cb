/* The desk of those who answer in the chat: says that it is open, shows in the title who waits, sends without leaving
   the page. Everything works without it; then an open desk is known by its being reloaded. */
(() => {
  "use strict";
  const own = document.currentScript;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const title = document.title;
  const show = (waiting) => { document.title = waiting ? `(${waiting}) ${title}` : title; };

  // a browser wakes a page in the background once a minute; a duty ends after three minutes without a word
  const here = async () => {
    try {
      const answer = await fetch(own.dataset.here, { method: "POST", headers: { "X-CSRFToken": token() } });
      if (answer.ok) show((await answer.json()).waiting);
    } catch { /* offline: the next one says it */ }
  };
  here();
  setInterval(here, 40000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) here(); });

  const list = document.querySelector("[data-fragment]");
  if (list && document.getElementById("waiting")) {
    const count = () => show(Number(list.querySelector("[data-waiting]")?.dataset.waiting || 0));
    new MutationObserver(count).observe(list, { childList: true });
    count();
    document.addEventListener("keydown", (event) => {
      if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select")) return;
      const next = list.querySelector("[data-next]");
      if (next) { event.preventDefault(); next.click(); }
    });
  }

  const form = document.querySelector("[data-answer]");
  if (!form) return;
  const box = form.elements.text, state = form.querySelector("[data-answer-state]");
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy || !box.value.trim()) return;
    busy = true;
    state.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.status === 204) { box.value = ""; form.elements.client_id.value = newId(); } // only what arrived is let go
      else if (answer.status === 409 || answer.status === 404 || answer.redirected) location.reload(); // no longer ours
      else state.textContent = form.dataset.failed;
    } catch { state.textContent = form.dataset.failed; } // sent again under the same id: it stands there once
    busy = false;
    box.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
})();
