/* What is noted on a device, network or not: kept here first, sent later. One entry a note, so that
   two tabs never overwrite one another; sent in order, one tab at a time; a key drawn here makes of
   two sendings one. A page says what it sends and what it shows; the rest is here.

   url: where it is sent; kept, refused: how the names of entries begin; form: data-worker, data-scope
   box: the note that says what waits; waiting(): how many; send(token, answer): sends all that waits;
   shown(): the words of the page. */
"use strict";
window.keptQueue = ({ url, kept, refused, form, box, waiting, send, shown }) => {
  const EVERY_MS = 20000, PATIENCE_MS = 15000;
  let busy = false;
  const names = (start) => Object.keys(localStorage).filter((name) => name.startsWith(start)).sort();
  const read = (name) => JSON.parse(localStorage.getItem(name));
  const draw = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  const many = (n, data) => `${n}\u00a0${n < 2 ? data.one : data.many}`;
  const stamp = (at) => String(at).padStart(15, "0");

  /* ---------- words */
  function show() {
    const without = names(refused).map(read);
    const words = queue.state ? [box.dataset[queue.state]] : [];
    if (without.length) words.push(`${box.dataset.refused} ${without.map((one) => one.why).join(" ")}`);
    box.hidden = !(names(kept).length || without.length || queue.state === "offline");
    box.querySelector("h2").textContent = many(waiting() + without.length, box.dataset);
    box.querySelector("p").textContent = words.join(" ");
    box.querySelector("[data-sign-in]").hidden = queue.state !== "door";
    box.querySelector("[data-drop]").hidden = !without.length;
    shown();
  }
  function say(state) {
    queue.state = state;
    show();
  }

  /* ---------- sending */
  async function ask(options) {
    const stop = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE_MS) : undefined;
    const answer = await fetch(url, { redirect: "manual", cache: "no-store", signal: stop, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw "door";
    if (answer.status === 403 || answer.status === 404) throw "closed";
    if (!answer.ok) throw "offline";
    return answer.json();
  }
  const post = (token, said) => ask({
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
    body: JSON.stringify(said),
  });
  /* The next notes as they are sent: their entry, and how old they are. */
  const packet = () => names(kept).slice(0, 25).map((id) => {
    const { at, ...note } = read(id);
    return { ...note, id, age_s: Math.max(0, (Date.now() - at) / 1000) };
  });
  /* Those that were taken go; those that were not are kept apart with the reason. */
  function settle(done, not) {
    for (const { id, why } of not) {
      localStorage.setItem(id.replace(kept, refused), JSON.stringify({ ...read(id), why }));
    }
    for (const id of [...done, ...not.map((one) => one.id)]) localStorage.removeItem(id);
  }
  async function sendAll() {
    const { token, ...answer } = await ask();
    await send(token, answer);
  }
  async function flush() {
    if (busy) return;
    busy = true;
    try {
      if (navigator.locks) await navigator.locks.request(kept, sendAll); else await sendAll();
      queue.state = "";
    } catch (why) {
      queue.state = typeof why === "string" ? why : "offline";
    } finally {
      busy = false;
      show();
      if (!queue.state && names(kept).length) flush(); // tapped while the last answer came
    }
  }

  /* ---------- when */
  function start() {
    box.querySelector("[data-drop]").addEventListener("click", () => {
      for (const name of names(refused)) localStorage.removeItem(name);
      show();
    });
    addEventListener("online", flush);
    addEventListener("offline", () => say("offline"));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
    setInterval(() => { if (names(kept).length) flush(); }, EVERY_MS);
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
  }

  const field = (name) => form.elements.namedItem(name)?.value ?? "";
  const queue = { state: "", names, read, draw, many, stamp, field, show, say, post, packet, settle, flush, start };
  return queue;
};
