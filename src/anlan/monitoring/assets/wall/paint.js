// One canvas over the map: cells of sensors far away, their points near by. Colours and sizes are the stylesheet's.
import { token } from "../../../desk/assets/parts/chart-of-places.js";
import { FILED, NORMAL, SILENT, STATES, cellsAt, isAlarm, within } from "./columns.js";

const SHAPES = [null, "M7 0l7 7-7 7-7-7z", "M7 .5L14 13.5H0z", "M1.5 1.5h11v11h-11z", "M7 .5a6.5 6.5 0 110 13 6.5 6.5 0 010-13z"];
const [MOST_POINTS, FEW, NEAR, FRESH] = [4000, 400, 11, 15000];
const TURN = 2 * Math.PI;

export function brush(canvas, map) {
  const pen = canvas.getContext("2d");
  const ink = Object.fromEntries(["ink", "ink-2", "paper", "edge", "line", "ground", "accent", "level-1", "level-2", "level-3", "level-4", "level-3-edge"].map((name) => [name, token(name)]));
  const sprites = SHAPES.map((path, level) => path && sprite(path, ink[`level-${level}`], level === 3 ? ink["level-3-edge"] : ink.paper));
  const said = `600 12px ${token("font")}`;
  return { canvas, pen, map, ink, sprites, said, cells: [], points: [] };
}

function sprite(path, fill, edge) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 36;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.translate(2, 2);
  Object.assign(pen, { fillStyle: fill, strokeStyle: edge, lineWidth: 2, lineJoin: "round" });
  const shape = new Path2D(path);
  pen.stroke(shape);
  pen.fill(shape);
  return canvas;
}

export function fit({ canvas, pen, map }) {
  const [box, scale] = [map.getContainer(), Math.min(2, devicePixelRatio || 1)];
  canvas.width = box.clientWidth * scale;
  canvas.height = box.clientHeight * scale;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
}

// Where the view lies: px of world and of its left upper corner; the map neither turns nor tilts.
function viewOf(map) {
  const [{ clientWidth: width, clientHeight: height }, { lng, lat }] = [map.getContainer(), map.getCenter()];
  const world = 512 * 2 ** map.getZoom();
  const x = (lng / 360 + 0.5) * world - width / 2;
  const y = (0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / TURN) * world - height / 2;
  return { world, x, y, width, height };
}

const boxOf = ({ world, x, y, width, height }, room) => [(x - room) / world, (y - room) / world, (x + width + room) / world, (y + height + room) / world];

export function paint(brush, all, shown, chosen, now) {
  const view = viewOf(brush.map);
  brush.pen.clearRect(0, 0, view.width, view.height);
  brush.cells = brush.points = [];
  if (!all) return;
  const zoom = brush.map.getZoom();
  const there = zoom >= NEAR - 3 ? within(all, boxOf(view, 16), shown, MOST_POINTS) : null;
  const near = there && there.length <= (zoom >= NEAR ? MOST_POINTS : FEW);
  if (near || zoom >= 15) points(brush, all, there ?? [], view, now);
  else cells(brush, cellsAt(all, Math.floor(zoom), shown), view);
  if (chosen) ring(brush, chosen.x * view.world - view.x, chosen.y * view.world - view.y, 16, brush.ink.accent);
}

function points(brush, all, there, view, now) {
  const { pen, ink, sprites } = brush;
  const at = (one) => [all.x[one] * view.world - view.x, all.y[one] * view.world - view.y];
  const of = Array.from({ length: STATES }, () => []);
  for (const one of there) of[all.state[one]].push(one);
  pen.fillStyle = ink["ink-2"];
  for (const one of of[NORMAL]) {
    const [x, y] = at(one);
    pen.fillRect(x - 3, y - 3, 6, 6);
  }
  hollow(pen, of[SILENT].map(at), ink.ink, ink.paper, (x, y) => pen.arc(x, y, 5, 0, TURN));
  hollow(pen, of[FILED].map(at), ink["ink-2"], ink.paper, (x, y) => {
    pen.rect(x - 5, y - 5, 10, 10);
    pen.moveTo(x - 5, y + 5);
    pen.lineTo(x + 5, y - 5);
  });
  for (const level of [4, 3, 2, 1])
    for (const one of of[level]) {
      const [x, y] = at(one);
      pen.drawImage(sprites[level], x - 9, y - 9, 18, 18);
      if (now - (all.since.get(one) ?? -FRESH) < FRESH) ring(brush, x, y, 14, ink.ink);
    }
  brush.points = there;
}

