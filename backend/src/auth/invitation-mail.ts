const TEXTS = {
  fr: {
    subject: 'Votre accès à Relance',
    hello: 'Bonjour,',
    link: 'Ce lien vous permet de choisir votre mot de passe et de vous connecter. Il est personnel\u00a0:',
    until: (day: string) => `Il ne sert qu’une fois et reste valable jusqu’au ${day}.`,
    end: 'Si vous n’attendiez pas ce message, ignorez-le.',
  },
  en: {
    subject: 'Your access to Relance',
    hello: 'Hello,',
    link: 'With this link you choose your password and sign in. It is personal:',
    until: (day: string) => `It works once, until ${day}.`,
    end: 'If you did not expect this message, ignore it.',
  },
} as const

/** Subject and paragraphs of the e-mail that carries a sign-in link. */
export function invitationMail(address: string, until: Date, language: 'fr' | 'en') {
  const text = TEXTS[language]
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(until)
  return { subject: text.subject, paragraphs: [text.hello, text.link, address, text.until(day), text.end] }
}
