export const SYSTEM_MAIL = Symbol('system mail')

/** E-mails of the product itself to its users, by the mail server that is set up for all entities. */
export interface SystemMail {
  /** @returns false where no mail server is set up. @throws AppError `channels/refused` */
  send(mail: {
    to: string
    language: 'fr' | 'en'
    subject: string
    paragraphs: readonly string[]
  }): Promise<boolean>
}
