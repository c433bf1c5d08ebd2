import { measureGas } from "./measureGas.ts"

const t = Date.now()
for (const r of await measureGas(console.error))
  console.log(
    r.row.padEnd(46),
    String(r.value).padStart(8),
    r.ratio?.toFixed(3) ?? "",
    r.goal ?? "",
    r.met ?? "",
  )
console.error(Date.now() - t)
