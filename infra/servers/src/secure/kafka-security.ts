import type { Certificate } from './certificate.ts';

export interface KafkaUser {
  readonly name: string;
  readonly password: string;
}

const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const modules = 'org.apache.kafka.common.security';

/** Lines of server.properties for clients that must use TLS and SASL: PLAIN or SCRAM, with this one user. */
export function kafkaSecurity(
  { keyStore, password }: Certificate,
  { name, password: secret }: KafkaUser,
  port: number,
  controllerPort: number,
): Readonly<Record<string, string>> {
  const listener = 'listener.name.sasl_ssl';
  const plain = `username="${name}" password="${secret}" user_${name}="${secret}"`;
  return {
    listeners: `SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'SASL_SSL',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.enabled.mechanisms': ['PLAIN', ...scram].join(','),
    [`${listener}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required ${plain};`,
    ...Object.fromEntries(
      scram.map((mechanism) => [
        `${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        `${modules}.scram.ScramLoginModule required username="${name}" password="${secret}";`,
      ]),
    ),
    'ssl.keystore.location': keyStore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'ssl.truststore.location': keyStore,
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.password': password,
  };
}

/** Arguments with which the storage tool writes the user's SCRAM secrets. */
export function scramArguments({ name, password }: KafkaUser): readonly string[] {
  return scram.flatMap((mechanism) => ['--add-scram', `${mechanism}=[name=${name},password=${password}]`]);
}
