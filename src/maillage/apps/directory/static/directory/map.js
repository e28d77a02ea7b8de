/* The interactive map beside its list. The library is loaded only here, and only where it can draw.
   Everything it asks comes from this site. What it shows is what the list says: the numbered discs
   are the lines of the page, the other points are the places of the following pages. */
const box = document.getElementById("carte");
const words = document.getElementById("carte-mots").content;
const note = document.getElementById("carte-mot");
const setup = JSON.parse(box.dataset.setup);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 56rem)");
// Numbered discs nearer than this become one, that bears several numbers.
const WIDE_PX = 54;
const HIGH_PX = 34;
const FAR = 17; // the nearest zoom to which a crowd leads
const here = (path) => location.origin + path;

function say(name) {
  note.replaceChildren(words.querySelector(`[data-word=${name}]`).cloneNode(true));
  note.hidden = false;
}

function canDraw() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/* ---------- the form: the same as the list's, but it stays on the map */

function stay(form) {
  form.action = box.dataset.map;
  form.setAttribute("hx-get", box.dataset.map);
}
function hold(form, name, value) {
  let field = form.elements.namedItem(name);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.disabled = false;
  field.value = value;
}

/* ---------- what is drawn */

const shown = new Map([["quarter", true], ["priority", true]]);
const extra = new Map(); // layers of other parts of the site: name → address
let drawn = null;
let style = null; // from directory/map_style.js

/* ---------- the map */

