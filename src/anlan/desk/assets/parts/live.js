// One event stream a browser: the tab that holds the lock listens and passes on to the others. Events carry ids only;
// the page says that something changed and fetches it under its own rights when asked to.
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
  for (const block of root.querySelectorAll("[data-live]")) {
    if (block.dataset.live === "*" ? changed.length : changed.includes(block.dataset.live)) block.hidden = false;
  }
}

export function live(root) {
  if (!root.body.hasAttribute("data-signed-in") || !("EventSource" in window)) return;
  channel?.addEventListener("message", (event) => take(root, event.data));
  listen(root);
}
