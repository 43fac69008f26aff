// Keeps an open worklist true: fetches it anew when something changes, without moving it under a working hand.
"use strict";

(() => {
  const STALE_MS = 30_000;
  const stale = document.getElementById("stale");
  const news = document.getElementById("news");
  const announce = document.getElementById("announce");
  let heardAt = Date.now();
  let announcedAt = 0;

  const list = () => document.getElementById("worklist");

  /** Somebody is in the middle of something in the list: it must not move. */
  const isBusy = () => list().querySelector("details[open]") !== null || list().contains(document.activeElement);

  const fetchList = () => htmx.ajax("GET", "/worklist", { target: "#worklist", swap: "outerHTML" });

  const show = () => {
    news.hidden = true;
    fetchList();
  };

  const setStale = (isStale) => {
    if (stale.hidden === !isStale) return;
    stale.hidden = !isStale;
    document.querySelectorAll("#worklist button").forEach((button) => { button.disabled = isStale; });
    if (!isStale) show();
  };

  const tellOfNew = () => {
    if (Date.now() - announcedAt < 30_000) return;
    announcedAt = Date.now();
    announce.textContent = "";
    requestAnimationFrame(() => { announce.textContent = announce.dataset.text; });
  };

  const stream = () => {
    const source = new EventSource("/live");
    source.addEventListener("heartbeat", (event) => {
      const ran = JSON.parse(event.data).ran_at;
      heardAt = Date.now();
      document.body.dataset.ran = ran;
      setStale(false);
    });
    source.addEventListener("alert", (event) => {
      heardAt = Date.now();
      if (JSON.parse(event.data).new) tellOfNew();
      if (isBusy()) news.hidden = false;
      else show();
    });
  };

  document.getElementById("show-news").addEventListener("click", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !isBusy()) show(); });
  setInterval(() => { if (Date.now() - heardAt > STALE_MS) setStale(true); }, 1000);

  // After a swap the focus would be lost: give it back to where it was, or to the row's next control.
  let focused = null;
  document.addEventListener("submit", (event) => {
    const row = event.target.closest("tr");
    focused = row ? row.id : null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!focused) return;
    const row = document.getElementById(focused);
    const next = row ? row.querySelector("button, summary") : document.querySelector("#content");
    focused = null;
    if (next) next.focus({ preventScroll: true });
  });

  stream();
})();
