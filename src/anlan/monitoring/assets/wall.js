// The wall: every sensor one may see on the one map, its state as it changes, and beside it who is in alarm within the view.
import { countyBounds, mapIn } from "../../desk/assets/parts/chart-of-places.js";
import { STATES, across, counts, down, isAlarm, latOf, lonOf, within } from "./wall/columns.js";
import { follow } from "./wall/feed.js";
import { lineOf } from "./wall/lines.js";
import { brush, fit, isFresh, paint, under } from "./wall/paint.js";

const on = (query) => document.querySelector(query);
const [place, panel, list, status] = [on("[data-map]"), on("[data-panel]"), on("[data-near]"), on("[data-said]")];
const boxes = [...document.querySelectorAll("[data-state]")];
const LEVELS = ["", "红色", "橙色", "黄色", "蓝色"];
const { county, province } = place.dataset;
const wall = { all: null, shown: new Array(STATES).fill(true), chosen: null, live: null, home: null, asked: 0, waits: 0, drawing: false };

function draw(map, tool) {
  if (wall.drawing) return;
  wall.drawing = true;
  requestAnimationFrame(() => {
    wall.drawing = false;
    paint(tool, wall.all, wall.shown, wall.chosen, Date.now());
  });
}

function tell() {
  const found = counts(wall.all);
  for (const box of boxes) box.parentElement.querySelector("[data-count]").textContent = found[box.dataset.state].toLocaleString("zh-CN");
  const nowhere = wall.all.nowhere ? `，另有 ${wall.all.nowhere} 个没有填位置` : "";
  const clock = new Date().toLocaleTimeString("zh-CN", { hour12: false });
  const how = wall.live === null ? "正在接通实时推送" : wall.live ? "有变化随时更新" : "每 30 秒更新";
  status.textContent = `${wall.all.n.toLocaleString("zh-CN")} 个监测点${nowhere}。${clock} 更新，${how}`;
}

const boxOf = (map) => {
  const b = map.getBounds();
  return [b.getWest(), Math.max(-85, b.getSouth()), b.getEast(), Math.min(85, b.getNorth())];
};

async function asked(box, of = "") {
  const answer = await fetch(`/monitoring/wall/near?${new URLSearchParams({ box: box.map((side) => side.toFixed(6)).join(","), of })}`).catch(() => null);
  return answer?.ok ? answer.json() : { n: 0, rows: [] };
}

// Asked once the map has come to rest: who is in alarm in the view. Nothing is asked while nobody is.
function beside(map) {
  clearTimeout(wall.waits);
  wall.waits = setTimeout(async () => {
    const [turn, [west, south, east, north]] = [++wall.asked, boxOf(map)];
    const loud = within(wall.all, [across(west), down(north), across(east), down(south)], Array.from({ length: STATES }, (_, state) => isAlarm(state)), 1e6).length;
    const { rows } = loud ? await asked(boxOf(map), "alarm") : { rows: [] };
    if (turn !== wall.asked) return;
    const before = list.querySelector(".row--on")?.dataset.href;
    on("[data-alarms]").textContent = loud ? `${loud} 个${loud > rows.length ? `，列最重的 ${rows.length} 个` : ""}` : "没有";
    list.replaceChildren(...rows.map((row) => lineOf(row, (line) => go(map, line))));
    const again = [...list.children].find((one) => one.dataset.href === before);
    again?.classList.add("row--on");
  }, 300);
}

function go(map, { lon, lat }) {
  wall.chosen = { x: across(lon), y: down(lat) };
  map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 13), duration: 400 });
  spot(map, lon, lat, 1e-6);
}

async function spot(map, lon, lat, room) {
  const { n, rows } = await asked([lon - room, lat - room, lon + room, lat + room]);
  panel.hidden = !n;
  panel.querySelector("h2").textContent = n > 1 ? `这里有 ${n} 个监测点` : "监测点";
  on("[data-spot]").replaceChildren(...rows.map((row) => lineOf(row)));
  panel.scrollTop = 0;
}

function shut() {
  panel.hidden = true;
  wall.chosen = null;
}

