// A long form on a phone: one group a screen, the main action at the thumb. The form itself stays whole: it is sent, kept and checked as one.
const PHONE = matchMedia("(max-width: 720px)");

function button(text, main) {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", className: main ? "btn btn--main" : "btn", textContent: text });
  return one;
}

function paged(form) {
  const groups = [...form.querySelectorAll(":scope > .group")];
  const actions = form.querySelector(":scope > .actions");
  const send = actions.querySelector(".btn--main");
  const [back, on] = [button("上一步", false), button("下一步", true)];
  const steps = document.createElement("ol");
  steps.className = "steps";
  steps.append(...groups.map(() => document.createElement("li")));
  groups[0].before(steps);
  actions.prepend(back, on);
  let at = 0;
  const show = (next, move = true) => {
    at = Math.max(0, Math.min(groups.length - 1, next));
    groups.forEach((group, n) => group.classList.toggle("group--on", n === at));
    [...steps.children].forEach((step, n) => (step.className = n < at ? "past" : n === at ? "now" : ""));
    steps.setAttribute("aria-label", `第 ${at + 1} 步，共 ${groups.length} 步`);
    back.hidden = at === 0;
    on.hidden = at === groups.length - 1;
    send.hidden = !on.hidden;
    if (move) form.scrollIntoView({ block: "start" });
  };
  const holding = (target) => groups.findIndex((group) => group.contains(target));
  back.addEventListener("click", () => show(at - 1));
  on.addEventListener("click", () => show(at + 1));
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target && holding(target) >= 0) show(holding(target), false);
  });
  form.addEventListener("anlan:show", (event) => holding(event.target) >= 0 && show(holding(event.target), false));
  const whole = () => form.classList.toggle("paged", PHONE.matches);
  PHONE.addEventListener("change", whole);
  whole();
  const wrong = form.querySelector(".group .field--wrong");
  show(wrong ? holding(wrong) : 0, false);
}

export function long(root) {
  for (const form of root.querySelectorAll(".formpage > form[data-form]:not([data-paged])")) {
    form.dataset.paged = "1";
    if (form.querySelectorAll(":scope > .group").length > 2) paged(form);
  }
}
