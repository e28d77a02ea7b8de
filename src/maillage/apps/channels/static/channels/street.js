/* Somebody met in the street, network or not: the device gives a number that it holds, keeps what
   was tapped, sends it later. A key drawn here makes of two sendings one. Order: store, words,
   sending. What is kept is under the name of who signed in: another person sends nothing of it. */
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
  let state = "", busy = false;

  /* ---------- what is kept: one entry a note and one a number, so that two tabs never collide */
  const names = (start) => Object.keys(localStorage).filter((name) => name.startsWith(start)).sort();
  const read = (name) => JSON.parse(localStorage.getItem(name));
  const draw = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  function hold(numbers) {
    const given = new Set([...names(NOTE), ...names(REFUSED)].map((name) => read(name).number));
    for (const one of numbers) {
      if (!given.has(one.n)) localStorage.setItem(NUMBER + String(one.n).padStart(10, "0"), JSON.stringify(one));
    }
  }

  /* ---------- words */
  const many = (n, data) => `${n}\u00a0${n < 2 ? data.one : data.many}`;
  function show() {
    const waiting = names(NOTE).length, refused = names(REFUSED).map(read), left = names(NUMBER).length;
    box.hidden = !(waiting || refused.length || state === "offline");
    const words = state ? [box.dataset[state]] : [];
    if (refused.length) words.push(`${box.dataset.refused} ${refused.map((one) => one.why).join(" ")}`);
    box.querySelector("h2").textContent = many(waiting + refused.length, box.dataset);
    box.querySelector("p").textContent = words.join(" ");
    box.querySelector("[data-sign-in]").hidden = state !== "door";
    box.querySelector("[data-drop]").hidden = !refused.length;
    few.textContent = many(left, few.dataset);
    few.hidden = false;
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

  /* ---------- sending: whatever is kept, in order, one tab at a time */
  async function ask(options) {
    const stop = AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined;
    const answer = await fetch(form.dataset.street, { redirect: "manual", cache: "no-store", signal: stop, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw "door";
    if (answer.status === 403 || answer.status === 404) throw "closed";
    if (!answer.ok) throw "offline";
    return answer.json();
  }
  async function send() {
    const { token } = await ask();
    for (;;) {
      const kept = names(NOTE).slice(0, 25);
      const wants = names(NUMBER).length < LEAST;
      // The same key until its answer came: an answer that is lost gives the same numbers again.
      if (wants && !localStorage.getItem(ASK)) localStorage.setItem(ASK, draw());
      if (!kept.length && !wants) return;
      const notes = kept.map((id) => {
        const { at, ...note } = read(id);
        return { ...note, id, age_s: Math.max(0, (Date.now() - at) / 1000) };
      });
      if (notes.length) state = "sending";
      show();
      const said = await ask({
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
        body: JSON.stringify({ ask: wants ? localStorage.getItem(ASK) : "", notes }),
      });
      if (wants) {
        hold(said.numbers);
        localStorage.removeItem(ASK);
      }
      for (const one of said.refused) {
        localStorage.setItem(one.id.replace(NOTE, REFUSED), JSON.stringify({ ...read(one.id), why: one.why }));
      }
      for (const id of [...said.done, ...said.refused.map((one) => one.id)]) localStorage.removeItem(id);
      if (!kept.length) return;
    }
  }
  async function flush() {
    if (busy) return;
    busy = true;
    try {
      if (navigator.locks) await navigator.locks.request(MINE, send); else await send();
      state = "";
    } catch (why) {
      state = typeof why === "string" ? why : "offline";
    } finally {
      busy = false;
      show();
      if (!state && names(NOTE).length) flush(); // tapped while the last answer came
    }
  }

  /* ---------- taps */
  const field = (name) => form.elements.namedItem(name)?.value ?? "";
  form.addEventListener("submit", (event) => {
    const [name] = names(NUMBER);
    if (!name) {
      if (navigator.onLine) return; // the form goes as it would without a script
      event.preventDefault();
      state = "empty";
      show();
      box.hidden = false;
      box.scrollIntoView();
      return;
    }
    const number = read(name), place = form.elements.namedItem("place");
    const note = { key: draw(), number: number.n, at: Date.now() };
    for (const one of ["topic", "done", "redirected_to", "place", "language"]) note[one] = field(one);
    try {
      localStorage.setItem(`${NOTE}${String(note.at).padStart(15, "0")}-${note.key.slice(0, 8)}`, JSON.stringify(note));
    } catch {
      return; // no room to keep it here
    }
    localStorage.removeItem(name);
    event.preventDefault();
    give(number.said, place.selectedOptions[0]);
    form.reset();
    show();
    flush();
  });
  slip.querySelector("[data-next]").addEventListener("click", () => {
    slip.hidden = true;
    form.scrollIntoView();
    form.querySelector("input[type=radio]").focus();
  });
  box.querySelector("[data-drop]").addEventListener("click", () => {
    for (const name of names(REFUSED)) localStorage.removeItem(name);
    show();
  });

  /* ---------- when */
  addEventListener("online", flush);
  addEventListener("offline", () => { state = "offline"; show(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (names(NOTE).length) flush(); }, 20000);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope }).then(() =>
      navigator.serviceWorker.ready).then((ready) => {
      const pieces = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], use")]
        .map((one) => (one.href?.baseVal ?? one.href ?? one.src).split("#")[0]);
      ready.active.postMessage({ page: location.href.split("?")[0].split("#")[0],
        pieces: [...new Set(pieces.map((one) => new URL(one, location.href).href))] });
    }).catch(() => {}); // without it the page works; it only cannot be opened without network
  }
  flush();
})();
