// Sent by `newpower serve` alone, never part of a build: reloads the page once the site is
// built anew, and shows over it what stands in the way of that.
(() => {
  "use strict";
  const shown = document.currentScript.dataset.site;
  let events = null;

  const holder = () => document.getElementById("newpower-overlay");

  const hear = (message) => {
    const state = JSON.parse(message.data);
    const overlay = holder();
    const isAhead = shown && state.following === shown; // this page is of a site that is being made
    if (!isAhead && (state.site !== shown || state.early.includes(location.pathname))) {
      location.reload();
    } else if (overlay && overlay.dataset.key !== state.key) {
      overlay.dataset.key = state.key;
      overlay.innerHTML = state.overlay; // escaped by the server, and the policy runs no script in it
    }
  };

  // A hidden page hears nothing: a browser opens six streams at most to one server.
  const listen = () => {
    if (document.hidden) {
      if (events) events.close();
      events = null;
    } else if (!events) {
      events = new EventSource("/__newpower/events");
      events.onmessage = hear;
    }
  };

  const close = () => holder() && holder().replaceChildren();

  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => { if (events) events.close(); events = null; });
  window.addEventListener("pageshow", listen);
  document.addEventListener("click", (click) => {
    if (click.target.closest("#newpower-overlay button")) close();
  });
  document.addEventListener("keydown", (key) => {
    if (key.key === "Escape") close();
  });
  listen();
})();
