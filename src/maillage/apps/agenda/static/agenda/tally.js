/* The tally of a place on a device: what is tapped is kept here first, then sent (web/queue.js); the
   network may be away. */
"use strict";
(() => {
  const form = document.querySelector("form[data-tally]");
  if (!form) return;
  const url = form.dataset.tally;
  const KEPT = `maillage:${url}:`, REFUSED = `maillage-refused:${url}:`, SEEN = `maillage-seen:${url}`;
  const count = document.querySelector("[data-count]");
  const box = document.querySelector("[data-pending]");
  const last = document.querySelector("[data-last]");
  const edit = document.querySelector("[data-edit]");
  let lastKey = "";
  const queue = window.keptQueue({
    url, kept: KEPT, refused: REFUSED, form, box, send,
    waiting: () => counted().waiting,
    shown() {
      const { waiting, gone } = counted();
      count.textContent = queue.many(Math.max(0, known() + waiting - gone), count.dataset);
      if (edit) edit.hidden = queue.names(KEPT).length > 0 || !navigator.onLine;
    },
  });
  const { draw, field } = queue;

  /* ---------- what is kept */
  const today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };
  function keep(note) {
    const at = Date.now();
    const name = `${KEPT}${queue.stamp(at)}-${queue.names(KEPT).length}-${draw().slice(0, 6)}`;
    localStorage.setItem(name, JSON.stringify({ ...note, at }));
  }
  function seen(answer) {
    localStorage.setItem(SEEN, JSON.stringify({ n: answer.n, day: answer.day }));
  }
  function known() {
    const said = JSON.parse(localStorage.getItem(SEEN) || "{}");
    return said.day === today() ? said.n : 0;
  }
  /* Noted here and not undone here; undone here and noted before. */
  function counted() {
    const notes = queue.names(KEPT).map(queue.read);
    const keys = (undone) => notes.filter((note) => !note.undo === !undone).map((note) => note.key);
    return {
      waiting: keys(false).filter((key) => !keys(true).includes(key)).length,
      gone: keys(true).filter((key) => !keys(false).includes(key)).length,
    };
  }
  async function send(token, answer) {
    seen(answer);
    for (let notes = queue.packet(); notes.length; notes = queue.packet()) {
      queue.say("sending");
      const said = await queue.post(token, { notes });
      queue.settle(said.done, said.refused.map((one) => ({ id: one.key, why: one.why })));
      seen(said);
    }
  }

  /* ---------- taps */
  form.addEventListener("submit", (event) => {
    if (field("do") !== "note") return;
    const words = ["topic", "outcome"].map((name) =>
      form.querySelector(`[name=${name}]:checked`)?.parentElement.textContent.trim());
    const several = Math.min(40, Math.max(1, Number(field("several")) || 1));
    try {
      for (let i = 0; i < several; i += 1) {
        const key = draw();
        keep({
          key, topic: field("topic"), outcome: field("outcome"), mode: field("mode"),
          minutes: event.submitter?.value ?? "", ticket: i ? "" : field("ticket"),
        });
        lastKey = several === 1 ? key : "";
      }
    } catch {
      return; // no room to keep it here: the form goes as it would without a script
    }
    event.preventDefault();
    words.push(event.submitter?.textContent.trim());
    document.querySelector("[data-last-words]").textContent = words.filter(Boolean).join(", ");
    last.hidden = false;
    for (const one of document.querySelectorAll(".note.wrong, #messages, [aria-labelledby=numero]")) one.remove();
    form.reset();
    for (const one of form.querySelectorAll("[name=topic], [name=outcome], [name=mode]")) one.checked = false;
    const ticket = form.elements.namedItem("ticket");
    if (ticket) ticket.remove();
    queue.show();
    count.parentElement.scrollIntoView();
    queue.flush();
  });
  document.querySelector("[data-undo]").addEventListener("submit", (event) => {
    if (event.submitter?.value !== "undo" || !lastKey) return;
    event.preventDefault();
    keep({ key: lastKey, undo: 1 });
    lastKey = "";
    last.hidden = true;
    queue.show();
    queue.flush();
  });
  document.querySelector("[data-online]").addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    queue.say("offline");
    box.querySelector("p").textContent = event.target.dataset.online;
    box.scrollIntoView();
  });

  /* A finger that chose finds the next question under it; keys stay where they are. */
  form.addEventListener("click", (event) => {
    const place = ["topic", "outcome"].indexOf(event.target.name);
    if (event.detail && place >= 0) form.querySelectorAll(":scope > fieldset")[place + 1].scrollIntoView();
  });
  queue.start();
})();
