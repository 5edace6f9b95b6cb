/* The report form, a little easier: the pin's part is shown, look-alikes come while one writes. hazards-send.js sends it. */
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
      const typed = new FormData(form), sent = new URLSearchParams();
      for (const name of ["community", "category", "area", "latitude", "longitude", "description"]) sent.set(name, typed.get(name) || "");
      const query = typed.get("category") && (set() || (typed.get("area") && typed.get("description"))) ? sent.toString() : "";
      if (query === asked) return;
      asked = query;
      if (!query) { here.replaceChildren(); return; }
      sent.set("csrfmiddlewaretoken", typed.get("csrfmiddlewaretoken"));
      try {
        const answer = await fetch(form.dataset.similar, { method: "POST", body: sent, credentials: "same-origin" });
        if (!answer.ok || query !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        here.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
      } catch { /* offline: the form does without */ }
    }, 400);
  };
  form.addEventListener("change", () => { show(); look(); });
  form.addEventListener("reset", () => setTimeout(() => { latitude.value = longitude.value = ""; show(); look(); }));
  show();
  look();
})();
