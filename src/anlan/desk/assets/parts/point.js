// A point from the device or from the map; the two fields stay the truth. The map's code loads only when somebody asks for it.
function fill(box, lon, lat) {
  const [east, north] = box.querySelectorAll("input");
  east.value = lon.toFixed(7);
  north.value = lat.toFixed(7);
  north.dispatchEvent(new Event("input", { bubbles: true }));
}

function locate(box, button) {
  const said = button.textContent;
  button.disabled = true;
  const done = (text) => {
    button.disabled = false;
    button.lastChild.textContent = text;
    setTimeout(() => (button.lastChild.textContent = said), 4000);
  };
  navigator.geolocation?.getCurrentPosition(
    (place) => {
      fill(box, place.coords.longitude, place.coords.latitude);
      done(`已取到，误差约 ${Math.round(place.coords.accuracy)} 米`);
    },
    () => done("取不到位置，请手填或选点"),
    { enableHighAccuracy: true, timeout: 15000 },
  );
}

async function onMap(box) {
  const shown = box.querySelector(".map--pick");
  if (shown) return shown.remove();
  const place = document.createElement("div");
  place.className = "map--pick";
  box.append(place);
  const { choose } = await import("./chart-of-places.js");
  const [east, north] = [...box.querySelectorAll("input")].map((input) => Number(input.value) || null);
  choose(place, east && north ? [east, north] : null, (lon, lat) => fill(box, lon, lat));
}

export function pickPoint(root) {
  for (const box of root.querySelectorAll("[data-point]:not([data-ready])")) {
    box.dataset.ready = "1";
    const [here, map] = [box.querySelector("[data-locate]"), box.querySelector("[data-on-map]")];
    here.addEventListener("click", () => locate(box, here));
    map.addEventListener("click", () => onMap(box));
  }
}
