// An ONNX file without its weights: protobuf messages are walked by their lengths, and the numbers of large tensors
// are left out. What is kept is cut from the file (File.slice), never read here.
const CHUNK = 4096;
const KEPT = 512; // bytes of numbers that may be a shape
const TENSOR = { 4: null, 5: null, 7: null, 9: null, 10: null, 11: null }; // its numbers, by their fields
const NODE = { 5: { 5: TENSOR } }; // attribute, t
const MODEL = { 7: { 1: NODE, 5: TENSOR }, 25: { 7: NODE } }; // graph: node, initializer; functions

class Bytes {
  constructor(file) {
    [this.file, this.base, this.chunk] = [file, 0, new Uint8Array(0)];
  }

  async varint(at) {
    if (at < this.base || at + 10 > this.base + this.chunk.length) {
      this.base = at;
      this.chunk = new Uint8Array(await this.file.slice(at, at + CHUNK).arrayBuffer());
    }
    let [value, scale, place] = [0, 1, at - this.base];
    for (let count = 0; count < 10; count += 1) {
      const byte = this.chunk[place];
      if (byte === undefined) throw new TypeError("truncated");
      place += 1;
      value += (byte & 127) * scale; // exact to 2^53; longer ones are no lengths
      scale *= 128;
      if (byte < 128) return [value, this.base + place];
    }
    throw new TypeError("overlong");
  }
}

function varint(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return new Uint8Array([...bytes, number]);
}

async function kept(bytes, start, end, inside) {
  const parts = [];
  for (let at = start; at < end; ) {
    const from = at;
    let [tag, length] = [0, 0];
    [tag, at] = await bytes.varint(at);
    const [number, kind] = [Math.floor(tag / 8), tag % 8];
    if (kind === 0) [, at] = await bytes.varint(at);
    else if (kind === 2) [length, at] = await bytes.varint(at);
    else if (kind === 1 || kind === 5) length = kind === 1 ? 8 : 4;
    else throw new TypeError("no field of protobuf");
    if (at + length > end) throw new TypeError("truncated");
    const within = kind === 2 ? inside[number] : undefined;
    if (within === null && length > KEPT) {
      at += length;
    } else if (within && length > KEPT) {
      const inner = new Blob(await kept(bytes, at, at + length, within));
      parts.push(varint(tag), varint(inner.size), inner);
      at += length;
    } else {
      at += length;
      parts.push(bytes.file.slice(from, at));
    }
  }
  return parts;
}

export async function withoutWeights(file) {
  return new Blob(await kept(new Bytes(file), 0, file.size, MODEL));
}
