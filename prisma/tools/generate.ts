import { createHash } from "node:crypto"
import { readFile, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import manifest from "../package.json" with { type: "json" }
import { runPrisma } from "./prismaCli.ts"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const stampFile = here("../generated/.stamp")

/** What the generated client depends on: the schema and Prisma's version. */
async function currentStamp(): Promise<string> {
  const schema = await readFile(here("../schema.prisma"), "utf8")
  return createHash("sha256").update(manifest.devDependencies.prisma).update(schema).digest("hex")
}

/**
 * Writes the client into `generated/`, unless the one there is of this schema already.
 *
 * @returns whether anything was written.
 * @throws Error with Prisma's own words when the schema is wrong.
 */
export async function generateClient(): Promise<boolean> {
  const stamp = await currentStamp()
  const present = await readFile(stampFile, "utf8").catch(() => "")
  if (present === stamp) return false
  await rm(here("../generated"), { recursive: true, force: true })
  const { exitCode, output } = await runPrisma(["generate"])
  if (exitCode !== 0) throw new Error(`prisma generate failed:\n${output}`)
  await writeFile(stampFile, stamp)
  return true
}

if (import.meta.main) {
  const wrote = await generateClient()
  process.stdout.write(wrote ? "prisma client generated\n" : "prisma client is up to date\n")
}
