// The one map: cells with a count and the highest level's shape, points below county zoom, and the list beside it kept in step.
import { countyBounds, mapIn, token } from "./parts/chart-of-places.js";

const place = document.querySelector("[data-map]");
const list = document.querySelector("[data-near]");
const said = document.querySelector("[data-near-said]");
const panel = document.querySelector("[data-panel]");
const { county, province, at } = place.dataset;
const SHAPES = ["M7 0a7 7 0 110 14A7 7 0 017 0z", "M7 0l7 7-7 7-7-7z", "M7 .5L14 13.5H0z", "M1.5 1.5h11v11h-11z", "M7 .5a6.5 6.5 0 110 13 6.5 6.5 0 010-13z"];
const colour = (level) => (level ? token(`level-${level}`) : token("ink-2"));

function drawn(size, paint) {
  const scale = 2;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  paint(pen);
  return pen.getImageData(0, 0, size * scale, size * scale);
}

function shapes(map) {
  SHAPES.forEach((path, level) => {
    const image = drawn(22, (pen) => {
      pen.translate(4, 4);
      const shape = new Path2D(path);
      Object.assign(pen, { fillStyle: colour(level), strokeStyle: level === 3 ? token("level-3-edge") : token("paper"), lineWidth: 1.5, lineJoin: "round" });
      pen.stroke(shape);
      pen.fill(shape);
      if (level === 3) pen.stroke(shape);
    });
    map.addImage(`level-${level}`, image, { pixelRatio: 2 });
  });
}

function layersOf(map) {
  const empty = { type: "FeatureCollection", features: [] };
  for (const id of ["matters", "records"]) map.addSource(id, { type: "geojson", data: empty });
  const isCell = ["has", "n"];
  for (const id of ["records", "matters"]) {
    map.addLayer({ id: `${id}-cells`, type: "circle", source: id, filter: isCell, paint: {
      "circle-color": token(id === "records" ? "ground" : "paper"), "circle-stroke-color": token("ink-2"), "circle-stroke-width": 1.5,
      "circle-radius": ["interpolate", ["linear"], ["get", "n"], 1, 12, 20, 18, 200, 26] } });
    map.addLayer({ id: `${id}-count`, type: "symbol", source: id, filter: isCell, layout: {
      "text-field": ["to-string", ["get", "n"]], "text-size": 12, "text-font": ["sans-serif"], "text-allow-overlap": true }, paint: { "text-color": token("ink") } });
    map.addLayer({ id: `${id}-level`, type: "symbol", source: id, filter: ["all", isCell, [">", ["get", "level"], 0]], layout: {
      "icon-image": ["concat", "level-", ["get", "level"]], "icon-offset": [0, -16], "icon-allow-overlap": true } });
    map.addLayer({ id: `${id}-points`, type: "symbol", source: id, filter: ["!", isCell], layout: {
      "icon-image": ["concat", "level-", ["get", "level"]], "icon-allow-overlap": true, "icon-size": id === "records" ? 0.7 : 1 } });
  }
}

const boxOf = (map) => {
  const b = map.getBounds();
  return [b.getWest(), Math.max(-85, b.getSouth()), b.getEast(), Math.min(85, b.getNorth())].map((side) => side.toFixed(5)).join(",");
};

