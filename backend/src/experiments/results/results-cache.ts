import { KeptAnswers } from '../../kpis/kept-answers'

/**
 * Answers by two marks of the data they rest on. The loads tell at once that nothing came in; where something did, the
 * rows of the experiment tell whether it concerned it, so that a busy company need not wait at every look.
 */
export class ResultsCache<T> {
  private readonly byLoads = new KeptAnswers<T>()
  private readonly byRows = new KeptAnswers<T>()

  /**
   * @param question what is asked, the marks left out
   * @param marks of the loads as read already; of the rows, asked only where it is needed
   */
  async answer(
    question: string,
    marks: { loads: string; rows: () => Promise<string> },
    make: () => Promise<T>,
  ): Promise<T> {
    return this.byLoads.answer(`${question}\n${marks.loads}`, async () =>
      this.byRows.answer(`${question}\n${await marks.rows()}`, make),
    )
  }
}
