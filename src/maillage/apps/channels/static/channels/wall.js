/* A wall: one face after the other, read again every five minutes; without a network, what was
   last read stays, and its age is said. */
"use strict";
(() => {
  const TURN_MS = 15000, READ_MS = 300000;
  const wall = document.body;
  const button = document.querySelector("[data-pause]");
  let shown = 0, timer = 0;
  const screens = () => [...document.querySelectorAll("[data-screen]")];
  function show(next) {
    const all = screens();
    shown = next % all.length;
    all.forEach((one, number) => { one.hidden = number !== shown; });
  }
  function start() {
    timer = setInterval(() => show(shown + 1), TURN_MS);
  }
  function old(moment) {
    const said = document.querySelector("[data-old]");
    const words = new Date(moment).toLocaleString("fr-FR", {
      weekday: "long", hour: "2-digit", minute: "2-digit",
    });
    said.textContent = said.dataset.words.replace("{moment}", words);
    said.hidden = false;
  }
  async function read() {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main");
      if (!main || !page.body.dataset.moment) throw new Error("another page");
      document.querySelector("main").replaceWith(main);
      wall.dataset.moment = page.body.dataset.moment;
      show(shown);
    } catch {
      old(wall.dataset.moment);
    }
  }
  function tick() {
    const now = new Date();
    const minutes = now.getMinutes() ? `\u00a0${String(now.getMinutes()).padStart(2, "0")}` : "";
    const { lang } = document.documentElement;
    // As the server writes it: "7 h 49" in French, "07:49" elsewhere, in the figures of the page.
    document.querySelector("[data-clock]").textContent = lang.startsWith("fr")
      ? `${now.getHours()}\u00a0h${minutes}`
      : now.toLocaleTimeString(`${lang}-u-nu-latn`, { hour: "2-digit", minute: "2-digit", hour12: false });
    // A page that its worker gave back is as old as it says.
    if (now - new Date(wall.dataset.moment) > 2 * READ_MS) old(wall.dataset.moment);
  }
  button.hidden = false;
  const words = button.textContent;
  button.addEventListener("click", () => {
    if (timer) {
      clearInterval(timer);
      timer = 0;
    } else start();
    button.textContent = timer ? words : button.dataset.go;
  });
  wall.classList.add("turns");
  show(0);
  start();
  tick();
  setInterval(tick, 10000);
  setInterval(read, READ_MS);
  window.addEventListener("online", read);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/borne/service.js", { scope: "/mur/" }).then((one) => {
      const worker = one.active || one.waiting || one.installing;
      const pieces = performance.getEntriesByType("resource").map((piece) => piece.name);
      if (worker) worker.postMessage({ pages: [location.pathname], pieces });
    }).catch(() => { /* without a worker the wall holds as long as its page is open */ });
  }
})();
