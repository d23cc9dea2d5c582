import { lidsOf } from '../mesh-warp/face-shapes.js';
import { clampMotion, restingFace } from '../motion/face-motion.js';
import type { FaceMotion } from '../motion/face-motion.js';

/** Which part of the face a node's picture is taken for. */
export type BankArea = 'mouth' | 'eyes' | 'brows' | 'face';

/** One picture of a bank. */
export interface BankNode {
  name: string;
  motion: FaceMotion;
  area: BankArea;
  /** The node it looks most like, which comes before it; the first has none. */
  like: string | undefined;
  /** Its share in a face's motion, 0..1; of nodes for the eyes, the left one's (in the picture) and the right one's. */
  weight: (face: FaceShares) => number | readonly [left: number, right: number];
}

/** Changes whenever the nodes, the areas or the net do: a bank of another version is drawn anew. */
export const bankPlanVersion = 1;

/** What a motion asks of the nodes: channels with their influence on one another taken out. */
interface FaceShares extends FaceMotion {
  /** How the mouth is divided among the columns of the plan; their sum is 1. */
  neutral: number;
  round: number;
  wide: number;
  /** Each eye's lids: 1 shut, -1 wide. */
  lids: readonly [left: number, right: number];
}

const jawLevels = [0, 0.12, 0.3, 0.6, 1] as const;
const lidLevels = [-1, 0, 0.35, 0.7, 1] as const;
const mostTurn = 12;

export function sharesOf(asked: FaceMotion): FaceShares {
  const motion = clampMotion(asked);
  const apart = 1 - motion.lipPress;
  const round = motion.mouthRound;
  const wide = motion.mouthWide * (1 - round);
  return {
    ...motion,
    jawOpen: motion.jawOpen * apart,
    lipsPart: motion.lipsPart * apart,
    lipTuck: motion.lipTuck * apart,
    lipCornerUp: motion.lipCornerUp > 0 ? motion.lipCornerUp * (1 - 0.5 * round) : motion.lipCornerUp,
    neutral: 1 - round - wide,
    round,
    wide,
    lids: lidsOf(motion),
  };
}

/** Share of the level at `index` in a value between two levels: straight lines, 1 at the level, 0 at its neighbours. */
function levelShare(levels: readonly number[], index: number, value: number): number {
  const at = levels[index] ?? 0;
  const next = levels[value < at ? index - 1 : index + 1];
  if (next === undefined) return 1;
  return Math.max(0, 1 - Math.abs(value - at) / Math.abs(next - at));
}

type Column = 'neutral' | 'round' | 'wide';

const percent = (share: number): string => String(Math.round(100 * share));
const mouthName = (column: Column, jaw: number): string => `${column}-${percent(jaw)}`;

/** From the widest mouth down: each shows less of the mouth's inside than the one before, and nothing new. */
function mouthColumn(column: Column, motion: Partial<FaceMotion>): BankNode[] {
  return jawLevels.toReversed().map((jawOpen, i): BankNode => {
    const level = jawLevels.length - 1 - i;
    const above = jawLevels[level + 1];
    const first = column === 'neutral' ? undefined : mouthName('neutral', 1);
    return {
      name: mouthName(column, jawOpen),
      motion: { ...restingFace, ...motion, jawOpen },
      area: 'mouth',
      like: above === undefined ? first : mouthName(column, above),
      weight: (face) => face[column] * levelShare(jawLevels, level, face.jawOpen),
    };
  });
}

export const restNode = mouthName('neutral', 0);

const fromRest = (
  name: string,
  area: BankArea,
  motion: Partial<FaceMotion>,
  weight: BankNode['weight'],
  like = restNode,
): BankNode => ({ name, motion: { ...restingFace, ...motion }, area, like, weight });

const positive = (value: number): number => Math.max(0, value);

/** A node for a channel that goes both ways, at its end in the direction of `sense`. */
const oneWay = (name: string, area: BankArea, channel: keyof FaceMotion, sense: 1 | -1, most = 1): BankNode =>
  fromRest(name, area, { [channel]: sense * most }, (face) => positive((sense * face[channel]) / most));

function lidNode(level: number, like?: string): BankNode {
  const value = lidLevels[level] ?? 0;
  const share = (lids: number): number => levelShare(lidLevels, level, lids);
  const weight: BankNode['weight'] = ({ lids: [left, right] }) => [share(left), share(right)];
  return fromRest(`lids-${percent(value)}`, 'eyes', { eyesClosed: value }, weight, like);
}

/** Where the eyes look is hidden as the lids close. */
const gazeNode = (name: string, channel: 'gazeX' | 'gazeY', sense: 1 | -1): BankNode =>
  fromRest(name, 'eyes', { [channel]: sense }, (face) => {
    const [left, right] = face.lids.map((lids) => positive(sense * face[channel]) * (1 - positive(lids)));
    return [left ?? 0, right ?? 0];
  });

/**
 * The pictures that a bank is made of, each after the one that it is like. The mouth's first, with the jaw as far down as
 * it goes, is the space that all others are brought to: nothing that another shows is hidden in it but what lips cover.
 */
export const bankPlan: readonly BankNode[] = [
  ...mouthColumn('neutral', {}),
  ...mouthColumn('round', { mouthRound: 1 }),
  ...mouthColumn('wide', { mouthWide: 1 }),
  fromRest('press', 'mouth', { lipPress: 1 }, (face) => face.lipPress),
  fromRest('tuck', 'mouth', { lipTuck: 1 }, (face) => face.lipTuck),
  fromRest('part', 'mouth', { lipsPart: 1 }, (face) => face.lipsPart, mouthName('neutral', 0.12)),
  oneWay('smile', 'mouth', 'lipCornerUp', 1),
  oneWay('frown', 'mouth', 'lipCornerUp', -1),
  lidNode(2),
  lidNode(3, `lids-${percent(lidLevels[2])}`),
  lidNode(4, `lids-${percent(lidLevels[3])}`),
  lidNode(0),
  fromRest('squint', 'eyes', { squint: 1 }, (face) => {
    const [left, right] = face.lids.map((lids) => face.squint * (1 - positive(lids)));
    return [left ?? 0, right ?? 0];
  }),
  gazeNode('gaze-right', 'gazeX', 1),
  gazeNode('gaze-left', 'gazeX', -1),
  gazeNode('gaze-down', 'gazeY', 1),
  gazeNode('gaze-up', 'gazeY', -1),
  oneWay('brows-up', 'brows', 'browUp', 1),
  oneWay('brows-down', 'brows', 'browUp', -1),
  fromRest('brows-inner', 'brows', { browInnerUp: 1 }, (face) => face.browInnerUp),
  oneWay('yaw-right', 'face', 'yaw', 1, mostTurn),
  oneWay('yaw-left', 'face', 'yaw', -1, mostTurn),
  oneWay('pitch-down', 'face', 'pitch', 1, mostTurn),
  oneWay('pitch-up', 'face', 'pitch', -1, mostTurn),
  oneWay('roll-right', 'face', 'roll', 1, mostTurn),
  oneWay('roll-left', 'face', 'roll', -1, mostTurn),
];
