import type { KpiDefinition } from '@relance/backend/contract'
import { readDefinitions } from '../../api/kpis'
import { locale, tOr } from '../../i18n/locale.svelte'

/** The registry of KPIs, asked for once: what a figure is called, how it is computed, which way is better. */
class Definitions {
  all = $state.raw<KpiDefinition[]>([])
  #asked: Promise<void> | undefined

  load(): Promise<void> {
    this.#asked ??= readDefinitions().then(
      (answer) => void (this.all = answer.definitions),
      (cause: unknown) => {
        this.#asked = undefined
        throw cause
      },
    )
    return this.#asked
  }

  /** A part such as `dso_bridge.late` is described by its own definition or by its family's. */
  of(id: string): KpiDefinition | undefined {
    return this.all.find((one) => one.id === id) ?? this.all.find((one) => one.id === id.split('.')[0])
  }

  name(id: string): string {
    return this.of(id)?.name[locale.language] ?? tOr(`kpiName.${id}`, id)
  }
}

export const definitions = new Definitions()
