/* The report form, a little easier: the pin's part is shown, look-alikes come while one writes, one press sends once. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-report]");
  if (!form) return;
  const latitude = form.elements.latitude, longitude = form.elements.longitude;
  const part = form.querySelector("[data-pin]");
  const note = form.querySelector("[data-pinned]");
  const unpin = form.querySelector("[data-unpin]");
  const here = form.querySelector("[data-similar-here]");
  part.hidden = false;

  const summary = document.getElementById("errors");
  if (summary) summary.focus();

  const set = () => latitude.value !== "" && longitude.value !== "";
  const show = () => {
    note.textContent = set() ? note.dataset.pinned : "";
    unpin.hidden = !set();
  };
  unpin.addEventListener("click", () => {
    latitude.value = longitude.value = "";
    show();
    look();
  });

  let timer = 0, asked = "";
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const category = new FormData(form).get("category") || "";
      const query = set() && category ? new URLSearchParams({ category, latitude: latitude.value, longitude: longitude.value }).toString() : "";
      if (query === asked) return;
      asked = query;
      if (!query) { here.replaceChildren(); return; }
      try {
        const answer = await fetch(`${form.dataset.similar}?${query}`, { credentials: "same-origin" });
        if (!answer.ok || query !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        here.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
      } catch { /* offline: the form does without */ }
    }, 400);
  };
  form.addEventListener("change", () => { show(); look(); });
  show();
  look();

  // the client id makes a second sending harmless; this spares the wait
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
})();
