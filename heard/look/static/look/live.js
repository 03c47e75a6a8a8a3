// Open pages ask once a second whether something happened; the answer is empty unless it did.
"use strict";
(() => {
  const page = document.querySelector("[data-live-url]");
  if (!page) return;
  let pause = 1000;

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

  const ask = async () => {
    if (document.visibilityState === "visible") {
      const url = new URL(page.dataset.liveUrl, location.href);
      url.searchParams.set("stamp", page.dataset.liveStamp);
      try {
        const answer = await fetch(url, { headers: { "X-Requested-With": "live" }, redirect: "error" });
        if (answer.status === 200) {
          const fresh = document.createElement("template");
          fresh.innerHTML = await answer.text();
          const stamped = fresh.content.querySelector("[data-live-stamp]");
          if (stamped) page.dataset.liveStamp = stamped.dataset.liveStamp;
          const parts = fresh.content.querySelectorAll("[data-live-part]");
          parts.forEach((part) => {
            const old = document.getElementById(part.id);
            if (old) swap(old, part);
          });
        }
        pause = answer.ok ? 1000 : Math.min(pause * 2, 30000);
      } catch {
        pause = Math.min(pause * 2, 30000);
      }
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
  document.addEventListener("visibilitychange", () => { pause = 1000; });
})();
