/* A form that may be filled in where there is no network: what is typed is kept in this browser, sent once somebody has
   pressed send and there is a network, and deleted only after the site has answered with a reference and an address.

   A draft is {key, writer, url, at, fields: [[name, text or Blob, file name]], ready}; its client_id makes a second
   sending the same. One person's drafts are sent by that person alone. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const said = document.querySelector("[data-draft-said]");
  const key = `${form.dataset.writer} ${form.dataset.draft}`;
  const say = (words) => { said.hidden = !words; said.textContent = words; };

  const opened = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("drafts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
  const inside = async (mode, work) => {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction("drafts", mode);
        const found = work(transaction.objectStore("drafts"));
        transaction.oncomplete = () => resolve(found.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally { database.close(); }
  };
  const get = () => inside("readonly", (store) => store.get(key));
  const put = (draft) => inside("readwrite", (store) => store.put(draft));
  const drop = () => inside("readwrite", (store) => store.delete(key));

  const read = () => [...new FormData(form)]
    .filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size))
    .map(([name, value]) => (value instanceof File ? [name, value, value.name] : [name, value]));

  const fill = (fields) => {
    const files = new Map();
    for (const [name, value, file] of fields) {
      if (file !== undefined) {
        if (!files.has(name)) files.set(name, new DataTransfer());
        files.get(name).items.add(new File([value], file, { type: value.type }));
        continue;
      }
      const control = form.elements[name];
      if (control) control.value = value;
    }
    for (const [name, kept] of files) if (form.elements[name]) form.elements[name].files = kept.files;
  };

  let timer = 0, sending = false, tail = Promise.resolve();
  const keep = (ready) => {
    clearTimeout(timer);
    if (ready) form.elements.seen_at.value = new Date().toISOString();
    const draft = { key, writer: form.dataset.writer, url: location.pathname, at: Date.now(), fields: read(), ready };
    tail = tail.catch(() => {}).then(() => put(draft));
    return tail;
  };
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(false).then(() => say(said.dataset.typing), () => say(said.dataset.full)), 300);
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      const draft = await get();
      if (!draft || !draft.ready) return;
      const body = new FormData();
      for (const [name, value, file] of draft.fields) {
        if (file === undefined) body.append(name, value);
        else body.append(name, value, file);
      }
      body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      let answer;
      try {
        answer = await fetch(draft.url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      } catch {
        say(said.dataset.kept);
        return;
      }
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : null;
      if (answer.status === 201 && json?.reference && json.url) {
        await drop();
        location.assign(json.url);
      } else if (json?.words && (answer.status === 422 || answer.status === 409)) {
        await put({ ...draft, ready: false });
        say(json.words.join(" "));
      } else {
        say(answer.type === "opaqueredirect" || answer.status === 403 ? said.dataset.login : said.dataset.kept);
      }
    } finally { sending = false; }
  };

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(said.dataset.kept);
    keep(true).then(send, () => form.submit()); // nothing can be kept here: as without a script
  });
  addEventListener("online", () => send());
  addEventListener("pageshow", () => send());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(send, 30_000);
  get().then((draft) => { if (draft) { fill(draft.fields); say(draft.ready ? said.dataset.kept : said.dataset.typing); send(); } }, () => {});
})();
