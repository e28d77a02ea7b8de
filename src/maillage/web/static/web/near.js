/* "Près de moi": asks the device where it is, rounds to 3 decimals (about 100 m), sends the form.
   The button is hidden in the page; it appears only where the device can answer. */
"use strict";
function show(root) {
  if (!("geolocation" in navigator)) return;
  for (const button of root.querySelectorAll("[data-near]")) button.hidden = false;
}
show(document);
document.addEventListener("htmx:load", (event) => show(event.detail.elt));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-near]");
  if (!button) return;
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  said.textContent = button.dataset.wait;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const { latitude, longitude } = button.form.elements;
      latitude.value = coords.latitude.toFixed(3);
      longitude.value = coords.longitude.toFixed(3);
      latitude.disabled = longitude.disabled = false;
      said.textContent = "";
      button.form.requestSubmit();
    },
    () => { said.textContent = button.dataset.failed; },
    { timeout: 10000, maximumAge: 300000 },
  );
});
