import { readFile } from "node:fs/promises"
import path from "node:path"
import { contractNames } from "@sextant/shared/networks"
import { z } from "zod"
import { writeWhole } from "./dataFolder.ts"

const hex0x = z.string().regex(/^0x[0-9a-fA-F]+$/)

/** `DIR/devnet.json`, the local network's interface to outside programs (docs/protocol/devnet.md). */
export const devnetFileSchema = z.object({
  chainId: z.number().int(),
  l2RpcUrl: z.string(),
  webUrl: z.string(),
  apiUrl: z.string(),
  databaseUrl: z.string(),
  nodeUrls: z.array(z.string()),
  storageUrls: z.array(z.string()),
  contracts: z.record(z.enum(contractNames), hex0x),
  accounts: z.array(
    z.object({
      role: z.enum(["operator", "contributor", "user"]),
      address: hex0x,
      privateKey: hex0x,
      node: z.string().optional(),
    }),
  ),
  processes: z.array(z.object({ name: z.string(), pid: z.number().int() })),
})
export type DevnetFile = z.infer<typeof devnetFileSchema>

export function devnetFilePath(folder: string): string {
  return path.join(folder, "devnet.json")
}

export async function writeDevnetFile(folder: string, file: DevnetFile): Promise<void> {
  await writeWhole(devnetFilePath(folder), `${JSON.stringify(file, null, 2)}\n`)
}

/** Undefined while there is none. */
export async function readDevnetFile(folder: string): Promise<DevnetFile | undefined> {
  const text = await readFile(devnetFilePath(folder), "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  const parsed = devnetFileSchema.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : undefined
}
