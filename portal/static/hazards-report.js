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
  show();
  look();

  /* What is missing is written beside the fields that stand here, so that chosen photos are not lost: browsers keep no
     files over a new page. Whatever else comes back is left to the browser, which sends once more. */
  const missed = (page) => {
    const news = page.getElementById("errors");
    const theirs = [...page.querySelectorAll("form[data-report] .field")], ours = [...form.querySelectorAll(".field")];
    if (!news || theirs.length !== ours.length) return false;
    document.getElementById("errors")?.remove();
    const summary = document.importNode(news, true);
    summary.querySelector("[data-photos-lost]")?.remove();
    form.before(summary);
    for (const old of form.querySelectorAll(".error")) old.remove();
    ours.forEach((field, number) => {
      field.classList.toggle("field--error", theirs[number].classList.contains("field--error"));
      if (field.matches("fieldset")) same(field, theirs[number], ["aria-describedby"]);
    });
    for (const error of page.querySelectorAll("form[data-report] .error")) {
      const after = error.nextElementSibling; // the control, or the choices
      const place = after?.id ? document.getElementById(after.id) : form.querySelector(".choices--icons");
      place?.before(document.importNode(error, true));
    }
    for (const control of page.querySelectorAll("form[data-report] :is(input, select, textarea)[id]")) {
      const here = document.getElementById(control.id);
      if (here) same(here, control, ["aria-describedby", "aria-invalid"]);
    }
    document.title = page.title;
    summary.focus();
    return true;
  };
  const same = (here, there, names) => {
    for (const name of names) {
      if (there.hasAttribute(name)) here.setAttribute(name, there.getAttribute(name));
      else here.removeAttribute(name);
    }
  };

  const send = async () => {
    try {
      const answer = await fetch(location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.redirected) { location.assign(answer.url); return; }
      if (missed(new DOMParser().parseFromString(await answer.text(), "text/html"))) { delete form.dataset.sent; return; }
    } catch { /* the browser says what is wrong */ }
    form.submit();
  };

  // the client id makes a second sending harmless; this spares the wait
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    send();
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
})();
