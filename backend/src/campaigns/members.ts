/** Who is in a campaign on a day. */
export interface Members {
  /** the segment of a customer, '' for everyone else; undefined: not in the campaign */
  segmentOf(entityId: string, customerId: string): string | undefined
}

/** Of a campaign for everybody, on one way, nobody's attributes need be asked. */
export const EVERYONE: Members = { segmentOf: () => '' }

const LEAST = 1024

/**
 * Customers with their segments, in a table of bytes (open addressing, linear probing). A million of them stay for a
 * day: as objects they would let the heap grow by several times their size before anything is collected.
 */
export class MemberList implements Members {
  readonly #segments: string[] = []
  #names = Buffer.alloc(LEAST * 16)
  #end = 0
  /** of each member where its name begins, and the number of its segment */
  #begins = new Uint32Array(LEAST)
  #segmentOf = new Uint16Array(LEAST)
  #size = 0
  /** number of a member plus one; 0: free. At most half of them are taken */
  #slots = new Uint32Array(2 * LEAST)

  /** Once for each customer. */
  add(entityId: string, customerId: string, segment: string): void {
    const name = nameOf(entityId, customerId)
    if (this.#size === this.#begins.length) this.#grow()
    while (this.#end + name.length > this.#names.length)
      this.#names = Buffer.concat([this.#names], 2 * this.#names.length)
    name.copy(this.#names, this.#end)
    this.#begins[this.#size] = this.#end
    this.#segmentOf[this.#size] = this.#numberOf(segment)
    this.#end += name.length
    this.#size += 1
    this.#slots[this.#slotOf(name)] = this.#size
  }

  segmentOf(entityId: string, customerId: string): string | undefined {
    const member = this.#slots[this.#slotOf(nameOf(entityId, customerId))] ?? 0
    return member === 0 ? undefined : this.#segments[this.#segmentOf[member - 1] ?? 0]
  }

  #numberOf(segment: string): number {
    const known = this.#segments.indexOf(segment)
    return known >= 0 ? known : this.#segments.push(segment) - 1
  }

  /** The slot of a name, or the free one where it belongs. */
  #slotOf(name: Buffer): number {
    const mask = this.#slots.length - 1
    for (let slot = hashOf(name) & mask; ; slot = (slot + 1) & mask) {
      const member = this.#slots[slot] ?? 0
      if (member === 0 || this.#name(member - 1).equals(name)) return slot
    }
  }

  #name(member: number): Buffer {
    const end = member + 1 < this.#size ? this.#begins[member + 1] : this.#end
    return this.#names.subarray(this.#begins[member], end)
  }

  #grow(): void {
    const count = 2 * this.#size
    const begins = new Uint32Array(count)
    const segmentOf = new Uint16Array(count)
    begins.set(this.#begins)
    segmentOf.set(this.#segmentOf)
    this.#begins = begins
    this.#segmentOf = segmentOf
    this.#slots = new Uint32Array(2 * count)
    for (let member = 0; member < this.#size; member += 1) {
      this.#slots[this.#slotOf(this.#name(member))] = member + 1
    }
  }
}

/** No id holds a zero. */
const nameOf = (entityId: string, customerId: string): Buffer => Buffer.from(`${entityId}\u0000${customerId}`)

/** FNV-1a (Fowler, Noll, Vo), 32 bits, its halves mixed because only the low bits are used. */
function hashOf(name: Buffer): number {
  let hash = 0x811c9dc5
  for (const byte of name) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
