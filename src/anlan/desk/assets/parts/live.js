// One event stream a browser: the tab that holds the lock listens and passes on to the others. Events carry ids only;
// a list fetches itself anew under its own rights and marks what changed, in place: nothing jumps under the finger.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("anlan-events") : null;

function listen(root) {
  const hold = () =>
    new Promise(() => {
      const stream = new EventSource("/events", { withCredentials: true });
      stream.onmessage = (event) => {
        const news = JSON.parse(event.data);
        channel?.postMessage(news);
        take(root, news);
      };
    });
  if (navigator.locks) navigator.locks.request("anlan-events", hold);
  else hold();
}

function take(root, news) {
  if (news.bell !== undefined) {
    const bell = root.querySelector("[data-bell]");
    if (bell) {
      bell.textContent = news.bell;
      bell.hidden = !news.bell;
    }
  }
  const drawn = Number(root.body.dataset.at);
  const changed = (news.changed ?? []).filter(([, at]) => at > drawn).map(([id]) => id);
  for (const block of root.querySelectorAll("[data-live]")) if (changed.includes(block.dataset.live)) block.hidden = false;
  if (!changed.length) return;
  root.dispatchEvent(new CustomEvent("anlan:news"));
  soon(root);
}

let waiting;
function soon(root) {
  if (!root.querySelector("[data-live-list]") || waiting) return;
  waiting = setTimeout(() => {
    waiting = 0;
    anew(root);
  }, 500);
}

async function anew(root) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) mark(root, new DOMParser().parseFromString(await answer.text(), "text/html"));
}

const plain = (row) => {
  const copy = row.cloneNode(true);
  copy.querySelectorAll(".due, .new, .new + .hide").forEach((part) => part.remove());
  return copy.textContent;
};

const dot = (said) => {
  const [point, word] = [document.createElement("span"), document.createElement("span")];
  Object.assign(point, { className: "new" });
  Object.assign(word, { className: "hide", textContent: said });
  return [point, word];
};

function mark(root, fresh) {
  const now = new Map([...fresh.querySelectorAll("main a.row[data-id]")].map((row) => [row.dataset.id, row]));
  const here = new Set();
  let [changed, gone] = [0, 0];
  for (const row of root.querySelectorAll("main a.row[data-id]")) {
    here.add(row.dataset.id);
    const other = now.get(row.dataset.id);
    if (!other) {
      gone += 1;
      row.classList.add("row--gone");
      continue;
    }
    if (plain(row) !== plain(other)) {
      changed += 1;
      row.replaceChildren(...other.childNodes);
      const what = row.querySelector(".what");
      if (!what.querySelector(".new")) what.prepend(...dot("有变化，"));
    } else row.querySelector(".due")?.replaceWith(other.querySelector(".due") ?? "");
  }
  const come = [...now.keys()].filter((id) => !here.has(id)).length;
  for (const part of [".tally", ".nav ul"]) {
    const [old, next] = [root.querySelector(part), fresh.querySelector(part)];
    if (old && next && old.textContent !== next.textContent) old.replaceChildren(...next.childNodes);
  }
  const said = [come && `新来 ${come} 件`, changed && `${changed} 件有变化，已用圆点标出`, gone && `${gone} 件已不在这里`].filter(Boolean).join("；");
  const note = root.querySelector("[data-live-list]");
  note.hidden = !said;
  note.querySelector("span").textContent = `${said}。`;
}

export function live(root) {
  if (!root.body.hasAttribute("data-signed-in") || !("EventSource" in window)) return;
  root.addEventListener("anlan:sent", () => soon(root));
  channel?.addEventListener("message", (event) => take(root, event.data));
  listen(root);
}
