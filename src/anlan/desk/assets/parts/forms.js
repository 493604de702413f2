// Forms: what does not apply is hidden, a draft stays on this machine, a second click does nothing, nothing is lost without a network.
import { bringBack, stepToMend } from "./mend.js";
import { pickPoint } from "./point.js";
import { keep, reachable } from "./queue.js";
import { sign } from "./sign.js";

const clock = (date) => date.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const now = () => clock(new Date());
const valuesOf = (form, name) => {
  const found = [...form.elements].filter((one) => one.name === name && (!/radio|checkbox/.test(one.type) || one.checked));
  return found.map((one) => one.value);
};

function showWhatApplies(form) {
  const hidden = new Set();
  for (const field of form.querySelectorAll("[data-shown-when]")) {
    const [name, values] = field.dataset.shownWhen.split("=");
    const shown = !hidden.has(name) && valuesOf(form, name).some((value) => values.split("|").includes(value));
    field.hidden = !shown;
    if (!shown) hidden.add(field.dataset.fact);
  }
}

function countFilled(form) {
  for (const line of document.querySelectorAll("[data-count]")) {
    const fields = [...form.querySelectorAll(`#${line.dataset.count} [data-fact]`)].filter((field) => !field.hidden);
    const filled = fields.filter((field) => {
      const inputs = [...field.querySelectorAll("input, select, textarea")].filter((one) => one.name && !one.name.endsWith(".q"));
      return inputs.some((one) => (/radio|checkbox/.test(one.type) ? one.checked && one.value : one.value.trim()));
    });
    line.firstChild.textContent = `${filled.length} / ${fields.length}`;
  }
}

const skipped = (one) => !one.name || /^(csrfmiddlewaretoken|client_id)$/.test(one.name) || /file|hidden|password|submit|button/.test(one.type);

function save(form) {
  const kept = [...form.elements].filter((one) => !skipped(one) && (!/radio|checkbox/.test(one.type) || one.checked)).map((one) => [one.name, one.value]);
  try {
    localStorage.setItem(form.dataset.draft, JSON.stringify({ id: form.elements.client_id?.value, at: now(), kept }));
    tell(form, `草稿，${now()} 已存本机`);
  } catch {
    tell(form, "本机存不下草稿，请及时提交");
  }
}

function tell(form, text) {
  const place = document.querySelector("[data-draft-said]");
  if (place) {
    place.textContent = text;
    place.hidden = !text;
  }
}

// What was sent without a network and refused comes back into its form; it goes before a draft.
async function restore(form) {
  const step = await stepToMend();
  const text = localStorage.getItem(form.dataset.draft);
  if ((!step && !text) || document.querySelector("[data-wrong]")) return;
  if (step) bringBack(form, step);
  const words = step?.fields.filter(([, value]) => typeof value === "string");
  const { at, kept } = step ? { at: clock(new Date(step.at)), kept: words } : JSON.parse(text);
  const some = refill(form, kept) ? "" : "，部分行需重新添加";
  tell(form, step ? `已取回 ${at} 没有发出的内容和附件${some}` : `已取回 ${at} 存在本机的草稿${some}`);
  showWhatApplies(form);
  countFilled(form);
}

// False where a row that was typed in has no place in the form as it stands.
function refill(form, kept) {
  const left = new Map();
  for (const [name, value] of kept) left.set(name, [...(left.get(name) ?? []), value]);
  const whole = [...left.keys()].every((name) => form.elements[name]);
  for (const one of form.elements) {
    if (skipped(one) || !left.has(one.name)) {
      if (/checkbox/.test(one.type) && one.name && left.size) one.checked = false;
      continue;
    }
    if (/radio|checkbox/.test(one.type)) one.checked = left.get(one.name).includes(one.value);
    else one.value = left.get(one.name).shift() ?? one.value;
  }
  return whole;
}

// What is surely missing is said on the spot: in the evening the inspector stands somewhere else.
function missing(form) {
  const asked = [...form.querySelectorAll("[aria-required=true]")].filter((one) => !one.closest("[data-fact]")?.hidden);
  const empty = asked.find((one) => !one.value.trim());
  if (!empty) return false;
  noted(form, `“${form.querySelector(`label[for="${empty.id}"]`)?.firstChild.textContent.trim() ?? "有一处"}”还没有填写，请补上再存。`);
  empty.dispatchEvent(new CustomEvent("anlan:show", { bubbles: true }));
  empty.focus();
  return true;
}

function noted(form, text) {
  const note = form.parentElement.querySelector("[data-noted]") ?? document.createElement("p");
  note.dataset.noted = "1";
  note.className = "note";
  note.setAttribute("role", "status");
  note.textContent = text;
  form.after(note);
}

