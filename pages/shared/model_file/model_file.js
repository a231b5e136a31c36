// A model's file is opened here, in the browser. Of a .keras or .pt2 archive, whatever its size, the entry with the
// graph alone is read (File.slice: nothing else even leaves the disk) and sent; an ONNX file is sent without its
// weights (onnx.js). A small file of another kind is sent whole, so that the server can tell what it is; of a large
// one the first bytes and the names in the archive.
import { made } from "#shared/elements.js";
import { withoutWeights } from "./onnx.js";

const ENTRY = "config.json";
const PROGRAM = /(^|\/)models\/[^/]+\.json$/;
const HEAD = 64;
const TAIL = 65_535 + 22;
const MAX_NAMES = 100, MAX_NAME = 200;

class Problem extends Error {}

const view = async (file, start, length) =>
  new DataView(await file.slice(start, start + length).arrayBuffer());

// Numbers of eight bytes; beyond 2^53 no file exists.
const wide = (data, at) => Number(data.getBigUint64(at, true));

async function directory(file, bounds) {
  const start = Math.max(0, file.size - TAIL);
  const tail = await view(file, start, TAIL);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new Problem("damaged");
  let count = tail.getUint16(at + 10, true);
  let size = tail.getUint32(at + 12, true);
  let offset = tail.getUint32(at + 16, true);
  if (at >= 20 && tail.getUint32(at - 20, true) === 0x07064b50) {
    const end = await view(file, wide(tail, at - 12), 56);
    if (end.byteLength < 56 || end.getUint32(0, true) !== 0x06064b50) throw new Problem("damaged");
    count = wide(end, 32);
    size = wide(end, 40);
    offset = wide(end, 48);
  }
  if (count > bounds.entries || size > bounds.directory) throw new Problem("crowded");
  return { count, data: await view(file, offset, size) };
}

async function entries(file, bounds) {
  const { count, data } = await directory(file, bounds);
  const found = [];
  for (let at = 0, left = count; left > 0; left -= 1) {
    if (at + 46 > data.byteLength || data.getUint32(at, true) !== 0x02014b50) throw new Problem("damaged");
    const [named, extra, comment] = [28, 30, 32].map((place) => data.getUint16(at + place, true));
    if (at + 46 + named + extra > data.byteLength) throw new Problem("damaged");
    const entry = {
      name: new TextDecoder().decode(new Uint8Array(data.buffer, at + 46, named)),
      locked: Boolean(data.getUint16(at + 8, true) & 1),
      method: data.getUint16(at + 10, true),
      packed: data.getUint32(at + 20, true),
      offset: data.getUint32(at + 42, true),
    };
    extend(entry, data, at + 46 + named, extra, data.getUint32(at + 24, true));
    found.push(entry);
    at += 46 + named + extra + comment;
  }
  return found;
}

// The field of an entry whose sizes or place need eight bytes: those that do, in this order.
function extend(entry, data, from, length, unpacked) {
  for (let at = from; at + 4 <= from + length; ) {
    const id = data.getUint16(at, true);
    const end = at + 4 + data.getUint16(at + 2, true);
    if (end > from + length) return;
    if (id === 1) {
      let place = at + 4;
      const next = (value) => {
        if (value !== 0xffffffff || place + 8 > end) return value;
        place += 8;
        return wide(data, place - 8);
      };
      next(unpacked);
      entry.packed = next(entry.packed);
      entry.offset = next(entry.offset);
      return;
    }
    at = end;
  }
}

async function content(file, entry, bounds) {
  if (entry.locked) throw new Problem("locked");
  const head = await view(file, entry.offset, 30);
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) throw new Problem("damaged");
  const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (entry.packed > bounds.text) throw new Problem("large");
  const packed = file.slice(start, start + entry.packed);
  if (packed.size !== entry.packed || ![0, 8].includes(entry.method)) throw new Problem("damaged");
  let stream = packed.stream();
  if (entry.method === 8) stream = stream.pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [text, length] = ["", 0];
  // What the archive says of the unpacked size is its sender's word: what is unpacked is counted.
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > bounds.text) {
      await reader.cancel();
      throw new Problem("large");
    }
    text += decoder.decode(value, { stream: true });
  }
}

const base64 = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

async function read(file, bounds) {
  const about = { name: file.name.slice(0, MAX_NAME), size: file.size };
  const start = await view(file, 0, 2);
  let names = [];
  if (start.byteLength === 2 && start.getUint8(0) === 8 && start.getUint8(1) > 1) {
    const graph = await withoutWeights(file);
    if (graph.size <= bounds.whole) return { ...about, kind: "whole", data: await base64(graph) };
  }
  if (start.byteLength === 2 && start.getUint16(0) === 0x504b) {
    const found = await entries(file, bounds);
    const wanted = found.filter((entry) => entry.name === ENTRY);
    if (wanted.length === 1) return { ...about, kind: "config", text: await content(file, wanted[0], bounds) };
    const program = found.find((entry) => PROGRAM.test(entry.name));
    if (program) return { ...about, kind: "program", text: await content(file, program, bounds) };
    names = found.slice(0, MAX_NAMES).map((entry) => entry.name.slice(0, MAX_NAME));
  }
  if (file.size > 0 && file.size <= bounds.whole) return { ...about, kind: "whole", data: await base64(file) };
  return { ...about, kind: "start", data: await base64(file.slice(0, HEAD)), entries: names };
}

export default function ({ parentElement, data, setTriggerValue }) {
  let field = parentElement.querySelector("input");
  if (!field) {
    const label = made("label");
    const title = made("span");
    field = made("input");
    field.type = "file";
    label.append(title, field);
    const said = made("p");
    said.setAttribute("role", "status");
    parentElement.append(label, said);
  }
  parentElement.querySelector("span").textContent = data.words.choose;
  const said = parentElement.querySelector("p");
  field.onchange = async () => {
    const file = field.files[0];
    if (!file) return;
    said.textContent = data.words.reading;
    let found;
    try {
      found = await read(file, data.bounds);
    } catch (error) {
      // What a decoder throws at damaged data is a TypeError; a file that is gone is a NotFoundError.
      const why = error instanceof Problem ? error.message : error instanceof TypeError ? "damaged" : "unreadable";
      found = { name: file.name.slice(0, MAX_NAME), size: file.size, kind: "problem", why };
    }
    if (field.files[0] !== file) return;
    said.textContent = "";
    setTriggerValue("read", found);
  };
}
