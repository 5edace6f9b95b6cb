/* Forms that wait in this browser until the site has taken them: IndexedDB holds them, whoever is awake sends them (any
   page of the site, or its worker), and nothing is deleted before the site has answered with a number.

   A form is {id, door, at, language, fields: [[name, text or Blob, file name]], state, tries, after, words}; without a
   `door` it is a report. State is "draft" (being typed), "waiting", "refused" (`words` say why) or "sent" ({reference,
   url} instead of fields). `id` goes along as Idempotency-Key, so that what was sent and whose answer was lost is not
   sent twice. One lock a form: two pages do not send the same. */
(() => {
  "use strict";
  const STORE = "reports", DOOR = "/hazards/report/kept/";
  const MINUTE = 60_000, HOUR = 60 * MINUTE;
  const FINAL = new Set([400, 403, 404, 409, 413, 422]);
  const news = "BroadcastChannel" in self ? new BroadcastChannel("outbox") : null;

  const opened = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });

  /* One transaction; its end is waited for: only then is anything on the disk. */
  const inside = async (mode, work) => {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode, mode === "readwrite" ? { durability: "strict" } : {});
        let found;
        transaction.oncomplete = () => resolve(found?.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error || new Error("aborted"));
        found = work(transaction.objectStore(STORE));
      });
    } finally {
      database.close();
    }
  };
  const tell = () => { news?.postMessage("changed"); self.dispatchEvent(new Event("outbox")); };

  const all = async () => (await inside("readonly", (store) => store.getAll())).sort((one, other) => one.at - other.at);
  const get = (id) => inside("readonly", (store) => store.get(id));
  const keep = async (report) => {
    await inside("readwrite", (store) => store.put(report));
    tell();
  };
  const forget = async (id) => {
    await inside("readwrite", (store) => store.delete(id));
    tell();
  };

  const own = new Set(); // for browsers without locks; there the id alone keeps two pages from doubling
  const locked = async (id, work, patient) => {
    if (self.navigator.locks) {
      return navigator.locks.request(`report ${id}`, { ifAvailable: !patient }, (lock) => (lock ? work() : null));
    }
    if (own.has(id)) return null;
    own.add(id);
    try { return await work(); } finally { own.delete(id); }
  };

  /* The site's answer: {state: "sent", reference, url}, {state: "refused", words, page}, or {state: "waiting", after} of
     a site that cannot just now; throws where there is no network. Whatever is not the site's own voice, such as the
     page of a hotel's network, is no answer. */
  const post = async (report, accept = "application/json") => {
    const body = new FormData();
    for (const [name, value, file] of report.fields) {
      if (file === undefined) body.append(name, value);
      else body.append(name, value, file);
    }
    const answer = await fetch(`${report.door || DOOR}?language=${encodeURIComponent(report.language)}`, {
      method: "POST",
      headers: { "Idempotency-Key": report.id, Accept: accept },
      body,
      credentials: "same-origin",
      redirect: "manual",
    });
    const kind = answer.headers.get("Content-Type") || "";
    if (answer.status === 201 && kind.includes("json")) {
      const { reference, url } = await answer.json();
      if (reference && url) return { state: "sent", reference, url };
    }
    if (answer.status === 401) return { state: "waiting", away: true, login: true }; // for whoever wrote it
    if (FINAL.has(answer.status)) {
      if (kind.includes("json")) return { state: "refused", words: (await answer.json()).words || [] };
      if (answer.status === 413) return { state: "refused", words: [] };
      const page = kind.includes("html") ? await answer.text() : "";
      if (page.includes("data-report")) return { state: "refused", words: [], page };
    }
    const asked = Number(answer.headers.get("Retry-After")) * 1000;
    return { state: "waiting", after: Math.min(Math.max(asked || 0, MINUTE / 2), HOUR), busy: answer.status };
  };

  /* Send one; what became of it, or null where somebody else is at it. */
  const deliver = (id, { accept, patient } = {}) => locked(id, async () => {
    const report = await get(id);
    if (!report || report.state === "sent" || report.state === "draft") return report || { state: "gone" };
    let became;
    try {
      became = await post(report, accept);
    } catch {
      became = { state: "waiting", after: 0, away: true };
    }
    if (became.state === "sent") {
      const { reference, url } = became;
      await keep({ id, door: report.door, writer: report.writer, at: report.at, state: "sent", reference, url });
    } else if (became.state === "refused") {
      await keep({ ...report, state: "refused", words: became.words });
    } else if (became.login) {
      await keep({ ...report, login: true });
    } else if (!became.away) {
      const tries = (report.tries || 0) + 1;
      const wait = Math.min(Math.max(became.after, (MINUTE / 4) * 2 ** Math.min(tries, 8)), HOUR);
      await keep({ ...report, tries, after: Date.now() + wait });
    }
    return { ...report, ...became };
  }, patient);

  /* Send what waits; how many are still waiting. A site that asked for time gets it: an hour at most, whatever this
     device's clock says. */
  const drain = async () => {
    let waiting = 0;
    for (const report of await all()) {
      if (report.state !== "waiting") continue;
      const wait = (report.after || 0) - Date.now();
      const became = wait > 0 && wait <= HOUR ? report : await deliver(report.id);
      if (became === null || became.state === "waiting") waiting += 1;
    }
    return waiting;
  };

  /* When nobody has the site open any more, browsers that know how wake the worker. */
  const wake = async () => {
    try {
      const registration = self.registration || (await navigator.serviceWorker.ready);
      await registration.sync?.register("outbox");
    } catch { /* refused, or unknown here: pages send */ }
  };

  self.outbox = { all, get, keep, forget, post, deliver, drain, wake, news };
  if (!("document" in self)) return;

  /* A photo no larger than the site keeps it: a phone's 12 megapixels are 4 MB, which a bad network carries for minutes and
     the site makes small again. What this browser cannot draw goes as it is. */
  const SIDE = 1600, SMALL = 400_000, made = new WeakMap();
  const smaller = async (file) => {
    try {
      const whole = await createImageBitmap(file); // upright, as its own note says
      const scale = Math.min(1, SIDE / Math.max(whole.width, whole.height));
      const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
      canvas.width = Math.round(whole.width * scale);
      canvas.height = Math.round(whole.height * scale);
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.imageSmoothingQuality = "high";
      pen.drawImage(whole, 0, 0, canvas.width, canvas.height);
      whole.close();
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
      return drawn && drawn.size < file.size ? drawn : file;
    } catch { return file; }
  };
  const blobOf = async (file) => {
    if (file.size <= SMALL || !file.type.startsWith("image/")) return file;
    if (!made.has(file)) made.set(file, smaller(file)); // a form that is kept while it is typed in is read often
    return made.get(file);
  };

  /* What is typed in a form, without `but`. Photos are read here and now: a file may be gone when the network is back. */
  self.outbox.read = async (form, but = []) => {
    const fields = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || but.includes(name)) continue;
      if (typeof value === "string") fields.push([name, value]);
      else if (value.size) {
        const blob = await blobOf(value);
        fields.push([name, new Blob([await blob.arrayBuffer()], { type: blob.type }), value.name]);
      }
    }
    return fields;
  };

  /* The same back into the form, photos and all. */
  self.outbox.fill = (form, fields) => {
    const files = new Map();
    for (const input of form.querySelectorAll("[type=file]")) files.set(input.name, new DataTransfer());
    for (const [name, value, file] of fields) {
      if (file !== undefined) { files.get(name)?.items.add(new File([value], file, { type: value.type })); continue; }
      for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (control.type === "radio" || control.type === "checkbox") control.checked ||= control.value === value;
        else control.value = value;
      }
    }
    for (const [name, kept] of files) form.elements[name].files = kept.files;
  };

  let pause = 5000, timer = 0;
  const go = async () => {
    clearTimeout(timer);
    let waiting = 0;
    try { waiting = await drain(); } catch { return; } // no IndexedDB: nothing waits
    pause = waiting ? Math.min(pause * 2, 5 * MINUTE) : 5000;
    clearTimeout(timer);
    if (waiting) { timer = setTimeout(go, pause); wake(); }
  };
  self.outbox.go = () => { pause = 5000; return go(); };
  addEventListener("online", self.outbox.go);
  addEventListener("pageshow", self.outbox.go);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) self.outbox.go(); });

  /* The page that came of it is open: its note has done its work. A kept copy of the empty form is not that page. */
  const seen = async () => {
    if (document.querySelector("form[data-visit]")) return;
    for (const report of await all()) {
      const path = report.state === "sent" ? report.url.split("?")[0] : "";
      if (path === location.pathname) await forget(report.id);
    }
  };
  seen().catch(() => {});

  /* The worker keeps the form for when there is no network: today's, in this language, as this person sees it. */
  if (!("serviceWorker" in navigator)) return;
  const sight = [document.documentElement.lang, document.body.dataset.writer, new Date().toDateString()].join(" ");
  const kept = () => { try { return localStorage.getItem("form-kept"); } catch { return ""; } };
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register("/sw.js", { scope: "/" });
      const registration = await navigator.serviceWorker.ready;
      if (kept() === sight) return;
      registration.active.postMessage("keep the form");
      localStorage.setItem("form-kept", sight);
    } catch { /* without a worker the form opens only with a network */ }
  });
})();
