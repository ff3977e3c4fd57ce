import { tableFields, tableKinds } from '@relance/pipelines'
import { describe, expect, it } from 'vitest'
import en from '../../frontend/src/i18n/en.json'
import fr from '../../frontend/src/i18n/fr.json'

describe.each(Object.entries({ fr, en }))('the texts in %s', (_, texts) => {
  it('name every kind of row that a table can have', () => {
    for (const kind of tableKinds) expect(texts.fileKind).toHaveProperty(kind)
  })

  it('name every field that a column can be read as', () => {
    const missing = [...new Set(Object.values(tableFields).flat())].filter((field) => !(field in texts.field))
    expect(missing).toEqual([])
  })
})
