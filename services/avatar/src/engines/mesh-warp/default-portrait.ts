import type { Landmarks, Point } from '../face-finding/landmarks.js';

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
  [406, 442],
  [446, 441],
  [475, 468],
  [446, 485],
  [408, 484],
];

function mirrored([x, y]: Point): Point {
  return [2 * middle - x, y];
}

const figureLandmarks: Landmarks = [
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
    [446, 630],
    [474, 620],
    [499, 613],
    [512, 617],
    [525, 613],
    [550, 620],
    [578, 630],
    [557, 656],
    [535, 669],
    [512, 672],
    [489, 669],
    [467, 656],
    [451, 632],
    [484, 638],
    [512, 641],
    [540, 638],
    [573, 632],
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
  'M336 400 C334 450 338 520 349 566 C360 618 388 664 424 704 C456 738 486 751 512 751 C538 751 568 738 600 704 ' +
  'C636 664 664 618 675 566 C686 520 690 450 688 400 C684 250 620 160 512 160 C404 160 340 250 336 400 Z';
const eye =
  'M380 461 C392 444 410 435 427 435 C450 435 466 451 475 468 C462 483 444 488 426 488 C408 488 392 478 380 461 Z';
const knit =
  'M40 1024 C70 950 190 905 300 876 C340 864 362 852 376 838 C424 896 600 896 648 838 C662 852 684 864 724 876 ' +
  'C834 905 954 950 984 1024 Z';

const background = `
<rect width="1024" height="1024" fill="url(#backdrop)"/>
<ellipse cx="380" cy="330" rx="420" ry="400" fill="url(#glow)"/>`;

const body = `
<path d="M520 108 C380 98 282 186 270 330 C262 440 276 500 256 590 C240 660 232 720 262 780 C290 832 350 850 420 826
  L604 826 C674 850 734 832 762 780 C792 720 784 660 768 590 C748 500 762 440 754 330 C742 186 656 100 520 108 Z" fill="url(#hairBack)"/>
<path d="M434 690 C436 770 430 812 380 836 C420 930 604 930 644 836 C594 812 588 770 590 690 Z" fill="url(#neck)"/>
<path d="M432 700 C446 752 474 790 516 796 C566 792 590 740 592 690 L430 690 Z" fill="#8f4a36" opacity="0.6" filter="url(#soft10)"/>
<path d="M450 846 C470 862 492 868 508 884 M574 846 C554 862 532 868 516 884" fill="none" stroke="#b97252" stroke-width="6" opacity="0.4" stroke-linecap="round" filter="url(#soft4)"/>
<path d="${knit}" fill="url(#knit)"/>
<g clip-path="url(#knitClip)">
  <path d="M40 1024 C110 950 220 920 320 892 C270 950 250 990 244 1024 Z" fill="#12393c" opacity="0.35" filter="url(#soft10)"/>
  <path d="M984 1024 C914 950 804 920 704 892 C754 950 774 990 780 1024 Z" fill="#0d2d31" opacity="0.55" filter="url(#soft10)"/>
  <ellipse cx="330" cy="950" rx="120" ry="40" fill="#6fb5ab" opacity="0.35" filter="url(#soft22)"/>
  <path d="M360 842 C420 920 604 920 664 842 L686 866 C610 962 414 962 338 866 Z" fill="#4f9993"/>
  <path d="M360 842 C420 920 604 920 664 842 L668 847 C606 926 418 926 356 847 Z" fill="#1c4b4d" opacity="0.55"/>
  <path d="M340 868 C414 964 610 964 684 868" fill="none" stroke="#1c4b4d" stroke-width="4" opacity="0.55"/>
  <g stroke="#2f6c6a" stroke-width="3" opacity="0.5" stroke-linecap="round">
    <path d="M376 872 L366 892 M404 896 L396 916 M436 912 L431 934 M472 921 L470 943 M512 924 L512 946"/>
    <path d="M648 872 L658 892 M620 896 L628 916 M588 912 L593 934 M552 921 L554 943"/>
  </g>
</g>`;

const head = `
<path d="${face}" fill="url(#skin)"/>
<g clip-path="url(#faceClip)">
  <path d="M700 330 C650 420 660 560 610 660 C580 720 540 760 500 770 L760 790 L760 300 Z" fill="#b4633f" opacity="0.32" filter="url(#soft22)"/>
  <path d="M320 330 C356 420 350 560 390 660 C410 710 440 740 470 765 L300 790 Z" fill="#c0714e" opacity="0.22" filter="url(#soft22)"/>
  <path d="M320 120 L710 120 L704 330 C650 236 604 214 566 204 C470 236 380 300 340 420 Z" fill="#7d3b26" opacity="0.46" filter="url(#soft22)"/>
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
<path d="M478 574 C474 564 479 554 488 553 M546 574 C550 564 545 554 536 553" fill="none" stroke="#a65740" stroke-width="7" opacity="0.3" stroke-linecap="round" filter="url(#soft4)"/>
<path d="M486 575 C493 570 502 574 505 580 C498 583 490 581 486 575 Z M538 575 C531 570 522 574 519 580 C526 583 534 581 538 575 Z" fill="#7c3a2b" opacity="0.8" filter="url(#soft2)"/>
<path d="M484 582 C500 594 524 594 540 582 C528 604 496 604 484 582 Z" fill="#b0603f" opacity="0.35" filter="url(#soft4)"/>`;

const oneEye = `
<path d="M364 452 C384 412 462 404 488 464 C470 432 440 424 420 426 C398 428 380 440 364 452 Z" fill="#a4583f" opacity="0.36" filter="url(#soft4)"/>
<path d="${eye}" fill="url(#sclera)"/>
<g clip-path="url(#eyeClip)">
  <circle cx="428" cy="460" r="26.500" fill="url(#iris)"/>
  <circle cx="428" cy="460" r="25.500" fill="none" stroke="#27150b" stroke-width="3" opacity="0.65"/>
  <path d="M412 470 C418 482 438 482 444 470 C440 478 416 478 412 470 Z" fill="#e9bd7a" opacity="0.55" filter="url(#soft2)"/>
  <circle cx="428" cy="460" r="12" fill="#170c07"/>
  <path d="M374 462 C392 434 460 424 480 470 L480 420 L374 420 Z" transform="translate(0 9)" fill="#4b2a22" opacity="0.42" filter="url(#soft4)"/>
  <ellipse cx="472" cy="468" rx="8" ry="6" fill="#e3988a" opacity="0.8"/>
</g>
<path d="M475 468 C462 484 444 490 426 490 C408 490 392 480 380 461" fill="none" stroke="#8a4a3a" stroke-width="2.600" opacity="0.55"/>
<path d="M396 500 C412 506 440 506 458 496" fill="none" stroke="#b9694b" stroke-width="4" opacity="0.3" stroke-linecap="round" filter="url(#soft4)"/>
<path d="M366 453 C372 458 377 461 380 463 C393 447 410 439 427 439 C448 439 464 453 476 470 C467 444 448 430 426 430 C402 430 386 442 378 455 C374 456 370 455 366 453 Z" fill="#2a1512"/>
<path d="M382 441 C398 420 446 410 476 450" fill="none" stroke="#9a5340" stroke-width="3" opacity="0.65" stroke-linecap="round"/>`;

const highlights = `
<circle cx="419" cy="452" r="6.500" fill="#ffffff" opacity="0.95"/><circle cx="437" cy="470" r="3.200" fill="#ffffff" opacity="0.5"/>
<circle cx="587" cy="452" r="6.500" fill="#ffffff" opacity="0.95"/><circle cx="605" cy="470" r="3.200" fill="#ffffff" opacity="0.5"/>`;

const oneBrow = `
<path d="M362 420 C380 396 408 386 436 389 C456 391 470 398 476 408 C474 416 468 417 462 414 C440 404 412 402 390 408 C378 411 370 416 362 420 Z" fill="#43241b" opacity="0.9"/>
<path d="M380 409 L396 398 M398 404 L414 393 M418 402 L432 391 M438 404 L450 394" stroke="#6d4130" stroke-width="2" opacity="0.5" stroke-linecap="round"/>`;

const mouth = `
<path d="M470 672 C490 690 534 690 554 672 C540 700 484 700 470 672 Z" fill="#a95a3c" opacity="0.4" filter="url(#soft4)"/>
<path d="M446 630 C462 626 480 614 498 613 C505 613 509 617 512 617 C515 617 519 613 526 613 C544 614 562 626 578 630 C560 637 536 638 525 640 C520 642 504 642 499 640 C488 638 464 637 446 630 Z" fill="url(#upperLip)"/>
<path d="M446 630 C464 637 488 638 499 640 C504 642 520 642 525 640 C536 638 560 637 578 630 C564 656 542 672 512 672 C482 672 460 656 446 630 Z" fill="url(#lowerLip)"/>
<path d="M480 655 C496 650 528 650 544 655 C532 664 492 664 480 655 Z" fill="#ffe0d3" opacity="0.5" filter="url(#soft2)"/>
<path d="M490 618 C496 616 502 616 506 619" fill="none" stroke="#ffd9cb" stroke-width="3" opacity="0.45" stroke-linecap="round" filter="url(#soft2)"/>
<path d="M444 629 C464 637 488 638 499 640 C504 642.500 520 642.500 525 640 C536 638 560 637 580 629" fill="none" stroke="#7c3131" stroke-width="3.200" stroke-linecap="round"/>
<path d="M438 622 C442 627 443 631 440 637 M586 622 C582 627 581 631 584 637" fill="none" stroke="#b0603f" stroke-width="5" opacity="0.4" stroke-linecap="round" filter="url(#soft4)"/>
<path d="M500 592 C504 600 503 606 500 610 M524 592 C520 600 521 606 524 610" fill="none" stroke="#b9694b" stroke-width="3" opacity="0.3" filter="url(#soft2)"/>`;

const hairFront = `
<path d="M640 250 C520 250 420 320 366 420 C344 470 342 540 350 600 C330 560 322 480 332 410 C350 300 440 190 560 180 Z" fill="#7d3f2b" opacity="0.4" filter="url(#soft10)"/>
<path d="M548 118 C590 190 650 258 676 340 C692 390 694 450 690 500 C686 560 676 590 678 640 C680 700 706 760 690 822
  C730 830 764 790 772 742 C784 690 762 640 758 580 C752 500 766 430 754 330 C742 186 656 100 520 108 C530 110 540 112 548 118 Z" fill="url(#hair)"/>
<path d="M604 166 C566 236 470 270 404 336 C362 380 346 420 341 480 C336 540 350 580 350 640 C350 700 318 760 334 822
  C294 830 260 790 252 742 C240 690 262 640 266 580 C272 500 258 430 270 330 C282 186 380 98 520 108 C572 112 600 134 604 166 Z" fill="url(#hair)"/>
<g fill="none" stroke-linecap="round">
  <path d="M594 166 C548 226 430 262 366 350 C322 420 312 500 324 580 C332 640 304 690 308 760" stroke="#8f5b42" stroke-width="7" opacity="0.5"/>
  <path d="M588 150 C508 202 396 240 338 340 C300 420 296 500 300 580 C304 640 276 690 282 750" stroke="#7d4c37" stroke-width="6" opacity="0.55"/>
  <path d="M600 172 C556 236 448 278 384 358 C344 420 330 490 338 570 C342 630 330 670 318 710" stroke="#a9744f" stroke-width="3.500" opacity="0.5"/>
  <path d="M566 130 C470 158 372 214 314 320 C284 400 288 480 284 560 C280 630 262 680 264 730" stroke="#5f3628" stroke-width="6" opacity="0.7"/>
  <path d="M540 122 C440 134 340 190 296 300 C276 370 282 440 278 500" stroke="#80503a" stroke-width="4" opacity="0.45"/>
  <path d="M598 158 C630 220 682 280 702 360 C720 430 716 510 706 580 C700 640 724 690 716 756" stroke="#7a4935" stroke-width="6" opacity="0.5"/>
  <path d="M590 142 C650 192 706 260 724 360 C738 430 734 510 728 570 C726 640 752 690 742 744" stroke="#63392a" stroke-width="6" opacity="0.65"/>
  <path d="M574 124 C654 158 720 230 738 330 C746 400 742 460 746 520" stroke="#80503a" stroke-width="4" opacity="0.4"/>
  <path d="M606 172 C630 226 668 282 688 350 C704 420 704 490 698 560" stroke="#a9744f" stroke-width="3" opacity="0.35"/>
  <path d="M474 196 C404 236 342 296 318 384" stroke="#d9a577" stroke-width="20" opacity="0.32" filter="url(#soft10)"/>
  <path d="M652 226 C690 276 712 320 720 380" stroke="#c98f68" stroke-width="14" opacity="0.22" filter="url(#soft10)"/>
  <path d="M748 320 C760 430 746 500 758 590 C766 640 784 690 768 744" stroke="#ffc79d" stroke-width="5" opacity="0.35" filter="url(#soft4)"/>
  <path d="M276 320 C264 430 278 500 266 590 C258 640 240 690 256 744" stroke="#fff0dc" stroke-width="6" opacity="0.4" filter="url(#soft4)"/>
</g>`;

/** The figure is drawn small and shown larger, so that the face fills the frame. */
const figure = { scale: 1.14, x: -512 * 0.14, y: -44 };

const flip = (drawing: string): string =>
  `<g transform="translate(${2 * middle} 0) scale(-1 1)">${drawing}</g>`;

/** The drawing's 68 landmarks, in its own units: exact, since the drawing goes through them. */
export const defaultLandmarks: Landmarks = figureLandmarks.map(([x, y]) => [
  figure.x + x * figure.scale,
  figure.y + y * figure.scale,
]);

/** Parley's own face, drawn for it: SVG, to be rendered at any size. */
export const defaultPortraitSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" width="1024" height="1024">
${defs.replace('FACE', face).replace('EYE', eye).replace('KNIT', knit)}
${background}
<g transform="translate(${figure.x} ${figure.y}) scale(${figure.scale})">
${body}${head}${nose}${mouth}
${oneEye}${flip(oneEye)}${highlights}${oneBrow}${flip(oneBrow)}
${hairFront}
</g>
</svg>`;
