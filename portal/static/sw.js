/* What this site does in a browser while no page is open: it shows warnings, opens the report form and the visits of a round
   without a network, as it does the guides that are kept here, and sends what waits (outbox.js and kept.js stand above, in
   the same file).

   A push carries {title, body, url, tag, language, exercise, seen}. The same tag twice is one notification, so that a
   warning that was sent again does not alarm again. `seen` is told that it was shown. */
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* The report form, the visits of whoever inspects, and what they are made of, as they were last seen. Nothing else is
   kept: elsewhere old news would pass for new. */
const FORM = "/hazards/report/", KEPT = "report-form-1", VISITS = "visits-1";
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // such a file never changes
const PATIENCE = 4000; // milliseconds that a bad network has before the kept page is shown

/* The cache that keeps the page at `path`, if one does. */
const keeperOf = (path) => (path === FORM ? KEPT : /^\/inspections\/(?:\d+\/)?$/.test(path) ? VISITS : null);
const keyOf = (url) => {
  const community = url.searchParams.get("community");
  return community ? `${url.pathname}?community=${encodeURIComponent(community)}` : url.pathname;
};

/* Pages [[key, answer]], their parts first: a form without its script would keep nothing. Maps are kept once somebody
   has opened the form. `only`: whatever else is there belongs to nothing any more. */
const keepCopies = async (keeper, pages, only) => {
  const cache = await caches.open(keeper), needed = new Set(pages.map(([key]) => key));
  for (const [, answer] of pages) {
    for (const [, path] of (await answer.clone().text()).matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)) needed.add(path);
  }
  for (const path of needed) {
    if (!path.startsWith("/static/") || path.includes("/vendor/") || (HASHED.test(path) && (await cache.match(path)))) continue;
    await cache.add(path);
  }
  for (const [key, answer] of pages) await cache.put(key, answer);
  for (const old of only ? await cache.keys() : []) {
    const { pathname } = new URL(old.url);
    if (!needed.has(pathname) && (keeper === VISITS || /\.(?:js|css|svg)$/.test(pathname))) await cache.delete(old);
  }
};

const keepForm = async () => {
  const answer = await fetch(FORM, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await keepCopies(KEPT, [[FORM, answer]], true);
};

/* The list of visits and each of them; whether all could be kept. */
const keepVisits = async (paths) => {
  const pages = [];
  for (const path of paths.filter((one) => keeperOf(one) === VISITS)) {
    const answer = await fetch(path, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) pages.push([path, answer]);
  }
  await keepCopies(VISITS, pages, true);
  return pages.length === paths.length;
};

const thePage = async (event, keeper) => {
  const url = new URL(event.request.url), key = keyOf(url);
  const plain = url.search === "" || key.endsWith(url.search); // nothing chosen beforehand
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok && plain) await keepCopies(keeper, [[key, answer.clone()]], keeper === KEPT).catch(() => {});
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  const kept = await caches.match(key, { cacheName: keeper, ignoreVary: true });
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer)), late]).catch(() => kept);
};

const itsPart = async (request, keeper) => {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await (await caches.open(keeper)).put(request, answer.clone()).catch(() => {});
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
};

/* Guides, lists and the first page: the network's answer, else the kept copy, else the list of what is kept. */
const GUIDES = /^\/(?:$|(?:knowledge|checklists|kept)\/)/;
const theGuide = async (event) => {
  const { pathname, searchParams } = new URL(event.request.url);
  const fresh = fetch(event.request);
  const gone = fresh.then((answer) => (answer.status === 404 || answer.status === 410 ? self.keptGuides.renew() : null));
  event.waitUntil(gone.catch(() => {}));
  const kept = await self.keptGuides.answer(pathname, searchParams.get("language")).catch(() => null);
  if (!kept) {
    return fresh.catch(async (error) => {
      const list = await self.keptGuides.answer(self.keptGuides.HOME);
      if (list) return list;
      throw error;
    });
  }
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer)), late]).catch(() => kept);
};

