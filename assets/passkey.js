// Says on the page when a passkey did not work; the rest is allauth's.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-fault]");
  if (!place) return;
  event.preventDefault();
  place.textContent = place.dataset.passkeyFault;
});
