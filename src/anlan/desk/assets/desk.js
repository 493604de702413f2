// The desk's own script: the keyboard, forms that lose nothing, one event stream for all tabs. Every page works without it.
import { field } from "./parts/field.js";
import { forms } from "./parts/forms.js";
import { keys } from "./parts/keys.js";
import { live } from "./parts/live.js";
import { long } from "./parts/paged.js";
import { queue } from "./parts/queue.js";
import { queuePage } from "./parts/queue-page.js";
import { small } from "./parts/small.js";

document.documentElement.classList.add("js");
keys(document);
live(document);
queuePage(document);
queue();
field(document);
const start = (root) => {
  long(root);
  forms(root);
  small(root);
};
start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
