/** Answers kept by what they follow from, the newest of them; two who ask at once wait for one answer. */
export class KeptAnswers<T> {
  private readonly answers = new Map<string, Promise<T>>()

  /** @param most answers that are kept: a page and its as-of days are a handful */
  constructor(private readonly most = 50) {}

  /**
   * @param key everything that the answer follows from: what is asked, and a mark of the data
   * @throws what `make` throws; a failure is not kept
   */
  answer(key: string, make: () => Promise<T>): Promise<T> {
    return this.answers.get(key) ?? this.keep(key, make())
  }

  private keep(key: string, answer: Promise<T>): Promise<T> {
    this.answers.set(key, answer)
    answer.catch(() => this.answers.delete(key))
    const oldest = this.answers.keys().next().value
    if (this.answers.size > this.most && oldest !== undefined) this.answers.delete(oldest)
    return answer
  }
}
