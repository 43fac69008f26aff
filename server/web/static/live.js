// Keeps an open page true: hears of news, shows it without moving anything under a working hand, and says when it cannot
// be trusted any more. With data-page="list" the worklist is fetched anew; on a patient's page the reader is asked first.
"use strict";

(() => {
  const live = document.getElementById("live");
  const [stale, said, news, announced] = ["stale", "said", "news", "announce"].map((id) => document.getElementById(id));
  const words = live.dataset;
  const isList = words.page === "list";
  const title = document.title;
  const STALE_MS = Number(words.staleS) * 1000;
  const HAND_MS = 10_000; // a hand that moved this recently is still at work
  const ANNOUNCE_MS = 30_000; // a voice that interrupts more often than this is switched off
  const READ_MS = 4_000; // after so long, what was said has been read, and the next touch takes it away
  const RETRY_MS = 5_000;

  let source = null;
  let heardAt = Date.now();
  let ran = ""; // when the rules ran last, as the server says it; only its changing counts, so no two clocks are compared
  let ranAt = Date.now();
  let touchedAt = 0;
  let announcedAt = -ANNOUNCE_MS;
  let toSay = "";
  let count = 0;
  let swaps = 0;
  let retryAt = 0;
  let saidAt = Date.now();
  let isMissed = false; // something may have happened that no event told of
  let isFetching = false;
  const waiting = new Map(); // the latest event of each alert that the page does not show yet

  const list = () => document.getElementById("worklist");
  const shown = (alert) => document.getElementById(`alert-${alert}`);

  /** Whether an event tells of something that is not on the page as it is. */
  const isNews = (event) => {
    const row = shown(event.alert);
    if (!event.is_open) return row !== null;
    return row === null || Number(row.dataset.version) < event.version;
  };

  const isBusy = () =>
    !isList ||
    document.querySelector(":popover-open") !== null ||
    list().matches(":hover") ||
    Date.now() - touchedAt < HAND_MS;

  const fetchList = async () => {
    if (isFetching) return;
    isFetching = true;
    const [upTo, swapsBefore] = [count, swaps];
    await htmx.ajax("GET", "/worklist", { target: "#worklist", swap: "outerHTML" });
    isFetching = false;
    if (swaps === swapsBefore) {
      retryAt = Date.now() + RETRY_MS;
      return;
    }
    for (const [alert, event] of waiting) if (event.count <= upTo) waiting.delete(alert);
    isMissed = false;
    tellNews();
  };

  /** Say how much is waiting to be shown, in the bar and in the title of the tab. */
  const tellNews = () => {
    const fresh = [...waiting.values()].filter((event) => event.is_new).length;
    news.hidden = !waiting.size && !isMissed;
    const other = waiting.size ? words.changed : words.maybe;
    const what = fresh === 0 ? other : fresh === 1 ? words.one : words.many.replace("{n}", fresh);
    news.firstElementChild.textContent = `${what} – ${words.show}`;
    document.title = fresh ? `(${fresh}) ${title}` : title;
    return what;
  };

  /** Show what is new; while somebody works in the list, only say that it waits. */
  const settle = () => {
    if ((!waiting.size && !isMissed) || Date.now() < retryAt || list()?.querySelector(".htmx-request")) return;
    if (isBusy() || stale.textContent) tellNews();
    else fetchList();
  };

  /** Speak to those who listen instead of looking: news and lost contact only, and seldom. */
  const speak = () => {
    if (!toSay || Date.now() - announcedAt < ANNOUNCE_MS) return;
    announcedAt = Date.now();
    announced.textContent = toSay;
    toSay = "";
  };

  const say = (what) => {
    said.textContent = what;
    saidAt = Date.now();
  };

  const setStale = (why) => {
    if (why !== stale.textContent) {
      if (!why) {
        toSay = words.recovered;
        isMissed = true;
      }
      stale.textContent = why;
      stale.hidden = !why;
    }
    document.body.classList.toggle("is-stale", Boolean(why));
    document.querySelectorAll(".write").forEach((button) => { button.disabled = Boolean(why); });
  };

  const judge = () => {
    if (document.hidden) return;
    const now = Date.now();
    if (now - heardAt > STALE_MS) setStale(words.lost);
    else if (now - ranAt > STALE_MS) setStale(words.stuck.replace("{n}", Math.floor((now - ranAt) / 60_000)));
    else setStale("");
  };

  const onHeartbeat = (message) => {
    const beat = JSON.parse(message.data);
    heardAt = Date.now();
    if (beat.ran_at !== ran) {
      ran = beat.ran_at;
      ranAt = heardAt - beat.ran_s_ago * 1000;
    }
    judge();
    const clinical = document.getElementById("clinical-now");
    if (clinical) clinical.textContent = beat.now;
    const updated = document.querySelector("#worklist .updated time");
    if (updated && news.hidden && !stale.textContent) updated.textContent = beat.clock;
  };

  const onAlert = (message) => {
    const event = JSON.parse(message.data);
    heardAt = Date.now();
    if (!isList && event.patient !== words.page) return;
    if (!isNews(event)) {
      waiting.delete(event.alert);
      return;
    }
    count += 1;
    const isNew = event.is_new || waiting.get(event.alert)?.is_new;
    waiting.set(event.alert, { ...event, is_new: isNew && event.is_open, count });
    if (event.is_new) toSay = tellNews();
    speak();
    settle();
  };

  const listen = () => {
    if (source) source.close();
    source = new EventSource("/live");
    source.addEventListener("heartbeat", onHeartbeat);
    source.addEventListener("alert", onAlert);
    source.addEventListener("error", () => {
      isMissed = true;
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      if (isList) fetchList(); // if nobody is signed in any more, the answer leads to the form
      setTimeout(listen, RETRY_MS);
    });
  };

  // A tab that nobody sees holds no connection: browsers allow few to one server. On return it asks for everything anew.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source.close();
      return;
    }
    if (!isList && !document.querySelector(":popover-open")) location.reload();
    isMissed = true;
    if (!stale.textContent) heardAt = ranAt = Math.max(heardAt, Date.now() - STALE_MS + RETRY_MS);
    listen();
    settle();
  });

  for (const touch of ["pointermove", "pointerdown", "keydown", "input"]) {
    document.addEventListener(touch, (event) => {
      if (list()?.contains(event.target)) touchedAt = Date.now();
      if (touch !== "pointermove" && Date.now() - saidAt > READ_MS) said.textContent = "";
    });
  }

  news.addEventListener("click", () => {
    if (isList) fetchList();
    else location.reload();
  });

  setInterval(() => {
    judge();
    speak();
    if (!document.hidden) settle();
  }, 1000);

  // Enter in a sheet presses its first button, which is there to do nothing; htmx must not take it for a form that was sent.
  document.addEventListener("submit", (event) => {
    if (!event.submitter?.matches(".guard")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // --- After the list has been fetched anew, or the sheet that closes ---------------------------------------------

  const sheet = document.getElementById("sheet");
  let worked = null; // the row somebody works in, and the alerts that were there
  let before = new Set();
  document.addEventListener("htmx:before:swap", () => {
    worked = document.activeElement?.closest("#worklist tr")?.id ?? (document.querySelector(":popover-open") ? worked : null);
    before = new Set([...document.querySelectorAll("#worklist [data-version]")].map((row) => row.id));
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { target, request } = event.detail.ctx;
    if (target === sheet) {
      sheet.showPopover();
      judge();
      return;
    }
    swaps += 1;
    if (request.method === "POST") sheet.hidePopover();
    for (const [alert, news] of waiting) if (!isNews(news)) waiting.delete(alert);
    if (list().dataset.said) say(list().dataset.said);
    for (const row of document.querySelectorAll("#worklist [data-version]")) {
      if (!before.has(row.id)) row.closest("tr").classList.add("fresh");
    }
    if (worked && (document.activeElement === document.body || sheet.contains(document.activeElement))) {
      const next = document.getElementById(worked)?.querySelector(".acts button, .acts .button") ?? said;
      next.focus({ preventScroll: next !== said });
    }
    tellNews();
    judge();
  });
  for (const failure of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(failure, (event) => {
      const { request, response } = event.detail.ctx ?? {};
      if (request?.method === "POST" && ![409, 422].includes(response?.status)) say(words.unsure);
      else if (event.detail.ctx?.target === sheet) isMissed = true;
    });
  }

  listen();
})();
