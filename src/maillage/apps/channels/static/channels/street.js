/* Somebody met in the street, network or not: the device gives a number that it holds, keeps what
   was tapped, sends it later (web/queue.js). What is kept is under the name of who signed in:
   another person sends nothing of it. */
"use strict";
(() => {
  const form = document.querySelector("form[data-street]");
  if (!form) return;
  const MINE = `maillage-rue:${form.dataset.who}:`;
  const NOTE = `${MINE}note:`, REFUSED = `${MINE}refused:`, NUMBER = `${MINE}number:`, ASK = `${MINE}ask`;
  const LEAST = 20; // below, a block more is asked
  const box = document.querySelector("[data-pending]");
  const slip = document.querySelector("[data-slip]");
  const few = document.querySelector("[data-few]");
  const queue = window.keptQueue({
    url: form.dataset.street, kept: NOTE, refused: REFUSED, form, box, send,
    waiting: () => queue.names(NOTE).length,
    shown() {
      few.textContent = queue.many(queue.names(NUMBER).length, few.dataset);
      few.hidden = false;
    },
  });
  const { names, read, draw, field } = queue;

  /* ---------- numbers that the device holds: one entry a number */
  function hold(numbers) {
    const given = new Set([...names(NOTE), ...names(REFUSED)].map((name) => read(name).number));
    for (const one of numbers) {
      if (!given.has(one.n)) localStorage.setItem(NUMBER + String(one.n).padStart(10, "0"), JSON.stringify(one));
    }
  }
  function give(number, place) {
    slip.querySelector(".code").textContent = number;
    const shown = place?.value ? place : null;
    slip.querySelector("[data-where]").hidden = !shown;
    for (const name of ["nom", "address", "phone"]) {
      slip.querySelector(`[data-${name}]`).textContent = shown ? shown.dataset[name] : "";
    }
    slip.hidden = false;
    slip.querySelector("h2").focus();
    slip.scrollIntoView();
  }

  /* ---------- sending */
  async function send(token) {
    for (;;) {
      const notes = queue.packet();
      const wants = names(NUMBER).length < LEAST;
      // The same key until its answer came: an answer that is lost gives the same numbers again.
      if (wants && !localStorage.getItem(ASK)) localStorage.setItem(ASK, draw());
      if (!notes.length && !wants) return;
      queue.say(notes.length ? "sending" : queue.state);
      const said = await queue.post(token, { ask: wants ? localStorage.getItem(ASK) : "", notes });
      if (wants) {
        hold(said.numbers);
        localStorage.removeItem(ASK);
      }
      queue.settle(said.done, said.refused);
      if (!notes.length) return;
    }
  }

  /* ---------- taps */
  form.addEventListener("submit", (event) => {
    const [name] = names(NUMBER);
    if (!name) {
      if (navigator.onLine) return; // the form goes as it would without a script
      event.preventDefault();
      queue.say("empty");
      box.hidden = false;
      box.scrollIntoView();
      return;
    }
    const number = read(name), place = form.elements.namedItem("place");
    const note = { key: draw(), number: number.n, at: Date.now() };
    for (const one of ["topic", "done", "redirected_to", "place", "language"]) note[one] = field(one);
    try {
      localStorage.setItem(`${NOTE}${queue.stamp(note.at)}-${note.key.slice(0, 8)}`, JSON.stringify(note));
    } catch {
      return; // no room to keep it here
    }
    localStorage.removeItem(name);
    event.preventDefault();
    give(number.said, place.selectedOptions[0]);
    form.reset();
    queue.show();
    queue.flush();
  });
  slip.querySelector("[data-next]").addEventListener("click", () => {
    slip.hidden = true;
    form.scrollIntoView();
    form.querySelector("input[type=radio]").focus();
  });
  queue.start();
})();
