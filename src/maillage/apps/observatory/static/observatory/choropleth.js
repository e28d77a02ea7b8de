/* A map of figures that moves, asked for by a button. The drawing of the server stays the map of
   who has no script, and of paper. Same zones, same classes, same patterns; everything comes from
   this site, and nothing of it before the click. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 56rem)");
const here = (path) => location.origin + path;
const SMALLEST_PX = 24; // a zone smaller than that on the screen is come closer to
const NEAREST = 13; // and no nearer than that
const NAMED_PX = 56; // a zone smaller than that would lie under its own name

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
    } catch {
      close();
      say("failed");
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

async function start(root, part, close) {
  const setup = JSON.parse(root.dataset.setup);
  const box = part("canvas");
  const [maplibre, look, zones] = await Promise.all([
    import(setup.module), import(setup.look), read(setup.zones), ...[setup.style, ...setup.sheets].map(sheet),
  ]);
  maplibre.setWorkerUrl(here(setup.worker));
  const base = await look.readBase(maplibre, setup, here);
  const drawn = zones.features.filter(({ geometry }) => geometry);
  const boxes = new Map(drawn.map(({ id, geometry }) => [id, boxOf(geometry.coordinates)]));
  const style = () => sheetOf(look, setup, base, drawn, boxes);
  part("box").hidden = false;
  root.closest("figure").classList.add("is-live");
  const map = new maplibre.Map({
    container: box,
    style: style(),
    bounds: [...boxes.values()].reduce(joined),
    fitBoundsOptions: { padding: narrow.matches ? 16 : 32 },
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
      if (!map.hasImage(id)) map.addImage(id, pattern(setup.shading, id), { pixelRatio: 2 });
    }
  });
  map.on("error", () => {}); // a tile that does not come leaves a hole: the rest is there
  const restyle = () => map.setStyle(style());
  dark.addEventListener("change", restyle);
  await map.once("load");
  const stop = answering(root, part, map, drawn, boxes, close);
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

function answering(root, part, map, drawn, boxes, close) {
  const figure = root.closest("figure");
  const heard = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: heard.signal });
  const list = part("list");
  const [before, after, card] = [part("before"), part("after"), part("card")];
  const zone = new Map(drawn.map((one) => [one.id, one]));
  // Of those that have a value, in the order of the table.
  const known = drawn.filter(({ properties }) => properties.classe !== null).map(({ id }) => id);
  const none = list.options[0];
  let chosen = null;
  let lit = null;

  list.replaceChildren(none, ...[...drawn]
    .sort((a, b) => a.properties.territoire.localeCompare(b.properties.territoire, "fr"))
    .map(({ id, properties }) => new Option(properties.territoire, id)));
  part("estimates").hidden = !drawn.some(({ properties }) => properties.estime);

  function mark(id, name, value) {
    if (id !== null) map.setFeatureState({ source: "zones", id }, { [name]: value });
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
    after.disabled = id === null ? !known.length : rank < 0 || rank === known.length - 1;
    part("said").textContent = "";
    if (id === null) return;
    mark(id, "on", true);
    row(id)?.classList.add("on");
    const { territoire, valeur_en_mots: value, provenance, page, estime } = zone.get(id).properties;
    const words = (estime ? "≈ " : "") + value;
    part("name").textContent = territoire;
    part("value").textContent = words;
    part("how").textContent = provenance;
    part("how").hidden = !provenance;
    part("page").hidden = !page;
    part("page").firstElementChild.href = page || "#";
    const spoken = document.createElement("span");
    spoken.className = "hide";
    spoken.textContent = [`${territoire} : ${words}`, provenance].filter(Boolean).join(", ");
    part("said").replaceChildren(spoken);
    if (come) reach(id);
  }
  function reach(id) {
    const [[west, south], [east, north]] = boxes.get(id);
    const seen = map.getBounds();
    const whole = seen.contains([west, south]) && seen.contains([east, north]);
    const [a, b] = [map.project([west, north]), map.project([east, south])];
    if (whole && Math.max(b.x - a.x, b.y - a.y) >= SMALLEST_PX) return;
    map.fitBounds(boxes.get(id), { padding: 80, maxZoom: Math.max(NEAREST, map.getZoom()) });
  }
  const step = (by) => choose(known[chosen === null ? 0 : known.indexOf(chosen) + by], { come: true });

  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["zones"] });
    choose(found ? found.id : null);
  });
  map.on("mousemove", "zones", ({ features }) => {
    map.getCanvas().style.cursor = "pointer";
    light(features[0].id);
  });
  map.on("mouseleave", "zones", () => {
    map.getCanvas().style.cursor = "";
    light(null);
  });
  on(list, "change", () => choose(list.value ? Number(list.value) : null, { come: true }));
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

/* ---------- how it looks: the sheet of the map of places, with the zones laid on it */

