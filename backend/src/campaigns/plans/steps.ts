import type { z } from 'zod'
import { step } from '../campaign.contract'
import type { Step } from '../campaign.contract'

type Given = z.input<typeof step>
/** A step of a plan; its text is the family of its kind unless it says otherwise. */
export const planStep = (
  values: Omit<Given, 'id' | 'template'> & Partial<Pick<Given, 'id' | 'template'>>,
): Step => step.parse({ id: values.kind.replaceAll('_', '-'), template: values.kind, ...values })
