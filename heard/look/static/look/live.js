// Open pages ask once a second whether something happened; the answer is empty unless it did.
// A page without parts of its own that change asks for the numbers on top.
// Once a minute they ask for everything, so that "3 min" does not grow old.
"use strict";
(() => {
  const page = document.querySelector("main [data-live-url]") || document.querySelector("[data-live-url]");
  if (!page) return;
  const offline = document.getElementById("offline");
  let pause = 1000;
  let failed = 0;
  let whole = Date.now();

  const busy = (part) => {
    const active = document.activeElement;
    if (active && part.contains(active) && active.matches("input, textarea, select")) return true;
    return [...part.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
  };

  const swap = (old, fresh) => {
    if (old.innerHTML === fresh.innerHTML || busy(old)) return;
    const opened = [...old.querySelectorAll("details")].map((one) => one.open);
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    old.innerHTML = fresh.innerHTML;
    const details = [...old.querySelectorAll("details")];
    if (details.length === opened.length) details.forEach((one, i) => { one.open = opened[i]; });
    if (focused) old.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    if (window.htmx) window.htmx.process(old);
    document.dispatchEvent(new CustomEvent("heard:fresh"));
  };

  const take = (text) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = text;
    const stamped = fresh.content.querySelector("[data-live-stamp]");
    if (stamped) page.dataset.liveStamp = stamped.dataset.liveStamp;
    for (const part of fresh.content.querySelectorAll("[data-live-part]")) {
      const old = document.getElementById(part.id);
      if (old) swap(old, part);
    }
  };

  const ask = async () => {
    if (document.visibilityState === "visible") {
      const url = new URL(page.dataset.liveUrl, location.href);
      const everything = Date.now() - whole > 60000;
      url.searchParams.set("stamp", everything ? "" : page.dataset.liveStamp);
      try {
        const answer = await fetch(url, { headers: { "X-Requested-With": "live" }, redirect: "error" });
        if (answer.status === 200) {
          take(await answer.text());
          whole = Date.now();
        }
        failed = answer.ok ? 0 : failed + 1;
      } catch {
        failed += 1;
      }
      pause = failed ? Math.min(1000 * 2 ** failed, 30000) : 1000;
      if (offline) offline.hidden = failed < 3;
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
  document.addEventListener("visibilitychange", () => { pause = 1000; });
})();
