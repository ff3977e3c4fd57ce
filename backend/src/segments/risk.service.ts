import { Inject, Injectable } from '@nestjs/common'
import { fitLogisticRegression, isMeasurable, logisticChance } from '@relance/experiments'
import { lastPaymentDay, riskExamples, riskFeatures } from '@relance/pipelines'
import type { RiskExample, Warehouse } from '@relance/pipelines'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError } from '../http/app-error'
import type { Metadata } from '../metadata'
import { AttributesService, RISK_MODEL } from './attributes.service'
import { calibration } from './calibration'
import type { RiskModel } from './segments.contract'
import { today } from './segments.service'

/** Fewer late invoices say too little. */
const LEAST_LATE = 200
/** Share of the invoices, oldest first, from which the tested model learns. */
const LEARNED = 0.7
const RIDGE = 1

/** The model of late payment, made of the company's own history. */
@Injectable()
export class RiskService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly attributes: AttributesService,
  ) {}

  get(): Promise<RiskModel | null> {
    return this.attributes.riskModel()
  }

  /**
   * Tests a model on invoices that it has not seen, then makes the one in use of all of them.
   * @throws AppError `segments/risk-too-few`, `segments/risk-not-measurable`
   */
  async fit(actor: string): Promise<RiskModel> {
    const asOf = (await lastPaymentDay(this.warehouse, today())) ?? today()
    const question = await this.attributes.question(asOf)
    const examples = await riskExamples(this.warehouse, question)
    const late = examples.filter((one) => one.late).length
    if (late < LEAST_LATE) {
      const message = `A risk needs at least ${LEAST_LATE} invoices that were paid late; history has ${late}.`
      throw new AppError('segments/risk-too-few', 422, message, { late_invoices: late, needed: LEAST_LATE })
    }
    const test = judged(examples)
    const whole = fitted(examples)
    const model: RiskModel = {
      fitted_at: new Date().toISOString(),
      as_of: asOf,
      natural_persons: question.naturalPersons ?? false,
      coefficients: [...whole.coefficients],
      features: [...riskFeatures],
      means: [...whole.means],
      invoices: examples.length,
      late_invoices: late,
      test,
    }
    await this.attributes.keep(RISK_MODEL, model)
    const { brier, auc } = test
    await audit(this.metadata, { actor, action: 'risk.fitted', subject: 'risk', after: { late, brier, auc } })
    return model
  }
}

/** A model of the older invoices, asked about the newer ones. What fell due after the split was not known then. */
function judged(examples: readonly RiskExample[]): RiskModel['test'] {
  const split = examples[Math.floor(examples.length * LEARNED)]?.issued_on ?? ''
  const older = examples.filter(({ due_on }) => due_on < split)
  const newer = examples.filter(({ issued_on }) => issued_on >= split)
  const { coefficients } = fitted(older)
  const base = older.filter((one) => one.late).length / older.length
  const forecasts = newer.map(({ features, late }) => ({
    chance: logisticChance(coefficients, features),
    late,
  }))
  return {
    from: split,
    invoices: newer.length,
    late_invoices: newer.filter((one) => one.late).length,
    ...calibration(forecasts, base),
  }
}

function fitted(examples: readonly RiskExample[]) {
  const fit = fitLogisticRegression(
    examples.map(({ features }) => features),
    examples.map(({ late }) => late),
    RIDGE,
  )
  if (isMeasurable(fit)) return fit
  const message = 'History does not tell late invoices from punctual ones; load more of it.'
  throw new AppError('segments/risk-not-measurable', 422, message, { reason: fit.code })
}
