// Drafts are kept as one types; letters grow with their text; the countdown after Send.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const state = form.querySelector("[data-autosave-state]");
    const hint = form.querySelector("[data-cautions]");
    const calm = hint?.textContent;
    let timer, saving = false, again = false;
    const written = (files) => {
      const body = new FormData(form);
      body.delete("files");
      for (const file of files) body.append("files", file);
      return body;
    };
    // A caution takes the place of the hint below the buttons, so that nothing above it moves
    const caution = (found) => {
      if (!hint) return;
      const said = found?.length ? found.join(" ") : calm;
      if (hint.textContent !== said) hint.textContent = said;
      hint.classList.toggle("composer__hint--caution", Boolean(found?.length));
    };
    // What the clauses say stands below the buttons, unless Send has just brought it up above them
    const spoken = form.querySelector("[data-findings]");
    const spots = () => {
      for (const spot of form.querySelectorAll("[data-spot]")) {
        spot.hidden = false;
        spot.onclick = () => {
          const [start, end] = spot.dataset.spot.split(",").map(Number);
          const text = form.elements.text;
          const sent = [...text.value.replace(/\n/g, "\r\n")]; // as a form sends it
          const at = (place) => sent.slice(0, place).join("").replace(/\r/g, "").length;
          text.focus();
          text.setSelectionRange(at(start), at(end));
        };
      }
    };
    const speak = (found = "") => {
      if (!spoken || form.querySelector(".findings:not([data-findings])") || spoken.dataset.said === found) return;
      spoken.dataset.said = found;
      spoken.innerHTML = found;
      spots();
    };
    spots();
    // What a room ahead says of the text as it was kept, read on the pause and shown beside it
    const look = async () => {
      const part = document.querySelector("[data-on-kept]");
      if (!part) return;
      const answer = await fetch(part.dataset.onKept);
      if (!answer.ok) return;
      const open = part.querySelector("details")?.open;
      part.innerHTML = await answer.text();
      const fresh = part.querySelector("details");
      if (fresh && open) fresh.open = true;
    };
    const save = async () => {
      if (saving) { again = true; return; }
      saving = true;
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: written([]), headers: { Accept: "application/json" } });
        const said = await answer.json();
        if (answer.ok) form.elements.revision.value = said.revision;
        state.textContent = answer.ok ? state.dataset.kept : said.sentence;
        if (answer.ok) caution(said.cautions);
        if (answer.ok) speak(said.findings);
        if (answer.ok) await look();
      } catch {
        state.textContent = state.dataset.offline;
      }
      saving = false;
      if (again) { again = false; save(); }
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(save, 700);
    });
    form.addEventListener("submit", () => clearTimeout(timer));

    // Files go up as soon as they are chosen or dropped
    const enclosed = form.querySelector("[data-enclosed]");
    if (!enclosed) continue;
    const ready = () => { for (const button of enclosed.querySelectorAll("[data-attach-button]")) button.hidden = true; };
    const attach = async (files) => {
      clearTimeout(timer);
      while (saving) await new Promise((done) => { setTimeout(done, 50); });
      saving = true;
      enclosed.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(form.dataset.attach, { method: "POST", body: written(files), redirect: "error" });
        if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
        enclosed.innerHTML = await answer.text();
        form.elements.revision.value = enclosed.querySelector("[data-revision]").dataset.revision;
        ready();
      } catch {
        state.textContent = state.dataset.offline;
      }
      enclosed.removeAttribute("aria-busy");
      saving = false;
      save();
    };
    ready();
    enclosed.addEventListener("change", (event) => { if (event.target.files?.length) attach([...event.target.files]); });
    const over = (on) => form.classList.toggle("is-over", on);
    form.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      over(true);
    });
    form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) over(false); });
    form.addEventListener("drop", (event) => {
      over(false);
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      attach([...event.dataTransfer.files]);
    });
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

/* A clause's form shows the numbers of the rule that is chosen; without this, those of every rule. */
for (const rule of document.querySelectorAll(".clause-form select[name=rule]")) {
  const show = () => {
    for (const numbers of document.querySelectorAll("[data-rule]")) {
      numbers.hidden = numbers.dataset.rule !== rule.value;
    }
  };
  rule.addEventListener("change", show);
  show();
}
