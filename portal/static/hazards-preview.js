/* What others will see, in the page itself: the words go to the site and come back as it would show them, the photos stay
   here. Without this script the button leads over a page of its own. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-report]");
  const here = form && form.querySelector("[data-preview-here]");
  if (!here) return;
  const status = form.querySelector("[data-said]");
  let shown = []; // addresses of photos in this browser's memory

  const clear = () => {
    shown.forEach((address) => URL.revokeObjectURL(address));
    shown = [];
    here.replaceChildren();
  };
  const photos = (list) => {
    const kept = [...form.querySelectorAll("[data-held] :checked")].map((one) => one.closest("label").querySelector("img").src);
    const chosen = [...form.elements.photos.files].map((file) => {
      const address = URL.createObjectURL(file);
      shown.push(address);
      return address;
    });
    [...kept, ...chosen].forEach((address, number) => {
      const item = document.createElement("li"), image = new Image();
      image.className = "hz-large";
      image.alt = list.dataset.photosHere.replace("0", number + 1);
      image.addEventListener("error", () => item.replaceChildren(image.alt)); // a format that this browser does not show
      image.src = address;
      item.append(image);
      list.append(item);
    });
    if (!list.children.length) list.remove();
  };

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name !== "preview") return;
    event.preventDefault();
    const typed = new FormData(form), sent = new URLSearchParams();
    for (const [name, value] of typed) if (typeof value === "string") sent.append(name, value);
    if (!sent.has("community")) sent.append("community", form.dataset.report);
    status.textContent = "";
    try {
      const answer = await fetch(here.dataset.previewHere, { method: "POST", body: sent, credentials: "same-origin" });
      if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      clear();
      if (answer.status === 422) { form.dispatchEvent(new CustomEvent("mistakes", { detail: page })); return; }
      here.append(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
      photos(here.querySelector("[data-photos-here]"));
      here.querySelector("[tabindex]").focus();
    } catch {
      status.textContent = here.dataset.away;
    }
  });
  form.addEventListener("input", clear); // what was shown is no longer what will be sent
  form.addEventListener("reset", clear);
})();
