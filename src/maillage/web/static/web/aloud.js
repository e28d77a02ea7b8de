/* The voice of the device reads what bears data-say, in the order of the page and in its language;
   what is French in it is read in French. A button reads all of it, or only what is inside the
   element that it names (data-aloud="id"); a piece says in its data-said what is heard in the place
   of what is written. A button stays hidden without a voice for the language of the page: nothing
   is sent anywhere. What bears data-no-voice shows only as long as no button does. */
const voices = window.speechSynthesis;
const buttons = [...document.querySelectorAll("[data-aloud]")];
const language = document.documentElement.lang || "fr";
// Mandarin has two tags; that of Hong Kong speaks Cantonese, which readers of "zh" may not follow.
const CALLED = { cmn: "zh" };
const ANOTHER = /^zh[-_]hk/i;
// What pages isolate is French: what somebody typed, what is not translated (languages.py).
const FRENCH = /(\u2068[^\u2069]*\u2069(?: \[fr\])?)/;

function base(tag) {
  const found = tag.toLowerCase().split(/[-_]/)[0];
  return CALLED[found] || found;
}

function voiceOf(tag) {
  const spoken = (voice) => base(voice.lang) === base(tag) && !ANOTHER.test(voice.lang);
  // A voice of the device only: one that is far away would hear what the page says.
  return voices.getVoices().find((voice) => spoken(voice) && voice.localService);
}

function show(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
  button.lastElementChild.textContent = pressed ? button.dataset.stop : button.dataset.start;
}

function silence() {
  voices.cancel();
  buttons.forEach((button) => show(button, false));
}

// The words of an element, cut where their language changes.
function pieces(shown) {
  const given = [...shown.querySelectorAll("[data-said]")];
  if (given.length) {
    return given.map((one) => ({ tag: one.closest("[lang]").lang, words: one.dataset.said }));
  }
  const found = [];
  const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const around = texts.currentNode.parentElement.closest("[lang]").lang;
    texts.currentNode.data.split(FRENCH).forEach((part, place) => {
      const tag = place % 2 ? "fr" : around;
      const words = part.replace(/[\u2068\u2069]| \[fr\]$/g, "");
      const last = found.at(-1);
      if (last && last.tag === tag) last.words += words;
      else found.push({ tag, words });
    });
  }
  return found.map(({ tag, words }) => ({ tag, words: words.replace(/[ \n\t]+/g, " ").trim() }));
}

function read(button) {
  const reads = button.getAttribute("aria-pressed") === "true";
  silence();
  if (reads) return;
  document.querySelectorAll("audio").forEach((sound) => sound.pause());
  const scope = document.getElementById(button.dataset.aloud) || document;
  // What is folded is not shown: it is not read.
  const folded = "details:not([open])";
  const shown = [...scope.querySelectorAll("[data-say]")].filter((one) => !one.closest(folded));
  const lines = shown.flatMap(pieces).filter(({ tag, words }) => words && voiceOf(tag));
  lines.forEach(({ tag, words }, place) => {
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = tag;
    speech.voice = voiceOf(tag);
    speech.rate = 0.9;
    if (place === lines.length - 1) speech.addEventListener("end", () => show(button, false));
    voices.speak(speech);
  });
  show(button, true);
}

function look() {
  const heard = Boolean(voiceOf(language));
  buttons.forEach((button) => (button.hidden = !heard));
  document.querySelectorAll("[data-no-voice]").forEach((one) => (one.hidden = heard));
}

if (buttons.length && voices) {
  buttons.forEach((button) => {
    button.dataset.start = button.lastElementChild.textContent;
    button.addEventListener("click", () => read(button));
  });
  // One voice at a time.
  document.querySelectorAll("audio").forEach((one) => one.addEventListener("play", silence));
  voices.addEventListener?.("voiceschanged", look);
  window.addEventListener("pagehide", () => voices.cancel());
  look();
}