function wire(map, tool) {
  const again = () => draw(map, tool);
  map.on("move", () => paint(tool, wall.all, wall.shown, wall.chosen, Date.now()));
  map.on("moveend", () => wall.all && beside(map));
  map.on("resize", () => (fit(tool), again()));
  map.on("click", ({ point }) => {
    const found = wall.all && under(tool, wall.all, point.x, point.y, matchMedia("(pointer: coarse)").matches ? 20 : 12);
    if (found?.cell) return void map.easeTo({ center: [lonOf(found.cell.x), latOf(found.cell.y)], zoom: map.getZoom() + 2, duration: 400 });
    shut();
    if (found) {
      const [x, y] = [wall.all.x[found.point], wall.all.y[found.point]];
      wall.chosen = { x, y };
      spot(map, lonOf(x), latOf(y), 360 / (512 * 2 ** map.getZoom()) * 8);
    }
    again();
  });
  map.on("mousemove", ({ point }) => (map.getCanvas().style.cursor = wall.all && under(tool, wall.all, point.x, point.y) ? "pointer" : ""));
  for (const box of boxes) box.addEventListener("change", () => (wall.shown[box.dataset.state] = box.checked, again()));
  on("[data-in]").addEventListener("click", () => map.zoomIn());
  on("[data-out]").addEventListener("click", () => map.zoomOut());
  on("[data-close]").addEventListener("click", () => (shut(), again()));
  document.addEventListener("keydown", (event) => press(event, map, again), true);
  setInterval(() => wall.all && isFresh(wall.all, Date.now() - 1000) && again(), 1000);
}

function press(event, map, again) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=search], textarea, select")) return;
  const inMap = map.getCanvas().contains(event.target);
  if (event.key === "Escape" && !event.target.closest("details[open]")) {
    event.stopPropagation();
    shut();
    again();
  } else if (event.key === "0") home(map);
  else if (!inMap && (event.key === "+" || event.key === "=")) map.zoomIn();
  else if (!inMap && event.key === "-") map.zoomOut();
  else if (!inMap && MOVES[event.key] && !event.target.matches("input, button, summary")) {
    event.preventDefault();
    map.panBy(MOVES[event.key].map((step) => step * 100), { duration: 150 });
  }
}
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const home = (map) => wall.home && map.fitBounds(wall.home, { padding: 40, duration: 300 });

// The box of all sensors, for a place whose outline we do not have.
function around({ n, x, y }) {
  const box = [1, 1, 0, 0];
  for (let one = 0; one < n; one++) {
    box[0] = Math.min(box[0], x[one]);
    box[1] = Math.min(box[1], y[one]);
    box[2] = Math.max(box[2], x[one]);
    box[3] = Math.max(box[3], y[one]);
  }
  return n ? [[lonOf(box[0]), latOf(box[3])], [lonOf(box[2]), latOf(box[1])]] : null;
}

// Without a GPU every pixel of the ground is the processor's work: a coarser ground keeps input answered at once.
function isSoftware(map) {
  const pen = map.getCanvas().getContext("webgl2") ?? map.getCanvas().getContext("webgl");
  const known = pen?.getExtension("WEBGL_debug_renderer_info");
  return /swiftshader|llvmpipe|software|basic render/i.test(known ? pen.getParameter(known.UNMASKED_RENDERER_WEBGL) : "");
}

async function start() {
  wall.home = await countyBounds(county, province).catch(() => null);
  const map = mapIn(place, { county, province, bounds: wall.home });
  const canvas = document.createElement("canvas");
  canvas.className = "overmap";
  map.getCanvasContainer().append(canvas);
  if (isSoftware(map)) map.setPixelRatio(0.5);
  const tool = brush(canvas, map);
  fit(tool);
  wire(map, tool);
  await new Promise((ready) => map.once("load", ready));
  await follow({
    drawn(all) {
      const first = !wall.all;
      wall.all = all;
      if (first && !wall.home && (wall.home = around(all))) map.fitBounds(wall.home, { padding: 40, maxZoom: 13, duration: 0 });
      tell();
      draw(map, tool);
      beside(map);
      place.dataset.ready = "1";
    },
    changed(come) {
      tell();
      draw(map, tool);
      const said = LEVELS.map((word, level) => word && come[level] && `${word} ${come[level]} 个`).filter(Boolean);
      if (said.length) on("[data-news]").textContent = `新报警：${said.join("，")}`;
      beside(map);
    },
    said(live) {
      wall.live = live;
      if (wall.all) tell();
      place.dataset.live = live ? "1" : "";
    },
  });
}
start();
