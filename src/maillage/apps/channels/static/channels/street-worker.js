/* Gives the form of the street back when there is no network. It keeps that page and its pieces,
   nothing that somebody noted: street.js holds that. */
"use strict";
const STORE = "maillage-rue-1";
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
    return request.method === "GET" && !request.url.includes("?") ? await keep(address, answer) : answer;
  } catch (error) {
    const kept = await (await caches.open(STORE)).match(address);
    if (kept) return kept;
    throw error;
  }
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // A slip is asked of the site: none is kept on a device that many hands may hold.
  if (url.origin !== self.location.origin || url.pathname.endsWith("/bon/")) return;
  if (request.mode === "navigate") event.respondWith(give(request, url.origin + url.pathname));
  else if (request.method === "GET" && request.destination) event.respondWith(give(request, request.url));
});
/* The first time the page came before this worker: it says which pieces it needs. */
self.addEventListener("message", (event) => event.waitUntil((async () => {
  const store = await caches.open(STORE);
  const wanted = [event.data.page, ...event.data.pieces];
  for (const { url } of await store.keys()) if (!wanted.includes(url)) await store.delete(url);
  for (const one of wanted) {
    try {
      await keep(one, await fetch(one));
    } catch { /* what is missing is asked again next time */ }
  }
})()));
