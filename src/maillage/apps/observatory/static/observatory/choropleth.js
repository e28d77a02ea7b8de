/* A map of figures that moves, asked for by a button. The drawing of the server stays the map of
   who has no script, and of paper. Same zones, same classes, same patterns; everything comes from
   this site, and nothing of it before the click. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 56rem)");
const here = (path) => location.origin + path;
const SMALLEST_PX = 24; // a zone smaller than that on the screen is come closer to
const NEAREST = 13; // and no nearer than that

for (const root of document.querySelectorAll(".live-map")) prepare(root);

function prepare(root) {
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const open = part("open");
  let live = null;
  function say(word) {
    const words = word && part("words").content.querySelector(`[data-word=${word}]`).cloneNode(true);
    part("said").replaceChildren(...(words ? [words] : []));
  }
  function close() {
    live?.end();
    live = null;
    part("box").hidden = true;
    root.closest("figure").classList.remove("is-live");
    delete root.dataset.ready;
    open.hidden = false;
  }
  open.hidden = false;
  open.addEventListener("click", async () => {
    if (open.ariaBusy === "true") return;
    if (!canDraw()) {
      say("webgl");
      return;
    }
    open.ariaBusy = "true";
    say("wait");
    try {
      live = await start(root, part, close);
      say("");
      open.hidden = true;
      live.focus();
    } catch (error) {
      close();
      say(error instanceof Other ? "other" : "failed");
    }
    open.ariaBusy = "false";
  });
}

function canDraw() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/* Stylesheets before ours, which change their colours; a map without them would be a thin line. */
function sheet(href) {
  if (document.head.querySelector(`link[href="${href}"]`)) return null;
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: failed });
    document.head.append(link);
  });
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

/* What a calculation that ran out of time chose this time is not what the page says. */
class Other extends Error {}

/* The states of a map: zones by their class then, places chosen and places that are there. */
async function readTurns(setup) {
  const turns = setup.turns ?? [{ zones: setup.zones }];
  const files = new Map([...new Set(turns.map(({ zones }) => zones))].map((url) => [url, read(url)]));
  return Promise.all(turns.map(async ({ zones, before, chosen }) => {
    const found = (await files.get(zones)).features.filter(({ geometry }) => geometry);
    const points = found.filter(({ geometry }) => geometry.type === "Point");
    const sites = points.filter(({ properties }) => properties.numero);
    if (chosen && chosen.join("\n") !== sites.map(({ properties }) => properties.territoire).join("\n")) throw new Other();
    const then = ({ classe_avant: classe, avant_en_mots: valeur_en_mots }) => (before ? { classe, valeur_en_mots } : {});
    return {
      drawn: found.filter((one) => !points.includes(one)).map((one) => ({ ...one, properties: { ...one.properties, ...then(one.properties) } })),
      sites: before ? [] : sites,
      there: points.filter((one) => !sites.includes(one)),
    };
  }));
}

