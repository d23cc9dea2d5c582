import type { Landmarks, Point } from './landmarks.js';

/** Side of the drawing, in its own units; landmarks are in these. */
export const defaultPortraitSide = 1024;
const middle = defaultPortraitSide / 2;

/** Points of the drawing's left half that the paths below are drawn through, and the landmarks are. */
const jawLeft: Point[] = [
  [337, 446],
  [340, 497],
  [346, 546],
  [358, 594],
  [378, 641],
  [407, 684],
  [441, 719],
  [476, 743],
];
const chin: Point = [512, 751];
const browLeft: Point[] = [
  [364, 415],
  [386, 397],
  [414, 390],
  [444, 394],
  [472, 406],
];
const eyeLeft: Point[] = [
  [380, 461],
  [407, 438],
  [445, 437],
  [475, 468],
  [446, 485],
  [408, 484],
];

function mirrored([x, y]: Point): Point {
  return [2 * middle - x, y];
}

/** The drawing's 68 landmarks, in its own units: exact, since the drawing goes through them. */
export const defaultLandmarks: Landmarks = [
  ...jawLeft,
  chin,
  ...jawLeft.map(mirrored).toReversed(),
  ...browLeft,
  ...browLeft.map(mirrored).toReversed(),
  [512, 466],
  [512, 497],
  [512, 528],
  [512, 558],
  [482, 574],
  [497, 581],
  [512, 585],
  [527, 581],
  [542, 574],
  ...eyeLeft,
  ...[3, 2, 1, 0, 5, 4].map((i) => mirrored(eyeLeft[i] ?? [0, 0])),
  ...lips(),
];

function lips(): Point[] {
  return [
    [448, 634],
    [475, 621],
    [499, 613],
    [512, 617],
    [525, 613],
    [549, 621],
    [576, 634],
    [555, 657],
    [535, 669],
    [512, 672],
    [489, 669],
    [469, 657],
    [453, 635],
    [484, 638],
    [512, 641],
    [540, 638],
    [571, 635],
    [540, 638],
    [512, 641],
    [484, 638],
  ];
}

const defs = `
<defs>
  <radialGradient id="backdrop" cx="0.36" cy="0.28" r="0.95">
    <stop offset="0" stop-color="#fdf1e3"/><stop offset="0.45" stop-color="#f3d3bb"/>
    <stop offset="1" stop-color="#c99a92"/>
  </radialGradient>
  <radialGradient id="glow" cx="0.5" cy="0.5" r="0.5">
    <stop offset="0" stop-color="#fff8ee" stop-opacity="0.9"/><stop offset="1" stop-color="#fff8ee" stop-opacity="0"/>
  </radialGradient>
  <radialGradient id="skin" gradientUnits="userSpaceOnUse" cx="460" cy="440" r="400">
    <stop offset="0" stop-color="#fbd3b4"/><stop offset="0.5" stop-color="#f2bb98"/>
    <stop offset="0.85" stop-color="#dd9a7a"/><stop offset="1" stop-color="#cc8568"/>
  </radialGradient>
  <linearGradient id="neck" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#c98262"/><stop offset="0.45" stop-color="#e0a383"/><stop offset="1" stop-color="#eab595"/>
  </linearGradient>
  <linearGradient id="hair" gradientUnits="userSpaceOnUse" x1="330" y1="120" x2="700" y2="800">
    <stop offset="0" stop-color="#6b3f2e"/><stop offset="0.45" stop-color="#4a281f"/><stop offset="1" stop-color="#331a17"/>
  </linearGradient>
  <linearGradient id="hairBack" gradientUnits="userSpaceOnUse" x1="512" y1="120" x2="512" y2="820">
    <stop offset="0" stop-color="#41231c"/><stop offset="1" stop-color="#28130f"/>
  </linearGradient>
  <linearGradient id="knit" gradientUnits="userSpaceOnUse" x1="250" y1="800" x2="780" y2="1024">
    <stop offset="0" stop-color="#3f8580"/><stop offset="0.5" stop-color="#2f6c6a"/><stop offset="1" stop-color="#1f4d50"/>
  </linearGradient>
  <linearGradient id="sclera" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#cdbfb9"/><stop offset="0.4" stop-color="#f6f0ea"/><stop offset="1" stop-color="#fdf9f5"/>
  </linearGradient>
  <radialGradient id="iris" cx="0.5" cy="0.58" r="0.52">
    <stop offset="0" stop-color="#b98a4a"/><stop offset="0.45" stop-color="#8a5b2c"/>
    <stop offset="0.82" stop-color="#5b3719"/><stop offset="1" stop-color="#2d1a0e"/>
  </radialGradient>
  <linearGradient id="upperLip" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#d07a6d"/><stop offset="1" stop-color="#b45a55"/>
  </linearGradient>
  <linearGradient id="lowerLip" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#c96c64"/><stop offset="0.5" stop-color="#dd887b"/><stop offset="1" stop-color="#cb7268"/>
  </linearGradient>
  <radialGradient id="blush" cx="0.5" cy="0.5" r="0.5">
    <stop offset="0" stop-color="#e8785f" stop-opacity="0.42"/><stop offset="1" stop-color="#e8785f" stop-opacity="0"/>
  </radialGradient>
  <radialGradient id="light" cx="0.5" cy="0.5" r="0.5">
    <stop offset="0" stop-color="#fff1de" stop-opacity="0.75"/><stop offset="1" stop-color="#fff1de" stop-opacity="0"/>
  </radialGradient>
  <filter id="soft4" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="4"/></filter>
  <filter id="soft2" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="1.6"/></filter>
  <filter id="soft10" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="10"/></filter>
  <filter id="soft22" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="22"/></filter>
  <clipPath id="faceClip"><path d="FACE"/></clipPath>
  <clipPath id="eyeClip"><path d="EYE"/></clipPath>
  <clipPath id="knitClip"><path d="KNIT"/></clipPath>
</defs>`;

