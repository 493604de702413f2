// MapLibre with our own tokens: counties as outlines, nothing from the internet. Colours are read from the stylesheet.
import { Map, Marker, setWorkerUrl } from "maplibre-gl";

setWorkerUrl(new URL("maplibre-gl-worker.js", import.meta.url).href);

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const geo = (province) => new URL(`/static/desk/built/geo/${province.slice(0, 2)}0000.json`, location.href).href;

export function style(county, province) {
  return {
    version: 8,
    sources: { counties: { type: "geojson", data: geo(province), attribution: "示意图，不作划界依据" } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("ground") } },
      { id: "land", type: "fill", source: "counties", paint: { "fill-color": token("land") } },
      { id: "own", type: "fill", source: "counties", filter: ["==", ["get", "code"], county], paint: { "fill-color": token("paper") } },
      { id: "edges", type: "line", source: "counties", paint: { "line-color": token("edge"), "line-width": 1 } },
      { id: "own-edge", type: "line", source: "counties", filter: ["==", ["get", "code"], county], paint: { "line-color": token("ink-2"), "line-width": 2 } },
    ],
  };
}

export function boundsOf(feature) {
  const box = [180, 90, -180, -90];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(walk);
  };
  walk(feature.geometry.coordinates);
  return [[box[0], box[1]], [box[2], box[3]]];
}

export async function countyBounds(county, province) {
  const answer = await fetch(geo(province));
  if (!answer.ok) return null;
  const found = (await answer.json()).features.find((one) => one.properties.code === county);
  return found ? boundsOf(found) : null;
}

export function mapIn(place, { county = "", province = "14", center = [112.5, 38], zoom = 6, interactive = true, bounds = null } = {}) {
  return new Map({
    container: place, style: style(county, province), center, zoom, bounds: bounds ?? undefined, fitBoundsOptions: { padding: 40 }, interactive,
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 17, minZoom: 4,
    localIdeographFontFamily: token("font"), fadeDuration: 0,
  });
}

const pin = (color) => new Marker({ color });

export function show(place, at) {
  const map = mapIn(place, { center: at, zoom: 9, interactive: false });
  pin(token("accent")).setLngLat(at).addTo(map);
}

export async function overview(place, county) {
  const province = county.slice(0, 2);
  const bounds = await countyBounds(county, province);
  const map = mapIn(place, { county, province, bounds, interactive: false });
  map.on("load", async () => {
    const [[west, south], [east, north]] = bounds ?? map.getBounds().toArray();
    const answer = await fetch(`/map/cells?${new URLSearchParams({ box: [west, south, east, north].join(","), zoom: 8 })}`);
    map.addSource("matters", { type: "geojson", data: await answer.json() });
    const level = ["match", ["get", "level"], 1, token("level-1"), 2, token("level-2"), 3, token("level-3"), 4, token("level-4"), token("ink-2")];
    map.addLayer({ id: "cells", type: "circle", source: "matters", paint: {
      "circle-color": level, "circle-stroke-color": token("paper"), "circle-stroke-width": 1.5,
      "circle-radius": ["interpolate", ["linear"], ["coalesce", ["get", "n"], 1], 1, 6, 50, 16] } });
  });
}

export function choose(place, at, chosen) {
  const map = mapIn(place, { center: at ?? [112.82, 39.52], zoom: at ? 11 : 8 });
  const marker = pin(token("accent"));
  if (at) marker.setLngLat(at).addTo(map);
  map.on("click", ({ lngLat }) => {
    marker.setLngLat(lngLat).addTo(map);
    chosen(lngLat.lng, lngLat.lat);
  });
}
