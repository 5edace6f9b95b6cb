/* A household's lists: ticks, notes and dates, in this browser alone (localStorage, "household"); nothing here talks to the
   site.

   {v: 1, sheet: {name: text}, dates: {name: "2027-03-01"}, lists: {guide: {ticks: {mark: day}, marks: [...], note}}}

   A mark stands for a line while its words stay the same, so that a tick never passes to another line. `marks` are the
   lines that were there at the last change: others are new. */
(() => {
  "use strict";
  const NAME = "household", LONGEST = 2000, MONTH = 30 * 86_400_000, LARGEST = 300_000;
  const forms = [...document.querySelectorAll("form[data-household]")];
  const words = document.documentElement.lang;

  const empty = () => ({ v: 1, sheet: {}, dates: {}, lists: {} });
  const plain = (one) => one !== null && typeof one === "object" && !Array.isArray(one);
  const picked = (one, key, value) => Object.fromEntries(
    Object.entries(plain(one) ? one : {}).filter(([name, what]) => key.test(name) && value(what)).slice(0, 300),
  );
  const isText = (one) => typeof one === "string" && one.length <= LONGEST;
  const isDay = (one) => typeof one === "string" && /^\d{4}-\d\d-\d\d$/.test(one);
  const SLUG = /^[a-z0-9-]{1,50}$/, WORD = /^[a-z_]{1,30}$/, MARK = /^[0-9a-f]{10}$/;

  /* Only what we know the shape of: a file may come from anywhere. Null where it is none of ours. */
  const read = (text) => {
    let raw;
    try { raw = JSON.parse(text); } catch { return null; }
    if (!plain(raw) || raw.v !== 1 || ![raw.sheet, raw.dates, raw.lists].every(plain)) return null;
    const lists = {};
    for (const [slug, one] of Object.entries(picked(raw.lists, SLUG, plain))) {
      lists[slug] = {
        ticks: picked(one.ticks, MARK, isDay),
        marks: (Array.isArray(one.marks) ? one.marks : []).filter((mark) => MARK.test(mark)).slice(0, 300),
        note: isText(one.note) ? one.note : "",
      };
    }
    return { v: 1, sheet: picked(raw.sheet, WORD, isText), dates: picked(raw.dates, WORD, isDay), lists };
  };

  let kept;
  try {
    localStorage.setItem(`${NAME}-try`, "1"); // a browser that keeps nothing says so here
    localStorage.removeItem(`${NAME}-try`);
    kept = read(localStorage.getItem(NAME)) || empty();
  } catch { return; } // as without a script: the page says that nothing is kept

  const said = document.querySelector("[data-said]");
  const write = () => {
    try { localStorage.setItem(NAME, JSON.stringify(kept)); } catch {
      for (const form of forms) alert(form.dataset.full);
    }
    self.keptGuides?.keepHere?.();
  };
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
  };
  const listOf = (slug) => (kept.lists[slug] ||= { ticks: {}, marks: [], note: "" });
  const shown = (day) => {
    const [year, month, date] = day.split("-").map(Number);
    return new Intl.DateTimeFormat(words, { dateStyle: "long" }).format(new Date(year, month - 1, date));
  };

  const remind = () => {
    const box = document.querySelector("[data-reminders]");
    const lines = [];
    for (const [name, day] of Object.entries(kept.dates).sort((one, other) => one[1].localeCompare(other[1]))) {
      const thing = box.dataset[name];
      if (!thing || new Date(day) - Date.now() > MONTH) continue;
      const line = day < today() ? box.dataset.over : box.dataset.soon;
      lines.push(line.replace("{thing}", thing).replace("{day}", shown(day)));
    }
    box.hidden = !lines.length;
    box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  };

  const count = () => {
    for (const form of forms.filter((one) => one.dataset.list)) {
      const ticks = [...form.querySelectorAll("[data-tick]")], line = form.querySelector("[data-progress]");
      const done = ticks.filter((one) => one.checked).length;
      line.textContent = line.dataset.progress.replace("{n}", done).replace("{all}", ticks.length);
      line.hidden = false;
    }
    for (const line of document.querySelectorAll("[data-done]")) {
      const list = kept.lists[line.dataset.done];
      const done = list ? Object.keys(list.ticks).filter((mark) => list.marks.includes(mark)).length : 0;
      line.dataset.plain ??= line.textContent;
      if (done && line.closest("details")) line.closest("details").open = true; // what was begun is seen
      line.textContent = done ? line.dataset.words.replace("{n}", done).replace("{all}", line.dataset.all) : line.dataset.plain;
    }
  };

  const fill = () => {
    for (const form of forms) {
      const slug = form.dataset.list, list = slug ? kept.lists[slug] : null;
      for (const box of form.querySelectorAll("[data-tick]")) {
        box.checked = Boolean(list?.ticks[box.dataset.tick]);
        box.closest("li").querySelector("[data-new]").hidden = !list?.marks.length || list.marks.includes(box.dataset.tick);
      }
      for (const field of form.querySelectorAll("[data-keep]")) {
        const [group, name] = field.dataset.keep.split(".");
        const value = (name ? kept[group][name] : list?.[group]) || "";
        if (field !== document.activeElement) field.value = value;
      }
    }
    count();
    remind();
  };

  for (const form of forms) {
    const slug = form.dataset.list;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => {
      const { tick, keep } = target.dataset;
      if (tick) {
        const list = listOf(slug), here = [...form.querySelectorAll("[data-tick]")].map((box) => box.dataset.tick);
        if (target.checked) list.ticks[tick] = today();
        else delete list.ticks[tick];
        for (const mark of Object.keys(list.ticks)) if (!here.includes(mark)) delete list.ticks[mark]; // of lines long gone
        list.marks = here;
      } else if (keep) {
        const [group, name] = keep.split(".");
        const value = target.value.slice(0, LONGEST);
        if (!name) listOf(slug)[group] = value;
        else if (value) kept[group][name] = value;
        else delete kept[group][name];
      }
      write();
      count();
      remind();
    });
  }
  addEventListener("storage", (event) => {
    if (event.key !== NAME && event.key !== null) return; // another page of this browser wrote
    kept = read(event.newValue) || empty();
    fill();
  });

  const tools = document.querySelector("[data-tools]");
  if (tools) {
    const file = tools.querySelector("[data-file]");
    tools.hidden = false;
    tools.querySelector("[data-save]").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 1)], { type: "application/json" }));
      link.download = `household-${today()}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    });
    tools.querySelector("[data-load]").addEventListener("click", () => file.click());
    file.addEventListener("change", async () => {
      const [chosen] = file.files;
      const found = chosen && chosen.size <= LARGEST ? read(await chosen.text()) : null;
      file.value = "";
      if (!found) said.textContent = tools.dataset.bad;
      else if (confirm(tools.dataset.replace)) {
        kept = found;
        write();
        fill();
        said.textContent = tools.dataset.read;
      }
    });
    tools.querySelector("[data-clear]").addEventListener("click", () => {
      if (!confirm(tools.dataset.sure)) return;
      kept = empty();
      try { localStorage.removeItem(NAME); } catch { /* it was not to be written either */ }
      fill();
    });
  }

  for (const one of document.querySelectorAll("[data-without]")) one.hidden = true;
  for (const one of document.querySelectorAll("[data-with]")) one.hidden = false;
  fill();
  addEventListener("pageshow", fill); // browsers put back what stood in a form when the page was left
})();
