// 等网络发出: a step taken without a network is kept on the phone and sent when there is one, with how long it waited. Its id goes
// with it, so a second sending does nothing; a refused one stays, with the server's sentence, until its owner has read it.
import { drop, freshId, of, put } from "./kept.js";
import { mended } from "./mend.js";

const WEEK = 7 * 24 * 3600_000;
const AGAIN = 30_000;
let reached = navigator.onLine;
let justSent = 0;

const person = () => document.body.dataset.person ?? "";
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
export const waits = (step) => !step.sent && !step.refused;
const same = (one, other) => one.length === other.length && one.every(([name, value], n) =>
  name === other[n][0] && (name === "client_id" || (value instanceof File ? value.name === other[n][1].name && value.size === other[n][1].size : value === other[n][1])));

// Whether the server answers at all; a phone's own word for "online" is often wrong.
export async function reachable() {
  if (!navigator.onLine) reached = false;
  else {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 5000);
    reached = await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: stop.signal }).then(() => true, () => false);
    clearTimeout(timer);
  }
  show();
  return reached;
}

// Keeps a form as it stands; the same content kept once more is the same step, other content under a used id gets an id of its own,
// but what mends a refused step takes its place.
export async function keep(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size));
  let id = form.elements.client_id?.value || freshId();
  const known = (await of(person())).find((step) => step.id === id);
  if (known && !known.refused && same(known.fields ?? [], fields)) return known;
  if (known && !known.refused) {
    id = freshId();
    fields.splice(0, fields.length, ...fields.map(([name, value]) => (name === "client_id" ? [name, id] : [name, value])));
  }
  const action = new URL(form.getAttribute("action") || location.pathname + location.search, location.href);
  const step = { id, person: person(), url: action.pathname + action.search, title: form.dataset.queue, at: Date.now(), fields };
  await put(step);
  await show();
  return step;
}

const ends = {
  200: (answer) => ({ sent: Date.now(), said: answer.said, href: answer.href, fields: undefined }),
  413: () => ({ refused: "照片或文件太大，没有收下。请减少后重新填写。" }),
};

// Sends one; false where there is no use in sending the next.
async function send(step) {
  const body = new FormData();
  for (const [name, value] of step.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token());
  body.set("waited_ms", String(Math.max(0, Date.now() - step.at)));
  try {
    const answer = await fetch(step.url, { method: "POST", body, headers: { "X-Anlan-Queued": "1" } });
    const said = await answer.json().catch(() => ({}));
    const end = ends[answer.status]?.(said) ?? (said.refused ? { refused: said.refused } : null);
    if (!end) return false;
    if (end.sent) justSent += 1;
    await put({ ...step, ...end });
    return true;
  } catch {
    reached = false;
    return false;
  }
}

async function sendAll() {
  for (const step of await of(person())) {
    if (step.sent && Date.now() - step.sent > WEEK) await drop(step.id);
    else if (waits(step) && !(await send(step))) break;
  }
  await show();
  if (justSent) document.dispatchEvent(new CustomEvent("anlan:sent"));
}

// One tab sends at a time; where the browser has no locks the ids keep a double from doing anything.
export async function trySending() {
  if (!person() || !(await of(person())).some(waits) || !(await reachable())) return;
  if (navigator.locks) await navigator.locks.request("anlan-queue", { ifAvailable: true }, (lock) => lock && sendAll());
  else await sendAll();
}

function words(all) {
  const [waiting, refused] = [all.filter(waits).length, all.filter((step) => step.refused).length];
  if (!reached) return `没有网络，已存 ${waiting} 条`;
  if (refused) return `有 ${refused} 条没有发出`;
  if (waiting) return `${waiting} 条等网络发出`;
  return justSent ? `已补发 ${justSent} 条` : "";
}

async function show() {
  const bar = document.querySelector("[data-offline]");
  if (!bar) return;
  const all = await of(person());
  const said = words(all);
  bar.hidden = !said;
  bar.querySelector("span").textContent = said;
  document.dispatchEvent(new CustomEvent("anlan:kept", { detail: all }));
}

export function queue() {
  if (!person() || !("indexedDB" in window)) return;
  addEventListener("online", trySending);
  addEventListener("offline", () => {
    reached = false;
    show();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && trySending());
  setInterval(async () => {
    if (!reached) await reachable();
    trySending();
  }, AGAIN);
  mended().then(show).then(trySending);
}
