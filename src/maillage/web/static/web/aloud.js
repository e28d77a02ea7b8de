/* The voice of the device reads what bears data-say, in the order of the page: all of it, or only
   what is inside the element that the button names (data-aloud="id"). A piece says in its data-said
   what is heard in the place of what is written, and each is read in its own language.
   A button stays hidden without a voice for the language of what it reads: nothing is sent
   anywhere. What bears data-no-voice is said only as long as no button is there. */
const voices = window.speechSynthesis;
const buttons = [...document.querySelectorAll("[data-aloud]")];

const scopeOf = (button) => document.getElementById(button.dataset.aloud) || document.body;
const languageOf = (element) => element.closest("[lang]")?.lang || "fr";

function voiceOf(language) {
  const first = (code) => code.toLowerCase().split(/[-_]/)[0];
  // A voice of the device first: one that is far away would hear what the page says.
  return voices.getVoices().find((one) => first(one.lang) === first(language) && one.localService);
}

function show(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
  button.lastElementChild.textContent = pressed ? button.dataset.stop : button.dataset.start;
}

function piecesOf(button) {
  // What is folded is not shown: it is not read.
  const shown = [...scopeOf(button).querySelectorAll("[data-say]")];
  const lines = shown.filter((one) => !one.closest("details:not([open])"));
  const parts = (line) => [...line.querySelectorAll("[data-said]")];
  const pieces = lines.flatMap((line) => (parts(line).length ? parts(line) : [line]));
  return pieces
    .map((one) => ({ text: one.dataset.said || one.textContent.trim(), language: languageOf(one) }))
    .filter((one) => one.text);
}

function read(button) {
  const reads = button.getAttribute("aria-pressed") === "true";
  voices.cancel();
  buttons.forEach((one) => show(one, false));
  if (reads) return;
  document.querySelectorAll("audio").forEach((sound) => sound.pause());
  const pieces = piecesOf(button);
  const own = voiceOf(languageOf(scopeOf(button)));
  pieces.forEach(({ text, language }, place) => {
    const speech = new SpeechSynthesisUtterance(text);
    const voice = voiceOf(language) || own;
    speech.voice = voice;
    speech.lang = voice.lang;
    speech.rate = 0.9;
    if (place === pieces.length - 1) speech.addEventListener("end", () => show(button, false));
    voices.speak(speech);
  });
  show(button, true);
}

function look() {
  buttons.forEach((button) => {
    button.hidden = !voiceOf(languageOf(scopeOf(button)));
  });
  const heard = buttons.some((button) => !button.hidden);
  document.querySelectorAll("[data-no-voice]").forEach((one) => {
    one.hidden = heard;
  });
}

if (buttons.length && voices) {
  buttons.forEach((button) => {
    button.dataset.start = button.lastElementChild.textContent;
    button.addEventListener("click", () => read(button));
  });
  document.querySelectorAll("audio").forEach((sound) => {
    sound.addEventListener("play", () => {
      voices.cancel();
      buttons.forEach((one) => show(one, false));
    });
  });
  voices.addEventListener?.("voiceschanged", look);
  window.addEventListener("pagehide", () => voices.cancel());
  look();
}
