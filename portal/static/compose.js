/* The composer's preview keeps up with the words: asked for 400 ms after the last key, old figures until new ones come.
   <form data-compose data-preview="/address/" data-into="#preview">; [data-shown-by="area_kind=circle"] parts follow a
   choice; Ctrl Enter submits. Without this script the form has a Preview button. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-compose]");
  if (!form) return;
  const into = document.querySelector(form.dataset.into);
  let timer = 0;
  let asked = 0;

  const refresh = async () => {
    const number = (asked += 1);
    into.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.ok && !answer.redirected && number === asked) into.innerHTML = await answer.text();
    } catch { /* the old figures stay */ } finally {
      if (number === asked) into.removeAttribute("aria-busy");
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 400);
  };

  const follow = () => {
    for (const part of document.querySelectorAll("[data-shown-by]")) {
      const [name, value] = part.dataset.shownBy.split("=");
      const chosen = form.querySelector(`[name="${CSS.escape(name)}"]:checked`);
      part.hidden = Boolean(chosen) && chosen.value !== value && !(name === "area_kind" && chosen.value === "several");
    }
    window.dispatchEvent(new Event("resize")); // a map that was hidden measures itself again
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", () => { follow(); soon(); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey) return;
    const button = form.querySelector("[name=submit]");
    if (button) { event.preventDefault(); form.requestSubmit(button); }
  });
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  follow();
  refresh();
})();
