// On a phone: opened pages and the inbox's first matters are kept, so that they open where there is no network.
const PHONE = "(max-width: 720px)";
const FIRST = 10;

export async function field(root) {
  if (!root.body.dataset.person || !("serviceWorker" in navigator) || !matchMedia(PHONE).matches) return;
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  const rows = [...root.querySelectorAll("main section a.row[data-id]")].slice(0, FIRST);
  if (location.pathname === "/") active?.postMessage({ warm: ["/", "/queue", ...rows.map((row) => row.getAttribute("href"))] });
}
