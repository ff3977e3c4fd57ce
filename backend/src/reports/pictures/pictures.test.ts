import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { roles } from '../../charts'
import { decodePng } from '../testing'
import { drawPng } from './draw'
import { lightColours } from './palette'

describe('the charts of a mail', () => {
  it('have the colours of the light theme of the screens', () => {
    const styles = readFileSync(join(import.meta.dirname, '../../../../frontend/src/theme.css'), 'utf8')
    const wrong = roles.filter((role) => {
      const light = new RegExp(`--${role}: light-dark\\((#\\w+|rgb\\([^)]*\\)),`).exec(styles)?.[1]
      return light !== lightColours[role]
    })
    expect(wrong).toEqual([])
  })

  it('are drawn with letters of their own, twice as fine as their place', async () => {
    const axes = (name: string) => ({
      ...{ animation: false, textStyle: { fontFamily: 'DejaVu Sans' } },
      xAxis: { type: 'category', data: [name] },
      yAxis: { type: 'value', show: false },
      series: [],
    })
    const [named, nameless] = [await drawPng(axes('février')), await drawPng(axes(''))]
    expect(decodePng(named)).toMatchObject({ width: 1264, height: 480 })
    expect(decodePng(named).colours).toBeGreaterThan(decodePng(nameless).colours)
  })
})
