/* Kiosks and walls without a network: gives back the pages that were kept, and says their age.
   It keeps the pages of a list that the site gives, none that says anything of anybody. */
"use strict";
// A kiosk and a wall in one browser keep each their own.
const STORE = `maillage-ecran-1 ${new URL(self.registration.scope).pathname}`;
const SCREEN = "Maillage-Screen";
const SLOW_MS = 6000;
const KEPT_AT = "X-Maillage-Kept";
const KNOWN = "/maillage-ecran";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* The language is not in the name: the page was kept in French, and that is better than nothing. */
function nameOf(address) {
  const url = new URL(address, self.location.origin);
  url.searchParams.delete("lang");
  url.hash = "";
  return url.href;
}
async function keep(store, name, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  const body = await answer.arrayBuffer();
  if ((headers.get("Content-Type") || "").includes("html")) {
    // Somebody changed the language meanwhile: the page comes again at the next turn.
    if (!new TextDecoder().decode(body.slice(0, 400)).includes('lang="fr"')) return;
  }
  await store.put(name, new Response(body, { headers }));
}
async function fill({ list, pages, pieces }) {
  const store = await caches.open(STORE);
  let known = { pages, cut: "", words: {} };
  if (list) {
    const answer = await fetch(list);
    if (!answer.ok) return;
    known = await answer.json();
  }
  await store.put(KNOWN, new Response(JSON.stringify(known)));
  const wanted = new Set([...known.pages, ...pieces].map(nameOf));
  for (const name of wanted) {
    try {
      await keep(store, name, await fetch(name));
    } catch { /* what is missing is asked again at the next turn */ }
  }
  for (const { url } of await store.keys()) {
    if (!wanted.has(url) && !url.endsWith(KNOWN)) await store.delete(url);
  }
  for (const one of await self.clients.matchAll()) one.postMessage({ kept: wanted.size });
}
async function found(name) {
  return (await caches.open(STORE)).match(name);
}
async function told() {
  const said = await found(KNOWN);
  return said ? said.json() : { cut: "", words: {} };
}
async function aged(kept) {
  const { words } = await told();
  const at = new Date(kept.headers.get(KEPT_AT));
  const moment = at.toLocaleString("fr-FR", {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
  });
  const sentence = (words.kept || "").replace("{moment}", moment);
  const note = sentence && `<p class="note" role="status">${sentence}</p>`;
  const html = (await kept.text()).replace(/<main id="contenu"[^>]*>/, (main) => main + note);
  return new Response(html, { headers: kept.headers });
}
async function leave() {
  await self.registration.unregister();
  await caches.delete(STORE);
}
async function page(request) {
  const read = request.method === "GET";
  try {
    const signal = read && AbortSignal.timeout ? AbortSignal.timeout(SLOW_MS) : undefined;
    const answer = await fetch(request, { signal });
    // A page that is on no kiosk nor wall: somebody's telephone, that was one for a moment.
    const page = read && answer.ok && (answer.headers.get("Content-Type") || "").includes("html");
    if (page && !answer.headers.has(SCREEN)) await leave();
    if (answer.status < 500 || !read) return answer;
    const kept = await found(nameOf(request.url));
    return kept ? aged(kept) : answer;
  } catch (error) {
    const kept = read && (await found(nameOf(request.url)));
    if (kept) return aged(kept);
    const { cut } = await told();
    const said = cut && (await found(nameOf(cut)));
    if (said) return said;
    throw error;
  }
}
async function piece(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await found(request.url);
    if (kept) return kept;
    throw error;
  }
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || url.pathname.startsWith("/pro/")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && request.destination) event.respondWith(piece(request));
});
self.addEventListener("message", (event) => event.waitUntil(fill(event.data)));
