// Keeps on a phone the pages that were opened or that stand in the inbox, so that they open without a network. Registered on phones
// only; everything is thrown away at the login page. The network always comes first; a kept page is shown for a day at most.
const PAGES = "anlan-pages";
const FILES = "anlan-files";
const KEPT_FOR = 24 * 3600_000;
const FRESH_FOR = 10 * 60_000;
const MOST = 60;
const DOOR = /^\/(login|logout)/;
const KEPT = /^\/($|m\/|new|queue$|matters$)/;

const age = (answer) => Date.now() - Number(answer.headers.get("X-Kept-At") ?? 0);
const isPage = (answer) => answer.ok && !answer.redirected && (answer.headers.get("Content-Type") ?? "").startsWith("text/html");

async function keep(url, answer) {
  const pages = await caches.open(PAGES);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(Date.now()));
  await pages.put(url, new Response(await answer.blob(), { status: 200, headers }));
  const all = await pages.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST))) await pages.delete(old);
}

async function page(request) {
  const url = new URL(request.url);
  const name = url.pathname === "/queue" ? url.pathname : url.pathname + url.search;
  try {
    const answer = await fetch(request);
    if (DOOR.test(new URL(answer.url || url).pathname)) await caches.delete(PAGES);
    if (KEPT.test(url.pathname) && isPage(answer)) await keep(name, answer.clone());
    return answer;
  } catch (error) {
    const pages = await caches.open(PAGES);
    const kept = await pages.match(name);
    if (kept && age(kept) < KEPT_FOR) return kept;
    const queue = await pages.match("/queue");
    if (queue) return Response.redirect("/queue?missing=1");
    throw error;
  }
}

async function file(request) {
  const files = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await files.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await files.match(request);
    if (kept) return kept;
    throw error;
  }
}

// The matters of the inbox and the forms of their first steps, fetched while there is a network.
async function warm(paths) {
  const pages = await caches.open(PAGES);
  for (const path of paths) {
    const kept = await pages.match(path);
    if (kept && age(kept) < FRESH_FOR) continue;
    const answer = await fetch(path).catch(() => null);
    if (!answer || !isPage(answer)) continue;
    const text = await answer.clone().text();
    await keep(path, answer);
    const forms = [...text.matchAll(/class="btn[^"]* btn--wide" href="(\/m\/[^"/]+\/[a-z_-]+)"/g)].slice(0, 3);
    for (const [, form] of forms) {
      const found = await fetch(form).catch(() => null);
      if (found && isPage(found)) await keep(form, found);
    }
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(warm(event.data?.warm ?? [])));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.mode === "navigate" && DOOR.test(url.pathname)) event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/") && !url.pathname.includes("/geo/")) event.respondWith(file(request));
});
