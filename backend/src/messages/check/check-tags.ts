import type { Channel } from '../../campaigns/campaign.contract'
import { tagUses } from '../grammar/merge'
import type { TagUse } from '../grammar/merge'
import { nearest } from '../grammar/nearest'
import { parse } from '../grammar/parse'
import { TAG_NAMES, tagNamed } from '../tags/catalogue'
import type { Occasion, Tag } from '../tags/tag'
import { finding } from './finding'
import type { Field, Finding } from './finding'

/** What cannot be read in one field, and tags that are unknown, out of place, or may have no value. */
export function checkTags(source: string, field: Field, channel: Channel, occasion: Occasion): Finding[] {
  const { nodes, faults } = parse(source)
  const unread = faults.map(({ code, at, found }) => finding(code, field, found, { source, at }))
  const found = tagUses(nodes).flatMap((use): Finding[] => {
    const tag = tagNamed(use.name)
    const place = { source, at: use.at }
    if (!tag) return [finding('unknown_tag', field, use.name, place, nearest(use.name, TAG_NAMES))]
    if (tag.channels && !tag.channels.includes(channel)) {
      return [finding('tag_not_for_channel', field, use.name, place)]
    }
    if (use.condition) return []
    if (tag.kind === 'flag') return [finding('flag_written', field, use.name, place)]
    if (tag.kind === 'block' && field !== 'body')
      return [finding('tag_not_for_channel', field, use.name, place)]
    return certain(tag, use, occasion) ? [] : [finding('may_be_missing', field, use.name, place)]
  })
  return [...unread, ...found]
}

const certain = ({ given, name }: Tag, { guards }: TagUse, occasion: Occasion): boolean =>
  guards.has(name) || given === 'always' || (given !== 'sometimes' && given.includes(occasion))
