import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ParleyError, conversationClientMessageSchema } from '@parley/contracts';
import {
  type SocketRoute,
  messageBytes,
  parseJsonMessage,
  translateError,
  withContext,
} from '@parley/service-kit';
import type { RawData, WebSocket } from 'ws';
import type { AgentContext } from '../context.js';
import { ClientChannel } from '../conversation/client-channel.js';
import { Conversation } from '../conversation/conversation.js';

const maxMessageBytes = 2 ** 20;
/** Messages that make no sense, before the socket is closed: a client out of step does not come back into it. */
const maxBadMessages = 20;

const wantsAvatar = (request: IncomingMessage) =>
  /^(1|true|yes)$/i.test(new URL(request.url ?? '/', 'http://local').searchParams.get('avatar') ?? '');

/** `GET /ws/conversation`: speech in, speech and a face out, as contracts' conversation.ts. */
export function conversationRoute(context: AgentContext): SocketRoute {
  const { config, events, models, speech } = context;
  return {
    path: '/ws/conversation',
    maxSockets: config.conversation.maxSessions,
    maxMessageBytes,
    serve: (socket, request, signal) => {
      const sessionId = randomUUID();
      return withContext({ sessionId }, async () => {
        const withFace = wantsAvatar(request);
        const channel = new ClientChannel(socket, withFace, signal);
        const model = models.current;
        const parts = { config, events, model, speech };
        const conversation = new Conversation(sessionId, parts, channel, signal);
        events.conversationOpened(withFace);
        const ended = untilEnded(socket, conversation, channel, config.conversation.idleTimeoutMs, signal);
        await tellConnected(context, conversation, model.id, channel, withFace);
        if (withFace) conversation.showFace();
        await ended;
        events.conversationClosed({ turns: conversation.turnCount, droppedFrames: channel.droppedFrames });
      });
    },
  };
}

async function tellConnected(
  { directory, config }: AgentContext,
  conversation: Conversation,
  modelId: string,
  channel: ClientChannel,
  withFace: boolean,
): Promise<void> {
  const { sttUrl, ttsUrl, avatarUrl } = config.upstream;
  const [stt, tts, avatar] = await Promise.all([
    directory.engineOf(sttUrl),
    directory.engineOf(ttsUrl),
    withFace ? directory.engineOf(avatarUrl) : undefined,
  ]);
  channel.tell({
    type: 'connected',
    session_id: conversation.id,
    ...conversation.settings,
    engines: { stt: stt?.id ?? null, llm: modelId, tts: tts?.id ?? null, avatar: avatar?.id ?? null },
  });
}

/** Resolves when the client has gone; rejects where it is silent too long or out of step. */
function untilEnded(
  socket: WebSocket,
  conversation: Conversation,
  channel: ClientChannel,
  idleTimeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let badMessages = 0;
    const idle = setTimeout(
      () => reject(new ParleyError('idle_timeout', `Nothing came for ${idleTimeoutMs / 1_000} s; goodbye.`)),
      idleTimeoutMs,
    );
    signal.addEventListener('abort', () => {
      clearTimeout(idle);
      resolve();
    });
    socket.on('message', (data, isBinary) => {
      idle.refresh();
      receive(conversation, data, isBinary).catch((thrown: unknown) => {
        const { code, message } = translateError(thrown);
        channel.tell({ type: 'error', code, message });
        badMessages += 1;
        if (badMessages >= maxBadMessages) {
          reject(new ParleyError('invalid_request', 'Too many messages made no sense; closing.'));
        }
      });
    });
  });
}

async function receive(conversation: Conversation, data: RawData, isBinary: boolean): Promise<void> {
  if (isBinary) conversation.hear(messageBytes(data));
  else await conversation.receive(conversationClientMessageSchema.parse(parseJsonMessage(data)));
}
