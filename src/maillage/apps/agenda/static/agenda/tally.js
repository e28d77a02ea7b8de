/* The tally of a place on a device: what is tapped is kept here first, then sent; the network may
   be away. Each note bears a key drawn here: sent twice, it is one. Order: store, words, sending. */
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
  let state = "", lastKey = "", busy = false;

  /* ---------- what is kept: one entry a note, so that two tabs never overwrite one another */
  const names = (start) => Object.keys(localStorage).filter((name) => name.startsWith(start)).sort();
  const kept = () => names(KEPT).map((name) => [name, JSON.parse(localStorage.getItem(name))]);
  const draw = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  const today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };
  function keep(note) {
    const at = Date.now();
    const name = `${KEPT}${String(at).padStart(15, "0")}-${names(KEPT).length}-${draw().slice(0, 6)}`;
    localStorage.setItem(name, JSON.stringify({ ...note, at }));
  }
  function seen(answer) {
    localStorage.setItem(SEEN, JSON.stringify({ n: answer.n, day: answer.day }));
  }
  function known() {
    const said = JSON.parse(localStorage.getItem(SEEN) || "{}");
    return said.day === today() ? said.n : 0;
  }

  /* ---------- words */
  const many = (n, data) => `${n}\u00a0${n < 2 ? data.one : data.many}`;
  function show() {
    const notes = kept().map(([, note]) => note);
    const keys = (undone) => notes.filter((note) => !note.undo === !undone).map((note) => note.key);
    const waiting = keys(false).filter((key) => !keys(true).includes(key)).length;
    const gone = keys(true).filter((key) => !keys(false).includes(key)).length;
    const refused = names(REFUSED).map((name) => JSON.parse(localStorage.getItem(name)));
    count.textContent = many(Math.max(0, known() + waiting - gone), count.dataset);
    if (edit) edit.hidden = notes.length > 0 || !navigator.onLine;
    box.hidden = !(notes.length || refused.length || state === "offline");
    const words = [];
    if (state) words.push(box.dataset[state]);
    if (refused.length) words.push(`${box.dataset.refused} ${refused.map((one) => one.why).join(" ")}`);
    box.querySelector("h2").textContent = many(refused.length + waiting, box.dataset);
    box.querySelector("p").textContent = words.join(" ");
    box.querySelector("[data-sign-in]").hidden = state !== "door";
    box.querySelector("[data-drop]").hidden = !refused.length;
  }

  /* ---------- sending: whatever is kept, in order, one tab at a time */
  async function ask(options) {
    const stop = AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined;
    const answer = await fetch(url, { redirect: "manual", cache: "no-store", signal: stop, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw "door";
    if (answer.status === 403 || answer.status === 404) throw "closed";
    if (!answer.ok) throw "offline";
    return answer.json();
  }
  async function send() {
    const { token, ...answer } = await ask();
    seen(answer);
    for (let notes = kept(); notes.length; notes = kept()) {
      const now = Date.now();
      const packet = notes.slice(0, 25).map(([id, { at, ...note }]) =>
        ({ ...note, id, age_s: Math.max(0, (now - at) / 1000) }));
      state = "sending";
      show();
      const said = await ask({
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
        body: JSON.stringify({ notes: packet }),
      });
      for (const one of said.refused) {
        localStorage.setItem(one.key.replace(KEPT, REFUSED),
          JSON.stringify({ ...JSON.parse(localStorage.getItem(one.key)), why: one.why }));
      }
      for (const id of [...said.done, ...said.refused.map((one) => one.key)]) localStorage.removeItem(id);
      seen(said);
    }
  }
  async function flush() {
    if (busy) return;
    busy = true;
    try {
      if (navigator.locks) await navigator.locks.request(KEPT, send); else await send();
      state = "";
    } catch (why) {
      state = typeof why === "string" ? why : "offline";
    } finally {
      busy = false;
      show();
      if (!state && kept().length) flush(); // tapped while the last answer came
    }
  }

  /* ---------- taps */
  const field = (name) => form.elements.namedItem(name)?.value ?? "";
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
    show();
    count.parentElement.scrollIntoView();
    flush();
  });
  document.querySelector("[data-undo]").addEventListener("submit", (event) => {
    if (event.submitter?.value !== "undo" || !lastKey) return;
    event.preventDefault();
    keep({ key: lastKey, undo: 1 });
    lastKey = "";
    last.hidden = true;
    show();
    flush();
  });
  document.querySelector("[data-online]").addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    state = "offline";
    show();
    box.querySelector("p").textContent = event.target.dataset.online;
    box.scrollIntoView();
  });
  box.querySelector("[data-drop]").addEventListener("click", () => {
    for (const name of names(REFUSED)) localStorage.removeItem(name);
    show();
  });

  /* A finger that chose finds the next question under it; keys stay where they are. */
  form.addEventListener("click", (event) => {
    const place = ["topic", "outcome"].indexOf(event.target.name);
    if (event.detail && place >= 0) form.querySelectorAll(":scope > fieldset")[place + 1].scrollIntoView();
  });

  /* ---------- when */
  addEventListener("online", flush);
  addEventListener("offline", () => { state = "offline"; show(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (kept().length) flush(); }, 20000);
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
