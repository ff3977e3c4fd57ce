import { filters } from '../../filters.svelte'

/** The creditor whose settings are shown: the one of the address, else the first; MAIN before there is any. */
class SettingsEntity {
  id = $derived(filters.entity ?? filters.chosen[0]?.entity_id ?? 'MAIN')
  name = $derived(filters.entities.find((one) => one.entity_id === this.id)?.name ?? this.id)
}

export const settingsEntity = new SettingsEntity()
