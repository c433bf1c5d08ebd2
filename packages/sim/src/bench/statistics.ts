/** The value below which `share` of the values lie; NaN for none. @param share - 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** How cost grows with size: the exponent k of the power law cost ~ size^k that fits best, by least squares of logarithms. */
export function growthExponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  if (points.length < 2) throw new RangeError("a fit needs two points or more")
  const xs = points.map(({ size }) => Math.log(size))
  const ys = points.map(({ cost }) => Math.log(cost))
  const [xMean, yMean] = [mean(xs), mean(ys)]
  const slope = mean(xs.map((x, index) => (x - xMean) * ((ys[index] as number) - yMean)))
  return slope / mean(xs.map((x) => (x - xMean) ** 2))
}

/** Milliseconds that `work` took. */
export function timeMs(work: () => void): number {
  const startedMs = performance.now()
  work()
  return performance.now() - startedMs
}

/** Milliseconds of processor time, in all threads, that `work` took: what others do on the machine does not count. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Runs each once per round, turned round every time so that neither always comes first. */
export function alternate(rounds: number, works: readonly ((round: number) => void)[]): void {
  for (let round = 0; round < rounds; round++) {
    for (const work of round % 2 === 0 ? works : works.toReversed()) work(round)
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