const face =
  'M336 400 C334 450 338 520 350 566 C362 618 392 668 428 707 C460 740 488 751 512 751 C536 751 564 740 596 707 ' +
  'C632 668 662 618 674 566 C686 520 690 450 688 400 C684 270 620 190 512 190 C404 190 340 270 336 400 Z';
const eye =
  'M380 461 C392 441 410 431 427 431 C450 431 466 448 475 468 C462 483 444 488 426 488 C408 488 392 478 380 461 Z';
const knit = 'M150 1024 C160 930 240 880 372 846 C420 900 604 900 652 846 C784 880 864 930 874 1024 Z';

const background = `
<rect width="1024" height="1024" fill="url(#backdrop)"/>
<ellipse cx="380" cy="330" rx="420" ry="400" fill="url(#glow)"/>`;

const body = `
<path d="M512 116 C372 108 286 200 280 345 C274 480 250 610 276 735 C290 800 344 836 410 818 L614 818
  C680 836 736 800 748 735 C774 610 750 480 744 345 C738 200 652 108 512 116 Z" fill="url(#hairBack)"/>
<path d="M430 690 C432 770 428 820 392 846 C440 905 584 905 632 846 C596 820 592 770 594 690 Z" fill="url(#neck)"/>
<path d="M432 700 C450 760 480 792 520 796 C570 796 592 740 594 690 L430 690 Z" fill="#8f4a36" opacity="0.55" filter="url(#soft10)"/>
<path d="${knit}" fill="url(#knit)"/>
<g clip-path="url(#knitClip)">
  <path d="M150 1024 C190 950 250 915 330 890 C300 940 290 980 286 1024 Z" fill="#12393c" opacity="0.35" filter="url(#soft10)"/>
  <path d="M874 1024 C840 950 780 915 700 890 C730 940 738 980 742 1024 Z" fill="#0d2d31" opacity="0.5" filter="url(#soft10)"/>
  <path d="M352 850 C420 930 604 930 672 850 L690 880 C610 965 414 965 334 880 Z" fill="#5aa39c" opacity="0.55"/>
  <path d="M340 872 C414 950 610 950 684 872" fill="none" stroke="#1c4b4d" stroke-width="5" opacity="0.5"/>
</g>`;

