/** One complaint of MJML about a document. */
export interface MjmlProblem {
  readonly line: number
  readonly message: string
}

/**
 * HTML of an MJML document. Nothing is fetched or read besides it: no web fonts, no included files, no configuration
 * of the folder. It takes some 50 ms, so it is done once for each version of a template, never for each message.
 */
export async function mjmlToHtml(
  document: string,
): Promise<{ html: string; problems: readonly MjmlProblem[] }> {
  if (/<mj-include\b/i.test(document)) {
    return {
      html: '',
      problems: [{ line: lineOf(document, '<mj-include'), message: 'mj-include is not allowed' }],
    }
  }
  // The largest package of the server: no start waits for it.
  const { default: mjml2html } = await import('mjml')
  try {
    const { html, errors } = await mjml2html(document, {
      fonts: {},
      validationLevel: 'soft',
      keepComments: true,
    })
    return { html: html.replaceAll(/^[ \t]+|\n(?=\n)/gm, ''), problems: errors.map(plain) }
  } catch (error) {
    // A document that is no XML at all.
    return { html: '', problems: [{ line: 1, message: (error as Error).message.split('\n')[0] ?? '' }] }
  }
}

const plain = ({ line, message }: { line: number; message: string }): MjmlProblem => ({ line, message })
const lineOf = (text: string, what: string) => text.slice(0, text.indexOf(what)).split('\n').length
