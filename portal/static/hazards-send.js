/* Sends the report form, and shows the reports that wait on this device. What is written goes to the outbox first
   (outbox.js): a network that goes away, a closed page or a lost answer loses and doubles nothing. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-report]");
  if (!form) return;
  const outbox = self.outbox;
  const panel = document.querySelector("[data-waiting]");
  const list = panel.querySelector("ul"), row = panel.querySelector("template");
  const status = document.querySelector("[data-said]");
  const button = form.querySelector("[type=submit]");

  /* A page that was kept comes again and again: each report has an id of its own. */
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    form.elements.client_id.value = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  };
  newId();
  const chosen = new URLSearchParams(location.search).get("category");
  if (chosen && !form.querySelector("[name=category]:checked")) {
    const kind = form.querySelector(`[name=category][value="${CSS.escape(chosen)}"]`);
    if (kind) kind.checked = true;
  }

  const say = (words) => { status.textContent = words || ""; };
  const alarm = (summary) => {
    document.getElementById("errors")?.remove();
    for (const old of form.querySelectorAll(".error")) old.remove();
    form.before(summary);
    summary.focus();
  };
  /* A word of the site's as parts to append: where it names the page of an appeal, that is a link. */
  const linked = (word) => {
    const found = word.match(/https?:\/\/[^\s/]+(\/hazards\/appeal\/[\w-]+\/)/);
    if (!found) return [word];
    const link = document.createElement("a");
    [link.textContent, link.href] = found;
    return [word.slice(0, found.index), link, word.slice(found.index + found[0].length)];
  };
  /* The summary that stands ready in the page, with the lines of these names and with these words. */
  const problems = (names, words = []) => {
    const summary = document.importNode(document.querySelector("template[data-problems]").content, true).firstElementChild;
    for (const line of summary.querySelectorAll("li[data-of]")) if (!names.includes(line.dataset.of)) line.remove();
    for (const word of words) {
      const line = document.createElement("li");
      line.append(...linked(word));
      summary.querySelector("ul").append(line);
    }
    return summary;
  };

  /* What is missing is written beside the fields that stand here, so that chosen photos are not lost: browsers keep no
     files over a new page. */
  const missed = (page) => {
    const news = page.getElementById("errors");
    const theirs = [...page.querySelectorAll("form[data-report] .field")], ours = [...form.querySelectorAll(".field")];
    if (!news || theirs.length !== ours.length) return false;
    const summary = document.importNode(news, true);
    summary.querySelector("[data-photos-kept]")?.remove();
    keepOnly([...page.querySelectorAll("[name=held]")].map((one) => one.value));
    alarm(summary);
    ours.forEach((field, number) => {
      field.classList.toggle("field--error", theirs[number].classList.contains("field--error"));
      if (field.matches("fieldset")) same(field, theirs[number], ["aria-describedby"]);
    });
    for (const error of page.querySelectorAll("form[data-report] .error")) {
      const after = error.nextElementSibling; // the control, or the choices
      const place = after?.id ? document.getElementById(after.id) : form.querySelector(".choices--icons");
      place?.before(document.importNode(error, true));
    }
    for (const control of page.querySelectorAll("form[data-report] :is(input, select, textarea)[id]")) {
      const here = document.getElementById(control.id);
      if (here) same(here, control, ["aria-describedby", "aria-invalid"]);
    }
    document.title = page.title;
    return true;
  };
  /* Photos that the site keeps from a form before: those that are gone need not be offered. */
  const keepOnly = (names) => {
    for (const one of form.querySelectorAll("[name=held]")) if (!names.includes(one.value)) (one.closest("label") || one).remove();
    const part = form.querySelector("[data-held]");
    if (part && !part.querySelector("input")) part.remove();
  };
  const same = (here, there, names) => {
    for (const name of names) {
      if (there.hasAttribute(name)) here.setAttribute(name, there.getAttribute(name));
      else here.removeAttribute(name);
    }
  };

  /* The form as a report of the outbox. */
  const written = async () => {
    const fields = await outbox.read(form, ["community", "client_id", "writer"]);
    fields.unshift(["writer", document.body.dataset.writer], ["community", form.dataset.report]);
    return { id: form.elements.client_id.value, at: Date.now(), language: document.documentElement.lang, fields, state: "waiting" };
  };
  const lacking = () => {
    const typed = new FormData(form), has = (name) => Boolean((typed.get(name) || "").trim());
    return [
      ...(has("category") ? [] : ["category"]),
      ...(has("address") || has("area") || has("latitude") ? [] : ["address"]),
      ...(has("description") ? [] : ["description"]),
    ];
  };

  const send = async () => {
    say(status.dataset.sending);
    const slow = setTimeout(say, 8000, status.dataset.slow);
    let kept = true, became;
    const report = await written();
    try { await outbox.keep(report); } catch { kept = false; }
    try {
      if (kept) became = await outbox.deliver(report.id, { accept: "text/html", patient: true });
      else became = await outbox.post(report, "text/html");
    } catch {
      became = { state: "waiting", away: true };
    }
    clearTimeout(slow);
    say("");
    if (became.state === "sent") { location.assign(became.url); return; }
    if (became.state === "refused") {
      if (kept) await outbox.forget(report.id); // it stands in the form
      const page = became.page && new DOMParser().parseFromString(became.page, "text/html");
      if (!page || !missed(page)) alarm(problems([], became.words?.length ? became.words : [panel.dataset.unclear]));
      return;
    }
    const names = lacking();
    if (names.length || !kept) { // nobody can say yet what is wrong, or it could not be kept
      if (kept) await outbox.forget(report.id);
      alarm(problems(names, kept ? [] : [panel.dataset.unkept]));
      return;
    }
    document.getElementById("errors")?.remove();
    for (const old of form.querySelectorAll(".error")) old.remove();
    form.reset();
    keepOnly([]);
    newId();
    navigator.storage?.persist?.().catch(() => {});
    await show();
    panel.focus();
    outbox.go();
  };

  form.addEventListener("mistakes", (event) => { if (!missed(event.detail)) alarm(problems(lacking())); });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "preview") return; // hazards-preview.js
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    button.setAttribute("aria-busy", "true");
    const done = () => { delete form.dataset.sent; button.removeAttribute("aria-busy"); };
    send().then(done, () => { done(); alarm(problems([], [panel.dataset.unkept])); });
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; });

  /* A report that was not taken comes back into the form, photos and all. */
  const mend = (report) => {
    form.reset();
    keepOnly(report.fields.filter((one) => one[0] === "held").map((one) => one[1]));
    for (const [name, value] of report.fields) {
      if (name !== "held" || form.querySelector(`[name=held][value="${CSS.escape(value)}"]`)) continue;
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name, value });
      form.append(kept);
    }
    outbox.fill(form, report.fields);
    newId(); // other words are another report
    alarm(problems([], report.words?.length ? report.words : [panel.dataset.unclear]));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const field = (report, name) => report.fields?.find((one) => one[0] === name)?.[1] || "";
  const line = (report) => {
    const item = document.importNode(row.content, true).firstElementChild;
    const part = (name) => item.querySelector(`[data-${name}]`);
    item.dataset.state = report.state;
    for (const control of item.querySelectorAll("[data-when]")) {
      if (!control.dataset.when.split(" ").includes(report.state)) control.remove();
    }
    if (report.state === "sent") {
      const link = part("number");
      link.textContent = link.textContent.replace("H-0", report.reference);
      link.href = report.url.replace(/&new=1$/, "");
    } else {
      part("what").textContent = field(report, "description");
      part("what").lang = report.language;
      part("where").textContent = field(report, "address");
      const photos = report.fields.filter((one) => one[0] === "photos").length;
      if (photos) part("photos").textContent = part("photos").dataset.photos.replace("0", photos);
      for (const word of report.words || []) part("words")?.append(...linked(word), " ");
    }
    const time = part("at");
    time.dateTime = new Date(report.at).toISOString();
    time.textContent = new Date(report.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const mending = part("mend"), again = part("again"), away = part("away");
    again?.addEventListener("click", async () => {
      again.setAttribute("aria-busy", "true");
      await outbox.deliver(report.id);
      await show();
    });
    mending?.addEventListener("click", async () => {
      mend(report);
      await outbox.forget(report.id);
    });
    away?.addEventListener("click", async () => {
      if (report.state !== "sent" && !confirm(panel.dataset.sure)) return;
      await outbox.forget(report.id);
    });
    return item;
  };

  let shown = 0;
  const show = async () => {
    const turn = ++shown;
    let reports = [];
    try { reports = (await outbox.all()).filter((one) => !one.door); } catch { /* nothing can wait here */ }
    // what is being sent this moment is no news yet
    if (form.dataset.sent) reports = reports.filter((one) => one.id !== form.elements.client_id.value);
    if (turn !== shown) return;
    list.replaceChildren(...reports.map(line));
    panel.hidden = !reports.length;
    panel.querySelector("[data-unsent]").hidden = !reports.some((one) => one.state !== "sent");
  };
  addEventListener("outbox", show);
  if (outbox.news) outbox.news.onmessage = show;
  show();
})();
