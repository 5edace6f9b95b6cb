/* Guides that this browser keeps for when there is no network: copies in the Cache Storage, kept by pages and by the worker
   alike (this file is part of both).

   A copy is the page as a stranger sees it, in one language; each page is kept in every language that it has, under its path
   with `?language=`. Its header says what it is: {slug, revision, title, reviewed, language, at, size}; a page with an empty
   `slug` (the list of what is kept) belongs to no guide. Beside them stands the language that was read last. The site's list of what is published decides what stays: a copy of what was withdrawn is deleted, of what was
   changed is fetched again. Anything else than that list, such as the page of a hotel's network, decides nothing. */
(() => {
  "use strict";
  if (!("caches" in self)) return;
  const CACHE = "guides-2", HOME = "/kept/", LIST = "/kept/guides.json", NOTE = "X-Kept", CHOICE = "/kept/language";
  const LANGUAGES = { en: "en", "zh-hans": "zh-Hans" }; // ours -> as pages name it
  const MOST = 150; // pages, in two languages about 4 MB
  const MONTH = 30 * 86_400_000; // after so long a copy is fetched again, whatever its revision: numbers, styles
  const HASHED = /\.[0-9a-f]{12}\.\w+$/;

  const opened = async () => ((await caches.has(CACHE)) ? caches.open(CACHE) : null);
  const locked = (work) => (self.navigator.locks ? navigator.locks.request("guides", work) : work());
  const noteOf = (answer) => {
    try { return JSON.parse(decodeURIComponent(answer.headers.get(NOTE))); } catch { return null; }
  };
  const plain = (text) => text.replace(/&(lt|gt|quot|#x27|amp);/g, (_all, name) => ({ lt: "<", gt: ">", quot: '"', "#x27": "'", amp: "&" })[name]);
  const partsIn = (text) => [...text.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map((found) => found[1]);

  const keyOf = (path, language) => `${path}?language=${encodeURIComponent(language)}`;
  const others = (language) => Object.keys(LANGUAGES).filter((one) => one !== language);

  /* Every copy with what its header says, the newest first; the list itself stands apart. */
  const copies = async () => {
    const cache = await opened(), found = [];
    for (const asked of cache ? await cache.keys() : []) {
      const path = new URL(asked.url).pathname;
      if (path.startsWith("/static/") || path === HOME || path === CHOICE) continue;
      const note = noteOf(await cache.match(asked));
      if (note) found.push({ path, ...note });
    }
    return found.sort((one, other) => other.at - one.at);
  };

  /* Every page once: its copy in `language`, else in another, with the size of all of them. */
  const all = async (language) => {
    const pages = new Map();
    for (const one of await copies()) {
      const known = pages.get(one.path);
      const shown = known && one.language !== language ? known : one;
      pages.set(one.path, { ...shown, at: Math.max(known?.at || 0, one.at), size: (known?.size || 0) + one.size });
    }
    return [...pages.values()];
  };

  /* The language that is read here: what is shown without a network is shown in it. */
  const prefer = async (language) => {
    const cache = await opened();
    if (cache && language in LANGUAGES) await cache.put(CHOICE, new Response(language));
  };

  /* Fetch and keep the page at `path`; throws where the site cannot be reached, says something else or speaks another language. */
  const keep = async (path, language) => {
    const asked = await fetch(keyOf(path, language), { credentials: "omit", cache: "no-cache" });
    const text = asked.ok && !asked.redirected ? await asked.text() : "";
    const [tag] = text.match(/<(?:article|div)[^>]*\sdata-guide="[^>]*>/) || [];
    const spoken = (tag?.match(/\slang="([^"]*)"/) || text.match(/<html[^>]*\slang="([^"]*)"/))?.[1];
    if (!tag || spoken !== LANGUAGES[language]) throw new Error("not a page of ours");
    const said = (name) => plain(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] || "");
    const note = {
      slug: said("data-guide"), revision: said("data-revision"), title: said("data-title"), reviewed: said("data-reviewed"),
      language, at: Date.now(), size: new Blob([text]).size,
    };
    const cache = await caches.open(CACHE);
    for (const part of new Set(partsIn(text))) {
      if (!part.includes("/vendor/") && !(HASHED.test(part) && (await cache.match(part)))) await cache.add(part);
    }
    await cache.put(keyOf(path, language), new Response(text, {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": asked.headers.get("Content-Security-Policy") || "default-src 'self'",
        [NOTE]: encodeURIComponent(JSON.stringify(note)),
      },
    }));
    return note;
  };
  /* The other languages beside it, where there are any and the device has room. */
  const keepOthers = (path, language) => Promise.all(others(language).map((one) => keep(path, one).catch(() => {})));

  /* What no copy needs any more; with the last guide goes everything. */
  const sweep = async () => {
    const cache = await opened();
    if (!cache) return;
    if (!(await copies()).length) { await caches.delete(CACHE); return; }
    const needed = new Set();
    const keys = await cache.keys();
    for (const asked of keys) {
      if (/\/static\/|\/kept\/language$/.test(asked.url)) continue;
      for (const part of partsIn(await (await cache.match(asked)).text())) needed.add(part);
    }
    for (const asked of keys) {
      const path = new URL(asked.url).pathname;
      if (path.startsWith("/static/") && !needed.has(path)) await cache.delete(asked);
    }
  };

  const published = async () => {
    const answer = await fetch(LIST, { credentials: "omit", cache: "no-cache" });
    const { guides } = answer.ok && !answer.redirected ? await answer.json() : {};
    if (!Array.isArray(guides)) throw new Error("not our list");
    return guides;
  };

  const drop = (paths) => locked(async () => {
    const cache = await opened();
    for (const path of cache ? paths : []) await cache.delete(path, { ignoreSearch: true });
    await sweep();
  });

  /* Keep pages that are not kept yet; `told(done, of)` after each. Rejects where they would be too many. */
  const keepThese = (paths, language, told) => locked(async () => {
    const held = new Set((await all()).map((one) => one.path));
    const missing = paths.filter((path) => !held.has(path));
    if (held.size + missing.length > MOST) throw Object.assign(new Error("too many"), { most: MOST });
    let done = 0;
    const queue = [...missing];
    const work = async () => {
      for (let path = queue.shift(); path; path = queue.shift()) {
        await keep(path, language);
        await keepOthers(path, language);
        done += 1;
        told?.(done, missing.length);
      }
    };
    await Promise.all([work(), work(), work()]);
    await keep(HOME, language);
    await keepOthers(HOME, language);
    await prefer(language);
    await sweep();
    return done;
  });

  /* Ask the site what is still so. Resolves to how many copies went or were replaced. */
  const renew = () => locked(async () => {
    const kept = await copies();
    if (!kept.length) return 0;
    const guides = new Map((await published()).map((one) => [one.slug, one]));
    const cache = await caches.open(CACHE);
    let changed = 0;
    for (const one of kept) {
      const now = one.slug === "" ? "" : guides.get(one.slug)?.revisions[one.language];
      if (now === undefined) {
        await cache.delete(keyOf(one.path, one.language));
        changed += 1;
      } else if (now !== one.revision || Date.now() - one.at > MONTH) {
        changed += await keep(one.path, one.language).then(() => 1, () => 0);
      }
    }
    const held = new Set((await copies()).map((one) => keyOf(one.path, one.language)));
    for (const one of await all()) { // a language that a guide has got since, or that there was no room for
      for (const language of others(one.language)) {
        const there = one.slug === "" || guides.get(one.slug)?.revisions[language];
        if (there && !held.has(keyOf(one.path, language))) changed += await keep(one.path, language).then(() => 1, () => 0);
      }
    }
    for (const language of Object.keys(LANGUAGES)) await keep(HOME, language).catch(() => {});
    await sweep();
    return changed;
  });

  const shownDay = (day, language) => new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(day);

  /* The copy of a page as it is shown without a network: it says so itself. In `language`, else in the one that was read last,
     else in any. Null where there is none. */
  const answer = async (path, language) => {
    const cache = await opened();
    if (!cache) return null;
    const last = await cache.match(CHOICE);
    const wanted = language in LANGUAGES ? language : last ? await last.text() : "";
    const found = (await cache.match(keyOf(path, wanted))) || (await cache.match(path, { ignoreSearch: true }));
    const note = found && noteOf(found);
    if (!note) return null;
    const day = shownDay(new Date(note.at), note.language);
    const text = (await found.text())
      .replace("<html ", "<html data-offline ")
      .replace(" data-kept hidden", " data-kept")
      .replace("<time data-kept-on></time>", `<time>${day}</time>`);
    return new Response(text, { headers: found.headers });
  };

  self.keptGuides = { HOME, all, drop, keepThese, prefer, renew, answer, published, shownDay };
  if (!("document" in self) || !("serviceWorker" in navigator)) return;

  const language = document.documentElement.lang === "zh-Hans" ? "zh-hans" : "en";
  const offline = "offline" in document.documentElement.dataset;
  const here = location.pathname;
  if (!offline) prefer(language).catch(() => {});

  /* A list that somebody uses opens without a network from then on. The worker keeps it: the page may be left. */
  let asked = false;
  self.keptGuides.keepHere = () => {
    if (asked || offline) return;
    asked = true;
    navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ keep: here, language }), () => {});
  };

  const tools = document.querySelector("[data-keep-guide]");
  if (tools) {
    const on = tools.querySelector("[data-on]"), off = tools.querySelector("[data-off]"), said = tools.querySelector("[data-keep-said]");
    const show = async (words) => {
      const mine = (await all()).some((one) => one.path === here);
      on.hidden = mine || offline;
      off.hidden = !mine;
      said.textContent = words ?? (mine ? said.dataset.there : "");
      said.hidden = !said.textContent;
    };
    const press = (button, work) => button.addEventListener("click", async () => {
      button.disabled = true;
      try { await work(); await show(); } catch (error) { await show(error.most ? said.dataset.many : said.dataset.failed); }
      button.disabled = false;
    });
    press(on, () => keepThese([here], language));
    press(off, () => drop([here]));
    show().catch(() => {});
  }

  const page = document.querySelector("[data-kept-page]");
  if (!page) return;
  const list = page.querySelector("[data-kept-list]"), row = page.querySelector("template"), state = page.querySelector("[data-kept-state]");
  const everything = page.querySelector("[data-keep-danger]"), nothing = page.querySelector("[data-drop-all]");
  const say = (words) => { state.textContent = words; state.hidden = !words; };
  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const show = async () => {
    const kept = await all(language);
    list.replaceChildren(...kept.map((one) => {
      const item = row.content.cloneNode(true), link = item.querySelector("a"), drops = item.querySelector("button");
      link.href = one.path;
      link.textContent = one.path.startsWith("/checklists/") && one.slug ? filled(page.dataset.list, one) : one.title;
      item.querySelector("[data-days]").textContent = one.reviewed
        ? filled(page.dataset.days, { day: shownDay(one.at, language), checked: shownDay(new Date(`${one.reviewed}T12:00`), language) })
        : filled(page.dataset.day, { day: shownDay(one.at, language) });
      drops.setAttribute("aria-label", filled(page.dataset.drop, one));
      drops.addEventListener("click", async () => { await drop([one.path]); await show(); page.querySelector("h1").focus(); });
      return item;
    }));
    const size = Math.max(0.1, kept.reduce((sum, one) => sum + one.size, 0) / 1e6).toFixed(1);
    page.querySelector("[data-kept-sum]").textContent = kept.length ? filled(page.dataset.sum, { n: kept.length, size }) : page.dataset.none;
    nothing.hidden = !kept.length;
    everything.hidden = offline;
  };
  page.querySelector("[data-kept-unable]").hidden = true;
  page.querySelector("[data-kept-able]").hidden = false;
  everything.addEventListener("click", async () => {
    everything.disabled = true;
    say(page.dataset.working);
    try {
      const guides = (await published()).filter((one) => one.danger && one.revisions[language]);
      const done = await keepThese(guides.map((one) => `/knowledge/${one.slug}/`), language, (n, of) => say(filled(page.dataset.progress, { n, of })));
      say(done ? page.dataset.done : page.dataset.already);
    } catch (error) { say(error.most ? filled(page.dataset.many, { n: error.most }) : page.dataset.failed); }
    everything.disabled = false;
    await show();
  });
  nothing.addEventListener("click", async () => {
    if (!confirm(page.dataset.sure)) return;
    await drop((await all()).map((one) => one.path));
    say("");
    await show();
  });
  show().then(() => (offline ? 0 : renew())).then(show).catch(() => {});
})();
