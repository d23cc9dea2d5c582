import {
  avatarClientMessageSchema,
  avatarServerMessageSchema,
  conversationClientMessageSchema,
  conversationServerMessageSchema,
  liveAudioMessageSchema,
  liveClientEventSchema,
  liveServerEventSchema,
  liveTranscriptionMessageSchema,
  speechStreamMessageSchema,
  synthesizeRequestSchema,
} from '@parley/contracts';

/** OpenAPI knows no WebSockets: their messages are schemas under these names, and `socketProse` says how they go. */
export const socketSchemas = {
  LiveClientEvent: liveClientEventSchema,
  LiveServerEvent: liveServerEventSchema,
  LiveAudioMessage: liveAudioMessageSchema,
  LiveTranscriptionMessage: liveTranscriptionMessageSchema,
  ConversationClientMessage: conversationClientMessageSchema,
  ConversationServerMessage: conversationServerMessageSchema,
  AvatarClientMessage: avatarClientMessageSchema,
  AvatarServerMessage: avatarServerMessageSchema,
  SynthesizeRequest: synthesizeRequestSchema,
  SpeechStreamMessage: speechStreamMessageSchema,
};

export const socketProse = `
## WebSockets

Messages in JSON follow the schemas named here, at the end of this page. An error comes as \`{"type":"error"}\` (or
\`{"event":"error"}\`) with a code; the socket closes where nothing more can come of it.

**\`/ws\`: live transcription** (also \`/stt/ws\`, \`/canary/ws\`, \`/ctc/ws\`, and \`/ws\` on ports 8083, 8084, 8087).
The first message decides the dialect.
- *Events*: \`LiveClientEvent\` (\`start\`, \`set\`, \`stop\`) and binary frames of PCM16 mono at 16 kHz, 20 to 60 ms
  each; answered by \`LiveServerEvent\`: \`interim\`, \`final\`, \`status\`.
- *Messages*: \`LiveAudioMessage\`, answered by \`LiveTranscriptionMessage\`.

**\`/ws/conversation\`: the whole conversation** (also \`/ws/conversation\` on port 8088). Binary messages are the
microphone: the chunks of a MediaRecorder as they come, or PCM16 mono at 16 kHz after \`start\` with
\`audio: "pcm16"\`. \`ConversationClientMessage\` in, \`ConversationServerMessage\` out, with speech as binary PCM16
mono. With \`?avatar=true\` pictures come too, and every binary message begins with a header of 16 bytes,
little-endian: kind u8 (1 PCM, 2 JPEG, 3 I420), 3 bytes unused, generation u32, sequence u32, media time in ms i32.

**\`/ws/avatar\`: a face, 25 pictures a second** (also \`/avatar/live\`, and \`/live\` on port 8081).
\`AvatarClientMessage\` in; \`AvatarServerMessage\` and pictures, with the same header, out. \`start\` chooses JPEG or raw
I420; \`status\` comes every two seconds: frames drawn and dropped, how they are drawn, how far a better way is.

**\`/tts/stream\`: speech as it is made** (also \`/stream\` on port 8082). One \`SynthesizeRequest\` in;
\`SpeechStreamMessage\` and binary PCM16 mono out, mouth shapes ahead of the sound they belong to.
`;
