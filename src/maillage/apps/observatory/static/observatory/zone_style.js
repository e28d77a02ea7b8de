/* How a map of figures looks: the sheet of the map of places, with the zones laid on it. Loaded by
   observatory/choropleth.js when the map is asked for. */
const NAMED_PX = 56; // a zone smaller than that would lie under its own name

const collection = (features) => ({ type: "FeatureCollection", features });

/* What is drawn now, by source. */
export function sourcesOf({ turns, boxes, at }) {
  const { drawn, sites, there } = turns[at];
  const names = drawn.flatMap((zone, rank) => named(zone, boxes.get(zone.id), rank));
  return { zones: collection(drawn), names: collection(names), sites: collection(sites), there: collection(there) };
}

export function sheetOf({ look, setup, base, here, sources }) {
  const own = setup.kind === "commune";
  const css = getComputedStyle(document.documentElement);
  const [ink, paper] = ["--ink", "--paper"].map((name) => css.getPropertyValue(name).trim());
  const made = look.style({
    drawn: { ground: setup.ground, places: "" }, setup, here, base, extra: new Map(),
    shown: new Map([["quarter", false], ["priority", setup.over]]),
  });
  const left = ["one", "crowd", "crowd-n", "priority", ...(own ? ["commune", "commune-line", "commune-name"] : [])];
  delete made.sources.places;
  for (const [name, data] of Object.entries(sources)) made.sources[name] = { type: "geojson", data, ...(name === "sites" && { promoteId: "numero" }) };
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
  made.layers.push(label, ...places());
  return made;
}

/* Places that are there as dots, those that are chosen as numbered squares, as the drawing does. */
function places() {
  const on = ["case", ["boolean", ["feature-state", "on"], false], 1, 0];
  return [
    { id: "there", type: "circle", source: "there", paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 2.5, 11, 4, 16, 8], "circle-color": "#ffffff", "circle-stroke-color": "#12333a", "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 9, 1.2, 12, 2] } },
    { id: "sites-on", type: "circle", source: "sites", paint: { "circle-radius": 24, "circle-color": "#ffffff", "circle-opacity": on, "circle-stroke-color": "#8a4b00", "circle-stroke-width": 4, "circle-stroke-opacity": on } },
    {
      id: "sites", type: "symbol", source: "sites",
      // Names give way to them; they give way to nothing.
      layout: { "icon-image": "site", "icon-allow-overlap": true, "text-field": ["to-string", ["get", "numero"]], "text-font": ["Atkinson Hyperlegible", "system-ui", "sans-serif"], "text-size": 16, "text-allow-overlap": true },
      paint: { "text-color": "#ffffff" },
    },
  ];
}
export function square() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 60;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.fillStyle = "#8a4b00";
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(1, 1, 28, 28, 4);
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, 60, 60);
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
export function pattern({ classes, unknown }, id) {
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
