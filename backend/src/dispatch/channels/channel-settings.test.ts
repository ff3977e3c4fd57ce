import { afterAll, beforeAll, expect, it } from 'vitest'
import { channelSettings, loggedMessages } from '../../metadata'
import { encodeContact } from '../outbox/payload'
import { toMessage } from '../outbox/outbox-row'
import { aContact, aText, useMetadata } from '../outbox/testing'
import { ChannelSettingsService } from './channel-settings.service'
import { EmailChannel } from './email/email-channel'
import { startSmtp } from './email/testing'
import type { TestSmtp } from './email/testing'
import { LogChannel } from './log/log-channel'
import { RoutedChannel } from './routed-channel'

const store = useMetadata()
let smtp: TestSmtp
beforeAll(async () => void (smtp = await startSmtp()))
afterAll(() => smtp.close())

const seal = {
  encrypt: (plain: string) => Buffer.from(plain).toString('base64'),
  decrypt: (sealed: string) => Buffer.from(sealed, 'base64').toString(),
}
const message = (entity: string) =>
  aText(
    toMessage({
      id: '00000000-0000-4000-8000-0000000000aa',
      entity_id: entity,
      customer_id: 'C1',
      payload: encodeContact(aContact()),
    }),
  )

it('a channel sends where it is set up and only logs elsewhere; secrets do not stand in the table', async () => {
  const { metadata } = store
  const service = new ChannelSettingsService(metadata, seal)
  const settings = { host: '127.0.0.1', port: smtp.port, security: 'none', from_address: 'a@exemple.fr' }
  await service.save('email', 'FR1', settings, { password: 'hush-hush' }, 'Claire')
  await service.save('email', 'FR1', { ...settings, reply_to: 'r@exemple.fr' }, undefined, 'Claire')
  expect((await service.find('email', 'FR1'))?.secrets.password).toBe('hush-hush')
  expect(JSON.stringify(await metadata.db.select().from(channelSettings))).not.toContain('hush-hush')
  const log = new LogChannel('email', metadata.db)
  const make = ({
    settings: own,
    secrets,
  }: Parameters<ConstructorParameters<typeof RoutedChannel<'email'>>[4]>[0]) => new EmailChannel(own, secrets)
  const channel = new RoutedChannel('email', 2, true, service, make, log)
  expect((await channel.send(message('FR1'))).providerId).toBe('TEST')
  expect((await channel.send(message('FR2'))).providerId).toBe('log')
  await channel.close()
  expect(smtp.received).toHaveLength(1)
  expect(await metadata.db.select().from(loggedMessages)).toHaveLength(1)
})

it('settings that cannot work are refused field by field', async () => {
  const service = new ChannelSettingsService(store.metadata, seal)
  await expect(
    service.save('email', '', { host: 'mail server', from_address: 'x' }, undefined, 'Claire'),
  ).rejects.toMatchObject({
    code: 'channels/invalid',
    details: { fields: [{ path: 'host' }, { path: 'from_address' }] },
  })
})

it('a secret goes only to the server that it was entered for', async () => {
  const service = new ChannelSettingsService(store.metadata, seal)
  const settings = { host: 'mail.example', from_address: 'a@exemple.fr' }
  await service.save('email', '', settings, { password: 'hush-hush', dkim_key: 'k' }, 'Claire')
  await service.save('email', '', { ...settings, user: 'u' }, { password: 'new' }, 'Claire')
  expect((await service.find('email', ''))?.secrets).toMatchObject({ password: 'new', dkim_key: 'k' })
  const elsewhere = { ...settings, host: 'other.example' }
  await expect(service.completed('email', '', elsewhere, undefined)).rejects.toMatchObject({
    details: { fields: [{ path: 'secret' }] },
  })
  expect((await service.completed('email', '', elsewhere, { password: 'x' })).secrets).toMatchObject({
    password: 'x',
    dkim_key: '',
  })
})
