/**
 * A throw-away certificate authority and the certificates that it signs, made when a test asks for them and never
 * written into the repository. Just enough of X.509 for that; the only thing to trust it is the child of a test.
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/** A value of ASN.1 in DER: tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const yes = der(0x01, Buffer.from([0xff]));

const ECDSA_WITH_SHA256 = sequence(identifier("2a8648ce3d040302"));
const COMMON_NAME = identifier("550403");
const BASIC_CONSTRAINTS = identifier("551d13");
const ALTERNATIVE_NAME = identifier("551d11");

const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(text, "utf8")))));

const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(date.toISOString().replaceAll(/[-:T]|\.\d+/g, ""), "latin1"));

/** A DNS name, or an address of IPv4. */
const alternative = (host: string): Buffer =>
  /^[\d.]+$/.test(host)
    ? der(0x87, Buffer.from(host.split(".").map(Number)))
    : der(0x82, Buffer.from(host, "latin1"));

const pem = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${(bytes.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END ${label}-----\n`;

interface Signer {
  readonly name: string;
  readonly key: KeyObject;
}

interface Wish {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Days from today. */
  readonly from?: number;
  readonly until?: number;
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** For NODE_EXTRA_CA_CERTS. */
  readonly cert: string;
  readonly issue: (wish: Omit<Wish, "name">) => Certificate;
}

const DAY = 24 * 3_600_000;

function make(wish: Wish, signer: Signer | "itself"): Certificate & { readonly signer: Signer } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const { name, key } = signer === "itself" ? { name: wish.name, key: privateKey } : signer;
  const isAuthority = wish.hosts.length === 0;
  const extension = isAuthority
    ? sequence(BASIC_CONSTRAINTS, yes, der(0x04, sequence(yes)))
    : sequence(ALTERNATIVE_NAME, der(0x04, sequence(...wish.hosts.map(alternative))));
  const now = Date.now();
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    nameOf(name),
    sequence(
      time(new Date(now + (wish.from ?? -1) * DAY)),
      time(new Date(now + (wish.until ?? 2) * DAY)),
    ),
    nameOf(wish.name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign("sha256", body, key);
  const whole = sequence(body, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
  return {
    cert: pem("CERTIFICATE", whole),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    signer: { name: wish.name, key: privateKey },
  };
}

/** An authority that nobody knows. */
export function newAuthority(): Authority {
  const { cert, signer } = make({ name: "clerkwork test authority", hosts: [] }, "itself");
  return { cert, issue: (wish) => make({ ...wish, name: wish.hosts[0] ?? "test" }, signer) };
}

/** A certificate that nobody has signed but itself. */
export const selfSigned = (host: string): Certificate =>
  make({ name: host, hosts: [host] }, "itself");
