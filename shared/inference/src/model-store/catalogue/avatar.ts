import { familyLayouts, formatsOf } from '../family-layouts.js';
import type { ModelDeclaration } from '../model-declaration.js';

type Layout = (typeof familyLayouts)[
  'livePortrait' | 'livePortraitOfDitto' | 'mediaPipeFace' | 'insightFace'];

const ofLayout = ({ family, license = { name: 'not known' }, files, optionalFiles }: Layout) => ({
  family,
  service: 'avatar' as const,
  languages: [],
  license,
  files,
  optionalFiles,
});

const fasterLivePortrait = { repository: 'warmshao/FasterLivePortrait', revision: 'main' };
const dittoTalkingHead = { repository: 'digital-avatar/ditto-talkinghead', revision: 'main' };

const livePortrait: ModelDeclaration = {
  ...ofLayout(familyLayouts.livePortrait),
  name: 'liveportrait',
  aliases: ['fasterliveportrait', fasterLivePortrait.repository],
  description: 'LivePortrait: moves the face of any photo, eyes and lips by ratios too',
  source: fasterLivePortrait,
  formats: formatsOf(familyLayouts.livePortrait, { fp32: [] }),
};

/** Sizes: the repository's listing, rounded as it is there. */
const livePortraitOfDitto: ModelDeclaration = {
  ...ofLayout(familyLayouts.livePortraitOfDitto),
  name: 'liveportrait-ditto',
  aliases: ['ditto', dittoTalkingHead.repository],
  description: "LivePortrait as Ditto has it, without the networks for eyes' and lips' ratios",
  source: dittoTalkingHead,
  formats: formatsOf(familyLayouts.livePortraitOfDitto, {
    fp32: [3_360_000, 113_000_000, 200_000_000, 222_000_000, 186_000],
  }),
};

/** Its files are on GitHub (facefusion-assets, models-3.0.0), not on the hub: people bring them. */
const livePortraitOfFacefusion: ModelDeclaration = {
  ...ofLayout(familyLayouts.livePortraitOfFacefusion),
  name: 'liveportrait-facefusion',
  aliases: [],
  description: "LivePortrait's files of facefusion's release models-3.0.0",
  formats: formatsOf(familyLayouts.livePortraitOfFacefusion, { fp32: [] }),
};

const mediaPipeFace: ModelDeclaration = {
  ...ofLayout(familyLayouts.mediaPipeFace),
  name: 'mediapipe-face',
  aliases: ['mediapipe'],
  description: 'Finds faces for LivePortrait, at any angle: BlazeFace and Face Mesh',
  source: dittoTalkingHead,
  formats: formatsOf(familyLayouts.mediaPipeFace, { fp32: [418_000, 4_960_000] }),
};

const insightFace: ModelDeclaration = {
  ...ofLayout(familyLayouts.insightFace),
  name: 'insightface',
  aliases: ['insightface-buffalo'],
  description: 'Finds faces for LivePortrait as its authors do; research only',
  source: fasterLivePortrait,
  formats: formatsOf(familyLayouts.insightFace, { fp32: [16_900_000, 5_000_000] }),
};

/** Every model for faces, in the order in which people are shown them. */
export const avatarModels: readonly ModelDeclaration[] = [
  livePortrait,
  livePortraitOfDitto,
  livePortraitOfFacefusion,
  mediaPipeFace,
  insightFace,
];
