import type { ClientToServer, ServerToClient } from '@tidewatch/contract/socket';
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';

export type LiveNamespaceServer = Namespace<ClientToServer, ServerToClient, DefaultEventsMap, unknown>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, unknown>;
