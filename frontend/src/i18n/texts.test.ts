import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import en from './en.json'
import fr from './fr.json'

interface Texts {
  [name: string]: string | Texts
}
const sources = join(import.meta.dirname, '..')

const flat = (texts: Texts, prefix = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[prefix + name, value] as [string, string]]
      : flat(value, `${prefix}${name}.`),
  )
const plural = /_(one|many|other)$/
const keys = (texts: Texts) => [...new Set(flat(texts).map(([key]) => key.replace(plural, '')))].sort()
const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path, ending)
    return entry.name.endsWith(ending) ? [path] : []
  })
}

/** Words that a reader would see or hear, written straight into the markup. */
export function literalTexts(source: string): string[] {
  const found: string[] = []
  const spoken = new Set(
    'aria-label aria-description title placeholder alt label text sub lead hint choose summary'.split(' '),
  )
  const visit = (node: unknown) => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const one = node as { type?: string; data?: string; name?: string; value?: unknown }
    if (one.type === 'StyleDirective') return
    if (one.type === 'Text' && typeof one.data === 'string' && /\p{L}/u.test(one.data))
      found.push(one.data.trim())
    if (one.type === 'Attribute') {
      const values = Array.isArray(one.value) ? one.value : [one.value]
      if (spoken.has(one.name ?? ''))
        for (const value of values as { type?: string; data?: string }[])
          if (value.type === 'Text' && /\p{L}/u.test(value.data ?? ''))
            found.push(`${one.name}="${value.data}"`)
      return
    }
    for (const [name, child] of Object.entries(node))
      if (name !== 'attributes' || one.type !== undefined) visit(child)
  }
  const tree = parse(source, { modern: true }) as unknown as { fragment: unknown }
  visit(tree.fragment)
  // An entity for a space is no word.
  return found.filter((text) => text.replaceAll(/&\w+;/g, '').trim() !== '')
}

describe('texts', () => {
  it('has the same keys in French and in English', () => {
    expect(keys(fr)).toEqual(keys(en))
  })

  it('has every plural form that the language needs', () => {
    for (const [texts, forms] of [
      [fr, ['one', 'many', 'other']],
      [en, ['one', 'other']],
    ] as const) {
      const all = new Set(flat(texts).map(([key]) => key))
      const families = [...all].filter((key) => plural.test(key)).map((key) => key.replace(plural, ''))
      for (const family of families) for (const form of forms) expect(all).toContain(`${family}_${form}`)
    }
  })

  it('fills the same slots in both languages', () => {
    const english = new Map(flat(en))
    for (const [key, text] of flat(fr)) {
      if (key.endsWith('_many')) continue
      expect(slots(english.get(key) ?? ''), key).toEqual(slots(text))
    }
  })

  it('sets French punctuation with the spaces it needs', () => {
    for (const [key, text] of flat(fr)) expect(text, key).not.toMatch(/ [;!?:%»]|« |'/)
  })

  it('is asked only for keys that exist', () => {
    const known = new Set(keys(fr))
    for (const path of [...filesBelow(sources, '.svelte'), ...filesBelow(sources, '.ts')]) {
      if (path.endsWith('.test.ts')) continue
      for (const [, key] of readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g))
        expect(known, path).toContain(key)
    }
  })
})

describe('components', () => {
  it('hold no words of their own', () => {
    const literal = filesBelow(sources, '.svelte').flatMap((path) =>
      literalTexts(readFileSync(path, 'utf8')).map((text) => `${path.slice(sources.length)}: ${text}`),
    )
    expect(literal).toEqual([])
  })

  it('would be caught with words in text and in spoken attributes', () => {
    expect(literalTexts('<p>Bonjour</p>')).toEqual(['Bonjour'])
    expect(literalTexts('<button aria-label="Close" class="x">{name}</button>')).toEqual([
      'aria-label="Close"',
    ])
    expect(literalTexts('{#if a}<i title={t}>· {b}</i>{/if}')).toEqual([])
  })
})
