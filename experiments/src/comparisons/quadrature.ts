/** Nodes and weights of the 16-point Gauss–Legendre rule on [−1, 1], by Newton on the Legendre polynomial. */
function gaussLegendre(size: number): { nodes: number[]; weights: number[] } {
  const nodes: number[] = []
  const weights: number[] = []
  for (let i = 1; i <= size; i++) {
    let x = Math.cos((Math.PI * (i - 0.25)) / (size + 0.5))
    let slope = 0
    for (let step = 0; step < 50; step++) {
      let [previous, current] = [1, x]
      for (let k = 2; k <= size; k++) {
        ;[previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k]
      }
      slope = (size * (x * current - previous)) / (x * x - 1)
      const change = current / slope
      x -= change
      if (Math.abs(change) < 1e-16) break
    }
    nodes.push(x)
    weights.push(2 / ((1 - x * x) * slope * slope))
  }
  return { nodes, weights }
}

const RULE = gaussLegendre(16)

/** Points and weights of a composite 16-point Gauss–Legendre rule on [from, to]; source DLMF 3.5. */
export function compositeRule(from: number, to: number, panels: number): { x: number; weight: number }[] {
  const half = (to - from) / (2 * panels)
  return Array.from({ length: panels }, (_, p) => from + half * (2 * p + 1)).flatMap((centre) =>
    RULE.nodes.map((node, i) => ({ x: centre + half * node, weight: half * (RULE.weights[i] ?? 0) })),
  )
}
