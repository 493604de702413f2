// A sensor as a line beside the map: its state's shape, name, firm, what it said last, and the ways on.
const SHAPES = {
  0: ["run", "M4 4h6v6H4z"], 1: ["l1", "M7 0l7 7-7 7-7-7z"], 2: ["l2", "M7 .5L14 13.5H0z"], 3: ["l3", "M1.5 1.5h11v11h-11z"],
  4: ["l4", "M7 .5a6.5 6.5 0 110 13 6.5 6.5 0 010-13z"], 5: ["miss", "M7 2a5 5 0 110 10A5 5 0 017 2z"], 6: ["miss", "M2 2h10v10H2zM2 12L12 2"],
};
const SVG = "http://www.w3.org/2000/svg";

function made(name, more = {}, ...inside) {
  const element = document.createElement(name);
  element.append(...inside);
  return Object.assign(element, more);
}

function shape(state) {
  const [[name, path], svg, drawn] = [SHAPES[state], document.createElementNS(SVG, "svg"), document.createElementNS(SVG, "path")];
  for (const [key, value] of Object.entries({ class: "shape", viewBox: "0 0 14 14", "aria-hidden": "true" })) svg.setAttribute(key, value);
  drawn.setAttribute("class", name);
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

// `chosen`: what a click on the name does instead of opening the sensor's page.
export function lineOf(row, chosen = null) {
  const name = made("a", { href: row.href }, row.title);
  const line = made("li", {}, made("div", {}, shape(row.level), name));
  const said = [row.state, row.said && `${row.said}（${row.at}）`, !row.said && row.at, row.unit].filter((one, n, all) => one && all.indexOf(one) === n);
  line.append(made("span", { className: "small" }, said.join("　")));
  line.dataset.href = row.href;
  if (!chosen && row.alarm) line.append(made("span", { className: "small" }, made("a", { href: row.alarm }, "看报警")));
  if (chosen)
    name.addEventListener("click", (event) => {
      event.preventDefault();
      chosen(row);
    });
  return line;
}
