// Guides while somebody types: a combobox over the plain search field (ARIA 1.2, list with manual selection).
// Without this script, or without a network, the field searches as it always did.
(() => {
  const box = document.querySelector("[data-suggest]");
  if (!box || !("AbortController" in window)) return;
  const list = document.createElement("ul");
  const said = document.createElement("p");
  const known = new Map(); // what was asked before -> its guides
  const WAIT = 150, PATIENCE = 4000, MOST_KNOWN = 200; // milliseconds; guides that are remembered
  let timer = 0, asking = null, at = -1, typed = "";

  list.id = "suggestions";
  list.className = "suggest__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  box.after(list, said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"], ["autocapitalize", "none"]]) box.setAttribute(name, value);

  const options = () => [...list.children];
  const close = () => { list.hidden = true; at = -1; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (number) => {
    const all = options();
    at = number < -1 ? all.length - 1 : number >= all.length ? -1 : number; // past the ends lies the field itself
    all.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    if (at < 0) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const show = ({ language, suggestions }) => {
    list.lang = language === "zh-hans" ? "zh-Hans" : language;
    list.replaceChildren(...suggestions.map((one, index) => {
      const item = document.createElement("li"), title = document.createElement("strong"), words = document.createElement("span");
      item.id = `suggestion-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.url = one.url;
      title.textContent = one.title;
      words.textContent = one.summary;
      item.append(title, words);
      return item;
    }));
    at = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = suggestions.length ? box.dataset.found.replace("{n}", suggestions.length) : "";
  };
  const ask = async () => {
    const words = box.value.trim().slice(0, 60);
    if (asking) asking.abort();
    if (words === typed && !list.hidden) return;
    typed = words;
    if (words.length < 2 && !/[㐀-鿿]/.test(words)) { close(); return; }
    if (!known.has(words)) {
      const mine = asking = new AbortController();
      const patience = setTimeout(() => { mine.abort(); close(); }, PATIENCE);
      try {
        const answer = await fetch(`${box.dataset.suggest}&q=${encodeURIComponent(words)}`, { signal: mine.signal, credentials: "same-origin" });
        if (!answer.ok) { close(); return; }
        if (known.size >= MOST_KNOWN) known.clear();
        known.set(words, await answer.json());
      } catch { if (!mine.signal.aborted) close(); return; } // a bad network suggests nothing
      finally { clearTimeout(patience); }
    }
    if (typed === words && document.activeElement === box) show(known.get(words));
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); };
  const open = (item) => { if (item) location.assign(item.dataset.url); };

  box.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { typed = ""; ask(); return; }
      choose(at + (event.key === "ArrowDown" ? 1 : -1));
    }
    if (event.key === "Enter" && at >= 0 && !list.hidden) { event.preventDefault(); open(options()[at]); }
    if (event.key === "Tab") close();
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus until the click
  list.addEventListener("click", (event) => open(event.target.closest("[data-url]")));
  box.form.addEventListener("submit", () => { clearTimeout(timer); if (asking) asking.abort(); close(); });

  // what is folded is printed, too
  let folded = [];
  addEventListener("beforeprint", () => { folded = [...document.querySelectorAll(".topic:not([open])")]; folded.forEach((one) => { one.open = true; }); });
  addEventListener("afterprint", () => { folded.forEach((one) => { one.open = false; }); });
})();
