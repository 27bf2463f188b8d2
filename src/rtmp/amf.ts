/** A value as RTMP commands and FLV metadata carry it (AMF0). */
export type AmfValue = number | boolean | string | null | readonly AmfValue[] | { readonly [name: string]: AmfValue };

const MARK = {
  number: 0,
  boolean: 1,
  string: 2,
  object: 3,
  null: 5,
  undefined: 6,
  map: 8,
  end: 9,
  list: 10,
  date: 11,
  longString: 12,
} as const;

/** The bytes of values one after the other. */
export function encodeAmf(...values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(encoded));
}

function encoded(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([MARK.null]);
  if (typeof value === 'boolean') return Buffer.from([MARK.boolean, value ? 1 : 0]);
  if (typeof value === 'string') return Buffer.concat([Buffer.from([MARK.string]), name(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const fields = Object.entries(value).map(([key, field]) => Buffer.concat([name(key), encoded(field)]));
  return Buffer.concat([Buffer.from([MARK.object]), ...fields, Buffer.from([0, 0, MARK.end])]);
}

function name(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The values in these bytes, up to the first that is not understood or not complete. */
export function decodeAmf(bytes: Buffer): AmfValue[] {
  const reader = new AmfReader(bytes);
  const values: AmfValue[] = [];
  try {
    while (!reader.isAtEnd) values.push(reader.value());
  } catch {
    // a server that says more than we understand has still said what came before
  }
  return values;
}

const DEEPEST = 16;

class AmfReader {
  readonly #bytes: Buffer;
  #at = 0;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  value(): AmfValue {
    const mark = this.#bytes.readUInt8(this.#step(1));
    switch (mark) {
      case MARK.number:
        return this.#bytes.readDoubleBE(this.#step(8));
      case MARK.boolean:
        return this.#bytes.readUInt8(this.#step(1)) !== 0;
      case MARK.string:
        return this.#text(this.#bytes.readUInt16BE(this.#step(2)));
      case MARK.longString:
        return this.#text(this.#bytes.readUInt32BE(this.#step(4)));
      case MARK.map:
        this.#step(4); // how many there are, which is only a hint
        return this.#fields();
      case MARK.object:
        return this.#fields();
      case MARK.list:
        return this.#list(this.#bytes.readUInt32BE(this.#step(4)));
      case MARK.date:
        return this.#bytes.readDoubleBE(this.#step(10));
      case MARK.null:
      case MARK.undefined:
        return null;
      default:
        throw new RangeError(`AMF marker ${mark} is not known`);
    }
  }

  #fields(): Record<string, AmfValue> {
    const fields: [string, AmfValue][] = [];
    if (++this.#depth > DEEPEST) throw new RangeError('AMF is nested too deep');
    for (;;) {
      const key = this.#text(this.#bytes.readUInt16BE(this.#step(2)));
      if (key === '' && this.#bytes[this.#at] === MARK.end) break;
      fields.push([key, this.value()]);
    }
    this.#step(1);
    this.#depth--;
    return Object.fromEntries(fields);
  }

  #list(count: number): AmfValue[] {
    const items: AmfValue[] = [];
    if (++this.#depth > DEEPEST) throw new RangeError('AMF is nested too deep');
    for (let index = 0; index < count; index++) items.push(this.value());
    this.#depth--;
    return items;
  }

  #text(length: number): string {
    const from = this.#step(length);
    return this.#bytes.toString('utf8', from, this.#at);
  }

  /** @returns where the part begins that is stepped over. @throws RangeError at the end */
  #step(bytes: number): number {
    const from = this.#at;
    if (from + bytes > this.#bytes.length) throw new RangeError('AMF ends in the middle of a value');
    this.#at += bytes;
    return from;
  }
}
