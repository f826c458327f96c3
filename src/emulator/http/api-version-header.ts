// The `Clerk-API-Version` header.

import { API_VERSIONS, NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import { apiError } from "./errors.ts";

/** What applies when the request names no version is not published; one constant. */
const WITHOUT_HEADER: ApiVersion = NEWEST_API_VERSION;

/** The version that the request asks for; 400 when there is no such version. */
export function parseApiVersion(header: string | null): ApiVersion {
  if (header === null) return WITHOUT_HEADER;
  const version = API_VERSIONS.find((one) => one === header.trim());
  if (!version) throw apiError("api_version_invalid", `There is no API version "${header}".`);
  return version;
}
