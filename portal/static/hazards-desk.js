/* Keys of the triage desk. Every key is also a link or a button that shows it; single letters are off while a field
   has the focus, and the switch at the foot turns them off for good (kept in this browser). */
(() => {
  "use strict";
  const bar = document.querySelector("[data-keys]");
  if (!bar) return;
  const knob = bar.querySelector("[data-keys-switch]");
  const KEPT = "hazards-desk-keys";
  const kept = () => { try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; } };
  knob.checked = kept();
  knob.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, knob.checked ? "on" : "off"); } catch { /* private window: for this page only */ }
  });

  const NEXT = "hazards-desk-next"; // a key that was pressed on a row that was not open yet
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const held = all.indexOf(document.activeElement);
    const shown = all.findIndex((row) => row.hasAttribute("aria-current"));
    const from = held >= 0 ? held : shown;
    all[Math.min(all.length - 1, Math.max(0, from + by))].focus();
  };

  const door = (key) => {
    const held = document.activeElement?.closest("[data-row]");
    if (held && !held.hasAttribute("aria-current")) { // the ringed row opens first: a key never acts on another one
      try { sessionStorage.setItem(NEXT, key); } catch { /* it opens, and the key is pressed again */ }
      held.click();
      return true;
    }
    const found = document.querySelector(`#detail [data-key="${CSS.escape(key)}"]`);
    if (!found) return false;
    if (found.tagName === "A") { found.click(); return true; }
    found.open = true;
    const first = found.querySelector("select, input:not([type=hidden]), textarea");
    if (first) first.focus();
    found.scrollIntoView({ block: "nearest" });
    return true;
  };

  /* The map beside the list: put away and fetched back, as this browser last had it. */
  const chart = document.querySelector("[data-desk-map]");
  const flip = chart?.querySelector("[data-desk-map-switch]");
  const CHART = "hazards-desk-map";
  const lay = (open) => {
    flip.setAttribute("aria-expanded", open);
    chart.toggleAttribute("data-folded", !open);
  };
  if (chart) {
    chart.hidden = false;
    try { lay(localStorage.getItem(CHART) !== "off"); } catch { /* private window: shown */ }
    flip.addEventListener("click", () => {
      const open = flip.getAttribute("aria-expanded") !== "true";
      lay(open);
      try { localStorage.setItem(CHART, open ? "on" : "off"); } catch { /* for this page only */ }
    });
  }

  /* How many are ticked, and how many of them each move can take. */
  const many = document.getElementById("many");
  const count = () => {
    const states = [...document.querySelectorAll("input[name=report]:checked")].map((one) => one.value.split(":")[1]);
    document.querySelector("[data-ticked]").textContent = states.length || "";
    for (const option of many.querySelectorAll("option[data-from]")) {
      const able = states.filter((state) => option.dataset.from.split(" ").includes(state)).length;
      option.dataset.name ||= option.textContent;
      option.textContent = able && able < states.length ? `${option.dataset.name} (${able})` : option.dataset.name;
      option.disabled = states.length > 0 && !able;
      if (option.disabled && option.selected) option.parentElement.value = "";
    }
  };
  if (many) {
    document.addEventListener("change", (event) => { if (event.target.matches("input[name=report]")) count(); });
    window.addEventListener("pageshow", count); // a browser that comes back keeps its ticks
  }

  try {
    const next = sessionStorage.getItem(NEXT);
    sessionStorage.removeItem(NEXT);
    if (next) door(next);
  } catch { /* private window */ }

  let gone = 0; // when `g` was pressed: the next letter says where to
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") {
      const open = document.querySelector("#detail details[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      else if (typing) typing.blur();
      return;
    }
    if (typing || !knob.checked) return;
    if (gone && Date.now() - gone < 1500) {
      gone = 0;
      if (event.key === "b") { location.href = bar.dataset.board; event.preventDefault(); }
      return;
    }
    if (event.key === "g") { gone = Date.now(); return; }
    if (event.key === "j" || event.key === "k") { step(event.key === "j" ? 1 : -1); event.preventDefault(); return; }
    if (event.key === "m" && flip) { flip.click(); event.preventDefault(); return; }
    if (event.key === "/") { document.getElementById("q").focus(); event.preventDefault(); return; }
    if (/^[a-z]$/.test(event.key) && door(event.key)) event.preventDefault();
  });
})();