const head = `
<path d="${face}" fill="url(#skin)"/>
<g clip-path="url(#faceClip)">
  <path d="M700 330 C650 420 660 560 610 660 C580 720 540 760 500 770 L760 790 L760 300 Z" fill="#b4633f" opacity="0.32" filter="url(#soft22)"/>
  <path d="M320 330 C356 420 350 560 390 660 C410 710 440 740 470 765 L300 790 Z" fill="#c0714e" opacity="0.22" filter="url(#soft22)"/>
  <path d="M330 150 L700 150 L700 330 C640 250 600 235 560 232 C470 240 380 300 340 420 Z" fill="#9c5236" opacity="0.34" filter="url(#soft22)"/>
  <ellipse cx="402" cy="560" rx="78" ry="58" fill="url(#blush)"/>
  <ellipse cx="622" cy="560" rx="78" ry="58" fill="url(#blush)"/>
  <ellipse cx="450" cy="340" rx="110" ry="72" fill="url(#light)" opacity="0.7"/>
  <ellipse cx="396" cy="525" rx="46" ry="26" fill="url(#light)" opacity="0.6"/>
  <ellipse cx="506" cy="712" rx="40" ry="22" fill="url(#light)" opacity="0.55"/>
</g>`;

const nose = `
<path d="M524 452 C534 500 548 540 548 566 C540 584 526 588 514 588 C530 570 526 510 520 460 Z" fill="#a95a3c" opacity="0.34" filter="url(#soft4)"/>
<path d="M486 470 C484 450 478 436 470 424 C490 430 500 450 498 474 Z" fill="#a95a3c" opacity="0.28" filter="url(#soft4)"/>
<path d="M538 470 C540 450 546 436 554 424 C534 430 524 450 526 474 Z" fill="#a95a3c" opacity="0.34" filter="url(#soft4)"/>
<path d="M506 462 C504 500 504 530 508 556" fill="none" stroke="#fff0dc" stroke-width="9" opacity="0.5" stroke-linecap="round" filter="url(#soft4)"/>
<ellipse cx="508" cy="556" rx="13" ry="10" fill="#fff3e2" opacity="0.62" filter="url(#soft4)"/>
<path d="M480 572 C476 560 484 552 492 556 M544 572 C548 560 540 552 532 556" fill="none" stroke="#a65740" stroke-width="4" opacity="0.45" stroke-linecap="round" filter="url(#soft2)"/>
<path d="M486 575 C493 570 502 574 505 580 C498 583 490 581 486 575 Z M538 575 C531 570 522 574 519 580 C526 583 534 581 538 575 Z" fill="#7c3a2b" opacity="0.8" filter="url(#soft2)"/>
<path d="M484 582 C500 594 524 594 540 582 C528 604 496 604 484 582 Z" fill="#b0603f" opacity="0.35" filter="url(#soft4)"/>`;

const oneEye = `
<path d="M366 452 C384 414 460 404 486 462 C470 434 440 424 420 426 C398 428 380 440 366 452 Z" fill="#a4583f" opacity="0.32" filter="url(#soft4)"/>
<path d="${eye}" fill="url(#sclera)"/>
<g clip-path="url(#eyeClip)">
  <circle cx="428" cy="458" r="27" fill="url(#iris)"/>
  <circle cx="428" cy="458" r="26" fill="none" stroke="#27150b" stroke-width="3" opacity="0.65"/>
  <circle cx="428" cy="458" r="12.5" fill="#170c07"/>
  <path d="M374 462 C392 434 460 424 480 470 L480 420 L374 420 Z" transform="translate(0 7)" fill="#4b2a22" opacity="0.4" filter="url(#soft4)"/>
  <ellipse cx="472" cy="468" rx="8" ry="6" fill="#e3988a" opacity="0.8"/>
</g>
<path d="M475 468 C462 484 444 490 426 490 C408 490 392 480 380 461" fill="none" stroke="#8a4a3a" stroke-width="2.6" opacity="0.6"/>
<path d="M370 456 C374 459 377 461 380 463 C393 444 410 435 427 435 C448 435 464 450 476 469 C467 442 448 426.500 426 426.500 C402 426.500 386 440 378 454 C375 456 373 456.500 370 456 Z" fill="#2a1512"/>
<path d="M384 440 C398 420 444 408 474 446" fill="none" stroke="#9a5340" stroke-width="3" opacity="0.7" stroke-linecap="round"/>`;

const highlights = `
<circle cx="420" cy="449" r="6.500" fill="#ffffff" opacity="0.95"/><circle cx="436" cy="468" r="3.200" fill="#ffffff" opacity="0.5"/>
<circle cx="588" cy="449" r="6.500" fill="#ffffff" opacity="0.95"/><circle cx="604" cy="468" r="3.200" fill="#ffffff" opacity="0.5"/>`;

