import { expect, it } from 'vitest'
import { tooSmall } from './strata'

const cellsOf = (stratum: string, mature: Readonly<Record<string, number>>, epoch = 1) =>
  Object.entries(mature).map(([variant, count]) => ({ variant, segment: 's', stratum, epoch, mature: count }))
const both = (count: number) => ({ a: count, b: count })

it('strata with enough customers of every variant stand alone', () => {
  expect(tooSmall([...cellsOf('x', both(20)), ...cellsOf('y', both(30))])).toEqual([])
})

it('small ones are put together, and with the next one where they are too few even then', () => {
  const large = [...cellsOf('x', both(25)), ...cellsOf('y', both(60))]
  expect(tooSmall([...large, ...cellsOf('p', both(12)), ...cellsOf('q', both(11))])).toEqual([
    's\nq\n1',
    's\np\n1',
  ])
  expect(tooSmall([...large, ...cellsOf('p', both(3))])).toEqual(['s\np\n1', 's\nx\n1'])
})

it('a stratum that a variant is missing from is small, of the holdout two are enough', () => {
  const large = cellsOf('x', { ...both(50), holdout: 5 })
  expect(tooSmall([...large, ...cellsOf('p', { a: 50, b: 50, holdout: 2 })])).toEqual([])
  expect(tooSmall([...large, ...cellsOf('p', { a: 90, holdout: 2 })])).toEqual(['s\np\n1', 's\nx\n1'])
})

it('each epoch is looked at alone', () => {
  const cells = [...cellsOf('x', both(50)), ...cellsOf('y', both(50)), ...cellsOf('x', both(4), 2)]
  expect(tooSmall([...cells, ...cellsOf('y', both(40), 2)])).toEqual(['s\nx\n2', 's\ny\n2'])
})
