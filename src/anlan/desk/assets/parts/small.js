// Small conveniences: copy a text, select all rows, offer to print, load a small map.
const fresh = (root, what) => {
  const found = [...root.querySelectorAll(`${what}:not([data-ready])`)];
  found.forEach((one) => (one.dataset.ready = "1"));
  return found;
};

export function small(root) {
  for (const button of fresh(root, "[data-copy]")) {
    button.addEventListener("click", async () => {
      const text = button.dataset.copy === "here" ? location.href : root.querySelector(button.dataset.copy).textContent.trim();
      await navigator.clipboard.writeText(text);
      const said = button.textContent;
      button.textContent = "已复制";
      setTimeout(() => (button.textContent = said), 2000);
    });
  }
  for (const button of fresh(root, "[data-print]")) button.addEventListener("click", () => print());
  for (const box of fresh(root, "[data-all]")) {
    box.addEventListener("change", () => root.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach((one) => (one.checked = box.checked)));
  }
  for (const place of fresh(root, "[data-small-map], [data-county-map]")) {
    new IntersectionObserver(async ([seen], watcher) => {
      if (!seen.isIntersecting) return;
      watcher.disconnect();
      const { show, overview } = await import("./chart-of-places.js");
      if (place.dataset.countyMap) overview(place, place.dataset.countyMap);
      else show(place, place.dataset.smallMap.split(",").map(Number));
    }).observe(place);
  }
}
