export const SYSTEM_MAIL = Symbol('system mail')

/** A picture that stands inside the HTML as `cid:` and its id. */
export interface MailPicture {
  readonly id: string
  readonly png: Buffer
}

/** E-mails of the product itself to its users, by the mail server that is set up for all entities. */
export interface SystemMail {
  /** @returns false where no mail server is set up. @throws AppError `channels/refused`, `details.permanent` where it is for good */
  send(mail: {
    to: string
    language: 'fr' | 'en'
    subject: string
    paragraphs: readonly string[]
    /** instead of the paragraphs, which are then the text version */
    html?: string
    pictures?: readonly MailPicture[]
    /** a UUID that makes the Message-ID: what is sent again is known as the same */
    id?: string
  }): Promise<boolean>
}