async function start() {
  say("wait");
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: setup.style });
  document.head.prepend(sheet); // before ours, which changes its colours
  const [maplibre, look] = await Promise.all([import(setup.module), import(setup.look)]);
  maplibre.setWorkerUrl(here(setup.worker));
  const base = await look.readBase(maplibre, setup, here);
  style = () => look.style({ drawn, setup, here, shown, extra, base });
  read();
  box.hidden = false;
  const [, zoom, latitude, longitude] = /^#carte=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(location.hash) ?? [];
  const map = new maplibre.Map({
    container: box,
    style: style(),
    ...(zoom
      ? { zoom: Math.min(20, Number(zoom)), center: [clamp(longitude, 180), clamp(latitude, 85)] }
      : { bounds: bounds() ?? [[-5, 41.3], [9.6, 51.1]], fitBoundsOptions: { padding: narrow.matches ? 26 : 46, maxZoom: 15.5 } }),
    attributionControl: base.words ? { compact: false, customAttribution: base.words } : false,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // or it prints white
    cooperativeGestures: narrow.matches,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    maxZoom: 20,
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
  map.on("error", () => {}); // a tile that does not come leaves a hole: the rest is there
  await map.once("load");
  note.hidden = true;
  for (const part of document.querySelectorAll("#la-carte > [hidden]:not(#lieu-choisi, #carte-mot)")) part.hidden = false;
  live(maplibre, map);
  // For tests, and for who wants to look: the map itself.
  box.map = map;
  box.dataset.ready = "";
}

const clamp = (text, most) => Math.max(-most, Math.min(most, Number(text)));

function read() {
  drawn = JSON.parse(document.getElementById("carte-donnees").dataset.drawn);
}
function bounds() {
  if (!drawn.window.length) return null;
  const [south, west, north, east] = drawn.window;
  return [[west, south], [east, north]];
}

function live(maplibre, map) {
  const count = document.getElementById("carte-compte");
  const again = document.getElementById("chercher-zone");
  const chosen = document.getElementById("lieu-choisi");
  let discs = [];
  let person = null;

  /* Numbered discs, in the order of the list; too near, they are one that bears their numbers. */
  function draw() {
    for (const { marker } of discs) marker.remove();
    const groups = [];
    for (const point of drawn.points) {
      const at = map.project(point.at);
      const near = groups.find((group) => Math.abs(group.at.x - at.x) < WIDE_PX && Math.abs(group.at.y - at.y) < HIGH_PX);
      if (near) near.points.push(point);
      else groups.push({ at, points: [point] });
    }
    discs = groups.map(({ points }) => {
      const disc = document.createElement("button");
      disc.type = "button";
      disc.className = "disc";
      disc.tabIndex = -1; // the list is the way of the keyboard
      disc.textContent = numbers(points.map(({ number }) => number));
      disc.classList.toggle("check", points.every(({ check }) => check));
      disc.dataset.places = points.map(({ id }) => id).join(" ");
      const marker = new maplibre.Marker({ element: disc }).setLngLat(points[0].at).addTo(map);
      disc.setAttribute("aria-label", points.map(({ number, name }) => `${number}. ${name}`).join(", "));
      disc.addEventListener("click", (event) => {
        event.stopPropagation();
        if (points.length > 1 && map.getZoom() < FAR && apart(points)) {
          const around = new maplibre.LngLatBounds();
          for (const { at } of points) around.extend(at);
          map.fitBounds(around, { padding: 80, maxZoom: FAR });
        } else reach(points[0].number);
      });
      return { marker, disc, points };
    });
    tell();
  }
  const apart = (points) => points.some(({ at }) => at[0] !== points[0].at[0] || at[1] !== points[0].at[1]);

  function me() {
    person?.remove();
    person = null;
    if (drawn.person) stand(drawn.person);
  }
  function stand(at) {
    person?.remove();
    const element = document.createElement("div");
    element.className = "me-here";
    person = new maplibre.Marker({ element }).setLngLat(at).addTo(map);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", box.dataset.here);
  }

  /* From the map to the list. */
  function reach(number) {
    const line = document.getElementById(`l${number}`);
    light(number);
    line.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    line.focus({ preventScroll: true });
  }
  function light(number) {
    for (const line of document.querySelectorAll(".places > li.on")) line.classList.remove("on");
    for (const { disc, points } of discs) {
      disc.classList.toggle("on", points.some((point) => point.number === number));
    }
    if (number) document.getElementById(`l${number}`)?.classList.add("on");
  }
  /* From the list to the map. */
  const lineOf = (event) => event.target.closest?.("#la-liste .places > li");
  const numberOf = (line) => Number(line.id.slice(1));
  document.addEventListener("pointerover", (event) => lineOf(event) && light(numberOf(lineOf(event))));
  document.addEventListener("pointerout", (event) => lineOf(event) && light(0));
  document.addEventListener("focusin", (event) => {
    const line = lineOf(event);
    if (!line) return;
    light(numberOf(line));
    const point = drawn.points.find(({ number }) => number === numberOf(line));
    if (point && !map.getBounds().contains(point.at)) map.easeTo({ center: point.at });
  });
  document.addEventListener("focusout", (event) => lineOf(event) && light(0));

  /* The other places: alone, or a crowd that opens. */
  async function show(keys) {
    const answer = await fetch(`${setup.cards}?${new URLSearchParams({ cles: keys })}`);
    if (!answer.ok) return;
    chosen.lastElementChild.innerHTML = await answer.text();
    chosen.hidden = false;
    chosen.scrollIntoView({ block: "nearest" });
    chosen.focus({ preventScroll: true });
  }
  map.on("click", ["one", "crowd"], (event) => {
    const { id, properties, geometry } = event.features[0];
    if (!("n" in properties)) show(String(id));
    else if (properties.cles) show(properties.cles);
    else map.easeTo({ center: geometry.coordinates, zoom: Math.min(FAR, map.getZoom() + 2) });
  });
  map.on("mouseenter", ["one", "crowd"], () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", ["one", "crowd"], () => { map.getCanvas().style.cursor = ""; });

  /* How many are in sight, said when the map rests. */
  function tell() {
    const seen = map.getBounds();
    const alone = new Set();
    let n = drawn.points.filter(({ at }) => seen.contains(at)).length;
    for (const { id, properties, geometry } of map.queryRenderedFeatures({ layers: ["one", "crowd"] })) {
      const key = id ?? geometry.coordinates.join();
      if (alone.has(key) || !seen.contains(geometry.coordinates)) continue;
      alone.add(key);
      n += properties.n ?? 1;
    }
    const { none, one, more } = count.dataset;
    const said = n === 0 ? none : n === 1 ? one : more.replace("{n}", n.toLocaleString("fr-FR"));
    if (count.textContent !== said) count.textContent = said;
    count.dataset.n = n;
  }
  map.on("idle", tell);

  /* The address says where one looks; the map never makes the page longer to leave. */
  function note_view() {
    const { lat, lng } = map.getCenter();
    const hash = `#carte=${map.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
    history.replaceState(history.state, "", location.pathname + location.search + hash);
  }
  map.on("moveend", (event) => {
    note_view();
    if (event.originalEvent) again.hidden = false;
  });
  map.on("zoomend", draw);
  again.hidden = true;
  again.addEventListener("click", () => {
    const form = document.getElementById("changer");
    const seen = map.getBounds();
    const sides = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()];
    const most = [85, 180, 85, 180];
    hold(form, "cadre", sides.map((side, i) => clamp(side, most[i]).toFixed(5)).join());
    // A part of the map says where: neither a name, a position nor a distance is needed.
    for (const name of ["ou", "latitude", "longitude", "rayon"]) {
      const field = form.elements.namedItem(name);
      if (field) field.value = "";
    }
    form.requestSubmit();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "recherche") return;
    chosen.hidden = true;
    again.hidden = true;
    read();
    framed();
    map.setStyle(style());
    me();
    draw();
    const around = bounds();
    if (around && !new URLSearchParams(location.search).get("cadre")) map.fitBounds(around, { padding: narrow.matches ? 26 : 46, maxZoom: 15.5 });
    note_view();
  });

  /* My position: asked on a click, rounded to about 100 m, and it stays in this device. */
  const mine = document.getElementById("ma-position");
  const where = document.getElementById("position-mot");
  mine.hidden = !("geolocation" in navigator);
  mine.addEventListener("click", () => {
    where.textContent = mine.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = [Number(coords.longitude.toFixed(3)), Number(coords.latitude.toFixed(3))];
        where.textContent = mine.dataset.found;
        stand(at);
        map.easeTo({ center: at, zoom: Math.max(14, map.getZoom()) });
        again.hidden = false;
      },
      () => { where.textContent = mine.dataset.failed; },
      { timeout: 10000, maximumAge: 300000 },
    );
  });

  document.getElementById("calques").addEventListener("change", ({ target }) => {
    const { shows, layer, url } = target.dataset;
    if (shows) shown.set(shows, target.checked);
    else if (target.checked) extra.set(layer, url);
    else extra.delete(layer);
    map.setStyle(style());
  });
  dark.addEventListener("change", () => map.setStyle(style()));
  me();
  draw();
  note_view();
}

/* "3", "2–5" when numbers follow one another, "2, 7", "2, 7…": as on the drawing. */
function numbers(all) {
  const last = all.at(-1);
  if (all.length > 1 && all.every((number, i) => number === all[0] + i)) return `${all[0]}–${last}`;
  return all.slice(0, 2).join(", ") + (all.length > 2 ? "…" : "");
}

/* A search in a part of the map stays in it while its other questions change. */
function framed() {
  const frame = new URLSearchParams(location.search).get("cadre");
  const form = document.getElementById("changer");
  if (form && frame) hold(form, "cadre", frame);
}

if (canDraw()) {
  document.addEventListener("htmx:beforeProcessNode", ({ target }) => {
    if (target.id === "changer") stay(target);
  });
  stay(document.getElementById("changer"));
  framed();
  start().catch(() => {
    box.hidden = true;
    say("failed");
  });
} else say("webgl");
