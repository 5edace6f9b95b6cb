/* What is being written in fields with data-draft outlives the switch of the language. Without this script it is let go. */
(() => {
  "use strict";
  const NAME = "drafts", fields = [...document.querySelectorAll("[data-draft]")];

  try {
    const drafts = JSON.parse(sessionStorage.getItem(NAME));
    sessionStorage.removeItem(NAME); // for one page, once
    if (drafts?.path === location.pathname) {
      for (const field of fields) field.value ||= drafts.values[field.id] || "";
    }
  } catch { /* a browser that keeps nothing */ }

  document.querySelector(".lang-switch")?.addEventListener("click", () => {
    const values = Object.fromEntries(fields.filter((one) => one.value).map((one) => [one.id, one.value]));
    try { sessionStorage.setItem(NAME, JSON.stringify({ path: location.pathname, values })); } catch { /* none kept */ }
  });
})();
