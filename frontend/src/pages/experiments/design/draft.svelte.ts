import type { Experiment, ExperimentDesign } from '@relance/backend/contract'
import { saveExperiment } from '../../../api/experiments'
import { problemText } from '../../../i18n/problem'
import { whyNotAdaptive } from './adaptive'

const WAIT_MS = 700

/** Weights that can follow no results any more, by what was changed, are fixed again. */
const kept = (design: ExperimentDesign): ExperimentDesign =>
  design.adaptive && whyNotAdaptive(design, design.adaptive.floor) !== null
    ? { ...design, adaptive: null }
    : design

/** A design while it is edited; each change is saved by itself a moment later. */
export class Draft {
  readonly id: string
  readonly campaign: string
  design = $state.raw<ExperimentDesign>() as ExperimentDesign
  status = $state<'saved' | 'changed' | 'saving' | 'failed'>('saved')
  problem = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param wordsOf the hypothesis in the product's own words, which follows the design until a person writes one */
  constructor(
    { id, campaign_id: campaign, design }: Experiment,
    private readonly wordsOf: (design: ExperimentDesign) => string,
  ) {
    this.id = id
    this.campaign = campaign ?? ''
    this.design = design
  }

  /** Without these words it is no design: the field says so, and nothing is saved. */
  get complete(): boolean {
    const { name, hypothesis, cells } = this.design
    return name.trim() !== '' && hypothesis.trim() !== '' && cells.length > 1
  }

  set(values: Partial<ExperimentDesign>) {
    const next = kept({ ...this.design, ...values })
    const own = this.design.hypothesis === this.wordsOf(this.design)
    this.design = own ? { ...next, hypothesis: values.hypothesis ?? this.wordsOf(next) } : next
    this.status = 'changed'
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), WAIT_MS)
  }

  /** What is not saved yet is. @returns whether all is saved now */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer)
    if (this.status === 'saved') return true
    if (!this.complete) return false
    const saving = this.design
    this.status = 'saving'
    try {
      await saveExperiment(this.id, { design: saving, campaign_id: this.campaign })
      this.problem = ''
      this.status = this.design === saving ? 'saved' : 'changed'
      return this.status === 'saved' || this.save()
    } catch (cause) {
      this.problem = problemText(cause)
      this.status = 'failed'
      return false
    }
  }

  /** Leaves nothing behind that would write later. */
  close() {
    if (this.status === 'changed') void this.save()
    clearTimeout(this.#timer)
  }
}
