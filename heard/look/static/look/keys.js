// Keys for those who like them, the choice of light or dark, menus that close.
"use strict";
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem("theme");
  if (chosen) root.dataset.theme = chosen;
  document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });

  const help = document.getElementById("keys");
  document.querySelector("[data-keys-help]")?.addEventListener("click", () => help.showModal());
  const menu = document.querySelector("details.me");
  document.addEventListener("click", (event) => { if (menu?.open && !menu.contains(event.target)) menu.open = false; });

  const walk = (step) => {
    const links = [...document.querySelectorAll("a.inbox-row__link")];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu?.open) { menu.open = false; menu.querySelector("summary").focus(); }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const act = {
      j: () => walk(1),
      k: () => walk(-1),
      r: () => document.querySelector("#composer textarea")?.focus(),
      g: () => { location.href = "/"; },
      "/": () => document.querySelector('[data-key="/"]')?.focus(),
      "?": () => help?.showModal(),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
