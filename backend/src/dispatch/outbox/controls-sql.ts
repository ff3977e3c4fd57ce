import { sql } from 'drizzle-orm'

/** Whether something keeps the message `q` back now (fragment). */
export const kept = sql`exists (
  select 1 from sending_controls c
  where c.scope in ('all', 'channel:' || q.channel, 'campaign:' || q.campaign_id, 'entity:' || q.entity_id))`

/** Whether the campaign of the message `q` may send (fragment). */
export const running = sql`exists (
  select 1 from campaigns k where k.id::text = q.campaign_id and k.state = 'running')`
