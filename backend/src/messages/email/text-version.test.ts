import { describe, expect, it } from 'vitest'
import { textVersion } from './text-version'

describe('the text version', () => {
  it('has paragraphs, items, line breaks and the addresses of links', () => {
    const source =
      '<mj-text><p>Un&nbsp;<strong>mot</strong> &amp; <br/>deux</p><ul><li>a</li><li>b</li></ul>' +
      '<p><a href="{{page_link}}">ici</a></p></mj-text><mj-button href="{{pay_link}}">Payer</mj-button>'
    expect(textVersion(source)).toBe(
      'Un\u00a0mot &\ndeux\n\n- a\n- b\n\nici ({{page_link}})\n\nPayer ({{pay_link}})',
    )
  })

  it('leaves out styles, heads and comments, and writes an address that is its own label once', () => {
    const source =
      '<mjml><mj-head><mj-title>t</mj-title></mj-head><!-- c --><style>p{}</style><a href="https://a.example.com">https://a.example.com</a></mjml>'
    expect(textVersion(source)).toBe('https://a.example.com')
  })
})
