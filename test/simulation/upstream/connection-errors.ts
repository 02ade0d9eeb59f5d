/** An error of a connection as Node gives it. */
export interface ConnectionError {
  code: string;
  /** The system call that failed: `connect` and `getaddrinfo` mean that nothing was sent. */
  syscall: string | null;
}

/** Failures before a byte of the request was sent. */
export const refusals: readonly ConnectionError[] = [
  { code: 'ECONNREFUSED', syscall: 'connect' },
  { code: 'EHOSTUNREACH', syscall: 'connect' },
  { code: 'ENETUNREACH', syscall: 'connect' },
  { code: 'ETIMEDOUT', syscall: 'connect' },
  { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
  { code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
  { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', syscall: null },
  { code: 'CERT_HAS_EXPIRED', syscall: null },
];

/** Failures of an open connection, at any moment of the exchange. */
export const connectionErrors: readonly ConnectionError[] = [
  { code: 'ECONNRESET', syscall: 'read' },
  { code: 'ECONNRESET', syscall: null },
  { code: 'EPIPE', syscall: 'write' },
  { code: 'ETIMEDOUT', syscall: 'read' },
  { code: 'EHOSTUNREACH', syscall: 'read' },
  { code: 'ENETUNREACH', syscall: 'write' },
  { code: 'EPROTO', syscall: 'write' },
  { code: 'ERR_SSL_WRONG_VERSION_NUMBER', syscall: null },
  { code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', syscall: null },
  { code: 'ERR_SSL_BAD_RECORD_TYPE', syscall: null },
];