function sheetOf(look, setup, base, drawn, boxes) {
  const own = setup.kind === "commune";
  const css = getComputedStyle(document.documentElement);
  const [ink, paper] = ["--ink", "--paper"].map((name) => css.getPropertyValue(name).trim());
  const made = look.style({
    drawn: { ground: setup.ground, places: "" }, setup, here, base, extra: new Map(),
    shown: new Map([["quarter", false], ["priority", setup.over]]),
  });
  const left = ["one", "crowd", "crowd-n", "priority", ...(own ? ["commune", "commune-line", "commune-name"] : [])];
  delete made.sources.places;
  made.sources.zones = { type: "geojson", data: { type: "FeatureCollection", features: drawn } };
  made.sources.names = { type: "geojson", data: { type: "FeatureCollection", features: drawn.flatMap((zone, rank) => named(zone, boxes.get(zone.id), rank)) } };
  const line = (id, color, width, state) => ({
    id, type: "line", source: "zones", layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width, ...(state && { "line-opacity": ["case", ["boolean", ["feature-state", state], false], 1, 0] }) },
  });
  const zones = { id: "zones", type: "fill", source: "zones", paint: { "fill-pattern": ["concat", "c", ["to-string", ["coalesce", ["get", "classe"], "x"]]], ...(base.full && { "fill-opacity": 0.8 }) } };
  // Edges are dark on the light classes in the day and at night.
  const edges = [
    line("zones-edge", "#12333a", ["interpolate", ["linear"], ["zoom"], 7, 0.2, 9, 0.5, 12, 1.2]),
    line("zones-lit", "#12333a", 4, "lit"),
    line("zones-on-case", "#ffffff", 9, "on"),
    line("zones-on", "#8a4b00", 5, "on"),
  ];
  // Under the zones, so that the darkest class stands out of a dark ground.
  const halo = line("zones-halo", ink, 3);
  // White under the dashes: they are seen on the darkest blue.
  const dashes = { id: "priority-case", type: "line", source: "ground", "source-layer": "zones", filter: ["==", ["get", "kind"], "priority"], layout: { visibility: setup.over ? "visible" : "none" }, paint: { "line-color": "#ffffff", "line-width": 4.5 } };
  const label = {
    id: "zones-name", type: "symbol", source: "names", filter: ["<=", ["get", "from"], ["zoom"]],
    layout: { "text-field": ["format", ["get", "nom"], {}, "\n", {}, ["get", "mots"], { "font-scale": 0.95 }], "text-font": ["Atkinson Hyperlegible", "system-ui", "sans-serif"], "text-size": 14, "text-max-width": 9, "text-padding": 6, "symbol-sort-key": ["get", "rang"] },
    paint: { "text-color": ink, "text-halo-color": paper, "text-halo-width": 2 },
  };
  made.layers = made.layers.filter(({ id }) => !left.includes(id)).flatMap((layer) => {
    if (layer.id === "water") return [halo, zones, layer];
    if (layer.id === "quarter-line") return [...edges.slice(0, 1), layer];
    if (layer.id === "priority-line") return [dashes, { ...layer, paint: { ...layer.paint, "line-color": "#8a4b00" } }, ...edges.slice(1)];
    return [layer];
  });
  made.layers.push(label);
  return made;
}

/* A name, from the scale at which its zone is wide enough to bear it. */
function named({ id, properties }, [[west], [east]], rang) {
  const { territoire: nom, valeur_en_mots: value, estime, longitude, latitude } = properties;
  if (longitude === null || latitude === null) return [];
  const from = Math.ceil(Math.log2((NAMED_PX * 360) / (512 * Math.max(east - west, 1e-6))));
  const mots = (estime ? "≈ " : "") + value;
  return [{ type: "Feature", id, geometry: { type: "Point", coordinates: [longitude, latitude] }, properties: { nom, mots, rang, from } }];
}

/* The pattern of a class as the server draws it: a tile of strokes, or of crosses. */
function pattern({ classes, unknown }, id) {
  const [fill, step] = id === "cx" ? [unknown, 0] : classes[Number(id.slice(1)) - 1];
  const size = id === "cx" ? 8 : step || 12;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * size;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.fillStyle = fill;
  pen.fillRect(0, 0, size, size);
  const strokes = (colour, width, ...lines) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    for (const [x, y, right, down] of lines) {
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(right, down);
      pen.stroke();
    }
  };
  // Beyond the tile on both sides, or its corners would be cut.
  if (id === "cx") strokes("#5b6b6e", 0.6, [-1, -1, size + 1, size + 1], [size + 1, -1, -1, size + 1]);
  else if (step) strokes("rgba(11,37,69,.35)", 1, [-1, size + 1, size + 1, -1], [-1, 1, 1, -1], [size - 1, size + 1, size + 1, size - 1]);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/* ---------- the box that holds coordinates, however deep they are */

function boxOf(coordinates) {
  if (typeof coordinates[0] === "number") return [coordinates.slice(0, 2), coordinates.slice(0, 2)];
  return coordinates.map(boxOf).reduce(joined);
}
function joined([[w, s], [e, n]], [[west, south], [east, north]]) {
  return [[Math.min(w, west), Math.min(s, south)], [Math.max(e, east), Math.max(n, north)]];
}
