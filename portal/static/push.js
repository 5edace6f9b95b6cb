/* <form data-push="/address/" data-key="..." data-denied="..." data-failed="..." data-unable="...">: turns notifications
   on for this browser. The button asks, never the page by itself. */
(() => {
  "use strict";
  const form = document.querySelector("[data-push]");
  if (!form) return;
  const button = form.querySelector("[data-push-on]");
  const state = form.querySelector("[data-push-state]");
  const say = (words) => { state.textContent = words; };

  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    say(form.dataset.unable);
    return;
  }
  button.hidden = false;
  if (Notification.permission === "denied") say(form.dataset.denied);

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4));
    return Uint8Array.from(plain, (character) => character.charCodeAt(0));
  };
  const same = (subscription, key) => {
    const theirs = subscription.options.applicationServerKey;
    return theirs && new Uint8Array(theirs).every((byte, place) => byte === key[place]);
  };

  const subscribe = async () => {
    const key = bytes(form.dataset.key);
    const worker = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    await navigator.serviceWorker.ready;
    let subscription = await worker.pushManager.getSubscription();
    if (subscription && !same(subscription, key)) { // for a key that the site has no more
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ||= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    return fetch(form.dataset.push, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify(subscription),
    });
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    say("");
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        say(form.dataset.denied);
        return;
      }
      const answer = await subscribe();
      if (answer.ok) {
        location.reload();
        return;
      }
      say((await answer.json().catch(() => ({}))).detail || form.dataset.failed);
    } catch {
      say(form.dataset.failed);
    } finally {
      button.disabled = false;
    }
  });
})();
