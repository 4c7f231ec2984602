// Warns before the session ends, and keeps what has been typed. The server ends it; this only tells.
(() => {
  const box = document.getElementById("session");
  if (!box) return;
  const warn = Number(box.dataset.warn) * 1000;
  const AGAIN = 10000; // while the warning stands, another window may have stayed signed in
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  let end = Date.now() + Number(box.dataset.left) * 1000;
  let over = false;
  let stayed = false;
  let typed = false;
  let timer = 0;

  document.addEventListener("input", (event) => {
    if (event.target.closest("main form")) typed = true;
  });

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.min(Math.max(wait, 250), 2 ** 31 - 1));
  };

  const ask = async (body) => {
    const answer = await fetch(box.dataset.ask, {
      method: body ? "POST" : "GET", body, credentials: "same-origin", redirect: "error",
    });
    return answer.json();
  };

  const signInAddress = () => {
    const query = new URLSearchParams({ next: location.pathname + location.search, ended: "1" });
    return `${box.querySelector("[data-sign-in]").pathname}?${query}`;
  };

  const open = (name) => {
    part("warning").hidden = name !== "warning";
    part("ended").hidden = name !== "ended";
    box.classList.toggle("session--ended", name === "ended");
    box.setAttribute("aria-labelledby", name === "ended" ? "session-ended" : "session-heading");
    if (!box.open) box.showModal();
  };

  const told = (state) => {
    const mine = state.who === box.dataset.who;
    if (state.left > 0 && mine) {
      end = Date.now() + state.left * 1000;
      // Signing in again gives new tokens: what was typed before can then still be sent.
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = state.token; });
    }
    if (!mine || state.left <= 0) {
      over = true;
      if (!typed) {
        location.assign(signInAddress());
        return;
      }
      box.querySelector("[data-sign-in]").href = signInAddress();
      open("ended");
    } else if (state.left * 1000 > warn) {
      over = stayed = false;
      if (box.open) box.close();
      later(end - Date.now() - warn);
    } else {
      over = false;
      box.querySelector("[data-idle]").hidden = stayed;
      box.querySelector("[data-longest]").hidden = !stayed;
      box.querySelector("[data-when]").textContent = new Date(end).toLocaleTimeString(document.documentElement.lang,
        { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      open("warning");
      later(Math.min(AGAIN, end - Date.now() + 500));
    }
  };

  const look = async () => {
    if (!over && end - Date.now() > warn) {
      later(end - Date.now() - warn);
      return;
    }
    try {
      told(await ask());
    } catch {
      later(AGAIN); // no connection: the session may still be there when it is back
    }
  };

  box.querySelector("[data-stay]").addEventListener("submit", async (event) => {
    event.preventDefault();
    stayed = true;
    try {
      told(await ask(new FormData(event.target)));
    } catch {
      later(AGAIN);
    }
  });

  // Escape stays signed in while there is something to stay in.
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!over) box.querySelector("[data-stay]").requestSubmit();
  });

  // A sleeping machine keeps no time; a page that comes back to the front looks at the clock again.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("focus", look);
  addEventListener("pageshow", (event) => { if (event.persisted) { end = 0; look(); } });
  later(end - Date.now() - warn);
})();
