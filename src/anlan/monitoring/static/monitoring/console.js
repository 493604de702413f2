// The console's keyboard and sound. The list fetches itself; here it only keeps the chosen row and rings while data-ring names a level.
// Browsers let a page sound only after a click: until then a button asks for one. It keeps its place and width, or the very click
// that opens the sound would miss what it was meant for.
const PATTERN = { 红色: [880, 660, 880, 660], 橙色: [740, 740, 740], 黄色: [620, 620], 蓝色: [520] };
const EVERY = 4000;
const button = document.querySelector("[data-sound]");
const list = () => document.getElementById("alarms");
let sound = null;
let chosen = "";
let rung = 0;

function beep() {
  const tones = PATTERN[list()?.dataset.ring];
  if (!tones || sound?.state !== "running" || Date.now() - rung < EVERY) return;
  rung = Date.now();
  tones.forEach((tone, n) => {
    const at = sound.currentTime + n * 0.25;
    const [voice, volume] = [sound.createOscillator(), sound.createGain()];
    voice.frequency.value = tone;
    volume.gain.setValueAtTime(0.2, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.22);
    voice.connect(volume).connect(sound.destination);
    voice.start(at);
    voice.stop(at + 0.22);
  });
}

async function open() {
  sound ??= new AudioContext();
  await sound.resume();
  if (sound.state !== "running") return;
  button.querySelector("span").textContent = "报警声已开";
  button.disabled = true;
  beep();
}

button.hidden = false;
addEventListener("pointerdown", open);
addEventListener("keydown", open);
setInterval(beep, 500);

const on = () => document.querySelector("#alarms tr.row--on");
document.addEventListener("htmx:beforeSwap", () => (chosen = on()?.dataset.id ?? ""));
document.addEventListener("htmx:afterSwap", () => {
  const row = [...document.querySelectorAll("#alarms tbody tr")].find((one) => one.dataset.id === chosen);
  if (!row) return;
  row.classList.add("row--on");
  row.querySelector("a").focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key === "a") on()?.querySelector("[data-answer]")?.requestSubmit();
  if (event.key === "m") document.querySelector("[data-mute]").requestSubmit();
});
