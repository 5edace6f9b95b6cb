/* <button hidden data-nearest data-denied="..."> asks the device for its place and opens this list from there. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-nearest]")) {
    if (!("geolocation" in navigator)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const address = new URL(location.href);
          address.searchParams.delete("area");
          address.searchParams.delete("page");
          // four places are about ten metres: enough to choose a station, and no more than that
          address.searchParams.set("near", `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`);
          location.assign(address);
        },
        () => {
          button.removeAttribute("aria-busy");
          let note = button.nextElementSibling;
          if (!note) {
            note = document.createElement("p");
            note.setAttribute("role", "status");
            button.after(note);
          }
          note.textContent = button.dataset.denied;
        },
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
  }
})();
