import { expect, it } from 'vitest'
import { useServer } from '../app/testing'
import type { ReceivedFiles } from '../files/received.contract'
import type { TablesAnswer } from './sources.contract'

const test = useServer()

async function understood(name: string, content: string) {
  const form = new FormData()
  form.append('file', new Blob([content]), name)
  const response = await fetch(`${test.server.address}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.server.token}` },
    body: form,
  })
  return ((await response.json()) as ReceivedFiles).preview?.understood
}

it('names what a table can have for whoever maps one, with every field that a statement was read by', async () => {
  const { kinds } = (await test.asOwner('GET', '/api/sources/tables')).body as TablesAnswer
  const statement = await understood(
    'releve.csv',
    'Date;Libellé;Contrepartie;Débit;Crédit\n13/01/2025;VIR 1;ACME;;5,00\n',
  )
  expect(statement).toMatchObject({ kind: 'bank_entries', mapping: { counterparty: 'Contrepartie' } })
  const offered = kinds.find(({ kind }) => kind === 'bank_entries')?.fields
  expect(offered).toEqual(expect.arrayContaining(Object.keys(statement?.mapping ?? {})))
})

it('says of a table that is none of ours that it is foreign, and of no other', async () => {
  expect(await understood('fournisseurs.csv', 'Vendor name,City\nV,Paris\n')).toMatchObject({
    kind: 'vendors',
    foreign: true,
  })
  const own = await understood('clients.csv', 'Code client;Nom\nACME;Acme SAS\n')
  expect(own).toMatchObject({ kind: 'customers' })
  expect(own).not.toHaveProperty('foreign')
})
