import type { SendersService } from '../messages'
import type { SenderIdentity } from '../messages/templates.contract'

/** In whose name an entity writes. Until somebody has said so, it is called as in the books. */
export async function creditorOf(senders: SendersService, entityId: string): Promise<SenderIdentity> {
  const known = await senders.sender(entityId)
  if (!known) return { ...NOBODY, name: entityId }
  const { accountManager: account_manager, ...rest } = known
  return { ...rest, account_manager }
}

const NOBODY: SenderIdentity = {
  name: '',
  address: '',
  registration: '',
  phone: '',
  email: '',
  account_manager: '',
  iban: '',
  bic: '',
}
