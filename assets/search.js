// Suggestions under a search field (ARIA 1.2 combobox with a list). Without this script the form goes to its results.
(() => {
  const WAIT = 150; // milliseconds without a key before the server is asked
  const SHORTEST = 2;

  document.querySelectorAll("input[data-suggest]").forEach((field) => {
    const list = document.getElementById(`${field.id}-list`);
    const said = document.getElementById(`${field.id}-said`);
    let timer = 0;
    let asking = null;
    let chosen = null;

    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");

    const options = () => [...list.querySelectorAll("[role=option]")];

    const choose = (option) => {
      if (chosen) chosen.setAttribute("aria-selected", "false");
      chosen = option;
      if (!option) {
        field.removeAttribute("aria-activedescendant");
        return;
      }
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    };

    const close = () => {
      clearTimeout(timer);
      if (asking) asking.abort();
      choose(null);
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
    };

    const show = (html) => {
      choose(null);
      list.innerHTML = html; // our own server's, with every name escaped there
      list.querySelectorAll("[id]").forEach((part) => { part.id = `${field.id}-${part.id}`; });
      list.querySelectorAll("[aria-labelledby]").forEach((part) => {
        part.setAttribute("aria-labelledby", `${field.id}-${part.getAttribute("aria-labelledby")}`);
      });
      const any = options().length > 0;
      list.hidden = !any;
      field.setAttribute("aria-expanded", String(any));
      said.textContent = list.firstElementChild ? list.firstElementChild.dataset.said : "";
    };

    const ask = async () => {
      if (asking) asking.abort();
      asking = new AbortController();
      const address = `${field.dataset.suggest}?${new URLSearchParams({ q: field.value })}`;
      try {
        const answer = await fetch(address, { signal: asking.signal, credentials: "same-origin", redirect: "error" });
        if (answer.ok) show(await answer.text());
        else close();
      } catch { /* a newer question, or no connection: the form still works */ }
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      if (field.value.trim().length < SHORTEST) {
        close();
        said.textContent = "";
      } else {
        timer = setTimeout(ask, WAIT);
      }
    });

    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) {
          if (field.value.trim().length >= SHORTEST) ask();
          return;
        }
        event.preventDefault();
        const all = options();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const from = chosen ? all.indexOf(chosen) : step > 0 ? -1 : all.length;
        // Beyond either end is the field itself, then round again.
        choose(all[from + step] || null);
      } else if (event.key === "Enter" && chosen && !list.hidden) {
        event.preventDefault();
        location.assign(chosen.dataset.href);
      } else if (event.key === "Tab") {
        close();
      }
    });

    // The field keeps the focus while a line is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.href);
    });
    field.addEventListener("blur", close);
    if (field.form) field.form.addEventListener("submit", close);
  });
})();
