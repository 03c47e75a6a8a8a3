// Keys for those who like them, the choice of light or dark, menus and dialogs.
"use strict";
(() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);

  find("[data-theme-toggle]")?.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* kept for this page only */ }
  });

  const menu = find("details.me");
  const close = () => { if (menu) menu.open = false; };
  document.addEventListener("click", (event) => {
    if (menu?.open && !menu.contains(event.target)) close();
    const opener = event.target.closest("[data-dialog]");
    if (opener) { close(); document.getElementById(opener.dataset.dialog)?.showModal(); }
    if (event.target.matches("dialog[open]")) event.target.close();
  });

  // What a person opens beside the letters is brought into view: the column is a scroll area of its own
  document.addEventListener("click", (event) => {
    const opened = event.target.closest(".conversation__side summary")?.parentElement;
    opened?.addEventListener("toggle", () => { if (opened.open) opened.scrollIntoView({ block: "nearest" }); }, { once: true });
  });

  const walk = (step) => {
    const links = [...document.querySelectorAll("a.inbox-row__link")];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  const go = (place) => find(`.top__nav a:nth-child(${place})`)?.click();
  const single = {
    j: () => walk(1),
    k: () => walk(-1),
    r: () => find("#composer textarea")?.focus(),
    "/": () => find('[data-key="/"]')?.focus(),
    "?": () => find("#keys")?.showModal(),
  };
  const afterG = { i: () => go(1), w: () => go(2), p: () => go(3), m: () => go(4) };

  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu?.open) { close(); menu.querySelector("summary").focus(); }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const act = Date.now() - went < 1200 ? afterG[event.key] ?? single[event.key] : single[event.key];
    went = event.key === "g" ? Date.now() : 0;
    if (act) { event.preventDefault(); act(); }
  });
})();
