/* What this site does in a browser while no page is open: it shows warnings, opens the report form without a network, and
   sends the reports that wait (outbox.js stands above, in the same file).

   A push carries {title, body, url, tag, language, exercise, seen}. The same tag twice is one notification, so that a
   warning that was sent again does not alarm again. `seen` is told that it was shown. */
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* The form and what it is made of, as it was last seen. Nothing else is kept: elsewhere old news would pass for new. */
const FORM = "/hazards/report/", KEPT = "report-form-1";
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // such a file never changes
const PATIENCE = 4000; // milliseconds that a bad network has before the kept form is shown

const keyOf = (url) => {
  const community = url.searchParams.get("community");
  return community ? `${FORM}?community=${encodeURIComponent(community)}` : FORM;
};

/* Its parts first: a form without its script would keep nothing. Maps are kept once somebody has opened the form. */
const keepCopy = async (key, answer) => {
  const cache = await caches.open(KEPT);
  const page = await answer.clone().text();
  const parts = new Set([...page.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map((found) => found[1]));
  for (const path of parts) {
    if (path.includes("/vendor/") || (HASHED.test(path) && (await cache.match(path)))) continue;
    await cache.add(path);
  }
  await cache.put(key, answer);
  for (const old of await cache.keys()) {
    const { pathname } = new URL(old.url);
    if (/\.(?:js|css|svg)$/.test(pathname) && !parts.has(pathname)) await cache.delete(old);
  }
};

const keepForm = async () => {
  const answer = await fetch(FORM, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await keepCopy(FORM, answer);
};

const theForm = async (event) => {
  const url = new URL(event.request.url), key = keyOf(url);
  const plain = url.search === "" || key.endsWith(url.search); // nothing chosen beforehand
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok && plain) await keepCopy(key, answer.clone()).catch(() => {});
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}));
  const kept = await caches.match(key, { cacheName: KEPT, ignoreVary: true });
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer)), late]).catch(() => kept);
};

const itsPart = async (request) => {
  const kept = await caches.match(request, { cacheName: KEPT, ignoreVary: true });
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await (await caches.open(KEPT)).put(request, answer.clone()).catch(() => {});
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === FORM && request.mode === "navigate") {
    event.respondWith(theForm(event));
  } else if (url.pathname.startsWith("/static/") && request.referrer) {
    const from = new URL(request.referrer).pathname;
    if (from === FORM || from.startsWith("/static/")) event.respondWith(itsPart(request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "keep the form") event.waitUntil(keepForm().catch(() => {}));
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
