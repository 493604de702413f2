// A kept step that the server refused comes back into its form as it was sent, photos and a drawn signature included. The phone
// keeps it until the mended one is taken in, so a form that is left once more has lost nothing.
import { drop, of } from "./kept.js";

const MARK = "anlan-mend";
const person = () => document.body.dataset.person ?? "";

export function toMend(step) {
  sessionStorage.setItem(MARK, JSON.stringify({ path: step.url, id: step.id }));
  location.assign(step.url);
}

// The step that this page was opened to mend, if it was.
export async function stepToMend() {
  const { path, id } = JSON.parse(sessionStorage.getItem(MARK) ?? "{}");
  if (path !== location.pathname + location.search || !person()) return null;
  sessionStorage.removeItem(MARK);
  return (await of(person())).find((step) => step.id === id && step.refused) ?? null;
}

// The files go into the input that chooses from the phone's store (the last of that name); choosing anew replaces them.
function files(form, fields) {
  for (const name of new Set(fields.map(([name]) => name))) {
    const input = [...form.querySelectorAll("input[type=file]")].filter((one) => one.name === name).pop();
    if (!input) continue;
    const chosen = new DataTransfer();
    for (const [of, file] of fields) if (of === name) chosen.items.add(file);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function signatures(form, fields) {
  for (const [name, picture] of fields) {
    const hidden = [...form.querySelectorAll("[data-sign] input[type=hidden]")].find((one) => one.name === name);
    hidden?.dispatchEvent(new CustomEvent("anlan:signed", { detail: picture }));
  }
}

// What typed text cannot bring back. Mended, the step keeps its id: it was refused, so nothing stands under it.
export function bringBack(form, step) {
  if (form.elements.client_id) form.elements.client_id.value = step.id;
  files(form, step.fields.filter(([, value]) => value instanceof File));
  signatures(form, step.fields.filter(([name, value]) => name.endsWith(".drawn") && value));
}

// What the server has taken in is kept no longer.
export async function mended() {
  const done = document.body.dataset.done;
  const step = done && person() ? (await of(person())).find((one) => one.id === done && one.refused) : null;
  if (step) await drop(step.id);
}
