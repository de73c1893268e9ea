// Two minutes before a session ends: say so, and let its officer stay. Without scripts the page states the end itself.
"use strict";
(() => {
  const warning = document.querySelector("[data-session-ends]");
  if (!warning) {
    return;
  }
  const early = 120;
  let waiting = 0;

  const wait = (seconds) => {
    clearTimeout(waiting);
    warning.hidden = true;
    waiting = setTimeout(() => { warning.hidden = false; }, Math.max(0, seconds - early) * 1000);
  };

  warning.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.ok) {
      wait(Number((await answer.json()).seconds));
      document.getElementById("main").focus();
    } else {
      form.submit();
    }
  });
  wait(Number(warning.dataset.sessionEnds));
})();
