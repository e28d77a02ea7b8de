/* "Lire à voix haute": the voice of the device reads what bears data-say, in the order of the page.
   The button stays hidden without a voice for the language of the page: nothing is sent anywhere. */
const button = document.querySelector("[data-aloud]");
const language = document.documentElement.lang || "fr";
const voices = window.speechSynthesis;

function voiceOf() {
  const spoken = (voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language.split("-")[0];
  // A voice of the device first: one that is far away would hear what the page says.
  return voices.getVoices().find((voice) => spoken(voice) && voice.localService);
}

function said(pressed) {
  button.setAttribute("aria-pressed", String(pressed));
  button.lastElementChild.textContent = pressed ? button.dataset.stop : button.dataset.start;
}

function read() {
  if (button.getAttribute("aria-pressed") === "true") {
    voices.cancel();
    said(false);
    return;
  }
  // What is folded is not shown: it is not read.
  const folded = "details:not([open])";
  const shown = [...document.querySelectorAll("[data-say]")].filter((one) => !one.closest(folded));
  const lines = shown.map((one) => one.textContent.trim()).filter(Boolean);
  voices.cancel();
  lines.forEach((line, place) => {
    const speech = new SpeechSynthesisUtterance(line);
    speech.lang = language;
    speech.voice = voiceOf();
    speech.rate = 0.9;
    if (place === lines.length - 1) speech.addEventListener("end", () => said(false));
    voices.speak(speech);
  });
  said(true);
}

function show() {
  button.hidden = !voiceOf();
}

if (button && voices) {
  button.dataset.start = button.lastElementChild.textContent;
  button.addEventListener("click", read);
  voices.addEventListener?.("voiceschanged", show);
  window.addEventListener("pagehide", () => voices.cancel());
  show();
}
