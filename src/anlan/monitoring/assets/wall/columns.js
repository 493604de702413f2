// The wall's sensors as columns of numbers: where each is (Web Mercator, 0 to 1) and its state; cells of them; who is under a pointer.
export const [NORMAL, SILENT, FILED, STATES] = [0, 5, 6, 7];
export const isAlarm = (state) => state >= 1 && state <= 4;
const RADIAN = Math.PI / 180;
export const across = (lon) => lon / 360 + 0.5;
export const down = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * RADIAN) / 2)) / (2 * Math.PI);
export const lonOf = (x) => (x - 0.5) * 360;
export const latOf = (y) => (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 2 - Math.PI / 2) / RADIAN;

// As wall.packed writes them: uint32 n, int32 longitudes and latitudes (1e-7 degrees), uint8 states.
export function columnsOf(buffer) {
  const n = new DataView(buffer).getUint32(0, true);
  const [lon, lat] = [new Int32Array(buffer, 4, n), new Int32Array(buffer, 4 + 4 * n, n)];
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  for (let one = 0; one < n; one++) {
    x[one] = across(lon[one] / 1e7);
    y[one] = down(lat[one] / 1e7);
  }
  return { n, x, y, state: new Uint8Array(buffer.slice(4 + 8 * n)), since: new Map(), cells: null };
}

export function counts(all) {
  const found = new Array(STATES).fill(0);
  for (let one = 0; one < all.n; one++) found[all.state[one]]++;
  return found;
}

// Takes what changed ({state: numbers}); how many have come to each level of alarm.
export function take(all, states, now) {
  const come = new Array(STATES).fill(0);
  for (const [state, numbers] of Object.entries(states))
    for (const one of numbers) {
      if (all.state[one] === Number(state)) continue;
      all.state[one] = Number(state);
      come[state]++;
      if (isAlarm(Number(state))) all.since.set(one, now);
      else all.since.delete(one);
    }
  all.cells = null;
  return come;
}

// The sensors in cells of 64 px at a zoom: their middle (well inside, so that circles keep apart), how many in each state. Kept until a state, a filter or the zoom changes.
export function cellsAt(all, zoom, shown) {
  const key = `${zoom}:${shown.join("")}`;
  if (all.cells?.key === key) return all.cells.list;
  const [side, found] = [2 ** (zoom + 3), new Map()];
  for (let one = 0; one < all.n; one++) {
    if (!shown[all.state[one]]) continue;
    const [x, y] = [all.x[one], all.y[one]];
    const tile = Math.floor(x * side) * side + Math.floor(y * side);
    let cell = found.get(tile);
    if (!cell) found.set(tile, (cell = { x: 0, y: 0, n: 0, states: new Array(STATES).fill(0), tile: [Math.floor(x * side), Math.floor(y * side)] }));
    cell.x += x;
    cell.y += y;
    cell.n++;
    cell.states[all.state[one]]++;
  }
  const list = [...found.values()];
  const middle = (sum, n, tile) => (tile + Math.min(0.7, Math.max(0.3, (sum / n) * side - tile))) / side;
  for (const cell of list) [cell.x, cell.y] = [middle(cell.x, cell.n, cell.tile[0]), middle(cell.y, cell.n, cell.tile[1])];
  all.cells = { key, list };
  return list;
}

export function within(all, [west, north, east, south], shown, most) {
  const found = [];
  for (let one = 0; one < all.n && found.length <= most; one++) {
    const [x, y] = [all.x[one], all.y[one]];
    if (x >= west && x <= east && y >= north && y <= south && shown[all.state[one]]) found.push(one);
  }
  return found;
}
