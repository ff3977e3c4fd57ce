/** Answers kept; a page and its as-of days are a handful. */
const KEPT = 50

/**
 * Answers by two marks of the data they rest on. The loads tell at once that nothing came in; where something did, the
 * rows of the experiment tell whether it concerned it, so that a busy company need not wait at every look.
 */
export class ResultsCache<T> {
  private readonly byLoads = new Map<string, Promise<T>>()
  private readonly byRows = new Map<string, Promise<T>>()

  /**
   * @param question what is asked, the marks left out
   * @param marks of the loads as read already; of the rows, asked only where it is needed
   */
  async answer(
    question: string,
    marks: { loads: string; rows: () => Promise<string> },
    make: () => Promise<T>,
  ): Promise<T> {
    const ofLoads = `${question}\n${marks.loads}`
    const known = this.byLoads.get(ofLoads)
    if (known !== undefined) return known
    const ofRows = marks.rows().then((mark) => `${question}\n${mark}`)
    // Kept before the first wait: two who ask at once wait for one answer.
    const answer = ofRows.then((key) => this.byRows.get(key) ?? keep(this.byRows, key, make()))
    return keep(this.byLoads, ofLoads, answer)
  }
}

function keep<T>(answers: Map<string, Promise<T>>, key: string, answer: Promise<T>): Promise<T> {
  answers.set(key, answer)
  answer.catch(() => answers.delete(key))
  const oldest = answers.keys().next().value
  if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest)
  return answer
}
