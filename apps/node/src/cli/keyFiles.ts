import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"
import { generateSecretKey, secretKeyToPublicKey } from "@sextant/crypto/bls"
import { ed25519KeyPair } from "@sextant/crypto/ed25519"
import { decryptKeystore, encryptKeystore, type KdfCost } from "@sextant/crypto/keystore"
import { bytesToHex } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Random } from "../ports.ts"
import { CliError } from "./errors.ts"

export type PublicKeys = {
  readonly nodeId: NodeId
  /** 48 bytes as hex. */
  readonly blsPublicKey: string
}
export type SecretKeys = { readonly ed25519Seed: Uint8Array; readonly blsSecretKey: Uint8Array }

const ED25519_FILE = "ed25519.json"
const BLS_FILE = "bls.json"

export function keysFolder(dataFolder: string): string {
  return join(dataFolder, "keys")
}

/**
 * Makes an Ed25519 and a BLS key and writes them, each encrypted in its own file that only its owner may read.
 *
 * @throws CliError cli/keys-exist: an existing key is never overwritten.
 */
export function createKeyFiles(
  deps: { readonly random: Random; readonly cost: KdfCost },
  dataFolder: string,
  password: string,
): PublicKeys {
  const folder = keysFolder(dataFolder)
  if (existsSync(folder)) throw new CliError("cli/keys-exist")
  const aside = `${folder}.new`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  const ed25519Seed = deps.random.bytes(32)
  const blsSecretKey = generateSecretKey(deps.random.bytes(32))
  const ed25519PublicKey = ed25519KeyPair(ed25519Seed).publicKey
  const blsPublicKey = secretKeyToPublicKey(blsSecretKey)
  const seal = (secret: Uint8Array, publicKey: Uint8Array, description: string) =>
    JSON.stringify(
      encryptKeystore({
        secret,
        password,
        publicKey,
        salt: deps.random.bytes(32),
        iv: deps.random.bytes(16),
        uuid: uuidOf(deps.random.bytes(16)),
        cost: deps.cost,
        description,
      }),
      null,
      2,
    )
  writeSynced(
    join(aside, ED25519_FILE),
    seal(ed25519Seed, ed25519PublicKey, "sextant node identity (Ed25519 seed)"),
  )
  writeSynced(join(aside, BLS_FILE), seal(blsSecretKey, blsPublicKey, "sextant node votes (BLS12-381)"))
  // Both files appear at once, and never over keys that are there: a folder that holds files is not replaced.
  renameSync(aside, folder)
  return { nodeId: bytesToHex(ed25519PublicKey) as NodeId, blsPublicKey: bytesToHex(blsPublicKey) }
}

/** What can be told without the password. @throws CliError cli/no-keys | cli/bad-key-file */
export function readPublicKeys(dataFolder: string): PublicKeys {
  const publicKeyOf = (file: string) => {
    const { pubkey } = readKeystore(dataFolder, file) as { pubkey?: unknown }
    if (typeof pubkey !== "string") throw new CliError("cli/bad-key-file", `${file} holds no public key.`)
    return pubkey
  }
  return { nodeId: publicKeyOf(ED25519_FILE) as NodeId, blsPublicKey: publicKeyOf(BLS_FILE) }
}

/** @throws CliError cli/no-keys | cli/bad-key-file, CryptoError keystore/* */
export function openKeyFiles(dataFolder: string, password: string): SecretKeys {
  return {
    ed25519Seed: decryptKeystore(readKeystore(dataFolder, ED25519_FILE), password),
    blsSecretKey: decryptKeystore(readKeystore(dataFolder, BLS_FILE), password),
  }
}

function readKeystore(dataFolder: string, file: string): unknown {
  const path = join(keysFolder(dataFolder), file)
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (cause) {
    throw new CliError(
      "cli/no-keys",
      `There is no key file ${path}: make the keys with \`sextant-node init\`.`,
      { cause },
    )
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CliError("cli/bad-key-file", `${path} is damaged: restore it from a backup.`, { cause })
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Version 4 of RFC 9562 from 16 random bytes. */
function uuidOf(bytes: Uint8Array): string {
  const fixed = bytes.slice()
  fixed[6] = ((fixed[6] as number) & 0x0f) | 0x40
  fixed[8] = ((fixed[8] as number) & 0x3f) | 0x80
  const hex = bytesToHex(fixed)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