function hollow(pen, spots, edge, fill, trace) {
  if (!spots.length) return;
  pen.beginPath();
  for (const [x, y] of spots) {
    pen.moveTo(x + 5, y);
    trace(x, y);
  }
  Object.assign(pen, { fillStyle: fill, strokeStyle: edge, lineWidth: 1.5 });
  pen.fill();
  pen.stroke();
}

function ring({ pen }, x, y, radius, colour) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, TURN);
  Object.assign(pen, { strokeStyle: colour, lineWidth: 2 });
  pen.stroke();
}

// A cell: how many, a ring whose arcs are the shares of alarm and silence, and above it the gravest level with its number.
function cells(brush, list, view) {
  const { pen, ink, sprites } = brush;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const cell of list) {
    const [x, y] = [cell.x * view.world - view.x, cell.y * view.world - view.y];
    if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
    const radius = Math.min(28, 13 + 3.2 * Math.log10(cell.n) * 1.4);
    pen.beginPath();
    pen.arc(x, y, radius, 0, TURN);
    Object.assign(pen, { fillStyle: ink.paper, strokeStyle: ink.edge, lineWidth: 3 });
    pen.fill();
    pen.stroke();
    shares(brush, cell, x, y, radius);
    pen.font = brush.said;
    pen.fillStyle = ink.ink;
    pen.fillText(cell.n, x, y + 1);
    const level = cell.states.findIndex((n, state) => n && isAlarm(state));
    if (level > 0) badge(brush, sprites[level], cell.states[level], x, y - radius);
    brush.cells.push({ x, y, radius, cell });
  }
}

function shares({ pen, ink }, cell, x, y, radius) {
  let from = -TURN / 4;
  for (const state of [1, 2, 3, 4, SILENT]) {
    const part = (cell.states[state] / cell.n) * TURN;
    if (!part) continue;
    pen.beginPath();
    pen.arc(x, y, radius, from, from + Math.max(part, 0.12));
    Object.assign(pen, { strokeStyle: state === SILENT ? ink.ink : ink[`level-${state}`], lineWidth: 4 });
    if (state === SILENT) pen.setLineDash([2, 3]);
    pen.stroke();
    pen.setLineDash([]);
    from += part;
  }
}

function badge({ pen, ink, said }, image, n, x, y) {
  pen.font = said;
  const wide = 22 + pen.measureText(n).width;
  pen.beginPath();
  pen.roundRect(x - wide / 2, y - 10, wide, 18, 4);
  Object.assign(pen, { fillStyle: ink.paper, strokeStyle: ink["ink-2"], lineWidth: 1 });
  pen.fill();
  pen.stroke();
  pen.drawImage(image, x - wide / 2 + 2, y - 9, 16, 16);
  pen.fillStyle = ink.ink;
  pen.textAlign = "left";
  pen.fillText(n, x - wide / 2 + 19, y);
  pen.textAlign = "center";
}

// What is under a spot of the screen: a cell, or the nearest point within a finger's width; null for neither.
export function under(brush, all, x, y, reach = 12) {
  const cell = brush.cells.find((one) => Math.hypot(one.x - x, one.y - y) <= one.radius + 4);
  if (cell) return { cell: cell.cell };
  const view = viewOf(brush.map);
  let [best, found] = [reach, -1];
  for (const one of brush.points) {
    const far = Math.hypot(all.x[one] * view.world - view.x - x, all.y[one] * view.world - view.y - y);
    if (far <= best && (far < best || all.state[one])) [best, found] = [far, one];
  }
  return found < 0 ? null : { point: found };
}
export const isFresh = (all, now) => [...all.since.values()].some((at) => now - at < FRESH);