/* The switch of the language: without a network back to the page, which is then shown in that language if it is kept. */
const LANGUAGE = /^\/language\/([\w-]+)\/$/;
const theSwitch = async (event) => {
  const { pathname, searchParams } = new URL(event.request.url);
  await self.keptGuides?.prefer(LANGUAGE.exec(pathname)[1]).catch(() => {});
  const fresh = fetch(event.request);
  const back = new URL(searchParams.get("next") || "/", self.location.origin);
  const path = back.origin === self.location.origin ? back.pathname : "/";
  if (!GUIDES.test(path) || !(await self.keptGuides?.answer(path).catch(() => null))) return fresh;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, Response.redirect(back)); });
  return Promise.race([fresh, late]).catch(() => Response.redirect(back));
};

const partOfGuide = async (request) => {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept && HASHED.test(new URL(request.url).pathname) ? kept : fetch(request).catch((error) => kept || Promise.reject(error));
};

const OFTEN = 600_000; // milliseconds between two questions whether what is kept still holds
let renewed = 0;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && Date.now() - renewed > OFTEN) {
    renewed = Date.now();
    event.waitUntil(self.keptGuides.renew().catch(() => { renewed = 0; }));
  }
  if (request.method === "POST" && /^\/(?:accounts|demo)\//.test(url.pathname)) {
    event.waitUntil(caches.delete(VISITS)); // somebody comes or goes: the next one on this phone sees no other's round
  }
  if (request.method !== "GET") return;
  if (keeperOf(url.pathname) && request.mode === "navigate") {
    event.respondWith(thePage(event, keeperOf(url.pathname)));
  } else if (request.mode === "navigate" && LANGUAGE.test(url.pathname)) {
    event.respondWith(theSwitch(event));
  } else if (request.mode === "navigate" && GUIDES.test(url.pathname)) {
    event.respondWith(theGuide(event));
  } else if (url.pathname.startsWith("/static/") && request.referrer) {
    const from = new URL(request.referrer).pathname;
    const keeper = from.startsWith("/static/") ? KEPT : keeperOf(from);
    if (keeper) event.respondWith(itsPart(request, keeper));
    else if (GUIDES.test(from)) event.respondWith(partOfGuide(request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "keep the form") event.waitUntil(keepForm().catch(() => {}));
  else if (event.data?.keep) event.waitUntil(self.keptGuides.keepThese([event.data.keep], event.data.language).catch(() => {}));
  else if (event.data?.visits) {
    const answer = (kept) => event.ports[0]?.postMessage({ kept });
    event.waitUntil(keepVisits(event.data.visits).then(answer, () => answer(false)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "outbox") return;
  event.waitUntil(self.outbox.drain().then((waiting) => {
    if (waiting && !event.lastChance) throw new Error("some wait still"); // the browser comes again
  }));
});

const own = (path) => {
  try {
    const url = new URL(path, self.location.origin);
    return url.origin === self.location.origin ? url.href : self.location.origin + "/";
  } catch {
    return self.location.origin + "/";
  }
};

const read = (event) => {
  try {
    return event.data.json();
  } catch {
    return { title: event.data ? event.data.text() : self.location.host };
  }
};

self.addEventListener("push", (event) => {
  const warning = read(event);
  const shown = self.registration.showNotification(warning.title || self.location.host, {
    body: warning.body || "",
    tag: warning.tag || "warning",
    lang: warning.language === "zh-hans" ? "zh-Hans" : warning.language || "",
    icon: "/static/favicon.svg",
    requireInteraction: !warning.exercise, // it stays until somebody looks
    data: { url: own(warning.url || "/") },
  });
  const told = warning.seen
    ? shown.then(() => fetch(own(warning.seen), { method: "POST", credentials: "omit", keepalive: true })).catch(() => {})
    : shown;
  event.waitUntil(told);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = event.notification.data?.url || own("/");
  const open = async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const page = pages.find((one) => one.url === url);
    return page ? page.focus() : self.clients.openWindow(url);
  };
  event.waitUntil(open());
});
