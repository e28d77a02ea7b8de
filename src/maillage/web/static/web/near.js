/* "Près de moi": asks the device where it is, rounds to 3 decimals (about 100 m), sends the form.
   The button is hidden in the page; it appears only where the device can answer. */
"use strict";
for (const button of document.querySelectorAll("[data-near]")) {
  if (!("geolocation" in navigator)) break;
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  button.hidden = false;
  button.addEventListener("click", () => {
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
}
