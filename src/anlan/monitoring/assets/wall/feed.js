// Where the wall's data come from: all columns once, then what changed. Without a stream it asks for all of them again.
import { columnsOf, take } from "./columns.js";

const AGAIN = 30000;

async function columns() {
  const answer = await fetch("/monitoring/wall/points").catch(() => null);
  if (!answer?.ok || answer.redirected) return null;
  const all = columnsOf(await answer.arrayBuffer());
  return Object.assign(all, { mark: answer.headers.get("X-Mark"), nowhere: Number(answer.headers.get("X-Nowhere")) });
}

// What differs between the states we hold and those that came, as the stream tells it: {state: numbers}.
function difference(all, states) {
  const found = {};
  for (let one = 0; one < all.n; one++) if (all.state[one] !== states[one]) (found[states[one]] ??= []).push(one);
  return found;
}

export const bytesOf = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

// `drawn(all)` when the columns are new, `changed(come)` when states are, `said(live)` when we know whether it is live.
export async function follow({ drawn, changed, said }) {
  let [all, stream, timer] = [null, null, 0];
  async function anew() {
    stream?.close();
    const fresh = await columns();
    if (!fresh) return later();
    if (all?.mark === fresh.mark) changed(take(all, difference(all, fresh.state), Date.now()));
    else drawn((all = fresh));
    listen();
  }
  function later() {
    said(false);
    clearTimeout(timer);
    timer = setTimeout(anew, AGAIN);
  }
  function listen() {
    stream = new EventSource(`/monitoring/wall/changes?mark=${all.mark}`, { withCredentials: true });
    stream.onopen = () => said(true);
    stream.onerror = () => stream.readyState === EventSource.CLOSED && later();
    stream.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.anew) return void anew();
      changed(take(all, told.all ? difference(all, bytesOf(told.all)) : told.states, Date.now()));
    };
  }
  await anew();
}