async function start(root, part, close) {
  const setup = JSON.parse(root.dataset.setup);
  const box = part("canvas");
  const [maplibre, look, drawing, turns] = await Promise.all([
    import(setup.module), import(setup.look), import(setup.drawing), readTurns(setup),
    ...[setup.style, ...setup.sheets].map(sheet),
  ]);
  maplibre.setWorkerUrl(here(setup.worker));
  const base = await look.readBase(maplibre, setup, here);
  const boxes = new Map(turns[0].drawn.map(({ id, geometry }) => [id, boxOf(geometry.coordinates)]));
  const seen = { turns, boxes, at: setup.turn ?? 0, sources: () => drawing.sourcesOf(seen) };
  const style = () => drawing.sheetOf({ look, setup, base, here, sources: seen.sources() });
  part("box").hidden = false;
  root.closest("figure").classList.add("is-live");
  const map = new maplibre.Map({
    container: box,
    style: style(),
    bounds: [...boxes.values(), ...turns.flatMap(({ sites }) => sites).map(({ geometry }) => boxOf(geometry.coordinates))].reduce(joined),
    // A place chosen on the edge is seen whole, beside the buttons.
    fitBoundsOptions: { padding: (narrow.matches ? 16 : 32) + (seen.turns.some(({ sites }) => sites.length) ? 24 : 0) },
    attributionControl: base.words ? { compact: false, customAttribution: base.words } : false,
    cooperativeGestures: narrow.matches,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    maxZoom: 18,
    fadeDuration: calm.matches ? 0 : 150,
    locale: {
      "Map.Title": box.dataset.title,
      "NavigationControl.ZoomIn": box.dataset.zoomIn,
      "NavigationControl.ZoomOut": box.dataset.zoomOut,
      "CooperativeGesturesHandler.MobileHelpText": box.dataset.gesture,
      "CooperativeGesturesHandler.WindowsHelpText": box.dataset.wheel,
      "CooperativeGesturesHandler.MacHelpText": box.dataset.wheel,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.ScaleControl({ maxWidth: 120 }));
  map.on("style.load", () => {
    for (const id of ["c1", "c2", "c3", "c4", "c5", "cx"]) {
      if (!map.hasImage(id)) map.addImage(id, drawing.pattern(setup.shading, id), { pixelRatio: 2 });
    }
    if (!map.hasImage("site")) map.addImage("site", drawing.square(), { pixelRatio: 2 });
  });
  map.on("error", () => {}); // a tile that does not come leaves a hole: the rest is there
  const restyle = () => map.setStyle(style());
  dark.addEventListener("change", restyle);
  await map.once("load");
  const stop = answering(root, part, map, seen, close);
  box.map = map; // for tests, and for who wants to look
  root.dataset.ready = "";
  return {
    focus: () => map.getCanvas().focus({ preventScroll: true }),
    end() {
      stop();
      dark.removeEventListener("change", restyle);
      map.remove();
    },
  };
}

/* ---------- from the map to the words, and back */

function answering(root, part, map, seen, close) {
  const { boxes, turns: [{ drawn }] } = seen;
  const figure = root.closest("figure");
  const heard = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: heard.signal });
  const list = part("list");
  const [before, after, card] = [part("before"), part("after"), part("card")];
  let zone = new Map();
  // Of those that have a value, in the order of the table.
  const known = drawn.filter(({ properties }) => properties.classe !== null).map(({ id }) => id);
  const none = list.options[0];
  let chosen = null;
  let lit = null;

  const turning = [...(part("turns")?.children ?? [])];
  function turn(rank) {
    seen.at = rank;
    const { drawn, sites } = seen.turns[rank];
    zone = new Map([...drawn.map((one) => [one.id, one]), ...sites.map((one) => [siteKey(one), one])]);
    const options = [...drawn]
      .sort((a, b) => a.properties.territoire.localeCompare(b.properties.territoire, "fr"))
      .map(({ id, properties }) => new Option(properties.territoire, id));
    // Places first, by the number that is on the map.
    const numbered = sites.map((one) => new Option(`${one.properties.numero}. ${one.properties.territoire}`, siteKey(one)));
    list.replaceChildren(none, ...numbered, ...options);
    for (const [n, button] of turning.entries()) button.ariaPressed = String(n === rank);
  }
  for (const [rank, button] of turning.entries()) {
    on(button, "click", () => {
      const was = chosen;
      choose(null);
      turn(rank);
      for (const [name, data] of Object.entries(seen.sources())) map.getSource(name).setData(data);
      choose(zone.has(was) ? was : null);
    });
  }
  turn(seen.at);
  part("estimates").hidden = !drawn.some(({ properties }) => properties.estime);

  function mark(id, name, value) {
    const numero = zone.get(id)?.properties.numero;
    if (numero) map.setFeatureState({ source: "sites", id: numero }, { [name]: value });
    else if (id !== null) map.setFeatureState({ source: "zones", id }, { [name]: value });
  }
  const row = (id) => document.querySelector(`tr[data-zone="${id}"]`);
  function light(id) {
    if (id === lit) return;
    mark(lit, "lit", false);
    mark(id, "lit", true);
    lit = id;
  }
  function choose(id, { come = false } = {}) {
    mark(chosen, "on", false);
    if (chosen !== null) row(chosen)?.classList.remove("on");
    chosen = id;
    list.value = id ?? "";
    card.hidden = id === null;
    const rank = known.indexOf(id);
    before.disabled = rank < 1;
    after.disabled = rank < 0 ? !known.length || zone.get(id)?.properties.classe === null : rank === known.length - 1;
    part("said").textContent = "";
    if (id === null) return;
    mark(id, "on", true);
    row(id)?.classList.add("on");
    const { territoire: name, numero, valeur_en_mots: value, changement_en_mots: change, provenance, page, estime } = zone.get(id).properties;
    const words = (estime ? "≈ " : "") + (change ?? value);
    const territoire = numero ? `${numero}. ${name}` : name;
    part("name").textContent = territoire;
    part("value").textContent = words;
    part("how").textContent = provenance;
    part("how").hidden = !provenance;
    part("page").hidden = !page;
    const link = [...part("page").children];
    for (const one of link) {
      one.hidden = (one.dataset.of === "site") !== Boolean(numero);
      one.href = page || "#";
    }
    const spoken = document.createElement("span");
    spoken.className = "hide";
    spoken.textContent = [`${territoire} : ${words}`, provenance].filter(Boolean).join(", ");
    part("said").replaceChildren(spoken);
    if (come) reach(id);
  }
  function reach(id) {
    if (!boxes.has(id)) {
      const center = zone.get(id).geometry.coordinates;
      map.easeTo({ center, zoom: Math.max(NEAREST, map.getZoom()) });
      return;
    }
    const [[west, south], [east, north]] = boxes.get(id);
    const seen = map.getBounds();
    const whole = seen.contains([west, south]) && seen.contains([east, north]);
    const [a, b] = [map.project([west, north]), map.project([east, south])];
    if (whole && Math.max(b.x - a.x, b.y - a.y) >= SMALLEST_PX) return;
    map.fitBounds(boxes.get(id), { padding: 80, maxZoom: Math.max(NEAREST, map.getZoom()) });
  }
  const step = (by) => choose(known[chosen === null ? 0 : known.indexOf(chosen) + by], { come: true });

  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["sites", "zones"] });
    choose(found ? found.id ?? siteKey(found) : null);
  });
  map.on("mousemove", "zones", ({ features }) => {
    map.getCanvas().style.cursor = "pointer";
    light(features[0].id);
  });
  map.on("mouseleave", "zones", () => {
    map.getCanvas().style.cursor = "";
    light(null);
  });
  on(list, "change", () => choose(Number(list.value) || list.value || null, { come: true }));
  on(before, "click", () => step(-1));
  on(after, "click", () => step(1));
  on(part("close"), "click", leave);
  on(root, "keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (chosen === null) leave();
    else choose(null);
  });
  function leave() {
    close();
    part("open").focus();
  }
  /* From the table to the map. */
  const rowOf = (event) => event.target.closest?.("tr[data-zone]");
  const zoneOf = (event) => zone.get(Number(rowOf(event).dataset.zone))?.id ?? null;
  for (const name of ["pointerover", "focusin"]) on(document, name, (event) => rowOf(event) && light(zoneOf(event)));
  for (const name of ["pointerout", "focusout"]) on(document, name, (event) => rowOf(event) && light(null));
  choose(null);
  return () => {
    choose(null);
    heard.abort();
    figure.classList.remove("is-live");
  };
}

const siteKey = ({ properties }) => `lieu-${properties.numero}`;

/* ---------- the box that holds coordinates, however deep they are */

function boxOf(coordinates) {
  if (typeof coordinates[0] === "number") return [coordinates.slice(0, 2), coordinates.slice(0, 2)];
  return coordinates.map(boxOf).reduce(joined);
}
function joined([[w, s], [e, n]], [[west, south], [east, north]]) {
  return [[Math.min(w, west), Math.min(s, south)], [Math.max(e, east), Math.max(n, north)]];
}
