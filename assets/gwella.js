// Adds comfort to pages that work without it. Stores nothing in the browser.
(() => {
  const all = (selector) => document.querySelectorAll(selector);
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // "/" goes to the search field.
  document.addEventListener("keydown", (event) => {
    const field = document.getElementById("search");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && plain && field && field.offsetParent && !typing(event.target)) {
      event.preventDefault();
      field.focus();
    }
  });

  // Paper shows what is folded; the screen goes back to how it was.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...all("main details:not([open])")];
    opened.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));

  // On a phone the results come before the filters that made them.
  if (matchMedia("(max-width: 980px)").matches) all("details.filterfold").forEach((fold) => { fold.open = false; });

  // Errors are read first.
  const problems = document.querySelector(".govuk-error-summary");
  if (problems) {
    problems.tabIndex = -1;
    problems.focus();
  }

  // A fold that remembers, per person and on the server, since screens are shared.
  all("details[data-remember]").forEach((fold) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    fold.addEventListener("toggle", () => {
      const body = new URLSearchParams({ open: fold.open ? "1" : "0", csrfmiddlewaretoken: token ? token.value : "" });
      fetch(fold.dataset.remember, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
    });
  });

  // Show or hide a password.
  all(".govuk-js-password-input-toggle").forEach((button) => {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const words = button.closest(".govuk-password-input");
    const word = (key) => words.getAttribute(`data-i18n.${key}`);
    button.hidden = false;
    button.addEventListener("click", () => {
      const show = field.type === "password";
      field.type = show ? "text" : "password";
      button.textContent = word(show ? "hide-password" : "show-password");
      button.setAttribute("aria-label", word(show ? "hide-password-aria-label" : "show-password-aria-label"));
    });
    if (field.form) field.form.addEventListener("submit", () => { field.type = "password"; });
  });

  // A second click within a second is not a second wish. (The server holds to this without the script as well.)
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-prevent-double-click]");
    if (!button) return;
    if (button.dataset.pressed) event.preventDefault();
    button.dataset.pressed = "1";
    setTimeout(() => delete button.dataset.pressed, 1000);
  });
})();
