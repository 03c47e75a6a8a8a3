// Drafts are kept as one types; letters grow with their text; the countdown after Send.
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

  if (!CSS.supports("field-sizing", "content")) {
    const grow = (field) => { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 2}px`; };
    for (const field of document.querySelectorAll("textarea[data-autosize]")) {
      field.addEventListener("input", () => grow(field));
      if (field.value) grow(field);
    }
  }

  // The seconds are for the eye; a screen reader hears the sentence once, not every tick.
  const tick = () => {
    for (const line of document.querySelectorAll("[data-countdown-until]")) {
      const left = Math.ceil((new Date(line.dataset.countdownUntil) - Date.now()) / 1000);
      let seconds = line.querySelector("[data-seconds]");
      if (!seconds) {
        seconds = document.createElement("span");
        seconds.dataset.seconds = "";
        seconds.setAttribute("aria-hidden", "true");
        line.append(" ", seconds);
        line.dataset.whole = Math.max(left, 1);
      }
      seconds.textContent = left > 0 ? left : "";
      line.closest(".leaving")?.style.setProperty("--left", Math.max(0, (left - 1) / line.dataset.whole));
    }
  };
  setInterval(tick, 500);
  tick();
})();