// Without a network the step goes to the queue; nothing more can be done with the form then.
async function sendOrKeep(form, button) {
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  if (await reachable()) form.dataset.reached = "1";
  else if (!missing(form)) {
    await keep(form);
    form.inert = true;
    noted(form, `${now()} 已存在这部手机里，有网自动发出，不用重填。`);
    form.nextElementSibling.scrollIntoView({ block: "nearest" });
  }
  delete form.dataset.asking;
  if (form.dataset.reached) form.requestSubmit(button);
}

// A file on its way and its reading take a while: say so, and that it may be waited for.
function working(form) {
  const said = document.createElement("p");
  said.className = "note working";
  said.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "正在上传和检查");
  said.append(bar, "正在上传和检查，请不要关闭本页。");
  setTimeout(() => form.dataset.sent && form.append(said), 800);
  addEventListener("pageshow", () => said.remove());
}

function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    const doubtful = !navigator.onLine || matchMedia("(max-width: 720px)").matches;
    if (form.dataset.queue && doubtful && !form.dataset.reached && !event.submitter?.name && document.body.dataset.person) {
      event.preventDefault();
      return sendOrKeep(form, event.submitter);
    }
    if (!navigator.onLine && form.dataset.draft) {
      event.preventDefault();
      save(form);
      return tell(form, "没有网络，填写的内容已存本机，恢复后再提交");
    }
    form.dataset.sent = "1";
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
    if ([...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) working(form);
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    delete form.dataset.reached;
    form.querySelectorAll("button").forEach((button) => (button.disabled = button.hasAttribute("data-off")));
  });
}

function drafted(form) {
  restore(form);
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => save(form), 400);
  });
  addEventListener("pagehide", () => waiting && !form.dataset.sent && save(form));
}

// A draft whose form was taken in by the server is not needed any more.
function forget() {
  const done = document.body.dataset.done;
  if (!done) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("anlan-draft:") && localStorage.getItem(key).includes(done)) localStorage.removeItem(key);
  }
}

function files(root) {
  for (const group of root.querySelectorAll("[data-files]:not([data-ready])")) {
    group.dataset.ready = "1";
    group.addEventListener("change", () => {
      const chosen = [...group.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
      group.querySelector("[data-chosen]").textContent = chosen.length ? `已选 ${chosen.length} 个：${chosen.map((file) => file.name).join("、")}` : "";
    });
  }
}

// What is ticked among the results of a search stays when something else is looked for.
function picks(root) {
  for (const pick of root.querySelectorAll("[data-pick]:not([data-ready])")) {
    pick.dataset.ready = "1";
    pick.addEventListener("change", ({ target }) => {
      const [kept, box] = [pick.querySelector("[data-kept]"), pick.querySelector("input[type=search]")];
      if (!target.closest("[data-found]") || !target.checked) return;
      if (target.type === "radio") kept.replaceChildren();
      const twin = [...kept.querySelectorAll("input")].find((one) => one.value === target.value);
      if (twin) twin.checked = true;
      else kept.append(target.closest("label"));
      pick.querySelector("[data-found]").replaceChildren();
      box.value = "";
      box.focus();
    });
  }
}

function searchable(root) {
  for (const select of root.querySelectorAll("select[data-search]:not([data-ready])")) {
    select.dataset.ready = "1";
    if (select.options.length <= 15 || select.closest("td")) continue;
    const box = document.createElement("input");
    Object.assign(box, { type: "search", className: "input", placeholder: "输入名称筛选", ariaLabel: "筛选选项", autocomplete: "off" });
    select.before(box);
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = box.value.trim();
      const all = [...select.options];
      all.forEach((option) => (option.hidden = option.disabled = Boolean(words && option.value && !option.textContent.includes(words))));
      select.querySelectorAll("optgroup").forEach((group) => (group.hidden = [...group.children].every((option) => option.hidden)));
      const left = all.filter((option) => option.value && !option.hidden);
      if (words && left.length === 1) {
        select.value = left[0].value;
        select.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
}

export function forms(root) {
  forget();
  const inside = root.closest?.("form[data-form]");
  for (const form of inside ? [inside] : root.querySelectorAll("form")) {
    if (!form.dataset.ready) {
      form.dataset.ready = "1";
      once(form);
      if (form.matches("[data-form]")) {
        if (form.dataset.draft) drafted(form);
        form.addEventListener("input", () => {
          showWhatApplies(form);
          countFilled(form);
        });
      }
    }
    if (form.matches("[data-form]")) {
      showWhatApplies(form);
      countFilled(form);
    }
  }
  files(root);
  picks(root);
  searchable(root);
  sign(root);
  pickPoint(root);
  root.querySelector?.("[data-wrong]")?.focus();
}
