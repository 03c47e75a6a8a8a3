// Drafts are kept as one types; the countdown after Send.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const state = form.querySelector("[data-autosave-state]");
    let timer, saving = false, again = false;
    const save = async () => {
      if (saving) { again = true; return; }
      saving = true;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
        const said = await answer.json();
        if (answer.ok) form.elements.revision.value = said.revision;
        state.textContent = answer.ok ? state.dataset.kept : said.sentence;
      } catch {
        state.textContent = state.dataset.offline;
      }
      saving = false;
      if (again) { again = false; save(); }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 700); });
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  const tick = () => {
    for (const line of document.querySelectorAll("[data-countdown-until]")) {
      const left = Math.ceil((new Date(line.dataset.countdownUntil) - Date.now()) / 1000);
      line.dataset.words ??= line.textContent;
      line.textContent = left > 0 ? `${line.dataset.words} ${left}` : line.dataset.words;
    }
  };
  setInterval(tick, 500);
  tick();
})();