const oneBrow = `
<path d="M362 420 C380 396 408 386 436 389 C456 391 470 398 476 408 C474 416 468 417 462 414 C440 404 412 402 390 408 C378 411 370 416 362 420 Z" fill="#43241b" opacity="0.9"/>
<path d="M380 409 L396 398 M398 404 L414 393 M418 402 L432 391 M438 404 L450 394" stroke="#6d4130" stroke-width="2" opacity="0.5" stroke-linecap="round"/>`;

const mouth = `
<path d="M470 672 C490 690 534 690 554 672 C540 700 484 700 470 672 Z" fill="#a95a3c" opacity="0.4" filter="url(#soft4)"/>
<path d="M448 634 C462 628 480 614 498 613 C505 613 509 617 512 617 C515 617 519 613 526 613 C544 614 562 628 576 634 C560 638 536 637 525 639 C520 641 504 641 499 639 C488 637 464 638 448 634 Z" fill="url(#upperLip)"/>
<path d="M448 634 C464 638 488 637 499 639 C504 641 520 641 525 639 C536 637 560 638 576 634 C562 658 540 672 512 672 C484 672 462 658 448 634 Z" fill="url(#lowerLip)"/>
<path d="M478 655 C494 650 530 650 546 655 C532 664 492 664 478 655 Z" fill="#ffe0d3" opacity="0.5" filter="url(#soft2)"/>
<path d="M446 633.500 C464 638 488 637 499 639 C504 641.500 520 641.500 525 639 C536 637 560 638 578 633.500" fill="none" stroke="#7c3131" stroke-width="3.400" stroke-linecap="round"/>
<path d="M440 628 C444 632 446 636 444 642 M584 628 C580 632 578 636 580 642" fill="none" stroke="#b0603f" stroke-width="4" opacity="0.5" stroke-linecap="round" filter="url(#soft2)"/>
<path d="M500 592 C504 600 503 606 500 610 M524 592 C520 600 521 606 524 610" fill="none" stroke="#b9694b" stroke-width="3" opacity="0.35" filter="url(#soft2)"/>`;

const hairFront = `
<path d="M574 168 C470 176 392 262 362 372 C346 436 342 520 344 590 C346 650 366 700 352 752 C330 800 282 786 274 728
  C254 610 274 480 280 345 C286 200 380 100 520 112 C560 114 590 130 574 168 Z" fill="url(#hair)"/>
<path d="M556 150 C640 176 676 262 684 360 C692 440 688 520 680 590 C676 650 664 700 676 752 C700 800 742 786 750 728
  C770 610 750 480 744 345 C738 200 650 96 520 112 C520 130 536 146 556 150 Z" fill="url(#hair)"/>
<g fill="none" stroke-linecap="round">
  <path d="M560 150 C450 160 350 240 318 380 C300 470 300 580 306 690" stroke="#8d5a41" stroke-width="7" opacity="0.45"/>
  <path d="M548 136 C430 140 330 220 300 360 C286 450 284 560 288 650" stroke="#7a4a36" stroke-width="5" opacity="0.5"/>
  <path d="M566 164 C480 180 390 260 348 390 C330 460 324 560 330 680" stroke="#a16d4f" stroke-width="4" opacity="0.4"/>
  <path d="M570 168 C660 200 700 280 708 380 C716 470 714 570 706 690" stroke="#734332" stroke-width="6" opacity="0.5"/>
  <path d="M560 140 C660 160 716 260 726 380 C734 470 734 570 728 660" stroke="#5f3628" stroke-width="5" opacity="0.6"/>
  <path d="M400 170 C350 220 320 290 310 350" stroke="#c08a66" stroke-width="12" opacity="0.28" filter="url(#soft4)"/>
</g>`;

const flip = (drawing: string): string =>
  `<g transform="translate(${2 * middle} 0) scale(-1 1)">${drawing}</g>`;

/** Parley's own face, drawn for it: SVG, to be rendered at any size. */
export const defaultPortraitSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" width="1024" height="1024">
${defs.replace('FACE', face).replace('EYE', eye).replace('KNIT', knit)}
${background}${body}${head}${nose}${mouth}
${oneEye}${flip(oneEye)}${highlights}${oneBrow}${flip(oneBrow)}
${hairFront}
</svg>`;
