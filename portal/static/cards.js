/* <div data-cards data-title data-address data-file> with links [data-card] to SVG pictures: a button turns them into PNG, which
   phones pass on, and shares them; where nothing can be shared they are saved. Without a script the links open the pictures. */
(() => {
  "use strict";
  const box = document.querySelector("[data-cards]"), button = box?.querySelector("[data-share-cards]");
  const links = [...document.querySelectorAll("[data-card]")];
  if (!button || !links.length || !HTMLCanvasElement.prototype.toBlob || "offline" in document.documentElement.dataset) return;
  button.hidden = false;

  const drawn = async (link, at) => {
    const picture = new Image();
    picture.src = link.href;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    return new File([blob], `${box.dataset.file}-${at + 1}.png`, { type: "image/png" });
  };
  const save = (file) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const files = await Promise.all(links.map(drawn));
      const what = { files, title: box.dataset.title, text: `${box.dataset.title} ${box.dataset.address}` };
      if (navigator.canShare?.(what)) {
        await navigator.share(what).catch((error) => { if (error.name !== "AbortError") files.forEach(save); });
      } else {
        files.forEach(save);
      }
    } catch {
      location.assign(links[0].href); // a browser that cannot draw it shows it
    }
    button.disabled = false;
  });
})();
