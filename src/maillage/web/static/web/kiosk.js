/* On the pages of a kiosk: no trail in the history, links that leave are told and not followed, and
   after a minute without a gesture the first page comes back and everything is forgotten. */
"use strict";
(() => {
  const { home, idle, ask } = document.currentScript.dataset;
  const IDLE_MS = Number(idle || 60) * 1000;
  const ASK_MS = Number(ask || 20) * 1000;
  const TRAIL = "borne-chemin";
  const find = (name) => document.querySelector(`[data-kiosk-${name}]`);
  const here = location.pathname + location.search;
  const atHome = location.pathname === home;
  const trail = () => JSON.parse(sessionStorage.getItem(TRAIL) || "[]");

  function forget() {
    sessionStorage.clear();
    localStorage.clear();
  }
  /* The page is replaced: the back button, or a hand that swipes, finds nothing of the last person. */
  function go(url) {
    sessionStorage.setItem(TRAIL, JSON.stringify([...trail(), here].slice(-30)));
    location.replace(url);
  }
  function again() {
    forget();
    location.replace(home);
  }
  function say(words) {
    const said = find("said");
    said.textContent = words;
    said.hidden = false;
    said.scrollIntoView({ block: "nearest" });
  }

  let asked, left;
  function awake() {
    clearTimeout(asked);
    clearTimeout(left);
    const question = find("ask");
    if (question.open) question.close();
    asked = setTimeout(() => {
      // On the first page there is nobody to ask: it is read again, for the sessions of the day.
      if (atHome && !location.search) return location.replace(home);
      question.showModal();
      left = setTimeout(again, ASK_MS);
    }, atHome && !location.search ? Math.max(IDLE_MS, 300000) : IDLE_MS);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const url = new URL(link.href, location.href);
    if (link.matches("[data-kiosk-print]")) return window.print();
    if (link.matches("[data-kiosk-again]")) return again();
    if (link.matches("[data-kiosk-back]")) {
      const kept = trail();
      const last = kept.pop();
      sessionStorage.setItem(TRAIL, JSON.stringify(kept));
      return location.replace(last || home);
    }
    const said = find("said");
    if (url.protocol === "tel:" || url.protocol === "sms:" || url.protocol === "mailto:") return;
    if (link.hasAttribute("download") || /\.(pdf|csv|ics|json|xlsx|ods)$/.test(url.pathname)) {
      return say(said.dataset.paper);
    }
    if (url.origin !== location.origin) return say(`${said.dataset.away} ${url.href}`);
    if (url.pathname === location.pathname && url.search === location.search && url.hash) {
      return location.replace(url.hash);
    }
    if (url.pathname === home && !url.search) return again();
    go(url.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "get" || event.defaultPrevented) return;
    event.preventDefault();
    const url = new URL(form.action, location.href);
    url.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
    go(url.href);
  });
  for (const one of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    document.addEventListener(one, awake, { passive: true });
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) again(); });

  if (atHome) sessionStorage.removeItem(TRAIL);
  else {
    find("back").hidden = !trail().length;
    find("print").hidden = false;
  }
  awake();

  /* The pages that a kiosk keeps for a network that is cut: its worker fetches them. */
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/borne/service.js", { scope: "/" }).then(async () => {
      const ready = await navigator.serviceWorker.ready;
      if (!atHome || location.search) return;
      const pieces = performance.getEntriesByType("resource").map((one) => one.name);
      ready.active.postMessage({ list: `${home}pages.json`, pieces });
    }).catch(() => { /* a browser that has none: the kiosk works while there is a network */ });
  }
})();