async function asked(query) {
  const answer = await fetch(`/map/cells?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
}

function lineOf(feature, map) {
  const { title, kind, state, level, n } = feature.properties;
  const line = document.createElement("li");
  const head = document.createElement("div");
  const link = document.createElement("button");
  link.className = "btn btn--bare near-title";
  link.type = "button";
  link.textContent = n ? `${n} 件` : title;
  head.append(shapeOf(level), link);
  const small = document.createElement("span");
  small.className = "small";
  small.textContent = n ? "放大看明细" : `${kind}，${state}`;
  line.append(head, small);
  link.addEventListener("click", () => (n ? map.easeTo({ center: feature.geometry.coordinates, zoom: map.getZoom() + 2 }) : open(feature, map)));
  return line;
}

function shapeOf(level) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "shape");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", level ? `l${level}` : "run");
  path.setAttribute("d", SHAPES[level]);
  svg.append(path);
  return svg;
}

function open(feature, map) {
  const { title, kind, state, place: town, href } = feature.properties;
  panel.hidden = false;
  panel.querySelector("h2").textContent = title;
  panel.querySelector(".meta").textContent = [kind, state, town].filter(Boolean).join("　");
  panel.querySelector("a").href = href;
  map.easeTo({ center: feature.geometry.coordinates });
}

// One line under the pointer; the panel comes with a click.
function tip(map) {
  const box = document.createElement("p");
  box.className = "maptip";
  box.hidden = true;
  place.append(box);
  return ({ point, features: [feature] }) => {
    const { title, kind, state, n } = feature.properties;
    box.textContent = n ? `${n} 件，点开放大` : [title, kind, state].filter(Boolean).join("　");
    box.hidden = false;
    const right = point.x > place.clientWidth / 2;
    box.style.translate = `${Math.round(point.x + (right ? -12 : 12))}px ${Math.round(point.y + 12)}px`;
    box.classList.toggle("maptip--left", right);
  };
}

async function refresh(map, state) {
  const box = boxOf(map);
  const turn = (state.turn = (state.turn ?? 0) + 1);
  const kinds = [...document.querySelectorAll("[data-layer]:checked")].map((one) => one.dataset.layer);
  const days = document.querySelector("[data-days]:checked")?.value ?? "";
  const [zoom, of] = [Math.floor(map.getZoom()), kinds.length];
  const wanted = kinds.includes("") ? asked({ box, zoom, of, days }) : { type: "FeatureCollection", features: [] };
  const [matters, ...records] = await Promise.all([wanted, ...kinds.filter(Boolean).map((layer) => asked({ box, zoom, of, layer }))]);
  if (turn !== state.turn) return;
  map.getSource("matters").setData(matters);
  const all = { type: "FeatureCollection", features: records.flatMap((one) => one.features) };
  map.getSource("records").setData(all);
  const rows = [...matters.features, ...all.features];
  const count = matters.features.reduce((sum, one) => sum + (one.properties.n ?? 1), 0);
  const spots = all.features.reduce((sum, one) => sum + (one.properties.n ?? 1), 0);
  const cut = [matters, ...records].some((one) => one.cut) ? "点位太多，没有画全，请放大或少选图层。" : "";
  said.textContent = `图上事项 ${count} 件${spots ? `，点位 ${spots} 处` : ""}。${cut || "随地图移动更新。"}`;
  list.replaceChildren(...rows.slice(0, 100).map((feature) => lineOf(feature, map)));
}

// The chosen span of time stands in the address, so that a view can be sent to a colleague.
function remember() {
  const days = document.querySelector("[data-days]:checked")?.value;
  const address = new URL(location.href);
  if (days) address.searchParams.set("days", days);
  else address.searchParams.delete("days");
  history.replaceState(null, "", address);
  for (const chip of document.querySelectorAll("[data-days]")) chip.parentElement.classList.toggle("chip--on", chip.checked);
}

async function start() {
  const point = at ? at.split(",").map(Number) : null;
  const bounds = point ? null : await countyBounds(county, province);
  const map = mapIn(place, { county, province, bounds, ...(point ? { center: point, zoom: 13 } : {}) });
  const state = {};
  map.on("load", () => {
    shapes(map);
    layersOf(map);
    refresh(map, state);
    map.on("moveend", () => refresh(map, state));
    document.addEventListener("change", (event) => event.target.matches("[data-layer], [data-days]") && (remember(), refresh(map, state)));
    const over = tip(map);
    for (const id of ["matters-cells", "records-cells", "matters-points", "records-points"]) {
      map.on("click", id, ({ features: [feature] }) =>
        feature.properties.n ? map.easeTo({ center: feature.geometry.coordinates, zoom: map.getZoom() + 2 }) : open(feature, map));
      map.on("mousemove", id, (event) => {
        map.getCanvas().style.cursor = "pointer";
        over(event);
      });
      map.on("mouseleave", id, () => {
        map.getCanvas().style.cursor = "";
        place.querySelector(".maptip").hidden = true;
      });
    }
    place.dataset.ready = "1";
  });
  document.querySelector("[data-in]").addEventListener("click", () => map.zoomIn());
  document.querySelector("[data-out]").addEventListener("click", () => map.zoomOut());
  panel.querySelector("button").addEventListener("click", () => (panel.hidden = true));
}
start();
