/* How the interactive map looks: one printed sheet with the drawing of the server. */
/* Colours are those of the page, so that night, contrast and a town's own hold. */
export function style({ drawn, setup, here, shown, extra, base }) {
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(`--${name}`).trim();
  const [ink, paper, land, block, soft, accent, edge] = [
    "ink", "paper", "land", "block", "soft", "accent-ink", "edge",
  ].map(colour);
  const wide = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
  const kind = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
  const zone = (name) => ({ source: "ground", "source-layer": "zones", filter: kind(name) });
  const line = (...kinds) => ({
    type: "line", source: "ground", "source-layer": "lignes", filter: kind(...kinds),
    layout: { "line-cap": "round", "line-join": "round" },
  });
  const see = (name) => ({ visibility: shown.get(name) ? "visible" : "none" });
  const font = ["Atkinson Hyperlegible", "system-ui", "sans-serif"];
  const halo = { "text-color": ink, "text-halo-color": paper, "text-halo-width": 2 };
  const named = { "text-field": ["get", "nom"], "text-font": font };
  const place = { source: "places", "source-layer": "lieux" };
  return {
    version: 8,
    sources: {
      ...base.sources,
      ground: { type: "vector", tiles: [here(drawn.ground)], maxzoom: setup.deepest.ground },
      places: { type: "vector", tiles: [here(drawn.places)], maxzoom: setup.deepest.places },
      ...Object.fromEntries([...extra].map(([name, url]) => [`x-${name}`, { type: "geojson", data: here(url) }])),
    },
    layers: [
      { id: "land", type: "background", paint: { "background-color": land } },
      ...base.layers({ colour, wide, font }),
      ...(base.full ? [] : [{ id: "commune", type: "fill", ...zone("commune"), paint: { "fill-color": block, "fill-opacity": 0.45 } }]),
      { id: "commune-line", type: "line", ...zone("commune"), paint: { "line-color": edge, "line-width": wide(8, 0.5, 14, 1.2), "line-opacity": ["interpolate", ["linear"], ["zoom"], 7, 0.3, 11, 1] } },
      { id: "water", ...line("water"), paint: { "line-color": colour("water"), "line-width": wide(9, 1.5, 14, 8, 18, 40) } },
      { id: "case", ...line("street", "main"), paint: { "line-color": block, "line-width": wide(11, 1, 14, 5, 18, 28) } },
      { id: "path", ...line("path"), paint: { "line-color": colour("street"), "line-width": wide(14, 1, 18, 6) } },
      { id: "street", ...line("street"), paint: { "line-color": colour("street"), "line-width": wide(12, 0.8, 14, 3, 18, 22) } },
      { id: "main", ...line("main"), paint: { "line-color": colour("street"), "line-width": wide(9, 1, 14, 5, 18, 26) } },
      { id: "rail", ...line("rail"), layout: {}, paint: { "line-color": soft, "line-width": 1.4, "line-dasharray": [4, 2] } },
      { id: "priority", type: "fill", ...zone("priority"), layout: see("priority"), paint: { "fill-color": colour("accent"), "fill-opacity": 0.16 } },
      ...[...extra.keys()].flatMap((name) => laid(name, { colour, accent, ink, paper })),
      { id: "quarter-line", type: "line", ...zone("quarter"), layout: { ...see("quarter"), "line-cap": "round" }, paint: { "line-color": ink, "line-width": 1.6, "line-dasharray": [0.2, 2.6] } },
      { id: "priority-line", type: "line", ...zone("priority"), layout: see("priority"), paint: { "line-color": accent, "line-width": 2, "line-dasharray": [3.5, 2] } },
      { id: "street-name", type: "symbol", source: "ground", "source-layer": "lignes", minzoom: 14, filter: kind("main", "street", "water"), layout: { ...named, "symbol-placement": "line", "text-size": 13 }, paint: { ...halo, "text-color": soft } },
      { id: "priority-name", type: "symbol", source: "ground", "source-layer": "noms", minzoom: 12, filter: kind("priority"), layout: { ...named, ...see("priority"), "text-size": 13, "text-max-width": 8 }, paint: { ...halo, "text-color": accent } },
      { id: "commune-name", type: "symbol", source: "ground", "source-layer": "noms", minzoom: 9.5, maxzoom: 14, filter: kind("commune"), layout: { ...named, "text-size": 14 }, paint: { ...halo, "text-color": soft } },
      { id: "quarter-name", type: "symbol", source: "ground", "source-layer": "noms", minzoom: 11.5, filter: kind("quarter"), layout: { ...named, ...see("quarter"), "text-size": 15, "text-letter-spacing": 0.06, "text-max-width": 8 }, paint: halo },
      { id: "one", type: "circle", ...place, filter: ["!", ["has", "n"]], paint: { "circle-radius": 7, "circle-color": ["case", ["get", "sur"], ink, paper], "circle-stroke-width": ["case", ["get", "sur"], 2, 2.5], "circle-stroke-color": ["case", ["get", "sur"], paper, accent] } },
      { id: "crowd", type: "circle", ...place, filter: ["has", "n"], paint: { "circle-radius": ["step", ["get", "n"], 14, 10, 16, 100, 19, 1000, 23, 10000, 27], "circle-color": paper, "circle-stroke-width": 2, "circle-stroke-color": ink } },
      { id: "crowd-n", type: "symbol", ...place, filter: ["has", "n"], layout: { "text-field": ["concat", "+", ["to-string", ["get", "n"]]], "text-font": font, "text-size": 13, "text-allow-overlap": true, "text-ignore-placement": true }, paint: { "text-color": ink } },
    ],
  };
}

