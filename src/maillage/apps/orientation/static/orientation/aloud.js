/* "Lire à voix haute": the voice of the device reads what bears data-say, in the order of the page
   and in its language; what is French in it is read in French. The button stays hidden without a
   voice for the language of the page: nothing is sent anywhere. */
const button = document.querySelector("[data-aloud]");
const language = document.documentElement.lang || "fr";
const voices = window.speechSynthesis;
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

function said(pressed) {
  button.setAttribute("aria-pressed", String(pressed));
  button.lastElementChild.textContent = pressed ? button.dataset.stop : button.dataset.start;
}

// The words of an element, cut where their language changes.
function pieces(shown) {
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

function read() {
  if (button.getAttribute("aria-pressed") === "true") {
    voices.cancel();
    said(false);
    return;
  }
  // What is folded is not shown: it is not read.
  const folded = "details:not([open])";
  const shown = [...document.querySelectorAll("[data-say]")].filter((one) => !one.closest(folded));
  const lines = shown.flatMap(pieces).filter(({ tag, words }) => words && voiceOf(tag));
  voices.cancel();
  lines.forEach(({ tag, words }, place) => {
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = tag;
    speech.voice = voiceOf(tag);
    speech.rate = 0.9;
    if (place === lines.length - 1) speech.addEventListener("end", () => said(false));
    voices.speak(speech);
  });
  said(true);
}

function show() {
  button.hidden = !voiceOf(language);
}

if (button && voices) {
  button.dataset.start = button.lastElementChild.textContent;
  button.addEventListener("click", read);
  voices.addEventListener?.("voiceschanged", show);
  window.addEventListener("pagehide", () => voices.cancel());
  show();
}
