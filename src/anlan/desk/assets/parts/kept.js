// What a phone keeps while there is no network: steps as they were filled in, photos included, in the browser's own database.
const opened = new Promise((done, failed) => {
  const asked = indexedDB.open("anlan", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("steps", { keyPath: "id" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

async function store(mode, ask) {
  const db = await opened;
  return new Promise((done, failed) => {
    const work = db.transaction("steps", mode);
    const asked = ask(work.objectStore("steps"));
    work.oncomplete = () => done(asked.result);
    work.onerror = work.onabort = () => failed(work.error);
  });
}

export const put = (step) => store("readwrite", (steps) => steps.put(step));
export const drop = (id) => store("readwrite", (steps) => steps.delete(id));

// The steps of one person, oldest first.
export async function of(person) {
  const all = await store("readonly", (steps) => steps.getAll());
  return all.filter((step) => step.person === person).sort((a, b) => a.at - b.at);
}

// An id as the server makes them: UUIDv7 without dashes.
export function freshId() {
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${Date.now().toString(16).padStart(12, "0")}7${random.slice(0, 3)}8${random.slice(3, 18)}`;
}
