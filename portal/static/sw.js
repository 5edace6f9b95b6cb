/* What this site does in a browser while no page is open: it shows warnings.

   A push carries {title, body, url, tag, language, exercise, seen}. The same tag twice is one notification, so that a
   warning that was sent again does not alarm again. `seen` is told that it was shown. */
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

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
