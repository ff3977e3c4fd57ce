import { describe, expect, it } from 'vitest'
import { merge, tagUses } from './merge'
import { nearest } from './nearest'
import { parse } from './parse'

const filling = (values: Record<string, string>) => ({
  holds: (name: string) => name in values,
  write(name: string) {
    const value = values[name]
    if (value === undefined) throw new Error(`missing ${name}`)
    return value
  },
})
const merged = (source: string, values: Record<string, string>) => merge(parse(source).nodes, filling(values))
const faults = (source: string) => parse(source).faults.map(({ code, at }) => [code, at])

describe('a template', () => {
  it('puts values in the place of tags, with or without spaces inside the braces', () => {
    expect(merged('a {{x}} b {{ y.z }}!', { x: '1', 'y.z': '2' })).toBe('a 1 b 2!')
  })

  it('takes one branch of a condition, also inside another', () => {
    const source = '{{#if x}}X{{#if y}}Y{{else}}-{{/if}}{{else}}none{{/if}}.'
    expect(merged(source, { x: '', y: '' })).toBe('XY.')
    expect(merged(source, { x: '' })).toBe('X-.')
    expect(merged(source, {})).toBe('none.')
  })

  it('never reads a value as a template', () => {
    expect(merged('{{x}}', { x: '{{y}}' })).toBe('{{y}}')
  })

  it.each([
    ['a {{x', [['unclosed_tag', 2]]],
    ['a x}}', [['unclosed_tag', 3]]],
    ['{{x}} {{#if y}}z', [['unclosed_block', 6]]],
    ['z{{/if}}', [['unopened_block', 1]]],
    ['{{else}}', [['unopened_block', 0]]],
    ['{{#if a}}1{{else}}2{{else}}3{{/if}}', [['unopened_block', 19]]],
    ['{{#if a}}1{{else}}{{/if}}', [['nothing_after_else', 18]]],
    ['{{#each a}}', [['bad_tag', 0]]],
    [
      '{{X}} {{a.b.c}} {{}}',
      [
        ['bad_tag', 0],
        ['bad_tag', 6],
        ['bad_tag', 16],
      ],
    ],
    ['{{{x}}}', [['bad_tag', 1]]],
  ])('with %s is refused with the place', (source, expected) => {
    expect(faults(source).slice(0, expected.length)).toEqual(expected)
  })

  it('tells for each tag which conditions make sure of it', () => {
    const uses = tagUses(parse('{{#if a}}{{b}}{{else}}{{c}}{{/if}}').nodes)
    expect(uses.map(({ name, condition, guards }) => [name, condition, [...guards]])).toEqual([
      ['a', true, []],
      ['b', false, ['a']],
      ['c', false, []],
    ])
  })

  it('finds the name that was meant, and none when nothing is near', () => {
    expect(nearest('totl_due', ['total_due', 'today'])).toBe('total_due')
    expect(nearest('xyzzy_plugh', ['total_due', 'today'])).toBeNull()
  })
})
