import { createHmac } from 'node:crypto'
import type { Verify } from './verify'
import { badSignature, refuseOld, same } from './verify'

/**
 * Stripe-Signature: `t=SECONDS,v1=HEX[,v1=HEX…]`, HMAC-SHA256 of `t.body` with the endpoint's secret (whsec_…); two
 * signatures stand there while a secret is being replaced. Source: Stripe, "Verify webhook signatures manually".
 */
export const verifyStripe: Verify = ({ body, header, secret, now }) => {
  const parts = header('stripe-signature')
    .split(',')
    .map((part) => part.trim().split('=', 2))
  const time = parts.find(([key]) => key === 't')?.[1] ?? ''
  const given = parts.filter(([key]) => key === 'v1').map(([, value]) => Buffer.from(value ?? '', 'hex'))
  if (time === '' || given.length === 0) throw badSignature('Stripe-Signature has no t or v1')
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest()
  if (!given.some((signature) => same(signature, expected))) throw badSignature('it is not that of the body')
  refuseOld(Number(time) * 1000, now)
}