/* A layer of another part of the site: polygons in four tints, lines, points. */
function laid(name, { colour, accent, ink, paper }) {
  const source = `x-${name}`;
  const is = (type) => ["==", ["geometry-type"], type];
  const tint = ["match", ["get", "classe"], 1, colour("c1"), 2, colour("c2"), 3, colour("c3"), 4, colour("c4"), "rgba(0,0,0,0)"];
  return [
    { id: `${source}-area`, type: "fill", source, filter: is("Polygon"), paint: { "fill-color": tint, "fill-opacity": 0.75 } },
    { id: `${source}-line`, type: "line", source, filter: ["!", is("Point")], paint: { "line-color": ink, "line-width": 1.5 } },
    { id: `${source}-point`, type: "circle", source, filter: is("Point"), paint: { "circle-radius": 6, "circle-color": accent, "circle-stroke-width": 2, "circle-stroke-color": paper } },
  ];
}

/* ---------- a base map, when the territory has one */

export async function readBase(maplibre, setup, here) {
  if (setup.ign) {
    return {
      full: true,
      words: "© IGN",
      sources: { base: { type: "raster", tiles: [here(setup.ign)], tileSize: 256, maxzoom: 18 } },
      layers: () => [{ id: "base", type: "raster", source: "base", paint: { "raster-saturation": -0.5, "raster-opacity": matchMedia("(prefers-color-scheme: dark)").matches ? 0.6 : 1 } }],
    };
  }
  if (setup.pmtiles) {
    await new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: setup.pmtiles, onload: done, onerror: failed });
      document.head.append(script);
    });
    const { PMTiles, Protocol } = globalThis.pmtiles;
    const protocol = new Protocol();
    const file = new PMTiles(here(setup.file));
    protocol.add(file);
    maplibre.addProtocol("pmtiles", protocol.tile);
    const [header, about] = await Promise.all([file.getHeader(), file.getMetadata()]);
    const said = new DOMParser().parseFromString(about.attribution ?? "", "text/html");
    const vector = header.tileType === 1;
    return {
      full: true,
      words: said.body.textContent,
      sources: { base: { type: vector ? "vector" : "raster", url: `pmtiles://${here(setup.file)}` } },
      layers: vector
        ? ({ colour, wide }) => ground(new Set(about.vector_layers?.map(({ id }) => id)), colour, wide)
        : () => [{ id: "base", type: "raster", source: "base" }],
    };
  }
  return { sources: {}, layers: () => [] };
}

/* The layers that the two usual schemas of vector base maps (Protomaps, OpenMapTiles) have. */
function ground(has, colour, wide) {
  const fill = (id, tint) => ({ id: `base-${id}`, type: "fill", source: "base", "source-layer": id, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": tint } });
  const road = (id) => ({ id: `base-${id}`, type: "line", source: "base", "source-layer": id, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colour("street"), "line-width": wide(9, 0.8, 14, 3.5, 18, 20) } });
  return [
    ["earth", () => fill("earth", colour("land"))],
    ["park", () => fill("park", colour("park"))],
    ["landcover", () => ({ ...fill("landcover", colour("park")), paint: { "fill-color": colour("park"), "fill-opacity": 0.4 } })],
    ["landuse", () => ({ ...fill("landuse", colour("block")), paint: { "fill-color": colour("block"), "fill-opacity": 0.6 } })],
    ["water", () => fill("water", colour("water"))],
    ["buildings", () => fill("buildings", colour("block"))],
    ["building", () => fill("building", colour("block"))],
    ["roads", () => road("roads")],
    ["transportation", () => road("transportation")],
  ].filter(([id]) => has.has(id)).map(([, layer]) => layer());
}

