/** The same input under the name by which a request shows it. */
export { SecretInput as SecretLine } from "./SecretInput";
