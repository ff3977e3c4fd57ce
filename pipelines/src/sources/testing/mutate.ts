import { seeded } from './seeded'

/** What may happen to a file on its way: each makes a new file, the same for the same seed. */
const mutations: Record<string, (bytes: Buffer, random: () => number) => Buffer> = {
  'bytes flipped': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const count = 1 + Math.floor(random() * 20)
    for (let n = 0; n < count; n += 1) copy[at(copy, random)] = Math.floor(random() * 256)
    return copy
  },
  truncated: (bytes, random) => bytes.subarray(0, at(bytes, random)),
  'a piece left out': (bytes, random) => {
    const from = at(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + Math.floor(random() * 200))])
  },
  'a piece twice': (bytes, random) => {
    const from = at(bytes, random)
    const piece = bytes.subarray(from, from + 1 + Math.floor(random() * 2000))
    return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from)])
  },
  'a huge field': (bytes, random) => insert(bytes, at(bytes, random), Buffer.alloc(2_000_000, 'A')),
  'nested elements': (bytes, random) => insert(bytes, at(bytes, random), Buffer.from('<a>'.repeat(20_000))),
  'a document type': (bytes, random) =>
    insert(bytes, at(bytes, random), Buffer.from('<!DOCTYPE a [<!ENTITY b "&b;&b;">]>&b;')),
  'control characters': (bytes, random) =>
    insert(bytes, at(bytes, random), Buffer.from([0, 1, 2, 3, 0x1a, 0xff, 0xfe, 0x0d])),
  'digits changed': (bytes, random) =>
    Buffer.from(
      bytes
        .toString('latin1')
        .replace(/\d/g, (digit) => (random() < 0.02 ? String(Math.floor(random() * 10)) : digit)),
      'latin1',
    ),
  'columns swapped': (bytes, random) => mapLines(bytes, (line) => swapCells(line, random)),
  'lines swapped': (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n')
    for (let n = 0; n < 5; n += 1) {
      const [a, b] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)]
      ;[lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? '']
    }
    return Buffer.from(lines.join('\n'), 'latin1')
  },
}

const at = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length)

const insert = (bytes: Buffer, from: number, piece: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from)])

const mapLines = (bytes: Buffer, change: (line: string) => string): Buffer =>
  Buffer.from(bytes.toString('latin1').split('\n').map(change).join('\n'), 'latin1')

function swapCells(line: string, random: () => number): string {
  const separator = ['\t', ';', '|', ','].find((one) => line.includes(one))
  if (separator === undefined || random() > 0.1) return line
  const cells = line.split(separator)
  const [a, b] = [Math.floor(random() * cells.length), Math.floor(random() * cells.length)]
  ;[cells[a], cells[b]] = [cells[b] ?? '', cells[a] ?? '']
  return cells.join(separator)
}

export interface Mutated {
  what: string
  bytes: Buffer
}

/** So many broken copies of a file; the same for the same seed. */
export function* mutate(bytes: Buffer, count: number, seed: number): Generator<Mutated> {
  const random = seeded(seed)
  const names = Object.keys(mutations)
  for (let n = 0; n < count; n += 1) {
    const what = names[n % names.length] ?? ''
    const change = mutations[what]
    if (change) yield { what, bytes: change(bytes, random) }
  }
}
