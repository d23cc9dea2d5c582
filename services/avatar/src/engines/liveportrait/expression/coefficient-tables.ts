/** What one unit of a slider adds to the expression: the keypoint, the axis (0 x, 1 y, 2 z) and how much. */
export type Coefficients = readonly (readonly [keypoint: number, axis: 0 | 1 | 2, perUnit: number])[];

const x = 0;
const y = 1;
const z = 2;

/**
 * The sliders of LivePortrait's own editor (KwaiVGI/LivePortrait, `src/gradio_pipeline.py`, `update_delta_new_*`) and of
 * ComfyUI-AdvancedLivePortrait (`nodes.py`), which share these figures. Units are the sliders' own.
 */
export const sliders = {
  /** -0.3 to 1.3. */
  smile: [
    [20, y, -0.01],
    [14, y, -0.02],
    [17, y, 0.0065],
    [17, z, 0.003],
    [13, y, -0.00275],
    [16, y, -0.00275],
    [3, y, -0.0035],
    [7, y, -0.0035],
  ],
  /** "aaa", `lip_variation_three`: -90 shut to 120 open. */
  mouthOpen: [
    [19, y, 0.001],
    [19, z, 0.0001],
    [17, y, -0.0001],
  ],
  /** "eee", `lip_variation_two`: -20 to 15. */
  grin: [
    [20, z, -0.001],
    [20, y, -0.001],
    [14, y, -0.001],
  ],
  /** "woo", `lip_variation_one`: -20 to 15. */
  pucker: [
    [14, y, 0.001],
    [3, y, -0.0005],
    [7, y, -0.0005],
    [17, z, -0.0005],
  ],
  /** 0 to 39: the eye at the picture's left. */
  winkLeft: [
    [11, y, 0.001],
    [13, y, -0.0003],
    [17, x, 0.0003],
    [17, y, 0.0003],
    [3, y, -0.0003],
  ],
  /** The same on the other side: keypoints 11, 13, 3 and 15, 16, 7 are one another's mirror images. */
  winkRight: [
    [15, y, 0.001],
    [16, y, -0.0003],
    [17, x, -0.0003],
    [17, y, 0.0003],
    [7, y, -0.0003],
  ],
  /** ComfyUI's blink with its sign turned: -5 wide open to 20 shut. */
  blink: [
    [11, y, 0.001],
    [13, y, -0.0003],
    [15, y, 0.001],
    [16, y, -0.0003],
    [1, y, 0.00025],
    [2, y, -0.00025],
  ],
  /** `eyeball_direction_x`, 0 to 30: the eyes to the picture's right. Each eye turns further outwards than inwards. */
  gazeRight: [
    [11, x, 0.0007],
    [15, x, 0.001],
  ],
  gazeLeft: [
    [11, x, -0.001],
    [15, x, -0.0007],
  ],
  /** `eyeball_direction_y`, -63 to 63: the eyes up, before the lids follow (`gazeLids`). */
  gazeUp: [
    [11, y, -0.001],
    [15, y, -0.001],
  ],
  /** The lids go half the way of the eyes. */
  gazeLids: [
    [11, y, 0.0005],
    [13, y, -0.00015],
    [15, y, 0.0005],
    [16, y, -0.00015],
  ],
  /** 0 to 30. */
  browsUp: [
    [1, y, 0.001],
    [2, y, -0.001],
  ],
  /** 0 to 30, the editor's negative half: down and together. */
  browsKnit: [
    [1, x, 0.001],
    [2, x, -0.001],
    [1, y, -0.0003],
    [2, y, 0.0003],
  ],
  /**
   * 0 to 1: the corners of the mouth down (facefusion, `face_editor/core.py`, `edit_mouth_smile` at -1), apart from
   * what that does to the lips.
   */
  frown: [
    [14, y, 0.02],
    [17, y, -0.003],
    [3, y, -0.0045],
    [7, y, -0.0045],
  ],
  /** 0 to 1: the lips' part of that frown. */
  frownLips: [
    [19, y, -0.02],
    [19, z, 0.005],
    [20, z, -0.01],
  ],
} as const satisfies Record<string, Coefficients>;

export type Slider = keyof typeof sliders;
export const sliderNames = Object.keys(sliders) as readonly Slider[];

/**
 * How far faces go: the least and the most of an expression's coordinate (facefusion, `processors/live_portrait.py`,
 * rounded to 0.001).
 */
export const expressionLimits: readonly (readonly [
  keypoint: number,
  axis: 0 | 1 | 2,
  least: number,
  most: number,
])[] = [
  [1, y, -0.033, 0.062],
  [2, y, -0.043, 0.045],
  [11, y, -0.019, 0.034],
  [14, y, -0.04, 0.049],
  [15, y, -0.025, 0.033],
  [19, y, -0.074, 0.181],
  [20, y, -0.037, 0.087],
];

/** How far heads turn, in degrees either way (same source). */
export const poseLimits = { pitch: 30, yaw: 60, roll: 20 } as const;
