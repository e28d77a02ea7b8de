/* Gives the page of the tally back when there is no network. It sees these pages alone, keeps the
   page and its pieces, nothing that somebody noted: tally.js holds that. */
"use strict";
const STORE = "maillage-tally-1";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(address, answer) {
  if (answer.ok && !answer.redirected && answer.type === "basic") {
    await (await caches.open(STORE)).put(address, answer.clone());
  }
  return answer;
}
/* The network first, eight seconds at most for what is only read; then what was kept. */
async function give(request, address) {
  try {
    const signal = request.method === "GET" && AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined;
    const answer = await fetch(request, { signal });
    const whole = request.method === "GET" && !request.url.includes("?");
    return whole ? await keep(address, answer) : answer;
  } catch (error) {
    const kept = await caches.match(address);
    if (kept) return kept;
    throw error;
  }
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const address = url.origin + url.pathname;
  if (request.mode === "navigate") {
    event.respondWith(give(request, address));
  } else if (request.method === "GET" && request.destination) {
    event.respondWith(give(request, request.url));
  }
});
/* The first time the page came before this worker: it says which pieces it needs. */
self.addEventListener("message", (event) => {
  const { page, pieces } = event.data;
  event.waitUntil((async () => {
    const store = await caches.open(STORE);
    for (const { url } of await store.keys()) {
      const path = new URL(url).pathname;
      if (!path.startsWith("/pro/") && !pieces.includes(url)) await store.delete(url);
    }
    for (const one of [page, ...pieces]) {
      try {
        await keep(one, await fetch(one));
      } catch { /* what is missing is asked again next time */ }
    }
  })());
});
