// The page 等网络发出: what waits, what was refused and why, what went out; all of it from the phone itself.
import { put } from "./kept.js";
import { toMend } from "./mend.js";
import { trySending, waits } from "./queue.js";

const at = (stamp) => new Date(stamp).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
const photos = (step) => (step.fields ?? []).filter(([, value]) => value instanceof File);

function size(step) {
  const files = photos(step);
  if (!files.length) return "";
  const bytes = files.reduce((sum, [, file]) => sum + file.size, 0);
  return `，附件 ${files.length} 个，${(bytes / 1e6).toFixed(1)} MB`;
}

function button(text, act) {
  const one = made("button", text, { className: "btn", type: "button" });
  one.addEventListener("click", act);
  return one;
}

function line(step) {
  const row = document.createElement("li");
  const head = step.href ? made("a", step.title, { href: step.href }) : made("b", step.title);
  row.append(head, document.createElement("br"));
  const said = step.sent ? `${at(step.at)} 填写，${at(step.sent)} 发出。${step.said ?? ""}` : `${at(step.at)} 填写${size(step)}`;
  row.append(made("span", said, { className: "small" }));
  if (step.refused) {
    const actions = made("p", "", { className: "actions" });
    actions.append(button("打开修改", () => toMend(step)), button("不再发送", () => put({ ...step, refused: "", sent: Date.now(), said: "本人决定不再发送。", fields: undefined }).then(trySending).then(() => location.reload())));
    row.append(made("p", step.refused), actions);
  }
  return row;
}

function draw(root, all) {
  const parts = { waiting: all.filter(waits), refused: all.filter((step) => step.refused), sent: all.filter((step) => step.sent).reverse().slice(0, 20) };
  for (const [name, steps] of Object.entries(parts)) {
    const part = root.querySelector(`[data-part=${name}]`);
    part.hidden = !steps.length;
    part.querySelector("ol").replaceChildren(...steps.map(line));
    part.querySelector("h2 span").textContent = `${steps.length} 条`;
  }
  root.querySelector("[data-part=nothing]").hidden = all.length > 0;
}

export function queuePage(root) {
  const page = root.querySelector("[data-queue-page]");
  if (!page) return;
  document.addEventListener("anlan:kept", (event) => draw(page, event.detail));
  page.querySelector("[data-again]").addEventListener("click", trySending);
  page.querySelector("[data-missing]").hidden = !new URLSearchParams(location.search).has("missing");
}
