/** A place in a picture, in pixels: x to the right, y down; pixel centres at whole numbers. */
export type Point = readonly [x: number, y: number];

/**
 * The 68 points of the iBUG 300-W scheme, as most landmark models give them ("left" is the picture's left):
 * 0-16 jaw from left to right, 17-21 and 22-26 brows, 27-30 bridge of the nose, 31-35 its base,
 * 36-41 left eye (outer corner, two on the upper lid, inner corner, two on the lower lid), 42-47 right eye (inner
 * corner first), 48-59 outer lips clockwise from the left corner, 60-67 inner lips clockwise from the left.
 */
export type Landmarks = readonly Point[];

export const landmarkCount = 68;

/** The points with these indices, in this order. Throws RangeError for a face that lacks one. */
export function pick(landmarks: Landmarks, indices: readonly number[]): Point[] {
  return indices.map((index) => {
    const point = landmarks[index];
    if (!point) throw new RangeError(`A face has ${landmarkCount} landmarks; number ${index} is missing.`);
    return point;
  });
}

export function meanPoint(points: readonly Point[]): Point {
  const sum = points.reduce<Point>(([x, y], point) => [x + point[0], y + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

export const indices = {
  jaw: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  leftBrow: [17, 18, 19, 20, 21],
  rightBrow: [22, 23, 24, 25, 26],
  nose: [27, 28, 29, 30, 31, 32, 33, 34, 35],
  leftEye: [36, 37, 38, 39, 40, 41],
  rightEye: [42, 43, 44, 45, 46, 47],
  leftEyeUpper: [36, 37, 38, 39],
  leftEyeLower: [36, 41, 40, 39],
  rightEyeUpper: [42, 43, 44, 45],
  rightEyeLower: [42, 47, 46, 45],
  outerUpperLip: [48, 49, 50, 51, 52, 53, 54],
  outerLowerLip: [48, 59, 58, 57, 56, 55, 54],
  innerUpperLip: [60, 61, 62, 63, 64],
  innerLowerLip: [60, 67, 66, 65, 64],
} as const satisfies Record<string, readonly number[]>;
