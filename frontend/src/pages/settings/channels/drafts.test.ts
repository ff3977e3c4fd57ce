import { expect, it } from 'vitest'
import { draftOf, settingsOf } from './drafts'

it('settings come back from their form as they were', () => {
  const settings = {
    host: 'smtp.example.com',
    port: 465,
    security: 'tls',
    user: '',
    from_name: 'Maison',
    from_address: 'a@example.com',
    reply_to: '',
    bounce_address: '',
    connections: 5,
    per_second: 10,
    cost: '0',
    dkim: { domain: 'example.com', selector: 's1' },
    oauth: null,
  }
  expect(settingsOf('email', draftOf('email', settings))).toEqual(settings)
})

it('an SMS provider is asked only for its own fields, and a comma in a cost is a point', () => {
  const draft = {
    ...draftOf('sms', { provider: 'ovh', service: 'sms-x1', application_key: 'k' }),
    cost: '0,07',
  }
  expect(settingsOf('sms', { ...draft, provider: 'brevo', sender: 'Maison' })).toEqual({
    provider: 'brevo',
    sender: 'Maison',
    cost: '0.07',
  })
})

it('a number that is none is told to be wrong by the server, never read as zero', () => {
  expect(settingsOf('email', { ...draftOf('email', undefined), port: '' })['port']).toBeNaN()
})
