// A signature by finger or mouse; the picture goes with the form as PNG. A typed name does as well.
function ready(box) {
  const canvas = box.querySelector("canvas");
  const hidden = box.querySelector("input[type=hidden]");
  const prompt = box.querySelector("[data-prompt]");
  const pen = canvas.getContext("2d");
  let drawing = false;
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [((event.clientX - frame.left) * canvas.width) / frame.width, ((event.clientY - frame.top) * canvas.height) / frame.height];
  };
  const fit = () => {
    const frame = canvas.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    canvas.width = frame.width * scale;
    canvas.height = frame.height * scale;
    Object.assign(pen, { lineWidth: 2.5 * scale, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(canvas).color });
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!hidden.value && !drawing) fit();
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    prompt.hidden = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    hidden.value = canvas.toDataURL("image/png");
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
  });
  hidden.addEventListener("anlan:signed", ({ detail }) => {
    const picture = new Image();
    picture.onload = () => {
      fit();
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    };
    picture.src = hidden.value = detail;
    prompt.hidden = true;
  });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    fit();
    hidden.value = "";
    prompt.hidden = false;
  });
}

export function sign(root) {
  for (const box of root.querySelectorAll("[data-sign]:not([data-ready])")) {
    box.dataset.ready = "1";
    ready(box);
  }
}
