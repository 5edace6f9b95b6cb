/* Buttons that only a script can serve: share and print. They show themselves where they work. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  if (!("share" in navigator)) return;
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, text: button.dataset.title, url: location.href.split("#")[0] }).catch(() => {});
    });
  }
})();
