// Small conveniences: copy a text, select all rows, offer to print, load a small map.
export function small(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const text = button.dataset.copy === "here" ? location.href : root.querySelector(button.dataset.copy).textContent.trim();
      await navigator.clipboard.writeText(text);
      const said = button.textContent;
      button.textContent = "已复制";
      setTimeout(() => (button.textContent = said), 2000);
    });
  }
  for (const button of root.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
  for (const box of root.querySelectorAll("[data-all]")) {
    box.addEventListener("change", () => root.querySelectorAll(`input[name="${box.dataset.all}"]`).forEach((one) => (one.checked = box.checked)));
  }
  for (const place of root.querySelectorAll("[data-small-map]")) {
    new IntersectionObserver(async ([seen], watcher) => {
      if (!seen.isIntersecting) return;
      watcher.disconnect();
      const { show } = await import("./chart-of-places.js");
      show(place, place.dataset.smallMap.split(",").map(Number));
    }).observe(place);
  }
}
